//! What has to come before what.

use super::{Action, Ticket};
use crate::{
    lint::shortened,
    sheets::{Link, Place, Role, RowRef, Spec, Target},
    types::{Kind, Strength},
};
use petgraph::{algo::kosaraju_scc, graph::DiGraph};
use serde::{Deserialize, Serialize};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap, HashSet},
};

/// One ticket needs another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    /// Index of the ticket that comes first.
    pub on: usize,
    /// Whether it has to.
    pub strength: Strength,
    /// The row and cell that says so.
    pub because: String,
}

/// Tickets that need each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    /// Indices: each needs the next, the last one the first.
    pub path: Vec<usize>,
    /// What was cut: the first no longer waits for the second.
    pub cut: (usize, usize),
    /// The same in words.
    pub explanation: String,
}

/// From a ticket to what it needs.
pub(super) type Edges = BTreeMap<(usize, usize), Dependency>;

pub(super) struct Sorted {
    pub(super) dependencies: Vec<Vec<Dependency>>,
    pub(super) order: Vec<usize>,
    pub(super) waves: Vec<u32>,
    pub(super) cycles: Vec<Cycle>,
    pub(super) critical_path: Vec<usize>,
}

pub(super) fn edges(spec: &Spec<'_>, tickets: &[Ticket], home: &HashMap<RowRef, usize>) -> Edges {
    let mut edges = Edges::new();
    let mut add = |from: usize, on: usize, strength: Strength, because: &dyn Fn() -> String| {
        if from == on {
            return;
        }
        let there = edges.entry((from, on)).or_insert_with(|| Dependency {
            on,
            strength: Strength::Prefers,
            because: because(),
        });
        if strength == Strength::Needs && there.strength == Strength::Prefers {
            *there = Dependency { on, strength, because: because() };
        }
    };
    let bundles = bundles_by_entity(spec, tickets, home);
    let fields = fields_by_bundle(spec, tickets);
    let mut expanded: HashSet<(usize, Option<&str>)> = HashSet::new();
    for link in spec.links().iter().filter(|link| link.role == Role::Refers) {
        let Some(from) = home.get(&link.from).copied() else { continue };
        let relation = spec.relation(link);
        let because = || reason(spec, link);
        let action = tickets[from].action;
        if link.target == Target::All && relation.to == Kind::Bundles && action == Action::Build {
            let entity = spec.sheet(link.from).entity(link.from.row as usize).filter(|_| link.relation == 0);
            if expanded.insert((from, entity)) {
                let all = bundles.iter().filter(|(its, _)| entity.is_none_or(|entity| **its == Some(entity)));
                for on in all.flat_map(|(_, tickets)| tickets) {
                    add(from, *on, Strength::Prefers, &because);
                }
            }
            continue;
        }
        let Some(target) = link.row() else { continue };
        if let Some(on) = home.get(&target).copied() {
            match (action, tickets[on].action) {
                (Action::Build, Action::Build) => add(from, on, relation.strength, &because),
                // What refers to something goes before it.
                (Action::Remove, Action::Remove) => add(on, from, relation.strength, &because),
                _ => {}
            }
        }
        // A migration fills the fields of its bundle.
        if spec.sheet(link.from).kind == Kind::Migrations
            && relation.to == Kind::Bundles
            && action == Action::Build
        {
            for on in fields.get(&target).into_iter().flatten() {
                add(from, *on, Strength::Needs, &because);
            }
        }
    }
    edges
}

fn reason(spec: &Spec<'_>, link: &Link) -> String {
    let table = spec.sheet(link.from).table;
    let row = &table.rows[link.from.row as usize];
    format!(
        "{}, row {}, {}: {}",
        table.name,
        row.number(),
        table.title(link.position),
        shortened(row.cell(link.position))
    )
}

fn bundles_by_entity<'w>(
    spec: &Spec<'w>,
    tickets: &[Ticket],
    home: &HashMap<RowRef, usize>,
) -> BTreeMap<Option<&'w str>, Vec<usize>> {
    let mut bundles: BTreeMap<Option<&'w str>, Vec<usize>> = BTreeMap::new();
    let mut rows: Vec<(&RowRef, &usize)> =
        home.iter().filter(|(row, _)| spec.sheet(**row).kind == Kind::Bundles).collect();
    rows.sort();
    for (row, ticket) in rows.into_iter().filter(|(_, ticket)| tickets[**ticket].action == Action::Build) {
        bundles.entry(spec.sheet(*row).entity(row.row as usize)).or_default().push(*ticket);
    }
    bundles
}

fn fields_by_bundle(spec: &Spec<'_>, tickets: &[Ticket]) -> HashMap<RowRef, Vec<usize>> {
    let mut fields: HashMap<RowRef, Vec<usize>> = HashMap::new();
    let building = tickets.iter().enumerate().filter(|(_, ticket)| ticket.action == Action::Build);
    for (index, ticket) in building.filter(|(_, ticket)| ticket.kind == Kind::Fields) {
        for row in &ticket.rows {
            if let Place::Row(bundle) = spec.sheet(*row).place(row.row as usize) {
                let tickets = fields.entry(bundle).or_default();
                if tickets.last() != Some(&index) {
                    tickets.push(index);
                }
            }
        }
    }
    fields
}

pub(super) fn sort(tickets: &[Ticket], mut edges: Edges) -> Sorted {
    let cycles = cut_cycles(tickets, &mut edges);
    let mut dependencies = vec![Vec::new(); tickets.len()];
    let mut waiting = vec![Vec::new(); tickets.len()];
    for ((from, on), dependency) in edges {
        waiting[on].push(from);
        dependencies[from].push(dependency);
    }
    let (order, waves) = order(&dependencies, &waiting);
    let critical_path = critical_path(tickets, &dependencies, &order);
    Sorted { dependencies, order, waves, cycles, critical_path }
}

/// First what need not be, then, where a cycle remains, the step that closes it.
fn cut_cycles(tickets: &[Ticket], edges: &mut Edges) -> Vec<Cycle> {
    let mut cycles = Vec::new();
    for strength in [Strength::Prefers, Strength::Needs] {
        let component = components(tickets.len(), edges);
        let circular: HashSet<usize> = {
            let mut sizes: HashMap<usize, usize> = HashMap::new();
            for id in &component {
                *sizes.entry(*id).or_default() += 1;
            }
            sizes.into_iter().filter(|(_, size)| *size > 1).map(|(id, _)| id).collect()
        };
        if circular.is_empty() {
            break;
        }
        let inside =
            |from: usize, on: usize| component[from] == component[on] && circular.contains(&component[from]);
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); tickets.len()];
        for (from, on) in edges.keys().filter(|(from, on)| inside(*from, *on)) {
            next[*from].push(*on);
        }
        let cuts = match strength {
            Strength::Prefers => preferences_in_the_way(edges, next, inside),
            Strength::Needs => closing_steps(&next),
        };
        for (from, on, way) in cuts {
            let mut path = vec![from];
            path.extend(way.into_iter().take_while(|ticket| *ticket != from));
            let because = edges.remove(&(from, on)).map(|edge| edge.because).unwrap_or_default();
            cycles.push(Cycle { explanation: explain(tickets, &path, &because), path, cut: (from, on) });
        }
    }
    cycles
}

fn components(count: usize, edges: &Edges) -> Vec<usize> {
    let mut graph = DiGraph::<(), ()>::with_capacity(count, edges.len());
    let nodes: Vec<_> = (0..count).map(|_| graph.add_node(())).collect();
    for (from, on) in edges.keys() {
        graph.add_edge(nodes[*from], nodes[*on], ());
    }
    let mut component = vec![0; count];
    // Kosaraju's is the one that does not recurse; a chain of a hundred thousand tickets must not need a deep stack.
    for (id, members) in kosaraju_scc(&graph).into_iter().enumerate() {
        for node in members {
            component[node.index()] = id;
        }
    }
    component
}

/// From, on, and the way back.
type Cut = (usize, usize, Vec<usize>);

/// Mere preferences that close a cycle, one after the other: what one cut opened needs no second one.
fn preferences_in_the_way(
    edges: &Edges,
    mut next: Vec<Vec<usize>>,
    inside: impl Fn(usize, usize) -> bool,
) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for ((from, on), _) in edges.iter().filter(|(_, edge)| edge.strength == Strength::Prefers) {
        if inside(*from, *on)
            && let Some(way) = way(&next, *on, *from)
        {
            next[*from].retain(|other| other != on);
            cuts.push((*from, *on, way));
        }
    }
    cuts
}

/// The shortest way from one ticket to another one, both included.
fn way(next: &[Vec<usize>], from: usize, to: usize) -> Option<Vec<usize>> {
    let mut before: HashMap<usize, usize> = HashMap::new();
    let mut open = std::collections::VecDeque::from([from]);
    while let Some(at) = open.pop_front() {
        if at == to {
            let mut way = vec![to];
            while let Some(previous) = before.get(way.last().unwrap_or(&from)) {
                way.push(*previous);
            }
            way.reverse();
            return Some(way);
        }
        for on in &next[at] {
            if *on != from && !before.contains_key(on) {
                before.insert(*on, at);
                open.push_back(*on);
            }
        }
    }
    None
}

/// Walks everything in depth; a step back onto the own path closes a cycle.
fn closing_steps(next: &[Vec<usize>]) -> Vec<Cut> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        OnPath,
        Done,
    }
    let mut seen = vec![Seen::No; next.len()];
    let mut closing = Vec::new();
    for root in 0..next.len() {
        if seen[root] != Seen::No || next[root].is_empty() {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        seen[root] = Seen::OnPath;
        while let Some((at, step)) = path.last_mut() {
            let Some(on) = next[*at].get(*step).copied() else {
                seen[*at] = Seen::Done;
                path.pop();
                continue;
            };
            *step += 1;
            match seen[on] {
                Seen::No => {
                    seen[on] = Seen::OnPath;
                    path.push((on, 0));
                }
                Seen::OnPath => {
                    let from = *at;
                    let begins = path.iter().position(|(ticket, _)| *ticket == on).unwrap_or(0);
                    let way = path[begins..].iter().map(|(ticket, _)| *ticket).collect();
                    closing.push((from, on, way));
                }
                Seen::Done => {}
            }
        }
    }
    closing
}

fn explain(tickets: &[Ticket], path: &[usize], because: &str) -> String {
    const SHOWN: usize = 12;
    let mut titles: Vec<&str> =
        path.iter().take(SHOWN).map(|ticket| tickets[*ticket].title.as_str()).collect();
    if path.len() > SHOWN {
        titles.push("…");
    }
    titles.extend(path.first().map(|ticket| tickets[*ticket].title.as_str()));
    let second = path.get(1).map_or("itself", |ticket| tickets[*ticket].title.as_str());
    let first = path.first().map_or("", |ticket| tickets[*ticket].title.as_str());
    format!(
        "These tickets need each other: {}. So that they can be done at all, “{first}” does not wait for “{second}” ({because}).",
        titles.join(" → ")
    )
}

/// An order that keeps the order of the tickets wherever nothing speaks against it, and the wave of each.
fn order(dependencies: &[Vec<Dependency>], waiting: &[Vec<usize>]) -> (Vec<usize>, Vec<u32>) {
    let mut missing: Vec<usize> = dependencies.iter().map(Vec::len).collect();
    let mut ready: BinaryHeap<Reverse<usize>> = missing
        .iter()
        .enumerate()
        .filter(|(_, missing)| **missing == 0)
        .map(|(index, _)| Reverse(index))
        .collect();
    let (mut order, mut waves) = (Vec::with_capacity(missing.len()), vec![1_u32; missing.len()]);
    while let Some(Reverse(index)) = ready.pop() {
        order.push(index);
        for next in &waiting[index] {
            waves[*next] = waves[*next].max(waves[index] + 1);
            missing[*next] -= 1;
            if missing[*next] == 0 {
                ready.push(Reverse(*next));
            }
        }
    }
    (order, waves)
}

fn critical_path(tickets: &[Ticket], dependencies: &[Vec<Dependency>], order: &[usize]) -> Vec<usize> {
    let mut done: Vec<(f32, Option<usize>)> = vec![(0.0, None); tickets.len()];
    for index in order {
        let before = dependencies[*index].iter().map(|dependency| dependency.on);
        let longest = before.max_by(|one, other| done[*one].0.total_cmp(&done[*other].0));
        done[*index] = (longest.map_or(0.0, |before| done[before].0) + tickets[*index].hours, longest);
    }
    let last =
        (0..tickets.len()).max_by(|one, other| done[*one].0.total_cmp(&done[*other].0).then(other.cmp(one)));
    let mut path: Vec<usize> = std::iter::successors(last, |at| done[*at].1).collect();
    path.reverse();
    path
}
