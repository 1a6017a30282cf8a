//! What people point a model to: issues of Jira and pages of Confluence, read with their own tokens when a draft is
//! started, and given to the model as data.

mod page_text;

use crate::{
    Resources,
    connections::{self, MyConfluence, MyJira},
    failures, issue_text,
};
use atlassian::{confluence::ConfluenceError, jira::JiraError};
use contract::{
    Outcome,
    services::Caller,
    views::{ConnectionStatus, PageChoice},
};
use domain::{
    context::Reference,
    failure::{Category, Failure},
    jira::IssueKey,
    limits,
    principal::Principal,
    text::{length, one_line},
};
use std::time::Duration;
use store::draft_contexts::Context;

/// Pages that a search shows.
const SHOWN: u32 = 8;

/// How long reading everything may take.
const PATIENCE: Duration = Duration::from_secs(45);

/// Reads everything that is pointed to. What cannot be read is named in the form's field.
pub(crate) async fn read(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    references: &[Reference],
) -> Outcome<Vec<Context>> {
    let reading = read_each(resources, caller, principal, references);
    let in_time = tokio::time::timeout(PATIENCE, reading).await;
    in_time.unwrap_or_else(|_| {
        let words = "Reading the issues and pages took too long. Try again, or leave some out.";
        Err(in_field(Failure::temporary("context.too_slow", words)))
    })
}

async fn read_each(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    references: &[Reference],
) -> Outcome<Vec<Context>> {
    let (mut jira, mut confluence) = (None, None);
    let mut read = Vec::new();
    for reference in references {
        read.push(match reference {
            Reference::Issue { key, address } => {
                if jira.is_none() {
                    jira = Some(tested_jira(resources, caller, principal).await.map_err(in_field)?);
                }
                let Some(jira) = &jira else { return Err(Failure::internal()) };
                issue(resources, principal, jira, key, address.as_deref()).await?
            }
            Reference::Page { id, address } => {
                if confluence.is_none() {
                    let mine = connections::my_confluence(resources, principal, &caller.request_id).await;
                    confluence = Some(mine.map_err(in_field)?);
                }
                let Some(confluence) = &confluence else { return Err(Failure::internal()) };
                page(confluence, id, address.as_deref()).await?
            }
        });
    }
    Ok(read)
}

/// Pages whose text has these words, the best first.
pub(crate) async fn find_pages(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    words: &str,
) -> Outcome<Vec<PageChoice>> {
    let words = one_line(words);
    if words.is_empty() {
        return Err(Failure::field("context.words_missing", "words", "Write a word of the page."));
    }
    if length(&words) > limits::SEARCH {
        let words = format!("At most {} characters can be searched for.", limits::SEARCH);
        return Err(Failure::field("context.words_too_long", "words", words));
    }
    let confluence = connections::my_confluence(resources, principal, &caller.request_id).await?;
    let found = confluence.search(&words, SHOWN).await.map_err(|error| failures::confluence(&error))?;
    let choice = |page: atlassian::confluence::Found| PageChoice {
        address: confluence.address_of(&page.id),
        title: one_line(&page.title),
        excerpt: one_line(&page.excerpt),
    };
    Ok(found.into_iter().map(choice).collect())
}

/// The person's Jira, unless its last test failed.
async fn tested_jira(resources: &Resources, caller: &Caller, principal: &Principal) -> Outcome<MyJira> {
    let my = connections::my_jira(resources, principal, &caller.request_id).await?;
    if my.connection.status != ConnectionStatus::Tested {
        return Err(Failure::user("jira.not_tested", "Jira is not connected.")
            .with_next("Connect and test it under Connections, or leave its issues out."));
    }
    Ok(my)
}

fn unreadable(words: String) -> Failure {
    Failure::field("context.unreadable", "context", words)
}

/// A failure that concerns the whole field.
fn in_field(failure: Failure) -> Failure {
    let words = failure.message.clone();
    failure.with_field("context", words)
}

async fn issue(
    resources: &Resources,
    principal: &Principal,
    my: &MyJira,
    key: &IssueKey,
    address: Option<&str>,
) -> Outcome<Context> {
    let url = my.browse_url(resources, key)?;
    // Whoever pastes an address means that Jira and no other.
    if address.is_some_and(|address| !address.starts_with(&url)) {
        return Err(unreadable(format!(
            "The address with {key} is not one of your Jira; it would be {url}."
        )));
    }
    let asked = my.jira.get_issue(key.as_str(), &["summary", "description", "status"]).await;
    let asked = asked.map_err(|error| match error {
        JiraError::NotFound | JiraError::Rejected { .. } => {
            unreadable(format!("{key}: Jira has no such issue, or you may not see it."))
        }
        error => in_field(failures::jira(&error)),
    });
    let found = my.heard(resources, principal, asked).await?;
    let status = found.fields.get("status").and_then(|status| status.get("name")?.as_str());
    let description = issue_text::long(&found, "description");
    let status = one_line(status.unwrap_or_default());
    let (body, cut) = kept(&format!("Status: {status}\n\n{description}"));
    Ok(Context { name: found.key.clone(), title: issue_text::line(&found, "summary"), url, body, cut })
}

async fn page(confluence: &MyConfluence, id: &str, address: Option<&str>) -> Outcome<Context> {
    if address.is_some_and(|address| !confluence.covers(address)) {
        return Err(unreadable(format!("Page {id} is not in your Confluence, {}.", confluence.url())));
    }
    let page = confluence.page(id).await.map_err(|error| match error {
        ConfluenceError::NotFound | ConfluenceError::Rejected => {
            unreadable(format!("Page {id}: Confluence has no such page, or you may not see it."))
        }
        error => in_field(failures::confluence(&error)),
    })?;
    let title = one_line(&page.title);
    // Laying a page out is work, and may go on for a while.
    let text = tokio::task::spawn_blocking(move || page_text::of_storage(&page.storage)).await;
    let text =
        text.ok().flatten().ok_or_else(|| unreadable(format!("Page {id}: its text cannot be read.")))?;
    let (body, cut) = kept(&text);
    Ok(Context { name: "Confluence".to_owned(), title, url: confluence.address_of(id), body, cut })
}

/// As much as is kept, and whether there was more.
fn kept(text: &str) -> (String, bool) {
    let text = text.trim();
    if length(text) <= limits::CONTEXT {
        return (text.to_owned(), false);
    }
    (text.chars().take(limits::CONTEXT).collect(), true)
}

/// Says what Confluence on Cloud cannot do here yet.
pub(crate) fn not_on_cloud() -> Failure {
    Failure::new(
        "context.not_on_cloud",
        Category::UserFixable,
        "Pages of Confluence Cloud cannot be read here yet.",
    )
    .with_next("Copy what matters into the requirement.")
}
