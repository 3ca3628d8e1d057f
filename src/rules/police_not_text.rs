//! The police number is text, not a picture.

use crate::domain::lang::Text;

use super::law::{POLICE_DISPLAY, POLICE_SNIPPET, PROVIDER_REVIEW};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    judge, police,
};

pub(super) const RULE: Rule = Rule {
    id: "police-not-text",
    subject: RuleSubject::Police,
    fault: Fault::Other,
    title: Text::fixed("公安备案号可能是图片", "the police number may be an image"),
    why: Text::fixed(
        "页面文字里没有公安备案号，但有一张图片带着它，或者指向公安备案平台的链接里只有一张图片。图片里的编号无法复制核对，接入商的检查\
         程序也读不出来，可能被判为没有展示。请打开页面看一眼。",
        "The page's text contains no police number, but an image has one in its description, or is alone in a link \
         to the police platform. A number in an image cannot be copied, and providers' checkers cannot read it and \
         may treat it as missing. Open the page and check.",
    ),
    fix: Text::fixed(
        "在图标旁把公安备案号写成带链接的文字",
        "Show the number as text with a link, beside the badge",
    ),
    basis: &[POLICE_SNIPPET, POLICE_DISPLAY, PROVIDER_REVIEW],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("编号是文字", "the number as text"),
            declared: "",
            pages: &["<html><body><footer><img src=\"/beian.png\" alt=\"\"> \
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=32050602017352\">\
                 苏公网安备32050602017352号</a></footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("链接里只有图片", "only an image in the link"),
            declared: "",
            pages: &["<html><body><p>青禾文具</p><footer>\
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=32050602017352\">\
                 <img src=\"/police-number.png\"></a></footer></body></html>"],
            expect: Expect::Review,
        },
        Example {
            name: Text::fixed("编号只在图片的说明里", "the number only in the image's description"),
            declared: "",
            pages: &["<html><body><p>青禾文具</p><footer>\
                 <img src=\"/b.png\" alt=\"苏公网安备32050602017352号\"></footer></body></html>"],
            expect: Expect::Review,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>苏ICP备2020048173号-2</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Home(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    if police::own(view.facts).iter().any(|group| group.shown().next().is_some()) {
        return Verdict::Pass;
    }
    if !police::in_picture(view) {
        return Verdict::NotApplicable("no picture that may show a police number");
    }
    let pictures = view.facts.police_images.join(" ");
    let message = Text::made(
        format!("页面文字里没有公安备案号，图片 {pictures} 可能带有编号，请确认"),
        format!("no police number in the text; the image {pictures} may show it, please check"),
    );
    let fix = view.site.police_number().map(|number| fix::show_police(view, number));
    Verdict::Review(vec![Evidence { fix, ..judge::of_page(&pictures, message) }])
}
