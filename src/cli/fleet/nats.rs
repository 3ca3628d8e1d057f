//! The options by which every command of the fleet finds its server.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::domain::failure::{Failure, ValueError};
use crate::fleet::{FleetName, NameError, ServerOptions};

use super::super::{Error, World};

/// How to reach the server.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Server")]
pub(super) struct NatsArgs {
    // Names of variables are no code in a terminal: `help` keeps backticks out.
    #[arg(
        long,
        value_name = "URL",
        value_hint = ValueHint::Url,
        help = "Address of the NATS server, or several with commas; tls:// for TLS [default: BEIAN_NATS, else nats://127.0.0.1:4222]"
    )]
    nats: Option<String>,
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help = "Credentials (JWT and key) in a file [default: BEIAN_NATS_CREDS]"
    )]
    nats_creds: Option<PathBuf>,
    /// Check the server's certificate against those in this PEM file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    nats_ca: Option<PathBuf>,
    /// Our own certificate for the server, PEM
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "nats_key")]
    nats_cert: Option<PathBuf>,
    /// Its key, PEM
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "nats_cert")]
    nats_key: Option<PathBuf>,
    #[arg(
        long,
        value_name = "NAME",
        value_parser = name::<FleetName>,
        help = "Name of the fleet: fleets on one server do not meet [default: BEIAN_FLEET, else beian]"
    )]
    fleet: Option<FleetName>,
}

/// A name of the fleet, as clap takes it.
pub(super) fn name<T: std::str::FromStr<Err = NameError>>(text: &str) -> Result<T, ValueError> {
    use crate::domain::lang::Bilingual as _;
    text.parse().map_err(|error: NameError| {
        let fix = error.fix();
        ValueError::new((error.zh(), error.to_string()), (fix.zh.into_owned(), fix.en.into_owned()))
    })
}

impl NatsArgs {
    /// The options, with what the environment says where no option does.
    pub(super) fn options(
        &self,
        role: &'static str,
        world: &World<'_>,
    ) -> Result<ServerOptions, Error> {
        let at = |path: &PathBuf| world.cwd.join(path);
        let servers = self.nats.clone().or_else(|| world.variable("BEIAN_NATS").map(str::to_owned));
        let credentials = self.nats_creds.clone();
        let credentials =
            credentials.or_else(|| world.variable("BEIAN_NATS_CREDS").map(PathBuf::from));
        let user = world.variable("BEIAN_NATS_USER");
        let password = world.variable("BEIAN_NATS_PASSWORD");
        if user.is_some() != password.is_some() {
            return Err(Failure::new(
                (
                    "BEIAN_NATS_USER 和 BEIAN_NATS_PASSWORD 只设了一个",
                    "only one of BEIAN_NATS_USER and BEIAN_NATS_PASSWORD is set",
                ),
                ("请两个都设，或都不设", "set both, or neither"),
            )
            .into());
        }
        let fleet = match (&self.fleet, world.variable("BEIAN_FLEET")) {
            (Some(fleet), _) => fleet.clone(),
            (None, named) => named.unwrap_or("beian").parse().map_err(crate::fleet::Error::Name)?,
        };
        Ok(ServerOptions {
            servers: servers.unwrap_or_else(|| "nats://127.0.0.1:4222".to_owned()),
            credentials: credentials.as_ref().map(at),
            login: user.zip(password).map(|(user, word)| (user.to_owned(), word.to_owned())),
            ca: self.nats_ca.as_ref().map(at),
            certificate: self.nats_cert.as_ref().map(at).zip(self.nats_key.as_ref().map(at)),
            fleet,
            role,
        })
    }
}
