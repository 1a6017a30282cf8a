//! The drawing of what waits for what.

use super::graph::Look;
use contract::views::{GraphNode, TicketState};
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Width and height of a ticket, in units of the drawing.
const BOX: (u32, u32) = (248, 30);
/// From one column to the next, and from one row to the next.
const STEP: (u32, u32) = (320, 40);
/// Around everything.
const MARGIN: u32 = 8;
/// Letters of a title that fit into its box.
const LETTERS: usize = 37;

/// Where a ticket's box begins.
const fn corner(node: &GraphNode) -> (u32, u32) {
    (MARGIN + node.column * STEP.0, MARGIN + node.row * STEP.1)
}

/// A line from the right side of what comes first to the left side of what waits.
fn path(first: &GraphNode, then: &GraphNode) -> String {
    let ((x, y), (to_x, to_y)) = (corner(first), corner(then));
    let (x, y, to_y) = (x + BOX.0, y + BOX.1 / 2, to_y + BOX.1 / 2);
    let bend = (STEP.0 - BOX.0) / 2 + 10;
    format!("M {x} {y} C {} {y}, {} {to_y}, {to_x} {to_y}", x + bend, to_x - bend)
}

/// A title that fits into its box; the whole one stands beside it for those who point at it.
fn short(title: &str) -> String {
    if title.chars().count() <= LETTERS {
        return title.to_owned();
    }
    let begin: String = title.chars().take(LETTERS - 1).collect();
    format!("{}…", begin.trim_end())
}

/// The chosen ticket, and everything that comes before or after it, however far. Everything when none is chosen.
fn related(nodes: &[GraphNode], edges: &[(u32, u32)], chosen: Option<SiteTicketId>) -> Vec<bool> {
    let Some(start) = chosen.and_then(|chosen| nodes.iter().position(|node| node.id == chosen)) else {
        return vec![true; nodes.len()];
    };
    let mut found = vec![false; nodes.len()];
    for forwards in [true, false] {
        let (mut open, mut seen) = (vec![start], vec![false; nodes.len()]);
        seen[start] = true;
        while let Some(at) = open.pop() {
            found[at] = true;
            for (first, then) in edges {
                let (from, to) = if forwards { (*first, *then) } else { (*then, *first) };
                let (from, to) = (from as usize, to as usize);
                if from == at && seen.get(to) == Some(&false) {
                    seen[to] = true;
                    open.push(to);
                }
            }
        }
    }
    found
}

/// How a ticket is.
pub(super) const fn state_in_words(state: TicketState, ready: bool) -> &'static str {
    match (state, ready) {
        (TicketState::Created, _) => "in Jira",
        (TicketState::Refused, _) => "refused by Jira",
        (TicketState::Unknown, _) => "outcome unknown",
        (TicketState::OnItsWay, _) => "on its way",
        (_, true) => "ready",
        (_, false) => "not ready",
    }
}

/// Fill and line of its box.
const fn colours_of(state: TicketState, ready: bool) -> (&'static str, &'static str) {
    match (state, ready) {
        (TicketState::Created, _) => ("fill-success/15", "stroke-success"),
        (TicketState::Refused, _) => ("fill-error/10", "stroke-error"),
        (TicketState::Unknown | TicketState::OnItsWay, _) => ("fill-warning/15", "stroke-warning"),
        (_, true) => ("fill-base-100", "stroke-success"),
        (_, false) => ("fill-base-100", "stroke-base-content/40"),
    }
}

/// Boxes and lines. Choosing a box shows what it has to do with; choosing it again shows everything.
#[component]
pub(super) fn Drawing(
    /// The build.
    id: SiteBuildId,
    /// The tickets.
    nodes: Vec<GraphNode>,
    /// What comes first, and what waits for it.
    edges: Vec<(u32, u32)>,
    /// Columns and rows.
    size: (u32, u32),
    /// What is looked at.
    look: Memo<Look>,
) -> impl IntoView {
    let (width, height) = (size.0 * STEP.0 - (STEP.0 - BOX.0) + 2 * MARGIN, size.1 * STEP.1 + MARGIN);
    let kept = StoredValue::new((nodes.clone(), edges.clone()));
    let chosen = Memo::new(move |_| look.with(|look| look.chosen));
    let shown = Memo::new(move |_| {
        let chosen = chosen.get();
        kept.with_value(|(nodes, edges)| related(nodes, edges, chosen))
    });
    let is_found = Memo::new(move |_| {
        let chosen = chosen.get();
        kept.with_value(|(nodes, _)| nodes.iter().any(|node| Some(node.id) == chosen))
    });
    let is_shown = move |at: usize| shown.with(|shown| shown.get(at).copied().unwrap_or(true));
    let scaled = move |length: u32| look.with(|look| length * look.zoom / 100).to_string();
    let lines = edges
        .iter()
        .filter_map(|(first, then)| {
            let (from, to) = (*first as usize, *then as usize);
            let line = path(nodes.get(from)?, nodes.get(to)?);
            let class = move || {
                let bright = is_found.get() && is_shown(from) && is_shown(to);
                match (bright, is_shown(from) && is_shown(to)) {
                    (true, _) => "fill-none stroke-primary",
                    (false, true) => "fill-none stroke-base-content/30",
                    (false, false) => "fill-none stroke-base-content/10",
                }
            };
            Some(view! {
                <g>
                    <path d=line class=class stroke-width="1.5"></path>
                </g>
            })
        })
        .collect_view();
    let boxes = nodes
        .into_iter()
        .enumerate()
        .map(|(at, node)| view! { <Box id node look shown=Signal::derive(move || is_shown(at))/> })
        .collect_view();
    view! {
        <div
            class="card-flat max-h-[70vh] overflow-auto bg-base-200/40 p-1"
            role="region"
            tabindex="0"
            aria-label="What waits for what, as a drawing"
        >
            <svg
                viewBox=format!("0 0 {width} {height}")
                width=move || scaled(width)
                height=move || scaled(height)
                class="block max-w-none"
            >
                <g aria-hidden="true">{lines}</g>
                <g>{boxes}</g>
            </svg>
        </div>
    }
    .into_any()
}

#[component]
fn Box(id: SiteBuildId, node: GraphNode, look: Memo<Look>, shown: Signal<bool>) -> impl IntoView {
    let (x, y) = corner(&node);
    let (colours, state) = (colours_of(node.state, node.ready), state_in_words(node.state, node.ready));
    let ticket = node.id;
    let is_chosen = move || look.with(|look| look.chosen == Some(ticket));
    let href = move || {
        let chosen = (!is_chosen()).then_some(ticket);
        Look { chosen, ..look.get() }.address(id)
    };
    let navigate = use_navigate();
    let choose = move |event: ev::MouseEvent| {
        // As for any other link: a new tab is the browser's business. Links of a drawing are unknown to the router.
        if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            let stay = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
            navigate(&href(), stay);
        }
    };
    let frame = move || {
        let (fill, stroke) = colours;
        match (is_chosen(), shown.get()) {
            (true, _) => format!("{fill} stroke-primary stroke-3"),
            (false, true) => format!("{fill} {stroke} stroke-1"),
            (false, false) => format!("{fill} {stroke} stroke-1 opacity-30"),
        }
    };
    let dim = move || {
        if shown.get() { "fill-base-content text-[12px]" } else { "fill-base-content text-[12px] opacity-30" }
    };
    let name = format!("{}: {state}", node.title);
    let label = name.clone();
    view! {
        <g>
            <a href=href on:click=choose aria-label=label aria-current=move || is_chosen().then_some("true")>
                <title>{name}</title>
                <rect x=x y=y width=BOX.0 height=BOX.1 rx="6" class=frame></rect>
                <text x=x + 10 y=y + 19 class=dim>
                    {short(&node.title)}
                </text>
            </a>
        </g>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(number: u128, column: u32, row: u32) -> GraphNode {
        let id = SiteTicketId::from_u128(number);
        let (title, group) = (format!("Ticket {number}"), String::new());
        GraphNode { id, title, group, ready: false, state: TicketState::Here, column, row }
    }

    #[test]
    fn relatives_are_ancestors_and_descendants_but_no_siblings() {
        // 0 → 1 → 2, 0 → 3.
        let nodes = [node(1, 0, 0), node(2, 1, 0), node(3, 2, 0), node(4, 1, 1)];
        let edges = [(0, 1), (1, 2), (0, 3)];
        assert_eq!(related(&nodes, &edges, Some(nodes[1].id)), [true, true, true, false]);
        assert_eq!(related(&nodes, &edges, Some(nodes[0].id)), [true; 4]);
        assert_eq!(related(&nodes, &edges, None), [true; 4]);
    }

    #[test]
    fn a_line_leads_from_one_box_to_the_other() {
        assert_eq!(path(&node(1, 0, 0), &node(2, 1, 1)), "M 256 23 C 302 23, 282 63, 328 63");
    }

    #[test]
    fn long_titles_are_cut_between_letters() {
        assert_eq!(short("Short"), "Short");
        let cut = short(&"ä".repeat(40));
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (LETTERS, true));
    }
}
