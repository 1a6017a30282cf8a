//! Rules: the installation's, and each person's own for the drafts of a project and kind.

mod form;
mod save;

use crate::{
    Resources, audit,
    projects::{Wanted, choice, known},
};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{RulesForm, SaveRuleSet},
    services::{Caller, Rules},
    views::{RuleSetView, RulesView},
};
use domain::{
    draft::Field,
    failure::Failure,
    ids::RuleSetId,
    jira::{IssueKind, ProjectKey},
    principal::Principal,
    rules::{Demand, Rule, RuleBook, RuleSet},
};
use settings::Settings;
use std::sync::Arc;
use store::{Tx, drafts::Draft, rule_sets};

/// The use cases around rules.
pub struct RulesService {
    resources: Arc<Resources>,
}

impl RulesService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

/// The rules that the configuration gives every draft.
fn house(settings: &Settings) -> RuleSet {
    let validation = &settings.validation;
    let sections: Vec<Field> = validation
        .required_sections
        .iter()
        .filter_map(|name| if name == "description" { Some(Field::Story) } else { Field::parse(name) })
        .collect();
    let mut set = RuleSet::standard(validation.max_points, &sections, validation.summary_characters as usize);
    if !validation.forbidden_words.is_empty() {
        let words = validation.forbidden_words.clone();
        set.rules.push(Rule::strict(Demand::ForbiddenWords { words }));
    }
    for rule in &mut set.rules {
        rule.bypassable = validation.bypassable.iter().any(|name| name == rule.demand.name());
    }
    RuleSet { labels: validation.labels.clone(), components: validation.components.clone(), ..set }
}

/// All the rules that the person works under.
pub(crate) fn book(tx: &mut Tx, settings: &Settings) -> Outcome<RuleBook> {
    let own = rule_sets::list(tx)?.into_iter().map(|saved| saved.scoped).collect();
    Ok(RuleBook { house: house(settings), enforced: settings.validation.enforced, own })
}

/// The rules that a draft of the person's is held against.
pub(crate) fn of_draft(tx: &mut Tx, settings: &Settings, draft: &Draft) -> Outcome<RuleSet> {
    of_kind(tx, settings, &draft.project, draft.kind)
}

/// The rules that the person's drafts of a project and kind are held against.
pub(crate) fn of_kind(
    tx: &mut Tx,
    settings: &Settings,
    project: &ProjectKey,
    kind: IssueKind,
) -> Outcome<RuleSet> {
    let own = rule_sets::fitting(tx, project, kind)?;
    let book = RuleBook { house: house(settings), enforced: settings.validation.enforced, own };
    Ok(book.applying(project.as_str(), kind))
}

/// What the audit log calls a set of rules.
fn subject(id: RuleSetId) -> String {
    format!("rules:{id}")
}

fn gone() -> Failure {
    Failure::not_found("rule set")
}

#[async_trait]
impl Rules for RulesService {
    async fn rules(&self, principal: &Principal, deleted: Option<RuleSetId>) -> Outcome<RulesView> {
        let (own, deleted) = self
            .resources
            .store
            .of(principal)
            .read(move |tx| -> Outcome<_> {
                let deleted = deleted.map(|id| rule_sets::deleted(tx, id)).transpose()?.flatten();
                Ok((rule_sets::list(tx)?, deleted))
            })
            .await?;
        let settings = self.resources.settings.current();
        Ok(RulesView {
            own: own.into_iter().map(|saved| (saved.scoped, saved.updated_at)).collect(),
            house: house(&settings),
            enforced: settings.validation.enforced,
            deleted: deleted.map(|saved| saved.scoped),
            now: self.resources.clock.now(),
        })
    }

    async fn rule_set(
        &self,
        caller: &Caller,
        principal: &Principal,
        id: Option<RuleSetId>,
    ) -> Outcome<RuleSetView> {
        let settings = self.resources.settings.current();
        let found = match id {
            Some(id) => {
                let found = self.resources.store.of(principal).read(move |tx| rule_sets::get(tx, id)).await?;
                Some(found.ok_or_else(gone)?.scoped)
            }
            None => None,
        };
        let mut form = RulesForm::of(found.as_ref().map_or(&house(&settings), |found| &found.rules));
        if let Some(found) = &found {
            form.scope.project = found.project.as_ref().map(ToString::to_string).unwrap_or_default();
            form.scope.kind = found.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default();
        }
        let known = known(&self.resources, caller, principal, Wanted::Current).await?;
        Ok(RuleSetView {
            id,
            name: found.map(|found| found.name()).unwrap_or_default(),
            form,
            enforced: settings.validation.enforced,
            projects: known.projects.into_iter().map(choice).collect(),
        })
    }

    async fn save(&self, caller: &Caller, principal: &Principal, command: SaveRuleSet) -> Outcome<RuleSetId> {
        save::save(&self.resources, caller, principal, command).await
    }

    async fn delete(&self, caller: &Caller, principal: &Principal, id: RuleSetId) -> Outcome<()> {
        let entry = audit::entry_about("rules.deleted", subject(id), "ok", caller);
        self.resources
            .store
            .of(principal)
            .write(move |tx| -> Outcome<()> {
                if !rule_sets::delete(tx, id)? {
                    return Err(gone());
                }
                Ok(store::audit::record(tx, &entry)?)
            })
            .await
    }

    async fn restore(&self, caller: &Caller, principal: &Principal, id: RuleSetId) -> Outcome<()> {
        save::restore(&self.resources, caller, principal, id).await
    }
}
