//! Why a fetch fails, as kinds that rules and people can tell apart.

mod messages;

use std::error::Error as StdError;
use std::io;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::net::guard::ranges::SpecialRange;
use crate::net::tls_fault::TlsFaultKind;

/// Redirects followed for one page.
pub const MAX_REDIRECTS: usize = 10;

/// Why a fetch failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchError {
    /// The name has no address.
    #[error("{host}: no address was found ({detail})")]
    Unresolvable {
        /// The name.
        host: String,
        /// The resolver's reason.
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
    /// Nothing listens on the port.
    #[error("connection refused")]
    ConnectionRefused,
    /// There is no route to the address.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// The deadline passed.
    #[error("timed out while {}", .0.doing())]
    Timeout(Phase),
    /// The time for the whole site is used up; no request was sent.
    #[error("the time for this site is used up")]
    SiteTime,
    /// The proxy refused or failed.
    #[error("proxy: {0}")]
    Proxy(String),
    /// The connection closed before the response's headers were complete.
    #[error("connection closed before an answer came")]
    Reset,
    /// The body is shorter than announced, or damaged.
    #[error("the answer broke off: {0}")]
    Incomplete(String),
    /// The body is not in the coding that its header names, or in one that was not asked for.
    #[error("the body cannot be decoded: {0}")]
    Encoding(String),
    /// The body is larger than this many bytes, compressed or decompressed.
    #[error("too large: more than {0} bytes")]
    TooLarge(u64),
    /// TLS failed.
    #[error("TLS: {} ({detail})", kind.text())]
    Tls {
        /// The kind of fault.
        kind: TlsFaultKind,
        /// The TLS library's words.
        detail: String,
    },
    /// This machine has no root certificates.
    #[error(
        "no CA certificates found on this machine; install them, or name a file with --ca-cert"
    )]
    NoRoots,
    /// A redirect to something other than an http(s) address.
    #[error("redirect {status} to {location:?}, which is no http(s) address")]
    BadRedirect {
        /// The status code.
        status: u16,
        /// Its `Location`.
        location: String,
    },
    /// More than [`MAX_REDIRECTS`] redirects.
    #[error("more than {} redirects", MAX_REDIRECTS)]
    TooManyRedirects {
        /// The status code of the last redirect.
        status: u16,
    },
    /// The snapshot that is replayed does not hold the address.
    #[error("not in the snapshot: {0}")]
    #[serde(rename = "not-saved")]
    NotInSnapshot(String),
    /// The head of the response exceeds the parser's bounds.
    #[error("the head of the answer is too large: more than 256 KiB or 1000 lines")]
    HeadTooLarge,
    /// The response is not valid HTTP, or no request can be made for the address.
    #[error("not a valid HTTP answer: {0}")]
    Protocol(String),
}

/// A range of the guard's tables.
type KnownRange = &'static SpecialRange;

/// Ranges in snapshots, by their CIDR notation.
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

/// What was going on when the deadline passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Looking up the name.
    Name,
    /// Connecting. (TLS has an error of its own.)
    Connect,
    /// Waiting for the headers.
    #[serde(rename = "answer")]
    Response,
    /// Reading the body.
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

/// Why no client can be created from the options.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// `--ca-cert` names a file without a usable certificate.
    #[error("no certificate in PEM form in the CA file")]
    CaCert(#[source] Option<Box<dyn StdError + Send + Sync>>),
    /// `--header` is not a header, or `--user-agent` not a value of one.
    #[error("{0:?} is not a header")]
    Header(String),
    /// `--proxy` is not an http(s) address.
    #[error("{0} is not a proxy that can be used (http:// or https://)")]
    Proxy(String),
    /// The TLS library refused the configuration.
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

impl Remedy for SetupError {
    fn fix(&self) -> Text {
        match self {
            Self::CaCert(_) => Text::fixed(
                "请给出 PEM 格式的证书文件",
                "name a file with certificates in PEM form",
            ),
            Self::Header(_) => Text::fixed(
                "请写成 NAME:VALUE，例如 Cookie:a=b",
                "write it as NAME:VALUE, e.g. Cookie:a=b",
            ),
            Self::Proxy(_) => Text::fixed(
                "请写成 http://127.0.0.1:8080 的形式",
                "write it like http://127.0.0.1:8080",
            ),
            Self::Client(_) => Text::fixed("请检查连接选项", "look at the connection options"),
        }
    }

    fn cause(&self) -> Option<Text> {
        let cause = StdError::source(self)?;
        Some(Text::untranslated(cause.to_string()))
    }
}

impl FetchError {
    /// The kind of an error before the headers were complete, by its causes.
    pub(crate) fn of_response(error: &hyper::Error) -> Self {
        for cause in causes(error) {
            if let Some(fault) = cause.downcast_ref::<rustls::Error>() {
                return Self::Tls { kind: TlsFaultKind::of(fault), detail: fault.to_string() };
            }
            if let Some(fault) = cause.downcast_ref::<io::Error>()
                && let Some(kind) = Self::of_known_io(fault)
            {
                return kind;
            }
            let Some(fault) = cause.downcast_ref::<hyper::Error>() else { continue };
            if fault.is_parse_too_large() {
                return Self::HeadTooLarge;
            }
            if fault.is_incomplete_message() || fault.is_closed() || fault.is_canceled() {
                return Self::Reset;
            }
        }
        Self::Protocol(root_cause(error))
    }

    /// The kind of an error of connecting.
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

    /// The kind of a failed handshake: the TLS library's reason, or the server closed the connection.
    pub(crate) fn of_handshake(fault: &io::Error) -> Self {
        let known = causes(fault).find_map(|cause| cause.downcast_ref::<rustls::Error>());
        Self::Tls {
            kind: known.map_or(TlsFaultKind::Handshake, TlsFaultKind::of),
            detail: root_cause(fault),
        }
    }

    /// The handshake did not finish before the deadline.
    pub(crate) fn stalled_handshake() -> Self {
        let detail = "the server did not finish it in time".to_owned();
        Self::Tls { kind: TlsFaultKind::Stalled, detail }
    }

    /// An error while the body was read.
    pub(crate) fn of_body(error: &hyper::Error) -> Self {
        Self::Incomplete(root_cause(error))
    }
}

fn root_cause(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

/// An error and its causes. The `source` of an `io::Error` skips the error that it wraps, which is added here.
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
