//! `beian init`.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

#[test]
fn a_commented_file_is_written_in_the_language_of_the_run() {
    let sandbox = Sandbox::new();
    let done = sandbox.run(&["init", "--lang", "zh"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Clean, ""));
    assert!(sandbox.read("beian.toml").contains("备案号"));
    assert!(done.err.contains("beian.toml"));
}

#[test]
fn an_existing_file_is_replaced_by_force_only() {
    let sandbox = Sandbox::new().file("beian.toml", "mine");
    let done = sandbox.run(&["init"]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("--force"), "{}", done.err);
    assert_eq!(sandbox.read("beian.toml"), "mine");
    let done = sandbox.run(&["init", "--stdout"]);
    assert!(done.out.contains("[[site]]") && sandbox.read("beian.toml") == "mine");
    assert_eq!(sandbox.run(&["init", "--force"]).exit, Exit::Clean);
    assert!(sandbox.read("beian.toml").contains("[[site]]"));
}

#[test]
fn a_list_of_targets_becomes_a_portfolio() {
    let list = "域名,客户\nwww.a.cn,甲\nhttps://b.cn/x,乙\na.cn,甲\npublic,丙\n";
    let sandbox = Sandbox::new().file("list.csv", list).file("public/index.html", "<p>x");
    let done = sandbox.run(&["init", "--from", "list.csv"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    let file = sandbox.read("beian.toml");
    let named = |line: &&str| !line.starts_with('#') && !line.is_empty();
    let lines: Vec<&str> = file.lines().filter(named).collect();
    let sites =
        [("domain = \"a.cn\"", "甲"), ("domain = \"b.cn\"", "乙"), ("dir = \"public\"", "丙")];
    let wanted: Vec<String> = sites
        .iter()
        .flat_map(|(site, client)| {
            ["[[site]]".to_owned(), (*site).to_owned(), format!("client = \"{client}\"")]
        })
        .collect();
    assert_eq!(lines, wanted, "{file}");
    assert_eq!(file.matches("# icp = ").count(), 3);
    let done = sandbox.run(&["rules", "--lang", "en"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    let wrong = Sandbox::new().file("list.txt", "a.cn\nnonsense\n");
    let done = wrong.run(&["init", "--from", "list.txt"]);
    assert!(done.exit == Exit::Usage && done.err.contains("list.txt line 2: "), "{}", done.err);
}

#[test]
fn values_are_filled_in_from_what_the_page_shows() {
    let page = "<!doctype html><html><head><title>t</title></head><body><h1>Hi</h1><footer>© 2019-2026 某某科技有限公司 \
                <a href='https://beian.miit.gov.cn/'>京ICP备11000001号-1</a></footer></body></html>";
    let sandbox = Sandbox::new().file("public/index.html", page);
    let done = sandbox.run(&["init", "public"]);
    assert_eq!(done.exit, Exit::Clean, "{}", done.err);
    let file = sandbox.read("beian.toml");
    for line in [
        "dir = \"public\"",
        "icp = \"京ICP备11000001号-1\"",
        "owner = \"某某科技有限公司\"",
        "since = 2019",
    ] {
        assert!(file.lines().any(|shown| shown == line), "{line}\n{file}");
    }
}
