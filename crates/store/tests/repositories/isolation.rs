//! Another person's ids find nothing, through any function.

use crate::{databases::for_each_database, drafts::new_draft, ledger::plan};
use contract::{
    events::EventId,
    views::{DraftStatus, PromptKind, ScreenAnswers},
};
use domain::{
    api_tokens::Scopes,
    draft::{Authored, Proposals, Revise, Scope},
    failure::Failure,
    ids::{
        ApiTokenId, DraftId, JobId, OperationId, PromptId, RuleSetId, SessionId, SheetFileId, SiteBuildId,
    },
    jira::{IssueKey, IssueKind, ProjectKey},
    principal::Principal,
    rules::RuleSet,
    split::{Shape, Split},
};
use jobs::{Closing, Ending, JobStorage, Lane, Lease, NewJob, Owner};
use store::{
    StoreError, Tx, accounts, api_tokens, approvals, audit, connection_trust,
    connections::{self, ConnectionKind, SaveConnection, TestResult},
    draft_contexts,
    drafts::{self, Saved},
    failures, issue_statuses, jobs as stored_jobs, model_calls, operations, preferences, projects, prompts,
    rule_sets, sessions, site_builds, tool_cache,
};

struct Things {
    draft: DraftId,
    job: JobId,
    session: SessionId,
    operation: OperationId,
    approval: domain::ids::ApprovalId,
    api_token: ApiTokenId,
    connection: domain::ids::ConnectionId,
    prompt: PromptId,
    thrown_away: PromptId,
    rules: RuleSetId,
    rules_thrown_away: RuleSetId,
    build: SiteBuildId,
    build_thrown_away: SiteBuildId,
    sheet: SheetFileId,
}

fn job(owner: Option<Owner>) -> NewJob {
    NewJob {
        kind: "k".to_owned(),
        payload_version: 1,
        payload: "{}".to_owned(),
        lane: Lane::Interactive,
        dedupe_key: Some("same".to_owned()),
        run_at: None,
        claimed_by: owner,
        at_most: None,
        trace: None,
    }
}

fn an_issue() -> IssueKey {
    IssueKey::parse("CLINIC-1").unwrap()
}

/// Rules for every draft.
fn everything() -> rule_sets::Scope {
    rule_sets::Scope { project: None, kind: None }
}

/// A call of a model that took 15 tokens.
pub(crate) fn a_call() -> model_calls::Call {
    model_calls::Call {
        step: "draft".into(),
        provider: "company".into(),
        model: "chat".into(),
        tokens: model_calls::Tokens { prompt: 10, completion: 5, estimated: true },
        first_token_ms: Some(12),
        duration_ms: 340,
        cost: Some(model_calls::Cost { micros: 60, currency: "USD".into() }),
        outcome: "ok".into(),
        sent: vec![model_calls::Said { by: "user".into(), text: "mine".into() }],
        answer: "mine".into(),
    }
}

/// One row in every table.
fn fill(tx: &mut Tx) -> Result<Things, StoreError> {
    let draft = drafts::insert(tx, &new_draft("f", "Patients book online"))?.0.id;
    let job = stored_jobs::enqueue(tx, job(Some(Owner::new("one"))))?.id;
    assert!(drafts::attach_job(tx, draft, job)?);
    let operation = tx.new_id();
    operations::plan(tx, &plan(operation))?;
    let approval = approvals::NewApproval {
        draft,
        operation,
        version: 1,
        sha256: String::new(),
        payload: Vec::new(),
        fields: Vec::new(),
        description: String::new(),
        transport: String::new(),
        similar: Vec::new(),
        bypassed: None,
    };
    let approval = approvals::create(tx, &approval)?.unwrap();
    let connection = connections::id_of(tx, ConnectionKind::Jira)?;
    let saved = SaveConnection {
        id: connection,
        kind: ConnectionKind::Jira,
        provider: None,
        url: String::new(),
        account: None,
        sealed_secret: "sealed".to_owned(),
        secret_hint: String::new(),
    };
    connections::save(tx, &saved)?;
    let later = domain::time::Timestamp::from_millis(i64::MAX);
    assert!(connection_trust::reveal(tx, ConnectionKind::Jira, later)?);
    preferences::set(tx, "p", "mine")?;
    let prompt = prompts::insert(tx, PromptKind::Prompt, "p", "mine")?.unwrap();
    let thrown_away = prompts::insert(tx, PromptKind::Template, "q", "mine")?.unwrap();
    assert!(prompts::delete(tx, thrown_away, tx.now())?);
    let build = site_builds::insert(tx, "mine", "mine", "grouped")?;
    let build_thrown_away = site_builds::insert(tx, "mine", "mine", "grouped")?;
    assert!(site_builds::delete(tx, build_thrown_away)?);
    model_calls::record(tx, build, job, &[a_call()])?;
    let sheet = site_builds::add_file(tx, build, "mine.csv", b"mine", &"mine")?.unwrap();
    let rules = rule_sets::insert(tx, &everything(), &RuleSet::default())?.unwrap();
    assert!(rule_sets::delete(tx, rules)?);
    let rules_thrown_away = rules;
    let rules = rule_sets::insert(tx, &everything(), &RuleSet::default())?.unwrap();
    let chosen =
        prompts::Chosen { kind: PromptKind::Prompt, system: false, name: "p".into(), body: "mine".into() };
    prompts::choose(tx, draft, &chosen)?;
    let context = draft_contexts::Context {
        name: "CLINIC-1".into(),
        title: "Appointments".into(),
        url: String::new(),
        body: "mine".into(),
        cut: false,
    };
    draft_contexts::put(tx, draft, std::slice::from_ref(&context))?;
    assert_eq!(draft_contexts::list(tx, draft)?, [context]);
    model_calls::record(tx, draft, job, &[a_call()])?;
    assert_eq!(model_calls::tokens_today(tx)?, 30);
    let clinic = ProjectKey::parse("CLINIC").unwrap();
    let listed =
        projects::Listed { key: clinic, name: "Clinic".to_owned(), may_create: true, checked_at: None };
    projects::replace(tx, &[listed])?;
    let told = issue_statuses::Told { status: "Done".to_owned(), done: true };
    issue_statuses::keep(tx, &an_issue(), Some(&told))?;
    tool_cache::store(tx, "jira", "[]")?;
    failures::keep(tx, "draft:1", &Failure::internal())?;
    let api_token = api_tokens::NewApiToken {
        name: "mine".to_owned(),
        token_hash: "hash".to_owned(),
        token_hint: "jca_…".to_owned(),
        scopes: Scopes::default(),
        expires_at: domain::time::Timestamp::from_millis(i64::MAX),
    };
    let api_token = api_tokens::create(tx, &api_token)?.id;
    audit::record(tx, &audit::Entry { subject: Some("draft:1".to_owned()), ..audit::Entry::default() })?;
    let session = tx.new_id();
    Ok(Things {
        draft,
        job,
        session,
        operation,
        approval,
        api_token,
        connection,
        prompt,
        thrown_away,
        rules,
        rules_thrown_away,
        build,
        build_thrown_away,
        sheet,
    })
}

/// Tries every function with somebody else's ids.
fn try_everything(tx: &mut Tx, theirs: &Things) -> Result<(), StoreError> {
    let all = DraftStatus::ALL;
    assert_eq!(drafts::get(tx, theirs.draft)?, None);
    assert_eq!(drafts::of_job(tx, theirs.job)?, None);
    assert_eq!(drafts::of_form(tx, "f")?, None);
    assert_eq!(drafts::recent(tx, 10)?, []);
    assert_eq!(drafts::active(tx, 10)?, []);
    assert_eq!(drafts::revisions(tx, theirs.draft, 9)?, []);
    assert_eq!(drafts::revision(tx, theirs.draft, 1)?, None);
    assert_eq!(drafts::instructions(tx, theirs.draft, 9)?, Vec::<String>::new());
    let revise = Revise { scope: Scope::Whole, instructions: "x".to_owned() };
    for version in 0..3 {
        assert!(!drafts::begin_revision(tx, theirs.draft, version, &revise)?);
    }
    assert!(!drafts::set_answers(tx, theirs.draft, &ScreenAnswers::default())?);
    assert!(!drafts::set_proposals(tx, theirs.draft, 0, &Proposals::default(), &Proposals::default())?);
    let told = drafts::Explanation { of: String::new(), job: theirs.job, text: None, steps: Vec::new() };
    assert!(!drafts::set_explanation(tx, theirs.draft, &told)?);
    assert!(!drafts::set_status(tx, theirs.draft, &all, DraftStatus::Ready)?);
    assert!(!drafts::set_failure(tx, theirs.draft, &all, DraftStatus::Ready, None)?);
    assert!(!drafts::attach_job(tx, theirs.draft, theirs.job)?);
    assert!(!drafts::delete(tx, theirs.draft)?);
    assert!(!drafts::restore(tx, theirs.draft)?);
    let written = Authored::default();
    assert_eq!(drafts::save_content(tx, theirs.draft, 0, &written, "x")?, Saved::NotFound);
    assert_eq!(drafts::store_result(tx, theirs.draft, &written, "x", None)?, None);
    let key = IssueKey::parse("CLINIC-7").unwrap();
    let issue =
        drafts::Issue { key: key.clone(), url: String::new(), transport: String::new(), at: tx.now() };
    assert!(!drafts::set_issue(tx, theirs.draft, &issue)?);
    let (mine, new) = drafts::insert(tx, &new_draft("f", "mine"))?;
    assert!(new, "the same form id is another person's form");
    let split = Split { shape: Shape::Epic, parts: Vec::new(), of_version: 0, version: 1, made_of: None };
    let seen = drafts::Draft { id: theirs.draft, ..mine };
    assert!(!drafts::store_split(tx, theirs.draft, &split)?);
    assert!(!drafts::save_split(tx, &seen, &split)?);
    assert!(!drafts::drop_split(tx, &seen)?);
    assert!(!drafts::set_whole(tx, &seen, seen.kind, &written, DraftStatus::Split, &split)?);
    assert_eq!(drafts::parts(tx, theirs.draft)?, []);
    assert_eq!(draft_contexts::list(tx, theirs.draft)?, []);
    assert_eq!(draft_contexts::shown(tx, theirs.draft)?, []);
    assert_eq!(model_calls::used(tx, theirs.draft)?, []);
    assert_eq!(model_calls::latest(tx, theirs.draft, 9)?, []);
    assert_eq!(model_calls::used(tx, theirs.build)?, []);
    assert_eq!(model_calls::latest(tx, theirs.build, 9)?, []);
    assert_eq!(model_calls::usual_duration(tx, "draft", "company", "chat")?, None);
    assert_eq!(model_calls::tokens_today(tx)?, 0);

    assert_eq!(approvals::live(tx, theirs.draft)?, None);
    assert_eq!(approvals::get(tx, theirs.approval)?, None);
    assert!(!approvals::withdraw(tx, theirs.draft)?);
    let approval = approvals::NewApproval {
        draft: theirs.draft,
        operation: tx.new_id(),
        version: 1,
        sha256: String::new(),
        payload: Vec::new(),
        fields: Vec::new(),
        description: String::new(),
        transport: String::new(),
        similar: Vec::new(),
        bypassed: None,
    };
    assert_eq!(approvals::create(tx, &approval)?, None);

    let (op, later) = (theirs.operation, tx.now());
    assert_eq!(operations::find(tx, op)?, None);
    assert_eq!(operations::list_open(tx)?, []);
    assert_eq!(operations::of_subject(tx, "draft:1")?, []);
    assert!(operations::plan(tx, &plan(op)).is_err(), "somebody else's effect cannot be taken over");
    assert!(!operations::mark_sending(tx, op, 1, later, None)?);
    assert!(!operations::mark_created(tx, op, &key, None)?);
    assert!(!operations::mark_rejected(tx, op, 0, &Failure::internal())?);
    assert!(!operations::mark_doubtful(tx, op, 0, None)?);
    assert!(!operations::mark_not_sent(tx, op, 0, None)?);
    assert!(!operations::mark_planned_again(tx, op)?);
    assert!(!operations::mark_unknown(tx, op)?);

    let lease = Lease { job: theirs.job, fence: 1 };
    assert_eq!(stored_jobs::view(tx, theirs.job)?, None);
    assert_eq!(stored_jobs::list(tx, None, 10, 0)?, []);
    assert_eq!(stored_jobs::request_cancel(tx, theirs.job)?, None);
    let question = tx.new_id();
    assert_eq!(stored_jobs::answer(tx, theirs.job, question, "x")?, None);
    assert!(!stored_jobs::still_holds(tx, lease)?);
    let closing = Closing { lease, at: EventId { fence: 1, n: 1 } };
    assert_eq!(stored_jobs::finish(tx, &closing, &Ending::Cancelled)?, None);
    assert!(!stored_jobs::enqueue(tx, job(None))?.existing, "the same key is another person's key");

    assert_eq!(connections::list(tx)?, []);
    assert_eq!(connections::get(tx, ConnectionKind::Jira)?, None);
    assert_eq!(connections::sealed_secret(tx, ConnectionKind::Jira)?, None);
    assert_ne!(connections::id_of(tx, ConnectionKind::Jira)?, theirs.connection);
    assert!(!connections::set_test(tx, theirs.connection, later, &TestResult::Success(String::new()))?);
    assert!(!connection_trust::set_ca(tx, ConnectionKind::Jira, Some("mine"))?);
    assert!(!connection_trust::set_verify_tls(tx, ConnectionKind::Jira, false)?);
    assert!(!connection_trust::reveal(tx, ConnectionKind::Jira, later)?);
    assert_eq!(connection_trust::revealed(tx)?, []);
    connection_trust::hide(tx)?;
    assert!(!connections::remove(tx, ConnectionKind::Jira)?);

    assert_eq!(sessions::list(tx)?, []);
    assert!(!sessions::end(tx, theirs.session)?);
    assert_eq!(sessions::end_all(tx, None)?, 0);
    assert_eq!(accounts::me(tx)?.unwrap().name, "Tom");
    assert_eq!(accounts::wrapped_key(tx)?.as_deref(), Some("key of Tom"));
    assert_eq!(preferences::get::<String>(tx, "p")?, None);
    assert_eq!(prompts::list(tx)?, []);
    assert_eq!(prompts::get(tx, theirs.prompt)?, None);
    assert_eq!(prompts::deleted(tx, theirs.thrown_away)?, None);
    assert!(!prompts::update(tx, theirs.prompt, PromptKind::Prompt, "x", "x")?);
    assert!(!prompts::delete(tx, theirs.prompt, later)?);
    assert!(!prompts::restore(tx, theirs.thrown_away, "x")?);
    assert!(!prompts::is_taken(tx, "p", None)?, "the same name is another person's name");
    assert!(prompts::insert(tx, PromptKind::Prompt, "p", "his")?.is_some());
    assert_eq!(prompts::chosen(tx, theirs.draft)?, None);
    assert_eq!(issue_statuses::known(tx, &[an_issue()])?, []);
    assert_eq!(site_builds::list(tx)?, []);
    assert_eq!(site_builds::get(tx, theirs.build)?, None);
    assert_eq!(site_builds::files::<String>(tx, theirs.build)?, []);
    assert_eq!(site_builds::sizes(tx, theirs.build)?, []);
    assert_eq!(site_builds::said::<String>(tx, theirs.build, theirs.sheet)?, None);
    assert!(!site_builds::describe(tx, theirs.build, "x", "x")?);
    assert!(!site_builds::set_granularity(tx, theirs.build, "per_row")?);
    assert!(!site_builds::touch(tx, theirs.build, None)?);
    assert!(!site_builds::delete(tx, theirs.build)?);
    assert!(!site_builds::restore(tx, theirs.build_thrown_away)?);
    assert_eq!(site_builds::deleted(tx, theirs.build_thrown_away)?, None);
    assert_eq!(site_builds::count(tx)?, 0);
    assert!(!site_builds::replace_file(tx, theirs.sheet, b"x")?);
    assert!(!site_builds::choose(tx, theirs.sheet, &"x")?);
    assert!(!site_builds::remove_file(tx, theirs.build, theirs.sheet)?);
    assert_eq!(site_builds::add_file(tx, theirs.build, "x", b"x", &"x")?, None);
    assert_eq!(rule_sets::list(tx)?, []);
    assert_eq!(rule_sets::get(tx, theirs.rules)?, None);
    assert_eq!(rule_sets::deleted(tx, theirs.rules_thrown_away)?, None);
    assert_eq!(rule_sets::at(tx, &everything())?, None);
    assert_eq!(rule_sets::fitting(tx, &ProjectKey::parse("CLINIC").unwrap(), IssueKind::Story)?, []);
    assert!(!rule_sets::update(tx, theirs.rules, &everything(), &RuleSet::default())?);
    assert!(!rule_sets::delete(tx, theirs.rules)?);
    assert!(!rule_sets::restore(tx, theirs.rules_thrown_away)?);
    assert!(
        rule_sets::insert(tx, &everything(), &RuleSet::default())?.is_some(),
        "both have rules for every draft"
    );
    let clinic = ProjectKey::parse("CLINIC").unwrap();
    assert_eq!(projects::all(tx)?, []);
    assert_eq!(projects::list_state(tx)?, None);
    projects::mark_stale(tx, &Failure::internal())?;
    assert!(!projects::set_label(tx, &clinic, Some("x"))?);
    assert!(!projects::set_favourite(tx, &clinic, true)?);
    assert_eq!(stored_jobs::latest_of_kind(tx, "k")?.map(|id| id == theirs.job), Some(false));
    assert_eq!(tool_cache::get(tx, "jira")?, None);
    assert!(!tool_cache::mark_stale(tx, "jira")?);
    assert_eq!(api_tokens::list(tx)?, []);
    assert!(!api_tokens::revoke(tx, theirs.api_token)?);
    assert_eq!(failures::list(tx, Some("draft:1"), 10)?, []);
    assert_eq!(failures::list(tx, None, 10)?, []);
    assert_eq!(failures::forget(tx, "draft:1")?, 0);
    assert_eq!(failures::resolve(tx, "draft:1")?, 0);
    assert_eq!(audit::mine(tx, &audit::Search { limit: 10, ..audit::Search::default() })?, []);
    assert_eq!(audit::timeline(tx, "draft:1")?, []);
    let jobs = stored_jobs::lists::mine(tx, 10)?;
    assert!(jobs.iter().all(|job| job.id != theirs.job), "{jobs:?}");
    Ok(())
}

#[tokio::test]
async fn another_person_s_ids_find_and_change_nothing() {
    for_each_database(async |db| {
        let (maja, tom): (Principal, Principal) = (db.person("Maja").await, db.person("Tom").await);
        let mut things = db.store.of(&maja).write(fill).await?;
        let new = sessions::NewSession {
            id: things.session,
            user: maja.user(),
            token_hash: "t".to_owned(),
            idle_until: domain::time::Timestamp::from_millis(i64::MAX),
            ends_at: domain::time::Timestamp::from_millis(i64::MAX),
            address: String::new(),
            user_agent: None,
        };
        db.store.system().write(move |tx| sessions::create(tx, &new)).await?;
        let job = things.job;
        things = db.store.of(&tom).write(move |tx| try_everything(tx, &things).map(|()| things)).await?;
        let followed = db.store.events_after(tom.user(), job, EventId::default()).await.unwrap();
        assert!(followed.is_none());
        db.store
            .of(&maja)
            .read(move |tx| {
                assert_eq!(drafts::get(tx, things.draft)?.unwrap().status, DraftStatus::Writing);
                assert!(stored_jobs::view(tx, things.job)?.unwrap().state.is_active());
                assert!(approvals::live(tx, things.draft)?.is_some());
                assert_eq!(operations::list_open(tx)?.len(), 1);
                assert_eq!(sessions::list(tx)?.len(), 1);
                assert_eq!(api_tokens::list(tx)?.len(), 1);
                assert_eq!(connections::get(tx, ConnectionKind::Jira)?.unwrap().ca_pem, None);
                assert_eq!(connection_trust::revealed(tx)?.len(), 1, "hidden by its owner only");
                assert_eq!(preferences::get::<String>(tx, "p")?.as_deref(), Some("mine"));
                Ok(())
            })
            .await
    })
    .await;
}
