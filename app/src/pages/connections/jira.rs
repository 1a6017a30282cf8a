use super::{
    reveal::Reveal,
    state::{Fact, LastTest, State, Unverified, follow},
    trust::Trust,
};
use crate::{
    api::connections::{ReplaceJiraToken, TestJira},
    session,
    shell::FailureNotice,
};
use contract::views::{ConnectionStatus, ConnectionView, SiteKind};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Card, SecretField, TextField, icon};

/// Jira: connected since registration; its token can be tested, replaced and shown.
#[component]
pub(super) fn JiraCard(
    /// The connection.
    connection: ConnectionView,
    /// What kind of site it is on.
    site_kind: SiteKind,
    /// Characters of a token.
    limit: usize,
    /// The next thing to do on the page is here.
    next: bool,
    /// Something was saved or tested.
    changed: Callback<()>,
) -> impl IntoView {
    let test = session::action::<TestJira>();
    let replace = session::action::<ReplaceJiraToken>();
    let token = RwSignal::new(String::new());
    let form = follow(replace, test, token, changed);
    let (test_failure, replace_failure) = (session::failure(test), session::failure(replace));
    let cloud = site_kind == SiteKind::Cloud;
    let wants_test = next && connection.status != ConnectionStatus::Tested;
    let (state, shown, trusted) = (connection.clone(), connection.clone(), connection.clone());
    let account = connection.account.clone();
    view! {
        <Card title="Jira" aside=move || view! { <State connection=state.clone()/> }>
            <div class="space-y-3 text-sm">
                <dl>
                    <Fact label="Address" value=connection.url.clone()/>
                    {connection.account.clone().map(|account| view! { <Fact label="Account" value=account/> })}
                    <Fact label="Token" value=connection.masked_secret.clone()/>
                </dl>
                <Unverified trust=connection.trust.clone()/>
                <LastTest connection/>
                {move || test_failure.get().map(|failure| view! { <FailureNotice failure/> })}
                <ActionForm action=test>
                    <Button
                        kind=if wants_test { ButtonKind::Primary } else { ButtonKind::Outline }
                        icon=icon::REFRESH_CW
                        busy=test.pending()
                    >
                        "Test Jira"
                    </Button>
                </ActionForm>
                <details class="border-t border-base-300 pt-3" open=move || matches!(replace.value().get(), Some(Err(_)))>
                    <summary class="link inline-flex min-h-6 items-center">"Replace the token"</summary>
                    <div class="mt-3 max-w-md space-y-3">
                        {move || replace_failure.get().map(|failure| view! { <FailureNotice failure/> })}
                        <ActionForm action=replace node_ref=form>
                            <div class="space-y-3">
                                {cloud
                                    .then(|| {
                                        view! {
                                            <TextField
                                                name="email"
                                                limit=domain::limits::LOGIN
                                                id="jira-email"
                                                label="E-mail address"
                                                help="Of your Atlassian account."
                                                r#type="email"
                                                value=account.unwrap_or_default()
                                                error=session::problem(replace, "email")
                                            />
                                        }
                                    })}
                                <SecretField
                                    name="token"
                                    id="jira-token"
                                    label=if cloud { "New API token" } else { "New personal access token" }
                                    help="It must belong to you, on the same site."
                                    limit
                                    typed=token
                                    error=session::problem(replace, "token")
                                />
                                <Button busy=replace.pending()>"Replace"</Button>
                            </div>
                        </ActionForm>
                    </div>
                </details>
                <Reveal kind="jira" what="token" connection=shown changed/>
                <Trust kind="jira" connection=trusted changed/>
            </div>
        </Card>
    }
    .into_any()
}
