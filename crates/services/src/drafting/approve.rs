//! Approving: the rules are applied, the payload is rendered once and frozen.

use super::{
    must_have,
    screen::{self, Asked},
    split, subject,
    view::approval_view,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    audit,
    connections::{MyJira, must_have_jira, my_jira},
    exporting::{
        payload::{self, Rendered, Source},
        similar,
    },
    failures, rules, site_tickets, tools, upstream,
};
use atlassian::jira::JiraSite;
use contract::{
    Outcome,
    commands::ApproveDraft,
    services::Caller,
    views::{ApprovalView, Bypassed, DraftStatus, ScreenAnswers, SimilarIssue},
};
use domain::{
    draft::description,
    failure::{Category, Failure},
    ids::{DraftId, OperationId},
    limits,
    principal::{Principal, Role},
    rules::{Check, RuleSet, evaluate},
    text::{length, one_line},
};
use settings::SiteKind;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{
    approvals::{self, NewApproval},
    drafts::{self, Draft},
};

/// Freezes the draft as the person saw it (`version`). Asks Jira what the project's create screen takes.
pub(super) async fn approve(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: ApproveDraft,
) -> Outcome<ApprovalView> {
    let ApproveDraft { draft: id, version, bypass } = command;
    let settings = resources.settings.current();
    let current = Arc::clone(&settings);
    let (draft, rows, answers, rules) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            let draft = must_have(tx, id)?;
            split::must_be_settled(tx, &draft)?;
            site_tickets::must_be_free(tx, &draft)?;
            let (_, answers) = screen::known(tx, &draft)?;
            let rules = rules::of_draft(tx, &current, &draft)?;
            Ok((draft, store::connections::list(tx)?, answers, rules))
        })
        .await?;
    must_have_jira(dots(&rows))?;
    must_be_approvable(&draft, version)?;
    let broken: Vec<_> =
        evaluate(&rules, &draft.written.content, draft.format).into_iter().filter(Check::blocks).collect();
    let bypassed = match pass(principal, &broken, &bypass) {
        Ok(bypassed) => bypassed,
        Err(failure) => {
            let mut entry = audit::entry_about("draft.refused", subject(id), &failure.code, caller);
            let fields: Vec<&str> = broken.iter().map(|check| check.field.as_str()).collect();
            entry.detail = serde_json::json!({ "fields": fields });
            audit::record(resources, Some(principal.user()), entry).await;
            return Err(failure);
        }
    };
    let my = my_jira(resources, principal, &caller.request_id).await?;
    let asked = screen::ask(resources, principal, &my.jira, &draft, &answers).await;
    let asked = my.heard(resources, principal, asked).await?;
    let rendered = render(resources.store.new_id(), &my, &draft, &asked, &answers)?;
    let site = upstream::site(&settings, my.user.site.as_str())?;
    let site = JiraSite::new(upstream::jira_base(resources, &settings, site)?, upstream::jira_kind(site));
    let similar = similar::look(&my.jira, &site, &draft.project, &draft.written.content.summary).await;
    freeze(resources, caller, principal, &draft, Frozen { rendered, similar, bypassed, rules }).await
}

/// Whether the draft may go on: it breaks nothing, or an administrator says why it may all the same.
fn pass(principal: &Principal, broken: &[Check], reason: &str) -> Outcome<Option<Bypassed>> {
    if broken.is_empty() {
        return Ok(None);
    }
    let reason = one_line(reason);
    if reason.is_empty() {
        return Err(against_the_rules(broken));
    }
    if principal.role() != Role::Admin {
        return Err(against_the_rules(broken).with_next("Only an administrator may let it pass."));
    }
    if length(&reason) > limits::BYPASS_REASON {
        let words = format!("The reason can have at most {} characters.", limits::BYPASS_REASON);
        return Err(Failure::field("draft.bypass_reason", "bypass", words));
    }
    let firm: Vec<Check> = broken.iter().filter(|check| !check.bypassable).cloned().collect();
    if !firm.is_empty() {
        return Err(
            against_the_rules(&firm).with_next("Nobody may let these pass: correct the marked fields.")
        );
    }
    let rules = broken.iter().map(said).collect();
    Ok(Some(Bypassed { reason, rules }))
}

fn must_be_approvable(draft: &Draft, version: i32) -> Outcome<()> {
    let conflict = |code: &str, message: &str| Err(Failure::new(code, Category::Conflict, message));
    match draft.status {
        DraftStatus::Ready | DraftStatus::Unfinished if draft.version == 0 => {
            conflict("draft.nothing_written", "There is nothing to approve yet.")
        }
        DraftStatus::Ready | DraftStatus::Unfinished if draft.version != version => conflict(
            "draft.changed_elsewhere",
            "This draft was changed elsewhere. Reload and look at it again.",
        ),
        DraftStatus::Ready | DraftStatus::Unfinished => Ok(()),
        DraftStatus::Created => conflict("draft.created", "This draft is in Jira already."),
        DraftStatus::Split => conflict("draft.in_parts", "The parts of this draft have taken its place."),
        _ => conflict("draft.not_ready", "This draft cannot be approved right now."),
    }
}

fn against_the_rules(broken: &[Check]) -> Failure {
    let mut failure = Failure::user("draft.rules", "The draft does not keep the rules yet.")
        .with_next("Correct the marked fields, then approve again.");
    for check in broken {
        failure = failure.with_field(check.field.as_str(), said(check));
    }
    failure
}

/// A broken rule in words.
fn said(check: &Check) -> String {
    let found = if check.found.is_empty() { String::new() } else { format!(": {}", check.found) };
    format!("{}{found}. Expected: {}.", check.title, check.expected)
}

fn render(
    operation: OperationId,
    my: &MyJira,
    draft: &Draft,
    asked: &Asked,
    answers: &ScreenAnswers,
) -> Outcome<Rendered> {
    payload::render(&Source {
        operation,
        site: my.user.site.as_str(),
        cloud: my.kind == SiteKind::Cloud,
        project: &draft.project,
        content: &draft.written.content,
        description: description(&draft.written.content, draft.format),
        label: None,
        issue_type: &asked.issue_type,
        screen: &asked.fields,
        kind: draft.kind,
        parent: draft.parent.as_ref(),
        assignee: None,
        answers,
    })
}

/// What is frozen, and what is remembered with it.
struct Frozen {
    rendered: Rendered,
    similar: Vec<SimilarIssue>,
    bypassed: Option<Bypassed>,
    /// The rules it was held against.
    rules: RuleSet,
}

async fn freeze(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    draft: &Draft,
    frozen: Frozen,
) -> Outcome<ApprovalView> {
    let Frozen { rendered, similar, bypassed, rules } = frozen;
    let settings = resources.settings.current();
    let bytes = serde_json::to_vec_pretty(&rendered.payload)
        .map_err(|error| failures::internal("a payload", &error))?;
    let transport = if rendered.as_document {
        "Jira REST, with your own token, because mcp-atlassian cannot write documents of Jira Cloud well"
    } else if rendered.payload.mcp.is_none() {
        "Jira REST, with your own token, because mcp-atlassian cannot fill every field"
    } else if resources.mcp_pool().is_some() && tools::may_create_through_mcp(resources).await {
        "mcp-atlassian, with your own token"
    } else {
        "Jira REST, with your own token"
    };
    let new = NewApproval {
        draft: draft.id,
        operation: rendered.payload.operation,
        version: draft.version,
        sha256: hex::encode(Sha256::digest(&bytes)),
        payload: bytes,
        fields: rendered.fields,
        description: rendered.description,
        transport: transport.to_owned(),
        similar,
        bypassed,
    };
    let mut entries = vec![audit::entry_about("draft.approved", subject(draft.id), "ok", caller)];
    entries[0].detail = serde_json::json!({ "sha256": new.sha256 });
    if let Some(Bypassed { reason, .. }) = &new.bypassed {
        let mut entry = audit::entry_about("draft.rules_bypassed", subject(draft.id), "ok", caller);
        entry.detail = serde_json::json!({ "reason": reason });
        entries.push(entry);
    }
    let (id, seen) = (draft.id, draft.version);
    resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<ApprovalView> {
            let draft = must_have(tx, id)?;
            must_be_approvable(&draft, seen)?;
            site_tickets::must_be_free(tx, &draft)?;
            if rules::of_draft(tx, &settings, &draft)? != rules {
                let message = "The rules for this draft were changed at this moment. Look at it again.";
                return Err(Failure::new("draft.rules_changed", Category::Conflict, message));
            }
            // What Jira or the model said before was answered by approving.
            let from = [DraftStatus::Ready, DraftStatus::Unfinished];
            if !drafts::set_failure(tx, id, &from, DraftStatus::Approved, None)? {
                let message = "This draft cannot be approved right now.";
                return Err(Failure::new("draft.not_ready", Category::Conflict, message));
            }
            approvals::create(tx, &new)?;
            for entry in &entries {
                store::audit::record(tx, entry)?;
            }
            let approval = approvals::live(tx, id)?.ok_or_else(|| Failure::not_found("draft"))?;
            Ok(approval_view(approval))
        })
        .await
}

/// Throws the frozen payload away, as long as nothing of it may be in Jira.
pub(super) async fn withdraw(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: DraftId,
) -> Outcome<()> {
    let entry = audit::entry_about("draft.withdrawn", subject(id), "ok", caller);
    resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<()> {
            let draft = must_have(tx, id)?;
            if draft.status == DraftStatus::Ready {
                return Ok(());
            }
            if !drafts::set_status(tx, id, &[DraftStatus::Approved], DraftStatus::Ready)? {
                return Err(Failure::new(
                    "draft.on_its_way",
                    Category::Conflict,
                    "This draft is on its way to Jira, or there already.",
                ));
            }
            approvals::withdraw(tx, id)?;
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}
