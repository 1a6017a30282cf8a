use crate::{
    LocalPath,
    api::{self, drafting::RestoreRevision},
    pages::{ago::Ago, difference::Difference},
    session,
    shell::{FailureNotice, loaded},
};
use contract::{
    Failure,
    views::{RevisionRow, RevisionView, RevisionsView},
};
use domain::ids::DraftId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    components::A,
    hooks::{use_params_map, use_query_map},
};
use ui::{Badge, BadgeTone, Button, FoldSummary, Icon, icon};

/// The versions of a draft, folded away beside it.
#[component]
pub(super) fn Versions(
    /// The draft.
    draft: DraftId,
    /// The current version: when that changes, there is another one.
    #[prop(into)]
    version: Signal<i32>,
) -> impl IntoView {
    let versions = Resource::new(
        move || version.get(),
        move |_| async move { api::drafting::list_revisions(draft).await },
    );
    view! {
        <details class="group/fold mt-5 border-t border-base-300 pt-3">
            <FoldSummary words="Versions"/>
            <Transition>
                {move || Suspend::new(async move {
                    versions.await.ok().map(|versions| view! { <Rows draft versions/> })
                })}
            </Transition>
        </details>
    }
    .into_any()
}

#[component]
fn Rows(draft: DraftId, versions: RevisionsView) -> impl IntoView {
    if versions.rows.is_empty() {
        return view! { <p class="mt-2 text-sm text-base-content/75">"There is none yet."</p> }.into_any();
    }
    let current = versions.rows.first().map(|row| row.version);
    let rows = versions
        .rows
        .into_iter()
        .map(|row| {
            let path = LocalPath::version(draft, row.version);
            let is_current = current == Some(row.version);
            let name = format!("Version {}: {}", row.version, row.reason);
            view! {
                <li>
                    <A href=path.to_string() {..} class="link" aria-label=name>
                        {row.reason}
                    </A>
                    {is_current.then(|| view! { <span class="ml-1.5 text-xs text-base-content/75">"current"</span> })}
                    <Asked instructions=row.instructions short=true/>
                    <p class="text-xs text-base-content/75">
                        <Ago at=row.at/>
                    </p>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="mt-2 space-y-2 border-l border-base-300 pl-3 text-sm" aria-label="Versions of this draft, newest first">
            {rows}
        </ol>
        {versions
            .more
            .then(|| view! { <p class="mt-2 text-xs text-base-content/75">"Older versions are kept, but not listed."</p> })}
    }
    .into_any()
}

/// What the model was asked for.
#[component]
fn Asked(instructions: Option<String>, #[prop(optional)] short: bool) -> impl IntoView {
    instructions.map(|instructions| {
        let clamp = if short { "line-clamp-2" } else { "" };
        view! {
            <p class=format!("text-sm break-words whitespace-pre-line text-base-content/80 {clamp}")>
                "“" {instructions} "”"
            </p>
        }
    })
}

/// One version, word by word against another one. `?with=` names that one.
#[component]
pub(crate) fn VersionPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let wanted = Memo::new(move |_| {
        let params = params.read();
        let draft = params.get("draft").and_then(|id| id.parse::<DraftId>().ok());
        let version = params.get("version").and_then(|version| version.parse::<i32>().ok());
        let with = query.read().get("with").and_then(|version| version.parse::<i32>().ok());
        draft.zip(version).map(|(draft, version)| (draft, version, with))
    });
    let version = Resource::new_blocking(
        move || wanted.get(),
        |wanted| async move {
            match wanted {
                Some((draft, version, with)) => {
                    Ok((draft, api::drafting::revision(draft, version, with).await?))
                }
                None => Err(Failure::not_found("version").into()),
            }
        },
    );
    loaded(version, |(draft, view)| view! { <Version draft view/> }.into_any()).into_any()
}

#[component]
fn Version(draft: DraftId, view: RevisionView) -> impl IntoView {
    let RevisionView { title, row, current, against, differences, restorable, .. } = view;
    let RevisionRow { version, reason, instructions, at } = row;
    let is_current = version == current;
    let nothing = differences.is_empty();
    let name = format!("Version {version}");
    view! {
        <Title text=format!("{name} · {title}")/>
        <div class="mx-auto max-w-3xl p-4 sm:p-5">
            <A href=LocalPath::draft(draft).to_string() {..} class="link inline-flex min-h-6 items-center gap-1.5 text-sm text-base-content/80">
                <Icon drawing=icon::ARROW_LEFT size=14/>
                <span class="min-w-0 truncate">{title}</span>
            </A>
            <div class="mt-3 flex flex-wrap items-center gap-2">
                <h1 class="text-xl font-semibold tracking-tight">{name}</h1>
                {is_current.then(|| view! { <Badge tone=BadgeTone::Primary>"Current"</Badge> })}
            </div>
            <p class="mt-1 text-sm text-base-content/80">
                {reason} " · " <Ago at/>
            </p>
            <div class="mt-2">
                <Asked instructions/>
            </div>
            <Compared draft version current against/>
            {nothing
                .then(|| view! { <p class="card-flat mt-4 p-4 text-sm text-base-content/80">"Both say the same."</p> })}
            {differences
                .into_iter()
                .map(|difference| {
                    view! {
                        <section class="card-flat mt-4 p-4">
                            <h2 class="section-label">{difference.field.label()}</h2>
                            <div class="mt-1.5">
                                <Difference pieces=difference.pieces/>
                            </div>
                        </section>
                    }
                })
                .collect_view()}
            {restorable.then(|| view! { <Restore draft version current/> })}
        </div>
    }
    .into_any()
}

/// With which version it is compared, and the other choice.
#[component]
fn Compared(draft: DraftId, version: i32, current: i32, against: Option<i32>) -> impl IntoView {
    let path = LocalPath::version(draft, version);
    let words = match against {
        None => "This is the first version; everything in it is new.".to_owned(),
        Some(other) if other > version => format!("What changed from here to version {other}."),
        Some(other) => format!("What changed since version {other}."),
    };
    let before = version.saturating_sub(1);
    let other = match against {
        Some(other) if other == current && version < current && before > 0 => {
            Some((path.to_string(), format!("Compare with version {before}")))
        }
        _ if version < current && against != Some(current) => {
            Some((format!("{path}?with={current}"), format!("Compare with the current version ({current})")))
        }
        _ => None,
    };
    view! {
        <p class="mt-4 flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm text-base-content/80">
            <span>{words}</span>
            {other
                .map(|(href, words)| {
                    view! {
                        <A href attr:class="link">
                            {words}
                        </A>
                    }
                })}
        </p>
    }
    .into_any()
}

#[component]
fn Restore(draft: DraftId, version: i32, current: i32) -> impl IntoView {
    let restore = session::action::<RestoreRevision>();
    let failure = session::whole_failure(restore);
    let busy =
        Signal::derive(move || restore.pending().get() || matches!(restore.value().get(), Some(Ok(()))));
    view! {
        <div class="mt-5 space-y-3">
            {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
            <ActionForm action=restore>
                <input type="hidden" name="draft" value=draft.to_string()/>
                <input type="hidden" name="version" value=current.to_string()/>
                <input type="hidden" name="revision" value=version.to_string()/>
                <div class="flex flex-wrap items-center gap-3">
                    <Button icon=icon::ROTATE_CCW busy>
                        "Go back to version "
                        {version}
                    </Button>
                    <span class="text-sm text-base-content/80">"What is there now stays as a version of its own."</span>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}
