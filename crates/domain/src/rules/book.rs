//! Which rules apply to a draft: the installation's, and people's own per project and kind.

use super::{Demand, Rule, RuleSet};
use crate::{
    failure::Severity,
    ids::RuleSetId,
    jira::{IssueKind, ProjectKey},
};
use serde::{Deserialize, Serialize};

/// A person's own rules, and the drafts they are for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScopedRules {
    /// The rule set.
    pub id: RuleSetId,
    /// Drafts of this project; of every one when it is not said.
    pub project: Option<ProjectKey>,
    /// Drafts of this kind; of every one when it is not said.
    pub kind: Option<IssueKind>,
    /// The rules.
    pub rules: RuleSet,
}

impl ScopedRules {
    /// The drafts they are for, in words.
    pub fn name(&self) -> String {
        match (&self.project, self.kind) {
            (None, None) => "Every draft".to_owned(),
            (Some(project), None) => format!("{project}, every kind"),
            (None, Some(kind)) => format!("Every project, {}", kind.label()),
            (Some(project), Some(kind)) => format!("{project}, {}", kind.label()),
        }
    }

    /// How closely they fit, or not at all. A project counts more than a kind.
    fn fit(&self, project: &str, kind: IssueKind) -> Option<u8> {
        let fits = self.project.as_ref().is_none_or(|own| own.as_str() == project)
            && self.kind.is_none_or(|own| own == kind);
        fits.then(|| 2 * u8::from(self.project.is_some()) + u8::from(self.kind.is_some()))
    }
}

/// All the rules a person works under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleBook {
    /// The installation's.
    pub house: RuleSet,
    /// Whether the installation's apply beside a person's own; otherwise those take their place.
    pub enforced: bool,
    /// The person's own, at most one for each project and kind.
    pub own: Vec<ScopedRules>,
}

impl RuleBook {
    /// The person's own rules that fit closest.
    pub fn own_for(&self, project: &str, kind: IssueKind) -> Option<&ScopedRules> {
        let fitting = self.own.iter().filter_map(|own| Some((own.fit(project, kind)?, own)));
        fitting.max_by_key(|(fit, _)| *fit).map(|(_, own)| own)
    }

    /// What a draft of this project and kind is held against.
    pub fn applying(&self, project: &str, kind: IssueKind) -> RuleSet {
        let Some(own) = self.own_for(project, kind) else { return self.house.clone() };
        if !self.enforced {
            return own.rules.clone();
        }
        let mut set = self.house.clone();
        let is_covered = |rule: &Rule| self.house.rules.iter().any(|house| covers(house, rule));
        set.rules.extend(own.rules.rules.iter().filter(|rule| !is_covered(rule)).cloned());
        for (house, own) in
            [(&mut set.labels, &own.rules.labels), (&mut set.components, &own.rules.components)]
        {
            let new: Vec<_> = own.iter().filter(|name| !house.contains(name)).cloned().collect();
            house.extend(new);
        }
        set
    }
}

/// Whether whatever breaks `own` breaks `house` as well, with the same consequences at least.
fn covers(house: &Rule, own: &Rule) -> bool {
    let as_strict = match (&house.demand, &own.demand) {
        (Demand::MaxPoints { max: most }, Demand::MaxPoints { max }) => most <= max,
        (Demand::MaxLength { field: measured, max: most }, Demand::MaxLength { field, max }) => {
            measured == field && most <= max
        }
        (Demand::MinLength { field: measured, min: least }, Demand::MinLength { field, min }) => {
            measured == field && least >= min
        }
        (house, own) => house == own,
    };
    let as_severe = house.severity == Severity::Blocking || house.severity == own.severity;
    as_strict && as_severe && (!house.bypassable || own.bypassable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Field;

    fn own(project: Option<&str>, kind: Option<IssueKind>, max: f32) -> ScopedRules {
        ScopedRules {
            id: "00000000-0000-7000-8000-000000000001".parse().unwrap(),
            project: project.map(|key| ProjectKey::parse(key).unwrap()),
            kind,
            rules: RuleSet::standard(max, &[], 200),
        }
    }

    fn book(enforced: bool) -> RuleBook {
        let own = vec![
            own(None, None, 1.0),
            own(None, Some(IssueKind::Bug), 2.0),
            own(Some("CLINIC"), None, 4.0),
            own(Some("CLINIC"), Some(IssueKind::Bug), 8.0),
        ];
        RuleBook { house: RuleSet::default(), enforced, own }
    }

    #[test]
    fn the_closest_rules_apply() {
        let most = |project: &str, kind| book(false).applying(project, kind).most_points();
        assert_eq!(most("OTHER", IssueKind::Task), Some(1.0));
        assert_eq!(most("OTHER", IssueKind::Bug), Some(2.0));
        assert_eq!(most("CLINIC", IssueKind::Task), Some(4.0));
        assert_eq!(most("CLINIC", IssueKind::Bug), Some(8.0));
    }

    #[test]
    fn without_rules_of_ones_own_the_installations_apply() {
        let book = RuleBook { own: vec![own(Some("CLINIC"), None, 8.0)], ..book(false) };
        assert_eq!(book.applying("OTHER", IssueKind::Story), RuleSet::default());
    }

    #[test]
    fn enforced_rules_stay_beside_ones_own() {
        let set = book(true).applying("CLINIC", IssueKind::Bug);
        assert_eq!(set.most_points(), Some(3.0), "the stricter one counts");
        assert_eq!(set.longest(Field::Summary), Some(150));
        let summaries = set.demands().filter(|demand| matches!(demand, Demand::MaxLength { .. }));
        assert_eq!(summaries.count(), 1, "what is stricter counts, and is shown alone");
        let sections = set.demands().filter(|demand| matches!(demand, Demand::RequiredSection { .. }));
        assert_eq!(sections.count(), 2);
    }
}
