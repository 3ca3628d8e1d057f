//! `beian preflight --live` and `--whois`.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use beian::cli::Exit;

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::{Reply, Server};

/// A server that reads a question and gives this answer, or none and hangs up.
fn server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.read(&mut [0; 64]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

const DOSSIER: &str = "[subject]\nname = \"青禾文具店\"\n[[site]]\nname = \"青禾文具\"\ndomain = \"example.cn\"\nopen = false\n[[domain]]\nname = \"example.cn\"\nholder = \"青禾文具店\"\n";

fn run(answer: &'static str) -> Outcome {
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER);
    sandbox.run(&["preflight", "--whois", "--whois-server", &server(answer), "--format", "json"])
}

#[test]
fn the_registry_is_asked_and_compared() {
    for (answer, part) in [
        ("Domain Name: example.cn\r\nRegistrant: 陈小舟\r\n", "the registered holder is"),
        ("No matching record.\r\n", "the registry has no example.cn"),
        ("Queried interval is too short\r\nlimit exceeded", "example.cn: too many questions"),
        ("\u{1b}]52;garbage", "example.cn: an answer of an unknown form"),
    ] {
        let outcome = run(answer);
        assert!(outcome.out.contains(part), "{answer}: {}{}", outcome.out, outcome.err);
        assert!(!outcome.out.contains('\u{1b}'));
    }
    let good = run("Domain Name: example.cn\r\nRegistrant: 青禾文具店\r\nDomain Status: ok\r\n");
    assert!(!good.out.contains("seen-registry-differs"), "{}", good.out);
    assert_ne!(good.exit, Exit::Usage);
}

/// A server that takes connections and says nothing.
fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        let open: Vec<_> = listener.incoming().collect();
        drop(open);
    });
    address
}

#[test]
fn a_registry_that_never_answers_is_left() {
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER);
    let address = silent();
    let args = ["preflight", "--whois", "--whois-server", &address, "--timeout", "1"];
    let outcome = sandbox.run(&args);
    assert!(outcome.out.contains("the registry gave no answer"), "{}{}", outcome.out, outcome.err);
    assert!(!outcome.out.contains("says otherwise"), "{}", outcome.out);
}

#[test]
fn domains_of_other_registries_are_named_and_not_judged() {
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER.replace("example.cn", "example.com"));
    let outcome = sandbox.run(&["preflight", "--whois", "--whois-server", &silent()]);
    assert!(outcome.err.contains("not asked for: example.com"), "{}", outcome.err);
    assert!(!outcome.out.contains("registry"), "{}", outcome.out);
}

/// What a site is found to be that the dossier calls open, and that does not answer.
fn is_left_to_a_person(outcome: &Outcome) {
    let report: serde_json::Value = serde_json::from_str(&outcome.out).expect(&outcome.err);
    let has = |list: &str| {
        report[list]
            .as_array()
            .expect("a list")
            .iter()
            .any(|found| found["rule"] == "site-open-early")
    };
    assert!(has("reviews") && !has("findings"), "{}", outcome.out);
}

#[test]
fn a_site_that_never_answers_is_left_to_a_person() {
    let url = format!("[[site]]\nurl = \"http://{}/\"", silent());
    let text = DOSSIER.replace("open = false", "open = true").replacen("[[site]]", &url, 1);
    let sandbox = Sandbox::new().file("filing.toml", text);
    let outcome = sandbox.run(&["preflight", "--live", "--timeout", "1", "--format", "json"]);
    is_left_to_a_person(&outcome);
}

#[test]
fn a_cache_asks_once_a_day() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (asked, count) = mpsc::channel();
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.read(&mut [0; 64]);
            let answer = "Domain Name: example.cn\r\nRegistrant: 陈小舟\r\n";
            let _ = stream.write_all(answer.as_bytes());
            asked.send(()).unwrap();
        }
    });
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER);
    let args = ["preflight", "--whois", "--whois-server", &address, "--lang", "zh"];
    for _ in 0..2 {
        let outcome = sandbox.run(&[&args[..], &["--cache", "cache"]].concat());
        assert!(outcome.out.contains("登记的持有者是“陈小舟”"), "{}{}", outcome.out, outcome.err);
    }
    assert_eq!(count.try_iter().count(), 1);
    let outcome = sandbox.run(&args);
    assert!(outcome.out.contains("陈小舟") && count.try_iter().count() == 1, "{}", outcome.err);
    let sandbox = sandbox.file("blocked", "");
    let outcome = sandbox.run(&[&args[..], &["--cache", "blocked"]].concat());
    assert_eq!(outcome.exit, Exit::Usage, "{}", outcome.err);
}

#[test]
fn an_answer_that_is_none_is_told_in_both_languages() {
    for (lang, part) in [("zh", "查询太频繁"), ("en", "too many questions")] {
        let address = server("Queried interval is too short");
        let args = ["preflight", "--whois", "--whois-server", &address, "--lang", lang];
        let outcome = Sandbox::new().file("filing.toml", DOSSIER).run(&args);
        assert!(outcome.out.contains(part), "{}", outcome.out);
    }
}

#[test]
fn both_names_of_a_host_are_looked_at() {
    let site = Server::start(|_| Reply::html("<!doctype html><title>旧</title><p>hi</p>"));
    let url = site.url("/");
    let port = url.trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
    let new = format!("[[site]]\nurl = \"http://example.cn:{port}/\"");
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER.replacen("[[site]]", &new, 1));
    let apex = format!("example.cn:{port}:127.0.0.1");
    let www = format!("www.example.cn:{port}:127.0.0.1");
    let closed = format!("www.example.cn:{port}:127.0.0.2");
    let both = ["preflight", "--live", "--lang", "zh", "--resolve", &apex, "--resolve", &www];
    let outcome = sandbox.run(&both);
    assert!(!outcome.out.contains("两个名称都应能打开"), "{}", outcome.out);
    let one = ["preflight", "--live", "--lang", "zh", "--resolve", &apex, "--resolve", &closed];
    let outcome = sandbox.run(&one);
    assert!(outcome.out.contains("www.example.cn 打不开：两个名称都应能打开"), "{}", outcome.out);
}

#[test]
fn a_registry_server_is_a_host_and_a_port() {
    for wrong in ["nohost", "127.0.0.1:99999", "a:b", "", ":43", "a:0", "a b:43", "::1:43", "a:+43"]
    {
        for (lang, part) in [("zh", "请写成 HOST:PORT"), ("en", "write it as HOST:PORT")] {
            let option = format!("--whois-server={wrong}");
            let outcome = Sandbox::new().run(&["preflight", &option, "--lang", lang]);
            assert!(outcome.exit == Exit::Usage, "{wrong}");
            assert!(wrong.is_empty() || outcome.err.contains(part), "{wrong}: {}", outcome.err);
        }
    }
}

#[test]
fn numbers_in_names_are_in_no_report() {
    let text = DOSSIER.replace(
        "name = \"青禾文具店\"\n[[site]]",
        "name = \"青禾 138 1234 5678\"\n[[lead]]\nname = \"陈 E12345678\"\n[[site]]",
    );
    for format in ["text", "json", "html", "markdown", "csv", "ics"] {
        let outcome =
            Sandbox::new().file("filing.toml", &text).run(&["preflight", "--format", format]);
        let plain = !outcome.out.contains("1234 5678") && !outcome.out.contains("E12345678");
        assert!(plain, "{format}: {}", outcome.out);
        assert!(!outcome.out.is_empty(), "{}", outcome.err);
    }
}

#[test]
fn a_pipe_is_no_dossier() {
    let outcome = Sandbox::new().run(&["preflight", "/dev/null"]);
    assert!(
        outcome.exit == Exit::Usage && outcome.err.contains("cannot be read"),
        "{}",
        outcome.err
    );
}

#[test]
fn nothing_is_asked_unless_it_is_wanted() {
    let sandbox = Sandbox::new().file("filing.toml", DOSSIER);
    let outcome = sandbox.run(&["preflight", "--whois-server", "127.0.0.1:1", "--format", "json"]);
    assert!(!outcome.out.contains("seen-registry-differs"), "{}", outcome.out);
}

#[test]
fn sites_are_looked_at_from_outside() {
    const GOOD: &str = "<!doctype html><title>旧站</title><p>青禾文具的旧网站，介绍文具的使用方法。</p><footer><a href=\"https://beian.miit.gov.cn/\">浙ICP备12345670号-1</a></footer>";
    const BARE: &str =
        "<!doctype html><title>旧站</title><p>青禾文具的旧网站，介绍文具的使用方法。</p>";
    for (old, finds) in [(GOOD, false), (BARE, true)] {
        let old = Server::start(move |_| Reply::html(old));
        let new = Server::start(|_| Reply::html("<!doctype html><p>hi</p>"));
        let text = format!(
            "{DOSSIER}[[filed_site]]\ndomain = \"old.example.cn\"\nurl = \"{}\"\n[[server]]\naddress = \"203.0.113.10\"\n",
            old.url("/")
        );
        let new = format!("[[site]]\nurl = \"{}\"", new.url("/"));
        let sandbox = Sandbox::new().file("filing.toml", text.replacen("[[site]]", &new, 1));
        let outcome = sandbox.run(&["preflight", "--live", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&outcome.out).expect(&outcome.err);
        let found: Vec<&str> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|it| it["rule"].as_str())
            .collect();
        // the new site answers while it is still to be filed, and not where the dossier says
        assert!(found.contains(&"site-open-early"), "{found:?}");
        assert!(found.contains(&"seen-address-differs"), "{found:?}");
        assert_eq!(found.contains(&"filed-site-not-shown"), finds, "{found:?}");
    }
}

#[test]
fn hosts_that_cannot_be_reached_are_left_to_a_person() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let new = format!("[[site]]\nurl = \"http://{nobody}/\"");
    let text = DOSSIER.replace("open = false", "open = true").replacen("[[site]]", &new, 1);
    let outcome =
        Sandbox::new().file("filing.toml", text).run(&["preflight", "--live", "--format", "json"]);
    is_left_to_a_person(&outcome);
}
