//! A run as a worker serves it: its settings, and the engine that is made of them.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;

use crate::domain::date::Date;
use crate::engine::{self, Control, Engine, EngineSession, SnapshotMode, Stop};
use crate::fleet::error::Error;
use crate::fleet::names::RunName;
use crate::fleet::settings::{RunSettings, SettingsError, WorkerNetwork};

/// A run as a worker serves it.
pub(super) struct ServedRun {
    pub(super) name: RunName,
    pub(super) settings: RunSettings,
    pub(super) today: Date,
    pub(super) engine: Engine,
    pub(super) session: EngineSession,
    /// Requested when the run is cancelled.
    pub(super) cancelled: Stop,
    /// Whether it was said that a snapshot could not be written.
    told_of_snapshot: AtomicBool,
}

impl ServedRun {
    /// Makes the engine. The inner error where the settings are not understood.
    pub(super) fn new(
        name: RunName,
        settings: RunSettings,
        network: &WorkerNetwork,
    ) -> Result<Result<Self, SettingsError>, Error> {
        let (mut options, today) = match (settings.engine_options(network), settings.today()) {
            (Ok(options), Ok(today)) => (options, today),
            (Err(error), _) | (_, Err(error)) => return Ok(Err(error)),
        };
        if let Some(folder) = &network.save {
            let (folder, started_at) = (folder.join(name.as_str()), settings.submitted_at);
            options.snapshots = SnapshotMode::Write { folder, started_at };
        }
        let engine = Engine::new(options)?;
        // Sites are given up by dropping them: this stop is never requested.
        let session = engine.session(&Control::new(Handle::current(), Stop::new()));
        let (cancelled, told_of_snapshot) = (Stop::new(), AtomicBool::default());
        Ok(Ok(Self { name, settings, today, engine, session, cancelled, told_of_snapshot }))
    }

    /// The first fault of a snapshot that could not be written, once.
    pub(super) fn snapshot_fault(&self) -> Option<engine::Error> {
        let fault = self.engine.take_snapshot_fault()?;
        (!self.told_of_snapshot.swap(true, Ordering::Relaxed)).then_some(fault)
    }
}
