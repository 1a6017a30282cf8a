//! A draft with everything its page shows, from one read.

use super::{difference, lists, must_have, screen, split};
use crate::{Resources, accounts::sessions::dots, connections::llm_gate, rules, usage};
use contract::{
    Outcome,
    views::{ApprovalView, DraftView, IssueView},
};
use domain::{
    draft::Authored,
    ids::DraftId,
    principal::{Principal, Role},
    rules::evaluate,
};
use store::{
    approvals::{self, Approval},
    draft_contexts, drafts,
};

/// The draft, its job with the text so far, its live approval.
pub(super) async fn draft(resources: &Resources, principal: &Principal, id: DraftId) -> Outcome<DraftView> {
    let settings = resources.settings.current();
    let (draft, job, approval, gate, screen, proposals, rules, (split, parts, part_of, contexts, used)) =
        resources
            .store
            .of(principal)
            .read(move |tx| -> Outcome<_> {
                let draft = must_have(tx, id)?;
                let job = draft.job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten();
                let approval = approvals::live(tx, id)?;
                let gate = llm_gate(dots(&store::connections::list(tx)?));
                let (known, answers) = screen::known(tx, &draft)?;
                let rules = rules::of_draft(tx, &settings, &draft)?;
                let screen = screen::view(&draft, known, answers);
                // Comparing takes its time and is done where reading is, not among those who wait for the network.
                let Authored { content, proposals, .. } = &draft.written;
                let proposals: Vec<_> = proposals
                    .fields
                    .iter()
                    .map(|field| difference::of_field(content, &proposals.content, *field))
                    .collect();
                let splits = (
                    split::view(tx, &settings, &draft)?,
                    drafts::parts(tx, id)?.into_iter().map(lists::row).collect(),
                    split::part_of(tx, &draft)?,
                    draft_contexts::shown(tx, id)?,
                    usage::of_draft(tx, id)?,
                );
                Ok((draft, job, approval, gate, screen, proposals, rules, splits))
            })
            .await?;
    let is_split = draft.split.as_ref().is_some_and(|split| split.made_of.is_some());
    let written = draft.written;
    Ok(DraftView {
        checks: evaluate(&rules, &written.content, draft.format),
        proposals,
        revise: draft.revise,
        gate,
        parent: draft.parent,
        screen,
        id: draft.id,
        requirement: draft.requirement,
        kind: draft.kind,
        format: draft.format,
        project: draft.project,
        status: draft.status,
        content: written.content,
        origins: written.origins,
        version: draft.version,
        rules,
        may_bypass: principal.role() == Role::Admin,
        job,
        failure: draft.failure,
        approval: approval.map(approval_view),
        contexts,
        used,
        split: split.map(Box::new),
        is_split,
        parts,
        part_of: part_of.map(Box::new),
        issue: draft.issue.map(|issue| IssueView {
            key: issue.key,
            url: issue.url,
            created_at: issue.at,
            transport: issue.transport,
        }),
        created_at: draft.created_at,
        updated_at: draft.updated_at,
    })
}

/// A frozen payload as its page shows it.
pub(super) fn approval_view(approval: Approval) -> ApprovalView {
    ApprovalView {
        id: approval.id,
        sha256: approval.sha256,
        payload: String::from_utf8_lossy(&approval.payload).into_owned(),
        transport: approval.transport,
        similar: approval.similar,
        bypassed: approval.bypassed,
        fields: approval.fields,
        description: approval.description,
        approved_at: approval.created_at,
    }
}
