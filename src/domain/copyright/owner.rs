//! Names: which texts can be an owner's name, and what kind of name it is.

use super::super::memo::Memo;
use super::OwnerKind;
use super::window::{Window, fold};
use super::words::{
    COMPANIES, LATIN_COMPANIES, LATIN_ORGANISATIONS, ORGANISATIONS, PROSE, PROSE_BEFORE, SOFTWARE,
    SOFTWARE_FILLER,
};

/// The longest name reported, in characters; the longest registered ones are about 50.
const LONGEST: usize = 60;

/// How a text is placed, which decides how much of it may be the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Behind ©: the name begins where the text begins.
    Behind,
    /// Before 版权所有 or ©: the name ends where the text ends.
    Before,
    /// Behind the value of another field (电话：010… 某公司 版权所有): only its last word can be the name.
    BehindField,
}

/// The name in a text, as shown; `None` where it is prose, a number or noise.
pub(super) fn name(original: &str, side: Side) -> Option<String> {
    let text = trim(original);
    let words: Vec<&str> = text.split(' ').collect();
    let last = words.last().copied().unwrap_or_default();
    let long = text.chars().count() > LONGEST;
    let chosen = match side {
        Side::BehindField => (words.len() > 1 && is_organisation(&folded(last))).then_some(last)?,
        // a row of links before a company's name is no part of it
        Side::Before if (words.len() > 2 || long) && folded(last).ends_with("公司") => last,
        Side::Before if long => return None,
        Side::Behind if long => shorten(text)?,
        Side::Behind | Side::Before => text,
    };
    let chosen = trim(chosen);
    let folded = folded(chosen);
    if !is_name(&folded, side) {
        // 山湖 点击查看: the prose begins with a later word
        let (short, prose) = chosen.rsplit_once(' ').filter(|_| side == Side::Behind)?;
        return if prose.is_ascii() { None } else { name(short, side) };
    }
    // the dot of an abbreviation is part of the name
    let word = folded.rsplit([' ', ',']).next().unwrap_or_default();
    let dotted =
        matches!(word, "inc" | "ltd" | "co" | "corp") && text_goes_on_with_dot(original, chosen);
    Some(if dotted { format!("{chosen}.") } else { chosen.to_owned() })
}

fn text_goes_on_with_dot(text: &str, name: &str) -> bool {
    text.split_once(name).is_some_and(|(_, rest)| rest.starts_with('.'))
}

/// The first words of a text that is too long for a name.
fn shorten(text: &str) -> Option<&str> {
    let (end, _) = text.char_indices().take(LONGEST).filter(|&(_, c)| c == ' ').last()?;
    text.get(..end)
}

/// Cuts what is no part of a name from both ends.
fn trim(text: &str) -> &str {
    let noise = |c: char| c.is_whitespace() || "-|·,.。、:;*/_~&\"“”'".contains(fold(c));
    let mut text = text.trim_matches(noise);
    for lead in ["by ", "by:"] {
        if text.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead)) {
            text = text.get(lead.len()..).unwrap_or_default().trim_matches(noise);
        }
    }
    if let Some((name, by)) = text.rsplit_once(' ')
        && by.eq_ignore_ascii_case("by")
    {
        text = name.trim_end_matches(noise);
    }
    // 版权归某公司所有
    text = text.strip_suffix("所有").unwrap_or(text);
    loop {
        let inner = match (text.chars().next(), text.chars().next_back()) {
            // a pair around everything, and halves of pairs
            (Some(open), Some(close))
                if opens(open) && (closes(close) || !text.contains(closes)) =>
            {
                match text.trim_start_matches(opens).trim_end_matches(closes) {
                    // (甲)乙(丙) begins and ends with different pairs
                    inner if inner.contains(closes) => return text,
                    inner => inner,
                }
            }
            (_, Some(close)) if opens(close) || closes(close) && !text.contains(opens) => {
                text.trim_end_matches([close])
            }
            _ => return text,
        };
        text = inner.trim_matches(noise);
    }
}

fn opens(c: char) -> bool {
    matches!(fold(c), '(' | '[' | '【' | '〔')
}

fn closes(c: char) -> bool {
    matches!(fold(c), ')' | ']' | '】' | '〕')
}

/// Folded like the tables.
pub(super) fn folded(text: &str) -> String {
    Window::new(text).folded.into_iter().collect()
}

/// Whether a folded text can be a name at all.
fn is_name(text: &str, side: Side) -> bool {
    let filler = LATIN_COMPANIES.contains(text)
        || COMPANIES.contains(text)
        || matches!(text, "公司" | "集团" | "大学" | "学院" | "中心" | "学校" | "医院")
        || matches!(text, "co" | "by" | "the" | "a" | "and" | "or" | "本" | "我" | "年" | "年至");
    let starts_with_number = text.starts_with(|c: char| c.is_ascii_digit());
    let pronoun = text.starts_with(['该', '此', '您', '我'])
        || ["本公司", "本站", "本网", "本单位", "本店"].iter().any(|word| text.starts_with(word));
    let version = text.strip_prefix('v').is_some_and(|rest| {
        rest.contains(|c: char| c.is_ascii_digit())
            && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    if filler || pronoun || version || !text.contains(char::is_alphabetic) {
        return false;
    }
    let prose = PROSE.stand_in(text)
        || side != Side::Behind && PROSE_BEFORE.stand_in(text)
        || text.ends_with('的');
    let noise = prose || is_address(text) || starts_with_number && is_counter(text);
    is_organisation(text) || is_domain(text) || !noise
}

/// 某市某路100号
fn is_address(text: &str) -> bool {
    text.ends_with(['号', '楼', '室', '层'])
        && text.contains(['路', '街', '道', '区', '村'])
        && text.contains(|c: char| c.is_ascii_digit())
}

/// `887k`, `13:26`, 3 分钟: what blogs count.
fn is_counter(text: &str) -> bool {
    let rest =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | ' '));
    matches!(
        rest,
        "k" | "m" | "w" | "万" | "字" | "分" | "分钟" | "天" | "次" | "人" | "年" | "月" | "日"
    )
}

/// Whether a folded text ends like the name of an organisation.
pub(super) fn is_organisation(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')', ' ']);
    // 甲公司(上海)
    let head = text.rsplit_once('(').map_or(text, |(head, _)| head.trim_end());
    let word = text.rsplit([' ', ',', '.']).next().unwrap_or(text);
    let latin = (LATIN_COMPANIES.contains(word) || LATIN_ORGANISATIONS.contains(word))
        && word.len() < text.len();
    latin || ORGANISATIONS.end(text) || ORGANISATIONS.end(head)
}

/// Whether a folded text ends like the name of a company.
pub(super) fn is_company(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')', ' ']);
    text.ends_with("公司")
        || LATIN_COMPANIES.contains(text.rsplit([' ', ',', '.']).next().unwrap_or(text))
}

/// Whether a folded text is one host name.
pub(super) fn is_domain(text: &str) -> bool {
    let text =
        text.trim_start_matches("http://").trim_start_matches("https://").trim_end_matches('/');
    let labels_fit = text.split('.').all(|label| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    let last = text.rsplit('.').next().unwrap_or_default();
    // Foo.Inc and Node.js
    let company = LATIN_COMPANIES.contains(last) || last == "js";
    labels_fit
        && text.contains('.')
        && last.len() > 1
        && last.chars().all(|c| c.is_ascii_alphabetic())
        && !company
}

thread_local! {
    static KNOWN: Memo<OwnerKind> = Memo::default();
}

/// What kind of name an owner has.
pub(super) fn kind(owner: &str) -> OwnerKind {
    KNOWN.with(|known| known.get(owner, || read_kind(owner)))
}

fn read_kind(owner: &str) -> OwnerKind {
    let text = folded(owner);
    let mut rest = text.clone();
    let mut made = false;
    for maker in SOFTWARE.iter() {
        if rest.contains(maker) {
            made = true;
            rest = rest.replace(maker, "");
        }
    }
    for filler in SOFTWARE_FILLER.iter().filter(|_| made) {
        rest = rest.replace(filler, "");
    }
    let bare = !rest.contains(|c: char| c.is_alphabetic() && c != 'x' && c != 'v');
    match () {
        () if made && bare => OwnerKind::Software,
        () if is_domain(&text) => OwnerKind::Domain,
        () => OwnerKind::Name,
    }
}

/// Whether two owner names are the same after folding (NFKC, case, blanks, kind of brackets, trailing punctuation).
/// 有限公司 and 有限责任公司 stay different: they are different legal names.
pub fn same_owner(a: &str, b: &str) -> bool {
    compared(a) == compared(b)
}

/// A name folded for comparison.
fn compared(name: &str) -> String {
    let bracket = |c: char| match c {
        '[' | '【' | '〔' | '〖' | '﹙' | '{' => '(',
        ']' | '】' | '〕' | '〗' | '﹚' | '}' => ')',
        _ => c,
    };
    let folded: String = Window::new(name)
        .shown
        .into_iter()
        .filter(|c| *c != ' ')
        .map(|c| bracket(fold(c)))
        .flat_map(char::to_lowercase)
        .collect();
    folded
        .trim_end_matches(|c: char| {
            matches!(c, '.' | ',' | '。' | '、' | ';' | ':' | '!' | '·' | '-')
        })
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_in_other_letters_is_the_same() {
        for (a, b) in [
            ("经维（天津）物流有限公司", "经维(天津)物流有限公司"),
            ("智元　创新有限公司。", "智元创新有限公司"),
            ("Foo Co., Ltd.", "FOO CO.,LTD"),
            ("ＡＢＣ公司", "abc公司"),
            ("某某【上海】公司", "某某（上海）公司"),
        ] {
            assert!(same_owner(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn other_legal_names_are_not_the_same() {
        for (a, b) in [
            ("甲有限公司", "甲有限责任公司"),
            ("甲公司", "甲（上海）公司"),
            ("甲", "乙"),
            ("甲公司", ""),
        ] {
            assert!(!same_owner(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn a_name_is_of_one_kind() {
        for (owner, expected) in [
            ("Aliyun.com", OwnerKind::Domain),
            ("www.example.com.cn", OwnerKind::Domain),
            ("美团网团购 meituan.com", OwnerKind::Name),
            ("Node.js", OwnerKind::Name),
            ("Foo Inc.", OwnerKind::Name),
            ("Comsenz Inc.", OwnerKind::Software),
            ("Discuz! Team", OwnerKind::Software),
            ("DEDECMS. 织梦科技", OwnerKind::Software),
            ("WordPress爱好者之家", OwnerKind::Name),
            ("51空包网", OwnerKind::Name),
        ] {
            assert_eq!(kind(owner), expected, "{owner}");
        }
    }

    #[test]
    fn noise_around_a_name_is_cut_and_brackets_inside_stay() {
        for (text, expected) in [
            (" - 徐某 -", Some("徐某")),
            ("By 某人", Some("某人")),
            ("甲（上海）公司 (", Some("甲（上海）公司")),
            ("(甲公司)", Some("甲公司")),
            ("甲公司（中国）", Some("甲公司（中国）")),
            ("Ltd.", None),
            ("887k", None),
            ("本公司", None),
            ("---", None),
        ] {
            assert_eq!(name(text, Side::Behind).as_deref(), expected, "{text}");
        }
    }
}
