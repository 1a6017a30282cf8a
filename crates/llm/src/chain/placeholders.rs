//! Filling `{placeholder}` in prompts that users write. One pass, nothing else: what is filled in is never read again.

use std::collections::BTreeMap;

/// Replaces each `{name}` that `values` knows; everything else stays as it is.
pub fn fill_placeholders(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut after = 0;
    for (start, name) in find(text) {
        if let Some(value) = values.get(name) {
            filled.push_str(&text[after..start]);
            filled.push_str(value);
            after = start + name.len() + 2;
        }
    }
    filled.push_str(&text[after..]);
    filled
}

/// The names of the placeholders in a text, each once, in their order.
pub fn placeholders_in(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, name) in find(text) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Offsets and names of everything that looks like `{lower_case_name}`.
fn find(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('{').filter_map(|(start, _)| {
        let rest = &text[start + 1..];
        let end = rest.find(|character: char| !matches!(character, 'a'..='z' | '0'..='9' | '_'))?;
        (end > 0 && rest[end..].starts_with('}')).then(|| (start, &rest[..end]))
    })
}
