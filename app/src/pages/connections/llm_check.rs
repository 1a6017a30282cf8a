use contract::views::{CheckState, CheckStep, ProviderCheck, ProviderSecret, ProviderView};
use leptos::prelude::*;
use ui::{Dot, StatusDot};

/// What the last test of a key found out, step by step.
#[component]
pub(super) fn LlmCheck(
    /// The steps.
    check: ProviderCheck,
) -> impl IntoView {
    let ProviderCheck { connectivity, authentication, quota, model } = check;
    let steps = [
        ("Connectivity", connectivity),
        ("Authentication", authentication),
        ("Quota", quota),
        ("Model", model),
    ];
    view! {
        <dl class="divide-y divide-base-300 rounded-box border border-base-300" aria-label="Steps of the last test">
            {steps.map(|(name, step)| view! { <Step name step/> }).collect_view()}
        </dl>
    }
}

#[component]
fn Step(name: &'static str, step: CheckStep) -> impl IntoView {
    let (dot, word) = match step.state {
        CheckState::Good => (Dot::Good, "Good"),
        CheckState::Failed => (Dot::Bad, "Failed"),
        CheckState::NotReached => (Dot::Hollow, "Not reached"),
    };
    // What was not reached has nothing to add to that.
    let words = (step.state != CheckState::NotReached).then_some(step.words);
    view! {
        <div class="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-2 text-sm">
            <dt class="w-28 shrink-0 text-base-content/75">{name}</dt>
            <dd class="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3">
                <span class="w-24 shrink-0">
                    <StatusDot dot word=word/>
                </span>
                <span class="min-w-0 break-words text-base-content/80">{words}</span>
            </dd>
        </div>
    }
}

/// What the secret of a provider is called.
pub(super) fn secret_label(providers: &[ProviderView], chosen: &str) -> &'static str {
    match secret_of(providers, chosen) {
        ProviderSecret::Cookie => "Cookie, token or key",
        ProviderSecret::ApiKey => "API key",
    }
}

/// What the test of a provider does.
pub(super) fn test_hint(providers: &[ProviderView], chosen: &str) -> &'static str {
    match secret_of(providers, chosen) {
        ProviderSecret::Cookie => {
            "Asks the provider who the secret belongs to and compares it with your employee ID."
        }
        ProviderSecret::ApiKey => {
            "Makes the smallest call there is and says how far it got. It costs a few tokens."
        }
    }
}

fn secret_of(providers: &[ProviderView], chosen: &str) -> ProviderSecret {
    let provider = providers.iter().find(|provider| provider.id == chosen).or(providers.first());
    provider.map(|provider| provider.secret).unwrap_or_default()
}
