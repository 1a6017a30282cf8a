//! Jira wiki markup (Data Center; *Text Formatting Notation Help*).

use crate::tree::{Block, Inline, Item};

/// Writes blocks as wiki markup, without a final newline.
pub fn write(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&self::block(block));
    }
    out
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(content) => at_line_starts(&inlines(content)),
        Block::Heading(level, content) => format!("h{level}. {}", one_line(&inlines(content))),
        Block::List { ordered, items } => list(if *ordered { "#" } else { "*" }, items),
        Block::Quote(blocks) => format!("{{quote}}\n{}\n{{quote}}", write(blocks)),
        Block::Code { language, text } => {
            let language = language.as_deref().and_then(known_language);
            // A closing tag inside would end the block early; there is no escape inside it.
            let text = text.replace("{code}", "{ code}").replace("{noformat}", "{ noformat}");
            match language {
                Some(language) => format!("{{code:{language}}}\n{text}\n{{code}}"),
                None => format!("{{noformat}}\n{text}\n{{noformat}}"),
            }
        }
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
                        Block::Paragraph(content) | Block::Heading(_, content) => {
                            text.push_str(&inlines(content).replace('\n', " \\\\ "));
                        }
                        other => text.push_str(&self::block(other)),
                    }
                }
            }
        }
        let mark = match item.checked {
            Some(true) => "(/) ",
            Some(false) => "(x) ",
            None => "",
        };
        lines.push(format!("{prefix} {mark}{text}").trim_end().to_owned());
        lines.extend(nested);
    }
    lines.join("\n")
}

/// An empty cell needs a space, or Jira reads the next column's bar as a header's.
fn cell(content: &[Inline]) -> String {
    let text = one_line(&inlines(content));
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
            Inline::Link { href, content } => {
                let text = inlines(content);
                let href = href.replace(['|', ']', '\n', ' '], "");
                if text.is_empty() || text == href {
                    out.extend(["[", &href, "]"]);
                } else {
                    out.extend(["[", &text.replace('\n', " "), "|", &href, "]"]);
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

/// Escapes what Jira would read as markup, wherever it stands.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(at + 1).copied();
        let at_edge =
            !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric));
        let special = match c {
            '\\' | '*' | '{' | '}' | '[' | ']' | '|' => true,
            '_' => at_edge,
            '!' => after.is_some_and(|c| !c.is_whitespace()),
            '-' | '+' | '^' | '~' => {
                before.is_none_or(|c| !c.is_alphanumeric()) && after.is_some_and(|c| !c.is_whitespace())
            }
            '?' => before == Some('?') || after == Some('?'),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(*c);
    }
    out
}

/// Escapes what is markup only at the beginning of a line: `h1.`, `bq.`, `#`, `-`, `----`.
fn at_line_starts(text: &str) -> String {
    text.split('\n')
        .map(|line| {
            let bytes = line.as_bytes();
            let heading =
                bytes.len() > 2 && bytes[0] == b'h' && (b'1'..=b'6').contains(&bytes[1]) && bytes[2] == b'.';
            let marked = heading
                || line.starts_with("bq.")
                || line.starts_with("# ")
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
