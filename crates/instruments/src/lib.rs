#![doc = include_str!("../README.md")]

pub mod metrics;
mod trace_parent;

pub use trace_parent::{NotATraceParent, TraceParent};
