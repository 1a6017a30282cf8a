//! The configuration as operators meet it: files, environment, edits while running.

mod environment_variables;
mod files;
mod payloads;
mod providers;
mod reloading;
mod shipped;
mod support;
