//! What really happened: every accepted request, every committed issue, every LLM call.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::state::now;

/// The three books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Request,
    Issue,
    Llm,
}

impl Kind {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "request" | "requests" => Some(Self::Request),
            "issue" | "issues" => Some(Self::Issue),
            "llm" => Some(Self::Llm),
            _ => None,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    last: u64,
    requests: Vec<RequestEntry>,
    issues: Vec<IssueEntry>,
    llm: Vec<LlmEntry>,
}

/// One accepted request. `status` is null while it runs and when it was dropped or hung.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RequestEntry {
    pub(crate) n: u64,
    #[serde(serialize_with = "text")]
    pub(crate) time: Timestamp,
    pub(crate) service: &'static str,
    pub(crate) operation: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) who: Option<String>,
    pub(crate) token_sha256: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) fault: Option<String>,
    pub(crate) keys: Vec<String>,
    pub(crate) labels: Value,
    pub(crate) properties: Value,
    pub(crate) body: Value,
}

/// One issue that exists because of a request.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IssueEntry {
    pub(crate) n: u64,
    #[serde(serialize_with = "text")]
    pub(crate) time: Timestamp,
    pub(crate) key: String,
    pub(crate) id: String,
    pub(crate) project: String,
    pub(crate) issue_type: String,
    pub(crate) summary: String,
    pub(crate) who: String,
    pub(crate) token_sha256: Option<String>,
    pub(crate) request: u64,
    pub(crate) labels: Vec<String>,
    pub(crate) properties: Value,
    pub(crate) fields: Value,
}

/// One chat call. Times are milliseconds after its start.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LlmEntry {
    pub(crate) n: u64,
    #[serde(serialize_with = "text")]
    pub(crate) time: Timestamp,
    pub(crate) who: Option<String>,
    pub(crate) cookie_sha256: Option<String>,
    pub(crate) request: u64,
    pub(crate) stream: bool,
    pub(crate) directives: Vec<String>,
    /// Orders that an obedient model followed in this call.
    pub(crate) obeyed: Vec<String>,
    pub(crate) status: Option<u16>,
    pub(crate) tokens_total: usize,
    pub(crate) tokens_sent: usize,
    pub(crate) first_token_ms: Option<u64>,
    pub(crate) finished: bool,
    pub(crate) closed_early: bool,
    #[serde(serialize_with = "optional_text")]
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) closed_after_ms: Option<u64>,
    pub(crate) body: Value,
}

impl Ledger {
    /// An empty ledger that goes on counting, so that requests still running do not hit new lines.
    pub(crate) fn continued(&self) -> Self {
        Self { last: self.last, ..Self::default() }
    }

    fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Writes down a request as it arrives and returns its number.
    pub(crate) fn begin(&mut self, mut entry: RequestEntry) -> u64 {
        entry.n = self.number();
        let n = entry.n;
        self.requests.push(entry);
        n
    }

    pub(crate) fn finish(&mut self, n: u64, status: Option<u16>, fault: Option<&str>, keys: Vec<String>) {
        if let Some(entry) = self.requests.iter_mut().rev().find(|entry| entry.n == n) {
            entry.status = status;
            entry.fault = fault.map(str::to_owned);
            entry.keys = keys;
        }
    }

    pub(crate) fn committed(&mut self, mut entry: IssueEntry) {
        entry.n = self.number();
        self.issues.push(entry);
    }

    /// Takes out what a request committed, to be written into another ledger.
    pub(crate) fn take_issues(&mut self, request: u64) -> Vec<IssueEntry> {
        self.issues.extract_if(.., |entry| entry.request == request).collect()
    }

    pub(crate) fn llm_started(&mut self, mut entry: LlmEntry) -> u64 {
        entry.n = self.number();
        entry.time = now();
        let n = entry.n;
        self.llm.push(entry);
        n
    }

    pub(crate) fn llm_mut(&mut self, n: u64) -> Option<&mut LlmEntry> {
        self.llm.iter_mut().rev().find(|entry| entry.n == n)
    }

    pub(crate) fn of(&self, kind: Kind) -> Vec<Value> {
        self.after(kind, 0)
    }

    /// The lines of a book with a higher number than this.
    pub(crate) fn after(&self, kind: Kind, n: u64) -> Vec<Value> {
        fn shown<'a, T: Serialize + 'a>(entries: impl Iterator<Item = &'a T>) -> Vec<Value> {
            entries.map(|entry| json!(entry)).collect()
        }
        match kind {
            Kind::Request => shown(self.requests.iter().filter(|entry| entry.n > n)),
            Kind::Issue => shown(self.issues.iter().filter(|entry| entry.n > n)),
            Kind::Llm => shown(self.llm.iter().filter(|entry| entry.n > n)),
        }
    }

    /// The number of the last line, whichever book it is in.
    pub(crate) fn end(&self) -> u64 {
        self.last
    }

    /// Counts per operation and status, committed issues per person, and labels and properties that occur on
    /// more than one issue (a mark that is meant to be unique shows a double create this way).
    pub(crate) fn summary(&self) -> Value {
        let mut operations: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
        for entry in &self.requests {
            let status = entry.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
            *operations.entry(&entry.operation).or_default().entry(status).or_default() += 1;
        }
        let mut by_person: BTreeMap<&str, u64> = BTreeMap::new();
        let mut labels: BTreeMap<&str, u64> = BTreeMap::new();
        let mut properties: BTreeMap<String, u64> = BTreeMap::new();
        for entry in &self.issues {
            *by_person.entry(&entry.who).or_default() += 1;
            for label in &entry.labels {
                *labels.entry(label).or_default() += 1;
            }
            for (name, value) in entry.properties.as_object().into_iter().flatten() {
                *properties.entry(format!("{name} = {value}")).or_default() += 1;
            }
        }
        labels.retain(|_, times| *times > 1);
        properties.retain(|_, times| *times > 1);
        json!({
            "requests": self.requests.len(),
            "operations": operations,
            "issues": self.issues.len(),
            "issues_by_person": by_person,
            "labels_on_several_issues": labels,
            "properties_on_several_issues": properties,
            "llm_calls": self.llm.len(),
            "llm_closed_early": self.llm.iter().filter(|entry| entry.closed_early).count(),
        })
    }
}

fn text<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

#[expect(clippy::ref_option, reason = "the signature serde asks for")]
fn optional_text<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_some(&time.map(|time| time.to_string()))
}
