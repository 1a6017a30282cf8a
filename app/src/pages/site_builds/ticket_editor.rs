use super::{
    review::Actions,
    rich::RichText,
    ticket_fields::{FieldsForm, Project, in_words},
    ticket_list::Badges,
};
use crate::{api::site_tickets::EditTicket, session, shell::FailureNotice};
use contract::views::{ReviewedText, TicketNeed, TicketOrigin, TicketState};
use domain::{ids::SiteTicketId, limits};
use leptos::{html, leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::components::A;
use std::time::Duration;
use ui::{
    Button, ButtonKind, Choice, FoldSummary, IconButton, Notice, SelectField, TextArea, TextField, Tone, icon,
};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// A pause in typing after which what was typed is saved.
const PAUSE: Duration = Duration::from_millis(1500);

/// What somebody is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    ticket: SiteTicketId,
    version: i32,
    title: String,
    body: String,
}

/// One ticket: as it will be read, and as it is written.
#[component]
pub(super) fn TicketEditor(
    /// The ticket.
    open: ReviewedText,
    /// Where it goes.
    project: Project,
    /// What can be done.
    actions: Actions,
    /// The address without it.
    close: String,
) -> impl IntoView {
    let ReviewedText { ticket, body, shown, proposal, after, before } = open;
    let (id, build) = (ticket.id, project.build);
    let editable = matches!(ticket.state, TicketState::Here | TicketState::Waiting | TicketState::Refused);
    let article = NodeRef::<html::Article>::new();
    Effect::new(move |_| {
        if let Some(article) = article.get() {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            article.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let issue = ticket.issue.clone().map(|(key, url)| {
        view! {
            <a href=url class="link text-sm" target="_blank" rel="noopener noreferrer">
                {format!("Open {key} in Jira")}
            </a>
        }
    });
    let badges = view! { <Badges of=ticket.clone()/> };
    let title = ticket.title.clone();
    let version = ticket.version;
    let form = editable.then(|| view! { <TextForm id version title=title.clone() body actions/> });
    let fields = if editable {
        let of = ticket.clone();
        Some(view! { <FieldsForm of project actions/> }.into_any())
    } else {
        let words = in_words(&ticket.fields).join(" · ");
        (!words.is_empty()).then(|| view! { <p class="text-sm break-words">{words}</p> }.into_any())
    };
    let by_rows = ticket.origin == TicketOrigin::Rows;
    let reset = (editable && !by_rows).then(|| {
        view! {
            <ActionForm action=actions.reset>
                <input type="hidden" name="ticket" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <Button kind=ButtonKind::Ghost icon=icon::ROTATE_CCW busy=actions.reset.pending()>
                    "Text of the rows"
                </Button>
            </ActionForm>
        }
    });
    let refine = editable.then(|| {
        view! {
            <ActionForm action=actions.refine>
                <input type="hidden" name="ticket" value=id.to_string()/>
                <Button kind=ButtonKind::Ghost icon=icon::SPARKLES busy=actions.refine.pending()>
                    "Refine in the issue creator"
                </Button>
            </ActionForm>
        }
    });
    let shift = move |up: &'static str, label: &'static str| {
        view! {
            <ActionForm action=actions.shift>
                <input type="hidden" name="ticket" value=id.to_string()/>
                <input type="hidden" name="up" value=up/>
                <Button kind=ButtonKind::Ghost busy=actions.shift.pending()>{label}</Button>
            </ActionForm>
        }
    };
    let moves = view! { {shift("true", "Move up")} {shift("false", "Move down")} };
    let waiting = proposal.map(|text| {
        if editable {
            view! { <Proposal id version text actions/> }.into_any()
        } else {
            let changes = format!("/builds/{build}/changes");
            view! {
                <Notice
                    tone=Tone::Warning
                    announce=false
                    title="The rows changed after its issue was created."
                    next="The page of changes says how, and what can become of the issue."
                >
                    <A href={changes} {..} class="link text-sm">"See what changed"</A>
                </Notice>
            }
            .into_any()
        }
    });
    view! {
        <article
            node_ref=article
            id="ticket"
            class="card-flat min-w-0 scroll-mt-16 space-y-4 px-4 py-4 text-sm lg:sticky lg:top-16 lg:max-h-[calc(100vh-5rem)] lg:overflow-y-auto"
            aria-labelledby="ticket-title"
        >
            <div class="flex items-start gap-2">
                <div class="min-w-0 flex-1 space-y-1">
                    <h2 id="ticket-title" class="text-base font-semibold break-words">
                        {ticket.title}
                    </h2>
                    <div class="flex flex-wrap items-center gap-2">{badges} {issue}</div>
                </div>
                <A href={close} scroll=false {..} class="link text-xs leading-6">
                    "Close"
                </A>
            </div>
            {ticket
                .note
                .map(|note| view! { <Notice tone=Tone::Warning announce=false title=note/> })}
            {waiting}
            <div class="flex flex-wrap gap-1">{moves} {reset} {refine}</div>
            {fields}
            <RichText blocks=shown/>
            <Needs id after before actions editable/>
            {form}
        </article>
    }
    .into_any()
}

/// Writing by hand. The form is folded away: most tickets are only read. With scripts what is typed is saved by itself; what
/// somebody else changed meanwhile is never written over.
#[component]
fn TextForm(id: SiteTicketId, version: i32, title: String, body: String, actions: Actions) -> impl IntoView {
    let Actions { edit, typed, autosave, .. } = actions;
    let failure = session::failure(edit);
    let saved = Typed { ticket: id, version, title, body };
    let kept = typed.get_untracked().filter(|typed| typed.ticket == id);
    let begun = kept.is_some();
    // What was begun at an older version is sent as of that one, so that nobody's change is written over.
    let Typed { version, title, body, .. } = kept.unwrap_or_else(|| saved.clone());
    let (text, version) = (RwSignal::new(body), RwSignal::new(version));
    let (timer, sent) =
        (StoredValue::new(None::<TimeoutHandle>), StoredValue::new((String::new(), String::new())));
    let hold = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(hold);
    let is_refused = move || autosave.value().with_untracked(|value| matches!(value, Some(Err(_))));
    let save = move || {
        // What somebody else changed is theirs until the person has looked; saving by hand says so.
        if edit.pending().get_untracked() || autosave.pending().get_untracked() || is_refused() {
            return;
        }
        if let Some(Typed { title, body, .. }) = typed.get_untracked().filter(|typed| typed.ticket == id) {
            sent.set_value((title.clone(), body.clone()));
            autosave.dispatch(EditTicket { ticket: id, version: version.get_untracked(), title, body });
        }
    };
    let keep = move |event: leptos::ev::Event| {
        let (field, value) = (event_target::<web_sys::Element>(&event), event_target_value(&event));
        typed.update(|typed| {
            let mine = typed.take().filter(|typed| typed.ticket == id).unwrap_or_else(|| saved.clone());
            *typed = Some(match field.get_attribute("name").as_deref() {
                Some("title") => Typed { title: value, ..mine },
                _ => Typed { body: value, ..mine },
            });
        });
        hold();
        timer.set_value(set_timeout_with_handle(save, PAUSE).ok());
    };
    // Later forms say the version that is saved now, and what was typed meanwhile follows.
    Effect::new(move |before: Option<usize>| {
        let now = autosave.version().get();
        if before.is_some_and(|before| before != now)
            && let Some(Ok(next)) = autosave.value().get_untracked()
            && autosave.input().with_untracked(Option::is_none)
        {
            version.set(next);
            typed.update(|typed| {
                if let Some(mine) = typed.as_mut().filter(|typed| typed.ticket == id) {
                    mine.version = next;
                    // Somebody typed on while it was being saved.
                    if sent.with_value(|(title, body)| *title != mine.title || *body != mine.body) {
                        timer.set_value(set_timeout_with_handle(save, PAUSE).ok());
                    }
                }
            });
        }
        now
    });
    let said = move || match (autosave.pending().get(), autosave.value().get()) {
        (true, _) => "Saving …".to_owned(),
        (false, Some(Ok(_))) => "Saved by itself.".to_owned(),
        (false, Some(Err(error))) => format!("Not saved by itself: {}", error.0.message),
        (false, None) => String::new(),
    };
    // After a refusal the form stays open with what was typed.
    let open = move || begun || edit.value().with(|value| matches!(value, Some(Err(_))));
    let busy = Signal::derive(move || edit.pending().get() || autosave.pending().get());
    view! {
        <details class="group/fold" open=open>
            <FoldSummary words="Edit"/>
            <div class="mt-3" on:input=keep on:submit=move |_| hold()>
                <ActionForm action=edit>
                    <input type="hidden" name="ticket" value=id.to_string()/>
                    <input
                        type="hidden"
                        name="version"
                        value=version.get_untracked().to_string()
                        prop:value=move || version.get().to_string()
                    />
                    <div class="space-y-3">
                        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                        <TextField
                            name="title"
                            id="ticket-title-field"
                            label="Title"
                            value=title
                            limit=limits::JIRA_SUMMARY
                            error=session::problem(edit, "title")
                        />
                        <TextArea
                            name="body"
                            id="ticket-body-field"
                            label="Description, Markdown"
                            text
                            rows=16
                            limit=limits::TICKET_BODY
                            optional=true
                            error=session::problem(edit, "body")
                        />
                        <div class="flex flex-wrap items-center gap-3">
                            <Button kind=ButtonKind::Primary busy>"Save"</Button>
                            <p class="text-xs text-base-content/75" role="status">{said}</p>
                        </div>
                    </div>
                </ActionForm>
            </div>
        </details>
    }
    .into_any()
}

/// The rows changed after somebody wrote by hand.
#[component]
fn Proposal(id: SiteTicketId, version: i32, text: String, actions: Actions) -> impl IntoView {
    let settle = actions.settle;
    let answer = move |take: &'static str, kind: ButtonKind, label: &'static str| {
        view! {
            <ActionForm action=settle>
                <input type="hidden" name="ticket" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <input type="hidden" name="take" value=take/>
                <Button kind busy=settle.pending()>{label}</Button>
            </ActionForm>
        }
    };
    view! {
        <Notice
            tone=Tone::Warning
            announce=false
            title="The rows changed after you wrote this ticket."
            next="This is the text that they would have now."
        >
            <div class="space-y-3">
                <pre class="max-h-64 overflow-auto rounded bg-base-200 p-2 text-xs whitespace-pre-wrap" tabindex="0">
                    {text}
                </pre>
                <div class="flex flex-wrap gap-2">
                    {answer("true", ButtonKind::Outline, "Take the new text")}
                    {answer("false", ButtonKind::Ghost, "Keep mine")}
                </div>
            </div>
        </Notice>
    }
    .into_any()
}

/// What comes before the ticket.
#[component]
fn Needs(
    id: SiteTicketId,
    after: Vec<TicketNeed>,
    before: Vec<(SiteTicketId, String)>,
    actions: Actions,
    editable: bool,
) -> impl IntoView {
    let need = actions.need;
    let listed = after
        .into_iter()
        .map(|other| {
            let because = if other.because.is_empty() { "added by hand".to_owned() } else { other.because };
            let throw = format!("No longer wait for “{}”", other.title);
            view! {
                <li class="flex items-start gap-2">
                    <span class="min-w-0 flex-1 break-words">
                        {other.title} <span class="text-base-content/75">{format!(" ({because})")}</span>
                    </span>
                    {editable
                        .then(|| {
                            view! {
                                <ActionForm action=need>
                                    <input type="hidden" name="ticket" value=id.to_string()/>
                                    <input type="hidden" name="need" value=other.id.to_string()/>
                                    <input type="hidden" name="remove" value="true"/>
                                    <IconButton label=throw drawing=icon::X/>
                                </ActionForm>
                            }
                        })}
                </li>
            }
        })
        .collect::<Vec<_>>();
    let none = listed.is_empty();
    let mut choices = vec![Choice::new("", "Choose a ticket …")];
    choices.extend(before.into_iter().map(|(id, title)| Choice::new(id.to_string(), title)));
    let add = (editable && choices.len() > 1).then(|| {
        view! {
            <ActionForm action=need>
                <input type="hidden" name="ticket" value=id.to_string()/>
                <div class="flex flex-wrap items-end gap-2">
                    <div class="min-w-0 flex-1 basis-48">
                        <SelectField name="need" id="ticket-need" label="Wait for another one" choices error=session::problem(need, "need")/>
                    </div>
                    <Button busy=need.pending()>"Add"</Button>
                </div>
            </ActionForm>
        }
    });
    view! {
        <section aria-labelledby="ticket-needs" class="space-y-2">
            <h3 id="ticket-needs" class="section-label">
                "After"
            </h3>
            {if none {
                view! { <p class="text-base-content/75">"It waits for no other ticket."</p> }.into_any()
            } else {
                view! { <ul class="space-y-1">{listed}</ul> }.into_any()
            }}
            {add}
        </section>
    }
    .into_any()
}
