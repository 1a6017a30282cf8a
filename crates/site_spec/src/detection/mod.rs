//! Which type a table is: 0.3 by its name, 0.7 by its columns, and never silently wrong.

mod by_columns;
mod by_name;

use crate::{table::Table, types::Kind};
use serde::{Deserialize, Serialize};

/// From here on a type is accepted without asking.
pub const ACCEPTED: f32 = 0.7;
/// Another type this close makes it a question again.
const MARGIN: f32 = 0.1;
const NAME_WEIGHT: f32 = 0.3;
/// Candidates shown to a person.
const SHOWN: usize = 5;

/// One type that a table could be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Which one.
    pub kind: Kind,
    /// From 0 to 1.
    pub score: f32,
    /// What speaks for it and against it, in words.
    pub reasons: Vec<String>,
}

/// What a table seems to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Detected {
    /// Sure enough.
    Accepted(Candidate),
    /// A person has to say; the likely types, best first.
    Unclear {
        /// At most five.
        candidates: Vec<Candidate>,
        /// Why it was not accepted.
        why: String,
    },
    /// A tab that only counts what the others hold.
    Overview,
}

impl Detected {
    /// The type, when it is sure enough.
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Accepted(candidate) => Some(candidate.kind),
            _ => None,
        }
    }
}

/// Looks at the name and the columns of a table. A name that says nothing, as with pasted tables, is left out.
pub fn detect(table: &Table) -> Detected {
    let named = table.heading.as_deref().and_then(by_name::scores).or_else(|| by_name::scores(&table.name));
    let columns = by_columns::Evidence::of(table);
    let mut candidates: Vec<(Candidate, f32)> = Kind::detectable()
        .map(|kind| {
            let found = columns.score(kind);
            let mut reasons = Vec::new();
            let score = match &named {
                None => {
                    reasons.push("the name says nothing".to_owned());
                    found.score
                }
                Some(named) => {
                    let its = named.of(kind);
                    if its > 0.0 {
                        reasons.push("the name says so".to_owned());
                    } else {
                        reasons.push(format!("the name says {}", named.best().spec().label.to_lowercase()));
                    }
                    NAME_WEIGHT.mul_add(its, (1.0 - NAME_WEIGHT) * found.score)
                }
            };
            reasons.extend(found.reasons);
            (Candidate { kind, score, reasons }, found.score)
        })
        .collect();
    candidates.sort_by(|one, other| other.0.score.total_cmp(&one.0.score));
    let best = &candidates[0];
    if best.1 < 0.3 && by_name::is_overview(&table.name) {
        return Detected::Overview;
    }
    let why = doubt(&candidates);
    let mut shown: Vec<Candidate> =
        candidates.into_iter().take(SHOWN).map(|(candidate, _)| candidate).collect();
    match why {
        None => Detected::Accepted(shown.swap_remove(0)),
        Some(why) => {
            shown.retain(|candidate| candidate.score >= 0.2);
            Detected::Unclear { candidates: shown, why }
        }
    }
}

/// Why the best candidate is not good enough, if so.
fn doubt(candidates: &[(Candidate, f32)]) -> Option<String> {
    let (best, its_columns) = &candidates[0];
    let label = best.kind.spec().label;
    if best.score < ACCEPTED {
        return Some(format!(
            "{label} is the likeliest type, with {:.0} % where {:.0} % are needed",
            best.score * 100.0,
            ACCEPTED * 100.0
        ));
    }
    if let Some((second, _)) = candidates.get(1)
        && best.score - second.score < MARGIN
    {
        return Some(format!("{label} and {} fit equally well", second.kind.spec().label));
    }
    // A name must not outvote columns that say something else.
    let (by_columns, columns) = candidates
        .iter()
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .map(|(best, columns)| (best, *columns))?;
    (by_columns.kind != best.kind && columns - its_columns >= MARGIN && columns >= ACCEPTED)
        .then(|| format!("the name says {label}, the columns say {}", by_columns.kind.spec().label))
}

#[cfg(test)]
mod tests;
