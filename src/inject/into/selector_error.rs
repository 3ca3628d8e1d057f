//! Why a text is no selector of `--into`, in our words: those of the parser are for programmers.

use crate::domain::lang::{Bilingual, Text};

/// A text that is no selector, or one that asks for more than the tree of a page can tell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct SelectorError(Text);

/// The pseudo-classes that the tree of a page decides.
const STRUCTURAL: [&str; 17] = [
    "empty",
    "first-child",
    "first-of-type",
    "has",
    "is",
    "last-child",
    "last-of-type",
    "not",
    "nth-child",
    "nth-last-child",
    "nth-last-of-type",
    "nth-of-type",
    "only-child",
    "only-of-type",
    "root",
    "scope",
    "where",
];

impl SelectorError {
    /// What is wrong with a text that scraper, whose errors say too little, does not take.
    pub(super) fn of(text: &str) -> Self {
        const BETWEEN: [char; 4] = [',', '>', '+', '~'];
        let text = text.trim();
        let bare = without_brackets(text);
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '-';
        let pseudo = bare.split(':').skip(1).filter_map(|rest| {
            let end = rest.find(|char| !is_name(char)).unwrap_or(rest.len());
            rest.get(..end).filter(|name| !name.is_empty())
        });
        let unknown = pseudo.into_iter().find(|name| !STRUCTURAL.contains(name));
        Self(if text.is_empty() {
            Text::fixed("选择器是空的", "the selector is empty")
        } else if let Some(name) = unknown {
            Text::made(
                format!("不支持 :{name}：只看页面的标签和属性，不看状态、样式和伪元素"),
                format!(
                    ":{name} is not supported: tags and attributes count, not states, styles and pseudo-elements"
                ),
            )
        } else if bare.starts_with(BETWEEN) || bare.ends_with(BETWEEN) {
            Text::fixed(
                "选择器不完整：开头或末尾缺少一部分",
                "the selector is not complete: something is missing at its start or end",
            )
        } else if bare.contains('|') {
            Text::fixed("不支持命名空间（|）", "namespaces (|) are not supported")
        } else {
            Text::fixed("不是有效的 CSS 选择器", "it is no CSS selector")
        })
    }
}

/// A selector without what is in brackets and quotes.
fn without_brackets(text: &str) -> String {
    let (mut bare, mut quote, mut depth) = (String::new(), None, 0_usize);
    for char in text.chars() {
        match (char, quote) {
            (_, Some(open)) if char == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(char),
            ('[', None) => depth += 1,
            (']', None) => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ => bare.push(char),
        }
    }
    bare
}

impl Bilingual for SelectorError {
    fn zh(&self) -> String {
        self.0.zh.clone().into_owned()
    }
}
