//! `beian deadlines record`, `correct`, `history`, `export` and `import`.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

fn run(sandbox: &Sandbox, args: &str) -> (Exit, String, String) {
    let mut all = vec!["deadlines"];
    all.extend(args.split(' '));
    all.extend(["--ledger", "l.db"]);
    let done = sandbox.run(&all);
    (done.exit, done.out, done.err)
}

#[test]
fn what_is_recorded_is_acknowledged_in_the_language_of_the_run() {
    let sandbox = Sandbox::new();
    for (args, said) in [
        ("record Example.CN opened", "recorded #1: example.cn opened 2026-11-22\n"),
        (
            "record www.example.cn notice 2026-11-01 --due 2026-12-01",
            "recorded #2: example.cn notice 2026-11-01, due 2026-12-01\n",
        ),
        ("record a.cn sms-received 2026-11-22T11:59 -q", "3\n"),
        ("correct 1 2026-11-20", "recorded #4: corrects #1, example.cn opened 2026-11-20\n"),
        ("correct #2 --due 2026-12-05 -q", "5\n"),
        ("correct 4 --void --lang zh", "已记录 #6：#4 作废（example.cn 网站开通）\n"),
    ] {
        let (exit, out, err) = run(&sandbox, args);
        assert_eq!((exit, out.as_str(), err.as_str()), (Exit::Clean, said, ""), "{args}");
    }
    let (_, history, _) = run(&sandbox, "history example.cn");
    assert_eq!(
        history,
        "example.cn\n  \
         #1    opened           2026-11-22, made void by #6  [recorded 2026-11-22]\n  \
         #2    notice           2026-11-01, due 2026-12-01, corrected by #5  [recorded 2026-11-22]\n  \
         #4    opened           2026-11-20, corrects #1, made void by #6  [recorded 2026-11-22]\n  \
         #5    notice           2026-11-01, due 2026-12-05, corrects #2  [recorded 2026-11-22]\n  \
         #6    opened           void, corrects #1  [recorded 2026-11-22]\n"
    );
}

#[test]
fn what_cannot_be_meant_is_refused_and_nothing_is_recorded() {
    let sandbox = Sandbox::new();
    run(&sandbox, "record a.cn opened 2026-11-01");
    for (args, part) in [
        ("record a.cn opened 2026-11-23", "lies in the future"),
        ("record a.cn opened 2026-11-22T12:01", "lies in the future"),
        ("record a.cn opened 2026-11-21 --today 2026-11-20", "lies in the future"),
        ("record a.cn opened 2026-02-29", "February 2026 has 28 days"),
        ("record a.cn opend", "opened"),
        ("record a.cn opened --due 2026-12-01", "no due day"),
        ("record https://a.cn/ opened", "not a host name"),
        ("correct 1 2027-01-01", "lies in the future"),
        ("correct 1 --due 2026-12-01", "no due day"),
        ("correct 9 2026-01-01", "no entry 9"),
        ("correct x 2026-01-01", "number of an entry"),
        ("correct 1", "required"),
        ("correct 1 2026-01-01 --void", "cannot be used with"),
    ] {
        let (exit, out, err) = run(&sandbox, args);
        assert_eq!((exit, out.as_str()), (Exit::Usage, ""), "{args}");
        assert!(err.contains(part) && err.contains("fix: "), "{args}: {err}");
    }
    assert_eq!(run(&sandbox, "export").1.lines().count(), 1);
}

#[test]
fn what_is_void_comes_back_with_a_day() {
    let sandbox = Sandbox::new();
    run(&sandbox, "record a.cn opened 2026-11-01");
    run(&sandbox, "correct 1 --void");
    let (exit, _, err) = run(&sandbox, "correct 1 --note again");
    assert!(exit == Exit::Usage && err.contains("entry 1 is void"), "{err}");
    assert_eq!(run(&sandbox, "correct 1 2026-11-02").0, Exit::Clean);
}

#[test]
fn notes_cannot_act_on_a_terminal() {
    let sandbox = Sandbox::new();
    let (_, out, _) = run(&sandbox, "record a.cn opened --note \u{1b}[31mred");
    let (_, history, _) = run(&sandbox, "history a.cn");
    assert!(out.contains("\\u{1b}[31mred") && !history.contains('\u{1b}'), "{out}{history}");
}

#[test]
fn nothing_of_a_note_or_a_name_acts_in_any_format() {
    const HOSTILE: &str =
        "=\u{9b}2J\u{202e}\u{34f}\u{17b4}\u{2800}\u{fe0f}\u{1d173}\u{e0041}\u{7f}<b>";
    let toml = format!(
        "[[site]]\ndomain = \"a.cn\"\nopened = 2026-11-01\nclient = \"{}\"\n",
        HOSTILE.replace('\u{9b}', "\\u009b").replace('\u{7f}', "\\u007f")
    );
    let sandbox = Sandbox::new().file("beian.toml", toml);
    let args = ["deadlines", "record", "a.cn", "notice", "2026-11-20", "--due", "2026-12-01"];
    let args = [&args[..], &["--note", HOSTILE, "--ledger", "l.db"]].concat();
    assert_eq!(sandbox.run(&args).exit, Exit::Clean);
    let unsafe_in = |text: &str| {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        text.chars().any(|char| char != '\n' && beian::report::escape::is_unsafe(char))
    };
    for format in ["text", "json", "csv", "markdown", "html", "ics"] {
        let (exit, out, err) = run(&sandbox, &format!("--format {format} -v"));
        assert_eq!((exit, err.as_str()), (Exit::Clean, ""), "{format}");
        assert!(!unsafe_in(&out) && out.contains("2J"), "{format}: {out}");
        assert!(!out.contains("<b>2J"), "{format}");
    }
    for command in ["history a.cn", "export"] {
        let out = run(&sandbox, command).1;
        assert!(!unsafe_in(&out) && out.contains("2J"), "{command}: {out}");
    }
    let line: serde_json::Value =
        serde_json::from_str(&run(&sandbox, "export").1).expect("no fault here");
    assert_eq!(line["note"], HOSTILE);
}

#[test]
fn names_that_an_import_brings_cannot_act_on_a_terminal() {
    let audit = r#"{"uid":"00000000000000aa","at":"2026-11-01T00:00:00+08:00\u009b","site":"a.cn","audit":{"day":"2026-11-01","target":"t\u009b","live":true,"status":"fail\u009b","found":1,"checked":1,"sights":{"icp":null,"badge":null},"findings":[{"rule":"r\u009b","severity":"error","pages":["p"]}]}}"#;
    let at = audit.replace("+08:00\\u009b", "+08:00");
    let more = at.replace("aa\"", "ab\"").replace("r\\u009b", "s\\u202e");
    let sandbox = Sandbox::new().file("x.jsonl", format!("{at}\n{more}\n")).file("y.jsonl", audit);
    assert_eq!(run(&sandbox, "import y.jsonl").0, Exit::Usage);
    assert_eq!(run(&sandbox, "import x.jsonl").0, Exit::Clean);
    for lang in ["zh", "en"] {
        let (_, out, _) = run(&sandbox, &format!("history a.cn --lang {lang}"));
        assert!(out.contains("\\u{202e}"), "{out}");
        assert!(!out.contains(['\u{9b}', '\u{202e}']), "{out}");
    }
}

#[test]
fn what_was_exported_is_imported_whatever_the_clock_and_the_names_were() {
    let sandbox = Sandbox::new();
    for args in [
        "record m.a.cn opened 2027-05-01 --today 2027-05-02",
        "correct 1 2027-05-02 --today 2027-05-02",
        "record a.cn notice 2026-11-01 --due 2026-12-01",
    ] {
        assert_eq!(run(&sandbox, args).0, Exit::Clean, "{args}");
    }
    let mut lines = run(&sandbox, "export").1;
    // an audit of a host of one word, in a network of one's own
    lines.push_str(
        "{\"uid\":\"00000000000000aa\",\"at\":\"2026-11-01T00:00:00+08:00\",\"site\":\"intranet\",\
         \"audit\":{\"day\":\"2099-01-01\",\"target\":\"http://intranet/\",\"live\":true,\"status\":\"pass\",\
         \"found\":1,\"checked\":1,\"sights\":{\"icp\":true,\"badge\":null},\"findings\":[]}}\n",
    );
    let other = Sandbox::new().file("x.jsonl", &lines);
    assert_eq!(run(&other, "import x.jsonl").1, "4 added, 0 there already\n");
    assert_eq!(run(&other, "export").1, lines);
    // the site has got another name since: what is there is there, and a correction stays with its entry
    let toml = "[[site]]\ndomain = \"a.cn\"\naliases = [\"m.a.cn\"]\n";
    std::fs::write(other.folder.path().join("beian.toml"), toml).expect("no fault here");
    assert_eq!(run(&other, "import x.jsonl").1, "0 added, 4 there already\n");
    let first = lines.lines().next().expect("no fault here");
    let half = Sandbox::new().file("x.jsonl", first).file("y.jsonl", &lines);
    run(&half, "import x.jsonl");
    std::fs::write(half.folder.path().join("beian.toml"), toml).expect("no fault here");
    assert_eq!(run(&half, "import y.jsonl").1, "3 added, 1 there already\n");
    // what somebody writes by hand is checked as before
    let by_hand = r#"{"site":"a.cn","event":"opened","when":"2027-05-01"}"#;
    let hand = Sandbox::new().file("x.jsonl", by_hand);
    assert_eq!(run(&hand, "import x.jsonl").0, Exit::Usage);
    assert!(!hand.folder.path().join("l.db").exists(), "no empty ledger");
}
