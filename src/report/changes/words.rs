//! Words of changes, in both languages.

use std::collections::BTreeMap;

use crate::changes::{
    ChangedFinding, ChangesTotals, ComparedAudits, NumberChange, NumberPart, NumberPlace,
    SiteChanges, SiteState,
};
use crate::domain::lang::{Lang, Text, counted};
use crate::ledger::{RecordedKind, RecordedRun};
use crate::report::model::SinceLastAudit;

/// At most this number of rules in a line.
const FEW: usize = 5;

/// That a report is of a run that was cut: what it lacks is neither gone nor new.
pub fn incomplete(side: &ComparedAudits) -> Option<Text> {
    let (file, sites) = (side.file.as_deref().unwrap_or_default(), side.not_audited?);
    Some(if sites == 0 {
        Text::made(
            format!("{file} 来自没有完成的运行：有的站点没有检查完，无法判断"),
            format!(
                "{file} is of a run that was cut: sites that it did not read to their end are not judged"
            ),
        )
    } else {
        Text::made(
            format!(
                "{file} 来自没有完成的运行，有 {sites} 个站点没有检查：它们不是新站点，也不是不再检查"
            ),
            format!(
                "{file} is of a run that was cut, sites not audited: {sites}; what the comparison calls new or not \
                 audited again may be among them"
            ),
        )
    })
}

/// What changed of a site since its last recorded audit, in one line.
pub fn since_last(changes: &SinceLastAudit) -> Text {
    let said = |lang: Lang| {
        let mut parts = Vec::new();
        let [new, mended] = match lang {
            Lang::Zh => ["新出现 ", "已修复 "],
            Lang::En => ["new: ", "mended: "],
        };
        for (label, list) in [(new, &changes.findings.new), (mended, &changes.findings.mended)] {
            if !list.is_empty() {
                parts.push(format!("{label}{}", rules(list, lang)));
            }
        }
        match (changes.findings.open.len(), lang) {
            (0, _) => {}
            (open, Lang::Zh) => parts.push(format!("仍有 {open} 处")),
            (open, Lang::En) => parts.push(format!("{open} still open")),
        }
        let since = &changes.since;
        match lang {
            Lang::Zh => format!("与 {since} 的检查相比：{}", parts.join("；")),
            Lang::En => format!("since the audit of {since}: {}", parts.join("; ")),
        }
    };
    Text::made(said(Lang::Zh), said(Lang::En))
}

/// A run of the ledger, in a line.
pub fn recorded_run(run: &RecordedRun) -> Text {
    let RecordedRun { number, at, day, audits } = run;
    Text::made(
        format!("{number:>5}  {day}  {audits} 个站点  （记于 {at}）"),
        format!("{number:>5}  {day}  sites: {audits}  (recorded {at})"),
    )
}

/// The rules of some findings, each with the number of its pages where there are several.
fn rules(list: &[ChangedFinding], lang: Lang) -> String {
    let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in list {
        *pages.entry(&finding.rule).or_default() += 1;
    }
    let more = pages.len().saturating_sub(FEW);
    let rule = |(rule, pages): (&str, usize)| match (pages, lang) {
        (1, _) => rule.to_owned(),
        (_, Lang::Zh) => format!("{rule}（{pages} 页）"),
        (_, Lang::En) => format!("{rule} ({pages} pages)"),
    };
    let mut words: Vec<String> = pages.into_iter().take(FEW).map(rule).collect();
    if more > 0 {
        words.push(match lang {
            Lang::Zh => format!("另 {more} 条规则"),
            Lang::En => format!("{more} more rules"),
        });
    }
    words.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

/// A change of a number, link or badge, in one line.
pub fn number_change(change: &NumberChange) -> Text {
    let NumberChange { place, kind, what, number, before, after } = change;
    let kind = match kind {
        RecordedKind::Icp => Text::fixed("ICP 备案号", "ICP number"),
        RecordedKind::Police => Text::fixed("公安备案号", "police number"),
        RecordedKind::Licence => Text::fixed("许可证号", "licence number"),
        RecordedKind::Other => Text::fixed("其他登记号", "other number"),
    };
    let place = match place {
        NumberPlace::Home => Text::fixed("首页", "home page"),
        NumberPlace::Inner => Text::fixed("其他页面", "other pages"),
    };
    let step = |lang| {
        let none = Text::fixed("无", "none");
        let value =
            |value: &Option<String>| value.clone().unwrap_or_else(|| none.get(lang).to_owned());
        format!("{} → {}", value(before), value(after))
    };
    match (what, before, after) {
        (NumberPart::Number, Some(_), None) => Text::made(
            format!("{}：不再显示{} {number}", place.zh, kind.zh),
            format!("{}: {} {number} is no longer shown", place.en, kind.en),
        ),
        (NumberPart::Number, None, _) => Text::made(
            format!("{}：新显示{} {number}", place.zh, kind.zh),
            format!("{}: {} {number} is shown now", place.en, kind.en),
        ),
        (NumberPart::Number, ..) => Text::made(
            format!("{}：{}变化：{}", place.zh, kind.zh, step(Lang::Zh)),
            format!("{}: {} changed: {}", place.en, kind.en, step(Lang::En)),
        ),
        (NumberPart::Link, ..) => Text::made(
            format!("{}：{} {number} 的链接变化：{}", place.zh, kind.zh, step(Lang::Zh)),
            format!("{}: link of {} {number} changed: {}", place.en, kind.en, step(Lang::En)),
        ),
        (NumberPart::Badge, _, None) => Text::made(
            format!("{}：{} {number} 旁不再有图标", place.zh, kind.zh),
            format!("{}: {} {number} no longer has its badge", place.en, kind.en),
        ),
        (NumberPart::Badge, ..) => Text::made(
            format!("{}：{} {number} 旁现在有图标", place.zh, kind.zh),
            format!("{}: {} {number} has its badge now", place.en, kind.en),
        ),
    }
}

/// The title of a comparison.
pub(super) fn title(from: &ComparedAudits, to: &ComparedAudits, lang: Lang) -> String {
    let (from, to) = (audits(from, lang), audits(to, lang));
    match lang {
        Lang::Zh => format!("备案检查的变化：{from} → {to}"),
        Lang::En => format!("Filing audit changes: {from} → {to}"),
    }
}

/// Which audits are meant.
pub(super) fn audits(audits: &ComparedAudits, lang: Lang) -> String {
    let ComparedAudits { run, day, file, .. } = audits;
    let day = day.clone().unwrap_or_default();
    match (file, run, lang) {
        (Some(file), ..) if day.is_empty() => file.clone(),
        (Some(file), _, Lang::Zh) => format!("{file}（{day}）"),
        (Some(file), _, Lang::En) => format!("{file} ({day})"),
        (None, Some(run), Lang::Zh) => format!("第 {run} 次运行（{day}）"),
        (None, Some(run), Lang::En) => format!("run {run} ({day})"),
        (None, None, Lang::Zh) if day.is_empty() => "此前没有检查".to_owned(),
        (None, None, Lang::En) if day.is_empty() => "no audit".to_owned(),
        (None, None, _) => day,
    }
}

/// The counts, in one or two sentences.
pub(super) fn totals(totals: &ChangesTotals, lang: Lang) -> String {
    let ChangesTotals {
        compared,
        new_sites,
        gone_sites,
        not_judged,
        new,
        mended,
        open,
        unread,
        numbers,
    } = totals;
    let counts = match lang {
        Lang::Zh => [
            (*compared, format!("比较了 {compared} 个站点"), true),
            (*new_sites, format!("新增站点 {new_sites} 个"), false),
            (*gone_sites, format!("没有再检查的站点 {gone_sites} 个"), false),
            (*not_judged, format!("无法判断的站点 {not_judged} 个"), false),
            (*new, format!("新问题 {new} 处"), true),
            (*mended, format!("已修复 {mended} 处"), true),
            (*open, format!("仍存在 {open} 处"), true),
            (*unread, format!("所在页面没有再读取 {unread} 处"), false),
            (*numbers, format!("号码、链接、图标变化 {numbers} 处"), false),
        ],
        Lang::En => [
            (*compared, counted(*compared, "site") + " compared", true),
            (*new_sites, counted(*new_sites, "new site"), false),
            (*gone_sites, format!("{gone_sites} not audited again"), false),
            (*not_judged, format!("{not_judged} not judged"), false),
            (*new, counted(*new, "new finding"), true),
            (*mended, format!("{mended} mended"), true),
            (*open, format!("{open} still open"), true),
            (*unread, format!("{unread} on pages that were not read again"), false),
            (*numbers, format!("{numbers} changes of numbers, links and badges"), false),
        ],
    };
    let said = |range: std::ops::Range<usize>| {
        let shown = counts[range].iter().filter(|(count, _, always)| *always || *count > 0);
        shown.map(|(_, words, _)| words.as_str()).collect::<Vec<_>>().join(match lang {
            Lang::Zh => "，",
            Lang::En => ", ",
        })
    };
    match lang {
        Lang::Zh => format!("{}；{}", said(0..4), said(4..9)),
        Lang::En => format!("{}; {}", said(0..4), said(4..9)),
    }
}

/// What became of a site; nothing of one that was compared.
pub(super) fn state(site: &SiteChanges) -> Option<Text> {
    let day = site.before.as_ref().and_then(|before| before.day.as_deref());
    match site.state {
        SiteState::Compared => None,
        SiteState::New => Some(Text::fixed("新增的站点", "new site")),
        SiteState::NotJudged => Some(Text::fixed("这次无法判断", "could not be judged this time")),
        SiteState::Gone => Some(match day {
            Some(day) => Text::made(
                format!("没有再检查（上次 {day}）"),
                format!("not audited again (last on {day})"),
            ),
            None => Text::fixed("没有再检查", "not audited again"),
        }),
    }
}

/// The severity of a finding in a comparison.
pub(super) fn severity(finding: &ChangedFinding, lang: Lang) -> String {
    let name = |severity: &str| {
        let name = match severity {
            "error" => Text::fixed("错误", "error"),
            "warning" => Text::fixed("警告", "warning"),
            "info" => Text::fixed("提示", "info"),
            "review" => Text::fixed("需要复核", "review"),
            other => Text::untranslated(other),
        };
        name.get(lang).to_owned()
    };
    let now = name(&finding.severity);
    match (&finding.was, lang) {
        (None, _) => now,
        (Some(was), Lang::Zh) => format!("{now}（原为{}）", name(was)),
        (Some(was), Lang::En) => format!("{now} (was {})", name(was)),
    }
}

/// The kinds of lists in a comparison.
pub(super) const NEW: Text = Text::fixed("新问题", "new");
pub(super) const MENDED: Text = Text::fixed("已修复", "mended");
pub(super) const OPEN: Text = Text::fixed("仍存在", "still open");
pub(super) const UNREAD: Text = Text::fixed("页面没有再读取", "page not read again");
/// Where there is nothing to say.
pub(super) const NOTHING: Text = Text::fixed("没有变化。", "Nothing changed.");

/// Findings of one rule and severity together, with their pages.
pub(super) fn by_rule(list: &[ChangedFinding]) -> Vec<(&ChangedFinding, Vec<&str>)> {
    let mut groups = BTreeMap::new();
    for finding in list {
        let key = (finding.rule.as_str(), finding.severity.as_str(), finding.was.as_deref());
        let group = groups.entry(key).or_insert((finding, Vec::new()));
        group.1.push(finding.page.as_str());
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    let order = ["error", "warning", "info"];
    groups.sort_by_key(|(finding, _)| {
        order.iter().position(|it| *it == finding.severity).unwrap_or(3)
    });
    groups
}
