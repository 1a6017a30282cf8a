//! Cleaning and comparing what people type.

/// Removes what PostgreSQL cannot store and people cannot see: NUL and other control characters, except
/// newline and tab; turns CRLF and CR into LF.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            // Bidirectional overrides can make a text read as something else than it is.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => out.push(c),
        }
    }
    out
}

/// One line: cleaned, white space folded to single spaces, trimmed.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many characters a limit counts: Unicode scalar values, as browsers' `maxlength` nearly does.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// A number with its thousands apart: `20,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The form in which names are compared and searched, the same on both databases.
pub fn search_key(text: &str) -> String {
    one_line(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_keeps_lines_and_drops_what_cannot_be_seen() {
        assert_eq!(clean("a\0b\r\nc\rd\te\u{202e}f"), "ab\nc\nd\tef");
    }

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 999, 1_000, 20_000, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "20,000", "1,234,567"]);
    }

    #[test]
    fn one_line_folds_white_space() {
        assert_eq!(one_line("  a \n\t b  "), "a b");
    }
}
