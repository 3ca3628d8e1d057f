//! The kinds of TLS faults: what rules and people tell apart.

use rustls::{
    AlertDescription, CertificateError, Error, InvalidMessage, OtherError, PeerIncompatible,
};
use serde::{Deserialize, Serialize};

/// The ways in which TLS fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsFaultKind {
    /// The certificate was valid once.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is for another name.
    WrongHost,
    /// The certificate is signed by itself.
    SelfSigned,
    /// The certificate is signed by someone unknown, or intermediate certificates are missing.
    UnknownIssuer,
    /// The server speaks only TLS before 1.2.
    OldVersion,
    /// The server took the connection and did not finish the handshake in time.
    Stalled,
    /// What came is no TLS, e.g. plain HTTP on the port of https.
    NotTls,
    /// Anything else.
    Handshake,
}

impl TlsFaultKind {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Expired => "certificate expired",
            Self::NotYetValid => "certificate not valid yet",
            Self::WrongHost => "certificate for another name",
            Self::SelfSigned => "self-signed certificate",
            Self::UnknownIssuer => "certificate of an unknown issuer",
            Self::Stalled => "handshake stalled",
            Self::OldVersion => "server too old for TLS 1.2",
            Self::NotTls => "the server answered something else than TLS",
            Self::Handshake => "handshake failed",
        }
    }

    /// The same in Chinese.
    pub(crate) const fn zh(self) -> &'static str {
        match self {
            Self::Expired => "证书已过期",
            Self::NotYetValid => "证书尚未生效",
            Self::WrongHost => "证书不是发给这个域名的",
            Self::SelfSigned => "证书是自签名的",
            Self::UnknownIssuer => "证书的签发者不受信任",
            Self::OldVersion => "服务器不支持 TLS 1.2",
            Self::Stalled => "握手没有完成",
            Self::NotTls => "服务器应答的不是 TLS",
            Self::Handshake => "握手失败",
        }
    }

    /// The kind of an error of the TLS library.
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::InvalidCertificate(fault) => match fault {
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    Self::Expired
                }
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    Self::NotYetValid
                }
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => Self::WrongHost,
                CertificateError::Other(OtherError(inner)) if inner.is::<SelfSigned>() => {
                    Self::SelfSigned
                }
                CertificateError::UnknownIssuer => Self::UnknownIssuer,
                _ => Self::Handshake,
            },
            Error::AlertReceived(AlertDescription::ProtocolVersion)
            | Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ) => Self::OldVersion,
            Error::InvalidMessage(InvalidMessage::InvalidContentType) => Self::NotTls,
            _ => Self::Handshake,
        }
    }
}

/// The cause that the verifier gives for a self-signed certificate; the library has none of its own.
#[derive(Debug, thiserror::Error)]
#[error("the certificate is signed by itself")]
pub(crate) struct SelfSigned;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_kinds() {
        let cases = [
            (Error::InvalidCertificate(CertificateError::Expired), TlsFaultKind::Expired),
            (Error::InvalidCertificate(CertificateError::NotValidYet), TlsFaultKind::NotYetValid),
            (Error::InvalidMessage(InvalidMessage::InvalidContentType), TlsFaultKind::NotTls),
            (Error::InvalidCertificate(CertificateError::NotValidForName), TlsFaultKind::WrongHost),
            (
                Error::InvalidCertificate(CertificateError::UnknownIssuer),
                TlsFaultKind::UnknownIssuer,
            ),
            (Error::AlertReceived(AlertDescription::ProtocolVersion), TlsFaultKind::OldVersion),
            (Error::AlertReceived(AlertDescription::HandshakeFailure), TlsFaultKind::Handshake),
        ];
        for (error, expected) in cases {
            assert_eq!(TlsFaultKind::of(&error), expected, "{error}");
        }
    }
}
