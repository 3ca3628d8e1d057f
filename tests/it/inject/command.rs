//! `beian inject` as a user meets it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::program;
use crate::support::signals;

const PAGE: &str =
    "<!doctype html>\r\n<title>示例</title>\r\n<body>\r\n<p>hello</p>\r\n</body>\r\n</html>";
const ICP: &str = "京ICP备19004817号-1";

struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

fn beian(folder: &Path, args: &[&str]) -> Done {
    let output = program::beian(folder, &[args, &["--lang", "en"]].concat());
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Done { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a scratch folder");
    for (name, text) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    root
}

fn read(root: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(root.path().join(name)).expect("a file")
}

#[test]
fn in_again_and_out() {
    let root = folder(&[
        ("public/index.html", PAGE),
        ("public/a/b.html", PAGE),
        ("public/part.html", "<p>x"),
    ]);
    let args = ["inject", "public", "--icp", ICP];
    let done = beian(root.path(), &args);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert_eq!(
        done.out,
        "skipped public/part.html: a fragment (no doctype, html, head or body tag); --include-fragments puts footers into them too\n\
         2 of 3 pages changed: 2 added, 1 skipped (1 fragment)\n"
    );
    assert!(read(&root, "public/a/b.html").contains("</beian-footer>"));
    let done = beian(root.path(), &args);
    assert!(
        done.out.ends_with("0 of 3 pages changed: 2 unchanged, 1 skipped (1 fragment)\n"),
        "{}",
        done.out
    );
    let audit = beian(root.path(), &["audit", "public/index.html", "--icp", ICP]);
    assert_eq!(audit.code, Some(0), "{}", audit.out);
    let done = beian(root.path(), &["inject", "public", "--remove"]);
    assert_eq!(
        (done.code, read(&root, "public/a/b.html").as_str()),
        (Some(0), PAGE),
        "{}",
        done.err
    );
}

#[test]
fn check_and_dry_run_write_nothing() {
    let root = folder(&[("public/index.html", PAGE)]);
    for (switch, code) in [("--check", 1), ("--dry-run", 0), ("--diff", 0)] {
        let done = beian(root.path(), &["inject", "public", "--icp", ICP, switch]);
        assert_eq!(
            (done.code, read(&root, "public/index.html").as_str()),
            (Some(code), PAGE),
            "{switch}"
        );
        if switch != "--diff" {
            assert!(
                done.out.starts_with("would change public/index.html\n1 of 1 pages would change"),
                "{}",
                done.out
            );
        }
    }
    beian(root.path(), &["inject", "public", "--icp", ICP]);
    assert_eq!(beian(root.path(), &["inject", "public", "--icp", ICP, "--check"]).code, Some(0));
}

#[test]
fn the_diff_is_a_patch() {
    let one_line = PAGE.replace("\r\n", "");
    let root = folder(&[("public/index.html", PAGE), ("public/a b/min.html", &one_line)]);
    let args = ["inject", "public", "--icp", ICP, "--owner", "示例科技有限公司"];
    let patch = beian(root.path(), &[&args[..], &["--patch"]].concat());
    assert!(patch.err.contains("2 of 2 pages would change"), "{}", patch.err);
    fs::write(root.path().join("x.patch"), &patch.out).unwrap();
    let before = ["index.html", "a b/min.html"].map(|name| read(&root, &format!("public/{name}")));
    beian(root.path(), &args);
    let expected =
        ["index.html", "a b/min.html"].map(|name| read(&root, &format!("public/{name}")));
    assert_ne!(before, expected);
    beian(root.path(), &["inject", "public", "--remove"]);
    let Ok(applied) =
        Command::new("git").args(["apply", "x.patch"]).current_dir(root.path()).output()
    else {
        return; // no git here
    };
    assert!(
        applied.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&applied.stderr),
        patch.out
    );
    assert_eq!(
        ["index.html", "a b/min.html"].map(|name| read(&root, &format!("public/{name}"))),
        expected
    );
}

#[test]
fn a_page_of_one_line_does_not_print_itself() {
    let long = PAGE.replace("\r\n", "").replace("hello", &"hello ".repeat(5000));
    let root = folder(&[("public/index.html", &long)]);
    let done = beian(root.path(), &["inject", "public", "--icp", ICP, "--diff"]);
    assert!(done.out.len() < 4000, "{}", done.out);
    assert!(
        done.out.contains("\n-… ") && done.out.contains("hello </p><beian-footer"),
        "{}",
        done.out
    );
    assert!(done.out.contains("@@ column 30"), "{}", done.out);
    assert!(done.err.contains("--patch prints a whole patch"), "{}", done.err);
    let done = beian(root.path(), &["inject", "public", "--icp", ICP, "--patch"]);
    assert!(done.out.len() > 60_000 && !done.err.contains("--patch"), "{}", done.err);
}

#[test]
fn stat_counts_bytes() {
    let root = folder(&[
        ("public/index.html", PAGE),
        ("public/a.html", PAGE),
        ("public/part.html", "<p>x"),
    ]);
    let args = ["inject", "public", "--icp", ICP];
    let done = beian(root.path(), &[&args[..], &["--stat"]].concat());
    assert_eq!((done.code, read(&root, "public/index.html").as_str()), (Some(0), PAGE));
    beian(root.path(), &args);
    let added = read(&root, "public/a.html").len() - PAGE.len();
    let line = format!("{:>8} {:>8}  ", format!("+{added}"), "-0");
    assert!(
        done.out.starts_with(&format!("{line}public/a.html\n{line}public/index.html\n")),
        "{}",
        done.out
    );
    let total = format!("2 added, 1 skipped (1 fragment); bytes +{} -0\n", 2 * added);
    assert!(done.out.ends_with(&total), "{}", done.out);
    let done = beian(root.path(), &["inject", "public", "--remove", "--stat"]);
    assert!(
        done.out.contains(&format!("+0 {:>8}  public/a.html", format!("-{added}"))),
        "{}",
        done.out
    );
}

#[test]
fn json_lists_each_page_with_its_reasons() {
    let faulty = PAGE.replace("</body>", &format!("<footer>{ICP}</footer></body>"));
    let root = folder(&[
        ("public/index.html", PAGE),
        ("public/a.html", &faulty),
        ("public/b.html", "<!doctype html><body><p>x<script>"),
        ("public/part.html", "<p>x"),
    ]);
    let run = |more: &[&str]| {
        let args = [&["inject", "public", "--icp", ICP, "--format", "json"], more].concat();
        let done = beian(root.path(), &args);
        let report: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
        let schema = beian(root.path(), &["schema", "inject"]).out;
        let schema = serde_json::from_str(&schema).expect("JSON");
        assert!(jsonschema::is_valid(&schema, &report), "{report}");
        (done.code, report)
    };
    let (code, report) = run(&["--check"]);
    assert_eq!(code, Some(1));
    assert_eq!(report["dry"], true);
    let page = |at: usize| report["sites"][0]["pages"][at].clone();
    for (at, path, status, reasons) in [
        (0, "a.html", "faulty", serde_json::json!(["icp-not-linked"])),
        (1, "b.html", "skipped", serde_json::json!(["unfinished"])),
        (2, "index.html", "added", serde_json::json!([])),
        (3, "part.html", "skipped", serde_json::json!(["fragment"])),
    ] {
        assert_eq!(page(at)["path"], path);
        assert_eq!(page(at)["status"], status, "{path}");
        assert_eq!(page(at)["reasons"], reasons, "{path}");
        assert_eq!(page(at)["lacking"], path != "part.html", "{path}");
    }
    let summary = &report["summary"];
    assert_eq!((&summary["lacking"], &summary["incomplete"]), (&3.into(), &2.into()));
    assert_eq!(summary["skips"], serde_json::json!({"fragment": 1, "unfinished": 1}));
    assert_eq!(summary["faults"], serde_json::json!({"icp-not-linked": 1}));
    assert_eq!(read(&root, "public/index.html"), PAGE);
    let (code, report) = run(&[]);
    assert_eq!((code, &report["dry"]), (Some(0), &false.into()));
    assert!(read(&root, "public/index.html").contains(ICP));
}

#[test]
fn the_check_says_why_with_counts() {
    let with = |footer: &str| PAGE.replace("</body>", &format!("<footer>{footer}</footer></body>"));
    let root = folder(&[
        ("public/index.html", PAGE),
        ("public/a.html", &with(ICP)),
        ("public/b.html", &with(ICP)),
        ("public/c.html", "<!doctype html><body><p>x<script>"),
        ("public/part.html", "<p>x"),
    ]);
    let args = ["inject", "public", "--icp", ICP, "--check"];
    let done = beian(root.path(), &args);
    assert_eq!(done.code, Some(1));
    assert!(
        done.out.ends_with(
            "the check fails: 4 of 5 pages lack what was asked for: 1 without the footer, 2 icp-not-linked, \
             1 unfinished\n"
        ),
        "{}",
        done.out
    );
    let zh = program::beian(root.path(), &[&args[..], &["--lang", "zh"]].concat());
    let zh = String::from_utf8(zh.stdout).expect("UTF-8");
    assert!(zh.ends_with("没有页脚 1、icp-not-linked 2、文件不完整 1\n"), "{zh}");
}

const SEVERAL: &str = "[[site]]\ndomain = \"a.cn\"\ndir = \"a\"\nicp = \"京ICP备19004817号-1\"\n\
    [[site]]\ndomain = \"b.cn\"\ndir = \"a/b\"\nicp = \"沪ICP备19004817号\"\n\
    [[site]]\ndomain = \"c.cn\"\ndir = \"c\"\nicp = \"粤ICP备19004817号\"\n\
    [[site]]\ndomain = \"d.cn\"\nicp = \"浙ICP备19004817号\"\n";

#[test]
fn all_sites_of_a_configuration_in_one_run() {
    let root = folder(&[("beian.toml", SEVERAL), ("a/index.html", PAGE), ("a/b/index.html", PAGE)]);
    let done = beian(root.path(), &["inject", "--all"]);
    assert_eq!(done.code, Some(2), "{}", done.out);
    assert!(done.err.contains("error: c.cn: there is no folder c"), "{}", done.err);
    assert!(done.err.contains("1 site without dir left out: d.cn"), "{}", done.err);
    assert!(done.out.contains("a.cn: 1 of 1 pages changed: 1 added\n"), "{}", done.out);
    assert!(
        done.out.ends_with("3 sites, 1 failed: 2 of 2 pages changed: 2 added\n"),
        "{}",
        done.out
    );
    assert!(read(&root, "a/index.html").contains("京ICP备19004817号-1"));
    let inner = read(&root, "a/b/index.html");
    assert!(inner.contains("沪ICP备19004817号") && !inner.contains("京ICP备"), "{inner}");
    fs::create_dir(root.path().join("c")).unwrap();
    fs::write(root.path().join("c/index.html"), PAGE).unwrap();
    let done = beian(root.path(), &["inject", "--all", "--check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
    assert_eq!((done.code, &report["summary"]["lacking"]), (Some(1), &1.into()));
    assert_eq!(report["sites"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        beian(root.path(), &["inject", "--all", "-q"]).out,
        "3 sites: 1 of 3 pages changed: 1 added, 2 unchanged\n"
    );
    let done = beian(root.path(), &["inject", "--all", "--remove"]);
    assert_eq!((done.code, read(&root, "a/b/index.html").as_str()), (Some(0), PAGE));
}

#[test]
fn a_full_disk_under_the_output_ends_the_run() {
    let root = folder(&[("beian.toml", SEVERAL), ("c/index.html", PAGE)]);
    // more than is kept back before it is written
    for page in 0..200 {
        let path = root.path().join(format!("a/{}-{page}.html", "long".repeat(20)));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, PAGE).expect("a file");
    }
    let full = fs::File::options().write(true).open("/dev/full").expect("a full disk");
    let args = ["inject", "--all", "--dry-run", "-v", "--lang", "en"];
    let done = program::command(root.path(), &args).stdout(full).output().expect("it starts");
    let err = program::text(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{err}");
    assert!(err.contains("error: standard output cannot be written"), "{err}");
    assert!(!err.contains("a.cn: standard output"), "{err}");
}

#[test]
fn sites_that_share_a_folder_get_copies() {
    let root = folder(&[("beian.toml", TWO), ("public/index.html", PAGE)]);
    let done = beian(root.path(), &["inject", "--all"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("a.cn: the folder is that of b.cn, too"), "{}", done.err);
    assert_eq!(read(&root, "public/index.html"), PAGE);
    let done = beian(root.path(), &["inject", "--all", "--out", "dist"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(read(&root, "dist/a.cn/index.html").contains(ICP));
    assert!(read(&root, "dist/b.cn/index.html").contains("沪ICP备19004817号"));
    for args in [&["inject", "--all", "public"][..], &["inject", "--all", "--icp", ICP]] {
        assert_eq!(beian(root.path(), args).code, Some(2), "{args:?}");
    }
    let empty = folder(&[("public/index.html", PAGE)]);
    let done = beian(empty.path(), &["inject", "--all"]);
    assert!(done.code == Some(2) && done.err.contains("has a dir"), "{}", done.err);
}

#[test]
fn sites_without_a_domain_have_no_copy_and_no_domain_in_json() {
    let config = "[[site]]\ndir = \"x/public\"\nicp = \"京ICP备19004817号-1\"\n\
                  [[site]]\ndir = \"y/public\"\nicp = \"沪ICP备19004817号\"\n";
    let root = folder(&[
        ("beian.toml", config),
        ("x/public/index.html", PAGE),
        ("y/public/index.html", PAGE),
    ]);
    let done = beian(root.path(), &["inject", "--all", "--out", "dist"]);
    assert_eq!(done.code, Some(2), "{}", done.out);
    assert!(done.err.contains("x/public: --out names copies by domain"), "{}", done.err);
    assert!(!root.path().join("dist").exists());
    let done = beian(root.path(), &["inject", "--all", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
    assert_eq!(done.code, Some(0), "{}", done.err);
    for site in report["sites"].as_array().expect("sites") {
        assert!(site["domain"].is_null() && site["dir"].is_string(), "{site}");
    }
}

#[test]
fn into_names_the_element_for_the_footer() {
    let themed = PAGE.replace("</body>", "<footer><div class=copyright>x</div></footer></body>");
    let root = folder(&[("public/index.html", &themed), ("public/a.html", PAGE)]);
    let args = ["inject", "public", "--icp", ICP, "--into", "footer .copyright"];
    let done = beian(root.path(), &args);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(read(&root, "public/index.html").contains("</beian-footer></div></footer>"));
    assert!(read(&root, "public/a.html").contains("</beian-footer></body>"));
    assert_eq!(
        done.out,
        "note public/a.html: no element matches --into; the footer is where it goes without --into\n\
         2 of 2 pages changed: 2 added, 1 not in the element of --into\n"
    );
    assert_eq!(beian(root.path(), &[&args[..], &["--check"]].concat()).code, Some(0));
    let audit = beian(root.path(), &["audit", "public", "--icp", ICP]);
    assert_eq!(audit.code, Some(0), "{}", audit.out);
    beian(root.path(), &["inject", "public", "--remove"]);
    assert_eq!(read(&root, "public/index.html"), themed);
    let done = beian(root.path(), &["inject", "public", "--icp", ICP, "--into", "footer >"]);
    assert!(
        done.code == Some(2) && done.err.contains("the selector is not complete"),
        "{}",
        done.err
    );
}

#[test]
fn modes_that_contradict_each_other_are_refused_and_the_others_combine() {
    let root = folder(&[("public/index.html", PAGE), ("built/index.html", PAGE)]);
    beian(root.path(), &["inject", "built", "--icp", ICP]);
    let built = read(&root, "built/index.html");
    for (dir, modes, code) in [
        ("public", &["--check", "--diff"][..], 1),
        ("public", &["--dry-run", "--diff"], 0),
        ("public", &["--diff", "--patch"], 2),
        ("public", &["--stat", "--check"], 1),
        ("public", &["--check", "--durable"], 1),
        ("public", &["--check", "--out", "copy"], 1),
        ("public", &["--diff", "--out", "copy"], 0),
        ("public", &["--check", "--remove"], 0),
        ("built", &["--check", "--remove"], 1),
        ("built", &["--diff", "--remove"], 0),
        ("built", &["--dry-run", "--remove"], 0),
        ("public", &["--check", "--dry-run"], 2),
        ("built", &["--fix-links", "--remove"], 2),
    ] {
        let args: Vec<&str> = ["inject", dir, "--icp", ICP].iter().chain(modes).copied().collect();
        let done = beian(root.path(), &args);
        assert_eq!(done.code, Some(code), "{args:?}: {}{}", done.out, done.err);
        assert_eq!(done.err.contains("cannot be used with"), code == 2, "{args:?}: {}", done.err);
        let prints_a_diff = modes.contains(&"--diff") && code != 2;
        assert_eq!(done.out.starts_with("--- a/"), prints_a_diff, "{args:?}: {}", done.out);
        let pages = [read(&root, "public/index.html"), read(&root, "built/index.html")];
        assert_eq!(pages, [PAGE.to_owned(), built.clone()], "{args:?}");
        assert!(!root.path().join("copy").exists(), "{args:?}");
    }
}

const TWO: &str = "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\nicp = \"京ICP备19004817号-1\"\n\
                   [[site]]\ndomain = \"b.cn\"\ndir = \"public\"\nicp = \"沪ICP备19004817号\"\npolice = \"pending\"\n";

#[test]
fn each_domain_has_its_own_tree() {
    let root = folder(&[("beian.toml", TWO), ("public/index.html", PAGE), ("public/x.css", "p{}")]);
    let done = beian(root.path(), &["inject", "public"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("say which with --site: a.cn, b.cn"), "{}", done.err);
    for (site, number) in [("a.cn", "京ICP备19004817号-1"), ("www.b.cn", "沪ICP备19004817号")]
    {
        let out = format!("dist/{site}");
        let done = beian(root.path(), &["inject", "public", "--site", site, "--out", &out]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        assert!(read(&root, &format!("{out}/index.html")).contains(number));
        assert_eq!(read(&root, &format!("{out}/x.css")), "p{}");
        assert_eq!(site == "www.b.cn", done.err.contains("pending"), "{}", done.err);
    }
    assert_eq!(read(&root, "public/index.html"), PAGE);
    let done = beian(root.path(), &["inject", "public", "--site", "c.cn"]);
    assert!(done.code == Some(2) && done.err.contains("it has a.cn, b.cn"), "{}", done.err);
}

#[test]
fn wrong_command_lines_say_what_to_do() {
    let root = folder(&[("public/index.html", PAGE), ("empty/x.txt", "")]);
    for (args, words) in [
        (&["public"][..], "nothing to show"),
        (&["public", "--icp", "京ICP备12345678号"], "is a sample"),
        (&["public", "--icp", "京ICP备1905135号"], "--icp"),
        (&["public", "--icp", "京ICP备19004817号-1A"], "is the number of an app"),
        (&["public", "--icp", "京ICP备19004817号-2X"], "is the number of a mini-program"),
        (&["publik", "--icp", ICP], "there is no folder publik"),
        (&["public/index.html", "--icp", ICP], "is a file"),
        (&["empty", "--icp", ICP], "holds no *.html"),
        (
            &["public", "--icp", ICP, "--include", "en/**"],
            "--include and --exclude leave no page of public",
        ),
        (&["public", "--icp", ICP, "--exclude", "a["], "--exclude"),
        (&["public", "--icp", ICP, "--out", "public/x"], "overlaps the source folder"),
        (&["--icp", ICP], "no folder is named"),
        (&["public", "--site", "a.cn"], "there is no beian.toml"),
    ] {
        let args: Vec<&str> = std::iter::once("inject").chain(args.iter().copied()).collect();
        let done = beian(root.path(), &args);
        assert!(done.code == Some(2) && done.err.contains(words), "{args:?}: {}", done.err);
        assert_eq!(read(&root, "public/index.html"), PAGE, "{args:?}");
    }
}

#[test]
fn the_number_of_an_app_in_the_configuration_is_refused() {
    let toml = "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\nicp = \"京ICP备19004817号-1A\"\n";
    let root = folder(&[("public/index.html", PAGE), ("beian.toml", toml)]);
    for args in [&["inject"][..], &["inject", "--all"], &["snippet", "a.cn"]] {
        let done = beian(root.path(), args);
        assert_eq!(done.code, Some(2), "{args:?}: {}", done.err);
        assert!(done.err.contains("is the number of an app, not of a website"), "{}", done.err);
        assert!(done.err.contains("digits only (-1)"), "{}", done.err);
    }
    assert_eq!(read(&root, "public/index.html"), PAGE);
    // taking out footers needs no number
    let done = beian(root.path(), &["inject", "--remove"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
}

#[test]
fn a_link_around_both_numbers_is_told_in_words_and_in_json() {
    let police = "京公网安备11010502046718号";
    let body =
        format!("<footer><a href=\"http://beian.miit.gov.cn/\">{ICP} {police}</a></footer></body>");
    let root = folder(&[("public/index.html", &PAGE.replace("</body>", &body))]);
    let args = ["inject", "public", "--icp", ICP, "--police", police, "--fix-links"];
    let done = beian(root.path(), &args);
    assert!(done.out.contains("give the police number a link of its own"), "{}", done.out);
    let now = read(&root, "public/index.html");
    assert!(
        now.contains(&format!("<a href=\"https://beian.miit.gov.cn/\">{ICP} {police}</a>")),
        "{now}"
    );
    let done = beian(root.path(), &[&args[..], &["--format", "json"]].concat());
    assert!(done.out.contains("\"link_is_shared\": true"), "{}", done.out);
    assert_eq!(read(&root, "public/index.html"), now);
}

#[test]
fn the_badge_is_copied_linked_and_taken_away() {
    let root = folder(&[("public/a/b.html", PAGE)]);
    fs::write(root.path().join("police.png"), b"\x89PNG....").unwrap();
    let args = ["inject", "public", "--police", "京公网安备11010502046718号"];
    let done = beian(root.path(), &args);
    assert!(done.err.contains("https://beian.mps.gov.cn"), "{}", done.err);
    let badge = || {
        let names = fs::read_dir(root.path().join("public")).unwrap();
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).find(|it| it != "a")
    };
    let done = beian(root.path(), &[&args[..], &["--badge", "police.png"]].concat());
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    let name = badge().expect("a copy");
    assert!(read(&root, "public/a/b.html").contains(&format!("../{name}")));
    beian(root.path(), &["inject", "public", "--remove"]);
    assert_eq!((badge(), read(&root, "public/a/b.html").as_str()), (None, PAGE));
}

#[test]
fn a_page_with_its_own_footer_gets_no_second_number() {
    let own = |href: &str| {
        PAGE.replace("</body>", &format!("<footer><a href=\"{href}\">{ICP}</a></footer></body>"))
    };
    let root = folder(&[
        ("public/a.html", &own("https://beian.miit.gov.cn/")),
        ("public/b.html", &own("http://www.miitbeian.gov.cn/")),
    ]);
    let done = beian(root.path(), &["inject", "public", "--icp", ICP]);
    assert!(
        done.out.contains("left public/b.html: its own footer is not right (icp-link-outdated"),
        "{}",
        done.out
    );
    assert!(done.out.contains("0 of 2 pages changed: 1 already there"), "{}", done.out);
    assert!(done.err.contains("--fix-links"), "{}", done.err);
    let done = beian(root.path(), &["inject", "public", "--icp", ICP, "--fix-links"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert_eq!(read(&root, "public/b.html"), own("https://beian.miit.gov.cn/"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_folder_are_reported() {
    let outside = folder(&[("a.html", PAGE)]);
    let images = folder(&[("a.png", "")]);
    let root = folder(&[("site/index.html", PAGE)]);
    let site = root.path().join("site");
    for (to, name) in [
        (outside.path().join("a.html"), "out.html"),
        (outside.path().to_owned(), "shared"),
        (images.path().to_owned(), "images"),
        (site.join("index.html"), "again.html"),
        (site.join("nowhere.html"), "broken.html"),
    ] {
        std::os::unix::fs::symlink(to, site.join(name)).unwrap();
    }
    let done = beian(root.path(), &["inject", "site", "--icp", ICP]);
    let told: Vec<_> = done.out.lines().filter(|line| line.starts_with("skipped")).collect();
    let reason = "a link that leads out of the folder; the pages there stay as they are";
    assert_eq!(
        told,
        [format!("skipped site/out.html: {reason}"), format!("skipped site/shared: {reason}")],
        "{}",
        done.out
    );
    assert_eq!(read(&outside, "a.html"), PAGE);
    let done = beian(root.path(), &["inject", "site", "--icp", ICP, "--exclude", "out.html"]);
    assert!(!done.out.contains("out.html"), "{}", done.out);
}

#[test]
fn check_fails_where_a_page_lacks_what_was_asked_for() {
    let with = |footer: &str| PAGE.replace("</body>", &format!("<footer>{footer}</footer></body>"));
    let linked = |number: &str| format!("<a href=\"https://beian.miit.gov.cn/\">{number}</a>");
    let check = |files: &[(&str, &str)], code: i32, words: &str| {
        let root = folder(files);
        let done = beian(root.path(), &["inject", "public", "--icp", ICP, "--check"]);
        assert_eq!(done.code, Some(code), "{files:?}: {}{}", done.out, done.err);
        assert!(done.out.contains(words), "{files:?}: {}", done.out);
        for (name, text) in files {
            assert_eq!(read(&root, name), *text, "{name}");
        }
    };
    let right = with(&linked(ICP));
    check(&[("public/index.html", &right)], 0, "1 already there");
    for (footer, rule) in [
        (linked("京ICP备12345678号-1"), "icp-placeholder"),
        (linked("沪ICP备18041804号-2"), "icp-mismatch"),
        (ICP.to_owned(), "icp-not-linked"),
    ] {
        let files = [("public/index.html", &*right), ("public/a.html", &*with(&footer))];
        check(&files, 1, &format!("left public/a.html: its own footer is not right ({rule}"));
    }
    let open = PAGE.replace("</body>", "<script>");
    check(&[("public/index.html", &right), ("public/a.html", &open)], 1, "skipped public/a.html");
    let no_pages = [
        ("public/index.html", &*right),
        ("public/part.html", "<p>x"),
        ("public/google1a2b3c4d5e6f7a8b.html", "google"),
        ("public/old.xhtml", &*right),
    ];
    check(&no_pages, 0, "skipped public/old.xhtml: XHTML that is served as XML");
    let root = folder(&[("public/a.html", &open)]);
    assert_eq!(beian(root.path(), &["inject", "public", "--remove", "--check"]).code, Some(0));
}

#[test]
fn a_fault_is_reported_beside_what_is_added() {
    let number = "京公网安备11010502046718号";
    let old = PAGE.replace("</body>", &format!("<footer>{number}</footer></body>"));
    let root = folder(&[("public/index.html", &old)]);
    let done = beian(root.path(), &["inject", "public", "--icp", ICP]);
    assert_eq!(
        (done.code, done.out.as_str()),
        (
            Some(0),
            "note public/index.html: its own footer is not right (police-not-linked); see beian explain \
             police-not-linked\n1 of 1 pages changed: 1 added, 1 with a faulty footer of their own (1 police-not-linked)\n"
        ),
        "{}",
        done.err
    );
    assert!(read(&root, "public/index.html").contains(ICP));
}

#[test]
fn a_run_that_is_ended_leaves_whole_pages_and_nothing_else() {
    for signal in signals::of_the_end() {
        let root = folder(&[("public/index.html", PAGE)]);
        let page = |number: usize| root.path().join(format!("public/{number}.html"));
        for number in 0..20_000 {
            fs::write(page(number), PAGE).unwrap();
        }
        let args = ["inject", "public", "--icp", ICP, "--lang", "en"];
        let mut command = program::command(root.path(), &args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        while fs::read(page(0)).unwrap() == PAGE.as_bytes() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{signal}");
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("interrupted, the rest was not looked at"), "{told}");
        let (mut changed, mut left) = (0, 0);
        for entry in fs::read_dir(root.path().join("public")).unwrap() {
            let path = entry.unwrap().path();
            assert!(path.extension().is_some_and(|end| end == "html"), "{path:?} was left");
            let text = fs::read_to_string(&path).unwrap();
            if text == PAGE {
                left += 1;
            } else {
                assert!(text.contains("</beian-footer>") && text.ends_with("</html>"), "{path:?}");
                changed += 1;
            }
        }
        assert!(changed > 0 && left > 0 && changed + left == 20_001);
        assert!(told.contains(&format!("{changed} of {changed} pages changed")), "{told}");
    }
}
