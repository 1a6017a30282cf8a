#![doc = include_str!("../README.md")]

pub mod columns;
pub mod detection;
pub mod entities;
pub mod fixing;
pub mod lint;
pub mod marks;
pub mod names;
#[cfg(feature = "native")]
pub mod plan;
pub mod reading;
pub mod report;
pub mod sheets;
pub mod table;
pub mod types;
pub mod vocabulary;
