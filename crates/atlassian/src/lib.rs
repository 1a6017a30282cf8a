#![doc = include_str!("../README.md")]

pub mod confluence;
pub mod jira;
