//! What a file's name says. `ACME_CustomViews.csv` is views; the longest name that fits wins.

use crate::types::Kind;

/// What follows a name without changing it.
const ENDINGS: &[&str] = &[
    "csv", "tsv", "txt", "md", "feature", "export", "exported", "sheet", "tab", "copy", "final", "latest",
    "utf", "spec", "table", "list", "new", "old", "draft", "v",
];

/// Scores of all types, of which at least one is above 0.
pub(super) struct Named(Vec<(Kind, f32)>);

impl Named {
    pub(super) fn of(&self, kind: Kind) -> f32 {
        self.0.iter().find(|(other, _)| *other == kind).map_or(0.0, |(_, score)| *score)
    }
    pub(super) fn best(&self) -> Kind {
        self.0.iter().max_by(|one, other| one.1.total_cmp(&other.1)).map_or(Kind::Custom, |(kind, _)| *kind)
    }
}

/// Lower-case words of a name: cut at punctuation, digits and camel case.
fn words(name: &str) -> Vec<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let (mut words, mut word, mut before) = (Vec::new(), String::new(), ' ');
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let starts = c.is_uppercase()
            && (before.is_lowercase()
                || (before.is_uppercase() && chars.peek().is_some_and(|next| next.is_lowercase())));
        if (starts || !c.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphabetic() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    while words.len() > 1 && words.last().is_some_and(|last| ENDINGS.contains(&last.as_str())) {
        words.pop();
    }
    words
}

/// `None` when the name fits no type.
pub(super) fn scores(name: &str) -> Option<Named> {
    let words = words(name);
    // Where a known name stands in the words: its length in words, and whether it ends them.
    let mut found: Vec<(Kind, usize, bool)> = Vec::new();
    for kind in Kind::detectable() {
        for known in kind.spec().file_names {
            let parts: Vec<&str> = known.split(' ').collect();
            let whole = parts.concat();
            for start in 0..words.len() {
                let run = words.get(start..start + parts.len());
                if run.is_some_and(|run| run.iter().zip(&parts).all(|(word, part)| word == part)) {
                    found.push((kind, parts.len(), start + parts.len() == words.len()));
                } else if parts.len() > 1 && words[start] == whole {
                    found.push((kind, parts.len(), start + 1 == words.len()));
                }
            }
        }
    }
    // The end of a name is what it is about: `Views - image styles.csv` holds image styles.
    let ends = found.iter().any(|(_, _, ends)| *ends);
    found.retain(|(_, _, its_end)| *its_end || !ends);
    let longest = found.iter().map(|(_, length, _)| *length).max()?;
    let mut scores: Vec<(Kind, f32)> = Vec::new();
    for (kind, _, its_end) in found.into_iter().filter(|(_, length, _)| *length == longest) {
        if !scores.iter().any(|(other, _)| *other == kind) {
            scores.push((kind, if its_end { 1.0 } else { 0.9 }));
        }
    }
    Some(Named(scores))
}

/// A tab that sums up the others.
pub(super) fn is_overview(name: &str) -> bool {
    words(name)
        .last()
        .is_some_and(|last| matches!(last.as_str(), "overview" | "summary" | "dashboard" | "totals"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_camel_case_and_endings_do_not_hide_the_name() {
        for (name, kind) in [
            ("ACME_CustomViews.csv", Kind::Views),
            ("ResponsiveImageStyles.csv", Kind::ResponsiveImageStyles),
            ("Drupal Spec Tool - Image styles (2).csv", Kind::ImageStyles),
            ("uni-WorkflowStates-v3-final.csv", Kind::WorkflowStates),
            ("VIEWDISPLAYS.CSV", Kind::ViewDisplays),
            ("12_migration_mappings_export.csv", Kind::MigrationMappings),
            ("C:\\specs\\Site Bundles.csv", Kind::Bundles),
            ("Views - Content Types.csv", Kind::Bundles),
        ] {
            assert_eq!(scores(name).unwrap().best(), kind, "{name}");
        }
    }

    #[test]
    fn names_that_only_sound_alike_say_nothing() {
        for name in ["reviews.csv", "pasted table", "interviews.csv", "Sheet1.csv"] {
            assert!(scores(name).is_none(), "{name}");
        }
        assert!(is_overview("Uni - Overview.csv"));
    }
}
