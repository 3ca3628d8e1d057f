//! The number is the declared one.

use crate::domain::icp_number::{IcpNumber, NumberState, SuffixKind};
use crate::domain::lang::Text;

use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    judge, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-mismatch",
    subject: RuleSubject::Icp,
    fault: Fault::Mismatch,
    title: Text::fixed(
        "页面上的备案号与声明的不一致",
        "the page shows a different ICP number from the declared one",
    ),
    why: Text::fixed(
        "页面要标明本网站的备案号（第33号令第十三条）。写了别人的或别的网站的号码，公众查到的就是另一个主体，接入商会以“备案号错误”退回；主体号与其带 -N 的网站号视为一致，只有 -N 不同时为警告。声明的号码已在页面上、旁边又有另一个主体的号码时也是警告：多半是旧号码没有删，或者是另一次备案。",
        "A page must show the number of its own site (Order 33 art. 13). With someone else's number the public \
         finds the wrong filing holder, and providers reject it as incorrect. A body number matches its own -N site \
         numbers; a different -N of the same body is a warning. So is another holder's number beside the declared \
         one: it is mostly a leftover, or belongs to another filing.",
    ),
    fix: Text::fixed(
        "改成声明的备案号；若声明的有误，改 beian.toml 或 --icp",
        "Show the declared number; if the declared one is wrong, correct beian.toml or --icp",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::PROVIDER_GUIDE],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("与声明一致", "as declared"),
            declared: "icp = \"浙ICP备2021036518号-2\"",
            pages: &[r#"<!doctype html><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-2</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed(
                "声明网站号，页面写主体号，视为一致",
                "the body number of the declared site number",
            ),
            declared: "icp = \"浙ICP备2021036518号-2\"",
            pages: &[r#"<!doctype html><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("另一个主体的号码", "the number of a different filing holder"),
            declared: "icp = \"浙ICP备2021036518号-2\"",
            pages: &[r#"<!doctype html><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed(
                "声明的号码旁边还有另一个主体的号码：警告",
                "another holder's number beside the declared one: warning",
            ),
            declared: "icp = \"浙ICP备2021036518号-2\"",
            pages: &[r#"<!doctype html><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-2</a>
<a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("同一主体的另一个网站", "another site of the same holder"),
            declared: "icp = \"浙ICP备2021036518号-2\"",
            pages: &[r#"<!doctype html><p>青禾文具</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-5</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let Some(declared) = &view.site.icp else {
        return Verdict::NotApplicable("no ICP number declared");
    };
    let shown: Vec<_> = judge::shown_icp(view)
        .into_iter()
        .filter(|seen| judge::state(view, &seen.number) == NumberState::Ok)
        .collect();
    if shown.is_empty() {
        return Verdict::NotApplicable("no well-formed ICP number on the page");
    }
    let declared_is_shown = shown.iter().any(|seen| agree(&seen.number, declared));
    let faults = shown.iter().filter_map(|seen| {
        let severity = fault(&seen.number, declared, declared_is_shown)?;
        let message = Text::made(
            format!("页面写的是 {}，声明的是 {declared}", seen.number),
            format!("the page shows {}, but {declared} is declared", seen.number),
        );
        let fix = if declared_is_shown {
            Text::made(
                format!("{declared} 已在页面上；如果 {} 不是本网站的号码，就把它删掉", seen.number),
                format!(
                    "{declared} is on the page already; remove {} if it is not this site's",
                    seen.number
                ),
            )
        } else {
            fix::replace_icp(view, &seen.number, declared)
        };
        Some(Evidence { severity: Some(severity), fix: Some(fix), ..judge::at(seen, message) })
    });
    judge::verdict(faults.collect())
}

/// Equal, or the body number of the other.
fn agree(a: &IcpNumber, b: &IcpNumber) -> bool {
    a.same_body(b) && (a.suffix == b.suffix || a.suffix.is_none() || b.suffix.is_none())
}

/// How grave it is that this number is shown. Beside the declared number, another one is a leftover or a second
/// filing, and numbers of the same subject's other services are in order.
fn fault(shown: &IcpNumber, declared: &IcpNumber, declared_is_shown: bool) -> Option<Severity> {
    let for_the_web = shown.suffix.is_none_or(|suffix| suffix.kind == SuffixKind::Site);
    match (shown.same_body(declared), declared_is_shown) {
        (false, false) => Some(Severity::Error),
        (false, true) => Some(Severity::Warning),
        (true, false) if for_the_web => Some(Severity::Warning),
        (true, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::icp_number::Suffix;

    fn number(body: &str, suffix: Option<(u32, SuffixKind)>) -> IcpNumber {
        let suffix = suffix.map(|(number, kind)| Suffix { number, kind });
        IcpNumber { mark: Some('浙'), body: body.into(), suffix, slip: None }
    }

    #[test]
    fn another_body_is_an_error_and_another_suffix_a_warning() {
        let declared = number("2021036518", Some((2, SuffixKind::Site)));
        let body = number("2021036518", None);
        let sibling = number("2021036518", Some((5, SuffixKind::Site)));
        let app = number("2021036518", Some((3, SuffixKind::App)));
        let other = number("2022000761", None);
        assert!(agree(&body, &declared) && agree(&declared, &body) && !agree(&sibling, &declared));
        assert_eq!(fault(&other, &declared, false), Some(Severity::Error));
        assert_eq!(fault(&other, &declared, true), Some(Severity::Warning));
        assert_eq!(fault(&sibling, &declared, false), Some(Severity::Warning));
        assert_eq!(fault(&sibling, &declared, true), None);
        assert_eq!(fault(&app, &declared, false), None);
    }
}
