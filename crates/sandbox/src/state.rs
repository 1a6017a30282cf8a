//! Everything the sandbox remembers, behind one lock that is never held across an await.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use crate::cloud::{self, people::CloudPerson};
use crate::faults::FaultPlan;
use crate::gate::Caller;
use crate::gate::bucket::Buckets;
use crate::jira::data::JiraData;
use crate::ledger::Ledger;
use crate::llm::Order;
use crate::people::{self, Person};
use crate::serve::Addresses;

/// Handle to the sandbox's memory; clones share it.
#[derive(Clone)]
pub(crate) struct World(Arc<Shared>);

struct Shared {
    inner: Mutex<Inner>,
    addresses: OnceLock<Addresses>,
    stop: CancellationToken,
    /// The Jira of the Cloud site: its own issues and people, and nothing of the rest.
    cloud: Option<World>,
}

/// What a reset brings back to its beginning.
pub(crate) struct Inner {
    pub(crate) people: Vec<Person>,
    pub(crate) cloud_people: Vec<CloudPerson>,
    pub(crate) jira: JiraData,
    pub(crate) ledger: Ledger,
    pub(crate) faults: FaultPlan,
    pub(crate) llm: LlmSettings,
    pub(crate) mcp: McpSettings,
    /// How long a committed issue stays invisible to search.
    pub(crate) search_lag: Duration,
    /// How fast Jira may be asked; as fast as one likes when absent.
    pub(crate) rate_limit: Option<Buckets>,
    pub(crate) disguises: Vec<Disguise>,
    /// How often a one-time LLM directive was met, by person, directive and requirement.
    pub(crate) directive_uses: HashMap<String, u32>,
    /// Orders that were followed in a person's present conversation with an obedient model.
    pub(crate) obeyed: HashMap<String, Vec<Order>>,
}

impl Inner {
    fn of_cloud() -> Self {
        let accounts = cloud::people::everybody();
        Self { people: accounts.iter().map(CloudPerson::as_person).collect(), ..Self::fresh() }
    }

    fn fresh() -> Self {
        Self {
            people: people::everybody(),
            cloud_people: cloud::people::everybody(),
            jira: JiraData::seeded(),
            ledger: Ledger::default(),
            faults: FaultPlan::default(),
            llm: LlmSettings::default(),
            mcp: McpSettings::default(),
            search_lag: Duration::ZERO,
            rate_limit: None,
            disguises: Vec::new(),
            directive_uses: HashMap::new(),
            obeyed: HashMap::new(),
        }
    }
}

/// How the LLM speaks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LlmSettings {
    /// Pause before each streamed token, in milliseconds.
    pub(crate) token_delay_ms: u64,
    /// Pause before the first byte of any answer, in milliseconds.
    pub(crate) latency_ms: u64,
    /// What one write to the socket carries.
    pub(crate) chunk: Chunk,
    /// How event-stream lines end.
    pub(crate) line_ending: LineEnding,
    /// It follows every order, whoever gives it; see `llm::obey`.
    pub(crate) obeys: bool,
}

impl Default for LlmSettings {
    fn default() -> Self {
        Self {
            token_delay_ms: 15,
            latency_ms: 0,
            chunk: Chunk::Token,
            line_ending: LineEnding::Lf,
            obeys: false,
        }
    }
}

/// How the MCP server behaves.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct McpSettings {
    /// What it answers when it is asked for its tools.
    pub(crate) tools: ToolListing,
    /// What it says of tools instead of the usual, by their names.
    pub(crate) descriptions: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ToolListing {
    /// The usual ones.
    #[default]
    Normal,
    /// `jira_create_issue` and `jira_search` say something else than before.
    Changed,
    /// No tool at all.
    None,
    /// Nothing, for ever.
    Hang,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Chunk {
    Token,
    Byte,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LineEnding {
    Lf,
    Crlf,
    Mixed,
}

/// Makes `/myself` lie, as a fake Jira would.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Disguise {
    /// Whose token is answered with a lie; everybody's when absent.
    pub(crate) login: Option<String>,
    /// Claims to be this login.
    pub(crate) claim_name: Option<String>,
    /// Scheme, host and port that `self` points at instead of ours.
    pub(crate) self_origin: Option<String>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(Inner::fresh(), Some(Self::of(Inner::of_cloud(), None)))
    }

    fn of(inner: Inner, cloud: Option<Self>) -> Self {
        let (inner, addresses) = (Mutex::new(inner), OnceLock::new());
        Self(Arc::new(Shared { inner, addresses, stop: CancellationToken::new(), cloud }))
    }

    /// What the Cloud site's Jira remembers.
    pub(crate) fn jira_of_cloud(&self) -> Self {
        self.0.cloud.clone().unwrap_or_else(|| self.clone())
    }

    /// A panic in one handler must not take the whole sandbox with it, so poisoning is ignored.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reset(&self) {
        let mut inner = self.lock();
        let ledger = inner.ledger.continued();
        *inner = Inner { ledger, ..Inner::fresh() };
        drop(inner);
        if let Some(cloud) = &self.0.cloud {
            *cloud.lock() = Inner::of_cloud();
        }
    }

    pub(crate) fn set_addresses(&self, addresses: Addresses) {
        if let Some(cloud) = &self.0.cloud {
            cloud.set_addresses(Addresses { jira: addresses.cloud.clone(), ..addresses.clone() });
        }
        let _ = self.0.addresses.set(addresses);
    }

    pub(crate) fn addresses(&self) -> Addresses {
        self.0.addresses.get().cloned().unwrap_or_default()
    }

    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    /// Replaces an earlier lie about the same person.
    pub(crate) fn disguise(&self, disguise: Disguise) {
        let mut inner = self.lock();
        inner.disguises.retain(|other| other.login != disguise.login);
        inner.disguises.push(disguise);
    }

    /// The lie told about this person, or about everybody.
    pub(crate) fn disguise_of(&self, login: &str) -> Option<Disguise> {
        let inner = self.lock();
        let find =
            |who: Option<&str>| inner.disguises.iter().find(|lie| lie.login.as_deref() == who).cloned();
        find(Some(login)).or_else(|| find(None))
    }

    /// The Atlassian account that a request came from.
    pub(crate) fn cloud_person(&self, caller: &Caller) -> Option<CloudPerson> {
        let id = caller.login.as_deref()?;
        self.lock().cloud_people.iter().find(|person| person.account_id == id).cloned()
    }

    /// `None` when nobody is called that.
    pub(crate) fn set_expired(&self, login: &str, expired: bool) -> Option<Person> {
        let mut inner = self.lock();
        let person = inner.people.iter_mut().find(|person| person.login == login)?;
        person.expired = expired;
        Some(person.clone())
    }

    /// The same for an Atlassian account, by its id.
    pub(crate) fn set_cloud_expired(&self, account_id: &str, expired: bool) -> Option<CloudPerson> {
        let mut inner = self.lock();
        let person = inner.cloud_people.iter_mut().find(|person| person.account_id == account_id)?;
        person.expired = expired;
        Some(person.clone())
    }

    pub(crate) fn person(&self, login: &str) -> Option<Person> {
        people::by_login(&self.lock().people, login).cloned()
    }
}

/// The wall clock, used for timestamps and `created >= -5m` only.
#[expect(clippy::disallowed_methods, reason = "timestamps of a simulated server; nothing decides by it")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

pub(crate) fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    hex::encode(Sha256::digest(bytes.as_ref()))
}

/// Small seeded generator (SplitMix64), so that a fault run can be repeated exactly.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// True with the given probability (0 to 1), to one part in a million.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        let roll = u32::try_from(self.next() % 1_000_000).unwrap_or(0);
        f64::from(roll) < probability * 1_000_000.0
    }
}
