//! The settings of a run as options of the engine that audits its sites.

use std::path::PathBuf;
use std::time::Duration;

use crate::audit::Settings;
use crate::crawl::LiveOptions;
use crate::domain::lang::Lang;
use crate::engine::{EngineOptions, Reading, RenderOptions, RenderWhen};
use crate::folder::Globs;
use crate::net::{AddressLimits, ClientOptions, Pin};
use crate::rules::{self, Level, Levels};

use super::{ConnectionSettings, RenderSetting, RunSettings, SettingsError};

/// What a worker adds to the settings of a run.
#[derive(Clone, Debug, Default)]
pub struct WorkerNetwork {
    /// Sites under way at once.
    pub places: usize,
    /// The proxy of its network.
    pub proxy: Option<url::Url>,
    /// Its browser, if it has one.
    pub browser: Option<PathBuf>,
    /// The limits of addresses, for all runs, shared with the live workers of the fleet.
    pub addresses: AddressLimits,
    /// Where snapshots of sites are written: a folder a run in this one.
    pub save: Option<PathBuf>,
}

impl RunSettings {
    /// The options of the engine that audits sites of this run.
    pub fn engine_options(&self, worker: &WorkerNetwork) -> Result<EngineOptions, SettingsError> {
        let form = SettingsError::Form;
        let render = self.rendering(worker)?;
        let ConnectionSettings { timeout_ms, resolve, ca_cert, .. } = &self.connections;
        let pins: Result<Vec<Pin>, _> = resolve.iter().map(|pin| pin.parse()).collect();
        let net = ClientOptions {
            timeout: Duration::from_millis(*timeout_ms),
            max_body: self.reading.max_body,
            concurrency: worker.places,
            per_host: self.connections.per_host,
            rate: self.connections.rate,
            addresses: worker.addresses.clone(),
            // A domain is one worker's at a time, with all its hosts.
            by_domain: true,
            resolve: pins.map_err(|error| form(error.to_string()))?,
            insecure: self.connections.insecure,
            ca_cert: ca_cert.as_ref().map(|pem| pem.clone().into_bytes()),
            allow_private: self.connections.allow_private,
            proxy: worker.proxy.clone(),
            user_agent: self.connections.user_agent.clone(),
            headers: self.connections.headers.clone(),
        };
        for patterns in [&self.reading.include, &self.reading.exclude] {
            Globs::new(patterns).map_err(|error| form(error.text().en.into_owned()))?;
        }
        let live = LiveOptions {
            max_pages: self.reading.max_pages,
            home_only: self.reading.home_only,
            robots: self.reading.robots,
            include: self.reading.include.clone(),
            exclude: self.reading.exclude.clone(),
            keep_source: render.is_some(),
        };
        let mut options = EngineOptions::new(self.audit_settings()?);
        options.net = net;
        options.reading = Reading { live, max_body: self.reading.max_body };
        options.render = render;
        options.sites = worker.places;
        Ok(options)
    }

    fn rendering(&self, worker: &WorkerNetwork) -> Result<Option<RenderOptions>, SettingsError> {
        let when = match (self.reading.render, &worker.browser) {
            (RenderSetting::Never, _) | (RenderSetting::Auto, None) => return Ok(None),
            (RenderSetting::Always, None) => return Err(SettingsError::NoBrowser),
            (RenderSetting::Auto, Some(_)) => RenderWhen::Unsettled,
            (RenderSetting::Always, Some(_)) => RenderWhen::Always,
        };
        let ConnectionSettings { timeout_ms, insecure, ca_cert, .. } = &self.connections;
        Ok(worker.browser.as_ref().map(|program| RenderOptions {
            program: program.clone(),
            when,
            timeout: Duration::from_millis(*timeout_ms),
            ignore_certificates: *insecure || ca_cert.is_some(),
        }))
    }

    /// How pages are judged.
    pub fn audit_settings(&self) -> Result<Settings, SettingsError> {
        let mut levels = Levels::default();
        for (id, level) in &self.judging.levels {
            let rule = rules::by_id(id).ok_or_else(|| SettingsError::Rule(id.clone()))?;
            let level: Level = level
                .parse()
                .map_err(|error: rules::LevelError| SettingsError::Form(error.to_string()))?;
            levels.set(rule, level);
        }
        let lang = match self.judging.lang.as_str() {
            "zh" => Lang::Zh,
            "en" => Lang::En,
            other => return Err(SettingsError::Form(format!("no language {other:?}"))),
        };
        Ok(Settings { levels, fail_on: self.judging.fail_on, today: self.today()?, lang })
    }
}
