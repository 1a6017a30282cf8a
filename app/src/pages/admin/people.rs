use crate::{
    api::{
        self,
        admin::{DisableUser, EnableUser, SignOutUser},
    },
    local_path::percent_encoded,
    pages::paging::Paging,
    session,
    shell::{FailureNotice, FailurePage},
};
use contract::{
    commands::UsersFilter,
    views::{UserRow, UsersView},
};
use domain::{principal::Role, time::Timestamp};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Form, hooks::use_query_map};
use ui::{
    Badge, BadgeTone, Button, ButtonKind, Card, Dot, EmptyState, LinkButton, PageHeader, RelativeTime,
    Skeleton, StatusDot, Table, TextField, icon,
};

/// What can be done with an account.
#[derive(Clone, Copy)]
struct Actions {
    disable: ServerAction<DisableUser>,
    enable: ServerAction<EnableUser>,
    sign_out: ServerAction<SignOutUser>,
}

/// Everybody's accounts.
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| UsersFilter {
            query: query.get("query").unwrap_or_default(),
            page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or(0),
        })
    });
    let actions = Actions {
        disable: session::action::<DisableUser>(),
        enable: session::action::<EnableUser>(),
        sign_out: session::action::<SignOutUser>(),
    };
    let failures = [
        session::whole_failure(actions.disable),
        session::whole_failure(actions.enable),
        session::whole_failure(actions.sign_out),
    ];
    let done = move || {
        (actions.disable.version().get(), actions.enable.version().get(), actions.sign_out.version().get())
    };
    let users =
        Resource::new_blocking(move || (filter.get(), done()), |(filter, _)| api::admin::users(filter));
    view! {
        <Title text="People"/>
        <div class="mx-auto max-w-6xl p-4 sm:p-5">
            <PageHeader title="People" text="Everybody with an account here."/>
            {move || {
                let words = filter.get().query;
                view! {
                    <Form method="GET" action="/admin/people" attr:role="search">
                        <div class="mt-4 grid max-w-xl items-end gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
                            <TextField
                                name="query"
                                label="Words"
                                r#type="search"
                                limit=domain::limits::SEARCH
                                value=words
                                placeholder="Of name, employee ID or e-mail"
                                optional=true
                            />
                            <Button icon=icon::SEARCH>"Search"</Button>
                        </div>
                    </Form>
                }
            }}
            {failures
                .map(|failure| {
                    move || failure.get().map(|failure| view! { <div class="mt-3"><FailureNotice failure/></div> })
                })
                .collect_view()}
            <div class="mt-4">
                <Transition fallback=|| view! { <Skeleton lines=6/> }>
                    {move || Suspend::new(async move {
                        match users.await {
                            Ok(view) => view! { <List view filter=filter.get_untracked() actions/> }.into_any(),
                            Err(error) => view! { <FailurePage error/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn List(view: UsersView, filter: UsersFilter, actions: Actions) -> impl IntoView {
    if view.users.is_empty() {
        return view! {
            <Card>
                <EmptyState icon=icon::SEARCH title="Nobody matches" text="No account has these words.">
                    <LinkButton href="/admin/people">"Show everybody"</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let now = view.now;
    let query = percent_encoded(&filter.query);
    let to = move |page: u32| format!("/admin/people?query={query}&page={page}");
    view! {
        <section class="card-flat" aria-label="Accounts">
            <Table label="Accounts" columns=vec!["Name", "Site", "Account", "Last active", "Sessions", "Registered", ""]>
                {view.users.into_iter().map(|user| view! { <Row user now actions/> }).collect_view()}
            </Table>
        </section>
        <p class="mt-2 text-xs text-base-content/75">
            "Switching an account off signs its person out everywhere at once, stops their running work and keeps them out. Drafts stay, and so do issues in Jira."
        </p>
        <Paging of="accounts" page=filter.page more=view.more to/>
    }
    .into_any()
}

#[component]
fn Row(user: UserRow, now: Timestamp, actions: Actions) -> impl IntoView {
    let (dot, word) = if user.disabled_at.is_some() { (Dot::Bad, "Switched off") } else { (Dot::Good, "On") };
    let since = user.disabled_at.map(|at| ui::exact(at.as_millis())).unwrap_or_default();
    let (name, employee, email) = (user.name.clone(), user.employee_id.clone(), user.email.clone());
    let when =
        |at: Option<Timestamp>| at.map(|at| view! { <RelativeTime at=at.as_millis() now=now.as_millis()/> });
    let (seen, registered) = (when(user.last_seen_at), when(Some(user.created_at)));
    view! {
        <tr class="border-t border-base-300">
            <td class="px-4 py-2">
                <p class="flex flex-wrap items-center gap-2">
                    <span class="font-medium">{name}</span>
                    {(user.role == Role::Admin).then(|| view! { <Badge tone=BadgeTone::Primary>"Administrator"</Badge> })}
                    {user.this.then(|| view! { <Badge>"You"</Badge> })}
                </p>
                <p class="text-xs text-base-content/75">
                    <span class="font-mono">{employee}</span>
                    {email.map(|email| format!(" · {email}"))}
                </p>
            </td>
            <td class="px-4 py-2 whitespace-nowrap">{user.site.clone()}</td>
            <td class="px-4 py-2 text-xs">
                <StatusDot dot word=word detail=since/>
            </td>
            <td class="px-4 py-2 text-base-content/80">{seen}</td>
            <td class="px-4 py-2 text-right tabular-nums">{user.sessions}</td>
            <td class="px-4 py-2 text-base-content/80">{registered}</td>
            <td class="px-2 py-1 text-right">
                <Choices user actions/>
            </td>
        </tr>
    }
    .into_any()
}

/// What can be done with one account. All of it can be taken back, so nothing asks twice.
#[component]
fn Choices(user: UserRow, actions: Actions) -> impl IntoView {
    let id = user.id.to_string();
    let (switched, ended) = (id.clone(), id);
    let (on, off, out) = (
        format!("Switch on {}", user.name),
        format!("Switch off {}", user.name),
        format!("Sign out {} everywhere", user.name),
    );
    view! {
        <div class="flex justify-end gap-1.5">
            <ActionForm action=actions.sign_out>
                <input type="hidden" name="user" value=ended/>
                <Button label=out kind=ButtonKind::Ghost busy=actions.sign_out.pending() disabled=user.sessions == 0>
                    "Sign out"
                </Button>
            </ActionForm>
            {if user.disabled_at.is_some() {
                view! {
                    <ActionForm action=actions.enable>
                        <input type="hidden" name="user" value=switched/>
                        <Button label=on busy=actions.enable.pending()>
                            "Switch on"
                        </Button>
                    </ActionForm>
                }
                    .into_any()
            } else {
                view! {
                    <ActionForm action=actions.disable>
                        <input type="hidden" name="user" value=switched/>
                        <Button label=off busy=actions.disable.pending() disabled=user.this>
                            "Switch off"
                        </Button>
                    </ActionForm>
                }
                    .into_any()
            }}
        </div>
    }
    .into_any()
}
