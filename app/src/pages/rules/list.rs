use super::words::wanted;
use crate::api::rules::DeleteRuleSet;
use domain::{
    rules::{RuleSet, ScopedRules},
    time::Timestamp,
};
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{ButtonKind, Card, EmptyState, Icon, IconButton, LinkButton, RelativeTime, icon};

/// The person's own rules.
#[component]
pub(super) fn Own(
    /// Those for every draft first, with the time of their last change.
    own: Vec<(ScopedRules, Timestamp)>,
    /// For relative times.
    now: Timestamp,
    /// Deletes some.
    delete: ServerAction<DeleteRuleSet>,
) -> impl IntoView {
    if own.is_empty() {
        return view! {
            <Card title="Yours">
                <EmptyState
                    icon=icon::LIST_CHECKS
                    title="No rules of your own yet"
                    text="Drafts are held against the rules below. Write your own for every draft, for a project, or for a kind of issue."
                >
                    <LinkButton href="/rules/new" kind=ButtonKind::Outline icon=icon::PLUS>
                        "Write the first ones"
                    </LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let rows = own
        .into_iter()
        .map(|(scoped, updated_at)| {
            let (id, name) = (scoped.id, scoped.name());
            let throw = format!("Delete the rules for “{name}”");
            let text = scoped.rules.rules.iter().map(wanted).collect::<Vec<_>>().join(" · ");
            view! {
                <li class="flex items-center gap-2 border-t border-base-300 px-4 py-2 first:border-t-0">
                    <A href=format!("/rules/{id}") {..} class="min-w-0 flex-1">
                        <span class="text-sm font-medium">{name}</span>
                        <span class="block truncate text-xs leading-5 text-base-content/75">{text}</span>
                    </A>
                    <span class="hidden text-xs text-base-content/75 sm:block">
                        <RelativeTime at=updated_at.as_millis() now=now.as_millis()/>
                    </span>
                    <ActionForm action=delete>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <IconButton label=throw drawing=icon::TRASH_2/>
                    </ActionForm>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title="Yours" flush=true>
            <ul>{rows}</ul>
        </Card>
        <p class="text-xs leading-5 text-base-content/75">
            "The ones that fit a draft closest apply: project before kind, kind before every draft."
        </p>
    }
    .into_any()
}

/// The installation's rules.
#[component]
pub(super) fn House(
    /// The rules.
    house: RuleSet,
    /// They apply beside people's own.
    enforced: bool,
) -> impl IntoView {
    let text = if enforced {
        "They apply to every draft, beside your own."
    } else {
        "They apply where you have none of your own."
    };
    view! {
        <Card title="This installation’s">
            <p class="text-xs leading-5 text-base-content/75">{text}</p>
            <RuleLines rules=house/>
        </Card>
    }
    .into_any()
}

/// A set, a line for each rule, then what every draft gets.
#[component]
pub(crate) fn RuleLines(
    /// The rules.
    rules: RuleSet,
) -> impl IntoView {
    let given = [("Label", rules.labels), ("Component", rules.components)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| {
            let plural = if names.len() == 1 { "" } else { "s" };
            (format!("{what}{plural} {}", names.join(", ")), icon::PLUS)
        })
        .collect::<Vec<_>>();
    let lines = rules.rules.iter().map(|rule| (wanted(rule), icon::CIRCLE_DASHED)).chain(given);
    view! {
        <ul class="mt-2 text-sm">
            {lines
                .map(|(words, drawing)| {
                    view! {
                        <li class="flex items-start gap-2 py-1">
                            <span class="mt-0.5 text-base-content/70">
                                <Icon drawing/>
                            </span>
                            <span class="min-w-0 break-words">{words}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}
