//! Where ids come from: UUIDs version 7, so rows of one table sort by the time they were made.

use crate::scope::Fill;
use domain::{
    ids::{
        ApiTokenId, ApprovalId, AuditId, ConnectionId, DraftId, JobId, ModelCallId, OperationId, PromptId,
        QuestionId, RegistrationId, RevisionId, RuleSetId, SessionId, SheetFileId, SiteBuildId, SiteTicketId,
        UserId,
    },
    time::Clock,
};
use std::sync::Arc;

/// Makes ids from a clock and a source of randomness. Cheap to clone.
#[derive(Clone)]
pub struct IdGenerator {
    clock: Arc<dyn Clock>,
    fill: Fill,
}

impl IdGenerator {
    /// From a clock and something that fills a buffer with random bytes.
    pub fn new(clock: Arc<dyn Clock>, fill: Fill) -> Self {
        Self { clock, fill }
    }
    /// The next id.
    pub fn next<T: MadeHere>(&self) -> T {
        let mut random = [0_u8; 10];
        (self.fill)(&mut random);
        let millis = u64::try_from(self.clock.now().as_millis()).unwrap_or(0);
        T::from_bits(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().as_u128())
    }
}

impl std::fmt::Debug for IdGenerator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdGenerator")
    }
}

/// An id the store makes.
pub trait MadeHere {
    /// Wraps the bits.
    fn from_bits(bits: u128) -> Self;
}

macro_rules! made_here {
    ($($id:ty),*) => {$(
        impl MadeHere for $id {
            fn from_bits(bits: u128) -> Self {
                Self::from_u128(bits)
            }
        }
    )*};
}
made_here!(
    ApiTokenId,
    ApprovalId,
    AuditId,
    ConnectionId,
    DraftId,
    JobId,
    ModelCallId,
    OperationId,
    PromptId,
    RuleSetId,
    SheetFileId,
    SiteBuildId,
    SiteTicketId,
    QuestionId,
    RegistrationId,
    RevisionId,
    SessionId,
    UserId
);

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    struct Fixed;
    impl Clock for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(0x0192_3f00_1234)
        }
    }

    #[test]
    fn ids_are_uuids_of_version_7_with_the_clock_s_time() {
        let ids = IdGenerator::new(Arc::new(Fixed), Arc::new(|buffer: &mut [u8]| buffer.fill(0xff)));
        assert_eq!(ids.next::<DraftId>().to_string(), "01923f00-1234-7fff-bfff-ffffffffffff");
    }
}
