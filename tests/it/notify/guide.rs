//! The timers of docs/watch.md are tried: the line for cron, the unit of systemd and the scripts for GitHub and GitLab run
//! in a shell, against a site on loopback, as they stand in the page. Both languages have the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::program::{PROGRAM, text};
use crate::support::server::{Reply, Server};

use super::robots::{Product, Robot};

const PAGES: [&str; 2] =
    [include_str!("../../../docs/watch.md"), include_str!("../../../docs/watch.zh-CN.md")];

/// The code of a page in a language, one text a block.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.trim() == format!("```{language}") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
            blocks.push(code.join("\n"));
        }
    }
    blocks
}

/// The blocks of a language, which both pages have.
fn code(language: &str) -> Vec<String> {
    let [english, chinese] = PAGES.map(|page| blocks(page, language));
    assert_eq!(english, chinese, "{language}");
    assert!(!english.is_empty(), "{language}");
    english
}

/// The block that has a text.
fn with(language: &str, part: &str) -> String {
    let mut found = code(language).into_iter().filter(|block| block.contains(part));
    let block = found.next().unwrap_or_else(|| panic!("{part}"));
    assert!(found.next().is_none(), "{part} is there twice");
    block
}

/// A machine of its own: folders as the examples name them, one site that lacks its number, one channel.
struct Machine {
    root: tempfile::TempDir,
    robot: Robot,
    site: Server,
}

impl Machine {
    /// `folder` is where `beian.toml` is; `url` says in it where the address of the channel is.
    fn new(folder: &str, url: &str) -> Self {
        let page = "<!doctype html><html lang=zh><head><title>t</title></head><body><h1>站点</h1><p>简介</p>\
                    <footer>© 2026 某某科技有限公司</footer></body></html>";
        let site = Server::start(move |request| match request.path.as_str() {
            // what has a mark goes into the cache
            "/" => Reply::html(page).with_header("ETag", "\"1\""),
            _ => Reply::not_found(),
        });
        let folders = tempfile::tempdir().expect("a folder");
        let robot = Robot::start(Product::Wecom, None);
        let machine = Self { root: folders, robot, site };
        let channel = Product::Wecom.channel().replace("env:WECOM", url);
        let config = format!("{channel}[audit]\ntargets = \"sites.txt\"\n");
        machine.write(&format!("{folder}/beian.toml"), &config);
        machine.write(&format!("{folder}/sites.txt"), &machine.site.url_of("a.localhost", "/"));
        fs::create_dir(machine.path("bin")).expect("a folder");
        std::os::unix::fs::symlink(PROGRAM, machine.path("bin/beian")).expect("a link");
        machine
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Runs a script as a timer would: with nothing but `beian` to be found.
    fn run(&self, script: &str, folder: &str, variables: &BTreeMap<&str, String>) -> Output {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-ec", script]).current_dir(self.path(folder)).env_clear();
        shell.env("PATH", self.path("bin")).env("HOME", self.path("home")).envs(variables);
        shell.output().expect("a shell")
    }

    /// The first night tells the channel, the second has nothing new: what must be kept is kept.
    fn two_nights(&self, script: &str, folder: &str, variables: &BTreeMap<&str, String>) {
        for (sent, said) in
            [(1, "messages sent: 1, waiting: 0"), (1, "messages sent: 0, waiting: 0")]
        {
            let night = self.run(script, folder, variables);
            let (out, err) = (text(&night.stdout), text(&night.stderr));
            assert_eq!(night.status.code(), Some(0), "{script}: {out}{err}");
            assert!(out.contains("1 site audited, 1 with findings") && out.contains(said), "{out}");
            assert_eq!(self.robot.taken().len(), sent, "{script}: {out}{err}");
        }
    }
}

#[test]
fn the_line_for_cron_works() {
    let block = with("crontab", "beian watch");
    let line = block.lines().find(|line| line.contains("beian watch")).expect("a line");
    let mut fields = line.splitn(6, ' ');
    for (field, (least, most)) in
        fields.by_ref().take(5).zip([(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)])
    {
        let number = field.parse::<u8>().ok();
        assert!(field == "*" || number.is_some_and(|it| (least..=most).contains(&it)), "{line}");
    }
    let command = fields.next().expect("a command");
    assert!(!command.contains('%'), "cron ends a command there");
    let machine = Machine::new("home/sites", "env:WECOM_URL");
    let set = format!("export WECOM_URL='{}'\n", machine.robot.url());
    machine.write("home/.config/beian/env", &set);
    machine.two_nights(command, "home", &BTreeMap::new());
    assert!(machine.path("home/.cache/beian").is_dir());
}

/// The value of a key of a unit.
fn value<'a>(unit: &'a str, key: &str) -> &'a str {
    let start = format!("{key}=");
    unit.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_else(|| panic!("{key}"))
}

#[test]
fn the_unit_of_systemd_works() {
    let unit = with("ini", "[Service]");
    let (credential, file) = value(&unit, "LoadCredential").split_once(':').expect("a file");
    let machine = Machine::new("etc/beian", &format!("credential:{credential}"));
    let root = machine.root.path().display().to_string();
    // What systemd does before it starts the service: its folders, and a copy of the credential.
    let here = |path: &str| path.trim_start_matches('/').to_owned();
    machine.write(&here(file), &machine.robot.url());
    fs::create_dir_all(machine.path("run/credentials")).expect("a folder");
    let copy = machine.path(&format!("run/credentials/{credential}"));
    fs::copy(machine.path(&here(file)), copy).expect("a file");
    for (key, place) in [("StateDirectory", "var/lib"), ("CacheDirectory", "var/cache")] {
        let folder = format!("{place}/{}", value(&unit, key));
        fs::create_dir_all(machine.path(&folder)).expect("a folder");
    }
    let start = value(&unit, "ExecStart");
    assert!(start.starts_with("/usr/local/bin/beian "), "systemd wants a whole path");
    let script = start.replace("/usr/local/bin", &format!("{root}/bin"));
    let script = script.replace("/etc/", &format!("{root}/etc/"));
    let script = script.replace("/var/", &format!("{root}/var/"));
    let folder = here(value(&unit, "WorkingDirectory"));
    let credentials = machine.path("run/credentials").display().to_string();
    let variables = BTreeMap::from([("CREDENTIALS_DIRECTORY", credentials)]);
    machine.two_nights(&script, &folder, &variables);
    assert!(machine.path("var/lib/beian/ledger.db").is_file());
    assert!(machine.path("var/lib/beian/calendars").is_dir());
    let timer = with("ini", "[Timer]");
    assert!(value(&timer, "OnCalendar").ends_with(" Asia/Shanghai"));
    assert_eq!(value(&timer, "Persistent"), "true");
}

#[test]
fn the_workflow_of_github_works_and_keeps_the_ledger_of_a_run_that_fails() {
    let workflow = with("yaml", "runs-on:");
    let steps: Vec<&str> = workflow.split("\n      - ").skip(1).collect();
    let place = |part: &str| {
        let found = steps.iter().position(|step| step.starts_with(part));
        found.unwrap_or_else(|| panic!("{part}: {steps:?}"))
    };
    let run = place("run: beian watch");
    let (restore, save) =
        (place("uses: actions/cache/restore@"), place("uses: actions/cache/save@"));
    assert!(restore < run && run < save, "{steps:?}");
    assert!(steps[save].contains("if: always()"), "{steps:?}");
    let key = |step: &str| {
        let line = step.lines().find(|line| line.trim().starts_with("key:")).expect("a key");
        line.trim().to_owned()
    };
    assert_eq!(key(steps[restore]), key(steps[save]));
    assert!(
        key(steps[save]).contains("github.run_id")
            && key(steps[save]).contains("github.run_attempt")
    );
    let script =
        steps[run].lines().next().and_then(|line| line.strip_prefix("run: ")).expect("a line");
    let kept = steps[save].lines().find_map(|line| line.trim().strip_prefix("path: "));
    let machine = Machine::new("checkout", "env:WECOM_URL");
    let variables = BTreeMap::from([("WECOM_URL", machine.robot.url())]);
    machine.two_nights(script, "checkout", &variables);
    let kept = Path::new("checkout").join(kept.expect("a path"));
    assert!(machine.path(&kept.join("ledger.db").to_string_lossy()).is_file());
}

#[test]
fn the_job_of_gitlab_works() {
    let job = with("yaml", "CI_PIPELINE_SOURCE");
    assert!(job.contains("when: always"), "the ledger of a run that fails is kept, too");
    let script = job.split("script:\n").nth(1).expect("a script");
    let lines: Vec<&str> =
        script.lines().map_while(|line| line.trim().strip_prefix("- ")).collect();
    assert!(!lines.is_empty());
    let machine = Machine::new("builds", "env:WECOM_URL");
    let variables = BTreeMap::from([("WECOM_URL", machine.robot.url())]);
    machine.two_nights(&lines.join("\n"), "builds", &variables);
    assert!(machine.path("builds/state/ledger.db").is_file());
}
