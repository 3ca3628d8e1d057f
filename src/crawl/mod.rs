//! Where pages come from: a folder on disk, one file, a live site. Gathering never judges.
//!
//! ```no_run
//! # async fn sketch() -> Result<(), Box<dyn std::error::Error>> {
//! use beian::crawl::{self, DiskOptions, LiveOptions, PathKind, Target, TargetKind};
//! use beian::net::{Client, ClientOptions};
//!
//! let client = Client::new(ClientOptions::default())?; // one for all live targets of a run
//! let target = Target::parse("example.cn", PathKind::of)?;
//! let sink = |page: beian::visit::Page| drop(page); // SiteAudit::add
//! let visit = match &target.kind {
//!     TargetKind::Folder(_) | TargetKind::File(_) => crawl::disk(&target, &DiskOptions::default(), &sink)?,
//!     TargetKind::Url(_) | TargetKind::Domain { .. } => {
//!         crawl::live(&client, &target, &[], &LiveOptions::default(), &sink).await
//!     }
//! };
//! # drop(visit); Ok(())
//! # }
//! ```
//!
//! What is merged into a page from a frame or a refreshing stub stands in [`PagePart::Frame`](crate::facts::PagePart) and
//! has `line` 0: it stands in no line of the page's own source.

mod arrival;
mod cache;
mod choice;
mod disk;
mod embedded;
mod fetch;
mod frontier;
mod home;
mod known;
mod live;
mod options;
mod parse;
mod parser_threads;
mod record;
mod robots;
mod site;
mod sitemap;
mod snapshot;
mod target;
mod trap;
mod twin;

pub use cache::{CacheFolder, CacheStats};
pub use disk::{DiskError, DiskOptions, disk, disk_until};
pub use live::{LiveSite, live, live_until};
pub use options::LiveOptions;
pub use snapshot::{SnapshotError, SnapshotHeader, SnapshotReader, SnapshotWriter, file_name};
pub use target::{PathKind, Target, TargetError, TargetKind};

use crate::visit::Page;

/// Takes each page as soon as it is read, in any order and from several threads. `facts.links` are taken out before:
/// they belong to the crawl.
pub type PageSink<'a> = &'a (dyn Fn(Page) + Sync);
