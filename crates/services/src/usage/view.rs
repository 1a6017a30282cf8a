//! What people are shown of the calls for a draft.

use crate::Resources;
use contract::{
    Outcome,
    views::{ModelCallView, ModelCallsView, ModelUse, SaidView},
};
use domain::{failure::Failure, ids::DraftId, principal::Principal};
use std::collections::BTreeMap;
use store::{
    Tx, drafts,
    model_calls::{self, Call, Cost, Subject},
};

/// The page shows the latest calls.
const SHOWN: u32 = 50;

/// What all calls for a draft or a site build took together.
pub(crate) fn used(tx: &mut Tx, subject: impl Into<Subject>) -> Outcome<ModelUse> {
    let used = model_calls::used(tx, subject)?;
    let mut all = ModelUse::default();
    let mut costs: BTreeMap<String, u64> = BTreeMap::new();
    for call in used {
        all.calls += 1;
        all.tokens = all.tokens.saturating_add(call.tokens.prompt).saturating_add(call.tokens.completion);
        all.estimated |= call.tokens.estimated;
        all.duration_ms = all.duration_ms.saturating_add(call.duration_ms);
        if let Some(Cost { micros, currency }) = call.cost {
            let sum = costs.entry(currency).or_default();
            *sum = sum.saturating_add(micros);
        }
    }
    all.costs = costs.into_iter().map(|(currency, micros)| money(micros, &currency)).collect();
    Ok(all)
}

/// The calls for a draft, newest first, with what was sent.
pub(crate) async fn calls(
    resources: &Resources,
    principal: &Principal,
    draft: DraftId,
) -> Outcome<ModelCallsView> {
    let settings = resources.settings.current();
    let (title, used, calls) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            let found = drafts::get(tx, draft)?.ok_or_else(|| Failure::not_found("draft"))?;
            Ok((found.title, self::used(tx, draft)?, model_calls::latest(tx, draft, SHOWN)?))
        })
        .await?;
    let label = |id: String| {
        let found = settings.providers.iter().find(|provider| provider.id.as_str() == id);
        found.map_or(id, |provider| provider.label.clone())
    };
    let view = |(call, at): (Call, _)| ModelCallView {
        step: call.step,
        provider: label(call.provider),
        model: call.model,
        prompt_tokens: call.tokens.prompt,
        completion_tokens: call.tokens.completion,
        estimated: call.tokens.estimated,
        first_token_ms: call.first_token_ms,
        duration_ms: call.duration_ms,
        cost: call.cost.map(|cost| money(cost.micros, &cost.currency)),
        outcome: call.outcome,
        sent: call.sent.into_iter().map(|said| SaidView { by: said.by, text: said.text }).collect(),
        answer: call.answer,
        at,
    };
    Ok(ModelCallsView { draft, title, used, calls: calls.into_iter().map(view).collect() })
}

/// An amount as people read it: at least two digits after the point, more while it is less than a hundredth.
pub(crate) fn money(micros: u64, currency: &str) -> String {
    if micros == 0 || micros >= 10_000 {
        let hundredths = (micros + 5_000) / 10_000;
        return format!("{}.{:02} {currency}", hundredths / 100, hundredths % 100);
    }
    format!("0.{micros:06} {currency}")
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn small_amounts_are_not_rounded_to_nothing() {
        assert_eq!(money(0, "USD"), "0.00 USD");
        assert_eq!(money(60, "USD"), "0.000060 USD");
        assert_eq!(money(14_900, "EUR"), "0.01 EUR");
        assert_eq!(money(1_995_000, "EUR"), "2.00 EUR");
    }
}
