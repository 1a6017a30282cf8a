//! Identifiers: 128 bits, written as UUIDs (version 7 when made by the store).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// The text was not a UUID in its usual lower- or upper-case form of 36 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

fn parse(text: &str) -> Result<u128, NotAnId> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return Err(NotAnId);
    }
    let mut value = 0_u128;
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 8 | 13 | 18 | 23) {
            if *byte != b'-' {
                return Err(NotAnId);
            }
            continue;
        }
        let digit = char::from(*byte).to_digit(16).ok_or(NotAnId)?;
        value = (value << 4) | u128::from(digit);
    }
    Ok(value)
}

fn write(value: u128, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        value >> 96,
        (value >> 80) & 0xffff,
        (value >> 64) & 0xffff,
        (value >> 48) & 0xffff,
        value & 0xffff_ffff_ffff
    )
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// Wraps 128 bits that came from the store's id generator.
            pub const fn from_u128(value: u128) -> Self {
                Self(value)
            }
            /// The bits.
            pub const fn as_u128(self) -> u128 {
                self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write(self.0, f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write(self.0, f)
            }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A person's account.
    UserId;
    /// One sign-in of one person.
    SessionId;
    /// A token with which programs act for a person.
    ApiTokenId;
    /// A registration between its first and its last step.
    RegistrationId;
    /// A person's link to Jira, Confluence or a model.
    ConnectionId;
    /// A proposed issue.
    DraftId;
    /// One saved state of a draft.
    RevisionId;
    /// One call of a model.
    ModelCallId;
    /// The frozen payload a person approved.
    ApprovalId;
    /// One long operation.
    JobId;
    /// A question a job is waiting on.
    QuestionId;
    /// One effect on Jira in the ledger; it travels with the issue.
    OperationId;
    /// One line of the audit log.
    AuditId;
    /// A prompt or template of a person's own.
    PromptId;
    /// A person's own rules for some drafts.
    RuleSetId;
    /// A specification on its way to tickets.
    SiteBuildId;
    /// One uploaded sheet of a specification.
    SheetFileId;
    /// One ticket of a site build.
    SiteTicketId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = DraftId::from_u128(0x0192_3f00_1234_7abc_8def_0123_4567_89ab);
        assert_eq!(id.to_string(), "01923f00-1234-7abc-8def-0123456789ab");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn text_that_is_no_uuid_is_refused() {
        for text in ["", "1", "01923f00-1234-7abc-8def-0123456789ag", "01923f0001234-7abc-8def-0123456789ab"]
        {
            assert_eq!(text.parse::<DraftId>(), Err(NotAnId), "{text}");
        }
    }
}
