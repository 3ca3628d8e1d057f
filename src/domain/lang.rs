//! The two languages that people read the tool in, and text that exists in both.

use std::borrow::Cow;
use std::fmt;
use std::io;

/// A language of output for people. JSON keys and rule ids are never translated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Its name in options, in `beian.toml` and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// A text in both languages: a missing translation does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A text known at compile time.
    pub const fn fixed(zh: &'static str, en: &'static str) -> Self {
        Self { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// A text made from values.
    pub fn made(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: Cow::Owned(zh.into()), en: Cow::Owned(en.into()) }
    }

    /// A text that is the same in both languages: an id, a list of names, words of a library that has no translation.
    pub fn untranslated(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::made(text.clone(), text)
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Several texts in a row, with what stands between two of them in each language.
    pub fn joined(parts: impl IntoIterator<Item = Self>, zh: &str, en: &str) -> Self {
        let (all_zh, all_en): (Vec<_>, Vec<_>) =
            parts.into_iter().map(|part| (part.zh, part.en)).unzip();
        Self::made(all_zh.join(zh), all_en.join(en))
    }

    /// The text with the same words around it in both languages.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self::made(change(&self.zh), change(&self.en))
    }
}

/// `(Chinese, English)`.
impl<Zh, En> From<(Zh, En)> for Text
where
    Zh: Into<Cow<'static, str>>,
    En: Into<Cow<'static, str>>,
{
    fn from((zh, en): (Zh, En)) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// An error that people read in their own language. `Display` is its English text.
pub trait Bilingual: fmt::Display {
    /// The text in Chinese.
    fn zh(&self) -> String;

    /// The text in both languages.
    fn text(&self) -> Text {
        Text::made(self.zh(), self.to_string())
    }
}

impl Bilingual for Text {
    fn zh(&self) -> String {
        self.zh.clone().into_owned()
    }

    fn text(&self) -> Text {
        self.clone()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// `1 page`, `2 pages`: a number of things in English, by a noun that takes an s.
pub fn counted<N: Copy + fmt::Display + PartialEq + From<bool>>(count: N, noun: &str) -> String {
    let ending = if count == N::from(true) { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// A reason of our own, carried by an error of input or output.
#[derive(Debug)]
struct ReasonText(Text);

impl fmt::Display for ReasonText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.en)
    }
}

impl std::error::Error for ReasonText {}

/// An error of input or output with a reason of our own.
pub fn io_error(kind: io::ErrorKind, reason: impl Into<Text>) -> io::Error {
    io::Error::new(kind, ReasonText(reason.into()))
}

fn reason(error: &io::Error) -> Option<&Text> {
    let reason: &ReasonText = error.get_ref()?.downcast_ref()?;
    Some(&reason.0)
}

/// The system's reasons. One that has no usual Chinese name keeps the system's words.
impl Bilingual for io::Error {
    fn zh(&self) -> String {
        if let Some(reason) = reason(self) {
            return reason.zh.to_string();
        }
        let name = match self.kind() {
            // A library's reason, not the system's.
            _ if self.get_ref().is_some() => return self.to_string(),
            io::ErrorKind::NotFound => "没有这个文件或目录",
            io::ErrorKind::PermissionDenied => "没有权限",
            io::ErrorKind::AlreadyExists => "已经存在",
            io::ErrorKind::NotADirectory => "不是目录",
            io::ErrorKind::IsADirectory => "是一个目录",
            io::ErrorKind::StorageFull => "磁盘空间不足",
            io::ErrorKind::QuotaExceeded => "超出磁盘配额",
            io::ErrorKind::FileTooLarge => "文件太大",
            io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
            io::ErrorKind::InvalidData => "内容不是所要求的格式（例如不是 UTF-8 文本）",
            io::ErrorKind::UnexpectedEof => "内容提前结束",
            io::ErrorKind::BrokenPipe => "读取的一方已经关闭",
            io::ErrorKind::TimedOut => "超时",
            io::ErrorKind::ConnectionRefused => "连接被拒绝",
            io::ErrorKind::ConnectionReset => "连接被对方中断",
            io::ErrorKind::AddrInUse => "地址已被占用",
            io::ErrorKind::ResourceBusy => "资源正忙",
            io::ErrorKind::Interrupted => "被中断",
            io::ErrorKind::InvalidInput => "参数无效",
            io::ErrorKind::OutOfMemory => "内存不足",
            _ => return self.to_string(),
        };
        match self.raw_os_error() {
            Some(code) => format!("{name}（系统错误 {code}）"),
            None => name.to_owned(),
        }
    }
}
