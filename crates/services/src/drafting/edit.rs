//! Changing one field by hand.

use super::{must_have, subject};
use crate::{Resources, audit, rules};
use contract::{Outcome, commands::EditField, services::Caller, views::Edited};
use domain::{
    draft::{Field, Origin, set_text},
    failure::{Category, Failure},
    principal::Principal,
    rules::evaluate,
};
use store::drafts::{self, Saved};

/// Saves one field. Refuses when somebody, perhaps the same person in another window, saved in between.
pub(super) async fn edit(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: EditField,
) -> Outcome<Edited> {
    let field = Field::parse(&command.field).ok_or_else(|| {
        Failure::field("draft.field_unknown", "field", "There is no such field in a draft.")
    })?;
    let settings = resources.settings.current();
    let entry = audit::entry_about("draft.edited", subject(command.draft), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<Edited> {
            let draft = must_have(tx, command.draft)?;
            let set = rules::of_draft(tx, &settings, &draft)?;
            let mut written = draft.written;
            set_text(&mut written.content, field, &command.value)
                .map_err(|problem| Failure::field("draft.field_invalid", field.as_str(), problem.message))?;
            written.origins.insert(field, Origin::Person);
            let reason = format!("edited:{}", field.as_str());
            let version = saved(drafts::save_content(tx, draft.id, command.version, &written, &reason)?)?;
            store::audit::record(tx, &entry)?;
            let checks = evaluate(&set, &written.content, draft.format);
            Ok(Edited { version, content: written.content, origins: written.origins, checks })
        })
        .await
}

/// The new version, or why there is none.
pub(super) fn saved(outcome: Saved) -> Outcome<i32> {
    match outcome {
        Saved::Saved(version) => Ok(version),
        Saved::Conflict { current } => Err(conflict(current)),
        Saved::NotFound => Err(not_editable()),
    }
}

pub(crate) fn conflict(current: i32) -> Failure {
    Failure::new(
        "draft.changed_elsewhere",
        Category::Conflict,
        format!("This draft was changed elsewhere (it is at version {current} now). Your text is still in the field."),
    )
    .with_next("Reload to see the other change, then make yours again.")
}

pub(super) fn not_editable() -> Failure {
    Failure::new("draft.not_editable", Category::Conflict, "This draft cannot be edited right now.")
        .with_next("Wait until it is written, or choose “Edit again” when it is approved.")
}
