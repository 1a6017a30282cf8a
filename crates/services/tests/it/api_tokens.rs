//! What programs come with: made once, shown once, dead at once.

use contract::{
    Outcome,
    commands::{ApproveDraft, CreateApiToken, CreateIssue, HistoryFilter, SecretText},
    views::CreatedApiToken,
};
use domain::{failure::Category, limits, principal::Principal};
use std::time::Duration;
use testkit::{Person, Setup, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online.";

fn form(name: &str, scopes: &[&str], days: &str) -> CreateApiToken {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    CreateApiToken { name: name.to_owned(), scopes, days: days.to_owned() }
}

async fn make(person: &Person, form: CreateApiToken) -> Outcome<CreatedApiToken> {
    person.use_cases.api_tokens.create(&person.caller, &person.principal, form).await
}

async fn whose(person: &Person, token: &SecretText) -> Option<Principal> {
    person.use_cases.api_tokens.authenticate(token).await.unwrap()
}

async fn program_of(person: &Person) -> Principal {
    let all = ["drafts:read", "drafts:write", "jobs:read", "jobs:write"];
    let made = make(person, form("A program", &all, "30")).await.unwrap();
    whose(person, &made.text).await.unwrap()
}

#[tokio::test]
async fn a_token_stands_for_its_owner_with_its_scopes_until_it_ends() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.member("alovelace").await, app.member("ghopper").await);
        let made = make(&ada, form("  Nightly\timport ", &["drafts:read"], "7")).await.unwrap();
        assert_eq!(made.token.name, "Nightly import");
        assert!(made.text.0.starts_with(made.token.hint.trim_end_matches('…')));
        let program = whose(&ada, &made.text).await.unwrap();
        assert_eq!(program.user(), ada.principal.user());
        assert_eq!(program.scopes().unwrap().to_string(), "drafts:read");
        assert_eq!(program.token(), Some(made.token.id));

        let list = ada.use_cases.api_tokens.list(&ada.principal).await.unwrap();
        assert!(list.tokens[0].last_used_at.is_some() && !list.tokens[0].expired);
        assert!(!serde_json::to_string(&list).unwrap().contains(&made.text.0), "it is never shown again");
        assert!(grace.use_cases.api_tokens.list(&grace.principal).await.unwrap().tokens.is_empty());
        let theirs = grace.use_cases.api_tokens.revoke(&grace.caller, &grace.principal, made.token.id).await;
        assert_eq!(theirs.unwrap_err().category, Category::NotFound);

        app.clock.advance(Duration::from_hours(24 * 7));
        assert!(whose(&ada, &made.text).await.is_none());
        assert!(ada.use_cases.api_tokens.list(&ada.principal).await.unwrap().tokens[0].expired);
    })
    .await;
}

#[tokio::test]
async fn revoking_and_switching_an_account_off_are_felt_at_once() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let (one, two) = (
            make(&ada, form("One", &["jobs:read"], "1")).await.unwrap(),
            make(&ada, form("Two", &["jobs:read"], "365")).await.unwrap(),
        );
        // So that the log has an order.
        app.clock.advance(Duration::from_millis(2));
        ada.use_cases.api_tokens.revoke(&ada.caller, &ada.principal, one.token.id).await.unwrap();
        assert!(whose(&ada, &one.text).await.is_none());
        assert!(whose(&ada, &two.text).await.is_some());
        let user = ada.principal.user();
        let store = &app.process.resources.store;
        store.system().write(move |tx| store::accounts::set_disabled(tx, user, true)).await.unwrap();
        assert!(whose(&ada, &two.text).await.is_none());
        let kinds: Vec<String> = store
            .of(&ada.principal)
            .read(|tx| store::audit::mine(tx, &store::audit::Search { limit: 20, ..Default::default() }))
            .await
            .unwrap()
            .into_iter()
            .map(|line| line.kind)
            .filter(|kind| kind.starts_with("api_token."))
            .collect();
        assert_eq!(kinds, ["api_token.revoked", "api_token.created", "api_token.created"]);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_does_not_fit_names_every_field() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        for (wrong, field) in [
            (form(" ", &["drafts:read"], "30"), "name"),
            (form(&"x".repeat(limits::API_TOKEN_NAME + 1), &["drafts:read"], "30"), "name"),
            (form("A", &[], "30"), "scopes"),
            (form("A", &["drafts:approve"], "30"), "scopes"),
            (form("A", &["drafts:read"], "0"), "days"),
            (form("A", &["drafts:read"], "366"), "days"),
            (form("A", &["drafts:read"], "-1"), "days"),
        ] {
            let failure = make(&ada, wrong.clone()).await.unwrap_err();
            assert!(failure.of_field(field).is_some() && failure.fields.len() == 1, "{wrong:?}: {failure:?}");
        }
        for n in 0..limits::API_TOKENS {
            make(&ada, form(&n.to_string(), &["drafts:read"], "30")).await.unwrap();
        }
        let failure = make(&ada, form("One more", &["drafts:read"], "30")).await.unwrap_err();
        assert_eq!(failure.code, "token.too_many");
        let grace = app.member("ghopper").await;
        assert!(make(&grace, form("Hers", &["drafts:read"], "30")).await.is_ok(), "the limit is per person");
    })
    .await;
}

#[tokio::test]
async fn no_token_approves_creates_or_manages_tokens_whatever_it_allows() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let program = program_of(&ada).await;
        let draft = ada.written(ROOM).await;
        let (caller, drafting) = (&ada.caller, &ada.use_cases.drafting);
        let refused = |outcome: Outcome<()>| assert_eq!(outcome.unwrap_err().code, "token.not_in_person");

        let approve = ApproveDraft { draft: draft.id, version: draft.version, bypass: String::new() };
        refused(drafting.approve(caller, &program, approve).await.map(drop));
        let approval = ada.approve(&draft).await.unwrap();
        let create = CreateIssue { draft: draft.id, sha256: approval.sha256 };
        refused(drafting.create(caller, &program, create).await.map(drop));
        refused(drafting.withdraw(caller, &program, draft.id).await);
        assert_eq!(app.requests("jira.issue.create"), 0);

        let connections = &ada.use_cases.connections;
        refused(connections.test_llm(caller, &program).await.map(drop));
        refused(connections.test_jira(caller, &program).await.map(drop));

        let tokens = &ada.use_cases.api_tokens;
        refused(tokens.list(&program).await.map(drop));
        refused(tokens.create(caller, &program, form("Mine", &["drafts:read"], "30")).await.map(drop));
        let own = program.token().unwrap();
        refused(tokens.revoke(caller, &program, own).await);

        // What it is for goes well.
        let seen = drafting.history(caller, &program, HistoryFilter::default()).await.unwrap();
        assert_eq!(seen.drafts.len(), 1);
        let started = drafting.start(caller, &program, requirement(ROOM)).await.unwrap();
        ada.watch(started.job).await;
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_password_takes_tokens_away_like_sessions() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let made = make(&ada, form("One", &["jobs:read"], "30")).await.unwrap();
        app.anonymous().register(ada.who.jira_token, "Coffee at 5 in the garden!").await.unwrap();
        assert!(whose(&ada, &made.text).await.is_none());
    })
    .await;
}
