use super::{
    super::state::Workspace,
    coverage::Coverage,
    early::say_again,
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
use ui::{Badge, BadgeTone, Button, ButtonKind, Choice, Notice, SelectField, Tone, icon};
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
    // Its criteria are those that were split; the rest is as it is now.
    let whole = Memo::new(move |_| {
        let mut whole = workspace.content.get();
        rules.with_value(|view| {
            whole.acceptance_criteria.clone_from(&view.whole.acceptance_criteria);
            whole.scenarios.clone_from(&view.whole.scenarios);
        });
        whole
    });
    let judged = Memo::new(move |_| {
        let parts = parts.get();
        rules.with_value(|view| {
            let rules = view.rules(state.shape.get()).cloned().unwrap_or_default();
            whole.with(|whole| report(whole, format, &rules, &parts))
        })
    });
    let wanted = Memo::new(move |_| whole.with(|whole| criteria(whole, format)));
    // The draft's criteria are others by now.
    let stale = Memo::new(move |_| {
        workspace.content.with(|content| wanted.with(|wanted| *wanted != criteria(content, format)))
    });
    workspace.split.set(Some(state));
    on_cleanup(move || {
        workspace.split.try_set(None);
    });
    // What went with a step that failed is saved by itself.
    Effect::new(move |_| {
        if edit.value().with(|value| matches!(value, Some(Err(_)))) {
            state.save();
        }
    });
    let title = if kind == IssueKind::Epic {
        format!("{count} stories in this epic")
    } else {
        format!("Split into {count} {}", if count == 1 { "part" } else { "parts" })
    };
    let failure = session::whole_failure(edit);
    let busy = Signal::derive(move || {
        edit.pending().get() || edit.value().with(|value| matches!(value, Some(Ok(_))))
    });
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
            <HeldWhileSaving workspace state busy>
                <ActionForm action=edit>
                    // What Enter does.
                    <button type="submit" name="step" value="save" class="sr-only" tabindex="-1" aria-hidden="true"></button>
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
                        {move || {
                            stale
                                .get()
                                .then(|| {
                                    view! {
                                        <div class="space-y-2">
                                            <Notice
                                                tone=Tone::Warning
                                                title="The draft’s criteria have changed since it was split."
                                                next="The table shows those of then. Hold the parts against the new ones, and look at what is not covered."
                                                announce=false
                                            />
                                            <Button icon=icon::REFRESH_CW busy=edit.pending() attr:name="step" attr:value="renew">
                                                "Take the new criteria"
                                            </Button>
                                        </div>
                                    }
                                })
                        }}
                        <Coverage state wanted report=judged count/>
                        {cards}
                        <div class="flex flex-wrap items-center gap-2">
                            <Button
                                kind=ButtonKind::Primary
                                icon=icon::CHECK
                                busy=edit.pending()
                                disabled=Signal::derive(move || stale.get() || judged.with(|report| !report.is_sound()))
                                attr:name="step"
                                attr:value="make"
                                attr:aria-describedby="split-note"
                            >
                                {if count == 1 { "Make 1 draft".to_owned() } else { format!("Make {count} drafts") }}
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
                        </div>
                        <details class="text-sm">
                            <summary class="link inline-flex min-h-6 items-center text-base-content/80">
                                "Throw the parts away"
                            </summary>
                            <p class="mt-2 text-xs leading-5 text-base-content/75">
                                "What stands in them is gone then. The draft stays as it is."
                            </p>
                            <div class="mt-2">
                                <Button icon=icon::TRASH_2 busy=edit.pending() attr:name="step" attr:value="drop">
                                    "Throw them away"
                                </Button>
                            </div>
                        </details>
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
fn HeldWhileSaving(
    workspace: Workspace,
    state: SplitState,
    /// A step is under way: what would be typed now would be lost.
    busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    // The step that is held back.
    let held = RwSignal::new(String::new());
    let waiting = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            say_again(&frame, state.shape.get_untracked().as_str());
        }
    });
    let hold = move |event: ev::SubmitEvent| {
        let step = event.submitter().and_then(|button| button.get_attribute("value")).unwrap_or_default();
        let stay = || {
            event.prevent_default();
            event.stop_propagation();
        };
        if step == "save" {
            stay();
            state.save();
        } else if step != "drop" && untrack(|| state.is_open() || !workspace.edits.is_clean()) {
            stay();
            workspace.edits.save(None, workspace.draft);
            held.set(step);
            waiting.set(true);
        } else {
            // It goes with the step.
            state.forget_timer();
            state.saving.set(Saving::Idle);
        }
    };
    Effect::new(move |_| {
        if !waiting.get() || state.is_open() {
            return;
        }
        if workspace.edits.has_problems() {
            waiting.set(false);
            return;
        }
        if !workspace.edits.is_clean() {
            return;
        }
        waiting.set(false);
        // The form's own fields follow the saved version first.
        request_animation_frame(move || {
            // Somebody may have left the page meanwhile.
            let Some(frame) = frame.try_get_untracked().flatten() else { return };
            let button = format!("button[name=\"step\"][value=\"{}\"]", held.get_untracked());
            let find = |selector: &str| frame.query_selector(selector).ok().flatten();
            let form = find("form").and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
            let button = find(&button).and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(form) = form {
                let _ = form.request_submit_with_submitter(button.as_ref());
            }
        });
    });
    view! {
        <div
            node_ref=frame
            inert=move || busy.get()
            on:submit:capture=hold
            on:input=move |_| state.typed()
            on:change=move |_| state.save()
        >
            {children()}
        </div>
    }
    .into_any()
}
