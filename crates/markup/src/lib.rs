#![doc = include_str!("../README.md")]

mod parse;
mod tree;
pub mod wiki;

pub use parse::parse;
pub use tree::{Align, Block, Inline, Item};

/// Markdown as Jira Data Center's wiki markup.
pub fn to_wiki(markdown: &str) -> String {
    wiki::write(&parse(markdown))
}
