//! Which crate may know which. The list is the architecture: change it together with `docs/ARCHITECTURE.md`.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};

/// Each crate and the crates of this workspace that it may depend on, outside tests.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("instruments", &[]),
    ("markup", &[]),
    ("site_spec", &["domain"]),
    ("secrets", &[]),
    ("outbound", &["instruments"]),
    ("ui", &[]),
    ("sandbox", &[]),
    ("contract", &["domain"]),
    (
        "testkit",
        &[
            "contract", "domain", "jobs", "mcp", "outbound", "sandbox", "secrets", "services", "settings",
            "store",
        ],
    ),
    ("settings", &["secrets"]),
    ("llm", &["domain", "instruments", "outbound", "settings"]),
    ("atlassian", &["domain", "outbound"]),
    ("mcp", &["atlassian", "domain", "instruments", "outbound"]),
    ("jobs", &["contract", "domain", "instruments"]),
    ("store", &["contract", "domain", "jobs", "secrets"]),
    (
        "services",
        &[
            "atlassian",
            "contract",
            "domain",
            "jobs",
            "llm",
            "markup",
            "mcp",
            "outbound",
            "secrets",
            "settings",
            "site_spec",
            "store",
        ],
    ),
    ("app", &["contract", "domain", "ui"]),
    ("frontend", &["app"]),
    (
        "server",
        &[
            "app",
            "atlassian",
            "contract",
            "domain",
            "instruments",
            "jobs",
            "llm",
            "mcp",
            "outbound",
            "secrets",
            "services",
            "settings",
            "site_spec",
            "store",
        ],
    ),
];

#[expect(clippy::expect_used, reason = "test helper")]
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new().no_deps().exec().expect("cargo metadata");
    let ours: BTreeSet<_> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    metadata
        .packages
        .iter()
        .map(|package| {
            let known = package
                .dependencies
                .iter()
                .filter(|dependency| {
                    dependency.kind != DependencyKind::Development && ours.contains(&dependency.name)
                })
                .map(|dependency| dependency.name.clone())
                .collect();
            (package.name.to_string(), known)
        })
        .collect()
}

#[test]
fn every_crate_knows_only_what_it_may() {
    let allowed: BTreeMap<_, BTreeSet<_>> =
        MAY_KNOW.iter().map(|(name, may)| (*name, may.iter().copied().collect())).collect();
    for (name, known) in dependencies() {
        let may = allowed.get(name.as_str()).unwrap_or_else(|| panic!("{name} has no row in this test"));
        let odd: Vec<_> = known.iter().filter(|other| !may.contains(other.as_str())).collect();
        assert!(odd.is_empty(), "{name} must not know {odd:?}");
    }
}

/// An edit in a service must not rebuild the pages, the slowest crate: no path leads from `app` to `services`.
#[test]
fn pages_do_not_depend_on_services_even_through_others() {
    let all = dependencies();
    let mut reached = BTreeSet::from(["app".to_owned()]);
    let mut open = vec!["app".to_owned()];
    while let Some(name) = open.pop() {
        for next in &all[&name] {
            if reached.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    for behind in ["services", "store", "jobs", "llm", "atlassian", "mcp", "outbound", "sandbox"] {
        assert!(!reached.contains(behind), "app reaches {behind}");
    }
}

/// Both are for development and tests; the product never links them. Tests may, through `testkit`.
#[test]
fn the_product_never_links_the_sandbox_or_the_testkit() {
    for (name, known) in dependencies() {
        assert!(!known.contains("testkit"), "{name} links the testkit outside its tests");
        assert!(name == "testkit" || !known.contains("sandbox"), "{name} links the sandbox");
    }
}
