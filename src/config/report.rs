//! `[report]`: whom reports are for, and the look of who hands them on.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::failure::Failure;
use crate::domain::lang::{Bilingual as _, Text};
use crate::folder;

use super::source::{Error, Spot};
use super::table::{Placed, Table};
use crate::domain::nearest::nearest;

/// The largest logo, in bytes: it is part of every report.
const LARGEST_LOGO: u64 = 256 << 10;

/// `[report]` of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportKeys {
    /// Whom reports are for.
    pub audience: Option<Audience>,
    /// Who hands them on.
    pub name: Option<String>,
    /// The colour of lines and marks that say nothing, as CSS writes it: `#` and six digits.
    pub accent: Option<String>,
    /// The line at the end.
    pub foot: Option<String>,
    /// The logo, which is read only where it is shown.
    pub logo: Option<LogoFile>,
}

/// Whom a report is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Who runs the site and this program.
    #[default]
    Owner,
    /// A client, who does neither: nothing is said of `beian.toml`, options and commands.
    Client,
}

/// The file of a logo, and where it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoFile {
    path: PathBuf,
    spot: Spot,
}

/// The look of who hands a report on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// The name.
    pub name: Option<String>,
    /// `#` and six hexadecimal digits.
    pub accent: Option<String>,
    /// The line at the end.
    pub foot: Option<String>,
    /// The picture beside the name.
    pub logo: Option<Logo>,
}

/// A picture that is part of a report.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// `image/png`, `image/jpeg` or `image/svg+xml`.
    pub media_type: &'static str,
    /// The file's content.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Logo {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} of {} bytes", self.media_type, self.bytes.len())
    }
}

impl Audience {
    /// All, in the order in which help lists them.
    pub const ALL: [Self; 2] = [Self::Owner, Self::Client];

    /// The name on the command line and in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Client => "client",
        }
    }
}

impl ReportKeys {
    /// The file of the logo.
    pub fn logo_path(&self) -> Option<&Path> {
        self.logo.as_ref().map(|logo| logo.path.as_path())
    }

    /// The look, with the logo's content.
    ///
    /// # Errors
    /// A logo that cannot be read, is too large or no picture; the error points at the line that names it.
    pub fn brand(&self) -> Result<Brand, Error> {
        let Self { name, accent, foot, logo, .. } = self.clone();
        let logo = logo.map(|file| file.read()).transpose()?;
        Ok(Brand { name, accent, foot, logo })
    }
}

impl LogoFile {
    fn read(&self) -> Result<Logo, Error> {
        const FIX: Text = Text::fixed(
            "请用不超过 256 KiB 的 PNG、JPEG 或 SVG 文件",
            "name a PNG, JPEG or SVG file of at most 256 KiB",
        );
        let path = self.path.display();
        let bytes = folder::read(&self.path, LARGEST_LOGO).map_err(|cause| {
            let (zh, en) = (cause.zh(), cause.to_string());
            self.spot.error(
                (format!("无法读取 {path}：{zh}"), format!("{path} cannot be read: {en}")),
                FIX,
            )
        })?;
        let media_type = media_type(&bytes).ok_or_else(|| {
            self.spot.error(
                (
                    format!("{path} 不是 PNG、JPEG 或 SVG 图片"),
                    format!("{path} is no PNG, JPEG or SVG picture"),
                ),
                FIX,
            )
        })?;
        Ok(Logo { media_type, bytes })
    }
}

/// What a picture is, by its first bytes: its name may say anything.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_svg = text.starts_with("<svg")
        || ["<?xml", "<!--", "<!DOCTYPE svg"].iter().any(|start| text.starts_with(start))
            && text.contains("<svg");
    is_svg.then_some("image/svg+xml")
}

/// Reads `[report]`.
pub(super) fn report(table: &Table<'_>, base: &Path) -> Result<ReportKeys, Error> {
    table.refuse_unknown_keys()?;
    let text = |key| Ok(table.text(key)?.map(|text| text.value.trim().to_owned()));
    let logo = table.text("logo")?.map(|Placed { value, range }| LogoFile {
        path: base.join(value),
        spot: Spot::new(table.source, range),
    });
    Ok(ReportKeys {
        audience: table.parse(table.text("audience")?, audience)?,
        name: text("name")?,
        accent: table.parse(table.text("accent")?, accent)?,
        foot: text("foot")?,
        logo,
    })
}

fn audience(text: &str) -> Result<Audience, Failure> {
    let known = Audience::ALL.map(Audience::name);
    Audience::ALL.into_iter().find(|audience| audience.name() == text).ok_or_else(|| {
        let meant = nearest(text, known).unwrap_or_default();
        Failure::new(
            (format!("没有“{text}”这种读者"), format!("{text:?} is not an audience")),
            (
                format!("请写 \"owner\" 或 \"client\"；是否想写 \"{meant}\"？"),
                format!("write \"owner\" or \"client\"; did you mean \"{meant}\"?"),
            ),
        )
    })
}

/// A colour. Nothing but digits reaches the style sheet of a report.
fn accent(text: &str) -> Result<String, Failure> {
    let digits = text.trim().strip_prefix('#').unwrap_or_default();
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match (hexadecimal, digits.len()) {
        (true, 6) => Ok(format!("#{}", digits.to_ascii_lowercase())),
        (true, 3) => {
            let doubled: String = digits.chars().flat_map(|digit| [digit, digit]).collect();
            Ok(format!("#{}", doubled.to_ascii_lowercase()))
        }
        _ => Err(Failure::new(
            (format!("“{text}”不是颜色"), format!("{text:?} is not a colour")),
            (
                "请写 # 和六位十六进制数字，例如 \"#1f5fae\"",
                "write # and six hexadecimal digits, e.g. \"#1f5fae\"",
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_digits_and_nothing_else() {
        assert_eq!(accent("#1F5fae").as_deref(), Ok("#1f5fae"));
        assert_eq!(accent("#abc").as_deref(), Ok("#aabbcc"));
        for text in ["red", "1f5fae", "#1f5fa", "#1f5fae;}body{", "#１２３", "url(x)", "#", ""] {
            assert!(accent(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1a\nx"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"<svg xmlns='x'/>", Some("image/svg+xml")),
            (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg/>", Some("image/svg+xml")),
            (b"<?xml version='1.0'?><html/>", None),
            (b"<html><svg/></html>", None),
            (b"GIF89a", None),
            (b"\xff\xff", None),
        ] {
            assert_eq!(media_type(bytes), expected);
        }
    }
}
