//! Whom one person's connection trusts: their own certificate authorities, and the switch for the check itself.

use super::{certificate, jira::me};
use crate::{Resources, audit, upstream};
use contract::{Outcome, commands::TrustAuthority, services::Caller, views::TrustView};
use domain::{
    failure::{Category, Failure},
    principal::Principal,
};
use settings::{Settings, Site};
use store::{
    Tx, connection_trust,
    connections::{Connection, ConnectionKind},
};

pub(super) fn kind(name: &str) -> Outcome<ConnectionKind> {
    ConnectionKind::parse(name).ok_or_else(|| Failure::not_found("connection"))
}

/// The site that a connection leads to; a model has none.
fn site_of<'a>(settings: &'a Settings, own: &str, kind: ConnectionKind, url: &str) -> Option<&'a Site> {
    match kind {
        ConnectionKind::Jira => upstream::site(settings, own).ok(),
        ConnectionKind::Confluence => settings.sites.iter().find(|site| {
            site.confluence_url.as_ref().is_some_and(|base| base.as_str().trim_end_matches('/') == url)
        }),
        ConnectionKind::Llm => None,
    }
}

/// What a page shows of a connection's trust.
pub(super) fn view(settings: &Settings, own_site: &str, connection: &Connection) -> TrustView {
    let site = site_of(settings, own_site, connection.kind, &connection.url);
    let may_skip = site.is_some_and(|site| site.users_may_skip_tls);
    TrustView {
        authorities: connection.ca_pem.as_deref().map(certificate::stored).unwrap_or_default(),
        unverified: site.is_some_and(|site| !site.verify_tls) || (may_skip && !connection.verify_tls),
        may_change_check: may_skip && site.is_some_and(|site| site.verify_tls),
    }
}

/// Trusts uploaded authorities instead of those uploaded before.
pub(super) async fn trust(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: TrustAuthority,
) -> Outcome<()> {
    let kind = kind(&command.connection)?;
    let authorities = certificate::read(&command.pem, resources.clock.now())?;
    let mut entry = audit::entry(&format!("connection.{}.ca_saved", kind.as_str()), "ok", caller);
    let fingerprints: Vec<_> = authorities.iter().map(|authority| &authority.view.fingerprint).collect();
    entry.detail = serde_json::json!({ "sha256": fingerprints });
    let pem = certificate::to_pem(&authorities);
    change(resources, principal, entry, move |tx| connection_trust::set_ca(tx, kind, Some(&pem))).await
}

/// Takes the trust in uploaded authorities back.
pub(super) async fn distrust(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    connection: &str,
) -> Outcome<()> {
    let kind = kind(connection)?;
    let entry = audit::entry(&format!("connection.{}.ca_removed", kind.as_str()), "ok", caller);
    change(resources, principal, entry, move |tx| connection_trust::set_ca(tx, kind, None)).await
}

/// Switches the check of certificates off or on, where the operator lets people choose.
pub(super) async fn check_certificates(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    connection: &str,
    check: bool,
) -> Outcome<()> {
    let kind = kind(connection)?;
    let settings = resources.settings.current();
    let user = me(resources, principal).await?;
    let saved = resources.store.of(principal).read(move |tx| store::connections::get(tx, kind)).await?;
    let url = saved.ok_or_else(not_saved)?.url;
    let allowed =
        site_of(&settings, user.site.as_str(), kind, &url).is_some_and(|site| site.users_may_skip_tls);
    if !check && !allowed {
        return Err(Failure::new(
            "certificate.check_required",
            Category::AdminRequired,
            "Whoever runs this installation does not allow connections without checking certificates.",
        )
        .with_next("Upload your company's CA certificate instead."));
    }
    let what = if check { "check_on" } else { "check_off" };
    let entry = audit::entry(&format!("connection.{}.tls_{what}", kind.as_str()), "ok", caller);
    change(resources, principal, entry, move |tx| connection_trust::set_verify_tls(tx, kind, check)).await
}

fn not_saved() -> Failure {
    Failure::user("connections.not_saved", "Nothing is saved for this connection yet.")
        .with_next("Save its address and secret first.")
}

async fn change(
    resources: &Resources,
    principal: &Principal,
    entry: store::audit::Entry,
    set: impl FnOnce(&mut Tx) -> Result<bool, store::StoreError> + Send + 'static,
) -> Outcome<()> {
    resources
        .store
        .of(principal)
        .write_durably(move |tx| -> Outcome<()> {
            if !set(tx)? {
                return Err(not_saved());
            }
            Ok(store::audit::record(tx, &entry)?)
        })
        .await
}

/// An unknown issuer has another reason, and another way out, for somebody who has brought an authority already.
pub(super) fn explained(failure: Failure, connection: &Connection) -> Failure {
    if connection.ca_pem.is_none() || !failure.code.ends_with(".tls_unknown_issuer") {
        return failure;
    }
    Failure {
        message: "The server's certificate was not issued by the CA certificate that you uploaded."
            .to_owned(),
        next: "Ask whoever runs the server which authority signed its certificate, and upload that one."
            .to_owned(),
        ..failure
    }
}
