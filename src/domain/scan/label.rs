//! Labels that no number follows: `ICP备案号：`, `公安备案号：[待填写]`, `京ICP备`. They say nothing in prose and in forms; at
//! the foot of a page that shows no number they are a frame that nobody filled.

use std::ops::Range;

use super::body::{self, BodyKind};
use super::cursor::{Cursor, folded, is_empty};
use super::{HintKind, next_hint};

/// A label without a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptyLabel {
    /// Byte range in the line, what was left in the number's place included.
    pub range: Range<usize>,
    /// Whether it is that of a police number.
    pub police: bool,
    /// The province, where it is written.
    pub mark: Option<char>,
}

/// Words before 备 that speak of the police register, longer ones first.
const POLICE: [&str; 9] = [
    "公安机关联网",
    "公安联网",
    "公安机关",
    "公网安",
    "公安网",
    "公安",
    "公网",
    "网安",
    "国际联网",
];

/// How texts begin that are left in a number's place, in capitals and without blanks.
const FILLERS: [&str; 24] = [
    "待填",
    "待补",
    "待定",
    "待备案",
    "待审核",
    "待更新",
    "待添加",
    "暂无",
    "未填",
    "未备案",
    "备案中",
    "申请中",
    "审核中",
    "办理中",
    "请填",
    "请输入",
    "请在",
    "你的",
    "您的",
    "此处",
    "这里",
    "备案后",
    "YOUR",
    "TBD",
];

/// The labels of a line that no number follows.
pub fn empty_labels(line: &str) -> Vec<EmptyLabel> {
    let mut labels = Vec::new();
    let (mut from, mut floor) = (0, 0);
    while let Some(hint) = next_hint(line.as_bytes(), from) {
        from = hint.range.end;
        if !matches!(hint.kind, HintKind::Filing) {
            continue;
        }
        if let Some(label) = read(line, floor, &hint.range) {
            from = from.max(label.range.end);
            floor = label.range.end;
            labels.push(label);
        }
    }
    labels
}

fn read(line: &str, floor: usize, hint: &Range<usize>) -> Option<EmptyLabel> {
    let mut before = Cursor::new(line, floor, hint.start);
    let icp = before.eat_word_back("ICP");
    let police = !icp && POLICE.iter().any(|word| before.eat_word_back(word));
    let words = line.get(before.at()..hint.start)?;
    let mark = if icp || police { before.eat_mark_back() } else { None };
    let mut start = before;
    for word in ["网站", "本站", "工信部", "本网站"] {
        start.eat_word_back(word);
    }
    let is_first = start.peek_back().is_none_or(|c| !c.is_alphanumeric()) || icp && mark.is_none();
    let mut after = Cursor::new(line, floor, hint.end);
    let case = after.eat(&['案']).is_some();
    after.eat(&['编', '序', '证']);
    let number = after.eat(&['号']).is_some();
    after.eat(&['码']);
    let colon = after.eat(&[':']).is_some();
    let rest = line.get(after.at()..)?;
    let lead = rest.len() - rest.trim_start_matches(is_empty).len();
    let behind = rest.get(lead..)?;
    let end = behind.find(['|', '｜', '©', '\n', ' ', '\u{a0}', '\u{3000}', '·']);
    let filler = behind.get(..end.unwrap_or(behind.len()))?;
    let template = template(after);
    let is_filled = template.is_some() || is_filler(filler);
    let is_label = colon && (number || case && (icp || police)) && is_first && is_filled;
    // the words of a number with its province or 号, and nothing behind them
    let named = mark.is_some() || number && (icp || folded(words).contains("公网安"));
    let is_frame = named && !case && !colon && ends(behind);
    if !(is_label || is_frame) {
        return None;
    }
    let left = match template {
        Some(end) => end - after.at(),
        None if filler.is_empty() => 0,
        None => lead + filler.len(),
    };
    let end = if is_label { after.at() + left } else { after.at() };
    let start = if icp || police { before.at() } else { start.at() };
    Some(EmptyLabel { range: start..end, police, mark })
}

/// The end of a template's variable in the place of a number.
fn template(after: Cursor<'_>) -> Option<usize> {
    let mut ahead = after;
    let body = body::read(&mut ahead, &[])?;
    matches!(body.kind, BodyKind::Template | BodyKind::Unset | BodyKind::Words).then(|| ahead.at())
}

/// Whether nothing that could be a number follows the words of one.
fn ends(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| matches!(c, '|' | '｜' | '©' | '·' | '\n'))
}

/// Whether a text is in the place of a number that nobody wrote.
fn is_filler(text: &str) -> bool {
    let text = folded(text).to_uppercase();
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(inner, "" | "无" | "X" | "号")
        || inner.trim_end_matches('号').bytes().all(|byte| byte == b'X')
        || FILLERS.iter().any(|filler| inner.starts_with(filler))
}

#[cfg(test)]
mod tests {
    use super::empty_labels;

    fn read(line: &str) -> Vec<&str> {
        empty_labels(line).iter().map(|it| &line[it.range.clone()]).collect()
    }

    #[test]
    fn labels_without_a_number_are_found() {
        for (line, expected) in [
            ("ICP备案号：", "ICP备案号："),
            ("ICP备案号：[待填写]", "ICP备案号：[待填写]"),
            ("© 2026 鸿雁照相馆 | ICP备案号： | 联系我们", "ICP备案号："),
            ("ICP备案号：【待补充】 联系我们", "ICP备案号：【待补充】"),
            ("ICP备案号：暂无", "ICP备案号：暂无"),
            ("备案号：", "备案号："),
            ("网站备案号：待备案", "网站备案号：待备案"),
            ("ICP备案号：—", "ICP备案号：—"),
            ("ICP备案：XXX号", "ICP备案：XXX号"),
            ("ICP备案号：您的备案号", "ICP备案号：您的备案号"),
            ("ICP备案号: {{ icp }}", "ICP备案号: {{ icp }}"),
            ("ICP备案号: ${icp} | 首页", "ICP备案号: ${icp}"),
            ("备案号：<%= icp %>", "备案号：<%= icp %>"),
            ("公安备案号：undefined", "公安备案号：undefined"),
            ("公网安备 号", "公网安备 号"),
            ("ICP备 号", "ICP备 号"),
            ("公安备案号：", "公安备案号："),
            ("公安联网备案号：【请填写】", "公安联网备案号：【请填写】"),
            ("京ICP备", "京ICP备"),
            ("沪公网安备 | 首页", "沪公网安备"),
        ] {
            assert_eq!(read(line), [expected], "{line}");
        }
    }

    #[test]
    fn prose_and_navigation_hold_none() {
        for line in [
            "ICP备案",
            "ICP备案号",
            "ICP备案：咨询电话 400-123-4567",
            "公安备案",
            "隐藏ICP备案号及联网备案号",
            "备案：",
            "医疗器械备案号：沪械备20160035号",
            "如何办理ICP备案号？",
            "京ICP备案办理",
            "准备：",
        ] {
            assert_eq!(read(line), [""; 0], "{line}");
        }
    }
}
