//! What Drupal accepts as a machine name.

use super::Rule;
use crate::{
    columns::Column,
    lint::{Context, Edit, Findings, Fix, finding::Report},
    marks::is_base_name,
    names::{self, Verdict},
    sheets::{Link, RowRef, Spelling, Target, small},
};
use domain::failure::Severity;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    codes: &["machine-name-wrong", "machine-name-unusual", "machine-name-too-long", "machine-name-spaces"],
    looks_for: "Machine names that Drupal refuses, shortens, or takes although nobody writes them like that.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let spec = context.spec;
    // Whoever refers to a name by its machine name has to follow when it changes.
    let mut followers: HashMap<RowRef, Vec<&Link>> = HashMap::new();
    if !context.corrections.is_empty() {
        for link in spec.links() {
            if let Target::Row(row, Spelling::MachineName) = link.target
                && context.corrections.contains_key(&row)
            {
                followers.entry(row).or_default().push(link);
            }
        }
    }
    for (number, sheet) in spec.sheets.iter().enumerate() {
        let (Some(rule), Some(position)) = (&sheet.spec().names, sheet.columns.position(Column::MachineName)) else {
            continue;
        };
        for row in sheet.rows() {
            let (name, raw) = (sheet.value_at(row, position), sheet.table.rows[row].cell(position));
            if name.is_empty() || is_base_name(name) {
                continue;
            }
            let at = RowRef { sheet: small(number), row: small(row) };
            // The whole cell, so that no spaces stay around the name.
            let edit = |to: &str| Edit {
                table: sheet.table_index,
                row,
                column: position,
                at: 0,
                from: raw.to_owned(),
                to: to.to_owned(),
            };
            let allowed = rule.pattern.words();
            let (code, severity, message) = match names::check(name, rule) {
                Verdict::Fine if raw != name => {
                    findings.row(spec, at, Some(position), Report {
                        code: "machine-name-spaces",
                        severity: Severity::Warning,
                        message: format!("There are spaces around “{name}”, which a script would take for a part of the name."),
                        suggestion: "Remove them.".to_owned(),
                        fix: Some(Fix { title: format!("Write “{name}”"), edits: vec![edit(name)] }),
                    });
                    continue;
                }
                Verdict::Fine => continue,
                Verdict::Wrong(why) => (
                    "machine-name-wrong",
                    Severity::Blocking,
                    format!("“{name}” cannot be a machine name: {why}. It may have {allowed}."),
                ),
                Verdict::Unusual(why) => (
                    "machine-name-unusual",
                    Severity::Warning,
                    format!("“{name}” is an unusual machine name: {why}. Drupal takes it, but its forms make {allowed}."),
                ),
                Verdict::TooLong => (
                    "machine-name-too-long",
                    Severity::Blocking,
                    format!("“{name}” has {} characters; Drupal stores {}.", name.chars().count(), rule.longest),
                ),
            };
            let fix = context.corrections.get(&at).map(|right| {
                let mut edits = vec![edit(right)];
                let follow = followers.get(&at).into_iter().flatten().map(|link| follow(context, link, right));
                edits.extend(follow.filter(|edit| edit.from != edit.to));
                Fix { title: format!("Write “{right}”"), edits }
            });
            let suggestion = match (&fix, code) {
                (Some(fix), _) => format!("{}.", fix.title),
                (None, "machine-name-too-long") => format!("Choose a name with at most {} characters.", rule.longest),
                (None, _) => "Choose another name; what it should be is not certain.".to_owned(),
            };
            findings.row(spec, at, Some(position), Report { code, severity, message, suggestion, fix });
        }
    }
}

fn follow(context: &Context<'_, '_>, link: &Link, right: &str) -> Edit {
    let sheet = context.spec.sheet(link.from);
    let row = link.from.row as usize;
    let cell = sheet.table.rows[row].cell(link.position);
    Edit {
        table: sheet.table_index,
        row,
        column: link.position,
        at: link.span.start,
        from: cell[link.span.clone()].to_owned(),
        to: right.to_owned(),
    }
}
