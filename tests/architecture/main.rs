//! What holds of the library's source as a whole: imports run downwards only, no files need each other in a circle, and
//! names say one thing.

mod circles;
mod floors;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use circles::Needs;
use floors::{Floors, TESTKIT};
use source::Source;

fn library() -> Source {
    Source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

#[test]
fn imports_run_downwards() {
    let faults = Floors::read(include_str!("../../ARCHITECTURE.md")).faults(&library());
    assert!(faults.is_empty(), "imports that do not run downwards:\n{}", faults.join("\n"));
}

#[test]
fn every_room_is_listed_and_exists() {
    let floors = Floors::read(include_str!("../../ARCHITECTURE.md"));
    let listed: BTreeSet<String> = floors.0.into_iter().flatten().collect();
    let found: BTreeSet<String> = library()
        .modules
        .into_keys()
        .filter_map(|module| module.into_iter().next())
        .filter(|room| room != TESTKIT)
        .collect();
    assert_eq!(listed, found, "left: the layers of ARCHITECTURE.md, right: the top modules in src");
}

#[test]
fn no_files_of_a_room_need_each_other() {
    let source = library();
    let needs = Needs::of(&source);
    let circles: Vec<String> =
        needs.circles().iter().map(|circle| needs.describe(&source, circle)).collect();
    assert!(circles.is_empty(), "files that need each other:\n{}", circles.join("\n"));
}

/// Most names of types that may be defined in more than one room. Those that are: `Error`, which each room has one of;
/// `Entry`, of the ledger and of a dossier's report. Lower it, never raise it.
const MOST_HOMONYMS: usize = 2;

#[test]
fn few_names_of_types_mean_different_things_in_different_rooms() {
    let source = library();
    let mut rooms: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for defined in source.types.iter().filter(|defined| !defined.test) {
        if !source.is_test(&source::module_path(&source.files[defined.file])) {
            rooms.entry(&defined.name).or_default().insert(source.room(defined.file));
        }
    }
    let homonyms: Vec<String> = rooms
        .into_iter()
        .filter(|(_, rooms)| rooms.len() > 1)
        .map(|(name, rooms)| {
            format!("{name}: {}", rooms.into_iter().collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert!(
        homonyms.len() <= MOST_HOMONYMS,
        "{} names of types stand in more than one room, {MOST_HOMONYMS} may:\n{}",
        homonyms.len(),
        homonyms.join("\n")
    );
}

/// The longest list of parameters, `self` included.
const MOST_PARAMETERS: usize = 5;

/// Functions with longer lists. Four of them write the rows of tables, so that a row is a line: the provinces and the
/// special ranges of addresses. The fifth hands a worker of a fleet all that it works with. Lower it, never raise it.
const LONG_LISTS: usize = 5;

#[test]
fn lists_of_parameters_are_short() {
    let source = library();
    let long: Vec<String> = source
        .functions
        .iter()
        .filter(|function| !function.test && function.parameters > MOST_PARAMETERS)
        .filter(|function| !source.is_test(&source::module_path(&source.files[function.file])))
        .map(|function| {
            let file = source.files[function.file].display();
            format!("{file}:{}: {} has {}", function.line, function.name, function.parameters)
        })
        .collect();
    assert!(
        long.len() <= LONG_LISTS,
        "{} functions have more than {MOST_PARAMETERS} parameters, {LONG_LISTS} may:\n{}",
        long.len(),
        long.join("\n")
    );
}

/// Most lines of `cli`, which has what only a program has: clock, environment, streams, signals, exit codes, and the options of
/// its commands; the folder of the feature `fleet` apart. Whatever else a command needs is a plain function of a lower room.
/// Lower it, never raise it.
const MOST_LINES_OF_CLI: usize = 4230;

#[test]
fn the_command_line_stays_small() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    let files = rust_files(&room).into_iter();
    let lines: usize =
        files.filter(|file| !file.starts_with(room.join("fleet"))).map(|file| lines(&file)).sum();
    assert!(lines <= MOST_LINES_OF_CLI, "src/cli has {lines} lines, {MOST_LINES_OF_CLI} may");
}

fn lines(file: &Path) -> usize {
    fs::read_to_string(file).expect("a file of the source").lines().count()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the source");
    let paths = entries.map(|entry| entry.expect("a name in it").path());
    paths.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] }).collect()
}

mod the_checks {
    use std::path::Path;

    use super::{Floors, Needs, Source};

    const LAYERS: &str = "words\n```layers\ndomain\nfacts\nrules net\naudit\n```\nmore";

    fn source(files: &[(&str, &str)]) -> Source {
        let mut source = Source::default();
        for (path, text) in files {
            source.add(Path::new(path), text);
        }
        source
    }

    fn faults(file: &str, text: &str) -> Vec<String> {
        Floors::read(LAYERS).faults(&source(&[(file, text)]))
    }

    #[test]
    fn let_imports_run_downwards() {
        for (file, text) in [
            ("rules/mod.rs", "use crate::facts::Page;"),
            ("rules/levels.rs", "use super::Rule; use crate::rules::Severity;"),
            ("rules/a/b.rs", "use super::super::Rule;"),
            ("rules/levels.rs", "mod tests { use super::super::Rule; use super::*; }"),
            ("rules/levels.rs", "#[cfg(test)] use crate::testkit::page;"),
            ("audit.rs", "use crate::{domain::lang, facts::{Page, Visit}, rules};"),
            ("audit.rs", "mod tests { use super::*; }"),
            (
                "facts/mod.rs",
                "pub(crate) fn f() {} pub(super) fn g() {} pub(in crate::facts) fn h() {}",
            ),
            (
                "facts/mod.rs",
                "// crate::audit\n/* crate::audit /* nested */ crate::audit */ /// [`crate::audit`]\nfn f() {}",
            ),
            (
                "facts/mod.rs",
                r##"const A: &str = "crate::audit \" crate::audit"; const B: &str = r#"" crate::audit"#;"##,
            ),
            ("facts/mod.rs", "fn f<'a>(x: &'a str) -> char { '\"' } // \" crate::audit"),
            ("lib.rs", "pub mod audit; pub use crate::audit::run;"),
        ] {
            assert_eq!(faults(file, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn see_imports_that_run_up_or_sideways() {
        for (file, text, fault) in [
            ("facts/mod.rs", "use crate::rules::Rule;", "1: `facts` imports `rules`"),
            ("facts/mod.rs", "\n\nfn f() { crate::audit::run() }", "3: `facts` imports `audit`"),
            ("rules/mod.rs", "use crate::net::Client;", "1: `rules` imports `net`"),
            ("facts/mod.rs", "use crate :: rules;", "1: `facts` imports `rules`"),
            (
                "facts/mod.rs",
                "use crate::{domain::{lang, site}, audit};",
                "1: `facts` imports `audit`",
            ),
            ("facts/mod.rs", "use crate::r#rules;", "1: `facts` imports `rules`"),
            ("facts/mod.rs", "use super::audit;", "1: `facts` imports `audit`"),
            ("facts/a.rs", "use super::super::{domain, audit::run};", "1: `facts` imports `audit`"),
            (
                "facts/a.rs",
                "#[cfg(test)] mod tests { use super::super::super::audit; }",
                "1: `facts` imports `audit`",
            ),
            (
                "facts/a.rs",
                "mod inner { fn f() {} }\nuse super::super::audit;",
                "2: `facts` imports `audit`",
            ),
            (
                "facts/mod.rs",
                "#[cfg(test)] mod tests { use crate::audit::run; }",
                "1: `facts` imports `audit`",
            ),
            ("facts/mod.rs", "use crate as all;", "1: `facts` imports `*`"),
            ("facts/mod.rs", "use crate::*;", "1: `facts` imports `*`"),
            (
                "facts/mod.rs",
                "macro_rules! m { () => { $crate::audit::run() } }",
                "1: `facts` imports `audit`",
            ),
            (
                "facts/mod.rs",
                "fn f() { assert!(g(&[crate::audit::run()])); }",
                "1: `facts` imports `audit`",
            ),
            (
                "facts/mod.rs",
                "const Q: char = '\\''; use crate::audit;",
                "1: `facts` imports `audit`",
            ),
            ("attic/mod.rs", "use crate::facts::Page;", "1: `attic` imports `facts`"),
        ] {
            assert_eq!(faults(file, text), [format!("{file}:{fault}")], "{text}");
        }
    }

    #[test]
    fn see_files_that_need_each_other() {
        let parent = "mod a; mod b; pub use a::A; pub(crate) struct Own;";
        for (a, b, circle) in [
            ("pub struct A(super::b::B);", "pub struct B;", ""),
            ("pub struct A(super::b::B);", "use super::a; pub struct B(a::A);", "a b"),
            // through the parent's `pub use`
            ("use super::b::B; pub struct A(B);", "use super::A; pub struct B(A);", "a b"),
            // the parent defines, and does not use its children
            ("use super::Own; pub struct A(Own);", "pub struct B(super::Own);", ""),
            (
                "pub struct A(super::b::B);",
                "pub struct B; #[cfg(test)] mod tests { use super::super::A; }",
                "",
            ),
            (
                "pub struct A(super::b::B); fn f() {}",
                "fn g() { let x = vec![super::a::f()]; } pub struct B;",
                "a b",
            ),
            // one object in two files
            (
                "pub struct A; impl A { fn one(&self) { self.two() } }",
                "use super::A; pub struct B; impl A { fn two(&self) {} }",
                "a b",
            ),
            (
                "pub struct A;",
                "use super::A; pub struct B; impl A { fn two(&self) { self.two() } }",
                "",
            ),
        ] {
            let source = source(&[
                ("lib.rs", "mod net;"),
                ("net/mod.rs", parent),
                ("net/a.rs", a),
                ("net/b.rs", b),
            ]);
            let circles = Needs::of(&source).circles();
            let names: Vec<String> = circles
                .iter()
                .flatten()
                .map(|file| source.files[*file].file_stem().unwrap().to_string_lossy().into_owned())
                .collect();
            assert_eq!(names.join(" "), circle, "{a}\n{b}");
        }
        // parent and child are no circle; two folders are
        let parent = "mod a; mod b; pub struct Own; fn f() -> a::A { a::A(Own) }";
        for (b, circles) in [("pub struct B;", 0), ("pub struct B(super::a::A);", 1)] {
            let a = "pub struct A(pub super::Own); fn f(b: super::b::B) {}";
            let files = [
                ("lib.rs", "mod net;"),
                ("net/mod.rs", parent),
                ("net/a/mod.rs", a),
                ("net/b/mod.rs", b),
            ];
            assert_eq!(Needs::of(&source(&files)).circles().len(), circles, "{b}");
        }
    }
}
