//! How it was judged, and by which laws.

use minijinja::context;
use minijinja::value::Value;

use crate::domain::basis::Basis;
use crate::domain::lang::{Lang, Text};
use crate::report::model::Status;
use crate::report::view::View;
use crate::report::{Style, words};

use super::gather::ReportContent;
use super::site::{law, said};

/// The values of the appendix.
pub(super) fn values(report: &View<'_>, gathered: &ReportContent<'_>, style: &Style<'_>) -> Value {
    let lang = style.lang;
    let legend: Vec<Value> = Status::WORST_FIRST
        .iter()
        .map(|status| {
            context! {
                class => status.name(),
                sign => words::sign(*status),
                word => words::status(*status).get(lang),
                meaning => meaning(*status).get(lang),
            }
        })
        .collect();
    let mut rules: Vec<Value> = Vec::new();
    for problem in gathered.problems.ranked().iter().filter(|_| gathered.large) {
        if let Some(rule) = style.rule(&problem.id) {
            rules.push(context! {
                id => rule.id,
                title => super::title(rule.id, style),
                why => said(rule.why.get(lang), style),
                law => law(Some(rule), "", lang),
            });
        }
    }
    context! { method => method(report, style, lang), legend, rules, laws => laws(style) }
}

const fn meaning(status: Status) -> Text {
    match status {
        Status::Pass => Text::fixed(
            "检查过的页面上没有必须处理的问题；可能还有提示",
            "no page that was checked has a problem that must be mended; there may be notes",
        ),
        Status::Fail => Text::fixed(
            "有必须处理的问题，列在该站点的说明里",
            "there are problems that must be mended, listed with the site",
        ),
        Status::Review => Text::fixed(
            "单凭网页的 HTML 不能下结论，需要人工或用浏览器查看",
            "the HTML alone does not settle it: a person or a browser must look",
        ),
        Status::Error => Text::fixed(
            "首页没有读到，因此既不算通过也不算不通过",
            "the home page could not be read: neither passed nor failed",
        ),
    }
}

fn method(report: &View<'_>, style: &Style<'_>, lang: Lang) -> Vec<String> {
    let (rules, today) = (style.rules.len(), report.today);
    match lang {
        Lang::Zh => vec![
            format!(
                "逐页读取网站的 HTML，找出访问者能看到的备案号、链接、图标和版权行，再按 {rules} 条规则逐一判断。\
                 每一处问题都列出页面、看到的内容、依据和修改办法。"
            ),
            "没有读到或没有检查的页面列在各站点的说明里，不算通过，也不算不通过。".to_owned(),
            format!("结论只对 {today} 看到的网页内容有效，网页改动后需要重新检查。本报告不是法律意见。"),
        ],
        Lang::En => vec![
            format!(
                "The HTML of each page was read for what visitors see: filing numbers, links, badges and copyright \
                 lines. Each was judged by {rules} rules. Every problem is listed with its pages, what was seen, the \
                 law and the fix."
            ),
            "Pages that could not be read, or were not checked, are listed with their site. They count neither as \
             passed nor as failed."
                .to_owned(),
            format!(
                "What is said holds for the pages as they were on {today}; after a change they must be checked again. \
                 This report is no legal advice."
            ),
        ],
    }
}

/// The laws and guides of all rules, each text once.
fn laws(style: &Style<'_>) -> Vec<Value> {
    let lang = style.lang;
    let mut known: Vec<&Basis> = Vec::new();
    for basis in style.rules.iter().flat_map(|rule| rule.basis) {
        if !known.iter().any(|other| other.law == basis.law) {
            known.push(basis);
        }
    }
    known.sort_by_key(|basis| {
        (basis.kind != crate::domain::basis::BasisKind::Law, basis.law.get(lang))
    });
    known
        .into_iter()
        .map(|basis| {
            context! {
                name => basis.law.get(lang),
                known => basis.known.get(lang),
                as_of => basis.text_as_of,
                checked => basis.checked,
            }
        })
        .collect()
}
