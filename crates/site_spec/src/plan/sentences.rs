//! What people and models may word anew in a ticket's text: its opening, its criteria and its notes. The tables of its
//! rows, the verification and the sources stay what they are.

use serde::{Deserialize, Serialize};

/// Headings under which criteria stand; the first one is what tickets are made with.
const CRITERIA: [&str; 2] = ["Success criteria", "Acceptance criteria"];
/// The heading under which notes stand.
const NOTES: &str = "STLC notes";

/// The sentences of a ticket, Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentences {
    /// What stands before the first heading.
    pub story: String,
    /// The items of the list of criteria.
    pub criteria: Vec<String>,
    /// What stands under the heading "STLC notes".
    pub notes: String,
}

/// A piece of a text: a heading of the second level with what follows it, or what stands before the first one.
struct Section<'a> {
    heading: Option<&'a str>,
    lines: Vec<&'a str>,
}

impl Section<'_> {
    fn is(&self, names: &[&str]) -> bool {
        let name = self.heading.and_then(|line| line.strip_prefix("## ")).map(str::trim);
        name.is_some_and(|name| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }
    fn text(&self) -> String {
        self.lines.join("\n").trim().to_owned()
    }
    /// What stands before the list, the items, and what stands behind them.
    fn list(&self) -> (Vec<&str>, Vec<String>, Vec<&str>) {
        let Some(first) = self.lines.iter().position(|line| item(line).is_some()) else {
            return (self.lines.clone(), Vec::new(), Vec::new());
        };
        let (lead, rest) = self.lines.split_at(first);
        let mut items: Vec<String> = Vec::new();
        let mut blank = 0;
        for (at, line) in rest.iter().enumerate() {
            match (item(line), items.last_mut()) {
                (Some(text), _) => items.push(text.to_owned()),
                (None, _) if line.trim().is_empty() => {
                    blank += 1;
                    continue;
                }
                // Indented lines, and those that follow at once, belong to the item.
                (None, Some(last)) if line.starts_with("  ") || blank == 0 => {
                    last.push_str(&"\n".repeat(blank + 1));
                    last.push_str(
                        line.strip_prefix("   ").or_else(|| line.strip_prefix("  ")).unwrap_or(line),
                    );
                }
                (None, _) => return (lead.to_vec(), items, rest[at..].to_vec()),
            }
            blank = 0;
        }
        (lead.to_vec(), items, Vec::new())
    }
}

/// The text of a list's item, where a line begins one.
fn item(line: &str) -> Option<&str> {
    let text = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark));
    let numbered = || {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        line.get(digits..)?.strip_prefix(". ").filter(|_| digits > 0)
    };
    text.or_else(numbered).map(str::trim)
}

/// The pieces of a text. A heading within a block of code is none.
fn sections(body: &str) -> Vec<Section<'_>> {
    let mut sections = vec![Section { heading: None, lines: Vec::new() }];
    let mut fence: Option<&str> = None;
    for line in body.lines() {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        if fence.is_none() && (line.starts_with("## ") || line.trim_end() == "##") {
            sections.push(Section { heading: Some(line), lines: Vec::new() });
        } else if let Some(last) = sections.last_mut() {
            last.lines.push(line);
        }
    }
    sections
}

/// The sentences of a text.
pub fn sentences_of(body: &str) -> Sentences {
    let sections = sections(body);
    let section = |names: &[&str]| sections.iter().skip(1).find(|section| section.is(names));
    Sentences {
        story: sections[0].text(),
        criteria: section(&CRITERIA).map(|section| section.list().1).unwrap_or_default(),
        notes: section(&[NOTES]).map(Section::text).unwrap_or_default(),
    }
}

/// The same text with other sentences. What is not theirs stays, word by word.
pub fn with_sentences(body: &str, sentences: &Sentences) -> String {
    let sections = sections(body);
    let mut pieces: Vec<String> = vec![demoted(&sentences.story)];
    let criteria = sections.iter().skip(1).position(|section| section.is(&CRITERIA));
    let notes = sections.iter().skip(1).position(|section| section.is(&[NOTES]));
    let new_notes = || {
        let notes = demoted(&sentences.notes);
        (!notes.is_empty()).then(|| format!("## {NOTES}\n\n{notes}"))
    };
    let new_criteria = || {
        let list = listed(&sentences.criteria);
        (!list.is_empty()).then(|| format!("## {}\n\n{list}", CRITERIA[0]))
    };
    // Where a text had none, they come before what is done when the work is done.
    let last = sections.iter().skip(1).position(|section| section.is(&["Verification", "Source"]));
    for (at, section) in sections.iter().skip(1).enumerate() {
        if last == Some(at) {
            pieces.extend(new_criteria().filter(|_| criteria.is_none()));
            pieces.extend(new_notes().filter(|_| notes.is_none()));
        }
        let heading = section.heading.unwrap_or_default();
        if criteria == Some(at) {
            let (lead, _, rest) = section.list();
            let (lead, rest) = (lead.join("\n"), rest.join("\n"));
            let parts = [lead.trim().to_owned(), listed(&sentences.criteria), rest.trim().to_owned()];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            if !parts.is_empty() {
                pieces.push(format!("{heading}\n\n{}", parts.join("\n\n")));
            }
        } else if notes == Some(at) {
            let text = demoted(&sentences.notes);
            if !text.is_empty() {
                pieces.push(format!("{heading}\n\n{text}"));
            }
        } else {
            pieces.push(format!("{heading}\n{}", section.lines.join("\n")).trim_end().to_owned());
        }
    }
    if last.is_none() {
        pieces.extend(new_criteria().filter(|_| criteria.is_none()));
        pieces.extend(new_notes().filter(|_| notes.is_none()));
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces.join("\n\n")
}

/// A text whose headings are below those of a ticket's parts, so that none of it is taken for one.
fn demoted(text: &str) -> String {
    let mut lines = Vec::new();
    for section in sections(text.trim()) {
        lines.extend(section.heading.map(|heading| format!("#{heading}")));
        lines.extend(section.lines.iter().map(|line| (*line).to_owned()));
    }
    lines.join("\n").trim().to_owned()
}

/// A text that somebody wrote, with the tables and sources of another one. Everything else stays: whatever has a heading of
/// its own, and what was written about how to verify it.
pub fn with_rows(body: &str, generated: &str) -> String {
    let (own, new) = (sections(body), sections(generated));
    let has_table = |section: &Section<'_>| section.lines.iter().any(|line| line.starts_with('|'));
    let text = |section: &Section<'_>| {
        let heading = section.heading.unwrap_or_default();
        format!("{heading}\n{}", section.lines.join("\n")).trim().to_owned()
    };
    let name = |section: &Section<'_>| section.heading.unwrap_or_default().trim().to_lowercase();
    let rows: Vec<&Section<'_>> =
        new.iter().skip(1).filter(|section| section.is(&["Source"]) || has_table(section)).collect();
    let there: Vec<String> = own.iter().map(name).collect();
    let mut added: Vec<String> =
        rows.iter().filter(|section| !there.contains(&name(section))).map(|section| text(section)).collect();
    let mut pieces = vec![own[0].lines.join("\n").trim().to_owned()];
    for section in own.iter().skip(1) {
        let generated = rows.iter().find(|new| name(new) == name(section));
        // A table of a sheet that has no rows here any more: its heading ends with the file's name.
        let names_file = section.heading.is_some_and(|heading| heading.trim_end().ends_with(')'));
        if section.is(&CRITERIA) || section.is(&["Verification", "Source"]) {
            pieces.append(&mut added);
        }
        match generated {
            Some(new) => pieces.push(text(new)),
            None if names_file && has_table(section) => {}
            None => pieces.push(text(section)),
        }
    }
    pieces.append(&mut added);
    pieces.retain(|piece| !piece.is_empty());
    pieces.join("\n\n")
}

fn listed(criteria: &[String]) -> String {
    let lines = criteria.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    lines.map(|text| format!("- {}", text.replace('\n', "\n  "))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BODY: &str = "Build the type.\n\nIt has two fields.\n\n## Fields (fields.csv)\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n## Success criteria\n\n- It is there.\n- It saves\n  what is typed.\n\n## Verification\n\n1. Open it.\n\n## Source\n\n- fields.csv, row 2\n\nGroup: x.";

    #[test]
    fn sentences_are_found_and_put_back() {
        let found = sentences_of(BODY);
        assert_eq!(found.story, "Build the type.\n\nIt has two fields.");
        assert_eq!(found.criteria, ["It is there.", "It saves\nwhat is typed."]);
        assert_eq!(found.notes, "");
        assert_eq!(with_sentences(BODY, &found), BODY);
    }

    #[test]
    fn only_sentences_change() {
        let new = Sentences { story: "New.".into(), criteria: vec!["One.".into()], notes: "Try it.".into() };
        let text = with_sentences(BODY, &new);
        assert_eq!(
            text,
            "New.\n\n## Fields (fields.csv)\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n## Success criteria\n\n- One.\n\n## STLC notes\n\nTry it.\n\n## Verification\n\n1. Open it.\n\n## Source\n\n- fields.csv, row 2\n\nGroup: x."
        );
        assert_eq!(sentences_of(&text), new);
        let none = Sentences { story: "New.".into(), ..Sentences::default() };
        let text = with_sentences(&text, &none);
        assert!(!text.contains("criteria") && !text.contains("STLC"), "{text}");
        assert!(text.contains("| 1 | 2 |") && text.contains("## Verification"), "{text}");
    }

    #[test]
    fn a_text_of_a_persons_own_keeps_what_is_not_a_list() {
        let body = "One\n\n```\n## no heading\n```\n\n## Acceptance criteria\n\nAll of these:\n\n1. a\n2. b\n\nAnd more.";
        let found = sentences_of(body);
        assert_eq!(found.criteria, ["a", "b"]);
        assert!(found.story.contains("## no heading"));
        let text = with_sentences(body, &Sentences { criteria: vec!["c".into()], ..found });
        assert!(text.ends_with("## Acceptance criteria\n\nAll of these:\n\n- c\n\nAnd more."), "{text}");
    }

    #[test]
    fn only_tables_and_sources_come_from_the_rows() {
        let own = BODY
            .replace("Build the type.", "## Goal\n\nMine.")
            .replace("1. Open it.", "1. Open it with care.")
            .replace("\n\n## Source", "\n\n## Out of scope\n\nMenus.\n\n## Source");
        let new = "Template.\n\n## Fields (fields.csv)\n\n| A | B |\n| --- | --- |\n| 1 | 3 |\n\n\
            ## Views (views.csv)\n\n| V |\n| --- |\n| x |\n\n## Success criteria\n\n- Other.\n\n\
            ## Verification\n\n1. Other.\n\n## Source\n\n- fields.csv, row 9";
        let text = with_rows(&own, new);
        let kept =
            ["## Goal\n\nMine.", "- It is there.", "1. Open it with care.", "## Out of scope\n\nMenus."];
        for words in kept.iter().chain(&["| 1 | 3 |", "## Views", "row 9"]) {
            assert!(text.contains(words), "{words}: {text}");
        }
        for words in ["Template.", "| 1 | 2 |", "Other.", "row 2"] {
            assert!(!text.contains(words), "{words}: {text}");
        }
        let fewer = new.replace("## Views (views.csv)\n\n| V |\n| --- |\n| x |\n\n", "");
        let back = with_rows(&text, &fewer);
        assert!(!back.contains("## Views") && back.contains("## Out of scope"), "{back}");
    }

    #[test]
    fn a_story_with_headings_is_put_back_twice_and_stands_once() {
        let story = "New.\n\n## Details\n\nMore.\n\n```\n## code\n```".to_owned();
        let new = Sentences { story, ..sentences_of(BODY) };
        let once = with_sentences(BODY, &new);
        assert!(once.contains("### Details") && once.contains("\n## code\n"), "{once}");
        assert_eq!(with_sentences(&once, &new), once);
    }

    proptest! {
        #[test]
        fn what_is_put_back_is_found_again(body in "(## |- |[a-z\\n|]){0,60}", story in "[a-z ]{0,20}", criteria in prop::collection::vec("[a-z]{1,9}", 0..4), notes in "[a-z ]{0,20}") {
            let new = Sentences { story: story.trim().into(), criteria, notes: notes.trim().into() };
            let text = with_sentences(&body, &new);
            let found = sentences_of(&text);
            prop_assert_eq!(&found.story, &new.story);
            prop_assert_eq!(with_sentences(&text, &found), text);
        }
    }
}
