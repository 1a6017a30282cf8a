//! Short names that people choose and rows remember.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::Arc};

/// The text is not a short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a short name of 1 to 40 lower-case letters, digits and -, beginning with a letter or digit")]
pub struct NotAName;

fn check(text: &str) -> Result<(), NotAName> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fits = (1..=40).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with('-');
    if fits { Ok(()) } else { Err(NotAName) }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl FromStr for $name {
            type Err = NotAName;
            fn from_str(text: &str) -> Result<Self, NotAName> {
                check(text)?;
                Ok(Self(text.into()))
            }
        }
        impl TryFrom<String> for $name {
            type Error = NotAName;
            fn try_from(text: String) -> Result<Self, NotAName> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.as_ref().to_owned()
            }
        }
    )*};
}

names! {
    /// One site, by the short name that accounts remember. Renaming a site cuts its accounts off.
    SiteId;
    /// One model provider, by the short name that connections remember.
    ProviderId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_names_are_names() {
        assert_eq!("sandbox-2".parse::<SiteId>().unwrap().as_str(), "sandbox-2");
        let long = "a".repeat(41);
        for text in ["", "-a", "A", "a b", "ä", "a.b", long.as_str()] {
            assert_eq!(text.parse::<SiteId>(), Err(NotAName), "{text}");
        }
    }
}
