use super::{approved::Payload, state::Workspace};
use crate::pages::ago::Ago;
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Icon, icon};

/// The issue is in Jira.
#[component]
pub(super) fn CreatedDocument(workspace: Workspace) -> impl IntoView {
    let (id, issue, approval, adopted) = workspace
        .draft
        .with_untracked(|draft| (draft.id, draft.issue.clone(), draft.approval.clone(), draft.adopted));
    view! {
        {issue
            .map(|issue| {
                view! {
                    <div role="status" class="mb-6 flex flex-wrap items-start gap-3 rounded-box border border-success/50 bg-success/8 p-4">
                        <span class="mt-0.5 text-success">
                            <Icon drawing=icon::CIRCLE_CHECK size=18/>
                        </span>
                        <div class="min-w-0 flex-1 text-sm">
                            <p class="font-medium">
                                {if adopted { "In Jira before, as " } else { "Created as " }}
                                <a
                                    href=issue.url.clone()
                                    class="link font-mono"
                                    target="_blank"
                                    rel="noopener noreferrer external"
                                >
                                    {issue.key.to_string()}
                                </a>
                            </p>
                            <p class="mt-0.5 break-all text-base-content/80">{issue.url}</p>
                            {(!adopted)
                                .then(|| {
                                    view! {
                                        <p class="mt-0.5 text-base-content/80">
                                            {issue.transport} " · " <Ago at=issue.created_at/>
                                        </p>
                                    }
                                })}
                        </div>
                        <A href=format!("/create?like={id}") {..} class="link text-sm">
                            "Start a similar draft"
                        </A>
                    </div>
                }
            })}
        {approval.map(|approval| view! { <Payload approval/> })}
    }
    .into_any()
}
