//! What changed since the last recorded audit, and how the findings went on from audit to audit.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Value;

use crate::changes::{ChangedFinding, PortfolioTrend, TrendPoint};
use crate::domain::lang::{Lang, counted};
use crate::report::Style;
use crate::report::changes::number_change;
use crate::report::model::SinceLastAudit;
use crate::report::view::View;
use crate::report::words::word;

use super::row::Row;
use super::timeline::anchor;

/// At most this many sites are listed with what changed, and this many days are drawn.
const SITES: usize = 50;
const DAYS: usize = 24;
/// The height of the highest column in pixels, and where all columns end.
const HEIGHT: u64 = 95;
const GROUND: u64 = 120;

/// What changed, over all sites.
#[derive(Debug, Default)]
pub(super) struct Changes {
    new: usize,
    mended: usize,
    open: usize,
    /// The days of the audits that were compared with.
    since: BTreeSet<String>,
    /// Sites that changed, those with the most new findings first.
    rows: BTreeMap<(Reverse<usize>, Reverse<usize>, u64), Value>,
    changed: usize,
}

impl Changes {
    /// Adds a site.
    pub(super) fn add(&mut self, changes: &SinceLastAudit, row: &Row, style: &Style<'_>) {
        let found = &changes.findings;
        let (new, mended) = (found.new.len(), found.mended.len());
        self.new += new;
        self.mended += mended;
        self.open += found.open.len();
        self.since.insert(changes.since.clone());
        if new + mended + changes.numbers.len() == 0 {
            return;
        }
        self.changed += 1;
        let numbers = changes.numbers.iter();
        let numbers = numbers.map(|change| number_change(change).get(style.lang).to_owned());
        let value = context! {
            site => row.name.as_str(),
            id => row.id.as_str(),
            new => by_rule(&found.new, style),
            numbers => numbers.collect::<Vec<_>>(),
            mended => by_rule(&found.mended, style),
        };
        self.rows.insert((Reverse(new), Reverse(mended), row.at), value);
        if self.rows.len() > SITES {
            self.rows.pop_last();
        }
    }

    /// The values of the section; nothing where no audit was recorded before.
    pub(super) fn values(&self, report: &View<'_>, many: bool, lang: Lang) -> Option<Value> {
        let trend = report.trend.as_slice();
        let trend = trend.get(trend.len().saturating_sub(DAYS)..).unwrap_or_default();
        let trend = if trend.len() < 2 { &[] } else { trend };
        if self.since.is_empty() && trend.is_empty() {
            return None;
        }
        let tile = |class, count, zh, en| context! { class, count, name => word(zh, en, lang) };
        let tiles = vec![
            tile("severe", self.new, "新出现", "new"),
            tile("pass", self.mended, "已修复", "mended"),
            tile("minor", self.open, "仍然存在", "still open"),
        ];
        let more = self.changed.saturating_sub(self.rows.len());
        let more = (more > 0).then(|| match lang {
            Lang::Zh => format!("另有 {more} 个站点有变化"),
            Lang::En => format!("and {} that changed", counted(more, "site")),
        });
        Some(context! {
            many,
            tiles => if self.since.is_empty() { Vec::new() } else { tiles },
            since => self.since(lang),
            rows => self.rows.values().cloned().collect::<Vec<_>>(),
            more,
            bars => bars(trend, lang),
            label => label(trend, lang),
            heads => heads(lang),
        })
    }

    fn since(&self, lang: Lang) -> String {
        let (first, last) = (self.since.first(), self.since.last());
        let (Some(first), Some(last)) = (first, last) else { return String::new() };
        match (first == last, lang) {
            (true, Lang::Zh) => format!("与 {first} 的检查相比"),
            (true, Lang::En) => format!("Compared with the audit of {first}"),
            (false, Lang::Zh) => format!("与各站点上一次检查（{first} 至 {last}）相比"),
            (false, Lang::En) => {
                format!("Compared with the audit of each site before ({first} to {last})")
            }
        }
    }
}

/// The titles of rules, each with the number of its pages where there are several.
fn by_rule(list: &[ChangedFinding], style: &Style<'_>) -> Vec<String> {
    let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in list {
        *pages.entry(&finding.rule).or_default() += 1;
    }
    let lang = style.lang;
    let said = pages.into_iter().map(|(id, pages)| {
        let title = super::title(id, style);
        match (pages, lang) {
            (1, _) => title,
            (_, Lang::Zh) => format!("{title}（{pages} 页）"),
            (_, Lang::En) => format!("{title} ({pages} pages)"),
        }
    });
    said.collect()
}

fn heads(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Zh => ["日期", "站点", "错误", "警告", "提示"],
        Lang::En => ["Day", "Sites", "Errors", "Warnings", "Notes"],
    }
}

fn label(trend: &[PortfolioTrend], lang: Lang) -> String {
    let (Some(first), Some(last)) = (trend.first(), trend.last()) else { return String::new() };
    let (from, to) = (total(&first.point), total(&last.point));
    let (first, last) = (&first.point.day, &last.point.day);
    match lang {
        Lang::Zh => format!("问题数：{first} 为 {from}，{last} 为 {to}"),
        Lang::En => format!("Problems: {from} on {first}, {to} on {last}"),
    }
}

const fn total(point: &TrendPoint) -> u64 {
    point.errors + point.warnings + point.infos
}

/// A column a day, errors at the bottom.
fn bars(trend: &[PortfolioTrend], lang: Lang) -> Vec<Value> {
    let highest = trend.iter().map(|day| total(&day.point)).max().unwrap_or_default().max(1);
    let count = trend.len();
    let place = |hundredths: usize| {
        let share = hundredths.saturating_mul(100) / count.max(1);
        f64::from(u32::try_from(share).unwrap_or_default()) / 100.0
    };
    // four days have room for their names
    let every = count.div_ceil(4).max(1);
    let bar = |(at, day): (usize, &PortfolioTrend)| {
        let point = &day.point;
        let mut y = GROUND;
        let mut parts = Vec::new();
        for (class, count) in
            [("severe", point.errors), ("warning", point.warnings), ("minor", point.infos)]
        {
            let height = (count * HEIGHT).div_ceil(highest);
            y = y.saturating_sub(height);
            parts.push(context! { class, y, height });
        }
        let named = (count - 1 - at).is_multiple_of(every);
        let all = total(point);
        let cells: Vec<Value> = [
            Value::from(point.day.as_str()),
            Value::from(day.sites),
            Value::from(point.errors),
            Value::from(point.warnings),
            Value::from(point.infos),
        ]
        .into();
        context! {
            x => place(at * 100 + 15),
            width => place(70),
            middle => place(at * 100 + 50),
            top => y.saturating_sub(5),
            count => (named || count <= 8).then_some(all),
            anchor => if count < 7 { "middle" } else { anchor(place(at * 100 + 50)) },
            parts,
            title => match lang {
                Lang::Zh => format!("{}：{all}", point.day),
                Lang::En => format!("{}: {all}", point.day),
            },
            day => named.then(|| point.day.get(2..).unwrap_or(&point.day).to_owned()),
            cells,
        }
    };
    trend.iter().enumerate().map(bar).collect()
}
