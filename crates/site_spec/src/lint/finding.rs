//! One thing that is wrong: where, what, and what to do.

use super::alternatives::{OFFERS, VALUES};
use crate::{
    fixing::can_be_applied,
    marks::RowState,
    sheets::{RowRef, Spec},
};
use domain::{failure::Severity, text};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::HashSet};

/// Characters of a cell that are shown.
const SHOWN: usize = 120;
/// Jaro-Winkler likeness from which on a name is worth being named first.
const ALIKE: f64 = 0.6;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable, for programs.
    pub code: Cow<'static, str>,
    /// Blocking when the row will be built and cannot be, as it is.
    pub severity: Severity,
    /// The sheet's name.
    pub file: String,
    /// As a spreadsheet counts.
    pub row: Option<u32>,
    /// The column's title.
    pub column: Option<String>,
    /// What the cell says, shortened.
    pub value: String,
    /// What is wrong, and why it matters.
    pub message: String,
    /// What to do.
    pub suggestion: String,
    /// How to put it right, where that is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// Changes of which a person may choose one, where none is certain: the values that the suggestion lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Edit>,
    /// The table's index in the workbook and the row's index in the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(usize, usize)>,
}

/// Changes that put one finding right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, for a button: `Write “academic_program”`.
    pub title: String,
    /// All or none of them.
    pub edits: Vec<Edit>,
}

/// One replaced part of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The table's index in the workbook.
    pub table: usize,
    /// The row's index in the table.
    pub row: usize,
    /// The column's index.
    pub column: usize,
    /// Where in the cell, in bytes.
    pub at: usize,
    /// What stands there.
    pub from: String,
    /// What should.
    pub to: String,
}

/// Findings as they are collected.
#[derive(Debug, Default)]
pub struct Findings {
    found: Vec<(usize, u32, usize, Finding)>,
    offers: usize,
}

/// What a rule says about one cell or row.
pub(crate) struct Report {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) suggestion: String,
    pub(crate) fix: Option<Fix>,
}

impl Findings {
    /// About a row, and a column of it. What would block is a warning where the row is not going to be built.
    pub(crate) fn row(&mut self, spec: &Spec<'_>, row: RowRef, position: Option<usize>, report: Report) {
        self.row_with(spec, row, position, report, Vec::new);
    }
    /// The same, with changes of which one may be chosen.
    pub(crate) fn row_with(
        &mut self,
        spec: &Spec<'_>,
        row: RowRef,
        position: Option<usize>,
        report: Report,
        alternatives: impl FnOnce() -> Vec<Edit>,
    ) {
        let sheet = spec.sheet(row);
        let severity = match (report.severity, spec.state(row)) {
            (Severity::Blocking, state) if state != RowState::Build => Severity::Warning,
            (severity, _) => severity,
        };
        let index = row.row as usize;
        let number = sheet.table.rows[index].number();
        // Where cells stand under the wrong title, nothing is certain.
        let is_ragged = sheet.table.is_ragged(index);
        let alternatives = if self.offers < OFFERS && !is_ragged { alternatives() } else { Vec::new() };
        self.offers += usize::from(!alternatives.is_empty());
        let value =
            position.map(|position| shortened(sheet.table.rows[index].cell(position))).unwrap_or_default();
        self.push(
            sheet.table_index,
            number,
            position.unwrap_or(usize::MAX),
            Finding {
                code: report.code.into(),
                severity,
                file: sheet.table.name.clone(),
                row: Some(number),
                column: position.map(|position| sheet.table.title(position)),
                value,
                message: report.message,
                suggestion: report.suggestion,
                fix: report.fix.filter(|fix| !is_ragged && can_be_applied(spec.workbook, fix)),
                alternatives,
                at: Some((sheet.table_index, index)),
            },
        );
    }
    /// About a whole sheet, or a file that could not be read.
    pub(crate) fn file(&mut self, order: usize, file: &str, report: Report) {
        self.place(order, file, (None, None), report);
    }
    /// About a place in a file of which there is no table.
    pub(crate) fn place(
        &mut self,
        order: usize,
        file: &str,
        at: (Option<u32>, Option<usize>),
        report: Report,
    ) {
        self.push(
            order,
            0,
            0,
            Finding {
                code: report.code.into(),
                severity: report.severity,
                file: file.to_owned(),
                row: at.0,
                column: at.1.map(|column| format!("Column {column}")),
                value: String::new(),
                message: report.message,
                suggestion: report.suggestion,
                fix: report.fix,
                alternatives: Vec::new(),
                at: None,
            },
        );
    }
    fn push(&mut self, table: usize, row: u32, column: usize, finding: Finding) {
        self.found.push((table, row, column, finding));
    }
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|one, other| {
            (one.0, one.1, one.2, &one.3.code).cmp(&(other.0, other.1, other.2, &other.3.code))
        });
        self.found.into_iter().map(|(.., finding)| finding).collect()
    }
}

/// One line of a cell, not too long.
pub(crate) fn shortened(cell: &str) -> String {
    let line = text::one_line(cell);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Names compared in one check of a specification. Beyond it they are listed as they come.
const COMPARISONS: usize = 300_000;

/// Valid names, gathered once and listed for whatever is none of them.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    names: Vec<&'a str>,
    in_order: String,
}

impl<'a> Names<'a> {
    pub(crate) fn of(names: impl Iterator<Item = &'a str>) -> Self {
        let mut seen = HashSet::new();
        let names: Vec<&str> = names.filter(|name| !name.is_empty() && seen.insert(*name)).collect();
        let in_order = listed(names.iter().copied());
        Self { names, in_order }
    }
}

/// Valid names as a suggestion lists them.
#[derive(Debug)]
pub(crate) struct Listed<'a> {
    /// Up to ten of them, and how many more there are.
    pub(crate) words: String,
    /// The same names.
    pub(crate) values: Vec<&'a str>,
}

/// Lists names, those first that are written most like something.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    spent: usize,
}

impl Alike {
    /// Up to ten names, those first that are most like `text`; the others in their order.
    pub(crate) fn listed<'a>(&mut self, text: &str, names: &Names<'a>) -> Listed<'a> {
        if self.spent >= COMPARISONS || text.len() > SHOWN {
            let values = names.names.iter().copied().take(VALUES).collect();
            return Listed { words: names.in_order.clone(), values };
        }
        let text = text::search_key(text);
        let likeness = |name: &str| {
            let likeness = strsim::jaro_winkler(&text, &text::search_key(&shortened(name)));
            if likeness < ALIKE { 0 } else { permille(likeness) }
        };
        let mut names: Vec<(usize, &str)> = names.names.iter().map(|name| (likeness(name), *name)).collect();
        self.spent += names.len();
        names.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
        let words = listed(names.iter().map(|(_, name)| *name));
        Listed { words, values: names.into_iter().map(|(_, name)| name).take(VALUES).collect() }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
fn permille(likeness: f64) -> usize {
    (likeness * 1000.0) as usize
}

/// Up to ten values, and how many more there are.
pub(crate) fn listed<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let mut seen = std::collections::BTreeSet::new();
    let (mut shown, mut more) = (Vec::new(), 0);
    for value in values.filter(|value| !value.is_empty()) {
        if !seen.insert(value) {
            continue;
        }
        if shown.len() < VALUES { shown.push(format!("“{}”", shortened(value))) } else { more += 1 }
    }
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
