//! Answers that stop before their end: what came is delivered, then an error.

mod nasty;

use std::time::Duration;

use llm::LlmError;
use nasty::{Server, broken_after, hear, openai_events, reply_with, stalled_after};

fn is_cut(error: Option<&LlmError>) -> bool {
    matches!(error, Some(LlmError::Cut { .. }))
}

#[tokio::test]
async fn a_stream_without_its_end_is_cut_but_what_came_is_delivered() {
    let server =
        Server::answering(|_| reply_with(200, "text/event-stream", openai_events(&["one ", "two"], "\n")))
            .await;
    let heard = hear(&server.model()).await;
    assert_eq!(heard.pieces, ["one ", "two"]);
    assert!(is_cut(heard.error.as_ref()) && heard.finished.is_none(), "{heard:?}");
}

#[tokio::test]
async fn a_connection_may_break_anywhere() {
    let text = openai_events(&["Grüße ", "😀"], "\r\n");
    let emoji = text.find("😀").unwrap();
    for cut in [text.len(), text.len() - 1, emoji + 2, emoji - 10, text.find("ü").unwrap() + 1] {
        let bytes = text.as_bytes()[..cut].to_vec();
        let server =
            Server::answering(move |_| reply_with(200, "text/event-stream", broken_after(&bytes))).await;
        let heard = hear(&server.model()).await;
        assert!(is_cut(heard.error.as_ref()), "cut at {cut}: {heard:?}");
        assert!("Grüße 😀".starts_with(&heard.text()));
        assert_eq!(
            heard.text().starts_with("Grüße"),
            cut > text.find("Grüße ").unwrap() + 60,
            "cut at {cut}"
        );
    }
}

#[tokio::test]
async fn half_a_json_document_and_half_a_line_are_cut() {
    for (body, so_far) in
        [("{\"data\": {\"answer\": \"half", ""), ("{\"text\": \"one\"}\n{\"text\": \"tw", "one")]
    {
        let server = Server::answering(move |_| reply_with(200, "application/json", body)).await;
        let heard = hear(&server.model()).await;
        assert_eq!(heard.text(), so_far);
        assert!(is_cut(heard.error.as_ref()), "{heard:?}");
    }
}

#[tokio::test]
async fn an_error_event_in_the_middle_is_shown() {
    let text = openai_events(&["one "], "\n")
        + "event: error\ndata: {\"error\": {\"message\": \"out of memory\"}}\n\n";
    let server = Server::answering(move |_| reply_with(200, "text/event-stream", text.clone())).await;
    let heard = hear(&server.model()).await;
    assert_eq!(heard.text(), "one ");
    assert_eq!(heard.error, Some(LlmError::Cut { detail: "out of memory".into() }));
}

#[tokio::test]
async fn a_stall_ends_after_the_idle_time() {
    let server = Server::with_drops(|dropped| {
        Box::new(move |_| {
            reply_with(
                200,
                "text/event-stream",
                stalled_after(openai_events(&["one "], "\n").as_bytes(), &dropped),
            )
        })
    })
    .await;
    let model = server.model_with(|config| config.timeouts.idle = Duration::from_millis(150));
    let heard = hear(&model).await;
    assert_eq!((heard.text().as_str(), heard.error), ("one ", Some(LlmError::TimedOut)));
}
