//! Which configuration holds: one that was found is trusted only where nobody else can have written it.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

const TOML: &str = "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\nicp = \"京ICP备19004817号-1\"\n\
                    [audit]\nquiet = true\noutput = \"taken.txt\"\n";

fn sandbox() -> Sandbox {
    Sandbox::new().file("beian.toml", TOML).file("public/index.html", "<p>hello</p>")
}

fn mode(sandbox: &Sandbox, path: &str, mode: u32) {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    let path = sandbox.folder.path().join(path);
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

fn assert_refused(sandbox: &Sandbox, why: &str) {
    let path = sandbox.folder.path().join("beian.toml").display().to_string();
    for args in [
        &["audit", "public"][..],
        &["inject", "public"],
        &["snippet"],
        &["deadlines"],
        &["deadlines", "record", "a.cn", "opened", "--ledger", "l.db"],
    ] {
        let done = sandbox.run(args);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}");
        assert!(done.err.contains("is not obeyed") && done.err.contains(why), "{}", done.err);
        assert!(done.err.contains(&format!("--config {path}")), "{}", done.err);
    }
    for untouched in ["taken.txt", "l.db"] {
        assert!(!sandbox.folder.path().join(untouched).exists());
    }
    assert_eq!(sandbox.read("public/index.html"), "<p>hello</p>");
    let done = sandbox.run(&["snippet", "--config", "beian.toml"]);
    assert_eq!(done.exit, Exit::Clean, "what is named is obeyed: {}", done.err);
}

#[test]
fn a_found_configuration_that_others_may_write_is_refused() {
    let open = sandbox();
    mode(&open, "beian.toml", 0o666);
    assert_refused(&open, "others may write");
    let folder = sandbox();
    mode(&folder, ".", 0o777);
    assert_refused(&folder, "others may write");
    mode(&folder, ".", 0o1777);
    assert_eq!(folder.run(&["snippet"]).exit, Exit::Clean);
}

#[test]
fn a_found_configuration_of_another_user_is_refused() {
    use std::os::unix::fs::{chown, lchown, symlink};
    let theirs = sandbox();
    let at = |sandbox: &Sandbox, path: &str| sandbox.folder.path().join(path);
    // Only root can give a file away.
    if chown(at(&theirs, "beian.toml"), Some(4242), None).is_err() {
        return;
    }
    assert_refused(&theirs, "belongs to another user (uid 4242)");
    let mut sudo = theirs;
    sudo.env.insert("SUDO_UID".to_owned(), "4242".to_owned());
    assert_eq!(sudo.run(&["snippet"]).exit, Exit::Clean);
    // A link of theirs to a file of ours, and a folder of theirs.
    let link =
        Sandbox::new().file("own/beian.toml", TOML).file("public/index.html", "<p>hello</p>");
    symlink("own/beian.toml", at(&link, "beian.toml")).unwrap();
    assert_eq!(link.run(&["snippet"]).exit, Exit::Clean);
    lchown(at(&link, "beian.toml"), Some(4242), None).unwrap();
    assert_refused(&link, "belongs to another user");
    let folder = sandbox();
    chown(folder.folder.path(), Some(4242), None).unwrap();
    assert_refused(&folder, "belongs to another user");
}

#[test]
fn the_ledger_that_a_found_configuration_names_is_noted_before_it_is_written() {
    let own = Sandbox::new().file("beian.toml", "ledger = \"l.db\"\n");
    let record = ["deadlines", "record", "a.cn", "opened", "2026-11-01"];
    let noted = |args: &[&str]| own.run(&[&record[..], args].concat()).err;
    assert!(noted(&[]).contains("l.db, as "), "{}", noted(&[]));
    assert!(noted(&["--lang", "zh"]).contains("l.db（由 "));
    for args in [&["-q"][..], &["--ledger", "n.db"], &["--config", "beian.toml"]] {
        assert_eq!(noted(args), "", "{args:?}");
    }
}

#[test]
fn what_a_found_configuration_writes_or_weakens_is_noted() {
    let own = sandbox();
    let done = own.run(&["audit", "public"]);
    let noted =
        format!("beian.toml sets --output={}", own.folder.path().join("taken.txt").display());
    assert!(done.err.contains(&noted), "its own quiet does not hide it: {}", done.err);
    assert!(own.folder.path().join("taken.txt").exists());
    for args in [&["-q", "audit", "public"][..], &["audit", "public", "--config", "beian.toml"]] {
        assert!(!own.run(args).err.contains("sets"), "{args:?}");
    }
}

/// The ledger that a command would write, or nothing where there is no place for one.
fn ledger(env: &[(&str, &str)], file: Option<&str>, named: Option<&str>) -> Option<String> {
    let mut sandbox = Sandbox::new();
    sandbox.env = env.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let sandbox = match file {
        Some(text) => sandbox.file("beian.toml", text),
        None => sandbox,
    };
    let option = named.iter().flat_map(|named| ["--ledger", named]);
    let args: Vec<&str> = ["deadlines", "export"].into_iter().chain(option).collect();
    let done = sandbox.run(&args);
    let (_, path) = done.err.split_once("note: there is no ledger ")?;
    let (path, _) = path.split_once(" yet")?;
    let root = format!("{}/", sandbox.folder.path().display());
    Some(path.strip_prefix(&root).unwrap_or(path).to_owned())
}

#[test]
fn the_option_goes_before_the_configuration_and_that_before_the_environment() {
    let home = [("HOME", "/h")];
    let both = [("HOME", "/h"), ("XDG_DATA_HOME", "/x")];
    let relative = [("HOME", "/h"), ("XDG_DATA_HOME", "x")];
    let toml = Some("ledger = \"l.db\"");
    for (env, file, named, expected) in [
        (&both[..], toml, Some("n.db"), Some("n.db")),
        (&both, toml, None, Some("l.db")),
        (&both, None, None, Some("/x/beian/ledger.db")),
        (&home, Some(""), None, Some("/h/.local/share/beian/ledger.db")),
        (&relative, None, None, Some("/h/.local/share/beian/ledger.db")),
        (&[], None, None, None),
    ] {
        assert_eq!(ledger(env, file, named).as_deref(), expected, "{env:?} {file:?} {named:?}");
    }
}
