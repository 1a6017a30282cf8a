//! One turn of a conversation, whichever interface it came through: trouble on demand, and otherwise an answer.

use axum::response::Response;
use serde_json::{Value, json};

use crate::gate::Caller;
use crate::ledger::LlmEntry;
use crate::llm::drafts::{self, fenced};
use crate::llm::obey::{self, Deed};
use crate::llm::prompt::Prompt;
use crate::llm::streaming::{self, Call, Ending, Manner};
use crate::llm::tickets;
use crate::llm::voice::{Finish, Trouble, Voice};
use crate::state::{World, now, sha256_hex};

/// A checked request.
pub(crate) struct Turn {
    pub(crate) login: String,
    pub(crate) caller: Caller,
    pub(crate) prompt: Prompt,
    pub(crate) stream: bool,
    /// The request as it came, for the ledger.
    pub(crate) body: Value,
    pub(crate) voice: Voice,
    /// Where the answer is cut, in tokens.
    pub(crate) max_tokens: Option<usize>,
}

impl Turn {
    pub(crate) async fn answer(self, world: &World) -> Response {
        let deed = self.deed(world);
        let call = Call::started(world, self.entry(deed.as_ref()));
        if let Some(trouble) = self.trouble(world) {
            let response = self.voice.trouble(trouble);
            call.ended(response.status().as_u16());
            return response;
        }
        let settings = world.lock().llm.clone();
        tokio::time::sleep(std::time::Duration::from_millis(settings.latency_ms)).await;
        let directives = &self.prompt.directives;
        if directives.has("html") {
            call.ended(200);
            let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Your session has ended\
                </h1></body></html>";
            return axum::response::IntoResponse::into_response(axum::response::Html(page));
        }
        let ending = if directives.has("cut") {
            Ending::Cut
        } else if directives.has("stall") {
            Ending::Stall
        } else if directives.has("error-event") {
            Ending::Error
        } else {
            Ending::Whole
        };
        let (answer, finish) = self.said(match deed {
            Some(deed) => deed.words,
            None => words(&self.prompt, |name| self.met_before(world, name)),
        });
        let manner = Manner {
            delay_ms: directives.number("slow"),
            ending,
            settings,
            prompt_tokens: self.prompt.size / 4,
            finish,
            voice: self.voice.clone(),
        };
        if self.stream {
            streaming::stream(call, &answer, &manner)
        } else {
            streaming::whole(call, &answer, &manner).await
        }
    }

    /// What a model that obeys everybody does in this turn; nothing when it is not one.
    fn deed(&self, world: &World) -> Option<Deed> {
        let mut inner = world.lock();
        if !inner.llm.obeys {
            return None;
        }
        let done = inner.obeyed.entry(self.login.clone()).or_default();
        Some(obey::deed(&self.prompt, done))
    }

    fn entry(&self, deed: Option<&Deed>) -> LlmEntry {
        LlmEntry {
            n: 0,
            time: now(),
            who: Some(self.login.clone()),
            cookie_sha256: self.caller.secret_sha256.clone(),
            request: self.caller.request,
            stream: self.stream,
            directives: self.prompt.directives.names(),
            obeyed: deed.map(|deed| deed.obeyed.clone()).unwrap_or_default(),
            status: None,
            tokens_total: 0,
            tokens_sent: 0,
            first_token_ms: None,
            finished: false,
            closed_early: false,
            closed_at: None,
            closed_after_ms: None,
            body: self.body.clone(),
        }
    }

    /// As much of the answer as is given, and why no more.
    fn said(&self, answer: String) -> (String, Finish) {
        let directives = &self.prompt.directives;
        if directives.has("declines") {
            return (String::new(), Finish::Filtered);
        }
        if directives.has("filtered") {
            return (half(&answer), Finish::Filtered);
        }
        match self.max_tokens {
            Some(most) if streaming::tokens(&answer).len() > most => {
                (streaming::tokens(&answer).into_iter().take(most).collect(), Finish::Length)
            }
            _ => (answer, Finish::Stop),
        }
    }

    fn trouble(&self, world: &World) -> Option<Trouble> {
        let directives = &self.prompt.directives;
        let always = [
            ("422", Trouble::Unprocessable),
            ("500", Trouble::Broken),
            ("429", Trouble::Busy),
            ("overloaded", Trouble::Overloaded),
            ("quota", Trouble::NoQuota),
        ];
        if let Some((_, trouble)) = always.into_iter().find(|(name, _)| directives.has(name)) {
            return Some(trouble);
        }
        (directives.has("429-then-ok") && !self.met_before(world, "429-then-ok")).then_some(Trouble::Busy)
    }

    /// Whether a one-time directive was met before for this person and requirement; the second meeting
    /// forgets the first, so that a later draft of the same text starts anew.
    fn met_before(&self, world: &World, name: &str) -> bool {
        let key = format!("{}/{name}/{}", self.login, sha256_hex(&self.prompt.requirement));
        let mut inner = world.lock();
        if inner.directive_uses.remove(&key).is_some() {
            return true;
        }
        inner.directive_uses.insert(key, 1);
        false
    }
}

fn half(text: &str) -> String {
    let half = text.chars().count() / 2;
    text.chars().take(half).collect()
}

/// The draft, or the words of a ticket, that are asked for.
pub(crate) fn answer(prompt: &Prompt) -> Value {
    match &prompt.ticket {
        Some(ticket) => tickets::prose(ticket, prompt),
        None => drafts::draft(prompt),
    }
}

/// Says the same again, with two things to try.
fn explanation(problem: &str) -> Value {
    let first = problem.lines().next().unwrap_or_default();
    let message = first.split_once(": ").map_or(first, |(_, message)| message);
    json!({
        "explanation": format!("In other words: {message}"),
        "steps": ["Look at what the message names.", "Try again."],
    })
}

/// Asks for the first issue that the requirement or an answer names; without one, for an issue it cannot name.
fn wish(prompt: &Prompt) -> Value {
    let key = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned();
        let (project, number) = word.split_once('-')?;
        let upper = project.len() > 1 && project.bytes().all(|byte| byte.is_ascii_uppercase());
        (upper && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(word)
    };
    let answer = prompt.answer.as_deref().unwrap_or_default();
    let args = match answer.split_whitespace().chain(prompt.requirement.split_whitespace()).find_map(key) {
        Some(key) => json!({ "issue_key": key }),
        None => json!({}),
    };
    json!({ "mode": "tool", "tool": "jira_get_issue", "args": args })
}

/// What the model says, good or bad.
fn words(prompt: &Prompt, again: impl Fn(&str) -> bool) -> String {
    let directives = &prompt.directives;
    if directives.has("empty") {
        return String::new();
    }
    if directives.has("prose") {
        return "I would start by talking to the people who asked for this. There are several good ways to do \
                it, and which one fits depends on what you already have."
            .to_owned();
    }
    if let Some(problem) = &prompt.explains {
        return explanation(problem).to_string();
    }
    if directives.has("clarify") && !prompt.answered {
        let question = json!({
            "mode": "clarify",
            "question": "Who may do this, and is there a limit in time or number?",
            "fields": ["audience", "limit"],
        });
        return question.to_string();
    }
    if directives.has("look-up") && prompt.found.is_none() {
        return wish(prompt).to_string();
    }
    let draft = answer(prompt);
    if directives.has("half-json")
        || (directives.has("bad-json-once") && !again("bad-json-once") && !prompt.repair)
    {
        return half(&fenced(&draft));
    }
    if directives.has("missing-criteria") && !again("missing-criteria") && !prompt.repair {
        let mut lacking = draft;
        if let Some(map) = lacking.as_object_mut() {
            map.remove("acceptance_criteria");
            map.remove("criteria");
            map.remove("scenarios");
        }
        return fenced(&lacking);
    }
    fenced(&draft)
}
