//! The file names of calendars, one for each client.

use std::collections::BTreeSet;

use crate::report::escape::is_unsafe;

/// Names files after clients, no two alike.
#[derive(Debug, Default)]
pub struct CalendarNames {
    /// In lower case: to some systems, names that differ in case are one.
    taken: BTreeSet<String>,
}

impl CalendarNames {
    /// The name of the next client's file; numbered where it is taken.
    pub fn next(&mut self, client: &str) -> String {
        let stem = stem(client);
        let mut candidate = stem.clone();
        let mut number = 2_u64;
        while !self.taken.insert(candidate.to_lowercase()) {
            candidate = format!("{stem}-{number}");
            number += 1;
        }
        candidate + ".ics"
    }
}

/// The name without characters that a file system or a reader could stumble over.
fn stem(name: &str) -> String {
    let reserved = |char: char| {
        matches!(char, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || is_unsafe(char)
    };
    let safe = name.replace(reserved, "_");
    let safe: String = safe.trim_matches(['.', ' ']).chars().take(60).collect();
    if safe.is_empty() { "_".to_owned() } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_s_file_stays_in_its_folder() {
        for (client, file) in [
            ("某客户", "某客户"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a/b:c", "a_b_c"),
            ("..", "_"),
            ("", "_"),
            ("x\n\u{202e}y", "x__y"),
            (".hidden", "hidden"),
        ] {
            assert_eq!(stem(client), file, "{client:?}");
        }
        assert_eq!(stem(&"备".repeat(200)).chars().count(), 60);
    }

    #[test]
    fn two_clients_never_share_a_file() {
        let mut files = CalendarNames::default();
        let names = ["a_b", "A_b", "a_b", "a_b-2"].map(|name| files.next(name));
        assert_eq!(names, ["a_b.ics", "A_b-2.ics", "a_b-3.ics", "a_b-2-2.ics"]);
    }
}
