//! All pages of a site show the same filing.

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::lang::Text;

use super::{
    Check, Evidence, Example, Expect, Fault, PageNumbers, Rule, RuleSubject, Severity, SiteView,
    Verdict, judge, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-inconsistent",
    subject: RuleSubject::Icp,
    fault: Fault::Mismatch,
    title: Text::fixed("各页面的备案号不一致", "pages of one site show different ICP numbers"),
    why: Text::fixed(
        "一个域名只对应一个网站备案号（工信管函〔2019〕633号），主页要标明本网站的备案号（第33号令第十三条）。页面之间主体号不同，说明有的页脚是旧的或从别处抄来的，接入商会以“备案号错误”退回。",
        "Each domain has one website filing number (MIIT letter 633 of 2019), and that number must be shown (Order \
         33 art. 13). Different body numbers on different pages mean that some footers are outdated or copied from \
         elsewhere; providers reject them as incorrect.",
    ),
    fix: Text::fixed(
        "统一各页面的页脚，只写本网站的备案号",
        "Use one footer for all pages, with this site's number",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::PROVIDER_GUIDE],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("各页一致", "the same on all pages"),
            declared: "",
            pages: &[
                r#"<!doctype html><title>首页</title><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-2</a></footer>"#,
                r#"<!doctype html><title>产品</title><p>笔记本</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号</a></footer>"#,
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed(
                "内页是另一个主体的号码",
                "an inner page with the number of a different filing holder",
            ),
            declared: "",
            pages: &[
                r#"<!doctype html><title>首页</title><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-2</a></footer>"#,
                r#"<!doctype html><title>产品</title><p>笔记本</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#,
            ],
            expect: Expect::Fail,
        },
    ],
    check: Check::Site(check),
};

/// A page that shares no filing with the first page (the home page, where it shows one) is out of line.
fn check(view: &SiteView<'_>) -> Verdict {
    let mut pages =
        view.pages.iter().filter_map(|page| IcpNumbersOfPage::of(page, view.today.year()));
    let Some(first) = pages.next() else {
        return Verdict::NotApplicable("no page shows a well-formed ICP number");
    };
    let mut strays: Vec<Stray<'_>> = Vec::new();
    for page in pages.filter(|page| !page.agrees_with(&first)) {
        match strays.iter_mut().find(|stray| stray.number.same_body(page.number)) {
            Some(stray) => stray.pages += 1,
            None => strays.push(Stray { number: page.number, page: page.address, pages: 1 }),
        }
    }
    judge::verdict(strays.iter().map(|stray| stray.tell(&first)).collect())
}

/// What a page shows: its first well-formed number, and all of them.
struct IcpNumbersOfPage<'a> {
    address: &'a str,
    number: &'a IcpNumber,
    all: Vec<&'a IcpNumber>,
}

impl<'a> IcpNumbersOfPage<'a> {
    fn of(page: &'a PageNumbers, year: i16) -> Option<Self> {
        let good = page.icp.iter().filter(|number| number.state(year) == NumberState::Ok);
        let all: Vec<_> = good.collect();
        Some(Self { address: &page.address, number: all.first().copied()?, all })
    }

    fn agrees_with(&self, other: &Self) -> bool {
        self.all.iter().any(|ours| other.all.iter().any(|theirs| ours.same_body(theirs)))
    }
}

/// A number out of line, the first page that shows it, and how many do.
struct Stray<'a> {
    number: &'a IcpNumber,
    page: &'a str,
    pages: usize,
}

impl Stray<'_> {
    fn tell(&self, first: &IcpNumbersOfPage<'_>) -> Evidence {
        let Self { number, page, pages } = self;
        let IcpNumbersOfPage { address: expected_on, number: expected, .. } = first;
        let message = Text::made(
            format!("{expected_on} 写的是 {expected}，而 {page} 写的是 {number}（共 {pages} 页）"),
            format!(
                "{expected_on} shows {expected}, but {page} shows {number} (pages affected: {pages})"
            ),
        );
        let page = Some(self.page.to_owned());
        Evidence { page, ..judge::of_page(&number.to_string(), message) }
    }
}
