//! Which servers are trusted: the roots of the system, or else the bundled ones, and those that were added.

use std::io;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::config::Tls;
use crate::error::ConfigError;
use crate::files::utf8;
#[cfg(not(any(target_vendor = "apple", windows)))]
use crate::http::roots::verifier_of;
#[cfg(any(target_vendor = "apple", windows))]
use crate::http::system_verifier::SystemVerifier;
use crate::shortage;

impl Tls {
    /// Trusts the certificates in these PEM texts too.
    ///
    /// # Errors
    ///
    /// A sentence that says which text holds no certificate, or a broken one.
    pub fn add_roots<T: AsRef<[u8]>>(&mut self, texts: &[T]) -> Result<(), ConfigError> {
        for (index, text) in texts.iter().enumerate() {
            let text = utf8(text.as_ref())
                .map_err(|problem| ConfigError::new(format!("entry {index} {problem}")))?;
            let roots: Vec<_> = CertificateDer::pem_slice_iter(text)
                .collect::<Result<_, _>>()
                .map_err(|error| ConfigError::new(format!("entry {index} is broken ({error})")))?;
            if roots.is_empty() {
                return Err(ConfigError::new(format!("entry {index} holds none")));
            }
            for root in &roots {
                rustls::RootCertStore::empty().add(root.clone()).map_err(|error| {
                    ConfigError::new(format!("entry {index} is not usable as a root ({error})"))
                })?;
            }
            self.roots.extend(roots.iter().map(|root| root.to_vec()));
        }
        Ok(())
    }

    fn all_roots(&self) -> io::Result<Vec<CertificateDer<'static>>> {
        let mut roots: Vec<_> = self.roots.iter().cloned().map(CertificateDer::from).collect();
        if let Some(path) = &self.root_file {
            match std::fs::read(path) {
                // Node reads no certificate from UTF-16 either.
                Ok(file) => {
                    let text = utf8(&file).unwrap_or_default();
                    roots.extend(CertificateDer::pem_slice_iter(text).filter_map(Result::ok));
                }
                Err(error) if shortage::is_shortage(&error) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(roots)
    }
}

/// Verifies servers, and reads the system's roots only when there is a server to verify: a program that
/// uploads over plain HTTP does not pay for them.
#[derive(Debug)]
pub(super) struct Verifier {
    tls: Tls,
    provider: Arc<CryptoProvider>,
    loaded: OnceLock<Loaded>,
}

#[derive(Debug)]
pub(super) struct Loaded {
    /// `None` where there is no root at all: then nobody is trusted.
    verifier: Option<Arc<dyn ServerCertVerifier>>,
    /// The roots that were added to those of the system.
    added: Vec<CertificateDer<'static>>,
}

impl Verifier {
    pub(super) fn new(tls: Tls) -> Arc<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        Arc::new(Self { tls, provider, loaded: OnceLock::new() })
    }

    /// The TLS side of a client that offers these protocols. It costs no I/O: roots are loaded by
    /// [`Verifier::load`] or at the first handshake.
    pub(super) fn client_config(self: &Arc<Self>, http2: bool) -> Result<ClientConfig, TlsError> {
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(self) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth();
        // reqwest leaves the protocols of a configuration that it was given alone.
        let protocols: &[&str] = if http2 { &["h2", "http/1.1"] } else { &["http/1.1"] };
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        Ok(config)
    }

    /// Reads the roots, unless that was done before. Blocks on the file system.
    ///
    /// # Errors
    ///
    /// There is no verifier, or no descriptor to read the roots with: then nothing is kept, and the next call reads.
    pub(super) fn load(&self) -> io::Result<&Loaded> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let added = self.tls.all_roots()?;
        let verifier = platform_verifier(added.clone(), &self.provider)?;
        Ok(self.loaded.get_or_init(|| Loaded { verifier, added }))
    }

    pub(super) fn is_loaded(&self) -> bool {
        self.loaded.get().is_some() || !self.tls.reject_unauthorized
    }
}

/// Whether a server showed a certificate that calls itself a CA's.
fn is_ca_as_server(problem: &CertificateError) -> bool {
    matches!(webpki_error(problem), Some(webpki::Error::CaUsedAsEndEntity))
}

/// What rustls has no word of its own for.
fn webpki_error(problem: &CertificateError) -> Option<&webpki::Error> {
    match problem {
        CertificateError::Other(other) => other.0.downcast_ref(),
        _ => None,
    }
}

/// What is wrong with a certificate, in words.
pub(super) fn explain(problem: &CertificateError) -> String {
    match problem {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet".to_owned()
        }
        CertificateError::UnknownIssuer => {
            "unknown issuer: it is self-signed, or signed by a CA that is not trusted here (the ca option adds one)"
                .to_owned()
        }
        CertificateError::NotValidForName => "it is for another host name".to_owned(),
        CertificateError::NotValidForNameContext { expected, presented } if presented.is_empty() => {
            format!("it is for no host name at all, not for {}", expected.to_str())
        }
        CertificateError::NotValidForNameContext { expected, presented } => {
            // They come as `DnsName("example.com")`.
            let names: Vec<&str> =
                presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name)).collect();
            format!("it is for another host name: {}, not for {}", names.join(", "), expected.to_str())
        }
        CertificateError::Revoked => "it was revoked".to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "it is not for a server".to_owned()
        }
        other if is_ca_as_server(other) => {
            "it is self-signed, and calls itself a CA's (the ca option can trust it)".to_owned()
        }
        other => match webpki_error(other) {
            Some(webpki::Error::EndEntityUsedAsCa) => "it was signed with a certificate that is not a CA's".to_owned(),
            Some(error) => format!("it cannot be used ({error})"),
            None => match other {
                // The system's own words.
                CertificateError::Other(error) => format!("it cannot be used ({})", error.0),
                _ => format!("it cannot be used ({other})"),
            },
        },
    }
}

#[cfg(any(target_vendor = "apple", windows))]
fn platform_verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> io::Result<Option<Arc<dyn ServerCertVerifier>>> {
    let system = rustls_platform_verifier::Verifier::new(Arc::clone(provider)).map_err(io::Error::other)?;
    Ok(Some(Arc::new(SystemVerifier::new(Arc::new(system), extra, provider))))
}

#[cfg(not(any(target_vendor = "apple", windows)))]
fn platform_verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> io::Result<Option<Arc<dyn ServerCertVerifier>>> {
    let system = rustls_native_certs::load_native_certs();
    for error in system.errors {
        if let rustls_native_certs::ErrorKind::Io { inner, .. } = error.kind
            && shortage::is_shortage(&inner)
        {
            return Err(inner);
        }
    }
    let mut roots = system.certs;
    // Who names other roots than the system's does not mean the bundled ones.
    let named = ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| std::env::var_os(name).is_some());
    if !named && verifier_of(roots.iter().cloned(), provider).is_none() {
        // A container without CA certificates still reaches public servers.
        roots.extend(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    }
    roots.extend(extra);
    Ok(verifier_of(roots, provider).map(|verifier| verifier as Arc<dyn ServerCertVerifier>))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        if !self.tls.reject_unauthorized {
            return Ok(ServerCertVerified::assertion());
        }
        let loaded = self.load().map_err(|error| TlsError::General(error.to_string()))?;
        let Some(verifier) = &loaded.verifier else {
            return Err(CertificateError::UnknownIssuer.into());
        };
        let verified =
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // A self-signed certificate as `openssl req -x509` makes it calls itself a CA's, which webpki refuses for
            // a server, after its dates were found right. The caller has said that it is to be trusted all the same.
            Err(TlsError::InvalidCertificate(problem))
                if is_ca_as_server(&problem) && loaded.added.contains(end_entity) =>
            {
                rustls::client::verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
