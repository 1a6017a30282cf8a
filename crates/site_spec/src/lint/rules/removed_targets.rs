//! Rows that need something that is taken away or not ready.

use super::Rule;
use crate::{
    lint::{Context, Findings, finding::{Report, shortened}},
    marks::RowState,
    sheets::Role,
};
use domain::failure::Severity;

pub(super) const RULE: Rule = Rule {
    codes: &["depends-on-removed", "depends-on-waiting"],
    looks_for: "Rows to be built that need a row that is to be removed, waits, or was excluded.",
    check,
};

fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let spec = context.spec;
    for link in spec.links().iter().filter(|link| link.role == Role::Refers) {
        let Some(target) = link.row().filter(|_| spec.state(link.from) == RowState::Build) else { continue };
        let singular = spec.sheet(target).spec().singular;
        let name = shortened(spec.label(target));
        let (code, severity, what) = match spec.state(target) {
            RowState::Remove => ("depends-on-removed", Severity::Blocking, "is to be removed (d)"),
            RowState::Wait => ("depends-on-waiting", Severity::Warning, "waits (w)"),
            RowState::Hold => ("depends-on-waiting", Severity::Warning, "is on hold (h)"),
            RowState::Excluded => ("depends-on-waiting", Severity::Warning, "was excluded"),
            RowState::Build | RowState::Done | RowState::Spacer => continue,
        };
        let place = spec.sheet(target);
        findings.row(spec, link.from, Some(link.position), Report {
            code,
            severity,
            message: format!(
                "This row is to be built and needs the {singular} “{name}”, which {what} in {}, row {}.",
                place.table.name,
                place.table.rows[target.row as usize].number()
            ),
            suggestion: "Decide which of the two is right: mark this row in the same way, or build the other one too.".to_owned(),
            fix: None,
        });
    }
}
