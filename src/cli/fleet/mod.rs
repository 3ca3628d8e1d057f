//! `beian fleet`: audits of very many sites on several machines.

mod collect;
mod nats;
mod status;
mod submit;
mod work;

use std::io::Write as _;
use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::domain::lang::Text;
use crate::engine::Stop;
use crate::fleet::{Error as FleetError, NatsServer, ServerOptions, Tell};
use crate::report::notices;

use super::look::Look;
use super::{Error, Exit, World};

/// Audit very many sites on several machines, by way of a NATS server
#[derive(Args, Debug)]
#[command(disable_help_subcommand = true, after_help = EXAMPLES)]
pub(super) struct Fleet {
    #[command(subcommand)]
    command: FleetCommand,
}

const EXAMPLES: &str = "Examples:
  beian fleet submit --run nightly --targets sites.csv   hand in a list
  beian fleet work --label mainland                      audit what was handed in, on as many machines as you like
  beian fleet collect --run nightly --resume nightly.jsonl --report nightly.html --record
  beian fleet status                                     how far it is

Environment:
  BEIAN_NATS           the address of the server, as --nats
  BEIAN_NATS_CREDS     a file of credentials, as --nats-creds
  BEIAN_NATS_USER, BEIAN_NATS_PASSWORD
                       user and password, which are no options: whoever lists processes would see them
  BEIAN_FLEET          the fleet's name, as --fleet";

#[derive(Debug, Subcommand)]
enum FleetCommand {
    Submit(Box<submit::Submit>),
    Work(Box<work::Work>),
    Collect(Box<collect::Collect>),
    Status(status::ShowStatus),
    Cancel(status::Cancel),
}

impl Fleet {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        match self.command {
            FleetCommand::Submit(submit) => submit.run(world),
            FleetCommand::Work(work) => work.run(world),
            FleetCommand::Collect(collect) => collect.run(world),
            FleetCommand::Status(status) => status.run(world),
            FleetCommand::Cancel(cancel) => cancel.run(world),
        }
    }
}

/// Writes notes of tasks to standard error, as the world's own would be written.
fn teller(look: Look) -> Tell {
    Arc::new(move |text: Text| {
        if !look.is_quiet() {
            let mut line = Vec::new();
            let made = notices::note(&text, look.lang, &mut line);
            // In one go, since tasks speak at once. Without a standard error there is no place to report a fault.
            let _ = made.and_then(|()| std::io::stderr().write_all(&line));
        }
    })
}

/// Connects; a server that is not up yet is waited for. `None` where a stop is requested meanwhile.
async fn connect_patiently(
    options: &ServerOptions,
    stop: &Stop,
    tell: &Tell,
) -> Result<Option<NatsServer>, FleetError> {
    let (mut wait, mut told) = (std::time::Duration::from_millis(250), false);
    loop {
        match NatsServer::connect(options).await {
            Ok(server) => return Ok(Some(server)),
            Err(error @ FleetError::Connect { passing: true, .. }) => {
                if !std::mem::replace(&mut told, true) {
                    tell(error.trying_again());
                }
            }
            Err(error) => return Err(error),
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = stop.requested() => return Ok(None),
        }
        wait = (wait * 2).min(std::time::Duration::from_secs(8));
    }
}
