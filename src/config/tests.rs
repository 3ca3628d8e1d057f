//! Every key, every error, and the template.

use std::fmt::Write as _;
use std::fs;

use super::*;
use crate::domain::failure::Remedy as _;
use crate::domain::lang::Lang;
use crate::domain::site::{DeclaredPolice, Subject};
use crate::rules::{Level, Severity, by_id};

const TODAY: Date = Date::constant(2026, 11, 22);

fn read(text: &str) -> Result<Config, Error> {
    parse(Path::new("/w/beian.toml"), text.to_owned(), TODAY)
}

const FULL: &str = r#"
        ledger = "beian.db"
        [[site]]
        domain = "www.Example.cn"
        aliases = ["m.example.cn", "例子.中国"]
        dir = "public"
        base_path = "/docs"
        icp = "京ICP备12345678号-1"
        police = "京公网安备11010502030143号"
        owner = "示例科技有限公司"
        subject = "organisation"
        since = 2019
        badge = "assets/police.png"
        approved = 2026-10-20
        opened = "2026-10-25"
        police_submitted = 2026-11-10
        police_approved = 2026-11-18
        commercial = true
        client = "某客户"
        [[site]]
        dir = "/srv/other"
        police = "pending"
        subject = "person"
        [rules]
        icp-missing-inner = "warning"
        icp-missing = "off"
        [audit]
        no_robots = true
        max_pages = 50
        rate = 0.5
        header = ["A: b", "C: d"]
"#;

#[test]
fn every_key_of_a_site_is_read() {
    let config = read(FULL).unwrap();
    assert_eq!(config.ledger.as_deref(), Some(Path::new("/w/beian.db")));
    let [first, second] = &config.sites[..] else { panic!("{:?}", config.sites) };
    let site = &first.site;
    assert_eq!(site.domain.as_deref(), Some("example.cn"));
    assert_eq!(site.aliases, ["m.example.cn", "xn--fsqu00a.xn--fiqs8s"]);
    assert_eq!(site.icp.as_ref().map(ToString::to_string).as_deref(), Some("京ICP备12345678号-1"));
    assert_eq!(
        site.police_number().map(ToString::to_string).as_deref(),
        Some("京公网安备11010502030143号")
    );
    assert_eq!(site.owner.as_deref(), Some("示例科技有限公司"));
    assert_eq!((site.subject, site.since), (Some(Subject::Organisation), Some(2019)));
    assert_eq!(site.approved, Some(Date::constant(2026, 10, 20)));
    assert_eq!(site.opened, Some(Date::constant(2026, 10, 25)));
    assert_eq!(site.police_submitted, Some(Date::constant(2026, 11, 10)));
    assert_eq!(site.police_approved, Some(Date::constant(2026, 11, 18)));
    assert!(site.commercial);
    assert_eq!(site.client.as_deref(), Some("某客户"));
    assert_eq!(first.dir.as_deref(), Some(Path::new("/w/public")));
    assert_eq!(first.base_path, "/docs/");
    assert_eq!(first.badge.as_deref(), Some(Path::new("/w/assets/police.png")));
    assert_eq!(second.dir.as_deref(), Some(Path::new("/srv/other")));
    assert_eq!(second.site.police, Some(DeclaredPolice::Pending));
    assert_eq!((second.site.subject, second.base_path.as_str()), (Some(Subject::Person), "/"));
}

#[test]
fn levels_and_defaults_are_read() {
    let config = read(FULL).unwrap();
    let level = |id| config.levels.get(by_id(id).unwrap());
    assert_eq!(level("icp-missing-inner"), Some(Level::At(Severity::Warning)));
    assert_eq!(level("icp-missing"), Some(Level::Off));
    let audit: Vec<_> = config.audit.iter().map(|d| (d.option.as_str(), d.value.clone())).collect();
    let values =
        |texts: &[&str]| DefaultValue::Values(texts.iter().map(ToString::to_string).collect());
    assert_eq!(
        audit,
        [
            ("no-robots", DefaultValue::Switch(true)),
            ("max-pages", values(&["50"])),
            ("rate", values(&["0.5"])),
            ("header", values(&["A: b", "C: d"])),
        ]
    );
}

/// One wrong file, the line and column of its error, and words of the message and of the remedy.
type Wrong = (&'static str, usize, usize, &'static str, &'static str);

fn assert_each_is_refused(cases: &[Wrong]) {
    for (text, line, column, what, remedy) in cases {
        let error = read(text).expect_err(text);
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("/w/beian.toml:{line}:{column}: ")),
            "{text}\n{message}"
        );
        assert!(message.contains(what), "{text}\n{message}");
        let shown = text.lines().nth(line - 1).unwrap_or_default().trim_end();
        assert!(message.contains(shown) && message.contains('^'), "{text}\n{message}");
        assert!(error.fix().en.contains(remedy), "{text}\n{message}\n{}", error.fix());
    }
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_known_one() {
    assert_each_is_refused(&[
        ("ledgr = \"a\"", 1, 1, "unknown key \"ledgr\"", "did you mean `ledger`?"),
        ("[[sites]]\ndomain = \"a.cn\"", 1, 3, "unknown key \"sites\"", "did you mean `site`?"),
        ("icp = \"x\"", 1, 1, "unknown key \"icp\"", "belongs into [[site]]"),
        (
            "[[site]]\nonwer = \"x\"\ndomain = \"a.cn\"",
            2,
            1,
            "\"onwer\" in [[site]]",
            "did you mean `owner`?",
        ),
        ("[[site]]\nledger = \"x\"", 2, 1, "\"ledger\"", "belongs into the top of the file"),
        ("[[site]]\nzz = 1\naa = 2", 2, 1, "\"zz\"", "did you mean"),
        (
            "[rules]\nicp-mising = \"off\"",
            2,
            1,
            "no rule \"icp-mising\"",
            "did you mean `icp-missing`?",
        ),
    ]);
}

#[test]
fn wrong_types_are_refused_with_an_example() {
    assert_each_is_refused(&[
        ("ledger = 1", 1, 10, "`ledger` cannot be this number", "ledger = \"beian.db\""),
        ("[site]\ndomain = \"a.cn\"", 1, 1, "not a list of tables", "[[site]]"),
        ("site = [1]", 1, 9, "not a list of tables", "[[site]]"),
        ("[[site]]\ndomain = [\"a.cn\"]", 2, 10, "cannot be a list", "domain = \"example.cn\""),
        ("[[site]]\ndomain = \"\"", 2, 10, "is empty", "take the line out"),
        (
            "[[site]]\ndomain = \"a.cn\"\naliases = \"b.cn\"",
            3,
            11,
            "cannot be this text",
            "aliases = [",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\naliases = [1]",
            3,
            12,
            "cannot be this number",
            "aliases = [",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\nsince = \"2019\"",
            3,
            9,
            "cannot be this text",
            "since = 2019",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\ncommercial = 1",
            3,
            14,
            "cannot be this number",
            "commercial = false",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\nopened = 3",
            3,
            10,
            "cannot be this number",
            "opened = 2026-10-25",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\nopened = 2026-01-01T00:00:00",
            3,
            10,
            "date or time",
            "opened = 2026",
        ),
        ("rules = 1", 1, 9, "`rules` is not a table", "[rules]"),
        ("[rules]\nicp-missing = true", 2, 15, "is not a level", "\"warning\""),
        ("[rules]\nicp-missing = \"fatal\"", 2, 15, "fatal is not a level", "\"warning\""),
        ("[audit]\nmax_pages = { a = 1 }", 2, 13, "cannot be a table", "a number"),
    ]);
}

#[test]
fn a_day_that_does_not_exist_is_told_as_such() {
    let text = "[[site]]\ndomain = \"a.cn\"\nopened = \"2026-02-30\"";
    assert_each_is_refused(&[(text, 3, 10, "not a day of the calendar", "28 days")]);
}

#[test]
fn impossible_values_are_refused() {
    assert_each_is_refused(&[
        ("[[site]]\nowner = \"x\"", 1, 1, "neither a domain nor a dir", "domain = \"example.cn\""),
        ("[[site]]\ndomain = \"https://a.cn/\"", 2, 10, "not a host name", "without https://"),
        (
            "[[site]]\ndomain = \"a.cn\"\nicp = \"京ICP备493827号\"",
            3,
            7,
            "cannot be an ICP number",
            "京ICP备12345678号-1",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\nicp = \"hello\"",
            3,
            7,
            "not an ICP number",
            "京ICP备12345678号-1",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\npolice = \"110105\"",
            3,
            10,
            "not a police number",
            "pending",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\nsubject = \"firm\"",
            3,
            11,
            "not a kind of subject",
            "person",
        ),
        ("[[site]]\ndomain = \"a.cn\"\nsince = 2031", 3, 9, "2031 is not a year", "2019"),
        (
            "[[site]]\ndomain = \"a.cn\"\nbase_path = \"docs\"",
            3,
            13,
            "not a path on the site",
            "/docs/",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\n[[site]]\ndomain = \"www.A.cn\"",
            4,
            10,
            "a.cn was named already, in line 2",
            "one [[site]] only",
        ),
        (
            "[[site]]\ndomain = \"a.cn\"\naliases = [\"m.a.cn\", \"m.a.cn\"]",
            3,
            22,
            "m.a.cn was named already, in line 3",
            "one [[site]] only",
        ),
    ]);
}

#[test]
fn broken_toml_points_at_its_place() {
    let error = read("[[site]]\ndomain = \n").unwrap_err();
    assert!(error.to_string().starts_with("/w/beian.toml:2:"), "{error}");
    let error = read("ledger = \"a\"\nledger = \"b\"").unwrap_err();
    assert!(error.to_string().contains("not valid TOML: duplicate key"), "{error}");
    let error = read("[[site]]\ndomain = \"a.cn\"\nopened = 2026-02-30").unwrap_err();
    assert!(error.to_string().starts_with("/w/beian.toml:3:"), "{error}");
    assert!(read(&"[".repeat(100_000)).is_err());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = load(Path::new("/nowhere/beian.toml"), TODAY).unwrap_err();
    assert_eq!(error.to_string(), "/nowhere/beian.toml cannot be read");
    assert!(error.fix().en.contains("--config"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    fs::write(&path, b"owner = \"\xff\"").unwrap();
    assert!(load(&path, TODAY).is_err());
    fs::write(&path, "\u{feff}ledger = \"a\"").unwrap();
    assert!(load(&path, TODAY).unwrap().ledger.is_some());
}

#[test]
fn the_nearest_file_above_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::write(folder.path().join(FILE_NAME), "").unwrap();
    assert_eq!(find(&inner), Some(folder.path().join(FILE_NAME)));
    fs::write(inner.join(FILE_NAME), "").unwrap();
    assert_eq!(find(&inner), Some(inner.join(FILE_NAME)));
}

#[test]
fn a_site_is_found_by_host_and_by_path() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("public/docs/deep")).unwrap();
    let text = "[[site]]\ndomain = \"a.cn\"\naliases = [\"m.a.cn\"]\ndir = \"public\"\n\
                [[site]]\ndomain = \"docs.a.cn\"\ndir = \"public/docs\"\n";
    let config = parse(&folder.path().join(FILE_NAME), text.to_owned(), TODAY).unwrap();
    let host = |host| config.site_of_host(host).and_then(|entry| entry.site.domain.clone());
    assert_eq!(host("a.cn").as_deref(), Some("a.cn"));
    assert_eq!(host("www.a.cn").as_deref(), Some("a.cn"));
    assert_eq!(host("m.a.cn").as_deref(), Some("a.cn"));
    assert_eq!(host("docs.a.cn").as_deref(), Some("docs.a.cn"));
    assert_eq!(host("x.a.cn"), None);
    let path = |path: &str| {
        config.site_of_path(&folder.path().join(path)).and_then(|entry| entry.site.domain.clone())
    };
    assert_eq!(path("public").as_deref(), Some("a.cn"));
    assert_eq!(path("public/docs/deep").as_deref(), Some("docs.a.cn"));
    assert_eq!(path("."), None);
    assert_eq!(path("nowhere"), None);
}

#[test]
fn www_is_taken_off_names_only() {
    for (host, expected) in
        [("www.a.cn", "a.cn"), ("a.cn", "a.cn"), ("www.cn", "www.cn"), ("www", "www")]
    {
        assert_eq!(without_www(host), expected);
    }
}

#[test]
fn the_template_is_a_configuration_with_and_without_its_comments() {
    for lang in [Lang::Zh, Lang::En] {
        let known = Known { domain: Some("a.cn".to_owned()), ..Known::default() };
        let text = template(lang, &known);
        let config = read(&text).unwrap();
        assert_eq!(config.sites[0].site.domain.as_deref(), Some("a.cn"));
        let examples: String = template(lang, &Known::default())
            .lines()
            .map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line))
            .fold(String::new(), |text, line| text + line + "\n");
        let config = read(&examples).unwrap();
        assert_eq!(config.sites[0].site.domain.as_deref(), Some("example.cn"), "{examples}");
        assert_eq!(config.audit.len(), 1);
        assert!(config.ledger.is_some() && config.sites[0].badge.is_some());
    }
}

#[test]
fn known_values_are_written_as_toml_whatever_they_contain() {
    let known = Known {
        domain: Some("a.cn".to_owned()),
        owner: Some("\"quoted\"\n[rules]\u{1b}".to_owned()),
        since: Some(2019),
        ..Known::default()
    };
    let config = read(&template(Lang::En, &known)).unwrap();
    assert_eq!(config.sites[0].site.owner.as_deref(), Some("\"quoted\"\n[rules]\u{1b}"));
    assert_eq!(config.sites[0].site.since, Some(2019));
}

#[test]
fn the_reference_names_every_key() {
    let page = reference();
    for key in keys::SITE {
        assert!(page.contains(&format!("| `{}` |", key.name)), "{}", key.name);
    }
}

#[test]
fn lines_are_counted_for_errors_only_and_sites_are_looked_up() {
    let counted = || source::tests::COUNTED.with(std::cell::Cell::get);
    let mut text = String::from("[audit]\n");
    for option in 0..500 {
        let _ = writeln!(text, "option-{option} = true");
    }
    for site in 0..2000 {
        let _ = writeln!(text, "[[site]]\ndomain = \"s{site}.cn\"\naliases = [\"m.s{site}.cn\"]");
    }
    let before = counted();
    let config = read(&text).unwrap();
    assert_eq!(counted(), before);
    let found = config.site_of_host("m.s1999.cn").and_then(|entry| entry.site.domain.as_deref());
    assert_eq!(found, Some("s1999.cn"));
    let error = read(&(text + "[[site]]\ndomain = \"s7.cn\"")).unwrap_err().to_string();
    assert!(error.contains("s7.cn was named already, in line 524"), "{error}");
    assert_eq!(counted(), before + 2);
}

#[test]
fn duties_are_declared_by_name_and_an_unknown_one_names_the_nearest() {
    use crate::domain::duty::Duty;
    let config =
        read("[[site]]\ndomain = \"a.cn\"\nduties = [\"shop\", \"generative-ai\"]").unwrap();
    assert_eq!(config.sites[0].site.duties, [Duty::Shop, Duty::GenerativeAi]);
    let error = read("[[site]]\ndomain = \"a.cn\"\nduties = [\"shopp\"]").unwrap_err();
    let told = format!("{error:?}");
    assert!(told.contains("shop") && told.contains("没有"), "{told}");
}
