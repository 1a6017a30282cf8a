//! Rules, as a form has them.

use domain::{
    draft::{Field, points_text},
    failure::Severity,
    ids::RuleSetId,
    rules::{Demand, Rule, RuleSet},
};
use serde::{Deserialize, Serialize};

/// The drafts that rules are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct DraftsOfRules {
    /// Project key; every one when empty.
    pub project: String,
    /// Kind; every one when empty.
    pub kind: String,
}

/// How much a group of rules counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Weight {
    /// `blocking`, `warning`.
    pub severity: String,
    /// `true` when an administrator may let a draft pass.
    pub bypass: String,
}

/// The shortest and the longest length of a text, in characters; empty for none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Measure {
    /// At least.
    pub min: String,
    /// At most.
    pub max: String,
}

/// A set of rules as it stands in its form; what is empty is no rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RulesForm {
    /// The drafts they are for.
    pub scope: DraftsOfRules,
    /// Most story points.
    pub max_points: String,
    /// How much that counts.
    pub points: Weight,
    /// Fields that have to be written.
    pub sections: Vec<String>,
    /// How much that counts.
    pub section: Weight,
    /// Length of the summary.
    pub summary: Measure,
    /// Length of the story.
    pub story: Measure,
    /// Length of the STLC notes.
    pub stlc_notes: Measure,
    /// How much that counts.
    pub length: Weight,
    /// Words that must not be used, a line each.
    pub forbidden: String,
    /// How much that counts.
    pub forbid: Weight,
    /// Words that must be there, a line each.
    pub required: String,
    /// Where; anywhere when empty.
    pub required_in: String,
    /// How much that counts.
    pub require: Weight,
    /// Labels that every draft gets, with spaces between them.
    pub labels: String,
    /// Components that every draft gets, with commas between them.
    pub components: String,
}

/// Adding or changing rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRuleSet {
    /// The set to change; a new one when `None`.
    #[serde(default)]
    pub id: Option<RuleSetId>,
    /// What it shall be.
    pub form: RulesForm,
}

/// The fields whose length a rule can limit.
pub const MEASURED: [Field; 3] = [Field::Summary, Field::Story, Field::StlcNotes];

impl RulesForm {
    /// The rules as a form shows them.
    pub fn of(set: &RuleSet) -> Self {
        let mut form =
            Self { labels: set.labels.join(" "), components: set.components.join(", "), ..Self::default() };
        for weight in
            [&mut form.points, &mut form.section, &mut form.length, &mut form.forbid, &mut form.require]
        {
            weight_name(Severity::Blocking).clone_into(&mut weight.severity);
        }
        for rule in &set.rules {
            form.add(rule);
        }
        form
    }

    fn add(&mut self, rule: &Rule) {
        let weight = Weight {
            severity: weight_name(rule.severity).to_owned(),
            bypass: if rule.bypassable { "true".to_owned() } else { String::new() },
        };
        match &rule.demand {
            Demand::MaxPoints { max } => {
                self.max_points = points_text(*max);
                self.points = weight;
            }
            Demand::RequiredSection { field } => {
                self.sections.push(field.as_str().to_owned());
                self.section = weight;
            }
            Demand::MinLength { field, min } => {
                self.limit(*field, |measure| measure.min = min.to_string(), weight);
            }
            Demand::MaxLength { field, max } => {
                self.limit(*field, |measure| measure.max = max.to_string(), weight);
            }
            Demand::ForbiddenWords { words } => {
                self.forbidden = words.join("\n");
                self.forbid = weight;
            }
            Demand::RequiredWords { field, words } => {
                self.required = words.join("\n");
                field.map(Field::as_str).unwrap_or_default().clone_into(&mut self.required_in);
                self.require = weight;
            }
        }
    }

    fn limit(&mut self, field: Field, limit: impl FnOnce(&mut Measure), weight: Weight) {
        let measure = match field {
            Field::Summary => &mut self.summary,
            Field::Story => &mut self.story,
            Field::StlcNotes => &mut self.stlc_notes,
            _ => return,
        };
        limit(measure);
        self.length = weight;
    }

    /// The length of one of [`MEASURED`], as typed.
    pub const fn measure(&self, field: Field) -> &Measure {
        match field {
            Field::Story => &self.story,
            Field::StlcNotes => &self.stlc_notes,
            _ => &self.summary,
        }
    }
}

/// As the form sends it.
pub const fn weight_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocking => "blocking",
        Severity::Warning | Severity::Info => "warning",
    }
}
