use contract::views::SiteBuildView;
use leptos::prelude::*;
use ui::{ButtonKind, LinkButton, Notice, Tone};

/// What the rows come to.
#[component]
pub(super) fn Numbers(about: SiteBuildView) -> impl IntoView {
    let build = about;
    let waves = if build.waves == 1 { "in 1 wave".to_owned() } else { format!("in {} waves", build.waves) };
    let cards = [
        ("To build", build.to_build, "rows approved, changed or unmarked".to_owned()),
        ("To remove", build.to_remove, "rows marked d".to_owned()),
        ("Left out", build.left_out, "done, waiting, on hold or excluded".to_owned()),
        ("Planned tickets", build.tickets, waves),
    ];
    view! {
        <dl class="grid grid-cols-2 gap-3 lg:grid-cols-4">
            {cards
                .map(|(label, number, text)| {
                    view! {
                        <div class="card-flat flex flex-col px-4 py-3">
                            <dt class="text-xs text-base-content/75">{label}</dt>
                            <dd class="order-1">
                                <span class="text-2xl font-semibold tabular-nums">{number}</span>
                                <span class="block text-xs text-base-content/75">{text}</span>
                            </dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
    .into_any()
}

/// Whether it can go on.
#[component]
pub(super) fn Verdict(about: SiteBuildView) -> impl IntoView {
    let build = about;
    let id = build.id;
    match (build.readiness, build.files.is_empty()) {
        (Some(ready), _) => view! {
            <Notice tone=Tone::Success announce=false title=format!("{ready}.")>
                <LinkButton href=format!("/builds/{id}/plan") kind=ButtonKind::Primary>
                    "See the plan"
                </LinkButton>
            </Notice>
        }
        .into_any(),
        (None, true) => view! {
            <Notice announce=false title="There are no sheets to check yet.">
                <LinkButton href=format!("/builds/{id}")>"Add sheets"</LinkButton>
            </Notice>
        }
        .into_any(),
        (None, false) => ().into_any(),
    }
}
