//! What went wrong with a person's work, the same things together.

use crate::{Resources, drafting};
use async_trait::async_trait;
use contract::{
    Outcome,
    services::Failures,
    views::{FailureGroup, FailuresView},
};
use domain::{failure::Failure, ids::DraftId, principal::Principal};
use std::sync::Arc;
use store::failures::{self, KeptFailure};

/// How far back a list goes.
const MOST: u32 = 500;

/// The use cases around failures that were kept.
pub struct KeptFailures {
    resources: Arc<Resources>,
}

impl KeptFailures {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }

    fn view(&self, kept: Vec<KeptFailure>) -> FailuresView {
        FailuresView { groups: grouped(kept), now: self.resources.clock.now() }
    }
}

#[async_trait]
impl Failures for KeptFailures {
    async fn of_draft(&self, principal: &Principal, draft: DraftId) -> Outcome<FailuresView> {
        let kept = self
            .resources
            .store
            .of(principal)
            .read(move |tx| -> Outcome<_> {
                store::drafts::get(tx, draft)?.ok_or_else(|| Failure::not_found("draft"))?;
                Ok(failures::list(tx, Some(&drafting::subject(draft)), MOST)?)
            })
            .await?;
        Ok(self.view(kept))
    }

    async fn mine(&self, principal: &Principal) -> Outcome<FailuresView> {
        let kept = self.resources.store.of(principal).read(|tx| failures::list(tx, None, MOST)).await?;
        Ok(self.view(kept))
    }
}

/// The same failure of the same thing is one group. `kept` has the latest first, and so have the groups.
fn grouped(kept: Vec<KeptFailure>) -> Vec<FailureGroup> {
    let mut groups: Vec<(String, FailureGroup)> = Vec::new();
    for one in kept {
        let same = groups.iter_mut().find(|(subject, group)| {
            *subject == one.subject
                && group.failure.code == one.failure.code
                && group.failure.fields == one.failure.fields
        });
        if let Some((_, group)) = same {
            group.times += 1;
            group.first_at = one.at;
        } else {
            let draft = one.subject.strip_prefix("draft:").and_then(|id| id.parse().ok());
            let group = FailureGroup {
                draft,
                failure: one.failure,
                times: 1,
                first_at: one.at,
                last_at: one.at,
                resolved_at: one.resolved_at,
            };
            groups.push((one.subject, group));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    fn kept(subject: &str, code: &str, at: i64, resolved: Option<i64>) -> KeptFailure {
        KeptFailure {
            subject: subject.to_owned(),
            failure: Failure::user(code, format!("at {at}")),
            at: Timestamp::from_millis(at),
            resolved_at: resolved.map(Timestamp::from_millis),
        }
    }

    #[test]
    fn the_same_failure_of_one_thing_is_told_once_with_its_latest_words() {
        let groups = grouped(vec![
            kept("draft:x", "llm.cut", 9, None),
            kept("draft:y", "llm.cut", 8, None),
            kept("draft:x", "jira.rejected", 5, Some(7)),
            kept("draft:x", "llm.cut", 3, Some(4)),
        ]);
        assert_eq!(groups.len(), 3);
        assert_eq!((groups[0].times, groups[0].failure.message.as_str()), (2, "at 9"));
        assert_eq!((groups[0].first_at.as_millis(), groups[0].last_at.as_millis()), (3, 9));
        assert_eq!(groups[0].resolved_at, None, "it is open again");
        assert_eq!(groups[2].resolved_at.map(Timestamp::as_millis), Some(7));
    }
}
