//! What Jira asks for before it takes an issue: found out before, answered in a form, remembered.

use contract::{
    commands::StartDraft,
    views::{DraftStatus, DraftView, WantedKind},
};
use domain::draft::Field;
use serde_json::{Value, json};
use testkit::{Person, Setup, TestApp, requirement, story};

const TEXT: &str = "The laboratory sends results to the ward within an hour.";
const LABS: [(&str, &[&str]); 8] = [
    ("customfield_10110", &["10501"]),
    ("customfield_10111", &["10301"]),
    ("customfield_10120", &["10510", "10512"]),
    ("customfield_10121", &["10520/10522"]),
    ("customfield_10122", &["ghopper"]),
    ("customfield_10123", &["2,5"]),
    ("customfield_10124", &["LAB-7"]),
    ("duedate", &["2026-12-24"]),
];

async fn draft_in(person: &Person, project: &str, kind: &str) -> DraftView {
    let form = StartDraft { project: project.to_owned(), kind: kind.to_owned(), ..requirement(TEXT) };
    person.written_from(form).await
}

/// The created issue's fields, as Jira took them.
fn sent(app: &TestApp, draft: &DraftView) -> Value {
    let key = draft.issue.as_ref().unwrap().key.to_string();
    let issues = app.sandbox.created_issues();
    issues.iter().find(|issue| issue["key"] == key.as_str()).unwrap()["fields"].clone()
}

#[tokio::test]
async fn every_kind_of_field_is_asked_for_before_and_created_on_the_first_attempt() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = draft_in(&ada, "LABS", "story").await;
        let screen = draft.screen.clone().unwrap();
        let kinds: Vec<_> = screen.fields.iter().map(|field| (field.name.as_str(), field.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("Team", WantedKind::One),
                ("Release", WantedKind::One),
                ("Browsers", WantedKind::Several),
                ("Ward", WantedKind::One),
                ("Reviewer", WantedKind::Person),
                ("Budget", WantedKind::Number),
                ("Reference", WantedKind::Text),
                ("Due Date", WantedKind::Date),
            ]
        );
        assert_eq!((screen.types.len(), screen.missing), (0, 8));
        let refused = ada.approve(&draft).await.unwrap_err();
        assert_eq!(refused.code, "draft.required_fields");
        assert!(refused.of_field("customfield_10121").is_some(), "{refused:?}");

        ada.answer_screen(draft.id, "", &LABS).await.unwrap();
        let draft = ada.draft(draft.id).await;
        assert_eq!(draft.screen.as_ref().unwrap().missing, 0);
        let approval = ada.approve(&draft).await.unwrap();
        assert!(
            approval.fields.contains(&("Ward".to_owned(), "Surgery › West".to_owned())),
            "{:?}",
            approval.fields
        );
        assert!(approval.transport.starts_with("Jira REST"), "{}", approval.transport);
        let created = ada.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
        let fields = sent(&app, &created);
        assert_eq!(fields["customfield_10121"], json!({"id": "10520", "child": {"id": "10522"}}));
        assert_eq!(fields["customfield_10122"]["name"], "ghopper");
        assert_eq!(fields["customfield_10123"], json!(2.5));
        assert_eq!(fields["duedate"], "2026-12-24");

        let next = draft_in(&ada, "LABS", "story").await;
        assert_eq!(next.screen.as_ref().unwrap().missing, 0, "answers are remembered");
        ada.approve(&next).await.unwrap();
        let task = draft_in(&ada, "LABS", "task").await;
        assert_eq!(task.screen.unwrap().missing, 8, "for the same kind only");
        assert_eq!(draft_in(&ada, "CLINIC", "story").await.screen, None);
        let noah = app.user("ghopper").await;
        assert_eq!(draft_in(&noah, "LABS", "story").await.screen.unwrap().missing, 8, "and person");
    })
    .await;
}

#[tokio::test]
async fn a_type_is_chosen_where_none_is_called_like_the_kind_and_brings_its_fields() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = draft_in(&ada, "PORTAL", "story").await;
        let screen = draft.screen.unwrap();
        let types: Vec<_> = screen.types.iter().map(|found| found.label.as_str()).collect();
        assert_eq!(types, ["Geschichte", "Aufgabe", "Fehler (extern)"]);
        assert_eq!((screen.fields.len(), screen.missing), (0, 1));
        let wrong = ada.answer_screen(draft.id, "10103", &[]).await.unwrap_err();
        assert!(wrong.of_field("issue_type").is_some(), "a sub-task's type: {wrong:?}");

        ada.answer_screen(draft.id, "10101", &[]).await.unwrap();
        let draft = ada.draft(draft.id).await;
        let screen = draft.screen.clone().unwrap();
        let names: Vec<_> = screen.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!((names, screen.missing), (vec!["Team", "Release"], 2));
        let values: [(&str, &[&str]); 2] =
            [("customfield_10110", &["10500"]), ("customfield_10111", &["10400"])];
        ada.answer_screen(draft.id, "10101", &values).await.unwrap();
        let draft = ada.draft(draft.id).await;
        let approval = ada.approve(&draft).await.unwrap();
        assert!(approval.fields.contains(&("Issue type".to_owned(), "Geschichte".to_owned())));
        let created = ada.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);

        let next = draft_in(&ada, "PORTAL", "story").await;
        assert_eq!(next.screen.as_ref().unwrap().missing, 0);
        ada.approve(&next).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn answers_are_checked_per_field_and_belong_to_their_draft() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = draft_in(&ada, "LABS", "story").await;
        let wrong: [(&str, &[&str]); 5] = [
            ("customfield_10110", &["1"]),
            ("customfield_10123", &["a lot"]),
            ("duedate", &["tomorrow"]),
            ("customfield_10121", &["10520/10530"]),
            ("customfield_99999", &["no such field"]),
        ];
        let failure = ada.answer_screen(draft.id, "", &wrong).await.unwrap_err();
        let named: Vec<_> = failure.fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(
            named,
            ["customfield_10110", "customfield_10121", "customfield_10123", "duedate"],
            "in the screen’s order"
        );
        assert_eq!(ada.draft(draft.id).await.screen.unwrap().missing, 8, "nothing of it is kept");

        ada.answer_screen(draft.id, "", &LABS).await.unwrap();
        let other = draft_in(&ada, "LABS", "story").await;
        let cleared: [(&str, &[&str]); 1] = [("duedate", &[])];
        ada.answer_screen(other.id, "", &cleared).await.unwrap();
        assert_eq!(ada.draft(draft.id).await.screen.unwrap().missing, 0, "the first one keeps its own");
        let noah = app.user("ghopper").await;
        assert!(noah.answer_screen(draft.id, "", &LABS).await.is_err());
        ada.approve(&ada.draft(draft.id).await).await.unwrap();
        assert_eq!(ada.answer_screen(draft.id, "", &LABS).await.unwrap_err().code, "draft.not_editable");
    })
    .await;
}

#[tokio::test]
async fn an_answer_to_what_is_no_longer_asked_for_keeps_nobody_from_approving() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = draft_in(&ada, "LABS", "story").await;
        ada.answer_screen(draft.id, "", &LABS).await.unwrap();
        // The team is optional now, and the chosen one is gone.
        let field = |id: &str, name: &str, required: bool| {
            json!({"fieldId": id, "name": name, "required": required, "hasDefaultValue": false,
                "schema": {"type": "string"}})
        };
        let team = json!({"fieldId": "customfield_10110", "name": "Team", "required": false,
            "hasDefaultValue": false, "schema": {"type": "option"},
            "allowedValues": [{"id": "1", "value": "Another"}]});
        let screen = json!({"maxResults": 50, "startAt": 0, "total": 3, "isLast": true,
            "values": [field("summary", "Summary", true), field("description", "Description", false), team]});
        app.fault(json!({
            "target": "/rest/api/2/issue/createmeta/LABS/issuetypes/10001",
            "action": {"status": 200, "body": screen},
        }));
        let approval = ada.approve(&ada.draft(draft.id).await).await.unwrap();
        assert!(!approval.payload.contains("customfield_10110"), "{}", approval.payload);
    })
    .await;
}

#[tokio::test]
async fn a_priority_or_component_that_the_draft_lacks_is_asked_for_only_then() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = draft_in(&ada, "LABS", "bug").await;
        assert!(draft.content.has(Field::Components), "the sandbox's model names one");
        ada.edit(&draft, Field::Components, "").await.unwrap();
        let screen = ada.draft(draft.id).await.screen.unwrap();
        let components = screen.fields.iter().find(|field| field.id == "components").unwrap();
        assert_eq!((components.kind, components.choices.len(), screen.missing), (WantedKind::Several, 3, 9));
        let draft = ada.draft(draft.id).await;
        ada.edit(&draft, Field::Components, "Nothing that Jira knows").await.unwrap();
        let screen = ada.draft(draft.id).await.screen.unwrap();
        assert!(screen.fields.iter().any(|field| field.id == "components"), "it would be left out");
    })
    .await;
}

#[tokio::test]
async fn sub_tasks_and_issues_of_an_epic_find_their_parents() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let create = async |kind: &str, parent: &str| {
            let form = StartDraft { kind: kind.to_owned(), parent: parent.to_owned(), ..requirement(TEXT) };
            let draft = ada.written_from(form).await;
            let approval = ada.approve(&draft).await.unwrap();
            let created = ada.created(&draft, &approval).await;
            assert_eq!(created.status, DraftStatus::Created, "{kind}: {:?}", created.failure);
            created
        };
        let epic = create("epic", "").await;
        let epic_key = epic.issue.as_ref().unwrap().key.to_string();
        let fields = sent(&app, &epic);
        assert_eq!(fields["customfield_10009"], fields["summary"], "an epic is named like its summary");
        let child = create("story", &epic_key.to_lowercase()).await;
        assert_eq!(sent(&app, &child)["customfield_10008"], json!(epic_key));
        let child_key = child.issue.as_ref().unwrap().key.to_string();
        let part = create("sub-task", &child_key).await;
        assert_eq!(sent(&app, &part)["parent"]["key"], json!(child_key));

        let start = |kind: &str, parent: &str| {
            ada.start(StartDraft { kind: kind.to_owned(), parent: parent.to_owned(), ..requirement(TEXT) })
        };
        for (kind, parent) in
            [("sub-task", ""), ("sub-task", "PORTAL-1"), ("epic", "CLINIC-1"), ("story", "no key")]
        {
            let failure = start(kind, parent).await.unwrap_err();
            assert!(failure.of_field("parent").is_some(), "{kind} {parent}: {failure:?}");
        }
    })
    .await;
}
