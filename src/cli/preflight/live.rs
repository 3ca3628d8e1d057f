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
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::super::super::Exit;
    use super::super::super::testing::{Bench, Done};
    use super::*;

    /// A server that reads a question and gives this answer, or none and hangs up.
    fn server(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                let _ = stream.read(&mut [0; 64]);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        address
    }

    const DOSSIER: &str = "[subject]\nname = \"青禾文具店\"\n[[site]]\nname = \"青禾文具\"\ndomain = \"example.cn\"\nopen = false\n[[domain]]\nname = \"example.cn\"\nholder = \"青禾文具店\"\n";

    fn run(answer: &'static str) -> Done {
        let bench = Bench::new().file("filing.toml", DOSSIER);
        bench.run(&["preflight", "--whois", "--whois-server", &server(answer), "--format", "json"])
    }

    #[test]
    fn the_registry_is_asked_and_compared() {
        for (answer, part) in [
            ("Domain Name: example.cn\r\nRegistrant: 陈小舟\r\n", "the registered holder is"),
            ("No matching record.\r\n", "the registry has no example.cn"),
            ("Queried interval is too short\r\nlimit exceeded", "did not tell of example.cn"),
            ("\u{1b}]52;garbage", "did not tell of example.cn"),
        ] {
            let done = run(answer);
            assert!(done.out.contains(part), "{answer}: {}{}", done.out, done.err);
            assert!(!done.out.contains('\u{1b}'));
        }
        let good =
            run("Domain Name: example.cn\r\nRegistrant: 青禾文具店\r\nDomain Status: ok\r\n");
        assert!(!good.out.contains("seen-registry-differs"), "{}", good.out);
        assert_ne!(good.exit, Exit::Usage);
    }

    #[test]
    fn a_registry_server_is_a_host_and_a_port() {
        for wrong in
            ["nohost", "127.0.0.1:99999", "a:b", "", ":43", "a:0", "a b:43", "::1:43", "a:+43"]
        {
            for (lang, part) in [("zh", "请写成 HOST:PORT"), ("en", "write it as HOST:PORT")] {
                let option = format!("--whois-server={wrong}");
                let done = Bench::new().run(&["preflight", &option, "--lang", lang]);
                assert!(done.exit == Exit::Usage, "{wrong}");
                assert!(wrong.is_empty() || done.err.contains(part), "{wrong}: {}", done.err);
            }
        }
        assert!(whois_server("[::1]:43").is_ok() && whois_server("whois.cnnic.cn:43").is_ok());
    }

    #[test]
    fn numbers_in_names_are_in_no_report() {
        let text = DOSSIER.replace(
            "name = \"青禾文具店\"\n[[site]]",
            "name = \"青禾 138 1234 5678\u{202e}\"\n[[lead]]\nname = \"陈 E12345678\"\n[[site]]",
        );
        for format in ["text", "json", "html", "markdown", "csv", "ics"] {
            let done =
                Bench::new().file("filing.toml", &text).run(&["preflight", "--format", format]);
            let plain = !done.out.contains("1234 5678") && !done.out.contains("E12345678");
            assert!(plain && !done.out.contains('\u{202e}'), "{format}: {}", done.out);
            assert!(!done.out.is_empty(), "{}", done.err);
        }
    }

    #[test]
    fn a_pipe_is_no_dossier() {
        let done = Bench::new().run(&["preflight", "/dev/null"]);
        assert!(done.exit == Exit::Usage && done.err.contains("cannot be read"), "{}", done.err);
    }

    #[test]
    fn nothing_is_asked_unless_it_is_wanted() {
        let bench = Bench::new().file("filing.toml", DOSSIER);
        let done = bench.run(&["preflight", "--whois-server", "127.0.0.1:1", "--format", "json"]);
        assert!(!done.out.contains("seen-registry-differs"), "{}", done.out);
    }

    /// A site of this machine.
    fn site(page: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                let _ = stream.read(&mut [0; 4096]);
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n";
                let length = format!("Content-Length: {}\r\n\r\n", page.len());
                let _ = stream.write_all([head, &length, page].concat().as_bytes());
            }
        });
        format!("http://127.0.0.1:{port}/")
    }

    #[test]
    fn sites_are_looked_at_from_outside() {
        const GOOD: &str = "<!doctype html><title>旧站</title><p>青禾文具的旧网站，介绍文具的使用方法。</p><footer><a href=\"https://beian.miit.gov.cn/\">浙ICP备12345670号-1</a></footer>";
        const BARE: &str =
            "<!doctype html><title>旧站</title><p>青禾文具的旧网站，介绍文具的使用方法。</p>";
        for (old, finds) in [(GOOD, false), (BARE, true)] {
            let text = format!(
                "{DOSSIER}[[filed_site]]\ndomain = \"old.example.cn\"\nurl = \"{}\"\n[[server]]\naddress = \"203.0.113.10\"\n",
                site(old)
            );
            let new = format!("[[site]]\nurl = \"{}\"", site("<!doctype html><p>hi</p>"));
            let bench = Bench::new().file("filing.toml", text.replacen("[[site]]", &new, 1));
            let done = bench.run(&["preflight", "--live", "--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&done.out).expect(&done.err);
            let found: Vec<&str> = report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|it| it["rule"].as_str())
                .collect();
            // the new site answers while it is still to be filed, and not where the dossier says
            assert!(found.contains(&"site-open-early"), "{found:?}");
            assert!(found.contains(&"seen-address-differs"), "{found:?}");
            assert_eq!(found.contains(&"filed-site-not-shown"), finds, "{found:?}");
        }
    }

    #[test]
    fn hosts_that_cannot_be_reached_are_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let nobody = listener.local_addr().unwrap();
        drop(listener);
        let new = format!("[[site]]\nurl = \"http://{nobody}/\"");
        let text = DOSSIER.replace("open = false", "open = true").replacen("[[site]]", &new, 1);
        let done = Bench::new().file("filing.toml", text).run(&[
            "preflight",
            "--live",
            "--format",
            "json",
        ]);
        assert!(done.out.contains("\"findings\""), "{}", done.err);
        assert!(!done.out.contains("site-open-early"), "{}", done.out);
    }
}
