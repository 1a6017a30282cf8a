use super::{state::SplitState, tick::Tick};
use crate::pages::create::rich_text;
use domain::split::Report;
use leptos::prelude::*;

/// Which part covers which criterion, to be changed.
#[component]
pub(super) fn Coverage(
    state: SplitState,
    /// The criteria of the whole.
    wanted: Memo<Vec<String>>,
    report: Memo<Report>,
    /// How many parts there are.
    count: usize,
) -> impl IntoView {
    let head = (0..count)
        .map(|at| {
            view! {
                <th scope="col" class="w-10 px-1 py-1.5 text-center font-medium">
                    <a href=format!("#part-{}", at + 1) class="link" aria-label=format!("Part {}", at + 1)>
                        {at + 1}
                    </a>
                </th>
            }
        })
        .collect_view();
    let rows = move || {
        wanted
            .get()
            .into_iter()
            .enumerate()
            .map(|(criterion, text)| view! { <Row state criterion text report count/> })
            .collect_view()
    };
    view! {
        <div class="card-flat overflow-x-auto" tabindex="0" role="group" aria-label="Coverage">
            <table class="w-full text-sm">
                <caption class="sr-only">"Which part covers which criterion"</caption>
                <thead class="border-b border-base-300 text-xs text-base-content/75">
                    <tr>
                        <th scope="col" class="min-w-48 px-3 py-1.5 text-left font-medium">
                            "Criterion"
                        </th>
                        {head}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(
    state: SplitState,
    criterion: usize,
    text: String,
    report: Memo<Report>,
    count: usize,
) -> impl IntoView {
    let lacking = Memo::new(move |_| report.with(|report| report.uncovered.contains(&criterion)));
    let cells = (0..count)
        .map(|at| {
            let covers = state.parts.with_value(|parts| parts[at].covers);
            let label = format!("Part {} covers criterion {}", at + 1, criterion + 1);
            view! {
                <td class="px-1 py-1.5 text-center align-top">
                    <Tick set=covers number=criterion name=format!("parts[{at}][covers][]") label/>
                </td>
            }
        })
        .collect_view();
    view! {
        <tr class="border-t border-base-300 first:border-t-0" class=("bg-error/8", move || lacking.get())>
            <th scope="row" class="px-3 py-1.5 text-left align-top font-normal break-words">
                <span class="mr-1.5 text-base-content/80 tabular-nums">{criterion + 1} "."</span>
                {rich_text::line(&text, false)}
                {move || {
                    lacking.get().then(|| view! { <span class="block text-xs text-error">"Not covered by any part"</span> })
                }}
            </th>
            {cells}
        </tr>
    }
    .into_any()
}
