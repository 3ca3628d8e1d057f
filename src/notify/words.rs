//! Items in words: what, which site, how many days, what to do, where.

use url::Url;

use crate::changes::FilingMark;
use crate::config::NoticeKind;
use crate::deadlines::DueRow;
use crate::domain::clock::{self, End, Kind};
use crate::domain::lang::{Lang, Text};
use crate::domain::record::When;
use crate::report::deadlines::{RowWords, loss};
use crate::rules;

use super::choose::News;
use super::digest::{Digest, DigestEntry, DigestSection};
use super::gather::mark_name;
use super::item::{ItemFact, ItemKey, ItemKind};

/// Where the police filing is handed in.
const POLICE: &str = "https://beian.mps.gov.cn/";

/// The message of these news.
pub(super) fn digest(news: &[News], now: When, lang: Lang) -> Digest {
    let day = now.day.to_string();
    let title = match lang {
        Lang::Zh => format!("网站备案提醒 {day}"),
        Lang::En => format!("Website filings, {day}"),
    };
    let mut sections: Vec<DigestSection> = Vec::new();
    for one in news {
        let entry = entry(one, now, lang);
        match sections.last_mut().filter(|section| section.kind == one.kind) {
            Some(section) => section.entries.push(entry),
            None => sections.push(DigestSection {
                kind: one.kind,
                title: heading(one.kind).get(lang).to_owned(),
                entries: vec![entry],
            }),
        }
    }
    Digest { day, lang, title, summary: summary(&sections, lang), sections }
}

const fn heading(kind: NoticeKind) -> Text {
    match kind {
        NoticeKind::Due => Text::fixed("到期", "Due"),
        NoticeKind::Drifted => Text::fixed("从首页消失", "Gone from the home page"),
        NoticeKind::Failing => Text::fixed("新问题", "New findings"),
        NoticeKind::NotJudged => Text::fixed("一直无法检查", "Could not be judged"),
        NoticeKind::Resolved => Text::fixed("已恢复", "In order again"),
    }
}

fn summary(sections: &[DigestSection], lang: Lang) -> String {
    let parts: Vec<String> = sections
        .iter()
        .map(|section| {
            let count = section.entries.len();
            match lang {
                Lang::Zh => format!("{} {count} 项", section.title),
                Lang::En => format!("{}: {count}", section.title),
            }
        })
        .collect();
    parts.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}

fn entry(news: &News, now: When, lang: Lang) -> DigestEntry {
    let site = news.key.site.as_str();
    let mut entry = DigestEntry {
        site: site.to_owned(),
        client: news.client.as_deref().map(str::to_owned),
        text: String::new(),
        todo: None,
        link: home(site),
        about: news.key.thing.clone(),
        state: news.state.clone(),
        due: None,
        days_left: None,
        severity: None,
    };
    match &news.fact {
        Some(ItemFact::Due(row)) => due(row, now, lang, &mut entry),
        Some(ItemFact::Lost(lost)) => {
            loss(lost).get(lang).clone_into(&mut entry.text);
            entry.todo = Some(look(site).get(lang).to_owned());
        }
        Some(ItemFact::Finding { level, pages, page }) => {
            let (title, fix) = rule(&news.key.thing, lang);
            entry.text = match (lang, pages) {
                (_, 0 | 1) => title,
                (Lang::Zh, pages) => format!("{title}（{pages} 页）"),
                (Lang::En, pages) => format!("{title} ({pages} pages)"),
            };
            entry.todo = fix;
            entry.severity = Some(level.name().to_owned());
            entry.link =
                page.as_deref().filter(|page| is_address(page)).map(str::to_owned).or(entry.link);
        }
        Some(ItemFact::NotJudged { runs }) => {
            entry.text = match lang {
                Lang::Zh => format!("最近 {runs} 次检查都无法判断"),
                Lang::En if *runs == 1 => "the last audit could not judge it".to_owned(),
                Lang::En => format!("the last {runs} audits could not judge it"),
            };
            entry.todo = Some(look(site).get(lang).to_owned());
        }
        None => entry.text = resolved(&news.key, lang),
    }
    entry
}

fn due(row: &DueRow, now: When, lang: Lang, entry: &mut DigestEntry) {
    let words = RowWords::of(row, now, lang);
    let (label, last) = (row.clock.label.get(lang), &words.due);
    entry.text = match lang {
        Lang::Zh => format!("{label}：{}（最后一天 {last}，{}）", words.standing, words.from),
        Lang::En => format!("{label}: {} (last day {last}, {})", words.standing, words.from),
    };
    let end = row.clock.ends.iter().find_map(|end| match end {
        End::Event(event) => Some(event.name()),
        _ => None,
    });
    let done = end.map(|event| match lang {
        Lang::Zh => format!("办完后记录：beian deadlines record {} {event}", row.site),
        Lang::En => format!("once done: beian deadlines record {} {event}", row.site),
    });
    let miss = (row.clock.kind == Kind::Duty).then_some(words.miss);
    let todo: Vec<String> = miss.into_iter().chain(done).collect();
    entry.todo = (!todo.is_empty()).then(|| {
        todo.join(match lang {
            Lang::Zh => "；",
            Lang::En => "; ",
        })
    });
    if row.clock.name == clock::POLICE_FILING.name {
        entry.link = Some(POLICE.to_owned());
    }
    entry.due = Some(row.count.last.when.day.to_string());
    entry.days_left = Some(row.days_left(now));
}

fn rule(id: &str, lang: Lang) -> (String, Option<String>) {
    match rules::by_id(id) {
        Some(rule) => {
            (format!("{} ({id})", rule.title.get(lang)), Some(rule.fix.get(lang).to_owned()))
        }
        None => (id.to_owned(), None),
    }
}

fn look(site: &str) -> Text {
    Text::made(
        format!("请查看最近的改动：beian audit {site}"),
        format!("look at what changed last: beian audit {site}"),
    )
}

fn resolved(key: &ItemKey, lang: Lang) -> String {
    let text = match key.kind {
        ItemKind::Finding => {
            let (title, _) = rule(&key.thing, lang);
            Text::made(format!("已修复：{title}"), format!("mended: {title}"))
        }
        ItemKind::Lost if key.thing == mark_name(FilingMark::IcpLink) => Text::fixed(
            "首页上又有带链接的 ICP 备案号",
            "the linked ICP number is on the home page again",
        ),
        ItemKind::Lost => Text::fixed(
            "首页上又有公安备案号和图标",
            "the police number with its badge is on the home page again",
        ),
        ItemKind::NotJudged => Text::fixed("又可以检查", "can be judged again"),
        ItemKind::Due => Text::fixed("已办", "done"),
    };
    text.get(lang).to_owned()
}

/// The home page of a site that is named by its domain.
fn home(site: &str) -> Option<String> {
    let name = site.contains('.') && !site.contains(['/', ' ', '\\']);
    let url = Url::parse(&format!("https://{site}/")).ok().filter(|_| name)?;
    Some(url.to_string())
}

fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
