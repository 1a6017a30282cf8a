//! What stands around every page.

mod app;
#[cfg(feature = "ssr")]
mod document;
mod failures;
mod frame;
mod gate;
mod keys;
mod loaded;
mod name;
mod narrow;
mod navigation;
mod offline;
mod palette;
mod refresh;
mod return_to_tab;
mod session_expired;
mod sidebar;
mod theme;
mod top_bar;
mod undo;

pub use app::App;
#[cfg(feature = "ssr")]
pub use document::shell;
pub(crate) use failures::{FailureNotice, FailurePage};
pub(crate) use gate::GateNotice;
pub(crate) use keys::is_typing;
pub(crate) use loaded::loaded;
pub(crate) use name::app_name;
pub(crate) use narrow::NarrowPage;
pub(crate) use navigation::{Feature, cards};
pub(crate) use refresh::RefreshWithoutScripts;
pub use theme::Theme;
pub(crate) use undo::{Restored, focus_main, offer_to_restore};
