#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "server functions are async by their macro")
)]

#[cfg(feature = "ssr")]
use crate::api::context::{CookieName, cookies};
use crate::{api::ApiError, shell::Theme};
#[cfg(feature = "ssr")]
use contract::Failure;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use std::time::Duration;

/// Remembers light, dark or the system's choice in this browser.
#[server(prefix = "/api/fn", endpoint = "appearance/choose_theme")]
pub async fn choose_theme(
    /// `light`, `dark` or `system`.
    theme: String,
) -> Result<Theme, ApiError> {
    const YEAR: Duration = Duration::from_hours(365 * 24);
    let theme = Theme::parse(&theme).ok_or_else(|| {
        Failure::user("appearance.theme", "There are three themes: light, dark and system.")
    })?;
    cookies()?.set(CookieName::Theme, theme.as_str(), YEAR);
    Ok(theme)
}
