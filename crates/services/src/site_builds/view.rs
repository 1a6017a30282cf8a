//! What pages show of a build and its sheets.

use super::{
    checked::{Checked, PER_ROW},
    expiry,
};
use crate::Resources;
use contract::{
    Outcome,
    commands::FindingsFilter,
    views::{
        FindingCounts, FindingView, FindingsView, SheetFileView, SheetPlace, SheetRowView, SheetRowsView,
        SheetTableView, SiteBuildView,
    },
};
use domain::{
    failure::{Failure, Severity},
    text::one_line,
};
use site_spec::{
    detection::{Candidate, Detected, detect},
    lint::Finding,
    marks::RowState,
    report::Counts,
    sheets::{Choice, Spec},
};
use store::site_builds::SiteBuild;

/// Findings on one page.
const FINDINGS: usize = 50;
/// Rows shown above and below the one that was asked for.
const AROUND: usize = 15;
/// Characters of a cell that are shown.
const CELL: usize = 160;
/// Columns of a table that are shown.
const COLUMNS: usize = 40;

pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn shortened(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The build as it stands now.
pub(super) fn build(resources: &Resources, checked: &Checked) -> SiteBuildView {
    SiteBuildView { now: resources.clock.now(), ..checked.shown.clone() }
}

/// A build of which nothing is known but itself.
pub(super) fn empty(build: &SiteBuild) -> SiteBuildView {
    SiteBuildView {
        id: build.id,
        name: build.name.clone(),
        description: build.description.clone(),
        version: build.version,
        per_row: build.granularity == PER_ROW,
        files: Vec::new(),
        counts: FindingCounts::default(),
        to_build: 0,
        to_remove: 0,
        left_out: 0,
        tickets: 0,
        waves: 0,
        hours: 0.0,
        readiness: None,
        made: build.made_from.is_some(),
        expires_at: expiry(build),
        now: build.updated_at,
    }
}

/// The build with what follows from its sheets.
pub(super) fn laid_out(checked: &Checked) -> SiteBuildView {
    let spec = checked.spec();
    let counts = Counts::of(&checked.findings);
    let counts = FindingCounts {
        errors: small(counts.errors),
        warnings: small(counts.warnings),
        notices: small(counts.notices),
        fixable: small(counts.fixable),
    };
    let plan = &checked.plan;
    let ready = counts.errors == 0 && !plan.tickets.is_empty();
    SiteBuildView {
        files: files(checked, &spec),
        counts,
        to_build: small(plan.coverage.built),
        to_remove: small(plan.coverage.removed),
        left_out: small(plan.coverage.left_out.len()),
        tickets: small(plan.tickets.len()),
        waves: plan.waves(),
        hours: plan.hours(),
        readiness: ready.then(|| plan.readiness(&spec)),
        ..empty(&checked.build)
    }
}

fn files(checked: &Checked, spec: &Spec<'_>) -> Vec<SheetFileView> {
    let mut files: Vec<SheetFileView> = checked
        .files
        .iter()
        .enumerate()
        .map(|(index, file)| SheetFileView {
            id: file.id,
            name: file.name.clone(),
            bytes: small(file.content.len()),
            problem: checked.refused.get(&index).map(|error| (error.to_string(), error.next().to_owned())),
            tables: Vec::new(),
        })
        .collect();
    for (index, (file, number)) in checked.places.iter().enumerate() {
        if let Some(file) = files.get_mut(*file) {
            file.tables.push(table(checked, spec, index, *number));
        }
    }
    files
}

fn table(checked: &Checked, spec: &Spec<'_>, index: usize, number: usize) -> SheetTableView {
    let table = &checked.workbook.tables[index];
    let sheet = spec.sheets.iter().find(|sheet| sheet.table_index == index);
    let chosen = checked.choices.get(&index).is_some_and(|choice| choice.kind.is_some());
    let detected = detect(table);
    let percent = |candidate: &Candidate| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
        let percent = (candidate.score.clamp(0.0, 1.0) * 100.0).round() as u8;
        percent
    };
    let (score, reasons) = match &detected {
        _ if chosen => (None, Vec::new()),
        Detected::Accepted(candidate) => (Some(percent(candidate)), candidate.reasons.clone()),
        Detected::Unclear { candidates, why } => (candidates.first().map(percent), vec![why.clone()]),
        Detected::Overview => (None, Vec::new()),
    };
    SheetTableView {
        table: small(number),
        name: table.name.clone(),
        rows: small(sheet.map_or(table.rows.len(), |sheet| sheet.rows().count())),
        kind: sheet.map(|sheet| sheet.kind.key().to_owned()),
        chosen,
        mapped: checked.choices.get(&index).is_some_and(Choice::is_mapped),
        overview: !chosen && detected == Detected::Overview,
        score,
        reasons,
    }
}

fn place(checked: &Checked, finding: &Finding) -> Option<SheetPlace> {
    let (table, row) = finding.at?;
    let (file, number) = checked.places.get(table)?;
    Some(SheetPlace { file: checked.files.get(*file)?.id, table: small(*number), row: small(row) })
}

/// Those that fit the filter; one that fits nothing is as good as none.
pub(super) fn findings(resources: &Resources, checked: &Checked, filter: &FindingsFilter) -> FindingsView {
    let fits = |finding: &Finding| {
        let severity = match filter.severity.as_str() {
            "error" => finding.severity == Severity::Blocking,
            "warning" => finding.severity == Severity::Warning,
            "notice" => finding.severity == Severity::Info,
            "fixable" => finding.fix.is_some(),
            _ => true,
        };
        severity && (filter.sheet.is_empty() || finding.file == filter.sheet)
    };
    let fitting: Vec<(usize, &Finding)> =
        checked.findings.iter().enumerate().filter(|(_, finding)| fits(finding)).collect();
    let first = usize::try_from(filter.page).unwrap_or(usize::MAX).saturating_mul(FINDINGS);
    let shown = fitting.iter().skip(first).take(FINDINGS).map(|(number, finding)| FindingView {
        number: small(*number),
        code: finding.code.to_string(),
        severity: finding.severity,
        file: finding.file.clone(),
        row: finding.row,
        column: finding.column.clone(),
        value: finding.value.clone(),
        message: finding.message.clone(),
        suggestion: finding.suggestion.clone(),
        fix: finding.fix.as_ref().map(|fix| fix.title.clone()),
        values: finding.alternatives.iter().map(|edit| edit.to.clone()).collect(),
        place: place(checked, finding),
    });
    FindingsView {
        build: build(resources, checked),
        findings: shown.collect(),
        total: small(fitting.len()),
        page: filter.page,
        more: fitting.len() > first.saturating_add(FINDINGS),
        sheets: checked.workbook.tables.iter().map(|table| table.name.clone()).collect(),
    }
}

/// Rows of a table around one of them, each with what is wrong.
pub(super) fn rows(build: SiteBuildView, checked: &Checked, place: SheetPlace) -> Outcome<SheetRowsView> {
    let missing = || Failure::not_found("sheet");
    let index = checked.table(place.file, place.table as usize).ok_or_else(missing)?;
    let table = &checked.workbook.tables[index];
    let spec = checked.spec();
    let sheet = spec.sheets.iter().find(|sheet| sheet.table_index == index);
    let around = (place.row as usize).min(table.rows.len().saturating_sub(1));
    let first = around.saturating_sub(AROUND);
    let last = (around + AROUND + 1).min(table.rows.len());
    let columns = table.header.len().min(COLUMNS);
    let rows = (first..last).map(|row| {
        let cells = &table.rows[row];
        let state = sheet.map_or(RowState::Build, |sheet| sheet.state(row));
        let why = sheet.and_then(|sheet| sheet.excluded.get(&row)).cloned();
        let of_row = checked.findings.iter().filter(|finding| finding.at == Some((index, row)));
        let findings = of_row.map(|finding| {
            let column = (0..columns).find(|at| finding.column.as_deref() == Some(table.title(*at).as_str()));
            (small(column.unwrap_or(columns)), finding.message.clone())
        });
        SheetRowView {
            row: small(row),
            number: cells.number(),
            cells: (0..columns).map(|column| shortened(cells.cell(column))).collect(),
            left_out: why.unwrap_or_else(|| state.reason_to_skip().unwrap_or_default().to_owned()),
            excluded: state == RowState::Excluded,
            findings: findings.collect(),
        }
    });
    Ok(SheetRowsView {
        build,
        name: table.name.clone(),
        file: place.file,
        table: place.table,
        header: (0..columns).map(|column| table.title(column)).collect(),
        rows: rows.collect(),
        around: small(around),
        total: small(table.rows.len()),
    })
}
