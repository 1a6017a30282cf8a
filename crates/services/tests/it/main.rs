//! The use cases against a simulated company, one file per area.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod any_answer;
mod api_tokens;
mod appearance;
mod cloud;
mod confluence;
mod connections;
mod context;
mod create_screens;
mod creating;
mod creating_in_doubt;
mod creating_through_mcp;
mod drafting;
mod drafting_troubles;
mod epics;
mod explaining;
mod injection;
mod isolation;
mod issue_statuses;
mod kept_failures;
mod look_ups;
mod parts;
mod people;
mod person_suggestions;
mod process_death;
mod projects;
mod prompts;
mod providers_with_a_key;
mod registration;
mod registration_refusals;
mod reveal;
mod revising;
mod rotating_keys;
mod rules;
mod sessions;
mod sheet_columns;
mod sign_in;
mod site_builds;
mod site_exports;
mod site_writing;
mod splitting;
mod templates;
mod tools;
mod trust;
mod usage;
