//! Pages of a site that wait for a browser: the home page, and of the others one of each layout. All others are judged as
//! they come, so that a large site takes no more memory than before.

use std::collections::BTreeMap;

use crate::audit::PageOnHold;
use crate::facts::{PagePart, RenderReason};
use crate::visit::Page;

/// Layouts of a site that are told apart.
const MAX_LAYOUTS: usize = 32;
/// Pages besides the home page that are opened.
const MAX_OPENED: usize = 4;

/// A page that waits.
pub(super) struct HeldPage {
    judged: PageOnHold,
    /// `None` for pages that cannot be opened.
    layout: Option<PageLayout>,
    /// How many pages are like it, itself included.
    like: usize,
}

impl HeldPage {
    pub(super) fn new(judged: PageOnHold) -> Self {
        let layout = PageLayout::of(judged.page(), &judged.reasons);
        Self { judged, layout, like: 1 }
    }
}

/// The pages of one site that wait.
#[derive(Default)]
pub(super) struct HeldPages {
    home: Option<HeldPage>,
    layouts: BTreeMap<PageLayout, HeldPage>,
}

/// What pages of one template have in common, as far as their addresses and facts tell: the folder, how deep they are, and
/// where their number is. Pages whose HTML leaves something open come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct PageLayout {
    settled: bool,
    reasons: Vec<RenderReason>,
    folder: String,
    depth: usize,
    place: Option<PagePart>,
}

impl PageLayout {
    fn of(page: &Page, reasons: &[RenderReason]) -> Option<Self> {
        let (address, facts) = (page.address.as_str(), page.facts()?);
        let path = address
            .split_once("://")
            .map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let number = facts.icp.iter().find(|seen| seen.own);
        Some(Self {
            settled: reasons.is_empty(),
            reasons: reasons.to_vec(),
            folder: if parts.len() > 1 { parts[0].to_owned() } else { String::new() },
            depth: parts.len(),
            place: number.map(|seen| seen.place),
        })
    }
}

impl HeldPages {
    /// Lets a page wait. Returns the one that need not wait any longer: this or another.
    pub(super) fn hold(&mut self, mut held: HeldPage) -> Option<PageOnHold> {
        if held.judged.page().home {
            self.home = Some(held);
            return None;
        }
        let Some(layout) = held.layout.take() else { return Some(held.judged) };
        // which one is held does not depend on the order in which they come
        if let Some(known) = self.layouts.get_mut(&layout) {
            known.like += 1;
            if held.judged.page().address < known.judged.page().address {
                return Some(std::mem::replace(&mut known.judged, held.judged));
            }
            return Some(held.judged);
        }
        self.layouts.insert(layout, held);
        if self.layouts.len() > MAX_LAYOUTS {
            return self.layouts.pop_last().map(|(_, held)| held.judged);
        }
        None
    }

    /// The pages that are worth a look, home page first, and the others.
    pub(super) fn choose(self) -> (Vec<PageOnHold>, Vec<PageOnHold>) {
        let home_is_open = self.home.as_ref().is_some_and(|home| !home.judged.reasons.is_empty());
        let (mut layouts, settled): (Vec<_>, Vec<_>) = self
            .layouts
            .into_iter()
            .partition(|(_, held)| home_is_open || !is_up_to_scripts(&held.judged.reasons));
        // unsettled ones first, then those that stand for most pages
        layouts.sort_by(|(a, one), (b, other)| {
            (a.settled, other.like, a).cmp(&(b.settled, one.like, b))
        });
        let mut pages = layouts.into_iter().map(|(_, held)| held.judged);
        let home = self.home.map(|home| home.judged);
        let chosen = home.into_iter().chain(pages.by_ref().take(MAX_OPENED)).collect();
        let settled = settled.into_iter().map(|(_, held)| held.judged);
        (chosen, pages.chain(settled).collect())
    }

    /// All pages.
    pub(super) fn into_pages(self) -> impl Iterator<Item = PageOnHold> {
        self.home.into_iter().chain(self.layouts.into_values()).map(|held| held.judged)
    }
}

/// Whether nothing is left open but what scripts may do. Where the home page shows that its scripts leave the footer alone,
/// those of the other pages do so, too.
fn is_up_to_scripts(reasons: &[RenderReason]) -> bool {
    use RenderReason::{Badge, Hidden, Link, Missing};
    !reasons.is_empty()
        && reasons.iter().all(|reason| matches!(reason, Badge | Hidden | Link | Missing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Settings, SiteAudit};
    use crate::domain::date::Date;
    use crate::domain::lang::Lang;
    use crate::domain::site::Site;
    use crate::facts::{Unopened, note_unopened};
    use crate::rules::Levels;
    use crate::testkit::page::no_facts;
    use crate::visit::Arrival;

    fn settings() -> Settings {
        let (levels, today) = (Levels::default(), Date::constant(2026, 11, 22));
        Settings { levels, fail_on: None, today, lang: Lang::En }
    }

    fn page(address: &str, home: bool) -> Page {
        let arrival = Arrival::Whole {
            status: None,
            facts: Box::new(no_facts()),
            foreign_frames: Vec::new(),
        };
        Page { address: address.to_owned(), home, file: true, arrival }
    }

    fn addresses(pages: Vec<(&str, Vec<RenderReason>)>) -> (Vec<String>, usize) {
        let (settings, site) = (settings(), Site::default());
        let audit = SiteAudit::new(&settings, &site);
        let mut held = HeldPages::default();
        let mut let_go = 0;
        for (address, reasons) in pages {
            let mut page = audit.add_unless(page(address, address == "/"), |_, _| true).unwrap();
            page.reasons = reasons;
            let_go += usize::from(held.hold(HeldPage::new(page)).is_some());
        }
        let (chosen, left) = held.choose();
        let addresses = chosen.iter().map(|held| held.page().address.clone()).collect();
        (addresses, let_go + left.len())
    }

    #[test]
    fn a_page_that_was_held_is_judged_as_it_is_when_it_is_added() {
        let (settings, site) = (settings(), Site::default());
        let report = |change: bool| {
            let audit = SiteAudit::new(&settings, &site);
            let mut held = audit.add_unless(page("/", true), |_, _| true).unwrap();
            if change && let Arrival::Whole { facts, .. } = &mut held.change().arrival {
                note_unopened(facts, vec![RenderReason::Missing], Unopened::Snapshot);
            }
            audit.add_held(held);
            serde_json::to_string(&audit.cut("x")).unwrap()
        };
        let plain = SiteAudit::new(&settings, &site);
        plain.add(page("/", true));
        assert_eq!(report(false), serde_json::to_string(&plain.cut("x")).unwrap());
        assert!(report(true).contains("missing"), "{}", report(true));
    }

    #[test]
    fn one_page_of_each_layout_is_opened_whatever_the_order() {
        let mut pages = ["/", "/about/", "/posts/a/", "/posts/b/", "/posts/c/", "/404.html"];
        let expected: Vec<String> = ["/", "/posts/a/", "/404.html"].map(str::to_owned).into();
        for _ in 0..2 {
            let found = addresses(pages.iter().map(|page| (*page, Vec::new())).collect());
            assert_eq!(found, (expected.clone(), 3));
            pages.reverse();
        }
    }

    #[test]
    fn pages_that_leave_something_open_come_first_and_few_are_opened() {
        let mut pages: Vec<(String, Vec<RenderReason>)> =
            (0..40).map(|n| (format!("/{n:02}/x/"), Vec::new())).collect();
        pages.push(("/zz/x/".to_owned(), vec![RenderReason::Screens]));
        let pages = pages.iter().map(|(page, reasons)| (page.as_str(), reasons.clone())).collect();
        let (chosen, others) = addresses(pages);
        assert_eq!(chosen.first().map(String::as_str), Some("/zz/x/"));
        assert_eq!((chosen.len(), others), (MAX_OPENED, 41 - MAX_OPENED));
    }

    #[test]
    fn scripts_of_other_pages_are_as_those_of_the_home_page() {
        let inner = |home: Vec<RenderReason>| {
            let hidden = vec![RenderReason::Hidden];
            addresses(vec![("/", home), ("/a/", hidden)]).0.len() - 1
        };
        assert_eq!(inner(Vec::new()), 0);
        assert_eq!(inner(vec![RenderReason::Missing]), 1);
    }
}
