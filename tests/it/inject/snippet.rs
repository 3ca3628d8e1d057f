//! `beian snippet`.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

const TOML: &str = "[[site]]\ndomain = \"a.cn\"\nicp = \"京ICP备19004817号-1\"\n\
                    [[site]]\ndomain = \"b.cn\"\nicp = \"沪ICP备19004817号\"\nowner = \"乙店\"\n";

#[test]
fn the_block_is_printed_for_pasting() {
    let done = Sandbox::new().run(&["snippet", "--icp", "京ICP备19004817号-1"]);
    assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
    assert!(done.out.starts_with("<beian-footer") && done.out.ends_with("</beian-footer>\n"));
    assert!(done.out.contains("<a href=\"https://beian.miit.gov.cn/\""), "{}", done.out);
}

#[test]
fn a_site_of_the_configuration_is_named() {
    let sandbox = Sandbox::new().file("beian.toml", TOML);
    let done = sandbox.run(&["snippet", "www.b.cn"]);
    assert!(done.out.contains("沪ICP备19004817号") && done.out.contains("乙店"), "{}", done.out);
    let done = sandbox.run(&["snippet"]);
    assert_eq!(done.exit, Exit::Usage);
    assert!(done.err.contains("name one, e.g. beian snippet a.cn"), "{}", done.err);
    let done = sandbox.run(&["snippet", "c.cn"]);
    assert!(done.exit == Exit::Usage && done.err.contains("c.cn is not declared"), "{}", done.err);
}

#[test]
fn samples_and_nothing_are_refused() {
    for (args, words) in [
        (&["--icp", "京ICP备12345678号-1"][..], "is a sample"),
        (&["--icp", "京ICP备号"], "--icp"),
        (&[], "nothing to show"),
        (&["--icp", "京ICP备19004817号", "--badge", "no.png"], "no.png"),
    ] {
        let args: Vec<&str> = ["snippet"].iter().chain(args).copied().collect();
        let done = Sandbox::new().run(&args);
        assert!(done.exit == Exit::Usage && done.err.contains(words), "{args:?}: {}", done.err);
    }
    let args = ["snippet", "--icp", "京ICP备12345678号-1", "--allow-placeholder"];
    assert_eq!(Sandbox::new().run(&args).exit, Exit::Clean);
}

#[test]
fn the_plain_form_fits_into_a_paragraph() {
    let sandbox = Sandbox::new().file("p.png", b"\x89PNG....");
    let args = ["snippet", "--plain", "--icp", "京ICP备19004817号-1", "--owner", "甲<乙店"];
    let done = sandbox.run(&args);
    assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
    assert_eq!(
        done.out,
        "© 2026 甲&lt;乙店 版权所有 <a href=\"https://beian.miit.gov.cn/\" target=\"_blank\" \
         rel=\"noreferrer\">京ICP备19004817号-1</a>\n"
    );
    let police = ["--police", "京公网安备11010502046718号", "--badge", "p.png", "--inline-badge"];
    let done = sandbox.run(&[&args[..], &police].concat());
    let (_, badge) = done.out.split_once("</a> <img src=\"data:image/png;base64,").unwrap();
    assert!(badge.contains("\" alt=\"\" width=\"20\" height=\"20\"> <a href="), "{badge}");
    assert!(done.out.lines().count() == 1 && !done.out.contains("<div"), "{}", done.out);
}

#[test]
fn a_police_number_without_its_badge_says_where_to_get_it() {
    let number = "京公网安备11010502046718号";
    let done = Sandbox::new().run(&["snippet", "--police", number]);
    assert!(done.err.contains("https://beian.mps.gov.cn"), "{}", done.err);
    assert!(done.err.contains("no ICP number"), "{}", done.err);
    let sandbox = Sandbox::new().file("p.png", b"\x89PNG....");
    let icp = ["--icp", "京ICP备19004817号-1"];
    let args = ["snippet", "--police", number, "--badge", "p.png", "--inline-badge"];
    let done = sandbox.run(&[&args[..], &icp].concat());
    assert!(done.err.is_empty() && done.out.contains("data:image/png;base64,"), "{}", done.out);
}
