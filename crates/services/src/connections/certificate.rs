//! Uploaded certificate authorities: what they say about themselves, and whether they may be trusted at all.

use base64::{Engine, engine::general_purpose::STANDARD};
use contract::{Outcome, views::AuthorityView};
use domain::{failure::Failure, limits, text::one_line, time::Timestamp};
use sha2::{Digest, Sha256};
use x509_parser::{certificate::X509Certificate, pem::Pem, prelude::FromDer};

/// One certificate authority that may be trusted.
#[derive(Debug)]
pub(super) struct Authority {
    der: Vec<u8>,
    pub(super) view: AuthorityView,
}

fn refused(code: &str, words: impl Into<String>) -> Failure {
    Failure::field(code, "pem", words)
}

/// Reads what somebody uploaded. Every certificate has to be an authority that is good now; a private key refuses
/// the whole upload, so that none is ever stored.
pub(super) fn read(pem: &str, now: Timestamp) -> Outcome<Vec<Authority>> {
    if pem.len() > limits::CA_PEM {
        let most = limits::CA_PEM / 1024;
        return Err(refused(
            "certificate.too_large",
            format!("A certificate file can have up to {most} KiB."),
        ));
    }
    if pem.contains("PRIVATE KEY") {
        return Err(refused(
            "certificate.private_key",
            "This contains a private key, which nobody should have outside the server. It was not kept: upload the \
             certificate alone.",
        ));
    }
    let text = pem.replace("\r\n", "\n");
    let mut authorities = Vec::new();
    for block in Pem::iter_from_buffer(text.as_bytes()) {
        let block = block.map_err(|_| not_pem())?;
        if block.label != "CERTIFICATE" {
            return Err(not_pem());
        }
        authorities.push(authority(block.contents, now)?);
        if authorities.len() > limits::CA_CERTIFICATES {
            let most = limits::CA_CERTIFICATES;
            return Err(refused("certificate.too_many", format!("Upload at most {most} certificates.")));
        }
    }
    if authorities.is_empty() { Err(not_pem()) } else { Ok(authorities) }
}

fn not_pem() -> Failure {
    refused(
        "certificate.not_pem",
        "This is not a certificate in PEM form. Such a file begins with -----BEGIN CERTIFICATE-----.",
    )
}

fn authority(der: Vec<u8>, now: Timestamp) -> Outcome<Authority> {
    let (rest, certificate) = X509Certificate::from_der(&der).map_err(|_| not_pem())?;
    if !rest.is_empty() {
        return Err(not_pem());
    }
    let view = view(&der, &certificate);
    let signs = match certificate.key_usage() {
        Ok(Some(usage)) => usage.value.key_cert_sign(),
        Ok(None) => true,
        Err(_) => false,
    };
    if !certificate.is_ca() || !signs {
        return Err(refused(
            "certificate.no_authority",
            format!(
                "“{}” is not a certificate authority. Upload the certificate of the authority that signed the \
                 server's certificate.",
                view.subject
            ),
        ));
    }
    if view.expires_at <= now {
        return Err(refused("certificate.expired", format!("“{}” has expired.", view.subject)));
    }
    Ok(Authority { der, view })
}

fn view(der: &[u8], certificate: &X509Certificate<'_>) -> AuthorityView {
    let name = |text: String| one_line(&text).chars().take(limits::LOGIN).collect::<String>();
    let digest = Sha256::digest(der);
    let pairs: Vec<_> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    AuthorityView {
        subject: name(certificate.subject().to_string()),
        issuer: name(certificate.issuer().to_string()),
        expires_at: Timestamp::from_millis(certificate.validity().not_after.timestamp().saturating_mul(1000)),
        fingerprint: pairs.join(":"),
    }
}

/// The certificates alone, without whatever stood between them, in the form in which they are stored.
pub(super) fn to_pem(authorities: &[Authority]) -> String {
    authorities.iter().fold(String::new(), |mut pem, authority| {
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        let base64 = STANDARD.encode(&authority.der);
        for line in base64.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    })
}

/// What stored certificates say about themselves.
pub(super) fn stored(pem: &str) -> Vec<AuthorityView> {
    Pem::iter_from_buffer(pem.as_bytes())
        .filter_map(|block| {
            let der = block.ok()?.contents;
            let (_, certificate) = X509Certificate::from_der(&der).ok()?;
            Some(view(&der, &certificate))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CA: &str = include_str!("../../../outbound/tests/data/tls/ca.pem");
    const OTHER: &str = include_str!("../../../outbound/tests/data/tls/other_ca.pem");
    const SERVER: &str = include_str!("../../../outbound/tests/data/tls/server.pem");
    const KEY: &str = include_str!("../../../outbound/tests/data/tls/server.key");

    const fn in_2026() -> Timestamp {
        Timestamp::from_millis(1_795_000_000_000)
    }

    fn code(pem: &str) -> String {
        read(pem, in_2026()).unwrap_err().code
    }

    #[test]
    fn an_authority_says_who_it_is_and_is_stored_without_what_stood_around_it() {
        let with_noise = format!("Bag Attributes\r\n{}and more\r\n", CA.replace('\n', "\r\n"));
        let authorities = read(&with_noise, in_2026()).unwrap();
        let [authority] = authorities.as_slice() else { panic!("one") };
        assert_eq!(authority.view.subject, "O=Example Clinic, CN=Clinic Test CA");
        assert_eq!(authority.view.issuer, authority.view.subject);
        assert_eq!(authority.view.fingerprint.len(), 95);
        assert_eq!(to_pem(&authorities), CA);
        assert_eq!(stored(CA), std::slice::from_ref(&authority.view));
        assert_eq!(read(&format!("{CA}{OTHER}"), in_2026()).unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_authority_is_refused_with_its_reason() {
        assert_eq!(code(SERVER), "certificate.no_authority");
        assert_eq!(code(KEY), "certificate.private_key");
        assert_eq!(code(&format!("{CA}{KEY}")), "certificate.private_key");
        assert_eq!(code(&CA.repeat(6)), "certificate.too_many");
        assert_eq!(code(&format!("{CA}{}", "x".repeat(limits::CA_PEM))), "certificate.too_large");
        for text in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert_eq!(code(text), "certificate.not_pem", "{text}");
        }
        assert_eq!(code(&CA.replace("CERTIFICATE", "X509 CRL")), "certificate.not_pem");
        let after_its_time = Timestamp::from_millis(5_000_000_000_000);
        assert_eq!(read(CA, after_its_time).unwrap_err().code, "certificate.expired");
    }
}
