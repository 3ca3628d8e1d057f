//! The 31 provincial units, with the characters of ICP and police numbers (they differ for 蜀/川, 黔/贵, 陇/甘).

/// A provincial unit.
#[derive(Debug, PartialEq, Eq)]
pub struct Province {
    /// First two digits of GB/T 2260 codes.
    pub code: u8,
    /// Character of ICP numbers.
    pub icp: char,
    /// Characters of police numbers, the usual one first (贵 and 黔 both occur for Guizhou).
    pub police: &'static [char],
    /// Chinese short name, e.g. 四川.
    pub zh: &'static str,
    /// English name, e.g. Sichuan.
    pub en: &'static str,
}

/// The province with this ICP character (traditional forms folded).
pub fn by_icp(_mark: char) -> Option<&'static Province> {
    todo!("domain")
}

/// The province with this police character.
pub fn by_police(_mark: char) -> Option<&'static Province> {
    todo!("domain")
}

/// The province with this GB/T 2260 code (two digits).
pub fn by_code(_code: u8) -> Option<&'static Province> {
    todo!("domain")
}

/// The province that a wrong ICP character means: 川 → 蜀, 贵 → 黔, 甘 → 陇, 云 → 滇, 秦 → 陕.
pub fn meant_by(_wrong: char) -> Option<&'static Province> {
    todo!("domain")
}
