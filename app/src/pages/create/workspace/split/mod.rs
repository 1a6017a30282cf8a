//! Splitting a draft: the wish for it, the parts that are proposed, the drafts they became.

mod ask;
mod coverage;
mod early;
mod editor;
mod made;
mod part;
mod state;
mod tick;

pub(super) use made::{PartLine, Parts};
pub(super) use state::SplitState;

use super::state::Workspace;
use ask::Ask;
use contract::views::SplitView;
use domain::jira::IssueKind;
use editor::Editor;
use leptos::prelude::*;
use ui::{Icon, icon};

/// Says at the top of a draft that it is in parts, which stand at its end.
#[component]
pub(super) fn InParts(workspace: Workspace) -> impl IntoView {
    let words = Memo::new(move |_| {
        workspace.draft.with(|draft| {
            let proposed = draft.split.as_ref().map(|view| view.split.parts.len());
            proposed
                .map(|count| (count, true))
                .or_else(|| Some((draft.parts.len(), false)).filter(|(count, _)| *count > 0))
        })
    });
    move || {
        words.get().map(|(count, proposed)| {
            let words = match (proposed, count) {
                (true, 1) => "1 part of it is proposed.".to_owned(),
                (true, count) => format!("{count} parts of it are proposed."),
                (false, 1) => "It has 1 part.".to_owned(),
                (false, count) => format!("It has {count} parts."),
            };
            view! {
                <div class="mb-4 flex items-start gap-2 text-sm text-base-content/80 print:hidden">
                    <span class="mt-0.5">
                        <Icon drawing=icon::LIST_CHECKS/>
                    </span>
                    <p>
                        {words} " "
                        <a href="#split" class="link">
                            {if proposed { "Look at them" } else { "See them" }}
                        </a>
                    </p>
                </div>
            }
        })
    }
}

/// What there is to split about a draft that can be edited. Made anew when the server tells other parts, not while
/// somebody writes in them.
#[component]
pub(super) fn SplitSection(workspace: Workspace) -> impl IntoView {
    let shown = Memo::new(move |before: Option<&(Option<Box<SplitView>>, bool, IssueKind)>| {
        let now = workspace.draft.with(|draft| (draft.split.clone(), draft.is_split, draft.kind));
        // What stands in the form is the same, or newer.
        let seen = workspace.split.get_untracked().map(|split| split.seen.get_untracked());
        match (before, &now.0) {
            (Some(before), Some(view)) if seen == Some(view.split.version) => before.clone(),
            _ => now,
        }
    });
    // Of each editor its own elements: what somebody typed in one stays in none of the next.
    view! {
        <For
            each=move || [shown.get()]
            key=|(view, is_split, kind)| (view.as_ref().map(|view| view.split.version), *is_split, *kind)
            children=move |shown| match shown {
                (Some(view), ..) => view! { <Editor workspace view=*view/> }.into_any(),
                (None, false, kind) => view! { <Ask workspace kind/> }.into_any(),
                (None, true, _) => view! { <Parts workspace/> }.into_any(),
            }
        />
    }
}
