//! Lines of the audit log: never a secret, no personal data beyond ids.

use crate::Resources;
use contract::services::Caller;
use domain::ids::UserId;
use jobs::JobContext;
use serde_json::Value;
use store::audit::Entry;

/// What a caller did and how it went: `ok`, or a failure's code. It took until now.
pub(crate) fn entry(kind: &str, outcome: &str, caller: &Caller) -> Entry {
    Entry {
        kind: kind.to_owned(),
        subject: None,
        outcome: outcome.to_owned(),
        request_id: Some(caller.request_id.clone()),
        address: Some(caller.address.to_string()),
        duration_ms: i64::try_from(caller.since.elapsed().as_millis()).ok(),
        detail: Value::Null,
    }
}

/// The same, about one thing such as `draft:<id>`.
pub(crate) fn entry_about(kind: &str, subject: String, outcome: &str, caller: &Caller) -> Entry {
    Entry { subject: Some(subject), ..entry(kind, outcome, caller) }
}

/// What a job did for its person, in the name of the request that asked for it. It took this run until now.
pub(crate) fn entry_of_job(kind: &str, subject: String, outcome: &str, ctx: &JobContext) -> Entry {
    Entry {
        kind: kind.to_owned(),
        subject: Some(subject),
        outcome: outcome.to_owned(),
        request_id: ctx.trace().map(str::to_owned),
        address: None,
        duration_ms: i64::try_from(ctx.elapsed().as_millis()).ok(),
        detail: Value::Null,
    }
}

/// Records a line on its own. Where something is written anyway, record in the same transaction instead.
pub(crate) async fn record(resources: &Resources, user: Option<UserId>, entry: Entry) {
    let kind = entry.kind.clone();
    let written =
        resources.store.system().write(move |tx| store::audit::record_system(tx, user, &entry)).await;
    if let Err(error) = written {
        tracing::error!(%error, kind, "the audit log could not be written");
    }
}
