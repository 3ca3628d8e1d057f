//! Pages as a visitor's browser shows them: an installed Chromium, driven over a pipe.
//!
//! `find` knows where a browser may be, `process` starts and ends it, `protocol` speaks with it (the Chrome `DevTools`
//! Protocol, JSON messages over two pipes: no port that another user of the machine could reach). All that a page asks
//! for goes through a `proxy` of our own on loopback, which judges addresses as an audit does; intercepting requests
//! inside of the browser would let `WebSocket`s, `WebRTC` and preconnects through. `page` opens a page at the sizes of a
//! desktop and a phone, `snapshot` reads what was laid out, `sight` says which texts a person can see, and `document`
//! writes that down as HTML for [`crate::facts`].

mod answers;
mod chromium;
mod colour;
mod document;
mod error;
mod find;
mod page;
mod process;
mod protocol;
mod proxy;
mod render;
mod sight;
mod snapshot;

pub use chromium::{Browser, SiteTab};
pub use error::BrowserError;
pub use find::{PACKAGES, find};
pub use page::PageLook;
pub use proxy::{FOLDER_HOST, Proxy, ProxyUpstream, ReadFile};
pub use render::{RenderLimits, render};
