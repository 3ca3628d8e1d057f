//! The integration tests, one program: a folder a subject. Apart are only the check of the architecture and what needs a
//! browser.

mod audit;
mod cli;
mod crawl;
mod deadlines;
mod docs;
mod engine;
mod evidence;
#[cfg(feature = "fleet")]
mod fleet;
mod hostile;
mod inject;
mod notify;
mod preflight;
mod support;
