use super::{
    super::rich_text, approved::ApprovedDocument, created::CreatedDocument, question::QuestionForm,
    ready::ReadyDocument, split::Parts, state::Workspace, unfinished::WhyUnfinished,
};
use contract::views::DraftStatus;
use domain::draft::{DraftContent, DraftFormat, Field, Scenario, points_text};
use leptos::prelude::*;
use ui::{Badge, BadgeTone, Skeleton};

/// The document for where the draft is.
pub(super) fn view_of(workspace: Workspace) -> AnyView {
    workspace.replaced.track();
    match workspace.status.get() {
        DraftStatus::Writing => view! { <Written workspace writing=true/> }.into_any(),
        DraftStatus::Question => view! {
            <QuestionForm workspace/>
            <Written workspace/>
        }
        .into_any(),
        DraftStatus::Unfinished => view! {
            <WhyUnfinished workspace/>
            <Written workspace/>
        }
        .into_any(),
        DraftStatus::Ready => view! { <ReadyDocument workspace/> }.into_any(),
        DraftStatus::Approved | DraftStatus::Creating | DraftStatus::Uncertain => view! {
            <ApprovedDocument workspace/>
            <Parts workspace/>
        }
        .into_any(),
        DraftStatus::Created => view! {
            <CreatedDocument workspace/>
            <Parts workspace/>
        }
        .into_any(),
        DraftStatus::Split => view! {
            <Written workspace/>
            <Parts workspace/>
        }
        .into_any(),
    }
}

/// A section's heading.
#[component]
pub(super) fn SectionLabel(
    /// Which field.
    field: Field,
    /// In which format.
    format: DraftFormat,
) -> impl IntoView {
    view! { <h2 class="section-label">{field.label_in(format)}</h2> }
}

/// The fields as a model wrote them. What is not there yet is a skeleton while it still writes, and left out later.
#[component]
fn Written(workspace: Workspace, #[prop(optional)] writing: bool) -> impl IntoView {
    let format = workspace.draft.with_untracked(|draft| draft.format);
    let at = move || if writing { workspace.live.writing.get() } else { None };
    let there = move |field: Field| workspace.content.with(|content| content.has(field));
    let section = move |field: Field| {
        move || {
            let written = there(field);
            (written || writing).then(|| {
                let body = if written {
                    workspace.content.with(|content| body(content, field, at() == Some(field))).into_any()
                } else {
                    view! { <Skeleton lines=2/> }.into_any()
                };
                view! {
                    <section class="mt-6">
                        <SectionLabel field format/>
                        {body}
                    </section>
                }
            })
        }
    };
    let list = format.criteria();
    view! {
        <h1 class="text-xl leading-snug font-semibold tracking-tight break-words">
            {move || {
                let summary = workspace.content.with(|content| content.summary.clone());
                match (summary.is_empty(), writing) {
                    (true, true) => {
                        view! {
                            <span class="sr-only">"Draft"</span>
                            <div class="skeleton h-5 w-3/4 rounded" aria-hidden="true"></div>
                        }
                            .into_any()
                    }
                    (true, false) if workspace.status.get_untracked() == DraftStatus::Question => {
                        view! { <span class="sr-only">"Draft"</span> }.into_any()
                    }
                    (true, false) => "Nothing was written yet".into_any(),
                    (false, _) => {
                        rich_text::line(&summary, at() == Some(Field::Summary)).into_any()
                    }
                }
            }}
        </h1>
        <div class="mt-3 flex min-h-6 flex-wrap gap-1.5">
            {move || workspace.content.with(chips)}
        </div>
        {section(Field::Story)}
        {section(list)}
        {section(Field::StlcNotes)}
    }
    .into_any()
}

/// The small fields.
pub(super) fn chips(content: &DraftContent) -> impl IntoView + use<> {
    let mut chips = Vec::new();
    if let Some(points) = content.story_points {
        let words = if (points - 1.0).abs() < f32::EPSILON { " point" } else { " points" };
        chips.push((BadgeTone::Primary, points_text(points) + words));
    }
    chips.extend(content.labels.iter().map(|label| (BadgeTone::Plain, label.clone())));
    chips.extend(content.priority.iter().map(|priority| (BadgeTone::Plain, format!("Priority: {priority}"))));
    chips.extend(content.components.iter().map(|name| (BadgeTone::Plain, format!("Component: {name}"))));
    chips
        .into_iter()
        .map(|(tone, text)| {
            view! {
                <Badge tone>
                    <span class="truncate">{text}</span>
                </Badge>
            }
        })
        .collect_view()
}

/// A field as people read it; `open` while it is being written.
pub(super) fn body(content: &DraftContent, field: Field, open: bool) -> impl IntoView + use<> {
    match field {
        Field::AcceptanceCriteria => {
            let last = content.acceptance_criteria.len().saturating_sub(1);
            let items = content
                .acceptance_criteria
                .iter()
                .enumerate()
                .map(|(at, criterion)| {
                    let line = rich_text::line(criterion, open && at == last);
                    view! { <li>{line}</li> }
                })
                .collect_view();
            view! {
                <ol class="mt-1.5 list-decimal space-y-2 pl-5 leading-7 break-words marker:text-base-content/60">{items}</ol>
            }
            .into_any()
        }
        Field::Scenarios => {
            let last = content.scenarios.len().saturating_sub(1);
            content
                .scenarios
                .iter()
                .enumerate()
                .map(|(at, scenario)| scenario_view(scenario, open && at == last))
                .collect_view()
                .into_any()
        }
        Field::StlcNotes => rich_text::text(&content.stlc_notes, open).into_any(),
        _ => rich_text::text(&content.story, open).into_any(),
    }
}

fn scenario_view(scenario: &Scenario, open: bool) -> impl IntoView + use<> {
    let mut steps = Vec::new();
    for (word, lines) in [("Given", &scenario.given), ("When", &scenario.when), ("Then", &scenario.then)] {
        for (at, line) in lines.iter().enumerate() {
            steps.push((if at == 0 { word } else { "And" }, line.clone()));
        }
    }
    let last = steps.len().saturating_sub(1);
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(at, (word, line))| {
            let line = rich_text::line(&line, open && at == last);
            view! {
                <li class="flex gap-2">
                    <span class="w-12 shrink-0 font-medium text-base-content/75">{word}</span>
                    <span class="min-w-0">{line}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="mt-2">
            <h3 class="font-medium">{scenario.name.clone()}</h3>
            <ul class="mt-1 space-y-1 leading-7 break-words">{steps}</ul>
        </div>
    }
}
