//! A draft with everything its page shows, from one read.

use super::{explain, lists, must_have, screen, split};
use crate::{
    Resources, accounts::sessions::dots, connections::llm_gate, difference, exporting::payload, rules,
    site_tickets, usage,
};
use contract::{
    Outcome,
    views::{
        ApprovalView, ContextView, CreateScreenView, DraftRow, DraftView, ExplanationView, FieldDifference,
        Gate, IssueView, JobView, ModelUse, PartOf, SplitView, TicketOfDraft,
    },
};
use domain::{
    draft::Authored,
    ids::DraftId,
    principal::{Principal, Role},
    rules::{RuleSet, evaluate},
};
use settings::Settings;
use store::{
    Tx,
    approvals::{self, Approval},
    draft_contexts,
    drafts::{self, Draft},
};

/// Everything about a draft that is read in one go.
struct Read {
    draft: Draft,
    job: Option<JobView>,
    approval: Option<Approval>,
    gate: Option<Gate>,
    screen: Option<CreateScreenView>,
    proposals: Vec<FieldDifference>,
    rules: RuleSet,
    split: Option<SplitView>,
    parts: Vec<DraftRow>,
    part_of: Option<PartOf>,
    of_ticket: Option<TicketOfDraft>,
    contexts: Vec<ContextView>,
    used: ModelUse,
    explanation: Option<ExplanationView>,
}

fn read(tx: &mut Tx, settings: &Settings, id: DraftId) -> Outcome<Read> {
    let draft = must_have(tx, id)?;
    let (known, answers) = screen::known(tx, &draft)?;
    // Comparing takes its time and is done where reading is, not among those who wait for the network.
    let Authored { content, proposals, .. } = &draft.written;
    let proposals = proposals.fields.iter();
    let proposals =
        proposals.map(|field| difference::of_field(content, &draft.written.proposals.content, *field));
    let job = draft.job.map(|job| store::jobs::view(tx, job)).transpose()?.flatten();
    Ok(Read {
        explanation: explain::view(tx, &draft, job.as_ref())?,
        job,
        approval: approvals::live(tx, id)?,
        gate: llm_gate(dots(&store::connections::list(tx)?)),
        screen: screen::view(&draft, known, answers),
        proposals: proposals.collect(),
        rules: rules::of_draft(tx, settings, &draft)?,
        split: split::view(tx, settings, &draft)?,
        parts: drafts::parts(tx, id)?.into_iter().map(lists::row).collect(),
        part_of: split::part_of(tx, &draft)?,
        of_ticket: site_tickets::ticket_of(tx, &draft)?,
        contexts: draft_contexts::shown(tx, id)?,
        used: usage::used(tx, id)?,
        draft,
    })
}

/// The draft, its job with the text so far, its live approval.
pub(super) async fn draft(resources: &Resources, principal: &Principal, id: DraftId) -> Outcome<DraftView> {
    let settings = resources.settings.current();
    let explanations = settings.error_explanations;
    let read = resources.store.of(principal).read(move |tx| read(tx, &settings, id)).await?;
    let Read { draft, job, approval, gate, rules, split, part_of, of_ticket, .. } = read;
    let is_split = draft.split.as_ref().is_some_and(|split| split.made_of.is_some());
    let adopted = draft.is_adopted();
    let written = draft.written;
    Ok(DraftView {
        // What is in Jira already is held against nothing.
        checks: if adopted { Vec::new() } else { evaluate(&rules, &written.content, draft.format) },
        proposals: read.proposals,
        revise: draft.revise,
        may_explain: explanations && gate.is_none(),
        explanation: read.explanation.map(Box::new),
        gate,
        parent: draft.parent,
        screen: read.screen,
        id: draft.id,
        requirement: draft.requirement,
        kind: draft.kind,
        format: draft.format,
        template: draft.template,
        adopted,
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
        contexts: read.contexts,
        used: read.used,
        split: split.map(Box::new),
        is_split,
        parts: read.parts,
        part_of: part_of.map(Box::new),
        of_ticket: of_ticket.map(Box::new),
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
    let as_document = payload::is_document(&approval.payload);
    ApprovalView {
        id: approval.id,
        sha256: approval.sha256,
        payload: String::from_utf8_lossy(&approval.payload).into_owned(),
        transport: approval.transport,
        similar: approval.similar,
        bypassed: approval.bypassed,
        fields: approval.fields,
        description: approval.description,
        as_document,
        approved_at: approval.created_at,
    }
}
