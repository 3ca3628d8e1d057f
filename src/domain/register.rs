//! Numbers of registers other than those of sites: algorithms, generative AI, government sites. They are beside the
//! filings of a site and are none of them.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

/// A register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Register {
    /// 网信算备…号
    Algorithm,
    /// Beijing-YunQue-20230821
    GenerativeAi,
    /// 网站标识码
    SiteCode,
}

/// A number of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterNumber {
    /// Whose number it is.
    pub register: Register,
    /// Without blanks and label.
    pub number: String,
}

impl fmt::Display for RegisterNumber {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.number)
    }
}

/// Labels before a model's or an application's number of any shape.
const LABELS: [&str; 4] =
    ["上线编号", "生成式人工智能服务备案号", "生成式人工智能备案号", "大模型备案号"];

/// The provinces as these numbers spell them, in lower case.
const PROVINCES: &[&str] = &[
    "beijing",
    "tianjin",
    "hebei",
    "shanxi",
    "neimenggu",
    "liaoning",
    "jilin",
    "heilongjiang",
    "shanghai",
    "jiangsu",
    "zhejiang",
    "anhui",
    "fujian",
    "jiangxi",
    "shandong",
    "henan",
    "hubei",
    "hunan",
    "guangdong",
    "guangxi",
    "hainan",
    "chongqing",
    "sichuan",
    "guizhou",
    "yunnan",
    "xizang",
    "shaanxi",
    "gansu",
    "qinghai",
    "ningxia",
    "xinjiang",
];

/// A word to search for in many texts.
type WordFinder = LazyLock<memmem::Finder<'static>>;

static ALGORITHM: WordFinder = LazyLock::new(|| memmem::Finder::new("网信算备"));
static SITE_CODE: WordFinder = LazyLock::new(|| memmem::Finder::new("标识码"));
/// The year at the end of a model's number.
static YEAR: WordFinder = LazyLock::new(|| memmem::Finder::new("-20"));
static MODEL: LazyLock<[memmem::Finder<'static>; 4]> =
    LazyLock::new(|| LABELS.map(memmem::Finder::new));

/// The numbers in a text, with their places, register by register. Linear; a text without their words costs one vectorised
/// search for each.
pub fn find(text: &str) -> Vec<(Range<usize>, RegisterNumber)> {
    let mut found: Vec<(Range<usize>, RegisterNumber)> = Vec::new();
    for at in ALGORITHM.find_iter(text.as_bytes()) {
        let start = at + "网信算备".len();
        if let Some((digits, end)) = run(text, start, |c| c.is_ascii_digit(), 15..=24) {
            let number = format!("网信算备{digits}号");
            found.push((at..end, RegisterNumber { register: Register::Algorithm, number }));
        }
    }
    for at in SITE_CODE.find_iter(text.as_bytes()) {
        let start = at + "标识码".len();
        let code = run(text, start, |c| c.is_ascii_alphanumeric(), 10..=10);
        if let Some((number, end)) = code.filter(|(code, _)| is_site_code(code)) {
            let number = number.to_owned();
            found.push((at..end, RegisterNumber { register: Register::SiteCode, number }));
        }
    }
    for at in YEAR.find_iter(text.as_bytes()) {
        if let Some((range, number)) = model(text, at) {
            push_model(&mut found, range, number);
        }
    }
    for (label, at) in MODEL
        .iter()
        .zip(LABELS)
        .flat_map(|(word, label)| word.find_iter(text.as_bytes()).map(move |at| (label, at)))
    {
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if let Some((number, end)) = run(text, at + label.len(), letters, 6..=60) {
            push_model(&mut found, at..end, number);
        }
    }
    found
}

fn push_model(found: &mut Vec<(Range<usize>, RegisterNumber)>, range: Range<usize>, number: &str) {
    let number = RegisterNumber { register: Register::GenerativeAi, number: number.to_owned() };
    if !found.iter().any(|(_, known)| *known == number) {
        found.push((range, number));
    }
}

/// The characters of a kind behind a label and its colon, and where they end.
fn run(
    text: &str,
    from: usize,
    fits: impl Fn(char) -> bool,
    length: std::ops::RangeInclusive<usize>,
) -> Option<(&str, usize)> {
    let rest = text.get(from..)?;
    let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    let start = from + (rest.len() - value.len());
    let len = value.find(|c| !fits(c)).unwrap_or(value.len());
    let end = start + len;
    (length.contains(&len) && start - from <= 12)
        .then(|| (text.get(start..end).unwrap_or_default(), end))
}

/// Ten digits, or those of a ministry: `bm` and eight.
fn is_site_code(code: &str) -> bool {
    let digits = code.strip_prefix("bm").unwrap_or(code);
    digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `Beijing-YunQue-20230821` around its last dash.
fn model(text: &str, dash: usize) -> Option<(Range<usize>, &str)> {
    let head = text.get(..dash)?;
    let word = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    let start = head.rfind(word).map_or(0, |at| {
        at + head.get(at..).and_then(|it| it.chars().next()).map_or(1, char::len_utf8)
    });
    let (province, name) = text.get(start..dash)?.split_once('-')?;
    let rest = text.get(dash + 1..)?;
    let len = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (day, more) = rest.get(..len)?.split_at_checked(8)?;
    let more_fits = more.is_empty()
        || more.strip_prefix('S').is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()));
    let fits = PROVINCES.contains(&province.to_ascii_lowercase().as_str())
        && !name.is_empty()
        && day.bytes().all(|byte| byte.is_ascii_digit())
        && more_fits;
    let range = start..dash + 1 + len;
    fits.then(|| (range.clone(), text.get(range).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_by_their_words_and_shapes() {
        for (text, register, number) in [
            (
                "算法备案：网信算备110000000000001230011号",
                Register::Algorithm,
                "网信算备110000000000001230011号",
            ),
            (
                "网信算备：110000000000001230011",
                Register::Algorithm,
                "网信算备110000000000001230011号",
            ),
            (
                "模型：Beijing-ShanHu-20240102 已备案",
                Register::GenerativeAi,
                "Beijing-ShanHu-20240102",
            ),
            ("ZheJiang-Hill-20240102S0003", Register::GenerativeAi, "ZheJiang-Hill-20240102S0003"),
            ("上线编号：HILL-2026-000123", Register::GenerativeAi, "HILL-2026-000123"),
            ("网站标识码：3300000001 浙ICP备12345678号", Register::SiteCode, "3300000001"),
            ("政府网站标识码 bm12000001", Register::SiteCode, "bm12000001"),
        ] {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((found[0].1.register, &*found[0].1.number), (register, number), "{text}");
        }
    }

    #[test]
    fn dates_phones_and_filings_are_none() {
        for text in [
            "2019-2024",
            "更新于 2024-05-20",
            "A-20240102",
            "Hill-Lake-20240102",
            "标识码：12345",
            "网信算备案",
            "京ICP备12345678号-20",
            "京公网安备11010502030143号",
            "上线编号",
            "",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
