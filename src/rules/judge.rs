//! What several rules ask of a page: its own numbers, grouped, and what their links are worth.

use crate::facts::Sighting;

/// One number of a page with all its own occurrences.
#[derive(Debug)]
pub(super) struct Group<'a, T> {
    /// The number.
    pub number: &'a T,
    /// Its own occurrences on the page, hidden ones included, in order.
    pub sightings: Vec<&'a Sighting<T>>,
}

impl<'a, T> Group<'a, T> {
    /// The occurrences that a reader sees.
    pub(super) fn shown(&self) -> impl Iterator<Item = &'a Sighting<T>> + '_ {
        self.sightings.iter().copied().filter(|sighting| sighting.visibility.is_shown())
    }
}

/// The page's own numbers, grouped by number, in order of first occurrence.
pub(super) fn own<T: PartialEq>(sightings: &[Sighting<T>]) -> Vec<Group<'_, T>> {
    let mut groups: Vec<Group<'_, T>> = Vec::new();
    for sighting in sightings.iter().filter(|sighting| sighting.own) {
        match groups.iter_mut().find(|group| *group.number == sighting.number) {
            Some(group) => group.sightings.push(sighting),
            None => groups.push(Group { number: &sighting.number, sightings: vec![sighting] }),
        }
    }
    groups
}
