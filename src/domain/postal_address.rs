//! Postal addresses: whether one goes down to the door number, as filings want it.

/// The remarks with which an address may end above the door.
pub const FINEST: [&str; 2] = ["主办单位通信地址已为最详细的地址", "此地址已是最详细地址"];

/// What is wrong with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// It has no number of a door, room, house or group.
    NoDoor,
    /// Characters that forms refuse.
    Signs(String),
}

/// Words before which a number is that of a door: 88号, 3幢, 502室, 2组.
const DOORS: &str = "号室楼幢栋座组弄院单户铺层";

/// Whether the remark says that the address has no finer part.
pub fn says_finest(remark: &str) -> bool {
    let remark: String = remark.chars().filter(|char| !char.is_whitespace()).collect();
    FINEST.iter().any(|finest| remark.contains(finest)) || remark.contains("最详细")
}

/// The faults of an address.
pub fn faults(address: &str) -> Vec<AddressFault> {
    let mut faults = Vec::new();
    if !has_door(address) {
        faults.push(AddressFault::NoDoor);
    }
    let signs: String = address.chars().filter(|char| !is_usual(*char)).collect();
    if !signs.is_empty() {
        faults.push(AddressFault::Signs(signs));
    }
    faults
}

/// Whether a number (Arabic or Chinese) with a word of a door, or a number at the end, is there.
fn has_door(address: &str) -> bool {
    let is_number = |char: char| {
        char.is_ascii_alphanumeric() || "零〇一二三四五六七八九十百甲乙丙丁".contains(char)
    };
    let mut before = None;
    for char in address.chars() {
        if DOORS.contains(char) && before.is_some_and(is_number) {
            return true;
        }
        before = Some(char);
    }
    before.is_some_and(|char| char.is_ascii_digit())
}

/// Han characters, letters, digits, hyphens and brackets.
fn is_usual(char: char) -> bool {
    char.is_ascii_alphanumeric()
        || matches!(char, '-' | '－' | '（' | '）' | '(' | ')' | '、' | '·' | ' ' | '〇' | '\u{3400}'..='\u{9fff}' | '０'..='９')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_goes_to_the_door() {
        for text in [
            "江苏省苏州市姑苏区临顿路88号3幢502室",
            "浙江省杭州市西湖区文三路二十号",
            "湖南省某县某镇某村5组",
            "北京市海淀区上地三街9号院1号楼A座1208",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
        for (text, fault) in [
            ("江苏省苏州市姑苏区临顿路", AddressFault::NoDoor),
            ("浙江省杭州市西湖区文三路科技大厦", AddressFault::NoDoor),
            ("苏州市临顿路88号#502", AddressFault::Signs("#".into())),
            ("", AddressFault::NoDoor),
        ] {
            assert_eq!(faults(text), [fault], "{text}");
        }
    }

    #[test]
    fn a_remark_may_say_that_there_is_nothing_finer() {
        for finest in FINEST {
            assert!(says_finest(finest));
        }
        assert!(!says_finest("记录苏州园林的照片"));
    }
}
