//! All pages of a site show the same police number.

use std::collections::BTreeMap;

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;

use super::law::PROVIDER_REVIEW;
use super::{
    Check, Evidence, Example, Expect, Fault, PageNumbers, Rule, RuleSubject, Severity, SiteView,
    Verdict, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "police-inconsistent",
    subject: RuleSubject::Police,
    fault: Fault::Mismatch,
    title: Text::fixed("各页面的公安备案号不一致", "pages show different police numbers"),
    why: Text::fixed(
        "一个网站对应一个公安备案号。内页与首页不同，通常是换过编号后旧模板、旧页面没有一起更新，或者从别的网站复制了页面。",
        "A site has one police number. If inner pages differ from the home page, an old template was not updated \
         when the number changed, or a page was copied from another site.",
    ),
    fix: Text::fixed(
        "把所有模板和旧页面里的公安备案号改成首页上的编号",
        "Use the home page's number in all templates and old pages",
    ),
    basis: &[PROVIDER_REVIEW],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("各页一致", "the same on all pages"),
            declared: "",
            pages: &[
                "<html><body><footer>赣公网安备36010202018265号</footer></body></html>",
                "<html><body><footer>赣公网安备 36010202018265 号</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("内页是另一个编号", "another number on an inner page"),
            declared: "",
            pages: &[
                "<html><body><footer>赣公网安备36010202018265号</footer></body></html>",
                "<html><body><footer>赣公网安备36010202014792号</footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("都没有公安备案号", "no police number anywhere"),
            declared: "",
            pages: &["<html><body><footer>赣ICP备2021018265号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Site(check),
};

/// Compares the pages with the first one that shows a number: the home page, if it shows one.
fn check(view: &SiteView<'_>) -> Verdict {
    let mut pages = view.pages.iter().filter(|page| well_formed(page).next().is_some());
    let Some(first) = pages.next() else {
        return Verdict::NotApplicable("no page shows a police number");
    };
    let known: Vec<&PoliceNumber> = well_formed(first).collect();
    let mut others: BTreeMap<&str, Other<'_>> = BTreeMap::new();
    for page in pages {
        for number in well_formed(page) {
            if known.iter().all(|known| known.digits != number.digits) {
                let other = Other { number, page: &page.address, pages: 0 };
                others.entry(&number.digits).or_insert(other).pages += 1;
            }
        }
    }
    let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    judge::verdict(others.values().map(|other| other.evidence(&first.address, &known)).collect())
}

fn well_formed(page: &PageNumbers) -> impl Iterator<Item = &PoliceNumber> {
    page.police.iter().filter(|number| number.state() == NumberState::Ok)
}

/// A number that the first page does not show.
struct Other<'a> {
    number: &'a PoliceNumber,
    page: &'a str,
    pages: usize,
}

impl Other<'_> {
    fn evidence(&self, first: &str, known: &str) -> Evidence {
        let (number, pages) = (self.number, self.pages);
        let message = Text::made(
            format!("{first} 显示 {known}，另有 {pages} 个页面显示 {number}"),
            format!("{first} shows {known}, but {pages} page(s) show {number}"),
        );
        Evidence {
            page: Some(self.page.to_owned()),
            ..judge::of_page(&number.to_string(), message)
        }
    }
}
