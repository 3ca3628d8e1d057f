//! How what a browser showed takes the place of what was read from the HTML alone.

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;
use crate::domain::licence::Licence;
use crate::domain::police_number::PoliceNumber;
use crate::html::{Screens, Visibility};

use super::page::{PageFacts, PageKind};
use super::rendered::{Rendered, Screen, ScreenLayout, Unseen};
use super::sighting::{CopyrightLine, Sighting};

/// A page on one screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenFacts {
    /// How it was laid out.
    pub layout: ScreenLayout,
    /// What a person sees there. Lines are those of the HTML as rendered, not of the source.
    pub facts: PageFacts,
}

/// Puts what a browser showed in the place of what the HTML alone told. Links, redirects, generator and the like stay
/// those of the HTML; a number that the HTML has, too, keeps its line there.
pub fn take_rendered(facts: &mut PageFacts, screens: Vec<ScreenFacts>, fault: Option<Text>) {
    let own = |facts: &PageFacts| -> Vec<IcpNumber> {
        let shown = facts.icp.iter().filter(|seen| seen.own && seen.visibility.is_shown());
        shown.map(|seen| seen.number.clone()).collect()
    };
    let before = own(facts);
    let (mut removed, mut written) = (Vec::new(), Vec::new());
    if let Some(first) = screens.first() {
        let views: Vec<&ScreenFacts> = screens.iter().collect();
        let in_source: Vec<String> = facts.icp.iter().map(|seen| seen.number.to_string()).collect();
        facts.icp = merged(&facts.icp, &views, |view| &view.icp);
        facts.police = merged(&facts.police, &views, |view| &view.police);
        facts.licences = merged(&facts.licences, &views, |view| &view.licences);
        facts.copyright = statements(&facts.copyright, &views);
        facts.letters = facts.letters.max(first.facts.letters);
        facts.filing_images.clone_from(&first.facts.filing_images);
        facts.police_images.clone_from(&first.facts.police_images);
        facts.others.clone_from(&first.facts.others);
        facts.footer.clone_from(&first.facts.footer);
        if matches!(facts.kind, PageKind::Shell | PageKind::Stub) {
            facts.kind = PageKind::Document;
        }
        let after = own(facts);
        removed = before
            .into_iter()
            .filter(|number| !facts.icp.iter().any(|seen| seen.number == *number))
            .collect();
        written =
            after.into_iter().filter(|number| !in_source.contains(&number.to_string())).collect();
    }
    let screens = screens.into_iter().map(|screen| screen.layout).collect();
    facts.rendered = Some(Box::new(Rendered { screens, fault, removed, written }));
}

/// A number with a grammar: equal numbers are one filing.
trait FilingNumber: Clone + PartialEq + ToString {}
impl FilingNumber for IcpNumber {}
impl FilingNumber for PoliceNumber {}
impl FilingNumber for Licence {}

/// The sightings of all screens, one for each number and link; where screens differ, it is shown on some of them.
fn merged<T: FilingNumber>(
    source: &[Sighting<T>],
    views: &[&ScreenFacts],
    of: impl Fn(&PageFacts) -> &Vec<Sighting<T>>,
) -> Vec<Sighting<T>> {
    let mut all: Vec<(Sighting<T>, Vec<Screen>)> = Vec::new();
    for view in views {
        for seen in of(&view.facts) {
            let mut seen = seen.clone();
            if let Visibility::Hidden(by) = &mut seen.visibility {
                let why = view
                    .layout
                    .laid_out
                    .iter()
                    .find(|laid| laid.line == seen.line)
                    .and_then(|laid| laid.unseen);
                why.unwrap_or(Unseen::NoBox).by().clone_into(by);
            }
            let shown = seen.visibility.is_shown();
            let same = all.iter_mut().find(|(known, _)| {
                known.number == seen.number && known.link == seen.link && known.own == seen.own
            });
            match same {
                Some((known, screens)) => {
                    if shown && !known.visibility.is_shown() {
                        known.visibility = seen.visibility;
                    }
                    if shown && !screens.contains(&view.layout.screen) {
                        screens.push(view.layout.screen);
                    }
                }
                None => all.push((seen, if shown { vec![view.layout.screen] } else { Vec::new() })),
            }
        }
    }
    let every = |screens: &[Screen]| views.iter().all(|view| screens.contains(&view.layout.screen));
    let placed = all.into_iter().map(|(mut seen, screens)| {
        if !screens.is_empty() && !every(&screens) {
            let (hidden, by) = if screens.contains(&Screen::Desktop) {
                (Screens::NARROW, "390 px")
            } else {
                (Screens::WIDE, "1366 px")
            };
            seen.visibility = Visibility::Partly { hidden, by: by.to_owned() };
        }
        let known = source.iter().find(|known| known.number == seen.number);
        seen.line = known.map_or(0, |known| known.line);
        seen
    });
    placed.collect()
}

/// The statements of the first screen, with the lines of the source.
fn statements(source: &[CopyrightLine], views: &[&ScreenFacts]) -> Vec<CopyrightLine> {
    let first = views.first().map(|view| view.facts.copyright.clone()).unwrap_or_default();
    let mut all = first;
    for line in &mut all {
        let known = source.iter().find(|known| known.text == line.text);
        line.line = known.map_or(0, |known| known.line);
    }
    all
}
