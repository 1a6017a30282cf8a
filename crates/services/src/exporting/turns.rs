//! What a job that goes through issues one by one does between two of them.

use crate::{Resources, long_work};
use contract::events::JobEvent;
use domain::failure::Failure;
use jobs::{JobContext, Outcome};
use std::{sync::Arc, time::Duration};

/// Between two issues.
pub(super) struct Turns<'a> {
    pub(super) ctx: &'a JobContext,
    pub(super) env: &'a Arc<Resources>,
    /// How long a run of this kind may take.
    pub(super) limit: Duration,
    /// What it does, such as "Deleting issues in Jira".
    pub(super) doing: &'static str,
    /// What is said of the others when somebody stops it.
    pub(super) others: &'static str,
}

impl Turns<'_> {
    /// Says where the work is, and waits as the operator wants. An outcome when somebody stopped it, or its turn is over.
    pub(super) async fn next(&self, number: usize, total: usize) -> Option<Outcome<()>> {
        if self.ctx.cancel().is_cancelled() {
            let words = format!("Stopped. {} of {total} issues were looked at; {}", number - 1, self.others);
            return Some(Outcome::Interrupted(words));
        }
        let settings = self.env.settings.current();
        let allowed = Duration::from_mins(u64::from(settings.limits.job_minutes)).min(self.limit);
        if self.ctx.elapsed() > allowed / 2 {
            let failure = Failure::temporary("site_build.next_turn", "It goes on in a moment.");
            return Some(Outcome::Retry { after: Duration::ZERO, failure });
        }
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let message = format!("{}, {number} of {total}", self.doing);
        let progress = JobEvent::Progress { message, done: small(number - 1), total: small(total) };
        long_work::tell(self.ctx, progress).await;
        self.pause(Duration::from_millis(u64::from(settings.export.delay_milliseconds))).await;
        None
    }

    /// Waits, unless somebody stops the work.
    pub(super) async fn pause(&self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = self.ctx.cancel().cancelled() => {}
        }
    }
}
