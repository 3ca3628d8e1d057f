//! What docs/agency.md, docs/changes.md and docs/baseline.md say is true, in both languages: an agency's night is walked
//! with three hundred hosts on loopback.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use beian::cli::Exit;
use calamine::{Reader as _, Xlsx};

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Reply, Request, Server};

const GUIDES: [&str; 6] = [
    include_str!("../../../docs/agency.md"),
    include_str!("../../../docs/agency.zh-CN.md"),
    include_str!("../../../docs/changes.md"),
    include_str!("../../../docs/changes.zh-CN.md"),
    include_str!("../../../docs/baseline.md"),
    include_str!("../../../docs/baseline.zh-CN.md"),
];

/// The options that a guide names exist.
pub(super) fn options_exist(guide: &str) {
    let reference = include_str!("../../../docs/cli.md");
    let commands = guide.lines().filter(|line| line.contains("beian "));
    for (_, option) in commands.flat_map(str::split_whitespace).filter_map(|it| it.split_once("--"))
    {
        let name: String =
            option.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        assert!(name.is_empty() || reference.contains(&format!("--{name}")), "--{name}");
    }
}

#[test]
fn the_options_they_name_exist() {
    GUIDES.into_iter().for_each(options_exist);
}

#[test]
fn both_languages_have_the_same_commands() {
    let commands = |guide: &str| {
        let mut lines: Vec<String> = Vec::new();
        for line in guide.lines().filter(|line| line.starts_with("$ beian")) {
            lines.push(line.split('#').next().unwrap_or_default().trim().to_owned());
        }
        lines
    };
    for pair in GUIDES.chunks(2) {
        let [en, zh] = pair else { panic!("two languages") };
        assert_eq!(commands(en), commands(zh));
    }
}

const SITES: usize = 300;
const CLIENTS: usize = 40;

/// What the page of a site shows on a night: some lose their link, some get it back, one does not answer.
fn answer(request: &Request, night: usize) -> Reply {
    if request.path != "/" {
        return Reply::not_found();
    }
    let digits: String = request.host.chars().filter(char::is_ascii_digit).take(3).collect();
    let site: usize = digits.parse().expect("sNNN.localhost");
    let linked = match (site, night) {
        (7, 2) => return Reply::hangup(),
        (0..5, 2..) | (5..8, 1) => false,
        _ => true,
    };
    let number = "京ICP备11000001号-1";
    let shown = if linked {
        format!("<a href=\"https://beian.miit.gov.cn/\">{number}</a>")
    } else {
        number.to_owned()
    };
    Reply::html(&format!(
        "<!doctype html><html lang=zh><head><title>t</title></head><body><h1>站点 {site}</h1><p>简介</p>\
         <footer>© 2026 某某科技有限公司 {shown}</footer></body></html>"
    ))
}

fn name(site: usize) -> String {
    format!("s{site:03}.localhost")
}

fn night(sandbox: &Sandbox, night: usize) -> Outcome {
    let day = format!("2026-11-0{night}");
    let resume = format!("night-{night}.jsonl");
    let html = format!("html=night-{night}.html");
    let xlsx = format!("xlsx=night-{night}.xlsx");
    let clients = format!("clients-{night}/{{client}}.html");
    sandbox.run(&[
        "audit",
        "--targets",
        "sites.txt",
        "--record",
        "--resume",
        &resume,
        "--fail-on",
        "never",
        "--report",
        &html,
        "--report",
        &xlsx,
        "--report",
        &clients,
        "--today",
        &day,
        "--police",
        "pending",
    ])
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The sites whose list of findings has this rule.
fn with(report: &serde_json::Value, list: &str, rule: &str) -> BTreeSet<String> {
    let has = |site: &&serde_json::Value| {
        site[list].as_array().is_some_and(|all| all.iter().any(|finding| finding["rule"] == rule))
    };
    let sites = report["sites"].as_array().expect("a list");
    sites.iter().filter(has).map(|site| site["site"].as_str().expect("a name").to_owned()).collect()
}

/// The pages and the workbook of the first night.
fn the_files_have_all_sites(sandbox: &Sandbox) {
    let book = sandbox.folder.path().join("night-1.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook(book).expect("a workbook");
    let rows = book.worksheets().into_iter().filter(|(_, sheet)| sheet.height() > SITES).count();
    assert!(rows >= 1, "no sheet has all sites");
    assert!(sandbox.read("night-1.html").contains(&name(SITES - 1)));
    for client in 0..CLIENTS {
        let page = sandbox.read(&format!("clients-1/客户{client:02}.html"));
        let named: BTreeSet<usize> =
            (0..SITES).filter(|site| page.contains(&name(*site))).collect();
        assert_eq!(named, (client..SITES).step_by(CLIENTS).collect(), "{client}");
        let others = (0..CLIENTS).filter(|it| page.contains(&format!("客户{it:02}")));
        assert_eq!(others.collect::<Vec<_>>(), [client]);
    }
}

#[test]
fn an_agency_s_night() {
    let count = Arc::new(AtomicUsize::new(1));
    let nights = Arc::clone(&count);
    let server = Server::start(move |request| answer(request, nights.load(Ordering::SeqCst)));
    let mut toml = "ledger = \"beian.db\"\n[audit]\nmax_pages = 20\n".to_owned();
    let mut list = Vec::new();
    for site in 0..SITES {
        let (name, client) = (name(site), site % CLIENTS);
        let number = "京ICP备11000001号-1";
        let declared =
            ["[[site]]", &format!("domain = \"{name}\""), &format!("icp = \"{number}\"")];
        toml.push_str(&declared.join("\n"));
        toml.push_str(&["\nclient = \"客户", &format!("{client:02}"), "\"\n"].concat());
        list.push(server.url_of(&name, "/"));
    }
    let sandbox = Sandbox::new().file("beian.toml", toml).file("sites.txt", list.join("\n"));

    let first = night(&sandbox, 1);
    assert_eq!(first.exit, Exit::Clean, "{}", first.err);
    the_files_have_all_sites(&sandbox);
    count.store(2, Ordering::SeqCst);
    let second = night(&sandbox, 2);
    assert_eq!(second.exit, Exit::Clean, "{}", second.err);
    let runs = sandbox.run(&["changes", "--runs"]).out;
    assert_eq!(runs.matches("sites: 300").count(), 2, "{runs}");

    let changes = sandbox.run(&["changes", "--format", "json"]);
    assert_eq!(changes.exit, Exit::Findings);
    let report = json(&changes.out);
    assert_eq!(with(&report, "new", "icp-not-linked"), (0..5).map(name).collect());
    assert_eq!(with(&report, "mended", "icp-not-linked"), (5..7).map(name).collect());
    let summary = &report["summary"];
    assert_eq!((&summary["compared"], &summary["not_judged"]), (&299.into(), &1.into()));
    let mail =
        sandbox.run(&["changes", "--format", "markdown", "--output", "changes.md", "--quiet"]);
    assert_eq!((mail.exit, mail.out.as_str(), mail.err.as_str()), (Exit::Findings, "", ""));
    let markdown = sandbox.read("changes.md");
    assert_eq!(markdown.matches("\n## ").count(), 7, "{markdown}");

    // A client sees its own sites only.
    let client = sandbox.run(&[
        "changes",
        "--since",
        "2026-11-01",
        "--client",
        "客户03",
        "--format",
        "json",
    ]);
    let report = json(&client.out);
    assert_eq!(with(&report, "new", "icp-not-linked"), [name(3)].into());
    assert!(
        report["sites"].as_array().expect("a list").iter().all(|site| site["client"] == "客户03")
    );

    // The night after: nothing is new, the site that was down is compared with the night before that, one is gone.
    count.store(3, Ordering::SeqCst);
    list.pop();
    std::fs::write(sandbox.folder.path().join("sites.txt"), list.join("\n")).expect("a file");
    night(&sandbox, 3);
    let changes = sandbox.run(&["changes", "--format", "json"]);
    assert_eq!(changes.exit, Exit::Clean, "{}", changes.out);
    let report = json(&changes.out);
    assert_eq!(with(&report, "mended", "icp-not-linked"), [name(7)].into());
    let summary = &report["summary"];
    assert_eq!((&summary["new"], &summary["gone_sites"]), (&0.into(), &1.into()));
}
