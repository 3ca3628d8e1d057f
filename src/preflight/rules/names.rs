//! What the rules about website names share.

use crate::preflight::dossier::DossierSite;

use super::prelude::*;

/// Whether a character is Chinese.
pub(super) fn is_han(char: char) -> bool {
    matches!(char, '\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Judges the name of each site that is to be filed; names that are not said are the matter of another rule.
pub(super) fn each(
    view: &DossierView<'_>,
    judge: impl Fn(&DossierSite, &str, At) -> Option<DossierFault>,
) -> DossierVerdict {
    let named = || view.sites().filter(|(site, kind)| kind.is_ordered() && site.name.is_said());
    let found = named()
        .filter_map(|(site, _)| {
            let name = site.name.text()?;
            judge(site, name, at_site(site).field(&site.name)).map(|evidence| evidence.seen(name))
        })
        .collect();
    judged(named().next().is_some(), found)
}

/// The same where a person files; where it is not said who files, a person must look.
pub(super) fn of_persons(
    view: &DossierView<'_>,
    judge: impl Fn(&DossierSite, &str, At) -> Option<DossierFault>,
) -> DossierVerdict {
    match view.dossier.is_person() {
        Some(true) => each(view, judge),
        Some(false) => DossierVerdict::NotApplicable,
        None => each(view, |site, name, at| {
            judge(site, name, at).map(|evidence| DossierFault { review: true, ..evidence })
        }),
    }
}

/// A word of a list in a name.
pub(super) struct WordFound<'a> {
    word: &'a String,
    /// 1-based place of its first character.
    place: usize,
}

/// The first word of a list in a name; of words at one place the longest.
pub(super) fn first<'a>(name: &str, words: &'a [String]) -> Option<WordFound<'a>> {
    let found = words.iter().filter_map(|word| {
        let at = name.find(word.as_str())?;
        Some(WordFound { word, place: name.get(..at)?.chars().count() + 1 })
    });
    found.min_by_key(|found| (found.place, std::cmp::Reverse(found.word.len())))
}

impl<'a> WordFound<'a> {
    /// The word, as the list has it.
    pub(super) fn word(&self) -> &'a String {
        self.word
    }

    pub(super) fn zh(&self, name: &str) -> String {
        format!("“{name}”第 {} 个字起是“{}”", self.place, self.word)
    }

    pub(super) fn en(&self, name: &str) -> String {
        format!("{name:?} has {} from character {} on", self.word, self.place)
    }
}
