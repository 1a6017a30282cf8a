//! From an approved draft to one issue in Jira.

use contract::{
    commands::{CreateIssue, StartDraft},
    views::{DraftStatus, JobState},
};
use domain::{draft::Field, failure::Category};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Duration;
use testkit::{Setup, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call.";

#[tokio::test]
async fn what_was_approved_is_created_once_with_the_persons_own_token() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Approved);
        assert_eq!(approval.sha256, hex::encode(Sha256::digest(approval.payload.as_bytes())));
        assert_eq!(app.requests("jira.issue.create"), 0, "approving sends nothing");

        let created = ada.created(&draft, &approval).await;
        assert_eq!((created.status, created.failure), (DraftStatus::Created, None));
        let issues = app.sandbox.created_issues();
        let [issue] = issues.as_slice() else { panic!("{issues:?}") };
        let shown = created.issue.unwrap();
        assert_eq!(issue["key"], shown.key.as_str());
        assert_eq!(shown.url, format!("{}/browse/{}", app.sandbox.addresses().jira, shown.key));
        assert_eq!(shown.transport, "Jira REST");
        assert_eq!(issue["who"], "alovelace");
        assert_eq!(issue["token_sha256"], hex::encode(Sha256::digest(ada.who.jira_token)));
        assert_eq!(issue["project"], "CLINIC");
        assert_eq!(issue["issue_type"], "Story");
        assert_eq!(issue["summary"], draft.content.summary.as_str());

        let sent = app.sandbox.requests();
        let sent = sent.iter().find(|request| request["operation"] == "jira.issue.create").unwrap();
        let approved: serde_json::Value = serde_json::from_str(&approval.payload).unwrap();
        assert_eq!(sent["body"], approved["rest"], "the bytes that were shown are the bytes that were sent");
        assert_eq!(sent["request_id"], "story", "the request's id is passed on");
        let again = ada.create(draft.id, &approval).await.unwrap();
        ada.watch(again.job).await;
        assert_eq!(app.requests("jira.issue.create"), 1);
    })
    .await;
}

#[tokio::test]
async fn open_issues_that_look_alike_are_shown_before_another_is_created() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        assert_eq!(approval.similar, [], "there is none yet");
        let first = ada.created(&draft, &approval).await.issue.unwrap();
        let other = "Nurses export the ward list as PDF every morning.";
        assert_eq!(ada.approved_in("CLINIC", other).await.1.similar, [], "something else");
        assert_eq!(ada.approved_in("NOLABEL", ROOM).await.1.similar, [], "another project");

        let (again, approval) = ada.approved_in("CLINIC", &format!("{ROOM} \"AND\" project = NOLABEL")).await;
        let [like] = approval.similar.as_slice() else { panic!("{:?}", approval.similar) };
        assert_eq!((&like.key, &like.url), (&first.key, &first.url));
        assert_eq!((like.summary.as_str(), like.status.as_str()), (draft.content.summary.as_str(), "To Do"));
        assert_eq!(
            ada.draft(again.id).await.approval.unwrap().similar,
            approval.similar,
            "kept with the approval"
        );

        app.fault(json!({"target": "jira.search", "action": {"status": 503}}));
        let (_, approval) = ada.approved_in("CLINIC", ROOM).await;
        assert_eq!(approval.similar, [], "a search that fails keeps nobody from approving");
    })
    .await;
}

#[tokio::test]
async fn a_task_in_bdd_is_created_too() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let form = StartDraft { kind: "task".into(), format: "bdd".into(), ..requirement(ROOM) };
        let draft = ada.written_from(form).await;
        let approval = ada.approve(&draft).await.unwrap();
        ada.created(&draft, &approval).await;
        let issues = app.sandbox.created_issues();
        assert_eq!(issues[0]["issue_type"], "Task");
        assert!(issues[0]["fields"]["description"].as_str().unwrap().contains("Given"), "{}", issues[0]);
    })
    .await;
}

#[tokio::test]
async fn fifty_clicks_at_once_create_one_issue() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        let all = futures::future::join_all((0..50).map(|_| ada.create(draft.id, &approval))).await;
        let first = *all[0].as_ref().unwrap();
        assert!(all.iter().all(|started| started.as_ref().is_ok_and(|started| *started == first)), "{all:?}");
        ada.watch(first.job).await;
        assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Created);
        assert_eq!(app.requests("jira.issue.create"), 1);
        assert_eq!(app.sandbox.created_issues().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn only_the_bytes_that_were_approved_are_sent() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        let drafting = &ada.use_cases.drafting;
        for sha256 in ["", "0".repeat(64).as_str(), approval.sha256.to_uppercase().as_str()] {
            let command = CreateIssue { draft: draft.id, sha256: sha256.to_owned() };
            let failure = drafting.create(&ada.caller, &ada.principal, command).await.unwrap_err();
            assert_eq!(
                (failure.code.as_str(), failure.category),
                ("draft.other_payload", Category::Conflict)
            );
        }
        let locked = ada.edit(&draft, Field::Summary, "Another one").await.unwrap_err();
        assert_eq!(locked.code, "draft.not_editable");

        ada.withdraw(draft.id).await.unwrap();
        assert_eq!(ada.create(draft.id, &approval).await.unwrap_err().code, "draft.not_approved");
        ada.edit(&draft, Field::Summary, "Another one").await.unwrap();
        let draft = ada.draft(draft.id).await;
        let second = ada.approve(&draft).await.unwrap();
        assert_ne!(second.sha256, approval.sha256);
        assert_eq!(ada.create(draft.id, &approval).await.unwrap_err().code, "draft.other_payload");
        assert_eq!(app.requests("jira.issue.create"), 0);
        ada.created(&draft, &second).await;
        assert_eq!(app.sandbox.created_issues()[0]["summary"], "Another one");
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_jira_refuses_can_be_edited_with_jiras_words() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        let body = json!({"errorMessages": [], "errors": {"summary": "Summaries must mention a ward."}});
        app.fault(
            json!({"target": "jira.issue.create", "times": 1, "action": {"status": 400, "body": body}}),
        );
        let refused = ada.created(&draft, &approval).await;
        assert_eq!(refused.status, DraftStatus::Ready);
        assert_eq!((refused.issue, refused.approval), (None, None));
        let failure = refused.failure.unwrap();
        assert_eq!(failure.of_field("summary"), Some("Summaries must mention a ward."));
        assert!(failure.message.contains("Summaries must mention a ward."), "{failure}");
        assert_eq!(refused.job.unwrap().state, JobState::Failed);
        assert_eq!(ada.create(draft.id, &approval).await.unwrap_err().code, "draft.not_approved");

        ada.edit(&draft, Field::Summary, "Book a room in a ward").await.unwrap();
        let draft = ada.draft(draft.id).await;
        let approval = ada.approve(&draft).await.unwrap();
        assert_eq!(ada.draft(draft.id).await.failure, None, "approving again answers what Jira said");
        assert_eq!(ada.created(&draft, &approval).await.status, DraftStatus::Created);
        assert_eq!(app.sandbox.created_issues().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn projects_that_do_not_take_the_issue_say_why_before_anything_is_sent() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        for (project, code, words) in [
            ("NOSUCH", "draft.project_unknown", "no project NOSUCH"),
            ("READONLY", "draft.no_permission", "READONLY"),
            ("PORTAL", "draft.type_missing", "Geschichte, Aufgabe, Fehler (extern)"),
        ] {
            let draft = ada.written_from(StartDraft { project: project.into(), ..requirement(ROOM) }).await;
            let failure = ada.approve(&draft).await.unwrap_err();
            assert_eq!(failure.code, code, "{failure}");
            assert!(failure.message.contains(words), "{failure}");
            assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Ready);
        }
        assert_eq!(app.requests("jira.issue.create"), 0);
    })
    .await;
}

#[tokio::test]
async fn fields_that_a_project_requires_are_named_before_anything_is_sent() {
    story(Setup::new(), async |app| {
        // PORTAL's create screen under CLINIC's story.
        let field = |id: &str, name: &str, required: bool| {
            json!({"fieldId": id, "name": name, "required": required, "hasDefaultValue": false,
                   "schema": {"type": "string"}})
        };
        let screen = json!({"maxResults": 50, "startAt": 0, "total": 4, "isLast": true, "values": [
            field("summary", "Summary", true), field("description", "Description", false),
            field("customfield_10110", "Team", true), field("customfield_10111", "Release", true),
        ]});
        app.fault(json!({
            "target": "/rest/api/2/issue/createmeta/CLINIC/issuetypes/10001",
            "action": {"status": 200, "body": screen},
        }));
        let ada = app.user("alovelace").await;
        let draft = ada.written(ROOM).await;
        let failure = ada.approve(&draft).await.unwrap_err();
        assert_eq!(failure.code, "draft.required_fields");
        assert!(failure.message.contains("Team, Release"), "{failure}");
        assert_eq!(failure.of_field("customfield_10110"), Some("Team is required by Jira."));
    })
    .await;
}

#[tokio::test]
async fn jira_being_away_keeps_a_draft_from_being_approved_and_says_so() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = ada.written(ROOM).await;
        for action in [json!({"status": 503}), json!("drop_before"), json!("html")] {
            app.fault(json!({"target": "jira.createmeta", "action": action}));
            let failure = ada.approve(&draft).await.unwrap_err();
            assert!(matches!(failure.category, Category::Temporary | Category::AdminRequired), "{failure:?}");
            assert!(!failure.next.is_empty());
            app.sandbox.clear_faults();
        }
        ada.approve(&draft).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_wish_to_slow_down_is_followed_to_the_second() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        app.fault(json!({"target": "jira.issue.create", "times": 1,
                         "action": {"rate_limit": {"retry_after": 30, "form": "dc"}}}));
        let started = ada.create(draft.id, &approval).await.unwrap();
        let state = async || ada.use_cases.jobs.status(&ada.principal, started.job).await.unwrap().state;
        app.until("the job waits", async || {
            app.requests("jira.issue.create") == 1 && state().await == JobState::Pending
        })
        .await;
        app.clock.advance(Duration::from_secs(25));
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert_eq!(app.requests("jira.issue.create"), 1, "not earlier than Jira asked for");
        app.clock.advance(Duration::from_secs(5));
        ada.watch(started.job).await;
        assert_eq!(ada.draft(draft.id).await.status, DraftStatus::Created);
        assert_eq!((app.requests("jira.issue.create"), app.sandbox.created_issues().len()), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn a_creation_that_was_stopped_before_it_left_can_be_sent_again() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        // Jira has asked to wait, so nothing is on its way.
        app.fault(json!({"target": "jira.issue.create", "times": 1,
                         "action": {"rate_limit": {"retry_after": 30}}}));
        let started = ada.create(draft.id, &approval).await.unwrap();
        let state = async || ada.use_cases.jobs.status(&ada.principal, started.job).await.unwrap().state;
        app.until("the job waits", async || state().await == JobState::Pending).await;
        ada.stop(draft.id).await.unwrap();
        assert_eq!(state().await, JobState::Cancelled);
        app.clock.advance(Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert_eq!(app.requests("jira.issue.create"), 1, "stopped is stopped");

        let stopped = ada.draft(draft.id).await;
        assert_eq!(stopped.status, DraftStatus::Approved, "{:?}", stopped.failure);
        let created = ada.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created);
        assert_eq!(app.sandbox.created_issues().len(), 1);
    })
    .await;
}
