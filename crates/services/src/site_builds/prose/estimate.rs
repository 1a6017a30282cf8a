//! What it will take to have a model write the words of many tickets.

use super::facts::{Site, question};
use crate::usage;
use llm::tokens;
use settings::Prices;
use site_spec::{
    plan::{self, Plan, Ticket},
    sheets::Spec,
};
use store::model_calls::{Cost, Tokens};

/// Milliseconds until a model begins to answer, and tokens it then writes in a second, where nothing was measured: in the
/// middle of what hosted models showed in 2025.
const FIRST_TOKEN_MS: u64 = 1_500;
const TOKENS_A_SECOND: u64 = 50;
/// Tokens around a message, as `llm::tokens` counts them.
const FRAME: u64 = 4;

/// What calls cost and take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates<'a> {
    /// The prompt, which goes with every call.
    pub(crate) prompt: &'a str,
    /// What the provider takes, where the operator says so.
    pub(crate) prices: Option<&'a Prices>,
    /// Milliseconds that a call took lately (`store::model_calls::usual_duration`).
    pub(crate) measured_ms: Option<u64>,
}

/// What it will probably take. A model that has to correct itself takes up to twice as much.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Estimate {
    /// Calls of the model: one for each ticket.
    pub(crate) calls: u64,
    /// Tokens that it reads in all.
    pub(crate) prompt_tokens: u64,
    /// Tokens that it writes in all.
    pub(crate) completion_tokens: u64,
    /// Seconds for one call, rounded up; calls at the same time share them.
    pub(crate) seconds_each: u64,
    /// What all cost, where the operator says what tokens cost.
    pub(crate) cost: Option<Cost>,
}

impl Estimate {
    /// The same for so many tickets, of which this is a sample.
    #[must_use]
    pub(crate) fn of_all(mut self, tickets: usize) -> Self {
        let all = tickets as u64;
        let sampled = self.calls.max(1);
        let scaled = |sum: u64| sum.saturating_mul(all) / sampled;
        self.prompt_tokens = scaled(self.prompt_tokens);
        self.completion_tokens = scaled(self.completion_tokens);
        if let Some(cost) = &mut self.cost {
            cost.micros = scaled(cost.micros);
        }
        self.calls = all;
        self
    }

    /// What all cost, as people read it.
    pub(crate) fn price(&self) -> Option<String> {
        self.cost.as_ref().map(|cost| usage::money(cost.micros, &cost.currency))
    }
}

/// What the words of these tickets will take.
pub(crate) fn estimate<'t>(
    site: Site<'_>,
    spec: &Spec<'_>,
    plan: &Plan,
    tickets: impl IntoIterator<Item = &'t Ticket>,
    rates: Rates<'_>,
) -> Estimate {
    let mut sum = Estimate::default();
    let system = tokens::estimate(rates.prompt) + FRAME;
    for ticket in tickets {
        let template = plan::template_prose(spec, ticket);
        sum.calls += 1;
        sum.prompt_tokens += system + tokens::estimate(&question(site, spec, ticket, plan, &template));
        // A model says about as much as the templates, in the form of JSON.
        let answer = serde_json::to_string(&template).unwrap_or_default();
        sum.completion_tokens += tokens::estimate(&answer);
    }
    if let Some(each) = sum.completion_tokens.checked_div(sum.calls) {
        let millis = rates.measured_ms.unwrap_or(FIRST_TOKEN_MS + each * 1_000 / TOKENS_A_SECOND);
        sum.seconds_each = millis.div_ceil(1_000).max(1);
    }
    let tokens = Tokens { prompt: sum.prompt_tokens, completion: sum.completion_tokens, estimated: true };
    sum.cost = rates.prices.map(|prices| usage::cost(prices, tokens));
    sum
}
