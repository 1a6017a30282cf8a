//! What is wrong with a specification. Needs no model and no Jira, and runs in the browser as on the server.

mod alternatives;
mod finding;
mod rules;

#[cfg(feature = "native")]
pub(crate) use finding::shortened;
pub use finding::{Edit, Finding, Findings, Fix};
pub use rules::{RULES, Rule};

use crate::{
    columns::Column,
    marks::{RowState, is_base_name},
    names,
    sheets::{RowRef, Spec, small},
    types::{Kind, Unique},
    vocabulary::{Meant, meant_field_type},
};
use std::collections::HashMap;

/// What makes a row the same as another one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    kind: Kind,
    within: String,
    name: String,
}

/// What several rules need.
pub struct Context<'s, 'w> {
    /// The specification.
    pub spec: &'s Spec<'w>,
    /// Rows by what makes them unique; more than one row is a duplicate.
    pub(crate) identities: HashMap<Identity, Vec<RowRef>>,
    /// Machine names that are wrong, and what they surely should be.
    pub(crate) corrections: HashMap<RowRef, String>,
    field_types: HashMap<&'w str, Meant>,
}

/// Different field types that are looked up. A sheet with more of them holds something else in that column.
const FIELD_TYPES: usize = 2_000;

impl<'s, 'w> Context<'s, 'w> {
    fn of(spec: &'s Spec<'w>) -> Self {
        let mut identities: HashMap<Identity, Vec<RowRef>> = HashMap::new();
        for (number, sheet) in
            spec.sheets.iter().enumerate().filter(|(_, sheet)| sheet.spec().unique != Unique::No)
        {
            for row in sheet.rows() {
                let row = RowRef { sheet: small(number), row: small(row) };
                if let Some(identity) = identity(spec, row) {
                    identities.entry(identity).or_default().push(row);
                }
            }
        }
        let mut corrections = HashMap::new();
        for (identity, rows) in &identities {
            let (Some(rule), [row]) = (&identity.kind.spec().names, rows.as_slice()) else { continue };
            let written = spec.value(*row, Column::MachineName);
            let wrong =
                matches!(names::check(written, rule), names::Verdict::Wrong(_) | names::Verdict::Unusual(_));
            if wrong
                && !identity.name.is_empty()
                && names::check(&identity.name, rule) == names::Verdict::Fine
            {
                corrections.insert(*row, identity.name.clone());
            }
        }
        Self { spec, identities, corrections, field_types: field_types(spec) }
    }
    /// What a cell with a field type means.
    pub(crate) fn field_type(&self, text: &str) -> Meant {
        self.field_types.get(text).copied().unwrap_or(Meant::Unknown)
    }
    /// The machine name a row has, or will have once it is corrected.
    pub(crate) fn machine_name(&self, row: RowRef) -> &str {
        self.corrections.get(&row).map_or_else(|| self.spec.value(row, Column::MachineName), String::as_str)
    }
}

fn field_types<'w>(spec: &Spec<'w>) -> HashMap<&'w str, Meant> {
    let mut meant = HashMap::new();
    for (_, sheet) in spec.of_kind(Kind::Fields) {
        for row in sheet.rows() {
            let text = sheet.value(row, Column::FieldType);
            if meant.len() < FIELD_TYPES && !meant.contains_key(text) {
                meant.insert(text, meant_field_type(text));
            }
        }
    }
    meant
}

/// Two rows with the same identity cannot both exist. Names count as they will be once they are written correctly.
fn identity(spec: &Spec<'_>, row: RowRef) -> Option<Identity> {
    let sheet = spec.sheet(row);
    let name = sheet.value(row.row as usize, Column::MachineName);
    if name.is_empty() || is_base_name(name) || sheet.state(row.row as usize) == RowState::Remove {
        return None;
    }
    let place = || match sheet.place(row.row as usize) {
        crate::sheets::Place::Row(row) => format!("{}:{}", row.sheet, row.row),
        crate::sheets::Place::Named(text) | crate::sheets::Place::Shared(text) => text.to_lowercase(),
        crate::sheets::Place::Nowhere => String::new(),
    };
    let entity = || sheet.entity(row.row as usize).unwrap_or_default().to_owned();
    let within = match sheet.spec().unique {
        Unique::Site => String::new(),
        Unique::EntityType => entity(),
        Unique::Bundle => format!("{} {}", entity(), place()),
        Unique::Parent => place(),
        Unique::No => return None,
    };
    Some(Identity { kind: sheet.kind, within, name: names::corrected(name, sheet.kind) })
}

/// Every finding, by file, row and column.
pub fn lint(spec: &Spec<'_>) -> Vec<Finding> {
    let context = Context::of(spec);
    let mut findings = Findings::default();
    for rule in RULES {
        (rule.check)(&context, &mut findings);
    }
    findings.sorted()
}

#[cfg(test)]
mod tests;
