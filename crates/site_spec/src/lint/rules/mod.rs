//! The rules, one file each.

use super::{Context, Findings};

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// The codes of its findings; those of references are listed with the types of sheets.
    pub codes: &'static [&'static str],
    /// What it looks for, in one sentence.
    pub looks_for: &'static str,
    /// Looks.
    pub check: fn(&Context<'_, '_>, &mut Findings),
}

macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// Every rule, in the order in which they look.
        pub const RULES: &[Rule] = &[$($module::RULE,)*];
    };
}

// A new rule is one file with a `RULE`, and one line here.
rules! {
    refused_files,
    unclear_types,
    missing_columns,
    ragged_rows,
    unknown_marks,
    missing_cells,
    failed_formulas,
    machine_names,
    duplicates,
    duplicate_labels,
    references,
    missing_sheets,
    removed_targets,
    entity_types,
    field_types,
    widgets,
    flags,
    cardinalities,
    field_storages,
    reference_targets,
    disagreeing_bundles,
    breakpoints,
}
