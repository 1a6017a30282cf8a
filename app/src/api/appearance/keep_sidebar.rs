use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
#[cfg(feature = "ssr")]
use contract::views::Sidebar;
use leptos::prelude::*;

/// Remembers how the person wants the navigation at the side.
#[server(prefix = "/api/fn", endpoint = "appearance/keep_sidebar")]
pub async fn keep_sidebar(
    /// Whether it stays open.
    pinned: bool,
    /// Its width, in quarters of a rem.
    width: u8,
) -> Result<(), ApiError> {
    Ok(use_cases()?.appearance.keep_sidebar(&principal()?, Sidebar { pinned, width }).await?)
}
