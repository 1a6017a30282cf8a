use super::{narrow::Mark, navigation::Links, palette::PaletteOpen, theme::ThemeChoice};
use crate::{api::accounts::SignOut, session};
use contract::views::{ConnectionDots, ConnectionStatus, SessionView};
use domain::principal::Role;
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Avatar, Dot, Icon, Menu, MenuSide, StatusDot, icon};

/// A connection's state as a dot.
pub(crate) const fn dot(status: ConnectionStatus) -> (Dot, &'static str) {
    match status {
        ConnectionStatus::NotConnected => (Dot::Hollow, "not connected"),
        ConnectionStatus::Untested => (Dot::Attention, "saved, not tested"),
        ConnectionStatus::Tested => (Dot::Good, "tested"),
        ConnectionStatus::Failed => (Dot::Bad, "the last test failed"),
    }
}

/// Mark, connections, avatar.
#[component]
pub(super) fn TopBar(
    /// Who is signed in; `None` while that is being read.
    session: Option<SessionView>,
) -> impl IntoView {
    let admin = session.as_ref().is_some_and(|session| session.role == Role::Admin);
    let name = session.as_ref().map_or_else(super::app_name, |session| session.app_name.clone());
    view! {
        <header class="sticky top-0 z-20 flex h-12 print:hidden items-center gap-2.5 border-b border-base-300 bg-base-100 px-3 sm:px-4">
            <Menu label="Pages" side=MenuSide::Start class="md:hidden" button=|| {
                view! {
                    <span class="grid size-8 place-items-center">
                        <Icon drawing=icon::MENU size=18/>
                    </span>
                }
            }>
                <nav aria-label="Pages">
                    <Links admin/>
                </nav>
            </Menu>
            <A href="/dashboard" {..} class="flex min-w-0 items-center gap-2.5 rounded-field">
                <Mark name compact=true/>
            </A>
            {session.map(|session| view! { <FindField/> <Person session/> })}
        </header>
    }
    .into_any()
}

/// Opens the palette. Without scripts it is a search in the history.
#[component]
fn FindField() -> impl IntoView {
    let palette = use_context::<PaletteOpen>();
    view! {
        <form
            method="GET"
            action="/history"
            role="search"
            aria-label="Drafts, pages and actions"
            class="mr-auto ml-auto md:ml-6"
            on:submit=move |event| {
                if let Some(PaletteOpen(open)) = palette {
                    event.prevent_default();
                    open.set(true);
                }
            }
        >
            <div class="without-script">
                <div class="hidden h-8 w-64 items-center gap-2 rounded-field border border-base-300 bg-base-200 px-2.5 text-sm md:flex lg:w-80">
                    <Icon drawing=icon::SEARCH class="text-base-content/70"/>
                    <input type="search" name="query" aria-label="Find drafts" placeholder="Find drafts" class="min-w-0 flex-1 bg-transparent"/>
                </div>
            </div>
            <div class="needs-script">
                <button
                    aria-keyshortcuts="Control+K"
                    class="hidden h-8 w-64 cursor-pointer items-center gap-2 rounded-field border border-base-300 bg-base-200 px-2.5 text-left text-sm text-base-content/75 hover:border-base-content/30 md:flex lg:w-80"
                >
                    <Icon drawing=icon::SEARCH/>
                    <span class="flex-1">"Find drafts, pages, actions"</span>
                    <span class="kbd-hint" aria-hidden="true">"Ctrl K"</span>
                </button>
            </div>
            <button aria-label="Find" class="grid size-8 cursor-pointer place-items-center rounded-field hover:bg-base-300/40 md:hidden">
                <Icon drawing=icon::SEARCH size=18/>
            </button>
        </form>
    }
    .into_any()
}

#[component]
fn Person(session: SessionView) -> impl IntoView {
    let sign_out = session::action::<SignOut>();
    let picture = session.has_avatar.then(|| "/me/avatar".to_owned());
    let (name, initials) = (session.name.clone(), session.initials.clone());
    view! {
        <Dots dots=session.connections/>
        <Menu
            label=format!("Account of {}", session.name)
            class="sm:ml-1"
            button=move || {
                view! { <Avatar name=name.clone() initials=initials.clone() picture=picture.clone()/> }
            }
        >
            <div class="border-b border-base-300 px-2 pt-1 pb-2">
                <p class="truncate font-medium">{session.name.clone()}</p>
                <p class="truncate text-xs text-base-content/75">
                    {session.employee_id.clone()} " · " {session.site.clone()}
                </p>
            </div>
            <div class="border-b border-base-300 py-1.5">
                <ThemeChoice/>
            </div>
            <div class="pt-1.5">
                <A
                    href="/profile"
                    {..}
                    class="flex items-center gap-2 rounded-field px-2 py-1.5 hover:bg-base-300/50"
                >
                    <Icon drawing=icon::USER/>
                    "Profile"
                </A>
                <ActionForm action=sign_out>
                    <button class="flex w-full cursor-pointer items-center gap-2 rounded-field px-2 py-1.5 text-left hover:bg-base-300/50">
                        <Icon drawing=icon::LOG_OUT/>
                        "Sign out"
                    </button>
                </ActionForm>
            </div>
        </Menu>
    }
    .into_any()
}

#[component]
fn Dots(dots: ConnectionDots) -> impl IntoView {
    let one = |name: &'static str, status| {
        let (dot, words) = dot(status);
        view! { <StatusDot dot word=name detail=words/> }
    };
    view! {
        <A href="/connections" {..} class="hidden items-center gap-3 rounded-field px-1.5 py-1 text-xs text-base-content/80 hover:bg-base-300/40 sm:flex">
            {one("Jira", dots.jira)} {one("LLM", dots.llm)} {one("Confluence", dots.confluence)}
        </A>
    }
}
