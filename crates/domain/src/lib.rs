#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod api_tokens;
pub mod audit;
pub mod draft;
pub mod failure;
pub mod ids;
pub mod jira;
pub mod limits;
pub mod partial_json;
pub mod password;
pub mod placeholders;
pub mod principal;
pub mod rules;
pub mod split;
pub mod text;
pub mod time;
