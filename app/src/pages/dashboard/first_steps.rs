use crate::{api::site_builds::ExampleBuild, session, shell::FailureNotice};
use contract::views::{ConnectionDots, ConnectionStatus};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Card, Icon, LinkButton, icon};

/// One step to the first issue.
struct Step {
    done: bool,
    title: &'static str,
    text: &'static str,
    action: &'static str,
    href: &'static str,
}

fn steps(connections: ConnectionDots) -> [Step; 3] {
    [
        Step {
            done: connections.jira == ConnectionStatus::Tested,
            title: "Connect Jira",
            text: "Issues are created with your own token, in your name.",
            action: "Connect Jira",
            href: "/connections",
        },
        Step {
            done: connections.llm == ConnectionStatus::Tested,
            title: "Connect a model",
            text: "It drafts the issue from your words, while you watch.",
            action: "Connect a model",
            href: "/connections",
        },
        Step {
            done: false,
            title: "Describe what somebody needs",
            text: "In your own words. You read and change the draft before anything is sent.",
            action: "Create the first issue",
            href: "/create",
        },
    ]
}

/// For somebody who has no drafts yet: what is done, what comes next, and the one button for it.
#[component]
pub(super) fn FirstSteps(connections: ConnectionDots) -> impl IntoView {
    let steps = steps(connections);
    let next = steps.iter().position(|step| !step.done).unwrap_or_default();
    let rows = steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| {
            let is_next = at == next;
            let title = if is_next { "font-semibold" } else { "font-medium text-base-content/80" };
            let mark = if step.done {
                view! {
                    <span class="grid size-6 shrink-0 place-items-center rounded-full bg-success/12 text-success">
                        <Icon drawing=icon::CHECK size=14/>
                    </span>
                }
                .into_any()
            } else {
                view! {
                    <span
                        class="grid size-6 shrink-0 place-items-center rounded-full border border-base-content/30 text-xs tabular-nums"
                        aria-hidden="true"
                    >
                        {at + 1}
                    </span>
                }
                .into_any()
            };
            view! {
                <li class="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-base-300 px-4 py-3 text-sm first:border-t-0">
                    {mark}
                    <div class="min-w-0 flex-1 basis-48">
                        <p class=title>
                            {step.title} {step.done.then(|| view! { <span class="sr-only">", done"</span> })}
                        </p>
                        <p class="text-base-content/75">{step.text}</p>
                    </div>
                    {is_next
                        .then(|| {
                            view! {
                                <LinkButton href=step.href kind=ButtonKind::Primary>
                                    {step.action}
                                </LinkButton>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title="Three steps to your first issue" flush=true>
            <ol>{rows}</ol>
        </Card>
        <TrySiteBuild/>
    }
    .into_any()
}

/// What can be tried before anything is connected.
#[component]
fn TrySiteBuild() -> impl IntoView {
    let example = session::action::<ExampleBuild>();
    let failure = session::whole_failure(example);
    view! {
        <div class="card-flat mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 text-sm">
            <span class="text-base-content/75">
                <Icon drawing=icon::LAYERS size=18/>
            </span>
            <div class="min-w-0 flex-1 basis-48">
                <p class="font-medium">"Or check a site’s specification"</p>
                <p class="text-base-content/75">
                    "Needs no model and no Jira: the sheets of an invented university are there to be tried."
                </p>
            </div>
            <ActionForm action=example>
                <Button busy=example.pending()>"Try the example"</Button>
            </ActionForm>
            {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_tested_connection_is_a_step_done() {
        let failed = ConnectionDots { llm: ConnectionStatus::Failed, ..ConnectionDots::default() };
        assert!(steps(failed).iter().all(|step| !step.done));
        let jira = ConnectionDots { jira: ConnectionStatus::Tested, ..failed };
        assert_eq!(steps(jira).map(|step| step.done), [true, false, false]);
    }
}
