//! Rules out of the form in which people change them.

use contract::{
    Outcome,
    commands::{MEASURED, RulesForm, Weight, weight_name},
};
use domain::{
    draft::{DraftContent, Field, set_text},
    failure::{Failure, Severity},
    jira::{IssueKind, ProjectKey},
    limits,
    rules::{Demand, Rule, RuleSet},
    text::{length, one_line},
};
use std::collections::BTreeSet;
use store::rule_sets::Scope;

/// The drafts and the rules for them, or every field's problem at once.
pub(super) fn read(form: &RulesForm) -> Outcome<(Scope, RuleSet)> {
    let mut reading = Reading { failure: Failure::user("rules.invalid", "Some fields need another look.") };
    let scope = reading.scope(form);
    let mut set = RuleSet::NONE;
    for field in MEASURED {
        let demands = reading.lengths(form, field);
        set.rules.extend(demands.into_iter().map(|demand| reading.rule(demand, "length", &form.length)));
    }
    let demand = reading.points(form);
    set.rules.extend(demand.map(|demand| reading.rule(demand, "points", &form.points)));
    let demands = reading.sections(form);
    set.rules.extend(demands.into_iter().map(|demand| reading.rule(demand, "section", &form.section)));
    let words = reading.words("forbidden", &form.forbidden);
    if !words.is_empty() {
        set.rules.push(reading.rule(Demand::ForbiddenWords { words }, "forbid", &form.forbid));
    }
    let words = reading.words("required", &form.required);
    if !words.is_empty() {
        let field = reading.place(form);
        set.rules.push(reading.rule(Demand::RequiredWords { field, words }, "require", &form.require));
    }
    let given = reading.given(form);
    (set.labels, set.components) = (given.labels, given.components);
    if reading.failure.fields.is_empty() { Ok((scope, set)) } else { Err(reading.failure) }
}

/// Collects what is wrong.
struct Reading {
    failure: Failure,
}

impl Reading {
    fn wrong(&mut self, field: &str, words: impl Into<String>) {
        // Moved out and back: a failure is built, not changed.
        let failure = std::mem::replace(&mut self.failure, Failure::internal());
        self.failure = failure.with_field(field, words);
    }

    fn scope(&mut self, form: &RulesForm) -> Scope {
        let project = match form.scope.project.trim() {
            "" => None,
            key => ProjectKey::parse(key).map_err(|problem| self.wrong("project", problem.to_string())).ok(),
        };
        let kind = match form.scope.kind.as_str() {
            "" => None,
            kind => {
                let found = IssueKind::parse(kind);
                if found.is_none() {
                    self.wrong("kind", "Choose a kind of issue, or every one.");
                }
                found
            }
        };
        Scope { project, kind }
    }

    fn rule(&mut self, demand: Demand, group: &str, weight: &Weight) -> Rule {
        let known = [Severity::Blocking, Severity::Warning];
        let severity = known.into_iter().find(|severity| weight_name(*severity) == weight.severity);
        if severity.is_none() {
            self.wrong(group, "Choose whether it blocks or warns.");
        }
        let severity = severity.unwrap_or_default();
        // A warning stands in nobody's way.
        let bypassable = weight.bypass == "true" && severity == Severity::Blocking;
        Rule { demand, severity, bypassable }
    }

    fn lengths(&mut self, form: &RulesForm, field: Field) -> Vec<Demand> {
        let typed = form.measure(field);
        let (longest, default) = match field {
            Field::Summary => (limits::JIRA_SUMMARY, Some(limits::JIRA_SUMMARY)),
            _ => (limits::SECTION, None),
        };
        let mut characters = |end: &str, text: &str| match text.trim() {
            "" => None,
            text => {
                let number = text.parse::<usize>().ok().filter(|number| (1..=longest).contains(number));
                if number.is_none() {
                    let words = format!("Write a whole number from 1 to {longest}, or nothing.");
                    self.wrong(&format!("{}_{end}", field.as_str()), words);
                }
                number
            }
        };
        let (min, max) = (characters("min", &typed.min), characters("max", &typed.max));
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            let words = format!("The shortest length is above the longest, {max}.");
            self.wrong(&format!("{}_min", field.as_str()), words);
        }
        let max = max.or(default).map(|max| Demand::MaxLength { field, max });
        max.into_iter().chain(min.map(|min| Demand::MinLength { field, min })).collect()
    }

    fn points(&mut self, form: &RulesForm) -> Option<Demand> {
        let text = form.max_points.trim().replace(',', ".");
        if text.is_empty() {
            return None;
        }
        let points = text.parse::<f32>().ok().filter(|points| (0.5..=limits::POINTS).contains(points));
        if points.is_none() {
            self.wrong("max_points", format!("Write a number from 0.5 to {}, or nothing.", limits::POINTS));
        }
        points.map(|max| Demand::MaxPoints { max })
    }

    fn sections(&mut self, form: &RulesForm) -> Vec<Demand> {
        let mut fields = BTreeSet::new();
        for name in &form.sections {
            match Field::parse(name) {
                Some(field) => _ = fields.insert(field),
                None => return self.unknown_section(),
            }
        }
        fields.into_iter().map(|field| Demand::RequiredSection { field }).collect()
    }

    fn unknown_section(&mut self) -> Vec<Demand> {
        self.wrong("sections", "There is no such field in a draft.");
        Vec::new()
    }

    fn words(&mut self, field: &str, text: &str) -> Vec<String> {
        let words: Vec<String> = text.lines().map(one_line).filter(|line| !line.is_empty()).collect();
        if words.len() > limits::RULE_WORDS {
            self.wrong(field, format!("There can be at most {} lines.", limits::RULE_WORDS));
        } else if let Some(long) = words.iter().find(|word| length(word) > limits::RULE_WORD) {
            let words =
                format!("A line can have at most {} characters; “{long:.20}…” has more.", limits::RULE_WORD);
            self.wrong(field, words);
        } else if let Some(bare) = words.iter().find(|word| word.chars().all(|c| c == '*' || c == ' ')) {
            self.wrong(field, format!("“{bare}” stands for every word; write a part of it as well."));
        }
        words
    }

    fn place(&mut self, form: &RulesForm) -> Option<Field> {
        if form.required_in.is_empty() {
            return None;
        }
        let field = Field::parse(&form.required_in);
        if field.is_none() {
            self.wrong("required_in", "There is no such field in a draft.");
        }
        field
    }

    /// Labels and components, as a draft takes them.
    fn given(&mut self, form: &RulesForm) -> DraftContent {
        let mut content = DraftContent::default();
        for (field, text) in [(Field::Labels, &form.labels), (Field::Components, &form.components)] {
            if let Err(problem) = set_text(&mut content, field, text) {
                self.wrong(field.as_str(), problem.message);
            }
        }
        if content.components.len() > limits::RULE_COMPONENTS
            || content.components.iter().any(|name| length(name) > limits::LABEL)
        {
            let (most, long) = (limits::RULE_COMPONENTS, limits::LABEL);
            self.wrong("components", format!("There can be at most {most} components of {long} characters."));
        }
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(demand: Demand, severity: Severity, bypassable: bool) -> Rule {
        Rule { demand, severity, bypassable }
    }

    fn everything() -> RuleSet {
        let blocking = Severity::Blocking;
        RuleSet {
            rules: vec![
                rule(Demand::MaxLength { field: Field::Summary, max: 120 }, blocking, false),
                rule(Demand::MinLength { field: Field::Story, min: 20 }, blocking, false),
                rule(Demand::MaxPoints { max: 2.5 }, blocking, true),
                rule(Demand::RequiredSection { field: Field::StlcNotes }, Severity::Warning, false),
                rule(Demand::RequiredSection { field: Field::Priority }, Severity::Warning, false),
                rule(
                    Demand::ForbiddenWords { words: vec!["TBD".into(), "as soon as *".into()] },
                    blocking,
                    true,
                ),
                rule(
                    Demand::RequiredWords { field: Some(Field::StlcNotes), words: vec!["Owner".into()] },
                    Severity::Warning,
                    false,
                ),
            ],
            labels: vec!["web".into(), "clinic".into()],
            components: vec!["Patient portal".into()],
        }
    }

    #[test]
    fn what_the_form_shows_comes_back_as_the_same_rules() {
        for set in [everything(), RuleSet::default()] {
            let (scope, back) = read(&RulesForm::of(&set)).unwrap();
            assert_eq!(scope, Scope { project: None, kind: None });
            assert_eq!(back, set);
        }
    }

    #[test]
    fn an_empty_form_asks_for_nothing_but_a_summary_that_jira_takes() {
        let form = RulesForm {
            length: Weight { severity: "blocking".into(), ..Weight::default() },
            ..RulesForm::default()
        };
        let (_, set) = read(&form).unwrap();
        assert_eq!(set.rules, [Rule::strict(Demand::MaxLength { field: Field::Summary, max: 255 })]);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut form = RulesForm::of(&everything());
        form.scope.project = "1".into();
        form.scope.kind = "saga".into();
        form.max_points = "many".into();
        form.sections = vec!["poem".into()];
        form.summary.max = "256".into();
        form.story.min = "50".into();
        form.story.max = "40".into();
        form.forbidden = "*".into();
        form.required = "x\n".repeat(51);
        form.required_in = "poem".into();
        form.labels = "x".repeat(256);
        form.points.severity = "deadly".into();
        let failure = read(&form).unwrap_err();
        let fields: Vec<&str> = failure.fields.iter().map(|problem| problem.field.as_str()).collect();
        let wanted = [
            "project",
            "kind",
            "summary_max",
            "story_min",
            "max_points",
            "sections",
            "forbidden",
            "required",
            "required_in",
            "labels",
        ];
        assert_eq!(fields, wanted, "{failure:?}");
    }
}
