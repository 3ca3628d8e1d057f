//! What the guides about deadlines show is what the program does: their commands run one after another in a scratch
//! folder. `UPDATE=1 cargo test --test it docs::` rewrites output and table.

use std::fs;
use std::path::Path;

use beian::domain::lang::Lang;
use beian::report::deadlines::reference;

use super::committed::{matches, read};
use crate::support::program::beian;

const GUIDES: [(&str, Lang, &str); 2] =
    [("docs/deadlines.md", Lang::En, "en"), ("docs/deadlines.zh-CN.md", Lang::Zh, "zh")];

#[test]
fn commands_say_what_is_shown_and_the_clocks_are_those_of_the_program() {
    for (path, lang, tongue) in GUIDES {
        let truth = with_output(&with_clocks(&read(path), lang), tongue);
        matches(path, &truth);
    }
}

fn with_clocks(text: &str, lang: Lang) -> String {
    const MARKS: [&str; 2] = ["<!-- clocks -->\n", "<!-- /clocks -->\n"];
    let (before, rest) = text.split_once(MARKS[0]).expect("a mark");
    let (_, after) = rest.split_once(MARKS[1]).expect("an end mark");
    [before, MARKS[0], &reference::clocks(lang), MARKS[1], after].concat()
}

/// The guide with the output of each command behind it.
fn with_output(text: &str, tongue: &str) -> String {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let (_, toml) = text.split_once("```toml\n").expect("a configuration");
    let (toml, _) = toml.split_once("```\n").expect("its end");
    fs::write(folder.path().join("beian.toml"), toml).expect("written");
    let mut truth = String::new();
    let mut console = false;
    for line in text.lines() {
        if line.starts_with("```") {
            console = line == "```console";
        }
        if let Some(command) = line.strip_prefix("$ ").filter(|_| console) {
            truth.extend([line, "\n", &output(command, folder.path(), tongue)]);
        } else if !console || line.starts_with("```") {
            truth.push_str(line);
            truth.push('\n');
        }
    }
    truth
}

fn output(command: &str, folder: &Path, tongue: &str) -> String {
    let words = command.strip_prefix("beian ").expect(command);
    let mut args = arguments(words);
    args.extend(["--lang".to_owned(), tongue.to_owned()]);
    let output = beian(folder, &args);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{command}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The words of a command line; quoted ones may hold blanks.
fn arguments(words: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    for (index, part) in words.split('"').enumerate() {
        if index % 2 == 1 {
            arguments.push(part.to_owned());
        } else {
            arguments.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    arguments
}
