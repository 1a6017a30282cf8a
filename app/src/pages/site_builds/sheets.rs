use super::{
    columns::{Columns, ColumnsLink, saved, table_of_address},
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
};
use crate::{
    api::{
        self,
        site_builds::{ChooseSheetKind, MapColumns, RemoveSheet},
    },
    session,
    shell::loaded,
};
use contract::views::{SheetColumnsView, SheetFileView, SheetKind, SheetTableView, SheetsView};
use domain::{
    ids::{SheetFileId, SiteBuildId},
    limits,
};
use leptos::prelude::*;
use ui::{
    Badge, BadgeTone, Button, ButtonKind, Card, Icon, IconButton, LinkButton, Notice, TextArea, Tone, icon,
};

/// The sheets of a build: adding them, and what type each is. `?file=&table=` shows the columns of one table.
#[component]
pub(crate) fn SheetsPage() -> impl IntoView {
    let build = build_of_address();
    let (choose, remove) = (session::action::<ChooseSheetKind>(), session::action::<RemoveSheet>());
    let map = session::action::<MapColumns>();
    let (opened, saved) = (table_of_address(), saved(map));
    let sheets = Resource::new_blocking(
        move || (build.get(), opened.get(), choose.version().get(), remove.version().get(), saved.get()),
        async |(build, opened, ..)| {
            let build = build.ok_or_else(no_such_build)?;
            let view = api::site_builds::sheets(build).await?;
            // A table that has gone, or has no type, has no columns to show.
            let columns = match opened {
                Some((file, table)) => api::site_builds::sheet_columns(build, file, table).await.ok(),
                None => None,
            };
            Ok((view, columns))
        },
    );
    let failures = [session::whole_failure(choose), session::whole_failure(remove)];
    let failure = Signal::derive(move || failures.iter().find_map(Get::get));
    loaded(sheets, move |(view, columns)| {
        let SheetsView { build, kinds } = view;
        let (id, version, ready) = (build.id, build.version, !build.files.is_empty());
        let files = build.files.clone();
        view! {
            <BuildFrame about=build stage=Stage::Sheets failure>
                <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
                    <div class="order-2 min-w-0 lg:order-1">
                        <Files id version files kinds=kinds.clone() columns choose remove map/>
                    </div>
                    <div class="order-1 min-w-0 space-y-3 lg:order-2">
                        <Upload id/>
                        {ready
                            .then(|| {
                                view! {
                                    <LinkButton href=format!("/builds/{id}/check") kind=ButtonKind::Primary icon=icon::LIST_CHECKS>
                                        "See what is wrong"
                                    </LinkButton>
                                }
                            })}
                    </div>
                </div>
            </BuildFrame>
        }
        .into_any()
    })
}

/// A form as browsers have always sent files: they can be dropped onto the field, and it works without scripts.
#[component]
fn Upload(id: SiteBuildId) -> impl IntoView {
    let most = format!(
        "CSV, TSV, Markdown or Gherkin tables. Up to {} files of {} MiB, {} MiB together. A file with the name of another \
         one takes its place.",
        limits::SPEC_FILES,
        limits::SPEC_FILE / 1024 / 1024,
        limits::SPEC_BYTES / 1024 / 1024
    );
    let pasted = RwSignal::new(String::new());
    view! {
        <Card title="Add sheets">
            <form
                method="post"
                action=format!("/builds/{id}/sheets")
                enctype="multipart/form-data"
                class="space-y-3"
            >
                <div>
                    <label for="sheets" class="label-sm">
                        "Files"
                    </label>
                    <input
                        id="sheets"
                        name="sheets"
                        type="file"
                        multiple
                        accept=".csv,.tsv,.txt,.md,.feature,text/csv,text/plain,text/markdown"
                        aria-describedby="sheets-note"
                        class="mt-1 block w-full min-w-0 rounded-box border border-dashed border-base-content/40 bg-base-200/60 px-3 py-8 text-sm file:mr-3 file:cursor-pointer file:rounded-field file:border file:border-solid file:border-base-300 file:bg-base-100 file:px-3 file:py-1.5 file:text-sm file:font-medium"
                    />
                    <p id="sheets-note" class="mt-1 text-xs leading-5 text-base-content/75">
                        "Choose them, or drop them here. " {most}
                    </p>
                </div>
                <details>
                    <summary class="link inline-flex min-h-6 items-center text-sm">"Or paste a table"</summary>
                    <div class="mt-2">
                        <TextArea
                            name="pasted"
                            label="Pasted table"
                            text=pasted
                            limit=limits::SPEC_FILE
                            rows=6
                            placeholder="Copied cells of a spreadsheet, CSV, or a table with | between its cells"
                            optional=true
                        />
                    </div>
                </details>
                <Button icon=icon::UPLOAD>"Add"</Button>
            </form>
        </Card>
    }
    .into_any()
}

#[component]
fn Files(
    id: SiteBuildId,
    version: i32,
    files: Vec<SheetFileView>,
    kinds: Vec<SheetKind>,
    columns: Option<SheetColumnsView>,
    choose: ServerAction<ChooseSheetKind>,
    remove: ServerAction<RemoveSheet>,
    map: ServerAction<MapColumns>,
) -> impl IntoView {
    if files.is_empty() {
        return view! {
            <Card>
                <ui::EmptyState
                    icon=icon::FILE_TEXT
                    title="No sheets yet"
                    text="Bundles, fields, views, image styles, menus, roles, workflows, migrations: one file for each tab of the specification. Their types are recognised by their names and columns."
                />
            </Card>
        }
        .into_any();
    }
    let count = files.len();
    let rows = files
        .into_iter()
        .map(|file| {
            let SheetFileView { id: file_id, name, bytes, problem, tables } = file;
            let throw = format!("Remove “{name}”");
            let fetch = format!("Download “{name}” as it is now");
            let kinds = kinds.clone();
            let columns = columns.clone().filter(|columns| columns.file == file_id);
            view! {
                <li class="border-t border-base-300 px-4 py-3 first:border-t-0">
                    <div class="flex items-center gap-2">
                        <span class="min-w-0 flex-1">
                            <span class="font-mono text-[0.8125rem] break-all">{name}</span>
                            <span class="ml-2 text-xs whitespace-nowrap text-base-content/75">{size(bytes)}</span>
                        </span>
                        <a
                            href=format!("/builds/{id}/sheets/{file_id}")
                            rel="external"
                            download
                            aria-label=fetch.clone()
                            title=fetch
                            class="btn btn-ghost btn-sm btn-square"
                        >
                            <Icon drawing=icon::DOWNLOAD/>
                        </a>
                        <ActionForm action=remove>
                            <input type="hidden" name="build" value=id.to_string()/>
                            <input type="hidden" name="file" value=file_id.to_string()/>
                            <IconButton label=throw drawing=icon::TRASH_2/>
                        </ActionForm>
                    </div>
                    {problem
                        .map(|(problem, help)| {
                            view! {
                                <div class="mt-2">
                                    <Notice tone=Tone::Error announce=false title=problem next=help/>
                                </div>
                            }
                        })}
                    {tables
                        .into_iter()
                        .map(|table| {
                            let columns = columns.clone().filter(|columns| columns.table == table.table);
                            view! { <TableLine id version file=file_id table kinds=kinds.clone() columns choose map/> }
                        })
                        .collect_view()}
                </li>
            }
        })
        .collect_view();
    let title = if count == 1 { "1 sheet".to_owned() } else { format!("{count} sheets") };
    view! {
        <Card title flush=true>
            <ul>{rows}</ul>
        </Card>
    }
    .into_any()
}

/// A table with its type: how sure that is, or a choice.
#[component]
fn TableLine(
    id: SiteBuildId,
    version: i32,
    file: SheetFileId,
    table: SheetTableView,
    kinds: Vec<SheetKind>,
    columns: Option<SheetColumnsView>,
    choose: ServerAction<ChooseSheetKind>,
    map: ServerAction<MapColumns>,
) -> impl IntoView {
    let SheetTableView { table: number, name, rows, kind, chosen, mapped, overview, score, reasons } = table;
    let unclear = kind.is_none() && !overview;
    let field = format!("kind-{file}-{number}");
    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    let sure = match (score, chosen, overview) {
        (_, true, _) => Some(("Chosen by you".to_owned(), BadgeTone::Plain)),
        (_, _, true) => Some(("Only counts the others: left out".to_owned(), BadgeTone::Plain)),
        (Some(score), ..) if unclear => {
            Some((format!("{score} % sure: choose its type"), BadgeTone::Warning))
        }
        (Some(score), ..) => Some((format!("{score} % sure"), BadgeTone::Success)),
        (None, ..) if unclear => Some(("Choose its type".to_owned(), BadgeTone::Warning)),
        _ => None,
    };
    let link = kind
        .is_some()
        .then(|| view! { <ColumnsLink id file table=number of=name.clone() open=columns.is_some() map/> });
    let first = if chosen { "As it is recognised" } else { "Choose…" };
    let selected = kind.clone().unwrap_or_default();
    let choices = kinds
        .into_iter()
        .map(|kind| {
            let is = kind.key == selected;
            view! { <option value=kind.key selected=is>{kind.label}</option> }
        })
        .collect_view();
    view! {
        <div class="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
            <ActionForm action=choose>
                <input type="hidden" name="build" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <input type="hidden" name="file" value=file.to_string()/>
                <input type="hidden" name="table" value=number.to_string()/>
                <div class="flex items-center gap-2">
                    <label for=field.clone() class="sr-only">
                        {format!("Type of {name}")}
                    </label>
                    <select id=field name="kind" class="select select-sm w-52 bg-base-100 text-sm">
                        <option value="">{first}</option>
                        {choices}
                    </select>
                    <Button label=format!("Set the type of {name}")>"Set"</Button>
                </div>
            </ActionForm>
            <span class="text-base-content/75 tabular-nums">{rows}</span>
            {sure.map(|(words, tone)| view! { <Badge tone>{words}</Badge> })}
            {mapped.then(|| view! { <Badge>"Columns mapped by you"</Badge> })}
            {link}
        </div>
        {(!reasons.is_empty())
            .then(|| {
                view! { <p class="mt-1 text-xs leading-5 text-base-content/75">{reasons.join("; ")}</p> }
            })}
        {columns.map(|about| view! { <Columns id about map/> })}
    }
    .into_any()
}

fn size(bytes: u32) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MiB", f64::from(bytes) / 1_048_576.0),
    }
}
