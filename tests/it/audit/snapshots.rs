//! What `--save` keeps, `--saved` judges again: the same report, without the net.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::program::{self, timeless};
use crate::support::server::{CA, Door, Reply, Request, Server, gzip};

const FOOTER: &str = "<footer>© 2019-2026 某某科技有限公司 \
    <a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a></footer>";

fn beian(folder: &Path, args: &[&str]) -> Output {
    let fixed = ["audit", "--today", "2026-11-22", "--format", "json"];
    program::beian(folder, &[&fixed[..], args].concat())
}

fn page(body: &str) -> Reply {
    Reply::html(&format!(
        "<!doctype html><html><body><p>some text of a page</p>{body}{FOOTER}</body></html>"
    ))
}

/// Sites of many kinds, by the first label of their host.
fn answer(request: &Request) -> Reply {
    let kind = request.host.split('.').next().unwrap_or_default();
    match (kind, request.path.as_str()) {
        ("plain" | "cookie", "/robots.txt") => {
            Reply::typed("text/plain", b"User-agent: *\nDisallow: /secret\nSitemap: /map.xml.gz")
        }
        ("plain", "/map.xml.gz") => {
            let map = format!("<urlset><url><loc>http://{}/from-map</loc></url></urlset>", request.host);
            Reply::typed("application/gzip", &gzip(map.as_bytes()))
        }
        ("plain", "/") => page("<a href=/a>a</a><a href=/secret/x>s</a><a href=/gone>g</a><a href=/cut>c</a><iframe src=/f></iframe>"),
        ("plain", "/gone") => Reply::not_found(),
        ("plain", "/cut") => Reply::Close(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<p>".to_vec()),
        ("plain", "/a") => {
            let body = format!("<html><body>packed{FOOTER}</body></html>");
            Reply::typed("text/html", &gzip(body.as_bytes())).with_header("Content-Encoding", "gzip")
        }
        ("plain", _) => page("<a href=/a>a</a>"),
        ("moved", "/") => Reply::redirect(301, "/new#part"),
        ("moved", "/new") => page("<a href=/old>o</a>"),
        ("moved", "/old") => Reply::redirect(302, "/new"),
        ("away", "/") => Reply::redirect(302, "http://elsewhere.test/"),
        ("refresh", "/") => Reply::html("<html><head><meta http-equiv=refresh content=\"0;url=/zh/\"></head></html>"),
        ("refresh", "/zh/") | ("frames", "/b.html") => page(""),
        ("frames", "/") => Reply::html("<html><frameset rows=\"9,*\"><frame src=a.html><frame src=b.html></frameset></html>"),
        ("busy", "/") => page("").with_status(503).with_header("Retry-After", "0"),
        ("gbk", "/") => {
            Reply::typed("text/html; charset=GBK", b"<html><body><p>text</p><footer>\xbe\xa9ICP\xb1\xb811000001\xba\xc5</footer></body></html>")
        }
        ("badge", "/") => page("<a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001\"><img src=/none.png>京公网安备11010502000001号</a>"),
        ("large", "/") => page(&"x".repeat(5000)),
        ("pdf", "/") => Reply::typed("application/pdf", b"%PDF-1.7"),
        ("hangup", "/") => Reply::hangup(),
        ("bomb", "/") => Reply::typed("text/html", &gzip(&vec![b' '; 1 << 20])).with_header("Content-Encoding", "gzip"),
        ("cookie", "/") => page("").with_header("Set-Cookie", "session=verysecret"),
        _ => Reply::not_found(),
    }
}

const KINDS: [&str; 14] = [
    "plain", "moved", "away", "refresh", "frames", "busy", "gbk", "badge", "large", "pdf",
    "hangup", "bomb", "cookie", "missing",
];

fn targets(server: &Server) -> String {
    let of = |kind: &&str| format!("http://{kind}.localhost:{}/", server.address.port());
    KINDS.iter().map(of).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_saved_run_gives_the_same_report_without_the_net() {
    let server = Server::start(answer);
    let folder = tempfile::tempdir().unwrap();
    // Nothing listens on this port: refused.
    let list = targets(&server) + "\nhttp://refused.localhost:1/\nhttp://10.0.0.1.nip.invalid/\n";
    fs::write(folder.path().join("list"), list).unwrap();
    let args = ["--icp", "京ICP备11000001号-1", "--max-body", "4000", "--max-pages", "9"];
    let fetched =
        beian(folder.path(), &[&args[..], &["--targets", "list", "--save", "kept"]].concat());
    let asked = server.requests().len();
    assert!(asked > 20);
    for again in [&["--saved", "kept"][..], &["--saved", "kept", "--targets", "list"]] {
        let judged = beian(folder.path(), &[&["--icp", "京ICP备11000001号-1"], again].concat());
        assert_eq!(timeless(&judged), timeless(&fetched), "{again:?}");
        assert_eq!(judged.status.code(), fetched.status.code());
    }
    assert_eq!(server.requests().len(), asked, "nothing was asked");
    // Other declared values are judged by the same pages.
    let other = beian(folder.path(), &["--saved", "kept", "--icp", "沪ICP备11000001号-1"]);
    assert!(timeless(&other).contains("icp-mismatch"));
}

#[test]
fn a_fault_of_tls_is_kept_with_and_without_its_page() {
    for (name, words) in [
        ("good", None),
        ("self", Some("self-signed")),
        ("expired", Some("has expired")),
        ("future", Some("not valid yet")),
        ("other", Some("another name")),
    ] {
        // A browser's address, one that is read in spite of the fault, and a bare name that falls back to http.
        let server = Server::start_at(Door::Https(name), |_| page(""));
        let port = server.address.port();
        let url = format!("https://site.test:{port}/");
        let bare = format!("site.test:{port}");
        for target in [&[&*url][..], &[&url, "--insecure"], &[&bare]] {
            let folder = tempfile::tempdir().unwrap();
            let pin = format!("site.test:{port}:127.0.0.1");
            let args = [target, &["--resolve", &pin, "--ca-cert", CA, "--save", "kept"]].concat();
            let fetched = beian(folder.path(), &args);
            let asked = server.connections();
            let judged = beian(folder.path(), &["--saved", "kept"]);
            assert_eq!(timeless(&judged), timeless(&fetched), "{name} {target:?}");
            assert_eq!(server.connections(), asked, "nothing was asked");
            let told = timeless(&judged);
            assert_eq!(told.contains("site-tls-invalid"), words.is_some(), "{name} {told}");
            assert!(words.is_none_or(|words| told.contains(words)), "{name} {told}");
        }
    }
}

#[test]
fn secrets_are_not_kept() {
    let server = Server::start(answer);
    let folder = tempfile::tempdir().unwrap();
    let target = format!("http://cookie.localhost:{}/", server.address.port());
    beian(folder.path(), &[&target, "--save", "kept", "--header", "X-Token: verysecret"]);
    assert!(server.requests().iter().any(|request| request.headers.contains("verysecret")));
    let kept: Vec<_> = fs::read_dir(folder.path().join("kept")).unwrap().flatten().collect();
    assert_eq!(kept.len(), 1);
    let mut text = String::new();
    let file = fs::File::open(kept[0].path()).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(file), &mut text).unwrap();
    assert!(
        text.contains("京ICP备11000001号-1")
            && text.contains("sha256")
            && text.contains("127.0.0.1"),
        "{text}"
    );
    assert!(!text.contains("verysecret"), "{text}");
}

#[test]
fn a_snapshot_whose_target_was_edited_leads_nowhere() {
    use beian::crawl::{LiveOptions, PathKind, SnapshotHeader, SnapshotWriter, Target, file_name};
    use std::sync::Arc;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.html");
    fs::write(&secret, "<!doctype html><title>x</title><body>京ICP备11000001号-1</body>").unwrap();
    let kept = folder.path().join("kept");
    fs::create_dir(&kept).unwrap();
    let written_as = Target::parse("a.cn", |_| PathKind::Nothing).unwrap();
    let secrets = secret.display().to_string();
    let base = folder.path().display().to_string();
    for edited in
        [secrets.as_str(), &base, "secret.html", "../secret.html", "file:///etc/hosts", "b.cn", ""]
    {
        let site = SnapshotHeader {
            target: edited.to_owned(),
            place: 0,
            started_at: "2026-11-22T12:00:00+08:00".parse().unwrap(),
            names: vec![],
            options: LiveOptions::default(),
            max_body: 1 << 20,
        };
        let opened = Arc::new(beian::folder::Folder::open(&kept).unwrap());
        SnapshotWriter::begin(&opened, &written_as, &site).unwrap().end().unwrap();
        // under the name that belongs to the edited target, too
        let path =
            Target::parse(edited, |_| PathKind::File).map(|target| kept.join(file_name(&target)));
        if let Ok(path) = path {
            fs::rename(kept.join("a.cn.jsonl.gz"), path).unwrap();
        }
        let judged = beian(folder.path(), &["--saved", "kept"]);
        let text = String::from_utf8_lossy(&judged.stdout).into_owned()
            + &String::from_utf8_lossy(&judged.stderr);
        assert!(!text.contains("京ICP备11000001号-1"), "{edited}: {text}");
        if edited != "b.cn" {
            assert_eq!(judged.status.code(), Some(2), "{edited}: {text}");
        }
        fs::remove_dir_all(&kept).unwrap();
        fs::create_dir(&kept).unwrap();
    }
}

#[test]
fn what_a_killed_run_left_goes_with_the_next() {
    use std::sync::atomic::{AtomicBool, Ordering};
    static SILENT: AtomicBool = AtomicBool::new(true);
    let server = Server::start(|request| {
        if SILENT.load(Ordering::Relaxed) { Reply::silence() } else { answer(request) }
    });
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let names = || -> Vec<String> {
        let entries = fs::read_dir(&kept).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    let target = format!("http://moved.localhost:{}/", server.address.port());
    let args = ["audit", &target, "--save", "kept", "-q"];
    let mut child = program::command(folder.path(), &args).spawn().unwrap();
    while names().is_empty() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(names().iter().all(|name| name.starts_with('.')) && names().len() == 1);
    SILENT.store(false, Ordering::Relaxed);
    beian(folder.path(), &[&target, "--save", "kept", "--home-only"]);
    let left = names();
    assert!(left.len() == 1 && left[0].ends_with(".jsonl.gz"), "{left:?}");
}

#[test]
fn snapshots_are_the_user_s_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = Server::start(answer);
    let folder = tempfile::tempdir().unwrap();
    let target = format!("http://moved.localhost:{}/", server.address.port());
    beian(folder.path(), &[&target, "--save", "a/kept", "--home-only"]);
    let kept = folder.path().join("a/kept");
    let file = fs::read_dir(&kept).unwrap().flatten().next().unwrap().path();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!([mode(&kept), mode(&file)], [0o700, 0o600]);
}

#[test]
fn a_damaged_or_missing_snapshot_is_never_a_pass() {
    let server = Server::start(answer);
    let folder = tempfile::tempdir().unwrap();
    let target = format!("http://moved.localhost:{}/", server.address.port());
    let fetched =
        beian(folder.path(), &[&target, "--save", "kept", "--rule", "police-missing=off"]);
    assert_eq!(fetched.status.code(), Some(0), "{}", String::from_utf8_lossy(&fetched.stdout));
    let path = fs::read_dir(folder.path().join("kept")).unwrap().flatten().next().unwrap().path();
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for damaged in [&whole[..whole.len() - 1], &whole[..whole.len() / 2], &flipped] {
        fs::write(&path, damaged).unwrap();
        let judged = beian(folder.path(), &[&target, "--saved", "kept"]);
        assert_eq!(judged.status.code(), Some(3));
        assert!(timeless(&judged).contains("is damaged"), "{}", timeless(&judged));
    }
    fs::write(&path, b"").unwrap();
    assert_eq!(beian(folder.path(), &["--saved", "kept"]).status.code(), Some(2));
    fs::remove_file(&path).unwrap();
    assert_eq!(beian(folder.path(), &[&target, "--saved", "kept"]).status.code(), Some(3));
    assert_eq!(beian(folder.path(), &["--saved", "kept"]).status.code(), Some(2));
    assert_eq!(beian(folder.path(), &["--saved", "nowhere"]).status.code(), Some(2));
}
