use contract::{
    commands::ToolsFilter,
    views::{ToolRow, ToolStanding},
};
use leptos::prelude::*;
use ui::{Badge, BadgeTone, ButtonKind, Card, EmptyState, LinkButton, Table, icon};

/// The tools, or why there are none.
#[component]
pub(super) fn List(
    /// Those that match.
    tools: Vec<ToolRow>,
    /// What was looked for.
    filter: ToolsFilter,
    /// There is a list at all.
    some: bool,
    /// There is something to fetch.
    connected: bool,
    /// A list is being fetched.
    refreshing: bool,
) -> impl IntoView {
    if tools.is_empty() {
        let narrowed = some && filter != ToolsFilter::default();
        return match (narrowed, connected) {
            (true, _) => view! {
                <Card>
                    <EmptyState
                        icon=icon::SEARCH
                        title="Nothing matches"
                        text="No tool has these words, this product and this access."
                    >
                        <LinkButton href="/tools">"Show everything"</LinkButton>
                    </EmptyState>
                </Card>
            }
            .into_any(),
            (false, false) => view! {
                <Card>
                    <EmptyState
                        icon=icon::PLUG
                        title="Nothing is connected"
                        text="Tools are fetched as soon as a test of Jira or Confluence succeeds."
                    >
                        <LinkButton href="/connections" kind=ButtonKind::Primary>
                            "To the connections"
                        </LinkButton>
                    </EmptyState>
                </Card>
            }
            .into_any(),
            (false, true) => {
                let text = if refreshing {
                    "They appear here as soon as the server has answered."
                } else {
                    "Every tool the server offers stands here, with what it does and whether it changes something."
                };
                view! {
                    <Card>
                        <EmptyState icon=icon::WRENCH title="No tools yet" text/>
                    </Card>
                }
                .into_any()
            }
        };
    }
    let rows = tools.into_iter().map(|tool| view! { <Row tool/> }).collect_view();
    view! {
        <section class="card-flat" aria-label="Tools">
            <Table label="Tools" columns=vec!["Tool", "Product", "Access", "State"]>
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

#[component]
fn Row(tool: ToolRow) -> impl IntoView {
    let state = match tool.standing {
        ToolStanding::Changed => {
            view! { <Badge tone=BadgeTone::Warning>"Changed, needs review"</Badge> }.into_any()
        }
        ToolStanding::Held => view! { <Badge>"Changed, old one kept"</Badge> }.into_any(),
        ToolStanding::Trusted if tool.used => {
            view! { <Badge tone=BadgeTone::Primary>"Creates your issues"</Badge> }.into_any()
        }
        ToolStanding::Trusted if tool.hinted => view! { <Badge>"Models know of it"</Badge> }.into_any(),
        ToolStanding::Trusted => ().into_any(),
    };
    let note = (tool.used && tool.standing != ToolStanding::Trusted)
        .then_some("Issues go over Jira's REST interface until an administrator accepts it.");
    view! {
        <tr class="border-t border-base-300 align-top">
            <td class="min-w-56 px-4 py-2">
                <span class="font-mono text-xs">{tool.name}</span>
                <span class="block text-xs leading-5 break-words text-base-content/75">{tool.description}</span>
                {note.map(|note| view! { <span class="block text-xs leading-5">{note}</span> })}
            </td>
            <td class="px-4 py-2">{tool.source.label()}</td>
            <td class="px-4 py-2">{if tool.read_only { "Reads" } else { "Writes" }}</td>
            <td class="px-4 py-2 whitespace-nowrap">{state}</td>
        </tr>
    }
}
