//! What waits for what, as a drawing: tickets in columns, so that everything comes left of what waits for it.

use super::{going, must_have};
use crate::{Resources, site_builds};
use contract::{
    Outcome,
    views::{GraphNode, GraphRow, SiteGraphView, TicketState},
};
use domain::{
    failure::Failure,
    ids::{SiteBuildId, SiteTicketId},
    principal::Principal,
};
use std::collections::HashMap;
use store::site_tickets;

/// Tickets in one drawing, at most; more are shown by parts of the plan.
const DRAWN: usize = 400;
/// Passes over the columns that bring what belongs together side by side. More change hardly anything.
const PASSES: usize = 6;

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The drawing of one part of the plan, or of all of it when that fits.
pub(super) async fn view(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
    group: &str,
) -> Outcome<SiteGraphView> {
    let build = site_builds::head(resources, principal, id).await?;
    let (tickets, needs, states) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            must_have(tx, id)?;
            Ok((site_tickets::list(tx, id)?, site_tickets::needs(tx, id)?, going::states(tx, id)?))
        })
        .await?;
    let mut groups: Vec<(String, u32)> = Vec::new();
    for ticket in &tickets {
        match groups.iter_mut().find(|(name, _)| *name == ticket.heading) {
            Some((_, count)) => *count += 1,
            None => groups.push((ticket.heading.clone(), 1)),
        }
    }
    let narrowed = tickets.len() > DRAWN;
    let named = groups.iter().map(|(name, _)| name).find(|name| *name == group);
    if !group.is_empty() && named.is_none() {
        return Err(Failure::not_found("group"));
    }
    let group = named.or_else(|| groups.first().map(|(name, _)| name).filter(|_| narrowed)).cloned();
    let titles: HashMap<SiteTicketId, String> =
        tickets.iter().map(|ticket| (ticket.id, ticket.title.clone())).collect();
    let mut shown: Vec<_> = tickets
        .into_iter()
        .filter(|ticket| group.as_ref().is_none_or(|group| *group == ticket.heading))
        .collect();
    let cut = shown.len().saturating_sub(DRAWN);
    shown.truncate(DRAWN);
    let place: HashMap<SiteTicketId, usize> =
        shown.iter().enumerate().map(|(at, ticket)| (ticket.id, at)).collect();
    let edges: Vec<(usize, usize)> = needs
        .iter()
        .filter_map(|need| Some((*place.get(&need.need)?, *place.get(&need.ticket)?)))
        .filter(|(first, then)| first != then)
        .collect();
    let drawing = draw(shown.len(), &edges);
    // Only what is drawn counts from here on.
    let mut number = vec![None; shown.len()];
    let mut nodes = Vec::new();
    for (from, ticket) in shown.iter().enumerate() {
        let Some((column, row)) = drawing.places[from] else { continue };
        number[from] = Some(small(nodes.len()));
        nodes.push(GraphNode {
            id: ticket.id,
            title: ticket.title.clone(),
            group: ticket.heading.clone(),
            ready: ticket.ready,
            state: states.get(&ticket.id).map_or(TicketState::Here, |going| going.state),
            column: small(column),
            row: small(row),
        });
    }
    let rows = shown.iter().filter_map(|ticket| {
        let named = |id: &SiteTicketId| titles.get(id).cloned();
        let after: Vec<_> = needs
            .iter()
            .filter(|need| need.ticket == ticket.id)
            .filter_map(|need| named(&need.need))
            .collect();
        let before: Vec<_> = needs
            .iter()
            .filter(|need| need.need == ticket.id)
            .filter_map(|need| named(&need.ticket))
            .collect();
        let state = states.get(&ticket.id).map_or(TicketState::Here, |going| going.state);
        let (id, title, ready) = (ticket.id, ticket.title.clone(), ticket.ready);
        (!after.is_empty() || !before.is_empty()).then_some(GraphRow {
            id,
            title,
            ready,
            state,
            after,
            before,
        })
    });
    let half =
        |need: &&site_tickets::Need| place.contains_key(&need.need) != place.contains_key(&need.ticket);
    Ok(SiteGraphView {
        rows: rows.collect(),
        cut: small(cut),
        elsewhere: small(needs.iter().filter(half).count()),
        build,
        groups,
        group,
        edges: edges.iter().filter_map(|(first, then)| Some((number[*first]?, number[*then]?))).collect(),
        size: (small(drawing.columns), small(drawing.rows)),
        alone: small(shown.len() - nodes.len()),
        nodes,
        narrowed,
    })
}

/// Where everything stands.
#[derive(Debug, PartialEq, Eq)]
struct Drawing {
    /// Column and row; nothing for what has no edge.
    places: Vec<Option<(usize, usize)>>,
    columns: usize,
    rows: usize,
}

/// Puts each thing one column behind the last one that it waits for, and orders the columns so that few edges cross: each
/// thing goes where its neighbours in the column before, and then in the column behind, are in the middle (barycentre
/// heuristic of Sugiyama, Tagawa and Toda, 1981).
fn draw(count: usize, edges: &[(usize, usize)]) -> Drawing {
    let (mut before, mut after) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for (first, then) in edges {
        before[*then].push(*first);
        after[*first].push(*then);
    }
    let column = columns(count, &before, &after);
    let mut layers: Vec<Vec<usize>> = Vec::new();
    for thing in (0..count).filter(|thing| !before[*thing].is_empty() || !after[*thing].is_empty()) {
        let at = column[thing];
        if layers.len() <= at {
            layers.resize(at + 1, Vec::new());
        }
        layers[at].push(thing);
    }
    let mut row = vec![0_usize; count];
    let number = |layers: &[Vec<usize>], row: &mut Vec<usize>| {
        for layer in layers {
            for (at, thing) in layer.iter().enumerate() {
                row[*thing] = at;
            }
        }
    };
    number(&layers, &mut row);
    for pass in 0..PASSES {
        let forwards = pass % 2 == 0;
        let neighbours = if forwards { &before } else { &after };
        let order: Vec<usize> =
            if forwards { (0..layers.len()).collect() } else { (0..layers.len()).rev().collect() };
        for at in order {
            // In thousandths, so that it can be ordered.
            let middle = |thing: &usize| {
                let near = &neighbours[*thing];
                if near.is_empty() {
                    return row[*thing] * 1000;
                }
                near.iter().map(|other| row[*other] * 1000).sum::<usize>() / near.len()
            };
            layers[at].sort_by_cached_key(middle);
            for (place, thing) in layers[at].iter().enumerate() {
                row[*thing] = place;
            }
        }
    }
    let mut places = vec![None; count];
    for (at, layer) in layers.iter().enumerate() {
        for (place, thing) in layer.iter().enumerate() {
            places[*thing] = Some((at, place));
        }
    }
    Drawing { places, columns: layers.len(), rows: layers.iter().map(Vec::len).max().unwrap_or(0) }
}

/// The length of the longest way that leads to each thing. What stands in a circle, which cannot be, stays at the left.
fn columns(count: usize, before: &[Vec<usize>], after: &[Vec<usize>]) -> Vec<usize> {
    let mut column = vec![0; count];
    let mut waits: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut free: Vec<usize> = (0..count).filter(|thing| waits[*thing] == 0).collect();
    while let Some(thing) = free.pop() {
        for then in &after[thing] {
            column[*then] = column[*then].max(column[thing] + 1);
            waits[*then] -= 1;
            if waits[*then] == 0 {
                free.push(*then);
            }
        }
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_waits_stands_further_right_and_what_is_alone_nowhere() {
        // 0 → 1 → 3, 0 → 3, 2 alone.
        let drawing = draw(4, &[(0, 1), (1, 3), (0, 3)]);
        assert_eq!(drawing.places, [Some((0, 0)), Some((1, 0)), None, Some((2, 0))]);
        assert_eq!((drawing.columns, drawing.rows), (3, 1));
        assert_eq!(draw(2, &[]), Drawing { places: vec![None, None], columns: 0, rows: 0 });
    }

    #[test]
    fn neighbours_are_put_side_by_side() {
        // Two stars whose points come mixed up.
        let edges = [(0, 2), (1, 3), (0, 4), (1, 5)];
        let rows: Vec<_> = draw(6, &edges).places.into_iter().map(|place| place.unwrap()).collect();
        assert_eq!(rows, [(0, 0), (0, 1), (1, 0), (1, 2), (1, 1), (1, 3)]);
    }

    proptest! {
        #[test]
        fn every_edge_leads_to_the_right_and_no_two_stand_in_one_place(
            pairs in proptest::collection::vec((0_usize..40, 0_usize..40), 0..120)
        ) {
            let edges: Vec<(usize, usize)> =
                pairs.into_iter().filter(|(first, then)| first != then).map(|(a, b)| (a.min(b), a.max(b))).collect();
            let drawing = draw(40, &edges);
            for (first, then) in &edges {
                prop_assert!(drawing.places[*first].unwrap().0 < drawing.places[*then].unwrap().0);
            }
            let mut taken: Vec<_> = drawing.places.iter().flatten().collect();
            let count = taken.len();
            taken.sort_unstable();
            taken.dedup();
            prop_assert_eq!(taken.len(), count);
            prop_assert!(drawing.places.iter().flatten().all(|(column, row)| *column < drawing.columns && *row < drawing.rows));
        }
    }
}
