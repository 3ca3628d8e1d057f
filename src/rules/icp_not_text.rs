//! The number is text, not a picture.

use crate::domain::lang::Text;

use super::judge::{self, Presence};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-not-text",
    subject: RuleSubject::Icp,
    fault: Fault::Other,
    title: Text::fixed("备案号可能是图片", "the ICP number may be an image"),
    why: Text::fixed(
        "页面文字里没有备案号，但页脚有疑似备案号的图片。图片里的号码无法复制核对，接入商的检查程序也读不出来，可能被判为没有标明（第33号令第十三条）。请打开页面看一眼。",
        "The page's text contains no ICP number, but its footer has an image that may show one. A number in an \
         image cannot be copied, and providers' checkers cannot read it and may treat it as missing (Order 33 art. \
         13). Open the page and check.",
    ),
    fix: Text::fixed("把备案号改成带链接的文字", "Show the number as text with a link"),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::PUBLIC_CAN_CHECK],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("备案号是文字", "the number as text"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("备案号是图片", "the number as an image"),
            declared: "",
            pages: &[r#"<!doctype html><main><p>鸿雁照相馆</p></main>
<footer><p>© 2026 鸿雁照相馆</p><img src="/images/icp-beian.png" alt="ICP备案号"></footer>"#],
            expect: Expect::Review,
        },
    ],
    check: Check::Home(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    match (judge::presence(view), judge::not_a_document(view.facts.kind)) {
        (Presence::Number | Presence::Licence, _) => Verdict::Pass,
        (Presence::Picture, None) => {
            let pictures = view.facts.filing_images.join(" ");
            let message = Text::made(
                format!("页面文字里没有备案号，页脚图片 {pictures} 可能是备案号，请确认"),
                format!(
                    "no ICP number in the text; the image {pictures} may show it, please check"
                ),
            );
            let mut evidence = judge::of_page(&pictures, message);
            evidence.fix = Some(fix::show_own_icp(view));
            Verdict::Review(vec![evidence])
        }
        (_, Some(why)) => Verdict::NotApplicable(why),
        (Presence::Hidden | Presence::Script | Presence::Nothing, None) => {
            Verdict::NotApplicable("no picture that may show a number")
        }
    }
}
