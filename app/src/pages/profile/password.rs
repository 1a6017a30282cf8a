use crate::{api::profile::ChangePassword, pages::accounts::Checklist, session, shell::FailureNotice};
use domain::password::PasswordPolicy;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Card, SecretField};

/// Another password. The form empties itself once it is changed.
#[component]
pub(super) fn PasswordCard(
    /// Whose it is, for password managers.
    employee_id: String,
    /// What a new password must look like.
    policy: PasswordPolicy,
    /// What everybody knows about the person.
    personal: Vec<String>,
    /// The change.
    change: ServerAction<ChangePassword>,
) -> impl IntoView {
    let failure = session::failure(change);
    let [current, password, repeated] = [(); 3].map(|()| RwSignal::new(String::new()));
    Effect::new(move |_| {
        if matches!(change.value().get(), Some(Ok(()))) {
            for typed in [current, password, repeated] {
                typed.set(String::new());
            }
        }
    });
    let server_says = session::problem(change, "repeated");
    let differs = Signal::derive(move || {
        let typed = repeated.read();
        if !typed.is_empty() && !password.read().starts_with(typed.as_str()) {
            return Some("The two passwords differ.".to_owned());
        }
        server_says.get()
    });
    view! {
        <Card title="Change password">
            <ActionForm action=change>
                <input type="hidden" name="username" autocomplete="username" value=employee_id/>
                <div class="max-w-sm space-y-4">
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    <SecretField
                        name="current"
                        label="Current password"
                        autocomplete="current-password"
                        typed=current
                        error=session::problem(change, "current")
                    />
                    <SecretField
                        name="password"
                        label="New password"
                        autocomplete="new-password"
                        typed=password
                        error=session::problem(change, "password")
                    />
                    <Checklist policy personal password/>
                    <SecretField
                        name="repeated"
                        label="The same again"
                        autocomplete="new-password"
                        typed=repeated
                        error=differs
                    />
                    <div class="flex flex-wrap items-center gap-3">
                        <Button kind=ButtonKind::Primary busy=change.pending()>
                            "Change password"
                        </Button>
                        <span class="text-xs text-base-content/75">"Ends all your other sessions."</span>
                    </div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
