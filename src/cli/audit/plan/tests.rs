//! What command lines and configurations mean together.

use super::super::super::Exit;
use super::super::super::testing::Bench;
use super::super::configuration;
use super::*;
use clap::Parser as _;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    subject: SubjectArgs,
}

fn planned(bench: &Bench, args: &[&str]) -> Result<Plan<'static>, Error> {
    let today = Date::constant(2026, 11, 22);
    let line = Line::parse_from(std::iter::once("audit").chain(args.iter().copied()));
    let config =
        bench.with_world(|world| configuration(line.subject.config.as_deref(), today, world))?;
    let config = config.map(|config| &*Box::leak(Box::new(config)));
    bench.with_world(|world| plan(&line.subject, config, today, world))
}

/// Target and declared owner of each job.
fn jobs(bench: &Bench, args: &[&str]) -> Vec<(String, Option<String>)> {
    let plan = planned(bench, args).unwrap();
    let jobs = (0..plan.len()).filter_map(|index| plan.job(index));
    jobs.map(|job| (job.target.text, job.site.owner)).collect()
}

fn portfolio() -> Bench {
    Bench::new()
        .file(
            "beian.toml",
            "[[site]]\ndomain = \"a.cn\"\ndir = \"a\"\nowner = \"A\"\n\
             [[site]]\ndomain = \"b.cn\"\nowner = \"B\"\naliases = [\"m.b.cn\"]\n\
             [[site]]\ndir = \"c\"\nowner = \"C\"\n",
        )
        .file("a/x/index.html", "")
        .file("c/index.html", "")
}

fn pair(target: &str, owner: &str) -> (String, Option<String>) {
    (target.to_owned(), Some(owner.to_owned()).filter(|owner| !owner.is_empty()))
}

#[test]
fn without_targets_the_configuration_says_what_to_audit() {
    let bench = portfolio();
    assert_eq!(jobs(&bench, &[]), [pair("a.cn", "A"), pair("b.cn", "B")]);
    assert_eq!(jobs(&bench, &["--local"]), [pair("a", "A"), pair("c", "C")]);
}

#[test]
fn a_target_has_the_values_of_its_site_and_flags_go_first() {
    let bench = portfolio();
    assert_eq!(
        jobs(&bench, &["https://www.b.cn/x", "http://m.b.cn", "a/x", "c/index.html", "d.cn"]),
        [
            pair("https://www.b.cn/x", "B"),
            pair("http://m.b.cn", "B"),
            pair("a/x", "A"),
            pair("c/index.html", "C"),
            pair("d.cn", ""),
        ]
    );
    assert_eq!(jobs(&bench, &["a", "d.cn", "--owner", "Z"]), [pair("a", "Z"), pair("d.cn", "Z")]);
}

#[test]
fn a_site_is_audited_once_however_often_and_however_it_is_named() {
    let bench = portfolio().file("list", "d.cn\nD.CN\nd.cn/\nhttps://d.cn\nhttps://d.cn/#x\na\n");
    let plan = planned(&bench, &["a", "d.cn", "--targets", "list"]).unwrap();
    assert_eq!(plan.len(), 3);
    assert!(
        plan.notes.iter().any(|note| note.en.ends_with("once: 5 left out")),
        "{:?}",
        plan.notes
    );
    for (typed, place) in [
        ("a", Some(0)),
        ("d.cn", Some(1)),
        ("D.cn", Some(1)),
        ("https://d.cn/", Some(2)),
        ("e.cn", None),
    ] {
        assert_eq!(plan.find(typed), place, "{typed}");
    }
}

#[test]
fn a_list_names_the_line_of_a_wrong_target() {
    let bench =
        portfolio().file("list.csv", "domain\na.cn\nnowhere\n").file("ok.csv", "b.cn,x\nd.cn");
    let plan = planned(&bench, &["--targets", "list.csv"]).unwrap();
    let told: Vec<&str> = plan.unusable.iter().map(|error| &*error.what.en).collect();
    assert!(
        matches!(told[..], [one] if one.starts_with("list.csv line 3: \"nowhere\"")),
        "{told:?}"
    );
    assert_eq!(plan.len(), 1);
    assert_eq!(jobs(&bench, &["a.cn", "--targets", "ok.csv"]).len(), 3);
}

#[test]
fn the_usable_rows_of_a_list_are_audited_and_the_run_ends_with_an_error() {
    let page = "<p>京ICP备11000001号-1</p>";
    let list = "公司；网址\n甲；nowhere\n乙；a.html\n";
    let bench = Bench::new().file("a.html", page).file("list", list).file("bad", "x\ny\n");
    let done = bench.run(&["audit", "--targets", "list", "--lang", "zh"]);
    assert_eq!(done.exit, Exit::Usage, "{}", done.err);
    assert!(done.out.contains("11000001"), "{}", done.out);
    assert!(done.err.contains("list 第 2 行：这里没有文件或目录“nowhere”"), "{}", done.err);
    let done = bench.run(&["audit", "--targets", "bad"]);
    assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{}", done.err);
    let many = (0..30).map(|row| format!("n{row}")).collect::<Vec<_>>().join("\n") + "\n";
    let bench = bench.file("many", &(many + "a.html\n"));
    let done = bench.run(&["audit", "--targets", "many"]);
    assert!(done.err.contains("10 more rows of the list cannot be used"), "{}", done.err);
}

#[test]
fn nothing_to_audit_is_an_error_with_a_remedy() {
    for (file, args, fix) in [
        (None, &[][..], "beian init"),
        (Some("[[site]]\ndir = \"a\""), &[], "--local"),
        (Some("[[site]]\ndomain = \"a.cn\""), &["--local"], "dir = "),
        (Some(""), &[], "domain = "),
    ] {
        let bench = Bench::new().file("sub/x", "");
        let bench = match file {
            Some(text) => bench.file("beian.toml", text),
            None => bench,
        };
        let error = planned(&bench, args).unwrap_err();
        assert!(error.fix.en.contains(fix), "{file:?} {}", error.fix);
    }
    assert!(planned(&Bench::new(), &["--config", "nowhere.toml"]).is_err());
    assert!(planned(&Bench::new().file("empty", ""), &["--targets", "empty"]).is_err());
}

#[test]
fn a_path_that_looks_like_a_domain_is_noted() {
    let plan = planned(&Bench::new().file("a.cn/index.html", ""), &["a.cn"]).unwrap();
    assert!(plan.notes.len() == 1 && plan.notes[0].en.contains("https://a.cn"), "{:?}", plan.notes);
}

#[test]
fn wrong_flags_are_named() {
    let error = planned(&Bench::new(), &["a.cn", "--icp", "hello"]).unwrap_err();
    assert!(error.what.en.starts_with("--icp: \"hello\" is not an ICP number"), "{}", error.what);
}
