//! Facts and declared values in the report's words; nothing is judged here.

use std::sync::Arc;

use crate::deadlines;
use crate::domain::clock::{self, Due, End};
use crate::domain::date::Date;
use crate::domain::icp_number::NumberState;
use crate::domain::lang::Lang;
use crate::domain::site::{DeclaredPolice, Site, Subject};
use crate::domain::workday::Calendar;
use crate::facts::{CopyrightLine, Generator, PageFacts, PageKind, Sighting};
use crate::report::model::{
    ClockReport, CopyrightReport, Declared, Filing, Filings, OtherCount, OtherFiling, PageReport,
    PoliceFiling, RedirectReport, Shared, SkippedReport,
};
use crate::visit::{Page, Visit};

use super::intern::Interner;
use super::screens;

/// The facts of a page that rules may judge; `None` where nothing of it can be relied on.
pub(super) fn judgeable(page: &Page) -> Option<&PageFacts> {
    page.facts().filter(|facts| unreadable(facts).is_none())
}

/// Whether visitors see garbage instead of a page's text, and no number that could be read all the same.
pub(super) fn is_garbled(facts: &PageFacts) -> bool {
    facts.garbled.is_some() && facts.icp.is_empty() && facts.licences.is_empty()
}

/// Why a page that arrived whole cannot be judged all the same.
fn unreadable(facts: &PageFacts) -> Option<&'static str> {
    if facts.stand_in.is_some() {
        return Some("a page other than the site's own (bot check, maintenance, default page …)");
    }
    if is_garbled(facts) {
        return Some("the text is not in the encoding that it is declared in");
    }
    match facts.kind {
        PageKind::NotHtml => Some("not HTML"),
        PageKind::TooComplex => Some("too many elements to read"),
        PageKind::Document
        | PageKind::Fragment
        | PageKind::Frameset
        | PageKind::Shell
        | PageKind::Stub
        | PageKind::Empty => None,
    }
}

/// One page.
pub(super) fn page(page: &Page, (year, lang): (i16, Lang), texts: &Interner) -> PageReport {
    let url = texts.share(&page.address);
    let whole = page.facts();
    let error = page.error().or_else(|| whole.and_then(unreadable));
    PageReport {
        status: page.status(),
        error: error.map(|words| texts.share(words)),
        encoding: whole.map(|facts| facts.encoding.into()),
        generator: whole
            .and_then(|facts| facts.generator.as_ref())
            .map(|generator| texts.share(&generator_name(generator))),
        facts: judgeable(page).map(|facts| filings(facts, &url, year, texts)).unwrap_or_default(),
        browser: whole
            .and_then(|facts| facts.rendered.as_deref())
            .map(|rendered| Box::new(screens::browser(rendered, lang, texts))),
        url,
    }
}

fn generator_name(generator: &Generator) -> String {
    match &generator.version {
        Some(version) => format!("{} {version}", generator.name),
        None => generator.name.clone(),
    }
}

/// The page's own filings, hidden ones included.
fn filings(facts: &PageFacts, page: &Shared, year: i16, texts: &Interner) -> Filings {
    // words without a number bring a finding, and are no filing
    let icp = own(&facts.icp).filter(|seen| !seen.number.body.is_empty()).map(|seen| {
        let number = seen.number.to_string();
        Arc::new(filing(seen, &number, seen.number.state(year), page, texts))
    });
    let police = own(&facts.police).filter(|seen| !seen.number.digits.is_empty()).map(|seen| {
        let number = seen.number.to_string();
        let image = seen.badge.as_ref().and_then(|badge| badge.image.as_deref());
        Arc::new(PoliceFiling {
            filing: filing(seen, &number, seen.number.state(), page, texts),
            badge: seen.badge.is_some(),
            badge_image: image.map(|source| texts.share(source)),
        })
    });
    let licences = own(&facts.licences)
        .map(|seen| Arc::new(filing(seen, &seen.number.canonical, seen.number.state, page, texts)));
    let others = own(&facts.others).map(|seen| {
        let filing = filing(seen, &seen.number.number, NumberState::Ok, page, texts);
        Arc::new(OtherFiling { filing, register: seen.number.register.into() })
    });
    Filings {
        others: others.collect(),
        icp: icp.collect(),
        police: police.collect(),
        licences: licences.collect(),
        copyright: facts
            .copyright
            .iter()
            .map(|line| Arc::new(copyright(line, page, texts)))
            .collect(),
    }
}

fn own<T>(sightings: &[Sighting<T>]) -> impl Iterator<Item = &Sighting<T>> {
    sightings.iter().filter(|sighting| sighting.own)
}

fn filing<T>(
    seen: &Sighting<T>,
    number: &str,
    state: NumberState,
    page: &Shared,
    texts: &Interner,
) -> Filing {
    Filing {
        number: texts.share(number),
        raw: texts.share(&seen.raw),
        state: state.into(),
        linked: seen.link.is_plain(),
        link: seen.link.href.as_deref().map(|href| texts.share(href)),
        visible: seen.visibility.is_shown(),
        place: seen.place.into(),
        occurrences: seen.occurrences,
        page: page.clone(),
    }
}

fn copyright(line: &CopyrightLine, page: &Shared, texts: &Interner) -> CopyrightReport {
    CopyrightReport {
        text: texts.share(&line.text),
        owner: line.owner.as_deref().map(|owner| texts.share(owner)),
        owner_kind: line.owner.as_ref().map(|_| line.owner_kind.into()),
        from: line.from,
        to: line.to,
        open: line.open,
        visible: line.visibility.is_shown(),
        page: page.clone(),
    }
}

/// The site's filings: those of its pages, in the order of the pages.
pub(super) fn all_filings(pages: &[PageReport]) -> Filings {
    let mut all = Filings::default();
    for page in pages {
        all.icp.extend_from_slice(&page.facts.icp);
        all.police.extend_from_slice(&page.facts.police);
        all.licences.extend_from_slice(&page.facts.licences);
        all.others.extend_from_slice(&page.facts.others);
        all.copyright.extend_from_slice(&page.facts.copyright);
    }
    all
}

/// What the owner declared.
pub(super) fn declared(site: &Site) -> Declared {
    Declared {
        domain: site.domain.clone(),
        icp: site.icp.as_ref().map(ToString::to_string),
        police: site.police.as_ref().map(|police| match police {
            DeclaredPolice::Pending => "pending".to_owned(),
            DeclaredPolice::Number(number) => number.to_string(),
        }),
        owner: site.owner.clone(),
        subject: site.subject.map(|subject| {
            match subject {
                Subject::Organisation => "organisation",
                Subject::Person => "person",
            }
            .to_owned()
        }),
        duties: site.duties.iter().map(|duty| duty.name().to_owned()).collect(),
        client: site.client.clone(),
    }
}

/// The duties whose clocks run for the site. Whether the home page shows its ICP number is the audit's own business.
pub(super) fn clocks(site: &Site, today: Date) -> Vec<ClockReport> {
    let due = deadlines::due(Some(site), site.log.as_ref(), Calendar::vendored(), today);
    let duty = |due: &Due<'_>| {
        due.clock.kind == clock::Kind::Duty && !due.clock.ends.contains(&End::NumberSeen)
    };
    due.running.iter().filter(|due| duty(due)).map(|due| clock_report(due, today)).collect()
}

fn clock_report(due: &Due<'_>, today: Date) -> ClockReport {
    let count = &due.count;
    ClockReport {
        clock: due.clock.name.into(),
        due: count.last.when.day.to_string(),
        days_left: count.days_left(today),
        basis: count.basis.name().into(),
        from: count.from.to_string(),
        also: due.also.as_ref().map(|also| OtherCount {
            due: also.last.when.day.to_string(),
            days_left: also.days_left(today),
            basis: also.basis.name().into(),
            from: also.from.to_string(),
        }),
    }
}

/// The home page's redirects.
pub(super) fn redirects(visit: &Visit) -> Vec<RedirectReport> {
    visit
        .redirects
        .iter()
        .map(|hop| RedirectReport {
            from: hop.from.clone(),
            to: hop.to.clone(),
            status: hop.status,
        })
        .collect()
}

/// The pages left out.
pub(super) fn skipped(visit: &Visit) -> Vec<SkippedReport> {
    visit
        .skipped
        .iter()
        .map(|page| SkippedReport { url: page.url.clone(), why: page.why.into() })
        .collect()
}
