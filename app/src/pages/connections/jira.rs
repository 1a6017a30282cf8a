use super::state::{Fact, LastTest, State};
use crate::{
    api::connections::{ReplaceJiraToken, TestJira},
    session,
    shell::FailureNotice,
};
use contract::views::ConnectionView;
use leptos::{html, prelude::*};
use ui::{Button, Card, SecretField, icon};

/// Jira: connected since registration; its token can be tested and replaced.
#[component]
pub(super) fn JiraCard(
    /// The connection.
    connection: ConnectionView,
    /// Something was saved or tested.
    changed: Callback<()>,
) -> impl IntoView {
    let test = session::action::<TestJira>();
    let replace = session::action::<ReplaceJiraToken>();
    let token = RwSignal::new(String::new());
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        if matches!(replace.value().get(), Some(Ok(()))) {
            // At once: the page is made anew right after this, and would keep what stands in the field.
            if let Some(form) = form.get_untracked() {
                form.reset();
            }
            token.set(String::new());
        }
        if test.value().with(Option::is_some) || matches!(replace.value().get(), Some(Ok(()))) {
            changed.run(());
        }
    });
    let (test_failure, replace_failure) = (session::failure(test), session::failure(replace));
    let state = connection.clone();
    view! {
        <Card title="Jira" aside=move || view! { <State connection=state.clone()/> }>
            <div class="space-y-3 text-sm">
                <dl>
                    <Fact label="Address" value=connection.url.clone()/>
                    <Fact label="Token" value=connection.masked_secret.clone()/>
                </dl>
                <LastTest connection/>
                {move || test_failure.get().map(|failure| view! { <FailureNotice failure/> })}
                <ActionForm action=test>
                    <Button icon=icon::REFRESH_CW busy=test.pending()>
                        "Test Jira"
                    </Button>
                </ActionForm>
                <details class="border-t border-base-300 pt-3" open=move || matches!(replace.value().get(), Some(Err(_)))>
                    <summary class="link inline-flex min-h-6 items-center">"Replace the token"</summary>
                    <div class="mt-3 max-w-md space-y-3">
                        {move || replace_failure.get().map(|failure| view! { <FailureNotice failure/> })}
                        <ActionForm action=replace node_ref=form>
                            <div class="space-y-3">
                                <SecretField
                                    name="token"
                                    label="New personal access token"
                                    help="It must belong to you, on the same site."
                                    limit=domain::limits::TOKEN
                                    typed=token
                                    error=session::problem(replace, "token")
                                />
                                <Button busy=replace.pending()>"Replace"</Button>
                            </div>
                        </ActionForm>
                    </div>
                </details>
            </div>
        </Card>
    }
    .into_any()
}
