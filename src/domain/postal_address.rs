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
    /// Digits of full width, and the same in half width.
    FullWidth(String, String),
}

/// Words before which a number is that of a door: 88号, 3幢, 502室, 2组.
const DOORS: &str = "号室楼幢栋座组弄院单户铺层";

/// Digits of the number of a door at the end; more are a postcode or a phone.
const LONGEST_DOOR: usize = 4;

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
    let wide: String = address.chars().filter(|char| half(*char).is_some()).collect();
    if !wide.is_empty() {
        let narrow = wide.chars().filter_map(half).collect();
        faults.push(AddressFault::FullWidth(wide, narrow));
    }
    let signs: String =
        address.chars().filter(|char| !is_usual(*char) && half(*char).is_none()).collect();
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
    let chars: Vec<char> = address.chars().map(|char| half(char).unwrap_or(char)).collect();
    let door = |three: &[char]| match *three {
        // 2号线 is a railway
        [_, '号', '线'] => false,
        [before, word, ..] => DOORS.contains(word) && is_number(before),
        _ => false,
    };
    let at_end = chars.iter().rev().take_while(|char| char.is_ascii_digit()).count();
    chars.windows(3).any(door)
        || chars.get(chars.len().saturating_sub(2)..).is_some_and(door)
        || (1..=LONGEST_DOOR).contains(&at_end)
}

/// The half-width form of a letter or digit of full width.
fn half(char: char) -> Option<char> {
    let letter = matches!(char, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    letter.then(|| char::from_u32(u32::from(char) - 0xfee0)).flatten()
}

/// Han characters, letters, digits, hyphens, brackets and blanks.
fn is_usual(char: char) -> bool {
    char.is_ascii_alphanumeric()
        || matches!(
            char,
            '-' | '－' | '（' | '）' | '(' | ')' | '、' | '·' | ' ' | '\u{3000}' | '〇' | '\u{3400}'
                ..='\u{9fff}'
        )
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
            "浙江省 杭州市\u{3000}西湖区 文三路20号",
            "北京市海淀区上地三街9号院1号楼A座1208",
            "江苏省苏州市地铁4号线北寺塔站1号",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
        for (text, fault) in [
            ("江苏省苏州市姑苏区临顿路", AddressFault::NoDoor),
            ("浙江省杭州市西湖区文三路科技大厦", AddressFault::NoDoor),
            ("江苏省苏州市姑苏区临顿路215000", AddressFault::NoDoor),
            ("江苏省苏州市地铁4号线北寺塔站", AddressFault::NoDoor),
            ("苏州市临顿路88号#502", AddressFault::Signs("#".into())),
            ("苏州市临顿路８８号", AddressFault::FullWidth("８８".into(), "88".into())),
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
