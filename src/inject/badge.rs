//! The police badge: the owner's own file, copied into the output or embedded in the pages.

use std::path::Path;

use data_encoding::BASE64;

use crate::domain::lang::Bilingual;

/// Largest badge in bytes; an icon of 20 by 20 pixels is far smaller.
const LARGEST: usize = 256 << 10;

/// A badge image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadgeImage {
    /// The file's content.
    pub bytes: Vec<u8>,
    kind: ImageFormat,
    inline: bool,
}

/// Image formats that every browser shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ImageFormat {
    Png,
    Jpeg,
    Gif,
    Webp,
    Svg,
}

/// A file that cannot be a badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadgeError {
    /// Another kind of file.
    #[error("not a PNG, JPEG, GIF, WebP or SVG image")]
    NoImage,
    /// Too large for every page to load.
    #[error("larger than 256 KiB: the official badge has about 20 KiB")]
    TooLarge,
}

impl Bilingual for BadgeError {
    fn zh(&self) -> String {
        match self {
            Self::NoImage => "不是 PNG、JPEG、GIF、WebP 或 SVG 图片",
            Self::TooLarge => "大于 256 KiB：官方图标约 20 KiB",
        }
        .to_owned()
    }
}

impl ImageFormat {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => {
                let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes));
                let head = head.trim_start_matches('\u{feff}').trim_start();
                let drawing = head.starts_with('<') && head.contains("<svg");
                drawing.then_some(Self::Svg)
            }
        }
    }

    /// File name extension and media type.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Png => ("png", "image/png"),
            Self::Jpeg => ("jpg", "image/jpeg"),
            Self::Gif => ("gif", "image/gif"),
            Self::Webp => ("webp", "image/webp"),
            Self::Svg => ("svg", "image/svg+xml"),
        }
    }
}

impl BadgeImage {
    /// A badge from its file's bytes; `inline` embeds it in the pages instead of copying it beside them.
    pub fn new(bytes: Vec<u8>, inline: bool) -> Result<Self, BadgeError> {
        if bytes.len() > LARGEST {
            return Err(BadgeError::TooLarge);
        }
        let kind = ImageFormat::of(&bytes).ok_or(BadgeError::NoImage)?;
        Ok(Self { bytes, kind, inline })
    }

    /// The name of its copy at the top of the output. It is made from the content, so that no cache shows an old image.
    /// `None` where the badge is embedded.
    pub fn file_name(&self) -> Option<String> {
        let name = || format!("beian-police-{:016x}.{}", hash(&self.bytes), self.kind.names().0);
        (!self.inline).then(name)
    }

    fn data(&self) -> String {
        format!("data:{};base64,{}", self.kind.names().1, BASE64.encode(&self.bytes))
    }

    /// The address by which a page refers to it: that of the copy, below the path that the output is published under or
    /// else relative to the page; a `data:` URL where the badge is embedded or the page's `<base>` is on another host.
    pub(super) fn url(&self, page: &Path, base_path: Option<&str>, base: Option<&str>) -> String {
        let Some(name) = self.file_name() else { return self.data() };
        let elsewhere = |base: &str| base.contains("//") || base.contains(':');
        if base.is_some_and(elsewhere) {
            return self.data();
        }
        // servers send this page for missing pages at any depth
        let anywhere = page.file_stem().is_some_and(|stem| stem == "404");
        match base_path {
            Some(path) => format!("{path}{name}"),
            None if base.is_some() || anywhere => format!("/{name}"),
            None => {
                let depth = page.components().count().saturating_sub(1);
                "../".repeat(depth) + &name
            }
        }
    }
}

/// Whether a file of this name and content is a copied badge: its name must match its content.
pub fn is_copy(name: &str, bytes: &[u8]) -> bool {
    name.strip_prefix("beian-police-")
        .and_then(|rest| rest.split_once('.'))
        .is_some_and(|(written, _)| written == format!("{:016x}", hash(bytes)))
}

/// FNV-1a, 64 bits. Not for anything that must be secret or collision-proof.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn badge(inline: bool) -> BadgeImage {
        BadgeImage::new(b"\x89PNG....".to_vec(), inline).unwrap()
    }

    #[test]
    fn the_copy_is_named_by_its_content() {
        let name = badge(false).file_name().unwrap();
        assert!(is_copy(&name, b"\x89PNG...."), "{name}");
        assert!(!is_copy(&name, b"\x89PNG...!") && !is_copy("beian-police-x.png", b""));
        assert_eq!(badge(true).file_name(), None);
    }

    #[test]
    fn every_page_finds_the_copy() {
        let badge = badge(false);
        let name = badge.file_name().unwrap();
        for (page, base_path, base, prefix) in [
            ("index.html", None, None, ""),
            ("a/b/c.html", None, None, "../../"),
            ("a/b.html", Some("/"), None, "/"),
            ("a/b.html", Some("/docs/"), None, "/docs/"),
            ("404.html", None, None, "/"),
            ("a/b.html", None, Some("/app/"), "/"),
            ("a/b.html", Some("/docs/"), Some("."), "/docs/"),
        ] {
            assert_eq!(
                badge.url(Path::new(page), base_path, base),
                format!("{prefix}{name}"),
                "{page}"
            );
        }
        let other = badge.url(Path::new("a.html"), Some("/"), Some("https://cdn.example.com/"));
        assert!(other.starts_with("data:image/png;base64,"), "{other}");
    }

    #[test]
    fn what_is_no_image_is_refused() {
        for bytes in [b"".to_vec(), b"<html>".to_vec(), b"\x89PN".to_vec()] {
            assert_eq!(BadgeImage::new(bytes, false), Err(BadgeError::NoImage));
        }
        assert!(
            BadgeImage::new(b"<?xml version='1.0'?>\n<svg xmlns='...'/>".to_vec(), false).is_ok()
        );
        assert_eq!(BadgeImage::new(vec![0; LARGEST + 1], false), Err(BadgeError::TooLarge));
    }
}
