use super::{
    super::field_text,
    document::{SectionLabel, body},
    edits::is_conflict,
    proposal::Proposal,
    state::Workspace,
};
use crate::{api::drafting::EditField, session, shell::FailureNotice};
use domain::{
    draft::{DraftContent, Field, Origin, points_text},
    limits,
};
use leptos::{html, leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use ui::{Badge, BadgeTone, Button, Icon, icon, textarea_text};

/// A pause after which what was typed is saved.
const PAUSE: Duration = Duration::from_millis(1_200);

/// Fields of one short line.
const fn is_small(field: Field) -> bool {
    matches!(field, Field::StoryPoints | Field::Priority | Field::Labels | Field::Components)
}

const fn help(field: Field) -> &'static str {
    match field {
        Field::AcceptanceCriteria => "One criterion per line.",
        Field::Scenarios => "Scenario: … on a line, then Given, When, Then and And lines.",
        Field::Labels | Field::Components => "One per line.",
        Field::Story | Field::StlcNotes => "## headings, **bold**, - and 1. lists are understood.",
        Field::StoryPoints => "A number such as 3 or 0.5.",
        Field::Summary | Field::Priority => "",
    }
}

/// One field that reads as text and opens into an editor in the same place. Without scripts the editor is a form with
/// a button; with them it saves by itself.
#[component]
pub(super) fn Editable(
    /// The draft.
    workspace: Workspace,
    /// Which field.
    field: Field,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let open = RwSignal::new(false);
    let format = workspace.draft.with_untracked(|draft| draft.format);
    let by_hand = move || workspace.draft.with(|draft| draft.origins.get(&field) == Some(&Origin::Person));
    let frame = match field {
        Field::Summary => "group/field",
        field if is_small(field) => "group/field min-w-0",
        _ => "group/field mt-6",
    };
    let header = if field == Field::Summary {
        "flex items-center gap-x-2"
    } else {
        "flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1"
    };
    view! {
        <section class=frame>
            <div class=header>
                {(field != Field::Summary).then(|| view! { <SectionLabel field format/> })}
                {move || by_hand().then(|| view! { <span class="text-xs text-base-content/75">"edited by you"</span> })}
                <SavedMark workspace field/>
            </div>
            <div class="relative">
                <div class="pr-9 group-has-[details[open]]/field:hidden">
                    {move || workspace.content.with(|content| reading(content, field))}
                </div>
                <details
                    node_ref=details
                    class="group/editor"
                    on:toggle=move |_| open.set(details.get_untracked().is_some_and(|details| details.open()))
                >
                    <summary
                        class="absolute top-0 right-0 grid size-7 print:hidden place-items-center rounded-field text-base-content/60 hover:bg-base-300/60 hover:text-base-content"
                        aria-label=format!("Edit {}", field.noun())
                    >
                        <span class="group-open/editor:hidden">
                            <Icon drawing=icon::PENCIL/>
                        </span>
                        <span class="hidden group-open/editor:inline">
                            <Icon drawing=icon::CHECK/>
                        </span>
                    </summary>
                    <Editor workspace field details open/>
                </details>
            </div>
            <Proposal workspace field/>
            <Refused workspace field/>
        </section>
    }
    .into_any()
}

/// A field as it reads.
fn reading(content: &DraftContent, field: Field) -> AnyView {
    let nothing = || view! { <p class="text-sm text-base-content/70">"none"</p> }.into_any();
    match field {
        Field::Summary if content.summary.is_empty() => {
            view! { <h1 class="text-xl font-semibold text-base-content/75">"No summary yet"</h1> }.into_any()
        }
        Field::Summary => view! {
            <h1 class="text-xl leading-snug font-semibold tracking-tight break-words">{content.summary.clone()}</h1>
        }
        .into_any(),
        field if !content.has(field) => nothing(),
        Field::StoryPoints => content.story_points.map_or_else(nothing, |points| {
            view! { <Badge tone=BadgeTone::Primary>{points_text(points)}</Badge> }.into_any()
        }),
        Field::Priority => content
            .priority
            .clone()
            .map_or_else(nothing, |priority| view! { <Badge>{priority}</Badge> }.into_any()),
        Field::Labels => badges(&content.labels),
        Field::Components => badges(&content.components),
        field => body(content, field, false).into_any(),
    }
}

fn badges(names: &[String]) -> AnyView {
    let names = names.iter().cloned().map(|name| view! { <Badge>{name}</Badge> }).collect_view();
    view! { <div class="flex flex-wrap gap-1.5">{names}</div> }.into_any()
}

#[component]
fn SavedMark(workspace: Workspace, field: Field) -> impl IntoView {
    view! {
        <span class="text-xs text-success" role="status">
            {move || (workspace.edits.saved() == Some(field)).then_some("Saved")}
        </span>
    }
}

#[component]
fn Editor(
    workspace: Workspace,
    field: Field,
    details: NodeRef<html::Details>,
    open: RwSignal<bool>,
) -> impl IntoView {
    // Only for forms without scripts; with them the workspace saves.
    let action = session::action::<EditField>();
    let failure = session::failure(action);
    let text =
        RwSignal::new(workspace.draft.with_untracked(|draft| field_text::to_text(&draft.content, field)));
    let area = NodeRef::<html::Textarea>::new();
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let save = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        workspace.edits.save(Some(field), workspace.draft);
    };
    on_cleanup(move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    let typed = move |value: String| {
        text.set(value.clone());
        workspace.edits.typed(field, value);
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        timer.set_value(set_timeout_with_handle(save, PAUSE).ok());
    };
    // The editor opens: what was saved meanwhile goes in, and the writing position too.
    Effect::new(move |_| {
        if open.get()
            && let Some(area) = area.get_untracked()
        {
            text.set(workspace.content.with_untracked(|content| field_text::to_text(content, field)));
            let _ = area.focus();
        }
    });
    let (id, version) = (workspace.draft.with_untracked(|draft| draft.id), move || {
        workspace.draft.with(|draft| draft.version)
    });
    let rows = if is_small(field) || field == Field::Summary { "1" } else { "4" };
    let look = match field {
        Field::Summary => "text-xl leading-snug font-semibold tracking-tight",
        field if is_small(field) => "text-sm",
        _ => "text-[15px] leading-7",
    };
    let format = workspace.draft.with_untracked(|draft| draft.format);
    let note = format!("{}-note", field.as_str());
    let count = format!("{}-count", field.as_str());
    let described = if limit(field).is_some() { format!("{note} {count}") } else { note.clone() };
    view! {
        <ActionForm action>
            <input type="hidden" name="draft" value=id.to_string()/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="field" value=field.as_str()/>
            <div class="pr-9">
                <textarea
                    node_ref=area
                    name="value"
                    id=field.as_str()
                    rows=rows
                    class=format!("textarea grows min-h-9 w-full bg-base-100 px-2 py-1 {look}")
                    aria-label=field.label_in(format)
                    aria-describedby=described
                    prop:value=move || text.get()
                    on:input:target=move |event| typed(event.target().value())
                    on:blur=move |_| save()
                    on:keydown=move |event| {
                        if event.key() == "Escape" {
                            event.prevent_default();
                            if let Some(element) = details.get_untracked() {
                                element.set_open(false);
                            }
                        }
                    }
                >
                    {textarea_text(&text.read_untracked())}
                </textarea>
                <p id=note class="mt-1 text-xs text-base-content/75 empty:hidden">
                    {help(field)}
                </p>
                {limit(field)
                    .map(|limit| {
                        view! {
                            <p id=count class="needs-script mt-1 text-right text-xs text-base-content/75 tabular-nums">
                                {move || text.read().chars().count()} " / " {limit}
                            </p>
                        }
                    })}
                <div class="without-script mt-2">
                    <Button>"Save"</Button>
                </div>
            </div>
        </ActionForm>
        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
    }
    .into_any()
}

/// How many characters a field takes as a whole; lists have limits for each entry.
const fn limit(field: Field) -> Option<usize> {
    match field {
        Field::Summary => Some(limits::JIRA_SUMMARY),
        Field::Story | Field::StlcNotes => Some(limits::SECTION),
        _ => None,
    }
}

/// The server did not take the field: why, and what to do.
#[component]
fn Refused(workspace: Workspace, field: Field) -> impl IntoView {
    move || {
        workspace.edits.problem(field).map(|failure| {
            let conflict = is_conflict(&failure);
            view! {
                <div class="mt-2">
                    <FailureNotice failure>
                        {conflict
                            .then(|| {
                                view! {
                                    <Button
                                        r#type="button"
                                        on:click=move |_| {
                                            workspace.edits.drop_field(field);
                                            workspace.reload();
                                            workspace.replaced.update(|count| *count += 1);
                                        }
                                    >
                                        "Take the saved text"
                                    </Button>
                                    <Button
                                        r#type="button"
                                        on:click=move |_| workspace.edits.save_anyway(field, workspace.draft)
                                    >
                                        "Keep mine"
                                    </Button>
                                }
                            })}
                    </FailureNotice>
                </div>
            }
        })
    }
}
