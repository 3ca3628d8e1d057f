//! Footers that break naive checkers, each a small page in the shape of one seen in the wild, with what a careful reader
//! makes of it. One line of expectation per number: kind, canonical number, `own` or `mentioned`, `shown` or `hidden`,
//! its link, and the badge of police numbers.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

mod links_and_people;
mod markup_and_scripts;

use beian::facts::{Badge, LinkKind, PageFacts, RawPage, Sighting, read};

/// A page and what is read from it.
struct Case {
    /// What makes it hard.
    name: &'static str,
    /// The page; a fragment is put into a footer of a plain document.
    html: &'static str,
    /// What is read, in order: ICP numbers, police numbers, licences, jokes, numbers elsewhere, an unusual kind of page.
    expect: &'static [&'static str],
}

fn document(html: &str) -> String {
    if html.starts_with("<!doctype") || html.starts_with("<html") {
        return html.to_owned();
    }
    format!(
        "<!doctype html><html lang=zh><head><meta charset=utf-8><title>例</title></head><body><main><p>\
         临江五金制品厂生产合页、门锁和拉手，欢迎来电来函，洽谈业务，也欢迎到厂参观，厂址在本市东郊工业区。\
         </p></main><footer>{html}</footer></body></html>"
    )
}

fn facts(html: &str) -> PageFacts {
    read(RawPage { bytes: document(html).as_bytes(), content_type: None, links: false })
}

fn line<T: ToString>(kind: &str, sighting: &Sighting<T>) -> String {
    let own = if sighting.own { "own" } else { "mentioned" };
    let shown = if sighting.visibility.is_shown() { "shown" } else { "hidden" };
    let link = match &sighting.link.kind {
        LinkKind::None => "unlinked".to_owned(),
        LinkKind::Empty => "empty link".to_owned(),
        LinkKind::Plain => sighting.link.href.clone().unwrap_or_default(),
        LinkKind::Scripted(opens) => format!("script opens {opens}"),
    };
    let badge = match &sighting.badge {
        None => String::new(),
        Some(Badge { broken: true, .. }) => " broken badge".to_owned(),
        Some(Badge { image: None, .. }) => " drawn badge".to_owned(),
        Some(Badge { image: Some(image), .. }) => format!(" badge {image}"),
    };
    format!("{kind} {} {own} {shown} {link}{badge}", sighting.number.to_string())
}

fn reading(html: &str) -> Vec<String> {
    let facts = facts(html);
    let mut lines: Vec<String> = facts.icp.iter().map(|it| line("icp", it)).collect();
    lines.extend(facts.police.iter().map(|it| line("police", it)));
    lines.extend(facts.licences.iter().map(|it| line("licence", it)));
    lines.extend(facts.jokes.iter().map(|it| format!("joke {}", it.raw)));
    lines.extend(
        facts.elsewhere.iter().map(|it| format!("in {:?} {}", it.kind, it.number).to_lowercase()),
    );
    let kind = format!("{:?}", facts.kind);
    if kind != "Document" {
        lines.push(kind);
    }
    lines
}

/// Runs a table; all cases are told that differ, not only the first.
fn run(cases: &[Case]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let expect: Vec<String> = case.expect.iter().map(|it| (*it).to_owned()).collect();
            let found = reading(case.html);
            (found != expect).then(|| {
                format!(
                    "{}\n  page: {}\n  want: {expect:#?}\n  read: {found:#?}",
                    case.name, case.html
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
