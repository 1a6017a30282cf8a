//! The versions of a draft: looking at them, going back to one, and deciding about what a model proposed.

use super::{
    edit::{conflict, not_editable, saved},
    must_have, subject,
};
use crate::{Resources, audit, difference, rules};
use contract::{
    Outcome,
    commands::{DecideProposal, RestoreRevision},
    services::Caller,
    views::{DraftStatus, Edited, RevisionRow, RevisionView, RevisionsView},
};
use domain::{
    draft::{Authored, DraftContent, DraftFormat, Field, copy},
    failure::Failure,
    ids::DraftId,
    principal::Principal,
    rules::{RuleSet, evaluate},
};
use store::{
    Tx,
    drafts::{self, Draft, Revision},
};

/// How many are listed.
const LISTED: u32 = 50;
/// How often a decision is made again when another one came in between.
const TRIES: u8 = 4;

/// The draft's versions, newest first.
pub(super) async fn list(
    resources: &Resources,
    principal: &Principal,
    draft: DraftId,
) -> Outcome<RevisionsView> {
    let mut found = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            must_have(tx, draft)?;
            Ok(drafts::revisions(tx, draft, LISTED + 1)?)
        })
        .await?;
    let more = found.len() > LISTED as usize;
    found.truncate(LISTED as usize);
    Ok(RevisionsView { rows: found.into_iter().map(row).collect(), more, now: resources.clock.now() })
}

fn row(revision: Revision) -> RevisionRow {
    RevisionRow {
        version: revision.version,
        reason: words(&revision.reason),
        instructions: revision.instructions,
        at: revision.created_at,
    }
}

/// How a version came about, as people read it.
fn words(reason: &str) -> String {
    let (what, about) = reason.split_once(':').unwrap_or((reason, ""));
    let field = || Field::parse(about).map_or_else(|| about.to_owned(), Field::noun);
    match what {
        "written" => "Written by the model".to_owned(),
        "adopted" => "Read from Jira".to_owned(),
        "taken" => "Taken from the ticket".to_owned(),
        "revised" => "Revised by the model".to_owned(),
        "fixed" => "Fixed by the model".to_owned(),
        "rewritten" => format!("The model wrote the {} anew", field()),
        "edited" => format!("You changed the {}", field()),
        "accepted" => format!("You took over the model’s {}", field()),
        "restored" => format!("You went back to version {about}"),
        other => other.to_owned(),
    }
}

/// One version against another one, or against the one before it.
pub(super) async fn one(
    resources: &Resources,
    principal: &Principal,
    draft: DraftId,
    version: i32,
    against: Option<i32>,
) -> Outcome<RevisionView> {
    let against = against.unwrap_or(version.saturating_sub(1));
    let now = resources.clock.now();
    // Comparing takes its time and is done where reading is, not among those who wait for the network.
    resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<_> {
            let found = must_have(tx, draft)?;
            let revision = must_have_version(tx, draft, version)?;
            Ok(view(found, revision, drafts::revision(tx, draft, against)?, now))
        })
        .await
}

fn view(
    draft: Draft,
    revision: Revision,
    other: Option<Revision>,
    now: domain::time::Timestamp,
) -> RevisionView {
    // Read from the older one to the newer one, whichever is looked at.
    let empty = DraftContent::default();
    let content = &revision.written.content;
    let differences = match &other {
        Some(other) if other.version > revision.version => {
            difference::between(content, &other.written.content, draft.format)
        }
        Some(other) => difference::between(&other.written.content, content, draft.format),
        None => difference::between(&empty, content, draft.format),
    };
    RevisionView {
        title: draft.title,
        current: draft.version,
        against: other.map(|other| other.version),
        differences,
        restorable: draft.status == DraftStatus::Ready && revision.version != draft.version,
        row: row(revision),
        now,
    }
}

fn must_have_version(tx: &mut Tx, draft: DraftId, version: i32) -> Outcome<Revision> {
    drafts::revision(tx, draft, version)?.ok_or_else(|| Failure::not_found("version"))
}

/// Makes an earlier version the current one. What is there now stays as a version of its own.
pub(super) async fn restore(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: RestoreRevision,
) -> Outcome<Edited> {
    let settings = resources.settings.current();
    let entry = audit::entry_about("draft.revision_restored", subject(command.draft), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<Edited> {
            let draft = must_have(tx, command.draft)?;
            let set = rules::of_draft(tx, &settings, &draft)?;
            let mut written = must_have_version(tx, draft.id, command.revision)?.written;
            // What is still to be decided stays so.
            written.proposals = draft.written.proposals;
            let reason = format!("restored:{}", command.revision);
            let version = saved(drafts::save_content(tx, draft.id, command.version, &written, &reason)?)?;
            store::audit::record(tx, &entry)?;
            Ok(edited(version, written, &set, draft.format))
        })
        .await
}

/// Takes over what a model wrote for a field that was written by hand, or keeps the person's text.
pub(super) async fn decide(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: DecideProposal,
) -> Outcome<Edited> {
    let field = Field::parse(&command.field).ok_or_else(|| {
        Failure::field("draft.field_unknown", "field", "There is no such field in a draft.")
    })?;
    let settings = resources.settings.current();
    let what = if command.accept { "draft.proposal_accepted" } else { "draft.proposal_declined" };
    let entry = audit::entry_about(what, subject(command.draft), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<Edited> {
            let draft = must_have(tx, command.draft)?;
            let set = rules::of_draft(tx, &settings, &draft)?;
            let (mut written, mut version) = (draft.written, draft.version);
            let proposed = written.proposals.content.clone();
            if !written.proposals.remove(field) {
                return Err(Failure::not_found("proposal"));
            }
            if command.accept {
                copy(&proposed, &mut written.content, field);
                written.origins.remove(&field);
                let reason = format!("accepted:{}", field.as_str());
                version = saved(drafts::save_content(tx, draft.id, command.version, &written, &reason)?)?;
            } else if command.version != version {
                return Err(conflict(version));
            } else {
                drop_proposal(tx, draft.id, version, field)?;
            }
            store::audit::record(tx, &entry)?;
            Ok(edited(version, written, &set, draft.format))
        })
        .await
}

/// Drops the proposal for a field, and none of the others, whatever is decided about them at the same moment.
fn drop_proposal(tx: &mut Tx, draft: DraftId, version: i32, field: Field) -> Outcome<()> {
    for _ in 0..TRIES {
        let seen = must_have(tx, draft)?.written.proposals;
        let mut left = seen.clone();
        if !left.remove(field) || drafts::set_proposals(tx, draft, version, &seen, &left)? {
            return Ok(());
        }
    }
    Err(not_editable())
}

fn edited(version: i32, written: Authored, set: &RuleSet, format: DraftFormat) -> Edited {
    let checks = evaluate(set, &written.content, format);
    Edited { version, content: written.content, origins: written.origins, checks }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn every_reason_is_said_in_words() {
        assert_eq!(words("edited:stlc_notes"), "You changed the STLC notes");
        assert_eq!(words("restored:3"), "You went back to version 3");
        assert_eq!(words("written"), "Written by the model");
    }
}
