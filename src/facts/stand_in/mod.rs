//! Pages that stand in a site's place: a check for robots, a waiting room, maintenance, a server's or panel's default
//! page, a parked or suspended domain. They come with status 200 and say nothing of the site. Only little pages are
//! looked at, and only for words that such pages say of themselves: a site that writes about maintenance is a site.

#[cfg(test)]
mod tests;
mod words;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::html::{InertKind, Outline, Tag};

use crate::facts::page::{StandIn, StandInKind};
use crate::facts::shape::has_letters;

use StandInKind::{DefaultPage, Maintenance, Parked};
use words::{DOMAIN_IDLE, DOMAINS, MAINTENANCE_ENGLISH, MARKS, SUBJECTS, TITLES, WORDS, WORK};

/// A page with more letters than this is the site's own, whatever it says.
const MOST_LETTERS: usize = 600;
/// Words in the text, rather than in the title, count only on pages of at most this many letters and links.
const FEW_LETTERS: usize = 240;
const FEW_LINKS: usize = 4;
/// Bytes of source that are searched for marks.
const MOST_SOURCE: usize = 256 << 10;

/// What stands in the place of the site's page, if anything does.
pub(crate) fn read(outline: &Outline<'_>, title: Option<&str>) -> Option<StandIn> {
    if has_letters(&outline.text, MOST_LETTERS) || outline.source.len() > MOST_SOURCE {
        return None;
    }
    let title = folded(title.unwrap_or_default());
    let text = folded(&outline.text);
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    if letters > MOST_LETTERS {
        return None;
    }
    let found = |kind, evidence: &str| Some(StandIn { kind, evidence: evidence.to_owned() });
    if let Some((words, kind)) = TITLES.iter().find(|(words, _)| begins(&title, words)) {
        return found(*kind, words);
    }
    if let Some(words) = maintenance(&title) {
        return found(Maintenance, words);
    }
    if let Some((mark, kind)) = marks(outline) {
        return found(kind, mark);
    }
    let links = outline.nodes.iter().filter(|node| node.tag == Tag::A).count();
    let short = letters <= FEW_LETTERS && links <= FEW_LINKS;
    if let Some((words, kind)) = WORDS.iter().find(|(words, _)| text.contains(words)) {
        // A server's own page has some links and more words.
        return if short || *kind == DefaultPage { found(*kind, words) } else { None };
    }
    if text == "it works!" {
        return found(DefaultPage, "It works!");
    }
    if let Some(words) = idle_domain(&title) {
        return found(Parked, words);
    }
    if !short {
        return None;
    }
    if let Some(words) = idle_domain(&text) {
        return found(Parked, words);
    }
    maintenance(&text).and_then(|words| found(Maintenance, words))
}

/// Lower case, with one blank where there were some.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether a title is these words, or goes on behind a sign.
fn begins(title: &str, words: &str) -> bool {
    let Some(rest) = title.strip_prefix(words) else { return false };
    let ascii = words.is_ascii();
    // 安全验证系统 is a product; "Welcome to nginx on Debian" is nginx's page.
    ascii || rest.chars().next().is_none_or(|next| !next.is_alphanumeric() || "页中".contains(next))
}

fn marks(outline: &Outline<'_>) -> Option<(&'static str, StandInKind)> {
    static FINDER: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::new(MARKS.iter().map(|(mark, _)| mark)).ok());
    // Scripts, mostly; what a reader sees does not count.
    let quoted = |at: usize| {
        outline.inert.iter().any(|it| it.kind == InertKind::Comment && it.span.contains(&at))
    };
    let found = FINDER.as_ref()?.find_iter(outline.source);
    let mut found = found.filter(|found| !quoted(found.start()));
    MARKS.get(found.next()?.pattern().as_usize()).copied()
}

/// The words that say that a site is being worked on.
fn maintenance(text: &str) -> Option<&str> {
    if let Some(words) = MAINTENANCE_ENGLISH.iter().find(|words| text.contains(*words)) {
        return Some(words);
    }
    text.match_indices("维护")
        .chain(text.match_indices("升级"))
        .chain(text.match_indices("检修"))
        .chain(text.match_indices("维修"))
        .find_map(|(at, _)| being_done(text, at))
}

/// `网站维护中`, `系统正在升级`, `正在维护`: work on the site itself, now. `设备维护中心` and `系统维护服务` are business.
fn being_done(text: &str, at: usize) -> Option<&str> {
    let (before, from) = text.split_at(at);
    let work = WORK.iter().filter(|work| from.starts_with(**work)).map(|work| work.len()).max()?;
    let behind = from.get(work..).unwrap_or_default();
    let end = behind.chars().next();
    let sentence_ends = end.is_none_or(|c| !c.is_alphanumeric());
    let going_on = behind.strip_prefix('中').is_some_and(|rest| {
        rest.chars().next().is_none_or(|c| !c.is_alphanumeric() || "请暂预敬给稍无我".contains(c))
    });
    let start = before.char_indices().rev().nth(9).map_or(0, |(at, _)| at);
    // The clause that the word stands in.
    let clause = before.get(start..).unwrap_or_default();
    let clause = clause.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let now = clause.ends_with("正在") || clause.ends_with("正在进行") || clause.ends_with("正");
    let own = SUBJECTS.iter().any(|subject| clause.ends_with(subject))
        || SUBJECTS.iter().any(|subject| {
            let rest = clause.split_once(subject).map(|(_, rest)| rest);
            rest.is_some_and(|rest| {
                matches!(
                    rest,
                    "正在" | "正在进行" | "例行" | "临时" | "暂时" | "全面" | "正在全面" | "停机"
                )
            })
        });
    let alone = clause.is_empty();
    let says = now && (sentence_ends || going_on) || (own || alone) && going_on;
    let from = before.len() - clause.len();
    let shown = work + if going_on { '中'.len_utf8() } else { 0 };
    says.then(|| text.get(from..at + shown).unwrap_or_default())
}

/// The words that say that nobody uses a domain.
fn idle_domain(text: &str) -> Option<&str> {
    DOMAINS.iter().flat_map(|name| text.match_indices(name)).find_map(|(at, name)| {
        let rest = text.get(at + name.len()..).unwrap_or_default();
        let near = rest.char_indices().nth(12).map_or(rest.len(), |(end, _)| end);
        let near = rest.get(..near).unwrap_or_default();
        DOMAIN_IDLE
            .iter()
            .filter_map(|words| Some(near.find(words)? + words.len()))
            .min()
            .and_then(|end| text.get(at..at + name.len() + end))
    })
}
