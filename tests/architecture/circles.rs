//! Circles between the files of one room: files that need each other cannot be read one after the other.
//!
//! A file needs another where it names something that is defined there, `mod` and `pub use` apart: a parent may list its
//! children and pass their names on. It also needs the file of a method that it calls on `self`: a type whose own `impl`
//! stands in several files that call each other is a circle. What a file takes from the `mod.rs` of a folder that it is in
//! does not count, as `mod.rs` is where the files of a folder share their types (`rules::Rule`, and the list of all
//! rules); files beside each other and folders beside each other do. Tests do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::source::{Method, Source};

/// For each file the files of its room that it needs, with an example.
pub(crate) struct Needs(BTreeMap<usize, BTreeMap<usize, String>>);

impl Needs {
    pub(crate) fn of(source: &Source) -> Self {
        let mut needs = Self(BTreeMap::new());
        for mention in &source.mentions {
            if mention.reexport || mention.test || source.is_test(&mention.module) {
                continue;
            }
            if let Some(to) = source.defined_in(&mention.module, &mention.path) {
                needs.add(source, mention.file, to, || {
                    format!("line {} names {}", mention.line, mention.path.join("::"))
                });
            }
        }
        for call in &source.self_calls {
            let type_of = |method: &Method| {
                source.defined_in(&method.module, std::slice::from_ref(&method.of))
            };
            let called = |method: &&Method| {
                method.name == call.name && method.of == call.of && type_of(method) == type_of(call)
            };
            if let Some(method) = source.methods.iter().find(called) {
                needs.add(source, call.file, method.file, || {
                    format!("line {} calls {}::{}", call.line, call.of, call.name)
                });
            }
        }
        needs
    }

    fn add(&mut self, source: &Source, from: usize, to: usize, example: impl FnOnce() -> String) {
        let in_a_room = source.files[from].iter().count() > 1;
        let (from_file, to_file) = (source.files[from].as_path(), source.files[to].as_path());
        let preface = to_file.ends_with("mod.rs")
            && to_file.parent().is_some_and(|folder| from_file.starts_with(folder));
        if from != to && in_a_room && source.room(from) == source.room(to) && !preface {
            self.0.entry(from).or_default().entry(to).or_insert_with(example);
        }
    }

    fn reached(&self, from: usize) -> BTreeSet<usize> {
        let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(file) = open.pop() {
            for to in self.0.get(&file).into_iter().flat_map(BTreeMap::keys) {
                if reached.insert(*to) {
                    open.push(*to);
                }
            }
        }
        reached
    }

    /// The sets of files that need each other, each set once.
    pub(crate) fn circles(&self) -> BTreeSet<BTreeSet<usize>> {
        let reached: BTreeMap<usize, BTreeSet<usize>> =
            self.0.keys().map(|file| (*file, self.reached(*file))).collect();
        let back = |from: usize, to: usize| reached.get(&to).is_some_and(|all| all.contains(&from));
        reached
            .iter()
            .map(|(from, all)| all.iter().copied().filter(|to| back(*from, *to)).collect())
            .filter(|circle: &BTreeSet<usize>| !circle.is_empty())
            .collect()
    }

    /// A circle in words: who needs whom, and why.
    pub(crate) fn describe(&self, source: &Source, circle: &BTreeSet<usize>) -> String {
        let mut text = String::new();
        for from in circle {
            for (to, example) in self.0.get(from).into_iter().flatten() {
                if circle.contains(to) {
                    let (from, to) = (source.files[*from].display(), source.files[*to].display());
                    let _ = writeln!(text, "  {from} needs {to}: {example}");
                }
            }
        }
        text
    }
}
