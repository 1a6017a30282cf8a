use crate::{api::site_builds::MapColumns, session, shell::FailureNotice};
use contract::views::{ColumnChoice, SheetColumnView, SheetColumnsView};
use domain::ids::{SheetFileId, SiteBuildId};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use ui::{Button, Choice, Icon, Notice, SelectField, Tone, icon};

/// Counts what went in. What was refused stays as it stands in the form, so the page is not read again for it.
pub(super) fn saved(map: ServerAction<MapColumns>) -> Memo<usize> {
    Memo::new(move |before: Option<&usize>| {
        let version = map.version().get();
        let went_in = map.value().with(|value| matches!(value, Some(Ok(()))));
        if went_in { version } else { before.copied().unwrap_or(0) }
    })
}

/// The table whose columns the address opens.
pub(super) fn table_of_address() -> Memo<Option<(SheetFileId, u32)>> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let file = query.get("file")?.parse::<SheetFileId>().ok()?;
            let table = query.get("table").and_then(|table| table.parse::<u32>().ok()).unwrap_or(0);
            Some((file, table))
        })
    })
}

/// Opens the columns of one table, or folds them away again. They stand in the address, so that they stay open when
/// the page is read again, and open without scripts.
#[component]
pub(super) fn ColumnsLink(
    /// The build.
    id: SiteBuildId,
    /// The file.
    file: SheetFileId,
    /// Which table of the file, from 0.
    table: u32,
    /// What the table is called.
    of: String,
    /// They are shown.
    open: bool,
    /// Keeps what is said; what it refused last was about the table that was open before.
    map: ServerAction<MapColumns>,
) -> impl IntoView {
    let href = if open {
        format!("/builds/{id}")
    } else {
        format!("/builds/{id}?file={file}&table={table}#columns")
    };
    let of = format!(" of {of}");
    view! {
        <A
            href={href}
            scroll=false
            {..}
            on:click=move |_| map.clear()
            aria-expanded=if open { "true" } else { "false" }
            class="link inline-flex min-h-6 items-center gap-1 text-sm"
        >
            "Columns" <span class="sr-only">{of}</span>
            <span class=if open { "rotate-90" } else { "" }>
                <Icon drawing=icon::CHEVRON_RIGHT size=14/>
            </span>
        </A>
    }
    .into_any()
}

/// What each column of a table means, and saying something else.
#[component]
pub(super) fn Columns(
    /// The build.
    id: SiteBuildId,
    /// The columns.
    about: SheetColumnsView,
    /// Keeps what is said.
    map: ServerAction<MapColumns>,
) -> impl IntoView {
    let SheetColumnsView { file, table, name, version, by_hand, columns, meanings, missing, targets } = about;
    let failure = session::whole_failure(map);
    let custom = !targets.is_empty();
    let (meanings, targets) =
        (with_none(meanings, "Not used"), with_none(targets, "Nothing on another sheet"));
    let fields = columns
        .into_iter()
        .enumerate()
        .map(|(position, column)| {
            let targets = custom.then(|| targets.clone());
            view! { <Column position column meanings=meanings.clone() targets/> }
        })
        .collect_view();
    let missing = (!missing.is_empty()).then(|| {
        let title = format!("No column means {}.", missing.join(", nor "));
        let next = "Say below which one does.";
        view! { <Notice tone=Tone::Warning announce=false title next/> }
    });
    let explanation = if custom {
        "Say what a column is, and which rows of other sheets its cells name. They are then checked and planned like other references."
    } else {
        "What you say counts instead of the header. It is remembered for other sheets with the same columns."
    };
    let label = format!("Columns of {name}");
    let hidden = move || {
        view! {
            <input type="hidden" name="build" value=id.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="file" value=file.to_string()/>
            <input type="hidden" name="table" value=table.to_string()/>
        }
    };
    view! {
        <section
            id="columns"
            aria-label=label
            class="mt-2 scroll-mt-16 space-y-3 rounded-box border border-base-300 bg-base-200/40 p-3"
        >
            <p class="text-xs leading-5 text-base-content/75">{explanation}</p>
            {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
            {missing}
            <ActionForm action=map>
                {hidden()}
                <div class="grid gap-x-4 gap-y-3 sm:grid-cols-2">{fields}</div>
                <div class="mt-3">
                    <Button busy=map.pending()>"Save the columns"</Button>
                </div>
            </ActionForm>
            {by_hand
                .then(|| {
                    view! {
                        <ActionForm action=map>
                            {hidden()}
                            <input type="hidden" name="as_recognised" value="true"/>
                            <Button kind=ui::ButtonKind::Ghost icon=icon::ROTATE_CCW busy=map.pending()>
                                "Go by the headers again"
                            </Button>
                        </ActionForm>
                    }
                })}
        </section>
    }
    .into_any()
}

fn with_none(choices: Vec<ColumnChoice>, none: &str) -> Vec<Choice> {
    let others = choices.into_iter().map(|choice| Choice::new(choice.key, choice.label));
    std::iter::once(Choice::new("", none)).chain(others).collect()
}

/// One column. What has neither a title nor a cell is sent along unseen: columns are known by their positions.
#[component]
fn Column(
    position: usize,
    column: SheetColumnView,
    meanings: Vec<Choice>,
    targets: Option<Vec<Choice>>,
) -> impl IntoView {
    let SheetColumnView { title, blank, sample, meaning, by_hand, refers_to } = column;
    let (name, refers) = (format!("meanings[{position}]"), format!("references[{position}]"));
    if blank {
        let refers = targets.map(|_| view! { <input type="hidden" name=refers value=refers_to/> });
        return view! {
            <input type="hidden" name=name value=meaning/>
            {refers}
        }
        .into_any();
    }
    let said = if by_hand { "said by you" } else { "" };
    let example = if sample.is_empty() { String::new() } else { format!("“{sample}”") };
    let help = [example.as_str(), said].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let help = help.join(" · ");
    let references = targets.map(|choices| {
        let label = format!("Cells of “{title}” name");
        view! { <SelectField name=refers id=format!("refers-{position}") label choices value=refers_to/> }
    });
    view! {
        <div class="min-w-0 space-y-1 break-words">
            <SelectField name id=format!("meaning-{position}") label=title choices=meanings value=meaning help/>
            {references}
        </div>
    }
    .into_any()
}
