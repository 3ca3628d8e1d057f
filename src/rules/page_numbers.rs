//! What the site rules need of every page, and no more: a site may have ten thousand pages.

use crate::domain::icp_number::IcpNumber;
use crate::domain::police_number::PoliceNumber;
use crate::facts::Sighting;
use crate::visit::Page;

/// The page's own numbers that a reader sees, each once, in order of first occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageNumbers {
    /// The page.
    pub address: String,
    /// Its ICP numbers, malformed ones included.
    pub icp: Vec<IcpNumber>,
    /// Its police numbers, malformed ones included.
    pub police: Vec<PoliceNumber>,
}

impl PageNumbers {
    /// The numbers of a page; `None` where the page did not arrive whole or shows none.
    pub fn of(page: &Page) -> Option<Self> {
        let facts = page.facts()?;
        let (icp, police) = (own_and_shown(&facts.icp), own_and_shown(&facts.police));
        let shows_any = !icp.is_empty() || !police.is_empty();
        shows_any.then(|| Self { address: page.address.clone(), icp, police })
    }
}

fn own_and_shown<T: Clone + PartialEq>(sightings: &[Sighting<T>]) -> Vec<T> {
    let mut numbers = Vec::new();
    for sighting in sightings.iter().filter(|seen| seen.own && seen.visibility.is_shown()) {
        if !numbers.contains(&sighting.number) {
            numbers.push(sighting.number.clone());
        }
    }
    numbers.shrink_to_fit();
    numbers
}
