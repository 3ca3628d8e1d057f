//! What is said of wrong numbers of documents. The numbers themselves are masked.

use crate::domain::credit_code::{self, CreditFault};
use crate::domain::identity_number::{self, IdentityFault};
use crate::domain::personal::masked;

use super::prelude::*;

/// What is wrong with an identity number.
pub(super) fn identity(number: &str, at: &At, view: &DossierView<'_>) -> Option<DossierFault> {
    let fault = identity_number::check(number, view.today).err()?;
    let (zh, en) = match fault {
        IdentityFault::Form => {
            ("不是 18 位身份证号码", "it is not 18 characters: 17 digits and a digit or X")
        }
        IdentityFault::Old => (
            "15 位的第一代身份证 2013 年起已停用",
            "15 digits: such cards have been void since 2013",
        ),
        IdentityFault::Area => ("前两位不是任何省份的代码", "its first two digits are no province"),
        IdentityFault::Birth => {
            ("第 7～14 位不是有效的出生日期", "digits 7 to 14 are no day of birth")
        }
        IdentityFault::Check { .. } => (
            "校验码不对，至少有一位抄错",
            "its check character does not fit: at least one digit is wrong",
        ),
        IdentityFault::LowerCase => ("末位的 x 要大写", "its x must be a capital X"),
    };
    let shown = masked(number);
    Some(at.fault(format!("{shown}：{zh}"), format!("{shown}: {en}")).seen(&shown))
}

/// What is wrong with a credit code. Registered codes have been seen whose check character does not fit.
pub(super) fn credit(number: &str, at: &At) -> Option<DossierFault> {
    let fault = credit_code::check(number).err()?;
    let shown = masked(number);
    let (zh, en) = match fault {
        CreditFault::Form => (
            "不是 18 位统一社会信用代码（不含 I、O、S、V、Z）",
            "it is not 18 characters of a credit code (no I, O, S, V, Z)",
        ),
        CreditFault::Kind => {
            ("前两位不是任何登记部门和机构类别", "its first two characters are no kind of unit")
        }
        CreditFault::Area => ("第 3～8 位不是行政区划码", "characters 3 to 8 are no area"),
        CreditFault::LowerCase => ("字母要大写", "its letters must be capitals"),
        CreditFault::Check { .. } => {
            return Some(
                at.review(
                    format!("{shown}：校验码不对，请对照执照；个别已登记的代码也如此"),
                    format!("{shown}: its check character does not fit; compare it with the licence (a few registered codes are like this)"),
                )
                .seen(&shown),
            );
        }
    };
    Some(at.fault(format!("{shown}：{zh}"), format!("{shown}: {en}")).seen(&shown))
}
