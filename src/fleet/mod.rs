//! The fleet: audits of very many sites, spread over workers on many machines by streams of a NATS server.
//!
//! ```text
//! submit ──► stream of sites ──► work (engine) ──► stream of results ──► collect ──► file of results, ledger, reports
//!                 256 shards        leases
//! ```
//!
//! What holds, and where it is made:
//!
//! - *No site is lost.* A site stays in its stream until its result is stored ([`work`]), a result in its own until it is
//!   on the disk of the collector ([`collect`]).
//! - *A site is read at most so many times*, then it is reported as not judged: [`delivery`], from the count that the
//!   server keeps.
//! - *One result per site is recorded*: by the target in the file of results, by run and number in the ledger.
//! - *All sites of a registered domain are one worker's at a time* ([`shard`], [`lease`]), so that the limits of
//!   [`net`](crate::net) hold for the whole fleet. What an address gets is divided among the live workers.
//! - *Settings are understood or refused*: [`settings`].

mod collect;
mod delivery;
mod error;
mod figures;
mod lease;
mod message;
mod names;
mod records;
mod server;
mod settings;
mod shard;
mod status;
mod submit;
mod work;

pub use collect::{CollectEnd, CollectedTargets, ResultCollector};
pub use error::Error;
pub use figures::{CollectorFigures, FigureServer, Figures, WorkerFigures, serve as serve_figures};
pub use names::{FleetName, Label, NameError, RunName, SitePlace};
pub use server::{NatsServer, ServerOptions, StreamOptions};
pub use settings::{
    AuditSetup, DeliverySettings, GivenSettings, RenderSetting, RunSettings, SETTINGS_VERSION,
    SettingsError,
};
pub use status::{FleetStatus, RunStatus, cancel};
pub use submit::{Submitted, Submitter, Tell};
pub use work::{WorkerOptions, work};
