use proptest::prelude::*;

use crate::domain::lang::Lang;
use crate::report::model::Report;
use crate::report::{Detail, Style, View, escape, sample};

use super::write;

fn written(report: &Report, style: &Style<'_>) -> String {
    let mut out = Vec::new();
    write(&View::from(report), style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_portfolio_in_chinese() {
    insta::assert_snapshot!(written(&sample::hostile(), &sample::style(Lang::Zh)));
}

#[test]
fn a_portfolio_in_english() {
    insta::assert_snapshot!(written(&sample::hostile(), &sample::style(Lang::En)));
}

#[test]
fn a_site_in_order_shows_what_a_check_would_see() {
    insta::assert_snapshot!(written(&sample::all_well(), &sample::style(Lang::Zh)));
}

#[test]
fn brief_reports_verdicts_and_titles_only() {
    let style = Style { detail: Detail::Brief, ..sample::style(Lang::En) };
    insta::assert_snapshot!(written(&sample::hostile(), &style));
}

#[test]
fn all_pages_are_listed_where_asked() {
    let few = written(&sample::hostile(), &sample::style(Lang::En));
    let style = Style { detail: Detail::Full, ..sample::style(Lang::En) };
    let all = written(&sample::hostile(), &style);
    assert!(few.contains("-v lists all"));
    assert!(!all.contains("-v lists all"));
    assert!(all.contains("clean.example  1 page checked"));
}

#[test]
fn without_colours_the_words_stay_the_same() {
    let plain = written(&sample::hostile(), &sample::style(Lang::En));
    let style = Style { colour: true, ..sample::style(Lang::En) };
    let coloured = written(&sample::hostile(), &style);
    assert_ne!(coloured, plain);
    assert_eq!(without_colour(&coloured), plain);
}

/// The text without our own colours: ESC `[` digits and semicolons `m`. Any other ESC stays.
fn without_colour(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let codes = after.trim_start_matches(|char: char| char.is_ascii_digit() || char == ';');
        if let Some(tail) = codes.strip_prefix('m') {
            rest = tail;
        } else {
            plain.push_str("\u{1b}[");
            rest = after;
        }
    }
    plain + rest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_of_a_page_reaches_the_terminal_as_a_command(
        parts in prop::collection::vec(
            prop_oneof![
                any::<String>(),
                any::<char>().prop_map(String::from),
                (0_u32..0xa0).prop_map(|code| char::from_u32(code).into_iter().collect()),
                Just("\u{1b}[31m".to_owned()),
                Just("\u{202e}\u{2066}\u{200b}\u{2028}".to_owned()),
            ],
            0..6,
        ),
        colour: bool,
        detail in prop_oneof![Just(Detail::Brief), Just(Detail::Normal), Just(Detail::Full)],
    ) {
        let text = parts.concat();
        let style = Style { colour, detail, ..sample::style(Lang::Zh) };
        let report = written(&sample::with_text(&text), &style);
        let plain = if colour { without_colour(&report) } else { report };
        let command = plain.chars().find(|&char| char != '\n' && escape::is_unsafe(char));
        prop_assert_eq!(command, None);
    }
}
