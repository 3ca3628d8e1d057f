//! Connections: dialled, secured, pooled.

pub(crate) mod connection;
pub(crate) mod dial;
pub(crate) mod frames;
pub(crate) mod pool;
pub(crate) mod tls;
