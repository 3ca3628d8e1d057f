//! Pages as a visitor's browser shows them: an installed Chromium, driven over a pipe.
//!
//! `find` knows where a browser may be, `process` starts and ends it, `protocol` speaks with it (the Chrome `DevTools`
//! Protocol, JSON messages over two pipes: no port that another user of the machine could reach). All that a page asks
//! for goes through a `proxy` of our own on loopback, which judges addresses as an audit does; intercepting requests
//! inside of the browser would let `WebSocket`s, `WebRTC` and preconnects through. `page` opens a page at the sizes of a
//! desktop and a phone, `snapshot` reads what was laid out, `sight` says which texts a person can see, and `document`
//! writes that down as HTML for [`crate::facts`]. While the page is open, `cover` asks what is painted above a number,
//! `click` what a click on it opens, `ink` whether the text can be told from what is painted behind it, `images` whether pictures
//! have loaded, and `later` what is left of it all half a minute later. `render` puts all of it together.

mod answers;
mod chromium;
mod click;
mod colour;
mod cover;
mod document;
mod error;
mod files;
mod find;
mod images;
mod ink;
mod later;
mod metered;
mod nodes;
mod page;
mod picture;
mod png;
mod process;
mod protocol;
mod proxy;
mod render;
mod shot;
mod sight;
mod snapshot;

pub use chromium::Browser;
pub use error::BrowserError;
pub use files::{FOLDER_HOST, ReadFile};
pub use find::{PACKAGES, find};
pub use picture::{DocumentAnswer, PicturedFiling, ScreenPicture, TlsCertificate, take_pictures};
pub use proxy::ProxyUpstream;
pub use render::{PageFault, RenderLimits, SiteSession};
