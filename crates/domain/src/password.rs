//! The two password policies and their live checklist.

use crate::{limits, text};
use serde::{Deserialize, Serialize};

/// Which passwords are accepted; the operator chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PasswordPolicy {
    /// At least 8 characters with upper case, lower case, digit and special character.
    #[default]
    Classic,
    /// At least 12 characters of any kind.
    Length,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stable name.
    pub name: &'static str,
    /// As people read it.
    pub label: &'static str,
    /// Whether the password does it.
    pub met: bool,
}

/// Everything that can be checked while typing. `personal` are the person's name, e-mail address and employee
/// id; whether a password is a common one is known to the server only.
pub fn checklist(policy: PasswordPolicy, password: &str, personal: &[&str]) -> Vec<Item> {
    let length = text::length(password);
    let any = |test: fn(char) -> bool| password.chars().any(test);
    let mut items = match policy {
        PasswordPolicy::Classic => vec![
            item("length", "At least 8 characters", length >= 8),
            item("upper", "An upper-case letter", any(char::is_uppercase)),
            item("lower", "A lower-case letter", any(char::is_lowercase)),
            item("digit", "A digit", any(char::is_numeric)),
            item("special", "A special character", any(|c| !c.is_alphanumeric())),
        ],
        PasswordPolicy::Length => vec![item("length", "At least 12 characters", length >= 12)],
    };
    let fits = length <= limits::PASSWORD && password.len() <= limits::PASSWORD_BYTES;
    items.push(item("maximum", "At most 128 characters", fits));
    items.push(item(
        "personal",
        "Not your name, e-mail address or employee id",
        !password.is_empty() && !is_personal(password, personal),
    ));
    items
}

fn item(name: &'static str, label: &'static str, met: bool) -> Item {
    Item { name, label, met }
}

/// The password is, or mostly consists of, something everyone knows about the person.
fn is_personal(password: &str, personal: &[&str]) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let password = bare(password);
    personal
        .iter()
        .flat_map(|text| {
            let before_at = text.split('@').next().unwrap_or(text);
            [bare(text), bare(before_at)]
        })
        .filter(|known| known.chars().count() >= 4)
        .any(|known| {
            // Digits or one word around the name do not make it a secret.
            password.contains(&known) && password.chars().count() < known.chars().count() + 5
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(policy: PasswordPolicy, password: &str) -> Vec<&'static str> {
        checklist(policy, password, &["Ada Lovelace", "ada@example.com", "alovelace"])
            .into_iter()
            .filter(|item| !item.met)
            .map(|item| item.name)
            .collect()
    }

    #[test]
    fn classic_wants_four_kinds_and_eight_characters() {
        assert_eq!(missing(PasswordPolicy::Classic, "Abcdef1!"), [""; 0]);
        assert_eq!(missing(PasswordPolicy::Classic, "Abcde1!"), ["length"]);
        assert_eq!(missing(PasswordPolicy::Classic, "abcdefgh"), ["upper", "digit", "special"]);
    }

    #[test]
    fn length_wants_twelve_characters_of_any_kind() {
        assert_eq!(missing(PasswordPolicy::Length, "correct hors"), [""; 0]);
        assert_eq!(missing(PasswordPolicy::Length, "correct hor"), ["length"]);
    }

    #[test]
    fn one_hundred_and_twenty_eight_characters_are_the_most() {
        assert_eq!(missing(PasswordPolicy::Length, &"ä".repeat(128)), [""; 0]);
        assert_eq!(missing(PasswordPolicy::Length, &"ä".repeat(129)), ["maximum"]);
    }

    #[test]
    fn the_persons_own_name_with_decoration_is_refused() {
        assert_eq!(missing(PasswordPolicy::Classic, "ALovelace1!"), ["personal"]);
        assert_eq!(missing(PasswordPolicy::Classic, "Ada.Lovelace1"), ["personal"]);
        assert_eq!(missing(PasswordPolicy::Classic, "Tea with Lovelace at 4"), [""; 0]);
    }
}
