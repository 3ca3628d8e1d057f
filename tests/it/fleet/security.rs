//! Who may do what: roles, TLS, credentials of an operator's accounts.

use std::fs;
use std::process::Output;
use std::time::Duration;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use super::{Bench, said};

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/tls");

/// `beian fleet ARGS` with these variables.
fn fleet(bench: &Bench, variables: &[(&str, &str)], args: &[&str]) -> Output {
    let args: Vec<&str> = std::iter::once("fleet").chain(args.iter().copied()).collect();
    let mut command = bench.command(&args);
    command.envs(variables.iter().copied()).output().expect("the program starts")
}

/// Each role's work on a run, in order, and the exit code that is expected of it.
const WORK: [(&str, &[&str], i32); 4] = [
    ("submitter", &["submit", "--run", "all", "--targets", "sites.txt", "--max-pages", "2"], 0),
    ("worker", &["work", "--until-done"], 0),
    ("status", &["status"], 0),
    ("collector", &["collect", "--run", "all", "--resume", "all.jsonl", "--quiet"], 1),
];

#[test]
fn the_roles_of_the_examples_do_their_own_work_and_no_other() {
    let Some(bench) = Bench::with("include ./nats-users.conf") else { return };
    bench.list("sites.txt", 0..20);
    let as_role = |role: &str, args: &[&str]| {
        fleet(&bench, &[("BEIAN_NATS_USER", role), ("BEIAN_NATS_PASSWORD", role)], args)
    };
    for (role, args, code) in WORK {
        let done = as_role(role, args);
        assert_eq!(done.status.code(), Some(code), "{role}: {}", said(&done));
    }
    assert_eq!(bench.collected("all.jsonl").len(), 20);
    // The server does not answer what it does not permit: each refusal takes its time.
    let submit = ["submit", "--run", "other", "http://a.localhost/"];
    for (role, args) in [("worker", &submit[..]), ("collector", &["cancel", "--run", "all"])] {
        let refused = as_role(role, args);
        assert_eq!(refused.status.code(), Some(2), "{role}: {}", said(&refused));
    }
    let wrong = [("BEIAN_NATS_USER", "worker"), ("BEIAN_NATS_PASSWORD", "guess-of-mine")];
    let refused = fleet(&bench, &wrong, &["status"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(!said(&refused).contains("guess-of-mine"), "{}", said(&refused));
}

#[test]
fn over_tls_both_sides_must_be_known_to_each_other() {
    let verified = format!(
        "tls {{ cert_file: \"{TLS}/mail.pem\", key_file: \"{TLS}/mail.key\", ca_file: \"{TLS}/client.pem\", verify: true }}"
    );
    let Some(bench) = Bench::with(&verified) else { return };
    bench.list("sites.txt", 0..5);
    let url = bench.nats.url.replace("nats://127.0.0.1", "tls://localhost");
    let url = url.replace("tls://127.0.0.1", "tls://localhost");
    let file = |name: &str| format!("{TLS}/{name}");
    let (ca, other, cert, key) =
        (file("mail-ca.pem"), file("ca.pem"), file("client.pem"), file("client.key"));
    let with = |options: &[&str], args: &[&str]| {
        fleet(&bench, &[], &[args, &["--nats", &url], options].concat())
    };
    let known = ["--nats-ca", &ca, "--nats-cert", &cert, "--nats-key", &key];
    for (role, args, code) in WORK {
        let done = with(&known, args);
        assert_eq!(done.status.code(), Some(code), "{role}: {}", said(&done));
    }
    for (options, what) in [
        (&["--nats-ca", &ca][..], "no certificate of ours"),
        (&["--nats-ca", &other, "--nats-cert", &cert, "--nats-key", &key], "another authority"),
        (&["--nats-cert", &cert, "--nats-key", &key], "the authorities of the system"),
        (&["--nats-ca", &ca, "--nats-cert", &cert, "--nats-key", &file("good.key")], "another key"),
        (&["--nats-ca", &file("missing.pem")], "a missing file"),
    ] {
        let refused = with(options, &["status"]);
        assert_eq!(refused.status.code(), Some(2), "{what}: {}", said(&refused));
    }
}

/// What marks the seed of a key.
const SEED: u8 = 18 << 3;

/// A key of NATS: its public part and its seed in their own base 32 forms.
struct Nkey {
    pair: Ed25519KeyPair,
    public: String,
    seed: String,
}

impl Nkey {
    fn new(prefix: u8) -> Self {
        let mut seed = [0; 32];
        SystemRandom::new().fill(&mut seed).expect("random bytes");
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("a key");
        let public = nkey_text(&[prefix], pair.public_key().as_ref());
        let seed = nkey_text(&[SEED | (prefix >> 5), (prefix & 31) << 3], &seed);
        Self { pair, public, seed }
    }

    /// A token about `subject` that this key signs.
    fn token(&self, subject: &str, name: &str, nats: &Value) -> String {
        let part = |value: Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let head = part(json!({"typ": "JWT", "alg": "ed25519-nkey"}));
        let claims = json!({"jti": name, "iat": 1_700_000_000, "iss": self.public, "name": name, "sub": subject, "nats": nats});
        let signed = format!("{head}.{}", part(claims));
        let signature = self.pair.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}

/// Prefix, key and CRC-16/XMODEM in base 32.
fn nkey_text(prefix: &[u8], key: &[u8]) -> String {
    let mut bytes = [prefix, key].concat();
    let crc = bytes.iter().fold(0_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 }
        })
    });
    bytes.extend(crc.to_le_bytes());
    BASE32_NOPAD.encode(&bytes)
}

#[test]
fn credentials_of_an_operator_s_accounts_are_taken() {
    const OPERATOR: u8 = 14 << 3;
    const ACCOUNT: u8 = 0;
    const USER: u8 = 20 << 3;
    let (operator, account, system) = (Nkey::new(OPERATOR), Nkey::new(ACCOUNT), Nkey::new(ACCOUNT));
    let (user, stranger) = (Nkey::new(USER), Nkey::new(USER));
    let token = operator.token(
        &operator.public,
        "operator",
        &json!({
            "type": "operator", "version": 2, "system_account": system.public
        }),
    );
    let limits = |disk: i64| {
        json!({
            "subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": true, "conn": -1, "leaf": -1,
            "mem_storage": 0, "disk_storage": disk, "streams": disk, "consumer": disk
        })
    };
    let of_account = |key: &Nkey, name: &str, disk: i64| {
        operator.token(
            &key.public,
            name,
            &json!({"type": "account", "version": 2, "limits": limits(disk)}),
        )
    };
    let (fleet_account, system_account) =
        (of_account(&account, "fleet", -1), of_account(&system, "system", 0));
    let config = format!(
        "operator: {token}\nsystem_account: {}\nresolver: MEMORY\nresolver_preload: {{\n{}: {fleet_account}\n{}: {system_account}\n}}",
        system.public, account.public, system.public
    );
    let Some(bench) = Bench::with(&config) else { return };
    bench.list("sites.txt", 0..10);
    let write = |name: &str, seed: &str| {
        let rights = json!({"type": "user", "version": 2, "subs": -1, "data": -1, "payload": -1, "pub": {}, "sub": {}});
        let token = account.token(&user.public, "user", &rights);
        let text = format!(
            "-----BEGIN NATS USER JWT-----\n{token}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n"
        );
        fs::write(bench.path().join(name), text).expect("a file");
    };
    write("good.creds", &user.seed);
    write("other.creds", &stranger.seed);
    for (role, args, code) in WORK {
        let done = fleet(&bench, &[], &[args, &["--nats-creds", "good.creds"]].concat());
        assert_eq!(done.status.code(), Some(code), "{role}: {}", said(&done));
    }
    let named = [("BEIAN_NATS_CREDS", "good.creds")];
    assert_eq!(fleet(&bench, &named, &["status"]).status.code(), Some(0));
    for options in [
        &["status"][..],
        &["status", "--nats-creds", "other.creds"],
        &["status", "--nats-creds", "no.creds"],
    ] {
        let refused = fleet(&bench, &[], options);
        assert_eq!(refused.status.code(), Some(2), "{options:?}: {}", said(&refused));
        assert!(!said(&refused).contains(&stranger.seed), "{}", said(&refused));
    }
}

#[test]
fn a_server_that_dies_in_the_middle_is_waited_for() {
    let Some(mut bench) = Bench::new(Duration::from_millis(30)) else { return };
    bench.list("sites.txt", 0..160);
    let expected = bench.audited("sites.txt");
    assert_eq!(bench.submit("sites.txt", "all", &[]).status.code(), Some(0));
    let worker = bench.start(&["work", "--until-done", "--places", "8"]);
    let recorded = ["--record", "--ledger", "all.db"];
    let collect = ["collect", "--run", "all", "--resume", "all.jsonl"];
    let collector = bench.start(&[&collect[..], &recorded].concat());
    for audited in [30, 80] {
        bench.wait_until("all", |run| run["audited"].as_u64() >= Some(audited));
        bench.nats.kill();
        std::thread::sleep(Duration::from_millis(1500));
        bench.nats.start_again();
    }
    let collected = collector.wait_with_output().expect("it ends");
    assert_eq!(collected.status.code(), Some(1), "{}", said(&collected));
    let ended = worker.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    super::assert_same(&bench.collected("all.jsonl"), &expected);
}
