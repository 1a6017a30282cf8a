//! Jira wiki markup (Data Center; *Text Formatting Notation Help*).

use crate::{
    links::opens,
    tree::{Block, Inline, Item},
};

/// Stands between two characters that Jira would read as markup together and that a backslash does not keep apart.
/// It takes no room.
const APART: char = '\u{200b}';

/// Writes blocks as wiki markup, without a final newline.
pub fn write(blocks: &[Block]) -> String {
    joined(blocks, false)
}

fn joined(blocks: &[Block], quoted: bool) -> String {
    blocks.iter().map(|block| self::block(block, quoted)).collect::<Vec<_>>().join("\n\n")
}

fn block(block: &Block, quoted: bool) -> String {
    match block {
        Block::Paragraph(content) => at_line_starts(&inlines(content)),
        // A quotation's headings shout, and lists cannot hold any: bold says as much.
        Block::Heading(_, content) if quoted => bold(content),
        Block::Heading(level, content) => {
            format!("h{level}. {}", at_line_starts(&one_line(&inlines(content))))
        }
        Block::List { ordered, items } => list(if *ordered { "#" } else { "*" }, items),
        Block::Quote(blocks) if quoted => joined(blocks, true),
        Block::Quote(blocks) => format!("{{quote}}\n{}\n{{quote}}", joined(blocks, true)),
        Block::Code { language, text } => code(language.as_deref(), text),
        Block::Table { head, rows, .. } => {
            let mut lines = Vec::new();
            if head.iter().any(|cell| !cell.is_empty()) {
                lines.push(format!(
                    "||{}||",
                    head.iter().map(|cell| self::cell(cell)).collect::<Vec<_>>().join("||")
                ));
            }
            for row in rows {
                lines.push(format!(
                    "|{}|",
                    row.iter().map(|cell| self::cell(cell)).collect::<Vec<_>>().join("|")
                ));
            }
            lines.join("\n")
        }
        Block::Rule => "----".to_owned(),
    }
}

fn bold(content: &[Inline]) -> String {
    inlines(&[Inline::Strong(content.to_vec())])
}

/// A closing tag inside would end the block early, and there is no escape in it: the other kind of block is taken.
fn code(language: Option<&str>, text: &str) -> String {
    match language.and_then(known_language) {
        Some(language) if !text.contains("{code}") => format!("{{code:{language}}}\n{text}\n{{code}}"),
        _ if text.contains("{noformat}") => {
            format!("{{code}}\n{}\n{{code}}", text.replace("{code}", "{ code}"))
        }
        _ => format!("{{noformat}}\n{text}\n{{noformat}}"),
    }
}

/// Nested lists repeat the marker: `*#` is a numbered list inside a bulleted one.
fn list(prefix: &str, items: &[Item]) -> String {
    let mut lines = Vec::new();
    for item in items {
        let mut text = String::new();
        let mut nested = Vec::new();
        for block in &item.blocks {
            match block {
                Block::List { ordered, items } => {
                    nested.push(list(&format!("{prefix}{}", if *ordered { "#" } else { "*" }), items));
                }
                other => {
                    // A blank line would end the list; a forced line break does not.
                    if !text.is_empty() {
                        text.push_str(" \\\\ ");
                    }
                    match other {
                        Block::Paragraph(content) => {
                            text.push_str(&at_line_starts(&inlines(content)).replace('\n', " \\\\ "));
                        }
                        Block::Heading(_, content) => text.push_str(&bold(content)),
                        other => text.push_str(&self::block(other, true)),
                    }
                }
            }
        }
        // Jira's own (x) is a red cross, which says "failed" and not "open".
        let mark = match item.checked {
            Some(true) => "☑ ",
            Some(false) => "☐ ",
            // An entry without words needs something after its marker.
            None if text.is_empty() => "\u{200b}",
            None => "",
        };
        lines.push(format!("{prefix} {mark}{text}").trim_end_matches([' ', '\n']).to_owned());
        lines.extend(nested);
    }
    lines.join("\n")
}

/// An empty cell needs a space, or Jira reads the next column's bar as a header's.
fn cell(content: &[Inline]) -> String {
    let text = at_line_starts(&inlines(content).replace('\n', "\\\\ "));
    if text.is_empty() { " ".to_owned() } else { text }
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}

fn inlines(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text(text) => out.push_str(&escape(text)),
            Inline::Code(text) => {
                out.push_str("{{");
                out.push_str(&escape(text));
                out.push_str("}}");
            }
            Inline::Strong(content) => wrap(&mut out, "*", &inlines(content)),
            Inline::Emphasis(content) => wrap(&mut out, "_", &inlines(content)),
            Inline::Strike(content) => wrap(&mut out, "-", &inlines(content)),
            Inline::Link { href, content } if opens(href) => {
                let text = inlines(content);
                let href = href.replace(['|', ']', '\n', ' '], "");
                if text.is_empty() || matches!(&content[..], [Inline::Text(words)] if *words == href) {
                    out.extend(["[", &href, "]"]);
                } else {
                    out.extend(["[", &text.replace('\n', " "), "|", &href, "]"]);
                }
            }
            Inline::Link { href, content } => {
                out.push_str(&inlines(content));
                if !href.is_empty() {
                    out.extend([" (", &escape(href), ")"]);
                }
            }
            Inline::Break => out.push('\n'),
        }
    }
    out
}

/// Jira takes a mark only at a word's edge and only around text that does not begin or end with white space;
/// inside a word it needs braces: `un{*}believ{*}able`.
fn wrap(out: &mut String, mark: &str, text: &str) {
    let inner = text.trim();
    if inner.is_empty() {
        out.push_str(text);
        return;
    }
    let lead = &text[..text.len() - text.trim_start().len()];
    let trail = &text[text.trim_end().len()..];
    out.push_str(lead);
    let inside_word = out.chars().next_back().is_some_and(char::is_alphanumeric);
    let mark = if inside_word { format!("{{{mark}}}") } else { mark.to_owned() };
    out.push_str(&mark);
    out.push_str(inner);
    out.push_str(&mark);
    out.push_str(trail);
}

/// What Jira shows as a picture; all begin with a bracket, which a backslash takes the meaning from.
const PICTURES: &[&str] = &[
    "(/)",
    "(x)",
    "(!)",
    "(?)",
    "(+)",
    "(-)",
    "(*)",
    "(*r)",
    "(*g)",
    "(*b)",
    "(*y)",
    "(on)",
    "(off)",
    "(y)",
    "(n)",
    "(i)",
    "(flag)",
    "(flagoff)",
];

/// Escapes what Jira would read as markup, wherever it stands.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let after = rest.chars().nth(1);
        if is_special(c, before, rest) {
            out.push('\\');
        }
        out.push(c);
        let splits = match c {
            // Before another one it is a line break, before markup an escape.
            '\\' => after.is_none_or(|next| !next.is_alphanumeric() && !next.is_whitespace()),
            ':' => matches!(after, Some('D' | 'P' | 'p')),
            _ => false,
        };
        if splits {
            out.push(APART);
        }
        before = Some(c);
    }
    out
}

fn is_special(c: char, before: Option<char>, rest: &str) -> bool {
    let after = rest.chars().nth(1);
    let word_before = before.is_some_and(char::is_alphanumeric);
    let space_after = after.is_none_or(char::is_whitespace);
    match c {
        '*' | '{' | '}' | '[' | ']' | '|' => true,
        '_' => !(word_before && after.is_some_and(char::is_alphanumeric)),
        '!' => !space_after,
        '-' | '+' | '^' | '~' => !word_before && !space_after,
        '?' => before == Some('?') || after == Some('?'),
        '(' => {
            before.is_some_and(|before| ":;".contains(before))
                || PICTURES.iter().any(|picture| rest.starts_with(picture))
        }
        ')' => before.is_some_and(|before| ":;".contains(before)),
        _ => false,
    }
}

/// Escapes what is markup only where a line, an entry or a cell begins: `h1.`, `bq.`, `#`, `-`, `----`.
fn at_line_starts(text: &str) -> String {
    text.split('\n')
        .map(|line| {
            let bytes = line.as_bytes();
            let heading =
                bytes.len() > 2 && bytes[0] == b'h' && (b'1'..=b'6').contains(&bytes[1]) && bytes[2] == b'.';
            if heading || line.starts_with("bq.") {
                return format!("{}{APART}{}", &line[..2], &line[2..]);
            }
            let marked = line.starts_with("# ")
                || line.starts_with("## ")
                || line.starts_with("- ")
                || line.starts_with("----");
            if marked { format!("\\{line}") } else { line.to_owned() }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Languages Jira's `{code}` macro knows; others make it show an error box.
fn known_language(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "bash" | "sh" | "shell" | "console" => "bash",
        "c" => "c",
        "c#" | "cs" | "csharp" => "c#",
        "c++" | "cpp" => "c++",
        "css" => "css",
        "diff" => "diff",
        "go" | "golang" => "go",
        "groovy" => "groovy",
        "html" => "html",
        "java" => "java",
        "javascript" | "js" => "javascript",
        "json" => "json",
        "kotlin" => "kotlin",
        "lua" => "lua",
        "perl" => "perl",
        "php" => "php",
        "python" | "py" => "python",
        "r" => "r",
        "ruby" | "rb" => "ruby",
        "rust" | "rs" => "rust",
        "scala" => "scala",
        "sql" => "sql",
        "swift" => "swift",
        "typescript" | "ts" => "typescript",
        "xml" => "xml",
        "yaml" | "yml" => "yaml",
        _ => return None,
    })
}
