//! Other people's words as Markdown: they stay words, whatever Markdown would make of them.

use domain::text;

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span<'a> {
    /// Between backticks.
    Code(&'a str),
    /// Outside of them.
    Text(&'a str),
    /// A backtick that begins and ends nothing.
    Backtick,
}

/// What is code in a line that [`text::one_line`] has cleaned. The guard reads it the same way.
pub(super) fn spans(line: &str) -> Vec<Span<'_>> {
    let (mut spans, mut rest) = (Vec::new(), line);
    while let Some((before, after)) = rest.split_once('`') {
        spans.push(Span::Text(before));
        let code = after
            .split_once('`')
            .filter(|(code, behind)| !code.is_empty() && code.trim() == *code && !behind.starts_with('`'));
        rest = if let Some((code, behind)) = code {
            spans.push(Span::Code(code));
            behind
        } else {
            spans.push(Span::Backtick);
            after
        };
    }
    spans.push(Span::Text(rest));
    spans
}

/// One line of text. It cannot become a heading, a list, a quote, a table, a link or HTML; machine names between
/// backticks stay code. An address in it stays an address, which is for [`super::guard`] to find.
pub(super) fn plain(words: &str) -> String {
    let line = text::one_line(words);
    let mut out = String::with_capacity(line.len() + 16);
    for span in spans(&line) {
        match span {
            Span::Code(code) => out.extend(["`", code, "`"]),
            Span::Text(words) => escape(words, &mut out),
            Span::Backtick => out.push_str("\\`"),
        }
    }
    without_block(out)
}

/// The same in a table: also pipes are text there, and the lines of a cell are joined by `<br>`.
pub(super) fn in_table(cell: &str) -> String {
    let escaped: String = text::clean(cell)
        .chars()
        .flat_map(|c| {
            let escape = matches!(c, '\\' | '|' | '*' | '<' | '[' | ']' | '`' | '_' | '~' | '#' | '&');
            escape.then_some('\\').into_iter().chain(std::iter::once(c))
        })
        .collect();
    escaped.lines().map(str::trim).collect::<Vec<_>>().join("<br>")
}

/// Text outside of code. Underscores within names mean nothing to Markdown and stay readable.
fn escape(words: &str, out: &mut String) {
    let mut before = out.chars().next_back();
    let mut rest = words.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        let special = match c {
            '\\' | '*' | '<' | '[' | '~' => true,
            '_' => ![before, next].into_iter().all(|beside| beside.is_some_and(char::is_alphanumeric)),
            '&' => next.is_some_and(|next| next == '#' || next.is_ascii_alphanumeric()),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// What only means something at the beginning of a line.
fn without_block(mut line: String) -> String {
    if line.starts_with(['#', '>', '-', '+', '=', '|', ':']) {
        line.insert(0, '\\');
        return line;
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        line.insert(digits, '\\');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_readable_and_markup_becomes_text() {
        for (words, markdown) in [
            ("`field_a*b` and card_large_2x", "`field_a*b` and card_large_2x"),
            ("**bold** _soft_ ~~gone~~", "\\*\\*bold\\*\\* \\_soft\\_ \\~\\~gone\\~\\~"),
            ("![x](http://a.example)", "!\\[x](http://a.example)"),
            ("<b>&lt; AT&T & Co", "\\<b>\\&lt; AT\\&T & Co"),
            ("one ` two", "one \\` two"),
            ("``a`b`` c", "\\``a`b\\`\\` c"),
        ] {
            assert_eq!(plain(words), markdown, "{words}");
        }
    }

    #[test]
    fn no_line_begins_a_block() {
        for (words, markdown) in [
            ("# Heading", "\\# Heading"),
            ("> quote\n\nand more", "\\> quote and more"),
            ("---", "\\---"),
            ("+ item", "\\+ item"),
            ("| a | b |", "\\| a | b |"),
            ("1. first", "1\\. first"),
            ("20) twentieth", "20\\) twentieth"),
            ("2 items", "2 items"),
            ("```rust", "\\`\\`\\`rust"),
            ("~~~", "\\~\\~\\~"),
            ("___", "\\_\\_\\_"),
        ] {
            assert_eq!(plain(words), markdown, "{words}");
        }
    }
}
