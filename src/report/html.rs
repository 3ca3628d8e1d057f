//! A self-contained page for people: no script, nothing loaded from elsewhere, fit for printing.

use std::io::{self, Write};

use crate::domain::lang::{Lang, Text};

use super::escape::html as esc;
use super::format::Format;
use super::groups::{self, Case, Group};
use super::model::{SiteReport, Status, Tool};
use super::view::View;
use super::{Style, words};

/// How many pages of a fault are listed.
const PAGES: usize = 20;

/// The format's entry.
pub static FORMAT: Format = Format { name: "html", extension: "html", streams: false, write };

/// Writes the report: a table of all sites, then what there is to say of each. In a portfolio sites are folded up, and
/// those that passed without a finding have their row only.
pub fn write(report: &View<'_>, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let many = report.summary.sites > 1;
    let mut page = HtmlReport { style, out, many };
    page.head(report)?;
    page.table(report)?;
    let mut index = 0_u64;
    report.sites.each(&mut |site| {
        if !many || worth_telling(site) {
            page.site(index, site)?;
        }
        index += 1;
        Ok(())
    })?;
    page.out.write_all(b"</body>\n</html>\n")
}

/// Whether a site of a portfolio needs more than its row in the table.
fn worth_telling(site: &SiteReport) -> bool {
    site.status != Status::Pass
        || !site.findings.is_empty()
        || !site.reviews.is_empty()
        || !site.clocks.is_empty()
}

struct HtmlReport<'a> {
    style: &'a Style<'a>,
    out: &'a mut dyn Write,
    many: bool,
}

impl HtmlReport<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.style.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn word(&self, text: &Text) -> String {
        text.get(self.style.lang).to_owned()
    }

    fn head(&mut self, report: &View<'_>) -> io::Result<()> {
        let lang = self.say("zh-CN", "en");
        let title = self.say("网站备案检查报告", "Filing audit");
        let (css, tool) = (include_str!("html.css"), Tool::default());
        write!(
            self.out,
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <style>\n{css}</style>\n</head>\n<body>\n<h1>{title}</h1>\n\
             <p class=\"dim\">{} · {} {}</p>\n",
            report.started_at,
            esc(&tool.name),
            esc(&tool.version),
        )?;
        if let Some(cut) = report.cut {
            let text = words::cut(cut, report.summary.sites);
            writeln!(
                self.out,
                "<p><b class=\"fail\">! {}</b></p>",
                esc(text.get(self.style.lang))
            )?;
        }
        Ok(())
    }

    fn table(&mut self, report: &View<'_>) -> io::Result<()> {
        let heads = match self.style.lang {
            Lang::Zh => ["结果", "站点", "客户", "已检查页面", "问题"],
            Lang::En => ["status", "site", "client", "pages checked", "findings"],
        };
        if self.many {
            let totals = words::totals(&report.summary, self.style.lang);
            writeln!(self.out, "<p>{totals}</p>")?;
        }
        self.out.write_all(b"<table>\n<tr>")?;
        for head in heads {
            write!(self.out, "<th>{head}</th>")?;
        }
        self.out.write_all(b"</tr>\n")?;
        let mut index = 0_u64;
        report.sites.each(&mut |site| {
            self.row(index, site)?;
            index += 1;
            Ok(())
        })?;
        self.out.write_all(b"</table>\n")
    }

    fn row(&mut self, index: u64, site: &SiteReport) -> io::Result<()> {
        let client = site.declared.client.as_deref().unwrap_or_default();
        let mut name = esc(&site.target);
        if !self.many || worth_telling(site) {
            name = format!("<a href=\"#site-{index}\">{name}</a>");
        }
        writeln!(
            self.out,
            "<tr><td>{}</td><td>{name}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            self.status(site),
            esc(client),
            site.pages_checked,
            site.findings.len(),
        )
    }

    fn status(&self, site: &SiteReport) -> String {
        let (name, sign) = (site.status.name(), words::sign(site.status));
        format!("<b class=\"{name}\">{sign} {}</b>", words::verdict(site, self.style.lang))
    }

    fn site(&mut self, index: u64, site: &SiteReport) -> io::Result<()> {
        let (status, target) = (self.status(site), esc(&site.target));
        // The id is inside what is folded up: a browser that is sent there opens it.
        if self.many {
            let fold = "<details>\n<summary>";
            writeln!(self.out, "{fold}{target} {status}</summary>\n<section id=\"site-{index}\">")?;
        } else {
            writeln!(self.out, "<section id=\"site-{index}\">\n<h2>{target} {status}</h2>")?;
        }
        self.clocks(site)?;
        for group in groups::by_rule(&site.findings) {
            let severity = self.word(&words::severity(group.severity));
            self.group(&group, &format!("sev-{}", group.severity.name()), &severity)?;
        }
        for group in groups::by_rule(&site.reviews) {
            let label = self.say("复核", "review");
            self.group(&group, "review", label)?;
        }
        self.shown(site)?;
        self.not_judged(site)?;
        self.out.write_all(if self.many { b"</section>\n</details>\n" } else { b"</section>\n" })
    }

    fn group(&mut self, group: &Group<'_>, class: &str, label: &str) -> io::Result<()> {
        let lang = self.style.lang;
        let rule = self.style.rule(group.rule);
        let title = rule.map(|rule| esc(rule.title.get(lang))).unwrap_or_default();
        writeln!(
            self.out,
            "<h3><span class=\"{class}\">{label}</span> <code>{}</code> {title} <span class=\"dim\">({})</span></h3>",
            esc(group.rule),
            words::pages(group.pages, lang),
        )?;
        for case in &group.cases {
            self.case(case)?;
        }
        if let Some(rule) = rule {
            let label = self.say("原因：", "Why: ");
            writeln!(self.out, "<p>{label}{}</p>", esc(rule.why.get(lang)))?;
        }
        if !group.reference.is_empty() {
            let label = self.say("依据：", "Law: ");
            writeln!(self.out, "<p class=\"dim\">{label}{}</p>", esc(group.reference))?;
        }
        Ok(())
    }

    fn case(&mut self, case: &Case<'_>) -> io::Result<()> {
        writeln!(self.out, "<div class=\"case\">{}", esc(case.message))?;
        if !case.evidence.is_empty() {
            let label = self.say("看到：", "Seen: ");
            writeln!(
                self.out,
                "<br><span class=\"dim\">{label}<code>{}</code></span>",
                esc(case.evidence)
            )?;
        }
        self.out.write_all(b"<ul>\n")?;
        for (page, line) in case.places.iter().take(PAGES) {
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            writeln!(self.out, "<li>{}{line}</li>", address(page))?;
        }
        let more = case.places.len().saturating_sub(PAGES);
        if more > 0 {
            let pages = words::pages(more, self.style.lang);
            writeln!(self.out, "<li class=\"dim\">{}{pages}</li>", self.say("另有 ", "and "))?;
        }
        self.out.write_all(b"</ul>\n")?;
        if !case.fix.is_empty() {
            writeln!(self.out, "<pre>{}</pre>", esc(case.fix))?;
        }
        self.out.write_all(b"</div>\n")
    }

    fn shown(&mut self, site: &SiteReport) -> io::Result<()> {
        let lang = self.style.lang;
        writeln!(
            self.out,
            "<h3>{}</h3>\n<table>",
            self.say("页面上显示的备案信息", "What the pages show")
        )?;
        for (kind, things) in groups::distinct_filings(&site.filings) {
            for (thing, pages) in things {
                writeln!(
                    self.out,
                    "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    self.word(&words::kind(kind)),
                    esc(thing.text),
                    words::doubts(&thing.state, thing.visible, lang),
                    thing.link.map(address).unwrap_or_default(),
                    words::pages(pages, lang),
                )?;
            }
        }
        self.out.write_all(b"</table>\n")
    }

    fn clocks(&mut self, site: &SiteReport) -> io::Result<()> {
        for clock in &site.clocks {
            writeln!(
                self.out,
                "<p><b>{}</b> · {} · {}</p>",
                esc(words::clock(&clock.clock).get(self.style.lang)),
                words::left(clock.days_left, self.style.lang),
                esc(&clock.due),
            )?;
        }
        Ok(())
    }

    fn not_judged(&mut self, site: &SiteReport) -> io::Result<()> {
        let failed = site.pages.iter().filter(|page| page.error.is_some());
        let failed: Vec<_> = failed.map(|page| (&*page.url, page.error.as_deref())).collect();
        let skipped =
            site.skipped.iter().map(|page| (&*page.url, self.word(&words::skipped(&page.why))));
        let skipped: Vec<_> = skipped.collect();
        if failed.is_empty() && skipped.is_empty() && !site.truncated {
            return Ok(());
        }
        writeln!(self.out, "<h3>{}</h3>\n<ul>", self.say("没有检查的页面", "Pages not judged"))?;
        for (url, error) in failed.iter().take(PAGES) {
            writeln!(self.out, "<li>{} {}</li>", address(url), esc(error.unwrap_or_default()))?;
        }
        for (url, why) in skipped.iter().take(PAGES) {
            writeln!(self.out, "<li>{} {}</li>", address(url), esc(why))?;
        }
        let more = failed.len().saturating_sub(PAGES) + skipped.len().saturating_sub(PAGES);
        if more > 0 {
            let pages = words::pages(more, self.style.lang);
            writeln!(self.out, "<li>{}{pages}</li>", self.say("另有 ", "and "))?;
        }
        if let Some(text) = words::truncated(site) {
            writeln!(self.out, "<li>{}</li>", esc(text.get(self.style.lang)))?;
        }
        self.out.write_all(b"</ul>\n")
    }
}

/// An address; a link only where it can do nothing but open a site.
fn address(url: &str) -> String {
    let text = esc(url);
    if url.starts_with("https://") || url.starts_with("http://") {
        format!("<a href=\"{text}\" rel=\"noopener noreferrer nofollow\">{text}</a>")
    } else {
        format!("<code>{text}</code>")
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn written(lang: Lang) -> String {
        let mut out = Vec::new();
        write(&View::from(&sample::hostile()), &sample::style(lang), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_page_reads_as_it_looks() {
        let page = written(Lang::Zh);
        let (_, body) = page.split_once("</style>").unwrap();
        insta::assert_snapshot!(body);
    }

    #[test]
    fn nothing_of_a_page_becomes_markup() {
        let page = written(Lang::En);
        assert!(!page.contains("<script"));
        assert!(!page.contains("javascript:"));
        assert!(!page.contains("src="));
        assert!(page.contains("&lt;script&gt;"));
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(address("javascript:alert(1)"), "<code>javascript:alert(1)</code>");
        assert_eq!(address("a/b.html"), "<code>a/b.html</code>");
        assert!(
            address("https://a.example/\"x").starts_with("<a href=\"https://a.example/&quot;x\"")
        );
    }
}
