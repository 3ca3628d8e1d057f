//! What the ledger holds of the sites to audit: the clocks run on it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::{Config, without_www};
use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::record::SiteLog;
use crate::domain::timeline::Timeline;
use crate::ledger::{self, Ledger};
use crate::report::deadlines;

use super::super::context::ledger_path;
use super::super::{Error, World};
use super::plan::{Job, Plan};

/// Up to so many sites are looked up one by one; more are picked out of one pass over the ledger.
const FEW: usize = 64;

/// Gives each site what the ledger holds of it. A ledger that was named must be readable; one that merely lies at the
/// usual place is passed over with a note when it is not.
pub(super) fn add_logs(
    plan: &mut Plan<'_>,
    named: Option<&Path>,
    config: Option<&Config>,
    today: Date,
    world: &World<'_>,
) -> Result<(), Error> {
    let meant = named.is_some() || config.is_some_and(|config| config.ledger.is_some());
    let Ok(path) = ledger_path(named, config, world) else { return Ok(()) };
    match read(&path, plan) {
        Ok(()) => {}
        Err(error) if meant => return Err(error.into()),
        Err(error) => plan.notes.push(Text::made(
            format!("账本 {} 无法读取，期限只按 beian.toml 计算：{error}", path.display()),
            format!("the ledger is passed over, clocks run on beian.toml alone: {error}"),
        )),
    }
    for place in 0..plan.len() {
        let Some(job) = plan.job(place) else { continue };
        let timeline = Timeline::of(Some(&job.site), job.site.log.as_ref(), today);
        let name = job.site.domain.as_deref().unwrap_or(&job.target.text);
        let said = timeline.conflicts().iter().map(|conflict| deadlines::conflict(name, conflict));
        plan.notes.extend(said);
    }
    Ok(())
}

fn read(path: &Path, plan: &mut Plan<'_>) -> Result<(), ledger::Error> {
    let Some(ledger) = Ledger::open_read(path)? else { return Ok(()) };
    let names: Vec<(usize, String)> =
        (0..plan.len()).filter_map(|place| Some((place, name(&plan.job(place)?)?))).collect();
    if names.len() <= FEW {
        for (place, name) in names {
            plan.logs.extend(told(ledger.log(&name)?).map(|log| (place, log)));
        }
        return Ok(());
    }
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, name) in names {
        places.entry(name).or_default().push(place);
    }
    ledger.each_log(|log| {
        for place in places.get(&log.site).into_iter().flatten() {
            plan.logs.extend(told(log.clone()).map(|log| (*place, log)));
        }
        Ok(())
    })
}

/// The name under which the ledger knows the site.
fn name(job: &Job) -> Option<String> {
    let host = || job.target.url().and_then(|url| url.host_str());
    job.site.domain.clone().or_else(|| Some(without_www(host()?).to_owned()))
}

fn told(log: SiteLog) -> Option<SiteLog> {
    (!log.happenings.is_empty() || log.seen.is_some()).then_some(log)
}

#[cfg(test)]
mod tests {
    use super::super::super::Exit;
    use super::super::super::testing::Bench;

    const TOML: &str = "[[site]]\ndomain = \"example.cn\"\ndir = \"public\"\nopened = 2026-10-01\n";
    const PAGE: &str = "<html><body><h1>Hello</h1><p>Some text.</p><footer>© 2026 某某科技有限公司 \
        <a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a></footer></body></html>";

    fn police(bench: &Bench) -> (Exit, serde_json::Value, String) {
        let args = ["audit", "public", "--ledger", "l.db", "--format", "json"];
        let done = bench.run(&args);
        let report: serde_json::Value = serde_json::from_str(&done.out).unwrap();
        (done.exit, report["sites"][0].clone(), done.err)
    }

    fn message(site: &serde_json::Value) -> String {
        let findings = site["findings"].as_array().unwrap();
        let found = findings.iter().find(|finding| finding["rule"] == "police-missing").unwrap();
        format!("{} {}", found["severity"].as_str().unwrap(), found["message"].as_str().unwrap())
    }

    #[test]
    fn what_is_recorded_stops_and_starts_clocks_and_says_from_when() {
        let bench = Bench::new().file("beian.toml", TOML).file("public/index.html", PAGE);
        let record = |event: &str, day: &str| {
            let args = ["deadlines", "--ledger", "l.db", "record", "example.cn", event, day];
            assert_eq!(bench.run(&args).exit, Exit::Clean);
        };
        let (exit, site, err) = police(&bench);
        assert_eq!((exit, err.as_str()), (Exit::Findings, ""));
        assert!(message(&site).contains("from the opening on 2026-10-01"), "{site}");
        assert_eq!(site["clocks"][0]["clock"], "police-filing");

        record("police-submitted", "2026-11-20");
        let (exit, site, _) = police(&bench);
        assert_eq!(exit, Exit::Clean);
        assert!(message(&site).starts_with("info the police filing was handed in on 2026-11-20"));
        assert_eq!(site["clocks"], serde_json::json!([]));

        record("police-approved", "2026-11-21");
        record("opened", "2026-10-03");
        let (_, site, err) = police(&bench);
        assert_eq!(site["clocks"][0]["clock"], "police-badge");
        assert_eq!(site["clocks"][0]["from"], "2026-11-21");
        assert!(
            err.contains("2026-10-03 in the ledger; the earlier, 2026-10-01, is used"),
            "{err}"
        );
    }

    #[test]
    fn a_damaged_ledger_stops_only_those_who_named_it() {
        let home = Bench::new().file("public/index.html", PAGE).file("beian/ledger.db", "damaged");
        let usual = home.folder.path().display().to_string();
        let mut home = home;
        home.env.insert("XDG_DATA_HOME".to_owned(), usual);
        let done = home.run(&["audit", "public"]);
        assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        assert!(done.err.contains("the ledger is passed over"), "{}", done.err);
        let done = home.run(&["audit", "public", "--ledger", "beian/ledger.db"]);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{}", done.err);
    }
}
