//! Where evidence goes, and what signs it: judged before anything is asked of a server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::date::Timestamp;
use crate::domain::failure::Failure;
use crate::evidence::key_file::signing_key;

use super::browser_choice::BrowserChoice;
use super::evidence::{EvidenceOptions, evidence_among};

/// What a user asks for.
#[derive(Clone, Debug)]
pub struct EvidenceRequest<'a> {
    /// The folder, as it was typed.
    pub folder: &'a Path,
    /// The file of the key that signs.
    pub key: Option<&'a Path>,
    /// The files and folders that are audited.
    pub audited: &'a [PathBuf],
    /// The folder that paths are relative to.
    pub cwd: &'a Path,
    /// The browser that takes the pictures.
    pub browser: BrowserChoice<'a>,
    /// When the run started.
    pub started_at: Timestamp,
}

impl EvidenceRequest<'_> {
    /// The folder must be new or empty, and in none that is audited.
    pub fn options(&self) -> Result<EvidenceOptions, Failure> {
        let folder = self.cwd.join(self.folder);
        let audited: Vec<PathBuf> = self.audited.iter().map(|path| self.cwd.join(path)).collect();
        if evidence_among(&folder, &audited) {
            return Err(self.refused(
                "在被审查的目录里：其中的 HTML 会被当作网站的页面",
                "is in a folder that is audited: its HTML would be pages of the site",
            ));
        }
        let is_full = folder.read_dir().is_ok_and(|mut names| names.next().is_some());
        if is_full || (folder.exists() && !folder.is_dir()) {
            return Err(self.refused(
                "已存在，而且不是空目录：一个目录只放一次运行的证据",
                "exists and is no empty folder: a folder holds the evidence of one run",
            ));
        }
        let key = self.key.map(|path| signing_key(path, self.cwd)).transpose()?;
        let render = self.browser.required()?;
        Ok(EvidenceOptions { folder, render, key: key.map(Arc::new), started_at: self.started_at })
    }

    fn refused(&self, zh: &str, en: &str) -> Failure {
        let folder = self.folder.display();
        Failure::new(
            (format!("--evidence {folder} {zh}"), format!("--evidence {folder} {en}")),
            (
                "请换一个新目录，例如 --evidence evidence/2026-11-27",
                "name a new folder, e.g. --evidence evidence/2026-11-27",
            ),
        )
    }
}
