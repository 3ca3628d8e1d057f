//! The settings of a run, as they travel to workers: all of `beian audit` that decides what is read and how it is judged.

mod engine;
mod error;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::audit::Settings;
use crate::domain::date::{self, Date, Timestamp};
use crate::engine::Reading;
use crate::net::{ClientOptions, Pin};
use crate::rules::Severity;

pub(super) use engine::WorkerNetwork;
pub use error::SettingsError;

/// The version of settings that this program writes and understands. It grows when a key is added: who does not know a key
/// would judge otherwise than was asked for.
pub const SETTINGS_VERSION: u32 = 1;

/// The settings of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSettings {
    /// [`SETTINGS_VERSION`] of who wrote them.
    pub version: u32,
    /// The version of the program that submitted the run.
    pub program: String,
    /// The identity of the run in ledgers: 16 hexadecimal digits.
    pub uid: String,
    /// When it was submitted first.
    pub submitted_at: Timestamp,
    /// How pages are judged.
    pub judging: JudgingSettings,
    /// What is read of each site.
    pub reading: ReadingSettings,
    /// How sites are reached.
    pub connections: ConnectionSettings,
    /// How sites are handed out.
    pub delivery: DeliverySettings,
}

/// How pages are judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgingSettings {
    /// Today, `YYYY-MM-DD`: the same for all sites, whenever they are read.
    pub today: String,
    /// `zh` or `en`: the language of texts in the reports.
    pub lang: String,
    /// From which severity on a site fails; absent = never.
    pub fail_on: Option<Severity>,
    /// Levels of rules, by id: `off`, `info`, `warning` or `error`.
    pub levels: BTreeMap<String, String>,
}

/// What is read of each site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingSettings {
    /// Pages in all, the home page included.
    pub max_pages: usize,
    /// Only the home page.
    pub home_only: bool,
    /// Whether robots.txt governs discovered pages.
    pub robots: bool,
    /// Patterns of paths that are read.
    pub include: Vec<String>,
    /// Patterns of paths that are not.
    pub exclude: Vec<String>,
    /// The largest page that is judged, in bytes after decompression.
    pub max_body: u64,
    /// When pages are opened in a browser.
    pub render: RenderSetting,
}

/// When pages are opened in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RenderSetting {
    /// Where their HTML does not settle what visitors see, and the worker has a browser.
    Auto,
    /// Always: a worker without a browser refuses the run.
    Always,
    /// Never.
    Never,
}

/// How sites are reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionSettings {
    /// Time for one page, in milliseconds.
    pub timeout_ms: u64,
    /// Requests in progress, per host.
    pub per_host: usize,
    /// Requests per second and host; 0 = unlimited.
    pub rate: u32,
    /// Addresses that take the place of a look-up, `HOST:PORT:ADDR`.
    pub resolve: Vec<String>,
    /// Whether sites with an invalid certificate are read.
    pub insecure: bool,
    /// Certificates that are trusted, too (PEM).
    pub ca_cert: Option<String>,
    /// Whether names may resolve to special addresses.
    pub allow_private: bool,
    /// The `User-Agent`.
    pub user_agent: String,
    /// Further headers, for the targets' own scheme, host and port.
    pub headers: Vec<(String, String)>,
}

/// How sites are handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliverySettings {
    /// A site whose worker says nothing for this time, in milliseconds, is handed out again.
    pub ack_wait_ms: u64,
    /// A site is handed out to be read at most this many times.
    pub max_deliver: u32,
}

impl DeliverySettings {
    /// The time after which a site is handed out again.
    pub const fn ack_wait(&self) -> Duration {
        Duration::from_millis(self.ack_wait_ms)
    }
}

/// How pages are read and judged: what an audit is made with.
#[derive(Clone, Copy, Debug)]
pub struct AuditSetup<'a> {
    /// How pages are judged.
    pub settings: &'a Settings,
    /// What is read.
    pub reading: &'a Reading,
    /// How sites are reached.
    pub net: &'a ClientOptions,
    /// When pages are opened in a browser.
    pub render: RenderSetting,
}

/// Which settings somebody asked for, of those that have a value anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenSettings {
    /// `--today`.
    pub today: bool,
    /// `--user-agent` or `--contact`.
    pub user_agent: bool,
}

impl RunSettings {
    /// The settings of a run with the options of an audit.
    pub fn new(
        setup: AuditSetup<'_>,
        delivery: DeliverySettings,
        uid: String,
        submitted_at: Timestamp,
    ) -> Self {
        let AuditSetup { settings, reading, net, render } = setup;
        let levels = settings.levels.iter();
        Self {
            version: SETTINGS_VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            uid,
            submitted_at,
            judging: JudgingSettings {
                today: settings.today.to_string(),
                lang: settings.lang.name().to_owned(),
                fail_on: settings.fail_on,
                levels: levels
                    .map(|(id, level)| (id.to_owned(), level.name().to_owned()))
                    .collect(),
            },
            reading: ReadingSettings {
                max_pages: reading.live.max_pages,
                home_only: reading.live.home_only,
                robots: reading.live.robots,
                include: reading.live.include.clone(),
                exclude: reading.live.exclude.clone(),
                max_body: reading.max_body,
                render,
            },
            connections: ConnectionSettings {
                timeout_ms: u64::try_from(net.timeout.as_millis()).unwrap_or(u64::MAX),
                per_host: net.per_host,
                rate: net.rate,
                resolve: net.resolve.iter().map(Pin::to_string).collect(),
                insecure: net.insecure,
                ca_cert: net.ca_cert.as_ref().map(|pem| String::from_utf8_lossy(pem).into_owned()),
                allow_private: net.allow_private,
                user_agent: net.user_agent.clone(),
                headers: net.headers.clone(),
            },
            delivery,
        }
    }

    /// Reads settings; those of another version are refused before anything else of them is looked at.
    pub fn read(json: &[u8]) -> Result<Self, SettingsError> {
        #[derive(Deserialize)]
        struct VersionOnly {
            version: u32,
        }
        let form = |error: serde_json::Error| SettingsError::Form(error.to_string());
        let VersionOnly { version } = serde_json::from_slice(json).map_err(form)?;
        if version != SETTINGS_VERSION {
            return Err(SettingsError::Version { found: version });
        }
        serde_json::from_slice(json).map_err(form)
    }

    /// Whether another submission asks for the same as this one. What nobody asked for follows the clock, the terminal or
    /// the program, and is what it was when the run began.
    pub fn asks_the_same(&self, other: &Self, given: GivenSettings) -> bool {
        let mut own = Self {
            program: other.program.clone(),
            uid: other.uid.clone(),
            submitted_at: other.submitted_at,
            ..self.clone()
        };
        own.judging.lang.clone_from(&other.judging.lang);
        if !given.today {
            own.judging.today.clone_from(&other.judging.today);
        }
        if !given.user_agent {
            own.connections.user_agent.clone_from(&other.connections.user_agent);
        }
        own == *other
    }

    /// The day by which sites are judged.
    pub fn today(&self) -> Result<Date, SettingsError> {
        date::parse(&self.judging.today).map_err(|error| SettingsError::Form(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use crate::rules::{self, Level, Levels};

    fn sample() -> RunSettings {
        let mut levels = Levels::default();
        levels.set(rules::ALL[0], Level::Off);
        levels.set(rules::ALL[1], Level::At(Severity::Warning));
        let settings = Settings {
            levels,
            fail_on: Some(Severity::Warning),
            today: Date::constant(2026, 11, 22),
            lang: Lang::Zh,
        };
        let mut reading = Reading::default();
        reading.live.include = vec!["docs/**".to_owned()];
        reading.live.max_pages = 7;
        let net = ClientOptions {
            resolve: vec!["a.cn:443:192.0.2.1".parse().unwrap()],
            ca_cert: Some(b"PEM".to_vec()),
            headers: vec![("Cookie".to_owned(), "a=b".to_owned())],
            ..ClientOptions::default()
        };
        let render = RenderSetting::Auto;
        let setup = AuditSetup { settings: &settings, reading: &reading, net: &net, render };
        let delivery = DeliverySettings { ack_wait_ms: 30_000, max_deliver: 3 };
        let at = "2026-11-22T12:00:00+08:00".parse().unwrap();
        RunSettings::new(setup, delivery, "0123456789abcdef".to_owned(), at)
    }

    #[test]
    fn settings_arrive_as_they_were_sent() {
        let sent = sample();
        let read = RunSettings::read(&serde_json::to_vec(&sent).unwrap()).unwrap();
        assert_eq!(read, sent);
        let worker = WorkerNetwork { places: 9, ..WorkerNetwork::default() };
        let options = read.engine_options(&worker).unwrap();
        assert_eq!(options.net.concurrency, 9);
        assert_eq!(options.net.resolve[0].to_string(), "a.cn:443:192.0.2.1");
        assert_eq!(options.net.ca_cert.as_deref(), Some(&b"PEM"[..]));
        assert_eq!(options.reading.live.max_pages, 7);
        assert_eq!(options.settings.fail_on, Some(Severity::Warning));
        assert_eq!(options.settings.lang, Lang::Zh);
        assert_eq!(options.settings.levels.get(rules::ALL[0]), Some(Level::Off));
        assert!(options.render.is_none(), "no browser");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let good = serde_json::to_value(sample()).unwrap();
        let read = |value: &serde_json::Value| {
            RunSettings::read(&serde_json::to_vec(value).unwrap()).map(|_| ())
        };
        assert_eq!(read(&good), Ok(()));
        let mut newer = good.clone();
        newer["version"] = 2.into();
        newer["judging"] = serde_json::Value::Null;
        assert_eq!(read(&newer), Err(SettingsError::Version { found: 2 }));
        for key in ["judging", "reading", "connections", "delivery"] {
            let mut unknown = good.clone();
            unknown[key]["further"] = true.into();
            assert!(matches!(read(&unknown), Err(SettingsError::Form(_))), "{key}");
        }
        let worker = WorkerNetwork::default();
        let changed = |act: fn(&mut RunSettings)| {
            let mut settings = sample();
            act(&mut settings);
            settings.engine_options(&worker).map(|_| ()).unwrap_err()
        };
        let rule = changed(|it| _ = it.judging.levels.insert("no-such".into(), "off".into()));
        assert_eq!(rule, SettingsError::Rule("no-such".to_owned()));
        assert_eq!(
            changed(|it| it.reading.render = RenderSetting::Always),
            SettingsError::NoBrowser
        );
        for error in [
            changed(|it| it.judging.today = "yesterday".into()),
            changed(|it| it.judging.lang = "fr".into()),
            changed(|it| it.connections.resolve.push("x".into())),
            changed(|it| it.reading.exclude.push("[".into())),
        ] {
            assert!(matches!(error, SettingsError::Form(_)), "{error:?}");
        }
    }

    #[test]
    fn a_run_that_is_submitted_again_must_ask_the_same() {
        let first = sample();
        let again = RunSettings {
            uid: "fedcba9876543210".to_owned(),
            program: "9.9.9".to_owned(),
            submitted_at: "2026-11-23T12:00:00+08:00".parse().unwrap(),
            ..first.clone()
        };
        let nothing = GivenSettings::default();
        assert!(first.asks_the_same(&again, nothing));
        let mut other = again.clone();
        other.reading.max_pages += 1;
        assert!(!first.asks_the_same(&other, nothing));
        // Past midnight, by a newer program, from a terminal of another language.
        let mut later = again;
        "2026-12-01".clone_into(&mut later.judging.today);
        "beian/9".clone_into(&mut later.connections.user_agent);
        "en".clone_into(&mut later.judging.lang);
        assert!(first.asks_the_same(&later, nothing));
        assert!(!first.asks_the_same(&later, GivenSettings { today: true, ..nothing }));
        assert!(!first.asks_the_same(&later, GivenSettings { user_agent: true, ..nothing }));
    }
}
