//! Site builds: a specification's sheets, what is wrong with them, and the tickets they become.

mod changes;
mod check;
mod columns;
mod export;
mod frame;
mod graph;
mod graph_drawing;
mod parts;
mod plan;
mod results;
mod review;
mod rich;
mod rows;
mod sheets;
mod take_back;
mod target;
mod ticket;
mod ticket_editor;
mod ticket_fields;
mod ticket_list;
mod updates;
mod values;
mod verdict;
mod work;

pub(crate) use changes::ChangesPage;
pub(crate) use check::CheckPage;
pub(crate) use export::ExportPage;
pub(crate) use graph::GraphPage;
pub(crate) use plan::PlanPage;
pub(crate) use review::ReviewPage;
pub(crate) use rows::RowsPage;
pub(crate) use sheets::SheetsPage;
pub(crate) use take_back::TakeBackPage;

use crate::{
    api::{
        self,
        site_builds::{DeleteBuild, DescribeBuild, ExampleBuild, RestoreBuild},
    },
    pages::undo_bar::UndoBar,
    session,
    shell::{FailureNotice, loaded},
};
use contract::views::{SiteBuildRow, SiteBuildsView};
use domain::{ids::SiteBuildId, limits, time::Timestamp};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_query_map};
use std::time::Duration;
use ui::{
    Badge, BadgeTone, Button, ButtonKind, Card, EmptyState, IconButton, LinkButton, PageHeader, RelativeTime,
    TextArea, TextField, icon,
};

/// How long before a build is cleared away its pages say so.
const NOTICE: Duration = Duration::from_hours(48);

/// In how many days a build is cleared away, when that is soon.
fn ends_soon(expires_at: Option<Timestamp>, now: Timestamp) -> Option<String> {
    let left = expires_at?.since(now);
    if left > NOTICE {
        return None;
    }
    let hours = left.as_secs() / 3600;
    Some(if hours < 1 { "within the hour".to_owned() } else { format!("in {hours} h") })
}

/// The list. `?deleted=` offers to take that deletion back.
#[component]
pub(crate) fn SiteBuildsPage() -> impl IntoView {
    let query = use_query_map();
    let deleted =
        Memo::new(move |_| query.read().get("deleted").and_then(|id| id.parse::<SiteBuildId>().ok()));
    let builds = Resource::new_blocking(move || deleted.get(), api::site_builds::list_builds);
    view! {
        <Title text="Site builds"/>
        <div class="mx-auto max-w-4xl p-4 sm:p-5">
            <PageHeader title="Site builds" text="A Drupal specification, checked and planned as tickets. Needs no model and no Jira.">
                <LinkButton href="/builds/new" kind=ButtonKind::Primary icon=icon::PLUS>
                    "New site build"
                </LinkButton>
            </PageHeader>
            {loaded(builds, |view| view! { <List view/> }.into_any())}
        </div>
    }
    .into_any()
}

#[component]
fn List(view: SiteBuildsView) -> impl IntoView {
    let delete = session::action::<DeleteBuild>();
    let example = session::action::<ExampleBuild>();
    let failures = [session::whole_failure(delete), session::whole_failure(example)];
    let SiteBuildsView { builds, deleted, now } = view;
    let none = builds.is_empty();
    let rows = builds.into_iter().map(|row| view! { <Line row now delete/> }).collect_view();
    view! {
        <div class="mt-4 space-y-3">
            {move || failures.iter().find_map(Get::get).map(|failure| view! { <FailureNotice failure/> })}
            {if none {
                view! {
                    <Card>
                        <EmptyState
                            icon=icon::LAYERS
                            title="No site builds yet"
                            text="Export the tabs of a specification as CSV and add them. You see at once what is wrong, what can be put right with a click, and which tickets come of it."
                        >
                            <LinkButton href="/builds/new" kind=ButtonKind::Primary icon=icon::PLUS>
                                "Begin one"
                            </LinkButton>
                            <ActionForm action=example>
                                <Button busy=example.pending()>"Try the example"</Button>
                            </ActionForm>
                        </EmptyState>
                    </Card>
                }
                    .into_any()
            } else {
                view! {
                    <section class="card-flat" aria-label="Your site builds">
                        <ul>{rows}</ul>
                    </section>
                    <ActionForm action=example>
                        <Button kind=ButtonKind::Ghost busy=example.pending()>"Try the example"</Button>
                    </ActionForm>
                }
                    .into_any()
            }}
        </div>
        {deleted.map(|build| view! { <Undo row=build/> })}
    }
    .into_any()
}

#[component]
fn Line(row: SiteBuildRow, now: Timestamp, delete: ServerAction<DeleteBuild>) -> impl IntoView {
    let SiteBuildRow { id, name, files, updated_at, expires_at } = row;
    let throw = format!("Delete “{name}”");
    let sheets = if files == 1 { "1 sheet".to_owned() } else { format!("{files} sheets") };
    view! {
        <li class="flex items-center gap-2 border-t border-base-300 px-4 py-2 first:border-t-0">
            <A href=format!("/builds/{id}") {..} class="min-w-0 flex-1">
                <span class="block truncate text-sm font-medium">{name}</span>
                <span class="flex flex-wrap items-center gap-2 text-xs leading-5 text-base-content/75">
                    {sheets}
                    {ends_soon(expires_at, now)
                        .map(|when| {
                            view! { <Badge tone=BadgeTone::Warning>{format!("Cleared away {when}")}</Badge> }
                        })}
                </span>
            </A>
            <span class="hidden text-xs text-base-content/75 sm:block">
                <RelativeTime at=updated_at.as_millis() now=now.as_millis()/>
            </span>
            <ActionForm action=delete>
                <input type="hidden" name="build" value=id.to_string()/>
                <IconButton label=throw drawing=icon::TRASH_2/>
            </ActionForm>
        </li>
    }
    .into_any()
}

#[component]
fn Undo(row: SiteBuildRow) -> impl IntoView {
    let restore = session::action::<RestoreBuild>();
    view! {
        <UndoBar
            message=format!("Deleted “{}”.", row.name)
            list="/builds"
            failure=session::whole_failure(restore)
        >
            <ActionForm action=restore>
                <input type="hidden" name="build" value=row.id.to_string()/>
                <Button icon=icon::ROTATE_CCW busy=restore.pending()>"Undo"</Button>
            </ActionForm>
        </UndoBar>
    }
    .into_any()
}

/// A new build.
#[component]
pub(crate) fn NewSiteBuildPage() -> impl IntoView {
    let save = session::action::<DescribeBuild>();
    let failure = session::failure(save);
    let description = RwSignal::new(String::new());
    let busy = Signal::derive(move || save.pending().get() || matches!(save.value().get(), Some(Ok(()))));
    view! {
        <Title text="New site build"/>
        <div class="mx-auto max-w-2xl p-4 sm:p-5">
            <PageHeader title="New site build" text="Its sheets come next."/>
            <div class="mt-4">
                <ActionForm action=save>
                    <div class="space-y-4">
                        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                        <TextField
                            name="name"
                            label="Name"
                            limit=limits::BUILD_NAME
                            placeholder="Marlow Bay University, relaunch"
                            error=session::problem(save, "name")
                        />
                        <TextArea
                            name="description"
                            label="What the site is about"
                            help="Whoever reads the tickets later has the same picture."
                            text=description
                            limit=limits::BUILD_DESCRIPTION
                            rows=4
                            optional=true
                            error=session::problem(save, "description")
                        />
                    </div>
                    <div class="mt-4 flex flex-wrap gap-2">
                        <Button kind=ButtonKind::Primary busy>
                            "Begin"
                        </Button>
                        <LinkButton href="/builds">"Cancel"</LinkButton>
                    </div>
                </ActionForm>
            </div>
        </div>
    }
    .into_any()
}
