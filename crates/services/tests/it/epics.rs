//! Breaking an epic down that is in Jira already.

use contract::{
    commands::StartDraft,
    views::{DraftStatus, DraftView},
};
use domain::jira::IssueKind;
use testkit::{Person, Setup, TestApp, requirement, story};

const GOALS: &str = "As a patient I want to manage appointments online. Patients book an appointment. Patients move \
                     an appointment. Patients cancel an appointment.";

/// An epic in Jira.
async fn epic(ada: &Person) -> String {
    let form = StartDraft { kind: "epic".to_owned(), ..requirement(GOALS) };
    let draft = ada.written_from(form).await;
    let approval = ada.approve(&draft).await.unwrap();
    ada.created(&draft, &approval).await.issue.unwrap().key.to_string()
}

fn breaking_down(key: &str, text: &str) -> StartDraft {
    StartDraft { kind: "epic".to_owned(), epic: key.to_owned(), project: String::new(), ..requirement(text) }
}

/// A draft that stands for the epic, with the parts that are proposed.
async fn adopted(ada: &Person, key: &str) -> DraftView {
    let draft = ada.written_from(breaking_down(key, "")).await;
    assert_eq!((draft.status, draft.kind, draft.adopted), (DraftStatus::Ready, IssueKind::Epic, true));
    draft
}

fn created(app: &TestApp) -> usize {
    app.sandbox.created_issues().len()
}

#[tokio::test]
async fn its_stories_are_proposed_and_go_below_it() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let key = epic(&ada).await;
        let draft = adopted(&ada, &key.to_lowercase()).await;
        assert_eq!(draft.issue.as_ref().unwrap().key.as_str(), key);
        assert!(draft.requirement.starts_with(&draft.content.summary), "{}", draft.requirement);
        assert_eq!(app.sandbox.llm_calls().len(), 2, "one for the epic itself, one for its parts");
        let parts = draft.split.as_ref().unwrap().split.parts.len();
        assert!(parts >= 2);

        let refused = ada.approve(&draft).await.unwrap_err();
        assert_eq!(refused.code, "draft.split_open");
        ada.edit_split(&draft, "make", |_| {}).await.unwrap();
        let whole = ada.draft(draft.id).await;
        assert_eq!((whole.status, whole.parts.len()), (DraftStatus::Created, parts));
        assert_eq!(created(&app), 1, "the epic is not created again");
        let first = ada.draft(whole.parts[0].id).await;
        assert_eq!(first.parent.as_ref().unwrap().as_str(), key);
        assert!(!first.part_of.as_ref().unwrap().waits);
        let approval = ada.approve(&first).await.unwrap();
        assert_eq!(ada.created(&first, &approval).await.status, DraftStatus::Created);
        assert_eq!(app.sandbox.created_issues().last().unwrap()["fields"]["customfield_10008"], key.as_str());
        assert_eq!(ada.unsplit(draft.id).await.unwrap_err().code, "draft.part_in_jira");
    })
    .await;
}

#[tokio::test]
async fn what_stands_for_an_epic_never_goes_to_jira_itself_and_its_parts_can_be_taken_back() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let key = epic(&ada).await;
        let draft = adopted(&ada, &key).await;
        ada.edit_split(&draft, "make", |_| {}).await.unwrap();
        ada.unsplit(draft.id).await.unwrap();
        let back = ada.draft(draft.id).await;
        assert_eq!((back.status, back.adopted, back.parts.len()), (DraftStatus::Ready, true, 0));
        ada.edit_split(&back, "drop", |_| {}).await.unwrap();
        let bare = ada.draft(draft.id).await;
        let refused = ada.approve(&bare).await.unwrap_err();
        assert_eq!(refused.code, "draft.in_jira_already");
        assert!(refused.message.contains(&key));
        assert_eq!(created(&app), 1);
    })
    .await;
}

#[tokio::test]
async fn only_an_epic_that_can_be_seen_is_broken_down() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let field = async |key: &str| {
            let failure = ada.start(breaking_down(key, "")).await.unwrap_err();
            failure.of_field("epic").unwrap_or_else(|| panic!("{failure:?}")).to_owned()
        };
        assert!(field("CLINIC-2").await.contains("CLINIC-2 is no epic in Jira"));
        assert!(field("CLINIC-999999").await.contains("Jira has no such issue"));
        field("the epic").await;
        let empty = ada.start(StartDraft { kind: "epic".to_owned(), ..requirement("") }).await.unwrap_err();
        assert!(empty.of_field("requirement").is_some(), "without an epic there has to be a requirement");
        // A key that stood in the form before another kind was chosen breaks nothing down.
        let story = StartDraft {
            kind: "story".to_owned(),
            project: "CLINIC".to_owned(),
            ..breaking_down("CLINIC-1", " ")
        };
        assert!(ada.start(story).await.unwrap_err().of_field("requirement").is_some());
        assert!(app.sandbox.llm_calls().is_empty());
        // The same form again is the same draft.
        let key = epic(&ada).await;
        let form = breaking_down(&key, "Only what patients do on phones");
        let first = ada.start(form.clone()).await.unwrap();
        assert_eq!(ada.start(form).await.unwrap().draft, first.draft);
        ada.watch(first.job).await;
        assert_eq!(ada.draft(first.draft).await.requirement, "Only what patients do on phones");
    })
    .await;
}
