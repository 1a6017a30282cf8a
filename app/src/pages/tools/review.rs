use crate::{
    api::{self, tools::DecideTool},
    session,
    shell::{FailureNotice, FailurePage},
};
use contract::views::{DifferenceLine, LineKind, ToolChange, ToolReviewView};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Badge, BadgeTone, Button, ButtonKind, Card, EmptyState, LinkButton, PageHeader, RelativeTime, Skeleton,
    icon,
};

/// Where administrators look at definitions that changed.
#[component]
pub(crate) fn ToolReviewPage() -> impl IntoView {
    let decide = session::action::<DecideTool>();
    let failure = session::whole_failure(decide);
    let review = Resource::new_blocking(move || decide.version().get(), |_| api::tools::tool_review());
    view! {
        <Title text="Changed tools"/>
        <Transition fallback=|| {
            view! {
                <div class="mx-auto max-w-4xl p-5">
                    <Skeleton lines=8/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match review.await {
                    Ok(view) => {
                        view! {
                            <div class="mx-auto max-w-4xl p-4 sm:p-5">
                                <PageHeader
                                    title="Changed tools"
                                    text="The first definition of a tool is trusted. Another one is used only when you accept it."
                                >
                                    <LinkButton href="/tools">"All tools"</LinkButton>
                                </PageHeader>
                                {move || {
                                    failure.get().map(|failure| view! { <div class="mt-3"><FailureNotice failure/></div> })
                                }}
                                <Changes view decide/>
                            </div>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <FailurePage error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Changes(view: ToolReviewView, decide: ServerAction<DecideTool>) -> impl IntoView {
    if view.changes.is_empty() {
        return view! {
            <div class="mt-4">
                <Card>
                    <EmptyState
                        icon=icon::SHIELD_CHECK
                        title="Nothing to review"
                        text="Every tool describes itself as it did when it was trusted."
                    />
                </Card>
            </div>
        }
        .into_any();
    }
    let now = view.now;
    let changes = view.changes.into_iter().map(|change| view! { <Change change now decide/> }).collect_view();
    view! { <div class="mt-4 space-y-4">{changes}</div> }.into_any()
}

#[component]
fn Change(change: ToolChange, now: Timestamp, decide: ServerAction<DecideTool>) -> impl IntoView {
    let ToolChange { source, name, hash, server, first_seen_at, used, held, lines } = change;
    let aside = move || {
        view! {
            {if held {
                view! { <Badge>"Old one kept"</Badge> }.into_any()
            } else {
                view! { <Badge tone=BadgeTone::Warning>"Needs review"</Badge> }.into_any()
            }}
        }
    };
    let consequence = if used {
        "Creates issues. Until it is accepted, issues go over Jira's REST interface."
    } else {
        "Models are told of it in the words that are trusted."
    };
    let server = if server.is_empty() { String::new() } else { format!(" from {server}") };
    view! {
        <Card title=name.clone() aside>
            <div class="space-y-3 text-sm">
                <p>
                    {source.label()} " · seen first "
                    <RelativeTime at=first_seen_at.as_millis() now=now.as_millis()/> {server} ". " {consequence}
                </p>
                <Difference name=name.clone() lines/>
                <div class="flex flex-wrap gap-2">
                    <Decision source=source.as_str() name=name.clone() hash=hash.clone() accept=true decide/>
                    {(!held).then(|| view! { <Decision source=source.as_str() name hash accept=false decide/> })}
                </div>
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn Decision(
    source: &'static str,
    name: String,
    hash: String,
    accept: bool,
    decide: ServerAction<DecideTool>,
) -> impl IntoView {
    let (label, words) = if accept {
        (format!("Accept the new definition of {name}"), "Accept")
    } else {
        (format!("Keep the old definition of {name}"), "Keep the old one")
    };
    view! {
        <ActionForm action=decide>
            <input type="hidden" name="source" value=source/>
            <input type="hidden" name="name" value=name/>
            <input type="hidden" name="hash" value=hash/>
            <input type="hidden" name="accept" value=accept.to_string()/>
            <Button kind=ButtonKind::Outline label busy=decide.pending()>
                {words}
            </Button>
        </ActionForm>
    }
}

/// Old lines struck out, new ones marked; a sign says the same as the colour.
#[component]
fn Difference(name: String, lines: Vec<DifferenceLine>) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| {
            let (sign, word, class) = match line.kind {
                LineKind::Same => (" ", "", "px-3"),
                LineKind::Old => ("−", "Before: ", "bg-error/10 px-3"),
                LineKind::New => ("+", "Now: ", "bg-success/10 px-3"),
            };
            view! {
                <div class=class>
                    <span aria-hidden="true">{sign} " "</span>
                    <span class="sr-only">{word}</span>
                    {line.text}
                </div>
            }
        })
        .collect_view();
    view! {
        <div
            class="max-h-96 overflow-auto rounded-field border border-base-300 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap"
            tabindex="0"
            role="group"
            aria-label=format!("What changed in {name}")
        >
            {rows}
        </div>
    }
}
