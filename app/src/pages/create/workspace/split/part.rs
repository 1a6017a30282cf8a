use super::{
    state::{PartState, SplitState},
    tick::Tick,
};
use crate::{api::drafting::EditSplit, session};
use domain::{draft::DraftFormat, limits, rules::Check, split::Report};
use leptos::prelude::*;
use ui::{Button, Icon, TextArea, TextField, icon};

/// One part, to be changed.
#[component]
pub(super) fn PartCard(
    state: SplitState,
    /// Which one, counted from 0.
    at: usize,
    /// How many there are.
    count: usize,
    report: Memo<Report>,
    edit: ServerAction<EditSplit>,
) -> impl IntoView {
    let part = state.parts.with_value(|parts| parts[at]);
    let number = at + 1;
    let name = move |field: &str| format!("parts[{at}][{field}]");
    let control = move |field: &str| format!("part-{number}-{field}");
    // What was said by the step, or by the last saving.
    let error = move |field: &'static str| {
        let said = session::problem(edit, format!("parts[{at}].{field}"));
        Signal::derive(move || {
            let saved = || {
                state.failed.with(|failed| {
                    let path = format!("parts[{at}].{field}");
                    failed.as_ref().and_then(|failed| failed.of_field(&path).map(str::to_owned))
                })
            };
            said.get().or_else(saved)
        })
    };
    let (list, list_help) = match state.format {
        DraftFormat::Classic | DraftFormat::Custom => ("Acceptance criteria", "One criterion per line."),
        DraftFormat::Bdd => ("Scenarios", "Scenario: … on a line, then Given, When, Then and And lines."),
    };
    view! {
        <section
            id=format!("part-{number}")
            class="card-flat scroll-mt-28 p-4"
            aria-labelledby=format!("part-{number}-title")
        >
            <h3 id=format!("part-{number}-title") class="text-sm font-semibold">
                "Part " {number}
            </h3>
            <div class="mt-2 grid gap-x-3 gap-y-3 sm:grid-cols-[minmax(0,1fr)_6rem]">
                <TextField
                    name=name("summary")
                    id=control("summary")
                    label="Summary"
                    value=part.summary.get_untracked()
                    limit=limits::JIRA_SUMMARY
                    optional=true
                    error=error("summary")
                    on:input=move |event| part.summary.set(event_target_value(&event))
                />
                <TextField
                    name=name("points")
                    id=control("points")
                    label="Points"
                    value=part.points.get_untracked()
                    optional=true
                    error=error("points")
                    on:input=move |event| part.points.set(event_target_value(&event))
                />
            </div>
            <div class="mt-3">
                <TextArea
                    name=name("criteria")
                    id=control("criteria")
                    label=list
                    text=part.criteria
                    rows=3
                    optional=true
                    help=list_help
                    error=error("criteria")
                />
            </div>
            <details class="group/more mt-3 text-sm">
                <summary class="link inline-flex min-h-6 items-center text-base-content/80">"Story and notes"</summary>
                <div class="mt-2 space-y-3">
                    <TextArea
                        name=name("story")
                        id=control("story")
                        label="Story"
                        text=part.story
                        rows=3
                        limit=limits::SECTION
                        optional=true
                        error=error("story")
                    />
                    <TextArea
                        name=name("notes")
                        id=control("notes")
                        label="STLC notes"
                        text=part.notes
                        rows=3
                        limit=limits::SECTION
                        optional=true
                        error=error("notes")
                    />
                </div>
            </details>
            <After part at count/>
            <details class="mt-2 text-sm">
                <summary class="link inline-flex min-h-6 items-center text-base-content/80">
                    {format!("Remove part {number}")}
                </summary>
                <div class="mt-2">
                    <Button icon=icon::TRASH_2 busy=edit.pending() attr:name="step" attr:value=format!("remove:{at}")>
                        "Remove it"
                    </Button>
                </div>
            </details>
            <ul class="mt-2 space-y-1 empty:hidden">
                {move || {
                    report
                        .with(|report| {
                            let broken = report.checks.get(at).into_iter().flatten().filter(|check| check.blocks());
                            broken.map(broken_line).collect_view()
                        })
                }}
            </ul>
        </section>
    }
    .into_any()
}

fn broken_line(check: &Check) -> impl IntoView + use<> {
    // Some titles say it already.
    let words = if check.title.ends_with(&check.expected) {
        check.title.clone()
    } else {
        format!("{}, expected: {}", check.title, check.expected)
    };
    view! {
        <li class="flex items-start gap-2 text-xs leading-5 text-error">
            <span class="mt-0.5">
                <Icon drawing=icon::CIRCLE_ALERT size=14/>
            </span>
            <span class="min-w-0 break-words">{words}</span>
        </li>
    }
}

/// The parts that have to be done before.
#[component]
fn After(part: PartState, at: usize, count: usize) -> impl IntoView {
    let boxes = (0..count)
        .filter(|other| *other != at)
        .map(|other| {
            view! {
                <label class="inline-flex min-h-6 cursor-pointer items-center gap-1.5">
                    <Tick set=part.after number=other name=format!("parts[{at}][after][]")/>
                    {other + 1}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
            <legend class="label-sm float-left mr-4 leading-6">"Done after part"</legend>
            {boxes}
        </fieldset>
    }
    .into_any()
}
