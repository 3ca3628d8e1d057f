//! What the fleet refuses, and what it says then.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use async_nats::jetstream;

use crate::support::program;

use super::nats::Nats;
use super::{Bench, said, terminate};

#[test]
fn a_server_that_is_too_old_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut out = stream.try_clone().unwrap();
            let info = r#"{"server_id":"x","server_name":"old","version":"2.10.29","proto":1,"host":"127.0.0.1","port":4222,"headers":true,"max_payload":1048576,"jetstream":true,"client_id":1,"go":"go1.22"}"#;
            out.write_all(format!("INFO {info}\r\n").as_bytes()).unwrap();
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if line.starts_with("PING") {
                        out.write_all(b"PONG\r\n").unwrap();
                    }
                }
            });
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let url = format!("nats://{address}");
    for command in ["work", "status"] {
        let output = program::beian(folder.path(), &["fleet", command, "--nats", &url]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(
            said(&output).contains("version 2.10.29; the fleet needs at least 2.11"),
            "{}",
            said(&output)
        );
    }
}

#[test]
fn a_password_in_an_address_and_a_server_that_is_not_there_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = |args: &[&str]| {
        let args: Vec<&str> = ["fleet"].into_iter().chain(args.iter().copied()).collect();
        program::beian(folder.path(), &args)
    };
    let secret = fleet(&["status", "--nats", "nats://me:secret-word@127.0.0.1:1"]);
    assert_eq!(secret.status.code(), Some(2), "{}", said(&secret));
    assert!(!said(&secret).contains("secret-word"), "{}", said(&secret));
    let missing = fleet(&["status", "--nats", "nats://127.0.0.1:1"]);
    assert_eq!(missing.status.code(), Some(2), "{}", said(&missing));
    assert!(said(&missing).contains("no connection to the NATS server"), "{}", said(&missing));
    for (option, value) in
        [("--run", "a.b"), ("--place", "any"), ("--fleet", "A B"), ("--proxy", "http://a/")]
    {
        let wrong = fleet(&["submit", "--run", "r", option, value, "a.cn"]);
        assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
    }
}

#[test]
fn a_server_without_streams_is_refused() {
    let Some(_) = super::nats::program() else { return };
    let Some(nats) = Nats::start_with("accounts { A { users: [ { user: a, password: b } ] } }")
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut command = program::command(folder.path(), &["fleet", "submit", "--run", "r", "a.cn"]);
    command
        .env("BEIAN_NATS", &nats.url)
        .env("BEIAN_NATS_USER", "a")
        .env("BEIAN_NATS_PASSWORD", "b");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let wrong = command.env("BEIAN_NATS_PASSWORD", "c").output().unwrap();
    assert!(said(&wrong).contains("no connection"), "{}", said(&wrong));
}

#[test]
fn settings_of_another_version_are_refused_and_other_runs_served() {
    let Some(bench) = Bench::new(Duration::ZERO) else { return };
    bench.list("sites.txt", 0..4);
    for run in ["newer", "plain"] {
        assert_eq!(bench.submit("sites.txt", run, &[]).status.code(), Some(0));
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = async_nats::connect(&bench.nats.url).await.unwrap();
        let runs = jetstream::new(client).get_key_value("beian_RUNS").await.unwrap();
        let settings = runs.get("newer.settings").await.unwrap().unwrap();
        let mut settings: serde_json::Value = serde_json::from_slice(&settings).unwrap();
        settings["version"] = 2.into();
        runs.put("newer.settings", serde_json::to_vec(&settings).unwrap().into()).await.unwrap();
    });
    let worker = bench.start(&["work", "--name", "old"]);
    bench.wait_until("plain", |run| run["queued"] == 0);
    assert_eq!(bench.status("newer")["queued"], 4);
    let output = terminate(worker);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let expected =
        "run newer is refused: its settings are of version 2, this program understands version 1";
    assert!(said(&output).contains(expected), "{}", said(&output));
    // A worker for this run alone ends at once.
    for args in
        [&["work", "--run", "newer"][..], &["collect", "--run", "newer", "--resume", "n.jsonl"]]
    {
        let output = bench.fleet(args);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("version 2"), "{}", said(&output));
    }
}

#[test]
fn files_and_folders_are_no_sites_of_a_fleet() {
    let Some(bench) = Bench::new(Duration::ZERO) else { return };
    std::fs::create_dir(bench.path().join("public")).unwrap();
    std::fs::write(bench.path().join("mixed.txt"), "a.example.cn\npublic\nb.example.cn\n").unwrap();
    let output = bench.submit("mixed.txt", "mixed", &[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("public is a file or folder here"), "{}", said(&output));
    assert_eq!(bench.status("mixed")["submitted"], 2);
}

#[test]
fn figures_are_served_where_that_is_asked_for() {
    use std::io::Read as _;
    let Some(bench) = Bench::new(Duration::ZERO) else { return };
    bench.list("sites.txt", 0..4);
    assert_eq!(bench.submit("sites.txt", "figures", &[]).status.code(), Some(0));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let worker = bench.start(&["work", "--metrics", &address]);
    bench.wait_until("figures", |run| run["queued"] == 0);
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    assert!(page.contains("beian_fleet_sites_finished_total 4\n"), "{page}");
    assert!(page.contains("beian_fleet_connected 1\n"), "{page}");
    terminate(worker);
}
