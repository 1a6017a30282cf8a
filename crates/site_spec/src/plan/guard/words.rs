//! What is a word, and which words look like names.

use crate::plan::markdown::{Span, spans};
use domain::text;

/// A word as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Between backticks, which is where names stand.
    pub(super) code: bool,
}

/// Units that follow a number in prose.
const UNITS: [&str; 18] = [
    "st", "nd", "rd", "th", "px", "em", "rem", "pt", "dpi", "ms", "s", "h", "min", "kb", "mb", "gb", "fps",
    "k",
];

impl Word {
    /// With an underscore, with digits among small letters, of parts between dots or colons, an address, or in code.
    pub(super) fn looks_like_a_name(&self) -> bool {
        let text = self.text.as_str();
        if !text.chars().any(char::is_alphanumeric) {
            return text.contains(is_underscore);
        }
        self.code
            || is_address(text)
            || text.contains(is_underscore)
            || is_dotted(text)
            || text.split(|c: char| !c.is_alphanumeric()).any(is_mixed)
    }
}

/// The words of a text, with what is code marked. Behind a backtick that has no other one nobody knows what is.
pub(super) fn of(text: &str) -> Vec<Word> {
    let (mut words, mut doubtful) = (Vec::new(), false);
    for span in spans(&text::one_line(text)) {
        let (span, code) = match span {
            Span::Code(span) => (span, true),
            Span::Text(span) => (span, doubtful),
            Span::Backtick => {
                doubtful = true;
                continue;
            }
        };
        for chunk in span.split_whitespace().map(bare) {
            if is_address(chunk) {
                words.push(Word { text: chunk.to_owned(), code });
            } else {
                words.extend(pieces(chunk).map(|piece| Word { text: piece.to_owned(), code }));
            }
        }
    }
    words
}

/// A word without the punctuation around it; the slash at the beginning of a path belongs to it.
pub(super) fn bare(chunk: &str) -> &str {
    let word = chunk.trim_start_matches(is_edge);
    let from = chunk.len() - word.len();
    let from = if !word.is_empty() && chunk[..from].ends_with('/') { from - 1 } else { from };
    chunk[from..].trim_end_matches(is_edge)
}

fn is_edge(c: char) -> bool {
    !c.is_alphanumeric() && !is_underscore(c)
}

/// What stands between spaces and the punctuation of sentences.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    const BETWEEN: &str = "`,;/|()[]{}<>\"“”„«»‹›‘’'!?…—–=+&";
    text.split(|c: char| c.is_whitespace() || BETWEEN.contains(c))
        .map(|piece| piece.trim_matches(is_edge))
        .filter(|piece| !piece.is_empty())
}

/// Also those of other alphabets, which look the same.
fn is_underscore(c: char) -> bool {
    matches!(
        c,
        '_' | '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'
            ..='\u{fe4f}' | '\u{ff3f}'
    )
}

fn is_address(chunk: &str) -> bool {
    let begins_path = chunk.strip_prefix('/').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    begins_path || leads_elsewhere(chunk)
}

/// An address of the web or of mail.
pub(super) fn leads_elsewhere(chunk: &str) -> bool {
    chunk.contains("://") || chunk.contains('@')
}

/// `node.type.article` and `entity:node`; neither `1.5` nor `16:9` nor `e.g`.
fn is_dotted(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['.', ':', '·', '\u{ff0e}', '\u{ff1a}', '\u{3002}']).collect();
    parts.len() > 1
        && parts.iter().any(|part| {
            part.chars().nth(1).is_some() && part.chars().any(char::is_alphabetic) && !is_measure(part)
        })
}

/// `card2` and `2x`; neither `3rd` nor `800px` nor `WCAG2`.
fn is_mixed(part: &str) -> bool {
    let digits = part.chars().any(char::is_numeric);
    digits
        && part.chars().any(char::is_lowercase)
        && !part.chars().any(char::is_uppercase)
        && !is_measure(part)
        && !is_heading(part)
}

fn is_measure(part: &str) -> bool {
    let unit = part.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < part.len() && UNITS.contains(&unit)
}

/// `h1` to `h6`.
fn is_heading(part: &str) -> bool {
    matches!(part.as_bytes(), [b'h', b'1'..=b'6'])
}
