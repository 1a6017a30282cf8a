//! Rules: the installation's, and people's own per project and kind.

mod editor;
mod list;
mod words;

pub(crate) use editor::{EditRulesPage, NewRulesPage};
pub(crate) use list::RuleLines;

use crate::{
    api::{
        self,
        rules::{DeleteRuleSet, RestoreRuleSet},
    },
    pages::undo_bar::UndoBar,
    session,
    shell::{FailureNotice, FailurePage},
};
use contract::views::RulesView;
use domain::{ids::RuleSetId, rules::ScopedRules};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use list::{House, Own};
use ui::{Button, ButtonKind, LinkButton, PageHeader, Skeleton, icon};

/// The rules page. `?deleted=` offers to take that deletion back.
#[component]
pub(crate) fn RulesPage() -> impl IntoView {
    let query = use_query_map();
    let deleted = Memo::new(move |_| query.read().get("deleted").and_then(|id| id.parse::<RuleSetId>().ok()));
    let rules = Resource::new_blocking(move || deleted.get(), api::rules::list_rules);
    view! {
        <Title text="Rules"/>
        <div class="mx-auto max-w-4xl p-4 sm:p-5">
            <PageHeader title="Rules" text="What a draft is held against while it is written, and before it is approved.">
                <LinkButton href="/rules/new" kind=ButtonKind::Primary icon=icon::PLUS>
                    "New rules"
                </LinkButton>
            </PageHeader>
            <Transition fallback=|| view! { <div class="mt-4"><Skeleton lines=8/></div> }>
                {move || Suspend::new(async move {
                    match rules.await {
                        Ok(view) => view! { <Lists view/> }.into_any(),
                        Err(error) => view! { <FailurePage error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Lists(view: RulesView) -> impl IntoView {
    let delete = session::action::<DeleteRuleSet>();
    let failure = session::whole_failure(delete);
    let RulesView { own, house, enforced, deleted, now } = view;
    view! {
        {move || failure.get().map(|failure| view! { <div class="mt-3"><FailureNotice failure/></div> })}
        <div class="mt-4 space-y-4">
            <Own own now delete/>
            <House house enforced/>
        </div>
        {deleted.map(|rules| view! { <Undo rules/> })}
    }
    .into_any()
}

#[component]
fn Undo(rules: ScopedRules) -> impl IntoView {
    let restore = session::action::<RestoreRuleSet>();
    view! {
        <UndoBar
            message=format!("Deleted the rules for “{}”.", rules.name())
            list="/rules"
            failure=session::whole_failure(restore)
        >
            <ActionForm action=restore>
                <input type="hidden" name="id" value=rules.id.to_string()/>
                <Button icon=icon::ROTATE_CCW busy=restore.pending()>"Undo"</Button>
            </ActionForm>
        </UndoBar>
    }
    .into_any()
}
