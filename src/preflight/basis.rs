//! The documents that the rules about dossiers rest on.

use crate::domain::basis::{Basis, BasisKind};
use crate::domain::lang::Text;

const fn guide(
    zh: &'static str,
    en: &'static str,
    article: &'static str,
    day: &'static str,
) -> Basis {
    Basis {
        law: Text::fixed(zh, en),
        article,
        text_as_of: day,
        checked: "2026-11-26",
        known: Text::fixed("读过，按该日文本", "read, in its text of that day"),
        kind: BasisKind::Guide,
    }
}

/// Alibaba Cloud's questions and answers.
pub(super) const FAQ: Basis =
    guide("阿里云备案常见问题", "Alibaba Cloud's filing FAQ", "", "2019-12-31");
/// Alibaba Cloud's quick start.
pub(super) const QUICK_START: Basis =
    guide("阿里云备案快速入门", "Alibaba Cloud's filing quick start", "", "2019-12-31");
/// Alibaba Cloud's page on servers and access.
pub(super) const SERVERS: Basis = guide(
    "阿里云备案服务器与接入信息检查",
    "Alibaba Cloud's page on servers and access",
    "",
    "2019-12-31",
);
/// A person's how-to.
pub(super) const HOW_TO: Basis =
    guide("个人网站备案教程", "A how-to for persons", "", "2025-12-26");

/// A section of Alibaba Cloud's manual for filing on a computer.
pub(super) const fn manual(section: &'static str) -> Basis {
    guide(
        "阿里云 PC 端备案操作手册",
        "Alibaba Cloud's manual for filing on a computer",
        section,
        "2020-09-21",
    )
}

/// The standard of identity numbers.
pub(super) const GB_11643: Basis =
    standard("GB 11643-1999《公民身份号码》", "GB 11643-1999, identity numbers", "1999-07-01");
/// The standard of credit codes.
pub(super) const GB_32100: Basis = standard(
    "GB 32100-2015《法人和其他组织统一社会信用代码编码规则》",
    "GB 32100-2015, unified social credit codes",
    "2015-10-01",
);

const fn standard(zh: &'static str, en: &'static str, day: &'static str) -> Basis {
    Basis {
        law: Text::fixed(zh, en),
        article: "",
        text_as_of: day,
        checked: "2026-11-26",
        known: Text::fixed(
            "校验位算法，以公开的号码验证过",
            "the check digit, tried on published numbers",
        ),
        kind: BasisKind::Guide,
    }
}

/// What providers tell in 2025 and 2026.
pub(super) const PROVIDERS: Basis = guide(
    "华为云、腾讯云、火山引擎备案文档",
    "Documents of Huawei Cloud, Tencent Cloud and Volcengine",
    "",
    "2025-12-31",
);
/// Rules for sites of government and party bodies.
pub(super) const GOVERNMENT: Basis = guide(
    "《互联网政务应用安全管理规定》（2024-07-01 起施行，据华为云文档）",
    "Rules on the security of internet applications of government (in force 2024-07-01, by Huawei Cloud's documents)",
    "",
    "2024-07-01",
);
