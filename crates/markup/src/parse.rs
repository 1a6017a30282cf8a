//! CommonMark into the tree.

use crate::{
    links,
    tree::{Align, Block, Inline, Item},
};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Parses CommonMark with tables, strikethrough and task lists. Never fails: what is not markup is text.
pub fn parse(markdown: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Reader { events: Parser::new_ext(markdown, options) };
    let mut blocks = reader.blocks(None);
    blocks.iter_mut().for_each(link_addresses);
    blocks
}

/// Addresses in running text become links; those in code and in other links stay as they are.
fn link_addresses(block: &mut Block) {
    match block {
        Block::Paragraph(content) | Block::Heading(_, content) => link_in(content),
        Block::List { items, .. } => {
            items.iter_mut().flat_map(|item| &mut item.blocks).for_each(link_addresses);
        }
        Block::Quote(blocks) => blocks.iter_mut().for_each(link_addresses),
        Block::Table { head, rows, .. } => {
            head.iter_mut().chain(rows.iter_mut().flatten()).for_each(link_in);
        }
        Block::Code { .. } | Block::Rule => {}
    }
}

fn link_in(content: &mut Vec<Inline>) {
    *content = std::mem::take(content)
        .into_iter()
        .flat_map(|inline| match inline {
            Inline::Text(text) => links::split(&text),
            Inline::Strong(mut inner) => {
                link_in(&mut inner);
                vec![Inline::Strong(inner)]
            }
            Inline::Emphasis(mut inner) => {
                link_in(&mut inner);
                vec![Inline::Emphasis(inner)]
            }
            Inline::Strike(mut inner) => {
                link_in(&mut inner);
                vec![Inline::Strike(inner)]
            }
            other => vec![other],
        })
        .collect();
}

struct Reader<'a> {
    events: Parser<'a>,
}

impl Reader<'_> {
    /// Blocks until `end`. Text directly inside (tight list items) becomes a paragraph.
    fn blocks(&mut self, end: Option<TagEnd>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut loose = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(tag) if Some(tag) == end => break,
                Event::Start(tag) if is_inline(&tag) => self.inline(Event::Start(tag), &mut loose),
                Event::Start(tag) => {
                    flush(&mut loose, &mut blocks);
                    self.block(tag, &mut blocks);
                }
                Event::Rule => {
                    flush(&mut loose, &mut blocks);
                    blocks.push(Block::Rule);
                }
                other => self.inline(other, &mut loose),
            }
        }
        flush(&mut loose, &mut blocks);
        blocks
    }

    fn block(&mut self, tag: Tag<'_>, blocks: &mut Vec<Block>) {
        let end = tag.to_end();
        match tag {
            Tag::Heading { level, .. } => blocks.push(Block::Heading(level as u8, self.inlines(end))),
            Tag::BlockQuote(_) => blocks.push(Block::Quote(self.blocks(Some(end)))),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split_whitespace().next().map(str::to_owned).filter(|name| !name.is_empty())
                    }
                    CodeBlockKind::Indented => None,
                };
                let text = plain(&self.inlines(end));
                blocks.push(Block::Code { language, text: text.trim_end_matches('\n').to_owned() });
            }
            Tag::List(start) => {
                let items = self.items(end);
                blocks.push(Block::List { ordered: start.is_some(), items });
            }
            Tag::Table(align) => blocks.push(self.table(&align, end)),
            Tag::HtmlBlock => {
                let text = plain(&self.inlines(end));
                blocks.push(Block::Paragraph(vec![Inline::Text(text.trim_end().to_owned())]));
            }
            _ => {
                let content = self.inlines(end);
                if !content.is_empty() {
                    blocks.push(Block::Paragraph(content));
                }
            }
        }
    }

    fn items(&mut self, end: TagEnd) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(tag) if tag == end => break,
                Event::Start(Tag::Item) => items.push(self.item()),
                _ => {}
            }
        }
        items
    }

    fn item(&mut self) -> Item {
        let mut item = Item { checked: None, blocks: self.blocks(Some(TagEnd::Item)) };
        if let Some(Block::Paragraph(content)) = item.blocks.first_mut() {
            // The marker travels through `inline` as this text; see there.
            match content.first() {
                Some(Inline::Text(text)) if text == CHECKED => item.checked = Some(true),
                Some(Inline::Text(text)) if text == UNCHECKED => item.checked = Some(false),
                _ => {}
            }
            if item.checked.is_some() {
                content.remove(0);
            }
        }
        item
    }

    fn table(&mut self, align: &[Alignment], end: TagEnd) -> Block {
        let align = align
            .iter()
            .map(|align| match align {
                Alignment::None => Align::None,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            })
            .collect();
        let (mut head, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(event) = self.events.next() {
            match event {
                Event::End(tag) if tag == end => break,
                Event::Start(Tag::TableCell) => row.push(self.inlines(TagEnd::TableCell)),
                Event::End(TagEnd::TableHead) => head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
                _ => {}
            }
        }
        Block::Table { align, head, rows }
    }

    fn inlines(&mut self, end: TagEnd) -> Vec<Inline> {
        let mut out = Vec::new();
        while let Some(event) = self.events.next() {
            if event == Event::End(end) {
                break;
            }
            self.inline(event, &mut out);
        }
        out
    }

    fn inline(&mut self, event: Event<'_>, out: &mut Vec<Inline>) {
        match event {
            // Markdown has no other way to break a line in a cell.
            Event::InlineHtml(tag) if is_break(&tag) => out.push(Inline::Break),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => push_text(out, &text),
            Event::Code(text) => out.push(Inline::Code(text.into_string())),
            Event::SoftBreak => push_text(out, " "),
            Event::HardBreak => out.push(Inline::Break),
            Event::TaskListMarker(checked) => {
                out.push(Inline::Text(if checked { CHECKED } else { UNCHECKED }.to_owned()));
                // Keeps the following text from being joined to the marker.
                out.push(Inline::Text(String::new()));
            }
            Event::Start(Tag::Strong) => {
                let content = self.inlines(TagEnd::Strong);
                out.push(Inline::Strong(content));
            }
            Event::Start(Tag::Emphasis) => {
                let content = self.inlines(TagEnd::Emphasis);
                out.push(Inline::Emphasis(content));
            }
            Event::Start(Tag::Strikethrough) => {
                let content = self.inlines(TagEnd::Strikethrough);
                out.push(Inline::Strike(content));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let content = self.inlines(TagEnd::Link);
                out.push(Inline::Link { href: dest_url.into_string(), content });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                // Pictures from elsewhere are not embedded; the link stays.
                let content = self.inlines(TagEnd::Image);
                out.push(Inline::Link { href: dest_url.into_string(), content });
            }
            Event::Start(tag) => {
                let content = self.inlines(tag.to_end());
                out.extend(content);
            }
            _ => {}
        }
    }
}

const CHECKED: &str = "\u{2611} ";
const UNCHECKED: &str = "\u{2610} ";

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn flush(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !loose.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(loose)));
    }
}

fn push_text(out: &mut Vec<Inline>, text: &str) {
    match out.last_mut() {
        Some(Inline::Text(last)) if last != CHECKED && last != UNCHECKED => last.push_str(text),
        _ => out.push(Inline::Text(text.to_owned())),
    }
}

fn plain(content: &[Inline]) -> String {
    content.iter().map(|inline| if let Inline::Text(text) = inline { text.as_str() } else { "" }).collect()
}

/// `<br>`, `<br/>`, `<br />`.
fn is_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    name.eq_ignore_ascii_case("br")
}
