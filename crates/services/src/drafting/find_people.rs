//! People whom a field that Jira demands can name.

use super::must_have;
use crate::{Resources, people};
use contract::{Outcome, services::Caller, views::PersonSuggestion};
use domain::{ids::DraftId, principal::Principal};

/// Those who may be given an issue of the draft's project and whose name or address has these words, in Jira's order.
pub(super) async fn find_people(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    draft: DraftId,
    words: &str,
) -> Outcome<Vec<PersonSuggestion>> {
    let project = move |tx: &mut store::Tx| Ok(must_have(tx, draft)?.project);
    people::find(resources, caller, principal, project, words).await
}
