use super::words::{elapsed, step_words, tokens_words};
use crate::{LocalPath, api, pages::ago::Ago, shell::loaded};
use contract::{
    Failure,
    views::{ModelCallView, ModelCallsView, ModelUse, SaidView},
};
use domain::ids::DraftId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_params_map};
use ui::{Badge, BadgeTone, EmptyState, FoldSummary, Icon, LinkButton, icon};

/// What models took for a draft, beside it, and the way to what was sent.
#[component]
pub(super) fn Used(
    /// The draft.
    draft: DraftId,
    /// What they took.
    #[prop(into)]
    used: Signal<ModelUse>,
) -> impl IntoView {
    let path = LocalPath::model_calls(draft).to_string();
    move || {
        let used = used.get();
        let path = path.clone();
        (used.calls > 0).then(|| {
            view! {
                <section class="mt-5 border-t border-base-300 pt-3" aria-labelledby="model-use">
                    <h2 id="model-use" class="text-sm font-semibold">
                        "Model"
                    </h2>
                    <p class="mt-1 text-sm text-base-content/80 tabular-nums">{total(&used)}</p>
                    <p class="mt-1 text-sm">
                        <A href=path.clone() {..} class="link">
                            "What was sent"
                        </A>
                    </p>
                </section>
            }
        })
    }
}

/// Everything together in one line.
fn total(used: &ModelUse) -> String {
    let calls = if used.calls == 1 { "1 call".to_owned() } else { format!("{} calls", used.calls) };
    let mut parts = vec![calls, tokens_words(used.tokens, used.estimated), elapsed(used.duration_ms)];
    parts.extend(used.costs.iter().cloned());
    parts.join(" · ")
}

/// What models were asked for a draft, as it was sent, and what came back.
#[component]
pub(crate) fn ModelCallsPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("draft").and_then(|id| id.parse::<DraftId>().ok()));
    let calls = Resource::new_blocking(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => api::drafting::model_calls(id).await,
                None => Err(Failure::not_found("draft").into()),
            }
        },
    );
    loaded(calls, |view| view! { <Calls view/> }.into_any()).into_any()
}

#[component]
fn Calls(view: ModelCallsView) -> impl IntoView {
    let ModelCallsView { draft, title, used, calls } = view;
    let path = LocalPath::draft(draft).to_string();
    let older = usize::try_from(used.calls).is_ok_and(|all| all > calls.len());
    let content = if calls.is_empty() {
        let back = path.clone();
        view! {
            <div class="card-flat mt-4">
                <EmptyState
                    icon=icon::SPARKLES
                    title="Nothing to show"
                    text="No model was asked for this draft, or it is so long ago that it was cleared away."
                >
                    <LinkButton href=back>"Back to the draft"</LinkButton>
                </EmptyState>
            </div>
        }
        .into_any()
    } else {
        view! {
            <p class="mt-3 text-sm tabular-nums">{total(&used)}</p>
            <ol class="mt-4 space-y-4">
                {calls.into_iter().map(|call| view! { <Call call/> }).collect_view()}
            </ol>
            {older.then(|| view! { <p class="mt-3 text-xs text-base-content/75">"Older calls are counted, but not listed."</p> })}
        }
        .into_any()
    };
    view! {
        <Title text=format!("What was sent · {title}")/>
        <div class="mx-auto max-w-3xl p-4 sm:p-5">
            <A href=path.clone() {..} class="link inline-flex min-h-6 max-w-full items-center gap-1.5 text-sm text-base-content/80">
                <Icon drawing=icon::ARROW_LEFT size=14/>
                <span class="min-w-0 truncate">{title}</span>
            </A>
            <h1 class="mt-3 text-xl font-semibold tracking-tight">"What was sent"</h1>
            <p class="mt-1 text-sm text-base-content/80">
                "Each time the model was asked for this draft, newest first: what it was sent, and what came back. \
                 What looks like a token, key or password is left out here."
            </p>
            {content}
        </div>
    }
    .into_any()
}

#[component]
fn Call(call: ModelCallView) -> impl IntoView {
    let ModelCallView { step, provider, model, prompt_tokens, completion_tokens, estimated, .. } = call;
    let good = call.outcome == "ok";
    let mut facts = vec![
        format!("{provider} · {model}"),
        format!("read {}", tokens_words(prompt_tokens, estimated)),
        format!("wrote {}", tokens_words(completion_tokens, estimated)),
    ];
    facts.extend(call.first_token_ms.map(|time| format!("first words after {}", elapsed(time))));
    facts.push(format!("{} in all", elapsed(call.duration_ms)));
    facts.extend(call.cost);
    let sent = call.sent.into_iter().map(|said| view! { <Said said/> }).collect_view();
    let nothing = call.answer.is_empty();
    view! {
        <li class="card-flat p-4">
            <div class="flex flex-wrap items-center gap-2">
                <h2 class="text-sm font-semibold">{step_words(&step)}</h2>
                {(!good)
                    .then(|| {
                        view! {
                            <Badge tone=BadgeTone::Warning>
                                <span class="font-mono">{call.outcome}</span>
                            </Badge>
                        }
                    })}
                <span class="ml-auto text-xs text-base-content/75">
                    <Ago at=call.at/>
                </span>
            </div>
            <p class="mt-1 text-xs leading-5 text-base-content/75 tabular-nums">{facts.join(" · ")}</p>
            <details class="group/fold mt-2">
                <FoldSummary words="What was sent"/>
                <div class="mt-2 space-y-3">{sent}</div>
            </details>
            <details class="group/fold mt-1">
                <FoldSummary words="What came back"/>
                <div class="mt-2">
                    {if nothing {
                        view! { <p class="text-sm text-base-content/75">"Nothing."</p> }.into_any()
                    } else {
                        view! { <Text label="What came back" text=call.answer/> }.into_any()
                    }}
                </div>
            </details>
        </li>
    }
    .into_any()
}

#[component]
fn Said(said: SaidView) -> impl IntoView {
    let label = match said.by.as_str() {
        "system" => "Instructions of this installation",
        "assistant" => "What the model wrote before",
        _ => "What it was asked, with your text as data",
    };
    view! {
        <div>
            <h3 class="section-label">{label}</h3>
            <Text label text=said.text/>
        </div>
    }
}

/// A text as it is, to be scrolled and copied.
#[component]
fn Text(label: &'static str, text: String) -> impl IntoView {
    view! {
        <pre
            class="mt-1 max-h-96 overflow-auto rounded-box border border-base-300 bg-base-200 p-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap"
            tabindex="0"
            role="group"
            aria-label=label
        >
            {text}
        </pre>
    }
}
