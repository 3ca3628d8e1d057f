//! Where pages come from: folders, live sites, the HTTP client below them and the cache beside it.

mod cache;
mod client;
mod folder;
mod live;
