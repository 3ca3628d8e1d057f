use crate::deadlines::{DueFilter, DueTable, DueTableBuilder, sample};
use crate::domain::lang::Lang;
use crate::domain::workday::Calendar;
use crate::report::{Detail, Style};

use super::*;

fn style(lang: Lang, detail: Detail) -> Style<'static> {
    Style { detail, ..Style::plain(lang) }
}

fn said(write: impl FnOnce(&DueTable, &mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&sample::table(), &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn the_table_reads_as_it_looks() {
    for (name, lang, detail) in [
        ("text_zh", Lang::Zh, Detail::Normal),
        ("text_en", Lang::En, Detail::Normal),
        ("text_full", Lang::Zh, Detail::Full),
        ("text_brief", Lang::Zh, Detail::Brief),
    ] {
        let text = said(|table, out| text::write(table, &style(lang, detail), out).unwrap());
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn the_other_formats_read_as_they_look() {
    insta::assert_snapshot!("json", said(|table, out| json::write(table, Lang::En, out).unwrap()));
    let csv = said(|table, out| csv::write(table, Lang::Zh, out).unwrap());
    insta::assert_snapshot!("csv", csv.replace("\r\n", "\n"));
    let markdown = said(|table, out| markdown::write(table, Lang::Zh, out).unwrap());
    insta::assert_snapshot!("markdown", markdown);
    let html = said(|table, out| html::write(table, &Style::plain(Lang::Zh), out).unwrap());
    let body = html.split_once("<body").and_then(|(_, body)| body.split_once("<script"));
    let body = body.map(|(body, _)| body.to_owned());
    insta::assert_snapshot!("html", body.unwrap());
}

#[test]
fn overdue_is_red_and_said_in_words() {
    let coloured = Style { colour: true, ..style(Lang::En, Detail::Brief) };
    let text = said(|table, out| text::write(table, &coloured, out).unwrap());
    let line = text.lines().find(|line| line.contains("late.example")).unwrap();
    assert!(line.starts_with("\u{1b}[31m✗ overdue by 21 days"), "{line:?}");
}

#[test]
fn nothing_acts_in_any_format() {
    for text in [
        said(|table, out| text::write(table, &style(Lang::En, Detail::Full), out).unwrap()),
        said(|table, out| markdown::write(table, Lang::En, out).unwrap()),
        said(|table, out| html::write(table, &Style::plain(Lang::En), out).unwrap()),
        said(|table, out| csv::write(table, Lang::En, out).unwrap()),
    ] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
    let html = said(|table, out| html::write(table, &Style::plain(Lang::En), out).unwrap());
    assert_eq!(html.matches("<script").count(), 1, "{html}");
}

#[test]
fn an_empty_table_says_how_to_fill_it() {
    let calendar = Calendar::default();
    let empty = DueTableBuilder::new(sample::table().now, &calendar, DueFilter::default());
    let mut out = Vec::new();
    text::write(&empty.finish(), &style(Lang::En, Detail::Normal), &mut out).unwrap();
    assert!(String::from_utf8(out).unwrap().contains("beian deadlines record"));
}
