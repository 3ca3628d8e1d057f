//! The engine as a server would use it: without a terminal, a command line or signals.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use beian::audit::Settings;
use beian::domain::date::Date;
use beian::domain::lang::Lang;
use beian::engine::{
    Control, Engine, EngineOptions, Finished, Job, Recorder, RenderOptions, RenderWhen,
    ResultOptions, Results, RunEnd, Stop, recognise,
};
use beian::report::model::{SiteReport, Status};
use beian::rules::{Levels, Severity};
use tokio::runtime::Runtime;

use crate::support::server::{Reply, Request, Server};

/// A page whose footer is in order.
const PAGE: &str = "<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><h1>Hello</h1>\
    <p>Some text.</p><a href=/about>about</a><footer>© 2026 某某科技有限公司 \
    <a href=\"https://beian.miit.gov.cn/\">京ICP备19038721号-2</a></footer></body></html>";

fn engine() -> Engine {
    Engine::new(options(Lang::En)).expect("an engine")
}

fn options(lang: Lang) -> EngineOptions {
    EngineOptions::new(Settings {
        levels: Levels::default(),
        fail_on: Some(Severity::Error),
        today: Date::constant(2026, 11, 22),
        lang,
    })
}

fn job(target: &str) -> Job {
    Job::new(recognise(target, Path::new("")).expect("a target"))
}

fn page(request: &Request) -> Reply {
    match request.path.as_str() {
        "/" | "/about" => Reply::html(PAGE),
        _ => Reply::not_found(),
    }
}

/// A server whose site `slow.localhost` never answers for its second page, and what hears that it was asked for.
fn server() -> (Server, mpsc::Receiver<()>) {
    let (asked, is_asked) = mpsc::channel();
    let asked = Mutex::new(asked);
    let server = Server::start(move |request| {
        if request.path == "/about" && request.host.starts_with("slow.") {
            let _ = asked.lock().expect("not poisoned").send(());
            return Reply::silence();
        }
        page(request)
    });
    (server, is_asked)
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    fs::write(folder.path().join("index.html"), PAGE).expect("a page");
    folder
}

#[test]
fn a_run_that_is_stopped_hands_on_what_was_begun_exactly_once() {
    let (server, is_asked) = server();
    let folder = folder();
    let jobs = [
        job(&server.url_of("fast.localhost", "/")),
        job(&server.url_of("slow.localhost", "/")),
        job(&folder.path().display().to_string()),
    ];
    let runtime = Runtime::new().unwrap();
    let stop = Stop::new();
    let control = Control::new(runtime.handle().clone(), stop.clone());
    let (done, is_done) = mpsc::channel();
    let mut found: Vec<SiteReport> = Vec::new();
    let mut sink = |site: Finished| -> Result<(), Infallible> {
        assert_eq!(site.report.target, site.job.target.text);
        found.push(site.report);
        let _ = done.send(site.index);
        Ok(())
    };
    let ending = thread::scope(|scope| {
        scope.spawn(move || {
            is_asked.recv_timeout(Duration::from_mins(1)).expect("the slow page is asked for");
            for _ in 0..2 {
                is_done.recv_timeout(Duration::from_mins(1)).expect("the others are done");
            }
            assert!(stop.request() && !stop.request());
        });
        engine().run(&control, jobs.into_iter().enumerate(), &mut sink)
    });
    assert_eq!(ending, Ok(RunEnd::Stopped));
    let sites: BTreeMap<&str, &SiteReport> =
        found.iter().map(|report| (report.target.as_str(), report)).collect();
    assert_eq!((found.len(), sites.len()), (3, 3), "each once");
    for report in &found {
        let cut = report.target.contains("slow");
        assert_eq!(report.interrupted, cut, "{}", report.target);
        assert_eq!(report.status == Status::Error, cut, "{}", report.target);
        assert!(report.pages_checked >= 1, "{}: what was read is told", report.target);
    }

    // Nothing is begun once a stop is requested.
    let before = server.requests().len();
    let again = [(0, job(&server.url_of("fast.localhost", "/")))];
    let mut none = |_: Finished| -> Result<(), Infallible> { panic!("nothing was begun") };
    assert_eq!(engine().run(&control, again, &mut none), Ok(RunEnd::Stopped));
    assert_eq!(server.requests().len(), before);
    assert!(engine().audit(&control, job(&server.url_of("fast.localhost", "/"))).is_none());
}

/// Where no browser is installed the pages that need one are named, with what to install; others are as they were.
#[test]
fn pages_that_need_a_browser_are_named_where_there_is_none() {
    let runtime = Runtime::new().unwrap();
    let control = Control::new(runtime.handle().clone(), Stop::new());
    let audit = |page: &str, lang: Lang| {
        let folder = folder();
        fs::write(folder.path().join("index.html"), page).expect("a page");
        let mut options = options(lang);
        options.render = Some(RenderOptions {
            program: PathBuf::new(),
            when: RenderWhen::Missing,
            timeout: Duration::from_secs(1),
            ignore_certificates: false,
        });
        let engine = Engine::new(options).expect("an engine");
        engine.audit(&control, job(&folder.path().display().to_string())).expect("a report")
    };
    let scripted =
        PAGE.replace("<a href=\"https", "<script src=a.js></script><p hidden><a href=\"https");
    for (lang, what) in
        [(Lang::En, "no Chromium or Chrome was found"), (Lang::Zh, "没有找到 Chromium 或 Chrome")]
    {
        let site = audit(&scripted, lang);
        let browser = site.pages[0].browser.as_ref().expect("it is named");
        let fault = browser.fault.as_ref().expect("and why it was not opened");
        assert!(fault.contains(what) && fault.contains("apt install chromium"), "{fault}");
        assert!(browser.screens.is_empty());
        assert_eq!(browser.why.len(), 1, "{:?}", browser.why);
        assert_eq!(site.status, Status::Fail, "judged by its HTML");
    }
    assert_eq!(audit(PAGE, Lang::En).pages[0].browser, None);
}

#[test]
fn a_sink_that_fails_ends_the_run_with_its_error() {
    let (server, _is_asked) = server();
    let jobs = ["slow.localhost", "fast.localhost", "other.localhost"]
        .map(|host| job(&server.url_of(host, "/")));
    let runtime = Runtime::new().unwrap();
    let control = Control::new(runtime.handle().clone(), Stop::new());
    let mut taken = 0;
    let mut sink = |_: Finished| {
        taken += 1;
        Err("full")
    };
    let ending = engine().run(&control, jobs.into_iter().enumerate(), &mut sink);
    assert_eq!((ending, taken), (Err("full"), 1));
    assert!(!control.stop.is_requested());
}

#[test]
fn two_runs_at_once_do_not_get_in_each_other_s_way() {
    let (server, is_asked) = server();
    let runtime = Runtime::new().unwrap();
    let shared = engine();
    let run = |engine: &Engine, hosts: &[&str], stop: &Stop| {
        let jobs: Vec<Job> = hosts.iter().map(|host| job(&server.url_of(host, "/"))).collect();
        let control = Control::new(runtime.handle().clone(), stop.clone());
        let mut found = Vec::new();
        let mut sink = |site: Finished| -> Result<(), Infallible> {
            found.push((site.index, site.report.interrupted));
            Ok(())
        };
        let Ok(ending) = engine.run(&control, jobs.into_iter().enumerate(), &mut sink);
        found.sort_unstable();
        (ending, found)
    };
    let (first, second) = (Stop::new(), Stop::new());
    thread::scope(|scope| {
        let slow = scope.spawn(|| run(&shared, &["slow.localhost"], &first));
        is_asked.recv_timeout(Duration::from_mins(1)).expect("the slow page is asked for");
        // The same engine and another one, while the first run waits.
        for engine in [&shared, &engine()] {
            let ended = run(engine, &["a.localhost", "b.localhost"], &second);
            assert_eq!(ended, (RunEnd::Complete, vec![(0, false), (1, false)]));
        }
        first.request();
        assert_eq!(slow.join().expect("it ends"), (RunEnd::Stopped, vec![(0, true)]));
    });
}

#[test]
fn a_site_that_the_ledger_lacks_is_not_in_the_file_to_resume() {
    let (pages, kept) = (folder(), tempfile::tempdir().expect("a scratch folder"));
    let (ledger, lines) = (kept.path().join("l.db"), kept.path().join("r.jsonl"));
    let today = Date::constant(2026, 11, 22);
    let recorder = Recorder::open(&ledger, today, UNIX_EPOCH.into()).expect("a new ledger");
    let options = ResultOptions { fail_on: None, lines: false, documents: false, evidence: None };
    let mut results = Results::new(2, options, Some(recorder));
    results.resume(&lines, |_| None).expect("a new file");
    let runtime = Runtime::new().unwrap();
    let control = Control::new(runtime.handle().clone(), Stop::new());
    let mut job = job(&pages.path().display().to_string());
    job.name = Some("a.example".to_owned());
    let report = engine().audit(&control, job.clone()).expect("nothing stops it");
    let mut take = |index| {
        let site = Finished { index, job: Arc::new(job.clone()), report: report.clone() };
        assert_eq!(results.take(site).expect("it is taken"), None);
        fs::read_to_string(&lines).expect("the file").lines().count()
    };
    assert_eq!(take(0), 1);
    let db = rusqlite::Connection::open(&ledger).expect("a database");
    db.execute_batch("DROP TABLE audit").expect("a ledger that is broken from now on");
    assert_eq!(take(1), 1);
}
