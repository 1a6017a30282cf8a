//! What a model's answer has to be before it becomes a draft.

use domain::{
    draft::{
        DraftContent, DraftFormat, Field, Scope, completed, copy, from_model, model_key, partial, speaks_of,
    },
    rules::{Check, RuleSet, evaluate},
};
use llm::chain::{Problem, Validator};
use serde_json::Value;

/// What a model's answer has to be. A section that the rules require and the answer lacks is worth showing to the
/// model; if it stays away, the draft is shown as it is, with the rule it breaks.
pub(super) struct DraftCheck {
    pub(super) format: DraftFormat,
    pub(super) rules: RuleSet,
    /// The draft that is changed, and how much of it may.
    pub(super) change: Option<(DraftContent, Scope)>,
}

impl DraftCheck {
    fn read(&self, value: &Value) -> Result<DraftContent, Vec<Problem>> {
        let as_problems = |problems: Vec<domain::draft::Problem>| -> Vec<Problem> {
            problems.into_iter().map(|problem| Problem::new(problem.key, problem.message)).collect()
        };
        match &self.change {
            None => from_model(value, self.format).map_err(as_problems),
            Some((before, Scope::Field(only))) => self.read_part(value, before, *only).map_err(as_problems),
            Some((before, scope)) => {
                from_model(&completed(value, before, *scope, self.format), self.format).map_err(as_problems)
            }
        }
    }

    /// One field alone: what is wrong with the others is not this answer's matter.
    fn read_part(
        &self,
        value: &Value,
        before: &DraftContent,
        only: Field,
    ) -> Result<DraftContent, Vec<domain::draft::Problem>> {
        let key = model_key(only, self.format);
        if !speaks_of(value, only, self.format) {
            let message = format!("the answer must be an object with the key \"{key}\"");
            return Err(vec![domain::draft::Problem { key: key.to_owned(), message }]);
        }
        let whole = completed(value, before, Scope::Field(only), self.format);
        let mut wrong = from_model(&whole, self.format).err().unwrap_or_default();
        wrong.retain(|problem| problem.key == key || problem.key == only.as_str());
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut content = before.clone();
        copy(&partial(&whole), &mut content, only);
        Ok(content)
    }
}

impl Validator<DraftContent> for DraftCheck {
    fn validate(&self, value: &Value) -> Result<DraftContent, Vec<Problem>> {
        let content = self.read(value)?;
        let wrong: Vec<_> = match self.change {
            Some((_, Scope::Rules)) => broken(&self.rules, &content, self.format)
                .map(|check| Problem::new(check.field.as_str(), told(&check)))
                .collect(),
            // Another part is not this answer's matter.
            Some((_, Scope::Field(only))) if content.has(only) => Vec::new(),
            Some((_, Scope::Field(only))) => vec![Problem::new(only.as_str(), "must not be empty")],
            Some((_, Scope::Whole | Scope::Split)) | None => self
                .rules
                .required_sections(self.format)
                .filter(|field| !content.has(*field))
                .map(|field| Problem::new(field.as_str(), "is required and must not be empty"))
                .collect(),
        };
        if wrong.is_empty() { Ok(content) } else { Err(wrong) }
    }

    fn settle_for(&self, value: &Value) -> Option<DraftContent> {
        let mut content = self.read(value).ok()?;
        match &self.change {
            None => {}
            Some((_, Scope::Field(only))) => return Some(content).filter(|content| content.has(*only)),
            // A part that was there is not lost to an answer without it.
            Some((before, Scope::Whole | Scope::Rules | Scope::Split)) => {
                for field in self.rules.required_sections(self.format).filter(|field| before.has(*field)) {
                    if !content.has(field) {
                        copy(before, &mut content, field);
                    }
                }
            }
        }
        Some(content)
    }
}

/// The broken rules that a model can do something about. A number of points it finds honest is not one of them.
pub(in crate::drafting) fn broken(
    rules: &RuleSet,
    content: &DraftContent,
    format: DraftFormat,
) -> impl Iterator<Item = Check> + use<> {
    evaluate(rules, content, format)
        .into_iter()
        .filter(|check| check.blocks() && check.field != Field::StoryPoints)
}

/// A broken rule as a model is told.
pub(super) fn told(check: &Check) -> String {
    let found = if check.found.is_empty() { String::new() } else { format!(" ({})", check.found) };
    format!("{}{found}; expected: {}", check.title, check.expected)
}
