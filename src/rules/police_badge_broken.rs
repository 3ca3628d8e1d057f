//! The badge beside the police number can be shown.

use crate::domain::lang::Text;
use crate::facts::{Badge, PictureFault, picture_fault};

use super::law::POLICE_SNIPPET;
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge,
    police,
};

pub(super) const RULE: Rule = Rule {
    id: "police-badge-broken",
    subject: RuleSubject::Police,
    fault: Fault::Other,
    title: Text::fixed("公安备案图标显示不出来", "the badge beside the police number is broken"),
    why: Text::fixed(
        "旧版展示代码里图标的 src 是空的，要自己下载图标后填写，很多网站忘了填；换主题、换目录后文件丢失也会这样。\
         页面上只剩一个破图，等于没有图标。",
        "The old footer code left the badge's src empty for the owner to fill in, and many forgot. A file lost when \
         the theme or folder changed has the same effect: a broken image, which counts as no badge.",
    ),
    fix: Text::fixed(
        "登录 https://beian.mps.gov.cn 下载“备案图标.png”，上传到网站，并把 <img> 的 src 改为它的地址",
        "Sign in at https://beian.mps.gov.cn, download 备案图标.png, upload it and let the <img> point to it",
    ),
    basis: &[POLICE_SNIPPET],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("图标有地址", "the badge has an address"),
            declared: "",
            pages: &["<html><body><footer><img src=\"/images/beian.png\" width=\"20\" alt=\"\">\
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=61011302015738\">\
                 陕公网安备61011302015738号</a></footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("src 没有填", "src was never filled in"),
            declared: "",
            pages: &["<html><body><footer>\
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=61011302015738\"><img src=\"\">\
                 陕公网安备61011302015738号</a></footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("地址是自己电脑上的文件", "a file on a local disk"),
            declared: "",
            pages: &["<html><body><footer><img src=\"file:///C:/Users/me/beian.png\">\
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=61011302015738\">\
                 陕公网安备61011302015738号</a></footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed(
                "没有图标：由 police-badge-missing 判断",
                "no badge: police-badge-missing judges it",
            ),
            declared: "",
            pages: &["<html><body><footer>陕公网安备61011302015738号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>陕ICP备2021015738号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police::each_shown(view, |number, shown| {
        let badges =
            || shown.iter().filter_map(|sighting| Some((*sighting, sighting.badge.as_ref()?)));
        let (sighting, badge) = badges().next()?;
        badges().all(|(_, badge)| badge.broken).then(|| Evidence {
            seen: format!("<img src=\"{}\">", badge.image.as_deref().unwrap_or_default()),
            ..judge::at(sighting, message(&number.to_string(), badge))
        })
    })
}

fn message(number: &str, badge: &Badge) -> Text {
    let image = badge.image.as_deref().unwrap_or_default();
    let fault = picture_fault(image);
    let (zh, en) = match (fault, &badge.hidden) {
        (Some(PictureFault::Empty), _) => {
            ("没有填写地址".to_owned(), "has no address: its src was never filled in".to_owned())
        }
        (Some(PictureFault::Own), _) => (
            "只在自己的电脑或内网里打得开".to_owned(),
            "loads only on its owner's machine or network".to_owned(),
        ),
        (Some(PictureFault::Dead), _) => {
            ("所在的网站已经停用".to_owned(), "is on a host that no longer exists".to_owned())
        }
        (Some(PictureFault::NoPicture), _) => ("不是图片".to_owned(), "is not an image".to_owned()),
        (None, Some(by)) => (format!("被 {by} 隐藏"), format!("is hidden by {by}")),
        (None, None) => ("打不开".to_owned(), "is missing".to_owned()),
    };
    // data in an address may be as long as a picture
    let shown = image.get(..image.floor_char_boundary(LONGEST_ADDRESS)).unwrap_or_default();
    let (before, behind) = if shown.is_empty() { ("", "") } else { (" ", " ") };
    Text::made(
        format!("公安备案号 {number} 旁的图标{before}{shown}{behind}{zh}"),
        format!("the badge {shown}{behind}beside the police number {number} {en}"),
    )
}

/// Longer addresses are cut in messages.
const LONGEST_ADDRESS: usize = 120;
