//! A page is in the encoding that it declares.

use crate::domain::lang::Text;

use super::law::ORDER_33_NUMBER_AND_LINK;
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "page-garbled",
    subject: RuleSubject::Page,
    fault: Fault::Other,
    title: Text::fixed(
        "页面编码与声明不符，访客看到乱码",
        "the page is not in the encoding that it declares",
    ),
    why: Text::fixed(
        "网页的字节和声明的编码（HTTP 头、BOM 或 <meta charset>）对不上，浏览器照声明解码，整页显示乱码，备案号也认不出来，\
         等于没有展示。页脚因此没有再作其他判断。",
        "The page's bytes do not match the declared encoding (HTTP header, byte order mark or <meta charset>). Browsers \
         follow the declaration, so visitors see garbled text, including the filing number, which counts as missing. No \
         other rule judges the footer of such a page.",
    ),
    fix: Text::fixed(
        "把文件另存为 UTF-8，声明写成 <meta charset=\"utf-8\">，服务器的 Content-Type 也写 charset=utf-8",
        "Save the file as UTF-8, declare it by <meta charset=\"utf-8\">, and let the server's Content-Type say \
         charset=utf-8, too",
    ),
    basis: &[ORDER_33_NUMBER_AND_LINK],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("声明与内容一致", "in the encoding that it declares"),
            declared: "",
            pages: &[
                "<html><head><meta charset=\"utf-8\"></head><body><p>某某公司，地址与电话</p>\
                 <footer>浙ICP备2019048273号-1</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("内容是 UTF-8，却声明为 GBK", "UTF-8 that is declared as GBK"),
            declared: "",
            pages: &["<html><head><meta charset=\"gbk\"></head><body><p>某某公司，地址与电话</p>\
                 <footer>浙ICP备2019048273号-1</footer></body></html>"],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let Some(garbled) = view.facts.garbled else { return Verdict::Pass };
    let declared = view.facts.encoding;
    let message = match garbled.actual {
        Some(actual) => Text::made(
            format!("页面按 {declared} 编码声明，内容却是 {actual}，访客看到的是乱码"),
            format!(
                "the page declares {declared} but is encoded in {actual}; visitors see garbled text"
            ),
        ),
        None => Text::made(
            format!("页面声明的编码是 {declared}，内容却不是，访客看到的是乱码"),
            format!(
                "the page declares {declared} but is in another encoding; visitors see garbled text"
            ),
        ),
    };
    // A number that can be read all the same (as references, say) shows what the law asks for.
    let readable = view.facts.icp.iter().any(|seen| seen.own && seen.visibility.is_shown());
    let severity = readable.then_some(Severity::Warning);
    let seen = view.facts.title.as_deref().unwrap_or_default();
    Verdict::Fail(vec![Evidence { severity, ..judge::of_page(seen, message) }])
}

#[cfg(test)]
mod tests {
    use super::super::tests::Case;
    use super::super::{Severity, Verdict};
    use super::check;
    use crate::facts::{RawPage, read};

    fn verdict(bytes: &[u8], content_type: Option<&str>) -> Verdict {
        let mut case = Case::new();
        case.facts = read(RawPage { bytes, content_type, links: 0 });
        check(&case.view())
    }

    #[test]
    fn a_page_that_contradicts_its_declaration_is_told_with_both_encodings() {
        let text = "<html><head><meta charset=utf-8></head><body><p>北京某某公司，地址与电话</p></body></html>";
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        let Verdict::Fail(evidence) = verdict(&gbk, None) else { panic!("passed") };
        assert!(evidence[0].message.en.contains("utf-8") && evidence[0].message.en.contains("gbk"));
        assert_eq!(evidence[0].severity, None);
        assert_eq!(verdict(text.as_bytes(), None), Verdict::Pass);
        assert_eq!(verdict(&gbk, Some("text/html; charset=gbk")), Verdict::Pass);
        let Verdict::Fail(evidence) = verdict(text.as_bytes(), Some("text/html; charset=gbk"))
        else {
            panic!("passed")
        };
        assert!(evidence[0].message.zh.contains("gbk") && evidence[0].message.zh.contains("utf-8"));
    }

    #[test]
    fn a_number_that_can_be_read_all_the_same_makes_it_a_warning() {
        let page = "<html><head><meta charset=utf-8></head><body><p>北京某某公司，地址与电话</p><footer>&#20140;ICP&#22791;\
                    11000001&#21495;</footer></body></html>";
        let gbk = encoding_rs::GBK.encode(page).0.into_owned();
        let Verdict::Fail(evidence) = verdict(&gbk, None) else { panic!("passed") };
        assert_eq!(evidence[0].severity, Some(Severity::Warning));
    }
}
