//! Jira wiki markup to HTML, for looking at an issue. Everything that is not markup is escaped.

use std::fmt::Write as _;

/// Escapes text for HTML content and attribute values.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Renders headings, lists, tables, quotes, panels, code and inline markup.
pub(crate) fn to_html(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let trimmed = line.trim();
        let used = if trimmed.is_empty() {
            1
        } else if let Some(used) = verbatim(&lines[at..], &mut out) {
            used
        } else if let Some(used) = enclosed(&lines[at..], &mut out) {
            used
        } else if let Some((level, title)) = heading(trimmed) {
            let _ = write!(out, "<h{level}>{}</h{level}>", inline(title));
            1
        } else if trimmed == "----" {
            out.push_str("<hr>");
            1
        } else if let Some(quote) = trimmed.strip_prefix("bq. ") {
            let _ = write!(out, "<blockquote>{}</blockquote>", inline(quote));
            1
        } else if item(trimmed).is_some() {
            list(&lines[at..], &mut out)
        } else if trimmed.starts_with('|') {
            table(&lines[at..], &mut out)
        } else {
            paragraph(&lines[at..], &mut out)
        };
        at += used;
    }
    out
}

fn heading(line: &str) -> Option<(char, &str)> {
    let rest = line.strip_prefix('h')?;
    let level = rest.chars().next().filter(|level| ('1'..='6').contains(level))?;
    rest.get(1..)?.strip_prefix(". ").map(|title| (level, title))
}

/// `{code}` and `{noformat}`: text as it is, up to the closing macro or the end.
fn verbatim(lines: &[&str], out: &mut String) -> Option<usize> {
    let first = lines.first()?.trim();
    let close = ["code", "noformat"]
        .into_iter()
        .find(|name| first.starts_with(&format!("{{{name}}}")) || first.starts_with(&format!("{{{name}:")))?;
    let close = format!("{{{close}}}");
    let open_end = first.find('}')? + 1;
    let mut body: Vec<&str> = Vec::new();
    let after = first.get(open_end..)?;
    if let Some(end) = after.find(&close) {
        let _ = write!(out, "<pre><code>{}</code></pre>", escape(after.get(..end)?));
        return Some(1);
    }
    if !after.is_empty() {
        body.push(after);
    }
    let mut used = 1;
    for line in lines.iter().skip(1) {
        used += 1;
        if let Some(end) = line.find(&close) {
            let last = line.get(..end).unwrap_or("");
            if !last.is_empty() {
                body.push(last);
            }
            break;
        }
        body.push(line);
    }
    let _ = write!(out, "<pre><code>{}</code></pre>", escape(&body.join("\n")));
    Some(used)
}

/// `{quote}` and `{panel}`: markup inside a box.
fn enclosed(lines: &[&str], out: &mut String) -> Option<usize> {
    let first = lines.first()?.trim();
    let (name, tag) = [("quote", "blockquote"), ("panel", "div")].into_iter().find(|(name, _)| {
        first.starts_with(&format!("{{{name}}}")) || first.starts_with(&format!("{{{name}:"))
    })?;
    let close = format!("{{{name}}}");
    let open_end = first.find('}')? + 1;
    let title = first.get(..open_end)?.split("title=").nth(1).map(|rest| rest.trim_end_matches('}'));
    let title = title.map(|title| title.split('|').next().unwrap_or("").to_owned());
    let after = first.get(open_end..)?;
    let mut body: Vec<&str> = Vec::new();
    let mut used = 1;
    if let Some(end) = after.find(&close) {
        body.push(after.get(..end)?);
    } else {
        if !after.is_empty() {
            body.push(after);
        }
        for line in lines.iter().skip(1) {
            used += 1;
            if let Some(end) = line.find(&close) {
                body.push(line.get(..end).unwrap_or(""));
                break;
            }
            body.push(line);
        }
    }
    let title = title.map(|title| format!("<p><strong>{}</strong></p>", escape(&title))).unwrap_or_default();
    let class = if tag == "div" { " class=\"panel\"" } else { "" };
    let _ = write!(out, "<{tag}{class}>{title}{}</{tag}>", to_html(&body.join("\n")));
    Some(used)
}

/// The markers and the text of a list item: `* a`, `** b`, `# c`, `- d`.
fn item(line: &str) -> Option<(&str, &str)> {
    let end = line.find(|character| !matches!(character, '*' | '#' | '-'))?;
    let (marks, rest) = line.split_at(end);
    let text = rest.strip_prefix(' ')?;
    (!marks.is_empty() && (marks.len() == 1 || !marks.contains('-'))).then_some((marks, text))
}

fn list(lines: &[&str], out: &mut String) -> usize {
    let mut open: Vec<char> = Vec::new();
    let mut used = 0;
    let tag = |mark: char| if mark == '#' { "ol" } else { "ul" };
    for line in lines {
        let Some((marks, text)) = item(line.trim()) else { break };
        used += 1;
        let wanted: Vec<char> = marks.chars().collect();
        let same = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        if same == wanted.len() && open.len() == wanted.len() {
            out.push_str("</li>");
        }
        while open.len() > same {
            if let Some(mark) = open.pop() {
                let _ = write!(out, "</li></{}>", tag(mark));
            }
        }
        if same == wanted.len() && !out.ends_with("</li>") {
            out.push_str("</li>");
        }
        for mark in wanted.iter().skip(same) {
            let _ = write!(out, "<{}>", tag(*mark));
            open.push(*mark);
            if open.len() < wanted.len() {
                out.push_str("<li>");
            }
        }
        let _ = write!(out, "<li>{}", inline(text));
    }
    while let Some(mark) = open.pop() {
        let _ = write!(out, "</li></{}>", tag(mark));
    }
    used
}

fn table(lines: &[&str], out: &mut String) -> usize {
    let mut used = 0;
    out.push_str("<div class=\"scroll\"><table>");
    for line in lines {
        let line = line.trim();
        if !line.starts_with('|') {
            break;
        }
        used += 1;
        let (cell, separator) = if line.starts_with("||") { ("th", "||") } else { ("td", "|") };
        let inner = line.trim_start_matches(separator).trim_end_matches(separator);
        out.push_str("<tr>");
        for text in split_cells(inner, separator) {
            let _ = write!(out, "<{cell}>{}</{cell}>", inline(text.trim()));
        }
        out.push_str("</tr>");
    }
    out.push_str("</table></div>");
    used
}

/// Cells of a row; separators inside `[text|url]` or behind a backslash belong to the cell.
fn split_cells<'a>(row: &'a str, separator: &str) -> Vec<&'a str> {
    let mut cells = Vec::new();
    let (mut start, mut depth, mut escaped) = (0, 0_i32, false);
    for (at, character) in row.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' => depth -= 1,
            '|' if depth <= 0
                && at >= start
                && row.get(at..).is_some_and(|rest| rest.starts_with(separator)) =>
            {
                cells.push(row.get(start..at).unwrap_or(""));
                start = at + separator.len();
            }
            _ => {}
        }
    }
    cells.push(row.get(start..).unwrap_or(""));
    cells
}

fn paragraph(lines: &[&str], out: &mut String) -> usize {
    let mut used = 0;
    let mut parts = Vec::new();
    for line in lines {
        let trimmed = line.trim();
        let block = trimmed.is_empty()
            || heading(trimmed).is_some()
            || item(trimmed).is_some()
            || trimmed.starts_with('|')
            || ["{code", "{noformat", "{quote", "{panel"]
                .iter()
                .any(|macro_name| trimmed.starts_with(macro_name));
        if block && used > 0 {
            break;
        }
        used += 1;
        parts.push(inline(trimmed));
    }
    let _ = write!(out, "<p>{}</p>", parts.join("<br>"));
    used
}

/// Bold, emphasis, deletion, code, links and escapes inside a line.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let tail = rest.get(first.len_utf8()..).unwrap_or("");
        if first == '\\' {
            if tail.starts_with('\\') {
                out.push_str("<br>");
                rest = tail.get(1..).unwrap_or("");
                continue;
            }
            if let Some(escaped) = tail.chars().next().filter(char::is_ascii_punctuation) {
                out.push_str(&escape(&escaped.to_string()));
                before = escaped;
                rest = tail.get(1..).unwrap_or("");
                continue;
            }
        }
        if let Some((html, left)) = monospaced(rest).or_else(|| link(rest)).or_else(|| bare_url(rest, before))
        {
            out.push_str(&html);
            before = ' ';
            rest = left;
            continue;
        }
        if let Some((html, left)) = marked(first, tail, before) {
            out.push_str(&html);
            before = first;
            rest = left;
            continue;
        }
        out.push_str(&escape(&first.to_string()));
        before = first;
        rest = tail;
    }
    out
}

fn monospaced(rest: &str) -> Option<(String, &str)> {
    let body = rest.strip_prefix("{{")?;
    let end = body.find("}}")?;
    Some((format!("<code>{}</code>", escape(body.get(..end)?)), body.get(end + 2..)?))
}

fn link(rest: &str) -> Option<(String, &str)> {
    let body = rest.strip_prefix('[')?;
    let end = body.find(']')?;
    let inside = body.get(..end)?;
    let (title, url) = inside.split_once('|').unwrap_or((inside, inside));
    // Anything but web and mail addresses stays text, so that no script can hide in a link.
    let safe = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    safe.then_some(())?;
    Some((
        format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape(url), escape(title)),
        body.get(end + 1..)?,
    ))
}

fn bare_url(rest: &str, before: char) -> Option<(String, &str)> {
    if before.is_alphanumeric() || !(rest.starts_with("http://") || rest.starts_with("https://")) {
        return None;
    }
    let end = rest
        .find(|character: char| character.is_whitespace() || "<>\"'|]".contains(character))
        .unwrap_or(rest.len());
    let url = rest.get(..end)?.trim_end_matches(['.', ',', ')', ';']);
    Some((format!("<a href=\"{0}\" rel=\"noreferrer\">{0}</a>", escape(url)), rest.get(url.len()..)?))
}

fn marked(mark: char, tail: &str, before: char) -> Option<(String, &str)> {
    let tag = match mark {
        '*' => "strong",
        '_' => "em",
        '-' => "del",
        '+' => "ins",
        _ => return None,
    };
    if before.is_alphanumeric() || tail.starts_with(|first: char| first.is_whitespace() || first == mark) {
        return None;
    }
    let mut escaped = false;
    let mut last = ' ';
    for (at, character) in tail.char_indices() {
        let next = tail.get(at + character.len_utf8()..)?.chars().next();
        if character == mark && !escaped && !last.is_whitespace() && !next.is_some_and(char::is_alphanumeric)
        {
            let html = format!("<{tag}>{}</{tag}>", inline(tail.get(..at)?));
            return Some((html, tail.get(at + 1..)?));
        }
        escaped = character == '\\' && !escaped;
        last = character;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_elements() {
        assert_eq!(to_html("h3. Goal"), "<h3>Goal</h3>");
        assert_eq!(to_html("* a\n** b\n* c"), "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>");
        assert_eq!(to_html("# a\n# b"), "<ol><li>a</li><li>b</li></ol>");
        assert_eq!(
            to_html("||A||B||\n|1|[x|https://e.org/]|"),
            "<div class=\"scroll\"><table><tr><th>A</th><th>B</th></tr>\
             <tr><td>1</td><td><a href=\"https://e.org/\" rel=\"noreferrer\">x</a></td></tr></table></div>"
        );
        assert_eq!(
            to_html("{code:rust}\nlet a = 1 < 2;\n{code}"),
            "<pre><code>let a = 1 &lt; 2;</code></pre>"
        );
        assert_eq!(to_html("{quote}\nyes\n{quote}"), "<blockquote><p>yes</p></blockquote>");
    }

    #[test]
    fn inline_markup_and_escapes_are_told_apart() {
        assert_eq!(
            inline("*bold* and _em_ and {{x*y*}}"),
            "<strong>bold</strong> and <em>em</em> and <code>x*y*</code>"
        );
        assert_eq!(inline(r"\*not bold\* 2*3*4 snake_case_name"), "*not bold* 2*3*4 snake_case_name");
    }

    #[test]
    fn nothing_a_person_writes_becomes_a_tag_or_a_script_link() {
        for text in [
            "<script>alert(1)</script>",
            "[x|javascript:alert(1)]",
            "*<img src=x onerror=y>*",
            "{panel:title=<b>}\n<i>\n{panel}",
        ] {
            let html = to_html(text);
            assert!(
                !html.contains("<script")
                    && !html.contains("<img")
                    && !html.contains("<b>")
                    && !html.contains("<i>"),
                "{html}"
            );
            assert!(!html.contains("href=\"javascript"), "{html}");
        }
    }

    #[test]
    fn unclosed_macros_swallow_nothing_forever() {
        assert_eq!(to_html("{code}\na"), "<pre><code>a</code></pre>");
        assert_eq!(to_html("{{open"), "<p>{{open</p>");
    }
}
