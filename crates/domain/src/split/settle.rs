//! Making parts that are what they have to be out of parts that a model proposed.

use super::{
    Part,
    covering::{BORNE_OUT, Reading, cover, items, take_over},
    criteria, least_parts,
    points::share,
    tidy,
};
use crate::{
    draft::{DraftContent, DraftFormat, Field},
    limits,
    rules::RuleSet,
    text::{length, one_line},
};
use std::collections::BTreeSet;

/// The parts with everything that can be settled without asking anybody: there are as many as the points need, every
/// criterion is covered by words and not only by a claim, the points add up and none has too many, sections that the
/// rules require are there, and what all share is given to all. What only a writer can mend is left as it is.
pub fn settle(whole: &DraftContent, format: DraftFormat, rules: &RuleSet, proposed: Vec<Part>) -> Vec<Part> {
    let wanted = criteria(whole, format);
    let mut parts = proposed;
    parts.truncate(limits::PARTS);
    if parts.is_empty() {
        let content =
            DraftContent { acceptance_criteria: Vec::new(), scenarios: Vec::new(), ..whole.clone() };
        parts.push(Part { content, ..Part::default() });
    }
    tidy(&mut parts, wanted.len());
    cover(&mut parts, whole, format, &wanted);
    let least = least_parts(whole.story_points, rules.most_points()).min(limits::PARTS);
    let mut parts = divided(parts, format, &wanted, least);
    cover(&mut parts, whole, format, &wanted);
    for (at, part) in parts.iter_mut().enumerate() {
        complete(part, at, whole, format, rules);
    }
    give_points(&mut parts, whole, rules);
    parts
}

/// As many parts as are needed: those with most to fulfil are divided.
fn divided(parts: Vec<Part>, format: DraftFormat, wanted: &[String], least: usize) -> Vec<Part> {
    let mut shares = vec![1; parts.len()];
    while shares.iter().sum::<usize>() < least {
        let left = |at: usize| items(&parts[at].content, format).max(1) * 1_000 / shares[at];
        // The first of equals, and never none: there is at least one part.
        let most = (0..parts.len()).max_by_key(|at| (left(*at), usize::MAX - at)).unwrap_or_default();
        shares[most] += 1;
    }
    if shares.iter().all(|share| *share == 1) {
        return parts;
    }
    let first: Vec<usize> = shares
        .iter()
        .scan(0, |next, share| {
            let at = *next;
            *next += share;
            Some(at)
        })
        .collect();
    // Whoever waited for a part waits for all of it.
    let moved = |after: &BTreeSet<usize>| -> BTreeSet<usize> {
        after.iter().flat_map(|at| first[*at]..first[*at] + shares[*at]).collect()
    };
    let reading = Reading::new(wanted);
    let mut all = Vec::new();
    for (part, share) in parts.iter().zip(&shares) {
        for piece in 0..*share {
            let mut content = part.content.clone();
            if *share > 1 {
                content.acceptance_criteria = chunk(&part.content.acceptance_criteria, piece, *share);
                content.scenarios = chunk(&part.content.scenarios, piece, *share);
                content.summary = numbered(&part.content.summary, piece, *share);
            }
            let said = reading.said_in(&content, format);
            let says = |at: &usize| *share == 1 || said[*at] >= BORNE_OUT;
            let covers = part.covers.iter().copied().filter(says).collect();
            all.push(Part { content, covers, after: moved(&part.after) });
        }
    }
    all
}

/// The piece's share of a list; the nearest entry, where there are fewer entries than pieces.
fn chunk<T: Clone>(list: &[T], piece: usize, pieces: usize) -> Vec<T> {
    let (from, to) = (piece * list.len() / pieces, (piece + 1) * list.len() / pieces);
    list.get(from..to.max(from + 1)).unwrap_or_default().to_vec()
}

fn numbered(summary: &str, piece: usize, pieces: usize) -> String {
    format!("{summary} ({} of {pieces})", piece + 1)
}

/// Gives a part what it lacks and the whole has, and what the rules give every draft.
fn complete(part: &mut Part, at: usize, whole: &DraftContent, format: DraftFormat, rules: &RuleSet) {
    let content = &mut part.content;
    let most = rules.summary_limit();
    content.summary = shortened(&one_line(&content.summary), most);
    if content.priority.is_none() {
        content.priority.clone_from(&whole.priority);
    }
    for (own, whole) in [(&mut content.labels, &whole.labels), (&mut content.components, &whole.components)] {
        if own.is_empty() {
            own.clone_from(whole);
        }
    }
    rules.give(content);
    for field in rules.required_sections(format).collect::<Vec<_>>() {
        if content.has(field) {
            continue;
        }
        match field {
            Field::Story => content.story.clone_from(&whole.story),
            Field::StlcNotes => content.stlc_notes.clone_from(&whole.stlc_notes),
            Field::AcceptanceCriteria if !whole.acceptance_criteria.is_empty() => {
                let criterion = at % whole.acceptance_criteria.len();
                take_over(content, whole, format, criterion);
                part.covers.insert(criterion);
            }
            Field::Scenarios if !whole.scenarios.is_empty() => {
                let scenario = at % whole.scenarios.len();
                take_over(content, whole, format, scenario);
                part.covers.insert(scenario);
            }
            _ => {}
        }
    }
}

/// At most so many characters, cut between words; a number at the end stays.
fn shortened(summary: &str, most: usize) -> String {
    if length(summary) <= most {
        return summary.to_owned();
    }
    let end = summary.rfind(" (").map(|at| &summary[at..]).filter(|end| is_number(end)).unwrap_or_default();
    let room = most.saturating_sub(length(end) + 1);
    let stem = &summary[..summary.len() - end.len()];
    let cut: String = stem.chars().take(room).collect();
    let cut = cut.rfind(' ').filter(|at| *at > cut.len() / 2).map_or(cut.as_str(), |at| &cut[..at]);
    format!("{}…{end}", cut.trim_end())
}

/// Whether it is what [`numbered`] puts at the end.
fn is_number(end: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let inside = end.strip_prefix(" (").and_then(|end| end.strip_suffix(')'));
    inside.and_then(|inside| inside.split_once(" of ")).is_some_and(|(one, all)| digits(one) && digits(all))
}

/// The whole's points, shared out as the parts were estimated; without any, none above the most.
fn give_points(parts: &mut [Part], whole: &DraftContent, rules: &RuleSet) {
    let most = rules.most_points();
    let known: Vec<f32> = parts.iter().filter_map(|part| part.content.story_points).collect();
    #[expect(clippy::cast_precision_loss, reason = "at most 40 parts")]
    let usual = if known.is_empty() { 1.0 } else { known.iter().sum::<f32>() / known.len() as f32 };
    let weights: Vec<f32> = parts.iter().map(|part| part.content.story_points.unwrap_or(usual)).collect();
    match whole.story_points.and_then(|total| share(total, most, &weights)) {
        Some(points) => {
            for (part, points) in parts.iter_mut().zip(points) {
                part.content.story_points = Some(points);
            }
        }
        None => {
            for part in parts {
                part.content.story_points =
                    part.content.story_points.map(|points| most.map_or(points, |most| points.min(most)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        draft::Scenario,
        split::{Report, report},
    };
    use proptest::prelude::*;

    fn whole(points: f32, count: usize, format: DraftFormat) -> DraftContent {
        let names: Vec<String> =
            (0..count).map(|at| format!("The patient number {at} sees the appointment {at}.")).collect();
        let scenario = |name: &String| Scenario {
            name: name.clone(),
            when: vec!["it is shown".into()],
            ..Scenario::default()
        };
        DraftContent {
            summary: "Let patients move an appointment".into(),
            story: "As a patient I want to move it.".into(),
            scenarios: if format == DraftFormat::Bdd {
                names.iter().map(scenario).collect()
            } else {
                Vec::new()
            },
            acceptance_criteria: if format == DraftFormat::Bdd { Vec::new() } else { names },
            stlc_notes: "Regression".into(),
            story_points: Some(points),
            labels: vec!["portal".into()],
            priority: Some("High".into()),
            ..DraftContent::default()
        }
    }

    fn part(summary: &str, criteria: &[&str], points: Option<f32>, covers: &[usize]) -> Part {
        Part {
            content: DraftContent {
                summary: summary.into(),
                story: "s".into(),
                acceptance_criteria: criteria.iter().map(|&line| line.to_owned()).collect(),
                story_points: points,
                ..DraftContent::default()
            },
            covers: covers.iter().copied().collect(),
            after: BTreeSet::new(),
        }
    }

    fn judged(whole: &DraftContent, format: DraftFormat, rules: &RuleSet, parts: &[Part]) -> Report {
        report(whole, format, rules, parts)
    }

    #[test]
    fn a_good_proposal_stays_and_gets_what_all_share() {
        let whole = whole(8.0, 3, DraftFormat::Classic);
        let proposed: Vec<Part> = (0..3)
            .map(|at| part(&format!("Part {at}"), &[&whole.acceptance_criteria[at]], Some(3.0), &[at]))
            .collect();
        let rules = RuleSet { labels: vec!["ai".into()], ..RuleSet::default() };
        let parts = settle(&whole, DraftFormat::Classic, &rules, proposed.clone());
        let report = judged(&whole, DraftFormat::Classic, &rules, &parts);
        assert!(report.is_sound() && report.adds_up(), "{report:?}");
        assert_eq!(report.sum(&parts), "8 points: 3 + 3 + 2");
        assert_eq!(parts[0].content.acceptance_criteria, proposed[0].content.acceptance_criteria);
        assert_eq!(parts[0].content.labels, ["portal", "ai"]);
        assert_eq!(parts[0].content.stlc_notes, "Regression");
    }

    #[test]
    fn a_claim_that_no_word_bears_out_gets_the_words() {
        let whole = whole(5.0, 2, DraftFormat::Classic);
        let proposed = vec![
            part("One", &["Something else entirely."], Some(2.0), &[0]),
            part("Two", &["At once, the patient number 1 sees the appointment."], Some(3.0), &[]),
        ];
        let parts = settle(&whole, DraftFormat::Classic, &RuleSet::default(), proposed);
        assert_eq!(parts[0].content.acceptance_criteria[1], whole.acceptance_criteria[0]);
        assert_eq!(parts[1].covers, BTreeSet::from([1]), "it says so in its own words");
        assert_eq!(parts[1].content.acceptance_criteria.len(), 1);
    }

    #[test]
    fn what_sounds_alike_is_not_the_same() {
        let wanted = ["The doctor can cancel an appointment.", "The patient can cancel an appointment."];
        let mut whole = whole(4.0, 2, DraftFormat::Classic);
        whole.acceptance_criteria = wanted.map(str::to_owned).to_vec();
        let proposed =
            vec![part("One", &wanted[1..], None, &[0, 1]), part("Two", &["It is logged."], None, &[])];
        let parts = settle(&whole, DraftFormat::Classic, &RuleSet::default(), proposed);
        assert_eq!(parts[0].content.acceptance_criteria, [wanted[1], wanted[0]]);
    }

    #[test]
    fn one_part_for_many_points_is_divided_and_others_wait_for_all_of_it() {
        let whole = whole(13.0, 4, DraftFormat::Classic);
        let all: Vec<&str> = whole.acceptance_criteria.iter().map(String::as_str).collect();
        let mut last = part("Last", &["It is told."], Some(1.0), &[]);
        last.after = BTreeSet::from([0]);
        let parts = settle(
            &whole,
            DraftFormat::Classic,
            &RuleSet::default(),
            vec![part("All of it", &all, Some(12.0), &[0, 1, 2, 3]), last],
        );
        let report = judged(&whole, DraftFormat::Classic, &RuleSet::default(), &parts);
        assert!(report.is_sound() && report.adds_up(), "{report:?}");
        assert_eq!(parts.len(), 5);
        assert_eq!(parts[0].content.summary, "All of it (1 of 4)");
        assert_eq!(parts[4].after, BTreeSet::from([0, 1, 2, 3]));
    }

    #[test]
    fn a_long_summary_is_cut_between_words_and_keeps_its_number() {
        let long = format!("{} (2 of 3)", "word ".repeat(60));
        let cut = shortened(&one_line(&long), 150);
        assert!(length(&cut) <= 150 && cut.ends_with("word… (2 of 3)"), "{cut}");
        let bracket = format!("Short (all of {})", "them ".repeat(60));
        assert!(length(&shortened(&one_line(&bracket), 150)) <= 150, "a bracket is no number");
    }

    /// Criteria that differ by a word, a number or a denial.
    fn alike(at: usize) -> String {
        let who = ["doctor", "patient", "nurse"][at % 3];
        let may = ["can", "cannot"][at / 3 % 2];
        format!("The {who} {may} cancel an appointment {} hours before.", 12 * (1 + at / 6))
    }

    /// A line of a proposal: a criterion word for word, one that is nearly like it, or something else.
    fn any_line() -> impl Strategy<Value = String> {
        prop_oneof![
            (0_usize..12).prop_map(alike),
            (0_usize..12).prop_map(|at| alike(at).replace("doctor", "manager").replace("nurse", "manager")),
            "[a-z ]{1,40}[a-z]",
        ]
    }

    prop_compose! {
        fn any_part()(
            summary in "[a-zA-Z ]{1,200}[a-z]",
            lines in prop::collection::vec(any_line(), 0..6),
            points in prop::option::of(0.0_f32..30.0),
            covers in prop::collection::btree_set(0_usize..15, 0..4),
            after in prop::collection::btree_set(0_usize..10, 0..4),
        ) -> Part {
            let scenarios = lines.iter().map(|line| Scenario { name: line.clone(), ..Scenario::default() }).collect();
            Part {
                content: DraftContent {
                    summary, story: "s".into(), acceptance_criteria: lines, scenarios, story_points: points,
                    ..DraftContent::default()
                },
                covers,
                after,
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_proposed_the_parts_keep_the_rules_cover_everything_and_add_up(
            halves in 2_u16..=80,
            most in prop::sample::select(vec![1.0_f32, 2.0, 2.5, 3.0, 5.0, 8.0]),
            count in 1_usize..12,
            bdd in any::<bool>(),
            proposed in prop::collection::vec(any_part(), 0..10),
        ) {
            let format = if bdd { DraftFormat::Bdd } else { DraftFormat::Classic };
            let mut whole = whole(f32::from(halves) / 2.0, count, format);
            for at in 0..count {
                match format {
                    DraftFormat::Classic | DraftFormat::Custom => whole.acceptance_criteria[at] = alike(at),
                    DraftFormat::Bdd => whole.scenarios[at].name = alike(at),
                }
            }
            let sections = [Field::AcceptanceCriteria, Field::StlcNotes];
            let rules = RuleSet::standard(most, &sections, 150);
            let proposed: Vec<Part> = proposed.into_iter().map(|mut part| {
                match format {
                    DraftFormat::Classic | DraftFormat::Custom => part.content.scenarios.clear(),
                    DraftFormat::Bdd => part.content.acceptance_criteria.clear(),
                }
                part
            }).collect();
            let claimed: BTreeSet<usize> = proposed.iter().flat_map(|part| part.covers.clone()).collect();
            let parts = settle(&whole, format, &rules, proposed);
            let report = judged(&whole, format, &rules, &parts);
            prop_assert!(report.is_sound(), "{report:?} {parts:?}");
            prop_assert!(report.adds_up(), "{} of {:?}", report.points, whole.story_points);
            for (at, criterion) in criteria(&whole, format).iter().enumerate() {
                let stands = parts
                    .iter()
                    .any(|part| part.covers.contains(&at) && criteria(&part.content, format).contains(criterion));
                prop_assert!(stands || claimed.contains(&at), "nobody speaks of criterion {at}: {parts:?}");
            }
        }
    }
}
