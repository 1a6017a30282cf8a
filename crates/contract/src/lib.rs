#![doc = include_str!("../README.md")]

pub mod commands;
pub mod events;
pub mod views;

#[cfg(feature = "server")]
pub mod services;
#[cfg(feature = "server")]
pub mod v1;

pub use domain::failure::Failure;

/// What every use case answers: a view, or a failure in words.
pub type Outcome<T> = Result<T, Failure>;
