use super::{
    filter::address,
    line::{What, duration},
};
use crate::pages::paging::Paging;
use contract::{
    commands::AuditFilter,
    views::{AuditLine, AuditView},
};
use domain::time::Timestamp;
use leptos::prelude::*;
use ui::{Card, EmptyState, LinkButton, RelativeTime, Table, icon};

/// A page of a log, newest first.
#[component]
pub(crate) fn LogList(
    /// The page.
    view: AuditView,
    /// What is looked for.
    filter: AuditFilter,
    /// The page's address.
    action: &'static str,
    /// Everybody's log: lines say who it was.
    #[prop(optional)]
    everybody: bool,
) -> impl IntoView {
    if view.lines.is_empty() {
        return if filter == AuditFilter::default() {
            view! {
                <Card>
                    <EmptyState
                        icon=icon::SCROLL_TEXT
                        title="Nothing yet"
                        text="Everything that is done with this account is written down here: signing in, connections, drafts, issues."
                    />
                </Card>
            }
            .into_any()
        } else {
            view! {
                <Card>
                    <EmptyState icon=icon::SEARCH title="Nothing matches" text="Nothing of this kind was done in this time.">
                        <LinkButton href=action>"Show everything"</LinkButton>
                    </EmptyState>
                </Card>
            }
            .into_any()
        };
    }
    let (page, now) = (filter.page, view.now);
    let to = |page| address(action, &filter, page);
    let columns = if everybody {
        vec!["When", "Who", "What", "Took", "Address", "Request"]
    } else {
        vec!["When", "What", "Took", "Address", "Request"]
    };
    view! {
        <section class="card-flat" aria-label="Log">
            <Table label="Log" columns>
                {view.lines.into_iter().map(|line| view! { <Row line now everybody/> }).collect_view()}
            </Table>
        </section>
        <Paging of="the log" page more=view.more to words=("Newer", "Older") note=format!("Kept for {} days", view.kept_days)/>
    }
    .into_any()
}

#[component]
fn Row(line: AuditLine, now: Timestamp, everybody: bool) -> impl IntoView {
    let who = everybody.then(|| line.who.clone().unwrap_or_else(|| "Nobody known".to_owned()));
    let (at, took) = (line.at, duration(&line));
    let (address, request) = (line.address.clone(), line.request_id.clone());
    let whole = request.clone();
    view! {
        <tr class="border-t border-base-300 align-top">
            <td class="px-4 py-2 whitespace-nowrap text-base-content/80">
                <RelativeTime at=at.as_millis() now=now.as_millis()/>
            </td>
            {who.map(|who| view! { <td class="px-4 py-2">{who}</td> })}
            <td class="min-w-56 px-4 py-2">
                <What line/>
            </td>
            <td class="px-4 py-2 text-right whitespace-nowrap text-base-content/80 tabular-nums">{took}</td>
            <td class="px-4 py-2 font-mono text-xs leading-5 text-base-content/80">{address}</td>
            <td class="max-w-32 truncate px-4 py-2 font-mono text-xs leading-5 text-base-content/80 select-all" title=whole>
                {request}
            </td>
        </tr>
    }
    .into_any()
}
