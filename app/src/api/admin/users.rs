use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{principal, use_cases};
use contract::{commands::UsersFilter, views::UsersView};
use leptos::prelude::*;

/// A page of accounts.
#[server(prefix = "/api/fn", endpoint = "admin/users")]
pub async fn users(
    /// What to look for.
    #[server(default)]
    filter: UsersFilter,
) -> Result<UsersView, ApiError> {
    Ok(use_cases()?.admin.users(&principal()?, filter).await?)
}
