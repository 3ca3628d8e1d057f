//! HTTP client, address guard, limits, robots.txt. The layers of the client are listed in `client/mod.rs`.
//!
//! ```no_run
//! # async fn sketch() -> Result<(), Box<dyn std::error::Error>> {
//! use beian::net::{Client, ClientOptions};
//! use url::Url;
//!
//! let client = Client::new(ClientOptions::default())?;          // one for the whole run: it holds the pools and limits
//! let url = Url::parse("https://example.cn/")?;
//! let site = client.for_target(&url, &["example.cn".into()], None); // a session: a literal or local target is allowed, and only that
//! let response = site.get(&url, |_next| true).await?;       // redirects followed, body not read yet
//! let bytes = response.body(5 << 20).await?;                // whole and within the cap, or an error
//! # let _ = bytes; Ok(())
//! # }
//! ```

mod cache;
mod client;
mod error;
mod exchange;
mod guard;
mod limits;
mod options;
mod origin;
mod outbound;
mod pending;
mod response;
mod robots;
mod session;
mod tls_fault;
mod transport;
mod validators;
pub mod whois;

pub use cache::{CacheEntry, CacheKey, ResponseCache};
pub use client::{Client, FetchFailure, PartLimiter, PartTurn};
pub use error::{FetchError, MAX_REDIRECTS, Phase, SetupError};
pub use exchange::{Exchange, ExchangeBody, ExchangeOutcome, ExchangeSink, ExchangeSource};
pub use guard::ranges::{SpecialRange, special_range};
pub use limits::{AddressLimits, PartPermit};
pub use options::{ClientOptions, Pin, header_typed, timeout_typed};
pub use outbound::Outbound;
pub use response::body::ResponseBody;
pub use response::{Hop, Response, retry_after};
pub use robots::{ROBOTS_CAP, Robots};
pub use tls_fault::TlsFaultKind;
pub use transport::connection::Stream;
pub use validators::Validators;
