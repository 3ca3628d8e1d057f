//! `--cache`: a second run transfers what has changed and no more, and its report is that of a run without.

mod faults;
mod folder;
mod web;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use self::web::{Web, html, tagged, wants};
use crate::support::program::{self, timeless};
use crate::support::server::{Reply, Request, gzip};

fn command(folder: &Path, args: &[&str]) -> Command {
    let fixed = ["audit", "--today", "2026-11-22", "--format", "json", "--lang", "en"];
    program::command(folder, &[&fixed[..], args].concat())
}

fn beian(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the program starts")
}

/// Fails with the first line that differs.
fn same(one: &Output, other: &Output, when: &str) {
    let (left, right) = (timeless(one), timeless(other));
    for (a, b) in left.lines().zip(right.lines()) {
        assert_eq!(a, b, "{when}: {left}");
    }
    assert_eq!(left.lines().count(), right.lines().count(), "{when}");
    assert_eq!(one.status.code(), other.status.code(), "{when}");
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A site with a page of each kind; `/b` changes with the round.
fn site(request: &Request, round: usize) -> Reply {
    let answer = match request.path.as_str() {
        "/robots.txt" => {
            Reply::typed("text/plain", b"User-agent: *\nDisallow: /secret\nSitemap: /map.xml.gz")
        }
        "/map.xml.gz" => {
            let map = format!("<urlset><url><loc>http://{}/mapped</loc></url></urlset>", request.host);
            Reply::typed("application/gzip", &gzip(map.as_bytes()))
        }
        "/" => html(
            "<a href=/a>a</a><a href=/b>b</a><a href=/gbk>g</a><a href=/secret/x>s</a><a href=/old>o</a>\
             <a href=/gone>g</a><iframe src=/frame></iframe>",
        ),
        "/a" => {
            let page = format!("<html><body>{}{}</body></html>", "packed ".repeat(60_000), web::FOOTER);
            Reply::typed("text/html", &gzip(page.as_bytes())).with_header("Content-Encoding", "gzip")
        }
        "/gbk" => Reply::typed(
            "text/html; charset=GBK",
            b"<html><body><p>text</p><footer>\xbe\xa9ICP\xb1\xb811000001\xba\xc5</footer></body></html>",
        ),
        "/b" => html(&format!("round {round} <a href=/new{round}>n</a>")),
        "/old" => return Reply::redirect(302, "/moved"),
        "/gone" => return Reply::not_found(),
        _ => html(""),
    };
    let tag = if request.path == "/b" { format!("\"{round}\"") } else { "W/\"1\"".to_owned() };
    tagged(request, answer, &tag)
}

#[test]
fn a_second_run_transfers_what_has_changed_and_no_more() {
    let web = Web::start(site);
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    let plain = [target.as_str(), "--icp", "京ICP备11000001号-1", "--max-pages", "20"];
    let cached = [&plain[..], &["--cache", "kept"]].concat();
    let without = beian(folder.path(), &plain);
    let whole = web.sent();

    let first = beian(folder.path(), &cached);
    same(&first, &without, "first");
    assert!(stderr(&first).contains("cache: 0 of "), "{}", stderr(&first));
    assert_eq!(web.sent(), 2 * whole);
    assert_eq!(web.unchanged(), 0);

    let (before, bytes) = (web.requests().len(), web.sent());
    let second = beian(folder.path(), &cached);
    same(&second, &without, "second");
    let asked = web.requests().split_off(before);
    assert!(
        ["/robots.txt", "/map.xml.gz", "/", "/a", "/b", "/gbk", "/frame", "/mapped"]
            .iter()
            .all(|path| asked.iter().any(|request| request.path == *path && wants(request))),
        "all are asked for, on a condition: {asked:?}"
    );
    assert!(web.sent() - bytes < 200, "only what is not there: {}", web.sent() - bytes);

    web.next_round();
    let third = beian(folder.path(), &cached);
    same(&third, &beian(folder.path(), &plain), "third");
    assert!(timeless(&third).contains("/new2") && !timeless(&third).contains("/new1"));
}

#[test]
fn a_page_that_is_mended_is_seen_at_once() {
    let web = Web::start(|request, round| {
        let footer = if round == 1 { "" } else { web::FOOTER };
        let page = format!("<html><body><p>some text of a page</p>{footer}</body></html>");
        tagged(request, Reply::html(&page), &format!("\"{round}\""))
            .with_header("Cache-Control", "public, max-age=31536000, immutable")
    });
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    let args = [target.as_str(), "--home-only", "--cache", "kept", "--rule", "police-missing=off"];
    for _ in 0..2 {
        assert_eq!(beian(folder.path(), &args).status.code(), Some(1));
    }
    assert_eq!(web.unchanged(), 1);
    web.next_round();
    assert_eq!(beian(folder.path(), &args).status.code(), Some(0));
}

#[test]
fn a_snapshot_of_a_cached_run_judges_the_same() {
    let web = Web::start(site);
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    let args = [target.as_str(), "--max-pages", "20", "--cache", "kept"];
    beian(folder.path(), &args);
    let second = beian(folder.path(), &[&args[..], &["--save", "snapshot"]].concat());
    assert!(web.unchanged() > 8);
    let asked = web.requests().len();
    // A cache that is set for all runs does not stand in the way of a snapshot.
    fs::write(folder.path().join("beian.toml"), "[audit]\ncache = \"kept\"\n").unwrap();
    let judged = beian(folder.path(), &["--saved", "snapshot"]);
    same(&judged, &second, "judged");
    assert_eq!(web.requests().len(), asked);
    let file = fs::read_dir(folder.path().join("snapshot")).unwrap().flatten().next().unwrap();
    let mut text = String::new();
    let packed = flate2::read::MultiGzDecoder::new(fs::File::open(file.path()).unwrap());
    std::io::Read::read_to_string(&mut std::io::BufReader::new(packed), &mut text).unwrap();
    assert!(text.contains("\"unchanged\":true") && text.contains("\"status\":200"));
}

#[test]
fn a_cache_can_be_set_for_all_runs_and_lies_beside_the_file() {
    let web = Web::start(site);
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    fs::write(folder.path().join("beian.toml"), "[audit]\ncache = \".cache/beian\"\n").unwrap();
    let target = web.url("site", "/");
    for (told, from) in [("cache: 0 of 3 requests", "."), ("cache: 3 of 3 requests", "elsewhere")] {
        let run = beian(&folder.path().join(from), &[&target, "--home-only"]);
        assert!(stderr(&run).contains(told), "{}", stderr(&run));
    }
    assert!(folder.path().join(".cache/beian").is_dir());
    let quiet = beian(folder.path(), &[&target, "--home-only", "-q"]);
    assert_eq!(stderr(&quiet), "");
}

#[test]
fn other_requests_have_other_answers() {
    let web = Web::start(|request, _| {
        // The same tag for everybody: a fault of the server that must not mix up its users.
        let user = request.header("x-user").unwrap_or_default();
        tagged(request, html(&format!("<a href=/of-{user}>u</a>")), "\"1\"")
    });
    let folder = tempfile::tempdir().unwrap();
    let target = web.url("site", "/");
    for user in ["anna", "bert", "anna"] {
        let header = format!("X-User: {user}");
        let run = beian(folder.path(), &[&target, "--cache", "kept", "--header", &header]);
        assert!(timeless(&run).contains(&format!("/of-{user}")), "{user}");
        let found = ["anna", "bert"].map(|other| timeless(&run).contains(&format!("/of-{other}")));
        assert_eq!(found.iter().filter(|found| **found).count(), 1, "{user}");
    }
    assert!(web.unchanged() > 0);
    for text in folder::texts(&folder.path().join("kept")) {
        assert!(!text.contains("X-User") && !text.contains("x-user"), "{text}");
    }
}
