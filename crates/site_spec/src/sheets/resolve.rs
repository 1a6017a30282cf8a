//! Following references. A slip of the pen is understood as what it means, and reported; so putting it right
//! changes nothing else.

use super::{Place, RowRef, Sheet, SheetRelation, index::Index, parts, read_entity, slug, small};
use crate::{
    columns::Column,
    entities::{self, Wildcard, wildcard},
    marks::RowState,
    types::{Kind, Scope},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    rc::Rc,
};

/// How the name in the cell compares with the row's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// The label, whatever its case.
    Label,
    /// The machine name.
    MachineName,
    /// The label, but for spaces, hyphens or underscores.
    LabelSlip,
    /// The machine name, but for case, spaces, hyphens or underscores.
    MachineNameSlip,
    /// Nearly the label.
    NearLabel,
    /// Nearly the machine name.
    NearMachineName,
}

/// What a reference points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A row.
    Row(RowRef, Spelling),
    /// The first of several rows that fit equally well.
    Ambiguous(RowRef),
    /// Something Drupal brings itself.
    BuiltIn,
    /// Every row.
    All,
    /// There is no sheet of the type.
    NoSheet,
    /// No row fits.
    Unknown,
}

/// What a name in a cell is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The row refers to it.
    Refers,
    /// The row refers to all but it.
    Excepted,
}

/// One name in one cell, and what it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The row it stands in.
    pub from: RowRef,
    /// Which of the sheet's relations.
    pub(crate) relation: u8,
    /// The column, by position.
    pub position: usize,
    /// Where in the cell.
    pub span: Range<usize>,
    /// What it points at.
    pub target: Target,
    /// What for.
    pub role: Role,
}

impl Link {
    /// The row it points at, if it is one.
    pub const fn row(&self) -> Option<RowRef> {
        match self.target {
            Target::Row(row, _) | Target::Ambiguous(row) => Some(row),
            _ => None,
        }
    }
}

#[derive(Debug, Clone)]
struct Named {
    span: Range<usize>,
    target: Target,
    role: Role,
}

struct Resolver<'i, 'w> {
    index: &'i Index<'w>,
    relation: &'i SheetRelation,
    /// Types of bundles that are not among the known ones, as the sheets write them.
    other_entities: &'i HashMap<String, &'w str>,
    spent: &'i mut usize,
}

/// What narrows a search: an entity type or a parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Within<'w> {
    entity: Option<&'w str>,
    parent: Option<RowRef>,
    preferred: Option<&'static str>,
}

pub(super) fn follow(sheets: &mut [Sheet<'_>]) -> Vec<Link> {
    for sheet in sheets.iter_mut() {
        let column = match sheet.kind {
            Kind::Bundles => Some(Column::Type),
            Kind::ViewModes => Some(Column::EntityType),
            _ => None,
        };
        if let Some(column) = column {
            sheet.entities =
                (0..sheet.table.rows.len()).map(|row| read_entity(sheet.value(row, column))).collect();
        }
    }
    let mut links = Vec::new();
    let mut spent = 0;
    // First references give rows their places; those within a place need them.
    for with_parent in [false, true] {
        follow_some(sheets, with_parent, &mut spent, &mut links);
    }
    links.sort_by_key(|link: &Link| (link.from, link.relation, link.span.start));
    links
}

fn follow_some<'w>(sheets: &mut [Sheet<'w>], with_parent: bool, spent: &mut usize, links: &mut Vec<Link>) {
    let wanted = |relation: &SheetRelation| (relation.scope == Scope::Parent) == with_parent;
    let mut indices: BTreeMap<(Kind, Option<Column>), Index<'w>> = BTreeMap::new();
    let targets = sheets.iter().flat_map(|sheet| sheet.relations.iter()).filter(|relation| wanted(relation));
    for (to, by) in targets.map(|relation| (relation.to, relation.by)).collect::<BTreeSet<_>>() {
        indices.insert((to, by), Index::of(to, by, sheets));
    }
    let other_entities: HashMap<String, &'w str> = indices
        .iter()
        .filter(|((to, _), _)| *to == Kind::Bundles)
        .flat_map(|(_, index)| index.candidates.iter().filter_map(|candidate| candidate.entity))
        .map(|entity| (slug(entity), entity))
        .collect();
    for (number, sheet) in sheets.iter_mut().enumerate() {
        let relations = sheet.relations.clone();
        for (which, relation) in relations.iter().enumerate().filter(|(_, relation)| wanted(relation)) {
            let index = &indices[&(relation.to, relation.by)];
            let mut resolver = Resolver { index, relation, other_entities: &other_entities, spent };
            let found = resolver.sheet(sheet, small(number), which, links);
            if which == 0 && sheet.kind != Kind::Custom {
                (sheet.places, sheet.entities) = found;
            }
        }
    }
}

type Places<'w> = (Vec<Place<'w>>, Vec<Option<&'w str>>);

impl<'w> Resolver<'_, 'w> {
    fn sheet(&mut self, sheet: &Sheet<'w>, number: u32, which: usize, links: &mut Vec<Link>) -> Places<'w> {
        type Known<'w> = (Rc<[Named]>, Place<'w>, Option<&'w str>);
        let mut known: HashMap<(&'w str, Within<'w>), Known<'w>> = HashMap::new();
        let rows = sheet.table.rows.len();
        let (mut places, mut entities) = (vec![Place::Nowhere; rows], sheet.entities.clone());
        entities.resize(rows, None);
        for row in sheet.rows() {
            let Some((position, cell, entity)) = self.cell(sheet, row) else { continue };
            let parent = match sheet.place(row) {
                Place::Row(parent) if self.relation.scope == Scope::Parent => Some(parent),
                // Without a workflow nobody can say which states are meant.
                _ if self.relation.scope == Scope::Parent => continue,
                _ => None,
            };
            let preferred =
                if which == 0 { None } else { preferred_entity(sheet.value(row, Column::FieldType)) };
            let within = Within { entity, parent, preferred };
            let (named, place, its_entity) = if let Some(known) = known.get(&(cell, within)) {
                known.clone()
            } else {
                let named: Rc<[Named]> = self.names(cell, within).into();
                let (place, entity) = self.place(cell, &named, entity);
                known.insert((cell, within), (Rc::clone(&named), place, entity));
                (named, place, entity)
            };
            if which == 0 {
                (places[row], entities[row]) = (place, its_entity);
            }
            links.extend(named.iter().map(|named| Link {
                from: RowRef { sheet: number, row: small(row) },
                relation: u8::try_from(which).unwrap_or(u8::MAX),
                position,
                span: named.span.clone(),
                target: named.target,
                role: named.role,
            }));
        }
        (places, entities)
    }

    /// The cell with the reference: its own column, else the computed one, else `entity:bundle`.
    fn cell(&self, sheet: &Sheet<'w>, row: usize) -> Option<(usize, &'w str, Option<&'w str>)> {
        let entity = read_entity(sheet.value(row, Column::EntityType)).filter(|_| sheet.kind == Kind::Fields);
        for position in [self.relation.position, self.relation.fallback].into_iter().flatten() {
            let raw = sheet.table.rows[row].cell(position);
            if !matches!(sheet.value_at(row, position), "" | "-" | "–" | "—") {
                return Some((position, raw, entity));
            }
        }
        let both = sheet
            .columns
            .position(Column::EntityBundle)
            .filter(|_| self.relation.column == Some(Column::Bundle))?;
        let raw = sheet.table.rows[row].cell(both);
        let (entity, _) = raw.split_once([':', '.'])?;
        Some((both, raw, read_entity(entity.trim())))
    }

    fn names(&mut self, cell: &'w str, within: Within<'w>) -> Vec<Named> {
        let mut whole = parts::whole(cell);
        // `node:article`: the name is what follows.
        if let (Some(entity), Some(colon)) = (within.entity, cell.find([':', '.']))
            && read_entity(cell[..colon].trim()) == Some(entity)
        {
            whole.start = colon + 1;
        }
        let one = self.name(cell, whole.clone(), within);
        if matches!(
            one.target,
            Target::Row(_, Spelling::Label | Spelling::MachineName) | Target::Ambiguous(_) | Target::BuiltIn
        ) {
            return vec![one];
        }
        match wildcard(&cell[whole.clone()]) {
            Some(Wildcard::All) => return vec![Named { target: Target::All, ..one }],
            Some(Wildcard::AllExcept(listed)) => {
                let start = cell.rfind(listed).unwrap_or(whole.start);
                let excepted = parts::split(cell, start..start + listed.len())
                    .into_iter()
                    .map(|part| Named { role: Role::Excepted, ..self.name(cell, part, within) });
                return std::iter::once(Named {
                    span: whole.start..start,
                    target: Target::All,
                    role: Role::Refers,
                })
                .chain(excepted)
                .collect();
            }
            None => {}
        }
        let parts = parts::split(cell, whole);
        if parts.len() < 2 {
            return vec![one];
        }
        let several: Vec<Named> = parts.into_iter().map(|part| self.name(cell, part, within)).collect();
        let all_fit = several
            .iter()
            .all(|named| matches!(named.target, Target::Row(..) | Target::BuiltIn | Target::Ambiguous(_)));
        if self.relation.many || all_fit { several } else { vec![one] }
    }

    /// One name. What is in parentheses behind it says which entity type is meant.
    fn name(&mut self, cell: &'w str, part: Range<usize>, within: Within<'w>) -> Named {
        let text = &cell[part.clone()];
        let (name, entity) = self.split_label(text);
        let span = part.start..part.start + name.len();
        let target = self.target(name, Within { entity: entity.or(within.entity), ..within });
        // A label may end in what looks like an entity type.
        if matches!(target, Target::Unknown) && name.len() != text.len() {
            let whole = self.target(text, within);
            if matches!(whole, Target::Row(_, Spelling::Label | Spelling::MachineName)) {
                return Named { span: part, target: whole, role: Role::Refers };
            }
        }
        Named { span, target, role: Role::Refers }
    }

    fn split_label(&self, text: &'w str) -> (&'w str, Option<&'w str>) {
        if self.relation.to != Kind::Bundles {
            return (text, None);
        }
        let (name, entity) = entities::split_label(text);
        if entity.is_some() {
            return (name, entity);
        }
        if let Some(open) = text.rfind('(')
            && let Some(inside) = text[open + 1..].strip_suffix(')')
            && let Some(entity) = self.other_entities.get(&slug(inside))
        {
            return (text[..open].trim_end(), Some(entity));
        }
        (text, None)
    }

    fn target(&mut self, name: &str, within: Within<'w>) -> Target {
        let fits = |candidate: &super::index::Candidate<'w>| match self.relation.scope {
            Scope::All => true,
            Scope::EntityType => within.entity.is_none_or(|entity| candidate.entity == Some(entity)),
            Scope::Parent => candidate.parent == within.parent,
        };
        let index = self.index;
        let is_label = |id: u32| slug(index.get(id).label) == slug(name) && !looks_like_machine_name(name);
        let stages: [(&[u32], Option<Spelling>); 3] = [
            (index.by_label(name), Some(Spelling::Label)),
            (index.by_machine(name), Some(Spelling::MachineName)),
            (if slug(name).is_empty() { &[] } else { index.by_slug(name) }, None),
        ];
        for (found, spelling) in stages {
            let fitting: Vec<u32> = found.iter().copied().filter(|id| fits(index.get(*id))).collect();
            let Some(best) = self.best(&fitting, within.preferred) else { continue };
            let row = index.get(best.0).row;
            // Names that only differ in what a slip changes leave open which one was meant. Wrong ones count as what
            // they will be.
            let slips_apart = spelling.is_none()
                && fitting.iter().any(|id| index.get(*id).right_machine != index.get(best.0).right_machine);
            let is_machine = !is_label(best.0) && slug(index.get(best.0).machine) == slug(name);
            return match spelling {
                _ if best.1 || slips_apart => Target::Ambiguous(row),
                Some(spelling) => Target::Row(row, spelling),
                None if !self.is_certain(best.0, !is_machine, within, fits) => Target::Ambiguous(row),
                None if is_machine => Target::Row(row, Spelling::MachineNameSlip),
                None => Target::Row(row, Spelling::LabelSlip),
            };
        }
        let built_in = |name: &str| self.relation.built_in.contains(&slug(name).as_str());
        if built_in(name) || within.entity.is_some_and(entities::is_built_in) {
            return Target::BuiltIn;
        }
        if !index.exists {
            return Target::NoSheet;
        }
        match index.near(name, self.spent, fits) {
            Some((id, label)) if self.is_certain(id, label, within, fits) => {
                let spelling = if label { Spelling::NearLabel } else { Spelling::NearMachineName };
                Target::Row(index.get(id).row, spelling)
            }
            _ => Target::Unknown,
        }
    }

    /// Written correctly, the name means this row and no other.
    fn is_certain(
        &self,
        id: u32,
        by_label: bool,
        within: Within<'w>,
        fits: impl Fn(&super::index::Candidate<'w>) -> bool,
    ) -> bool {
        let candidate = self.index.get(id);
        let right = if by_label { candidate.label } else { candidate.right_machine.as_str() };
        let fitting = |found: &[u32]| -> Vec<u32> {
            found.iter().copied().filter(|id| fits(self.index.get(*id))).collect()
        };
        let mut found = fitting(self.index.by_label(right));
        if found.is_empty() {
            found = fitting(self.index.by_machine(right));
        }
        self.best(&found, within.preferred) == Some((id, false))
    }

    /// The row that is most likely meant, and whether another one of another entity type fits as well.
    fn best(&self, fitting: &[u32], preferred: Option<&str>) -> Option<(u32, bool)> {
        let rank = |id: u32| {
            let candidate = self.index.get(id);
            let state = match candidate.state {
                RowState::Build => 0,
                RowState::Remove | RowState::Spacer => 2,
                _ => 1,
            };
            (state, preferred.is_some() && candidate.entity != preferred)
        };
        let best = fitting.iter().copied().min_by_key(|id| rank(*id))?;
        let entity = self.index.get(best).entity;
        let tied = fitting.iter().any(|id| rank(*id) == rank(best) && self.index.get(*id).entity != entity);
        Some((best, tied))
    }

    fn place(&self, cell: &'w str, named: &[Named], entity: Option<&'w str>) -> (Place<'w>, Option<&'w str>) {
        let text = cell.trim();
        let said = self.split_label(text).1.or(entity);
        let Some(first) = named.first() else { return (Place::Named(text), said) };
        if named.len() > 1 || first.target == Target::All {
            return (Place::Shared(text), said.or_else(|| wildcard_entity(text)));
        }
        match first.target {
            Target::Row(row, _) | Target::Ambiguous(row) => {
                let candidate = self.index.candidates.iter().find(|candidate| candidate.row == row);
                (Place::Row(row), candidate.and_then(|candidate| candidate.entity).or(said))
            }
            _ => (Place::Named(text), said),
        }
    }
}

/// `All content types` says which entity type.
fn wildcard_entity(text: &str) -> Option<&'static str> {
    let rest = text.get(3..)?.trim();
    entities::entity_type(rest.split(" except").next().unwrap_or(rest))
}

/// The entity type that a reference field's own type names: `Entity reference (media)`.
fn preferred_entity(field_type: &str) -> Option<&'static str> {
    entities::split_label(field_type).1
}

/// `academic_program` rather than `Academic Program`.
fn looks_like_machine_name(name: &str) -> bool {
    !name.contains(' ') && !name.chars().any(char::is_uppercase)
}
