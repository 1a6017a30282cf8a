//! Services that do not stream.

mod nasty;

use nasty::{Server, hear, in_pieces, json_reply, reply_with};
use serde_json::{Value, json};

#[tokio::test]
async fn the_text_is_found_at_the_configured_path_and_at_the_usual_ones() {
    let answers = [
        json!({"data": {"answer": "found it"}}),
        json!({"choices": [{"message": {"content": "found it"}}]}),
        json!({"choices": [{"message": {"content": [{"type": "text", "text": "found it"}]}}]}),
        json!({"text": "found it"}),
        json!({"answer": "found it"}),
        json!({"output": "found it"}),
        json!("found it"),
    ];
    for answer in answers {
        for text in [answer.to_string(), serde_json::to_string_pretty(&answer).unwrap()] {
            let shown = text.clone();
            let server = Server::answering(move |_| {
                reply_with(200, "application/json", in_pieces(text.as_bytes(), 3))
            })
            .await;
            let heard = hear(&server.model()).await;
            assert_eq!((heard.text().as_str(), heard.error), ("found it", None), "{shown}");
            assert!(heard.finished.is_some());
        }
    }
}

#[tokio::test]
async fn a_long_answer_comes_in_pieces_though_a_stream_was_asked_for() {
    let long = "A sentence of a long answer. ".repeat(40);
    let answer = json!({"data": {"answer": long}});
    let server = Server::answering(move |_| json_reply(&answer)).await;
    let heard = hear(&server.model()).await;
    assert_eq!(heard.text(), long);
    assert!(heard.pieces.len() > 10);
    assert_eq!(server.seen.lock().unwrap()[0].body.pointer("/parameters/stream"), Some(&Value::Bool(true)));
}

#[tokio::test]
async fn plain_text_is_an_answer_where_it_says_so() {
    let server =
        Server::answering(|_| reply_with(200, "text/plain; charset=utf-8", "Just words.\nTwo lines.")).await;
    let heard = hear(&server.model()).await;
    assert_eq!((heard.text().as_str(), heard.error), ("Just words.\nTwo lines.", None));
}
