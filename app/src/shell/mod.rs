//! What stands around every page.

mod app;
#[cfg(feature = "ssr")]
mod document;
mod failures;
mod frame;
mod narrow;
mod navigation;
mod session_expired;
mod theme;
mod top_bar;

pub use app::App;
#[cfg(feature = "ssr")]
pub use document::shell;
pub(crate) use failures::{FailureNotice, FailurePage};
pub(crate) use narrow::NarrowPage;
pub use theme::Theme;
