//! Which pages were opened in a browser, and why.

use std::io;

use crate::domain::lang::Lang;
use crate::report::model::{BrowserReport, SiteReport};
use crate::report::{Detail, escape, words};

use super::{FEW_PAGES, Printer};

impl Printer<'_> {
    pub(super) fn opened(&mut self, site: &SiteReport) -> io::Result<()> {
        let pages = || {
            let pages = site.pages.iter();
            pages.filter_map(|page| Some((&page.url, page.browser.as_deref()?)))
        };
        if pages().next().is_none() {
            return Ok(());
        }
        let opened = pages().any(|(_, browser)| !browser.screens.is_empty());
        let heading = if opened {
            self.say("在浏览器里打开：", "opened in a browser:")
        } else {
            self.say("需要在浏览器里打开：", "to be opened in a browser:")
        };
        self.line(2, heading)?;
        let limit = if self.style.detail == Detail::Full { usize::MAX } else { FEW_PAGES };
        for (url, browser) in pages().take(limit) {
            let text = format!("{}  {}", escape::line(url), self.why(browser));
            self.line(4, text.trim_end())?;
            if let Some(fault) = &browser.fault {
                let label = if browser.screens.is_empty() {
                    self.say("没有打开：", "not opened: ")
                } else {
                    self.say("没能看完：", "not looked at to the end: ")
                };
                self.prose(6, label, &escape::line(fault))?;
            }
        }
        let more = pages().count().saturating_sub(limit);
        if more > 0 {
            let text = match self.style.lang {
                Lang::Zh => format!("另有 {more} 页（加 -v 全部列出）"),
                Lang::En => format!("and {} more (-v lists all)", words::pages(more, Lang::En)),
            };
            self.line(4, &text)?;
        }
        Ok(())
    }

    fn why(&self, browser: &BrowserReport) -> String {
        let why = browser.why.iter().map(|why| self.word(&words::render_reason(why)));
        let why: Vec<String> = why.collect();
        let between = self.say("；", "; ");
        match self.style.lang {
            Lang::Zh => format!("（{}）", escape::line(&why.join(between))),
            Lang::En => format!("({})", escape::line(&why.join(between))),
        }
    }
}
