//! Adding and changing a person's prompts.

use super::{
    check::{Valid, check},
    choice::{Source, source_of},
    subject,
};
use crate::{Resources, audit};
use contract::{
    Outcome,
    commands::SavePrompt,
    services::Caller,
    views::{Imported, PLACEHOLDERS, PromptKind},
};
use domain::{failure::Failure, ids::PromptId, limits, principal::Principal, text::length};
use store::{Tx, prompts};

/// Adds one, or changes the one that is named.
pub(super) async fn save(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: SavePrompt,
) -> Outcome<PromptId> {
    let valid = check(&command.kind, &command.name, &command.body)?;
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<PromptId> {
            if prompts::is_taken(tx, &valid.name, command.id)? {
                let words = "You have a prompt or template of this name. Choose another name.";
                return Err(Failure::field("prompt.name_taken", "name", words));
            }
            let id = match command.id {
                Some(id) if prompts::update(tx, id, valid.kind, &valid.name, &valid.body)? => id,
                Some(_) => return Err(Failure::not_found("prompt")),
                None => add(tx, &valid)?,
            };
            let entry = audit::entry_about("prompt.saved", subject(id), "ok", &caller);
            store::audit::record(tx, &entry)?;
            Ok(id)
        })
        .await
}

/// Adds one whose name is free; refuses when there are too many.
fn add(tx: &mut Tx, valid: &Valid) -> Outcome<PromptId> {
    if prompts::list(tx)?.len() >= limits::PROMPTS {
        let words = format!("You have {} prompts and templates, which is the most.", limits::PROMPTS);
        return Err(Failure::user("prompt.too_many", words).with_next("Delete one that you no longer use."));
    }
    prompts::insert(tx, valid.kind, &valid.name, &valid.body)?.ok_or_else(Failure::internal)
}

/// The name, or the name with the first number that is free.
pub(super) fn free_name(tx: &mut Tx, name: &str) -> Outcome<String> {
    if !prompts::is_taken(tx, name, None)? {
        return Ok(name.to_owned());
    }
    for number in 2..=limits::PROMPTS + 1 {
        let suffix = format!(" ({number})");
        let short: String = name.chars().take(limits::NAME - length(&suffix)).collect();
        let name = format!("{}{suffix}", short.trim_end());
        if !prompts::is_taken(tx, &name, None)? {
            return Ok(name);
        }
    }
    Err(Failure::internal())
}

/// A copy of one's own, or of one of the installation's as a prompt of one's own.
pub(super) async fn duplicate(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    value: String,
) -> Outcome<PromptId> {
    let settings = resources.settings.current();
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<PromptId> {
            let gone = || Failure::not_found("prompt");
            let copy = match source_of(&value).ok_or_else(gone)? {
                Source::Own(id) => {
                    let prompt = prompts::get(tx, id)?.ok_or_else(gone)?;
                    Valid { kind: prompt.kind, name: prompt.name, body: prompt.body }
                }
                Source::System(name) => {
                    let prompt = settings.prompts.custom_prompts.get(name).ok_or_else(gone)?;
                    let name = prompt.label.chars().take(limits::NAME).collect();
                    Valid { kind: PromptKind::Prompt, name, body: with_placeholders(&prompt.text) }
                }
            };
            let name = free_name(tx, &copy.name)?;
            let id = add(tx, &Valid { name, ..copy })?;
            let entry = audit::entry_about("prompt.saved", subject(id), "ok", &caller);
            store::audit::record(tx, &entry)?;
            Ok(id)
        })
        .await
}

/// The installation's prompts are templates of another kind; what both know is carried over.
fn with_placeholders(text: &str) -> String {
    PLACEHOLDERS.iter().fold(text.to_owned(), |text, placeholder| {
        text.replace(&format!("{{{{ {} }}}}", placeholder.name), &format!("{{{}}}", placeholder.name))
    })
}

/// Adds all of them or none. A name that is taken gets a number.
pub(super) async fn import(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    new: Vec<Valid>,
) -> Outcome<Imported> {
    let caller = caller.clone();
    resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<Imported> {
            let mut imported = Imported { added: 0, renamed: 0 };
            for prompt in new {
                let name = free_name(tx, &prompt.name)?;
                imported.renamed += u32::from(name != prompt.name);
                add(tx, &Valid { name, ..prompt })?;
                imported.added += 1;
            }
            store::audit::record(tx, &audit::entry("prompt.imported", "ok", &caller))?;
            Ok(imported)
        })
        .await
}
