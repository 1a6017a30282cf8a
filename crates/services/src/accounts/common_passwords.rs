//! Passwords that everyone tries first.
//!
//! The list is the 12,000 most frequent ones of at least six characters from zxcvbn 4.4.2 (Dropbox, MIT licence).

use std::{collections::HashSet, sync::LazyLock};

static LIST: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Whether a password is a common one, also in capitals, with `@` for `a` and the like, or with digits and
/// punctuation around it.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let plain: String = lower.chars().map(letter).collect();
    let bare = |text: &str| text.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    [bare(&lower), bare(&plain), lower, plain].iter().any(|form| LIST.contains(form.as_str()))
}

/// The letter that people replace by this character.
fn letter(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decorated_common_passwords_are_recognised() {
        for password in ["password", "P@ssw0rd", "Password123!", "QWERTY", "dragon2024!"] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn a_sentence_is_not_common() {
        for password in ["correct horse battery", "Tea at 4 in the garden!"] {
            assert!(!is_common(password), "{password}");
        }
    }
}
