//! Rows to tickets, in an order in which they can be done.

mod body;
mod coverage;
mod gherkin;
mod graph;
mod grouping;
pub mod guard;
mod markdown;
mod sentences;
pub mod versions;
mod wording;

pub use body::{ReferenceTable, Source, body, body_with, reference_tables, sources};
pub use coverage::{Coverage, LeftOut};
pub use gherkin::feature;
pub use graph::{Cycle, Dependency};
pub use sentences::{Sentences, sentences_of, with_rows, with_sentences};
pub use wording::{Prose, criteria, story, template_prose, verification};

use crate::{
    sheets::{RowRef, Spec},
    types::{Category, Group, Kind},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// How many rows a ticket holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// What belongs together.
    #[default]
    Grouped,
    /// One.
    PerRow,
}

/// What somebody chose.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How many rows a ticket holds.
    pub granularity: Granularity,
}

/// What a ticket does with its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Builds them.
    Build,
    /// Takes them away.
    Remove,
}

/// One planned issue. Its texts and tables are made from the rows when they are needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// The same for the same rows in the next version of the specification.
    pub key: String,
    /// At most 255 characters, on one line.
    pub title: String,
    /// What it does.
    pub action: Action,
    /// The type of sheet it is about.
    pub kind: Kind,
    /// Part of the plan.
    pub group: Group,
    /// Position within its group, from 1.
    pub order: u32,
    /// Who does it.
    pub category: Category,
    /// An estimate, in hours.
    pub hours: f32,
    /// What it is called in sentences.
    pub name: String,
    /// Its rows, those of its own type first.
    pub rows: Vec<RowRef>,
    /// What has to be done before, by index into [`Plan::tickets`].
    pub dependencies: Vec<Dependency>,
    /// From 1: tickets of one wave can be done at the same time, after all earlier waves.
    pub wave: u32,
}

/// Tickets and how they hang together.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// By group, then by order.
    pub tickets: Vec<Ticket>,
    /// Indices of all tickets in an order in which everything comes after what it needs.
    pub order: Vec<usize>,
    /// Cycles that were found, and where each was cut.
    pub cycles: Vec<Cycle>,
    /// The longest chain by hours, first ticket first.
    pub critical_path: Vec<usize>,
    /// What became of every row.
    pub coverage: Coverage,
}

impl Plan {
    /// How many waves there are.
    pub fn waves(&self) -> u32 {
        self.tickets.iter().map(|ticket| ticket.wave).max().unwrap_or(0)
    }
    /// All estimates together.
    pub fn hours(&self) -> f32 {
        self.tickets.iter().map(|ticket| ticket.hours).sum()
    }
    /// `Ready to generate 23 tickets from 5 CSV files`.
    pub fn readiness(&self, spec: &Spec<'_>) -> String {
        let files: BTreeSet<usize> = self
            .tickets
            .iter()
            .flat_map(|ticket| &ticket.rows)
            .map(|row| spec.sheet(*row).table.file)
            .collect();
        let plural = crate::report::plural;
        format!(
            "Ready to generate {} from {}",
            plural(self.tickets.len(), "ticket"),
            plural(files.len(), "CSV file")
        )
    }
}

/// Plans everything that is to be built or removed.
pub fn plan(spec: &Spec<'_>, options: &Options) -> Plan {
    let mut tickets = grouping::tickets(spec, options);
    let home: HashMap<RowRef, usize> = tickets
        .iter()
        .enumerate()
        .flat_map(|(index, ticket)| ticket.rows.iter().map(move |row| (*row, index)))
        .collect();
    let edges = graph::edges(spec, &tickets, &home);
    let sorted = graph::sort(&tickets, edges);
    for (ticket, dependencies) in tickets.iter_mut().zip(sorted.dependencies) {
        ticket.dependencies = dependencies;
    }
    for (ticket, wave) in tickets.iter_mut().zip(sorted.waves) {
        ticket.wave = wave;
    }
    let coverage = coverage::of(spec, &home);
    Plan {
        tickets,
        order: sorted.order,
        cycles: sorted.cycles,
        critical_path: sorted.critical_path,
        coverage,
    }
}

#[cfg(test)]
mod tests;
