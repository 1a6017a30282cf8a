//! Splitting a draft that is too large for one issue, and breaking an epic down: the parts, what each of them covers,
//! and whether together they are what they came from.

mod answer;
mod bonds;
mod covering;
mod points;
mod settle;

pub use answer::from_model;
pub use bonds::{Bond, Tie, bonds};
pub use settle::settle;

use crate::{
    draft::{DraftContent, DraftFormat, points_text},
    jira::IssueKind,
    limits,
    rules::{Check, RuleSet, evaluate},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The fewest parts that are a split.
pub const FEWEST: usize = 2;

/// How the parts belong together in Jira.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// The draft becomes an epic, the parts are issues in it.
    Epic,
    /// The draft stays what it is, the parts are its sub-tasks.
    SubTasks,
    /// The parts take the draft's place, side by side.
    Siblings,
}

impl Shape {
    /// Every shape, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Epic, Self::SubTasks, Self::Siblings];
    /// As stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Epic => "epic",
            Self::SubTasks => "sub_tasks",
            Self::Siblings => "siblings",
        }
    }
    /// From storage or a form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.as_str() == text)
    }
    /// Whether a draft can be split like this: nothing is above an epic or below a sub-task, and an issue in an epic
    /// does not become one.
    pub fn fits(self, kind: IssueKind, has_parent: bool) -> bool {
        match self {
            Self::Epic => kind == IssueKind::Epic || (kind != IssueKind::SubTask && !has_parent),
            Self::SubTasks => !matches!(kind, IssueKind::Epic | IssueKind::SubTask),
            Self::Siblings => kind != IssueKind::Epic,
        }
    }
    /// What is proposed for a draft.
    pub fn usual(kind: IssueKind, has_parent: bool) -> Self {
        if Self::Epic.fits(kind, has_parent) { Self::Epic } else { Self::Siblings }
    }
    /// The kind of the parts.
    pub const fn part_kind(self, of: IssueKind) -> IssueKind {
        match (self, of) {
            (Self::Epic, IssueKind::Epic) => IssueKind::Story,
            (Self::SubTasks, _) => IssueKind::SubTask,
            (Self::Epic | Self::Siblings, kind) => kind,
        }
    }
    /// What the draft itself becomes; nothing where the parts take its place.
    pub const fn whole_kind(self, of: IssueKind) -> Option<IssueKind> {
        match self {
            Self::Epic => Some(IssueKind::Epic),
            Self::SubTasks => Some(of),
            Self::Siblings => None,
        }
    }
    /// As people read it.
    pub fn label(self, of: IssueKind) -> String {
        match (self, of) {
            (Self::Epic, IssueKind::Epic) => "Stories in this epic".to_owned(),
            (Self::Epic, kind) => format!("An epic, each part a {} in it", kind.label().to_lowercase()),
            (Self::SubTasks, kind) => {
                format!("This {} with sub-tasks", kind.label().to_lowercase())
            }
            (Self::Siblings, _) => "Issues side by side in place of this one".to_owned(),
        }
    }
}

/// One part.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Part {
    /// Its fields.
    pub content: DraftContent,
    /// The criteria or scenarios of the whole that it covers, counted from 0.
    #[serde(default)]
    pub covers: BTreeSet<usize>,
    /// The parts that have to be done before it, counted from 0.
    #[serde(default)]
    pub after: BTreeSet<usize>,
}

/// A draft in parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// How the parts belong together.
    pub shape: Shape,
    /// In the order in which they are done.
    pub parts: Vec<Part>,
    /// The version of the draft that was split.
    pub of_version: i32,
    /// Counts saved changes of the split; a change names the one it saw.
    pub version: i32,
    /// What the draft was before its parts were made, to take that back.
    #[serde(default)]
    pub made_of: Option<MadeOf>,
}

/// A draft before its parts were made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MadeOf {
    /// Its kind.
    pub kind: IssueKind,
    /// Its points.
    pub points: Option<f32>,
}

/// What the parts have to cover: a draft's criteria, or the names of its scenarios.
pub fn criteria(whole: &DraftContent, format: DraftFormat) -> Vec<String> {
    match format {
        DraftFormat::Classic | DraftFormat::Custom => whole.acceptance_criteria.clone(),
        DraftFormat::Bdd => whole.scenarios.iter().map(|scenario| scenario.name.clone()).collect(),
    }
}

/// How many parts a draft needs at least, so that none is above the most points of an issue.
pub fn least_parts(points: Option<f32>, most: Option<f32>) -> usize {
    let needed = match (points, most) {
        (Some(points), Some(most)) if most > 0.0 && points > most => (points / most).ceil(),
        _ => 0.0,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "points are bounded by `limits::POINTS`, and a quotient that is not is capped"
    )]
    let needed = needed.min(100_000.0) as usize;
    needed.max(FEWEST)
}

/// Whether a draft can be split into as few parts as one split may have.
pub fn fits_one_split(points: Option<f32>, most: Option<f32>) -> bool {
    least_parts(points, most) <= limits::PARTS
}

/// What is known of a split, for the person and before its parts are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The criteria that no part covers.
    pub uncovered: Vec<usize>,
    /// The whole's points, when it has some.
    pub whole_points: Option<f32>,
    /// The sum of the parts' points.
    pub points: f32,
    /// Each part's rules.
    pub checks: Vec<Vec<Check>>,
    /// There are as many parts as a split has at least, and at most.
    pub count_fits: bool,
}

impl Report {
    /// Whether the parts' points are those of the whole; nothing to compare is fine.
    pub fn adds_up(&self) -> bool {
        self.whole_points.is_none_or(|whole| (whole - self.points).abs() < 0.005)
    }
    /// Parts that break a rule that is in the way.
    pub fn broken(&self) -> impl Iterator<Item = usize> {
        let broken = |(at, checks): (usize, &Vec<Check>)| checks.iter().any(Check::blocks).then_some(at);
        self.checks.iter().enumerate().filter_map(broken)
    }
    /// Whether the parts can be made: nothing is lost, and each of them keeps its rules. Whether they add up is worth
    /// a look, no more: smaller things are estimated better.
    pub fn is_sound(&self) -> bool {
        self.count_fits && self.uncovered.is_empty() && self.broken().next().is_none()
    }
    /// The sum in words: `8 points: 3 + 3 + 2`.
    pub fn sum(&self, parts: &[Part]) -> String {
        let each: Vec<_> =
            parts.iter().map(|part| part.content.story_points.map_or("?".to_owned(), points_text)).collect();
        format!("{} points: {}", points_text(self.points), each.join(" + "))
    }
}

/// Holds the parts against the whole, and each of them against the rules of its kind.
pub fn report(whole: &DraftContent, format: DraftFormat, rules: &RuleSet, parts: &[Part]) -> Report {
    let covered: BTreeSet<usize> = parts.iter().flat_map(|part| part.covers.iter().copied()).collect();
    let wanted = criteria(whole, format).len();
    Report {
        uncovered: (0..wanted).filter(|at| !covered.contains(at)).collect(),
        whole_points: whole.story_points,
        points: parts.iter().filter_map(|part| part.content.story_points).sum(),
        checks: parts.iter().map(|part| evaluate(rules, &part.content, format)).collect(),
        count_fits: (FEWEST..=limits::PARTS).contains(&parts.len()),
    }
}

/// Takes a part out; what the others say of parts follows.
pub fn remove(parts: &mut Vec<Part>, at: usize) {
    if at >= parts.len() {
        return;
    }
    parts.remove(at);
    for part in parts {
        part.after = part
            .after
            .iter()
            .filter(|other| **other != at)
            .map(|other| if *other > at { other - 1 } else { *other })
            .collect();
    }
}

/// Drops what no part can mean: itself, parts and criteria that are not there, and what would make a circle.
pub fn tidy(parts: &mut [Part], criteria: usize) {
    let count = parts.len();
    let mut kept: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    for at in 0..count {
        parts[at].covers.retain(|criterion| *criterion < criteria);
        for before in std::mem::take(&mut parts[at].after) {
            if before < count && before != at && !leads_to(&kept, before, at) {
                kept[at].insert(before);
            }
        }
    }
    for (part, after) in parts.iter_mut().zip(kept) {
        part.after = after;
    }
}

/// Whether `from` comes after `to`, directly or through others.
fn leads_to(after: &[BTreeSet<usize>], from: usize, to: usize) -> bool {
    let (mut open, mut seen) = (vec![from], BTreeSet::new());
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(after[at].iter().copied());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(after: &[usize]) -> Part {
        Part { after: after.iter().copied().collect(), ..Part::default() }
    }

    #[test]
    fn circles_and_strangers_are_dropped() {
        let mut parts = vec![part(&[0, 1, 9]), part(&[2]), part(&[0])];
        parts[0].covers = BTreeSet::from([0, 5]);
        tidy(&mut parts, 1);
        assert_eq!(parts[0].covers, BTreeSet::from([0]));
        let after: Vec<Vec<usize>> = parts.iter().map(|part| part.after.iter().copied().collect()).collect();
        assert_eq!(after, [vec![1], vec![2], vec![]]);
    }

    #[test]
    fn a_part_that_goes_takes_its_number_with_it() {
        let mut parts = vec![part(&[]), part(&[0]), part(&[0, 1])];
        remove(&mut parts, 0);
        assert_eq!(parts, [part(&[]), part(&[0])]);
        remove(&mut parts, 7);
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn the_shapes_fit_what_jira_has() {
        use IssueKind::{Bug, Epic, Story, SubTask};
        let offered = |kind, parent| -> Vec<&str> {
            Shape::ALL.into_iter().filter(|shape| shape.fits(kind, parent)).map(Shape::as_str).collect()
        };
        assert_eq!(offered(Story, false), ["epic", "sub_tasks", "siblings"]);
        assert_eq!(offered(Bug, true), ["sub_tasks", "siblings"]);
        assert_eq!(offered(Epic, false), ["epic"]);
        assert_eq!(offered(SubTask, true), ["siblings"]);
        for kind in IssueKind::ALL {
            for parent in [false, true] {
                let usual = Shape::usual(kind, parent);
                assert!(usual.fits(kind, parent && kind != Epic), "{kind:?} {parent}");
            }
        }
        assert_eq!(Shape::Epic.part_kind(Epic), Story);
    }

    #[test]
    fn as_many_parts_as_the_points_need() {
        assert_eq!(least_parts(Some(8.0), Some(3.0)), 3);
        assert_eq!(least_parts(Some(3.0), Some(3.0)), FEWEST);
        assert_eq!(least_parts(None, Some(3.0)), FEWEST);
        assert_eq!(least_parts(Some(40.0), None), FEWEST);
        assert_eq!(least_parts(Some(40.0), Some(1.0)), 40);
        assert!(fits_one_split(Some(40.0), Some(1.0)) && !fits_one_split(Some(41.0), Some(1.0)));
        assert!(!fits_one_split(Some(1_000.0), Some(f32::MIN_POSITIVE)));
    }
}
