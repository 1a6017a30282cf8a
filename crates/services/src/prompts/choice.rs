//! Choosing a prompt for a draft, and filling it.

use contract::{
    Outcome,
    views::{PromptChoice, PromptKind, TemplateChoice},
};
use domain::{failure::Failure, ids::PromptId, placeholders};
use settings::Settings;
use store::{
    Tx,
    prompts::{self, Chosen},
};

/// Where a prompt comes from, as a form names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source<'a> {
    Own(PromptId),
    System(&'a str),
}

pub(super) fn source_of(value: &str) -> Option<Source<'_>> {
    match value.split_once(':')? {
        ("own", id) => id.parse().ok().map(Source::Own),
        ("system", name) => Some(Source::System(name)),
        _ => None,
    }
}

/// The prompts that can be chosen: the person's own first.
pub(crate) fn choices(tx: &mut Tx, settings: &Settings) -> Outcome<Vec<PromptChoice>> {
    let own = prompts::list(tx)?.into_iter().filter(|prompt| prompt.kind == PromptKind::Prompt);
    let own = own.map(|prompt| PromptChoice { value: format!("own:{}", prompt.id), label: prompt.name });
    let system = settings
        .prompts
        .custom_prompts
        .iter()
        .map(|(name, prompt)| PromptChoice { value: format!("system:{name}"), label: prompt.label.clone() });
    Ok(own.chain(system).collect())
}

/// The person's templates, for the format Custom.
pub(crate) fn templates(tx: &mut Tx) -> Outcome<Vec<TemplateChoice>> {
    let own = prompts::list(tx)?.into_iter().filter(|prompt| prompt.kind == PromptKind::Template);
    Ok(own
        .map(|prompt| TemplateChoice {
            value: format!("own:{}", prompt.id),
            label: prompt.name,
            body: prompt.body,
        })
        .collect())
}

/// The prompt a form names, as it is now; none when it names none.
pub(crate) fn resolve(tx: &mut Tx, settings: &Settings, value: &str) -> Outcome<Option<Chosen>> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    let found = match source_of(value) {
        Some(Source::Own(id)) => prompts::get(tx, id)?.map(|prompt| Chosen {
            kind: prompt.kind,
            system: false,
            name: prompt.name,
            body: prompt.body,
        }),
        Some(Source::System(name)) => settings.prompts.custom_prompts.get(name).map(|prompt| Chosen {
            kind: PromptKind::Prompt,
            system: true,
            name: prompt.label.clone(),
            body: prompt.text.clone(),
        }),
        None => None,
    };
    let gone =
        || Failure::field("draft.prompt_gone", "prompt", "This prompt is no longer there. Choose another.");
    found.map(Some).ok_or_else(gone)
}

/// What a person's placeholders stand for in one draft.
pub(crate) struct Values<'a> {
    pub(crate) kind: &'a str,
    pub(crate) format: &'a str,
    pub(crate) project: &'a str,
    pub(crate) max_points: &'a str,
    pub(crate) required_sections: &'a str,
}

/// A person's text with its placeholders filled.
pub(crate) fn filled(text: &str, values: &Values<'_>) -> String {
    placeholders::fill(text, |name| {
        Some(match name {
            "kind" => values.kind,
            "format" => values.format,
            "project" => values.project,
            "max_points" => values.max_points,
            "required_sections" => values.required_sections,
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::views::PLACEHOLDERS;

    #[test]
    fn every_placeholder_that_is_offered_is_filled() {
        let values = Values {
            kind: "Story",
            format: "Classic",
            project: "{kind}",
            max_points: "3",
            required_sections: "STLC notes",
        };
        let text: Vec<_> =
            PLACEHOLDERS.iter().map(|placeholder| format!("{{{}}}", placeholder.name)).collect();
        assert_eq!(filled(&text.join(" "), &values), "Story Classic {kind} 3 STLC notes");
    }
}
