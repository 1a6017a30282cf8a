//! Prompts and templates: the installation's, which are shown, and each person's own.

mod check;
mod choice;
mod portable;
mod save;

pub(crate) use check::check_body;
pub(crate) use choice::{Values, choices, filled, resolve, templates};

use crate::{Resources, audit};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::SavePrompt,
    services::{Caller, Prompts},
    views::{Imported, PromptView, PromptsView, SystemPromptView},
};
use domain::{failure::Failure, ids::PromptId, principal::Principal};
use settings::Settings;
use std::{sync::Arc, time::Duration};
use store::prompts::{self, Prompt};

/// How long a deletion can be taken back at least.
const KEPT: Duration = Duration::from_hours(24);

/// The use cases around prompts.
pub struct PromptsService {
    resources: Arc<Resources>,
}

impl PromptsService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

fn view(prompt: Prompt) -> PromptView {
    let Prompt { id, kind, name, body, updated_at } = prompt;
    PromptView { id, kind, name, body, updated_at }
}

/// Those that can be chosen, then those that always take part.
fn system_prompts(settings: &Settings) -> Vec<SystemPromptView> {
    let prompts = &settings.prompts;
    let custom = prompts.custom_prompts.iter().map(|(id, prompt)| SystemPromptView {
        id: id.clone(),
        label: prompt.label.clone(),
        body: prompt.text.clone(),
        choosable: true,
    });
    let fixed = prompts.system_instructions.iter().chain(&prompts.system_prompts);
    let fixed = fixed.map(|(id, text)| SystemPromptView {
        id: id.clone(),
        label: id.replace('_', " "),
        body: text.clone(),
        choosable: false,
    });
    custom.chain(fixed).collect()
}

#[async_trait]
impl Prompts for PromptsService {
    async fn prompts(&self, principal: &Principal, deleted: Option<PromptId>) -> Outcome<PromptsView> {
        let (own, deleted) = self
            .resources
            .store
            .of(principal)
            .read(move |tx| -> Outcome<_> {
                let deleted = deleted.map(|id| prompts::deleted(tx, id)).transpose()?.flatten();
                Ok((prompts::list(tx)?, deleted))
            })
            .await?;
        Ok(PromptsView {
            own: own.into_iter().map(view).collect(),
            system: system_prompts(&self.resources.settings.current()),
            deleted: deleted.map(view),
            now: self.resources.clock.now(),
        })
    }

    async fn prompt(&self, principal: &Principal, id: PromptId) -> Outcome<PromptView> {
        let found = self.resources.store.of(principal).read(move |tx| prompts::get(tx, id)).await?;
        found.map(view).ok_or_else(|| Failure::not_found("prompt"))
    }

    async fn save(&self, caller: &Caller, principal: &Principal, command: SavePrompt) -> Outcome<PromptId> {
        save::save(&self.resources, caller, principal, command).await
    }

    async fn duplicate(&self, caller: &Caller, principal: &Principal, source: &str) -> Outcome<PromptId> {
        save::duplicate(&self.resources, caller, principal, source.to_owned()).await
    }

    async fn delete(&self, caller: &Caller, principal: &Principal, id: PromptId) -> Outcome<()> {
        let entry = audit::entry_about("prompt.deleted", subject(id), "ok", caller);
        self.resources
            .store
            .of(principal)
            .write(move |tx| -> Outcome<()> {
                let since = tx.now().minus(KEPT);
                if !prompts::delete(tx, id, since)? {
                    return Err(Failure::not_found("prompt"));
                }
                Ok(store::audit::record(tx, &entry)?)
            })
            .await
    }

    async fn restore(&self, caller: &Caller, principal: &Principal, id: PromptId) -> Outcome<()> {
        let entry = audit::entry_about("prompt.restored", subject(id), "ok", caller);
        self.resources
            .store
            .of(principal)
            .write(move |tx| -> Outcome<()> {
                let gone = || Failure::not_found("prompt");
                let before = prompts::deleted(tx, id)?.ok_or_else(gone)?;
                let name = save::free_name(tx, &before.name)?;
                if !prompts::restore(tx, id, &name)? {
                    return Err(gone());
                }
                Ok(store::audit::record(tx, &entry)?)
            })
            .await
    }

    async fn export(&self, principal: &Principal) -> Outcome<String> {
        let own = self.resources.store.of(principal).read(prompts::list).await?;
        portable::write(&own)
    }

    async fn import(&self, caller: &Caller, principal: &Principal, file: &[u8]) -> Outcome<Imported> {
        let new = portable::read(file)?;
        save::import(&self.resources, caller, principal, new).await
    }
}

/// What the audit log calls a prompt.
fn subject(id: PromptId) -> String {
    format!("prompt:{id}")
}
