//! What docs/inject.md says is true, in both languages.

use std::collections::BTreeSet;

use crate::support::program::beian;

const GUIDES: [&str; 2] =
    [include_str!("../../../docs/inject.md"), include_str!("../../../docs/inject.zh-CN.md")];

/// Every generator's line: its npm script or its own command, and the folder that it writes.
#[test]
fn the_recipes_are_the_ones_that_tests_generators_runs() {
    let run = include_str!("../../generators/run");
    let (_, folders) = run.split_once("declare -A output=(").expect("the table of folders");
    let (folders, _) = folders.split_once(')').expect("the table ends");
    let folders: Vec<&str> = folders
        .split_whitespace()
        .filter_map(|entry| entry.split_once("]="))
        .map(|(_, to)| to)
        .collect();
    assert!(folders.len() >= 3);
    for guide in GUIDES {
        let (_, table) = guide.split_once("npx hexo generate").expect("the table of recipes");
        let (table, _) = table.split_once("\n\n").expect("the table ends");
        let written: BTreeSet<&str> = table
            .split("beian inject ")
            .skip(1)
            .filter_map(|rest| rest.split_once('`'))
            .map(|(folder, _)| folder)
            .collect();
        assert_eq!(written, folders.iter().copied().collect());
    }
}

/// The scripts that the generators' sites build with are the commands of the table.
#[test]
fn the_recipes_build_as_the_sites_do() {
    for (script, command) in [
        (include_str!("../../generators/hexo/package.json"), "hexo generate"),
        (include_str!("../../generators/vitepress/package.json"), "vitepress build"),
        (include_str!("../../generators/docusaurus/package.json"), "docusaurus build"),
        (include_str!("../../generators/nextjs/package.json"), "next build"),
        (include_str!("../../generators/eleventy/package.json"), "eleventy"),
        (include_str!("../../generators/run"), "mkdocs build"),
    ] {
        assert!(script.contains(command), "{command}");
        for guide in GUIDES {
            assert!(guide.contains(&format!("{command} && beian inject")), "{command}");
        }
    }
}

#[test]
fn the_options_it_names_exist() {
    let reference = include_str!("../../../docs/cli.md");
    for guide in GUIDES {
        let commands =
            guide.lines().filter(|line| line.contains("beian ") || line.starts_with("| `--"));
        for option in
            commands.flat_map(str::split_whitespace).filter_map(|word| word.split_once("--"))
        {
            let name: String =
                option.1.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            let known =
                name.is_empty() || name == "locked" || reference.contains(&format!("--{name}"));
            assert!(known, "--{name}");
        }
    }
}

#[test]
fn the_template_it_starts_from_works() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    for guide in GUIDES {
        let (_, template) = guide.split_once("```html\n").expect("a template");
        let (template, _) = template.split_once("```").expect("it ends");
        std::fs::write(folder.path().join("footer.html"), template).expect("a file");
        let given = ["snippet", "--template", "footer.html", "--since", "2019"];
        let number = ["--icp", "京ICP备19004817号-1", "--police", "京公网安备11010502046718号"];
        let owner = ["--owner", "青禾文具（北京）有限公司", "--today", "2026-11-22"];
        let output = beian(folder.path(), &[&given[..], &number, &owner].concat());
        let said = String::from_utf8_lossy(&output.stdout);
        // a block of a template of one's own carries a seal of its content
        let (opening, content) = said.trim_end().split_once('>').expect("an element");
        assert!(opening.starts_with("<beian-footer data-seal=\""), "{opening}");
        assert_eq!(
            content,
            "<div align=\"center\">© 2019–2026 青禾文具（北京）有限公司<br>\
             <a href=\"https://beian.miit.gov.cn/\">京ICP备19004817号-1</a> \
             <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718\">京公网安备11010502046718号</a>\
             </div></beian-footer>"
        );
    }
}
