//! The one pass over all sites: what the page says of them all, and which sites it shows first.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use minijinja::context;
use minijinja::value::Value;

use crate::domain::lang::{Lang, counted};
use crate::report::groups;
use crate::report::model::SiteReport;
use crate::report::places::is_live;
use crate::report::view::{FooterPictures, View};
use crate::report::{Style, escape, words};
use crate::rules::Severity;

use super::history::Changes;
use super::lines::SiteLines;
use super::row::{Problems, Row, RowDue, RowRank};
use super::site::{SiteCard, clock_state};
use super::timeline::TimelineDrawing;

/// The sites up to which all are markup, and the rows of a larger portfolio that are.
const ROWS: usize = 500;
/// The cards of a larger portfolio that are markup.
const CARDS: usize = 100;
/// How many deadlines are listed below the time line.
const DEADLINES: usize = 50;
/// How much all pictures may take, in bytes: a file that is too large for a mail is not handed on.
const PICTURES: usize = 12 << 20;
/// At most this much of a target is its name, in characters.
const NAME: usize = 200;

/// By what readers know a site: its domain, also where a folder was audited for it; else its target.
fn name_of(site: &SiteReport) -> &str {
    let domain = site.declared.domain.as_deref().filter(|_| !is_live(site));
    domain.unwrap_or(&site.target)
}

/// What was gathered.
#[derive(Debug)]
pub(super) struct ReportContent<'a> {
    /// Whether there is a table of sites: not for one site alone.
    pub(super) many: bool,
    /// Whether there are more sites than are markup.
    pub(super) large: bool,
    pub(super) problems: Problems,
    pub(super) timeline: TimelineDrawing,
    pub(super) changes: Changes,
    /// Findings that do not count.
    pub(super) accepted: u64,
    pages: u64,
    ids: HashMap<String, u32>,
    clients: BTreeSet<String>,
    /// Whether some site has no client.
    clientless: bool,
    rows: BTreeMap<RowRank, Row>,
    cards: BTreeMap<RowRank, String>,
    soonest: BTreeMap<(i32, u64, usize), Value>,
    /// Bytes that pictures may still take.
    room: usize,
    style: &'a Style<'a>,
}

impl<'a> ReportContent<'a> {
    /// Goes through the sites, and writes their lines for the script.
    pub(super) fn of(
        report: &View<'_>,
        style: &'a Style<'a>,
        out: &mut dyn Write,
    ) -> io::Result<Self> {
        let sites = usize::try_from(report.summary.sites).unwrap_or(usize::MAX);
        let (many, large) = (sites != 1, sites > ROWS);
        let mut gathered = Self {
            many,
            large,
            problems: Problems::default(),
            timeline: TimelineDrawing::default(),
            changes: Changes::default(),
            accepted: 0,
            pages: 0,
            ids: HashMap::new(),
            clients: BTreeSet::new(),
            clientless: false,
            rows: BTreeMap::new(),
            cards: BTreeMap::new(),
            soonest: BTreeMap::new(),
            room: PICTURES,
            style,
        };
        let mut lines = many.then(|| SiteLines::begin(out)).transpose()?;
        let mut at = 0;
        report.sites.each(&mut |site| {
            let (row, card) = gathered.card(at, site, report.pictures)?;
            if let Some(lines) = &mut lines {
                lines.add(&row, large.then_some(&*card), out)?;
            }
            gathered.keep(row, card);
            at += 1;
            Ok(())
        })?;
        lines.map_or(Ok(()), |lines| lines.end(&gathered.problems.ids(), out))?;
        Ok(gathered)
    }

    /// Takes from a site what the page says of all sites, and draws its row and card.
    fn card(
        &mut self,
        at: u64,
        site: &SiteReport,
        pictures: Option<&dyn FooterPictures>,
    ) -> io::Result<(Row, String)> {
        let row = self.row(at, site);
        self.pages += site.pages_checked;
        self.accepted += site.accepted.len() as u64;
        match row.client.as_str() {
            "" => self.clientless = true,
            client => drop(self.clients.insert(client.to_owned())),
        }
        self.clocks(site, &row);
        if let Some(changes) = &site.changes {
            self.changes.add(changes, &row, self.style);
        }
        let (fold, reasons) = (self.many, !self.large);
        let card = SiteCard { style: self.style, fold, reasons };
        let picture = pictures.and_then(|all| all.picture(site));
        let picture = picture.filter(|picture| picture.bytes.len() <= self.room);
        self.room -= picture.as_ref().map_or(0, |picture| picture.bytes.len());
        let card = card.render(site, &row, picture.as_ref())?;
        Ok((row, card))
    }

    /// Keeps the gravest rows and cards, which are markup of the page.
    fn keep(&mut self, row: Row, card: String) {
        let rank = row.rank();
        self.cards.insert(rank, card);
        self.rows.insert(rank, row);
        if self.large && self.cards.len() > CARDS {
            self.cards.pop_last();
        }
        if self.rows.len() > ROWS {
            self.rows.pop_last();
        }
    }

    fn row(&mut self, at: u64, site: &SiteReport) -> Row {
        let mut rules = Vec::new();
        let (mut errors, mut warnings, mut infos) = (0, 0, 0);
        for group in groups::by_rule(&site.findings) {
            *match group.severity {
                Severity::Error => &mut errors,
                Severity::Warning => &mut warnings,
                Severity::Info => &mut infos,
            } += 1;
            rules.push(self.problems.add(group.rule, Some(group.severity), group.pages));
        }
        let name = name_of(site);
        let reviews = groups::by_rule(&site.reviews);
        for group in &reviews {
            rules.push(self.problems.add(group.rule, None, group.pages));
        }
        let filings = &site.filings;
        let mut numbers: Vec<&str> = filings.icp.iter().map(|filing| &*filing.number).collect();
        numbers.extend(filings.police.iter().map(|police| &*police.filing.number));
        numbers.extend(filings.licences.iter().map(|filing| &*filing.number));
        numbers.sort_unstable();
        numbers.dedup();
        let due = site.clocks.iter().min_by_key(|clock| clock.days_left).map(|clock| RowDue {
            days: clock.days_left,
            words: words::left(clock.days_left, self.style.lang),
            state: clock_state(clock),
        });
        Row {
            at,
            status: site.status,
            errors,
            warnings,
            infos,
            reviews: reviews.len(),
            id: self.id(name),
            name: escape::line(name).chars().take(NAME).collect(),
            client: site.declared.client.clone().unwrap_or_default(),
            pages: site.pages_checked,
            due,
            numbers: numbers.join(" ").chars().take(NAME).collect(),
            rules,
        }
    }

    /// An `id` that stays the same from report to report, so that a link to a site does.
    fn id(&mut self, target: &str) -> String {
        let target = target.trim_start_matches("https://").trim_start_matches("http://");
        let safe = |c: char| {
            if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' }
        };
        let slug: String = target.chars().take(60).map(safe).collect();
        let id = format!("site-{}", slug.trim_end_matches('-'));
        let times = self.ids.entry(id.clone()).or_default();
        *times += 1;
        // two hyphens: no other name is written so
        if *times == 1 { id } else { format!("{id}--{times}") }
    }

    fn clocks(&mut self, site: &SiteReport, row: &Row) {
        let lang = self.style.lang;
        for (index, clock) in site.clocks.iter().enumerate() {
            self.timeline.add(clock.days_left, clock_state(clock));
            let value = context! {
                site => row.name.as_str(),
                id => row.id.as_str(),
                ..super::site::clock_value(clock, lang)
            };
            self.soonest.insert((clock.days_left, row.at, index), value);
            if self.soonest.len() > DEADLINES {
                self.soonest.pop_last();
            }
        }
    }

    /// The sites that are shown as rows, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// The markup of the sites that are shown in full, in order.
    pub(super) fn cards(&self) -> impl Iterator<Item = &str> {
        self.cards.values().map(String::as_str)
    }

    /// The row of a report of one site.
    pub(super) fn only(&self) -> Option<&Row> {
        self.rows.values().next().filter(|_| !self.many)
    }

    /// The clients, in order.
    pub(super) fn clients(&self) -> impl Iterator<Item = &str> {
        self.clients.iter().map(String::as_str)
    }

    /// The client that all sites have.
    pub(super) fn only_client(&self) -> Option<&str> {
        let only = self.clients.len() == 1 && !self.clientless;
        self.clients.first().map(String::as_str).filter(|_| only)
    }

    /// The first deadlines, and a word on those that are not listed.
    pub(super) fn soonest(&self, lang: Lang) -> (Vec<Value>, Option<String>) {
        let more = self.timeline.len().saturating_sub(self.soonest.len());
        let more = (more > 0).then(|| match lang {
            Lang::Zh => format!("另有 {more} 项更晚的期限"),
            Lang::En => format!("and {} that are later", counted(more, "deadline")),
        });
        (self.soonest.values().cloned().collect(), more)
    }

    /// The days left and the value of the first deadlines.
    pub(super) fn first(&self) -> impl Iterator<Item = (i32, &Value)> {
        self.soonest.iter().map(|((days, ..), value)| (*days, value))
    }

    /// How much was checked.
    pub(super) fn scope(&self, report: &View<'_>, lang: Lang) -> String {
        let (sites, pages, rules) = (report.summary.sites, self.pages, self.style.rules.len());
        match lang {
            Lang::Zh => format!("{sites} 个站点，{pages} 个页面，{rules} 条规则"),
            Lang::En => {
                let count = |count: u64, noun| counted(count, noun);
                format!("{}, {}, {rules} rules", count(sites, "site"), count(pages, "page"))
            }
        }
    }

    /// How the page is written.
    pub(super) const fn style(&self) -> &'a Style<'a> {
        self.style
    }

    /// How many pages were checked.
    pub(super) const fn pages(&self) -> u64 {
        self.pages
    }
}
