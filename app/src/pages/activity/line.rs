use crate::pages::took::took;
use contract::views::AuditLine;
use domain::audit::{outcome_words, words};
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Badge, BadgeTone};

/// What happened, with what it was about and how it went when it did not go well.
#[component]
pub(super) fn What(
    /// The line.
    line: AuditLine,
    /// Leads to the draft it was about; not on the draft's own page.
    #[prop(default = true)]
    linked: bool,
) -> impl IntoView {
    let bad = outcome_words(&line.outcome);
    let code = line.outcome;
    view! {
        <span class="inline-flex max-w-full flex-wrap items-center gap-x-2 gap-y-0.5">
            <span>{words(&line.kind)}</span>
            {line.detail.map(|detail| view! { <span class="font-mono text-xs break-words">{detail}</span> })}
            {line.about.map(|about| view! { <span class="font-mono text-xs break-all text-base-content/80">{about}</span> })}
            {line
                .draft
                .filter(|_| linked)
                .map(|draft| {
                    view! {
                        <A href=format!("/create/{draft}") {..} class="link text-xs">
                            "Draft"
                        </A>
                    }
                })}
            {bad
                .map(|words| {
                    view! {
                        <span title=code>
                            <Badge tone=BadgeTone::Warning>{words}</Badge>
                        </span>
                    }
                })}
        </span>
    }
}

/// How long a line's work took; nothing when that was not measured.
pub(super) fn duration(line: &AuditLine) -> Option<String> {
    line.duration_ms.and_then(|ms| u64::try_from(ms).ok()).map(took)
}
