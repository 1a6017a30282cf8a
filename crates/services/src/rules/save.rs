//! Adding, changing and bringing back a person's own rules.

use super::{form, gone, subject};
use crate::{Resources, audit};
use contract::{Outcome, commands::SaveRuleSet, services::Caller};
use domain::{failure::Failure, ids::RuleSetId, limits, principal::Principal};
use store::rule_sets::{self, Scope};

/// Adds rules, or changes those that are named.
pub(super) async fn save(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: SaveRuleSet,
) -> Outcome<RuleSetId> {
    let (scope, rules) = form::read(&command.form)?;
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<RuleSetId> {
            if rule_sets::at(tx, &scope)?.is_some_and(|other| Some(other) != command.id) {
                return Err(taken());
            }
            let id = match command.id {
                Some(id) if rule_sets::update(tx, id, &scope, &rules)? => id,
                Some(_) => return Err(gone()),
                None if rule_sets::list(tx)?.len() >= limits::RULE_SETS => return Err(too_many()),
                None => rule_sets::insert(tx, &scope, &rules)?.ok_or_else(taken)?,
            };
            store::audit::record(tx, &audit::entry_about("rules.saved", subject(id), "ok", &caller))?;
            Ok(id)
        })
        .await
}

/// Takes a deletion back, unless there are other rules for the same drafts by now.
pub(super) async fn restore(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: RuleSetId,
) -> Outcome<()> {
    let entry = audit::entry_about("rules.restored", subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<()> {
            let before = rule_sets::deleted(tx, id)?.ok_or_else(gone)?.scoped;
            if rule_sets::at(tx, &Scope { project: before.project, kind: before.kind })?.is_some() {
                return Err(taken());
            }
            if rule_sets::list(tx)?.len() >= limits::RULE_SETS {
                return Err(too_many());
            }
            if !rule_sets::restore(tx, id)? {
                return Err(gone());
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

fn taken() -> Failure {
    Failure::field(
        "rules.taken",
        "project",
        "You have rules for exactly these drafts already. Change those, or choose another project or kind.",
    )
}

fn too_many() -> Failure {
    let words = format!("You have {} sets of rules, which is the most.", limits::RULE_SETS);
    Failure::user("rules.too_many", words).with_next("Delete one that you no longer use.")
}
