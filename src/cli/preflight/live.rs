//! `--live` and `--whois`: what can be seen of a filing's hosts from outside.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::engine::{
    Control, HostLook, RegistryQuestion, Runtime, ask_registries, see_hosts, unasked_domains,
    unseen_hosts,
};
use crate::net::whois;
use crate::preflight::dossier::Dossier;
use crate::preflight::live::HostSight;
use crate::preflight::registry;

use super::super::audit::ConnectionArgs;
use super::super::context;
use super::super::interrupt::Interruption;
use super::super::{Error, World};

/// What is looked at from outside.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "From outside")]
pub(super) struct LiveArgs {
    /// Look whether the domains resolve and answer, and audit the subject's older sites
    #[arg(long)]
    live: bool,
    /// Ask the registry of .cn and .中国 for holder, registrar, status and expiry of the domains
    #[arg(long)]
    whois: bool,
    /// The registry's server
    #[arg(long, value_name = "HOST:PORT", default_value = registry::SERVER, value_parser = whois::server_typed)]
    whois_server: String,
    /// Keep the registry's answers in this folder for a day: a repeated run does not ask again
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    cache: Option<PathBuf>,
    #[command(flatten)]
    connections: ConnectionArgs,
}

impl LiveArgs {
    /// What was seen; nothing if the user interrupts.
    pub(super) fn sights(
        &self,
        dossier: &Dossier,
        today: Date,
        world: &mut World<'_>,
    ) -> Result<Option<Vec<HostSight>>, Error> {
        if !self.live && !self.whois {
            return Ok(Some(Vec::new()));
        }
        let interruption = Interruption::listen();
        let mut sights = if self.live {
            let (base, lang) = (world.base(), world.look.lang);
            let net = self.connections.client(world)?;
            let runtime = Runtime::new()?;
            let progress = world.progress(1);
            let (handle, stop) = (runtime.handle(), interruption.stop().clone());
            let control = Control { runtime: handle, stop, progress };
            let look = HostLook { net, today, lang, base: &base };
            match see_hosts(dossier, look, &control)? {
                Some(seen) => seen,
                None => return Ok(None),
            }
        } else {
            unseen_hosts(dossier)
        };
        if self.whois {
            let cache = context::cache(self.cache.as_deref(), world)?;
            let question = RegistryQuestion {
                server: &self.whois_server,
                timeout: self.connections.timeout,
                cache: cache.as_deref(),
            };
            if !ask_registries(dossier, &mut sights, question, interruption.stop()) {
                return Ok(None);
            }
            world.notes(cache.and_then(|cache| cache.tidy()))?;
            world.notes(unasked(dossier))?;
        }
        Ok(Some(sights))
    }
}

/// The note for domains of other registries.
fn unasked(dossier: &Dossier) -> Option<Text> {
    let names = unasked_domains(dossier).join(", ");
    (!names.is_empty()).then(|| {
        Text::made(
            format!("--whois 只查询 .cn 和 .中国，没有查询：{names}"),
            format!("--whois asks for .cn and .中国 only; not asked for: {names}"),
        )
    })
}
