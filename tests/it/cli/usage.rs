//! Errors of the command line, help, and commands that are left out.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

#[test]
fn without_a_command_help_is_shown() {
    let done = Sandbox::new().run(&[]);
    assert_eq!(done.exit, Exit::Clean);
    assert!(done.out.contains("Usage: beian") && done.out.contains("audit"), "{}", done.out);
    assert_eq!(done.err, "");
}

#[test]
fn a_wrong_option_is_a_usage_error_that_cannot_act_on_a_terminal() {
    let done = Sandbox::new().run(&["audit", "--max-pagse\u{1b}[31m", "3"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""));
    assert!(done.err.starts_with("error: unexpected argument"), "{}", done.err);
    assert!(done.err.contains("\n  fix: ") && !done.err.contains('\u{1b}'), "{}", done.err);
}

#[test]
fn errors_are_in_the_language_that_is_asked_for() {
    for (args, part) in [
        (&["audit", "--frobnicate", "--lang", "zh"][..], "没有选项或参数"),
        (&["--lang=zh", "audti"], "是否想写 audit"),
        (&["audit", "nowhere", "--lang", "zh"], "没有文件或目录"),
        (&["audit", ".", "--icp", "x", "--lang", "zh"], "不是 ICP 备案号"),
        (&["inject", "nowhere", "--icp", "京ICP备11000001号", "--lang", "zh"], "没有目录"),
        (&["deadlines", "record", "a.cn", "opened", "2026-11-31", "--lang", "zh"], "30 天"),
        (&["audit", ".", "--config", "nowhere.toml", "--lang", "zh"], "没有这个文件或目录"),
    ] {
        let done = Sandbox::new().run(args);
        assert_eq!(done.exit, Exit::Usage, "{args:?}");
        let told = done.err.starts_with("错误：") && done.err.contains("\n  解决：");
        assert!(told && done.err.contains(part), "{args:?} {}", done.err);
    }
    let done = Sandbox::new().run(&["audit", "--frobnicate", "--lang", "zh", "--lang", "xx"]);
    assert!(done.err.starts_with("错误："), "{}", done.err);
}

#[test]
fn no_error_shows_a_secret() {
    let line = |toml: &str| Sandbox::new().file("beian.toml", toml).run(&["audit", "a.cn"]);
    let typed = |args: &[&str]| Sandbox::new().run(args);
    let list = "ftp://u:SECRET@b.cn/\n";
    let cases = [
        typed(&["audit", "a.cn", "--proxy", "socks5://u:SECRET@h"]),
        typed(&["audit", "a.cn", "--proxy", "http://u:SECRET@h:99999"]),
        typed(&["audit", "a.cn", "--proxy=http://u:SEC/SECRET@h"]),
        typed(&["audit", "a.cn", "--prxy=http://u:SECRET@h"]),
        typed(&["audit", "a.cn", "--header", "Cookie: a=SECRET\nX: SECRET"]),
        typed(&["audit", "a.cn", "--header", "X-Any: SECRET\r\nX: y"]),
        typed(&["audit", "a.cn", "--header", "SECRET"]),
        typed(&["audit", "a.cn", "--header=X Any: SECRET"]),
        typed(&["audit", "ftp://u:SECRET@h"]),
        typed(&["audit", "https://u:SECRET@a.cn/"]),
        typed(&["audit", "https://u:SECRET@/"]),
        typed(&["audit", "u:SECRET word@a.cn"]),
        typed(&["audit", "u:SECRET@a.cn"]),
        typed(&["https://u:SECRET@a.cn"]),
        typed(&["init", "https://u:SECRET@a.cn"]),
        Sandbox::new().file("list", list).run(&["audit", "--targets", "list"]),
        line("[audit]\nheader = [\"X-Any: SECRET\\nX: y\"]"),
        line("[audit]\nheader = [\n  \"X-Any: SECRET\",\n  oops SECRET\n]"),
        line("[audit]\nheader = \"X-Any: SECRET"),
        line("[audit]\nheaders = [\"X-Any: SECRET\"]"),
        line("[audit]\nproxy = \"socks5://u:SECRET@h\""),
        line("[audit]\nproxy = \"http://u:SECRET@h:99999\""),
        line("[audit]\nproxy = \"http://u:SECRET@h\" x"),
        line("audit = { max_page = 1, header = [\"X-Any: SECRET\"] }"),
        line("[[site]]\ndomain = \"https://u:SECRET@a.cn\""),
    ];
    for (index, done) in cases.iter().enumerate() {
        assert_eq!(done.exit, Exit::Usage, "{index}: {}", done.err);
        assert!(!done.err.contains("SECRET"), "{index}: {}", done.err);
    }
}

#[test]
fn a_target_in_the_place_of_a_command_is_audited() {
    let page = "<p>京ICP备11000001号-1</p>";
    let sandbox = Sandbox::new().file("public/index.html", page).file("a.html", page);
    for args in [&["public"][..], &["./public"], &["--lang", "zh", "a.html", "--format", "json"]] {
        let done = sandbox.run(args);
        assert!(done.out.contains("11000001"), "{args:?} {} {}", done.out, done.err);
    }
    assert!(sandbox.run(&["nowhere"]).err.contains("unrecognized subcommand"));
    let done = sandbox.run(&["a.html", "--frobnicate"]);
    assert!(done.err.contains("--frobnicate"), "{}", done.err);
}

#[test]
fn help_is_a_command_too() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["help", "inject"]).out, sandbox.run(&["inject", "--help"]).out);
    assert_eq!(sandbox.run(&["help"]).exit, Exit::Clean);
}

#[test]
fn a_nearly_right_option_is_named() {
    let done = Sandbox::new().run(&["audit", "--max-page", "3"]);
    assert!(done.err.contains("--max-pages"), "{}", done.err);
}

#[test]
fn usage_errors_have_a_remedy() {
    let names: Vec<&str> = beian::report::FORMATS.iter().map(|format| format.name).collect();
    let names = names.join(", ");
    let formats = (format!("可用的值：{names}"), format!("write one of {names}"));
    for (args, what, fix) in [
        (
            &["audit", "--header", "x"][..],
            (
                "--header <NAME:VALUE> 的值“***”无效",
                "invalid value '***' for '--header <NAME:VALUE>'",
            ),
            ("请写成 NAME:VALUE，例如 Cookie:a=b", "write it as NAME:VALUE, e.g. Cookie:a=b"),
        ),
        (
            &["audit", "--format", "pdf"],
            ("--format <FORMAT> 的值“pdf”无效", "invalid value 'pdf' for '--format <FORMAT>'"),
            (&*formats.0, &*formats.1),
        ),
        (
            &["audit", "--max-pages"],
            (
                "--max-pages <N> 缺少值",
                "a value is required for '--max-pages <N>' but none was supplied",
            ),
            ("用法见 --help", "see --help"),
        ),
        (
            &["audti"],
            ("没有命令 audti", "unrecognized subcommand 'audti'"),
            ("是否想写 audit？", "a similar subcommand exists: 'audit'"),
        ),
        (
            &["audit", "--max-page", "3"],
            ("没有选项或参数 --max-page", "unexpected argument '--max-page' found"),
            ("是否想写 --max-pages？", "a similar argument exists: '--max-pages'"),
        ),
        (
            &["deadlines", "record", "a.cn", "opened", "2026-11-31"],
            ("“2026-11-31”不是日历上的一天", "\"2026-11-31\" is not a day of the calendar"),
            ("2026 年 11 月只有 30 天；请检查日期", "November 2026 has 30 days: check the day"),
        ),
    ] {
        for (lang, expected) in [
            ("zh", format!("错误：{}\n  解决：{}\n", what.0, fix.0)),
            ("en", format!("error: {}\n  fix: {}\n", what.1, fix.1)),
        ] {
            let done = Sandbox::new().run(&[args, &["--lang", lang]].concat());
            assert_eq!((done.exit, done.err), (Exit::Usage, expected), "{args:?}");
        }
    }
}

#[test]
fn what_is_missing_or_conflicts_is_named() {
    for args in
        [&["inject", "--diff", "--nope"][..], &["deadlines", "record"], &["explain", "a", "b"]]
    {
        let done = Sandbox::new().run(&[args, &["--lang", "zh"]].concat());
        assert!(!done.err.contains("error") && done.err.contains("解决："), "{}", done.err);
    }
    assert!(Sandbox::new().run(&["deadlines", "record"]).err.contains("<DOMAIN>"));
}

#[test]
fn help_has_examples_and_groups() {
    let help = beian::cli::help();
    for part in
        ["What to audit:", "What is read:", "Connections:", "Output:", "Examples:", "Exit codes"]
    {
        assert!(help.contains(part), "{part}\n{help}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
}
