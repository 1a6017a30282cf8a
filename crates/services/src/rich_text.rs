//! Markdown as pages show it.

use contract::views::{RichBlock, RichInline};
use markup::{Block, Inline};

/// Markdown as typed nodes.
pub(crate) fn read(markdown: &str) -> Vec<RichBlock> {
    blocks(markup::parse(markdown))
}

fn blocks(found: Vec<Block>) -> Vec<RichBlock> {
    found.into_iter().map(block).collect()
}

fn block(block: Block) -> RichBlock {
    match block {
        Block::Paragraph(content) => RichBlock::Paragraph(inlines(content)),
        Block::Heading(_, content) => RichBlock::Heading(inlines(content)),
        Block::List { ordered, items } => {
            RichBlock::List(ordered, items.into_iter().map(|item| blocks(item.blocks)).collect())
        }
        Block::Quote(content) => RichBlock::Quote(blocks(content)),
        Block::Code { language: _, text } => RichBlock::Code(text),
        Block::Table { align: _, head, rows } => {
            let cells = |row: Vec<Vec<Inline>>| row.into_iter().map(inlines).collect();
            RichBlock::Table(cells(head), rows.into_iter().map(cells).collect())
        }
        Block::Rule => RichBlock::Rule,
    }
}

fn inlines(found: Vec<Inline>) -> Vec<RichInline> {
    found.into_iter().map(inline).collect()
}

fn inline(inline: Inline) -> RichInline {
    match inline {
        Inline::Text(text) => RichInline::Text(text),
        Inline::Code(text) => RichInline::Code(text),
        Inline::Strong(content) => RichInline::Strong(inlines(content)),
        Inline::Emphasis(content) => RichInline::Emphasis(inlines(content)),
        Inline::Strike(content) => RichInline::Strike(inlines(content)),
        Inline::Link { href, content } => RichInline::Link(href, inlines(content)),
        Inline::Break => RichInline::Break,
    }
}
