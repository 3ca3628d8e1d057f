//! A sample of the pages of a run: one of each layout, as far as the frame of a page tells layouts apart.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use super::own_footer;
use super::wrappers::{Wrapper, wrappers};
use super::{EditStatus, PageEdit};

/// Layouts of a folder that are told apart.
const MAX_LAYOUTS: usize = 512;

/// Collects pages that show a footer, from several threads. What is chosen does not depend on the order.
#[derive(Debug, Default)]
pub struct LayoutSample(Mutex<BTreeMap<String, LayoutPages>>);

/// The pages of one layout.
#[derive(Debug)]
struct LayoutPages {
    count: usize,
    /// The one that is looked at: a home page before others, then the first by its path.
    chosen: (bool, PathBuf),
}

impl LayoutSample {
    /// Takes a page after its edit.
    pub fn take(&self, path: &Path, edit: &PageEdit, page: &[u8]) {
        if matches!(edit.status, EditStatus::Skipped(_) | EditStatus::Removed) {
            return;
        }
        let mut layouts = self.0.lock();
        let key = layout_of(path, page);
        if layouts.len() >= MAX_LAYOUTS && !layouts.contains_key(&key) {
            return;
        }
        let candidate = (!own_footer::is_home(path), path.to_owned());
        let known = layouts
            .entry(key)
            .or_insert_with(|| LayoutPages { count: 0, chosen: candidate.clone() });
        known.count += 1;
        if candidate < known.chosen {
            known.chosen = candidate;
        }
    }

    /// One page of each layout, at most `most`: that of the home page, then those of most pages.
    pub fn pages(&self, most: usize) -> Vec<PathBuf> {
        let layouts = self.0.lock();
        let mut all: Vec<&LayoutPages> = layouts.values().collect();
        let order = |it: &&LayoutPages| (it.chosen.0, std::cmp::Reverse(it.count));
        all.sort_by(|one, other| order(one).cmp(&order(other)).then(one.chosen.cmp(&other.chosen)));
        all.into_iter().take(most).map(|it| it.chosen.1.clone()).collect()
    }
}

/// What pages of one template have in common: ids, classes and styles of the elements that hold the page, without the
/// digits in them, and whether it is the home page.
fn layout_of(path: &Path, page: &[u8]) -> String {
    let (frame, inside) = wrappers(page);
    let mut key = if own_footer::is_home(path) { "home" } else { "" }.to_owned();
    for Wrapper { id, class, style } in frame.iter().chain(&inside) {
        for text in [id, class, style] {
            key.push('|');
            key.extend(text.chars().filter(|char| !char.is_ascii_digit()));
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_each_layout_is_chosen_and_not_the_first_of_the_alphabet() {
        let page = |class: &str| {
            let text = "words that go on ".repeat(20);
            format!(
                "<html><body class=\"{class}\"><div class=wrap><p>{text}</p></div></body></html>"
            )
        };
        let sample = LayoutSample::default();
        let edit = PageEdit::of(EditStatus::Added);
        for number in (0..50).rev() {
            let path = format!("a/{number:02}.html");
            sample.take(Path::new(&path), &edit, page(&format!("post postid-{number}")).as_bytes());
        }
        sample.take(Path::new("z/shop.html"), &edit, page("shop").as_bytes());
        sample.take(Path::new("index.html"), &edit, page("post").as_bytes());
        let skipped = PageEdit::of(EditStatus::Removed);
        sample.take(Path::new("b.html"), &skipped, page("other").as_bytes());
        let chosen = sample.pages(8);
        assert_eq!(chosen, ["index.html", "a/00.html", "z/shop.html"].map(PathBuf::from));
        assert_eq!(sample.pages(1), [PathBuf::from("index.html")]);
    }
}
