//! `beian audit`: what is said of a page, of a site, of many sites in one run.

mod misleading;
mod portfolio;
mod snapshots;
