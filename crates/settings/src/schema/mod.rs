//! The shape of `config.json`, section by section. Unknown keys are refused everywhere.

pub(crate) mod checks;
pub(crate) mod mcp;
pub(crate) mod names;
pub(crate) mod operation;
pub(crate) mod providers;
pub(crate) mod sites;
