//! `--live` and `--whois`: what can be seen of a filing's hosts from outside. Nothing is asked but the hosts that the
//! dossier names, each through the guard and the limits of an audit, and the registry where that is wanted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::Args;
use url::Url;

use crate::audit::Settings;
use crate::crawl::LiveOptions;
use crate::domain::lang::{Bilingual as _, Lang};
use crate::engine::{self, Control, Engine, EngineOptions, Job, Reading, Runtime, recognise};
use crate::net::{self, Client};
use crate::preflight::dossier::Dossier;
use crate::preflight::live::{HostSight, Reach, Registry};
use crate::preflight::registry;
use crate::preflight::rules::bare;
use crate::report::model::{SiteReport, Status};
use crate::rules::Levels;

use super::super::audit::{ConnectionArgs, RunProgress, connections};
use super::super::interrupt::Interruption;
use super::super::look::Look;
use super::super::usage::ValueError;
use super::super::{Error, World};

/// The wait between two questions to a registry: its limits are not published.
const REGISTRY_PAUSE: Duration = Duration::from_secs(1);

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
    #[arg(long, value_name = "HOST:PORT", default_value = registry::SERVER, value_parser = whois_server)]
    whois_server: String,
    #[command(flatten)]
    connections: ConnectionArgs,
}

fn whois_server(text: &str) -> Result<String, ValueError> {
    let wrong = || {
        ValueError::form((
            "请写成 HOST:PORT，例如 whois.cnnic.cn:43",
            "write it as HOST:PORT, e.g. whois.cnnic.cn:43",
        ))
    };
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let is_digits = port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse::<u16>().ok().filter(|port| is_digits && *port > 0);
    let known = url::Host::parse(host).is_ok();
    if known && port.is_some() { Ok(text.to_owned()) } else { Err(wrong()) }
}

/// The home page of each host.
type Pages = BTreeMap<String, String>;

/// The domains of the dossier's sites, new and filed, each with its home page where the dossier says one.
fn hosts(dossier: &Dossier) -> impl Iterator<Item = (&str, Option<&str>)> {
    let new = dossier.sites.iter().flat_map(|site| {
        site.domains.iter().filter_map(move |domain| Some((domain.text()?, site.url.text())))
    });
    let filed =
        dossier.filed_sites.iter().filter_map(|site| Some((site.domain.text()?, site.url.text())));
    new.chain(filed).filter(|(name, _)| name.contains('.'))
}

/// What was seen; nothing if the user interrupts.
pub(super) fn sights(
    args: &LiveArgs,
    dossier: &Dossier,
    world: &mut World<'_>,
    look: Look,
) -> Result<Option<Vec<HostSight>>, Error> {
    let mut sights: BTreeMap<String, HostSight> = BTreeMap::new();
    let mut pages = BTreeMap::new();
    for (name, url) in hosts(dossier) {
        let host = bare(name);
        pages.insert(host.clone(), url.map_or_else(|| format!("https://{host}/"), str::to_owned));
        sights.entry(host.clone()).or_insert_with(|| unseen(host));
    }
    if args.live && !sights.is_empty() && audit(args, &pages, &mut sights, world, look)?.is_none() {
        return Ok(None);
    }
    if args.whois {
        let own: Vec<String> =
            dossier.domains.iter().filter_map(|it| it.name.text()).map(bare).collect();
        let interruption = Interruption::listen();
        let mut first = true;
        for sight in sights.values_mut().filter(|sight| own.contains(&sight.host)) {
            if !std::mem::take(&mut first) && !args.is_local() {
                thread::sleep(REGISTRY_PAUSE);
            }
            if interruption.is_on() {
                return Ok(None);
            }
            sight.registry = Some(ask(args, &sight.host, look.lang));
        }
    }
    Ok(Some(sights.into_values().collect()))
}

impl LiveArgs {
    /// Whether anything is looked at.
    pub(super) const fn is_asked(&self) -> bool {
        self.live || self.whois
    }

    /// Whether the registry is this machine: it needs no rest.
    fn is_local(&self) -> bool {
        self.whois_server.starts_with("127.0.0.1:")
    }
}

const fn unseen(host: String) -> HostSight {
    HostSight {
        host,
        reach: Reach::NotAsked,
        www: None,
        addresses: Vec::new(),
        shows_number: None,
        registry: None,
    }
}

/// The addresses of all hosts by the guard, then an audit of each home page; nothing if the user interrupts.
fn audit(
    args: &LiveArgs,
    pages: &Pages,
    sights: &mut BTreeMap<String, HostSight>,
    world: &mut World<'_>,
    look: Look,
) -> Result<Option<()>, Error> {
    let max_body = net::ClientOptions::default().max_body;
    let options = connections(&args.connections, max_body, &world.cwd)?;
    let runtime = Runtime::new()?;
    if let Ok(client) = Client::new(options.clone()) {
        runtime.handle().block_on(find_addresses(&client, pages, sights));
    }
    let settings = Settings {
        levels: Levels::default(),
        fail_on: None,
        today: world.today(),
        lang: look.lang,
    };
    let live = LiveOptions { home_only: true, ..LiveOptions::default() };
    let reading = Reading { live, max_body };
    let engine =
        Engine::new(EngineOptions { net: options, reading, ..EngineOptions::new(settings) })?;
    let interruption = Interruption::listen();
    let progress = Arc::new(RunProgress::new(1, look, world));
    let (handle, stop) = (runtime.handle(), interruption.stop().clone());
    let control = Control { runtime: handle, stop, progress };
    for sight in sights.values_mut() {
        let Some(page) = pages.get(&sight.host) else { continue };
        let target = recognise(page, &world.base()).map_err(engine::Error::from)?;
        let Some(report) = engine.audit(&control, Job::new(target)) else { return Ok(None) };
        note_report(sight, &report);
    }
    Ok(Some(()))
}

async fn find_addresses(client: &Client, pages: &Pages, sights: &mut BTreeMap<String, HostSight>) {
    for sight in sights.values_mut() {
        let page = pages.get(&sight.host).and_then(|page| Url::parse(page).ok());
        let Some(url) = page else { continue };
        let client = client.for_target(&url, std::slice::from_ref(&sight.host), None);
        let addresses = client.allowed_addresses(&url).await.unwrap_or_default();
        sight.addresses = addresses.iter().map(std::net::SocketAddr::ip).collect();
    }
}

fn note_report(sight: &mut HostSight, report: &SiteReport) {
    if report.status == Status::Error {
        let why =
            report.findings.first().map(|finding| finding.message.to_string()).unwrap_or_default();
        sight.reach =
            if sight.addresses.is_empty() { Reach::NoAddress } else { Reach::NoAnswer(why) };
        return;
    }
    sight.reach = Reach::Answers;
    let filings = report.filings.icp.iter();
    sight.shows_number = Some(filings.into_iter().any(|filing| filing.visible && filing.linked));
}

/// What the registry says of a host.
fn ask(args: &LiveArgs, host: &str, lang: Lang) -> Registry {
    if !registry::has(host) {
        return Registry::Unknown(match lang {
            Lang::Zh => "只查询 .cn 和 .中国".to_owned(),
            Lang::En => "only .cn and .中国 are asked".to_owned(),
        });
    }
    match net::whois::ask(&args.whois_server, host, args.connections.timeout, registry::LARGEST) {
        Ok(answer) => registry::read(&answer, host),
        Err(error) => Registry::Unknown(error.text().get(lang).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::whois_server;

    #[test]
    fn a_registry_server_may_be_an_address_of_either_kind() {
        for right in ["[::1]:43", "192.0.2.1:43", "whois.cnnic.cn:43"] {
            assert!(whois_server(right).is_ok(), "{right}");
        }
    }
}
