//! People's own rules.

mod delete_rule_set;
mod list_rules;
mod restore_rule_set;
mod rule_set;
mod save_rule_set;

pub use delete_rule_set::*;
pub use list_rules::*;
pub use restore_rule_set::*;
pub use rule_set::*;
pub use save_rule_set::*;
