//! The Atlassian Document Format as Jira Cloud judges it. Written for the sandbox alone: it knows nothing of how the
//! product writes documents.

use serde_json::{Value, json};

/// What may stand in a node, by its type; nothing known means that Jira refuses the document.
fn children(kind: &str) -> Option<&'static [&'static str]> {
    const INLINE: &[&str] = &["text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status"];
    const IN_ITEM: &[&str] = &["paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle"];
    Some(match kind {
        "doc" => &[
            "paragraph",
            "heading",
            "bulletList",
            "orderedList",
            "blockquote",
            "codeBlock",
            "table",
            "rule",
            "panel",
            "expand",
            "mediaSingle",
            "taskList",
        ],
        "paragraph" | "heading" => INLINE,
        "bulletList" | "orderedList" => &["listItem"],
        "listItem" | "blockquote" => IN_ITEM,
        "panel" => &["paragraph", "heading", "bulletList", "orderedList"],
        "codeBlock" => &["text"],
        "table" => &["tableRow"],
        "tableRow" => &["tableCell", "tableHeader"],
        "tableCell" | "tableHeader" => {
            &["paragraph", "heading", "bulletList", "orderedList", "blockquote", "codeBlock", "rule", "panel"]
        }
        "text" | "rule" | "hardBreak" | "mention" | "emoji" | "inlineCard" | "date" | "status" => &[],
        _ => return None,
    })
}

const MARKS: &[&str] = &["strong", "em", "code", "strike", "link", "underline", "textColor", "subsup"];

/// Whether Jira takes it.
pub(super) fn is_document(document: &Value) -> bool {
    document["type"] == "doc"
        && document["version"] == 1
        && document["content"].is_array()
        && is_node(document)
}

fn is_node(node: &Value) -> bool {
    let kind = node["type"].as_str().unwrap_or_default();
    let Some(allowed) = children(kind) else { return false };
    let content = match &node["content"] {
        Value::Null => &[] as &[Value],
        Value::Array(content) => content,
        _ => return false,
    };
    let filled = !matches!(
        kind,
        "bulletList" | "orderedList" | "listItem" | "blockquote" | "table" | "tableCell" | "tableHeader"
    ) || !content.is_empty();
    let own = match kind {
        "text" => node["text"].as_str().is_some_and(|text| !text.is_empty()) && marks(node),
        "heading" => node["attrs"]["level"].as_u64().is_some_and(|level| (1..=6).contains(&level)),
        _ => true,
    };
    let plain = kind != "codeBlock" || content.iter().all(|text| text["marks"].is_null());
    filled
        && own
        && plain
        && content
            .iter()
            .all(|child| allowed.contains(&child["type"].as_str().unwrap_or_default()) && is_node(child))
}

fn marks(text: &Value) -> bool {
    let marks = text["marks"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    let kinds: Vec<&str> = marks.iter().filter_map(|mark| mark["type"].as_str()).collect();
    let code_alone = !kinds.contains(&"code") || kinds.iter().all(|kind| matches!(*kind, "code" | "link"));
    let links = marks.iter().filter(|mark| mark["type"] == "link");
    kinds.len() == marks.len()
        && code_alone
        && kinds.iter().all(|kind| MARKS.contains(kind))
        && links.into_iter().all(|link| link["attrs"]["href"].is_string())
}

/// Its words, a line for each block.
pub(super) fn words(node: &Value) -> String {
    let inner = node["content"].as_array().into_iter().flatten().map(words);
    match node["type"].as_str().unwrap_or_default() {
        "text" => node["text"].as_str().unwrap_or_default().to_owned(),
        "hardBreak" => "\n".to_owned(),
        "paragraph" | "heading" | "codeBlock" => inner.collect::<String>(),
        _ => inner.collect::<Vec<_>>().join("\n"),
    }
}

/// A document for an old issue that was written as wiki markup: headings, lists of points, paragraphs.
pub(super) fn of_wiki(wiki: &str) -> Value {
    let text = |text: &str| json!([{"type": "text", "text": text}]);
    let mut content: Vec<Value> = Vec::new();
    for line in wiki.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(words) = line.strip_prefix("h3. ") {
            content.push(json!({"type": "heading", "attrs": {"level": 3}, "content": text(words)}));
        } else if let Some(words) = line.strip_prefix("* ") {
            let item =
                json!({"type": "listItem", "content": [{"type": "paragraph", "content": text(words)}]});
            match content
                .last_mut()
                .filter(|last| last["type"] == "bulletList")
                .and_then(|list| list["content"].as_array_mut())
            {
                Some(items) => items.push(item),
                None => content.push(json!({"type": "bulletList", "content": [item]})),
            }
        } else {
            content.push(json!({"type": "paragraph", "content": text(line)}));
        }
    }
    json!({"type": "doc", "version": 1, "content": content})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_from_what_only_looks_like_one() {
        let document = of_wiki("h3. Goal\nPatients book.\n* one\n* two");
        assert!(is_document(&document), "{document}");
        assert_eq!(words(&document), "Goal\nPatients book.\none\ntwo");
        let paragraph = |content: Value| json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": content}]});
        assert!(is_document(&paragraph(json!([]))));
        for wrong in [
            json!("text"),
            json!({"type": "doc", "content": []}),
            paragraph(json!([{"type": "text", "text": ""}])),
            paragraph(json!([{"type": "paragraph"}])),
            paragraph(
                json!([{"type": "text", "text": "x", "marks": [{"type": "code"}, {"type": "strong"}]}]),
            ),
            json!({"type": "doc", "version": 1, "content": [{"type": "bulletList", "content": []}]}),
            json!({"type": "doc", "version": 1, "content": [{"type": "heading", "attrs": {"level": 7}}]}),
        ] {
            assert!(!is_document(&wrong), "{wrong}");
        }
    }
}
