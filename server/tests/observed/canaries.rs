//! Secrets and what people wrote, through every flow, with everything logged that can be: none of it is anywhere.

use crate::{
    browser::{Answer, Browser, site},
    collector::{Collector, Lines},
};
use serde_json::json;
use server::{
    http::limits::StreamSlots,
    telemetry::{self, Traces, metrics::Metrics},
};
use std::sync::Arc;
use testkit::{MovableClock, PASSWORD, Setup, TestApp, requirement, story};

const WRITTEN: &str =
    "zebraquill: a patient called Canary Birdsong wants to book an examination room online.";
const WORDS: [&str; 3] = ["zebraquill", "Birdsong", "examination room"];
const WRONG_TOKEN: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE0";
const WRONG_COOKIE: &str = "llm-canary-of-nobody-0123456789";
const WRONG_PASSWORD: &str = "Wrong canary 7 in the cage!";

/// Everything that was answered, and what was sent to the model.
#[derive(Default)]
struct Seen {
    errors: Vec<String>,
    answers: Vec<String>,
    prompts: String,
}

impl Seen {
    fn saw(&mut self, answer: Answer) -> Answer {
        let seen = if answer.status >= 400 { &mut self.errors } else { &mut self.answers };
        seen.push(answer.body.clone());
        answer
    }
}

#[tokio::test]
async fn no_secret_and_nothing_people_wrote_is_in_log_traces_metrics_or_errors() {
    let (collector, endpoint) = Collector::listen().await;
    let (traces, log) = (Traces::start(&endpoint).unwrap(), Lines::default());
    let writer = log.clone();
    let subscriber =
        telemetry::subscriber(Arc::new(MovableClock::new()), "trace", move || writer.clone(), Some(&traces));
    tracing::subscriber::set_global_default(subscriber.unwrap()).unwrap();
    let metrics = Metrics::install().unwrap();

    let secrets = std::sync::Mutex::new(vec![
        PASSWORD.to_owned(),
        WRONG_TOKEN.to_owned(),
        WRONG_COOKIE.to_owned(),
        WRONG_PASSWORD.to_owned(),
    ]);
    let seen = std::sync::Mutex::new(Seen::default());
    story(Setup::new().with_mcp(), async |app| {
        let mut now = Seen::default();
        let used = everything(&app, &mut now).await;
        secrets.lock().unwrap().extend(used);
        let mut seen = seen.lock().unwrap();
        seen.errors.extend(now.errors);
        seen.answers.extend(now.answers);
        for call in app.sandbox.llm_calls() {
            seen.prompts.push_str(&call["body"].to_string());
        }
    })
    .await;
    traces.stop().await;

    let (secrets, seen) = (secrets.into_inner().unwrap(), seen.into_inner().unwrap());
    assert!(seen.errors.len() >= 8, "the flows were meant to fail here and there: {:?}", seen.errors);
    assert!(seen.answers.len() >= 20, "only {} answers to look at", seen.answers.len());
    assert!(seen.prompts.contains(WORDS[0]), "not what the model was sent: {}", seen.prompts);
    let everywhere = [
        ("the log", String::from_utf8_lossy(&log.bytes()).into_owned()),
        ("the traces", String::from_utf8_lossy(&collector.bytes()).into_owned()),
        ("the metrics", metrics.text()),
        ("an error", seen.errors.join("\n")),
        ("an answer", seen.answers.join("\n")),
        ("a prompt", seen.prompts),
    ];
    let (lines, spans) = (log.json().len(), collector.all().len());
    assert!(lines > 60 && spans > 40, "only {lines} lines and {spans} spans to look at");
    for (place, text) in &everywhere {
        for secret in &secrets {
            for form in forms_of(secret) {
                assert!(!text.contains(&form), "{form} in {place}: {}", around(text, &form));
            }
        }
        // A person's own words go back to them, and to the model; nowhere else.
        let theirs = ["an error", "an answer", "a prompt"].contains(place);
        for words in WORDS.iter().filter(|_| !theirs) {
            assert!(!text.contains(words), "{words} in {place}: {}", around(text, words));
        }
    }
}

/// As it is, in an address, in a form.
fn forms_of(secret: &str) -> Vec<String> {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    vec![secret.to_owned(), form.replace('+', "%20"), form]
}

fn around(text: &str, found: &str) -> String {
    let at = text.find(found).unwrap_or(0);
    text.get(at.saturating_sub(300)..(at + 200).min(text.len())).unwrap_or_default().to_owned()
}

/// A person's whole way, with mistakes and an unwell Jira. Gives the secrets that were used.
async fn everything(app: &TestApp, errors: &mut Seen) -> Vec<String> {
    let who = app.sandbox.person("alovelace").unwrap();
    let browser = Browser::new(site(app, StreamSlots::default()));
    let prove = |token: &'static str| [("site", ""), ("token", token)];
    errors.saw(browser.call("accounts/prove_identity", "canary-0001", &prove(WRONG_TOKEN)).await);
    let proved =
        errors.saw(browser.call("accounts/prove_identity", "canary-0002", &prove(who.jira_token)).await);
    assert_eq!(proved.status, 200, "{}", proved.body);
    let registration = browser.cookie("__Host-registration");
    errors.saw(browser.call("accounts/confirm_identity", "canary-0003", &[]).await);
    for (id, repeated) in [("canary-0004", WRONG_PASSWORD), ("canary-0005", PASSWORD)] {
        let passwords = [("password", PASSWORD), ("repeated", repeated)];
        errors.saw(browser.call("accounts/set_password", id, &passwords).await);
    }
    for (id, password) in [("canary-0006", WRONG_PASSWORD), ("canary-0007", PASSWORD)] {
        let form = [("login", who.login), ("password", password), ("site", "")];
        errors.saw(browser.call("accounts/sign_in", id, &form).await);
    }
    let session = browser.cookie("__Host-session").expect("she is signed in");

    for (id, cookie) in [("canary-0008", WRONG_COOKIE), ("canary-0009", who.llm_cookie)] {
        let form = [("provider", "company"), ("secret", cookie)];
        errors.saw(browser.call("connections/save_llm", id, &form).await);
        errors.saw(browser.call("connections/test_llm", id, &[]).await);
    }
    errors
        .saw(browser.call("connections/replace_jira_token", "canary-0010", &[("token", WRONG_TOKEN)]).await);

    let confluence = app.sandbox.addresses().confluence.clone();
    for (id, token) in [("canary-0101", WRONG_TOKEN), ("canary-0102", who.confluence_token)] {
        let form = [("url", confluence.as_str()), ("email", ""), ("token", token)];
        errors.saw(browser.call("connections/save_confluence", id, &form).await);
        errors.saw(browser.call("connections/test_confluence", id, &[]).await);
    }
    let reveal = [("connection", "jira"), ("password", WRONG_PASSWORD)];
    errors.saw(browser.call("connections/reveal", "canary-0103", &reveal).await);
    let change = [("current", WRONG_PASSWORD), ("password", PASSWORD), ("repeated", PASSWORD)];
    errors.saw(browser.call("profile/change_password", "canary-0104", &change).await);
    // Shown once on the page of who asked for it, and kept as a fingerprint.
    let form = [("name", "A canary"), ("days", "30"), ("scopes[]", "drafts:read")];
    let made = browser.call("api_tokens/create", "canary-0105", &form).await.body;
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let api_token = made["text"].as_str().expect("the token, once").to_owned();
    let page = browser.call("api_tokens/overview", "canary-0106", &[]).await;
    assert!(page.body.contains(&api_token));
    errors.saw(browser.call("api_tokens/overview", "canary-0109", &[]).await);
    errors.saw(browser.call("tools/refresh_tools", "canary-0107", &[]).await);
    errors.saw(browser.call("projects/refresh_projects", "canary-0108", &[]).await);

    // The job as its own stream shows it: the draft, and never a secret.
    let ada = app.anonymous().whose(&contract::commands::SecretText(session.clone())).await.unwrap();
    let form = requirement(WRITTEN);
    let fields = [
        ("requirement", form.requirement.as_str()),
        ("kind", &form.kind),
        ("format", &form.format),
        ("project", &form.project),
        ("form_id", &form.form_id),
    ];
    let started = errors.saw(browser.call("drafting/start", "canary-0011", &fields).await);
    let started: contract::views::Started = serde_json::from_str(&started.body).unwrap();
    let events = browser.get(&format!("/api/v1/jobs/{}/events", started.job), "canary-0012").await.body;
    assert!(events.contains("event: done"), "{events}");
    for secret in [PASSWORD, who.jira_token, who.llm_cookie, &session] {
        assert!(!events.contains(secret), "{secret} in the job's events");
    }
    let drafting = &app.process.use_cases.drafting;
    let draft = drafting.draft(&ada.principal, started.draft).await.unwrap();
    let version = draft.version.to_string();
    let draft_id = draft.id.to_string();
    let approve = [("draft", draft_id.as_str()), ("version", version.as_str())];
    errors.saw(browser.call("drafting/approve", "canary-0013", &approve).await);
    let approved = drafting.draft(&ada.principal, started.draft).await.unwrap();
    let sha256 = approved.approval.expect("it is approved").sha256;
    // Jira is unwell: it does what it was asked to and does not say so, then cannot search, then can.
    app.fault(json!([
        { "target": "jira.issue.create", "action": "drop_after_commit", "times": 1 },
        { "target": "jira.search", "action": { "status": 503, "body": WRITTEN }, "times": 1 },
    ]));
    let create = [("draft", draft_id.as_str()), ("sha256", sha256.as_str())];
    let creating = errors.saw(browser.call("drafting/create_issue", "canary-0014", &create).await);
    if let Ok(creating) = serde_json::from_str::<contract::views::Started>(&creating.body) {
        browser.get(&format!("/api/v1/jobs/{}/events", creating.job), "canary-0015").await;
    }
    // A model that is unwell, and pages that do not exist or break.
    app.fault(json!([{ "target": "llm.chat", "action": { "status": 500, "body": WRITTEN } }]));
    let other = requirement(WRITTEN);
    let mut fields = fields;
    fields[4].1 = &other.form_id;
    let second = errors.saw(browser.call("drafting/start", "canary-0016", &fields).await);
    let second: contract::views::Started = serde_json::from_str(&second.body).unwrap();
    let events = browser.get(&format!("/api/v1/jobs/{}/events", second.job), "canary-0017").await.body;
    assert!(events.contains("event: error"), "{events}");
    for path in [
        "/history",
        "/dashboard",
        "/connections",
        "/profile",
        "/profile/tokens",
        "/activity",
        "/activity.csv",
        "/prompts",
        "/tools",
        "/create/not-a-draft",
        "/nowhere?token=zebraquill",
    ] {
        errors.saw(browser.get(path, "canary-0018").await);
    }
    errors.saw(browser.call("accounts/sign_out", "canary-0019", &[]).await);
    errors.saw(browser.get(&format!("/api/v1/jobs/{}/events", started.job), "canary-0020").await);

    let ours = [
        who.jira_token.to_owned(),
        who.confluence_token.to_owned(),
        who.llm_cookie.to_owned(),
        session,
        api_token,
    ];
    ours.into_iter().chain(registration).collect()
}
