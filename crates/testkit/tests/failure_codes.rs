//! The codes of failures, collected from the source: each has the form that `docs/API.md` describes and means one
//! thing, so that programs and support can rely on it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Codes without an area: what any part of the product may say.
const GENERAL: [&str; 3] = ["internal", "not_found", "temporary"];

/// How failures are made, and the category each constructor gives; `new` names it.
const MADE_BY: [(&str, &str); 5] = [
    ("Failure::user(", "UserFixable"),
    ("Failure::field(", "UserFixable"),
    ("Failure::temporary(", "Temporary"),
    ("Failure::too_many(", "TooMany"),
    ("Failure::new(", ""),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The code that begins here, and what follows it. Codes that are put together elsewhere are not seen.
fn literal(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

fn category(rest: &str) -> Option<&str> {
    let (_, name) = rest.split_at_checked(rest.find("Category::")? + "Category::".len())?;
    name.split(|c: char| !c.is_alphanumeric()).next()
}

/// Every code with its categories.
fn collect() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["app/src", "server/src", "crates"] {
        sources(&root.join(folder), &mut files);
    }
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let inside = file.strip_prefix(&root).unwrap_or(&file);
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        if parts.iter().any(|part| matches!(&**part, "tests" | "examples" | "sandbox" | "testkit")) {
            continue;
        }
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let product = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
        for (made, given) in MADE_BY {
            for (at, _) in product.match_indices(made) {
                let Some((code, rest)) = literal(&product[at + made.len()..]) else { continue };
                let category = if given.is_empty() { category(rest).unwrap_or_default() } else { given };
                codes.entry(code.to_owned()).or_default().insert(category.to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_code_has_its_form_and_means_one_thing() {
    let codes = collect();
    assert!(codes.len() > 60, "only {} codes were found: has the way they are made changed?", codes.len());
    for (code, categories) in &codes {
        let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let parts: Vec<_> = code.split('.').collect();
        let formed = parts.len() == 2 && parts.iter().all(|part| word(part));
        assert!(formed || GENERAL.contains(&code.as_str()), "{code} is not area.reason");
        assert_eq!(categories.len(), 1, "{code} has several categories: {categories:?}");
    }
}
