//! Accounts: finding, switching off and on, signing out.

use crate::{Resources, audit, upstream};
use contract::{
    Outcome,
    commands::UsersFilter,
    services::Caller,
    views::{UserRow, UsersView},
};
use domain::{
    failure::{Category, Failure},
    ids::UserId,
    limits,
    principal::Principal,
    text::{length, one_line},
};
use store::{SystemTx, accounts, directory, sessions};

const PAGE: u32 = 50;
/// Far more pages than anyone turns; keeps the database from skipping millions of rows.
const LAST_PAGE: u32 = 4_000;

/// A page of accounts, from one read.
pub(super) async fn users(
    resources: &Resources,
    principal: &Principal,
    filter: UsersFilter,
) -> Outcome<UsersView> {
    let settings = resources.settings.current();
    let query = one_line(&filter.query);
    if length(&query) > limits::SEARCH {
        return Err(Failure::field(
            "admin.query_too_long",
            "query",
            format!("Search for at most {} characters.", limits::SEARCH),
        ));
    }
    let offset = filter.page.min(LAST_PAGE) * PAGE;
    let mut found =
        resources.store.system().read(move |tx| directory::search(tx, &query, PAGE + 1, offset)).await?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let users = found
        .into_iter()
        .map(|listed| UserRow {
            id: listed.user.id,
            this: listed.user.id == principal.user(),
            name: listed.user.name,
            employee_id: listed.user.employee_id,
            email: listed.user.email,
            site: upstream::site(&settings, listed.user.site.as_str())
                .map_or_else(|_| listed.user.site.to_string(), |site| site.name.clone()),
            role: listed.user.role,
            disabled_at: listed.user.disabled_at,
            created_at: listed.user.created_at,
            last_seen_at: listed.last_seen_at,
            sessions: listed.sessions,
        })
        .collect();
    Ok(UsersView { users, more, now: resources.clock.now() })
}

fn must_exist(tx: &mut SystemTx, user: UserId) -> Outcome<store::accounts::User> {
    directory::find(tx, user)?.ok_or_else(|| Failure::not_found("account"))
}

/// Switches an account off. Its sessions end in the same moment, on open streams within their next look; its work is
/// stopped.
pub(super) async fn disable(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    user: UserId,
) -> Outcome<()> {
    let admin = principal.user();
    if user == admin {
        return Err(Failure::new(
            "admin.oneself",
            Category::Conflict,
            "You cannot switch off your own account.",
        )
        .with_next("Ask another administrator to do it."));
    }
    let entry = audit::entry_about("admin.user_disabled", subject(user), "ok", caller);
    resources
        .store
        .system()
        .write_durably(move |tx| -> Outcome<()> {
            let admins = directory::lock_admins(tx)?;
            let found = must_exist(tx, user)?;
            if found.disabled_at.is_some() {
                return Ok(());
            }
            // Who asks may have been switched off by the other one a moment ago.
            if !admins.contains(&admin) {
                return Err(Failure::not_found("page"));
            }
            if admins == [user] {
                return Err(Failure::new(
                    "admin.last",
                    Category::Conflict,
                    "This is the last administrator, so the account stays on.",
                ));
            }
            accounts::set_disabled(tx, user, true)?;
            sessions::end_all_of(tx, user)?;
            store::jobs::request_cancel_all_of(tx, user)?;
            Ok(store::audit::record_system(tx, Some(admin), &entry)?)
        })
        .await
}

/// Switches an account on again; its sessions stay ended.
pub(super) async fn enable(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    user: UserId,
) -> Outcome<()> {
    let admin = principal.user();
    let entry = audit::entry_about("admin.user_enabled", subject(user), "ok", caller);
    resources
        .store
        .system()
        .write_durably(move |tx| -> Outcome<()> {
            if must_exist(tx, user)?.disabled_at.is_none() {
                return Ok(());
            }
            accounts::set_disabled(tx, user, false)?;
            Ok(store::audit::record_system(tx, Some(admin), &entry)?)
        })
        .await
}

/// Ends all sessions of somebody.
pub(super) async fn sign_out(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    user: UserId,
) -> Outcome<()> {
    let admin = principal.user();
    let entry = audit::entry_about("admin.user_signed_out", subject(user), "ok", caller);
    resources
        .store
        .system()
        .write_durably(move |tx| -> Outcome<()> {
            must_exist(tx, user)?;
            sessions::end_all_of(tx, user)?;
            Ok(store::audit::record_system(tx, Some(admin), &entry)?)
        })
        .await
}

fn subject(user: UserId) -> String {
    format!("user:{user}")
}
