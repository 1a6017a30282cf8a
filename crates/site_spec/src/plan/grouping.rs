//! Which rows become one ticket.

use super::{Action, Granularity, Options, Ticket, wording};
use crate::{
    columns::Column,
    entities,
    marks::RowState,
    sheets::{Place, RowRef, Spec, small},
    types::{Category, Group, Grouping, Kind},
};
use domain::text::search_key;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Rows in one ticket where all of a type go together.
const PORTION: usize = 25;

/// What a ticket is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Subject {
    Row(RowRef),
    Named(String),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    action: Action,
    kind: Kind,
    subject: Subject,
    portion: usize,
}

pub(super) struct Bucket {
    pub(super) action: Action,
    pub(super) kind: Kind,
    pub(super) subject: Subject,
    pub(super) portion: usize,
    pub(super) rows: Vec<RowRef>,
}

pub(super) fn action(state: RowState) -> Option<Action> {
    match state {
        RowState::Build => Some(Action::Build),
        RowState::Remove => Some(Action::Remove),
        _ => None,
    }
}

pub(super) fn tickets(spec: &Spec<'_>, options: &Options) -> Vec<Ticket> {
    let buckets = collect(spec, options);
    let mut tickets: Vec<Ticket> = buckets.iter().map(|bucket| ticket(spec, options, bucket)).collect();
    tickets.sort_by_key(|ticket| {
        (ticket.group, ticket.action, ticket.rows.first().map(|row| (ticket.kind, *row)))
    });
    // Fields follow their bundle, so that people read what belongs together together.
    let first_row = |ticket: &Ticket| match (ticket.kind, ticket.rows.first()) {
        (Kind::Fields, Some(row)) => match spec.sheet(*row).place(row.row as usize) {
            Place::Row(bundle) => Some((0, bundle, 1)),
            _ => Some((1, *row, 1)),
        },
        (Kind::Bundles, Some(row)) => Some((0, *row, 0)),
        _ => None,
    };
    tickets.sort_by_key(|ticket| {
        let together = first_row(ticket);
        (ticket.group, ticket.action, together.is_none(), together)
    });
    let mut orders: BTreeMap<Group, u32> = BTreeMap::new();
    let mut keys: HashMap<String, u32> = HashMap::new();
    for ticket in &mut tickets {
        let order = orders.entry(ticket.group).or_default();
        *order += 1;
        ticket.order = *order;
        let seen = keys.entry(ticket.key.clone()).or_default();
        *seen += 1;
        if *seen > 1 {
            ticket.key = format!("{}~{seen}", ticket.key);
        }
    }
    tickets
}

fn collect(spec: &Spec<'_>, options: &Options) -> Vec<Bucket> {
    let mut kinds: Vec<usize> = (0..spec.sheets.len()).collect();
    // Parents first: what goes with them has to know where they went.
    kinds.sort_by_key(|index| matches!(spec.sheets[*index].spec().work.grouping, Grouping::WithParent));
    let mut keys: HashMap<RowRef, Key> = HashMap::new();
    let mut together: HashMap<(Action, u32), usize> = HashMap::new();
    let mut buckets: HashMap<Key, Bucket> = HashMap::new();
    for index in kinds {
        let sheet = &spec.sheets[index];
        for row in sheet.rows() {
            let at = RowRef { sheet: small(index), row: small(row) };
            let all_together = sheet.spec().work.grouping == Grouping::Together;
            let is_counted = options.granularity == Granularity::Grouped && all_together;
            let state = sheet.state(row);
            // What is done, waits or is left out keeps its place, so that the others keep their tickets.
            let counted = action(state).unwrap_or(Action::Build);
            let place = is_counted.then(|| {
                let count = together.entry((counted, at.sheet)).or_default();
                *count += 1;
                (*count - 1) / PORTION
            });
            let Some(action) = action(state) else { continue };
            let mut key = match options.granularity {
                Granularity::PerRow => {
                    Key { action, kind: sheet.kind, subject: Subject::Row(at), portion: 0 }
                }
                Granularity::Grouped => key(spec, at, action, &keys),
            };
            key.portion = place.unwrap_or_default();
            buckets
                .entry(key.clone())
                .or_insert_with(|| Bucket {
                    action,
                    kind: key.kind,
                    subject: key.subject.clone(),
                    portion: key.portion,
                    rows: Vec::new(),
                })
                .rows
                .push(at);
            keys.insert(at, key);
        }
    }
    let mut buckets: Vec<(Key, Bucket)> = buckets.into_iter().collect();
    buckets.sort_by(|one, other| one.0.cmp(&other.0));
    buckets.into_iter().map(|(_, bucket)| bucket).collect()
}

fn key(spec: &Spec<'_>, at: RowRef, action: Action, keys: &HashMap<RowRef, Key>) -> Key {
    let sheet = spec.sheet(at);
    let row = at.row as usize;
    let own = |subject: Subject| Key { action, kind: sheet.kind, subject, portion: 0 };
    let named = |text: &str| own(Subject::Named(search_key(text)));
    let of_place = || match sheet.place(row) {
        Place::Row(place) => own(Subject::Row(place)),
        Place::Named(text) | Place::Shared(text) => named(text),
        Place::Nowhere => named(""),
    };
    match sheet.spec().work.grouping {
        Grouping::Each => own(Subject::Row(at)),
        Grouping::PerParent => of_place(),
        Grouping::WithParent => match sheet.place(row) {
            // A display of a view that exists already is a ticket without the view.
            Place::Row(place) => {
                keys.get(&place).filter(|key| key.action == action).cloned().unwrap_or_else(of_place)
            }
            _ => of_place(),
        },
        Grouping::Family => named(&family(sheet.value(row, Column::MachineName), sheet.label(row))),
        Grouping::By(column) => named(sheet.value(row, column)),
        Grouping::Together => named(if sheet.kind == Kind::Custom { &sheet.table.name } else { "" }),
    }
}

/// `card` of `card_large_2x`, `16x9` of `16x9_800`.
fn family(machine_name: &str, label: &str) -> String {
    let name = if machine_name.is_empty() { label } else { machine_name };
    let first = name.split(['_', '-', ' ']).find(|part| !part.is_empty()).unwrap_or(name);
    first.to_lowercase()
}

fn ticket(spec: &Spec<'_>, options: &Options, bucket: &Bucket) -> Ticket {
    let lead = spec.sheet(bucket.rows[0]);
    let work = &bucket.kind.spec().work;
    let mut rows = bucket.rows.clone();
    rows.sort_by_key(|row| (spec.sheet(*row).kind != bucket.kind, spec.sheet(*row).kind, *row));
    let kinds: HashSet<Kind> = rows.iter().map(|row| spec.sheet(*row).kind).collect();
    let name = wording::name(spec, options, bucket);
    let hours = match bucket.action {
        Action::Build => {
            work.hours + rows.iter().map(|row| spec.sheet(*row).spec().work.hours_each).sum::<f32>()
        }
        // Taking away is quicker than building, and there are always references to look for.
        Action::Remove => 0.5 + rows.iter().map(|_| 0.1).sum::<f32>(),
    };
    let entity = lead.entity(bucket.rows[0].row as usize);
    let group = match (bucket.kind, entity) {
        (Kind::Bundles | Kind::Fields, Some("media")) => Group::Media,
        _ => work.group,
    };
    let category = if kinds.iter().any(|kind| kind.spec().work.category == Category::BackEnd) {
        Category::BackEnd
    } else {
        work.category
    };
    Ticket {
        key: stable_key(spec, bucket, entity),
        title: wording::title(spec, options, bucket, &name),
        action: bucket.action,
        kind: bucket.kind,
        group,
        order: 0,
        category,
        hours: (hours * 4.0).round() / 4.0,
        name,
        rows,
        dependencies: Vec::new(),
        wave: 0,
    }
}

/// Made of names, not of positions, so that a row that moved keeps its ticket.
fn stable_key(spec: &Spec<'_>, bucket: &Bucket, entity: Option<&str>) -> String {
    let subject = match &bucket.subject {
        Subject::Named(name) => name.clone(),
        Subject::Row(row) => {
            let machine = spec.value(*row, Column::MachineName);
            let name = if machine.is_empty() { spec.label(*row) } else { machine };
            let place = match spec.sheet(*row).place(row.row as usize) {
                Place::Row(place) => format!("{}/", spec.label(place)),
                Place::Named(text) | Place::Shared(text) => format!("{text}/"),
                Place::Nowhere => String::new(),
            };
            search_key(&format!("{place}{name}"))
        }
    };
    let action = match bucket.action {
        Action::Build => "",
        Action::Remove => "remove/",
    };
    let entity = entity.map(|entity| format!("{entity}/")).unwrap_or_default();
    let portion = if bucket.portion > 0 { format!("#{}", bucket.portion + 1) } else { String::new() };
    format!("{action}{}/{entity}{subject}{portion}", bucket.kind.key())
}

/// `Article (Content type)`.
pub(super) fn with_type(spec: &Spec<'_>, row: RowRef) -> String {
    let sheet = spec.sheet(row);
    match sheet.entity(row.row as usize) {
        Some(entity) => format!("{} ({})", spec.label(row), entities::label(entity)),
        None => spec.label(row).to_owned(),
    }
}
