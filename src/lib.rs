//! `beian` judges and places the filing footers (备案) that websites in mainland China must show.
//!
//! An audit runs in one straight line:
//!
//! ```text
//! cli::audit -> engine -> crawl (pages of a target) -> facts (what a page shows) -> rules (verdicts)
//!            -> audit (Report) -> report::<format>
//! ```
//!
//! Imports run downwards only; `ARCHITECTURE.md` has the floors and `tests/architecture` enforces them. The library has no
//! stable interface: it is what the program is made of.

pub mod audit;
pub mod browser;
pub mod changes;
pub mod cli;
pub mod config;
pub mod console;
pub mod crawl;
pub mod deadlines;
pub mod domain;
pub mod engine;
pub mod evidence;
pub mod facts;
#[cfg(feature = "fleet")]
pub mod fleet;
pub mod folder;
pub mod html;
pub mod inject;
pub mod ledger;
pub mod net;
pub mod notify;
pub mod preflight;
pub mod report;
pub mod rules;
#[cfg(test)]
mod testkit;
pub mod visit;
