//! What targets and configurations mean together.

use super::*;
use crate::config;
use crate::domain::date::Date;
use crate::domain::failure::Remedy as _;

/// A folder with files, and the configuration in its `beian.toml`, if it has one.
fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Option<&'static Config>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let toml = folder.path().join("beian.toml");
    let config = toml
        .exists()
        .then(|| &*Box::leak(Box::new(config::load(&toml, Date::constant(2026, 11, 22)).unwrap())));
    (folder, config)
}

fn portfolio() -> (tempfile::TempDir, Option<&'static Config>) {
    folder(&[
        (
            "beian.toml",
            "[[site]]\ndomain = \"a.cn\"\ndir = \"a\"\nowner = \"A\"\n\
             [[site]]\ndomain = \"b.cn\"\nowner = \"B\"\naliases = [\"m.b.cn\"]\n\
             [[site]]\ndir = \"c\"\nowner = \"C\"\n",
        ),
        ("a/x/index.html", ""),
        ("c/index.html", ""),
    ])
}

fn plan<'c>(folder: &tempfile::TempDir, config: Option<&'c Config>) -> Plan<'c> {
    let base = folder.path().to_owned();
    Plan::new(PlanOptions { config, base, ..PlanOptions::default() })
}

/// Target and declared owner of each job.
fn owners(plan: &Plan<'_>) -> Vec<(String, String)> {
    let owner = |job: Job| (job.target.text, job.site.owner.unwrap_or_default());
    plan.jobs().map(|(_, job)| owner(job)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(target, owner)| ((*target).to_owned(), (*owner).to_owned())).collect()
}

#[test]
fn a_configuration_says_what_to_audit() {
    let (folder, config) = portfolio();
    let mut live = plan(&folder, config);
    live.add_domains().unwrap();
    assert_eq!(owners(&live), pairs(&[("a.cn", "A"), ("b.cn", "B")]));
    let mut local = plan(&folder, config);
    local.add_folders(folder.path());
    assert_eq!(owners(&local), pairs(&[("a", "A"), ("c", "C")]));
}

#[test]
fn a_target_has_the_values_of_its_site_and_the_caller_s_go_first() {
    let (folder, config) = portfolio();
    let mut own = plan(&folder, config);
    for typed in ["https://www.b.cn/x", "http://m.b.cn", "a/x", "c/index.html", "d.cn"] {
        own.add_typed(typed).unwrap();
    }
    let expected = [
        ("https://www.b.cn/x", "B"),
        ("http://m.b.cn", "B"),
        ("a/x", "A"),
        ("c/index.html", "C"),
        ("d.cn", ""),
    ];
    assert_eq!(owners(&own), pairs(&expected));
    let declared = Site { owner: Some("Z".to_owned()), ..Site::default() };
    let base = folder.path().to_owned();
    let mut given = Plan::new(PlanOptions { config, declared, base, ..PlanOptions::default() });
    for typed in ["a", "d.cn"] {
        given.add_typed(typed).unwrap();
    }
    assert_eq!(owners(&given), pairs(&[("a", "Z"), ("d.cn", "Z")]));
}

#[test]
fn a_site_is_audited_once_however_often_and_however_it_is_named() {
    let (folder, config) = portfolio();
    let mut plan = plan(&folder, config);
    for typed in ["a", "d.cn", "d.cn", "D.CN", "d.cn/", "https://d.cn", "https://d.cn/#x", "a"] {
        plan.add_typed(typed).unwrap();
    }
    plan.note_left_out();
    assert_eq!(plan.len(), 3);
    let notes = plan.notes();
    assert!(notes.iter().any(|note| note.en.ends_with("once: 5 left out")), "{notes:?}");
    for (typed, index) in [
        ("a", Some(0)),
        ("d.cn", Some(1)),
        ("D.cn", Some(1)),
        ("https://d.cn/", Some(2)),
        ("e.cn", None),
    ] {
        assert_eq!(plan.find(typed), index, "{typed}");
    }
}

#[test]
fn a_target_that_is_gone_stays_what_it_was() {
    let (folder, config) = portfolio();
    let mut plan = plan(&folder, config);
    plan.add_typed("a").unwrap();
    std::fs::remove_dir_all(folder.path().join("a")).unwrap();
    let job = plan.job(0).unwrap();
    assert!(!job.is_live());
    assert_eq!(plan.find("a"), Some(0));
}

#[test]
fn the_first_rows_that_cannot_be_used_are_kept_and_the_others_counted() {
    let (folder, config) = portfolio();
    let mut plan = plan(&folder, config);
    let rows: Vec<String> = (0..MAX_UNUSABLE + 10).map(|row| format!("n{row}")).collect();
    let list = rows.join("\n") + "\na\n";
    let base = folder.path().to_owned();
    crate::engine::list::each_target(
        &mut list.as_bytes(),
        Path::new("l"),
        &base,
        Date::constant(2026, 11, 22),
        &mut |row| {
            plan.add_row(row);
        },
    )
    .unwrap();
    plan.note_left_out();
    assert_eq!((plan.len(), plan.unusable().len()), (1, MAX_UNUSABLE));
    assert!(plan.unusable()[0].to_string().starts_with("l line 1: \"n0\""));
    assert!(plan.notes()[0].en.starts_with("10 more rows"), "{:?}", plan.notes());
}

#[test]
fn a_path_that_looks_like_a_domain_is_noted() {
    let (folder, config) = folder(&[("a.cn/index.html", "")]);
    let mut plan = plan(&folder, config);
    plan.add_typed("a.cn").unwrap();
    let notes = plan.notes();
    assert!(notes.len() == 1 && notes[0].en.contains("https://a.cn"), "{notes:?}");
}

#[test]
fn what_is_no_target_is_refused_with_a_remedy() {
    let (folder, config) = folder(&[]);
    let mut plan = plan(&folder, config);
    for typed in ["", "nowhere", "dist/index.html", "ftp://a.cn", "https://a:b@c.cn/"] {
        let error = plan.add_typed(typed).unwrap_err();
        assert!(!error.fix().en.is_empty() && !error.to_string().contains("a:b"), "{typed}");
    }
    assert!(plan.is_empty() && plan.add_snapshots(Path::new("")).is_err());
}
