//! The domain with and without `www.` opens, and shows the same number.

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;
use crate::visit::{Page, Twin, TwinState};

use super::law::{ORDER_33_NUMBER_AND_LINK, PROVIDER_REVIEW};
use super::{Check, Evidence, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge};

pub(super) const RULE: Rule = Rule {
    id: "site-twin-differs",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed(
        "带 www 与不带 www 的域名表现不一致",
        "the domain differs with and without www",
    ),
    why: Text::fixed(
        "备案按主域名进行，接入商抽查时带 www 和不带 www 的地址都会打开：两个都要能访问，都要展示备案号。据用户转述的腾讯云审核意见\
         （2024—2026 年），只有一个能打开或只有一个有备案号会被要求整改。",
        "A filing is for the domain, and providers check it with and without www: both must open, and both must \
         show the number. Reports from users of Tencent Cloud (2024–2026) say that sites are rejected if only one \
         of them does.",
    ),
    fix: Text::fixed(
        "给另一个域名加上解析和证书，指向同一个网站，或者用 301 跳转到主用的域名",
        "Give the other name a DNS record and a certificate and serve the same site there, or redirect it (301) to \
         the one in use",
    ),
    basis: &[ORDER_33_NUMBER_AND_LINK, PROVIDER_REVIEW],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    // A page cannot show it: see the tests below.
    examples: &[],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    let Some(Twin { url, state }) = &view.visit.twin else {
        return Verdict::NotApplicable("only a bare domain has another name");
    };
    let home = shown(view.home);
    let (seen, message) = match state {
        TwinState::Failed(why) => (why.en.to_string(), unreachable(url, why)),
        TwinState::Away(host) => (
            host.clone(),
            Text::made(
                format!("{url} 跳转到了别的网站 {host}"),
                format!("{url} redirects to another site, {host}"),
            ),
        ),
        // Other rules report what is missing on the home page.
        TwinState::Shows(_) if home.is_empty() => return Verdict::Pass,
        TwinState::Shows(numbers) => {
            if numbers.iter().any(|number| home.iter().any(|own| own.same_body(number))) {
                return Verdict::Pass;
            }
            let of_home = home.first().map(ToString::to_string).unwrap_or_default();
            match numbers.first() {
                None => (String::new(), without(url, &of_home)),
                Some(other) => (other.to_string(), another(url, &other.to_string(), &of_home)),
            }
        }
    };
    Verdict::Fail(
        vec![judge::of_page(&seen, message)]
            .into_iter()
            .map(|evidence| Evidence {
                page: view.home.map(|home| home.address.clone()),
                ..evidence
            })
            .collect(),
    )
}

/// The numbers that the home page shows.
fn shown(home: Option<&Page>) -> Vec<&IcpNumber> {
    let facts = home.and_then(Page::facts);
    let seen = facts.into_iter().flat_map(|facts| &facts.icp);
    seen.filter(|seen| seen.own && seen.visibility.is_shown()).map(|seen| &seen.number).collect()
}

fn unreachable(url: &str, why: &Text) -> Text {
    Text::made(format!("{url} 打不开：{}", why.zh), format!("{url} does not open: {}", why.en))
}

fn without(url: &str, number: &str) -> Text {
    Text::made(
        format!("{url} 没有展示备案号，首页展示的是 {number}"),
        format!("{url} shows no filing number, while the home page shows {number}"),
    )
}

fn another(url: &str, other: &str, number: &str) -> Text {
    Text::made(
        format!("{url} 展示的是 {other}，首页展示的是 {number}"),
        format!("{url} shows {other}, while the home page shows {number}"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Case, today};
    use super::*;
    use crate::visit::{Arrival, Visit};

    fn verdict(home: &str, state: Option<TwinState>) -> Verdict {
        let case = Case::read("", home);
        let arrival = Arrival::Whole {
            status: Some(200),
            facts: Box::new(case.facts),
            foreign_frames: Vec::new(),
        };
        let page = Page { address: "https://a.cn/".into(), home: true, file: false, arrival };
        let twin = state.map(|state| Twin { url: "https://www.a.cn/".into(), state });
        let visit = Visit { twin, ..Visit::default() };
        check(&SiteView {
            visit: &visit,
            home: Some(&page),
            pages: &[],
            site: &case.site,
            today: today(),
        })
    }

    #[test]
    fn both_names_are_to_open_and_to_show_the_same_number() {
        let page = "<html><body><footer>浙ICP备2019048273号-1</footer></body></html>";
        let shows = |text: &str| Some(TwinState::Shows(vec![IcpNumber::parse(text).unwrap()]));
        assert_eq!(verdict(page, shows("浙ICP备2019048273号-2")), Verdict::Pass);
        assert!(matches!(verdict(page, None), Verdict::NotApplicable(_)));
        assert_eq!(
            verdict("<html><body>x</body></html>", Some(TwinState::Shows(vec![]))),
            Verdict::Pass
        );
        let failed = Text::fixed("连接被拒绝", "connection refused");
        for (state, words) in [
            (shows("浙ICP备2019048274号-1").unwrap(), "2019048274"),
            (TwinState::Shows(vec![]), "shows no filing number"),
            (TwinState::Failed(failed), "connection refused"),
            (TwinState::Away("b.cn".into()), "b.cn"),
        ] {
            let Verdict::Fail(evidence) = verdict(page, Some(state)) else { panic!("{words}") };
            assert!(evidence[0].message.en.contains(words), "{}", evidence[0].message.en);
            assert!(evidence[0].message.zh.contains("https://www.a.cn/"));
        }
    }
}
