//! One page that says how it came out.

use minijinja::context;
use minijinja::value::Value;

use crate::deadlines::DueState;
use crate::domain::lang::{Lang, counted};
use crate::report::model::{Status, Summary};
use crate::report::view::View;
use crate::report::words::{self, word};

use super::gather::ReportContent;
use super::row::{Problem, Row};
use super::site::severity_class;

/// How many deadlines and problems are named.
const URGENT: usize = 5;
const PROBLEMS: usize = 6;

/// The summary of many sites.
pub(super) fn of_sites(report: &View<'_>, gathered: &ReportContent<'_>, lang: Lang) -> Value {
    let counts = Status::WORST_FIRST.map(|status| (status, count(&report.summary, status)));
    let gravest = counts.iter().find(|(_, count)| *count > 0).map_or(Status::Pass, |(it, _)| *it);
    let tiles: Vec<Value> = counts
        .iter()
        .map(|(status, count)| {
            context! { class => status.name(), count, name => words::status(*status).get(lang) }
        })
        .collect();
    let all = report.summary.sites;
    context! {
        class => gravest.name(),
        sign => words::sign(gravest),
        verdict => verdict(&counts, all, lang),
        tiles,
        shares => shares(&counts, all, lang),
        ..rest(gathered, all, lang)
    }
}

/// The summary of one site.
pub(super) fn of_site(gathered: &ReportContent<'_>, site: &Row, lang: Lang) -> Value {
    let tile = |class, count, zh, en: &'static str| {
        let en = if count == 1 { en.trim_end_matches('s') } else { en };
        context! { class, count, name => word(zh, en, lang) }
    };
    let tiles = vec![
        tile("severe", site.errors, "错误", "errors"),
        tile("warning", site.warnings, "警告", "warnings"),
        tile("minor", site.infos, "提示", "notes"),
        tile("review", site.reviews, "待复核", "to review"),
    ];
    let status = words::status(site.status);
    let verdict = match (site.counts(lang), lang) {
        (counts, _) if counts.is_empty() => status.get(lang).to_owned(),
        (counts, Lang::Zh) => format!("{}：{counts}", status.zh),
        (counts, Lang::En) => format!("{}: {counts}", status.en),
    };
    context! {
        class => site.status.name(),
        sign => words::sign(site.status),
        verdict,
        tiles,
        shares => (),
        ..rest(gathered, 1, lang)
    }
}

const fn count(summary: &Summary, status: Status) -> u64 {
    match status {
        Status::Pass => summary.passed,
        Status::Fail => summary.failed,
        Status::Review => summary.reviews,
        Status::Error => summary.errors,
    }
}

fn verdict(counts: &[(Status, u64)], all: u64, lang: Lang) -> String {
    let passed = counts.iter().any(|(status, count)| *status == Status::Pass && *count == all);
    match (all, lang) {
        (0, Lang::Zh) => return "没有检查任何站点".to_owned(),
        (0, Lang::En) => return "No site was audited".to_owned(),
        (_, Lang::Zh) if passed => return format!("全部 {all} 个站点通过"),
        (_, Lang::En) if passed => return format!("All {all} sites pass"),
        _ => {}
    }
    let some = counts.iter().filter(|(_, count)| *count > 0);
    // The blanks behind numbers break no line.
    let some: Vec<String> = some
        .map(|(status, count)| match (status, lang) {
            (status, Lang::Zh) => format!("{count}\u{a0}个{}", words::status(*status).zh),
            (Status::Pass, Lang::En) => format!("{count}\u{a0}pass"),
            (Status::Fail, Lang::En) => format!("{count}\u{a0}fail"),
            (Status::Review, Lang::En) => format!("{count}\u{a0}to be reviewed"),
            (Status::Error, Lang::En) => format!("{count}\u{a0}could not be judged"),
        })
        .collect();
    match lang {
        Lang::Zh => format!("{all}\u{a0}个站点中，{}", some.join("，")),
        Lang::En => format!("Of {all}\u{a0}sites, {}", some.join(", ")),
    }
}

/// The share of each result, as places on a bar.
fn shares(counts: &[(Status, u64)], all: u64, lang: Lang) -> Vec<Value> {
    let mut before = 0;
    let mut shares = Vec::new();
    for (status, count) in counts.iter().filter(|(_, count)| *count > 0) {
        let [from, to] = [before, before + count].map(|part| share(part, all));
        before += count;
        let name = format!("{} {count}", words::status(*status).get(lang));
        let width = ((to - from) * 100.0).round() / 100.0;
        shares.push(context! { class => status.name(), from, width, name });
    }
    shares
}

/// A part in hundredths of the whole, to two digits.
fn share(part: u64, all: u64) -> f64 {
    let hundredths = part.saturating_mul(10_000) / all.max(1);
    f64::from(u32::try_from(hundredths).unwrap_or(u32::MAX)) / 100.0
}

/// What is urgent, and what is wrong most often.
fn rest(gathered: &ReportContent<'_>, sites: u64, lang: Lang) -> Value {
    let near = |state| gathered.timeline.count(state);
    let all = near(DueState::Overdue) + near(DueState::Soon);
    let is_urgent = |value: &Value| {
        let class = value.get_attr("class").ok();
        let class = class.as_ref().and_then(Value::as_str).unwrap_or_default();
        class == DueState::Overdue.name() || class == DueState::Soon.name()
    };
    let urgent: Vec<Value> = gathered
        .first()
        .map(|(_, value)| value)
        .filter(|value| is_urgent(value))
        .take(URGENT)
        .cloned()
        .collect();
    let more = all.saturating_sub(urgent.len());
    let more_urgent = (more > 0).then(|| match lang {
        Lang::Zh => format!("另有 {more} 项，见“期限”"),
        Lang::En => format!("and {more} more: see Deadlines"),
    });
    let problems = gathered.problems.ranked();
    let more = problems.len().saturating_sub(PROBLEMS);
    let more_problems = (more > 0).then(|| match lang {
        Lang::Zh => format!("另有 {more} 类问题"),
        Lang::En => format!("and {} more", counted(more, "kind")),
    });
    let problems: Vec<Value> = problems
        .into_iter()
        .take(PROBLEMS)
        .map(|problem| problem_value(problem, gathered, sites, lang))
        .collect();
    context! {
        urgent,
        more_urgent,
        none_urgent => none_urgent(gathered, lang),
        problems,
        more_problems,
        accepted => words::accepted(gathered.accepted, lang),
    }
}

fn none_urgent(gathered: &ReportContent<'_>, lang: Lang) -> String {
    let next = gathered.first().next().map(|(_, value)| {
        let said = |name| value.get_attr(name).map(|it| it.to_string()).unwrap_or_default();
        (said("day"), said("what"))
    });
    match (next, lang) {
        (None, Lang::Zh) => "没有正在计算的期限".to_owned(),
        (None, Lang::En) => "No deadline is running".to_owned(),
        (Some((day, what)), Lang::Zh) => format!("7 天内没有到期的事项；最近的是 {day} {what}"),
        (Some((day, what)), Lang::En) => {
            format!("Nothing is due within 7 days; the next is the {what} on {day}")
        }
    }
}

fn problem_value(problem: &Problem, gathered: &ReportContent<'_>, sites: u64, lang: Lang) -> Value {
    let pages = u64::try_from(problem.pages).unwrap_or(u64::MAX);
    let (part, all) =
        if gathered.many { (problem.sites, sites) } else { (pages, gathered.pages().max(pages)) };
    let count = match (gathered.many, lang) {
        (false, _) => words::pages(problem.pages, lang),
        (true, Lang::Zh) => format!("{} 个站点", problem.sites),
        (true, Lang::En) => counted(problem.sites, "site"),
    };
    let severity = problem.severity.map(|severity| words::severity(severity).get(lang).to_owned());
    context! {
        class => problem.severity.map_or("review", severity_class),
        severity => severity.unwrap_or_else(|| word("复核", "review", lang).to_owned()),
        title => problem.title(gathered.style()),
        count,
        width => share(part, all),
    }
}
