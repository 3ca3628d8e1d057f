//! The sites as lines for the page's script.

use std::io::{self, Write};

use serde_json::json;

use crate::report::escape;
use crate::report::model::Status;

use super::pieces::CardPieces;
use super::row::Row;

/// From so many cards it is learnt which pieces they share.
const LEARNT: usize = 500;

/// The lines of the sites: each a row as JSON, and behind a tab the site's markup as JSON, where that is not in the page. The
/// script reads the markup of few sites only, and a browser takes long to read that of ten thousand.
#[derive(Debug, Default)]
pub(super) struct SiteLines {
    /// The first rows with their markup, until the pieces are known.
    waiting: Vec<(String, String)>,
    pieces: Option<CardPieces>,
}

impl SiteLines {
    /// Begins the lines.
    pub(super) fn begin(out: &mut dyn Write) -> io::Result<Self> {
        out.write_all(b"<script type=\"text/plain\" id=\"data\">\n")?;
        Ok(Self::default())
    }

    /// Adds a site.
    pub(super) fn add(
        &mut self,
        row: &Row,
        html: Option<&str>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let row = row_line(row);
        match (html, &self.pieces) {
            (None, _) => writeln!(out, "{row}"),
            (Some(html), Some(pieces)) => line(&row, &pieces.put(html), out),
            (Some(html), None) => {
                self.waiting.push((row, html.to_owned()));
                if self.waiting.len() < LEARNT { Ok(()) } else { self.learn(out) }
            }
        }
    }

    /// Finds the pieces of the cards so far, and writes these.
    fn learn(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let pieces = CardPieces::of(waiting.iter().map(|(_, html)| html.as_str()));
        for (row, html) in &waiting {
            line(row, &pieces.put(html), out)?;
        }
        self.pieces = Some(pieces);
        Ok(())
    }

    /// Ends the lines. Rows name rules by their places in this list.
    pub(super) fn end(mut self, rules: &[&str], out: &mut dyn Write) -> io::Result<()> {
        if !self.waiting.is_empty() {
            self.learn(out)?;
        }
        let pieces = self.pieces.unwrap_or_default();
        out.write_all(b"</script>\n")?;
        for (id, list) in [("pieces", json!(pieces.list())), ("rules", json!(rules))] {
            let list = inside_of_script(&list.to_string());
            writeln!(out, "<script type=\"application/json\" id=\"{id}\">{list}</script>")?;
        }
        Ok(())
    }
}

/// A row as JSON.
fn row_line(row: &Row) -> String {
    let status = Status::WORST_FIRST.iter().position(|status| *status == row.status);
    let due = row.due.as_ref().map_or(json!(["", ""]), |due| json!([due.words, due.state.name()]));
    let line = json!([
        status,
        escape::line(&row.name),
        row.id,
        escape::line(&row.client),
        row.pages,
        row.errors,
        row.warnings,
        row.infos + row.reviews,
        row.due.as_ref().map(|due| due.days),
        due,
        escape::line(&row.numbers),
        row.rules,
    ]);
    inside_of_script(&line.to_string())
}

fn line(row: &str, html: &str, out: &mut dyn Write) -> io::Result<()> {
    // markup of ours: its only danger to the element around it is an end tag
    let html = serde_json::to_string(html)?.replace("</", "<\\/");
    writeln!(out, "{row}\t{html}")
}

/// JSON in which nothing begins a tag or a comment.
fn inside_of_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}
