//! The options that decide what a footer shows: shared by `inject` and `snippet`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::domain::date::{self, Date};
use crate::engine::FooterOptions;

use super::declare::DeclaredArgs;
use super::{Error, World};

/// What the footer shows.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "What the footer shows")]
pub(super) struct FooterArgs {
    #[command(flatten)]
    pub(super) declared: DeclaredArgs,
    /// First year of the copyright line
    #[arg(long, value_name = "YEAR")]
    since: Option<i64>,
    /// The police badge: the image that the police platform hands out
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    badge: Option<PathBuf>,
    /// Put the badge into the pages instead of beside them
    #[arg(long)]
    inline_badge: bool,
    /// A template of your own for the footer's content
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    template: Option<PathBuf>,
    /// The path under which the folder is published, e.g. /docs/
    #[arg(long, value_name = "PATH")]
    base_path: Option<String>,
    /// Accept a sample number such as 京ICP备12345678号
    #[arg(long)]
    allow_placeholder: bool,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    /// Use this day as today (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    today: Option<Date>,
}

impl FooterArgs {
    /// `--today`, else today.
    pub(super) fn today(&self, world: &World<'_>) -> Date {
        self.today.unwrap_or(world.today())
    }

    /// What goes before the values of `beian.toml`.
    pub(super) fn options(&self, world: &World<'_>) -> Result<FooterOptions, Error> {
        let today = self.today(world);
        Ok(FooterOptions {
            declared: self.declared.read(today)?,
            since: self.since,
            base_path: self.base_path.clone(),
            badge: self.badge.clone(),
            inline_badge: self.inline_badge,
            template: self.template.clone(),
            allow_placeholder: self.allow_placeholder,
            today,
        })
    }
}
