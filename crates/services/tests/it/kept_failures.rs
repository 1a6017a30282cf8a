//! What went wrong is kept, over retries and until it is solved.

use contract::views::{DraftStatus, FailuresView};
use domain::{failure::Category, ids::DraftId};
use serde_json::json;
use testkit::{Person, Setup, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online.";

async fn failures(person: &Person, draft: DraftId) -> FailuresView {
    person.use_cases.failures.of_draft(&person.principal, draft).await.unwrap()
}

#[tokio::test]
async fn a_failure_survives_retries_and_is_solved_by_success() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.user("ghopper").await);
        app.fault(json!({"target": "llm.chat", "action": {"status": 200, "body": {"choices": []}}}));
        let started = ada.start(requirement(ROOM)).await.unwrap();
        ada.watch(started.job).await;
        let first = failures(&ada, started.draft).await;
        assert_eq!(first.groups.len(), 1);
        let code = first.groups[0].failure.code.clone();
        assert_eq!(Some(&code), ada.draft(started.draft).await.failure.as_ref().map(|failure| &failure.code));

        let again = ada.go_on(started.draft).await.unwrap();
        ada.watch(again.job).await;
        let second = failures(&ada, started.draft).await;
        assert_eq!((second.groups.len(), second.groups[0].times), (1, 2), "{:?}", second.groups);
        assert_eq!(second.groups[0].resolved_at, None);

        app.sandbox.clear_faults();
        app.clock.advance(std::time::Duration::from_mins(5));
        let last = ada.go_on(started.draft).await.unwrap();
        ada.watch(last.job).await;
        assert_eq!(ada.draft(started.draft).await.status, DraftStatus::Ready);
        let solved = failures(&ada, started.draft).await;
        assert_eq!((solved.groups[0].times, &solved.groups[0].failure.code), (2, &code));
        assert!(solved.groups[0].resolved_at.is_some());

        let theirs = grace.use_cases.failures.of_draft(&grace.principal, started.draft).await.unwrap_err();
        assert_eq!(theirs.category, Category::NotFound);
        assert_eq!(grace.use_cases.failures.mine(&grace.principal).await.unwrap().groups, []);
        assert_eq!(ada.use_cases.failures.mine(&ada.principal).await.unwrap().groups, solved.groups);
        ada.use_cases.drafting.delete(&ada.caller, &ada.principal, started.draft).await.unwrap();
        assert_eq!(
            ada.use_cases.failures.mine(&ada.principal).await.unwrap().groups,
            [],
            "gone with its draft"
        );
    })
    .await;
}

#[tokio::test]
async fn what_jira_refused_is_kept_with_its_fields() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (draft, approval) = ada.approved_in("CLINIC", ROOM).await;
        let body = json!({"errorMessages": [], "errors": {"summary": "Name the department."}});
        app.fault(
            json!({"target": "jira.issue.create", "times": 1, "action": {"status": 400, "body": body}}),
        );
        let refused = ada.created(&draft, &approval).await;
        assert_eq!(refused.status, DraftStatus::Ready);
        let kept = failures(&ada, draft.id).await;
        assert_eq!(kept.groups[0].failure.of_field("summary"), Some("Name the department."));
        let approval = ada.approve(&refused).await.unwrap();
        assert!(ada.created(&refused, &approval).await.issue.is_some());
        assert!(failures(&ada, draft.id).await.groups[0].resolved_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn jobs_are_listed_with_their_drafts_for_their_owner_only() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.user("ghopper").await);
        let draft = ada.written(ROOM).await;
        let filter = contract::commands::JobFilter::default();
        let jobs = ada.use_cases.jobs.list(&ada.principal, filter).await.unwrap();
        assert!(!jobs.more);
        assert_eq!(jobs.jobs.iter().filter_map(|job| job.draft).collect::<Vec<_>>(), [draft.id]);
        let failed =
            contract::commands::JobFilter { state: Some(contract::views::JobState::Failed), ..filter };
        assert_eq!(ada.use_cases.jobs.list(&ada.principal, failed).await.unwrap().jobs, []);
        assert_eq!(grace.use_cases.jobs.list(&grace.principal, filter).await.unwrap().jobs, []);
    })
    .await;
}
