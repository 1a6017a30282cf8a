//! Parse, lint and plan a specification of 1,000 to 100,000 rows.
//!
//! `cargo bench -p site_spec --bench specification`; `-- --memory` reads, checks and plans 100,000 rows once and prints
//! the peak of the process (Linux).

use criterion::{BenchmarkId, Criterion, Throughput};
use site_spec::{
    lint::lint,
    plan::{Options, plan},
    reading::Workbook,
    sheets::{Choices, Spec},
};
use std::{fmt::Write as _, hint::black_box};

/// Fields of one bundle.
const FIELDS: usize = 20;
/// Files that hold the fields; each stays below the limit of a file.
const FILES: usize = 20;

/// Bundles with their fields, a fifth of which refer to other bundles, with a defect here and there.
fn specification(rows: usize) -> Vec<(String, String)> {
    let bundles = rows / (FIELDS + 1);
    let mut files = Vec::new();
    let mut text = String::from(
        "ID,Name,Machine name,X,Dev,QA,Description,Mod.,Layout,Trns.,Type,URL alias pattern,Settings/notes\n",
    );
    for bundle in 0..bundles {
        let _ = writeln!(
            text,
            "{bundle},Bundle {bundle},bundle_{bundle},a,,,What it is for,y,n,y,Content type,/b/{bundle},"
        );
    }
    files.push(("Bundles.csv".to_owned(), text));
    for file in 0..FILES {
        let mut text = String::from(
            "ID,Bundle,Field label,Machine name,X,Field type,Ref. bundle,Req'd,Vals.,Form widget,Trns.,Help text,Bundle machine name\n",
        );
        for bundle in (file..bundles).step_by(FILES) {
            for field in 0..FIELDS {
                let (kind, target) = if field % 5 == 0 {
                    ("Entity reference", format!("Bundle {} (Content type)", (bundle + field + 1) % bundles))
                } else {
                    ("\"Text (formatted, long)\"", String::new())
                };
                let label = if (bundle * FIELDS + field).is_multiple_of(997) { "" } else { "A label" };
                let _ = writeln!(
                    text,
                    "{field},Bundle {bundle} (Content type),{label} {field},field_{field},a,{kind},{target},y,1,Text field,y,,bundle_{bundle}"
                );
            }
        }
        files.push((format!("Fields {file} fields.csv"), text));
    }
    files
}

/// The same with something wrong in every row: no machine name, type, widget or reference is right.
fn broken(rows: usize) -> Vec<(String, String)> {
    let wrong = |text: String| {
        text.replace(",field_", ",Field ")
            .replace("Entity reference,Bundle", "Entity reference,Bindle no.")
            .replace("(formatted, long)", "(formatter, lone)")
            .replace("Text field", "Big field")
            .replace(",Bundle ", ",Bundlle ")
    };
    specification(rows).into_iter().map(|(name, text)| (name, wrong(text))).collect()
}

fn all(files: &[(String, String)]) -> usize {
    let mut workbook = Workbook::new();
    for (name, text) in files {
        workbook.add_bytes(name, text.as_bytes());
    }
    assert!(workbook.refused.is_empty(), "{:?}", workbook.refused);
    let spec = Spec::of(&workbook, &Choices::new());
    let found = lint(&spec);
    found.len() + plan(&spec, &Options::default()).tickets.len()
}

fn speed(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse, lint and plan");
    group.sample_size(10);
    for rows in [1_000, 10_000, 100_000] {
        let files = specification(rows);
        group.throughput(Throughput::Elements(rows as u64));
        group.bench_with_input(BenchmarkId::from_parameter(rows), &files, |bencher, files| {
            bencher.iter(|| black_box(all(files)));
        });
    }
    let files = broken(100_000);
    group.bench_function("100000 with defects in every row", |bencher| {
        bencher.iter(|| black_box(all(&files)));
    });
    group.finish();
}

#[expect(clippy::print_stdout, reason = "the number is what this is for")]
fn memory() {
    let files = specification(100_000);
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let found = all(&files);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    println!("{bytes} bytes of CSV, {found} findings and tickets, peak of the process: {peak}");
}

fn main() {
    if std::env::args().any(|argument| argument == "--memory") {
        return memory();
    }
    let mut criterion = Criterion::default().configure_from_args();
    speed(&mut criterion);
    criterion.final_summary();
}
