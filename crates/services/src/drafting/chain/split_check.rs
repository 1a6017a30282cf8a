//! What a model's answer has to be before it becomes the parts of a draft.

use super::check::told;
use domain::{
    draft::{DraftContent, DraftFormat},
    rules::{Check, RuleSet},
    split::{FEWEST, Part, from_model, least_parts, report, settle},
};
use llm::chain::{Problem, Validator};
use serde_json::Value;

/// Only what a writer has to mend is shown to the model: too few parts, or a part that breaks a rule in its words.
/// Everything else is settled without asking again.
pub(super) struct SplitCheck {
    pub(super) whole: DraftContent,
    pub(super) format: DraftFormat,
    pub(super) rules: RuleSet,
}

impl SplitCheck {
    fn read(&self, value: &Value) -> Result<Vec<Part>, Vec<Problem>> {
        from_model(value, self.format).map_err(|problems| {
            problems.into_iter().map(|problem| Problem::new(problem.key, problem.message)).collect()
        })
    }
}

impl Validator<Vec<Part>> for SplitCheck {
    fn validate(&self, value: &Value) -> Result<Vec<Part>, Vec<Problem>> {
        let parts = self.read(value)?;
        let least = least_parts(self.whole.story_points, self.rules.most_points());
        // One or two too few are made by dividing a part; much too few are no split.
        if parts.len() < FEWEST || parts.len() + 2 < least {
            return Err(vec![Problem::new("parts", format!("must have at least {least} entries"))]);
        }
        let settled = settle(&self.whole, self.format, &self.rules, parts);
        let report = report(&self.whole, self.format, &self.rules, &settled);
        let broken: Vec<Problem> = report
            .checks
            .iter()
            .enumerate()
            .flat_map(|(at, checks)| {
                checks.iter().filter(|check| check.blocks()).map(move |check| (at, check))
            })
            .map(|(at, check): (usize, &Check)| {
                Problem::new(format!("parts[{}].{}", at + 1, check.field.as_str()), told(check))
            })
            .collect();
        if broken.is_empty() { Ok(settled) } else { Err(broken) }
    }

    fn settle_for(&self, value: &Value) -> Option<Vec<Part>> {
        let parts = self.read(value).ok()?;
        Some(settle(&self.whole, self.format, &self.rules, parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::rules::{Demand, Rule};
    use serde_json::json;

    fn check(points: f32) -> SplitCheck {
        let whole = DraftContent {
            summary: "Move an appointment".into(),
            story: "s".into(),
            acceptance_criteria: vec!["The old slot is free.".into(), "A letter is sent.".into()],
            stlc_notes: "n".into(),
            story_points: Some(points),
            ..DraftContent::default()
        };
        SplitCheck { whole, format: DraftFormat::Classic, rules: RuleSet::default() }
    }

    fn parts(count: usize) -> Value {
        let part =
            |at| json!({"summary": format!("Part {at}"), "story": "s", "story_points": 9, "covers": [at]});
        json!({ "parts": (1..=count).map(part).collect::<Vec<_>>() })
    }

    #[test]
    fn what_can_be_settled_costs_no_other_question() {
        let settled = check(8.0).validate(&parts(2)).unwrap();
        assert_eq!(settled.len(), 3);
        assert!(settled.iter().all(|part| part.content.story_points <= Some(3.0)));
    }

    #[test]
    fn one_part_and_far_too_few_are_shown_to_the_model_and_divided_in_the_end() {
        assert_eq!(check(8.0).validate(&parts(1)).unwrap_err()[0].path, "parts");
        assert!(check(20.0).validate(&parts(2)).is_err());
        assert_eq!(check(20.0).settle_for(&parts(2)).unwrap().len(), 7);
        assert!(check(8.0).settle_for(&json!({"summary": "x"})).is_none());
    }

    #[test]
    fn a_broken_rule_of_a_part_is_named_with_its_part() {
        let mut check = check(4.0);
        check.rules.rules.push(Rule::strict(Demand::ForbiddenWords { words: vec!["Part 2".into()] }));
        let problems = check.validate(&parts(2)).unwrap_err();
        assert!(problems[0].to_string().contains("parts[2].summary"), "{problems:?}");
    }
}
