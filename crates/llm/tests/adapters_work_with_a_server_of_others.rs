//! Both adapters for providers with a key against aimock, which was written by others from the originals' behaviour.

mod foreign;
mod nasty;

use std::time::Duration;

use foreign::{Aimock, KEY};
use futures::StreamExt;
use llm::guarded::{GuardConfig, Guarded, ProviderGuard, RetryPolicy};
use llm::hosted::{HostedConfig, smallest_call};
use llm::{ChatEvent, ChatModel, ChatRequest, FinishReason, LlmError, Message, Usage, chat};
use nasty::{Interface, hosted};
use secrecy::SecretString;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

fn config(server: &Aimock, interface: Interface) -> HostedConfig {
    let path = match interface {
        Interface::OpenAi => "/v1/chat/completions",
        Interface::Anthropic => "/v1/messages",
    };
    HostedConfig { url: format!("{}{path}", server.url), key: SecretString::from(KEY), ..hosted(&server.url) }
}

fn asking(words: &str) -> ChatRequest {
    let messages = vec![Message::user("Hello"), Message::assistant("Hello"), Message::user(words)];
    ChatRequest { system: "Be brief.".into(), messages, request_id: "req-1".into(), ..ChatRequest::default() }
}

type Answered = Result<(String, Usage, FinishReason), LlmError>;

async fn answer(model: &dyn ChatModel, words: &str) -> Answered {
    chat::collect(model.start(asking(words), CancellationToken::new()).await?).await
}

#[tokio::test]
async fn the_text_is_the_same_byte_for_byte_over_both_interfaces_streamed_and_whole() {
    let server = Aimock::start().await;
    let file: serde_json::Value = serde_json::from_str(include_str!("foreign/aimock.json")).unwrap();
    let expected = file["fixtures"][0]["response"]["content"].as_str().unwrap();
    for interface in Interface::BOTH {
        for stream in [true, false] {
            let model = interface.model(HostedConfig { stream, ..config(&server, interface) });
            let (text, usage, reason) = answer(model.as_ref(), "Say it in many scripts.").await.unwrap();
            assert_eq!(text, expected, "{interface:?} {stream}");
            assert_eq!(reason, FinishReason::Stop);
            let counted = Usage { prompt_tokens: 21, completion_tokens: 34, estimated: false };
            // A streamed message says what was sent in its first event, which aimock leaves at nothing.
            let sent = if stream && interface == Interface::Anthropic { usage.prompt_tokens } else { 21 };
            assert_eq!(usage, Usage { prompt_tokens: sent, ..counted }, "{interface:?} {stream}");
        }
    }
}

#[tokio::test]
async fn reasons_and_counts_are_understood() {
    let server = Aimock::start().await;
    for interface in Interface::BOTH {
        for stream in [true, false] {
            let model = interface.model(HostedConfig { stream, ..config(&server, interface) });
            let (text, _, reason) = answer(model.as_ref(), "This is too long.").await.unwrap();
            assert_eq!((text.as_str(), reason), ("Half an answer, th", FinishReason::Length));
            let (_, usage, _) = answer(model.as_ref(), "This is not counted.").await.unwrap();
            assert!(usage.completion_tokens > 0, "{interface:?}: {usage:?}");
        }
    }
}

#[tokio::test]
async fn errors_are_told_apart() {
    let server = Aimock::start().await;
    for interface in Interface::BOTH {
        let model = interface.model(config(&server, interface));
        for (words, expected) in [
            ("Be busy for long.", LlmError::RateLimited { retry_after: Some(Duration::from_hours(1)) }),
            ("You are overloaded.", LlmError::Unavailable { detail: "it answered with status 529".into() }),
            (
                "This is refused.",
                LlmError::Refused { status: 400, message: "temperature: unexpected".into() },
            ),
        ] {
            assert_eq!(answer(model.as_ref(), words).await, Err(expected), "{interface:?}");
        }
        let unmatched = answer(model.as_ref(), "Something else").await;
        assert!(matches!(unmatched, Err(LlmError::Misconfigured { .. })), "{interface:?}: {unmatched:?}");
        let wrong = HostedConfig { key: SecretString::from("sk-wrong"), ..config(&server, interface) };
        let refused = answer(interface.model(wrong).as_ref(), "Hello").await;
        assert_eq!(refused, Err(LlmError::Unauthorised { status: 401 }));
    }
    let openai = Interface::OpenAi.model(config(&server, Interface::OpenAi));
    let empty = answer(openai.as_ref(), "There is no quota.").await;
    assert_eq!(empty, Err(LlmError::QuotaExceeded { message: "You exceeded your current quota".into() }));
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_said() {
    for interface in Interface::BOTH {
        let server = Aimock::start().await;
        let retry = RetryPolicy { first_delay: Duration::from_millis(5), ..RetryPolicy::default() };
        let guard = ProviderGuard::new(GuardConfig { retry, ..GuardConfig::default() });
        let model = Guarded::new(interface.model(config(&server, interface)), guard);
        let asked = Instant::now();
        let (text, _, _) = answer(&model, "Be busy once.").await.unwrap();
        assert_eq!(text, "Here you are.", "{interface:?}");
        assert!(asked.elapsed() >= Duration::from_secs(1), "never earlier than it asked for");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_cut_after_what_came() {
    let server = Aimock::start().await;
    for interface in Interface::BOTH {
        let model = interface.model(config(&server, interface));
        let mut stream = model.start(asking("It breaks off."), CancellationToken::new()).await.unwrap();
        let (mut text, mut error) = (String::new(), None);
        while let Some(event) = stream.next().await {
            match event {
                Ok(ChatEvent::Delta(piece)) => text.push_str(&piece),
                Ok(finished) => panic!("{interface:?}: {finished:?}"),
                Err(cut) => error = Some(cut),
            }
        }
        assert!(matches!(error, Some(LlmError::Cut { .. })), "{interface:?}: {error:?}");
        assert!(!text.is_empty() && "one two three four".starts_with(&text), "{interface:?}: {text}");
    }
}

#[tokio::test]
async fn a_silent_server_is_given_up_on_and_a_slow_one_is_not() {
    let server = Aimock::start().await;
    for interface in Interface::BOTH {
        let mut config = config(&server, interface);
        config.timeouts.idle = Duration::from_millis(1500);
        let model = interface.model(config);
        assert_eq!(
            answer(model.as_ref(), "It falls silent.").await,
            Err(LlmError::TimedOut),
            "{interface:?}"
        );
        let (text, _, _) = answer(model.as_ref(), "It takes its time.").await.unwrap();
        assert_eq!(text, "one two three four five six seven eight nine ten");
    }
}

#[tokio::test]
async fn stop_ends_an_answer_at_once() {
    let server = Aimock::start().await;
    for interface in Interface::BOTH {
        let model = interface.model(config(&server, interface));
        let cancel = CancellationToken::new();
        let mut stream = model.start(asking("It takes its time."), cancel.clone()).await.unwrap();
        assert!(matches!(stream.next().await, Some(Ok(ChatEvent::Delta(_)))));
        let stopped = Instant::now();
        cancel.cancel();
        assert_eq!(stream.next().await, Some(Err(LlmError::Cancelled)));
        assert!(stopped.elapsed() < Duration::from_millis(200), "{:?}", stopped.elapsed());
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn the_smallest_call_tells_a_good_key_from_a_bad_one() {
    let server = Aimock::start().await;
    for interface in Interface::BOTH {
        let ask = async |key: &str| {
            let config =
                HostedConfig { key: SecretString::from(key.to_owned()), ..config(&server, interface) };
            smallest_call(interface.model(config).as_ref(), "req-2", CancellationToken::new()).await
        };
        assert_eq!(ask("sk-wrong").await, Err(LlmError::Unauthorised { status: 401 }), "{interface:?}");
        assert!(ask(KEY).await.is_ok(), "{interface:?}");
    }
}
