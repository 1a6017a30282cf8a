//! Site builds.

mod choose_sheet_kind;
mod delete_build;
mod describe_build;
mod example_build;
mod exclude_row;
mod findings;
mod fix_findings;
mod list_builds;
mod map_columns;
mod plan;
mod plan_per_row;
mod remove_sheet;
mod restore_build;
mod sheet_columns;
mod sheet_rows;
mod sheets;
mod use_value;

pub use choose_sheet_kind::*;
pub use delete_build::*;
pub use describe_build::*;
pub use example_build::*;
pub use exclude_row::*;
pub use findings::*;
pub use fix_findings::*;
pub use list_builds::*;
pub use map_columns::*;
pub use plan::*;
pub use plan_per_row::*;
pub use remove_sheet::*;
pub use restore_build::*;
pub use sheet_columns::*;
pub use sheet_rows::*;
pub use sheets::*;
pub use use_value::*;
