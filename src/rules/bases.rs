//! Where the duties behind the rules on police filings, copyright lines, licences and reachability come from.

use crate::domain::basis::{Basis, BasisKind};
use crate::domain::lang::Text;

/// Order 33 of the Ministry of Public Security, article 12: file within 30 days of going online; article 23: what a
/// miss costs.
pub(super) const POLICE_FILING: Basis = Basis {
    law: Text::fixed(
        "《计算机信息网络国际联网安全保护管理办法》（公安部令第33号）",
        "Measures on the Security Protection of International Networking (Order 33 of the Ministry of Public Security)",
    ),
    article: "12, 23",
    text_as_of: "2025-04-19",
    kind: BasisKind::Law,
};

/// The guide of a provider: police number, linked, with badge, on the page within 30 days of the police approval.
pub(super) const POLICE_DISPLAY: Basis = Basis {
    law: Text::fixed(
        "阿里云《ICP备案完成后的处理》：公安联网备案及编号展示",
        "Alibaba Cloud, after the ICP filing: police filing and display of its number",
    ),
    article: "11",
    text_as_of: "2020-12-31",
    kind: BasisKind::Guide,
};

/// The guide of a provider: what filings are sent back for, a missing police number among it.
pub(super) const PROVIDER_REVIEW: Basis = Basis {
    law: Text::fixed(
        "华为云《备案错误提示 FAQ》：网站底部未展示或错误展示公安备案号",
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

/// Visible to the public: our reading of what a number is shown for.
pub(super) const VISIBLE: Basis = Basis {
    law: Text::fixed(
        "对“供公众查询核对”的理解：访客看不到的编号等于没有展示",
        "our reading of “for the public to check”: a number that no visitor sees is not shown",
    ),
    article: "",
    text_as_of: "2026-11-22",
    kind: BasisKind::Reading,
};

/// Order 292 of the State Council, article 12: licence or filing number in a prominent place of the home page.
pub(super) const HOME_PAGE_NUMBER: Basis = Basis {
    law: Text::fixed(
        "《互联网信息服务管理办法》（国务院令第292号）",
        "Measures on Internet Information Services (Order 292 of the State Council)",
    ),
    article: "12, 22",
    text_as_of: "2025-04-19",
    kind: BasisKind::Law,
};

/// Order 292 of the State Council, articles 7 and 19: paid services need a licence.
pub(super) const LICENCE: Basis = Basis {
    law: Text::fixed(
        "《互联网信息服务管理办法》（国务院令第292号）",
        "Measures on Internet Information Services (Order 292 of the State Council)",
    ),
    article: "7, 12, 19, 22",
    text_as_of: "2025-04-19",
    kind: BasisKind::Law,
};

/// Order 33 of MIIT, articles 13 and 25: number and link at the bottom of the home page from the day it opens.
pub(super) const FILING_ON_HOME_PAGE: Basis = Basis {
    law: Text::fixed(
        "《非经营性互联网信息服务备案管理办法》（信息产业部令第33号）",
        "Measures on the Filing of Non-commercial Internet Information Services (Order 33 of MIIT)",
    ),
    article: "13, 25",
    text_as_of: "2025-12-31",
    kind: BasisKind::Law,
};

/// Providers' guides: some provinces, Jiangsu by name, ask for 版权所有 with the filed name.
pub(super) const COPYRIGHT: Basis = Basis {
    law: Text::fixed(
        "阿里云《ICP备案完成后的处理》：部分省份（如江苏）要求网站下方添加版权所有，与单位名称一致",
        "Alibaba Cloud, after the ICP filing: some provinces (Jiangsu) ask for a copyright line with the filed name",
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
