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

mod answer;
mod body;
mod cache;
mod client;
mod connect;
mod cookies;
mod decode;
mod dns;
mod error;
mod frames;
mod guard;
mod limits;
mod options;
mod place;
mod pool;
#[cfg(test)]
mod rebinding;
mod request;
mod resolver;
mod robots;
mod route;
mod site;
mod tape;
mod tape_body;
mod taping;
mod tls;
mod validators;
mod words;

pub use answer::Answer;
pub use body::Body;
pub use cache::{Cache, Key, Known};
pub use client::{Client, Failure, Hop, MAX_REDIRECTS};
pub use error::{FetchError, Phase, SetupError, TlsFaultKind};
pub use guard::{Range, Verdict, judge};
pub use options::{Options, Pin, PinError};
pub use robots::{ROBOTS_CAP, Robots};
pub use tape::{Archive, Came, Exchange, Kept, Recorder};
pub use validators::Validators;
