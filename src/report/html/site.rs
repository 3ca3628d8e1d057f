//! One site: how it came out and why.

use std::io;

use data_encoding::BASE64;
use minijinja::context;
use minijinja::value::Value;

use crate::changes::Loss;
use crate::config::Audience;
use crate::deadlines::DueState;
use crate::domain::basis::Basis;
use crate::domain::clock::{self, Kind};
use crate::domain::date;
use crate::domain::lang::{Lang, Text, counted};
use crate::report::Extensible;
use crate::report::audience::for_client;
use crate::report::deadlines::loss;
use crate::report::groups::{self, Case, Group, NumberKind};
use crate::report::model::{AcceptedBy, ClockReport, DriftReport, SiteReport};
use crate::report::places::is_live;
use crate::report::words::word;
use crate::report::{FooterPicture, Style, escape, words};
use crate::rules::{Rule, Severity};

use super::frame::{markup, render};
use super::row::Row;

/// At most this many pages of a fault are listed, and this many are seen at once.
const PAGES: usize = 50;
const FEW_PAGES: usize = 3;
/// At most this many different cases of a rule's fault are described.
const CASES: usize = 20;
/// At most this much of a text of a page is shown, in characters.
const LONGEST: usize = 301;
/// Within this many days a deadline is near.
const SOON: i32 = 7;

/// Renders sites.
#[derive(Clone, Copy)]
pub(super) struct SiteCard<'a> {
    pub(super) style: &'a Style<'a>,
    /// Whether it is folded up: one of many.
    pub(super) fold: bool,
    /// Whether the reasons of rules are said in each place, not once for all sites.
    pub(super) reasons: bool,
}

/// The state of a clock that runs.
pub(super) fn clock_state(clock: &ClockReport) -> DueState {
    let kind = clock::named(&clock.clock).map_or(Kind::Duty, |clock| clock.kind);
    match (kind, clock.days_left) {
        (Kind::Duty, ..0) => DueState::Overdue,
        (Kind::Duty, 0..=SOON) => DueState::Soon,
        (Kind::Duty, _) => DueState::Running,
        (Kind::Wait, ..0) => DueState::Late,
        (Kind::Wait, _) => DueState::Waiting,
    }
}

/// The class of a severity in the style sheet.
pub(super) const fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "severe",
        Severity::Warning => "warning",
        Severity::Info => "minor",
    }
}

/// A clock in the words of the page.
pub(super) fn clock_value(clock: &ClockReport, lang: Lang) -> Value {
    let from = words::event(&clock.basis);
    let from = match lang {
        Lang::Zh => format!("自{}（{}）起算", from.zh, clock.from),
        Lang::En => format!("from the {} on {}", from.en, clock.from),
    };
    context! {
        class => clock_state(clock).name(),
        left => words::left(clock.days_left, lang),
        day => clock.due.as_str(),
        what => words::clock(&clock.clock).get(lang),
        from,
    }
}

/// A text of ours or of a page, for whom the report is for.
pub(super) fn said(text: &str, style: &Style<'_>) -> String {
    match style.audience {
        Audience::Owner => text.to_owned(),
        Audience::Client => for_client(text).into_owned(),
    }
}

impl SiteCard<'_> {
    /// The markup of a site.
    pub(super) fn render(
        &self,
        site: &SiteReport,
        row: &Row,
        picture: Option<&FooterPicture>,
    ) -> io::Result<String> {
        let lang = self.style.lang;
        let mut groups = Vec::new();
        for group in groups::by_rule(&site.findings) {
            let label = words::severity(group.severity).get(lang).to_owned();
            groups.push(self.group(&group, severity_class(group.severity), &label)?);
        }
        for group in groups::by_rule(&site.reviews) {
            groups.push(self.group(&group, "review", word("复核", "review", lang))?);
        }
        let clocks: Vec<Value> = site.clocks.iter().map(|clock| clock_value(clock, lang)).collect();
        let values = context! {
            fold => self.fold,
            id => row.id.as_str(),
            class => row.status.name(),
            sign => words::sign(row.status),
            word => words::verdict(site, lang),
            name => row.name.as_str(),
            client => row.client.as_str(),
            counts => row.counts(lang),
            facts => self.facts(site),
            alerts => self.alerts(site),
            picture => picture.map(|picture| picture_value(picture, lang)),
            accepted => self.accepted(site),
            clocks,
            groups,
            filings => filings(site, lang),
            unjudged => self.unjudged(site),
        };
        render("site", lang, values)
    }

    fn said(&self, text: &str) -> String {
        said(text, self.style)
    }

    fn facts(&self, site: &SiteReport) -> Vec<Value> {
        let lang = self.style.lang;
        let mut facts = Vec::new();
        let mut add = |zh, en, value: String| {
            facts.push(context! { name => word(zh, en, lang), value, url => () });
        };
        let (read, found) = (site.pages_checked, site.pages_found.max(site.pages_checked));
        let read = if read < found { format!("{read} / {found}") } else { read.to_string() };
        add("已检查页面", "Pages checked", read);
        let declared = &site.declared;
        for (zh, en, value) in [
            ("应有的 ICP 备案号", "ICP number on file", &declared.icp),
            ("应有的公安备案号", "Police number on file", &declared.police),
            ("主办者", "Filing holder", &declared.owner),
        ] {
            let value = value.as_deref().map(|value| match (value, lang) {
                ("pending", Lang::Zh) => "办理中",
                (value, _) => value,
            });
            if let Some(value) = value {
                add(zh, en, escape::cut(value, LONGEST));
            }
        }
        // What a client reads names no folder of the operator.
        if !is_live(site) && declared.domain.is_some() && self.style.audience == Audience::Owner {
            add("目录", "Folder", escape::cut(&site.target, LONGEST));
        }
        if let Some(home) = site.final_url.as_ref().or(site.home.as_ref()) {
            let name = word("首页", "Home page", lang);
            facts.insert(0, context! { name, value => "", url => home.as_str() });
        }
        facts
    }

    /// What must be known of a site before its findings.
    fn alerts(&self, site: &SiteReport) -> Vec<String> {
        let lang = self.style.lang;
        let mut alerts = Vec::new();
        if site.interrupted {
            alerts.push(words::INTERRUPTED.get(lang).to_owned());
        }
        alerts.extend(site.drift.iter().map(|lost| drift(lost).get(lang).to_owned()));
        alerts
    }

    fn group(&self, group: &Group<'_>, class: &str, label: &str) -> io::Result<Value> {
        let lang = self.style.lang;
        let rule = self.style.rule(group.rule);
        let title = super::title(group.rule, self.style);
        let shared = group
            .cases
            .first()
            .map(|case| case.fix)
            .filter(|first| group.cases.iter().all(|case| case.fix == *first));
        let mut cases = Vec::new();
        for case in group.cases.iter().take(CASES) {
            let fix = shared.map_or(case.fix, |_| "");
            cases.push(self.case(case, &title, fix)?);
        }
        let more = group.cases.len().saturating_sub(CASES);
        let more = (more > 0).then(|| match lang {
            Lang::Zh => format!("另有 {more} 处类似问题"),
            Lang::En => format!("and {} like these", counted(more, "case")),
        });
        Ok(context! {
            class,
            label,
            title,
            rule => group.rule,
            why => rule.filter(|_| self.reasons).map(|rule| self.said(rule.why.get(lang))),
            law => (self.reasons || rule.is_none()).then(|| law(rule, group.reference, lang)),
            cases,
            more,
            fix => self.fix(shared.unwrap_or_default())?,
        })
    }

    fn case(&self, case: &Case<'_>, title: &str, fix: &str) -> io::Result<Value> {
        let lang = self.style.lang;
        let message = self.said(case.message);
        let message = Some(escape::cut(&message, LONGEST))
            .filter(|message| !message.eq_ignore_ascii_case(title));
        let told = case.evidence.is_empty() || case.message.contains(case.evidence);
        let evidence = Some(escape::cut(&self.said(case.evidence), LONGEST)).filter(|_| !told);
        let place = |(url, line): &(&str, Option<u32>)| {
            let line = line.map(|line| match lang {
                Lang::Zh => format!("第 {line} 行"),
                Lang::En => format!("line {line}"),
            });
            context! { url => escape::cut(url, LONGEST), line }
        };
        let places: Vec<Value> = case.places.iter().take(PAGES).map(place).collect();
        let more = case.places.len().saturating_sub(PAGES);
        Ok(context! {
            message,
            evidence => evidence.filter(|evidence| !evidence.is_empty()),
            places,
            fold => case.places.len() > FEW_PAGES,
            pages => words::pages(case.places.len(), lang),
            more => (more > 0).then(|| others(more, lang)),
            fix => self.fix(fix)?,
        })
    }

    /// What to do: prose, and what can be pasted as it is.
    fn fix(&self, fix: &str) -> io::Result<Value> {
        let lang = self.style.lang;
        if fix.is_empty() {
            return Ok(markup(String::new()));
        }
        let mut said = self.said(fix);
        if said.is_empty() {
            let words = Text::fixed("请网站的维护方处理", "for whoever maintains the site");
            words.get(lang).clone_into(&mut said);
        }
        let mut parts: Vec<(bool, String)> = Vec::new();
        for line in said.split('\n') {
            let code = ["<", "beian ", "©"].iter().any(|start| line.starts_with(start));
            match parts.last_mut() {
                Some((same, text)) if *same == code => {
                    text.push('\n');
                    text.push_str(line);
                }
                _ => parts.push((code, line.to_owned())),
            }
        }
        let parts: Vec<Value> =
            parts.into_iter().map(|(code, text)| context! { code, text }).collect();
        render("fix", lang, context! { parts }).map(markup)
    }

    /// Findings that do not count, and why.
    fn accepted(&self, site: &SiteReport) -> Vec<Value> {
        let lang = self.style.lang;
        let accepted = site.accepted.iter().take(PAGES).map(|it| {
            let by = match it.by {
                AcceptedBy::Baseline => word("以前就有", "known from before", lang),
                AcceptedBy::Exempt => word("已豁免", "exempt", lang),
            };
            let until = it.until.as_ref().map(|day| match lang {
                Lang::Zh => format!("至 {day}"),
                Lang::En => format!("until {day}"),
            });
            let why = [Some(by.to_owned()), until, it.reason.clone()];
            context! {
                title => super::title(&it.finding.rule, self.style),
                url => escape::cut(&it.finding.page, LONGEST),
                why => why.into_iter().flatten().collect::<Vec<_>>().join(word("，", ", ", lang)),
            }
        });
        accepted.collect()
    }

    fn unjudged(&self, site: &SiteReport) -> Vec<Value> {
        let lang = self.style.lang;
        let failed = site
            .pages
            .iter()
            .filter_map(|page| Some((&*page.url, self.said(page.error.as_deref()?))));
        let skipped = site.skipped.iter().map(|page| {
            let why = words::skipped(&page.why);
            let why = self.said(why.get(lang));
            let unnamed = || word("不在本次检查范围内", "outside of what was checked", lang);
            (page.url.as_str(), if why.is_empty() { unnamed().to_owned() } else { why })
        });
        let all = site.pages.iter().filter(|page| page.error.is_some()).count();
        let more = (all + site.skipped.len()).saturating_sub(PAGES);
        let mut list: Vec<Value> = failed
            .chain(skipped)
            .take(PAGES)
            .map(|(url, why)| context! { url => escape::cut(url, LONGEST), why => escape::cut(&why, LONGEST) })
            .collect();
        let note = |why: String| context! { url => "", why };
        if more > 0 {
            list.push(note(others(more, lang)));
        }
        list.extend(words::truncated(site).map(|text| note(self.said(text.get(lang)))));
        list
    }
}

/// What recorded audits saw and this one does not.
fn drift(lost: &DriftReport) -> Text {
    match (&lost.what, date::parse(&lost.last_seen)) {
        (Extensible::Known(mark), Ok(last_seen)) => loss(&Loss { mark: *mark, last_seen }),
        _ => Text::made(
            format!("首页上少了以前有的内容（{} 还在）", lost.last_seen),
            format!("something is gone from the home page (last seen on {})", lost.last_seen),
        ),
    }
}

fn picture_value(picture: &FooterPicture, lang: Lang) -> Value {
    let data = format!("data:{};base64,{}", picture.media_type, BASE64.encode(&picture.bytes));
    context! { data, alt => picture.text.get(lang) }
}

/// The laws of a rule; of one that is not known what its findings cite.
pub(super) fn law(rule: Option<&Rule>, reference: &str, lang: Lang) -> String {
    rule.map_or_else(|| reference.to_owned(), |rule| Basis::cite_all(rule.basis, lang))
}

fn others(pages: usize, lang: Lang) -> String {
    let pages = words::pages(pages, lang);
    match lang {
        Lang::Zh => format!("另有 {pages}"),
        Lang::En => format!("and {pages} more"),
    }
}

/// What the pages show, each different thing once.
fn filings(site: &SiteReport, lang: Lang) -> Vec<Value> {
    let mut all = Vec::new();
    for (kind, things) in groups::distinct_filings(&site.filings) {
        for (thing, pages) in things {
            let mut doubts = words::doubts(&thing.state, thing.visible, lang);
            if thing.badge == Some(false) {
                let joint = if doubts.is_empty() { "" } else { word("，", ", ", lang) };
                doubts = doubts + joint + word("旁边没有警徽图标", "no badge beside it", lang);
            }
            let links = matches!(kind, NumberKind::Icp | NumberKind::Police);
            let unlinked =
                (links && thing.link.is_none()).then(|| word("没有链接", "no link", lang));
            all.push(context! {
                kind => words::kind(kind).get(lang),
                text => escape::line(&escape::cut(thing.text, LONGEST)).into_owned(),
                doubts,
                link => thing.link.map(|link| escape::cut(link, LONGEST)),
                unlinked,
                pages => words::pages(pages, lang),
            });
        }
    }
    all
}
