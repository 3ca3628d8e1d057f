//! `JUnit` XML, which nearly every build server shows: a suite a site, a case a finding or page. A case fails as the run
//! does: where its severity is that of `--fail-on` or higher.
//! Form: the schema of Jenkins' xunit plug-in (junit-10.xsd), read 2026-11-26. There are no times in it, as a page is
//! fetched once for all rules.

use std::collections::BTreeSet;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::domain::lang::{Lang, Text};
use crate::rules;

use super::format::Format;
use super::model::{AcceptedFinding, Finding, SiteReport};
use super::view::View;
use super::{Style, escape, words};

/// The format's entry.
pub static FORMAT: Format =
    Format { name: "junit", endings: &["xml"], streams: false, is_text: true, write };

/// In characters: servers keep all of it.
const MAX_TEXT: usize = 4000;

/// A case of a suite.
struct Case {
    name: String,
    result: CaseOutcome,
}

/// What became of a case.
enum CaseOutcome {
    Passed,
    /// A finding that does not fail the run.
    Noted {
        text: String,
    },
    Failed {
        kind: String,
        message: String,
        text: String,
    },
    /// The page could not be judged.
    Error {
        kind: String,
        message: String,
        text: String,
    },
    Skipped {
        message: String,
    },
}

fn write(report: &View<'_>, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(io::BufWriter::new(out), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::Start(
        BytesStart::new("testsuites").with_attributes([("name", "beian")]),
    ))?;
    if let Some(cut) = report.cut {
        let message = words::cut(cut, report.summary.sites).get(style.lang).to_owned();
        let result =
            CaseOutcome::Error { kind: "incomplete".to_owned(), text: message.clone(), message };
        suite("beian", None, &[Case { name: "beian".to_owned(), result }], &mut xml)?;
    }
    report.sites.each(&mut |site| {
        let client = site.declared.client.as_deref();
        suite(&site.target, client, &cases(site, report, style.lang), &mut xml)
    })?;
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    let mut out = xml.into_inner();
    out.write_all(b"\n")?;
    out.flush()
}

/// The cases of a site: its findings, what a person must look at, and the pages without either.
fn cases(site: &SiteReport, report: &View<'_>, lang: Lang) -> Vec<Case> {
    let mut cases = Vec::new();
    if site.interrupted {
        let message = words::INTERRUPTED.get(lang).to_owned();
        let kind = "interrupted".to_owned();
        let result = CaseOutcome::Error { kind, text: message.clone(), message };
        cases.push(Case { name: site.target.clone(), result });
    }
    let mut named = BTreeSet::new();
    for finding in &site.findings {
        named.insert(&*finding.page);
        cases.push(case(finding, found(finding, report)));
    }
    for review in &site.reviews {
        named.insert(&*review.page);
        let look = Text::fixed("需要人工查看：", "a person must look at this: ");
        let message = format!("{}{}", look.get(lang), review.message);
        cases.push(case(review, CaseOutcome::Skipped { message }));
    }
    for AcceptedFinding { finding, reason, .. } in &site.accepted {
        named.insert(&*finding.page);
        let known = Text::fixed("已知或豁免，不计入", "known or exempt, not counted");
        let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let message = format!("{}{reason}", known.get(lang));
        cases.push(case(finding, CaseOutcome::Skipped { message }));
    }
    for page in site.pages.iter().filter(|page| !named.contains(&*page.url)) {
        let result = match &page.error {
            None => CaseOutcome::Passed,
            Some(error) => CaseOutcome::Skipped { message: error.to_string() },
        };
        cases.push(Case { name: page.url.to_string(), result });
    }
    cases
}

fn case(finding: &Finding, result: CaseOutcome) -> Case {
    let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
    Case { name: format!("{}: {}{line}", &*finding.rule, finding.page), result }
}

fn found(finding: &Finding, report: &View<'_>) -> CaseOutcome {
    let parts = [&finding.message, &finding.evidence, &finding.fix, &finding.reference];
    let parts: Vec<&str> = parts.iter().map(|it| &***it).filter(|it| !it.is_empty()).collect();
    let (text, message) = (parts.join("\n"), finding.message.to_string());
    let kind = finding.rule.to_string();
    let fails = report.fail_on.is_some_and(|least| finding.severity >= least);
    if !fails {
        CaseOutcome::Noted { text }
    } else if rules::by_id(&finding.rule).is_some_and(|rule| rule.blocking) {
        CaseOutcome::Error { kind, message, text }
    } else {
        CaseOutcome::Failed { kind, message, text }
    }
}

type Xml<'a> = Writer<io::BufWriter<&'a mut dyn Write>>;

fn suite(name: &str, client: Option<&str>, cases: &[Case], xml: &mut Xml<'_>) -> io::Result<()> {
    let name = attribute(name);
    let count =
        |is: fn(&CaseOutcome) -> bool| cases.iter().filter(|it| is(&it.result)).count().to_string();
    let mut start = BytesStart::new("testsuite");
    for (key, value) in [
        ("name", &*name),
        ("tests", &cases.len().to_string()),
        ("failures", &count(|it| matches!(it, CaseOutcome::Failed { .. }))),
        ("errors", &count(|it| matches!(it, CaseOutcome::Error { .. }))),
        ("skipped", &count(|it| matches!(it, CaseOutcome::Skipped { .. }))),
    ] {
        start.push_attribute((key, value));
    }
    xml.write_event(Event::Start(start))?;
    if let Some(client) = client {
        xml.create_element("properties").write_inner_content(|xml| {
            let client = attribute(client);
            let property = xml.create_element("property");
            property.with_attributes([("name", "client"), ("value", &client)]).write_empty()?;
            Ok(())
        })?;
    }
    for case in cases {
        testcase(&name, case, xml)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn testcase(suite: &str, case: &Case, xml: &mut Xml<'_>) -> io::Result<()> {
    let name = attribute(&case.name);
    let element = xml.create_element("testcase");
    let element = element.with_attributes([("classname", suite), ("name", &name)]);
    let told = |xml: &mut Xml<'_>, tag: &str, kind: &str, message: &str, text: &str| {
        let (kind, message, text) = (attribute(kind), attribute(message), content(text));
        let element = xml.create_element(tag);
        let element = element.with_attributes([("type", &*kind), ("message", &message)]);
        element.write_text_content(BytesText::new(&text)).map(drop)
    };
    match &case.result {
        CaseOutcome::Passed => element.write_empty().map(drop),
        CaseOutcome::Noted { text } => element
            .write_inner_content(|xml| {
                let text = content(text);
                xml.create_element("system-out").write_text_content(BytesText::new(&text)).map(drop)
            })
            .map(drop),
        CaseOutcome::Failed { kind, message, text } => {
            element.write_inner_content(|xml| told(xml, "failure", kind, message, text)).map(drop)
        }
        CaseOutcome::Error { kind, message, text } => {
            element.write_inner_content(|xml| told(xml, "error", kind, message, text)).map(drop)
        }
        CaseOutcome::Skipped { message } => element
            .write_inner_content(|xml| {
                let message = attribute(message);
                let element = xml.create_element("skipped");
                element.with_attributes([("message", &*message)]).write_empty().map(drop)
            })
            .map(drop),
    }
}

/// The value of an attribute, on one line, without what XML 1.0 has no place for.
fn attribute(text: &str) -> String {
    escape::cut(&escape::line(text), MAX_TEXT)
}

fn content(text: &str) -> String {
    escape::cut(&escape::lines(text), MAX_TEXT)
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;

    use super::super::sample;
    use super::super::view::Cut;
    use super::*;
    use crate::rules::Severity;

    fn written(view: &View<'_>, lang: Lang) -> String {
        let mut out = Vec::new();
        write(view, &sample::style(lang), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// A suite as a parser reads it: its counts, and how many elements of each kind it has.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct Suite {
        told: [usize; 4],
        counted: [usize; 4],
    }

    const KINDS: [&str; 4] = ["testcase", "failure", "error", "skipped"];

    fn read(text: &str) -> Vec<Suite> {
        let (mut reader, mut suites) = (Reader::from_str(text), Vec::new());
        reader.config_mut().check_end_names = true;
        loop {
            let event = reader.read_event().unwrap();
            let (start, name) = match &event {
                Event::Eof => return suites,
                Event::Start(start) | Event::Empty(start) => (start, start.name()),
                _ => continue,
            };
            let mut values = std::collections::BTreeMap::new();
            for attribute in start.attributes() {
                let attribute = attribute.unwrap();
                let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                assert!(!value.contains(char::is_control), "{value:?}");
                values.insert(attribute.key.as_ref().to_owned(), value);
            }
            let name: &str = name.as_ref();
            if name == "testsuite" {
                let count = |key: &str| values[key].parse().unwrap();
                let told = ["tests", "failures", "errors", "skipped"].map(count);
                suites.push(Suite { told, ..Suite::default() });
            } else if let Some(kind) = KINDS.iter().position(|kind| *kind == name) {
                suites.last_mut().unwrap().counted[kind] += 1;
            }
        }
    }

    #[test]
    fn suites_read_as_they_look() {
        insta::assert_snapshot!(written(&View::from(&sample::hostile()), Lang::En));
    }

    #[test]
    fn a_parser_reads_every_suite_with_the_counts_that_it_names() {
        let long = "题".repeat(10_000);
        for text in
            [sample::HOSTILE, "]]>", "<![CDATA[ &#0; &amp;", "\u{0}\u{b}\u{fffe}\u{ffff}", &long]
        {
            for lang in [Lang::Zh, Lang::En] {
                let report = sample::every_rule(text);
                let written = written(&View::from(&report), lang);
                assert!(!written.contains("]]>"));
                let odd = |char: char| matches!(char, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
                assert!(!written.contains(odd), "XML 1.0 has no such characters");
                let suites = read(&written);
                assert_eq!(suites.len(), report.sites.len());
                for suite in suites {
                    assert_eq!(suite.told, suite.counted);
                    assert!(suite.told[0] > 0, "a site without a case would be passed over");
                }
            }
        }
    }

    #[test]
    fn cases_fail_as_the_run_does() {
        let report = sample::hostile();
        for (fail_on, failures) in [
            (None, 0),
            (Some(Severity::Error), 4),
            (Some(Severity::Warning), 5),
            (Some(Severity::Info), 6),
        ] {
            let suites = read(&written(&View { fail_on, ..View::from(&report) }, Lang::En));
            assert_eq!(suites[0].counted[1], failures, "{fail_on:?}");
            assert_eq!(suites[1].counted, [1, 0, 0, 0]);
            assert_eq!(suites[2].counted, [1, 0, 0, 1]);
            assert_eq!(suites[3].counted[2], usize::from(fail_on.is_some()), "out of reach");
        }
    }

    #[test]
    fn a_run_that_was_cut_says_so_first() {
        let report = sample::hostile();
        let cut = Some(Cut { interrupted: true, not_audited: 3, unfinished: 0 });
        let suites = read(&written(&View { cut, ..View::from(&report) }, Lang::En));
        assert_eq!((suites.len(), &suites[0].counted), (report.sites.len() + 1, &[1, 0, 1, 0]));
    }
}
