//! Rows by what others call them.

use super::{RowRef, Sheet, slug, small};
use crate::{columns::Column, marks::RowState, names, types::Kind};
use domain::text::search_key;
use std::collections::HashMap;

/// Comparisons spent on misspelt names in one specification. Beyond it they are unknown without a suggestion.
const COMPARISONS: usize = 2_000_000;
/// Shorter names have too many neighbours.
const SHORTEST: usize = 5;

/// A row that can be pointed at.
#[derive(Debug)]
pub(super) struct Candidate<'w> {
    pub(super) row: RowRef,
    pub(super) state: RowState,
    pub(super) entity: Option<&'w str>,
    pub(super) parent: Option<RowRef>,
    pub(super) label: &'w str,
    pub(super) machine: &'w str,
    lower_label: String,
    /// The machine name as it will be once it is written correctly.
    pub(super) right_machine: String,
}

/// All rows of one type.
#[derive(Debug, Default)]
pub(super) struct Index<'w> {
    /// Whether there is any sheet of the type.
    pub(super) exists: bool,
    pub(super) candidates: Vec<Candidate<'w>>,
    by_label: HashMap<String, Vec<u32>>,
    /// As it is written, and as it will be.
    by_machine: HashMap<String, Vec<u32>>,
    by_slug: HashMap<String, Vec<u32>>,
}

/// How far a name may be away.
fn reach(length: usize) -> usize {
    match length {
        0..SHORTEST => 0,
        SHORTEST..8 => 1,
        _ => 2,
    }
}

impl<'w> Index<'w> {
    /// Rows by their labels and machine names, or by what stands in one column.
    pub(super) fn of(kind: Kind, by: Option<Column>, sheets: &[Sheet<'w>]) -> Self {
        let mut index = Self::default();
        for (number, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.kind == kind) {
            index.exists = true;
            for row in sheet.rows() {
                let (label, machine) = match by {
                    None => (sheet.value(row, Column::Name), sheet.value(row, Column::MachineName)),
                    Some(Column::MachineName) => ("", sheet.value(row, Column::MachineName)),
                    Some(column) => (sheet.value(row, column), ""),
                };
                if label.is_empty() && machine.is_empty() {
                    continue;
                }
                let parent = match sheet.place(row) {
                    super::Place::Row(parent) => Some(parent),
                    _ => None,
                };
                index.add(Candidate {
                    row: RowRef { sheet: small(number), row: small(row) },
                    state: sheet.state(row),
                    entity: sheet.entity(row),
                    parent,
                    label,
                    machine,
                    lower_label: search_key(label),
                    right_machine: names::corrected(machine, kind),
                });
            }
        }
        index
    }
    fn add(&mut self, candidate: Candidate<'w>) {
        let id = small(self.candidates.len());
        if !candidate.label.is_empty() {
            self.by_label.entry(candidate.lower_label.clone()).or_default().push(id);
            self.by_slug.entry(slug(candidate.label)).or_default().push(id);
        }
        if !candidate.machine.is_empty() {
            self.by_machine.entry(candidate.machine.to_owned()).or_default().push(id);
            if candidate.right_machine != candidate.machine {
                self.by_machine.entry(candidate.right_machine.clone()).or_default().push(id);
            }
            let by_machine = self.by_slug.entry(slug(candidate.machine)).or_default();
            if by_machine.last() != Some(&id) {
                by_machine.push(id);
            }
        }
        self.candidates.push(candidate);
    }
    pub(super) fn get(&self, id: u32) -> &Candidate<'w> {
        &self.candidates[id as usize]
    }
    pub(super) fn by_label(&self, name: &str) -> &[u32] {
        self.by_label.get(&search_key(name)).map_or(&[], Vec::as_slice)
    }
    pub(super) fn by_machine(&self, name: &str) -> &[u32] {
        self.by_machine.get(name).map_or(&[], Vec::as_slice)
    }
    pub(super) fn by_slug(&self, name: &str) -> &[u32] {
        self.by_slug.get(&slug(name)).map_or(&[], Vec::as_slice)
    }
    /// The one row that a misspelt name can mean, and whether its label is what was meant. Rows that are taken away
    /// are never meant.
    pub(super) fn near(
        &self,
        name: &str,
        spent: &mut usize,
        fits: impl Fn(&Candidate<'w>) -> bool,
    ) -> Option<(u32, bool)> {
        let name = search_key(name);
        let length = name.chars().count();
        let reach = reach(length);
        if reach == 0 {
            return None;
        }
        let mut best: Option<(usize, u32, bool)> = None;
        let mut tied = false;
        for (id, candidate) in self.candidates.iter().enumerate() {
            if *spent >= COMPARISONS {
                return None;
            }
            if candidate.state == RowState::Remove || !fits(candidate) {
                continue;
            }
            for (other, is_label) in
                [(candidate.lower_label.as_str(), true), (candidate.right_machine.as_str(), false)]
            {
                if other.len().abs_diff(name.len()) > reach * 2 || other.chars().count() < SHORTEST {
                    continue;
                }
                *spent += 1;
                let distance = strsim::osa_distance(&name, other);
                if distance > reach || digits(&name) != digits(other) {
                    continue;
                }
                match best {
                    Some((closest, same, _)) if distance == closest && same as usize != id => tied = true,
                    Some((closest, ..)) if distance >= closest => {}
                    _ => (best, tied) = (Some((distance, small(id), is_label)), false),
                }
            }
        }
        best.filter(|_| !tied).map(|(_, id, is_label)| (id, is_label))
    }
}

/// `Level 1` is no misspelling of `Level 2`.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
