//! Atlassian Document Format, version 1 (Jira Cloud's REST v3; schema: npm `@atlaskit/adf-schema`, `v1/full.json`).
//!
//! What the format does not allow where it stands is written in the nearest form it does allow, with all of its text:
//! a heading inside a list or a quotation becomes bold text, a table there becomes a line per row, a quotation inside
//! a quotation is quoted once, and bold code stays code.

use crate::{
    links::opens,
    tree::{Block, Inline, Item},
};
use serde_json::{Value, json};

/// Writes blocks as a document.
pub fn write(blocks: &[Block]) -> Value {
    let mut content = in_place(blocks, Place::Document);
    if content.is_empty() {
        // The editor opens no document without a block.
        content.push(paragraph(Vec::new()));
    }
    json!({ "version": 1, "type": "doc", "content": content })
}

/// Where blocks stand; decides what may stand there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Document,
    ListItem,
    Quote,
}

fn in_place(blocks: &[Block], place: Place) -> Vec<Value> {
    blocks.iter().flat_map(|block| self::block(block, place)).collect()
}

fn block(block: &Block, place: Place) -> Vec<Value> {
    let anywhere = place == Place::Document;
    match block {
        Block::Paragraph(content) => vec![paragraph(inlines(content, &Marks::default()))],
        Block::Heading(level, content) if anywhere => vec![json!({
            "type": "heading",
            "attrs": { "level": (*level).clamp(1, 6) },
            "content": inlines(content, &Marks::default()),
        })],
        Block::Heading(_, content) => vec![bold(content)],
        Block::List { ordered, items } => list(*ordered, items).into_iter().collect(),
        Block::Quote(blocks) if anywhere => {
            let content = in_place(blocks, Place::Quote);
            if content.is_empty() {
                return Vec::new();
            }
            vec![json!({ "type": "blockquote", "content": content })]
        }
        Block::Quote(blocks) => in_place(blocks, place),
        Block::Code { language, text } => vec![code(language.as_deref(), text)],
        Block::Table { head, rows, .. } if anywhere => table(head, rows).into_iter().collect(),
        Block::Table { head, rows, .. } => lines(head, rows),
        Block::Rule if anywhere => vec![json!({ "type": "rule" })],
        Block::Rule => Vec::new(),
    }
}

fn paragraph(content: Vec<Value>) -> Value {
    json!({ "type": "paragraph", "content": content })
}

fn bold(content: &[Inline]) -> Value {
    paragraph(inlines(content, &Marks { strong: true, ..Marks::default() }))
}

fn list(ordered: bool, items: &[Item]) -> Option<Value> {
    let kind = if ordered { "orderedList" } else { "bulletList" };
    let content: Vec<Value> =
        items.iter().map(|item| json!({ "type": "listItem", "content": entry(item) })).collect();
    (!content.is_empty()).then(|| json!({ "type": kind, "content": content }))
}

/// An entry begins with a paragraph, so that its marker stands beside something.
fn entry(item: &Item) -> Vec<Value> {
    let mark = item.checked.map(|done| text(if done { "☑ " } else { "☐ " }, &Marks::default()));
    let mut blocks = in_place(&item.blocks, Place::ListItem);
    let begins_well = blocks.first().is_some_and(|first| first["type"] == "paragraph")
        || (mark.is_none() && blocks.first().is_some_and(|first| first["type"] == "codeBlock"));
    if !begins_well {
        blocks.insert(0, paragraph(Vec::new()));
    }
    if let (Some(mark), Some(Value::Array(content))) =
        (mark, blocks.first_mut().and_then(|first| first.get_mut("content")))
    {
        content.insert(0, mark);
    }
    blocks
}

fn code(language: Option<&str>, text: &str) -> Value {
    let mut block = json!({ "type": "codeBlock", "attrs": {}, "content": [] });
    if let Some(language) = language {
        block["attrs"] = json!({ "language": language });
    }
    if !text.is_empty() {
        block["content"] = json!([{ "type": "text", "text": text }]);
    }
    block
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Option<Value> {
    let row = |kind: &str, cells: &[Vec<Inline>]| {
        let cells: Vec<Value> = cells
            .iter()
            .map(|cell| json!({ "type": kind, "attrs": {}, "content": [paragraph(inlines(cell, &Marks::default()))] }))
            .collect();
        json!({ "type": "tableRow", "content": cells })
    };
    let header = has_words(head).then(|| row("tableHeader", head));
    let content: Vec<Value> = header
        .into_iter()
        .chain(rows.iter().filter(|cells| !cells.is_empty()).map(|cells| row("tableCell", cells)))
        .collect();
    (!content.is_empty()).then(|| json!({ "type": "table", "content": content }))
}

/// A table where none may stand: a line per row.
fn lines(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Vec<Value> {
    let line = |cells: &[Vec<Inline>]| -> Vec<Inline> {
        let mut all = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                all.push(Inline::Text(" | ".to_owned()));
            }
            all.extend(cell.iter().cloned());
        }
        all
    };
    let header = has_words(head).then(|| bold(&line(head)));
    header
        .into_iter()
        .chain(rows.iter().map(|cells| paragraph(inlines(&line(cells), &Marks::default()))))
        .collect()
}

fn has_words(cells: &[Vec<Inline>]) -> bool {
    cells.iter().any(|cell| !cell.is_empty())
}

/// How a piece of text is marked.
#[derive(Clone, Default)]
struct Marks {
    strong: bool,
    emphasis: bool,
    strike: bool,
    link: Option<String>,
}

impl Marks {
    fn to_json(&self, code: bool) -> Vec<Value> {
        let link = self.link.as_ref().map(|href| json!({ "type": "link", "attrs": { "href": href } }));
        if code {
            // Code goes with a link and with nothing else.
            return link.into_iter().chain([json!({ "type": "code" })]).collect();
        }
        let on = |set: bool, kind: &str| set.then(|| json!({ "type": kind }));
        link.into_iter()
            .chain(on(self.emphasis, "em"))
            .chain(on(self.strong, "strong"))
            .chain(on(self.strike, "strike"))
            .collect()
    }
}

fn marked(text: &str, marks: Vec<Value>) -> Value {
    if marks.is_empty() {
        json!({ "type": "text", "text": text })
    } else {
        json!({ "type": "text", "text": text, "marks": marks })
    }
}

fn text(words: &str, marks: &Marks) -> Value {
    marked(words, marks.to_json(false))
}

fn inlines(content: &[Inline], marks: &Marks) -> Vec<Value> {
    let mut out = Vec::new();
    for inline in content {
        match inline {
            Inline::Text(words) => push_lines(&mut out, words, &marks.to_json(false)),
            Inline::Code(words) => push_lines(&mut out, words, &marks.to_json(true)),
            Inline::Strong(inner) => out.extend(inlines(inner, &Marks { strong: true, ..marks.clone() })),
            Inline::Emphasis(inner) => out.extend(inlines(inner, &Marks { emphasis: true, ..marks.clone() })),
            Inline::Strike(inner) => out.extend(inlines(inner, &Marks { strike: true, ..marks.clone() })),
            Inline::Link { href, content } => link(&mut out, href, content, marks),
            Inline::Break => out.push(json!({ "type": "hardBreak" })),
        }
    }
    out
}

/// Empty text is not allowed, a line break inside text is an element of its own.
fn push_lines(out: &mut Vec<Value>, words: &str, marks: &[Value]) {
    for (at, line) in words.split('\n').enumerate() {
        if at > 0 {
            out.push(json!({ "type": "hardBreak" }));
        }
        if !line.is_empty() {
            out.push(marked(line, marks.to_vec()));
        }
    }
}

/// A link to what a browser may open from an issue; of others the address stays readable as text.
fn link(out: &mut Vec<Value>, href: &str, content: &[Inline], marks: &Marks) {
    if opens(href) {
        let marks = Marks { link: Some(href.to_owned()), ..marks.clone() };
        let before = out.len();
        out.extend(inlines(content, &marks));
        if out.len() == before {
            out.push(text(href, &marks));
        }
        return;
    }
    out.extend(inlines(content, marks));
    if !href.is_empty() {
        push_lines(out, &format!(" ({href})"), &marks.to_json(false));
    }
}
