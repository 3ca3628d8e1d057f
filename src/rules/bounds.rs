//! Faults that rest on what was not read are no faults: a person must look.

use crate::domain::lang::Text;
use crate::facts::{PageFacts, Unread};

use super::{Fault, Rule, RuleSubject, Verdict};

/// A rule's verdict on a page, with its faults as reviews where what the page has too much of could undo them.
pub fn within_bounds(rule: &Rule, facts: &PageFacts, verdict: Verdict) -> Verdict {
    let Verdict::Fail(mut faults) = verdict else { return verdict };
    let Some(unread) = facts.unread.iter().find(|unread| decides(**unread, rule)) else {
        return Verdict::Fail(faults);
    };
    let why = why(*unread);
    for fault in &mut faults {
        fault.message = Text::made(
            format!("{}（{}，请打开页面确认）", fault.message.zh, why.zh),
            format!("{} ({}: look at the page)", fault.message.en, why.en),
        );
    }
    Verdict::Review(faults)
}

/// Whether what was not read could undo a fault that this rule found.
fn decides(unread: Unread, rule: &Rule) -> bool {
    use RuleSubject::{Copyright, Icp, Licence, Police};
    let (subject, fault) = (rule.subject, rule.fault);
    match unread {
        Unread::Numbers => matches!(subject, Icp | Police | Licence),
        Unread::Markup => matches!(fault, Fault::NotLinked | Fault::Link | Fault::Hidden),
        Unread::Statements => {
            subject == Copyright && matches!(fault, Fault::Missing | Fault::Mismatch)
        }
        Unread::Elsewhere => matches!(subject, Icp | Police) && fault == Fault::Missing,
        Unread::Frames | Unread::Includes => fault == Fault::Missing,
    }
}

const fn why(unread: Unread) -> Text {
    match unread {
        Unread::Numbers => {
            Text::fixed("页面上的编号太多，没有全部读取", "the page has more numbers than are read")
        }
        Unread::Markup => Text::fixed(
            "页面嵌套太深或太多标签没有闭合，链接和隐藏部分只能大致读出",
            "elements are nested too deep or too many are unclosed, so links and hidden parts could only be read \
         approximately",
        ),
        Unread::Statements => Text::fixed(
            "页面上的版权声明太多，没有全部读取",
            "the page has more copyright lines than are read",
        ),
        Unread::Elsewhere => Text::fixed(
            "脚本、注释和属性里的编号太多，没有全部读取",
            "comments, scripts and attributes hold more numbers than are read",
        ),
        Unread::Frames => {
            Text::fixed("页面上的框架太多，没有全部读取", "the page has more frames than are read")
        }
        Unread::Includes => Text::fixed(
            "部分内容由服务器拼入（<!--#include），不在文件里",
            "the server puts in parts that are not in the file (<!--#include)",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::Case;
    use crate::rules::{Check, by_id};

    fn verdict(rule: &str, case: &Case) -> Verdict {
        let rule = by_id(rule).expect("a rule");
        let (Check::Page(check) | Check::Home(check)) = rule.check else { panic!("a page rule") };
        within_bounds(rule, &case.facts, check(&case.view()))
    }

    #[test]
    fn absence_is_a_review_where_not_all_was_read() {
        let mut case = Case::new();
        assert!(matches!(verdict("icp-missing", &case), Verdict::Fail(_)));
        for unread in [Unread::Numbers, Unread::Elsewhere, Unread::Frames, Unread::Includes] {
            case.facts.unread = vec![unread];
            let Verdict::Review(reviews) = verdict("icp-missing", &case) else {
                panic!("{unread:?}")
            };
            assert!(reviews[0].message.en.contains("look at the page"), "{unread:?}");
        }
        case.facts.unread = vec![Unread::Statements, Unread::Markup];
        assert!(matches!(verdict("icp-missing", &case), Verdict::Fail(_)));
    }

    #[test]
    fn a_link_is_a_review_where_the_markup_was_read_near_enough() {
        let html = "<!doctype html><p>青禾文具<footer>京ICP备19004817号-1</footer>";
        let mut case = Case::read("", html);
        assert!(matches!(verdict("icp-not-linked", &case), Verdict::Fail(_)));
        case.facts.unread = vec![Unread::Markup];
        assert!(matches!(verdict("icp-not-linked", &case), Verdict::Review(_)));
        assert!(matches!(verdict("icp-hidden", &case), Verdict::Pass));
    }
}
