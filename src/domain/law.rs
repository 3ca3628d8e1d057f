//! The texts that rules and clocks rest on: each with the state of its text, how that is known, and the day on which it
//! was last looked at. [`ALL`] lists them; a test lists those that were not looked at for a year.

use super::basis::{Basis, BasisKind};
use super::date::{self, Date};
use super::lang::Text;

/// Every basis that is cited.
pub const ALL: &[&Basis] = &[
    &ORDER_33_NUMBER_AND_LINK,
    &DECREE_292_NUMBER,
    &PROVIDER_GUIDE,
    &PUBLIC_CAN_CHECK,
    &POLICE_FILING,
    &POLICE_INSPECTION,
    &POLICE_DISPLAY,
    &PROVIDER_REVIEW,
    &POLICE_SNIPPET,
    &COPYRIGHT,
    &COPYRIGHT_YEAR,
    &NOT_JUDGED,
    &HTTPS,
    &NUMBER_CHOICE,
    &ALGORITHM,
    &GENERATIVE_AI,
    &E_COMMERCE,
    &CONTENT_PLATFORM,
    &GOVERNMENT_SITE,
    &ALIYUN_REAL_NAME,
    &ALIYUN_ORDER,
    &ALIYUN_REVIEW,
    &ALIYUN_SMS,
    &CONSOLE_UPDATE,
    &POLICE_REVIEW_REPORTS,
    &PROVIDER_CHANGE,
    &NOTICE,
    &TERM,
];

/// The laws and guides that were last looked at more than a year before a day.
pub fn not_looked_at_for_a_year(today: Date) -> Vec<&'static str> {
    let old = |basis: &&&Basis| {
        date::parse(basis.checked).is_ok_and(|checked| {
            today.year() > checked.year() + 1
                || today.year() == checked.year() + 1
                    && (today.month(), today.day()) > (checked.month(), checked.day())
        })
    };
    let mut names: Vec<&str> = ALL.iter().filter(old).map(|basis| &*basis.law.en).collect();
    names.dedup();
    names
}

/// Order 33, article 13: the number at the bottom centre of the home page, with a link to the filing system, from the
/// day the site opens.
pub const ORDER_33_NUMBER_AND_LINK: Basis = order_33("13");

/// Order 33, article 25: 5,000 to 10,000 yuan where number or link are missing.
pub const ORDER_33_FINE: Basis = order_33("25");

/// Order 33, article 22: 10,000 yuan, and closing on refusal, for a site without any filing.
pub const ORDER_33_NO_FILING: Basis = order_33("22");

/// Decree 292, article 12: the licence or filing number in a prominent place of the home page.
pub const DECREE_292_NUMBER: Basis = decree_292("12");

/// Decree 292, article 22: 5,000 to 50,000 yuan where the home page lacks the number.
pub const DECREE_292_FINE: Basis = decree_292("22");

/// Decree 292, article 7: paid information services need a licence.
pub const DECREE_292_LICENCE: Basis = decree_292("7");

/// Decree 292, article 19: three to five times the gain, or 100,000 to 1,000,000 yuan, without a licence; order to
/// correct, or to close, without a filing.
pub const DECREE_292_UNLICENSED: Basis = decree_292("19");

/// What a provider's review asks for: number right, shown, linked; which form of the number in which province.
pub const PROVIDER_GUIDE: Basis = Basis {
    law: Text::fixed(
        "云厂商备案审核指南（华为云，备案驳回原因与备案号展示要求）",
        "Cloud provider's filing guide (Huawei Cloud: reasons for rejection, how to show the number)",
    ),
    article: "",
    text_as_of: "2025-12-31",
    checked: "2025-12-31",
    known: Text::fixed("华为云文档，2025-12-31", "Huawei Cloud's documents of 2025-12-31"),
    kind: BasisKind::Guide,
};

/// Our own reading of article 13: a number that the public cannot read or check is not shown.
pub const PUBLIC_CAN_CHECK: Basis = Basis {
    law: Text::fixed(
        "对《非经营性互联网信息服务备案管理办法》“供公众查询核对”的理解（本工具的解读，法规未逐字规定）",
        "Reading of \"for the public to check\" in MII Order 33 (this tool's own, not the letter of the law)",
    ),
    article: "13",
    text_as_of: "2005-03-20",
    checked: "2026-11-26",
    known: Text::fixed("依第33号令条文的目的", "from the purpose of the order"),
    kind: BasisKind::Reading,
};

/// MII Order 33 as revised in 2024.
pub const fn order_33(article: &'static str) -> Basis {
    Basis {
        law: Text::fixed(
            "《非经营性互联网信息服务备案管理办法》（原信息产业部令第33号，工信部令第68号2024-01-18修订；修订后全文未取得）",
            "Measures for Filing Non-commercial Internet Information Services (MII Order 33, revised 2024-01-18 by MIIT \
             Order 68; the revised text was not obtained)",
        ),
        article,
        text_as_of: "2024-01-18",
        checked: "2026-11-26",
        known: Text::fixed(
            "据 2026-07-19 对工信部说明的转述，修订只删去电子验证标识；编号和链接的条文依 2025-12 的接入商指南所引",
            "by a second-hand reading of MIIT's explanation, dated 2026-07-19, only the electronic mark was deleted; the \
             articles on number and link as providers' guides of 2025-12 quote them",
        ),
        kind: BasisKind::Law,
    }
}

/// Decree 292 as revised in 2024.
pub const fn decree_292(article: &'static str) -> Basis {
    Basis {
        law: Text::fixed(
            "《互联网信息服务管理办法》（国务院令第292号，2024-12-06第二次修订文本）",
            "Measures for Internet Information Services (State Council Decree 292, as revised 2024-12-06)",
        ),
        article,
        text_as_of: "2024-12-06",
        checked: "2026-11-26",
        known: Text::fixed(
            "司法部法规库文本，2026-05-23 读取；第7、11、12、19、22条与2011年文本相同",
            "the Ministry of Justice's database, read 2026-05-23; articles 7, 11, 12, 19 and 22 are as in 2011",
        ),
        kind: BasisKind::Law,
    }
}

/// Order 33 of the Ministry of Public Security, article 12: file within 30 days of going online.
pub const POLICE_FILING: Basis = police_order_33("12");

/// Order 33 of the Ministry of Public Security, article 23: warning, or up to six months offline.
pub const POLICE_PENALTY: Basis = police_order_33("23");

const fn police_order_33(article: &'static str) -> Basis {
    Basis {
        law: Text::fixed(
            "《计算机信息网络国际联网安全保护管理办法》（公安部令第33号，2011年修订文本）",
            "Measures for Security Protection of International Networking (Ministry of Public Security Order 33, as \
             amended in 2011)",
        ),
        article,
        text_as_of: "2011-01-08",
        checked: "2026-11-26",
        known: Text::fixed("公开法规库文本，2025-04-19", "a public collection of laws, 2025-04-19"),
        kind: BasisKind::Law,
    }
}

/// Order 176 of the Ministry of Public Security, in place of Order 151: what the police look at.
pub const POLICE_INSPECTION: Basis = Basis {
    law: Text::fixed(
        "《公安机关网络空间安全监督检查办法》（公安部令第176号，2026-10-01起施行，代替第151号令；条文未取得）",
        "Measures for Cyberspace Security Supervision and Inspection by Public Security Organs (MPS Order 176, in force \
         since 2026-10-01 in place of Order 151; its articles were not obtained)",
    ),
    article: "",
    text_as_of: "2026-10-01",
    checked: "2026-11-26",
    known: Text::fixed(
        "法规库登记信息；公开目录以联网备案管理开头，是否涉及图标和页脚不明",
        "the record of the ministry's database; a public table of contents begins with filing; whether it speaks of badge or \
         footer is not known",
    ),
    kind: BasisKind::Law,
};

/// The guide of a provider: police number, linked, with badge, on the page within 30 days of the police approval.
pub const POLICE_DISPLAY: Basis = Basis {
    law: Text::fixed(
        "阿里云备案指南（备案完成后：公安联网备案及编号展示；未见法规条文）",
        "Alibaba Cloud's filing guide (after the filing: police filing and display of its number; no article of law \
         was found)",
    ),
    article: "11",
    text_as_of: "2020-12-31",
    checked: "2020-12-31",
    known: Text::fixed("阿里云指南，2020 年", "Alibaba Cloud's guide of 2020"),
    kind: BasisKind::Guide,
};

/// The guide of a provider: what filings are sent back for, a missing police number among it.
pub const PROVIDER_REVIEW: Basis = Basis {
    law: Text::fixed(
        "华为云备案错误提示 FAQ（网站底部未展示或错误展示公安备案号）",
        "Huawei Cloud, filing error FAQ (police number missing or wrong at the bottom of the site)",
    ),
    article: "3.3",
    text_as_of: "2025-12-31",
    checked: "2025-12-31",
    known: Text::fixed("华为云文档，2025-12-31", "Huawei Cloud's documents of 2025-12-31"),
    kind: BasisKind::Guide,
};

/// The code that the police platform issues with a number: link with `code=` and badge.
pub const POLICE_SNIPPET: Basis = Basis {
    law: Text::fixed(
        "公安联网备案平台（beian.mps.gov.cn）发放的备案展示代码（图标、编号、查询链接）",
        "the footer code handed out by the police filing platform (badge, number, link to the record)",
    ),
    article: "",
    text_as_of: "2026-06-16",
    checked: "2026-06-16",
    known: Text::fixed(
        "2026-06-16 前多个公开项目中的代码",
        "the code in public projects up to 2026-06-16",
    ),
    kind: BasisKind::Guide,
};

/// Providers' guides: some provinces, Jiangsu by name, ask for 版权所有 with the filed name.
pub const COPYRIGHT: Basis = Basis {
    law: Text::fixed(
        "阿里云备案指南（部分省份如江苏，要求网站下方添加版权所有，与单位名称一致；未见法规条文）",
        "Alibaba Cloud's filing guide (some provinces, such as Jiangsu, ask for a copyright line with the filed name; \
         no article of law was found)",
    ),
    article: "11",
    text_as_of: "2020-12-31",
    checked: "2020-12-31",
    known: Text::fixed("阿里云指南，2020 年", "Alibaba Cloud's guide of 2020"),
    kind: BasisKind::Guide,
};

/// Years of copyright lines: good practice, no duty.
pub const COPYRIGHT_YEAR: Basis = Basis {
    law: Text::fixed(
        "版权年份没有法定写法；这是对页面是否有人维护的合理判断",
        "no law rules the years; this is our reading of what a maintained page looks like",
    ),
    article: "",
    text_as_of: "2026-11-22",
    checked: "2026-11-26",
    known: Text::fixed("没有找到相关条文", "no article of law was found"),
    kind: BasisKind::Reading,
};

/// A page that cannot be read cannot be judged.
pub const NOT_JUDGED: Basis = Basis {
    law: Text::fixed(
        "没有完整读到的页面不能判为合格，也不能判为缺少备案号",
        "a page that did not arrive whole is neither in order nor at fault",
    ),
    article: "",
    text_as_of: "2026-11-22",
    checked: "2026-11-26",
    known: Text::fixed("没有找到相关条文", "no article of law was found"),
    kind: BasisKind::Reading,
};

/// Reviews open the https address first.
pub const HTTPS: Basis = Basis {
    law: Text::fixed(
        "备案法规没有要求 HTTPS；浏览器的安全警告会挡住需要公众查询核对的备案信息",
        "no filing law asks for https; but a browser's warning stands before what the public is to check",
    ),
    article: "",
    text_as_of: "2026-11-22",
    checked: "2026-11-26",
    known: Text::fixed("没有找到相关条文", "no article of law was found"),
    kind: BasisKind::Reading,
};

/// Which number a site shows: the guide that allows both.
pub const NUMBER_CHOICE: Basis = Basis {
    law: Text::fixed(
        "阿里云备案指南（网站底部写主体备案号或网站备案号均可）",
        "Alibaba Cloud's filing guide (body number or site number at the bottom of the site)",
    ),
    article: "11",
    text_as_of: "2020-12-31",
    checked: "2020-12-31",
    known: Text::fixed("阿里云指南，2020 年", "Alibaba Cloud's guide of 2020"),
    kind: BasisKind::Guide,
};

/// The algorithm filing's number, with a link to the public record, in a prominent place; article 31: 10,000 to 100,000
/// yuan.
pub const ALGORITHM: Basis = Basis {
    law: Text::fixed(
        "《互联网信息服务算法推荐管理规定》（国家网信办等四部门令第9号）",
        "Provisions on Algorithmic Recommendation in Internet Information Services (CAC and three others, Order 9)",
    ),
    article: "26",
    text_as_of: "2022-03-01",
    checked: "2026-11-26",
    known: Text::fixed("公布的条文", "the published text"),
    kind: BasisKind::Law,
};

/// Generative AI for the public: model name and filing number, or registration number.
pub const GENERATIVE_AI: Basis = Basis {
    law: Text::fixed(
        "国家网信办关于生成式人工智能服务备案信息的公告（2026-01-09；原文未取得）",
        "CAC notice on filings of generative AI services (2026-01-09; the text itself was not obtained)",
    ),
    article: "",
    text_as_of: "2026-01-09",
    checked: "2026-11-26",
    known: Text::fixed("据公开转述", "by public second-hand reports"),
    kind: BasisKind::Law,
};

/// The business licence on the first page of a shop; article 76: up to 10,000 yuan.
pub const E_COMMERCE: Basis = Basis {
    law: Text::fixed("《电子商务法》", "E-Commerce Law"),
    article: "15",
    text_as_of: "2019-01-01",
    checked: "2026-11-26",
    known: Text::fixed("公布的条文", "the published text"),
    kind: BasisKind::Law,
};

/// Entrance for complaints of content platforms.
pub const CONTENT_PLATFORM: Basis = Basis {
    law: Text::fixed(
        "《网络信息内容生态治理规定》（国家网信办令第5号）",
        "Provisions on the Governance of the Online Information Content Ecosystem (CAC Order 5)",
    ),
    article: "16",
    text_as_of: "2020-03-01",
    checked: "2026-11-26",
    known: Text::fixed("公布的条文", "the published text"),
    kind: BasisKind::Law,
};

/// Badge and site code of government sites.
pub const GOVERNMENT_SITE: Basis = Basis {
    law: Text::fixed(
        "《政府网站发展指引》（国办发〔2017〕47号；原文未取得）",
        "Guideline for Government Websites (General Office of the State Council, 2017, No. 47; the text itself was not \
         obtained)",
    ),
    article: "",
    text_as_of: "2017-06-08",
    checked: "2026-11-26",
    known: Text::fixed("据地方政府网站的转述", "as local governments' pages report it"),
    kind: BasisKind::Law,
};

/// How long the domain's real-name data takes.
pub const ALIYUN_REAL_NAME: Basis = aliyun(
    "阿里云备案指南：域名实名认证（3～5 个工作日）",
    "Alibaba Cloud's filing guide: real-name check",
);

/// How long an order lives.
pub const ALIYUN_ORDER: Basis =
    aliyun("阿里云备案指南：备案订单有效期", "Alibaba Cloud's filing guide: life of an order");

/// How long the provider's review takes.
pub const ALIYUN_REVIEW: Basis =
    aliyun("阿里云备案指南：初审与提交管局", "Alibaba Cloud's filing guide: review and hand-over");

/// The check by SMS.
pub const ALIYUN_SMS: Basis = aliyun(
    "阿里云备案指南：短信核验（2020-08-17 起各省适用）",
    "Alibaba Cloud's filing guide: SMS check (all provinces since 2020-08-17)",
);

const fn aliyun(zh: &'static str, en: &'static str) -> Basis {
    Basis {
        law: Text::fixed(zh, en),
        article: "",
        text_as_of: "2020-12-31",
        checked: "2020-12-31",
        known: Text::fixed("阿里云指南，2020 年", "Alibaba Cloud's guide of 2020"),
        kind: BasisKind::Guide,
    }
}

/// How long the provider takes to follow the authority's approval.
pub const CONSOLE_UPDATE: Basis = Basis {
    law: Text::fixed(
        "华为云备案文档：备案通过后约 1 个工作日解除拦截",
        "Huawei Cloud's filing documents: the block is lifted about one working day after the approval",
    ),
    article: "",
    text_as_of: "2025-12-31",
    checked: "2026-11-26",
    known: Text::fixed("读过，2025 年文本", "read, in its text of 2025"),
    kind: BasisKind::Guide,
};

/// How long the police's review takes.
pub const POLICE_REVIEW_REPORTS: Basis = Basis {
    law: Text::fixed(
        "服务商与用户的说法（3～7 个工作日，无法规条文）",
        "What providers and users report (three to seven working days; no article of law)",
    ),
    article: "",
    text_as_of: "2026-11-22",
    checked: "2026-11-22",
    known: Text::fixed("公开页面", "public pages"),
    kind: BasisKind::Reading,
};

/// A change of provider as a change of what was filed.
pub const PROVIDER_CHANGE: Basis = Basis {
    law: Text::fixed(
        "《互联网信息服务管理办法》（国务院令第292号，2024-12-06第二次修订文本；接入商变更适用该条是本工具的解读）",
        "Measures for Internet Information Services (State Council Decree 292, as revised 2024-12-06; that it covers a \
         change of provider is this tool's reading)",
    ),
    article: "11",
    text_as_of: "2024-12-06",
    checked: "2026-11-26",
    known: Text::fixed(
        "司法部法规库文本，2026-05-23 读取；该条与2011年文本相同",
        "the Ministry of Justice's database, read 2026-05-23; the article is as in 2011",
    ),
    kind: BasisKind::Reading,
};

/// A term that was bought, or stands on a document.
pub const TERM: Basis = Basis {
    law: Text::fixed(
        "购买的期限，或证件、证书上的有效期",
        "The term that was bought, or that a document or certificate bears",
    ),
    article: "",
    text_as_of: "2026-11-26",
    checked: "2026-11-26",
    known: Text::fixed("由记录者写明", "as whoever records it says"),
    kind: BasisKind::Guide,
};

/// A notice's own day.
pub const NOTICE: Basis = Basis {
    law: Text::fixed("通知本身的期限", "The day that the notice sets"),
    article: "",
    text_as_of: "2026-11-22",
    checked: "2026-11-22",
    known: Text::fixed("各通知不同", "each notice sets its own"),
    kind: BasisKind::Guide,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_looked_at_for_a_year_is_known() {
        // the guide of 2020 is the only one of its kind; look for a newer one before adding to this list
        let old = not_looked_at_for_a_year(Date::constant(2026, 11, 26));
        assert!(
            old.iter().all(|name| name.starts_with("Alibaba Cloud's filing guide")),
            "{old:#?}"
        );
        assert_eq!(old.len(), 7);
        // a year on, everything is due: whoever looks at the texts moves these days
        let due = not_looked_at_for_a_year(Date::constant(2027, 11, 27));
        assert_eq!(due.len(), ALL.len());
        assert_eq!(not_looked_at_for_a_year(Date::constant(2026, 12, 31)).len(), 7);
        assert_eq!(not_looked_at_for_a_year(Date::constant(2027, 1, 1)).len(), 9);
    }

    #[test]
    fn every_text_says_how_it_is_known() {
        for basis in ALL {
            assert!(date::parse(basis.text_as_of).is_ok(), "{}", basis.law.en);
            assert!(date::parse(basis.checked).is_ok(), "{}", basis.law.en);
            assert!(!basis.known.zh.is_empty() && !basis.known.en.is_empty(), "{}", basis.law.en);
        }
    }
}
