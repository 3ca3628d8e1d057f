//! A sparse table of values by element.

use super::outline::NodeId;

/// Values for some elements of a page. A look-up costs as much as one in a list; memory is four bytes an element once
/// there is a value, and the values.
#[derive(Debug)]
pub(crate) struct SideTable<T> {
    /// For each element the index of its value plus one; 0 for none. Empty until the first value.
    places: Vec<u32>,
    answers: Vec<T>,
    /// Number of elements of the page.
    elements: usize,
}

impl<T> SideTable<T> {
    /// An empty table for a page of `elements` elements.
    pub(crate) const fn new(elements: usize) -> Self {
        Self { places: Vec::new(), answers: Vec::new(), elements }
    }

    /// The value of an element.
    pub(crate) fn get(&self, id: NodeId) -> Option<&T> {
        let place = self.places.get(id as usize)?.checked_sub(1)?;
        self.answers.get(place as usize)
    }

    /// Sets the value of an element.
    pub(crate) fn insert(&mut self, id: NodeId, answer: T) {
        if self.places.is_empty() {
            self.places = vec![0; self.elements];
        }
        let Some(place) = self.places.get_mut(id as usize) else { return };
        self.answers.push(answer);
        *place = u32::try_from(self.answers.len()).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::SideTable;

    #[test]
    fn the_last_answer_for_an_element_counts() {
        let mut known = SideTable::new(3);
        assert_eq!(known.get(1), None);
        known.insert(1, 'a');
        known.insert(2, 'b');
        known.insert(1, 'c');
        known.insert(3, 'd');
        assert_eq!(
            [0, 1, 2, 3].map(|id| known.get(id).copied()),
            [None, Some('c'), Some('b'), None]
        );
    }
}
