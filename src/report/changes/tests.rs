use crate::changes::{
    AuditPoint, ChangedFinding, ChangesTable, ComparedAudits, FindingChanges, NumberChange,
    NumberPart, NumberPlace, SiteChanges, SiteState,
};
use crate::domain::lang::Lang;
use crate::ledger::RecordedKind;
use crate::report::sample::{self, HOSTILE};
use crate::report::{Detail, Style};

use super::*;

fn site(name: &str, text: &str) -> SiteChanges {
    let finding = |rule: &str, severity: &str, was: Option<&str>| ChangedFinding {
        rule: rule.to_owned(),
        severity: severity.to_owned(),
        page: format!("https://{name}/{text}"),
        was: was.map(str::to_owned),
    };
    let number = |what, before: Option<&str>, after: Option<&str>| NumberChange {
        place: NumberPlace::Home,
        kind: RecordedKind::Police,
        what,
        number: format!("1{text}"),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let point = |day: &str| {
        Some(AuditPoint { day: Some(day.to_owned()), status: "fail".to_owned(), findings: 3 })
    };
    SiteChanges {
        site: format!("{name}{text}"),
        target: format!("https://{name}/"),
        client: Some(format!("甲{text}")),
        live: true,
        state: SiteState::Compared,
        before: point("2026-11-01"),
        after: point("2026-11-02"),
        findings: FindingChanges {
            new: vec![
                finding("icp-not-linked", "error", Some("info")),
                finding("copyright-year-stale", "info", None),
            ],
            mended: vec![finding("icp-not-linked", "warning", None)],
            open: vec![finding(text, "review", None)],
            unread: vec![finding("icp-missing", text, None)],
        },
        numbers: vec![
            number(NumberPart::Number, Some("1"), Some(text)),
            number(NumberPart::Link, None, Some(text)),
            number(NumberPart::Badge, Some("shown"), None),
        ],
    }
}

fn table(text: &str) -> ChangesTable {
    let from = ComparedAudits {
        run: Some(1),
        day: Some("2026-11-01".to_owned()),
        ..ComparedAudits::default()
    };
    let to = ComparedAudits { file: Some(format!("b{text}.json")), ..ComparedAudits::default() };
    let gone = SiteChanges {
        state: SiteState::Gone,
        after: None,
        findings: FindingChanges::default(),
        numbers: Vec::new(),
        ..site("gone.example", text)
    };
    let lost = SiteChanges {
        state: SiteState::NotJudged,
        site: "lost.example".to_owned(),
        ..gone.clone()
    };
    ChangesTable::new(from, to, vec![site("a.example", text), gone, lost])
}

fn written(format: &Format, table: &ChangesTable, lang: Lang, detail: Detail) -> String {
    let mut out = Vec::new();
    let style = Style { detail, ..sample::style(lang) };
    (format.write)(table, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_formats_read_as_they_look() {
    for (name, lang, detail) in [
        ("text_en", Lang::En, Detail::Normal),
        ("text_zh", Lang::Zh, Detail::Normal),
        ("text_full", Lang::En, Detail::Full),
        ("text_brief", Lang::En, Detail::Brief),
    ] {
        insta::assert_snapshot!(name, written(&text::FORMAT, &table("2"), lang, detail));
    }
    let markdown = written(&markdown::FORMAT, &table("2"), Lang::Zh, Detail::Normal);
    insta::assert_snapshot!("markdown", markdown);
    insta::assert_snapshot!("json", written(&json::FORMAT, &table("2"), Lang::En, Detail::Normal));
}

#[test]
fn nothing_acts_in_any_format() {
    let table = table(HOSTILE);
    for format in FORMATS {
        for lang in [Lang::Zh, Lang::En] {
            let text = written(format, &table, lang, Detail::Full);
            let acts = |char: char| char != '\n' && crate::report::escape::is_unsafe(char);
            assert!(!text.contains(acts), "{}: {text}", format.name);
        }
    }
    let html = written(&html::FORMAT, &table, Lang::En, Detail::Full);
    assert!(!html.contains("<script>alert") && html.contains("&lt;script&gt;"), "{html}");
    assert!(!written(&markdown::FORMAT, &table, Lang::En, Detail::Full).contains("<script"));
}

#[test]
fn the_document_is_valid_by_its_schema() {
    let schema = serde_json::from_str(&json::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for text in [HOSTILE, "2", ""] {
        let written = written(&json::FORMAT, &table(text), Lang::En, Detail::Normal);
        let faults: Vec<String> = validator
            .iter_errors(&serde_json::from_str(&written).unwrap())
            .map(|fault| fault.to_string())
            .collect();
        assert_eq!(faults, [""; 0]);
    }
}

#[test]
fn no_change_is_said_in_words() {
    let none = ComparedAudits::default();
    let table = ChangesTable::new(none.clone(), none, Vec::new());
    for (format, lang, words) in
        [(&text::FORMAT, Lang::En, "Nothing changed."), (&markdown::FORMAT, Lang::Zh, "没有变化。")]
    {
        let text = written(format, &table, lang, Detail::Normal);
        assert!(text.contains(words), "{text}");
    }
}
