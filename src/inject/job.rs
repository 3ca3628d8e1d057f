//! One page's edit: from what it shows and what it should show to the bytes that change.

use std::path::Path;

use crate::facts;
use crate::html;

use super::charset::{self, TextEncoding};
use super::footer::{BlockCache, SiteFooter};
use super::frames::{EditedFrames, FrameFolder};
use super::into::IntoSelector;
use super::put::{PutOptions, Putter};
use super::visible::VisibilityCache;
use super::{PageEdit, Skip, insertion, ours};

/// What is done to the pages of a site's output.
#[derive(Debug)]
pub enum Action {
    /// Put the footer in, or bring the one that is there up to date.
    Put(Box<SiteFooter>, PutOptions),
    /// Take footers out.
    Remove,
}

/// An action, with what is worked out once for all pages. Shared by all threads.
#[derive(Debug)]
pub struct PageJob {
    action: Action,
    into: Option<IntoSelector>,
    blocks: BlockCache,
    visibility: VisibilityCache,
}

impl PageJob {
    /// A job that does this to each page.
    pub fn new(action: Action) -> Self {
        let (blocks, visibility) = (BlockCache::default(), VisibilityCache::default());
        Self { action, into: None, blocks, visibility }
    }

    /// The same job with blocks in the element that a selector names.
    #[must_use]
    pub fn into_element(self, into: Option<IntoSelector>) -> Self {
        Self { into, ..self }
    }

    /// What is done.
    pub const fn action(&self) -> &Action {
        &self.action
    }

    /// The footer that is put in; `None` where footers are removed.
    pub fn footer(&self) -> Option<&SiteFooter> {
        match &self.action {
            Action::Put(footer, _) => Some(footer),
            Action::Remove => None,
        }
    }

    /// The edit of the page at this path, which is relative to the top of the output. Pure: it depends on nothing but
    /// the action, the path and the bytes.
    pub fn edit(&self, path: &Path, page: &[u8]) -> PageEdit {
        self.try_edit(path, page, None).unwrap_or_else(PageEdit::skipped)
    }

    /// The same for a page of a folder: what it shows in frames whose documents are in the folder is read with it.
    pub fn edit_in(&self, frames: &FrameFolder<'_>, path: &Path, page: &[u8]) -> PageEdit {
        self.try_edit(path, page, Some(frames)).unwrap_or_else(PageEdit::skipped)
    }

    fn try_edit(
        &self,
        path: &Path,
        page: &[u8],
        frames: Option<&FrameFolder<'_>>,
    ) -> Result<PageEdit, Skip> {
        if facts::is_verification(path, page) {
            return Err(Skip::Verification);
        }
        if facts::is_report(page) {
            return Err(Skip::Report);
        }
        if facts::is_xhtml(path) {
            return Err(Skip::Xhtml);
        }
        let charset = html::charset(page);
        let encoding = TextEncoding::of(charset, page)?;
        let TextEncoding::Utf16 { big_endian } = encoding else {
            return self.edit_markup((path, page), encoding, frames);
        };
        let (text, _) = charset
            .encoding
            .decode_without_bom_handling(page.get(charset.mark..).unwrap_or_default());
        let mut edit = self.edit_markup((path, text.as_bytes()), encoding, frames)?;
        edit.splices = charset::to_utf16(&text, edit.splices, big_endian);
        Ok(edit)
    }

    fn edit_markup(
        &self,
        (path, page): (&Path, &[u8]),
        encoding: TextEncoding,
        frames: Option<&FrameFolder<'_>>,
    ) -> Result<PageEdit, Skip> {
        match &self.action {
            Action::Put(footer, options) => {
                let caches = (&self.blocks, &self.visibility);
                let into = self.into.as_ref();
                let edit = |path: &Path, page: &[u8]| self.edit(path, page);
                let remove = |path: &Path, page: &[u8]| Self::new(Action::Remove).edit(path, page);
                let frames =
                    frames.map(|folder| EditedFrames { folder, edit: &edit, remove: &remove });
                Putter { footer, options: *options, into, caches, frames }
                    .edit(path, page, encoding)
            }
            Action::Remove => remove(page, encoding),
        }
    }
}

/// Takes out the blocks that this program wrote.
fn remove(page: &[u8], encoding: TextEncoding) -> Result<PageEdit, Skip> {
    let mut blocks = insertion::blocks(page, encoding)?;
    let all = blocks.len();
    blocks.retain(|block| ours::is_ours_at(page, block, encoding));
    if blocks.is_empty() && all > 0 {
        return Err(Skip::Foreign);
    }
    Ok(PageEdit::removal(&blocks))
}
