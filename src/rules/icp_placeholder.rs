//! The number is the site's own, not a sample, mask, template mark or joke.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::facts::Joke;

use super::links::{self, LinkDestination};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    icp_link, judge, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-placeholder",
    subject: RuleSubject::Icp,
    fault: Fault::NotANumber,
    title: Text::fixed("备案号是示例或占位内容", "the ICP number is a placeholder"),
    why: Text::fixed(
        "主题或模板自带的示例号码（12345678、XXXXXXXX、未渲染的模板变量、打码号码）以及链接到政府网站的“萌备”等玩笑号码都不是备案号，等同于没有标明备案号（第33号令第十三条；国务院令第292号第二十二条，5000 元以上 5 万元以下罚款），还有冒用备案号之嫌。",
        "Sample numbers from themes and templates (12345678, XXXXXXXX, unrendered variables, masked digits) and \
         joke numbers linked to a government site are not filings. The page counts as showing no number (Order 33 \
         art. 13; Decree 292 art. 22: a fine of 5,000 to 50,000 yuan), and the number may look forged.",
    ),
    fix: Text::fixed(
        "换成自己网站的备案号；还没有备案就先删掉",
        "Show the site's own number; if it has none yet, remove the sample",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::DECREE_292_FINE],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("自己的备案号", "the site's own number"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("模板自带的示例号码", "the template's sample"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备12345678号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("标签后面没有号码", "a label without a number"),
            declared: "",
            pages: &["<!doctype html><p>鸿雁照相馆</p><footer>ICP备案号：[待填写]</footer>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("程序没有取到号码", "a program that found no number"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备[object Object]号</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("代码里的示例文字没有换", "sample text left in the code"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">备案号</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let shown = judge::shown_icp(view);
    let mut jokes = view.facts.jokes.iter().filter(|joke| poses_as_filing(joke)).peekable();
    if shown.is_empty() && jokes.peek().is_none() {
        return Verdict::NotApplicable("no ICP number on the page");
    }
    let samples = shown
        .into_iter()
        .filter(|seen| judge::state(view, &seen.number) == NumberState::Placeholder)
        .map(|seen| {
            let message = match (seen.number.body.is_empty(), seen.raw.as_str()) {
                (true, raw) => Text::made(
                    format!("“{raw}”只是标签或示例文字，没有号码：备案号没有填"),
                    format!("“{raw}” is a label or sample text without a number: the number was never filled in"),
                ),
                (false, raw) => Text::made(
                    format!("{raw} 是示例或占位号码，不是备案号"),
                    format!("{raw} is a sample or placeholder, not a filing number"),
                ),
            };
            with_fix(view, judge::at(seen, message), &seen.raw)
        });
    let jokes = jokes.map(|joke| {
        let message = Text::made(
            format!("{} 是民间玩笑号码，却链接到政府网站，像是冒充备案号", joke.raw),
            format!(
                "{} is a joke number, but it links to a government site as if it were real",
                joke.raw
            ),
        );
        let mut evidence = judge::of_page(&joke.raw, message);
        evidence.line = Some(joke.line);
        with_fix(view, evidence, &joke.raw)
    });
    judge::verdict(samples.chain(jokes).collect())
}

fn poses_as_filing(joke: &Joke) -> bool {
    let registered =
        |address| matches!(links::destination(address), LinkDestination::Register { .. });
    joke.visibility.is_shown() && icp_link::opens(&joke.link).is_some_and(registered)
}

fn with_fix(view: &PageView<'_>, mut evidence: Evidence, shown: &str) -> Evidence {
    evidence.fix = Some(fix::replace_by_own_icp(view, shown));
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Link, LinkKind};
    use crate::html::Visibility;
    use crate::rules::tests::Case;

    #[test]
    fn a_joke_is_a_fault_only_where_it_is_linked_to_a_register() {
        let mut case = Case::new();
        let joke = |href: &str| Joke {
            raw: "萌ICP备20268317号".into(),
            line: 3,
            link: Link { kind: LinkKind::Plain, href: Some(href.into()) },
            visibility: Visibility::Shown,
        };
        case.facts.jokes = vec![joke("https://icp.example.org/?keyword=20268317")];
        assert!(matches!(check(&case.view()), Verdict::NotApplicable(_)));
        case.facts.jokes = vec![joke("https://beian.miit.gov.cn/")];
        assert!(matches!(check(&case.view()), Verdict::Fail(_)));
    }
}
