//! `audit --evidence`: the folder that a run leaves, and what its pictures show.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;

use crate::pictures::{self, RED};
use crate::rendered::browser;
use crate::support::program;
use crate::support::server::{Reply, Server};

const NUMBER: &str = "京ICP备19004817号-1";

fn page(footer: &str) -> String {
    format!(
        "<!doctype html><html><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>鸿雁照相馆</title></head><body style=\"margin:0;background:#fff\">\
         <main style=\"height:2000px\">鸿雁照相馆，证件照与全家福</main>{footer}</body></html>"
    )
}

fn shown() -> String {
    page(&format!(
        "<footer style=\"text-align:center;height:200px\"><a href=\"https://beian.miit.gov.cn/\">{NUMBER}</a></footer>"
    ))
}

/// Runs `beian` in a folder.
fn beian(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = program::beian(folder, &[arguments, &["--lang", "en"]].concat());
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn manifest(folder: &Path) -> Value {
    let text = fs::read(folder.join("manifest.json")).expect("a manifest");
    serde_json::from_slice(&text).expect("JSON")
}

#[test]
fn a_folder_and_a_live_site_leave_evidence_that_holds() {
    let Some(browser) = browser() else { return };
    let browser = browser.to_str().expect("a path in UTF-8");
    let server = shop();
    let root = tempfile::tempdir().expect("a scratch folder");
    fs::create_dir(root.path().join("public")).expect("a folder");
    fs::write(root.path().join("public/index.html"), shown()).expect("a page");
    let url = server.url("/");
    let audit = [
        "audit",
        "public",
        &url,
        "--evidence",
        "evidence",
        "--browser",
        browser,
        "--home-only",
        "--report",
        "html=report.html",
        "--header",
        "x-token: hushhush",
        "--format",
        "json",
        "--fail-on",
        "never",
    ];
    let (code, out, err) = beian(root.path(), &audit);
    assert_eq!(code, Some(0), "{out}{err}");
    let folder = root.path().join("evidence");
    let mode = fs::metadata(&folder).expect("a folder").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let found = manifest(&folder);
    let schema: Value =
        serde_json::from_str(&beian(root.path(), &["schema", "evidence"]).1).expect("readable");
    assert!(jsonschema::is_valid(&schema, &found), "{found}");
    let report: Value = serde_json::from_str(&out).expect("JSON");
    for (site, name) in [(0, "public"), (1, &url)] {
        let of = &found["sites"][site];
        assert_eq!(of["target"], name);
        for (screen, name, pixels) in [(0, "desktop", 1366), (1, "phone", 780)] {
            check_screen(&folder, &of["screens"][screen], (name, pixels));
        }
        let pictures = &report["sites"][site]["evidence"]["pictures"];
        assert_eq!(pictures.as_array().map(Vec::len), Some(2), "{report}");
    }
    let html = fs::read_to_string(root.path().join("report.html")).expect("a report");
    assert!(html.matches("data:image/png;base64,").count() >= 2, "{}", html.len());
    check_answers(&folder, &found["sites"][1], &server);
    for (path, bytes) in files(&folder) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("hushhush") && !text.contains("verysecret"), "{path}");
    }
    let (code, out, _) = beian(root.path(), &["evidence", "verify", "evidence"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("not signed"), "{out}");
    // a second run does not mix with the first
    let (code, _, err) = beian(root.path(), &audit);
    assert!(code == Some(2) && err.contains("holds the evidence of one run"), "{err}");
}

/// The pictures and the HTML of one screen.
fn check_screen(folder: &Path, of: &Value, (name, pixels): (&str, u32)) {
    assert_eq!(of["screen"], name, "{of}");
    assert_eq!(of["fault"], Value::Null, "{of}");
    assert_eq!(of["filings"][0]["number"], NUMBER);
    assert_eq!(of["filings"][0]["seen"], true);
    let file = |key: &str| {
        let path = of[key].as_str().unwrap_or_else(|| panic!("{key}: {of}"));
        fs::read(folder.join(path)).expect("a file")
    };
    let footer = file("footer_picture");
    assert_eq!(pictures::size(&footer).0, pixels);
    let all = pictures::pixels(&footer);
    let red = pictures::count(&all, RED);
    assert!(red > 500 && all.len() > 2 * red, "{red} of {}", all.len());
    assert!(file("page_picture").starts_with(&[0xff, 0xd8]));
    assert!(of["page_height"].as_u64() > Some(2100), "{of}");
    assert!(String::from_utf8(file("dom")).expect("readable").contains(NUMBER));
    assert!(String::from_utf8(file("judged")).expect("readable").contains(NUMBER));
}

/// The answers of a live site.
fn check_answers(folder: &Path, live: &Value, server: &Server) {
    let received = live["received"].as_array().expect("answers");
    assert_eq!(
        received.iter().map(|it| it["status"].as_u64()).collect::<Vec<_>>(),
        [Some(302), Some(200)]
    );
    assert_eq!(received[1]["address"], server.address.to_string());
    assert!(received[1]["headers"].to_string().contains("x-kind"));
    let body = received[1]["body"].as_str().expect("a file");
    assert_eq!(fs::read_to_string(folder.join(body)).expect("a file"), shown());
    assert_eq!(live["screens"][0]["document"]["status"], 200);
}

/// A site whose home page is behind a redirect.
fn shop() -> Server {
    Server::start(|request| match request.path.as_str() {
        "/" => Reply::redirect(302, "/home"),
        "/home" => Reply::html(&shown())
            .with_header("x-kind", "shop")
            .with_header("set-cookie", "session=verysecret"),
        _ => Reply::not_found(),
    })
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.display().to_string(), fs::read(&path).expect("a file"));
        }
    }
    all
}

#[test]
fn signed_evidence_is_checked_with_the_key() {
    let Some(browser) = browser() else { return };
    let browser = browser.to_str().expect("a path in UTF-8");
    let root = tempfile::tempdir().expect("a scratch folder");
    let hidden = page(&format!("<footer style=\"opacity:0\">{NUMBER}</footer>"));
    fs::write(root.path().join("page.html"), hidden).expect("a page");
    let (code, public, _) = beian(root.path(), &["evidence", "keygen", "mine.key"]);
    assert_eq!(code, Some(0));
    let public = public.trim();
    let audit =
        ["audit", "page.html", "--evidence", "proof/1", "--key", "mine.key", "--browser", browser];
    let (code, out, err) = beian(root.path(), &audit);
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("icp-hidden"), "the browser judges: {out}");
    let filing = &manifest(&root.path().join("proof/1"))["sites"][0]["screens"][0]["filings"][0];
    assert_eq!((&filing["seen"], &filing["unseen"]), (&false.into(), &"opacity:0".into()));
    let verify = ["evidence", "verify", "proof/1", "--public-key", public];
    let (code, out, _) = beian(root.path(), &verify);
    assert!(code == Some(0) && out.contains("signed with the key that was given"), "{out}");
    let picture = root.path().join("proof/1/page.html/desktop/footer.png");
    let mut bytes = fs::read(&picture).expect("a picture");
    bytes[100] ^= 1;
    fs::write(&picture, bytes).expect("a picture");
    let (code, out, _) = beian(root.path(), &verify);
    assert!(code == Some(1) && out.contains("page.html/desktop/footer.png: changed"), "{out}");
}

#[test]
fn a_page_that_hangs_or_cannot_be_opened_leaves_what_was_received() {
    let Some(browser) = browser() else { return };
    let browser = browser.to_str().expect("a path in UTF-8");
    let root = tempfile::tempdir().expect("a scratch folder");
    fs::write(
        root.path().join("hang.html"),
        page(&format!("<p>{NUMBER}<script>for(;;);</script>")),
    )
    .expect("a page");
    let audit = [
        "audit",
        "hang.html",
        "--evidence",
        "proof",
        "--browser",
        browser,
        "--timeout",
        "3",
        "--fail-on",
        "never",
    ];
    let (_, out, err) = beian(root.path(), &audit);
    let site = &manifest(&root.path().join("proof"))["sites"][0];
    assert!(
        site["fault"].is_string() || site["screens"][0]["fault"].is_string(),
        "{site}{out}{err}"
    );
    assert!(site["received"][0]["body"].is_string(), "{site}");
    assert_eq!(beian(root.path(), &["evidence", "verify", "proof"]).0, Some(0));
}

/// A dialog is set aside to look at what it lies over, and put back as it was, whatever the page's scripts make of it.
#[test]
fn a_page_is_left_as_it_was() {
    let Some(browser) = browser() else { return };
    let browser = browser.to_str().expect("a path in UTF-8");
    let root = tempfile::tempdir().expect("a scratch folder");
    let dialog = "<dialog id=d style='color:red;;visibility: visible;width:100vw;height:100vh;max-width:none;max-height:none'><p style=\"visibility:hidden; top:1PX\">欢迎<b>光临</b></p></dialog>";
    let poison = "<script>d.showModal();Element.prototype.getAttribute=()=>'display:none';Element.prototype.scrollIntoView=()=>{throw 1};\
                  Element.prototype.querySelectorAll=()=>{throw 1};CSSStyleDeclaration.prototype.setProperty=()=>{throw 1}</script>";
    let footer = format!("<footer style='text-align:center'>{NUMBER}</footer>{dialog}{poison}");
    fs::write(root.path().join("page.html"), page(&footer)).expect("a page");
    let audit = ["audit", "page.html", "--evidence", "proof", "--browser", browser];
    let (code, out, err) = beian(root.path(), &[&audit[..], &["--fail-on", "never"]].concat());
    assert_eq!(code, Some(0), "{out}{err}");
    let proof = root.path().join("proof");
    let screens = &manifest(&proof)["sites"][0]["screens"];
    for screen in [&screens[0], &screens[1]] {
        assert_eq!(screen["filings"][0]["seen"], true, "{screen}");
        let dom = fs::read_to_string(proof.join(screen["dom"].as_str().expect("a file")));
        let dom = dom.expect("a file");
        for written in [
            r#"style="color:red;;visibility: visible;width:100vw;height:100vh;max-width:none;max-height:none" open"#,
            r#"<p style="visibility:hidden; top:1PX">欢迎<b>光临</b></p>"#,
        ] {
            assert!(dom.contains(written), "{written}: {dom}");
        }
    }
}

#[test]
fn inject_verify_looks_at_a_page_of_each_layout() {
    let Some(browser) = browser() else { return };
    let browser = browser.to_str().expect("a path in UTF-8");
    let root = tempfile::tempdir().expect("a scratch folder");
    let public = root.path().join("public");
    fs::create_dir(&public).expect("a folder");
    for name in ["index.html", "a.html", "b.html"] {
        fs::write(public.join(name), page("")).expect("a page");
    }
    let args = [
        "inject",
        "public",
        "--icp",
        NUMBER,
        "--verify",
        "--browser",
        browser,
        "--base-path",
        "/x/",
    ];
    let (code, out, err) = beian(root.path(), &args);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(
        out.contains("looked at 2 pages in a browser, one of each layout: all is seen"),
        "{out}"
    );
    // an application that writes the number itself, beside the footer or in its place
    let application = |app: &str| {
        let code = format!(
            "document.getElementById('a').innerHTML='<footer><a href=\"https://beian.miit.gov.cn/\">{}'+'{}</a></footer>'",
            &NUMBER[..9],
            &NUMBER[9..]
        );
        page(&format!("{app}<script>{code}</script>")).replace("<body", "<body class=app")
    };
    fs::write(public.join("app.html"), application("<div id=a></div>")).expect("a page");
    let (code, out, err) = beian(root.path(), &args);
    assert_eq!(code, Some(0), "{out}{err}");
    let line = format!(
        "public/app.html: {NUMBER}: more than once on the page, since scripts write it as well"
    );
    assert!(out.contains(&line), "{out}");
    fs::write(public.join("app.html"), application("<main id=a><p>x</p></main>")).expect("a page");
    let into = [&args[..], &["--into", "#a"]].concat();
    let (code, out, err) = beian(root.path(), &into);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("public/app.html: scripts take out the footer that was put in"), "{out}");
    fs::remove_file(public.join("app.html")).expect("a file");
    // a linked style sheet, which inject does not read, hides the footer on phones
    fs::write(public.join("x.css"), "@media (max-width:600px){body>*{display:none!important}}")
        .expect("a file");
    let shop = page("").replace("<head>", "<head><link rel=stylesheet href=x.css>");
    fs::write(public.join("shop.html"), shop.replace("<body", "<body class=shop")).expect("a page");
    let (code, out, err) = beian(root.path(), &args);
    assert_eq!(code, Some(1), "{out}{err}");
    let line =
        out.lines().find(|line| line.starts_with("public/shop.html (phone): ")).expect("a line");
    assert!(line.contains("is hidden by display:none"), "{line}");
    let (_, picture) = line.split_once("; picture ").expect("a picture");
    assert!(fs::read(picture).expect("a file").starts_with(b"\x89PNG"));
    fs::remove_dir_all(Path::new(picture).parent().expect("a folder")).expect("its folder");
}
