//! `beian preflight init`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

#[test]
fn the_dossier_is_for_its_owner_alone_and_no_repository_takes_it() {
    let sandbox = Sandbox::new().file(".gitignore", "target");
    let outcome = sandbox.run(&[
        "preflight",
        "init",
        "--subject",
        "person",
        "--province",
        "江苏",
        "--provider",
        "aliyun",
    ]);
    assert_eq!((outcome.exit, outcome.out.as_str()), (Exit::Clean, ""), "{}", outcome.err);
    let text = sandbox.read("filing.toml");
    assert!(text.contains("kind = \"person\"") && text.contains("province = \"江苏\""), "{text}");
    let mode =
        fs::metadata(sandbox.folder.path().join("filing.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(sandbox.read(".gitignore"), "target\n/filing.toml\n");
    let outcome = sandbox.run(&["preflight", "init"]);
    assert!(outcome.exit == Exit::Usage && outcome.err.contains("--file"), "{}", outcome.err);
    let outcome = sandbox.run(&["preflight", "init", "--stdout", "--lang", "zh"]);
    assert!(outcome.out.contains("[[site]]"), "{}", outcome.out);
}

#[test]
fn questions_are_answered_by_number_word_or_nothing() {
    let input = "9\n2\n江南\n浙江省\naliyun\n\n".into();
    let sandbox = Sandbox { input, dialogue: true, ..Sandbox::new() };
    let outcome = sandbox.run(&["preflight", "init", "--stdout", "--lang", "zh"]);
    assert_eq!(outcome.exit, Exit::Clean, "{}", outcome.err);
    for line in ["kind = \"enterprise\"", "province = \"浙江\"", "provider = \"aliyun\""] {
        assert!(outcome.out.contains(line), "{line}: {}", outcome.out);
    }
    assert!(outcome.err.contains("哪家接入商"), "{}", outcome.err);
    // on no terminal nothing is asked
    let outcome = Sandbox { dialogue: false, ..sandbox }.run(&["preflight", "init", "--stdout"]);
    assert!(!outcome.err.contains("Which provider"), "{}", outcome.err);
}
