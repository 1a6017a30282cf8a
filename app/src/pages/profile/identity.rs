use crate::pages::ago::Ago;
use contract::views::ProfileView;
use domain::principal::Role;
use leptos::prelude::*;
use ui::{Avatar, Badge, BadgeTone, Card, Fact};

/// Who the person is. All of it comes from Jira, so nothing of it can be changed here.
#[component]
pub(super) fn IdentityCard(
    /// The profile.
    view: ProfileView,
) -> impl IntoView {
    let picture = view.has_avatar.then(|| "/me/avatar".to_owned());
    let role = match view.role {
        Role::Admin => view! { <Badge tone=BadgeTone::Primary>"Administrator"</Badge> }.into_any(),
        Role::User => view! { <Badge>"Member"</Badge> }.into_any(),
    };
    view! {
        <Card>
            <div class="flex items-center gap-3">
                <Avatar name=view.name.clone() initials=view.initials picture large=true/>
                <div class="min-w-0">
                    <p class="truncate text-base font-semibold">{view.name.clone()}</p>
                    <p class="text-xs text-base-content/75">"Registered " <Ago at=view.created_at/></p>
                </div>
                <div class="ml-auto">{role}</div>
            </div>
            <dl class="mt-3 border-t border-base-300 pt-2 text-sm">
                <Fact label="Employee ID">
                    <span class="font-mono text-xs leading-6">{view.employee_id}</span>
                </Fact>
                <Fact label="E-mail">{view.email.unwrap_or_else(|| "Not shown by Jira".to_owned())}</Fact>
                <Fact label="Site">{view.site}</Fact>
                <Fact label="Jira">
                    <span class="font-mono text-xs leading-6 break-all">{view.jira_url}</span>
                </Fact>
            </dl>
        </Card>
    }
    .into_any()
}
