//! Pages in the shapes that mislead naive checkers, each read and judged as a careful person would.

mod layouts;
mod links;
mod mentions;
mod shapes;
mod slips;
mod unseen;

use std::collections::BTreeSet;
use std::fmt::Display;

use beian::audit::{Settings, SiteAudit};
use beian::domain::date;
use beian::domain::icp_number::NumberState;
use beian::domain::lang::Lang;
use beian::domain::site::Site;
use beian::facts::{ElsewhereKind, Link, LinkKind, PageFacts, RawPage, Sighting, read};
use beian::report::model::SiteReport;
use beian::rules::{Levels, Severity, by_id};
use beian::visit::{Arrival, Page, Visit};

const MIIT: &str = "https://beian.miit.gov.cn/";
const POLICE: &str = "https://beian.mps.gov.cn/#/query/webSearch?code=";
const OLD_POLICE: &str = "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=";

/// A page with text of its own above this markup.
fn page(markup: &str) -> String {
    format!(
        "<!doctype html><html lang=zh><head><meta charset=utf-8><title>某某科技</title></head><body>\
         <h1>某某科技</h1><div>{}</div>\n{markup}</body></html>",
        "<p>某某科技为中小企业提供可靠的云端记账服务，十年来客户遍布全国各地。</p>".repeat(8)
    )
}

fn facts(html: &str) -> PageFacts {
    read(RawPage { bytes: html.as_bytes(), content_type: None, links: usize::MAX })
}

/// What a number's entry says, in one line: number, state unless ok, claim, visibility, link.
fn line<T: Display>(it: &Sighting<T>, state: NumberState) -> String {
    let Link { kind, href } = &it.link;
    let link = match kind {
        LinkKind::None => "unlinked".to_owned(),
        LinkKind::AsText(_) => "as text".to_owned(),
        LinkKind::Empty => "empty".to_owned(),
        LinkKind::Plain => href.clone().unwrap_or_default(),
        LinkKind::Scripted(address) => format!("script:{address}"),
    };
    let mut words = vec![it.number.to_string()];
    words.extend((state != NumberState::Ok).then(|| state.name().to_owned()));
    words.extend((!it.own).then(|| "mentioned".to_owned()));
    words.extend((!it.visibility.is_shown()).then(|| "hidden".to_owned()));
    words.push(link);
    words.join(" ")
}

/// The ICP numbers of a page.
fn icp(html: &str) -> Vec<String> {
    facts(html).icp.iter().map(|it| line(it, it.number.state(2026))).collect()
}

/// The police numbers of a page.
fn police(html: &str) -> Vec<String> {
    facts(html).police.iter().map(|it| line(it, it.number.state())).collect()
}

/// The numbers outside of rendered text.
fn elsewhere(html: &str) -> Vec<(ElsewhereKind, String)> {
    facts(html).elsewhere.into_iter().map(|it| (it.kind, it.number)).collect()
}

/// The ids of the rules that find fault with a page as a home page, or ask for a look at it, in order.
fn rules(html: &str) -> Vec<&'static str> {
    let report = audit(html, &[]);
    let said =
        report.findings.iter().chain(&report.reviews).filter_map(|it| Some(by_id(&it.rule)?.id));
    said.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What an audit says of a site that is this page, with these frames of other hosts.
fn audit(html: &str, foreign_frames: &[&str]) -> SiteReport {
    let settings = Settings {
        levels: Levels::default(),
        fail_on: Some(Severity::Error),
        today: date::parse("2026-11-22").expect("a date"),
        lang: Lang::En,
    };
    let site = Site::default();
    let audit = SiteAudit::new(&settings, &site);
    audit.add(Page {
        address: "index.html".to_owned(),
        home: true,
        file: true,
        arrival: Arrival::Whole {
            status: None,
            facts: Box::new(facts(html)),
            foreign_frames: foreign_frames.iter().map(|&it| it.to_owned()).collect(),
        },
    });
    let visit = Visit { target: "index.html".to_owned(), ..Visit::default() };
    audit.finish(&visit)
}

/// Those about ICP numbers and the page as a whole, but for the habits of provinces.
fn icp_rules(html: &str) -> Vec<&'static str> {
    let ids = rules(html).into_iter().filter(|id| *id != "icp-number-choice");
    ids.filter(|id| id.starts_with("icp-") || id.starts_with("site-")).collect()
}

/// Those about police numbers, but for a missing one.
fn police_rules(html: &str) -> Vec<&'static str> {
    let ids = rules(html).into_iter();
    ids.filter(|id| id.starts_with("police-") && *id != "police-missing").collect()
}
