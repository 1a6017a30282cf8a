use super::{
    llm_check::{LlmCheck, secret_label, test_hint},
    reveal::Reveal,
    state::{Fact, LastTest, State, follow},
    trust::Trust,
};
use crate::{
    api::connections::{SaveLlm, TestLlm},
    session,
    shell::FailureNotice,
};
use contract::views::{ConnectionStatus, ConnectionView, ProviderView};
use domain::text::grouped;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Card, Choice, Notice, SecretField, SelectField, Tone, icon};

/// How many tokens a person used, and may use.
fn tokens_of_today((used, most): (u64, u64)) -> String {
    let used = grouped(used);
    if most == 0 { format!("{used} tokens") } else { format!("{used} of {} tokens (UTC)", grouped(most)) }
}

/// The model: which provider, with which secret.
#[component]
pub(super) fn LlmCard(
    /// The connection.
    connection: ConnectionView,
    /// The provider that is chosen.
    provider: Option<String>,
    /// What can be chosen.
    providers: Vec<ProviderView>,
    /// Characters a secret may have.
    limit: usize,
    /// Tokens used today, and how many may be; zero for no limit.
    today: (u64, u64),
    /// The next thing to do on the page is here.
    next: bool,
    /// Something was saved or tested.
    changed: Callback<()>,
) -> impl IntoView {
    let save = session::action::<SaveLlm>();
    let test = session::action::<TestLlm>();
    let secret = RwSignal::new(String::new());
    let form = follow(save, test, secret, changed);
    let state = connection.clone();
    let aside = move || view! { <State connection=state.clone()/> };
    if providers.is_empty() {
        return view! {
            <Card title="LLM" aside>
                <Notice
                    tone=Tone::Warning
                    title="No model is configured on this server."
                    next="Whoever runs it adds a provider to config.json; it appears here within seconds."
                    announce=false
                />
            </Card>
        }
        .into_any();
    }
    let saved = connection.status != ConnectionStatus::NotConnected;
    let wants_test = next && saved;
    let (save_failure, test_failure) = (session::failure(save), session::failure(test));
    let choices = providers
        .iter()
        .map(|provider| Choice::new(&provider.id, format!("{} · {}", provider.label, provider.model)))
        .collect();
    let masked = connection.masked_secret.clone();
    let (shown, trusted) = (connection.clone(), connection.clone());
    let check = connection.check.clone();
    let hint = test_hint(&providers, provider.as_deref().unwrap_or_default());
    let chosen = RwSignal::new(provider.unwrap_or_default());
    let label = Signal::derive(move || secret_label(&providers, &chosen.read()).to_owned());
    view! {
        <Card title="LLM" aside>
            <div class="space-y-3 text-sm">
                {saved
                    .then(|| {
                        view! {
                            <dl>
                                <Fact label="Address" value=connection.url.clone()/>
                                <Fact label="Secret" value=masked/>
                                <Fact label="Today" value=tokens_of_today(today)/>
                            </dl>
                        }
                    })} <LastTest connection/> {check.map(|check| view! { <LlmCheck check/> })}
                {move || save_failure.get().map(|failure| view! { <FailureNotice failure/> })}
                {move || test_failure.get().map(|failure| view! { <FailureNotice failure/> })}
                <ActionForm action=save node_ref=form>
                    <div class="grid max-w-xl gap-3 sm:grid-cols-2">
                        <div class="min-w-0" on:change=move |event| chosen.set(event_target_value(&event))>
                            <SelectField
                                name="provider"
                                label="Provider"
                                choices
                                value=chosen.get_untracked()
                                error=session::problem(save, "provider")
                            />
                        </div>
                        <SecretField
                            name="secret"
                            label
                            help=if saved { "Saving replaces the one above." } else { "Stored encrypted, used only as you." }
                            limit=limit
                            typed=secret
                            error=session::problem(save, "secret")
                        />
                    </div>
                    <div class="mt-3">
                        <Button
                            kind=if next && !saved { ButtonKind::Primary } else { ButtonKind::Outline }
                            busy=save.pending()
                        >
                            "Save"
                        </Button>
                    </div>
                </ActionForm>
                <div class="border-t border-base-300 pt-3">
                    <ActionForm action=test>
                        <div class="flex flex-wrap items-center gap-3">
                            <Button
                                kind=if wants_test { ButtonKind::Primary } else { ButtonKind::Outline }
                                icon=icon::REFRESH_CW
                                busy=test.pending()
                                disabled=!saved
                            >
                                "Test LLM"
                            </Button>
                            <span class="text-xs text-base-content/75">
                                {if saved { hint } else { "Save a secret first." }}
                            </span>
                        </div>
                    </ActionForm>
                </div>
                <Reveal kind="llm" what="secret" connection=shown changed/>
                <Trust kind="llm" connection=trusted changed/>
            </div>
        </Card>
    }
    .into_any()
}
