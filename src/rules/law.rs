//! The texts that the ICP rules rest on.
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

/// Decree 292, article 12: the licence or filing number in a prominent place of the home page.
pub(super) const DECREE_292_NUMBER: Basis = decree_292("12");

/// Decree 292, article 22: 5,000 to 50,000 yuan where the home page lacks the number.
pub(super) const DECREE_292_FINE: Basis = decree_292("22");

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
