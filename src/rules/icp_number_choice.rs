//! Body number or site number, by the habit of the province.

use crate::domain::icp_number::{NumberState, SuffixKind};
use crate::domain::lang::Text;
use crate::domain::province::Province;

use super::{
    Check, Evidence, Example, Expect, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge,
    law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-number-choice",
    subject: RuleSubject::Icp,
    fault: Fault::Other,
    title: Text::fixed(
        "备案号写法与本省惯例不同（主体号或网站号）",
        "number form unusual for this province (body number or site number)",
    ),
    why: Text::fixed(
        "指南说法不一：华为云（2025-12-31）写明广东写主体备案号（不带 -N），其他省份必须写网站备案号（带 -N），不可以写主体备案号；阿里云（2020）允许写主体备案号或网站备案号。法规只说“备案编号”。因此广东以外只写主体备案号提示为警告，广东写网站备案号只作提示。beian.toml 里声明了正在使用的写法时不提示。",
        "The guides disagree: according to Huawei Cloud (2025-12-31), sites in Guangdong show the body number \
         (without -N) and all others must show the site number (with -N), where the body number is not allowed; \
         Alibaba Cloud (2020) allows either. The law only says \"filing number\". So a body number alone outside \
         Guangdong is a warning, and a site number in Guangdong is info. There is no finding if the number in use \
         is the declared one.",
    ),
    fix: Text::fixed(
        "广东写主体备案号，其他省份写网站备案号；可在 https://beian.miit.gov.cn/ 按域名查询",
        "Show the body number in Guangdong and the site number elsewhere; look the domain up at \
         https://beian.miit.gov.cn/",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::PROVIDER_GUIDE, law::NUMBER_CHOICE],
    severity: Severity::Info,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("广东写主体号", "Guangdong shows the body number"),
            declared: "",
            pages: &[r#"<!doctype html><p>岭南凉茶铺</p>
<footer><a href="https://beian.miit.gov.cn/">粤ICP备2020091752号</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("广东写网站号", "Guangdong with a site number"),
            declared: "",
            pages: &[r#"<!doctype html><p>岭南凉茶铺</p>
<footer><a href="https://beian.miit.gov.cn/">粤ICP备2020091752号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("浙江只写主体号", "Zhejiang with the body number only"),
            declared: "",
            pages: &[r#"<!doctype html><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("声明的就是这个号码", "the number is the declared one"),
            declared: "icp = \"浙ICP备2021036518号\"",
            pages: &[r#"<!doctype html><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号</a></footer>"#],
            expect: Expect::Pass,
        },
    ],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    let home = view.home.and_then(|home| home.facts().map(|facts| (home, facts)));
    let Some((home, facts)) = home else {
        return Verdict::NotApplicable("the home page could not be read");
    };
    let year = view.today.year();
    let shown: Vec<_> = judge::own(&facts.icp)
        .into_iter()
        .filter_map(|group| group.shown().next())
        .filter(|seen| seen.number.state(year) == NumberState::Ok)
        .filter(|seen| seen.number.suffix.is_none_or(|suffix| suffix.kind == SuffixKind::Site))
        .collect();
    if shown.is_empty() {
        return Verdict::NotApplicable(
            "the home page shows no well-formed ICP number of a website",
        );
    }
    let faults = shown.iter().filter_map(|seen| {
        let number = &seen.number;
        let province = number.province()?;
        let is_body = number.suffix.is_none();
        let usual = |body: bool| body == shows_body_number(province);
        let other_form = shown
            .iter()
            .any(|one| one.number.same_body(number) && one.number.suffix.is_none() != is_body);
        let declared = view.site.icp.as_ref() == Some(number);
        (!usual(is_body) && !other_form && !declared).then(|| {
            let shown =
                if seen.raw.contains('备') { seen.raw.clone() } else { number.to_string() };
            let message = habit(province, &shown);
            // Huawei refuses a body number elsewhere; nobody refuses a site number in Guangdong
            let severity = Some(if is_body { Severity::Warning } else { Severity::Info });
            let page = Some(home.address.clone());
            Evidence { severity, page, ..judge::at(seen, message) }
        })
    });
    judge::verdict(faults.collect())
}

fn shows_body_number(province: &Province) -> bool {
    province.icp == '粤'
}

fn habit(province: &Province, number: &str) -> Text {
    if shows_body_number(province) {
        Text::made(
            format!("{}网站习惯写主体备案号，这里写的是 {number}，可去掉后缀", province.zh),
            format!(
                "sites in {} usually show the body number; this page shows {number}: drop the suffix",
                province.en
            ),
        )
    } else {
        Text::made(
            format!(
                "{}网站应写带 -N 的网站备案号，这里写的是主体备案号 {number}：华为云指南（2025-12-31）不允许，阿里云指南（2020）两种都可以",
                province.zh
            ),
            format!(
                "sites in {} should show the site number with -N; this page shows the body number {number}: Huawei Cloud's \
         guide (2025-12-31) does not allow it, Alibaba Cloud's (2020) allows either",
                province.en
            ),
        )
    }
}
