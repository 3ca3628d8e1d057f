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

mod audit_defaults;
mod audit_outputs;
mod browser_choice;
mod calendars;
mod changes;
mod commit;
mod due;
mod error;
mod evidence;
mod evidence_request;
mod exchange;
mod footer;
mod held;
mod home_exchanges;
mod inject_folders;
mod inject_plan;
mod inject_run;
mod injection;
mod job;
mod known;
mod ledger_context;
mod list;
mod logs;
mod messages;
mod options;
mod outside;
mod places;
mod plan;
mod plan_request;
mod recording;
mod rendering;
mod report_paths;
mod results;
mod resume;
mod run;
mod run_notes;
mod runtime;
mod sheets;
mod site;
mod snapshots;
mod stop;
mod store;
mod targets;
mod verification;

pub use audit_defaults::{AppliedDefaults, NOTED_OPTIONS, OptionShape, apply_defaults};
pub use audit_outputs::{AuditInputs, AuditOutputs, GatheringEnd, OutputRequest, check_report};
pub use browser_choice::BrowserChoice;
pub use calendars::{alarm_days, write_calendar, write_client_calendars};
pub use changes::{ComparedReport, compare_reports, ledger_changes, recorded_runs};
pub use commit::commit;
pub use due::{DueInputs, calendar, check_client, clients, holiday_files};
pub use error::{Error, ListFault, RunFault};
pub use evidence::EvidenceOptions;
pub use evidence_request::EvidenceRequest;
pub use exchange::{ImportInputs, export, export_file, no_ledger_note};
pub use footer::{FooterOptions, badge_note, snippet, snippet_notes};
pub use inject_folders::InjectEnd;
pub use inject_plan::InjectRequest;
pub use inject_run::InjectSettings;
pub use job::Job;
pub use known::{known_in_list, known_of};
pub use ledger_context::LedgerContext;
pub use list::{ListedTarget, TargetList};
pub use messages::MessageRun;
pub use options::{
    Control, EngineOptions, Finished, Progress, Reading, RunEnd, Sink, SnapshotMode,
};
pub use outside::{
    HostLook, RegistryQuestion, ask_registries, see_hosts, unasked_domains, unseen_hosts,
};
pub use places::places;
pub use plan::{Plan, PlanOptions};
pub use plan_request::PlanRequest;
pub use recording::Recorder;
pub use rendering::{RenderOptions, RenderWhen};
pub use report_paths::{PathTemplate, PathTemplateError};
pub use results::{PartsError, ResultOptions, Results};
pub use resume::{LINE_START, same_file};
pub use run::{Engine, EngineSession};
pub use run_notes::{configuration_note, resumed_note, withheld_headers_note};
pub use runtime::Runtime;
pub use stop::Stop;
pub use targets::recognise;
