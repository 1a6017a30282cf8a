use super::{
    super::state::Workspace,
    coverage::Coverage,
    part::PartCard,
    state::{Saving, SplitState},
};
use crate::{api::drafting::EditSplit, session, shell::FailureNotice};
use contract::views::SplitView;
use domain::{
    jira::IssueKind,
    limits,
    split::{Report, Shape, criteria, report},
};
use leptos::{ev, html, prelude::*};
use ui::{Badge, BadgeTone, Button, ButtonKind, Choice, SelectField, icon};
use wasm_bindgen::JsCast;

/// The parts that are proposed, to be changed until they are made. One form: it works without scripts, and saves by
/// itself with them.
#[component]
pub(super) fn Editor(workspace: Workspace, view: SplitView) -> impl IntoView {
    let edit = workspace.action::<EditSplit>();
    let (id, format, kind) = workspace.draft.with_untracked(|draft| (draft.id, draft.format, draft.kind));
    let state = SplitState::new(id, format, &view);
    let count = view.split.parts.len();
    let shapes: Vec<Choice> =
        view.shapes.iter().map(|(shape, _)| Choice::new(shape.as_str(), shape.label(kind))).collect();
    let shape = view.split.shape;
    let rules = StoredValue::new(view);
    let parts = Memo::new(move |_| state.read());
    let whole = Memo::new(move |_| workspace.content.get());
    let judged = Memo::new(move |_| {
        let parts = parts.get();
        rules.with_value(|view| {
            let rules = view.rules(state.shape.get()).cloned().unwrap_or_default();
            whole.with(|whole| report(whole, format, &rules, &parts))
        })
    });
    let wanted = Signal::derive(move || whole.with(|whole| criteria(whole, format)));
    let title = if kind == IssueKind::Epic {
        format!("{count} stories in this epic")
    } else {
        format!("Split into {count} parts")
    };
    let failure = session::whole_failure(edit);
    let cards = (0..count).map(|at| view! { <PartCard state at count report=judged edit/> }).collect_view();
    view! {
        <section id="split" class="mt-8 scroll-mt-28 border-t border-base-300 pt-5 print:hidden" aria-labelledby="split-title">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                <h2 id="split-title" class="text-sm font-semibold">
                    {title}
                </h2>
                {move || judged.with(|report| parts.with(|parts| sum_of(report, report.sum(parts))))}
                <span class="ml-auto text-xs text-base-content/75" role="status">
                    {move || saved_words(state.saving.get())}
                </span>
            </div>
            <p class="mt-1 text-xs leading-5 text-base-content/75">
                "Change what you like; nothing is made before you say so."
            </p>
            <HeldWhileSaving state>
                <ActionForm action=edit>
                    <input type="hidden" name="draft" value=id.to_string()/>
                    <input type="hidden" name="seen" value=move || state.seen.get()/>
                    <div class="mt-3 space-y-4">
                        {move || {
                            failure.get().or_else(|| state.failed.get()).map(|failure| view! { <FailureNotice failure/> })
                        }}
                        <div class="sm:max-w-md" on:change=move |event| {
                            if let Some(shape) = Shape::parse(&event_target_value(&event)) {
                                state.shape.set(shape);
                            }
                        }>
                            <SelectField
                                name="shape"
                                label="How the parts belong together"
                                choices=shapes
                                value=shape.as_str()
                                error=session::problem(edit, "shape")
                            />
                        </div>
                        <Coverage state wanted report=judged count/>
                        {cards}
                        <div class="flex flex-wrap items-center gap-2">
                            <Button
                                kind=ButtonKind::Primary
                                icon=icon::CHECK
                                busy=edit.pending()
                                disabled=Signal::derive(move || judged.with(|report| !report.is_sound()))
                                attr:name="step"
                                attr:value="make"
                                attr:aria-describedby="split-note"
                            >
                                "Make " {count} " drafts"
                            </Button>
                            <Button
                                icon=icon::PLUS
                                busy=edit.pending()
                                disabled=Signal::derive(move || { count >= limits::PARTS })
                                attr:name="step"
                                attr:value="add"
                            >
                                "Add a part"
                            </Button>
                            <noscript>
                                <button type="submit" name="step" value="save" class="btn btn-sm btn-outline">
                                    "Save"
                                </button>
                            </noscript>
                            <Button kind=ButtonKind::Ghost busy=edit.pending() attr:name="step" attr:value="drop">
                                "Throw the parts away"
                            </Button>
                        </div>
                        <p id="split-note" class="text-xs leading-5 text-base-content/75">
                            {move || judged.with(|report| next_words(report, state.shape.get(), kind))}
                        </p>
                    </div>
                </ActionForm>
            </HeldWhileSaving>
        </section>
    }
    .into_any()
}

fn sum_of(report: &Report, sum: String) -> AnyView {
    match report.whole_points {
        None => view! { <Badge>{sum}</Badge> }.into_any(),
        Some(_) if report.adds_up() => view! { <Badge tone=BadgeTone::Success>{sum}</Badge> }.into_any(),
        Some(whole) => {
            let words = format!("{sum}, estimated as {}", domain::draft::points_text(whole));
            view! { <Badge tone=BadgeTone::Warning>{words}</Badge> }.into_any()
        }
    }
}

const fn saved_words(saving: Saving) -> &'static str {
    match saving {
        Saving::Idle => "",
        Saving::Due => "Edited",
        Saving::Now | Saving::Again => "Saving",
        Saving::Done => "Saved",
        Saving::Failed => "Not saved",
    }
}

/// What is in the way of making the parts, or what happens then.
fn next_words(report: &Report, shape: Shape, kind: IssueKind) -> String {
    if !report.count_fits {
        return format!("A split has 2 to {} parts.", limits::PARTS);
    }
    match (report.uncovered.len(), report.broken().count()) {
        (0, 0) => {}
        (0, 1) => return "One part breaks a rule.".to_owned(),
        (0, broken) => return format!("{broken} parts break a rule."),
        (1, _) => return "One criterion is not covered by any part.".to_owned(),
        (uncovered, _) => return format!("{uncovered} criteria are not covered by any part."),
    }
    match (shape, kind) {
        (Shape::Epic, IssueKind::Epic) => {
            "Each story becomes a draft of its own. The epic is created first, then they are in it.".to_owned()
        }
        (Shape::Epic, _) => {
            "This draft becomes an epic, each part a draft of its own. The epic is created first, then they are in it."
                .to_owned()
        }
        (Shape::SubTasks, _) => {
            "Each part becomes a draft of its own. This one is created first, then they are its sub-tasks.".to_owned()
        }
        (Shape::Siblings, _) => {
            "Each part becomes a draft of its own, in place of this one. You can take that back.".to_owned()
        }
    }
}

/// Saves what is changed inside, and holds a step back while something is on its way, because each names the version
/// that the one before made.
#[component]
fn HeldWhileSaving(state: SplitState, children: Children) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let held = StoredValue::new_local(None::<web_sys::HtmlElement>);
    let waiting = RwSignal::new(false);
    let hold = move |event: ev::SubmitEvent| {
        state.forget_timer();
        if untrack(move || state.is_open()) {
            event.prevent_default();
            event.stop_propagation();
            held.set_value(event.submitter());
            waiting.set(true);
        }
    };
    Effect::new(move |_| {
        if !waiting.get() || state.is_open() {
            return;
        }
        waiting.set(false);
        if state.saving.get_untracked() == Saving::Failed {
            return;
        }
        // The form's own fields follow the saved version first.
        request_animation_frame(move || {
            let form = frame.get_untracked().and_then(|frame| frame.query_selector("form").ok().flatten());
            let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) else {
                return;
            };
            let button = held.try_with_value(Clone::clone).flatten();
            let _ = form.request_submit_with_submitter(button.as_ref());
        });
    });
    view! {
        <div
            node_ref=frame
            on:submit:capture=hold
            on:input=move |_| state.typed()
            on:change=move |_| state.save()
        >
            {children()}
        </div>
    }
    .into_any()
}
