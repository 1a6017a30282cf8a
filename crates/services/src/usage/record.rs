//! Writing down what a run of a chain asked.

use super::redact::redacted;
use crate::{Resources, failures};
use domain::{ids::JobId, principal::Principal};
use llm::chain::{ChainContext, ModelCall};
use secrecy::SecretString;
use settings::{Prices, Provider};
use std::sync::Arc;
use store::model_calls::{self, Call, Cost, Said, Subject, Tokens};
use tokio::{runtime::Handle, task::JoinHandle};

/// Characters kept of one text; prompts are rarely a tenth of it.
const TEXT: usize = 100_000;

/// What a run of a chain was for.
pub(crate) struct Run<'a> {
    /// Whose it is.
    pub(crate) principal: Principal,
    /// The draft or site build.
    pub(crate) subject: Subject,
    /// The job.
    pub(crate) job: JobId,
    /// What the model was to do: `draft`, `split`, `ticket_prose`, …
    pub(crate) step: &'static str,
    /// Who was asked.
    pub(crate) provider: &'a Provider,
    /// What must not be shown.
    pub(crate) secrets: Vec<SecretString>,
}

/// Writes the calls of a run down when it ends, however it ends: what was used counts.
pub(crate) struct Recording<'a> {
    resources: &'a Arc<Resources>,
    chain: &'a ChainContext<'a>,
    run: Option<Run<'a>>,
}

impl<'a> Recording<'a> {
    /// Watches over the run of this chain.
    pub(crate) fn of(resources: &'a Arc<Resources>, chain: &'a ChainContext<'a>, run: Run<'a>) -> Self {
        Self { resources, chain, run: Some(run) }
    }

    /// Writes them down now.
    pub(crate) async fn end(mut self) {
        if let Some(writing) = self.begin() {
            // A panic was logged where it happened.
            let _ = writing.await;
        }
    }

    fn begin(&mut self) -> Option<JoinHandle<()>> {
        let run = self.run.take()?;
        let calls = self.chain.calls();
        (!calls.is_empty()).then(|| record(self.resources, run, calls))
    }
}

impl Drop for Recording<'_> {
    /// A run that is dropped, with the process or by a stop that took too long.
    fn drop(&mut self) {
        if Handle::try_current().is_ok() {
            self.begin();
        }
    }
}

fn record(resources: &Arc<Resources>, run: Run<'_>, calls: Vec<ModelCall>) -> JoinHandle<()> {
    let Run { principal, subject, job, step, provider, secrets } = run;
    let resources = Arc::clone(resources);
    let (id, prices) = (provider.id.to_string(), provider.prices.clone());
    tokio::spawn(async move {
        // Looking for secrets takes its time: neither the network nor other writes wait for it.
        let looking = tokio::task::spawn_blocking(move || {
            let one = |call| kept(call, step, &id, prices.as_ref(), &secrets);
            calls.into_iter().map(one).collect::<Vec<Call>>()
        });
        let Ok(calls) = looking.await else { return };
        let store = resources.store.of(&principal);
        let write = store.write(move |tx| model_calls::record(tx, subject, job, &calls));
        if let Err(error) = write.await {
            failures::internal("writing down the calls of a model", &error);
        }
    })
}

fn kept(
    call: ModelCall,
    step: &str,
    provider: &str,
    prices: Option<&Prices>,
    secrets: &[SecretString],
) -> Call {
    let said = |by: &str, text: &str| Said { by: by.to_owned(), text: shown(text, secrets) };
    let mut sent = vec![said("system", &call.sent.system)];
    sent.extend(call.sent.messages.iter().map(|message| said(message.role.as_str(), &message.content)));
    let tokens = Tokens {
        prompt: call.usage.prompt_tokens,
        completion: call.usage.completion_tokens,
        estimated: call.usage.estimated,
    };
    let millis = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    Call {
        step: step.to_owned(),
        provider: provider.to_owned(),
        // `company/chat-large`: the provider has a column of its own.
        model: call.model.split_once('/').map_or(call.model.as_str(), |(_, model)| model).to_owned(),
        cost: prices.map(|prices| cost(prices, tokens)),
        tokens,
        first_token_ms: call.first_token.map(millis),
        duration_ms: millis(call.duration),
        outcome: call.outcome.to_owned(),
        sent,
        answer: shown(&call.answer, secrets),
    }
}

/// As much as is kept, without secrets.
fn shown(text: &str, secrets: &[SecretString]) -> String {
    let text = redacted(text, secrets);
    match text.char_indices().nth(TEXT) {
        None => text,
        Some((end, _)) => format!("{}\n[…]", text.get(..end).unwrap_or_default()),
    }
}

/// A price for a million tokens is the same number of millionths for one.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate; prices are not negative, and `as` saturates"
)]
pub(crate) fn cost(prices: &Prices, tokens: Tokens) -> Cost {
    let micros = tokens.prompt as f64 * prices.prompt_per_million
        + tokens.completion as f64 * prices.completion_per_million;
    Cost { micros: micros.round() as u64, currency: prices.currency.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_tokens_times_their_prices() {
        let prices =
            Prices { prompt_per_million: 2.5, completion_per_million: 10.0, currency: "EUR".to_owned() };
        let tokens = Tokens { prompt: 2_000, completion: 500, estimated: false };
        assert_eq!(cost(&prices, tokens), Cost { micros: 10_000, currency: "EUR".to_owned() });
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let kept = shown(&"ä".repeat(TEXT + 1), &[]);
        assert_eq!(kept.chars().count(), TEXT + 4);
        assert!(kept.ends_with("\n[…]"));
    }
}
