//! Finding the criteria of a whole again in its parts, and giving them those that are nowhere.

use super::{Part, criteria};
use crate::{
    draft::{DraftContent, DraftFormat},
    limits,
    text::{length, search_key},
};
use std::collections::BTreeSet;

/// How much of a criterion's words a line of a part has to have before the part's claim to cover it is believed.
pub(super) const BORNE_OUT: f32 = 0.5;
/// The same for a criterion that no part claims.
const SPOKEN_OF: f32 = 0.9;

/// Sees to it that each criterion stands in a part, and that a part that says it covers one really does.
pub(super) fn cover(parts: &mut [Part], whole: &DraftContent, format: DraftFormat, wanted: &[String]) {
    let reading = Reading::new(wanted);
    let by_part: Vec<Vec<f32>> = parts.iter().map(|part| reading.said_in(&part.content, format)).collect();
    for at in 0..wanted.len() {
        let said: Vec<f32> = by_part.iter().map(|said| said[at]).collect();
        let mut covering: Vec<usize> =
            (0..parts.len()).filter(|part| parts[*part].covers.contains(&at)).collect();
        let mut enough = BORNE_OUT;
        if covering.is_empty() {
            enough = SPOKEN_OF;
            let says_it = (0..parts.len())
                .filter(|part| said[*part] >= SPOKEN_OF)
                .max_by(|one, other| said[*one].total_cmp(&said[*other]));
            // Nobody speaks of it: whoever has least to do takes it.
            let lightest = (0..parts.len()).min_by_key(|part| items(&parts[*part].content, format));
            covering.extend(says_it.or(lightest));
        }
        for part in covering {
            parts[part].covers.insert(at);
            if said[part] < enough {
                take_over(&mut parts[part].content, whole, format, at);
            }
        }
    }
}

pub(super) fn items(content: &DraftContent, format: DraftFormat) -> usize {
    match format {
        DraftFormat::Classic | DraftFormat::Custom => content.acceptance_criteria.len(),
        DraftFormat::Bdd => content.scenarios.len(),
    }
}

/// Takes a criterion of the whole over, word for word.
pub(super) fn take_over(content: &mut DraftContent, whole: &DraftContent, format: DraftFormat, at: usize) {
    match format {
        DraftFormat::Classic | DraftFormat::Custom => {
            content.acceptance_criteria.truncate(limits::LINES - 1);
            content.acceptance_criteria.push(whole.acceptance_criteria[at].clone());
        }
        DraftFormat::Bdd => {
            content.scenarios.truncate(limits::LINES - 1);
            content.scenarios.push(whole.scenarios[at].clone());
        }
    }
}

/// The criteria of the whole as words, to find them again in the parts.
pub(super) struct Reading<'a> {
    wanted: &'a [String],
    words: Vec<BTreeSet<String>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(wanted: &'a [String]) -> Self {
        Self { wanted, words: wanted.iter().map(|criterion| words(criterion)).collect() }
    }

    /// How much each criterion is spoken of in what a part has to fulfil, between 0 and 1. A line speaks of the
    /// criterion that it is most like, and of no other: criteria often differ by a single word.
    pub(super) fn said_in(&self, content: &DraftContent, format: DraftFormat) -> Vec<f32> {
        let mut said = vec![0.0_f32; self.wanted.len()];
        for line in criteria(content, format) {
            let line_words = words(&line);
            let alike: Vec<f32> = self
                .wanted
                .iter()
                .zip(&self.words)
                .map(|(criterion, words)| if *criterion == line { 1.0 } else { shared(words, &line_words) })
                .collect();
            let most = alike.iter().copied().fold(0.0, f32::max);
            for (said, alike) in said.iter_mut().zip(alike).filter(|(_, alike)| *alike >= most) {
                *said = said.max(alike);
            }
        }
        said
    }
}

/// How much of a criterion's words a line has. Without its numbers, or saying yes where it says no, none of them count.
fn shared(wanted: &BTreeSet<String>, said: &BTreeSet<String>) -> f32 {
    let decides = |word: &&String| word.chars().any(char::is_numeric) || DENIALS.contains(&word.as_str());
    let decisive =
        |words: &BTreeSet<String>| -> BTreeSet<String> { words.iter().filter(decides).cloned().collect() };
    if wanted.is_empty() || !decisive(wanted).is_subset(&decisive(said)) {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "words of a line of at most 2,000 characters")]
    let share = wanted.intersection(said).count() as f32 / wanted.len() as f32;
    share
}

/// Words that turn a sentence into its opposite.
const DENIALS: [&str; 14] = [
    "not", "no", "never", "cannot", "without", "nobody", "nothing", "nicht", "kein", "keine", "nie", "ohne",
    "ne", "pas",
];

/// The words that matter: those of three letters and more, denials and numbers; all of them, where only small ones
/// stand.
fn words(text: &str) -> BTreeSet<String> {
    let key = search_key(text);
    let all = || key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let matters =
        |word: &&str| length(word) >= 3 || DENIALS.contains(word) || word.chars().any(char::is_numeric);
    let found: BTreeSet<String> = all().filter(matters).map(str::to_owned).collect();
    if found.is_empty() { all().map(str::to_owned).collect() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_is_no_small_word() {
        assert!(shared(&words("It may not leave."), &words("It may leave.")) < BORNE_OUT);
        assert!(shared(&words("It may leave."), &words("It may leave.")) >= SPOKEN_OF);
    }
}
