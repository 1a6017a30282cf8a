//! Approving: the rules are applied, the payload is rendered once and frozen.

use super::{
    must_have, rules,
    screen::{self, Asked},
    subject,
    view::approval_view,
};
use crate::{
    Resources,
    accounts::sessions::dots,
    audit,
    connections::{creation_gate, jira_gate, my_jira},
    exporting::{
        payload::{self, Rendered, Source},
        similar,
    },
    failures, tools, upstream,
};
use atlassian::jira::{JiraKind, JiraSite};
use contract::{
    Outcome,
    services::Caller,
    views::{ApprovalView, DraftStatus, ScreenAnswers, SimilarIssue},
};
use domain::{
    failure::{Category, Failure},
    ids::{DraftId, OperationId},
    principal::Principal,
    rules::{Check, evaluate},
};
use sha2::{Digest, Sha256};
use store::{
    accounts::User,
    approvals::{self, NewApproval},
    drafts::{self, Draft},
};

/// Freezes the draft as the person saw it (`version`). Asks Jira what the project's create screen takes.
pub(super) async fn approve(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    id: DraftId,
    version: i32,
) -> Outcome<ApprovalView> {
    let settings = resources.settings.current();
    let (draft, rows, answers) = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            let draft = must_have(tx, id)?;
            let (_, answers) = screen::known(tx, &draft)?;
            Ok((draft, store::connections::list(tx)?, answers))
        })
        .await?;
    if let Some(gate) = jira_gate(dots(&rows)) {
        return Err(
            Failure::user("jira.not_tested", gate.message).with_next("Open Connections and test Jira.")
        );
    }
    must_be_approvable(&draft, version)?;
    let broken: Vec<_> = evaluate(&rules(&settings), &draft.written.content, draft.format)
        .into_iter()
        .filter(Check::blocks)
        .collect();
    if !broken.is_empty() {
        let failure = against_the_rules(&broken);
        let mut entry = audit::entry_about("draft.refused", subject(id), &failure.code, caller);
        let fields: Vec<&str> = failure.fields.iter().map(|problem| problem.field.as_str()).collect();
        entry.detail = serde_json::json!({ "fields": fields });
        audit::record(resources, Some(principal.user()), entry).await;
        return Err(failure);
    }
    let my = my_jira(resources, principal, &caller.request_id).await?;
    if let Some(gate) = creation_gate(my.kind) {
        return Err(Failure::new("jira.not_on_cloud", Category::AdminRequired, gate.message));
    }
    let asked = screen::ask(resources, principal, &my.jira, &draft, &answers).await;
    let asked = my.heard(resources, principal, asked).await?;
    let rendered = render(resources.store.new_id(), &my.user, &draft, &asked, &answers)?;
    let base = upstream::jira_base(resources, &settings, upstream::site(&settings, my.user.site.as_str())?)?;
    let site = JiraSite::new(base, JiraKind::DataCenter);
    let similar = similar::look(&my.jira, &site, &draft.project, &draft.written.content.summary).await;
    freeze(resources, caller, principal, &draft, rendered, similar).await
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
        _ => conflict("draft.not_ready", "This draft cannot be approved right now."),
    }
}

fn against_the_rules(broken: &[Check]) -> Failure {
    let mut failure = Failure::user("draft.rules", "The draft does not keep the rules yet.")
        .with_next("Correct the marked fields, then approve again.");
    for check in broken {
        let found = if check.found.is_empty() { String::new() } else { format!(": {}", check.found) };
        failure = failure.with_field(
            check.field.as_str(),
            format!("{}{found}. Expected: {}.", check.title, check.expected),
        );
    }
    failure
}

fn render(
    operation: OperationId,
    user: &User,
    draft: &Draft,
    asked: &Asked,
    answers: &ScreenAnswers,
) -> Outcome<Rendered> {
    payload::render(&Source {
        operation,
        site: user.site.as_str(),
        project: &draft.project,
        format: draft.format,
        content: &draft.written.content,
        issue_type: &asked.issue_type,
        screen: &asked.fields,
        kind: draft.kind,
        parent: draft.parent.as_ref(),
        answers,
    })
}

async fn freeze(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    draft: &Draft,
    rendered: Rendered,
    similar: Vec<SimilarIssue>,
) -> Outcome<ApprovalView> {
    let bytes = serde_json::to_vec_pretty(&rendered.payload)
        .map_err(|error| failures::internal("a payload", &error))?;
    let transport = if rendered.payload.only_rest {
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
        description: rendered.payload.mcp.description.clone(),
        transport: transport.to_owned(),
        similar,
    };
    let mut entry = audit::entry_about("draft.approved", subject(draft.id), "ok", caller);
    entry.detail = serde_json::json!({ "sha256": new.sha256 });
    let (id, seen) = (draft.id, draft.version);
    resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<ApprovalView> {
            must_be_approvable(&must_have(tx, id)?, seen)?;
            // What Jira or the model said before was answered by approving.
            let from = [DraftStatus::Ready, DraftStatus::Unfinished];
            if !drafts::set_failure(tx, id, &from, DraftStatus::Approved, None)? {
                let message = "This draft cannot be approved right now.";
                return Err(Failure::new("draft.not_ready", Category::Conflict, message));
            }
            approvals::create(tx, &new)?;
            store::audit::record(tx, &entry)?;
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
