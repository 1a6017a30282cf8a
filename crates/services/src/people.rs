//! People of Jira, found by parts of their names.

use crate::{
    Resources,
    accounts::sessions::dots,
    connections::{must_have_jira, my_jira},
    failures,
};
use contract::{Outcome, services::Caller, views::PersonSuggestion};
use domain::{
    failure::Failure,
    jira::ProjectKey,
    limits,
    principal::Principal,
    text::{length, one_line},
};
use std::time::Duration;
use store::{
    Tx,
    sign_in_counters::{self, Hit},
};

/// People that a search shows.
const SHOWN: u32 = 20;
/// Searches of one person in an hour: what somebody types in one, and far from what Jira allows a token.
const PER_HOUR: u32 = 600;

/// Those who may be given an issue of the project and whose name or address has these words, in Jira's order. The project
/// is read together with the connections.
pub(crate) async fn find(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    project: impl FnOnce(&mut Tx) -> Outcome<ProjectKey> + Send + 'static,
    words: &str,
) -> Outcome<Vec<PersonSuggestion>> {
    let words = one_line(words);
    if length(&words) < limits::PERSON_LEAST {
        let words = format!("Write at least {} characters of the name.", limits::PERSON_LEAST);
        return Err(Failure::field("draft.person_too_short", "words", words));
    }
    if length(&words) > limits::SEARCH {
        let words = format!("At most {} characters can be searched for.", limits::SEARCH);
        return Err(Failure::field("draft.person_too_long", "words", words));
    }
    let (project, rows) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> { Ok((project(tx)?, store::connections::list(tx)?)) })
        .await?;
    must_have_jira(dots(&rows))?;
    count(resources, principal).await?;
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let asked = my.jira.assignable(project.as_str(), &words, SHOWN).await;
    let asked = asked.map_err(|error| failures::jira(&error));
    let found = my.heard(resources, principal, asked).await?;
    let suggestion = |person: atlassian::jira::Person| {
        let name = one_line(&person.name);
        let label = Some(one_line(&person.display_name)).filter(|label| !label.is_empty());
        let email = person.email.map(|email| one_line(&email));
        PersonSuggestion { label: label.unwrap_or_else(|| name.clone()), name, email }
    };
    Ok(found.into_iter().map(suggestion).collect())
}

async fn count(resources: &Resources, principal: &Principal) -> Outcome<()> {
    let (key, window) = (principal.user().to_string(), Duration::from_hours(1));
    let hit = resources
        .store
        .system()
        .write(move |tx| sign_in_counters::hit(tx, "people", &key, PER_HOUR, window))
        .await?;
    match hit {
        Hit::Allowed => Ok(()),
        Hit::Blocked { retry_after, .. } => Err(Failure::too_many(
            "draft.too_many_searches",
            "Too many people were searched for in the last hour. A user name can still be written by hand.",
            u32::try_from(retry_after.as_secs().max(1)).unwrap_or(u32::MAX),
        )),
    }
}
