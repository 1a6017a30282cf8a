//! Answers of providers with a key: the same text however they are sent, and why they end.

mod nasty;

use llm::{ChatEvent, FinishReason, LlmError, Usage};
use nasty::{Heard, Interface, Server, hear, hosted, in_pieces, json_reply, reply_with};
use serde_json::{Value, json};

const PIECES: [&str; 5] = ["Grüße, ", "Wörld", " 😀\n", "{\"a\": 1}", "\u{2028}日本語 zuletzt"];

async fn heard_of(interface: Interface, content_type: &'static str, body: String, size: usize) -> Heard {
    let server =
        Server::answering(move |_| reply_with(200, content_type, in_pieces(body.as_bytes(), size))).await;
    hear(interface.model(hosted(&server.url)).as_ref()).await
}

async fn heard_document(interface: Interface, document: Value) -> Heard {
    heard_of(interface, "application/json", document.to_string(), 1000).await
}

#[track_caller]
fn finish(heard: &Heard) -> (Usage, FinishReason) {
    match &heard.finished {
        Some(ChatEvent::Finished { usage, finish_reason }) => (*usage, finish_reason.clone()),
        _ => panic!("{heard:?}"),
    }
}

#[tokio::test]
async fn the_text_is_the_same_byte_for_byte_streamed_and_whole() {
    for interface in Interface::BOTH {
        let text = PIECES.concat();
        let mut ways = vec![("application/json", interface.whole(&text, interface.stop()).to_string())];
        for line_end in ["\n", "\r\n", "\r"] {
            let stream = interface.events(&PIECES, line_end) + &interface.end(interface.stop(), line_end);
            ways.push(("text/event-stream", stream.clone()));
            ways.push(("application/octet-stream", stream));
        }
        let mixed = interface.events(&PIECES[..2], "\r\n") + &interface.events(&PIECES[2..], "\n");
        ways.push(("text/event-stream; charset=utf-8", mixed + &interface.end(interface.stop(), "\r\n")));
        for (content_type, body) in ways {
            for size in [1, 7, 100_000] {
                let heard = heard_of(interface, content_type, body.clone(), size).await;
                assert_eq!(
                    (&heard.text(), &heard.error),
                    (&text, &None),
                    "{interface:?} {content_type} {size}"
                );
                assert!(heard.pieces.iter().all(|piece| !piece.is_empty()));
                let (usage, reason) = finish(&heard);
                assert_eq!(usage, Usage { prompt_tokens: 9, completion_tokens: 7, estimated: false });
                assert_eq!(reason, FinishReason::Stop);
            }
        }
    }
}

#[tokio::test]
async fn a_character_that_was_cut_between_two_events_is_whole_again() {
    for interface in Interface::BOTH {
        // As gateways write that cut their text where JavaScript counts.
        let halves = interface.events(&["a[high]", "[low]b"], "\n");
        let halves = halves.replace("[high]", "\\ud83d").replace("[low]", "\\ude00");
        let stream = halves + &interface.end(interface.stop(), "\n");
        let heard = heard_of(interface, "text/event-stream", stream, 1000).await;
        assert_eq!((heard.text().as_str(), &heard.error), ("a😀b", &None), "{interface:?}");
    }
}

#[tokio::test]
async fn an_end_that_is_said_needs_no_farewell() {
    let finish_only = |interface: Interface| {
        let end = interface.end(interface.stop(), "\n");
        let until = match interface {
            Interface::OpenAi => end.find("data: {\"choices\":[],").unwrap_or_default(),
            Interface::Anthropic => end.find("event: message_stop").unwrap_or_default(),
        };
        interface.events(&["one ", "two"], "\n") + &end[..until]
    };
    for interface in Interface::BOTH {
        let heard = heard_of(interface, "text/event-stream", finish_only(interface), 1000).await;
        assert_eq!((heard.text().as_str(), &heard.error), ("one two", &None), "{interface:?}");
        assert_eq!(finish(&heard).0.estimated, interface == Interface::OpenAi, "not counted yet");
    }
}

#[tokio::test]
async fn a_provider_that_counts_nothing_is_estimated() {
    let mut document = Interface::Anthropic.whole("Some words of an answer", "end_turn");
    document["usage"] = json!({"input_tokens": 0, "output_tokens": 0});
    let (usage, _) = finish(&heard_document(Interface::Anthropic, document).await);
    assert!(usage.estimated && usage.completion_tokens > 3 && usage.prompt_tokens > 3, "{usage:?}");
    let mut document = Interface::OpenAi.whole("Some words of an answer", "stop");
    document["usage"] = Value::Null;
    assert!(finish(&heard_document(Interface::OpenAi, document).await).0.estimated);
}

#[tokio::test]
async fn what_came_from_the_providers_cache_was_sent_too() {
    let mut document = Interface::Anthropic.whole("fine", "end_turn");
    document["usage"] = json!({"input_tokens": 3, "cache_read_input_tokens": 40, "cache_creation_input_tokens": 2, "output_tokens": 1});
    assert_eq!(finish(&heard_document(Interface::Anthropic, document).await).0.prompt_tokens, 45);
}

#[tokio::test]
async fn why_an_answer_ends_is_told_apart() {
    for (interface, word, reason) in [
        (Interface::OpenAi, "length", FinishReason::Length),
        (Interface::OpenAi, "content_filter", FinishReason::Filtered),
        (Interface::OpenAi, "tool_calls", FinishReason::Other("tool_calls".into())),
        (Interface::Anthropic, "max_tokens", FinishReason::Length),
        (Interface::Anthropic, "stop_sequence", FinishReason::Stop),
        (Interface::Anthropic, "refusal", FinishReason::Filtered),
        (Interface::Anthropic, "pause_turn", FinishReason::Other("pause_turn".into())),
    ] {
        let stream = interface.events(&["half"], "\n") + &interface.end(word, "\n");
        let streamed = heard_of(interface, "text/event-stream", stream, 1000).await;
        let whole = heard_document(interface, interface.whole("half", word)).await;
        for heard in [streamed, whole] {
            assert_eq!((heard.text().as_str(), finish(&heard).1), ("half", reason.clone()), "{word}");
        }
    }
}

#[tokio::test]
async fn an_answer_without_text_says_why() {
    let declined = |reason: &str| LlmError::Declined { reason: reason.into() };
    let filter = "the provider's content filter stopped it";
    for (interface, word, error) in [
        (Interface::OpenAi, "stop", LlmError::Empty),
        (Interface::OpenAi, "length", LlmError::OutOfTokens),
        (Interface::OpenAi, "content_filter", declined(filter)),
        (Interface::Anthropic, "end_turn", LlmError::Empty),
        (Interface::Anthropic, "max_tokens", LlmError::OutOfTokens),
        (Interface::Anthropic, "refusal", declined(filter)),
    ] {
        let stream = interface.events(&[], "\n") + &interface.end(word, "\n");
        let streamed = heard_of(interface, "text/event-stream", stream, 1000).await;
        assert_eq!(streamed.error, Some(error.clone()), "{interface:?} {word}");
        assert_eq!(heard_document(interface, interface.whole("", word)).await.error, Some(error), "{word}");
    }
}

#[tokio::test]
async fn a_model_that_declines_is_quoted() {
    let document = json!({"choices": [{"message": {"content": null, "refusal": "I cannot help with that."}, "finish_reason": "stop"}]});
    let whole = heard_document(Interface::OpenAi, document).await;
    let chunks = ["I cannot ", "help with that."].map(|piece| {
        format!(
            "data: {}\n\n",
            json!({"choices": [{"index": 0, "delta": {"refusal": piece}, "finish_reason": null}]})
        )
    });
    let stream = chunks.concat() + &Interface::OpenAi.end("stop", "\n");
    let streamed = heard_of(Interface::OpenAi, "text/event-stream", stream, 1000).await;
    for heard in [whole, streamed] {
        let error = heard.error.unwrap();
        assert_eq!(error, LlmError::Declined { reason: "I cannot help with that".into() });
        assert_eq!(error.to_string(), "The model declined to answer: I cannot help with that.");
    }
}

#[tokio::test]
async fn thinking_and_other_blocks_are_not_part_of_the_text() {
    let event = |event: Value| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap());
    let thinking = event(
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "hm"}}),
    ) + &event(
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "x"}}),
    ) + &event(json!({"type": "something_new", "text": "no"}));
    let stream = thinking.clone()
        + &Interface::Anthropic.events(&["fine"], "\n")
        + &thinking
        + &Interface::Anthropic.end("end_turn", "\n");
    assert_eq!(heard_of(Interface::Anthropic, "text/event-stream", stream, 1000).await.text(), "fine");
    let reasoning =
        format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {"reasoning_content": "hm"}}]}));
    let stream =
        reasoning + &Interface::OpenAi.events(&["fine"], "\n") + &Interface::OpenAi.end("stop", "\n");
    assert_eq!(heard_of(Interface::OpenAi, "text/event-stream", stream, 1000).await.text(), "fine");
}

#[tokio::test]
async fn another_interface_behind_the_address_is_noticed() {
    for interface in Interface::BOTH {
        let heard = heard_document(interface, json!({"hello": "world"})).await;
        assert!(matches!(heard.error, Some(LlmError::Unreadable { .. })), "{interface:?}: {heard:?}");
        let server = Server::answering(|_| json_reply(&json!([]))).await;
        let heard = hear(interface.model(hosted(&server.url)).as_ref()).await;
        assert!(matches!(heard.error, Some(LlmError::Unreadable { .. })), "{interface:?}: {heard:?}");
    }
}
