//! Whose certificates are believed. The certificates in `data/tls` were made for these tests and expire in 2126.

use outbound::{
    Client, ClientConfig, Mode, OriginPolicy, OutboundError, Reach, StatusCode, Target, Tls, TlsProblem,
};
use rustls::{ServerConfig, ServerConnection, Stream};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::Arc,
};

const CA: &str = include_str!("data/tls/ca.pem");
const OTHER_CA: &str = include_str!("data/tls/other_ca.pem");

const SERVER: &[u8] = include_bytes!("data/tls/server.pem");

/// An HTTPS server on 127.0.0.1 with this certificate. All of them were signed by [`CA`].
fn serve(certificate: &[u8]) -> Target {
    let certificate = CertificateDer::from_pem_slice(certificate);
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("data/tls/server.key"));
    let (Ok(certificate), Ok(key)) = (certificate, key) else { panic!("the test certificates are readable") };
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate], key))
        .unwrap_or_else(|e| panic!("{e}"));
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|e| panic!("{e}"));
    let base = format!("https://{}", listener.local_addr().unwrap_or_else(|e| panic!("{e}")));
    std::thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let Ok(mut connection) = ServerConnection::new(Arc::clone(&config)) else { continue };
            let mut stream = Stream::new(&mut connection, &mut socket);
            if stream.read(&mut [0; 4096]).is_ok() {
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
                connection.send_close_notify();
                let _ = connection.complete_io(&mut socket);
            }
        }
    });
    let mut policy = OriginPolicy::new(Mode::Development);
    policy.allow(&base, Reach::Internal).and_then(|()| policy.check(&base)).unwrap_or_else(|e| panic!("{e}"))
}

#[tokio::test]
async fn a_private_certificate_is_believed_only_by_those_who_brought_its_ca() {
    let (client, site) = (Client::new(ClientConfig::new("test")), serve(SERVER));
    let ask = async |tls: Tls| client.get(site.clone()).tls(tls).send().await.map(|answer| answer.status());
    let mine = Tls::with_ca(CA).unwrap();
    let somebody_elses = Tls::with_ca(OTHER_CA).unwrap();
    assert_eq!(ask(mine.clone()).await, Ok(StatusCode::NO_CONTENT));
    // After a success with one profile, so that a shared connection pool would show.
    assert_eq!(ask(Tls::System).await, Err(OutboundError::Tls(TlsProblem::UnknownIssuer)));
    assert_eq!(ask(somebody_elses).await, Err(OutboundError::Tls(TlsProblem::UnknownIssuer)));
    assert_eq!(ask(Tls::Unverified).await, Ok(StatusCode::NO_CONTENT));
    assert_eq!(ask(Tls::System).await, Err(OutboundError::Tls(TlsProblem::UnknownIssuer)));
    assert_eq!(ask(mine).await, Ok(StatusCode::NO_CONTENT));
}

#[tokio::test]
async fn each_problem_of_a_certificate_is_told_apart() {
    let client = Client::new(ClientConfig::new("test"));
    for (certificate, problem) in [
        (include_bytes!("data/tls/other_host.pem").as_slice(), TlsProblem::OtherHost),
        (include_bytes!("data/tls/expired.pem").as_slice(), TlsProblem::Expired),
        (include_bytes!("data/tls/not_yet_valid.pem").as_slice(), TlsProblem::NotYetValid),
    ] {
        let answer = client.get(serve(certificate)).tls(Tls::with_ca(CA).unwrap()).send().await;
        let error = answer.unwrap_err();
        assert_eq!(error, OutboundError::Tls(problem));
        assert!(!error.was_sent());
    }
}
