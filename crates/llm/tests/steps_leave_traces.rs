//! What the log says about a chain.

#[expect(dead_code, reason = "needs only part of it")]
mod scripted;

use std::io::Write;
use std::sync::{Arc, Mutex};

use llm::chain::{ChainContext, ModelStep, NoSink, OutputParser, Prompt, Step};
use scripted::Scripted;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::fmt::format::FmtSpan;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().map_err(|_| std::io::Error::other("poisoned"))?.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_step_is_a_span_with_its_outcome_and_without_the_text() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let model = Scripted::answering(&["canary words"]);
    let ctx = ChainContext::new(&model, &NoSink, CancellationToken::new());
    assert!(ModelStep::default().then(OutputParser).traced(&ctx, Prompt::default()).await.is_err());
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 2, "{log}");
    assert!(lines[0].contains("step=\"model\" outcome=\"ok\" duration_ms="), "{log}");
    assert!(lines[1].contains("step=\"parse\" outcome=\"model_answer_not_json\""), "{log}");
    assert!(!log.contains("canary"));
}
