//! What can go wrong on the way to a page, as kinds that rules and people can tell apart.

mod messages;

use std::error::Error as StdError;
use std::io;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::domain::lang::Bilingual;
use crate::net::guard::ranges::SpecialRange;
use crate::net::transport::tls;

/// Redirects followed for one page.
pub const MAX_REDIRECTS: usize = 10;

/// Why nothing usable arrived.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchError {
    /// The name has no address.
    #[error("{host}: no address was found ({detail})")]
    Unresolvable {
        /// The name.
        host: String,
        /// Why.
        detail: String,
    },
    /// The guard refused the address; nothing was sent to it.
    #[error("{host}: refused address {address} ({range}){}", hint(range))]
    Refused {
        /// The name, or the literal itself.
        host: String,
        /// The (first) address.
        address: IpAddr,
        /// The range it lies in.
        #[serde(with = "by_prefix")]
        range: KnownRange,
    },
    /// Nothing listens there.
    #[error("connection refused")]
    ConnectionRefused,
    /// No way to the address.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// The deadline passed.
    #[error("timed out while {}", .0.doing())]
    Timeout(Phase),
    /// The time for the whole site is used up; nothing was asked any more.
    #[error("the time for this site is used up")]
    SiteTime,
    /// The proxy refused or failed.
    #[error("proxy: {0}")]
    Proxy(String),
    /// The connection broke before the answer's headers were complete.
    #[error("connection closed before an answer came")]
    Reset,
    /// The body broke off: shorter than announced, or damaged.
    #[error("the answer broke off: {0}")]
    Incomplete(String),
    /// The body is not in the coding that its header names, or in one that nobody asked for.
    #[error("the body cannot be decoded: {0}")]
    Encoding(String),
    /// The body is larger than the cap, compressed or not.
    #[error("too large: more than {0} bytes")]
    TooLarge(u64),
    /// TLS failed.
    #[error("TLS: {} ({detail})", kind.text())]
    Tls {
        /// In which way.
        kind: TlsFaultKind,
        /// The library's own words.
        detail: String,
    },
    /// This machine has no certificates to judge a site by.
    #[error(
        "no CA certificates found on this machine; install them, or name a file with --ca-cert"
    )]
    NoRoots,
    /// A redirect that names no usable http(s) address.
    #[error("redirect {status} to {location:?}, which is no http(s) address")]
    BadRedirect {
        /// The status of the answer.
        status: u16,
        /// Its `Location`.
        location: String,
    },
    /// Redirects without end.
    #[error("more than {} redirects", MAX_REDIRECTS)]
    TooManyRedirects {
        /// The status of the last answer.
        status: u16,
    },
    /// A snapshot does not hold it.
    #[error("not in the snapshot: {0}")]
    #[serde(rename = "not-saved")]
    NotInSnapshot(String),
    /// What came is no HTTP, or the request could not be made.
    #[error("not a valid HTTP answer: {0}")]
    Protocol(String),
}

/// A range that the guard knows.
type KnownRange = &'static SpecialRange;

/// Ranges in snapshots, by their notation.
mod by_prefix {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::KnownRange;
    use crate::net::guard::ranges;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(crate) fn serialize<S: Serializer>(range: &KnownRange, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(range.prefix)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<KnownRange, D::Error> {
        let prefix = String::deserialize(from)?;
        ranges::range(&prefix).ok_or_else(|| D::Error::custom("not a range of the guard"))
    }
}

/// What a deadline cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The name.
    Name,
    /// The connection. (TLS has an error of its own.)
    Connect,
    /// The headers.
    #[serde(rename = "answer")]
    Response,
    /// The body.
    Body,
}

impl Phase {
    const fn doing(self) -> &'static str {
        match self {
            Self::Name => "looking up the name",
            Self::Connect => "connecting",
            Self::Response => "waiting for an answer",
            Self::Body => "reading the body",
        }
    }
}

fn hint(range: &SpecialRange) -> &'static str {
    if range.is_fake_ip() {
        "; probably a local proxy that answers every name with a fake address (fake-ip): use --allow-private to go \
         through it"
    } else {
        ""
    }
}

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
    /// The name in facts: `expired`, `wrong-host` …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::WrongHost => "wrong-host",
            Self::SelfSigned => "self-signed",
            Self::UnknownIssuer => "unknown-issuer",
            Self::OldVersion => "old-version",
            Self::Stalled => "stalled",
            Self::NotTls => "not-tls",
            Self::Handshake => "handshake",
        }
    }

    const fn text(self) -> &'static str {
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
}

/// Why no client could be made of the options.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// `--ca-cert`
    #[error("no certificate in PEM form in the CA file")]
    CaCert(#[source] Option<Box<dyn StdError + Send + Sync>>),
    /// `--header`
    #[error("{0:?} is not a header")]
    Header(String),
    /// `--proxy`
    #[error("{0} is not a proxy that can be used (http:// or https://)")]
    Proxy(String),
    /// Anything else.
    #[error("the HTTP client could not be set up")]
    Client(#[source] Box<dyn StdError + Send + Sync>),
}

impl Bilingual for SetupError {
    fn zh(&self) -> String {
        match self {
            Self::CaCert(_) => "CA 文件里没有 PEM 格式的证书".to_owned(),
            Self::Header(header) => format!("{header:?} 不是请求头"),
            Self::Proxy(proxy) => format!("{proxy} 不是可用的代理（http:// 或 https://）"),
            Self::Client(_) => "无法建立 HTTP 客户端".to_owned(),
        }
    }
}

impl FetchError {
    /// Reads the kind of a fault before the headers were complete out of the causes.
    pub(crate) fn of_answer(error: &hyper::Error) -> Self {
        for cause in causes(error) {
            if let Some(fault) = cause.downcast_ref::<rustls::Error>() {
                return Self::Tls { kind: tls::kind(fault), detail: fault.to_string() };
            }
            if let Some(fault) = cause.downcast_ref::<io::Error>()
                && let Some(kind) = Self::of_known_io(fault)
            {
                return kind;
            }
            if let Some(fault) = cause.downcast_ref::<hyper::Error>()
                && (fault.is_incomplete_message() || fault.is_closed() || fault.is_canceled())
            {
                return Self::Reset;
            }
        }
        Self::Protocol(root_cause(error))
    }

    /// No connection was made.
    pub(crate) fn of_io(fault: &io::Error) -> Self {
        Self::of_known_io(fault).unwrap_or_else(|| Self::Unreachable(fault.to_string()))
    }

    fn of_known_io(fault: &io::Error) -> Option<Self> {
        use io::ErrorKind as Kind;
        Some(match fault.kind() {
            Kind::ConnectionRefused => Self::ConnectionRefused,
            Kind::TimedOut => Self::Timeout(Phase::Connect),
            Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::AddrNotAvailable => {
                Self::Unreachable(fault.to_string())
            }
            Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::BrokenPipe
            | Kind::UnexpectedEof => Self::Reset,
            _ => return None,
        })
    }

    /// The handshake failed: for a reason that the library names, or because the server went away.
    pub(crate) fn of_handshake(fault: &io::Error) -> Self {
        let known = causes(fault).find_map(|cause| cause.downcast_ref::<rustls::Error>());
        Self::Tls {
            kind: known.map_or(TlsFaultKind::Handshake, tls::kind),
            detail: root_cause(fault),
        }
    }

    /// The handshake did not end.
    pub(crate) fn stalled_handshake() -> Self {
        let detail = "the server did not finish it in time".to_owned();
        Self::Tls { kind: TlsFaultKind::Stalled, detail }
    }

    /// A fault while the body was read.
    pub(crate) fn of_body(error: &hyper::Error) -> Self {
        Self::Incomplete(root_cause(error))
    }
}

fn root_cause(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

/// An error and its causes. `io::Error` hides the error it was made of (its `source` is that error's source).
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        let error: &'a (dyn StdError + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}
