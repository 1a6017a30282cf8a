//! A secure connection in front of a sandbox service, with certificates made for tests.

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
};

/// Speaks TLS on a loopback port and passes requests on, one per connection.
pub struct TlsFront {
    origin: String,
    target: Arc<Mutex<String>>,
}

impl TlsFront {
    /// Signed the certificates of the other constructors; valid until 2126.
    pub const CA: &str = include_str!("../../outbound/tests/data/tls/ca.pem");
    /// Signed none of them.
    pub const OTHER_CA: &str = include_str!("../../outbound/tests/data/tls/other_ca.pem");

    /// With a certificate for 127.0.0.1.
    pub fn good() -> Self {
        Self::listen(include_bytes!("../../outbound/tests/data/tls/server.pem"))
    }

    /// With a certificate for another host.
    pub fn for_another_host() -> Self {
        Self::listen(include_bytes!("../../outbound/tests/data/tls/other_host.pem"))
    }

    /// With a certificate for 127.0.0.1 whose time is over.
    pub fn expired() -> Self {
        Self::listen(include_bytes!("../../outbound/tests/data/tls/expired.pem"))
    }

    fn listen(certificate: &[u8]) -> Self {
        let key = include_bytes!("../../outbound/tests/data/tls/server.key");
        let certificate = CertificateDer::from_pem_slice(certificate).expect("a certificate");
        let key = PrivateKeyDer::from_pem_slice(key).expect("a key");
        let config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("TLS versions")
                .with_no_client_auth()
                .with_single_cert(vec![certificate], key)
                .expect("the key fits");
        let (config, target) = (Arc::new(config), Arc::<Mutex<String>>::default());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let origin = format!("https://{}", listener.local_addr().expect("an address"));
        let shared = Arc::clone(&target);
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let (config, target) = (Arc::clone(&config), Arc::clone(&shared));
                std::thread::spawn(move || pass_on(config, socket, &target));
            }
        });
        Self { origin, target }
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where requests go, as `http://127.0.0.1:4010/jira`: only host and port count.
    pub fn lead_to(&self, address: &str) {
        let host = address.trim_start_matches("http://").split('/').next().unwrap_or_default();
        host.clone_into(&mut self.target.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Whatever goes wrong here is seen by the client as a broken connection.
fn pass_on(config: Arc<ServerConfig>, socket: TcpStream, target: &Mutex<String>) -> Option<()> {
    let mut client = StreamOwned::new(ServerConnection::new(config).ok()?, socket);
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = client.read(&mut piece).ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&piece[..read]);
    }
    let line_end = request.windows(2).position(|end| end == b"\r\n")? + 2;
    let target = target.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut server = TcpStream::connect(target).ok()?;
    server.write_all(&request[..line_end]).ok()?;
    server.write_all(b"Connection: close\r\n").ok()?;
    server.write_all(&request[line_end..]).ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).ok()?;
    client.write_all(&answer).ok()?;
    client.conn.send_close_notify();
    client.flush().ok()
}
