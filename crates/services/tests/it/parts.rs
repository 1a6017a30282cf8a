//! The drafts that the parts of a draft became: on their way to Jira, bound to each other, and taken back.

use crate::splitting::{ROOM, of_points, parts_of};
use contract::{
    commands::{SplitForm, StartDraft},
    views::{DraftStatus, DraftView},
};
use domain::{draft::Field, failure::Category, ids::DraftId, jira::IssueKind, rules::Check, split::Shape};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Person, Setup, TestApp, requirement, story};

async fn into_jira(person: &Person, draft: &DraftView) -> DraftView {
    let approval = person.approve(draft).await.unwrap();
    let created = person.created(draft, &approval).await;
    assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
    created
}

/// The created issue's fields, as Jira took them.
fn in_jira(app: &TestApp, draft: &DraftView) -> Value {
    let key = draft.issue.as_ref().unwrap().key.to_string();
    let issues = app.sandbox.created_issues();
    issues.iter().find(|issue| issue["key"] == key.as_str()).unwrap()["fields"].clone()
}

/// `(kind, from, to)` as the sandbox keeps links.
fn link(kind: &str, from: &str, to: &str) -> (String, String, String) {
    (kind.to_owned(), from.to_owned(), to.to_owned())
}

/// Creates a draft's issue; its key.
async fn key_of(person: &Person, draft: DraftId) -> String {
    let draft = person.draft(draft).await;
    into_jira(person, &draft).await.issue.unwrap().key.to_string()
}

#[tokio::test]
async fn an_epic_is_created_before_its_stories_and_they_are_in_it() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let (whole, parts) = parts_of(&ada, &draft, Shape::Epic).await;
        assert_eq!(
            (whole.kind, whole.status, whole.content.story_points),
            (IssueKind::Epic, DraftStatus::Ready, None)
        );
        assert_eq!(parts.len(), 3);
        for (at, part) in parts.iter().enumerate() {
            assert!(!part.checks.iter().any(Check::blocks), "{:?}", part.checks);
            let of = part.part_of.as_ref().unwrap();
            assert_eq!((of.whole, of.part, of.parts, of.waits), (whole.id, at + 1, 3, true));
            assert_eq!((part.kind, part.status), (IssueKind::Story, DraftStatus::Ready));
            assert!(part.requirement.contains(&part.content.summary) && part.requirement.contains(ROOM));
        }
        assert_eq!(parts[1].part_of.as_ref().unwrap().after[0].0, parts[0].id);
        let next: Vec<_> =
            parts.iter().map(|part| part.part_of.as_ref().unwrap().next.as_ref().unwrap().0).collect();
        assert_eq!(next, [parts[1].id, parts[2].id, parts[0].id]);
        let failure = ada.approve(&parts[0]).await.unwrap_err();
        assert_eq!((failure.code.as_str(), failure.category), ("draft.whole_first", Category::Conflict));

        let epic = into_jira(&ada, &whole).await;
        let key = epic.issue.as_ref().unwrap().key.clone();
        for part in &parts {
            let part = ada.draft(part.id).await;
            assert_eq!((part.parent.as_ref(), part.part_of.as_ref().unwrap().waits), (Some(&key), false));
            let part = into_jira(&ada, &part).await;
            assert!(in_jira(&app, &part).to_string().contains(key.as_str()), "it is in the epic");
        }
        assert_eq!(app.sandbox.created_issues().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn what_comes_first_blocks_what_follows_whichever_is_created_first() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let (whole, parts) = parts_of(&ada, &draft, Shape::Epic).await;
        let ids: Vec<DraftId> = parts.iter().map(|part| part.id).collect();
        key_of(&ada, whole.id).await;
        let second = key_of(&ada, ids[1]).await;
        let first = key_of(&ada, ids[0]).await;
        let wanted = [link("Blocks", &first, &second)];
        app.until("the two are linked", async || app.sandbox.links() == wanted).await;
        let third = key_of(&ada, ids[2]).await;
        let wanted = [link("Blocks", &first, &second), link("Blocks", &second, &third)];
        app.until("all are linked", async || app.sandbox.links() == wanted).await;
    })
    .await;
}

#[tokio::test]
async fn issues_side_by_side_are_related_also_when_jira_fails_at_first() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let alone = |form: &mut SplitForm| form.parts.iter_mut().for_each(|part| part.after.clear());
        ada.edit_split(&draft, "save", alone).await.unwrap();
        let (_, parts) = parts_of(&ada, &ada.draft(draft.id).await, Shape::Siblings).await;
        app.fault(json!({"target": "/rest/api/2/issueLink", "times": 1, "action": {"status": 503}}));
        let wanted = [link("Relates", &key_of(&ada, parts[0].id).await, &key_of(&ada, parts[2].id).await)];
        app.until("the two are linked after a while", async || {
            app.clock.advance(Duration::from_secs(1));
            app.sandbox.links() == wanted
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn sub_tasks_belong_to_the_story() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 5).await;
        let (whole, parts) = parts_of(&ada, &draft, Shape::SubTasks).await;
        assert_eq!((whole.kind, parts[0].kind), (IssueKind::Story, IssueKind::SubTask));
        let story = into_jira(&ada, &whole).await;
        let sub = into_jira(&ada, &ada.draft(parts[0].id).await).await;
        assert_eq!(in_jira(&app, &sub)["parent"]["key"], json!(story.issue.as_ref().unwrap().key.as_str()));
    })
    .await;
}

#[tokio::test]
async fn siblings_take_the_place_of_the_draft() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 5).await;
        let (whole, parts) = parts_of(&ada, &draft, Shape::Siblings).await;
        assert_eq!(
            (whole.status, whole.kind, whole.content.story_points),
            (DraftStatus::Split, IssueKind::Story, Some(5.0))
        );
        assert_eq!(ada.approve(&whole).await.unwrap_err().code, "draft.in_parts");
        assert!(!parts[0].part_of.as_ref().unwrap().waits);
        into_jira(&ada, &parts[0]).await;
    })
    .await;
}

#[tokio::test]
async fn siblings_stay_in_the_epic_where_the_draft_was() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let epic = StartDraft { kind: "epic".to_owned(), ..requirement(ROOM) };
        let epic = into_jira(&ada, &ada.written_from(epic).await).await;
        let key = epic.issue.unwrap().key.to_string();
        let text = format!("{ROOM}\n[[sandbox: points=5]]");
        let form = StartDraft { parent: key.clone(), ..requirement(&text) };
        let draft = ada.written_from(form).await;
        let split = draft.split.as_ref().unwrap();
        assert_eq!((split.split.shape, split.shapes.len()), (Shape::Siblings, 2), "no epic in an epic");
        let refused = ada.edit_split(&draft, "save", |form| "epic".clone_into(&mut form.shape)).await;
        assert!(refused.unwrap_err().of_field("shape").is_some());
        let (_, parts) = parts_of(&ada, &draft, Shape::Siblings).await;
        assert!(parts.iter().all(|part| part.parent.as_ref().is_some_and(|parent| parent.as_str() == key)));
    })
    .await;
}

#[tokio::test]
async fn a_part_that_waits_for_its_epic_is_not_split_and_the_epic_not_deleted() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let (whole, parts) = parts_of(&ada, &draft, Shape::Epic).await;
        assert_eq!(ada.revise(&parts[0], "split", "").await.unwrap_err().code, "draft.whole_first");
        let drafting = &ada.use_cases.drafting;
        let refused = drafting.delete(&ada.caller, &ada.principal, whole.id).await.unwrap_err();
        assert_eq!(refused.code, "draft.parts_wait");
        for part in &parts {
            drafting.delete(&ada.caller, &ada.principal, part.id).await.unwrap();
        }
        let lonely = ada.draft(whole.id).await;
        assert!(lonely.is_split && lonely.parts.is_empty());
        ada.unsplit(whole.id).await.unwrap();
        assert_eq!(ada.draft(whole.id).await.split.unwrap().split.parts.len(), 3);
        drafting.delete(&ada.caller, &ada.principal, whole.id).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_was_written_in_the_parts_comes_back_with_them() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let (whole, parts) = parts_of(&ada, &draft, Shape::Siblings).await;
        ada.edit(&parts[1], Field::Summary, "Written since").await.unwrap();
        ada.unsplit(whole.id).await.unwrap();
        let back = ada.draft(whole.id).await;
        assert_eq!(back.split.as_ref().unwrap().split.parts[1].content.summary, "Written since");
        assert!(!back.split.unwrap().stale);
    })
    .await;
}

#[tokio::test]
async fn a_split_is_taken_back() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let (whole, parts) = parts_of(&ada, &draft, Shape::Siblings).await;
        assert_eq!(ada.revise(&whole, "split", "").await.unwrap_err().category, Category::Conflict);
        ada.unsplit(whole.id).await.unwrap();
        let back = ada.draft(whole.id).await;
        assert_eq!(
            (back.status, back.kind, back.content.clone()),
            (DraftStatus::Ready, draft.kind, draft.content)
        );
        assert_eq!(back.split.as_ref().unwrap().split.parts.len(), 3);
        assert_eq!(back.parts, []);
        assert!(ada.use_cases.drafting.draft(&ada.principal, parts[0].id).await.is_err());
        assert_eq!(ada.unsplit(whole.id).await.unwrap_err().code, "draft.split_gone");
    })
    .await;
}

#[tokio::test]
async fn an_epic_that_is_taken_back_is_a_story_with_its_points_again() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        parts_of(&ada, &draft, Shape::Epic).await;
        ada.unsplit(draft.id).await.unwrap();
        let back = ada.draft(draft.id).await;
        assert_eq!((back.kind, back.content.story_points), (IssueKind::Story, Some(8.0)));
    })
    .await;
}

#[tokio::test]
async fn what_is_in_jira_cannot_be_taken_back() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let (whole, parts) = parts_of(&ada, &draft, Shape::Siblings).await;
        into_jira(&ada, &parts[1]).await;
        let failure = ada.unsplit(whole.id).await.unwrap_err();
        assert_eq!(failure.code, "draft.part_in_jira");
        let rows = ada.draft(whole.id).await.parts;
        assert_eq!(rows.len(), 3, "a refused step changes nothing");
        assert!(rows[1].issue.is_some());
    })
    .await;
}
