//! The police number is on the home page, once the law asks for it.

use crate::domain::lang::Text;
use crate::facts::ElsewhereKind;

use super::law::{
    POLICE_DISPLAY, POLICE_FILING, POLICE_INSPECTION, POLICE_PENALTY, PROVIDER_REVIEW,
};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    judge, police, police_stage,
};

pub(super) const RULE: Rule = Rule {
    id: "police-missing",
    subject: RuleSubject::Police,
    fault: Fault::Missing,
    title: Text::fixed("首页没有公安备案号", "the home page shows no police number"),
    why: Text::fixed(
        "公安部令第33号第十二条要求法人和其他组织自网络正式联通之日起 30 日内到公安机关备案，云厂商按网站开通之日计算；逾期可被警告或者\
         停机整顿不超过六个月（第二十三条）。公安备案审核通过后，应在 30 日内把编号放到网站底部，接入商复查时会把缺少编号单列为驳回原因。\
         个人网站各地要求不一，本工具对逾期最多给出警告。",
        "Article 12 of Order 33 of the Ministry of Public Security gives organisations 30 days from going online to \
         file with the police; providers count from the day the site opens. A missed deadline may lead to a warning \
         or up to six months offline (article 23). Within 30 days of the police approval, the number has to be \
         shown at the bottom of the site; providers list a missing number among their reasons for rejection. \
         Requirements for individuals differ from place to place, so for them an overdue filing is at most a \
         warning.",
    ),
    fix: Text::fixed(
        "在 https://beian.mps.gov.cn 提交公安联网备案，把日期写入 beian.toml 的 police_submitted；通过后把编号、图标和链接放到首页底部，并写入 police",
        "File at https://beian.mps.gov.cn and set police_submitted in beian.toml to that day; once approved, put \
         number, badge and link at the bottom of the home page and set police to the number",
    ),
    basis: &[POLICE_FILING, POLICE_PENALTY, POLICE_INSPECTION, POLICE_DISPLAY, PROVIDER_REVIEW],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: EXAMPLES,
    check: Check::Home(check),
};

const EXAMPLES: &[Example] = &[
    Example {
        name: Text::fixed("首页有公安备案号", "the home page shows it"),
        declared: "",
        pages: &[
            "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=13010202016482\">\
             冀公网安备13010202016482号</a></footer></body></html>",
        ],
        expect: Expect::Pass,
    },
    Example {
        name: Text::fixed("没有，也没有声明任何日期：警告", "none, and no date declared: warning"),
        declared: "",
        pages: &["<html><body><footer>冀ICP备2021016482号-1</footer></body></html>"],
        expect: Expect::Fail,
    },
    Example {
        name: Text::fixed("开通已超过 30 天：错误", "open for more than 30 days: error"),
        declared: "opened = 2020-03-02",
        pages: &["<html><body><footer>冀ICP备2021016482号-1</footer></body></html>"],
        expect: Expect::Fail,
    },
    Example {
        name: Text::fixed("已经提交、等待审核：提示", "submitted and not yet approved: info"),
        declared: "opened = 2020-03-02\npolice_submitted = 2020-03-20",
        pages: &["<html><body><footer>冀ICP备2021016482号-1</footer></body></html>"],
        expect: Expect::Fail,
    },
    Example {
        name: Text::fixed(
            "声明了编号，首页却没有：错误",
            "a declared number that is not shown: error",
        ),
        declared: "police = \"冀公网安备13010202016482号\"",
        pages: &["<html><body><footer>冀ICP备2021016482号-1</footer></body></html>"],
        expect: Expect::Fail,
    },
    Example {
        name: Text::fixed("被隐藏：由 police-hidden 判断", "hidden: police-hidden judges it"),
        declared: "",
        pages: &[
            "<html><body><footer><p hidden>冀公网安备13010202016482号</p></footer></body></html>",
        ],
        expect: Expect::NotApplicable,
    },
];

fn check(view: &PageView<'_>) -> Verdict {
    if let Some(why) = judge::not_a_document(view.facts.kind) {
        return Verdict::NotApplicable(why);
    }
    let groups = police::own(view.facts);
    if groups.iter().any(|group| group.shown().next().is_some()) {
        return Verdict::Pass;
    }
    if !groups.is_empty() {
        return Verdict::NotApplicable("the number is hidden: police-hidden judges it");
    }
    if police::in_picture(view) {
        return Verdict::NotApplicable("in a picture: police-not-text judges it");
    }
    if judge::footer_frames(view).next().is_some() && judge::shown_icp(view).is_empty() {
        return Verdict::NotApplicable("the footer may be in a frame of another host");
    }
    let mut stage = police_stage::stage(view.site, view.today);
    if in_script(view) {
        // only a browser could find out whether the script shows it
        stage.severity = stage.severity.min(Severity::Warning);
        stage.zh.push_str("；脚本里有一个公安备案号，但页面文字里没有");
        stage.en.push_str("; a script contains a police number, but the page's text does not");
    }
    let fix = view.site.police_number().map(|number| fix::show_police(view, number));
    let message = Text::made(stage.zh, stage.en);
    Verdict::Fail(vec![Evidence {
        severity: Some(stage.severity),
        fix: fix.or(stage.fix),
        ..judge::of_page("", message)
    }])
}

/// Whether a script carries a police number; the declared one, where there is one.
fn in_script(view: &PageView<'_>) -> bool {
    let declared = view.site.police_number();
    view.facts.elsewhere.iter().any(|found| {
        let ours = declared.is_none_or(|declared| found.number.contains(&declared.digits));
        found.police && found.kind == ElsewhereKind::Script && ours
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::police_number::PoliceNumber;
    use crate::domain::site::DeclaredPolice;
    use crate::facts::{Elsewhere, PageKind};
    use crate::rules::tests::Case;

    #[test]
    fn a_number_that_a_script_may_show_is_no_error() {
        let number = PoliceNumber::parse("冀公网安备13010202016482号").unwrap();
        let mut case = Case::new();
        case.site.police = Some(DeclaredPolice::Number(number));
        let severity = |case: &Case| match check(&case.view()) {
            Verdict::Fail(evidence) => evidence[0].severity,
            verdict => panic!("{verdict:?}"),
        };
        assert_eq!(severity(&case), Some(Severity::Error));
        let mut found = Elsewhere {
            kind: ElsewhereKind::Script,
            number: "冀公网安备13010202019999号".into(),
            police: true,
            line: 3,
        };
        case.facts.elsewhere = vec![found.clone()];
        assert_eq!(severity(&case), Some(Severity::Error), "another number");
        found.number = "冀公网安备13010202016482号".into();
        case.facts.elsewhere = vec![found];
        assert_eq!(severity(&case), Some(Severity::Warning));
    }

    #[test]
    fn what_cannot_be_read_has_no_absence() {
        let mut case = Case::new();
        case.facts.kind = PageKind::Shell;
        assert!(matches!(check(&case.view()), Verdict::NotApplicable(_)));
        case.facts.kind = PageKind::Document;
        case.foreign_frames = vec!["https://home.example.com/footer.html".into()];
        assert!(matches!(check(&case.view()), Verdict::NotApplicable(_)));
    }
}
