//! Words of a model that look like names of something in the site, and are none that the ticket knows.
//!
//! What a ticket knows are the cells of its rows, of the rows they belong and refer to, and of the tickets it waits for;
//! the titles of its columns, the names of its sheets, and what the templates say about it. A cell counts as a whole
//! and word by word. Nothing is compared loosely: machine names that differ in one letter are two. Addresses of the web
//! and of mail are strange also where a cell has them: the table shows them, and a sentence could send people there.

mod words;

use super::{Plan, Ticket, body::reference_tables, wording};
use crate::sheets::{Link, Place, RowRef, Spec};
use std::collections::{BTreeSet, HashSet};

/// Words of Drupal's world that are nobody's machine names. Our own templates have most of them.
const ALLOWED: [&str; 13] = [
    "drush",
    "composer",
    "config:status",
    "config:export",
    "config:import",
    "migrate:import",
    "migrate:rollback",
    "migrate:status",
    "cache:rebuild",
    "drupal.org",
    "html5",
    "a11y",
    "i18n",
];

/// The names that a ticket may be described with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Whole cells, and what stands between spaces in them.
    known: HashSet<String>,
    /// Addresses that the templates say themselves, as where a label is one.
    addresses: HashSet<String>,
}

impl Names {
    /// Everything that the plan knows of a ticket and of what it directly depends on.
    pub fn of(spec: &Spec<'_>, ticket: &Ticket, plan: &Plan) -> Self {
        let known = ALLOWED.into_iter().map(str::to_owned).collect();
        let mut names = Self { known, addresses: HashSet::new() };
        let near = near(spec, ticket, plan);
        for row in &near {
            for cell in spec.sheet(*row).table.rows[row.row as usize].cells() {
                names.add(cell);
            }
        }
        for sheet in near.iter().map(|row| row.sheet).collect::<BTreeSet<_>>() {
            names.add(&spec.sheets[sheet as usize].table.name);
        }
        for table in reference_tables(spec, ticket) {
            names.add(&table.caption);
            table.header.iter().for_each(|title| names.add(title));
        }
        names.add(&ticket.name);
        let mut sentences = vec![ticket.title.clone(), wording::story(spec, ticket)];
        sentences.extend(wording::criteria(spec, ticket));
        sentences.extend(wording::verification(spec, ticket));
        for sentence in &sentences {
            names.add(sentence);
            let words = words::of(sentence).into_iter().map(|word| word.text);
            names.addresses.extend(words.filter(|word| words::leads_elsewhere(word)));
        }
        names
    }

    /// The words in a text that look like machine names or addresses and are not among these, each once, in the order
    /// in which they stand there.
    pub fn strange_words(&self, text: &str) -> Vec<String> {
        let mut seen = HashSet::new();
        words::of(text)
            .into_iter()
            .filter(|word| word.looks_like_a_name() && !self.know(&word.text))
            .filter(|word| seen.insert(word.text.clone()))
            .map(|word| word.text)
            .collect()
    }

    fn know(&self, word: &str) -> bool {
        if words::leads_elsewhere(word) { self.addresses.contains(word) } else { self.known.contains(word) }
    }

    fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.known.extend(words::of(text).into_iter().map(|word| word.text));
        self.known.extend(text.split_whitespace().map(|word| words::bare(word).to_owned()));
        for piece in words::pieces(text) {
            // `article` of `d7_node:article` may be named alone.
            self.known.extend(piece.split(['.', ':']).filter(|part| !part.is_empty()).map(str::to_owned));
            self.known.insert(piece.to_owned());
        }
        self.known.insert(text.to_owned());
    }
}

/// Every word in `text` that looks like a machine name and occurs neither in the ticket's rows nor in what they
/// directly refer to, nor in the ticket's own template text. To look at several texts of one ticket, make its
/// [`Names`] once.
pub fn strange_words(spec: &Spec<'_>, ticket: &Ticket, plan: &Plan, text: &str) -> Vec<String> {
    Names::of(spec, ticket, plan).strange_words(text)
}

/// A ticket's rows, what they belong and refer to, and the rows of the tickets that it waits for.
fn near(spec: &Spec<'_>, ticket: &Ticket, plan: &Plan) -> BTreeSet<RowRef> {
    let mut near: BTreeSet<RowRef> = ticket.rows.iter().copied().collect();
    let links = spec.links();
    for row in &ticket.rows {
        if let Place::Row(place) = spec.sheet(*row).place(row.row as usize) {
            near.insert(place);
        }
        // Links stand in the order of the rows they are in.
        let first = links.partition_point(|link| link.from < *row);
        near.extend(links[first..].iter().take_while(|link| link.from == *row).filter_map(Link::row));
    }
    let waits_for = ticket.dependencies.iter().filter_map(|dependency| plan.tickets.get(dependency.on));
    near.extend(waits_for.flat_map(|ticket| &ticket.rows));
    near
}

#[cfg(test)]
mod tests;
