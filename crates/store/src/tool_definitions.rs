//! What tools said about themselves, for the whole installation: which definition is trusted, which wait for an
//! administrator.

use crate::{
    StoreError, SystemTx,
    decode::{without_nul, word},
    schema::tool_definitions::{self, dsl},
};
use diesel::prelude::*;
use domain::{ids::UserId, time::Timestamp};

/// Where a definition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionState {
    /// The first one that was seen of its tool, or accepted since.
    Trusted,
    /// Differs from the trusted one; nobody has decided yet.
    Changed,
    /// It was decided to keep the trusted one.
    Held,
    /// Was trusted until another one was accepted.
    Retired,
}

impl DefinitionState {
    const ALL: [Self; 4] = [Self::Trusted, Self::Changed, Self::Held, Self::Retired];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Changed => "changed",
            Self::Held => "held",
            Self::Retired => "retired",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        word("definition state", Self::ALL.into_iter().find(|state| state.as_str() == text))
    }
}

/// A definition as a server has just told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The tool.
    pub name: String,
    /// SHA-256 of the definition, hexadecimal.
    pub hash: String,
    /// JSON with sorted keys.
    pub definition: String,
}

/// Where one definition stands, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The tool.
    pub name: String,
    /// SHA-256 of the definition.
    pub hash: String,
    /// Where it stands.
    pub state: DefinitionState,
    /// When a server told it last.
    pub last_seen_at: Timestamp,
}

/// A definition with everything an administrator needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The product, `jira` or `confluence`.
    pub source: String,
    /// The tool.
    pub name: String,
    /// SHA-256 of the definition.
    pub hash: String,
    /// JSON with sorted keys.
    pub definition: String,
    /// The server that told it first, with its version.
    pub server: String,
    /// Where it stands.
    pub state: DefinitionState,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
}

/// Notes what a server tells. The first definition of a tool is trusted; any other one is not, until an
/// administrator accepts it. Gives how many were not known before and have to be reviewed.
pub fn observe(tx: &mut SystemTx, source: &str, server: &str, seen: &[Seen]) -> Result<usize, StoreError> {
    let now = tx.millis();
    let known: Vec<(String, String, String)> = tool_definitions::table
        .filter(dsl::source.eq(source))
        .select((dsl::name, dsl::hash, dsl::state))
        .load(tx.conn())?;
    let mut changed = 0;
    for tool in seen {
        let same_tool = |(name, ..): &&(String, String, String)| *name == tool.name;
        let same = known.iter().filter(same_tool).find(|(_, hash, _)| *hash == tool.hash);
        if let Some((_, _, state)) = same {
            let definition = tool_definitions::table.find((source, &tool.name, &tool.hash));
            diesel::update(definition).set(dsl::last_seen_at.eq(now)).execute(tx.conn())?;
            if DefinitionState::parse(state)? == DefinitionState::Retired {
                // What was replaced and comes back is as unexpected as anything else. An administrator may be
                // deciding about it at this moment, and that counts more.
                changed += diesel::update(definition)
                    .filter(dsl::state.eq(DefinitionState::Retired.as_str()))
                    .set(dsl::state.eq(DefinitionState::Changed.as_str()))
                    .execute(tx.conn())?;
            }
            continue;
        }
        let first = !known.iter().any(|(name, ..)| *name == tool.name);
        let state = if first { DefinitionState::Trusted } else { DefinitionState::Changed };
        let row = (
            dsl::source.eq(source),
            dsl::name.eq(without_nul(&tool.name)),
            dsl::hash.eq(&tool.hash),
            dsl::definition.eq(without_nul(&tool.definition)),
            dsl::server.eq(without_nul(server)),
            dsl::state.eq(state.as_str()),
            dsl::first_seen_at.eq(now),
            dsl::last_seen_at.eq(now),
        );
        // Another instance may see the same for the first time at this moment.
        let new = on_either!(tx.conn(), conn => {
            diesel::insert_into(tool_definitions::table).values(row).on_conflict_do_nothing().execute(conn)?
        });
        changed += if first { 0 } else { new };
    }
    Ok(changed)
}

/// Where every definition of a product stands.
pub fn standings(tx: &mut SystemTx, source: &str) -> Result<Vec<Standing>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = tool_definitions::table
        .filter(dsl::source.eq(source))
        .select((dsl::name, dsl::hash, dsl::state, dsl::last_seen_at))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(name, hash, state, at)| {
            let (state, last_seen_at) = (DefinitionState::parse(&state)?, Timestamp::from_millis(at));
            Ok(Standing { name, hash, state, last_seen_at })
        })
        .collect()
}

/// Whether a tool is as it is trusted: no other definition of it was seen at the same time as the trusted one or
/// since. A tool nobody has seen yet is.
pub fn is_trusted(tx: &mut SystemTx, source: &str, name: &str) -> Result<bool, StoreError> {
    let rows: Vec<(String, i64)> = tool_definitions::table
        .filter(dsl::source.eq(source))
        .filter(dsl::name.eq(name))
        .select((dsl::state, dsl::last_seen_at))
        .load(tx.conn())?;
    let latest = |trusted: bool| {
        let is = |state: &str| (state == DefinitionState::Trusted.as_str()) == trusted;
        rows.iter().filter(|(state, _)| is(state)).map(|(_, at)| *at).max()
    };
    Ok(match (latest(true), latest(false)) {
        (_, None) => true,
        (Some(trusted), Some(other)) => trusted > other,
        (None, Some(_)) => false,
    })
}

/// The trusted definitions of these tools, as name and JSON.
pub fn trusted(tx: &mut SystemTx, source: &str, names: &[&str]) -> Result<Vec<(String, String)>, StoreError> {
    Ok(tool_definitions::table
        .filter(dsl::source.eq(source))
        .filter(dsl::name.eq_any(names))
        .filter(dsl::state.eq(DefinitionState::Trusted.as_str()))
        .select((dsl::name, dsl::definition))
        .order(dsl::name)
        .load(tx.conn())?)
}

/// How many definitions wait for a decision.
pub fn waiting(tx: &mut SystemTx) -> Result<u32, StoreError> {
    let count: i64 = tool_definitions::table
        .filter(dsl::state.eq(DefinitionState::Changed.as_str()))
        .count()
        .get_result(tx.conn())?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Every definition that is not the trusted one of its tool and was not replaced, each with the trusted one's JSON.
/// Undecided ones come first.
pub fn to_review(tx: &mut SystemTx) -> Result<Vec<(Definition, Option<String>)>, StoreError> {
    type Row = (String, String, String, String, String, String, i64);
    let open = [DefinitionState::Changed.as_str(), DefinitionState::Held.as_str()];
    let rows: Vec<Row> = tool_definitions::table
        .filter(dsl::state.eq_any(open))
        .select((
            dsl::source,
            dsl::name,
            dsl::hash,
            dsl::definition,
            dsl::server,
            dsl::state,
            dsl::first_seen_at,
        ))
        .order((dsl::state, dsl::source, dsl::name, dsl::first_seen_at))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(source, name, hash, definition, server, state, at)| {
            let state = DefinitionState::parse(&state)?;
            let trusted = self::trusted(tx, &source, &[&name])?.pop().map(|(_, json)| json);
            let first_seen_at = Timestamp::from_millis(at);
            Ok((Definition { source, name, hash, definition, server, state, first_seen_at }, trusted))
        })
        .collect()
}

/// Decides about a definition that is not trusted: it replaces the trusted one, or the trusted one is kept. `false`
/// when there is no such definition.
pub fn decide(
    tx: &mut SystemTx,
    source: &str,
    name: &str,
    hash: &str,
    accept: bool,
    by: UserId,
) -> Result<bool, StoreError> {
    let now = tx.millis();
    let open = [DefinitionState::Changed.as_str(), DefinitionState::Held.as_str()];
    let found: i64 = tool_definitions::table
        .find((source, name, hash))
        .filter(dsl::state.eq_any(open))
        .count()
        .get_result(tx.conn())?;
    if found == 0 {
        return Ok(false);
    }
    let state = if accept { DefinitionState::Trusted } else { DefinitionState::Held };
    if accept {
        diesel::update(tool_definitions::table)
            .filter(dsl::source.eq(source))
            .filter(dsl::name.eq(name))
            .filter(dsl::state.eq(DefinitionState::Trusted.as_str()))
            .set(dsl::state.eq(DefinitionState::Retired.as_str()))
            .execute(tx.conn())?;
    }
    diesel::update(tool_definitions::table.find((source, name, hash)))
        .set((dsl::state.eq(state.as_str()), dsl::decided_by.eq(by.to_string()), dsl::decided_at.eq(now)))
        .execute(tx.conn())?;
    Ok(true)
}
