//! Requests and their responses as plain data: recorded by an [`ExchangeSink`], or replayed by an [`ExchangeSource`]
//! in place of the network.

mod body_json;
pub(crate) mod headers;

use std::fmt::Debug;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::net::error::FetchError;
use crate::net::tls_fault::TlsFaultKind;

/// One request and its outcome; each redirect is an exchange of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The address requested, without a fragment.
    pub url: String,
    /// The request's headers. The user's own and cookies are left out: they may be secrets.
    pub request: Vec<(String, String)>,
    /// Milliseconds from the request to the end of the response.
    pub milliseconds: u64,
    /// A TLS fault that was accepted (`--insecure`), with the TLS library's words for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_fault: Option<(TlsFaultKind, String)>,
    /// The server said that nothing has changed (304): the body, and the headers that the 304 left out, are those of
    /// an earlier run.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unchanged: bool,
    /// What the request led to.
    #[serde(rename = "came")]
    pub outcome: ExchangeOutcome,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What a request led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeOutcome {
    /// No usable response.
    Fault(FetchError),
    /// A response.
    #[serde(rename = "answer")]
    Response {
        /// The server's address; `None` through a proxy.
        address: Option<SocketAddr>,
        /// The status code.
        status: u16,
        /// The headers as sent, without cookies. Bytes that are not UTF-8 are read as Latin-1.
        headers: Vec<(String, String)>,
        /// The body.
        body: ExchangeBody,
    },
}

/// The body of a response, decompressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeBody {
    /// It was not read: nobody needed it.
    Unread,
    /// All of it.
    Whole(#[serde(with = "body_json")] Vec<u8>),
    /// Its beginning: the caller asked for no more.
    #[serde(rename = "cut")]
    Truncated(#[serde(with = "body_json")] Vec<u8>),
    /// Reading it failed.
    Fault(FetchError),
}

/// Records exchanges.
pub trait ExchangeSink: Debug + Send + Sync {
    /// Records one exchange.
    fn record(&self, exchange: Exchange);
}

/// Replays recorded exchanges in place of the network.
pub trait ExchangeSource: Debug + Send + Sync {
    /// The next exchange for an address, in the order in which they were recorded; the reason where there is none or it
    /// cannot be read.
    fn next(&self, url: &Url) -> Result<Exchange, FetchError>;
}
