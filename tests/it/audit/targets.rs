//! What is audited: targets, lists of them, and a configuration.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

#[test]
fn the_usable_rows_of_a_list_are_audited_and_the_run_ends_with_an_error() {
    let page = "<p>京ICP备11000001号-1</p>";
    let list = "公司；网址\n甲；nowhere\n乙；a.html\n";
    let sandbox = Sandbox::new().file("a.html", page).file("list", list).file("bad", "x\ny\n");
    let done = sandbox.run(&["audit", "--targets", "list", "--lang", "zh"]);
    assert_eq!(done.exit, Exit::Usage, "{}", done.err);
    assert!(done.out.contains("11000001"), "{}", done.out);
    assert!(done.err.contains("list 第 2 行：这里没有文件或目录“nowhere”"), "{}", done.err);
    let done = sandbox.run(&["audit", "--targets", "bad"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{}", done.err);
}

#[test]
fn nothing_to_audit_is_an_error_with_a_remedy() {
    for (file, args, fix) in [
        (None, &["audit"][..], "beian init"),
        (Some("[[site]]\ndir = \"a\""), &["audit"], "--local"),
        (Some("[[site]]\ndomain = \"a.cn\""), &["audit", "--local"], "dir = "),
        (Some(""), &["audit"], "domain = "),
        (None, &["audit", "--config", "nowhere.toml"], "existing"),
        (None, &["audit", "--targets", "empty"], "one target a line"),
        (None, &["audit", "--targets", "nowhere"], "existing"),
    ] {
        let sandbox = Sandbox::new().file("sub/x", "").file("empty", "");
        let sandbox = match file {
            Some(text) => sandbox.file("beian.toml", text),
            None => sandbox,
        };
        let done = sandbox.run(args);
        assert_eq!(done.exit, Exit::Usage, "{args:?}");
        assert!(done.err.contains(fix), "{file:?} {args:?} {}", done.err);
    }
}

#[test]
fn wrong_values_are_refused_with_their_option() {
    let done = Sandbox::new().run(&["audit", "a.cn", "--icp", "hello"]);
    assert!(done.err.contains("--icp: \"hello\" is not an ICP number"), "{}", done.err);
}
