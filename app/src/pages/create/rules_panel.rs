use crate::pages::rules::RuleLines;
use contract::views::Gate;
use domain::{
    failure::Severity,
    rules::{Check, HINT, RuleSet, ScopedRules},
};
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Icon, icon};

/// The rules before there is a draft: those for the project and kind that are chosen.
#[component]
pub(crate) fn RulesAhead(
    /// The rules, and whose they are.
    #[prop(into)]
    rules: Signal<(RuleSet, Option<ScopedRules>)>,
    /// What stands in the way of asking a model.
    gate: Option<Gate>,
) -> impl IntoView {
    view! {
        <h2 class="text-sm font-semibold">"Rules"</h2>
        <p class="mt-1 text-xs leading-5 text-base-content/75">
            "Every draft is held against these while it is written."
        </p>
        {move || {
            let (set, own) = rules.get();
            let href = own.as_ref().map_or_else(|| "/rules".to_owned(), |own| format!("/rules/{}", own.id));
            let words = own.map_or_else(|| "Write your own".to_owned(), |own| format!("Yours: {}", own.name()));
            view! {
                <RuleLines rules=set/>
                <A href {..} class="link text-xs">
                    {words}
                </A>
            }
        }}
        <h2 class="mt-5 text-sm font-semibold">"What happens next"</h2>
        <ol class="mt-2 list-decimal space-y-1 pl-5 text-sm text-base-content/85 marker:text-base-content/60">
            <li>
                {if gate.is_some() { "A model writes the draft, once one is connected." } else { "A model writes the draft while you watch." }}
            </li>
            <li>"You change what you like, by hand."</li>
            <li>"You approve it and see exactly what will be sent."</li>
            <li>"One click creates it in Jira, as you."</li>
        </ol>
    }
}

/// How the rules went.
#[component]
pub(crate) fn Checks(
    /// Every rule's result.
    #[prop(into)]
    checks: Signal<Vec<Check>>,
    /// Still being written: what is missing may yet come.
    #[prop(into)]
    pending: Signal<bool>,
) -> impl IntoView {
    view! {
        <h2 class="text-sm font-semibold">"Rules"</h2>
        {move || {
            checks
                .with(Vec::is_empty)
                .then(|| view! { <p class="mt-2 text-xs text-base-content/75">"None apply to this draft."</p> })
        }}
        <ul class="mt-2">
            {move || {
                let pending = pending.get();
                // What is not finished needs no advice yet.
                let shown = move |check: &Check| !pending || check.rule != HINT;
                checks.get().into_iter().filter(shown).map(|check| view! { <CheckLine check pending/> }).collect_view()
            }}
        </ul>
    }
}

#[component]
fn CheckLine(check: Check, pending: bool) -> impl IntoView {
    let (drawing, colour, word) = match (check.passed, check.severity) {
        (true, _) => (icon::CIRCLE_CHECK, "text-success", "kept"),
        (false, _) if pending => (icon::CIRCLE_DASHED, "text-base-content/70", "not yet"),
        (false, Severity::Blocking) => (icon::CIRCLE_ALERT, "text-error", "broken"),
        (false, _) => (icon::TRIANGLE_ALERT, "text-base-content", "worth a look"),
    };
    // What Jira itself demands names the value and what it should be; our own rules say it in one.
    let note = match (check.passed, check.found.is_empty(), check.rule.as_str()) {
        (false, true, _) => check.expected,
        (false, false, "jira") => format!("{}; expected {}", check.found, check.expected),
        (false, false, HINT) => format!("{}; better {}", check.found, check.expected),
        _ => check.found,
    };
    view! {
        <li class="flex items-start gap-2 py-1 text-sm">
            <span class=format!("mt-0.5 {colour}")>
                <Icon drawing/>
            </span>
            <span class="min-w-0 flex-1 break-words">
                <span class="sr-only">{word} ": "</span>
                {check.title}
                <span class="block text-xs leading-5 text-base-content/75">{note}</span>
            </span>
        </li>
    }
}
