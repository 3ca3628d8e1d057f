//! The table of all sites.

use minijinja::context;
use minijinja::value::Value;

use crate::domain::lang::Lang;
use crate::report::model::Status;
use crate::report::view::View;
use crate::report::{Style, words};

use super::frame::{count, markup};
use super::gather::ReportContent;
use super::row::Row;

/// The section with table and cards.
pub(super) fn section(report: &View<'_>, gathered: &ReportContent<'_>, style: &Style<'_>) -> Value {
    let lang = style.lang;
    let all = report.summary.sites;
    let rows: Vec<Value> = gathered.rows().map(|row| row_value(row, lang)).collect();
    let cards: String = gathered.cards().collect();
    let shown = rows.len() as u64;
    let beyond = (shown < all).then(|| match lang {
        Lang::Zh => format!("浏览器没有运行脚本：这里只有 {all} 个站点中最需要处理的 {shown} 个"),
        Lang::En => format!(
            "Scripts do not run: only {shown} of {all} sites are shown, those that need attention most"
        ),
    });
    let said = count(lang).replace("{shown}", &shown.to_string());
    let said = said.replace("{found}", &all.to_string()).replace("{all}", &all.to_string());
    let statuses: Vec<Value> = Status::WORST_FIRST
        .iter()
        .map(|status| context! { name => status.name(), word => words::status(*status).get(lang) })
        .collect();
    let mut rules: Vec<Value> = Vec::new();
    for problem in gathered.problems.ranked() {
        rules.push(context! { id => problem.id.as_str(), title => problem.title(style) });
    }
    context! {
        statuses,
        rules,
        clients => gathered.clients().map(Value::from).collect::<Vec<_>>(),
        count => said,
        rows,
        cards => markup(cards),
        beyond,
    }
}

fn row_value(row: &Row, lang: Lang) -> Value {
    let due = row.due.as_ref();
    context! {
        id => row.id.as_str(),
        class => row.status.name(),
        sign => words::sign(row.status),
        word => words::status(row.status).get(lang),
        name => row.name.as_str(),
        client => row.client.as_str(),
        pages => row.pages,
        findings => (row.problems() > 0).then(|| row.problems()),
        due => due.map(|due| due.words.as_str()),
        due_class => due.map(|due| due.state.name()),
    }
}
