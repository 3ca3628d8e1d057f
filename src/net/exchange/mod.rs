//! What passed between this program and a site, as plain data: kept by a [`ExchangeSink`], or given back by an [`ExchangeSource`]
//! in place of the net.

mod body_json;

use std::fmt::Debug;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::net::error::{FetchError, TlsFaultKind};

/// One request and what came of it; redirects are exchanges of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The address asked for, without a fragment.
    pub url: String,
    /// The request's headers. Those of the user and cookies are left out: they may be secrets.
    pub request: Vec<(String, String)>,
    /// Milliseconds from the request to the end of the answer.
    pub milliseconds: u64,
    /// A TLS fault that was passed over by wish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_fault: Option<(TlsFaultKind, String)>,
    /// The server said that nothing has changed (304): the body, and what it did not say of the headers, are those of
    /// an earlier run.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unchanged: bool,
    /// What came.
    #[serde(rename = "came")]
    pub outcome: ExchangeOutcome,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeOutcome {
    /// Nothing usable.
    Fault(FetchError),
    /// A response.
    Response {
        /// The server's address; `None` through a proxy.
        address: Option<SocketAddr>,
        /// The status.
        status: u16,
        /// The headers as sent, cookies left out. Bytes that are no UTF-8 stand for themselves as Latin-1.
        headers: Vec<(String, String)>,
        /// The body.
        body: ExchangeBody,
    },
}

/// A body, decompressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeBody {
    /// Nobody needed it.
    Unread,
    /// All of it.
    Whole(#[serde(with = "crate::net::exchange::body_json")] Vec<u8>),
    /// Its beginning: more was not wanted.
    #[serde(rename = "cut")]
    Truncated(#[serde(with = "crate::net::exchange::body_json")] Vec<u8>),
    /// It did not arrive as it should.
    Fault(FetchError),
}

/// Takes what passes.
pub trait ExchangeSink: Debug + Send + Sync {
    /// Keeps an exchange.
    fn keep(&self, exchange: Exchange);
}

/// Gives back what passed.
pub trait ExchangeSource: Debug + Send + Sync {
    /// The next exchange for an address; where there is none or it cannot be read, why.
    fn next(&self, url: &Url) -> Result<Exchange, FetchError>;
}
