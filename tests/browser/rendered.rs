//! `audit --render`: pages whose HTML misleads, and what a browser shows of them on both screens.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::support::program;
use crate::support::server::{Reply, Server};

const LINKED: &str =
    r#"<a href="https://beian.miit.gov.cn/" target="_blank">京ICP备19004817号-1</a>"#;

/// A page: its name, its HTML, the rules that must find something, and those that must not.
struct Trap {
    name: &'static str,
    html: String,
    finds: &'static [&'static str],
    spares: &'static [&'static str],
}

fn trap(
    name: &'static str,
    body: &str,
    finds: &'static [&'static str],
    spares: &'static [&'static str],
) -> Trap {
    let html = format!(
        "<!doctype html><html><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>鸿雁照相馆</title></head><body><main><p>鸿雁照相馆，证件照与全家福，欢迎预约。</p></main>{body}</body></html>"
    );
    Trap { name, html, finds, spares }
}

/// Absence in any form.
const ABSENT: &[&str] = &["icp-missing", "icp-hidden", "icp-script-only", "site-needs-browser"];

fn traps() -> Vec<Trap> {
    let footer = |style: &str| {
        format!(
            "<style>{style}</style><footer class=f style=\"text-align:center\">{LINKED}</footer>"
        )
    };
    let script = |code: &str| {
        format!("<footer id=f style=\"text-align:center\"></footer><script>{code}</script>")
    };
    vec![
        trap("good", &footer(""), &[], &["icp-missing", "icp-hidden", "icp-low-contrast", "icp-not-centred"]),
        trap("opacity", &footer("footer{opacity:0}"), &["icp-hidden"], &["icp-missing"]),
        trap("phone-only", &footer("@media (min-width:700px){footer{display:none}}"), &["icp-hidden-on-some-screens"], &["icp-hidden"]),
        trap("desktop-only", &footer("@media (max-width:699px){footer{display:none}}"), &["icp-hidden-on-some-screens"], &["icp-hidden"]),
        trap("nested-css", &footer("body{& footer{display:none}}"), &["icp-hidden"], &[]),
        trap("container", &footer("body{container-type:inline-size}@container (min-width:100px){footer{visibility:hidden}}"), &["icp-hidden"], &[]),
        trap("one-pixel", &footer("footer{font-size:1px}"), &["icp-hidden"], &[]),
        trap("off-screen", &footer("footer{position:absolute;left:-9999px}"), &["icp-hidden"], &[]),
        trap("clipped", &footer("footer{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}"), &["icp-hidden"], &[]),
        trap("white-on-white", &footer("footer,footer a{color:#fff;background:#fff}"), &["icp-hidden"], &[]),
        trap("blue-link-on-white", &footer("footer{color:#fff;background:#fff}footer a{color:#00e}"), &[], &["icp-hidden", "icp-low-contrast"]),
        trap("grey-on-white", &footer("footer a{color:#ccc}"), &["icp-low-contrast"], &["icp-hidden"]),
        trap("dark-mode", &footer("body{background:#111;color:#eee}footer a{color:#9cf}"), &[], &["icp-hidden", "icp-low-contrast"]),
        trap("covered", &format!("{}<div style=\"position:fixed;left:0;right:0;bottom:0;height:90px;background:#eee\">订阅</div><style>body{{margin:0}}</style>", footer("main{height:1500px}")), &["icp-hidden"], &[]),
        trap("bar-above-space", &format!("{}<div style=\"position:fixed;left:0;right:0;bottom:0;height:50px;background:#eee\">订阅</div>", footer("main{height:1500px}body{padding-bottom:90px}")), &[], &["icp-hidden"]),
        trap("display-contents", &footer("footer{display:contents}"), &[], ABSENT),
        trap("content-visibility", &footer("footer{content-visibility:auto}main{height:5000px}"), &[], ABSENT),
        trap("closed-details", &format!("<details><summary>更多</summary>{LINKED}</details>"), &["icp-hidden"], &[]),
        trap("built-after-two-seconds", &script("setTimeout(()=>f.innerHTML='<a href=\"https://beian.miit.gov.cn/\">京ICP备19'+'004817号-1</a>',2000)"), &["icp-script-only"], &["icp-missing", "icp-not-linked"]),
        trap("open-shadow-root", &script("f.attachShadow({mode:'open'}).innerHTML='<a href=\"https://beian.miit.gov.cn/\">京ICP备19'+'004817号-1</a>'"), &["icp-script-only"], &["icp-missing", "icp-not-linked"]),
        trap("closed-shadow-root", &script("f.attachShadow({mode:'closed'}).innerHTML='<a href=\"https://beian.miit.gov.cn/\">京ICP备19'+'004817号-1</a>'"), &["icp-script-only"], &["icp-missing"]),
        trap("css-content", "<style>footer::after{content:'京ICP备19004817号-1'}</style><footer></footer>", &["icp-not-linked"], &["icp-missing"]),
        trap("removed-by-a-script", &format!("<div id=app>{LINKED}</div><script>app.replaceChildren('你好')</script>"), &["icp-removed-by-script"], &["icp-missing"]),
        trap("endless", &format!("<div id=list></div><script>const more=()=>{{for(let i=0;i<40;i++)list.append(Object.assign(document.createElement('p'),{{textContent:'照片'}}))}};more();addEventListener('scroll',more)</script>{}", footer("")), &["icp-unreachable"], &["icp-hidden"]),
        trap("to-the-left", &format!("<footer>{LINKED}</footer>"), &["icp-not-centred"], &["icp-hidden"]),
        trap("font-that-never-loads", &footer("@font-face{font-family:x;src:url(none.woff2)}footer{font-family:x}"), &[], ABSENT),
        Trap {
            name: "single-page-application",
            html: "<!doctype html><meta charset=utf-8><title>鸿雁</title><div id=app></div><script>app.innerHTML='<p>鸿雁照相馆</p><footer style=\"text-align:center\"><a href=\"https://beian.miit.gov.cn/\">京ICP备19'+'004817号-1</a></footer>'</script>".to_owned(),
            finds: &["icp-script-only"],
            spares: &["site-needs-browser", "icp-missing"],
        },
        Trap {
            name: "empty-application",
            html: "<!doctype html><meta charset=utf-8><title>鸿雁</title><div id=app></div><script>app.innerHTML='<p>鸿雁照相馆，证件照与全家福</p>'</script>".to_owned(),
            finds: &["icp-missing"],
            spares: &["site-needs-browser"],
        },
    ]
}

#[expect(clippy::disallowed_methods, reason = "where the browser is depends on the machine")]
#[expect(clippy::print_stderr, reason = "what was skipped must be said")]
fn browser() -> Option<PathBuf> {
    let found = beian::browser::find(std::env::var_os("PATH").as_deref(), Path::is_file);
    if found.is_none() {
        eprintln!("SKIPPED: no Chromium is installed; nothing was opened in a browser");
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

fn rules(site: &Value) -> Vec<String> {
    let lists = ["findings", "reviews"].iter().filter_map(|list| site[*list].as_array());
    lists.flatten().filter_map(|found| found["rule"].as_str()).map(str::to_owned).collect()
}

#[test]
fn a_browser_sees_what_the_html_hides() {
    let Some(browser) = browser() else { return };
    let traps = traps();
    let folder = tempfile::tempdir().expect("a folder");
    for trap in &traps {
        let site = folder.path().join(trap.name);
        fs::create_dir(&site).expect("a folder a site");
        fs::write(site.join("index.html"), &trap.html).expect("a page");
    }
    let mut arguments: Vec<&str> = traps.iter().map(|trap| trap.name).collect();
    arguments.extend(["--render", "always"]);
    let report = audit(folder.path(), &browser, &arguments);
    let mut wrong = Vec::new();
    for (trap, site) in traps.iter().zip(report["sites"].as_array().expect("sites")) {
        let found = rules(site);
        let missed: Vec<_> =
            trap.finds.iter().filter(|rule| !found.iter().any(|one| one == *rule)).collect();
        let accused: Vec<_> =
            trap.spares.iter().filter(|rule| found.iter().any(|one| one == *rule)).collect();
        if !missed.is_empty() || !accused.is_empty() {
            wrong.push(format!(
                "{}: missed {missed:?}, accused {accused:?}, found {found:?}",
                trap.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_page_reaches_its_own_site_and_no_forbidden_address() {
    let Some(browser) = browser() else { return };
    let forbidden = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = forbidden.local_addr().expect("an address").port();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    thread::spawn(move || {
        for _ in forbidden.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    let page = format!(
        r#"<!doctype html><meta charset=utf-8><title>x</title><p>鸿雁照相馆</p><footer>京ICP备19004817号-1</footer>
<link rel=preconnect href="http://127.0.0.1:{port}"><link rel=prefetch href="http://127.0.0.1:{port}/prefetch">
<img src="http://127.0.0.1:{port}/i"><iframe src="http://127.0.0.1:{port}/f"></iframe><img src="/own.png">
<script>
const to = "127.0.0.1:{port}";
for (const go of [
  () => fetch("http://" + to), () => new WebSocket("ws://" + to), () => new WebSocket("wss://" + to),
  () => navigator.sendBeacon("http://" + to, "x"), () => new EventSource("http://" + to),
  () => new Worker(URL.createObjectURL(new Blob([`fetch("http://${{to}}/w");new WebSocket("ws://${{to}}/w")`]))),
  () => new WebTransport("https://" + to), () => fetch("http://169.254.169.254/latest/meta-data"), () => fetch("http://[::1]:{port}/"),
  () => {{ const peer = new RTCPeerConnection({{iceServers: [{{urls: "turn:" + to + "?transport=tcp", username: "u", credential: "p"}}]}});
           peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer)); }},
]) {{ try {{ go()?.catch?.(() => 0); }} catch (error) {{}} }}
</script>"#
    );
    let server = Server::start(move |request| match request.path.as_str() {
        "/own.png" => Reply::typed("image/png", b""),
        "/" => Reply::html(&page),
        _ => Reply::not_found(),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let url = server.url("/");
    let report = audit(folder.path(), &browser, &[&url, "--home-only", "--render", "always"]);
    assert_eq!(report["sites"][0]["pages"][0]["status"], 200, "{report}");
    let asked = server.requests();
    assert!(
        asked.iter().any(|request| request.path == "/own.png"),
        "the browser opened nothing: {asked:?}"
    );
    assert_eq!(calls.load(Ordering::SeqCst), 0, "a forbidden address was reached");
}

#[test]
fn pages_that_hang_cost_themselves_only() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let hangs = [
        ("alerts", "<script>for(;;)alert(1)</script>"),
        ("loop", "<script>for(;;);</script>"),
        ("good", ""),
    ];
    for (name, script) in hangs {
        let site = folder.path().join(name);
        fs::create_dir(&site).expect("a folder a site");
        let page = format!(
            "<!doctype html><meta charset=utf-8><title>x</title><p>鸿雁</p><footer>{LINKED}</footer>{script}"
        );
        fs::write(site.join("index.html"), page).expect("a page");
    }
    let report = audit(
        folder.path(),
        &browser,
        &["alerts", "loop", "good", "--render", "always", "--timeout", "6"],
    );
    for site in report["sites"].as_array().expect("sites") {
        let found = rules(site);
        assert!(
            !found.iter().any(|rule| rule == "icp-missing" || rule == "icp-hidden"),
            "{}: {found:?}",
            site["target"]
        );
    }
    for site in report["sites"].as_array().into_iter().flatten().take(2) {
        assert_eq!(site["status"], "review", "{}: what was not opened is no pass", site["target"]);
    }
    // the last one was opened
    assert!(rules(&report["sites"][2]).iter().any(|rule| rule == "icp-not-centred"), "{report}");
}
