//! Atlassian Document Format as Markdown: what stands in an issue of Jira Cloud, for people and models to read.
//!
//! Every kind of node is read, also those this crate never writes (panels, mentions, cards, task lists; source: npm
//! `@atlaskit/adf-schema`, `v1/full.json`). What has no words, such as a picture, is named; what is not known gives the
//! text inside it.

use jiff::Timestamp;
use serde_json::Value;

/// Reads a document. Anything else, such as a description that is not there, is empty.
pub fn read(document: &Value) -> String {
    blocks(document).join("\n\n")
}

fn children(node: &Value) -> &[Value] {
    node.get("content").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn kind(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn attribute<'a>(node: &'a Value, name: &str) -> &'a str {
    node.get("attrs").and_then(|attributes| attributes.get(name)?.as_str()).unwrap_or_default()
}

fn number(node: &Value, name: &str) -> Option<u64> {
    node.get("attrs").and_then(|attributes| attributes.get(name)?.as_u64())
}

fn blocks(node: &Value) -> Vec<String> {
    children(node).iter().flat_map(block).filter(|text| !text.is_empty()).collect()
}

fn block(node: &Value) -> Vec<String> {
    match kind(node) {
        "heading" => {
            let level = number(node, "level").unwrap_or(1).clamp(1, 6);
            let level = usize::try_from(level).unwrap_or(1);
            vec![format!("{} {}", "#".repeat(level), inlines(node))]
        }
        "bulletList" | "decisionList" => vec![list(node, |_, _| "- ".to_owned())],
        "orderedList" => {
            let first = number(node, "order").unwrap_or(1);
            vec![list(node, |place, _| format!("{}. ", first.saturating_add(place)))]
        }
        "taskList" => vec![list(node, |_, item| {
            let done = attribute(item, "state") == "DONE";
            if done { "- [x] " } else { "- [ ] " }.to_owned()
        })],
        "blockquote" | "panel" => vec![indented(&blocks(node).join("\n\n"), "> ", "> ")],
        "codeBlock" => vec![fenced(attribute(node, "language"), &plain(node))],
        "table" => vec![table(node)],
        "rule" => vec!["---".to_owned()],
        "expand" | "nestedExpand" => {
            let title = Some(attribute(node, "title")).filter(|title| !title.is_empty());
            title.map(|title| format!("**{title}**")).into_iter().chain(blocks(node)).collect()
        }
        "media" | "mediaInline" => vec![picture(node)],
        "blockCard" | "embedCard" => vec![attribute(node, "url").to_owned()],
        _ if holds_text(node) => vec![inlines(node)],
        _ => blocks(node),
    }
}

/// Whether running text stands directly in it, as in a paragraph, a task or a caption.
fn holds_text(node: &Value) -> bool {
    let inline = ["text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status", "mediaInline"];
    children(node).iter().any(|child| inline.contains(&kind(child)))
}

fn list(node: &Value, marker: impl Fn(u64, &Value) -> String) -> String {
    let mut lines = Vec::new();
    for (place, item) in (0..).zip(children(node)) {
        // A list directly inside a list of tasks is one level further in.
        if matches!(kind(item), "taskList" | "bulletList" | "orderedList") {
            lines.extend(block(item).iter().map(|inner| indented(inner, "  ", "  ")));
            continue;
        }
        let marker = marker(place, item);
        let text = if holds_text(item) { inlines(item) } else { tight(item) };
        let margin = " ".repeat(marker.len());
        lines.push(indented(&text, &marker, &margin));
    }
    lines.join("\n")
}

/// The blocks of an entry: a list follows its line at once, another paragraph after an empty line.
fn tight(item: &Value) -> String {
    let mut text = String::new();
    for child in children(item) {
        let inner = block(child).join("\n\n");
        if !text.is_empty() {
            text.push_str(if kind(child).ends_with("List") { "\n" } else { "\n\n" });
        }
        text.push_str(&inner);
    }
    text
}

fn indented(text: &str, first: &str, others: &str) -> String {
    let mut out = String::new();
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let margin = if at == 0 { first } else { others };
        out.push_str(if line.is_empty() { margin.trim_end() } else { margin });
        out.push_str(line);
    }
    out
}

/// A fence longer than any inside.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}")
}

fn table(node: &Value) -> String {
    let rows: Vec<Vec<String>> = children(node)
        .iter()
        .map(|row| {
            children(row)
                .iter()
                .map(|cell| blocks(cell).join(" ").replace('\n', " ").replace('|', "\\|"))
                .collect()
        })
        .collect();
    let Some(width) = rows.iter().map(Vec::len).max() else { return String::new() };
    let line = |cells: &[String]| {
        let cells = (0..width).map(|at| cells.get(at).map_or("", String::as_str));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let headed = children(node)
        .first()
        .is_some_and(|row| children(row).iter().all(|cell| kind(cell) == "tableHeader"));
    let (head, body) =
        if headed { (rows[0].as_slice(), &rows[1..]) } else { (&[] as &[String], rows.as_slice()) };
    let ruler = format!("|{}", " --- |".repeat(width));
    [line(head), ruler].into_iter().chain(body.iter().map(|cells| line(cells))).collect::<Vec<_>>().join("\n")
}

fn picture(node: &Value) -> String {
    let words = Some(attribute(node, "alt")).filter(|words| !words.is_empty());
    words.map_or_else(|| "(attachment)".to_owned(), |words| format!("(attachment: {words})"))
}

/// The text inside, without marks.
fn plain(node: &Value) -> String {
    children(node).iter().filter_map(|child| child.get("text")?.as_str()).collect()
}

fn inlines(node: &Value) -> String {
    children(node).iter().map(inline).collect()
}

fn inline(node: &Value) -> String {
    match kind(node) {
        "text" => marked(node),
        "hardBreak" => "\n".to_owned(),
        "mention" | "status" => attribute(node, "text").to_owned(),
        "emoji" => {
            let text = attribute(node, "text");
            if text.is_empty() { attribute(node, "shortName") } else { text }.to_owned()
        }
        "inlineCard" => attribute(node, "url").to_owned(),
        "date" => day(attribute(node, "timestamp")),
        "mediaInline" => picture(node),
        _ => inlines(node),
    }
}

/// Milliseconds since 1970, as the format writes a day, as people write it.
fn day(timestamp: &str) -> String {
    let at = timestamp.parse().ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    at.map_or_else(|| timestamp.to_owned(), |at| at.strftime("%Y-%m-%d").to_string())
}

fn marked(node: &Value) -> String {
    let mut text = node.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
    let marks = node.get("marks").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    if text.trim().is_empty() {
        return text;
    }
    let has = |name: &str| marks.iter().any(|mark| kind(mark) == name);
    if has("code") {
        text = format!("`{text}`");
    }
    for (name, sign) in [("strike", "~~"), ("em", "*"), ("strong", "**")] {
        if has(name) {
            text = around(&text, sign);
        }
    }
    match marks.iter().find(|mark| kind(mark) == "link").map(|mark| attribute(mark, "href")) {
        Some(href) if href == text => text,
        Some(href) => format!("[{text}]({href})"),
        None => text,
    }
}

/// Marks stand at words, not at spaces.
fn around(text: &str, sign: &str) -> String {
    let words = text.trim();
    let start = text.len() - text.trim_start().len();
    let end = start + words.len();
    format!("{}{sign}{words}{sign}{}", &text[..start], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::{Value, json};

    fn doc(content: &Value) -> Value {
        json!({ "type": "doc", "version": 1, "content": content })
    }

    #[test]
    fn what_we_write_is_read_back() {
        let markdown = "# Goal\n\nA *few* **words**, `code` and [a link](https://example.org).\n\n- one\n- two\n  1. first\n  2. second\n\n\
             > quoted\n\n```sql\nSELECT 1\n```\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n---";
        let text = read(&crate::to_adf(markdown));
        assert_eq!(text, markdown);
        assert_eq!(crate::to_adf(&text), crate::to_adf(markdown));
    }

    #[test]
    fn nodes_of_the_editor_give_their_words() {
        let text = |text: &str| json!({"type": "text", "text": text});
        let paragraph = |content: Value| json!({"type": "paragraph", "content": content});
        let document = doc(&json!([
            {"type": "panel", "attrs": {"panelType": "info"}, "content": [paragraph(json!([text("Mind this")]))]},
            {"type": "taskList", "attrs": {"localId": "1"}, "content": [
                {"type": "taskItem", "attrs": {"localId": "2", "state": "DONE"}, "content": [text("done")]},
                {"type": "taskItem", "attrs": {"localId": "3", "state": "TODO"}, "content": [text("open")]},
            ]},
            paragraph(json!([
                {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}}, text(" by "),
                {"type": "date", "attrs": {"timestamp": "1798761600000"}}, text(" "),
                {"type": "emoji", "attrs": {"shortName": ":tada:", "text": "🎉"}}, text(" "),
                {"type": "status", "attrs": {"text": "READY", "color": "green"}}, text(" "),
                {"type": "inlineCard", "attrs": {"url": "https://example.org/1"}},
            ])),
            {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"type": "file", "alt": "plan.png"}}]},
            {"type": "expand", "attrs": {"title": "More"}, "content": [paragraph(json!([text("inside")]))]},
            {"type": "somethingNew", "content": [paragraph(json!([text("kept")]))]},
        ]));
        assert_eq!(
            read(&document),
            "> Mind this\n\n- [x] done\n- [ ] open\n\n@Ada by 2027-01-01 🎉 READY https://example.org/1\n\n\
             (attachment: plan.png)\n\n**More**\n\ninside\n\nkept"
        );
    }

    #[test]
    fn what_is_no_document_is_empty() {
        for nothing in
            [Value::Null, json!("text"), json!([]), json!({}), doc(&json!("x")), doc(&json!([1, null]))]
        {
            assert_eq!(read(&nothing), "", "{nothing}");
        }
    }
}
