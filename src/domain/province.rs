//! The 31 provincial units, with the characters of ICP and police numbers (they differ for 蜀/川, 黔/贵, 陇/甘).

use super::failure::ValueError;

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
    /// How the ICP character is read, without tones: what stands for it on English pages (`Lu ICP No.`).
    pub pinyin: &'static str,
}

/// One row of the table.
const fn row(
    code: u8,
    icp: char,
    police: &'static [char],
    zh: &'static str,
    en: &'static str,
    pinyin: &'static str,
) -> Province {
    Province { code, icp, police, zh, en, pinyin }
}

/// All units, by code. No filing exists for Hong Kong, Macao and Taiwan: the duty binds mainland sites.
pub static ALL: [Province; 31] = [
    row(11, '京', &['京'], "北京", "Beijing", "Jing"),
    row(12, '津', &['津'], "天津", "Tianjin", "Jin"),
    row(13, '冀', &['冀'], "河北", "Hebei", "Ji"),
    row(14, '晋', &['晋'], "山西", "Shanxi", "Jin"),
    row(15, '蒙', &['蒙'], "内蒙古", "Inner Mongolia", "Meng"),
    row(21, '辽', &['辽'], "辽宁", "Liaoning", "Liao"),
    row(22, '吉', &['吉'], "吉林", "Jilin", "Ji"),
    row(23, '黑', &['黑'], "黑龙江", "Heilongjiang", "Hei"),
    row(31, '沪', &['沪'], "上海", "Shanghai", "Hu"),
    row(32, '苏', &['苏'], "江苏", "Jiangsu", "Su"),
    row(33, '浙', &['浙'], "浙江", "Zhejiang", "Zhe"),
    row(34, '皖', &['皖'], "安徽", "Anhui", "Wan"),
    row(35, '闽', &['闽'], "福建", "Fujian", "Min"),
    row(36, '赣', &['赣'], "江西", "Jiangxi", "Gan"),
    row(37, '鲁', &['鲁'], "山东", "Shandong", "Lu"),
    row(41, '豫', &['豫'], "河南", "Henan", "Yu"),
    row(42, '鄂', &['鄂'], "湖北", "Hubei", "E"),
    row(43, '湘', &['湘'], "湖南", "Hunan", "Xiang"),
    row(44, '粤', &['粤'], "广东", "Guangdong", "Yue"),
    row(45, '桂', &['桂'], "广西", "Guangxi", "Gui"),
    row(46, '琼', &['琼'], "海南", "Hainan", "Qiong"),
    row(50, '渝', &['渝'], "重庆", "Chongqing", "Yu"),
    row(51, '蜀', &['川'], "四川", "Sichuan", "Shu"),
    row(52, '黔', &['贵', '黔'], "贵州", "Guizhou", "Qian"),
    row(53, '滇', &['滇'], "云南", "Yunnan", "Dian"),
    row(54, '藏', &['藏'], "西藏", "Tibet", "Zang"),
    row(61, '陕', &['陕'], "陕西", "Shaanxi", "Shan"),
    row(62, '陇', &['甘'], "甘肃", "Gansu", "Long"),
    row(63, '青', &['青'], "青海", "Qinghai", "Qing"),
    row(64, '宁', &['宁'], "宁夏", "Ningxia", "Ning"),
    row(65, '新', &['新'], "新疆", "Xinjiang", "Xin"),
];

/// Guangdong's code: its sites show the body number, all others the site number.
pub const GUANGDONG: u8 = 44;

/// The province with this ICP character (traditional forms folded).
pub fn by_icp(mark: char) -> Option<&'static Province> {
    let mark = fold(mark);
    ALL.iter().find(|p| p.icp == mark)
}

/// The province with this police character (traditional forms folded).
pub fn by_police(mark: char) -> Option<&'static Province> {
    let mark = fold(mark);
    ALL.iter().find(|p| p.police.contains(&mark))
}

/// The province with this GB/T 2260 code (two digits).
pub fn by_code(code: u8) -> Option<&'static Province> {
    ALL.iter().find(|p| p.code == code)
}

/// The province whose code a string of digits begins with.
pub fn by_digits(digits: &str) -> Option<&'static Province> {
    digits.get(..2)?.parse().ok().and_then(by_code)
}

/// The province that a wrong ICP character means: 川 → 蜀, 贵 → 黔, 甘 → 陇, 云 → 滇, 秦 → 陕.
///
/// They are other short names of the same provinces; ICP numbers never bear them.
pub fn meant_by(wrong: char) -> Option<&'static Province> {
    by_icp(match fold(wrong) {
        '川' => '蜀',
        '贵' => '黔',
        '甘' => '陇',
        '云' => '滇',
        '秦' => '陕',
        _ => return None,
    })
}

/// Whether a character can stand for a province before a number, rightly or wrongly.
pub fn is_mark(c: char) -> bool {
    by_icp(c).is_some() || by_police(c).is_some() || meant_by(c).is_some()
}

/// What a word in Latin letters says about the province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latin {
    /// The province's English name, or the reading of its character.
    Province(&'static Province),
    /// A reading that several provinces share: Ji, Jin, Yu; and Gan, which is 赣 but also the 甘 of Gansu.
    Ambiguous,
}

/// The province that a word in Latin letters names, in any case: `Shanghai`, `Lu`.
pub fn by_latin(word: &str) -> Option<Latin> {
    if word.eq_ignore_ascii_case("Gan") {
        return Some(Latin::Ambiguous);
    }
    if let Some(named) = ALL.iter().find(|p| p.en.eq_ignore_ascii_case(word)) {
        return Some(Latin::Province(named));
    }
    let mut read = ALL.iter().filter(|p| p.pinyin.eq_ignore_ascii_case(word));
    let first = read.next()?;
    Some(if read.next().is_some() { Latin::Ambiguous } else { Latin::Province(first) })
}

/// The province that a text names: it begins with the Chinese name (江苏省), or is the English one, in any case.
pub fn named(text: &str) -> Option<&'static Province> {
    let text = text.trim();
    named_at_start(text).or_else(|| ALL.iter().find(|it| it.en.eq_ignore_ascii_case(text)))
}

/// The same of a value that is typed.
pub fn typed(text: &str) -> Result<&'static Province, ValueError> {
    named(text).ok_or_else(|| {
        ValueError::form(("请写省份名称，例如 江苏", "write a province, e.g. 江苏 or Jiangsu"))
    })
}

/// The province with whose Chinese name a text begins: 江苏省苏州市 → Jiangsu.
pub fn named_at_start(text: &str) -> Option<&'static Province> {
    ALL.iter().find(|it| text.starts_with(it.zh))
}

/// The province whose Chinese name ends a text, with the length of the name in bytes: 本站在广东 → Guangdong, 6.
pub fn named_at_end(text: &str) -> Option<(&'static Province, usize)> {
    let short = text.strip_suffix('省').or_else(|| text.strip_suffix('市')).unwrap_or(text);
    let province = ALL.iter().find(|p| short.ends_with(p.zh))?;
    Some((province, province.zh.len() + text.len() - short.len()))
}

/// The simplified form of a province's character.
pub fn fold(mark: char) -> char {
    match mark {
        '滬' => '沪',
        '粵' => '粤',
        '贛' => '赣',
        '魯' => '鲁',
        '遼' => '辽',
        '蘇' => '苏',
        '閩' => '闽',
        '晉' => '晋',
        '隴' => '陇',
        '陝' => '陕',
        '瓊' => '琼',
        '寧' => '宁',
        '黒' => '黑',
        '靑' => '青',
        '雲' => '云',
        '貴' => '贵',
        _ => mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_characters_are_unique_and_in_order() {
        assert!(ALL.windows(2).all(|two| two[0].code < two[1].code));
        for province in &ALL {
            assert_eq!(by_icp(province.icp), Some(province));
            assert_eq!(by_code(province.code), Some(province));
            for mark in province.police {
                assert_eq!(by_police(*mark), Some(province));
            }
        }
    }

    #[test]
    fn three_provinces_have_another_police_character() {
        let differing: Vec<_> =
            ALL.iter().filter(|p| p.police[0] != p.icp).map(|p| (p.icp, p.police[0])).collect();
        assert_eq!(differing, [('蜀', '川'), ('黔', '贵'), ('陇', '甘')]);
    }

    #[test]
    fn a_wrong_icp_character_means_the_right_one_and_is_never_right_itself() {
        for (wrong, right) in
            [('川', '蜀'), ('贵', '黔'), ('貴', '黔'), ('甘', '陇'), ('云', '滇'), ('秦', '陕')]
        {
            assert_eq!(by_icp(wrong), None);
            assert_eq!(meant_by(wrong).map(|p| p.icp), Some(right));
        }
        assert_eq!(meant_by('京'), None);
    }

    #[test]
    fn traditional_characters_are_the_simplified_ones() {
        for (traditional, name) in
            [('滬', "上海"), ('粵', "广东"), ('贛', "江西"), ('瓊', "海南"), ('隴', "甘肃")]
        {
            assert_eq!(by_icp(traditional).map(|p| p.zh), Some(name));
        }
    }

    #[test]
    fn latin_words_name_provinces_unless_several_are_read_so() {
        for (word, icp) in [
            ("Shanghai", '沪'),
            ("lu", '鲁'),
            ("YUE", '粤'),
            ("Shaanxi", '陕'),
            ("Inner Mongolia", '蒙'),
        ] {
            assert!(matches!(by_latin(word), Some(Latin::Province(p)) if p.icp == icp), "{word}");
        }
        for word in ["Gan", "Jin", "ji", "Yu"] {
            assert_eq!(by_latin(word), Some(Latin::Ambiguous), "{word}");
        }
        assert_eq!(by_latin("Rwandair"), None);
    }

    #[test]
    fn a_province_is_named_in_chinese_or_in_english() {
        for text in ["江苏", " 江苏省 ", "江苏省苏州市", "Jiangsu", "jiangsu "] {
            assert_eq!(named(text).map(|it| it.icp), Some('苏'), "{text}");
        }
        for text in ["", "江", "江南", "Jiangsu Province"] {
            assert_eq!(named(text), None, "{text}");
        }
        assert_eq!(named_at_start("Jiangsu"), None);
    }

    #[test]
    fn a_name_at_the_end_is_found_with_or_without_its_kind() {
        for (text, icp, len) in [("河北", '冀', 6), ("地址：广东省", '粤', 9), ("上海市", '沪', 9)]
        {
            assert_eq!(named_at_end(text).map(|(p, len)| (p.icp, len)), Some((icp, len)));
        }
        assert_eq!(named_at_end("华北"), None);
    }
}
