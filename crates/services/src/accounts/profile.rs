//! The profile: who one is, a new password, where one is signed in.

use super::{limits, policy, registration::check_password, sign_in::password_failure};
use crate::{Resources, audit, upstream};
use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{ChangePassword, SetPassword},
    services::{Caller, Profile},
    views::{ProfileView, SessionRow},
};
use domain::{
    accounts::{Identity, initials},
    failure::Failure,
    ids::SessionId,
    principal::Principal,
};
use secrecy::SecretString;
use std::{sync::Arc, time::Duration};
use store::{accounts, sessions};

/// The use cases around one's own account.
pub struct ProfileService {
    resources: Arc<Resources>,
}

impl ProfileService {
    /// Over the given resources.
    pub const fn new(resources: Arc<Resources>) -> Self {
        Self { resources }
    }
}

fn wrong() -> Failure {
    Failure::field("password.wrong", "current", "This is not your current password.")
}

#[async_trait]
impl Profile for ProfileService {
    async fn profile(&self, principal: &Principal) -> Outcome<ProfileView> {
        let settings = self.resources.settings.current();
        let (user, sessions) = self
            .resources
            .store
            .of(principal)
            .read(|tx| -> Outcome<_> { Ok((accounts::me(tx)?, sessions::list(tx)?)) })
            .await?;
        let user = user.ok_or_else(Failure::unauthenticated)?;
        Ok(ProfileView {
            initials: initials(&user.name),
            site: upstream::site(&settings, user.site.as_str())
                .map_or_else(|_| user.site.to_string(), |site| site.name.clone()),
            employee_id: user.employee_id,
            name: user.name,
            email: user.email,
            has_avatar: user.has_avatar,
            jira_url: user.jira_url,
            role: user.role,
            created_at: user.created_at,
            password_policy: policy(&settings),
            sessions: sessions
                .into_iter()
                .map(|session| SessionRow {
                    id: session.id,
                    this: Some(session.id) == principal.session(),
                    address: session.address,
                    user_agent: session.user_agent,
                    created_at: session.created_at,
                    last_seen_at: session.last_seen_at,
                    ends_at: session.ends_at,
                })
                .collect(),
            now: self.resources.clock.now(),
        })
    }

    async fn change_password(
        &self,
        caller: &Caller,
        principal: &Principal,
        command: ChangePassword,
    ) -> Outcome<()> {
        let resources = &self.resources;
        let settings = resources.settings.current();
        let tries = &settings.limits.sign_in;
        // Whoever finds an open browser must not be able to guess the password there.
        let limit = limits::Limit {
            scope: "password.change",
            kind: "password.changed",
            most: tries.per_account,
            window: Duration::from_secs(u64::from(tries.window_minutes) * 60),
        };
        let key = principal.user().to_string();
        limits::hit(resources, caller, &limit, &key, Some(principal.user())).await?;
        let (user, hash) = resources
            .store
            .of(principal)
            .read(|tx| -> Outcome<_> { Ok((accounts::me(tx)?, accounts::password_hash(tx)?)) })
            .await?;
        let (Some(user), Some(hash)) = (user, hash) else { return Err(Failure::unauthenticated()) };
        let current = SecretString::from(command.current.0);
        let right = resources.passwords.verify(&current, &hash).await;
        if !right.map_err(|error| password_failure(&error))? {
            let entry = audit::entry("password.changed", "password.wrong", caller);
            audit::record(resources, Some(principal.user()), entry).await;
            return Err(wrong());
        }
        let identity = Identity {
            employee_id: user.employee_id,
            name: user.name,
            email: user.email,
            avatar_url: None,
            jira_url: user.jira_url,
        };
        let new = SetPassword { password: command.password, repeated: command.repeated };
        check_password(policy(&settings), &identity, &new)?;
        let hash = resources
            .passwords
            .hash(&SecretString::from(new.password.0))
            .await
            .map_err(|error| password_failure(&error))?;
        let (session, entry) = (principal.session(), audit::entry("password.changed", "ok", caller));
        resources
            .store
            .of(principal)
            .write_durably(move |tx| -> Outcome<()> {
                accounts::set_password(tx, &hash)?;
                sessions::end_all(tx, session)?;
                Ok(store::audit::record(tx, &entry)?)
            })
            .await?;
        limits::forget(resources, &limit, &key).await
    }

    async fn revoke_session(
        &self,
        caller: &Caller,
        principal: &Principal,
        session: SessionId,
    ) -> Outcome<()> {
        let entry = audit::entry_about("session.revoked", format!("session:{session}"), "ok", caller);
        self.resources
            .store
            .of(principal)
            .write_durably(move |tx| -> Outcome<()> {
                if !sessions::end(tx, session)? {
                    return Err(Failure::not_found("session"));
                }
                Ok(store::audit::record(tx, &entry)?)
            })
            .await
    }
}
