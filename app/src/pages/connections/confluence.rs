use super::{
    reveal::Reveal,
    state::{Fact, LastTest, State, Unverified, follow},
    trust::Trust,
};
use crate::{
    api::connections::{SaveConfluence, TestConfluence},
    session,
    shell::FailureNotice,
};
use contract::views::{ConnectionStatus, ConnectionView, SiteKind};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Card, Notice, SecretField, TextField, Tone, icon};

/// Confluence: its address, from the operator's list, and the person's token for it.
#[component]
pub(super) fn ConfluenceCard(
    /// The connection.
    connection: ConnectionView,
    /// Where Confluence may be.
    allowed: Vec<String>,
    /// What kind of site the account is on.
    site_kind: SiteKind,
    /// The Atlassian account's e-mail address that Jira is asked with.
    jira_account: Option<String>,
    /// Characters of a token.
    limit: usize,
    /// The next thing to do on the page is here.
    next: bool,
    /// Something was saved or tested.
    changed: Callback<()>,
) -> impl IntoView {
    let save = session::action::<SaveConfluence>();
    let test = session::action::<TestConfluence>();
    let token = RwSignal::new(String::new());
    let form = follow(save, test, token, changed);
    let state = connection.clone();
    let aside = move || view! { <State connection=state.clone()/> };
    if allowed.is_empty() {
        return view! {
            <Card title="Confluence" aside>
                <Notice
                    tone=Tone::Info
                    title="No Confluence is configured on this server."
                    next="Whoever runs it adds its address to the site in config.json; it appears here within seconds. Nothing else depends on it."
                    announce=false
                />
            </Card>
        }
        .into_any();
    }
    let saved = connection.status != ConnectionStatus::NotConnected;
    let wants_test = next && saved && connection.status != ConnectionStatus::Tested;
    let cloud = site_kind == SiteKind::Cloud;
    let (save_failure, test_failure) = (session::failure(save), session::failure(test));
    let (shown, trusted) = (connection.clone(), connection.clone());
    let account = connection.account.clone().or(jira_account).unwrap_or_default();
    let (url, masked) = (connection.url.clone(), connection.masked_secret.clone());
    let trust = connection.trust.clone();
    view! {
        <Card title="Confluence" aside>
            <div class="space-y-3 text-sm">
                {saved
                    .then(|| {
                        view! {
                            <dl>
                                <Fact label="Address" value=connection.url.clone()/>
                                {connection.account.clone().map(|account| view! { <Fact label="Account" value=account/> })}
                                <Fact label="Token" value=masked/>
                            </dl>
                        }
                    })} <Unverified trust/> <LastTest connection/>
                {move || save_failure.get().map(|failure| view! { <FailureNotice failure/> })}
                {move || test_failure.get().map(|failure| view! { <FailureNotice failure/> })}
                <ActionForm action=save node_ref=form>
                    <div class="grid max-w-xl gap-3 sm:grid-cols-2">
                        <TextField
                            name="url"
                            id="confluence-url"
                            label="Address"
                            help="Of your Confluence, or of any page in it."
                            r#type="url"
                            value=url
                            limit=domain::limits::CONFLUENCE_URL
                            error=session::problem(save, "url")
                        />
                        {cloud
                            .then(|| {
                                view! {
                                    <TextField
                                        name="email"
                                        limit=domain::limits::LOGIN
                                        id="confluence-email"
                                        label="E-mail address"
                                        help="Of your Atlassian account."
                                        r#type="email"
                                        value=account
                                        error=session::problem(save, "email")
                                    />
                                }
                            })}
                        <SecretField
                            name="token"
                            id="confluence-token"
                            label=if cloud { "Confluence API token" } else { "Confluence access token" }
                            help=if saved { "Saving replaces the one above." } else { "Stored encrypted, used only as you." }
                            limit
                            typed=token
                            error=session::problem(save, "token")
                        />
                    </div>
                    <div class="mt-3">
                        <Button
                            kind=if next && !saved { ButtonKind::Primary } else { ButtonKind::Outline }
                            busy=save.pending()
                            label="Save Confluence"
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
                                "Test Confluence"
                            </Button>
                            <span class="text-xs text-base-content/75">
                                {if saved {
                                    "Asks Confluence who the token belongs to and compares it with your employee ID."
                                } else {
                                    "Save a token first. Drafts can be written and created without Confluence."
                                }}
                            </span>
                        </div>
                    </ActionForm>
                </div>
                <Reveal kind="confluence" what="token" connection=shown changed/>
                <Trust kind="confluence" connection=trusted changed/>
            </div>
        </Card>
    }
    .into_any()
}
