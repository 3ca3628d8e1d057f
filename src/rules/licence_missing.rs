//! A commercial site shows its licence on the home page.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;

use super::law::{DECREE_292_FINE, DECREE_292_LICENCE, DECREE_292_NUMBER, DECREE_292_UNLICENSED};
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge};

pub(super) const RULE: Rule = Rule {
    id: "licence-missing",
    subject: RuleSubject::Licence,
    fault: Fault::Missing,
    title: Text::fixed(
        "经营性网站首页没有经营许可证号",
        "the home page of a commercial site shows no licence",
    ),
    why: Text::fixed(
        "国务院令第292号规定，经营性互联网信息服务实行许可制度（第七条），许可证编号要标在主页显著位置（第十二条）；未标明的，\
         责令改正并处 5000 元以上 5 万元以下罚款（第二十二条），没有取得许可的处罚更重（第十九条）。",
        "State Council Decree 292: paid information services need a licence (article 7), whose number must be shown \
         in a prominent place on the home page (article 12). The fine for not showing it is 5,000 to 50,000 yuan \
         (article 22); operating without a licence is fined far more heavily (article 19).",
    ),
    fix: Text::fixed(
        "在首页底部写上许可证号，例如“增值电信业务经营许可证：浙B2-20XXXXXX”；如果网站并不收费经营，就在 beian.toml 里设 commercial = false",
        "Put the licence number at the bottom of the home page, such as 增值电信业务经营许可证：浙B2-20XXXXXX; set \
         commercial = false in beian.toml if the site sells nothing",
    ),
    basis: &[DECREE_292_LICENCE, DECREE_292_NUMBER, DECREE_292_FINE, DECREE_292_UNLICENSED],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("首页有许可证号", "the licence on the home page"),
            declared: "commercial = true",
            pages: &[
                "<html><body><footer>增值电信业务经营许可证：浙B2-20190482</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("只有 ICP 备案号", "the ICP number only"),
            declared: "commercial = true",
            pages: &[
                "<html><body><footer><a href=\"https://beian.miit.gov.cn/\">浙ICP备2019048273号-1</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有声明为经营性网站", "not declared commercial"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.miit.gov.cn/\">浙ICP备2019048273号-1</a>\
                 </footer></body></html>",
            ],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Home(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    if !view.site.commercial {
        return Verdict::NotApplicable("the site is not declared commercial");
    }
    if let Some(why) = judge::not_a_document(view.facts.kind) {
        return Verdict::NotApplicable(why);
    }
    // a malformed one is there to be fixed; a placeholder is none
    let shown = judge::own(&view.facts.licences).iter().any(|group| {
        group.number.state != NumberState::Placeholder && group.shown().next().is_some()
    });
    if shown {
        return Verdict::Pass;
    }
    let message = Text::fixed(
        "声明为经营性网站（commercial = true），首页却没有经营许可证号",
        "the site is declared commercial, but the home page shows no licence",
    );
    Verdict::Fail(vec![judge::of_page("", message)])
}
