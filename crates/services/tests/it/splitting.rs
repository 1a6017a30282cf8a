//! A draft that is too large for one issue: the parts that are proposed, and changing them.

use contract::{
    commands::{SplitForm, SplitWish, StartDraft},
    views::{DraftStatus, DraftView},
};
use domain::{
    draft::Field,
    failure::{Category, Failure},
    jira::IssueKind,
    split::{Part, Report, Shape, report},
};
use serde_json::json;
use std::collections::BTreeSet;
use testkit::{Person, Setup, requirement, story};

pub(crate) const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call. \
                    A booking can be cancelled until 24 hours before.";

/// A draft of this size, as the model answers.
pub(crate) async fn of_points(person: &Person, points: u32) -> DraftView {
    person.written(&format!("{ROOM}\n[[sandbox: points={points}]]")).await
}

fn report_of(draft: &DraftView) -> Report {
    let view = draft.split.as_ref().unwrap();
    let rules = view.rules(view.split.shape).unwrap();
    report(&draft.content, draft.format, rules, &view.split.parts)
}

fn none(_: &mut SplitForm) {}

/// Makes the parts of a draft and opens them.
pub(crate) async fn parts_of(
    person: &Person,
    draft: &DraftView,
    shape: Shape,
) -> (DraftView, Vec<DraftView>) {
    let made = person.edit_split(draft, "make", |form| shape.as_str().clone_into(&mut form.shape)).await;
    assert_eq!(made.unwrap(), None);
    let whole = person.draft(draft.id).await;
    let mut parts = Vec::new();
    for row in &whole.parts {
        parts.push(person.draft(row.id).await);
    }
    (whole, parts)
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
async fn only_what_the_project_has_kinds_of_issues_for_is_offered() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let text = format!("{ROOM}\n[[sandbox: points=8]]");
        for (project, shapes) in
            [("NOLABEL", &[Shape::Siblings][..]), ("PORTAL", &[Shape::SubTasks, Shape::Siblings][..])]
        {
            let form = StartDraft { project: project.to_owned(), ..requirement(&text) };
            let draft = ada.written_from(form).await;
            let view = draft.split.as_ref().unwrap();
            let offered: Vec<_> = view.shapes.iter().map(|(shape, _)| *shape).collect();
            assert_eq!((view.split.shape, offered.as_slice()), (Shape::Siblings, shapes), "{project}");
            let refused = ada.edit_split(&draft, "save", |form| "epic".clone_into(&mut form.shape)).await;
            assert!(refused.unwrap_err().of_field("shape").is_some());
        }
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
async fn parts_that_are_sent_whole_take_the_place_of_the_others() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = of_points(&ada, 8).await;
        let split = draft.split.as_ref().unwrap().split.clone();
        let mut parts = split.parts[1..].to_vec();
        parts[0].content.labels = vec!["own".to_owned()];
        parts[0].content.acceptance_criteria = vec!["It is shown\nat once.".to_owned()];
        parts[0].after = BTreeSet::from([1, 7]);
        parts[1].after = BTreeSet::from([0]);
        let whole = |parts: &[Part]| SplitWish::Whole(Shape::Siblings, parts.to_vec());
        let saved = ada.step_of_split(&draft, "save", whole(&parts)).await.unwrap();
        assert_eq!(saved, Some(split.version + 1));
        let changed = ada.draft(draft.id).await;
        let kept = &changed.split.as_ref().unwrap().split;
        assert_eq!((kept.shape, kept.parts.len()), (Shape::Siblings, 2));
        assert_eq!(kept.parts[0].content, parts[0].content, "also what a form does not show");
        assert_eq!((kept.parts[0].after.len(), kept.parts[1].after.len()), (1, 0), "not in a circle");

        let failure = ada.step_of_split(&changed, "make", SplitWish::AsItIs).await.unwrap_err();
        assert_eq!(failure.code, "draft.split_unsound", "the first part's criteria are nowhere");
        for parts in [vec![], vec![parts[0].clone(); 41]] {
            let failure = ada.step_of_split(&changed, "save", whole(&parts)).await.unwrap_err();
            assert_eq!(failure.code, "draft.split_parts");
        }
        parts[1].content.summary = "x".repeat(256);
        let failure = ada.step_of_split(&changed, "save", whole(&parts)).await.unwrap_err();
        assert!(failure.of_field("parts[1].summary").is_some(), "{failure:?}");
        assert_eq!(ada.draft(draft.id).await.split, changed.split, "a refused step changes nothing");
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
