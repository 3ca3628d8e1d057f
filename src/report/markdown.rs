//! Markdown (GitHub's tables): the summary of a job, a comment, an issue. No longer than such places take; what is left out
//! is counted.

use std::io::{self, Write};

use crate::domain::lang::{Lang, Text};

use super::format::Format;
use super::groups::{self, Case, Group};
use super::model::{SiteReport, Status};
use super::view::View;
use super::{Style, escape, words};

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "markdown",
    endings: &["md", "markdown"],
    streams: false,
    is_text: true,
    write: |report, style, out| write(report, style, LIMIT, out),
};

/// In bytes: a step's summary on GitHub takes 1 MiB, of which other steps and our own frame want some.
const LIMIT: usize = 900_000;
/// Pages of a fault that are named.
const PAGES: usize = 5;
/// Different faults of a rule that are shown.
const CASES: usize = 5;
/// In characters of a text from a page.
const MAX_TEXT: usize = 300;

/// Parts of the report that are written site by site, up to a size.
struct MarkdownParts {
    /// By the order of status.
    by_status: [Vec<String>; 4],
    left: [usize; 4],
    /// How many did not fit.
    left_out: u64,
}

impl MarkdownParts {
    /// No parts yet; each status may fill all of `limit` bytes, as the others may have none.
    fn new(limit: usize) -> Self {
        Self { by_status: Default::default(), left: [limit; 4], left_out: 0 }
    }

    fn add(&mut self, rank: usize, part: String) {
        match self.left[rank].checked_sub(part.len()) {
            Some(left) => {
                self.left[rank] = left;
                self.by_status[rank].push(part);
            }
            None => self.left_out += 1,
        }
    }

    /// The parts that fit into `limit` bytes together, worst first, and how many do not.
    fn within(self, limit: usize) -> (String, u64) {
        let (mut text, mut left_out) = (String::new(), self.left_out);
        for part in self.by_status.iter().flatten() {
            if text.len() + part.len() <= limit {
                text.push_str(part);
            } else {
                left_out += 1;
            }
        }
        (text, left_out)
    }
}

/// Writes the report in about `limit` bytes, a third of them for the table of sites.
fn write(
    report: &View<'_>,
    style: &Style<'_>,
    limit: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = style.lang;
    let for_table = limit / 3;
    let (mut rows, mut details) =
        (MarkdownParts::new(for_table), MarkdownParts::new(limit - for_table));
    report.sites.each(&mut |site| {
        let rank = Status::WORST_FIRST.iter().position(|status| *status == site.status);
        let rank = rank.unwrap_or_default();
        rows.add(rank, row(site, lang));
        if !site.findings.is_empty() || !site.reviews.is_empty() || site.interrupted {
            details.add(rank, detail(site, style));
        }
        Ok(())
    })?;
    let title = Text::fixed("网站备案检查", "Filing audit");
    writeln!(out, "# {} · {}\n", title.get(lang), report.today)?;
    if let Some(cut) = report.cut {
        writeln!(
            out,
            "**! {}**\n",
            escape::markdown(words::cut(cut, report.summary.sites).get(lang))
        )?;
    }
    writeln!(out, "{}\n", words::all_totals(&report.summary, lang))?;
    let heads = match lang {
        Lang::Zh => "| 结果 | 站点 | 客户 | 错误 | 警告 | 提示 | 复核 |",
        Lang::En => "| status | site | client | errors | warnings | infos | to review |",
    };
    let (rows, left_out) = rows.within(for_table);
    write!(out, "{heads}\n|---|---|---|--:|--:|--:|--:|\n{rows}")?;
    if left_out > 0 {
        let text = Text::made(
            format!("表中另有 {left_out} 个站点没有列出；完整的见 CSV 或 HTML 报告。"),
            format!(
                "{left_out} more sites are left out of this table: CSV and HTML reports have them all."
            ),
        );
        writeln!(out, "\n{}", text.get(lang))?;
    }
    let (details, left_out) = details.within(limit - for_table);
    write!(out, "{details}")?;
    if left_out > 0 {
        let text = Text::made(
            format!("另有 {left_out} 个站点的问题没有列出；完整的见 CSV 或 HTML 报告。"),
            format!(
                "The findings of {left_out} more sites are left out: CSV and HTML reports have them all."
            ),
        );
        writeln!(out, "\n{}", text.get(lang))?;
    }
    Ok(())
}

/// Text from a page, cut to what is read here.
fn short(text: &str) -> String {
    escape::markdown(&escape::cut(text, MAX_TEXT))
}

fn row(site: &SiteReport, lang: Lang) -> String {
    use crate::rules::Severity::{Error, Info, Warning};
    let of = |severity| site.findings.iter().filter(|it| it.severity == severity).count();
    format!(
        "| {} {} | {} | {} | {} | {} | {} | {} |\n",
        words::sign(site.status),
        words::verdict(site, lang),
        short(&site.target),
        short(site.declared.client.as_deref().unwrap_or_default()),
        of(Error),
        of(Warning),
        of(Info),
        site.reviews.len(),
    )
}

fn detail(site: &SiteReport, style: &Style<'_>) -> String {
    let lang = style.lang;
    let (sign, verdict) = (words::sign(site.status), words::verdict(site, lang));
    let mut lines = vec![format!("\n## {sign} {} · {verdict}\n", short(&site.target))];
    if site.interrupted {
        lines.push(format!("{}\n", words::INTERRUPTED.get(lang)));
    }
    for group in groups::by_rule(&site.findings) {
        let label = words::severity(group.severity);
        lines.extend(of_group(&group, label.get(lang), style));
    }
    for group in groups::by_rule(&site.reviews) {
        let label = Text::fixed("复核", "review");
        lines.extend(of_group(&group, label.get(lang), style));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The lines of a rule.
fn of_group(group: &Group<'_>, label: &str, style: &Style<'_>) -> Vec<String> {
    let lang = style.lang;
    let title = style.rule(group.rule).map(|rule| rule.title.get(lang));
    let title = title.map(|title| format!(": {}", escape::markdown(title))).unwrap_or_default();
    let (rule, pages) = (escape::markdown(group.rule), words::pages(group.pages, lang));
    let mut lines = vec![format!("- **{label}** {rule}{title} ({pages})")];
    for case in group.cases.iter().take(CASES) {
        lines.extend(of_case(case, lang));
    }
    if let more @ 1.. = group.cases.len().saturating_sub(CASES) {
        let more = Text::made(format!("另有 {more} 种"), format!("and {more} more kinds"));
        lines.push(format!("  - {}", more.get(lang)));
    }
    if !group.reference.is_empty() {
        let law = Text::fixed("依据：", "Law: ");
        lines.push(format!("  - {}{}", law.get(lang), short(group.reference)));
    }
    lines
}

fn of_case(case: &Case<'_>, lang: Lang) -> Vec<String> {
    let mut lines = vec![format!("  - {}", item(&short(case.message)))];
    if !case.evidence.is_empty() {
        let seen = Text::fixed("看到：", "Seen: ");
        lines.push(format!("    - {}{}", seen.get(lang), short(case.evidence)));
    }
    let places = case.places.iter().take(PAGES).map(|(page, line)| {
        let line = line.map(|line| format!("&#58;{line}")).unwrap_or_default();
        format!("{}{line}", short(page))
    });
    let places = places.collect::<Vec<_>>().join(", ");
    let more = case.places.len().saturating_sub(PAGES);
    let more = match (more, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("，另有 {}", words::pages(more, lang)),
        (_, Lang::En) => format!(", and {} more", words::pages(more, lang)),
    };
    lines.push(format!("    - {}{more}", item(&places)));
    if !case.fix.is_empty() {
        let line = case.fix.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let fix = Text::fixed("改法：", "Fix: ");
        lines.push(format!("    - {}{}", fix.get(lang), short(&line)));
    }
    lines
}

/// Text that begins an entry of a list. What would begin a list or a line of its own there is kept from it by a character
/// that has no width and no meaning.
fn item(text: &str) -> String {
    let begins = text.starts_with(|char: char| {
        char.is_ascii_digit() || char.is_whitespace() || matches!(char, '-' | '+' | '=')
    });
    if begins { format!("&#8203;{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::super::sample;
    use super::super::view::Cut;
    use super::*;

    fn written(view: &View<'_>, lang: Lang, limit: usize) -> String {
        let mut out = Vec::new();
        write(view, &sample::style(lang), limit, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The rows of the table, and the headings, as another parser sees them; panics over anything that is not ours.
    fn read(text: &str) -> (Vec<usize>, Vec<String>) {
        let (mut rows, mut headings, mut in_heading) = (Vec::new(), Vec::new(), false);
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
        for event in Parser::new_ext(text, options) {
            match event {
                Event::Start(Tag::TableRow) => rows.push(0),
                Event::Start(Tag::TableCell) if !rows.is_empty() => *rows.last_mut().unwrap() += 1,
                Event::Start(Tag::Heading { .. }) => {
                    in_heading = true;
                    headings.push(String::new());
                }
                Event::End(TagEnd::Heading(_)) => in_heading = false,
                Event::Text(part) if in_heading => headings.last_mut().unwrap().push_str(&part),
                Event::Start(
                    Tag::Paragraph
                    | Tag::List(None)
                    | Tag::Item
                    | Tag::Strong
                    | Tag::Table(_)
                    | Tag::TableHead
                    | Tag::TableCell,
                )
                | Event::End(_)
                | Event::Text(_)
                | Event::SoftBreak => {}
                other => panic!("{other:?} in {text}"),
            }
        }
        (rows, headings)
    }

    #[test]
    fn the_summary_reads_as_it_looks() {
        insta::assert_snapshot!(written(&View::from(&sample::hostile()), Lang::Zh, LIMIT));
    }

    #[test]
    fn nothing_of_a_page_becomes_markup() {
        let long = "题|".repeat(10_000);
        for text in [
            sample::HOSTILE,
            "a|b|c",
            "# x",
            "- x",
            "1. x",
            "> x",
            "```\nx",
            "    x",
            "=\n=",
            "~~x~~",
            "[x](y)",
            "![x](y)",
            "<b>x</b>",
            "**x**",
            "_x_",
            "`x`",
            "x\\",
            "a  \nb",
            "---",
            "&lt;b>",
            "https://evil.example",
            "[^1]",
            &long,
        ] {
            for lang in [Lang::Zh, Lang::En] {
                let report = sample::every_rule(text);
                let (rows, headings) = read(&written(&View::from(&report), lang, LIMIT));
                assert_eq!(rows, vec![7; report.sites.len()], "{text}");
                assert!(headings.len() <= report.sites.len() + 1, "{headings:?}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_counted_and_the_worst_comes_first() {
        let mut report = sample::hostile();
        let many: Vec<_> = (0..500).map(|_| report.sites[1].clone()).collect();
        report.sites.splice(0..0, many);
        report.summary = crate::report::model::Summary::of(&report.sites);
        let limit = 9000;
        let text = written(&View::from(&report), Lang::En, limit);
        assert!(text.len() < limit + 1000, "{}", text.len());
        let (rows, headings) = read(&text);
        assert!(
            text.contains(&format!("{} more sites are left out", report.sites.len() - rows.len()))
        );
        assert!(headings[1].starts_with("✗ "), "{headings:?}");
    }

    #[test]
    fn a_run_that_was_cut_says_so_before_the_totals() {
        let report = sample::hostile();
        let cut = Some(Cut { interrupted: true, not_audited: 3, unfinished: 0 });
        let text = written(&View { cut, ..View::from(&report) }, Lang::En, LIMIT);
        assert!(text.find("INCOMPLETE").unwrap() < text.find("4 sites:").unwrap());
    }
}
