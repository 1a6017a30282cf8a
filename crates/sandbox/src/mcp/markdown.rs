//! Markdown to wiki markup, as far as issue descriptions need it.

use std::fmt::Write as _;

/// Headings, lists, bold, inline code, code blocks and links; the rest stays as it is.
pub(crate) fn to_wiki(text: &str) -> String {
    let mut out = Vec::new();
    let mut code = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if let Some(language) = trimmed.strip_prefix("```") {
            let open = if language.trim().is_empty() {
                "{code}".to_owned()
            } else {
                format!("{{code:{}}}", language.trim())
            };
            out.push(if code { "{code}".to_owned() } else { open });
            code = !code;
        } else if code {
            out.push(line.to_owned());
        } else {
            out.push(block(line, trimmed));
        }
    }
    out.join("\n")
}

fn block(line: &str, trimmed: &str) -> String {
    let level = trimmed.chars().take_while(|character| *character == '#').count();
    if (1..=6).contains(&level)
        && let Some(title) = trimmed.get(level..).and_then(|rest| rest.strip_prefix(' '))
    {
        return format!("h{level}. {}", inline(title));
    }
    let depth = (line.len() - trimmed.len()) / 2 + 1;
    if let Some(item) = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")) {
        return format!("{} {}", "*".repeat(depth), inline(item));
    }
    if let Some((number, item)) = trimmed.split_once(". ")
        && !number.is_empty()
        && number.chars().all(|character| character.is_ascii_digit())
    {
        return format!("{} {}", "#".repeat(depth), inline(item));
    }
    inline(line)
}

fn inline(text: &str) -> String {
    let mut out = String::new();
    for (place, piece) in text.split('`').enumerate() {
        if place % 2 == 1 {
            let _ = write!(out, "{{{{{piece}}}}}");
        } else {
            out.push_str(&links(&piece.replace("**", "*").replace("__", "*")));
        }
    }
    out
}

fn links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, title, url, after)) = next_link(rest) {
        let _ = write!(out, "{before}[{title}|{url}]");
        rest = after;
    }
    out.push_str(rest);
    out
}

fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let open = text.get(..middle)?.rfind('[')?;
    let close = middle + text.get(middle..)?.find(')')?;
    Some((
        text.get(..open)?,
        text.get(open + 1..middle)?,
        text.get(middle + 2..close)?,
        text.get(close + 1..)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_wiki_markup() {
        let markdown =
            "## Goal\n- **a** and `b`\n  - c [d](https://e.org)\n1. one\n```rust\n# not a heading\n```";
        let wiki =
            "h2. Goal\n* *a* and {{b}}\n** c [d|https://e.org]\n# one\n{code:rust}\n# not a heading\n{code}";
        assert_eq!(to_wiki(markdown), wiki);
    }
}
