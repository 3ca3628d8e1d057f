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
fn the_list_of_the_repository_names_the_dossier() {
    let sandbox = Sandbox::new()
        .file(".git/HEAD", "")
        .file(".gitignore", "target\n")
        .file("clients/青 禾/x", "");
    let args = ["preflight", "init", "--file", "clients/青 禾/filing[1].toml"];
    let outcome = sandbox.run(&args);
    assert_eq!(outcome.exit, Exit::Clean, "{}", outcome.err);
    assert!(outcome.err.contains(".gitignore"), "{}", outcome.err);
    let named = "target\n/clients/青\\ 禾/filing\\[1\\].toml\n";
    assert_eq!(sandbox.read(".gitignore"), named);
    fs::remove_file(sandbox.folder.path().join("clients/青 禾/filing[1].toml")).unwrap();
    assert_eq!(sandbox.run(&args).exit, Exit::Clean);
    assert_eq!(sandbox.read(".gitignore"), named, "it is named once");
    // a list above the repository is another one's
    let sandbox = Sandbox::new().file(".gitignore", "x\n").file("repo/.git/HEAD", "");
    let outcome = sandbox.run(&["preflight", "init", "--file", "repo/filing.toml"]);
    assert!(outcome.err.contains("do not commit it"), "{}", outcome.err);
    assert_eq!(sandbox.read(".gitignore"), "x\n");
}

#[test]
fn a_domain_is_written_bare_and_quoted() {
    let run = |domain: &str| {
        let args = ["preflight", "init", "--stdout", "--domain", domain];
        Sandbox::new().run(&args)
    };
    for (typed, written) in [
        ("https://www.Example.cn/a", "domain = \"example.cn\""),
        ("例子.中国", "domain = \"例子.中国\""),
    ] {
        let outcome = run(typed);
        assert!(outcome.out.contains(written), "{typed}: {}{}", outcome.out, outcome.err);
    }
    for wrong in ["a\"b.cn", "a\nb = 1", "example", "", "a b.cn"] {
        assert_eq!(run(wrong).exit, Exit::Usage, "{wrong}");
    }
    // what the rule domain-form refuses
    for wrong in ["203.0.113.10", "[::1]", "com.cn", "m.example.cn", "a_b.cn"] {
        assert_eq!(run(wrong).exit, Exit::Usage, "{wrong}");
    }
    let args = ["preflight", "init", "--stdout", "--provider", "a\"\nb = 'x'\\"];
    let outcome = Sandbox::new().run(&args);
    let text = Sandbox::new().file("filing.toml", &outcome.out).run(&["preflight"]);
    assert_ne!(text.exit, Exit::Usage, "{}{}", outcome.out, text.err);
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
    for part in ["哪家接入商", "不认识“9”", "不认识“江南”"] {
        assert!(outcome.err.contains(part), "{part}: {}", outcome.err);
    }
    // on no terminal nothing is asked
    let outcome = Sandbox { dialogue: false, ..sandbox }.run(&["preflight", "init", "--stdout"]);
    assert!(!outcome.err.contains("Which provider"), "{}", outcome.err);
}
