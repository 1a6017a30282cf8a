//! The order in which tickets go: what is needed first, otherwise as they stand in the list.

use domain::ids::SiteTicketId;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap},
};

/// Tickets in the order in which they go, and what each waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// First the first.
    pub(crate) order: Vec<SiteTicketId>,
    /// What each ticket waits for.
    pub(crate) needs: BTreeMap<SiteTicketId, BTreeSet<SiteTicketId>>,
}

/// Puts tickets, given as they stand in the list, in line. Needs that would make a circle cannot come from the plan or from
/// a person; should there be one all the same, its tickets go as they stand.
pub(crate) fn in_line(
    tickets: &[SiteTicketId],
    needs: impl IntoIterator<Item = (SiteTicketId, SiteTicketId)>,
) -> Line {
    let place: HashMap<SiteTicketId, usize> =
        tickets.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let mut line = Line::default();
    let mut waiting = vec![0_usize; tickets.len()];
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); tickets.len()];
    for (ticket, need) in needs {
        let (Some(at), Some(on)) = (place.get(&ticket), place.get(&need)) else { continue };
        if line.needs.entry(ticket).or_default().insert(need) {
            waiting[*at] += 1;
            after[*on].push(*at);
        }
    }
    let mut free: BinaryHeap<Reverse<usize>> =
        waiting.iter().enumerate().filter(|(_, needs)| **needs == 0).map(|(at, _)| Reverse(at)).collect();
    let mut done = vec![false; tickets.len()];
    while let Some(Reverse(at)) = free.pop() {
        done[at] = true;
        line.order.push(tickets[at]);
        for next in &after[at] {
            waiting[*next] -= 1;
            if waiting[*next] == 0 {
                free.push(Reverse(*next));
            }
        }
    }
    line.order.extend(tickets.iter().enumerate().filter(|(at, _)| !done[*at]).map(|(_, id)| *id));
    line
}

/// Tickets as they stand in the list after a new plan: groups as the plan has them; within one as people left it, a new
/// ticket after the one that the plan has before it.
pub(super) fn placed(
    before: &[(SiteTicketId, String)],
    planned: &[(SiteTicketId, String)],
) -> Vec<SiteTicketId> {
    let mut groups: Vec<(&str, Vec<SiteTicketId>)> = Vec::new();
    // A ticket stands in the group that the plan says, where it says one.
    let heading: HashMap<SiteTicketId, &str> =
        before.iter().chain(planned).map(|(id, heading)| (*id, heading.as_str())).collect();
    for (id, _) in planned.iter().chain(before) {
        let Some(heading) = heading.get(id) else { continue };
        if !groups.iter().any(|(other, _)| other == heading) {
            groups.push((heading, Vec::new()));
        }
    }
    for (name, tickets) in &mut groups {
        let of_group = |id: &SiteTicketId| heading.get(id) == Some(name);
        tickets.extend(before.iter().map(|(id, _)| *id).filter(of_group));
        let mut last = None;
        for (id, _) in planned.iter().filter(|(id, _)| of_group(id)) {
            if !tickets.contains(id) {
                let at = last.and_then(|last| tickets.iter().position(|other| *other == last));
                tickets.insert(at.map_or(0, |at| at + 1), *id);
            }
            last = Some(*id);
        }
    }
    groups.into_iter().flat_map(|(_, tickets)| tickets).collect()
}

impl Line {
    /// The tickets by which `from` waits for `to`, both included, when it does.
    pub(crate) fn path(&self, from: SiteTicketId, to: SiteTicketId) -> Option<Vec<SiteTicketId>> {
        let mut came: HashMap<SiteTicketId, SiteTicketId> = HashMap::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            if at == to {
                let mut path = vec![at];
                while let Some(before) =
                    path.last().and_then(|last| came.get(last)).filter(|_| path.last() != Some(&from))
                {
                    path.push(*before);
                }
                path.reverse();
                return Some(path);
            }
            for need in self.needs.get(&at).into_iter().flatten() {
                if *need != from && !came.contains_key(need) {
                    came.insert(*need, at);
                    open.push(*need);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u128) -> SiteTicketId {
        SiteTicketId::from_u128(number + 1)
    }

    #[test]
    fn needs_come_first_and_ties_go_as_they_stand() {
        let ids: Vec<_> = (0..5).map(id).collect();
        let line = in_line(&ids, [(id(0), id(3)), (id(1), id(0))]);
        assert_eq!(line.order, [id(2), id(3), id(0), id(1), id(4)]);
        assert_eq!(line.path(id(1), id(3)), Some(vec![id(1), id(0), id(3)]));
        assert_eq!(line.path(id(3), id(1)), None);
        assert_eq!(line.path(id(2), id(2)), Some(vec![id(2)]));
    }

    #[test]
    fn a_new_plan_leaves_tickets_where_people_put_them() {
        let at = |numbers: &[(u128, &str)]| {
            numbers.iter().map(|(number, group)| (id(*number), (*group).to_owned())).collect::<Vec<_>>()
        };
        let planned = at(&[(0, "Content"), (1, "Content"), (2, "Content"), (7, "Views")]);
        let numbers = [0, 1, 2, 7].map(id);
        assert_eq!(placed(&[], &planned), numbers);
        assert_eq!(placed(&planned, &planned), numbers);
        // Moved, with one that is new after 0, and one that the plan has no more.
        let before = at(&[(2, "Content"), (0, "Content"), (9, "Menus")]);
        assert_eq!(placed(&before, &planned), [2, 0, 1, 7, 9].map(id));
    }

    proptest! {
        #[test]
        fn everybody_goes_once_and_after_what_is_needed(pairs in prop::collection::vec((0_u128..30, 0_u128..30), 0..90)) {
            let ids: Vec<_> = (0..30).map(id).collect();
            // Towards smaller numbers only, so that there is no circle.
            let needs: Vec<_> =
                pairs.into_iter().filter(|(a, b)| a > b).map(|(a, b)| (id(a), id(b))).collect();
            let line = in_line(&ids, needs.clone());
            let place = |wanted| line.order.iter().position(|id| *id == wanted).unwrap();
            prop_assert_eq!(line.order.len(), ids.len());
            for (ticket, need) in needs {
                prop_assert!(place(need) < place(ticket));
                prop_assert!(line.path(ticket, need).is_some());
            }
        }

        #[test]
        fn circles_lose_nobody(pairs in prop::collection::vec((0_u128..9, 0_u128..9), 0..40)) {
            let ids: Vec<_> = (0..9).map(id).collect();
            let line = in_line(&ids, pairs.into_iter().map(|(a, b)| (id(a), id(b))));
            prop_assert_eq!(line.order.iter().collect::<BTreeSet<_>>().len(), ids.len());
        }
    }
}
