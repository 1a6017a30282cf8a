use super::{action_bar::Failed, state::Workspace};
use crate::{LocalPath, api::site_tickets::PutBack, session};
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Button, ButtonKind, Icon, LinkButton, icon};

/// Says that the draft is the text of a site build's ticket, and how the two stand to each other.
#[component]
pub(super) fn OfTicket(workspace: Workspace) -> impl IntoView {
    let of = Memo::new(move |_| {
        workspace.draft.with(|draft| draft.of_ticket.clone().map(|of| (draft.version == of.same_as, of)))
    });
    move || {
        of.get().map(|(same, of)| {
            let how = match (of.sent, of.changed, same) {
                (true, ..) => "The ticket is in Jira already, or on its way there: nothing can be put back any more.",
                (_, true, _) => {
                    "The ticket was changed since. Putting the draft back replaces its title, story, criteria, notes, labels and priority."
                }
                (_, _, true) => "Both say the same.",
                _ => "What you change here is in the ticket once you put it back: title, story, criteria, notes, labels and priority. Its tables stay.",
            };
            let of = *of;
            let path = LocalPath::site_build_ticket(of.build, of.ticket).as_str().to_owned();
            view! {
                <div class="mb-4 flex items-start gap-2 text-sm text-base-content/80 print:hidden">
                    <span class="mt-0.5">
                        <Icon drawing=icon::LIST_CHECKS/>
                    </span>
                    <p class="min-w-0 break-words">
                        "This is the text of " <A href={path} {..} class="link">{of.title}</A>
                        {format!(", a ticket of the site build “{}”. {how}", of.build_name)}
                    </p>
                </div>
            }
        })
    }
}

/// Gives the ticket what stands here. What was typed last is saved first.
#[component]
pub(super) fn PutBackButton(workspace: Workspace) -> impl IntoView {
    let put_back = workspace.action::<PutBack>();
    let id = workspace.draft.with_untracked(|draft| draft.id);
    let version = move || workspace.draft.with(|draft| draft.version);
    let seen = move || {
        workspace.draft.with(|draft| draft.of_ticket.as_ref().map(|of| of.version).unwrap_or_default())
    };
    let sent = Signal::derive(move || {
        workspace.draft.with(|draft| draft.of_ticket.as_ref().is_some_and(|of| of.sent))
    });
    let wanted = RwSignal::new(false);
    Effect::new(move |_| {
        if !wanted.get() {
            return;
        }
        if workspace.has_problems() {
            wanted.set(false);
        } else if workspace.is_saved() {
            wanted.set(false);
            put_back.dispatch(PutBack { draft: id, version: version(), seen: seen() });
        }
    });
    view! {
        <Failed failure=session::whole_failure(put_back)/>
        <LinkButton href="#revise" icon=icon::SPARKLES>
            "Revise"
        </LinkButton>
        <ActionForm action=put_back>
            <input type="hidden" name="draft" value=id.to_string()/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="seen" value=seen/>
            <Button
                kind=ButtonKind::Primary
                icon=icon::CHECK
                busy=Signal::derive(move || wanted.get() || put_back.pending().get())
                disabled=sent
                on:click=move |event| {
                    event.prevent_default();
                    workspace.save_all();
                    wanted.set(true);
                }
            >
                "Put it back into the ticket"
            </Button>
        </ActionForm>
    }
    .into_any()
}
