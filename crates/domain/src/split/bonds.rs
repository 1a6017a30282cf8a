//! What binds the issues of parts together, besides what is above them.

use super::{Shape, Split};

/// How two parts are bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// The first has to be done before the other.
    Before,
    /// They came from the same draft.
    Beside,
}

/// Two parts that are bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bond {
    /// How.
    pub tie: Tie,
    /// The first part, counted from 0.
    pub first: usize,
    /// The other one.
    pub then: usize,
}

/// What binds a part to others. Issues side by side, with nothing above them, are held together by the first of them.
pub fn bonds(split: &Split, part: usize) -> Vec<Bond> {
    let after = |one: usize, other: usize| split.parts.get(one).is_some_and(|one| one.after.contains(&other));
    let mut found = Vec::new();
    for other in (0..split.parts.len()).filter(|other| *other != part) {
        if after(part, other) {
            found.push(Bond { tie: Tie::Before, first: other, then: part });
        } else if after(other, part) {
            found.push(Bond { tie: Tie::Before, first: part, then: other });
        } else if split.shape == Shape::Siblings && (part == 0 || other == 0) {
            found.push(Bond { tie: Tie::Beside, first: part.min(other), then: part.max(other) });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::Part;

    fn split(shape: Shape) -> Split {
        let part = |after: &[usize]| Part { after: after.iter().copied().collect(), ..Part::default() };
        let parts = vec![part(&[]), part(&[0]), part(&[1])];
        Split { shape, parts, of_version: 1, version: 1, made_of: None }
    }

    #[test]
    fn what_comes_before_is_bound_from_both_ends() {
        let before = |first, then| Bond { tie: Tie::Before, first, then };
        assert_eq!(bonds(&split(Shape::Epic), 0), [before(0, 1)]);
        assert_eq!(bonds(&split(Shape::Epic), 1), [before(0, 1), before(1, 2)]);
        assert_eq!(bonds(&split(Shape::Epic), 9), []);
    }

    #[test]
    fn issues_side_by_side_are_held_together_by_the_first() {
        let beside = Bond { tie: Tie::Beside, first: 0, then: 2 };
        assert!(bonds(&split(Shape::Siblings), 2).contains(&beside));
        assert!(bonds(&split(Shape::Siblings), 0).contains(&beside));
        assert!(!bonds(&split(Shape::SubTasks), 2).contains(&beside));
    }
}
