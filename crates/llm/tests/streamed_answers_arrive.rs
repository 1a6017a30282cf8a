//! Event streams and line streams, however oddly they are cut.

mod nasty;

use llm::{ChatEvent, FinishReason};
use nasty::{Server, hear, in_pieces, openai_events, reply_with};
use serde_json::json;

const PIECES: [&str; 4] = ["Grüße, ", "Wörld", " 😀\n", "{\"a\": 1}"];

#[tokio::test]
async fn one_byte_at_a_time_with_every_kind_of_line_end() {
    for line_end in ["\n", "\r\n", "\r"] {
        let text = openai_events(&PIECES, line_end) + &format!("data: [DONE]{line_end}{line_end}");
        let server =
            Server::answering(move |_| reply_with(200, "text/event-stream", in_pieces(text.as_bytes(), 1)))
                .await;
        let heard = hear(&server.model()).await;
        assert_eq!(heard.error, None);
        assert_eq!(heard.pieces, PIECES, "{line_end:?}");
        assert!(matches!(
            heard.finished,
            Some(ChatEvent::Finished { finish_reason: FinishReason::Stop, .. })
        ));
    }
}

#[tokio::test]
async fn mixed_line_ends_and_a_missing_content_type_do_not_matter() {
    let text = openai_events(&PIECES[..2], "\r\n") + &openai_events(&PIECES[2..], "\n") + "data: [DONE]";
    let server = Server::answering(move |_| {
        reply_with(200, "application/octet-stream", in_pieces(text.as_bytes(), 7))
    })
    .await;
    let heard = hear(&server.model()).await;
    assert_eq!((heard.text(), heard.error), (PIECES.concat(), None));
    assert!(heard.finished.is_some());
}

#[tokio::test]
async fn deltas_at_the_configured_path_come_first_and_the_providers_count_is_used() {
    let events = [
        json!({"data": {"answer": "one "}, "text": "not this"}),
        json!({"data": {"answer": "two"}}),
        json!({"data": {"answer": ""}, "finish_reason": "length", "usage": {"prompt_tokens": 7, "completion_tokens": 2}}),
    ];
    let text = events.map(|event| format!("data: {event}\n\n")).concat();
    let server = Server::answering(move |_| reply_with(200, "text/event-stream", text.clone())).await;
    let heard = hear(&server.model()).await;
    assert_eq!(heard.pieces, ["one ", "two"]);
    let Some(ChatEvent::Finished { usage, finish_reason }) = heard.finished else { panic!("{heard:?}") };
    assert_eq!((usage.prompt_tokens, usage.completion_tokens, usage.estimated), (7, 2, false));
    assert_eq!(finish_reason, FinishReason::Length);
}

#[tokio::test]
async fn lines_of_json_are_a_stream_too() {
    let text = "{\"text\": \"one \"}\r\n\n{\"text\": \"zwölf\"}\n{\"done\": true}";
    for content_type in ["application/x-ndjson", "application/json"] {
        for size in [1, 5, 1000] {
            let server =
                Server::answering(move |_| reply_with(200, content_type, in_pieces(text.as_bytes(), size)))
                    .await;
            let heard = hear(&server.model()).await;
            assert_eq!((heard.text().as_str(), &heard.error), ("one zwölf", &None));
            assert!(heard.finished.is_some());
        }
    }
}
