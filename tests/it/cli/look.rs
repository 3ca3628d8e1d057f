//! Language and colour of what is written.

use crate::support::sandbox::Sandbox;

fn sandbox(env: &[(&str, &str)], terminal: bool) -> Sandbox {
    let mut sandbox = Sandbox::new().file("public/index.html", "<p>hello</p>");
    sandbox.terminal = terminal;
    sandbox.env = env.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    sandbox
}

fn language(env: &[(&str, &str)]) -> &'static str {
    let list = |args: &[&str]| sandbox(env, false).run(args).out;
    let list_in = |lang| list(&["rules", "--lang", lang]);
    let shown = list(&["rules"]);
    ["zh", "en"].into_iter().find(|lang| shown == list_in(*lang)).expect("one of the two")
}

fn has_colour(env: &[(&str, &str)], terminal: bool) -> bool {
    sandbox(env, terminal).run(&["audit", "public"]).out.contains('\u{1b}')
}

#[test]
fn the_first_variable_that_is_set_gives_the_language() {
    for (env, expected) in [
        (&[][..], "en"),
        (&[("LANG", "zh_CN.UTF-8")], "zh"),
        (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], "en"),
        (&[("LANG", "en_US"), ("LC_MESSAGES", "zh_TW")], "zh"),
        (&[("LC_ALL", "zh_CN"), ("BEIAN_LANG", "en")], "en"),
        (&[("LC_ALL", ""), ("LANG", "zh")], "zh"),
    ] {
        assert_eq!(language(env), expected, "{env:?}");
    }
}

#[test]
fn colour_follows_the_terminal_unless_the_environment_speaks() {
    for (env, terminal, expected) in [
        (&[][..], true, true),
        (&[], false, false),
        (&[("NO_COLOR", "1")], true, false),
        (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true, false),
        (&[("CLICOLOR_FORCE", "1")], false, true),
        (&[("CLICOLOR_FORCE", "0")], false, false),
        (&[("TERM", "dumb")], true, false),
    ] {
        assert_eq!(has_colour(env, terminal), expected, "{env:?} {terminal}");
    }
}
