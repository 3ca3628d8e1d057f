//! The floors of ARCHITECTURE.md: a room imports from lower floors only.

use crate::source::{Source, absolute};

/// What tests share: in no program and on no floor.
pub(crate) const TESTKIT: &str = "testkit";

/// The floors, lowest first, with the rooms on each.
pub(crate) struct Floors(pub(crate) Vec<Vec<String>>);

impl Floors {
    /// Reads the fenced `layers` block: one floor a line, rooms separated by blanks.
    pub(crate) fn read(markdown: &str) -> Self {
        let (_, rest) =
            markdown.split_once("```layers\n").expect("ARCHITECTURE.md has a layers block");
        let (block, _) = rest.split_once("```").expect("the layers block ends");
        let rooms = |line: &str| line.split_whitespace().map(str::to_owned).collect();
        Self(block.lines().map(rooms).collect())
    }

    fn floor(&self, room: &str) -> Option<usize> {
        self.0.iter().position(|rooms| rooms.iter().any(|name| name == room))
    }

    /// The imports that the floors forbid, one a line: file, line of the file, and what is imported. `*` stands where it
    /// cannot be told which room is meant.
    pub(crate) fn faults(&self, source: &Source) -> Vec<String> {
        let mut faults = Vec::new();
        for mention in &source.mentions {
            let Some(room) = mention.module.first().filter(|room| *room != TESTKIT) else {
                continue;
            };
            let Some(path) = absolute(&mention.module, &mention.path) else { continue };
            let to = path.first().map_or("*", String::as_str);
            let below = self.floor(to).is_some_and(|to| Some(to) < self.floor(room));
            if to != room && to != TESTKIT && !below {
                let file = source.files[mention.file].display();
                faults.push(format!("{file}:{}: `{room}` imports `{to}`", mention.line));
            }
        }
        faults.dedup();
        faults
    }
}
