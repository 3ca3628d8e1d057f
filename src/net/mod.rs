//! HTTP client, address guard, limits, robots.txt.
//!
//! ```no_run
//! # async fn sketch() -> Result<(), Box<dyn std::error::Error>> {
//! use beian::net::{Client, Options};
//! use url::Url;
//!
//! let client = Client::new(Options::default())?;          // one for the whole run: it holds the pools and limits
//! let url = Url::parse("https://example.cn/")?;
//! let site = client.for_target(&url, &["example.cn".into()], None); // opens a literal or local target, and only that
//! let answer = site.get(&url, |_next| true).await?;       // redirects followed, body not read yet
//! let bytes = answer.body(5 << 20).await?;                // whole and within the cap, or an error
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
mod response;
mod robots;
mod session;
mod transport;
mod validators;

pub use cache::{CacheEntry, CacheKey, ResponseCache};
pub use client::{Client, Failure, Hop};
pub use error::{FetchError, MAX_REDIRECTS, Phase, SetupError, TlsFaultKind};
pub use exchange::{Exchange, ExchangeBody, ExchangeOutcome, ExchangeSink, ExchangeSource};
pub use guard::ranges::{SpecialRange, Verdict, judge};
pub use options::{Options, Pin, PinError};
pub use response::Response;
pub use response::body::Body;
pub use robots::{ROBOTS_CAP, Robots};
pub use validators::Validators;
