//! What belongs to one person does not exist for another.

use contract::{
    Outcome,
    commands::{Answer, ApproveDraft, CreateIssue, EditField, HistoryFilter},
    events::{EventId, JobEvent},
};
use domain::failure::{Category, Failure};
use std::time::Duration;
use testkit::{Person, Setup, TestApp, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online.";

fn not_found<T>(what: &str, outcome: Outcome<T>) {
    let failure: Failure = outcome.err().unwrap_or_else(|| panic!("{what} was allowed"));
    assert_eq!(failure.category, Category::NotFound, "{what}: {failure}");
}

/// Everything that takes an id, called by somebody else.
async fn nothing_is_there_for(other: &Person, owner: &Person, started: contract::views::Started) {
    let (caller, who, draft) = (&other.caller, &other.principal, started.draft);
    let drafting = &other.use_cases.drafting;
    let seen = owner.draft(draft).await;
    let sha256 = seen.approval.as_ref().map_or_else(|| "0".repeat(64), |approval| approval.sha256.clone());
    let question = seen.job.as_ref().and_then(|job| job.question.as_ref()).map(|question| question.id);
    let question = question.unwrap_or_else(|| domain::ids::QuestionId::from_u128(7));
    let edit = EditField { draft, version: seen.version, field: "summary".into(), value: "Mine".into() };
    not_found("draft", drafting.draft(who, draft).await);
    not_found("edit", drafting.edit(caller, who, edit).await);
    not_found("find people", drafting.find_people(caller, who, draft, "ada".to_owned()).await);
    not_found("stop", drafting.stop(caller, who, draft).await);
    not_found("continue", drafting.continue_draft(caller, who, draft).await);
    let answer = Answer { draft, question, text: "Mine".into() };
    not_found("answer", drafting.answer(caller, who, answer).await);
    let approve = ApproveDraft { draft, version: seen.version, bypass: String::new() };
    not_found("approve", drafting.approve(caller, who, approve).await);
    not_found("withdraw", drafting.withdraw(caller, who, draft).await);
    not_found("create", drafting.create(caller, who, CreateIssue { draft, sha256 }).await);
    not_found("delete", drafting.delete(caller, who, draft).await);
    not_found("restore", drafting.restore(caller, who, draft).await);
    let jobs = &other.use_cases.jobs;
    not_found("status", jobs.status(who, started.job).await);
    not_found("follow", jobs.follow(who, started.job, EventId::default()).await);
    not_found("cancel", other.use_cases.activity.stop(caller, who, started.job).await);
    assert_eq!(owner.draft(draft).await.status, seen.status, "and nothing changed for its owner");
}

async fn both(app: &TestApp) -> (Person, Person) {
    (app.user("alovelace").await, app.user("ghopper").await)
}

#[tokio::test]
async fn a_draft_being_written_and_its_job_are_not_found_by_others() {
    story(Setup::new(), async |app| {
        let (ada, grace) = both(&app).await;
        let started = ada.start(requirement(&format!("{ROOM}\n[[sandbox: stall]]"))).await.unwrap();
        nothing_is_there_for(&grace, &ada, started).await;
        ada.stop(started.draft).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_question_a_draft_and_an_approval_are_not_found_by_others() {
    story(Setup::new(), async |app| {
        let (ada, grace) = both(&app).await;
        let started = ada.start(requirement(&format!("{ROOM}\n[[sandbox: clarify]]"))).await.unwrap();
        let events = ada.watch(started.job).await;
        nothing_is_there_for(&grace, &ada, started).await;
        let JobEvent::Clarify { id, .. } = events.last().unwrap().event else { panic!("{events:?}") };
        ada.answer(started.draft, id, "Patients").await.unwrap();
        ada.watch_after(started.job, events.last().unwrap().id).await;
        nothing_is_there_for(&grace, &ada, started).await;
        let draft = ada.draft(started.draft).await;
        let approval = ada.approve(&draft).await.unwrap();
        nothing_is_there_for(&grace, &ada, started).await;
        assert_eq!(app.requests("jira.issue.create"), 0);
        let created = ada.created(&draft, &approval).await;
        assert!(created.issue.is_some());
        nothing_is_there_for(&grace, &ada, started).await;
    })
    .await;
}

#[tokio::test]
async fn lists_show_ones_own_only_and_one_form_id_serves_two_people() {
    story(Setup::new(), async |app| {
        let (ada, grace) = both(&app).await;
        let form = requirement(ROOM);
        let adas = ada.start(form.clone()).await.unwrap();
        let graces = grace.start(form).await.unwrap();
        assert_ne!(adas.draft, graces.draft);
        ada.watch(adas.job).await;
        grace.watch(graces.job).await;
        for (person, own) in [(&ada, adas), (&grace, graces)] {
            let drafting = &person.use_cases.drafting;
            let history =
                drafting.history(&person.caller, &person.principal, HistoryFilter::default()).await.unwrap();
            assert_eq!(history.drafts.iter().map(|row| row.id).collect::<Vec<_>>(), [own.draft]);
            let dashboard = drafting.dashboard(&person.principal).await.unwrap();
            assert_eq!(dashboard.drafts.iter().map(|row| row.id).collect::<Vec<_>>(), [own.draft]);
            let connections = person.connections().await;
            assert_eq!(connections.employee_id, person.who.login);
        }
        let mut who: Vec<_> = app.sandbox.llm_calls().iter().map(|call| call["who"].to_string()).collect();
        who.sort();
        assert_eq!(who, ["\"alovelace\"", "\"ghopper\""], "each with their own cookie");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_draft_is_gone_for_its_owner_too() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let started = ada.start(requirement(&format!("{ROOM}\n[[sandbox: stall]]"))).await.unwrap();
        let drafting = &ada.use_cases.drafting;
        drafting.delete(&ada.caller, &ada.principal, started.draft).await.unwrap();
        not_found("draft", drafting.draft(&ada.principal, started.draft).await);
        app.until("the run has ended", async || {
            tokio::time::sleep(Duration::from_millis(10)).await;
            app.process.runner.running() == 0
        })
        .await;
        not_found("delete", drafting.delete(&ada.caller, &ada.principal, started.draft).await);
    })
    .await;
}

#[tokio::test]
async fn a_deletion_is_taken_back_by_its_owner_and_nobody_else() {
    story(Setup::new(), async |app| {
        let (ada, grace) = both(&app).await;
        let draft = ada.written(ROOM).await;
        let drafting = &ada.use_cases.drafting;
        drafting.delete(&ada.caller, &ada.principal, draft.id).await.unwrap();
        not_found("restore", drafting.restore(&grace.caller, &grace.principal, draft.id).await);
        not_found("draft", drafting.draft(&ada.principal, draft.id).await);
        drafting.restore(&ada.caller, &ada.principal, draft.id).await.unwrap();
        let back = ada.draft(draft.id).await;
        assert_eq!((back.status, back.content, back.version), (draft.status, draft.content, draft.version));
        not_found("restore twice", drafting.restore(&ada.caller, &ada.principal, draft.id).await);
    })
    .await;
}

#[tokio::test]
async fn a_draft_deleted_while_it_was_written_comes_back_to_be_continued() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let started = ada.start(requirement(&format!("{ROOM}\n[[sandbox: stall]]"))).await.unwrap();
        let drafting = &ada.use_cases.drafting;
        drafting.delete(&ada.caller, &ada.principal, started.draft).await.unwrap();
        app.until("the run has ended", async || {
            tokio::time::sleep(Duration::from_millis(10)).await;
            app.process.runner.running() == 0
        })
        .await;
        drafting.restore(&ada.caller, &ada.principal, started.draft).await.unwrap();
        assert_eq!(ada.draft(started.draft).await.status, contract::views::DraftStatus::Unfinished);
    })
    .await;
}
