//! What administrators see and do.

mod configuration;
mod jobs;
mod log;
mod people;

pub(crate) use configuration::ConfigurationPage;
pub(crate) use jobs::JobsPage;
pub(crate) use log::LogPage;
pub(crate) use people::PeoplePage;
