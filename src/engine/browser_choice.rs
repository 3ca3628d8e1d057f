//! Which browser opens pages: the one that a user names, else the first that is installed.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::browser;
use crate::domain::failure::Failure;
use crate::net;

use super::rendering::{RenderOptions, RenderWhen};

/// Where a browser is looked for, and how it opens pages.
#[derive(Clone, Debug)]
pub struct BrowserChoice<'a> {
    /// The program that the user names.
    pub named: Option<PathBuf>,
    /// The variable `PATH`, in whose folders an installed one is looked for.
    pub path: Option<&'a OsStr>,
    /// Time for a page on one screen.
    pub timeout: Duration,
    /// Certificates are not checked.
    pub ignore_certificates: bool,
}

impl<'a> BrowserChoice<'a> {
    /// A choice for pages of folders alone.
    pub fn for_folders(named: Option<PathBuf>, path: Option<&'a OsStr>) -> Self {
        let timeout = net::ClientOptions::default().timeout;
        Self { named, path, timeout, ignore_certificates: false }
    }

    /// How pages are opened for what cannot be done without a browser.
    pub fn required(&self) -> Result<RenderOptions, Failure> {
        self.options(RenderWhen::Always)?.ok_or_else(|| {
            let packages = browser::PACKAGES;
            Failure::new(
                ("没有找到 Chromium 或 Chrome", "no Chromium or Chrome was found"),
                (
                    format!("请安装（{packages}），或用 --browser 指定"),
                    format!("install one ({packages}), or name it with --browser"),
                ),
            )
        })
    }

    /// How pages are opened whose HTML does not settle what visitors see; `None` where no browser is installed: what needs
    /// one stays a review.
    pub fn where_installed(&self) -> Result<Option<RenderOptions>, Failure> {
        self.options(RenderWhen::Unsettled)
    }

    /// The same; where one was looked for and none is installed, the pages that need one are named.
    pub fn or_named(&self) -> Result<Option<RenderOptions>, Failure> {
        let found = self.where_installed()?;
        let missing = RenderOptions {
            program: PathBuf::new(),
            when: RenderWhen::Missing,
            timeout: self.timeout,
            ignore_certificates: self.ignore_certificates,
        };
        Ok(found.or_else(|| self.path.is_some().then_some(missing)))
    }

    fn options(&self, when: RenderWhen) -> Result<Option<RenderOptions>, Failure> {
        if let Some(path) = self.named.as_ref().filter(|path| !path.is_file()) {
            let path = path.display();
            return Err(Failure::new(
                (format!("{path} 不是浏览器程序"), format!("{path} is no browser")),
                (
                    "请给出 Chromium 或 Chrome 可执行文件的路径",
                    "name the executable of Chromium or Chrome",
                ),
            ));
        }
        let found = self.named.clone().or_else(|| browser::find(self.path, Path::is_file));
        Ok(found.map(|program| RenderOptions {
            program,
            when,
            timeout: self.timeout,
            ignore_certificates: self.ignore_certificates,
        }))
    }
}
