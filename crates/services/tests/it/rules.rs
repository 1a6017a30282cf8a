//! People's own rules: kept per project and kind, applied wherever drafts are checked, passed by administrators alone.

use contract::{
    commands::{RulesForm, SaveRuleSet},
    services::{Caller, Rules},
    views::DraftStatus,
};
use domain::{
    draft::Field,
    ids::RuleSetId,
    rules::{Check, RuleSet},
};
use serde_json::json;
use std::sync::Arc;
use testkit::{Person, Setup, story};

const ROOM: &str = "As a patient I want to book an examination room online.";

fn rules(person: &Person) -> (&Arc<dyn Rules>, &Caller) {
    (&person.use_cases.rules, &person.caller)
}

/// The installation's rules for some drafts, changed.
fn form(project: &str, kind: &str, change: impl FnOnce(&mut RulesForm)) -> SaveRuleSet {
    let mut form = RulesForm::of(&RuleSet::default());
    project.clone_into(&mut form.scope.project);
    kind.clone_into(&mut form.scope.kind);
    change(&mut form);
    SaveRuleSet { id: None, form }
}

async fn save(person: &Person, command: SaveRuleSet) -> contract::Outcome<RuleSetId> {
    let (rules, caller) = rules(person);
    rules.save(caller, &person.principal, command).await
}

fn blocking(checks: &[Check]) -> Vec<(String, Field)> {
    checks.iter().filter(|check| check.blocks()).map(|check| (check.rule.clone(), check.field)).collect()
}

#[tokio::test]
async fn rules_of_ones_own_are_added_changed_deleted_and_taken_back() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (rules, caller) = rules(&ada);
        let id = save(&ada, form("clinic", "story", |form| form.max_points = "8".into())).await.unwrap();
        let twice = save(&ada, form("CLINIC", "story", |_| ())).await.unwrap_err();
        assert_eq!((twice.code.as_str(), twice.fields[0].field.as_str()), ("rules.taken", "project"));

        let view = rules.rule_set(caller, &ada.principal, Some(id)).await.unwrap();
        assert_eq!((view.name.as_str(), view.form.max_points.as_str()), ("CLINIC, Story", "8"));
        assert!(view.projects.iter().any(|project| project.key.as_str() == "CLINIC"));
        let mut changed = view.form;
        changed.max_points = "5".into();
        save(&ada, SaveRuleSet { id: Some(id), form: changed }).await.unwrap();
        let page = rules.rules(&ada.principal, None).await.unwrap();
        assert_eq!(page.own.len(), 1);
        assert_eq!(page.own[0].0.rules.most_points(), Some(5.0));
        assert_eq!(page.house, RuleSet::default());

        rules.delete(caller, &ada.principal, id).await.unwrap();
        let page = rules.rules(&ada.principal, Some(id)).await.unwrap();
        assert!(page.own.is_empty());
        assert_eq!(page.deleted.unwrap().id, id);
        rules.restore(caller, &ada.principal, id).await.unwrap();
        assert_eq!(rules.rules(&ada.principal, None).await.unwrap().own.len(), 1);
        rules.delete(caller, &ada.principal, id).await.unwrap();
        save(&ada, form("CLINIC", "story", |_| ())).await.unwrap();
        let late = rules.restore(caller, &ada.principal, id).await.unwrap_err();
        assert_eq!(late.code, "rules.taken", "what came in its place stays");
    })
    .await;
}

#[tokio::test]
async fn nobody_reaches_another_persons_rules() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.user("ghopper").await);
        let id = save(&ada, form("", "", |form| form.max_points = "1".into())).await.unwrap();
        let (rules, caller) = rules(&grace);
        let who = &grace.principal;
        assert_eq!(rules.rule_set(caller, who, Some(id)).await.unwrap_err().code, "not_found");
        assert_eq!(rules.delete(caller, who, id).await.unwrap_err().code, "not_found");
        let taken = SaveRuleSet { id: Some(id), ..form("", "", |_| ()) };
        assert_eq!(save(&grace, taken).await.unwrap_err().code, "not_found");
        assert!(rules.rules(who, Some(id)).await.unwrap().own.is_empty());
        ada.use_cases.rules.delete(&ada.caller, &ada.principal, id).await.unwrap();
        assert_eq!(rules.restore(caller, who, id).await.unwrap_err().code, "not_found");
        assert!(rules.rules(who, Some(id)).await.unwrap().deleted.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_held_against_the_rules_that_fit_it_closest() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = ada.written(ROOM).await;
        assert_eq!(blocking(&draft.checks), []);
        save(&ada, form("", "", |form| form.forbidden = "patient\n".into())).await.unwrap();
        let everywhere = ada.draft(draft.id).await;
        let forbidden = ("forbidden_words".to_owned(), Field::Story);
        assert!(blocking(&everywhere.checks).contains(&forbidden), "{:?}", everywhere.checks);
        let refused = ada.approve(&everywhere).await.unwrap_err();
        assert_eq!(refused.code, "draft.rules");
        assert!(refused.of_field("story").unwrap().contains("“patient”"));
        let edited = ada.edit(&everywhere, Field::Priority, "High").await.unwrap();
        assert!(blocking(&edited.checks).contains(&forbidden), "an edit is held against them, too");

        save(&ada, form(draft.project.as_str(), "", |_| ())).await.unwrap();
        let closer = ada.draft(draft.id).await;
        assert_eq!(blocking(&closer.checks), []);
        ada.approve(&closer).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_model_is_told_the_rules_of_ones_own_and_drafts_get_what_they_give() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let own = form("", "", |form| {
            form.max_points = "13".into();
            form.labels = "portal".into();
            form.components = "Booking".into();
        });
        save(&ada, own).await.unwrap();
        let draft = ada.written(ROOM).await;
        assert!(draft.content.labels.contains(&"portal".to_owned()), "{:?}", draft.content.labels);
        assert!(draft.content.components.contains(&"Booking".to_owned()));
        let told = app.sandbox.llm_calls().last().unwrap().to_string();
        assert!(told.contains("13"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn enforced_rules_stay_whatever_somebody_writes() {
    let setup =
        Setup::new().with("/validation/enforced", json!(true)).with("/validation/max_points", json!(0.5));
    story(setup, async |app| {
        let ada = app.user("alovelace").await;
        save(&ada, form("", "", |form| form.max_points = "100".into())).await.unwrap();
        let draft = ada.written(ROOM).await;
        assert!(blocking(&draft.checks).contains(&("max_points".to_owned(), Field::StoryPoints)));
    })
    .await;
}

#[tokio::test]
async fn an_administrator_lets_a_draft_pass_with_a_reason_that_is_kept() {
    let setup = Setup::new()
        .with("/validation/too_many_points", json!("reject"))
        .with("/validation/max_points", json!(0.5))
        .with("/validation/bypassable", json!(["max_points"]));
    story(setup, async |app| {
        let ada = app.user("alovelace").await;
        let draft = ada.written(ROOM).await;
        assert!(!draft.may_bypass);
        let refused = ada.approve_bypassing(&draft, "Because.").await.unwrap_err();
        assert_eq!(refused.code, "draft.rules", "not for everybody");

        let grace = app.user("ghopper").await.as_admin(&app.process).await;
        let draft = grace.written(ROOM).await;
        assert!(draft.may_bypass);
        assert_eq!(grace.approve(&draft).await.unwrap_err().code, "draft.rules", "not without a reason");
        let long = grace.approve_bypassing(&draft, &"x".repeat(501)).await.unwrap_err();
        assert_eq!(long.code, "draft.bypass_reason");
        let approval = grace.approve_bypassing(&draft, " Agreed with\nthe team. ").await.unwrap();
        let bypassed = approval.bypassed.clone().unwrap();
        assert_eq!(bypassed.reason, "Agreed with the team.");
        assert!(bypassed.rules[0].contains("at most 0.5"), "{bypassed:?}");
        let created = grace.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created);
        assert_eq!(created.approval.unwrap().bypassed, Some(bypassed), "it stays with the issue");

        let log = grace.use_cases.activity.timeline(&grace.principal, draft.id).await.unwrap();
        let line = log.iter().find(|line| line.kind == "draft.rules_bypassed").unwrap();
        assert_eq!(line.detail.as_deref(), Some("Agreed with the team."));
    })
    .await;
}

#[tokio::test]
async fn a_rule_that_cannot_be_bypassed_holds_for_administrators() {
    let setup = Setup::new()
        .with("/validation/too_many_points", json!("reject"))
        .with("/validation/max_points", json!(0.5))
        .with("/validation/forbidden_words", json!(["patient"]))
        .with("/validation/bypassable", json!(["max_points"]));
    story(setup, async |app| {
        let grace = app.user("ghopper").await.as_admin(&app.process).await;
        let draft = grace.written(ROOM).await;
        let refused = grace.approve_bypassing(&draft, "Because.").await.unwrap_err();
        assert_eq!(refused.code, "draft.rules");
        assert_eq!(refused.of_field("story_points"), None, "only what stands in the way is named");
        assert!(refused.of_field("story").is_some());
    })
    .await;
}

#[tokio::test]
async fn a_set_cannot_grow_beyond_what_a_draft_has() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let sections = ["story", "summary"].map(str::to_owned);
        let many =
            form("", "", |form| form.sections = sections.iter().cycle().take(2_000).cloned().collect());
        let id = save(&ada, many).await.unwrap();
        let (rules, caller) = rules(&ada);
        let view = rules.rule_set(caller, &ada.principal, Some(id)).await.unwrap();
        assert_eq!(view.form.sections, ["summary", "story"]);
        let wide = form("CLINIC", "", |form| form.components = "x,".repeat(21));
        assert!(save(&ada, wide).await.unwrap_err().of_field("components").is_some());
    })
    .await;
}

#[tokio::test]
async fn nobody_has_more_than_fifty_sets() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        for number in 0..50 {
            save(&ada, form(&format!("P{number}"), "", |_| ())).await.unwrap();
        }
        assert_eq!(save(&ada, form("LAST", "", |_| ())).await.unwrap_err().code, "rules.too_many");
    })
    .await;
}
