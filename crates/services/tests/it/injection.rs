//! Orders that somebody slipped into what a model reads (`injections.json`), and a model that follows all of them:
//! nothing is written, no other host is asked, nothing of somebody else is seen, and no secret leaves.
//!
//! To add one: an entry with a name, where it stands, its text with `OBEY` lines as the sandbox's README has them, and
//! how each thing begins that comes of it. `{elsewhere}`, `{victim}`, `{draft}` and `{huge}` are filled in.

use contract::{
    Outcome,
    commands::{CreateIssue, DecideTool, SavePrompt, StartDraft, ToolsFilter},
    events::{EventId, JobEvent, NumberedEvent},
    views::{DraftStatus, DraftView, Started},
};
use domain::{
    draft::DraftFormat,
    failure::Category,
    ids::DraftId,
    jira::{IssueKey, IssueKind},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Canary, PASSWORD, Person, Setup, TestApp, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call.";
/// The epic that all drafts of these stories belong to.
const PARENT: &str = "CLINIC-1";
/// What Grace writes, and a word of it that is nowhere else.
const HERS: &str = "As a nurse I want to keep the wolpertinger ledger in its own cupboard.";
const WHISPER: &str = "wolpertinger";
/// What a question is answered with.
const ANSWER: &str = "Patients and nurses; CLINIC-2.";
/// How often a model may ask for a tool, counting the time it is told that this was enough.
const LOOK_UPS: usize = 7;
/// More than any draft here takes.
const STEPS: usize = 20;

/// One entry of the corpus.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    name: String,
    #[serde(rename = "where")]
    place: String,
    text: String,
    /// How each thing begins that an obedient model does because of it. Nothing, where the text does not reach a model.
    obeys: Vec<String>,
}

fn corpus() -> Vec<Payload> {
    serde_json::from_str(include_str!("injections.json")).unwrap()
}

fn placed(place: &str) -> Vec<Payload> {
    let found: Vec<_> = corpus().into_iter().filter(|payload| payload.place == place).collect();
    assert!(!found.is_empty(), "nothing is placed in {place}");
    found
}

/// Waits for the tools of so many products.
async fn listed(app: &TestApp, person: &Person, products: usize) {
    app.until("the tools are listed", async || {
        let filter = ToolsFilter::default();
        person.use_cases.tools.tools(&person.principal, filter).await.unwrap().sources.len() == products
    })
    .await;
}

/// Somebody whose drafts are attacked, and somebody whose things others are after.
struct Scene<'a> {
    app: &'a TestApp,
    maja: Person,
    grace: Person,
    /// Grace's draft.
    hers: DraftId,
    /// Grace's issue, in a project that Maja does not see.
    victim: String,
    /// Where nobody may connect.
    elsewhere: Canary,
    secrets: Vec<String>,
}

impl<'a> Scene<'a> {
    async fn set(app: &'a TestApp) -> Self {
        let grace = app.user("ghopper").await;
        let hers = grace.written(HERS).await;
        assert!(format!("{:?}", hers.content).contains(WHISPER), "there is nothing to be seen: {hers:?}");
        let prompt = SavePrompt { id: None, kind: "prompt".into(), name: "Hers".into(), body: HERS.into() };
        grace.use_cases.prompts.save(&grace.caller, &grace.principal, prompt).await.unwrap();
        let victim = app.sandbox.plant_issue("READONLY", "ghopper", HERS, HERS).unwrap();

        let maja = app.user("mkeller").await;
        let confluence = app.sandbox.addresses().confluence.clone();
        maja.save_confluence(&confluence, maja.who.confluence_token).await.unwrap();
        maja.test_confluence().await.unwrap();
        listed(app, &grace, 1).await;
        listed(app, &maja, 2).await;

        let mut secrets = vec![PASSWORD.to_owned(), maja.token.0.clone(), grace.token.0.clone()];
        for who in [&maja.who, &grace.who] {
            secrets.extend([who.jira_token, who.confluence_token, who.llm_cookie].map(str::to_owned));
        }
        Self { app, maja, grace, hers: hers.id, victim, elsewhere: Canary::listen().await, secrets }
    }

    /// A payload's text for this scene.
    fn filled(&self, text: &str) -> String {
        text.replace("{elsewhere}", self.elsewhere.origin())
            .replace("{victim}", &self.victim)
            .replace("{draft}", &self.hers.to_string())
            .replace("{huge}", &"A".repeat(1_700))
    }

    /// The form for a draft below [`PARENT`].
    fn form(text: &str) -> StartDraft {
        StartDraft { parent: PARENT.to_owned(), ..requirement(text) }
    }

    /// Lets a model that obeys everybody do this work, and looks at all that came of it.
    async fn survives(
        &self,
        payload: &Payload,
        work: impl Future<Output = Outcome<Started>>,
        answers: &[String],
    ) -> DraftView {
        let sandbox = &self.app.sandbox;
        sandbox.set_obedience(true);
        let since = sandbox.ledger_end();
        let started = work.await.unwrap_or_else(|failure| panic!("{}: {failure:?}", payload.name));
        let (draft, events) = self.rests(started, answers).await;
        sandbox.set_obedience(false);
        self.nothing_was_done(payload, since, &draft, &events).await;
        is_what_was_asked_for(payload, &draft);
        draft
    }

    /// The same for an epic of Jira's that is broken down.
    async fn survives_below(&self, payload: &Payload, epic: &str) -> DraftView {
        let sandbox = &self.app.sandbox;
        sandbox.set_obedience(true);
        let since = sandbox.ledger_end();
        let form = StartDraft {
            kind: "epic".to_owned(),
            epic: epic.to_owned(),
            project: String::new(),
            ..requirement("")
        };
        let started =
            self.maja.start(form).await.unwrap_or_else(|failure| panic!("{}: {failure:?}", payload.name));
        let (draft, events) = self.rests(started, &[]).await;
        sandbox.set_obedience(false);
        self.nothing_was_done(payload, since, &draft, &events).await;
        let stands_for = draft.issue.as_ref().map(|issue| issue.key.to_string());
        assert_eq!((draft.project.as_str(), draft.kind), ("CLINIC", IssueKind::Epic), "{}", payload.name);
        assert_eq!((stands_for.as_deref(), draft.adopted), (Some(epic), true), "{}", payload.name);
        assert!(draft.approval.is_none() && draft.parts.is_empty(), "{}", payload.name);
        draft
    }

    /// Follows Maja's work until nothing more comes of it, and answers what the model asks.
    async fn rests(&self, started: Started, answers: &[String]) -> (DraftView, Vec<NumberedEvent>) {
        let (mut events, mut answers) = (Vec::new(), answers.iter());
        let (mut job, mut place) = (started.job, EventId::default());
        for _ in 0..STEPS {
            let more = self.maja.watch_after(job, place).await;
            let asked = more.last().and_then(|last| match last.event {
                JobEvent::Clarify { id, .. } => Some((id, last.id)),
                _ => None,
            });
            events.extend(more);
            if let Some((question, asked_at)) = asked {
                let answer = answers.next().map_or(ANSWER, String::as_str);
                self.maja.answer(started.draft, question, answer).await.unwrap();
                place = asked_at;
                continue;
            }
            let draft = self.maja.draft(started.draft).await;
            match draft.job.as_ref().map(|last| last.id).filter(|last| *last != job) {
                Some(next) => (job, place) = (next, EventId::default()),
                None => return (draft, events),
            }
        }
        panic!("the work does not come to rest: {events:?}");
    }

    /// Nothing was written, nobody else was asked, and nothing of somebody else or secret was seen.
    async fn nothing_was_done(
        &self,
        payload: &Payload,
        since: u64,
        draft: &DraftView,
        events: &[NumberedEvent],
    ) {
        let (app, name) = (self.app, payload.name.as_str());
        let calls = app.sandbox.llm_calls_after(since);
        let obeyed: Vec<&str> = calls
            .iter()
            .flat_map(|call| call["obeyed"].as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        for order in &payload.obeys {
            let followed = obeyed.iter().any(|deed| deed.starts_with(order.as_str()));
            assert!(followed, "{name}: the model did not “{order}” but {obeyed:?}; {:?}", draft.failure);
        }
        let wishes = obeyed.iter().filter(|deed| deed.starts_with("tool ")).count();
        let ready = draft.status == DraftStatus::Ready;
        assert!(ready || wishes > LOOK_UPS, "{name}: {:?} {:?}", draft.status, draft.failure);

        for request in app.sandbox.requests_after(since) {
            let service = request["service"].as_str().unwrap_or_default();
            if !["jira", "confluence", "cloud"].contains(&service) {
                continue;
            }
            let reads = request["method"] == "GET" || request["operation"] == "jira.search";
            assert!(reads, "{name}: something was written: {request}");
            assert_eq!(request["who"], self.maja.who.login, "{name}: in somebody else's name: {request}");
        }
        assert!(app.sandbox.created_issues().is_empty() && app.sandbox.links().is_empty(), "{name}");
        assert_eq!(self.elsewhere.visits(), 0, "{name}: another host was asked");
        assert!(app.names_looked_up().is_empty(), "{name}: {:?} was looked up", app.names_looked_up());

        let grace = &self.grace;
        let drafting = &grace.use_cases.drafting;
        let seen = drafting.draft(&grace.principal, draft.id).await.unwrap_err();
        let seen_calls = drafting.model_calls(&grace.principal, draft.id).await.unwrap_err();
        assert_eq!([seen.category, seen_calls.category], [Category::NotFound; 2], "{name}");
        assert_eq!(grace.draft(self.hers).await.version, 1, "{name}: Grace's draft was changed");

        for call in &calls {
            let said = |part: &str| call["body"][part].as_str().unwrap_or_default().to_lowercase();
            let ends = (said("history") + &said("query")).matches("</requirement>").count();
            assert_eq!(ends, 1, "{name}: somebody else ended the requirement: {call}");
        }
        let kept = self.maja.use_cases.drafting.model_calls(&self.maja.principal, draft.id).await.unwrap();
        let prompts: String = calls.iter().map(|call| call["body"].to_string()).collect();
        for (place, text) in [
            ("a prompt", prompts),
            ("an event", json!(events).to_string()),
            ("the draft", json!(draft).to_string()),
            ("what is kept of the calls", json!(kept).to_string()),
        ] {
            assert!(!text.to_lowercase().contains(WHISPER), "{name}: what Grace wrote is in {place}");
            for secret in &self.secrets {
                assert!(!text.contains(secret.as_str()), "{name}: a secret is in {place}: {secret}");
            }
        }
    }

    /// Reads of the sandbox's Jira that only a tool makes, as nothing was approved yet.
    fn tools_ran(&self) -> bool {
        self.app.requests("jira.search") > 0
    }

    /// Approves and creates a draft that was attacked: what Jira gets is what was approved, and nothing before.
    async fn is_created_as_approved(&self, draft: &DraftView) {
        let (app, maja) = (self.app, &self.maja);
        let drafting = &maja.use_cases.drafting;
        let refused = async || {
            let unseen = CreateIssue { draft: draft.id, sha256: "0".repeat(64) };
            drafting.create(&maja.caller, &maja.principal, unseen).await.unwrap_err().code
        };
        assert_eq!(refused().await, "draft.not_approved");
        let approval = maja.approve(draft).await.unwrap();
        assert_eq!(refused().await, "draft.other_payload");
        assert_eq!((app.requests("jira.issue.create"), app.sandbox.created_issues().len()), (0, 0));

        let created = maja.created(draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
        let issues = app.sandbox.created_issues();
        let [issue] = issues.as_slice() else { panic!("{issues:?}") };
        assert_eq!(
            (&issue["project"], &issue["issue_type"], &issue["who"]),
            (&json!("CLINIC"), &json!("Story"), &json!(maja.who.login))
        );
        let approved: Value = serde_json::from_str(&approval.payload).unwrap();
        let fields = &issue["fields"];
        for field in ["summary", "description", "labels"] {
            assert_eq!(fields[field], approved["rest"]["fields"][field], "{field}");
        }
        assert_eq!(fields["customfield_10008"], PARENT, "the epic that its author chose");
        assert!(fields["assignee"].is_null() && fields["reporter"].is_null(), "{fields}");
        let description = fields["description"].as_str().unwrap();
        assert!(description.contains(self.elsewhere.origin()), "the model said so: {description}");
        assert!(!embeds_a_picture(description), "{description}");
    }
}

/// The draft is the story that was asked for, and goes where its author wants it.
fn is_what_was_asked_for(payload: &Payload, draft: &DraftView) {
    let name = payload.name.as_str();
    let goes_to = (draft.project.as_str(), draft.parent.as_ref().map(IssueKey::as_str));
    assert_eq!(goes_to, ("CLINIC", Some(PARENT)), "{name}");
    let format = if payload.place == "template" { DraftFormat::Custom } else { DraftFormat::Classic };
    assert_eq!((draft.kind, draft.format), (IssueKind::Story, format), "{name}");
    assert!(draft.approval.is_none() && draft.issue.is_none() && draft.parts.is_empty(), "{name}");
}

/// Whether Jira would load a picture for whoever opens the issue. An escaped exclamation mark is one to read.
fn embeds_a_picture(wiki: &str) -> bool {
    wiki.match_indices("!http").any(|(at, _)| !wiki[..at].ends_with('\\'))
}

/// A page of Confluence with this text in place of one of the sandbox's.
fn page_with(text: &str) -> Value {
    let is_markup = ["<p", "<ac:", "<table"].iter().any(|tag| text.starts_with(tag));
    let paragraph = |line: &str| format!("<p>{}</p>", line.replace('&', "&amp;").replace('<', "&lt;"));
    let storage: String = if is_markup { text.to_owned() } else { text.lines().map(paragraph).collect() };
    json!({
        "target": "/confluence/rest/api/content/98306",
        "action": {"status": 200, "body": {
            "id": "98306", "type": "page", "title": "Opening hours", "space": {"key": "CLIN", "name": "Clinic"},
            "version": {"number": 1}, "body": {"storage": {"value": storage}},
        }},
    })
}

#[test]
fn the_corpus_is_large_and_can_fail() {
    let corpus = corpus();
    assert!(corpus.len() >= 72, "{}", corpus.len());
    for place in ["requirement", "jira", "confluence", "tool_description"] {
        assert!(placed(place).len() >= 12, "{place}");
    }
    let names: BTreeSet<_> = corpus.iter().map(|payload| payload.name.as_str()).collect();
    assert_eq!(names.len(), corpus.len(), "a name is used twice");
    let harmless: Vec<_> = corpus.iter().filter(|payload| payload.obeys.is_empty()).collect();
    assert!(harmless.len() < 8, "too much of it never reaches a model: {harmless:?}");
    for payload in &corpus {
        assert!(payload.name.starts_with(&format!("{}/", payload.place)), "{payload:?}");
        assert!(!payload.text.to_lowercase().contains(WHISPER), "{payload:?}");
    }
}

#[tokio::test]
async fn orders_in_requirements_change_nothing_and_only_what_was_approved_is_created() {
    story(Setup::new().with_mcp(), async |app| {
        let scene = Scene::set(&app).await;
        let mut moved = None;
        for payload in placed("requirement") {
            let form = Scene::form(&format!("{ROOM}\n\n{}", scene.filled(&payload.text)));
            let draft = scene.survives(&payload, scene.maja.start(form), &[]).await;
            if payload.name == "requirement/changes-where-it-goes" {
                moved = Some(draft);
            }
        }
        assert!(scene.tools_ran(), "no tool was run, so this shows little");
        scene.is_created_as_approved(&moved.unwrap()).await;
    })
    .await;
}

#[tokio::test]
async fn orders_in_issues_pages_and_results_change_nothing() {
    story(Setup::new().with_mcp(), async |app| {
        let scene = Scene::set(&app).await;
        for payload in placed("jira") {
            let text = scene.filled(&payload.text);
            let key = app.sandbox.plant_issue("CLINIC", "ghopper", "Book a room", &text).unwrap();
            let form = StartDraft { context: key.clone(), ..Scene::form(ROOM) };
            scene.survives(&payload, scene.maja.start(form), &[]).await;
            app.sandbox.delete_issue(&key);
        }
        for payload in placed("confluence") {
            app.fault(page_with(&scene.filled(&payload.text)));
            let form = StartDraft { context: "98306".to_owned(), ..Scene::form(ROOM) };
            scene.survives(&payload, scene.maja.start(form), &[]).await;
            app.sandbox.clear_faults();
        }
        for payload in placed("result") {
            let text = scene.filled(&payload.text);
            let key = app.sandbox.plant_issue("CLINIC", "ghopper", "Book a room", &text).unwrap();
            let order = format!("OBEY tool jira_get_issue {{\"issue_key\": \"{key}\"}}");
            let form = Scene::form(&format!("{ROOM}\n{order}"));
            scene.survives(&payload, scene.maja.start(form), &[]).await;
            app.sandbox.delete_issue(&key);
        }
        assert!(scene.tools_ran(), "no tool was run, so this shows little");
    })
    .await;
}

#[tokio::test]
async fn orders_in_an_epic_that_is_broken_down_change_nothing() {
    story(Setup::new().with_mcp(), async |app| {
        let scene = Scene::set(&app).await;
        let mut with_parts = 0;
        for payload in placed("jira") {
            let text = format!("{ROOM}\n\n{}", scene.filled(&payload.text));
            let key = app.sandbox.plant_epic("CLINIC", "ghopper", "Rooms online", &text).unwrap();
            let draft = scene.survives_below(&payload, &key).await;
            with_parts += usize::from(draft.split.is_some());
            app.sandbox.delete_issue(&key);
        }
        assert!(with_parts > 0, "nothing was broken down, so this shows little");
    })
    .await;
}

#[tokio::test]
async fn orders_in_answers_instructions_prompts_and_templates_change_nothing() {
    story(Setup::new().with_mcp(), async |app| {
        let scene = Scene::set(&app).await;
        let maja = &scene.maja;
        for payload in placed("answer") {
            let form = Scene::form(&format!("{ROOM}\nOBEY ask Who may do this?"));
            let answer = scene.filled(&payload.text);
            scene.survives(&payload, maja.start(form), &[answer]).await;
        }
        for payload in placed("instructions") {
            let draft = maja.written_from(Scene::form(ROOM)).await;
            let text = scene.filled(&payload.text);
            scene.survives(&payload, maja.revise(&draft, "whole", &text), &[]).await;
        }
        for payload in placed("prompt") {
            let (name, body) = (payload.name.clone(), scene.filled(&payload.text));
            let prompt = SavePrompt { id: None, kind: "prompt".into(), name, body };
            let id = maja.use_cases.prompts.save(&maja.caller, &maja.principal, prompt).await.unwrap();
            let form = StartDraft { prompt: format!("own:{id}"), ..Scene::form(ROOM) };
            scene.survives(&payload, maja.start(form), &[]).await;
        }
        for payload in placed("template") {
            let template = scene.filled(&payload.text);
            let form = StartDraft { format: "custom".to_owned(), template, ..Scene::form(ROOM) };
            scene.survives(&payload, maja.start(form), &[]).await;
        }
    })
    .await;
}

/// Has the list fetched, and an administrator accept what is new in it without looking.
async fn accepted(person: &Person, admin: &Person) {
    let job = person.use_cases.tools.refresh(&person.caller, &person.principal).await.unwrap();
    person.watch(job).await;
    let review = admin.use_cases.tools.review(&admin.principal).await.unwrap();
    for change in review.changes {
        let source = change.source.as_str().to_owned();
        let decision = DecideTool { source, name: change.name, hash: change.hash, accept: true };
        admin.use_cases.tools.decide(&admin.caller, &admin.principal, decision).await.unwrap();
    }
}

#[tokio::test]
async fn orders_in_descriptions_of_tools_change_nothing_although_they_were_accepted() {
    story(Setup::new().with_listed_tools(), async |app| {
        let scene = Scene::set(&app).await;
        let admin = app.member("alovelace").await.as_admin(&app.process).await;
        // A list that is fetched late would look like one more change.
        listed(&app, &admin, 1).await;
        for payload in placed("tool_description") {
            let words = scene.filled(&payload.text);
            app.sandbox.set_mcp(json!({"descriptions": {"jira_search": words}})).unwrap();
            accepted(&scene.maja, &admin).await;
            scene.survives(&payload, scene.maja.start(Scene::form(ROOM)), &[]).await;
        }
    })
    .await;
}
