//! Asks the roots that were added first, and then the system.
//!
//! The systems differ in what they make of added roots, and in their words: Windows says "expired" of what is not valid
//! yet, and gives most reasons as a number. And they may fetch revocation data from the network while they are asked.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::{CertificateError, DigitallySignedStruct, Error as TlsError, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::http::roots::verifier_of;

#[derive(Debug)]
pub(crate) struct SystemVerifier {
    added: Vec<CertificateDer<'static>>,
    /// Trusts the added roots; `None` without any.
    by_added: Option<Arc<WebPkiServerVerifier>>,
    system: Arc<dyn ServerCertVerifier>,
    provider: Arc<CryptoProvider>,
}

impl SystemVerifier {
    pub(crate) fn new(
        system: Arc<dyn ServerCertVerifier>,
        added: Vec<CertificateDer<'static>>,
        provider: &Arc<CryptoProvider>,
    ) -> Self {
        let by_added = verifier_of(added.clone(), provider);
        Self { added, by_added, system, provider: Arc::clone(provider) }
    }
}

/// Whether this is the system's number for a reason, and no reason.
fn is_number(error: &TlsError) -> bool {
    matches!(error, TlsError::InvalidCertificate(CertificateError::Other(_)))
}

/// Runs what may wait for the network. The other tasks of this thread go on in another one.
fn waiting<T>(action: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(action),
        _ => action(),
    }
}

impl ServerCertVerifier for SystemVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let ask = |verifier: &dyn ServerCertVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        if let Some(Ok(verified)) = self.by_added.as_deref().map(|added| ask(added)) {
            return Ok(verified);
        }
        waiting(|| ask(&*self.system)).map_err(|refusal| {
            if refusal == CertificateError::Revoked.into() {
                return refusal;
            }
            // What is wrong with the certificate itself comes before who issued it.
            let bundled = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned();
            let roots = bundled.chain(self.added.iter().cloned());
            match verifier_of(roots, &self.provider).map(|verifier| ask(&*verifier)) {
                Some(Err(TlsError::InvalidCertificate(CertificateError::UnknownIssuer)))
                    if !is_number(&refusal) =>
                {
                    refusal
                }
                Some(Err(reason)) => reason,
                _ => refusal,
            }
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.system.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.system.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.system.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A system that answers the same whatever it is asked.
    #[derive(Debug)]
    struct Says(Option<CertificateError>);

    impl ServerCertVerifier for Says {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, TlsError> {
            self.0.clone().map_or_else(|| Ok(ServerCertVerified::assertion()), |error| Err(error.into()))
        }

        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, TlsError> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, TlsError> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            Vec::new()
        }
    }

    /// What the system says and what comes of it, for a certificate that was not valid in 1980 yet, and in 2100 no more.
    fn outcome(says: Option<CertificateError>, year: u64) -> Result<(), TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = SystemVerifier::new(Arc::new(Says(says)), Vec::new(), &provider);
        let certificate = &webpki_root_certs::TLS_SERVER_ROOT_CERTS[0];
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs((year - 1970) * 31_557_600));
        let name = ServerName::try_from("example.com").unwrap();
        verifier.verify_server_cert(certificate, &[], &name, &[], now).map(drop)
    }

    #[test]
    fn h21_the_system_decides() {
        assert_eq!(outcome(None, 1980), Ok(()));
        let revoked = Err(CertificateError::Revoked.into());
        assert_eq!(outcome(Some(CertificateError::Revoked), 1980), revoked);
    }

    #[test]
    fn h21_the_reason_is_said_in_the_same_words_everywhere() {
        for says in
            [CertificateError::Expired, CertificateError::UnknownIssuer, CertificateError::BadSignature]
        {
            let early = outcome(Some(says.clone()), 1980);
            let late = outcome(Some(says), 2100);
            let is_early = matches!(
                early,
                Err(TlsError::InvalidCertificate(CertificateError::NotValidYetContext { .. }))
            );
            assert!(is_early, "{early:?}");
            let is_late =
                matches!(late, Err(TlsError::InvalidCertificate(CertificateError::ExpiredContext { .. })));
            assert!(is_late, "{late:?}");
        }
    }

    #[test]
    fn h21_a_system_that_waits_stops_no_other_upload() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let (answer, answered) = std::sync::mpsc::channel();
        runtime.block_on(async {
            let waiting = tokio::spawn(async move { waiting(|| answered.recv()) });
            // It runs on the one thread that there was.
            tokio::spawn(async move { answer.send("answer") }).await.unwrap().unwrap();
            assert_eq!(waiting.await.unwrap(), Ok("answer"));
        });
    }
}
