//! What the tests of several files share.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod program;
pub(crate) mod python;
pub(crate) mod sandbox;
pub(crate) mod server;
pub(crate) mod signals;
pub(crate) mod visit;
#[path = "../../../src/testkit/work.rs"]
pub(crate) mod work;
