//! `beian deadlines due`: for a timer or a CI job.

use clap::Args;

use super::super::usage::ValueError;
use crate::deadlines::DueFilter;

use super::super::look::Look;
use super::super::{Error, Exit, World};
use super::context::Context;
use super::table::TableArgs;

/// Show what the owner must do soon or has missed; exit 1 if there is anything
#[derive(Args, Debug)]
pub(super) struct DueArgs {
    /// How soon: days (7d) or weeks (2w) from today; 0d = today
    #[arg(long, value_name = "TIME", value_parser = days, default_value = "7d")]
    within: u16,
    #[command(flatten)]
    shown: TableArgs,
}

impl DueArgs {
    pub(super) fn run(
        self,
        context: &Context,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let choice = DueFilter { within: Some(self.within), limit: None };
        let due = self.shown.run(context, choice, world, look)?;
        Ok(if due.totals.deadlines == 0 { Exit::Clean } else { Exit::Findings })
    }
}

/// `7d`, `2w`, or a bare number of days.
fn days(text: &str) -> Result<u16, ValueError> {
    let (number, unit) = match text.strip_suffix('w') {
        Some(number) => (number, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse::<u16>().ok().filter(|_| digits);
    let days = number.and_then(|number| number.checked_mul(unit));
    days.ok_or_else(|| {
        ValueError::form(("天数写成 7d，周数写成 2w", "write days as 7d, or weeks as 2w"))
    })
}
