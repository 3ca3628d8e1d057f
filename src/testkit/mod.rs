//! What the tests of several rooms share. It is in no program and on no floor.

pub(crate) mod page;
pub(crate) mod work;
