//! A draft that is too large for one issue, in parts.

use contract::{
    commands::{SplitForm, StartDraft},
    views::{DraftStatus, DraftView},
};
use domain::{
    draft::Field,
    failure::{Category, Failure},
    ids::DraftId,
    jira::IssueKind,
    rules::Check,
    split::{Report, Shape, report},
};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Person, Setup, TestApp, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call. \
                    A booking can be cancelled until 24 hours before.";

/// A draft of this size, as the model answers.
async fn of_points(person: &Person, points: u32) -> DraftView {
    person.written(&format!("{ROOM}\n[[sandbox: points={points}]]")).await
}

fn report_of(draft: &DraftView) -> Report {
    let view = draft.split.as_ref().unwrap();
    let rules = view.rules(view.split.shape).unwrap();
    report(&draft.content, draft.format, rules, &view.split.parts)
}

fn none(_: &mut SplitForm) {}

/// Makes the parts of a draft and opens them.
async fn parts_of(person: &Person, draft: &DraftView, shape: Shape) -> (DraftView, Vec<DraftView>) {
    let made = person.edit_split(draft, "make", |form| shape.as_str().clone_into(&mut form.shape)).await;
    assert_eq!(made.unwrap(), None);
    let whole = person.draft(draft.id).await;
    let mut parts = Vec::new();
    for row in &whole.parts {
        parts.push(person.draft(row.id).await);
    }
    (whole, parts)
}

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

#[tokio::test]
async fn a_draft_with_too_many_points_gets_parts_that_keep_the_rules_cover_all_and_add_up() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        assert_eq!(
            (draft.status, draft.version, draft.content.story_points),
            (DraftStatus::Ready, 1, Some(8.0))
        );
        let view = draft.split.as_ref().unwrap();
        assert_eq!((view.split.parts.len(), view.split.shape, view.shapes.len()), (3, Shape::Epic, 3));
        let report = report_of(&draft);
        assert!(report.is_sound() && report.adds_up(), "{report:?}");
        let calls = app.sandbox.llm_calls();
        assert_eq!(calls.len(), 2);
        let query = calls[1]["body"]["query"].as_str().unwrap();
        assert!(query.contains("at least 3, each a story. No part has more than 3 story points."), "{query}");
        assert!(query.contains("<criteria>\n1. "), "{query}");
        assert!(app.sandbox.created_issues().is_empty(), "nothing goes to Jira by itself");
    })
    .await;
}

#[tokio::test]
async fn a_site_may_reject_what_is_too_large_and_the_person_may_still_ask_for_parts() {
    let setup = Setup::new().with("/validation/too_many_points", json!("reject"));
    story(setup, async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        assert_eq!((draft.split.clone(), app.sandbox.llm_calls().len()), (None, 1));
        let broken: Vec<_> =
            draft.checks.iter().filter(|check| check.blocks()).map(|check| check.field).collect();
        assert_eq!(broken, [Field::StoryPoints]);
        let split = ada.revised(&draft, "split", "By kind of user").await;
        assert_eq!((split.version, split.content.clone()), (1, draft.content), "the draft stays");
        assert_eq!(split.split.as_ref().unwrap().split.parts.len(), 3);
        let query = app.sandbox.llm_calls().last().unwrap()["body"]["query"].as_str().unwrap().to_owned();
        assert!(query.contains("<change>\nBy kind of user\n</change>"), "{query}");
    })
    .await;
}

#[tokio::test]
async fn a_model_that_does_not_listen_is_asked_again_and_its_one_part_is_divided() {
    let setup = Setup::new().with("/validation/too_many_points", json!("reject"));
    story(setup, async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let split = ada.revised(&draft, "split", "[[sandbox: one-part]]").await;
        let report = report_of(&split);
        assert!(report.is_sound() && report.adds_up(), "{report:?}");
        assert_eq!(app.sandbox.llm_calls().len(), 4, "written once, split once, shown its mistake twice");
        assert_eq!(ada.revise(&split, "split", "").await.unwrap_err().code, "draft.split_open");
        assert_eq!(ada.approve(&split).await.unwrap_err().code, "draft.split_open");
        ada.edit_split(&split, "drop", none).await.unwrap();
        let failed = ada.revised(&ada.draft(split.id).await, "split", "[[sandbox: prose]]").await;
        assert!(failed.failure.is_some() && failed.split.is_none());
        assert_eq!(failed.content, draft.content);
    })
    .await;
}

#[tokio::test]
async fn what_no_split_can_hold_is_said_before_a_model_is_asked() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 200).await;
        assert_eq!((draft.split.clone(), app.sandbox.llm_calls().len()), (None, 1));
        let failure = ada.revise(&draft, "split", "").await.unwrap_err();
        assert_eq!(failure.code, "draft.too_large_to_split");
    })
    .await;
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
async fn an_epic_is_broken_down_into_stories() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let form = StartDraft { kind: "epic".to_owned(), format: "bdd".to_owned(), ..requirement(ROOM) };
        let draft = ada.written_from(form).await;
        assert_eq!(draft.split, None, "nobody asked for it");
        let draft = ada.revised(&draft, "split", "").await;
        let split = draft.split.as_ref().unwrap();
        assert_eq!(split.shapes.len(), 1);
        assert!(report_of(&draft).is_sound());
        let (whole, parts) = parts_of(&ada, &draft, Shape::Epic).await;
        assert_eq!((whole.kind, parts[0].kind), (IssueKind::Epic, IssueKind::Story));
        assert!(!parts[0].content.scenarios.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_parts_are_the_persons_to_change_and_nothing_is_overwritten() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let grace = app.user("ghopper").await;
        let draft = of_points(&ada, 8).await;
        let saved = ada
            .edit_split(&draft, "save", |form| {
                "Another name".clone_into(&mut form.parts[0].summary);
                form.parts[0].covers.clear();
                form.parts[1].after = vec![0, 1, 77];
            })
            .await;
        let first = draft.split.as_ref().unwrap().split.version;
        assert_eq!(saved.unwrap(), Some(first + 1));
        let changed = ada.draft(draft.id).await;
        let parts = &changed.split.as_ref().unwrap().split.parts;
        assert_eq!(parts[0].content.summary, "Another name");
        assert_eq!(parts[1].after.iter().copied().collect::<Vec<_>>(), [0]);
        assert!(!report_of(&changed).uncovered.is_empty());

        let stale = ada.edit_split(&draft, "save", none).await.unwrap_err();
        assert_eq!((stale.code.as_str(), stale.category), ("draft.split_changed", Category::Conflict));
        assert_eq!(grace.edit_split(&changed, "save", none).await.unwrap_err().category, Category::NotFound);
        assert_eq!(grace.unsplit(draft.id).await.unwrap_err().category, Category::NotFound);

        let failure = ada.edit_split(&changed, "make", none).await.unwrap_err();
        assert_eq!(failure.code, "draft.split_unsound");
        assert!(failure.of_field("covers").is_some_and(|words| words.contains("criterion 1")), "{failure:?}");
        let failure = ada
            .edit_split(&changed, "save", |form| "x".repeat(256).clone_into(&mut form.parts[1].summary))
            .await
            .unwrap_err();
        assert!(failure.of_field("parts[1].summary").is_some());
        let failure =
            ada.edit_split(&changed, "save", |form| "many".clone_into(&mut form.parts[0].points)).await;
        assert!(failure.unwrap_err().of_field("parts[0].points").is_some());
        assert!(ada.edit_split(&changed, "dance", none).await.is_err());

        assert_eq!(ada.edit_split(&changed, "add", none).await.unwrap(), Some(first + 2));
        let added = ada.draft(draft.id).await;
        assert_eq!(added.split.as_ref().unwrap().split.parts.len(), 4);
        assert_eq!(report_of(&added).broken().collect::<Vec<_>>(), [3], "nothing is written in it yet");
        assert_eq!(ada.edit_split(&added, "remove:3", none).await.unwrap(), Some(first + 3));
        let removed = ada.draft(draft.id).await;
        assert_eq!(removed.split.as_ref().unwrap().split.parts.len(), 3);
        assert_eq!(ada.edit_split(&removed, "drop", none).await.unwrap(), None);
        let dropped = ada.draft(draft.id).await;
        assert_eq!((dropped.split, dropped.content), (None, draft.content));
    })
    .await;
}

#[tokio::test]
async fn parts_of_criteria_that_have_changed_since_are_not_made() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        ada.edit(&draft, Field::AcceptanceCriteria, "Something else.").await.unwrap();
        let changed = ada.draft(draft.id).await;
        let failure: Failure = ada.edit_split(&changed, "make", none).await.unwrap_err();
        assert_eq!(failure.code, "draft.split_stale");
        let view = changed.split.as_ref().unwrap();
        assert!(view.stale && view.whole.acceptance_criteria == draft.content.acceptance_criteria);
        ada.edit_split(&changed, "renew", none).await.unwrap();
        let renewed = ada.draft(draft.id).await;
        let view = renewed.split.as_ref().unwrap();
        assert!(!view.stale && view.split.parts.iter().all(|part| part.covers.is_empty()));
        let failure = ada.edit_split(&renewed, "make", none).await.unwrap_err();
        assert_eq!(failure.of_field("covers"), Some("No part covers criterion 1."));
        assert_eq!(ada.draft(draft.id).await.parts, []);

        let draft = of_points(&ada, 8).await;
        ada.edit(&draft, Field::Labels, "other").await.unwrap();
        let changed = ada.draft(draft.id).await;
        assert_eq!(
            ada.edit_split(&changed, "make", none).await.unwrap(),
            None,
            "labels matter to no criterion"
        );
    })
    .await;
}

#[tokio::test]
async fn a_criterion_that_stays_is_still_covered_when_others_change() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let kept = draft.content.acceptance_criteria[0].clone();
        ada.edit(&draft, Field::AcceptanceCriteria, &format!("Something new.\n{kept}")).await.unwrap();
        let changed = ada.draft(draft.id).await;
        ada.edit_split(&changed, "renew", none).await.unwrap();
        assert_eq!(report_of(&ada.draft(draft.id).await).uncovered, [0]);
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
