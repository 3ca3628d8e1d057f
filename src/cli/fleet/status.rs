//! `beian fleet status` and `beian fleet cancel`.

use clap::{Args, ValueEnum};

use crate::domain::lang::{Text, counted};
use crate::engine::Runtime;
use crate::fleet::{FleetStatus, NatsServer, RunName, cancel};

use super::super::exit_codes::code_help;
use super::super::{Error, Exit, World};
use super::nats::{NatsArgs, name};

/// Show how far the runs of the fleet are, and which workers live
#[derive(Args, Debug)]
#[command(after_help = code_help(CODES))]
pub(super) struct ShowStatus {
    /// Only this run
    #[arg(long, value_name = "NAME", value_parser = name::<RunName>)]
    run: Option<RunName>,
    /// Format: for people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: StatusFormat,
    #[command(flatten)]
    nats: NatsArgs,
}

const CODES: [(Exit, &str); 2] =
    [(Exit::Usage, "the server does not answer, or there is no such run"), (Exit::Clean, "done")];

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatusFormat {
    Text,
    Json,
}

impl ShowStatus {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let options = self.nats.options("status", world)?;
        let runtime = Runtime::new()?;
        let status = runtime.handle().block_on(async {
            let server = NatsServer::connect(&options).await?;
            FleetStatus::gather(&server, self.run.as_ref()).await
        })?;
        match self.format {
            StatusFormat::Json => {
                let json = serde_json::to_string_pretty(&status).unwrap_or_default();
                writeln!(world.out, "{json}")?;
            }
            StatusFormat::Text => {
                for line in status.lines(world.look.lang) {
                    writeln!(world.out, "{line}")?;
                }
            }
        }
        Ok(Exit::Clean)
    }
}

/// Cancel a run: no further site of it is audited; results that are there can still be collected
#[derive(Args, Debug)]
#[command(after_help = code_help(CODES))]
pub(super) struct Cancel {
    /// The run
    #[arg(long, value_name = "NAME", value_parser = name::<RunName>)]
    run: RunName,
    #[command(flatten)]
    nats: NatsArgs,
}

impl Cancel {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let options = self.nats.options("cancel", world)?;
        let runtime = Runtime::new()?;
        let removed = runtime.handle().block_on(async {
            let server = NatsServer::connect(&options).await?;
            cancel(&server, &self.run, world.now).await
        })?;
        let run = &self.run;
        let text = Text::made(
            format!("任务 {run} 已取消：{removed} 个网站不再审查"),
            format!("run {run} cancelled: {} not audited", counted(removed, "site")),
        );
        writeln!(world.out, "{}", text.get(world.look.lang))?;
        Ok(Exit::Clean)
    }
}
