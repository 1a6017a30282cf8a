//! Changing a draft with a model: what is asked for, and what becomes of the answer.

use super::{DraftContent, DraftFormat, Field, Origin, Origins, Scenario};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What a revision may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Scope {
    /// Every field.
    Whole,
    /// One field.
    Field(Field),
    /// Whatever keeps the draft from following its rules.
    Rules,
    /// Nothing of the draft: parts of it are proposed.
    Split,
}

impl Scope {
    /// From a form or storage: `whole`, `rules`, `split`, or a field's stable name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "whole" => Some(Self::Whole),
            "rules" => Some(Self::Rules),
            "split" => Some(Self::Split),
            field => Field::parse(field).map(Self::Field),
        }
    }
    /// As stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Rules => "rules",
            Self::Split => "split",
            Self::Field(field) => field.as_str(),
        }
    }
    const fn allows(self, field: Field) -> bool {
        match self {
            Self::Whole | Self::Rules => true,
            Self::Split => false,
            Self::Field(only) => only as u8 == field as u8,
        }
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.as_str().to_owned()
    }
}

impl TryFrom<String> for Scope {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("expected whole, rules, split or a field")
    }
}

/// A change that a person asks a model for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revise {
    /// What may change.
    pub scope: Scope,
    /// What is wanted, in the person's words; may be empty except for the whole draft.
    #[serde(default)]
    pub instructions: String,
}

/// What a model wrote for fields that a person had written by hand: shown, and taken over only when they say so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Proposals {
    /// The fields that have one.
    pub fields: BTreeSet<Field>,
    /// Their text; the other fields are empty.
    pub content: DraftContent,
}

impl Proposals {
    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Forgets one; says whether it was there.
    pub fn remove(&mut self, field: Field) -> bool {
        copy(&DraftContent::default(), &mut self.content, field);
        self.fields.remove(&field)
    }

    fn insert(&mut self, field: Field, from: &DraftContent) {
        copy(from, &mut self.content, field);
        self.fields.insert(field);
    }
}

/// The fields of a draft, and who wrote them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Authored {
    /// The fields.
    pub content: DraftContent,
    /// Who wrote which.
    pub origins: Origins,
    /// What is left to a person's decision.
    pub proposals: Proposals,
}

/// Puts a model's answer into a draft. Only what `scope` allows changes, and never what a person wrote by hand: that
/// becomes a proposal.
pub fn merge(before: &Authored, answer: &DraftContent, scope: Scope, format: DraftFormat) -> Authored {
    let mut after = before.clone();
    for field in Field::ALL.into_iter().filter(|field| field.belongs_to(format) && scope.allows(*field)) {
        after.proposals.remove(field);
        if same(&before.content, answer, field) {
            continue;
        }
        if before.origins.get(&field) == Some(&Origin::Person) {
            after.proposals.insert(field, answer);
        } else {
            copy(answer, &mut after.content, field);
        }
    }
    after
}

/// Takes one field from another draft.
pub fn copy(from: &DraftContent, to: &mut DraftContent, field: Field) {
    match field {
        Field::Summary => to.summary.clone_from(&from.summary),
        Field::Story => to.story.clone_from(&from.story),
        Field::AcceptanceCriteria => to.acceptance_criteria.clone_from(&from.acceptance_criteria),
        Field::Scenarios => to.scenarios.clone_from(&from.scenarios),
        Field::StlcNotes => to.stlc_notes.clone_from(&from.stlc_notes),
        Field::StoryPoints => to.story_points = from.story_points,
        Field::Labels => to.labels.clone_from(&from.labels),
        Field::Priority => to.priority.clone_from(&from.priority),
        Field::Components => to.components.clone_from(&from.components),
    }
}

/// Whether a field is the same in two drafts.
pub fn same(one: &DraftContent, other: &DraftContent, field: Field) -> bool {
    super::as_text(one, field) == super::as_text(other, field)
}

/// What is being written, on top of what was there: a field counts as soon as something of it is there, unless a person
/// wrote it by hand.
pub fn overlaid(before: &DraftContent, origins: &Origins, written: &DraftContent) -> DraftContent {
    let mut shown = before.clone();
    let by_model = |field: &Field| origins.get(field) != Some(&Origin::Person);
    for field in Field::ALL.into_iter().filter(|field| by_model(field) && written.has(*field)) {
        copy(written, &mut shown, field);
    }
    shown
}

/// The key under which a model reads and writes a field.
pub const fn model_key(field: Field, format: DraftFormat) -> &'static str {
    match (field, format) {
        (Field::Story, DraftFormat::Bdd) => "feature",
        (Field::Story, DraftFormat::Custom) => "description",
        (field, _) => field.as_str(),
    }
}

/// A draft as the object that a model is asked for.
pub fn to_model(content: &DraftContent, format: DraftFormat) -> Map<String, Value> {
    let fields = Field::ALL.into_iter().filter(|field| field.belongs_to(format));
    fields.map(|field| (model_key(field, format).to_owned(), value(content, field))).collect()
}

fn value(content: &DraftContent, field: Field) -> Value {
    match field {
        Field::Summary => json!(content.summary),
        Field::Story => json!(content.story),
        Field::AcceptanceCriteria => json!(content.acceptance_criteria),
        Field::Scenarios => {
            let scenario =
                |s: &Scenario| json!({ "name": s.name, "given": s.given, "when": s.when, "then": s.then });
            content.scenarios.iter().map(scenario).collect()
        }
        Field::StlcNotes => json!(content.stlc_notes),
        Field::StoryPoints => json!(content.story_points),
        Field::Labels => json!(content.labels),
        Field::Priority => json!(content.priority),
        Field::Components => json!(content.components),
    }
}

/// A model's answer with what it left out: keys that it did not write, or may not, stay as they were.
pub fn completed(answer: &Value, before: &DraftContent, scope: Scope, format: DraftFormat) -> Value {
    let Value::Object(answer) = answer else { return answer.clone() };
    let mut whole = to_model(before, format);
    for (key, value) in answer {
        match field_of_key(key, format) {
            // Nothing said is not a wish for nothing, except for an estimate.
            Some(field) if scope.allows(field) && (!value.is_null() || field == Field::StoryPoints) => {
                whole.insert(model_key(field, format).to_owned(), value.clone());
            }
            // Not this field's turn, or no field at all.
            _ => {}
        }
    }
    Value::Object(whole)
}

/// Whether an answer says anything about a field.
pub fn speaks_of(answer: &Value, field: Field, format: DraftFormat) -> bool {
    answer.as_object().is_some_and(|answer| answer.keys().any(|key| field_of_key(key, format) == Some(field)))
}

/// The field that a key of a model's answer means; models have names of their own for some.
fn field_of_key(key: &str, format: DraftFormat) -> Option<Field> {
    match key {
        "title" => Some(Field::Summary),
        "feature" | "description" | "user_story" => Some(Field::Story),
        key => Field::parse(key).filter(|field| field.belongs_to(format)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{as_text, from_model};
    use std::collections::BTreeMap;

    fn content() -> DraftContent {
        DraftContent {
            summary: "Let patients move an appointment".into(),
            story: "As a patient".into(),
            acceptance_criteria: vec!["one".into(), "two".into()],
            stlc_notes: "Regression".into(),
            story_points: Some(2.0),
            labels: vec!["portal".into()],
            priority: Some("High".into()),
            ..DraftContent::default()
        }
    }

    fn before(by_hand: &[Field]) -> Authored {
        let origins = by_hand.iter().map(|field| (*field, Origin::Person)).collect::<BTreeMap<_, _>>();
        Authored { content: content(), origins, proposals: Proposals::default() }
    }

    #[test]
    fn what_a_person_wrote_becomes_a_proposal_and_the_rest_is_taken() {
        let answer = DraftContent { summary: "Other".into(), story: "As a nurse".into(), ..content() };
        let merged = merge(&before(&[Field::Summary]), &answer, Scope::Whole, DraftFormat::Classic);
        assert_eq!(merged.content.summary, content().summary);
        assert_eq!(merged.content.story, "As a nurse");
        assert_eq!(merged.proposals.fields, BTreeSet::from([Field::Summary]));
        assert_eq!(merged.proposals.content.summary, "Other");
        assert_eq!(merged.origins.get(&Field::Summary), Some(&Origin::Person));
    }

    #[test]
    fn one_field_leaves_the_others_and_their_proposals_alone() {
        let answer = DraftContent { summary: "Other".into(), stlc_notes: "New".into(), ..content() };
        let first = merge(&before(&[Field::Summary]), &answer, Scope::Whole, DraftFormat::Classic);
        let answer = DraftContent { stlc_notes: "Newer".into(), ..DraftContent::default() };
        let scope = Scope::Field(Field::StlcNotes);
        let second = merge(&first, &answer, scope, DraftFormat::Classic);
        assert_eq!(second.content, DraftContent { stlc_notes: "Newer".into(), ..content() });
        assert_eq!(second.proposals, first.proposals);
    }

    #[test]
    fn a_proposal_goes_when_the_model_comes_to_the_persons_text() {
        let answer = DraftContent { summary: "Other".into(), ..content() };
        let first = merge(&before(&[Field::Summary]), &answer, Scope::Whole, DraftFormat::Classic);
        let second = merge(&first, &content(), Scope::Whole, DraftFormat::Classic);
        assert!(second.proposals.is_empty());
        assert_eq!(second.proposals.content, DraftContent::default());
    }

    #[test]
    fn what_an_answer_leaves_out_stays() {
        let whole = completed(&json!({"summary": "New"}), &content(), Scope::Whole, DraftFormat::Classic);
        let read = from_model(&whole, DraftFormat::Classic).unwrap();
        assert_eq!(read, DraftContent { summary: "New".into(), ..content() });
        let scope = Scope::Field(Field::StlcNotes);
        let answer = json!({"summary": "New", "stlc_notes": ["a"], "x": 1});
        let read =
            from_model(&completed(&answer, &content(), scope, DraftFormat::Classic), DraftFormat::Classic);
        assert_eq!(read.unwrap(), DraftContent { stlc_notes: "- a".into(), ..content() });
    }

    #[test]
    fn names_of_a_models_own_and_nothing_said_are_understood() {
        let answer = json!({"title": "New", "user_story": "Mine", "labels": null, "story_points": null});
        let whole = completed(&answer, &content(), Scope::Whole, DraftFormat::Classic);
        let read = from_model(&whole, DraftFormat::Classic).unwrap();
        let expected =
            DraftContent { summary: "New".into(), story: "Mine".into(), story_points: None, ..content() };
        assert_eq!(read, expected);
        assert!(speaks_of(&answer, Field::Story, DraftFormat::Bdd));
        assert!(!speaks_of(&answer, Field::StlcNotes, DraftFormat::Classic));
    }

    #[test]
    fn a_draft_reads_back_as_a_model_is_shown_it() {
        for format in DraftFormat::ALL {
            let scenario = Scenario { name: "Move".into(), given: vec!["a".into()], ..Scenario::default() };
            let draft = match format {
                DraftFormat::Classic | DraftFormat::Custom => content(),
                DraftFormat::Bdd => {
                    DraftContent { acceptance_criteria: Vec::new(), scenarios: vec![scenario], ..content() }
                }
            };
            let read = from_model(&Value::Object(to_model(&draft, format)), format).unwrap();
            for field in Field::ALL {
                assert_eq!(as_text(&read, field), as_text(&draft, field), "{field:?}");
            }
        }
    }

    #[test]
    fn half_a_field_shows_at_once_and_the_others_stay() {
        let written = DraftContent { story: "As".into(), ..DraftContent::default() };
        let shown = |by_hand: &[Field]| overlaid(&content(), &before(by_hand).origins, &written);
        assert_eq!(shown(&[]), DraftContent { story: "As".into(), ..content() });
        assert_eq!(shown(&[Field::Story]), content());
    }
}
