//! The numbers that a site shows, against those of an earlier audit.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ledger::{NumbersShown, RecordedKind, RecordedNumber};

/// Where a number is shown.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum NumberPlace {
    /// On the home page.
    Home,
    /// On other pages.
    Inner,
}

/// What changed of a number.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum NumberPart {
    /// The number itself.
    Number,
    /// Its link.
    Link,
    /// The police badge beside it.
    Badge,
}

/// A number, link or badge that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NumberChange {
    /// `home` or `inner`.
    #[serde(rename = "where")]
    pub place: NumberPlace,
    /// `icp`, `police`, `licence` or `other`.
    #[schemars(with = "String")]
    pub kind: RecordedKind,
    /// `number`, `link` or `badge`.
    pub what: NumberPart,
    /// The number that is shown now; of one that is gone, the number that was shown.
    pub number: String,
    /// What was shown: a number, the address of a link, or `shown` of a badge; null for nothing.
    pub before: Option<String>,
    /// What is shown now.
    pub after: Option<String>,
}

/// Compares what the pages of two audits show; `sights` are those of the later one.
pub(super) fn number_changes(
    before: &[RecordedNumber],
    after: &[RecordedNumber],
    sights: NumbersShown,
) -> Vec<NumberChange> {
    let mut changes = Vec::new();
    for place in [NumberPlace::Home, NumberPlace::Inner] {
        for kind in RecordedKind::ALL {
            let here = |number: &&RecordedNumber| {
                number.kind == kind && number.inner == (place == NumberPlace::Inner)
            };
            let was: Vec<_> = before.iter().filter(here).collect();
            let is: Vec<_> = after.iter().filter(here).collect();
            let sure = match kind {
                RecordedKind::Police => sights.badge,
                RecordedKind::Icp | RecordedKind::Licence | RecordedKind::Other => sights.icp,
            };
            // Where a person must look, what was not seen may be there all the same.
            let sure = sure.is_some();
            NumbersInPlace { place, kind, sure }.compare(&was, &is, &mut changes);
        }
    }
    changes
}

/// The numbers of one kind, in one place.
struct NumbersInPlace {
    place: NumberPlace,
    kind: RecordedKind,
    /// Whether what was not seen is not there.
    sure: bool,
}

impl NumbersInPlace {
    fn compare(
        &self,
        was: &[&RecordedNumber],
        is: &[&RecordedNumber],
        changes: &mut Vec<NumberChange>,
    ) {
        let numbers = |list: &[&RecordedNumber]| {
            list.iter().map(|number| number.number.clone()).collect::<BTreeSet<String>>()
        };
        let (old, new) = (numbers(was), numbers(is));
        let gone: Vec<&String> = old.difference(&new).filter(|_| self.sure).collect();
        let come: Vec<&String> = new.difference(&old).collect();
        if let ([gone], [come]) = (gone.as_slice(), come.as_slice()) {
            changes.push(self.number(come, Some(gone), Some(come)));
        } else {
            changes.extend(gone.iter().map(|number| self.number(number, Some(number), None)));
            changes.extend(come.iter().map(|number| self.number(number, None, Some(number))));
        }
        for number in old.intersection(&new) {
            self.parts(number, was, is, changes);
        }
    }

    fn number(&self, number: &str, before: Option<&str>, after: Option<&str>) -> NumberChange {
        self.change(NumberPart::Number, number, before, after)
    }

    fn change(
        &self,
        what: NumberPart,
        number: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) -> NumberChange {
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        NumberChange {
            place: self.place,
            kind: self.kind,
            what,
            number: number.to_owned(),
            before,
            after,
        }
    }

    /// Link and badge of a number that both show.
    fn parts(
        &self,
        number: &str,
        was: &[&RecordedNumber],
        is: &[&RecordedNumber],
        changes: &mut Vec<NumberChange>,
    ) {
        let of = |list: &[&RecordedNumber]| {
            let same: Vec<RecordedNumber> = list
                .iter()
                .filter(|shown| shown.number == number)
                .map(|shown| (*shown).clone())
                .collect();
            let links: BTreeSet<String> =
                same.iter().filter_map(|shown| shown.link.clone()).collect();
            (links.into_iter().collect::<Vec<_>>().join(" "), same.iter().any(|shown| shown.badge))
        };
        let ((old_links, old_badge), (new_links, new_badge)) = (of(was), of(is));
        let some = |links: &str| Some(links.to_owned()).filter(|links| !links.is_empty());
        if old_links != new_links && (self.sure || !new_links.is_empty()) {
            let (before, after) = (some(&old_links), some(&new_links));
            changes.push(self.change(
                NumberPart::Link,
                number,
                before.as_deref(),
                after.as_deref(),
            ));
        }
        if old_badge != new_badge && (self.sure || new_badge) {
            let badge = |badge: bool| badge.then_some("shown");
            changes.push(self.change(
                NumberPart::Badge,
                number,
                badge(old_badge),
                badge(new_badge),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: &str, kind: RecordedKind, link: Option<&str>, badge: bool) -> RecordedNumber {
        let link = link.map(str::to_owned);
        RecordedNumber { kind, number: number.to_owned(), link, badge, inner: false }
    }

    fn numbers(before: &[RecordedNumber], after: &[RecordedNumber], sure: bool) -> Vec<String> {
        let sure = Some(true).filter(|_| sure);
        let sights = NumbersShown { icp: sure, badge: sure };
        let line = |change: NumberChange| {
            format!("{:?} {:?} {:?} → {:?}", change.what, change.kind, change.before, change.after)
        };
        number_changes(before, after, sights).into_iter().map(line).collect()
    }

    #[test]
    fn numbers_links_and_badges_are_compared() {
        use RecordedKind::{Icp, Police};
        let one = || vec![shown("1", Icp, Some("http://m"), false)];
        assert_eq!(
            numbers(&one(), &[shown("2", Icp, Some("http://m"), false)], true),
            [r#"Number Icp Some("1") → Some("2")"#]
        );
        assert_eq!(
            numbers(&one(), &[shown("1", Icp, Some("https://m"), false)], true),
            [r#"Link Icp Some("http://m") → Some("https://m")"#]
        );
        assert_eq!(numbers(&one(), &[], true), [r#"Number Icp Some("1") → None"#]);
        assert_eq!(numbers(&one(), &[], false), Vec::<String>::new(), "a person must look");
        let badge = |badge| vec![shown("3", Police, None, badge)];
        assert_eq!(
            numbers(&badge(true), &badge(false), true),
            [r#"Badge Police Some("shown") → None"#]
        );
        assert_eq!(
            numbers(&badge(false), &badge(true), false),
            [r#"Badge Police None → Some("shown")"#]
        );
    }
}
