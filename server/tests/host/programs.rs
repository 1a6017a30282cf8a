//! What a program does with `/api/v1`, from its token to a finished draft: the real use cases behind the real router,
//! in front of the sandbox, on both databases.

mod parts;

use crate::{
    fakes::ORIGIN,
    test_host::{Ask, header, text},
};
use axum::{Router, http::StatusCode, response::Response};
use contract::{commands::CreateApiToken, v1};
use domain::{failure::Failure, ids::DraftId};
use leptos::config::LeptosOptions;
use serde::{Serialize, de::DeserializeOwned};
use server::{
    http::{
        AppState, HostParts, Mode,
        assets::Assets,
        forwarded::TrustedProxies,
        health::{Health, Readiness},
        limits::{RequestRate, StreamSlots},
        rest_v1::ApiPace,
        router,
    },
    serve::Shutdown,
};
use std::sync::Arc;
use testkit::{Person, Setup, TestApp, requirement, story};
use tower::ServiceExt;

const START: &str =
    r#"{"requirement":"As a patient I want to book an examination room.","project":"CLINIC"}"#;

struct Well;

#[async_trait::async_trait]
impl Health for Well {
    async fn readiness(&self) -> Readiness {
        Readiness { database: Ok(()), migrations: Ok(()), configuration: Ok(()), worker: Ok(()) }
    }
}

/// The router over a story's use cases.
struct Api(Router);

impl Api {
    fn of(app: &TestApp) -> Self {
        let resources = &app.process.resources;
        let parts = HostParts {
            use_cases: (*app.process.use_cases).clone(),
            health: Arc::new(Well),
            clock: Arc::clone(&resources.clock),
            randomness: Arc::clone(&resources.randomness),
            public_url: ORIGIN.parse().unwrap(),
            mode: Mode::Production,
            trusted_proxies: TrustedProxies::default(),
            assets: Assets::Directory("/nowhere".into()),
            leptos: LeptosOptions::builder().output_name("jira-agent").build(),
            shutdown: Shutdown::new(),
            request_rate: RequestRate::default(),
            stream_slots: StreamSlots::default(),
            api: ApiPace::default(),
        };
        Self(router(AppState::new(parts)).unwrap())
    }

    async fn send(&self, ask: Ask) -> Response {
        self.0.clone().oneshot(ask.into_request()).await.unwrap()
    }

    async fn read<T: DeserializeOwned>(&self, ask: Ask, status: StatusCode) -> T {
        let response = self.send(ask).await;
        let found = response.status();
        let text = text(response).await;
        assert_eq!(found, status, "{text}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    async fn status(&self, ask: Ask) -> StatusCode {
        self.send(ask).await.status()
    }

    /// Starts a draft and reads it when all work on it is done.
    async fn written(&self, body: &str, token: &str) -> v1::Draft {
        let started = self.read(post("/api/v1/drafts", body, token), StatusCode::ACCEPTED).await;
        self.settled(started, token).await
    }

    /// The draft after this work, and after what follows by itself.
    async fn settled(&self, started: v1::Started, token: &str) -> v1::Draft {
        let mut job = started.job;
        loop {
            text(self.send(get(&format!("/api/v1/jobs/{job}/events"), token)).await).await;
            let draft: v1::Draft =
                self.read(get(&format!("/api/v1/drafts/{}", started.draft), token), StatusCode::OK).await;
            match &draft.job {
                Some(next) if *next != job => job.clone_from(next),
                _ => return draft,
            }
        }
    }

    /// Has to be refused.
    async fn refused(&self, ask: Ask, status: StatusCode, code: &str) -> v1::Failure {
        let failure: v1::Failure = self.read(ask, status).await;
        assert_eq!(failure.code, code, "{}", failure.message);
        failure
    }
}

async fn token_of(person: &Person, scopes: &[&str]) -> String {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let form = CreateApiToken { name: "A program".to_owned(), scopes, days: "30".to_owned() };
    person.use_cases.api_tokens.create(&person.caller, &person.principal, form).await.unwrap().text.0
}

const ALL: [&str; 4] = ["drafts:read", "drafts:write", "jobs:read", "jobs:write"];

fn get(path: &str, token: &str) -> Ask {
    Ask::get(path).by_program(token)
}

fn post(path: &str, body: &str, token: &str) -> Ask {
    Ask::json("POST", path, body).by_program(token)
}

fn put(path: &str, body: &impl Serialize, token: &str) -> Ask {
    Ask::json("PUT", path, &serde_json::to_string(body).unwrap()).by_program(token)
}

/// What names a version and nothing else.
fn seen(version: i32) -> String {
    format!(r#"{{"version":{version}}}"#)
}

fn field<'a>(failure: &'a v1::Failure, name: &str) -> Option<&'a str> {
    failure.fields.iter().find(|one| one.field == name).map(|one| one.message.as_str())
}

#[tokio::test]
async fn a_program_starts_follows_reads_edits_and_deletes_a_draft() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (api, token) = (Api::of(&app), token_of(&ada, &ALL).await);
        let start = post("/api/v1/drafts", START, &token).with("idempotency-key", "import-7");
        let response = api.send(start).await;
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        let location = header(&response, "location").to_owned();
        let started: v1::Started = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(location, format!("/api/v1/drafts/{}", started.draft));

        let events = text(api.send(get(&format!("/api/v1/jobs/{}/events", started.job), &token)).await).await;
        assert!(events.contains("event: assistant_token") && events.ends_with("\n\n"), "{events}");
        let data = events.lines().filter_map(|line| line.strip_prefix("data: "));
        let data: Vec<v1::Event> = data.map(|data| serde_json::from_str(data).unwrap()).collect();
        assert!(matches!(data.last().unwrap().what, v1::JobEvent::Done { .. }));

        let again: v1::Started = api
            .read(
                post("/api/v1/drafts", START, &token).with("idempotency-key", "import-7"),
                StatusCode::ACCEPTED,
            )
            .await;
        assert_eq!(again, started, "the same key is the same draft");
        let draft: v1::Draft = api.read(get(&location, &token), StatusCode::OK).await;
        assert_eq!((draft.status, draft.version), (v1::DraftStatus::Ready, 1));
        let job: v1::Job =
            api.read(get(&format!("/api/v1/jobs/{}", started.job), &token), StatusCode::OK).await;
        assert_eq!(job.state, v1::JobState::Completed);

        let field = format!("{location}/fields/summary");
        let edit = |version: i32| {
            let body = format!(r#"{{"version":{version},"value":"Book a room"}}"#);
            Ask::json("PUT", &field, &body).by_program(&token)
        };
        let edited: v1::Edited = api.read(edit(1), StatusCode::OK).await;
        assert_eq!((edited.version, edited.fields.summary.as_str()), (2, "Book a room"));
        assert_eq!(edited.origins.get(&v1::Field::Summary), Some(&v1::Origin::Person));
        let conflict: v1::Failure = api.read(edit(1), StatusCode::CONFLICT).await;
        assert_eq!(conflict.code, "draft.changed_elsewhere");
        let unknown = Ask::json("PUT", &format!("{location}/fields/approval"), r#"{"version":2,"value":""}"#);
        let unknown: v1::Failure =
            api.read(unknown.by_program(&token), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(unknown.code, "draft.field_unknown");

        let list: v1::DraftList =
            api.read(get("/api/v1/drafts?status=ready&project=CLINIC", &token), StatusCode::OK).await;
        assert_eq!((list.drafts.len(), list.drafts[0].title.as_str()), (1, "Book a room"));
        let jobs: v1::JobList = api.read(get("/api/v1/jobs?state=completed", &token), StatusCode::OK).await;
        assert_eq!(jobs.jobs[0].draft.as_ref(), Some(&started.draft));
        assert_eq!(
            api.status(Ask::json("DELETE", &location, "").by_program(&token)).await,
            StatusCode::NO_CONTENT
        );
        assert_eq!(api.status(get(&location, &token)).await, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_question_is_answered_and_what_goes_wrong_is_listed() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (api, token) = (Api::of(&app), token_of(&ada, &ALL).await);
        let body = r#"{"requirement":"A room\n[[sandbox: clarify]]","project":"CLINIC"}"#;
        let started: v1::Started = api.read(post("/api/v1/drafts", body, &token), StatusCode::ACCEPTED).await;
        let events = format!("/api/v1/jobs/{}/events", started.job);
        assert!(text(api.send(get(&events, &token)).await).await.contains("event: clarify"));
        let job: v1::Job =
            api.read(get(&format!("/api/v1/jobs/{}", started.job), &token), StatusCode::OK).await;
        let question = job.question.unwrap().id;
        let path = format!("/api/v1/drafts/{}/answer", started.draft);
        let answer = format!(r#"{{"question":"{question}","text":"Patients"}}"#);
        let on: v1::Started = api.read(post(&path, &answer, &token), StatusCode::ACCEPTED).await;
        assert_eq!(on, started, "the same job goes on");
        let rest = text(api.send(get(&format!("{events}?after={}", job.cursor), &token)).await).await;
        assert!(rest.contains("event: done"), "{rest}");

        let body = r#"{"requirement":"A room\n[[sandbox: prose]]","project":"CLINIC"}"#;
        let failed: v1::Started = api.read(post("/api/v1/drafts", body, &token), StatusCode::ACCEPTED).await;
        text(api.send(get(&format!("/api/v1/jobs/{}/events", failed.job), &token)).await).await;
        let path = format!("/api/v1/drafts/{}/failures", failed.draft);
        let list: v1::FailureList = api.read(get(&path, &token), StatusCode::OK).await;
        assert_eq!(list.groups.len(), 1);
        let file = text(api.send(get(&format!("{path}.csv"), &token)).await).await;
        assert!(file.contains(&list.groups[0].failure.code), "{file}");
        let mine: v1::FailureList = api.read(get("/api/v1/failures", &token), StatusCode::OK).await;
        assert_eq!(mine, list);
        let on = format!("/api/v1/drafts/{}/continue", failed.draft);
        let again: v1::Started = api.read(post(&on, "", &token), StatusCode::ACCEPTED).await;
        let stop = format!("/api/v1/jobs/{}/cancel", again.job);
        assert_eq!(api.status(post(&stop, "", &token)).await, StatusCode::NO_CONTENT);
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_changed_as_asked_and_what_was_written_by_hand_is_only_proposed() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (api, token) = (Api::of(&app), token_of(&ada, &ALL).await);
        let draft = api.written(START, &token).await;
        let path = format!("/api/v1/drafts/{}", draft.id);
        let revise = |body: &str| post(&format!("{path}/revise"), body, &token);
        let body = r#"{"version":1,"scope":"stlc_notes","instructions":"Name the browsers"}"#;
        let started: v1::Started = api.read(revise(body), StatusCode::ACCEPTED).await;
        assert_eq!(started.draft, draft.id);
        let revised = api.settled(started, &token).await;
        assert_eq!((revised.status, revised.version), (v1::DraftStatus::Ready, 2));
        assert_ne!(revised.fields.stlc_notes, draft.fields.stlc_notes);
        let rest = v1::DraftFields { stlc_notes: draft.fields.stlc_notes.clone(), ..revised.fields };
        assert_eq!(rest, draft.fields, "nothing else was asked for");
        assert!(revised.proposals.is_empty());

        let edit = v1::EditField { version: 2, value: "Book a room by hand".to_owned() };
        let _: v1::Edited =
            api.read(put(&format!("{path}/fields/summary"), &edit, &token), StatusCode::OK).await;
        let body = r#"{"version":3,"scope":"whole","instructions":"Be bolder"}"#;
        let started = api.read(revise(body), StatusCode::ACCEPTED).await;
        let revised = api.settled(started, &token).await;
        assert_eq!(revised.fields.summary, "Book a room by hand");
        let proposed = revised.proposals.get(&v1::Field::Summary).unwrap();
        assert!(!proposed.is_empty() && *proposed != revised.fields.summary, "{proposed}");

        let (conflict, wrong) = (StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = app.requests("llm.chat");
        api.refused(revise(r#"{"version":1,"scope":"story"}"#), conflict, "draft.changed_elsewhere").await;
        let version = revised.version;
        let empty = format!(r#"{{"version":{version},"scope":"whole","instructions":" "}}"#);
        api.refused(revise(&empty), wrong, "draft.instructions_missing").await;
        let other = format!(r#"{{"version":{version},"scope":"scenarios"}}"#);
        let failure = api.refused(revise(&other), wrong, "draft.scope_unknown").await;
        assert_eq!(field(&failure, "scope"), Some("A Classic draft has no scenarios."));
        assert_eq!(app.requests("llm.chat"), asked, "nobody was asked");
    })
    .await;
}

#[tokio::test]
async fn nobody_reaches_somebody_elses_draft_and_a_switched_off_account_reaches_nothing() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.user("ghopper").await);
        let (api, token) = (Api::of(&app), token_of(&ada, &ALL).await);
        let theirs = token_of(&grace, &ALL).await;
        let started: v1::Started =
            api.read(post("/api/v1/drafts", START, &token), StatusCode::ACCEPTED).await;
        let (draft, job) =
            (format!("/api/v1/drafts/{}", started.draft), format!("/api/v1/jobs/{}", started.job));
        let question = DraftId::from_u128(7);
        let answer = format!(r#"{{"question":"{question}","text":"Mine"}}"#);
        let edit = r#"{"version":1,"value":"Mine"}"#;
        let parts = r#"{"version":1,"shape":"epic","parts":[]}"#;
        let asks = || {
            [
                ("GET", draft.clone(), ""),
                ("DELETE", draft.clone(), ""),
                ("PUT", format!("{draft}/fields/summary"), edit),
                ("POST", format!("{draft}/revise"), r#"{"version":1,"scope":"story"}"#),
                ("POST", format!("{draft}/split"), r#"{"version":1}"#),
                ("PUT", format!("{draft}/split"), parts),
                ("DELETE", format!("{draft}/split?version=1"), ""),
                ("POST", format!("{draft}/split/renew"), r#"{"version":1}"#),
                ("POST", format!("{draft}/split/make"), r#"{"version":1}"#),
                ("POST", format!("{draft}/split/take-back"), ""),
                ("POST", format!("{draft}/stop"), ""),
                ("POST", format!("{draft}/continue"), ""),
                ("POST", format!("{draft}/answer"), answer.as_str()),
                ("GET", format!("{draft}/failures"), ""),
                ("GET", format!("{draft}/failures.csv"), ""),
                ("GET", job.clone(), ""),
                ("GET", format!("{job}/events"), ""),
                ("POST", format!("{job}/cancel"), ""),
            ]
        };
        for (method, path, body) in asks() {
            let ask = Ask::json(method, &path, body).by_program(&theirs);
            let failure: v1::Failure = api.read(ask, StatusCode::NOT_FOUND).await;
            assert_eq!(failure.code, Failure::not_found("").code, "{method} {path}");
        }
        let list: v1::DraftList = api.read(get("/api/v1/drafts", &theirs), StatusCode::OK).await;
        assert_eq!(list.drafts, []);
        ada.watch(ada.draft(started.draft.parse().unwrap()).await.job.unwrap().id).await;

        let user = ada.principal.user();
        let store = &app.process.resources.store;
        store.system().write(move |tx| store::accounts::set_disabled(tx, user, true)).await.unwrap();
        for (method, path, body) in asks() {
            let ask = Ask::json(method, &path, body).by_program(&token);
            let failure: v1::Failure = api.read(ask, StatusCode::UNAUTHORIZED).await;
            assert_eq!(failure.code, "token.refused", "{method} {path}");
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_model_nothing_is_started_and_the_words_say_where_to_turn_it_on() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let (api, token) = (Api::of(&app), token_of(&ada, &ALL).await);
        let refused: v1::Failure =
            api.read(post("/api/v1/drafts", START, &token), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!((refused.code.as_str(), refused.category), ("llm.not_tested", v1::Category::UserFixable));
        assert_eq!(app.requests("llm.chat"), 0);
    })
    .await;
}

/// The ways in that lead to a model or to Jira, without the pages: what is switched off there stays off here.
#[tokio::test]
async fn gates_hold_against_direct_calls() {
    const ROOM: &str = "As a patient I want to book an examination room.";
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (approved, approval) = ada.approved_in("CLINIC", ROOM).await;
        let other = ada.written("As a patient I want to cancel an appointment.").await;
        let waiting = ada.start(requirement(&format!("{ROOM}\n[[sandbox: clarify]]"))).await.unwrap();
        ada.watch(waiting.job).await;
        let stopped = ada.start(requirement(&format!("{ROOM}\n[[sandbox: slow=200]]"))).await.unwrap();
        ada.stop(stopped.draft).await.unwrap();
        ada.watch(stopped.job).await;
        let (api, token) = (Api::of(&app), token_of(&ada, &ALL).await);
        let session = ada.token.0.as_str();
        let call = |endpoint: &str, form: &str| {
            Ask::post(&format!("/api/fn/drafting/{endpoint}"), form).signed_in(session).ours()
        };
        let question = domain::ids::QuestionId::from_u128(7);
        let (waiting, stopped) = (waiting.draft, stopped.draft);
        let ready = format!("/api/v1/drafts/{}", other.id);
        let answer = format!(r#"{{"question":"{question}","text":"Patients"}}"#);
        let of_models = || {
            let form =
                format!("requirement={ROOM}&kind=story&format=classic&project=CLINIC&form_id={question}");
            [
                ("REST start", post("/api/v1/drafts", START, &token)),
                ("REST continue", post(&format!("/api/v1/drafts/{stopped}/continue"), "", &token)),
                ("REST answer", post(&format!("/api/v1/drafts/{waiting}/answer"), &answer, &token)),
                ("REST revise", post(&format!("{ready}/revise"), r#"{"version":1,"scope":"story"}"#, &token)),
                ("REST split", post(&format!("{ready}/split"), &seen(other.version), &token)),
                ("start", call("start", &form)),
                ("continue", call("continue_draft", &format!("draft={stopped}"))),
                ("answer", call("answer", &format!("draft={waiting}&question={question}&text=Patients"))),
            ]
        };
        let of_jira = || {
            let create = format!("draft={}&sha256={}", approved.id, approval.sha256);
            [
                ("approve", call("approve", &format!("draft={}&version={}", other.id, other.version))),
                ("create", call("create_issue", &create)),
            ]
        };
        let closed = async |asks: Vec<(&'static str, Ask)>, code: &str, how: &str| {
            for (name, ask) in asks {
                let refused: Failure = api.read(ask, StatusCode::UNPROCESSABLE_ENTITY).await;
                assert_eq!(refused.code, code, "{name}, {how}");
            }
        };
        let asked = (app.requests("llm.chat"), app.requests("jira.issue.create"));

        ada.save_model(ada.who.llm_cookie).await.unwrap();
        closed(of_models().into(), "llm.not_tested", "saved and not tested").await;
        ada.save_model("llm-of-nobody").await.unwrap();
        ada.test_model().await.unwrap();
        closed(of_models().into(), "llm.not_tested", "the test failed").await;

        ada.trust("jira", testkit::TlsFront::CA).await.unwrap();
        closed(of_jira().into(), "jira.not_tested", "changed and not tested").await;
        app.fault(serde_json::json!([{ "target": "jira.myself", "action": { "status": 401 } }]));
        ada.test_jira().await.unwrap();
        closed(of_jira().into(), "jira.not_tested", "the test failed").await;
        assert_eq!((app.requests("llm.chat"), app.requests("jira.issue.create")), asked, "nothing went out");
    })
    .await;
}
