//! Values of which a person may choose one, where none is certain.

use super::finding::{Edit, shortened};
use crate::{
    fixing::stands_there,
    sheets::{RowRef, Spec},
};

/// Findings of one check that offer a choice. Nobody goes through more of them by hand.
pub(super) const OFFERS: usize = 2_000;
/// Values offered for one cell: as many as a message lists.
pub(super) const VALUES: usize = 10;

/// What takes the place of a part of a cell, one edit for each value. What would be cut where it is shown, or would make
/// the cell begin like a formula, is left out.
pub(crate) fn instead_of<'v>(
    spec: &Spec<'_>,
    row: RowRef,
    (column, at, from): (usize, usize, &str),
    values: impl IntoIterator<Item = &'v str>,
) -> Vec<Edit> {
    let edit = |to: &str| Edit {
        table: spec.sheet(row).table_index,
        row: row.row as usize,
        column,
        at,
        from: from.to_owned(),
        to: to.to_owned(),
    };
    values
        .into_iter()
        .filter(|value| shortened(value) == *value)
        .map(edit)
        .filter(|edit| stands_there(spec.workbook, edit))
        .take(VALUES)
        .collect()
}

/// What takes the place of everything that a cell says.
pub(crate) fn instead_of_cell<'v>(
    spec: &Spec<'_>,
    row: RowRef,
    column: usize,
    values: impl IntoIterator<Item = &'v str>,
) -> Vec<Edit> {
    let raw = spec.sheet(row).table.rows[row.row as usize].cell(column);
    let at = raw.len() - raw.trim_start().len();
    instead_of(spec, row, (column, at, raw.trim()), values)
}

#[cfg(test)]
mod tests {
    use crate::{
        fixing,
        lint::{Finding, Fix, lint},
        reading::Workbook,
        sheets::{Choices, Spec},
    };
    use std::collections::BTreeMap;

    const BUNDLES: &str = "Name,Machine name,X,Type\nNews,news,a,Content type\nEvent,event,a,Content type\nTopics,topics,a,Vocabulary\nOld,old,d,Content type\n";

    fn workbook(row: &str) -> Workbook {
        let mut workbook = Workbook::new();
        workbook.add_text("Bundles.csv", BUNDLES);
        let header = "Bundle,Field label,Machine name,X,Field type,Ref. bundle,Req'd,Form widget";
        workbook.add_text("Fields.csv", &format!("{header}\n{row}\n"));
        workbook
    }

    fn found(workbook: &Workbook) -> Vec<Finding> {
        lint(&Spec::of(workbook, &Choices::new()))
    }

    /// The values that are offered, by code.
    fn offered(row: &str) -> BTreeMap<String, Vec<String>> {
        let values = |finding: &Finding| finding.alternatives.iter().map(|edit| edit.to.clone()).collect();
        let found = found(&workbook(row));
        found.iter().map(|finding| (finding.code.to_string(), values(finding))).collect()
    }

    /// One value is chosen: what the row says then, and the codes that are left.
    fn chosen(row: &str, code: &str, which: usize) -> (String, Vec<String>) {
        let before = workbook(row);
        let findings = found(&before);
        let finding = findings.iter().find(|finding| finding.code == code).unwrap();
        assert!(finding.fix.is_none(), "what is certain is not a question");
        let fix = Fix { title: String::new(), edits: vec![finding.alternatives[which].clone()] };
        let corrected = fixing::apply(&before, [&fix]);
        let row = corrected.texts[&1].lines().nth(1).unwrap().to_owned();
        let codes = found(&workbook(&row)).into_iter().map(|finding| finding.code.into_owned()).collect();
        (row, codes)
    }

    #[test]
    fn names_that_exist_can_be_chosen_and_only_they_change() {
        let row = "Newsletter (Content type),Date,field_d,a,Date,,y,";
        let offered = offered(row);
        assert_eq!(
            offered["field-bundle-unknown"],
            ["News", "Event"],
            "of the type that is named, without what goes"
        );
        let (row, codes) = chosen(row, "field-bundle-unknown", 0);
        assert_eq!(row, "News (Content type),Date,field_d,a,Date,,y,");
        assert_eq!(codes, Vec::<String>::new());
    }

    #[test]
    fn one_of_several_names_in_a_cell_is_chosen() {
        let row = "News,Ref,field_r,a,Entity reference,\"Event, Bakery\",y,";
        let (row, codes) = chosen(row, "ref-bundle-unknown", 1);
        assert!(row.contains("\"Event, "), "{row}");
        assert!(!codes.contains(&"ref-bundle-unknown".to_owned()), "{row}: {codes:?}");
    }

    #[test]
    fn words_of_a_list_can_be_chosen_and_what_is_free_cannot() {
        let offered = offered("News,Body,field_b,maybe,Quantum foam,,perhaps,Crystal ball");
        assert_eq!(offered["mark-unknown"], ["a", "c", "d", "x", "w", "h"]);
        assert_eq!(offered["flag-unreadable"], ["y", "n"], "a cell does not begin to look like a formula");
        assert_eq!(offered["field-type-unknown"].len(), 10, "{offered:?}");
        assert!(offered["widget-unknown"].contains(&"Autocomplete".to_owned()), "{offered:?}");
        let (_, codes) = chosen("News,Body,field_b,a,Quantum foam,,y,", "field-type-unknown", 3);
        assert!(!codes.contains(&"field-type-unknown".to_owned()), "{codes:?}");
    }

    #[test]
    fn where_cells_stand_under_the_wrong_title_nothing_is_offered() {
        let offered = offered("Bakery,Body,field_b,a,Quantum foam,,y");
        assert!(offered.contains_key("row-ragged"), "{offered:?}");
        assert!(offered.values().all(Vec::is_empty), "{offered:?}");
    }

    #[test]
    fn a_type_that_no_bundle_has_offers_nothing() {
        let offered = offered("Bakery (Media type),Body,field_b,a,Date,,y,");
        assert_eq!(offered["field-bundle-unknown"], Vec::<String>::new());
    }
}
