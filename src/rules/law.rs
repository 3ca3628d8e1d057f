//! The texts that the rules rest on.
//!
//! Order 33 was revised on 2024-01-18 by MIIT order 68. The revised wording could not be obtained; providers' guides
//! of 2025-12 still quote article 13 in the words of 2005, which are cited here and dated as such.

use crate::domain::basis::{Basis, BasisKind};
use crate::domain::lang::Text;

/// Order 33, article 13: the number at the bottom centre of the home page, with a link to the filing system, from the
/// day the site opens.
pub(super) const ORDER_33_NUMBER_AND_LINK: Basis = order_33("13");

/// Order 33, article 25: 5,000 to 10,000 yuan where number or link are missing.
pub(super) const ORDER_33_FINE: Basis = order_33("25");

/// Order 33, article 22: 10,000 yuan, and closing on refusal, for a site without any filing.
pub(super) const ORDER_33_NO_FILING: Basis = order_33("22");

/// Decree 292, article 12: the licence or filing number in a prominent place of the home page.
pub(super) const DECREE_292_NUMBER: Basis = decree_292("12");

/// Decree 292, article 22: 5,000 to 50,000 yuan where the home page lacks the number.
pub(super) const DECREE_292_FINE: Basis = decree_292("22");

/// Decree 292, article 7: paid information services need a licence.
pub(super) const DECREE_292_LICENCE: Basis = decree_292("7");

/// Decree 292, article 19: three to five times the gain, or 100,000 to 1,000,000 yuan, without a licence; order to
/// correct, or to close, without a filing.
pub(super) const DECREE_292_UNLICENSED: Basis = decree_292("19");

/// What a provider's review asks for: number right, shown, linked; which form of the number in which province.
pub(super) const PROVIDER_GUIDE: Basis = Basis {
    law: Text::fixed(
        "云厂商备案审核指南（华为云，备案驳回原因与备案号展示要求）",
        "Cloud provider's filing guide (Huawei Cloud: reasons for rejection, how to show the number)",
    ),
    article: "",
    text_as_of: "2025-12-31",
    kind: BasisKind::Guide,
};

/// Our own reading of article 13: a number that the public cannot read or check is not shown.
pub(super) const PUBLIC_CAN_CHECK: Basis = Basis {
    law: Text::fixed(
        "对《非经营性互联网信息服务备案管理办法》“供公众查询核对”的理解（本工具的解读，法规未逐字规定）",
        "Reading of \"for the public to check\" in MII Order 33 (this tool's own, not the letter of the law)",
    ),
    article: "13",
    text_as_of: "2005-03-20",
    kind: BasisKind::Reading,
};

const fn order_33(article: &'static str) -> Basis {
    Basis {
        law: Text::fixed(
            "《非经营性互联网信息服务备案管理办法》（原信息产业部令第33号，2005年文本；工信部令第68号2024-01-18修订，修订后的条文未核对）",
            "Measures for Filing Non-commercial Internet Information Services (MII Order 33, text of 2005; revised \
             2024-01-18 by MIIT Order 68, revised wording not checked)",
        ),
        article,
        text_as_of: "2005-03-20",
        kind: BasisKind::Law,
    }
}

pub(super) const fn decree_292(article: &'static str) -> Basis {
    Basis {
        law: Text::fixed(
            "《互联网信息服务管理办法》（国务院令第292号，2011年修订文本）",
            "Measures for Internet Information Services (State Council Decree 292, as amended in 2011)",
        ),
        article,
        text_as_of: "2011-01-08",
        kind: BasisKind::Law,
    }
}

/// Order 33 of the Ministry of Public Security, article 12: file within 30 days of going online.
pub(super) const POLICE_FILING: Basis = police_order_33("12");

/// Order 33 of the Ministry of Public Security, article 23: warning, or up to six months offline.
pub(super) const POLICE_PENALTY: Basis = police_order_33("23");

const fn police_order_33(article: &'static str) -> Basis {
    Basis {
        law: Text::fixed(
            "《计算机信息网络国际联网安全保护管理办法》（公安部令第33号，2011年修订文本）",
            "Measures for Security Protection of International Networking (Ministry of Public Security Order 33, as \
             amended in 2011)",
        ),
        article,
        text_as_of: "2011-01-08",
        kind: BasisKind::Law,
    }
}

/// The guide of a provider: police number, linked, with badge, on the page within 30 days of the police approval.
pub(super) const POLICE_DISPLAY: Basis = Basis {
    law: Text::fixed(
        "阿里云备案指南（备案完成后：公安联网备案及编号展示；未见法规条文）",
        "Alibaba Cloud's filing guide (after the filing: police filing and display of its number; no article of law \
         was found)",
    ),
    article: "11",
    text_as_of: "2020-12-31",
    kind: BasisKind::Guide,
};

/// The guide of a provider: what filings are sent back for, a missing police number among it.
pub(super) const PROVIDER_REVIEW: Basis = Basis {
    law: Text::fixed(
        "华为云备案错误提示 FAQ（网站底部未展示或错误展示公安备案号）",
        "Huawei Cloud, filing error FAQ (police number missing or wrong at the bottom of the site)",
    ),
    article: "3.3",
    text_as_of: "2025-12-31",
    kind: BasisKind::Guide,
};

/// The code that the public security register hands out with a number: link with `code=` and badge.
pub(super) const POLICE_SNIPPET: Basis = Basis {
    law: Text::fixed(
        "公安联网备案平台（beian.mps.gov.cn）发放的备案展示代码（图标、编号、查询链接）",
        "the footer code handed out by the police filing platform (badge, number, link to the record)",
    ),
    article: "",
    text_as_of: "2026-06-16",
    kind: BasisKind::Guide,
};

/// Providers' guides: some provinces, Jiangsu by name, ask for 版权所有 with the filed name.
pub(super) const COPYRIGHT: Basis = Basis {
    law: Text::fixed(
        "阿里云备案指南（部分省份如江苏，要求网站下方添加版权所有，与单位名称一致；未见法规条文）",
        "Alibaba Cloud's filing guide (some provinces, such as Jiangsu, ask for a copyright line with the filed name; \
         no article of law was found)",
    ),
    article: "11",
    text_as_of: "2020-12-31",
    kind: BasisKind::Guide,
};

/// Years of copyright lines: good practice, no duty.
pub(super) const COPYRIGHT_YEAR: Basis = Basis {
    law: Text::fixed(
        "版权年份没有法定写法；这是对页面是否有人维护的合理判断",
        "no law rules the years; this is our reading of what a maintained page looks like",
    ),
    article: "",
    text_as_of: "2026-11-22",
    kind: BasisKind::Reading,
};

/// A page that cannot be read cannot be judged.
pub(super) const NOT_JUDGED: Basis = Basis {
    law: Text::fixed(
        "没有完整读到的页面不能判为合格，也不能判为缺少备案号",
        "a page that did not arrive whole is neither in order nor at fault",
    ),
    article: "",
    text_as_of: "2026-11-22",
    kind: BasisKind::Reading,
};

/// Reviews open the https address first.
pub(super) const HTTPS: Basis = Basis {
    law: Text::fixed(
        "备案法规没有要求 HTTPS；浏览器的安全警告会挡住需要公众查询核对的备案信息",
        "no filing law asks for https; but a browser's warning stands before what the public is to check",
    ),
    article: "",
    text_as_of: "2026-11-22",
    kind: BasisKind::Reading,
};
