//! What holds for all sites of a run: the configuration, the levels of the rules, the connections.

use std::path::{Path, PathBuf};

use crate::audit::{Acceptance, AcceptanceOptions, Baseline, Settings};
use crate::config::Config;
use crate::crawl::LiveOptions;
use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::engine::{
    BrowserChoice, EvidenceOptions, EvidenceRequest, Reading, Recorder, RenderOptions, RenderWhen,
    SnapshotMode,
};
use crate::folder::{self, unreadable};
use crate::net;

use super::super::{Error, World};
use super::args::{AuditArgs, ConnectionArgs, OutputArgs, ReadingArgs, Render, SubjectArgs};

/// Certificates; those of a system are some 200 KiB.
const LARGEST_PEM: u64 = 16 << 20;

/// What holds for all sites.
pub(super) fn settings(
    args: &AuditArgs,
    config: Option<&Config>,
    today: Date,
    lang: Lang,
) -> Settings {
    let mut levels = config.map(|config| config.levels.clone()).unwrap_or_default();
    for (rule, level) in &args.output.rules {
        levels.set(rule, *level);
    }
    Settings { levels, fail_on: args.output.fail_on.severity(), today, lang }
}

/// What is accepted; nothing where neither `--baseline` nor an `[[exempt]]` says so.
pub(super) fn acceptance(
    audit: &AuditArgs,
    config: Option<&Config>,
    today: Date,
    world: &World<'_>,
) -> Result<Option<Acceptance>, Error> {
    let (update, reading) = (audit.output.update_baseline, &audit.reading);
    let named = audit.output.baseline.as_deref();
    let baseline = named.map(|name| Baseline::read(&world.cwd.join(name), name, update));
    let options = AcceptanceOptions {
        exemptions: config.map(|config| config.exempt.clone()).unwrap_or_default(),
        baseline: baseline.transpose()?,
        file: named.unwrap_or(Path::new("")).to_owned(),
        update,
        whole: !reading.home_only && reading.include.is_empty() && reading.exclude.is_empty(),
        today,
        fail_on: audit.output.fail_on.severity(),
    };
    let is_any = options.baseline.is_some() || !options.exemptions.is_empty();
    Ok(is_any.then(|| Acceptance::new(options)))
}

/// Opens the ledger, if the user wants it, before any work is done.
pub(super) fn recorder(
    args: &OutputArgs,
    config: Option<&Config>,
    today: Date,
    world: &World<'_>,
) -> Result<Option<Recorder>, Error> {
    let path = args.record.then(|| args.ledger.path(config, world)).transpose()?;
    Ok(path.map(|path| Recorder::open(&path, today, world.now)).transpose()?)
}

impl ConnectionArgs {
    /// The options of the HTTP client.
    pub(in crate::cli) fn client(&self, world: &World<'_>) -> Result<net::ClientOptions, Error> {
        let pem = |path: &PathBuf| {
            folder::read(&world.cwd.join(path), LARGEST_PEM)
                .map_err(|cause| unreadable(path).because(&cause))
        };
        let mut options = net::ClientOptions {
            timeout: self.timeout,
            concurrency: self.concurrency.into(),
            per_host: self.per_host.into(),
            rate: self.rate,
            resolve: self.resolve.clone(),
            insecure: self.insecure,
            ca_cert: self.ca_cert.as_ref().map(pem).transpose()?,
            allow_private: self.allow_private,
            proxy: self.proxy.clone(),
            headers: self.header.clone(),
            ..net::ClientOptions::default()
        };
        options.user_agent = self.user_agent.clone().unwrap_or(options.user_agent);
        Ok(match &self.contact {
            Some(contact) => options.with_contact(contact),
            None => options,
        })
    }
}

/// The options of the HTTP client for an audit.
pub(super) fn client(args: &AuditArgs, world: &World<'_>) -> Result<net::ClientOptions, Error> {
    let options = args.connections.client(world)?;
    Ok(net::ClientOptions { max_body: args.reading.max_body, ..options })
}

/// What is read of each site. Whether a browser has to look is asked of the bytes of home pages.
pub(in crate::cli) fn reading(args: &ReadingArgs, render: Option<&RenderOptions>) -> Reading {
    let live = LiveOptions {
        max_pages: usize::try_from(args.max_pages).unwrap_or(usize::MAX),
        home_only: args.home_only,
        robots: !args.no_robots,
        include: args.include.clone(),
        exclude: args.exclude.clone(),
        keep_source: render.is_some_and(|it| it.when == RenderWhen::Unsettled),
    };
    Reading { live, max_body: args.max_body }
}

/// What is done with snapshots.
pub(super) fn snapshots(args: &SubjectArgs, world: &World<'_>) -> SnapshotMode {
    let at = |path: &PathBuf| world.cwd.join(path);
    match (&args.save, &args.saved) {
        (Some(folder), _) => SnapshotMode::Write { folder: at(folder), started_at: world.now },
        (None, Some(folder)) => SnapshotMode::Read(at(folder)),
        (None, None) => SnapshotMode::Off,
    }
}

/// How pages are opened in a browser; `None` where they are not.
pub(super) fn rendering(
    args: &AuditArgs,
    world: &World<'_>,
) -> Result<Option<RenderOptions>, Error> {
    let browser = browser(args, world);
    Ok(match args.reading.render {
        // evidence shows what the browser shows: it is judged by the same
        Render::Auto if args.output.evidence.is_some() => Some(browser.required()?),
        Render::Never => None,
        Render::Auto => browser.or_named()?,
        Render::Always => Some(browser.required()?),
    })
}

/// Where evidence goes, and what signs it; `audited` are the files and folders that are audited.
pub(super) fn evidence(
    args: &AuditArgs,
    audited: &[PathBuf],
    world: &World<'_>,
) -> Result<Option<EvidenceOptions>, Error> {
    let request = args.output.evidence.as_ref().map(|folder| EvidenceRequest {
        folder,
        key: args.output.key.as_deref(),
        audited,
        cwd: &world.cwd,
        browser: browser(args, world),
        started_at: world.now,
    });
    Ok(request.map(|request| request.options()).transpose()?)
}

fn browser<'w>(args: &AuditArgs, world: &'w World<'_>) -> BrowserChoice<'w> {
    BrowserChoice {
        named: args.reading.browser.as_ref().map(|path| world.cwd.join(path)),
        path: world.path(),
        timeout: args.connections.timeout,
        ignore_certificates: args.connections.insecure || args.connections.ca_cert.is_some(),
    }
}
