//! Where the duties behind the rules on police filings, copyright lines, licences and reachability come from.

use crate::domain::basis::{Basis, BasisKind};
use crate::domain::lang::Text;

use super::law::decree_292;

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
        "阿里云备案指南“备案完成后”：公安联网备案及编号展示（未找到法规条文）",
        "Alibaba Cloud's filing guide, after the filing: police filing and display of its number (no article of law \
         was found)",
    ),
    article: "11",
    text_as_of: "2020-12-31",
    kind: BasisKind::Guide,
};

/// The guide of a provider: what filings are sent back for, a missing police number among it.
pub(super) const PROVIDER_REVIEW: Basis = Basis {
    law: Text::fixed(
        "华为云备案错误提示 FAQ：网站底部未展示或错误展示公安备案号",
        "Huawei Cloud, filing error FAQ: police number missing or wrong at the bottom of the site",
    ),
    article: "3.3",
    text_as_of: "2025-12-31",
    kind: BasisKind::Guide,
};

/// The code that the public security register hands out with a number: link with `code=` and badge.
pub(super) const POLICE_SNIPPET: Basis = Basis {
    law: Text::fixed(
        "全国互联网安全管理服务平台发放的备案展示代码（图标、编号、查询链接）",
        "the footer code handed out by the police filing platform (badge, number, link to the record)",
    ),
    article: "",
    text_as_of: "2026-06-16",
    kind: BasisKind::Guide,
};

/// Decree 292, article 7: paid information services need a licence.
pub(super) const DECREE_292_LICENCE: Basis = decree_292("7");

/// Decree 292, article 19: three to five times the gain, or 100,000 to 1,000,000 yuan, without a licence.
pub(super) const DECREE_292_LICENCE_FINE: Basis = decree_292("19");

/// Providers' guides: some provinces, Jiangsu by name, ask for 版权所有 with the filed name.
pub(super) const COPYRIGHT: Basis = Basis {
    law: Text::fixed(
        "阿里云备案指南“备案完成后”：部分省份（如江苏）要求网站下方添加版权所有，与单位名称一致（未找到法规条文）",
        "Alibaba Cloud's filing guide, after the filing: some provinces (Jiangsu) ask for a copyright line with the \
         filed name (no article of law was found)",
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
