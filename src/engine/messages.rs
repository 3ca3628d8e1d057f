//! `beian notify`: what there is to tell by the configuration and the ledger, shown or sent.

use crate::config::declared_channels;
use crate::deadlines::{DueFilter, DueTable};
use crate::domain::date::Timestamp;
use crate::domain::failure::Failure;
use crate::domain::lang::Lang;
use crate::domain::workday::Calendar;
use crate::ledger::Ledger;
use crate::notify::{
    Environment, GatherInputs, Items, Moment, NotifyResult, RunOptions, Task, TaskLock, gather,
    preview_all, run,
};

use super::due::DueInputs;
use super::ledger_context::LedgerContext;
use super::runtime::Runtime;
use super::stop::Stop;

/// How channels are told.
#[derive(Clone, Copy, Debug)]
pub struct MessageRun<'a> {
    /// The configuration, the ledger and the day.
    pub context: &'a LedgerContext,
    /// Which days are working days.
    pub calendar: &'a Calendar,
    /// Only these channels; all where it is empty.
    pub wanted: &'a [String],
    /// The language of channels that have none of their own.
    pub lang: Lang,
    /// The clock when the run began.
    pub started_at: Timestamp,
    /// How often a message is tried.
    pub tries: u32,
    /// Whether messages that rest are tried, too.
    pub at_once: bool,
}

impl MessageRun<'_> {
    /// What would be told to whom. Nothing is recorded or sent.
    pub fn preview(&self) -> Result<String, Failure> {
        let keys = declared_channels(self.context.config.as_ref())?;
        let ledger = self.context.read()?;
        let (_, items) = self.items(ledger.as_ref())?;
        let calendar = (&self.moment(), self.calendar);
        Ok(preview_all(ledger.as_ref(), &items, keys, (self.wanted, self.lang), calendar)?)
    }

    /// Records what is new, and sends what waits.
    pub fn send(&self, env: Environment<'_>, stop: &Stop) -> Result<NotifyResult, Failure> {
        let context = self.context;
        let keys = declared_channels(context.config.as_ref())?;
        let _lock = TaskLock::take(&context.path, Task::Notify)?;
        let (table, items) = self.items(context.read()?.as_ref())?;
        let mut ledger = Ledger::open_write(&context.path)?;
        let runtime = Runtime::new()?;
        let options = RunOptions {
            keys,
            wanted: self.wanted,
            lang: self.lang,
            moment: self.moment(),
            tries: self.tries,
            at_once: self.at_once,
            calendar: self.calendar,
            table: &table,
            env,
            stop: stop.flag(),
        };
        Ok(runtime.handle().block_on(run(&mut ledger, &items, &options))?)
    }

    fn moment(&self) -> Moment {
        Moment::new(self.started_at, self.context.today)
    }

    /// What is due, and what there is to tell.
    fn items(&self, ledger: Option<&Ledger>) -> Result<(DueTable, Items), Failure> {
        let config = self.context.config.as_ref();
        let inputs = DueInputs { config, ledger, calendar: self.calendar, now: self.context.now };
        let table = inputs.table(None, DueFilter::default())?;
        let not_judged_runs = config.map_or(0, |config| config.notify.not_judged_runs);
        let items = gather(&GatherInputs { table: &table, config, ledger, not_judged_runs })?;
        Ok((table, items))
    }
}
