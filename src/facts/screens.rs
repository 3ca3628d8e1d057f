//! How what a browser showed takes the place of what was read from the HTML alone.

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;
use crate::domain::licence::Licence;
use crate::domain::police_number::PoliceNumber;
use crate::html::{Screens, Visibility};

use super::page::{PageFacts, PageKind};
use super::rendered::{Click, RenderReason, Rendered, Screen, ScreenLayout, Unopened, Unseen};
use super::sighting::{Badge, CopyrightLine, LinkKind, Sighting};

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
pub fn take_rendered(
    facts: &mut PageFacts,
    reasons: Vec<RenderReason>,
    screens: Vec<ScreenFacts>,
    fault: Option<Text>,
) {
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
    let unopened = None;
    facts.rendered =
        Some(Box::new(Rendered { reasons, unopened, screens, fault, removed, written }));
}

/// Notes that a page would have to be opened in a browser, and why it is not.
pub fn note_unopened(facts: &mut PageFacts, reasons: Vec<RenderReason>, why: Unopened) {
    let (screens, removed, written) = (Vec::new(), Vec::new(), Vec::new());
    let unopened = Some(why);
    facts.rendered =
        Some(Box::new(Rendered { reasons, unopened, screens, fault: None, removed, written }));
}

/// A number with a grammar: equal numbers are one filing.
trait FilingNumber: Clone + PartialEq + ToString {}
impl FilingNumber for IcpNumber {}
impl FilingNumber for PoliceNumber {}
impl FilingNumber for Licence {}

/// A number and link with what the screens show of it.
struct MergedFiling<T> {
    seen: Sighting<T>,
    /// Where it is shown.
    screens: Vec<Screen>,
    /// What hides it on a screen where it is not shown.
    hidden_by: Option<String>,
    /// What a click on it opens, where it has no plain link.
    opens: Option<String>,
}

/// The sightings of all screens, one for each number and link; where screens differ, it is shown on some of them.
fn merged<T: FilingNumber>(
    source: &[Sighting<T>],
    views: &[&ScreenFacts],
    of: impl Fn(&PageFacts) -> &Vec<Sighting<T>>,
) -> Vec<Sighting<T>> {
    let mut all: Vec<MergedFiling<T>> = Vec::new();
    for view in views {
        for seen in of(&view.facts) {
            let next = on_screen(seen, &view.layout);
            let same = all.iter_mut().find(|known| {
                known.seen.number == seen.number
                    && known.seen.link == seen.link
                    && known.seen.own == seen.own
            });
            match same {
                Some(known) => known.join(next),
                None => all.push(next),
            }
        }
    }
    let every = |screens: &[Screen]| views.iter().all(|view| screens.contains(&view.layout.screen));
    let placed = all.into_iter().map(|MergedFiling { mut seen, screens, hidden_by, opens }| {
        if !screens.is_empty() && !every(&screens) {
            let on_desktop = screens.contains(&Screen::Desktop);
            let hidden = if on_desktop { Screens::NARROW } else { Screens::WIDE };
            let by = hidden_by.unwrap_or_else(|| Unseen::Absent.by().to_owned());
            seen.visibility = Visibility::Partly { hidden, by };
        }
        if let Some(address) = opens {
            seen.link.kind = LinkKind::Scripted(address);
        }
        let known = source.iter().find(|known| known.number == seen.number);
        seen.line = known.map_or(0, |known| known.line);
        if let (Some(badge), Some(written)) =
            (&mut seen.badge, known.and_then(|known| known.badge.as_ref()))
        {
            // as it is written in the source
            badge.image.clone_from(&written.image);
        }
        seen
    });
    let mut placed: Vec<Sighting<T>> = placed.collect();
    if !placed.iter().any(|seen| seen.own && seen.visibility.is_shown()) {
        // what stands in a frame without a box is in no layout, and is there all the same
        let hidden = source.iter().filter(|known| !known.visibility.is_shown());
        let absent = |known: &&Sighting<T>| !placed.iter().any(|seen| seen.number == known.number);
        let left: Vec<Sighting<T>> = hidden.filter(absent).cloned().collect();
        placed.extend(left);
    }
    placed
}

fn on_screen<T: FilingNumber>(seen: &Sighting<T>, layout: &ScreenLayout) -> MergedFiling<T> {
    let mut seen = seen.clone();
    let laid_out = layout.laid_out.iter().find(|laid| laid.line == seen.line);
    if let Visibility::Hidden(by) = &mut seen.visibility {
        let why = laid_out.and_then(|laid| laid.unseen);
        why.unwrap_or(Unseen::NoBox).by().clone_into(by);
    }
    if let Some(badge) = &mut seen.badge
        && let Some(loaded) = is_loaded(badge, layout)
    {
        badge.broken = !loaded || badge.hidden.is_some();
    }
    let opens = laid_out.and_then(|laid| match &laid.click {
        Click::Opens(address) if leads_elsewhere(seen.link.plain(), address) => {
            Some(address.clone())
        }
        Click::Opens(_) | Click::Nothing | Click::Untried => None,
    });
    let hidden_by = match &seen.visibility {
        Visibility::Hidden(by) => Some(by.clone()),
        Visibility::Shown | Visibility::Partly { .. } | Visibility::Unsure(_) => None,
    };
    let screens = if seen.visibility.is_shown() { vec![layout.screen] } else { Vec::new() };
    MergedFiling { seen, screens, hidden_by, opens }
}

/// Whether a click opens what no plain link names: there is none, or a script goes to another host instead.
fn leads_elsewhere(plain: Option<&str>, opened: &str) -> bool {
    let host = |address: &str| {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase()
    };
    // a relative address is the page's own business: it may redirect
    plain.is_none_or(|plain| plain.contains("://") && host(plain) != host(opened))
}

/// Whether the picture of a badge has loaded; `None` where that is not known.
fn is_loaded(badge: &Badge, layout: &ScreenLayout) -> Option<bool> {
    let address = badge.image.as_deref().unwrap_or_default();
    let same = |at: &str| !at.is_empty() && address.starts_with(at);
    let mut images = layout.badges.iter().filter(|image| same(&image.address)).peekable();
    images.peek()?;
    Some(images.any(|image| image.natural.is_some()))
}

impl<T> MergedFiling<T> {
    fn join(&mut self, other: Self) {
        if !other.screens.is_empty() && !self.seen.visibility.is_shown() {
            self.seen.visibility = other.seen.visibility;
        }
        self.screens.extend(
            other
                .screens
                .iter()
                .filter(|it| !self.screens.contains(it))
                .copied()
                .collect::<Vec<_>>(),
        );
        self.hidden_by = self.hidden_by.take().or(other.hidden_by);
        self.opens = self.opens.take().or(other.opens);
        // one screen on which it loads is enough
        if let (Some(badge), Some(more)) = (&mut self.seen.badge, &other.seen.badge) {
            badge.broken &= more.broken;
        }
        self.seen.badge = self.seen.badge.take().or(other.seen.badge);
    }
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
