//! What the pages of a folder show in their frames: documents of the same folder, as they will be once the run is over.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use url::Url;

use crate::facts::{self, FrameLink, PageFacts, RawPage, base_of, frame_links};
use crate::folder::{Choice, ServedFolder, is_page, is_walked, open_file_with_size};

use super::{PageEdit, files, splice};

/// Documents that are remembered; more of them are read again for each page around them.
const MAX_KNOWN: usize = 1000;

/// The documents in the frames of a folder's pages. Shared by all threads.
#[derive(Debug)]
pub struct FrameFolder<'a> {
    folder: ServedFolder,
    /// The pages that are edited in this run.
    pages: &'a Choice,
    known: Mutex<HashMap<PathBuf, Option<Arc<FramedPage>>>>,
}

/// The frames of a folder, with what this run does to the documents in them.
#[derive(Clone, Copy)]
pub(super) struct EditedFrames<'a> {
    pub(super) folder: &'a FrameFolder<'a>,
    /// Edits a page, whatever its frames show.
    pub(super) edit: &'a dyn Fn(&Path, &[u8]) -> PageEdit,
    /// Takes the blocks out of a page.
    pub(super) remove: &'a dyn Fn(&Path, &[u8]) -> PageEdit,
}

/// The document in a frame.
#[derive(Debug)]
struct FramedPage {
    /// What it shows without a block of ours, if it is edited; else, all that it shows.
    own: PageFacts,
    /// What it shows with the block that it has after this run.
    with_block: Option<PageFacts>,
}

impl<'a> FrameFolder<'a> {
    /// The frames of a folder that is published under this path, of which these pages are edited.
    pub fn new(root: &Path, base_path: Option<&str>, pages: &'a Choice) -> Self {
        let folder = ServedFolder::new(root, base_path.unwrap_or("/"));
        Self { folder, pages, known: Mutex::default() }
    }

    /// Whether a file is a page that this run edits.
    fn is_edited(&self, path: &Path) -> bool {
        let mut folders = path.parent().into_iter().flat_map(Path::components);
        path.file_name().is_some_and(is_page)
            && folders.all(|folder| is_walked(folder.as_os_str()))
            && self.pages.holds(path)
            && self.folder.is_without_links(path)
    }

    fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        if !self.folder.has(path) {
            return None;
        }
        let (file, size) = open_file_with_size(&self.folder.root().join(path)).ok()?;
        let mut bytes = Vec::new();
        if size <= files::LARGEST {
            file.take(files::LARGEST + 1).read_to_end(&mut bytes).ok()?;
        }
        (!bytes.is_empty() && bytes.len() as u64 <= files::LARGEST).then_some(bytes)
    }
}

impl EditedFrames<'_> {
    /// Adds what a page shows in its frames to its facts, one step deep as the audit does.
    ///
    /// What a document shows by itself counts wherever its frame is; a block of ours in it only where the frame is the
    /// footer of the page around it, for a frame elsewhere (a demonstration, a menu) is no place for the only one.
    pub(super) fn add(self, page: &Path, facts: &mut PageFacts) {
        let folder = &self.folder.folder;
        let Some(address) = folder.address(page) else { return };
        let base = base_of(&address, facts.base.as_deref());
        let is_page = |url: &Url| folder.file_of(url).as_deref() == Some(page);
        // the theme of a frame says nothing of the page around it
        let generator = facts.generator.clone();
        let frames = frame_links(&facts.frames, &base, is_page);
        for FrameLink { url, place, .. } in frames.links {
            let Some(document) = self.document(&url) else { continue };
            let with_block = document.with_block.as_ref().filter(|_| place.is_footer);
            facts::merge(facts, with_block.unwrap_or(&document.own), &place);
        }
        facts.generator = generator;
    }

    fn document(self, url: &Url) -> Option<Arc<FramedPage>> {
        let path = self.folder.folder.file_of(url)?;
        let known = || self.folder.known.lock();
        if let Some(known) = known().get(&path) {
            return known.clone();
        }
        let document = self.read(&path).map(Arc::new);
        let mut known = known();
        if known.len() < MAX_KNOWN {
            known.insert(path, document.clone());
        }
        document
    }

    fn read(self, path: &Path) -> Option<FramedPage> {
        let bytes = self.folder.bytes(path)?;
        if !self.folder.is_edited(path) {
            return Some(FramedPage { own: read(&bytes), with_block: None });
        }
        // Its own frames are left out here: of two pages that frame each other, neither may rely on the other's block.
        let after = splice::applied(&bytes, &(self.edit)(path, &bytes).splices);
        let plain = splice::applied(&after, &(self.remove)(path, &after).splices);
        let with_block = (plain != after).then(|| read(&after));
        // With frames of its own, it may need no block.
        let with_block = with_block.filter(|facts| facts.frames.is_empty());
        Some(FramedPage { own: read(&plain), with_block })
    }
}

fn read(bytes: &[u8]) -> PageFacts {
    facts::read(RawPage { bytes, content_type: None, links: 0 })
}
