//! What the READMEs show is what the program does. `UPDATE=1 cargo test --test it docs::` rewrites output and table.

use beian::cli;

use super::committed::{matches, read, root};
use crate::support::program::beian;

/// The READMEs, with the column of the exit codes' table that holds their language.
const READMES: [(&str, usize); 2] = [("README.md", 1), ("README.zh-CN.md", 2)];

// One test, because both of its parts write the same files where they are asked to.
#[test]
fn output_and_exit_codes_are_those_of_the_program() {
    shown_output();
    exit_codes();
}

fn shown_output() {
    for (path, _) in READMES {
        let readme = read(path);
        let command = first_command(&readme);
        let args = command.strip_prefix("cargo run --release -- ").expect("README's first command");
        let output = beian(root(), &args.split(' ').collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(1), "{path}: the sample has findings");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        keep_true(path, "```text\n", "```\n", &said);
    }
}

fn exit_codes() {
    for (path, column) in READMES {
        let mut rows = String::new();
        for row in cli::exit::table().lines().skip(2) {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            rows.extend(["| ", cells[0], " | ", cells[column], " |\n"]);
        }
        keep_true(path, "\n|---|---|\n", "\n", &rows);
    }
}

#[test]
fn continuous_integration_runs_the_commands_shown() {
    let script = read(".ci/run");
    assert!(script.contains(&first_command(&read("README.md"))));
    for (path, _) in READMES {
        assert!(read(path).contains("```console\n$ cargo test\n```"), "{path}");
    }
    assert!(script.contains("\nstep tests cargo test\n"));
}

#[test]
fn every_command_shown_is_understood() {
    for (path, _) in READMES {
        let readme = read(path);
        for line in readme.lines().filter_map(|line| line.strip_prefix("$ beian ")) {
            let args = line.split('#').next().unwrap_or_default().split_whitespace();
            let output = beian(root(), &args.chain(["--help"]).collect::<Vec<_>>());
            assert_eq!(output.status.code(), Some(0), "{path}: beian {line}");
        }
    }
}

#[test]
fn links_lead_to_files() {
    for (path, _) in READMES {
        let readme = read(path);
        let targets = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.starts_with("https://")) {
            assert!(root().join(target).exists(), "{path}: {target}");
        }
    }
}

/// The first command of a README, without the prompt.
fn first_command(readme: &str) -> String {
    let line = readme.lines().find_map(|line| line.strip_prefix("$ "));
    line.expect("a command").to_owned()
}

/// Compares what stands between two marks with what is true, or writes it.
fn keep_true(path: &str, from: &str, to: &str, truth: &str) {
    let readme = read(path);
    let (before, rest) = readme.split_once(from).unwrap_or_else(|| panic!("{path}: no {from:?}"));
    let end =
        if rest.starts_with(to) { 0 } else { rest.find(&format!("\n{to}")).expect("an end") + 1 };
    let after = rest.split_at(end).1;
    matches(path, &[before, from, truth, after].concat());
}
