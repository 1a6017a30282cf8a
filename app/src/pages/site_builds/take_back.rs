use super::frame::{BuildFrame, Stage, build_of_address, no_such_build};
use crate::{
    api::{self, site_tickets::TakeBack},
    session,
    shell::loaded,
};
use contract::views::TakeBackView;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Card, EmptyState, LinkButton, Notice, Tone, icon};

/// Taking an export back: exactly the issues that it created, and the word of the person that they shall be deleted.
#[component]
pub(crate) fn TakeBackPage() -> impl IntoView {
    let build = build_of_address();
    let action = session::action::<TakeBack>();
    let view = Resource::new_blocking(
        move || build.get(),
        async |build| match build {
            Some(build) => api::site_tickets::what_to_take_back(build).await,
            None => Err(no_such_build()),
        },
    );
    loaded(view, move |view| {
        let about = view.build.clone();
        view! {
            <BuildFrame about stage=Stage::Export failure=session::failure(action)>
                <TakeBackForm view action/>
            </BuildFrame>
        }
        .into_any()
    })
}

#[component]
fn TakeBackForm(view: TakeBackView, action: ServerAction<TakeBack>) -> impl IntoView {
    let TakeBackView { build, issues, sha256, busy, open, connected } = view;
    let id = build.id;
    let back = format!("/builds/{id}/export");
    if issues.is_empty() && open == 0 {
        return view! {
            <Card>
                <EmptyState icon=icon::LAYERS title="Nothing to take back" text="No issue of this site build is in Jira.">
                    <LinkButton href=back>"To the export"</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let (label, sure) = match issues.len() {
        1 => ("Delete 1 issue in Jira".to_owned(), "Yes, delete this issue.".to_owned()),
        count => (format!("Delete {count} issues in Jira"), format!("Yes, delete these {count} issues.")),
    };
    let hindrance = if open > 0 {
        Some((
            "It is not known yet of some tickets whether they are in Jira.",
            "Go on with the export, which finds that out, or say under “Results” what became of them.",
        ))
    } else if busy {
        Some(("Something is under way at these issues.", "Wait until it is done, or stop it first."))
    } else if connected {
        None
    } else {
        Some(("Jira is not connected, or was not tested.", "Connect it first."))
    };
    let lines = issues
        .into_iter()
        .map(|(key, url, title)| {
            view! {
                <li class="flex flex-wrap items-baseline gap-x-3 border-t border-base-300 px-4 py-1.5 text-sm first:border-t-0">
                    {if url.is_empty() {
                        view! { <span class="font-mono text-xs">{key.to_string()}</span> }.into_any()
                    } else {
                        view! {
                            <a href=url target="_blank" rel="noopener noreferrer" class="link font-mono text-xs">
                                {key.to_string()}
                            </a>
                        }
                            .into_any()
                    }}
                    <span class="min-w-0 flex-1 basis-48 break-words">{title}</span>
                </li>
            }
        })
        .collect_view();
    let problem = session::problem(action, "sure");
    let form = match hindrance {
        Some((title, next)) => view! { <Notice tone=Tone::Warning announce=false title next/> }.into_any(),
        None => view! {
            <ActionForm action=action>
                <input type="hidden" name="build" value=id.to_string()/>
                <input type="hidden" name="sha256" value=sha256/>
                <div class="space-y-3">
                    <label class="flex min-h-6 cursor-pointer items-start gap-2 text-sm">
                        <input
                            type="checkbox"
                            name="sure"
                            value="true"
                            class="checkbox checkbox-sm mt-0.5"
                            aria-describedby="sure-note"
                            aria-invalid=move || problem.get().is_some().then_some("true")
                        />
                        <span>{sure}</span>
                    </label>
                    <p id="sure-note" class="text-xs leading-5 text-error empty:hidden">
                        {move || problem.get()}
                    </p>
                    <div class="flex flex-wrap gap-2">
                        <Button kind=ButtonKind::Primary busy=action.pending()>{label}</Button>
                        <LinkButton href=back>"Keep them"</LinkButton>
                    </div>
                </div>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <div class="space-y-4">
            <Card title="Take the export back">
                <div class="space-y-3">
                    <p class="text-sm">
                        "These issues were created by this site build. They are deleted in Jira, with their links and files, and Jira cannot bring them back. The tickets stay here and can be sent again."
                    </p>
                    <p class="text-sm">
                        "An issue on which work has begun, to which somebody has added something, or that was moved, is left alone, and so is one that you may not delete."
                    </p>
                    {form}
                </div>
            </Card>
            <section class="card-flat min-w-0" aria-label="Issues of this site build">
                <ul>{lines}</ul>
            </section>
        </div>
    }
    .into_any()
}
