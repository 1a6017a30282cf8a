use super::certificate_file::CertificateFile;
use crate::{
    api::connections::{CheckCertificates, Distrust, Trust as TrustAuthority},
    session,
    shell::FailureNotice,
};
use contract::views::{AuthorityView, ConnectionStatus, ConnectionView};
use leptos::prelude::*;
use ui::{Button, TextArea, exact, icon};

/// Whom a connection trusts: the person's own certificate authorities, and the check itself where people may choose.
#[component]
pub(super) fn Trust(
    /// `jira`, `confluence` or `llm`.
    kind: &'static str,
    /// The connection.
    connection: ConnectionView,
    /// Something was saved.
    changed: Callback<()>,
) -> impl IntoView {
    if connection.status == ConnectionStatus::NotConnected {
        return ().into_any();
    }
    let trust = session::action::<TrustAuthority>();
    let distrust = session::action::<Distrust>();
    let check = session::action::<CheckCertificates>();
    let pem = RwSignal::new(String::new());
    Effect::new(move |_| {
        let saved = matches!(trust.value().get(), Some(Ok(())));
        if saved {
            pem.set(String::new());
        }
        let done = [distrust.value().get(), check.value().get()];
        if saved || done.into_iter().any(|value| matches!(value, Some(Ok(())))) {
            changed.run(());
        }
    });
    let failures = [session::failure(trust), session::whole_failure(distrust), session::whole_failure(check)];
    let refused = move || failures.iter().any(|failure| failure.read().is_some());
    let refused_file = session::problem(trust, "pem");
    let authorities = connection.trust.authorities;
    let unverified = connection.trust.unverified;
    let has_some = !authorities.is_empty();
    let trusted = match authorities.len() {
        1 => "1 CA certificate trusted".to_owned(),
        several => format!("{several} CA certificates trusted"),
    };
    view! {
        {has_some
            .then(|| {
                view! {
                    <div class="max-w-xl space-y-3 border-t border-base-300 pt-3">
                        <p class="text-sm font-medium">{trusted}</p>
                        {authorities.into_iter().map(|authority| view! { <Authority authority/> }).collect_view()}
                        <ActionForm action=distrust>
                            <input type="hidden" name="connection" value=kind/>
                            <Button icon=icon::TRASH_2 busy=distrust.pending()>
                                "Remove"
                            </Button>
                        </ActionForm>
                    </div>
                }
            })}
        <details
            class="border-t border-base-300 pt-3"
            open=move || refused() || refused_file.read().is_some()
        >
            <summary class="link inline-flex min-h-6 items-center">
                {if has_some { "Trust another CA certificate instead" } else { "Trust a CA certificate" }}
            </summary>
            <div class="mt-3 max-w-xl space-y-3">
                {move || {
                    failures
                        .iter()
                        .filter_map(|failure| failure.get())
                        .map(|failure| view! { <FailureNotice failure/> })
                        .collect_view()
                }}
                <ActionForm action=trust>
                    <input type="hidden" name="connection" value=kind/>
                    <div class="space-y-3">
                        <CertificateFile id=format!("{kind}-ca-file") text=pem/>
                        <TextArea
                            name="pem"
                            limit=domain::limits::CA_PEM
                            id=format!("{kind}-pem")
                            label="Certificate (PEM)"
                            help="Of your company's own authority. It is trusted for this connection of yours and for nothing else."
                            placeholder="-----BEGIN CERTIFICATE-----"
                            text=pem
                            rows=4
                            error=refused_file
                        />
                        <Button icon=icon::SHIELD_CHECK busy=trust.pending()>
                            "Trust"
                        </Button>
                    </div>
                </ActionForm>
                {connection
                    .trust
                    .may_change_check
                    .then(|| {
                        view! {
                            <ActionForm action=check>
                                <input type="hidden" name="connection" value=kind/>
                                <input type="hidden" name="check" value=unverified.to_string()/>
                                <Button busy=check.pending()>
                                    {if unverified {
                                        "Check certificates again"
                                    } else {
                                        "Do not check certificates"
                                    }}
                                </Button>
                            </ActionForm>
                        }
                    })}
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Authority(authority: AuthorityView) -> impl IntoView {
    let by_itself = authority.issuer == authority.subject;
    let fact = |label: &'static str, value: String, mono: bool| {
        view! {
            <div class="flex flex-wrap gap-x-3">
                <dt class="w-20 shrink-0 text-base-content/75">{label}</dt>
                <dd class=if mono { "min-w-0 font-mono break-all" } else { "min-w-0 break-words" }>{value}</dd>
            </div>
        }
    };
    view! {
        <div class="card-flat p-3 text-xs leading-6">
            <p class="text-sm font-medium break-words">{authority.subject}</p>
            <dl>
                {fact("Issued by", if by_itself { "itself".to_owned() } else { authority.issuer }, false)}
                {fact("Expires", exact(authority.expires_at.as_millis()), false)}
                {fact("SHA-256", authority.fingerprint, true)}
            </dl>
        </div>
    }
}
