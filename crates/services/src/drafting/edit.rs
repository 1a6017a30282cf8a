//! Changing one field by hand.

use super::{must_have, rules, subject};
use crate::{Resources, audit};
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
    let set = rules(&resources.settings.current());
    let entry = audit::entry_about("draft.edited", subject(command.draft), "ok", caller);
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<Edited> {
            let draft = must_have(tx, command.draft)?;
            let (mut content, mut origins) = (draft.content, draft.origins);
            set_text(&mut content, field, &command.value)
                .map_err(|problem| Failure::field("draft.field_invalid", field.as_str(), problem.message))?;
            origins.insert(field, Origin::Person);
            let reason = format!("edited:{}", field.as_str());
            let version =
                match drafts::save_content(tx, draft.id, command.version, &content, &origins, &reason)? {
                    Saved::Saved(version) => version,
                    Saved::Conflict { current } => return Err(conflict(current)),
                    Saved::NotFound => return Err(not_editable()),
                };
            store::audit::record(tx, &entry)?;
            let checks = evaluate(&set, &content, draft.format);
            Ok(Edited { version, content, origins, checks })
        })
        .await
}

fn conflict(current: i32) -> Failure {
    Failure::new(
        "draft.changed_elsewhere",
        Category::Conflict,
        format!("This draft was changed elsewhere (it is at version {current} now). Your text is still in the field."),
    )
    .with_next("Reload to see the other change, then make yours again.")
}

fn not_editable() -> Failure {
    Failure::new("draft.not_editable", Category::Conflict, "This draft cannot be edited right now.")
        .with_next("Wait until it is written, or choose “Edit again” when it is approved.")
}
