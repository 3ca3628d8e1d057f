//! Markdown (GitHub's tables): for issues, chat robots and wikis.

use std::io::{self, Write};

use crate::deadlines::{DueRow, DueState, DueTable};
use crate::domain::lang::Lang;

use super::super::escape;
use super::format::Format;
use super::words;

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "markdown",

    has_conflicts: true,
    write: |table, style, _, out| write(table, style.lang, out),
};

/// Writes a table a client.
pub fn write(deadlines: &DueTable, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {} · {}\n", words::TITLE.get(lang), deadlines.today())?;
    let groups = deadlines.by_client();
    if groups.is_empty() {
        writeln!(out, "{}", words::NOTHING.get(lang))?;
    } else {
        writeln!(out, "{}", words::totals(&deadlines.totals, lang))?;
    }
    let named = groups.iter().any(|(client, _)| client.is_some());
    for (client, rows) in &groups {
        if named {
            let client = client.unwrap_or(words::NO_CLIENT.get(lang));
            writeln!(out, "\n## {}", escape::markdown(client))?;
        }
        let [state, due, site, what, remarks] = words::columns(lang);
        writeln!(
            out,
            "\n| {state} | {due} | {site} | {what} | {remarks} |\n|---|---|---|---|---|"
        )?;
        for row in rows {
            writeln!(out, "{}", line(row, deadlines, lang))?;
        }
    }
    for (index, (site, conflict)) in deadlines.conflicts.iter().enumerate() {
        let gap = if index == 0 { "\n" } else { "" };
        writeln!(out, "{gap}- {}", escape::markdown(&words::conflict(site, conflict, lang)))?;
    }
    Ok(())
}

fn line(row: &DueRow, deadlines: &DueTable, lang: Lang) -> String {
    let standing = words::standing(row, deadlines.now, lang);
    let standing = match row.state(deadlines.now) {
        DueState::Overdue => format!("**{standing}**"),
        _ => standing,
    };
    let mut remarks = vec![words::from(&row.count, lang)];
    remarks.extend(words::remarks(row, lang));
    let remarks: Vec<String> = remarks.iter().map(|remark| escape::markdown(remark)).collect();
    format!(
        "| {standing} | {} | {} | {} | {} |",
        words::due(&row.count, lang),
        escape::markdown(&row.site),
        escape::markdown(row.clock.label.get(lang)),
        remarks.join("<br>"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        for (raw, shown) in [
            ("a|b", "a\\|b"),
            ("[x](https://a.cn)", "\\[x\\](https&#58;//a.cn)"),
            ("<img src=x>", "&lt;img src=x&gt;"),
            ("@all `c` **d**", "&#64;all \\`c\\` \\*\\*d\\*\\*"),
            ("a\nb\u{202e}", "a\\\\nb\\\\u{202e}"),
        ] {
            assert_eq!(escape::markdown(raw), shown);
        }
    }
}
