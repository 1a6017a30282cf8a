//! Any bytes, as a sheet: reading, lint, plan, fixes. `tests/properties.rs` replays the corpus.
#![no_main]

use libfuzzer_sys::fuzz_target;
use site_spec::{
    fixing,
    lint::lint,
    plan::{Options, body, plan},
    reading::Workbook,
    sheets::{Choices, Spec},
};

fuzz_target!(|bytes: &[u8]| {
    let mut workbook = Workbook::new();
    workbook.add_bytes("Fields.csv", bytes);
    let spec = Spec::of(&workbook, &Choices::new());
    let found = lint(&spec);
    for ticket in &plan(&spec, &Options::default()).tickets {
        body(&spec, ticket);
    }
    fixing::apply(&workbook, found.iter().filter_map(|finding| finding.fix.as_ref()));
});
