//! `audit --render`: pages whose HTML misleads, and what a browser shows of them on both screens.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};

use super::pictures::{self, ORANGE, RED};
use super::traps::{Trap, traps};
use crate::support::program;
use crate::support::server::{Door, Reply, Server};

/// The installed browser. Where there is none that is said past the test runner, which keeps what passing tests print.
#[expect(clippy::disallowed_methods, reason = "where the browser is depends on the machine")]
pub(crate) fn browser() -> Option<PathBuf> {
    let found = beian::browser::find(std::env::var_os("PATH").as_deref(), Path::is_file);
    if found.is_none() {
        let test = thread::current().name().unwrap_or("a test").to_owned();
        let what = "no Chromium is installed; nothing was opened in a browser";
        let _ = writeln!(io::stderr(), "\n*** {test} IS SKIPPED: {what}\n");
    }
    found
}

fn audit(folder: &Path, browser: &Path, arguments: &[&str]) -> Value {
    let browser = browser.to_str().expect("a path in UTF-8");
    let mut all = vec!["audit", "--browser", browser];
    all.extend(arguments);
    all.extend(["--format", "json", "--lang", "en", "--today", "2026-11-22"]);
    let output = program::beian(folder, &all);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

pub(crate) fn rules(site: &Value) -> Vec<String> {
    let lists = ["findings", "reviews"].iter().filter_map(|list| site[*list].as_array());
    lists.flatten().filter_map(|found| found["rule"].as_str()).map(str::to_owned).collect()
}

/// Audits every trap, in a folder of its own each, in this folder.
fn sites(folder: &Path, traps: &[Trap], browser: &Path, options: &[&str]) -> Vec<Value> {
    for trap in traps {
        let site = folder.join(trap.name);
        fs::create_dir_all(&site).expect("a folder a site");
        fs::write(site.join("index.html"), &trap.html).expect("a page");
        for (name, bytes) in &trap.files {
            fs::write(site.join(name), bytes).expect("a file");
        }
    }
    let mut arguments: Vec<&str> = traps.iter().map(|trap| trap.name).collect();
    arguments.extend(options);
    let report = audit(folder, browser, &arguments);
    report["sites"].as_array().expect("sites").clone()
}

/// Each trap gets the right verdict, from its HTML as in the browser, and a picture on both screens that shows what led to it.
#[test]
fn a_browser_sees_what_the_html_hides() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let traps = traps();
    let found = sites(folder.path(), &traps, &browser, &["--evidence", "proof"]);
    let manifest = fs::read(folder.path().join("proof/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["complete"], true);
    let mut wrong = Vec::new();
    for (index, (trap, site)) in traps.iter().zip(&found).enumerate() {
        let found = rules(site);
        let has = |rule: &&&str| found.iter().any(|one| one == **rule);
        let missed: Vec<_> = trap.finds.iter().filter(|rule| !has(rule)).collect();
        let accused: Vec<_> = trap.spares.iter().filter(has).collect();
        let screens = site["pages"][0]["browser"]["screens"].as_array().map_or(0, Vec::len);
        if !missed.is_empty() || !accused.is_empty() || screens != 2 {
            let seen = &site["pages"][0]["browser"];
            wrong.push(format!(
                "{}: missed {missed:?}, accused {accused:?}, found {found:?}, in {seen}",
                trap.name
            ));
        }
        for (at, laid_out) in
            site["pages"][0]["browser"]["screens"].as_array().into_iter().flatten().enumerate()
        {
            let pictured = &manifest["sites"][index]["screens"][at];
            let faults = picture_faults(&folder.path().join("proof"), pictured, laid_out);
            wrong.extend(
                faults.into_iter().map(|fault| format!("{} {pictured}: {fault}", trap.name)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let read = sites(folder.path(), &traps, &browser, &["--render", "never"]);
    compare_with_table(&traps, &read, &found);
}

/// Holds what the HTML alone says of each trap, what is seen on each screen, and what the browser makes of it against
/// `traps.txt`; with `UPDATE=1` that is written anew.
fn compare_with_table(traps: &[Trap], read: &[Value], opened: &[Value]) {
    let mut found = String::new();
    for (trap, (read, opened)) in traps.iter().zip(read.iter().zip(opened)) {
        let screens = &opened["pages"][0]["browser"]["screens"];
        let lines = [
            format!("html     {}", verdict(read)),
            format!("desktop  {}", shown_on(&screens[0])),
            format!("phone    {}", shown_on(&screens[1])),
            format!("browser  {}", verdict(opened)),
        ];
        let _ = writeln!(found, "{}\n    {}", trap.name, lines.join("\n    "));
    }
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/traps.txt");
    if is_update() {
        fs::write(&known, &found).expect("a file");
    }
    let known = fs::read_to_string(known).expect("a file");
    let both = found.lines().zip(known.lines()).enumerate();
    let differ: Vec<String> = both
        .filter(|(_, (found, known))| found != known)
        .map(|(at, (found, known))| format!("line {}: {found}; it was {known}", at + 1))
        .collect();
    let same = found == known;
    assert!(same, "traps.txt, which UPDATE=1 writes anew, differs:\n{}", differ.join("\n"));
}

#[expect(clippy::disallowed_methods, reason = "asked for by the person who runs the tests")]
fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// What is found of the ICP number, of a badge, and of what needs a browser; with a question mark what is left to a person.
fn verdict(site: &Value) -> String {
    let of = |list: &str, mark: &str| -> Vec<String> {
        let all = site[list].as_array().into_iter().flatten();
        let rules = all.filter_map(|found| found["rule"].as_str());
        let wanted = rules.filter(|rule| {
            let told = ["icp-", "police-badge", "site-needs"].iter().any(|it| rule.starts_with(it));
            told && *rule != "icp-not-centred"
        });
        wanted.map(|rule| format!("{rule}{mark}")).collect()
    };
    let mut found = [of("findings", ""), of("reviews", "?")].concat();
    found.sort();
    found.dedup();
    if found.is_empty() { "pass".to_owned() } else { found.join(" ") }
}

/// Each filing on a screen: seen, or what hides it.
fn shown_on(screen: &Value) -> String {
    let filings = screen["filings"].as_array().into_iter().flatten();
    let each = filings.map(|it| {
        let by = it["hidden_by"].as_str().unwrap_or_else(|| {
            if it["behind_dialog"] == true { "seen behind a dialog" } else { "seen" }
        });
        format!("{}: {by}", it["kind"].as_str().unwrap_or_default())
    });
    let all: Vec<String> = each.collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

/// What is wrong with the pictures of a page on one screen, by what the report says of that.
fn picture_faults(proof: &Path, pictured: &Value, laid_out: &Value) -> Vec<String> {
    let (width, height, scale) = match pictured["screen"].as_str() {
        Some("desktop") => (1366, 768, 1.0),
        _ => (780, 1688, 2.0),
    };
    let mut faults = Vec::new();
    let mut expect = |fine: bool, what: String| {
        if !fine {
            faults.push(what);
        }
    };
    let file = |key: &str| fs::read(proof.join(pictured[key].as_str().unwrap_or("none")));
    let (Ok(window), Ok(footer), Ok(page)) =
        (file("window_picture"), file("footer_picture"), file("page_picture"))
    else {
        return vec!["a picture is missing".to_owned()];
    };
    expect(pictures::size(&window) == (width, height), format!("{:?}", pictures::size(&window)));
    let size = pictures::size(&footer);
    expect(size.0 == width && (40..=height).contains(&size.1), format!("footer {size:?}"));
    expect(page.starts_with(&[0xff, 0xd8]) && page.len() > 2000, format!("page {}", page.len()));
    let pixels = pictures::pixels(&footer);
    let (red, orange) = (pictures::count(&pixels, RED), pictures::count(&pixels, ORANGE));
    let filings = |of: &Value| of["filings"].as_array().cloned().unwrap_or_default();
    let (boxed, known) = (filings(pictured), filings(laid_out));
    expect(boxed.len() == known.len(), format!("{} filings, not {}", boxed.len(), known.len()));
    let seen: Vec<_> = boxed.iter().zip(&known).filter(|(it, _)| it["seen"] == true).collect();
    let right_ink = laid_out["endless"] == true || (red > 100) != seen.is_empty();
    expect(right_ink, format!("{red} red pixels of {} filings", seen.len()));
    let unseen_in_window =
        boxed.iter().any(|it| it["seen"] == false && is_inside(&it["boxes"], size.1));
    expect(!unseen_in_window || orange > 50, format!("{orange} orange pixels"));
    for (filing, known) in seen {
        // pictures are taken at once, and a script may take away later what they show
        let later = known["hidden_by"].as_str().is_some_and(|by| by.starts_with("script"));
        expect(known["visible"] == true || later, format!("judged as {known}"));
        let all = filing["boxes"].as_array().cloned().unwrap_or_default();
        let edge = |it: &Value, at: usize| it[at].as_f64().unwrap_or(-9.0);
        let left = all.iter().map(|it| edge(it, 0)).fold(f64::INFINITY, f64::min);
        let right = all.iter().map(|it| edge(it, 0) + edge(it, 2)).fold(0.0, f64::max);
        let length = |key: &str| known[key].as_f64().unwrap_or(-9.0);
        // a phone zooms out of pages that are not made for it
        let zoom = (right - left) / length("width");
        expect(zoom > 0.3 * scale && zoom < 1.03 * scale, format!("zoom {zoom}: {known}"));
        let off = (left - length("x") * zoom).abs();
        expect(off <= 4.0, format!("{off} pixels off: {known}"));
        // what moves on while it is looked at is where it is then
        if laid_out["endless"] == false {
            expect(is_inside(&filing["boxes"], height), format!("not in the window: {filing}"));
        }
    }
    faults
}

/// Whether the first of some boxes lies in a picture of this height.
fn is_inside(boxes: &Value, height: u32) -> bool {
    let [top, tall] = [1, 3].map(|at| boxes[0][at].as_u64());
    top.zip(tall).is_some_and(|(top, tall)| tall > 0 && top + tall <= u64::from(height))
}

#[test]
fn only_pages_that_leave_something_open_are_opened_unasked() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let traps = traps();
    let mut wrong = Vec::new();
    let found = sites(folder.path(), &traps, &browser, &["--render", "auto"]);
    for (trap, site) in traps.iter().zip(found) {
        let why = &site["pages"][0]["browser"]["why"];
        if *why != trap.opened_for.map_or(Value::Null, |why| json!([why])) {
            wrong.push(format!("{}: {:?} and not {why}", trap.name, trap.opened_for));
        }
        // what is opened is judged by what is seen there
        let found = rules(&site);
        let is_found = |rule: &&&str| found.iter().any(|one| one == **rule);
        let accused: Vec<_> = trap.spares.iter().filter(is_found).collect();
        if trap.opened_for.is_some() && !accused.is_empty() {
            wrong.push(format!("{}: accused {accused:?}", trap.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A page that asks for addresses of the machine itself and of private networks in every way that a page has.
fn greedy_page(port: u16) -> String {
    format!(
        r#"<!doctype html><meta charset=utf-8><title>x</title><p>鸿雁照相馆</p><footer>京ICP备19004817号-1</footer>
<link rel=preconnect href="http://127.0.0.1:{port}"><link rel=prefetch href="http://127.0.0.1:{port}/prefetch">
<link rel=dns-prefetch href="//127.0.0.1:{port}"><link rel=icon href="http://127.0.0.1:{port}/icon"><link rel=manifest href="http://127.0.0.1:{port}/m">
<script type=speculationrules>{{"prerender":[{{"urls":["http://127.0.0.1:{port}/p"]}}],"prefetch":[{{"urls":["http://127.0.0.1:{port}/q"]}}]}}</script>
<style>@import "http://127.0.0.1:{port}/s";@font-face{{font-family:x;src:url(http://127.0.0.1:{port}/t)}}body{{font-family:x;background:url(http://127.0.0.1:{port}/b)}}</style>
<object data="http://127.0.0.1:{port}/o"></object><embed src="http://127.0.0.1:{port}/e"><video src="http://127.0.0.1:{port}/v"></video>
<form id=form method=post action="http://127.0.0.1:{port}/form" target=_blank></form><a id=ping href=x ping="http://127.0.0.1:{port}/ping">x</a>
<iframe src="http://169.254.169.254/latest/"></iframe><iframe srcdoc="<meta http-equiv=refresh content='0;http://127.0.0.1:{port}/r'>"></iframe>
<img src="http://127.0.0.1:{port}/i"><iframe src="http://127.0.0.1:{port}/f"></iframe><img src="/own.png">
<script>
const to = "127.0.0.1:{port}";
for (const go of [
  () => fetch("http://" + to), () => new WebSocket("ws://" + to), () => new WebSocket("wss://" + to),
  () => navigator.sendBeacon("http://" + to, "x"), () => new EventSource("http://" + to),
  () => new Worker(URL.createObjectURL(new Blob([`fetch("http://${{to}}/w");new WebSocket("ws://${{to}}/w")`]))),
  () => new SharedWorker(URL.createObjectURL(new Blob([`importScripts("http://${{to}}/x")`]))),
  () => navigator.serviceWorker.register("/worker.js"), () => open("http://" + to), () => form.submit(), () => ping.click(),
  () => fetch("http://localhost:{port}/"), () => fetch("http://inside.localhost:{port}/"), () => fetch("http://0.0.0.0:{port}/"),
  () => fetch("http://127.1:{port}/"), () => fetch("http://2130706433:{port}/"), () => fetch("http://[::ffff:127.0.0.1]:{port}/"),
  () => fetch("http://nas.local:{port}/"), () => fetch("http://10.0.0.1:{port}/"), () => fetch("/away", {{mode: "no-cors"}}),
  () => new WebTransport("https://" + to), () => fetch("http://169.254.169.254/latest/meta-data"), () => fetch("http://[::1]:{port}/"),
  () => {{ const peer = new RTCPeerConnection({{iceServers: [{{urls: "turn:" + to + "?transport=tcp", username: "u", credential: "p"}}]}});
           peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer)); }},
]) {{ try {{ go()?.catch?.(() => 0); }} catch (error) {{}} }}
</script>"#
    )
}

#[test]
fn a_page_reaches_its_own_site_and_no_forbidden_address() {
    let Some(browser) = browser() else { return };
    let forbidden = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = forbidden.local_addr().expect("an address").port();
    let calls = Arc::new(AtomicUsize::new(0));
    // a machine without IPv6 has nothing that could be reached by it
    let other = TcpListener::bind(("::1", port)).ok();
    for listener in other.into_iter().chain([forbidden]) {
        let counted = Arc::clone(&calls);
        thread::spawn(move || {
            for _ in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    let page = greedy_page(port);
    let worker =
        format!("importScripts('http://127.0.0.1:{port}/x');fetch('http://127.0.0.1:{port}/y')");
    let server = Server::start(move |request| match request.path.as_str() {
        "/own.png" => Reply::typed("image/png", b""),
        "/worker.js" => Reply::typed("text/javascript", worker.as_bytes()),
        "/away" => Reply::redirect(302, &format!("http://localhost:{port}/redirected")),
        "/" => Reply::html(&page),
        _ => Reply::not_found(),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let url = server.url("/");
    let named = browser.to_str().expect("a path in UTF-8");
    let audit = [
        "audit",
        &url,
        "--home-only",
        "--render",
        "always",
        "--browser",
        named,
        "--format",
        "json",
    ];
    let run = program::command(folder.path(), &audit).env("BEIAN_LOG", "browser=debug").output();
    let run = run.expect("the program starts");
    let report: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    assert_eq!(report["sites"][0]["pages"][0]["status"], 200, "{report}");
    let asked = server.requests();
    assert!(
        asked.iter().any(|request| request.path == "/own.png"),
        "the browser opened nothing: {asked:?}"
    );
    assert_eq!(calls.load(Ordering::SeqCst), 0, "a forbidden address was reached");
    // the browser tried: it was the guard that refused, not a rule of the browser's own
    let log = String::from_utf8_lossy(&run.stderr);
    for host in [
        "127.0.0.1",
        "[::1]",
        "169.254.169.254",
        "localhost",
        "inside.localhost",
        "nas.local",
        "10.0.0.1",
    ] {
        let tried = log.lines().any(|line| line.contains(&format!("host=\"{host}\"")));
        assert!(tried, "{host} was not asked for: {log}");
    }
}

/// The parts of a page are asked of its own host by as few requests at once as the audit's own.
#[test]
fn parts_of_a_page_keep_the_limits_of_its_host() {
    let Some(browser) = browser() else { return };
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (inside, highest) = (Arc::clone(&now), Arc::clone(&most));
    let parts = (0..24).map(|at| format!("<img src=/{at}.png>")).collect::<Vec<_>>().concat();
    let page = format!(
        "<!doctype html><meta charset=utf-8><title>x</title><p>鸿雁照相馆</p>{parts}<footer>京ICP备19004817号-1</footer>"
    );
    let server = Server::start(move |request| {
        highest.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        thread::sleep(std::time::Duration::from_millis(40));
        inside.fetch_sub(1, Ordering::SeqCst);
        match request.path.as_str() {
            "/" => Reply::html(&page),
            _ => Reply::typed("image/png", b""),
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let url = server.url("/");
    let arguments = [&url, "--home-only", "--render", "always", "--per-host", "2"];
    let report = audit(folder.path(), &browser, &arguments);
    assert_eq!(
        report["sites"][0]["pages"][0]["browser"]["screens"].as_array().map(Vec::len),
        Some(2)
    );
    let paths = server.paths();
    let missed = (0..24).find(|at| !paths.contains(&format!("/{at}.png")));
    assert_eq!(missed, None, "{paths:?}");
    assert_eq!(most.load(Ordering::SeqCst), 2, "at once");
}

/// Connections whose requests nobody sees pass on their turn, so that one place is enough for a page of several.
#[test]
fn a_page_over_tls_loads_with_one_connection_at_a_time() {
    let Some(browser) = browser() else { return };
    let page = "<!doctype html><meta charset=utf-8><title>x</title><p>鸿雁照相馆</p><img src=/a.png><img src=/b.png crossorigin=anonymous>\
                <script type=module src=/c.js></script><footer>京ICP备19004817号-1</footer>";
    let server =
        Server::start_at(Door::Https("good"), move |request| match request.path.as_str() {
            "/" => Reply::html(page),
            "/c.js" => Reply::typed("text/javascript", b"fetch('/d.json', {credentials: 'omit'})"),
            _ => Reply::typed("image/png", b""),
        });
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("https://{}/", server.address);
    let arguments = [&url, "--home-only", "--render", "always", "--per-host", "1", "--insecure"];
    let report = audit(folder.path(), &browser, &arguments);
    assert_eq!(
        report["sites"][0]["pages"][0]["browser"]["screens"].as_array().map(Vec::len),
        Some(2),
        "{report}"
    );
    let paths = server.paths();
    for path in ["/a.png", "/b.png", "/c.js", "/d.json"] {
        assert!(paths.iter().any(|asked| asked == path), "{path}: {paths:?}");
    }
}
