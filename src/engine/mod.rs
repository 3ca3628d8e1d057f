//! Runs audits: jobs in, reports out as they come, until all are done or someone says stop.
//!
//! The engine knows nothing of command lines, terminals, signals or exit codes. Its caller brings a tokio runtime, a
//! [`Stop`], and a [`Sink`] that takes each finished site; [`Plan`] makes jobs of targets and a configuration,
//! [`Results`] is what most sinks hand their sites to: it counts, records, writes the file to resume from, and stores the
//! reports for the formats that need all of them.
//!
//! ```
//! use beian::audit::Settings;
//! use beian::domain::date::Date;
//! use beian::domain::lang::Lang;
//! use beian::engine::{Control, RunEnd, Engine, Finished, Job, EngineOptions, Stop, recognise};
//! use beian::rules::{Levels, Severity};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # std::fs::write(folder.path().join("index.html"), "<p>Hello</p>")?;
//! # let base = folder.path();
//! let engine = Engine::new(EngineOptions::new(Settings {
//!     levels: Levels::default(),
//!     fail_on: Some(Severity::Error),
//!     today: Date::constant(2026, 11, 22),
//!     lang: Lang::En,
//! }))?;
//! let runtime = tokio::runtime::Runtime::new()?;
//! let control = Control::new(runtime.handle().clone(), Stop::new());
//!
//! // One site.
//! let job = Job::new(recognise(".", base)?);
//! let report = engine.audit(&control, job.clone()).ok_or("stopped")?;
//!
//! // Many: each goes to the sink as soon as it is finished. An error of the sink ends the run.
//! let mut sink = |site: Finished| -> Result<(), std::io::Error> {
//!     println!("{} {}", site.index, site.report.status.name());
//!     Ok(())
//! };
//! let ending = engine.run(&control, [(0, job)], &mut sink)?;
//! assert_eq!(ending, RunEnd::Complete);
//! # Ok(())
//! # }
//! ```

mod due;
mod error;
mod job;
mod known;
mod list;
mod logs;
mod options;
mod plan;
mod recording;
mod rendering;
mod results;
mod resume;
mod run;
mod runtime;
mod site;
mod snapshots;
mod stop;
mod store;
mod targets;

pub use due::{DueInputs, clients};
pub use error::{Error, ListFault};
pub use job::Job;
pub use known::{known_name, known_offline, known_values};
pub use list::each_target;
pub use options::{
    Control, EngineOptions, Finished, Progress, Reading, RunEnd, Sink, SnapshotMode,
};
pub use plan::{Plan, PlanOptions};
pub use recording::{RecordNote, Recorder};
pub use rendering::{RenderOptions, RenderWhen};
pub use results::{ResultOptions, Results};
pub use resume::{LINE_START, same_file};
pub use run::Engine;
pub use runtime::Runtime;
pub use stop::Stop;
pub use targets::recognise;
