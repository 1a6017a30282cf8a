//! What Drupal accepts as a machine name, and what a wrong one was meant to be.

use crate::types::{Kind, NamePattern, NameRule};

/// What is to be said about a machine name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Fine,
    /// Drupal takes it, but it is unusual: why.
    Unusual(&'static str),
    /// Drupal refuses it: why.
    Wrong(&'static str),
    /// It is longer than Drupal stores.
    TooLong,
}

impl NamePattern {
    fn allows(self, c: char) -> bool {
        match c {
            'a'..='z' | '0'..='9' | '_' => true,
            '-' => self == Self::Hyphenated,
            ':' | '.' => self == Self::Plugin,
            _ => false,
        }
    }
    /// What it allows, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Word => "lower-case letters, digits and underscores",
            Self::Field => "lower-case letters, digits and underscores, with no digit at the beginning",
            Self::Hyphenated => "lower-case letters, digits, underscores and hyphens",
            Self::Plugin => "lower-case letters, digits, underscores, colons and dots",
        }
    }
}

/// Looks at one machine name.
pub fn check(name: &str, rule: &NameRule) -> Verdict {
    if name.contains(char::is_whitespace) {
        return Verdict::Wrong("it has spaces");
    }
    if name.contains(['/', '\\']) {
        return Verdict::Wrong("it has a slash");
    }
    if let Some(odd) = name.chars().find(|c| !rule.pattern.allows(c.to_ascii_lowercase())) {
        // Image styles are plain configuration: any character that a file name may have is stored.
        return match (rule.pattern, odd) {
            (NamePattern::Hyphenated, '.' | '+') => {
                Verdict::Unusual("it has a character that Drupal's form would replace")
            }
            (NamePattern::Plugin, '-') => Verdict::Unusual("it has a hyphen where plugins have underscores"),
            (_, '-') => Verdict::Wrong("it has a hyphen"),
            _ => Verdict::Wrong("it has a character that is not allowed"),
        };
    }
    if name.chars().any(|c| c.is_ascii_uppercase()) {
        return match rule.pattern {
            NamePattern::Hyphenated | NamePattern::Plugin => Verdict::Unusual("it has capital letters"),
            NamePattern::Word | NamePattern::Field => Verdict::Wrong("it has capital letters"),
        };
    }
    if rule.pattern == NamePattern::Field && name.starts_with(|c: char| c.is_ascii_digit()) {
        return Verdict::Wrong("it begins with a digit");
    }
    if name.len() > rule.longest { Verdict::TooLong } else { Verdict::Fine }
}

/// The name in lower case, with an underscore for whatever is not allowed. The same as before when nothing is wrong.
pub fn corrected(name: &str, kind: Kind) -> String {
    let Some(rule) = &kind.spec().names else { return name.to_owned() };
    if matches!(check(name, rule), Verdict::Fine | Verdict::TooLong) {
        return name.to_owned();
    }
    let mut right = String::with_capacity(name.len());
    for c in name.trim().chars().map(|c| c.to_ascii_lowercase()) {
        if rule.pattern.allows(c) {
            right.push(c);
        } else if !right.is_empty() && !right.ends_with('_') {
            right.push('_');
        }
    }
    right.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(name: &str, kind: Kind) -> Verdict {
        check(name, kind.spec().names.as_ref().unwrap())
    }

    #[test]
    fn what_is_really_in_use_is_not_refused() {
        for name in ["42x42_1_5x", "42x42_non-webp", "hero_21_9", "1200"] {
            assert_eq!(verdict(name, Kind::ImageStyles), Verdict::Fine, "{name}");
        }
        assert_eq!(verdict("main-menu", Kind::Menus), Verdict::Fine);
        assert_eq!(verdict("d7_node:article", Kind::Migrations), Verdict::Fine);
    }

    #[test]
    fn what_drupal_takes_is_only_unusual_and_the_rest_is_wrong() {
        assert!(matches!(verdict("Card_Large", Kind::ImageStyles), Verdict::Unusual(_)));
        assert!(matches!(verdict("Article", Kind::Bundles), Verdict::Wrong(_)));
        assert!(matches!(verdict("card large", Kind::ImageStyles), Verdict::Wrong(_)));
        assert!(matches!(verdict("a/b", Kind::ImageStyles), Verdict::Wrong(_)));
        assert!(matches!(verdict("2nd_line", Kind::Fields), Verdict::Wrong(_)));
        assert_eq!(verdict(&"a".repeat(33), Kind::Bundles), Verdict::TooLong);
        assert_eq!(verdict(&"a".repeat(32), Kind::Bundles), Verdict::Fine);
    }

    #[test]
    fn a_corrected_name_is_right_unless_nothing_is_left() {
        assert_eq!(corrected("Academic Program", Kind::Bundles), "academic_program");
        assert_eq!(corrected("news/events-list ", Kind::Views), "news_events_list");
        assert_eq!(corrected("ÄÖ", Kind::Bundles), "");
    }
}
