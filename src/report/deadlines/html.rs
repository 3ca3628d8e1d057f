//! A self-contained page for people: no script, nothing loaded from elsewhere, fit for printing.

use std::io::{self, Write};

use crate::deadlines::{DueRow, DueState, DueTable};
use crate::domain::lang::Lang;

use super::super::escape::html as esc;
use super::format::Format;
use super::words;

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "html",
    extension: "html",
    has_conflicts: true,
    write: |table, style, _, out| write(table, style.lang, out),
};

/// Writes the page.
pub fn write(deadlines: &DueTable, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let code = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let (title, css) = (words::TITLE.get(lang), include_str!("../html.css"));
    write!(
        out,
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{css}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p class=\"dim\">{} · {}</p>\n",
        deadlines.today(),
        words::totals(&deadlines.totals, lang),
    )?;
    let groups = deadlines.by_client();
    if groups.is_empty() {
        writeln!(out, "<p>{}</p>", words::NOTHING.get(lang))?;
    }
    let named = groups.iter().any(|(client, _)| client.is_some());
    for (client, rows) in &groups {
        if named {
            let client = client.unwrap_or(words::NO_CLIENT.get(lang));
            writeln!(out, "<h2>{}</h2>", esc(client))?;
        }
        out.write_all(b"<table>\n<tr>")?;
        for head in words::columns(lang) {
            write!(out, "<th>{head}</th>")?;
        }
        out.write_all(b"</tr>\n")?;
        for row in rows {
            writeln!(out, "{}", line(row, deadlines, lang))?;
        }
        out.write_all(b"</table>\n")?;
    }
    for (site, conflict) in &deadlines.conflicts {
        writeln!(out, "<p>{}</p>", esc(&words::conflict(site, conflict, lang)))?;
    }
    out.write_all(b"</body>\n</html>\n")
}

fn line(row: &DueRow, deadlines: &DueTable, lang: Lang) -> String {
    let standing = words::standing(row, deadlines.now, lang);
    let class = match row.state(deadlines.now) {
        DueState::Overdue => "sev-error",
        DueState::Soon | DueState::Late => "sev-warning",
        DueState::Running => "",
        DueState::Waiting => "dim",
    };
    let mut remarks = vec![words::from(&row.count, lang)];
    remarks.extend(words::remarks(row, lang));
    remarks.extend(words::reasons(row, lang));
    let remarks: Vec<String> = remarks.iter().map(|remark| esc(remark)).collect();
    format!(
        "<tr><td><b class=\"{class}\">{standing}</b></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        words::due(&row.count, lang),
        esc(&row.site),
        esc(row.clock.label.get(lang)),
        remarks.join("<br>"),
    )
}
