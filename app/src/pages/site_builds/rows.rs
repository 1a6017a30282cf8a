use super::frame::{BuildFrame, Stage, build_of_address, no_such_build};
use crate::{
    api::{self, site_builds::ExcludeRow},
    session,
    shell::loaded,
};
use contract::views::{SheetPlace, SheetRowView, SheetRowsView};
use domain::limits;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use ui::{Badge, BadgeTone, Button, TextField};

/// Rows of a sheet around one of them, with what is wrong, and leaving it out.
#[component]
pub(crate) fn RowsPage() -> impl IntoView {
    let (build, query) = (build_of_address(), use_query_map());
    let place = Memo::new(move |_| {
        query.with(|query| {
            let number = |name: &str| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(0);
            let file = query.get("file")?.parse().ok()?;
            Some(SheetPlace { file, table: number("table"), row: number("row") })
        })
    });
    let exclude = session::action::<ExcludeRow>();
    let rows = Resource::new_blocking(
        move || (build.get(), place.get(), exclude.version().get()),
        async |(build, place, _)| match build.zip(place) {
            Some((build, place)) => api::site_builds::sheet_rows(build, place).await,
            None => Err(no_such_build()),
        },
    );
    loaded(rows, move |view| {
        let build = view.build.clone();
        view! {
            <BuildFrame about=build stage=Stage::Check failure=session::whole_failure(exclude)>
                <Rows view exclude/>
            </BuildFrame>
        }
        .into_any()
    })
}

#[component]
fn Rows(view: SheetRowsView, exclude: ServerAction<ExcludeRow>) -> impl IntoView {
    let SheetRowsView { build, name, file, table, header, rows, around, total } = view;
    let (id, version) = (build.id, build.version);
    let asked = rows.iter().find(|row| row.row == around).cloned();
    let link = move |row: u32, words: &'static str| {
        let href = format!("/builds/{id}/rows?file={file}&table={table}&row={row}");
        view! {
            <A href={href} {..} class="link">
                {words}
            </A>
        }
    };
    let step = 30;
    let earlier = (around > 15).then(|| link(around.saturating_sub(step), "Earlier rows"));
    let later = (around + 16 < total).then(|| link((around + step).min(total - 1), "Later rows"));
    let columns = header.len();
    let titles = header
        .into_iter()
        .map(|title| view! { <th scope="col" class="px-3 py-2 font-medium whitespace-nowrap">{title}</th> })
        .collect_view();
    let lines = rows.into_iter().map(|row| view! { <Line row around columns/> }).collect_view();
    view! {
        <div class="space-y-4">
            <p class="text-sm">
                <A href=format!("/builds/{id}/check") {..} class="link">
                    "Back to the findings"
                </A>
            </p>
            {asked.map(|row| view! { <Asked id=id.to_string() version file=file.to_string() table row exclude/> })}
            <section class="card-flat min-w-0" aria-labelledby="sheet">
                <div class="flex flex-wrap items-center gap-3 border-b border-base-300 px-4 py-2.5">
                    <h2 id="sheet" class="font-mono text-[0.8125rem] font-semibold break-all">
                        {name.clone()}
                    </h2>
                    <span class="text-xs text-base-content/75 tabular-nums">{format!("{total} rows")}</span>
                </div>
                <div class="relative overflow-x-auto" role="region" aria-label=format!("Rows of {name}") tabindex="0">
                    <table class="w-full text-xs">
                        <thead class="text-left text-base-content/75">
                            <tr>
                                <th scope="col" class="px-3 py-2 text-right font-medium">
                                    "Row"
                                </th>
                                {titles}
                                <th scope="col" class="px-3 py-2 font-medium">
                                    "Left out"
                                </th>
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            </section>
            <nav aria-label="Rows" class="flex justify-between gap-3 text-sm">
                <span>{earlier}</span>
                <span>{later}</span>
            </nav>
        </div>
    }
    .into_any()
}

#[component]
fn Line(row: SheetRowView, around: u32, columns: usize) -> impl IntoView {
    let asked = row.row == around;
    let wrong = |column: usize| row.findings.iter().any(|(at, _)| usize::try_from(*at) == Ok(column));
    let faded = !row.left_out.is_empty();
    let class = match (asked, faded) {
        (true, _) => "border-t border-base-300 bg-primary/8 align-top",
        (false, true) => "border-t border-base-300 align-top text-base-content/75",
        (false, false) => "border-t border-base-300 align-top",
    };
    let cells = row
        .cells
        .iter()
        .enumerate()
        .map(|(column, cell)| {
            let class = if wrong(column) {
                "min-w-24 max-w-64 px-3 py-1.5 break-words bg-error/12 font-medium"
            } else {
                "min-w-24 max-w-64 px-3 py-1.5 break-words"
            };
            let cell = cell.clone();
            view! {
                <td class=class>
                    {cell}
                    {wrong(column).then(|| view! { <span class="sr-only">" (something is wrong here)"</span> })}
                </td>
            }
        })
        .collect_view();
    let whole = wrong(columns);
    view! {
        <tr class=class aria-current=asked.then_some("true")>
            <th scope="row" class="px-3 py-1.5 text-right font-normal tabular-nums">
                {row.number}
                {whole.then(|| view! { <span class="sr-only">" (something is wrong with this row)"</span> })}
            </th>
            {cells}
            <td class="px-3 py-1.5 whitespace-nowrap">{row.left_out}</td>
        </tr>
    }
    .into_any()
}

/// The row that was asked for: what is wrong with it, and leaving it out.
#[component]
fn Asked(
    id: String,
    version: i32,
    file: String,
    table: u32,
    row: SheetRowView,
    exclude: ServerAction<ExcludeRow>,
) -> impl IntoView {
    let SheetRowView { row: index, number, left_out, excluded, findings, .. } = row;
    let messages = findings
        .into_iter()
        .map(|(_, message)| view! { <li class="break-words">{message}</li> })
        .collect_view();
    let can_leave_out = left_out.is_empty();
    view! {
        <section class="card-flat min-w-0 px-4 py-3 text-sm" aria-labelledby="row">
            <div class="flex flex-wrap items-center gap-2">
                <h2 id="row" class="font-semibold">
                    {format!("Row {number}")}
                </h2>
                {(!left_out.is_empty())
                    .then(|| {
                        view! { <Badge tone=BadgeTone::Warning>{format!("Left out: {left_out}")}</Badge> }
                    })}
            </div>
            <ul class="mt-1 list-disc space-y-1 pl-5 empty:hidden">{messages}</ul>
            {(excluded || can_leave_out)
                .then(|| {
                    view! {
                        <ActionForm action=exclude>
                            <input type="hidden" name="build" value=id/>
                            <input type="hidden" name="version" value=version.to_string()/>
                            <input type="hidden" name="file" value=file/>
                            <input type="hidden" name="table" value=table.to_string()/>
                            <input type="hidden" name="row" value=index.to_string()/>
                            <div class="mt-3 flex flex-wrap items-end gap-2">
                                {if excluded {
                                    view! {
                                        <input type="hidden" name="back" value="true"/>
                                        <Button busy=exclude.pending()>"Take it back in"</Button>
                                    }
                                        .into_any()
                                } else {
                                    view! {
                                        <div class="w-full max-w-md">
                                            <TextField
                                                name="reason"
                                                label="Why it is left out"
                                                limit=limits::EXCLUDED_REASON
                                                placeholder="Agreed with the client: next phase"
                                                error=session::problem(exclude, "reason")
                                            />
                                        </div>
                                        <Button busy=exclude.pending()>"Leave this row out"</Button>
                                    }
                                        .into_any()
                                }}
                            </div>
                        </ActionForm>
                    }
                })}
        </section>
    }
    .into_any()
}
