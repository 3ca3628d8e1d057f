//! `beian audit`: what is said of a page, of a site, of many sites in one run.

mod baseline;
mod browser;
mod changes;
mod clients;
mod formats;
mod ledger;
mod misleading;
mod outputs;
mod portfolio;
mod record;
mod resumed_text;
mod snapshots;
mod targets;
