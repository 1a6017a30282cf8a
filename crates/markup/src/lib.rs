#![doc = include_str!("../README.md")]

pub mod adf;
pub mod adf_check;
pub mod adf_text;
mod links;
mod parse;
mod tree;
pub mod wiki;

pub use parse::parse;
pub use tree::{Align, Block, Inline, Item};

/// Markdown as Atlassian Document Format, for Jira Cloud.
pub fn to_adf(markdown: &str) -> serde_json::Value {
    adf::write(&parse(markdown))
}

/// Markdown as Jira Data Center's wiki markup.
pub fn to_wiki(markdown: &str) -> String {
    wiki::write(&parse(markdown))
}

/// What stands in a field of Jira Cloud as Markdown.
pub fn from_adf(document: &serde_json::Value) -> String {
    adf_text::read(document)
}
