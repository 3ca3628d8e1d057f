//! ICP and telecom licences: 京ICP证030173号, 浙B2-20080101, A2.B1.B2-20090003.
//!
//! A site with a licence may show it instead of a filing number (互联网信息服务管理办法 article 12).

use std::fmt;

use super::icp_number::NumberState;

/// A licence number in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Licence {
    /// The canonical text: `京ICP证030173号-1` for an ICP licence, `浙B2-20080224-1` (no 号) for a telecom licence.
    pub canonical: String,
    /// Whether digits and classes are as they must be.
    pub state: NumberState,
}

impl fmt::Display for Licence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.canonical)
    }
}
