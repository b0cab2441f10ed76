//! TLS for the blocking connections.

use std::ffi::OsStr;
use std::io;
use std::net::TcpStream;
use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use url::Url;

#[derive(Debug)]
pub(crate) struct Tls {
    config: Arc<ClientConfig>,
    name: ServerName<'static>,
}

impl Tls {
    /// Trusts the certificates in the PEM file `ca`, and no others.
    pub(crate) fn new(url: &Url, ca: &OsStr) -> Result<Self, crate::Error> {
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_file_iter(ca).map_err(|error| format!("{}: {error}", ca.display()))? {
            roots.add(root?)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = url.host_str().ok_or("the URL has no host")?.to_owned().try_into()?;
        Ok(Self { config: Arc::new(config), name })
    }

    pub(crate) fn wrap(&self, stream: TcpStream) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
        let mut connection =
            ClientConnection::new(self.config.clone(), self.name.clone()).map_err(io::Error::other)?;
        // As much at a time as without TLS; by default it is a quarter.
        connection.set_buffer_limit(Some(2 * super::BUFFER));
        Ok(StreamOwned::new(connection, stream))
    }
}
