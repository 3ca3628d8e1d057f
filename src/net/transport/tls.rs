//! TLS: verification against the system's certificates. With `--insecure`, faults are noted and accepted.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use parking_lot::{Mutex, MutexGuard};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

use crate::net::error::SetupError;
use crate::net::tls_fault::{SelfSigned, TlsFaultKind};

/// Faults of certificates that were accepted, by host.
pub(crate) type Faults = HashMap<String, (TlsFaultKind, String)>;

/// The configuration of all connections of a run.
#[derive(Debug)]
pub(crate) struct Tls {
    pub(crate) config: Arc<ClientConfig>,
    verifier: Arc<FaultVerifier>,
}

impl Tls {
    /// Whether this machine has root certificates, or faults are accepted anyway.
    pub(crate) fn can_verify(&self) -> bool {
        self.verifier.insecure || self.verifier.inner().is_some()
    }

    /// The faults that were accepted.
    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.verifier.faults.lock()
    }
}

/// Builds the configuration. The system's roots are read once, and only if a site is contacted over TLS; the user's own
/// are read here, so that a file without certificates is reported before anything is fetched.
pub(crate) fn configure(ca_cert: Option<&[u8]>, insecure: bool) -> Result<Tls, SetupError> {
    let provider = Arc::new(ring::default_provider());
    let inner = OnceLock::new();
    if let Some(pem) = ca_cert {
        let extra = Verifier::new_with_extra_roots(certificates(pem)?, Arc::clone(&provider))
            .map_err(|error| SetupError::CaCert(Some(error.into())))?;
        inner.get_or_init(|| Some(extra));
    }
    let faults = Mutex::default();
    let verifier =
        Arc::new(FaultVerifier { inner, provider: Arc::clone(&provider), insecure, faults });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| SetupError::Client(error.into()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&verifier) as Arc<_>)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Tls { config: Arc::new(config), verifier })
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, SetupError> {
    let list: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| SetupError::CaCert(Some(error.to_string().into())))?;
    if list.is_empty() { Err(SetupError::CaCert(None)) } else { Ok(list) }
}

/// The system's verifier, which tells self-signed certificates from those of unknown issuers and, with `insecure`,
/// notes faults instead of failing.
#[derive(Debug)]
struct FaultVerifier {
    /// Holds `None` where this machine has no roots; sites without TLS can still be read.
    inner: OnceLock<Option<Verifier>>,
    provider: Arc<CryptoProvider>,
    insecure: bool,
    faults: Mutex<Faults>,
}

impl FaultVerifier {
    fn inner(&self) -> Option<&Verifier> {
        // Where no roots are added, the only possible error is that the system has none.
        let load = || Verifier::new(Arc::clone(&self.provider)).ok();
        self.inner.get_or_init(load).as_ref()
    }
}

impl ServerCertVerifier for FaultVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(inner) = self.inner() else {
            // Without roots, nothing is sent over TLS unless faults are accepted.
            return if self.insecure {
                Ok(ServerCertVerified::assertion())
            } else {
                Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))
            };
        };
        let error = match inner.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        ) {
            Ok(verified) => return Ok(verified),
            Err(error) => error,
        };
        let unknown = matches!(
            error,
            Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::Other(_))
        );
        let error = if unknown && is_self_signed(end_entity) {
            Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(SelfSigned))))
        } else {
            error
        };
        if !self.insecure {
            return Err(error);
        }
        let mut faults = self.faults.lock();
        faults.insert(
            server_name.to_str().into_owned(),
            (TlsFaultKind::of(&error), error.to_string()),
        );
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Whether issuer and subject of a certificate are the same name. `Certificate ::= SEQUENCE { TBSCertificate ::=
/// SEQUENCE { [0] version?, serial, algorithm, issuer, validity, subject … } … }` (RFC 5280 §4.1).
fn is_self_signed(der: &[u8]) -> bool {
    let names = || {
        let (_, certificate, _) = element(der)?;
        let (_, body, _) = element(certificate)?;
        let (tag, _, rest) = element(body)?;
        let rest = if tag == 0xa0 { element(rest)?.2 } else { rest };
        let (_, _, rest) = element(rest)?;
        let (_, issuer, rest) = element(rest)?;
        let (_, _, rest) = element(rest)?;
        let (_, subject, _) = element(rest)?;
        Some((issuer, subject))
    };
    names().is_some_and(|(issuer, subject)| issuer == subject)
}

/// Tag, content and rest of the first DER element; `None` where it is cut off.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk::<2>()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if bytes.len() > 4 {
            return None;
        }
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncated_der_is_not_a_certificate() {
        assert!(element(&[0x30, 0x82, 0xff]).is_none());
        assert!(element(&[0x30, 0x05, 1]).is_none());
        assert_eq!(element(&[0x02, 0x01, 7, 9]), Some((2, &[7][..], &[9][..])));
        assert!(!is_self_signed(&[]) && !is_self_signed(&[0xff; 64]));
    }

    #[test]
    fn a_ca_file_without_certificates_is_an_error() {
        assert!(matches!(configure(Some(b"hello"), false), Err(SetupError::CaCert(_))));
    }
}
