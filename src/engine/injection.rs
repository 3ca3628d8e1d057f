//! Footers into folders: the folders that a configuration declares, and one folder after the other with a log of its own.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::thread;

use crate::config::{Config, SiteEntry};
use crate::domain::failure::Failure;
use crate::folder::{self, Choice};
use crate::inject::files::{self, EditOptions, EditSummary, FileEvent};
use crate::inject::{FrameFolder, LayoutSample, PageJob};
use crate::report::inject::{ChangeForm, DiffStyle, EditLog, EditLogOptions};

/// A folder whose pages are edited.
#[derive(Debug)]
pub(super) struct InjectFolder<'a> {
    /// As it was typed, or as `beian.toml` names it.
    pub(super) dir: &'a Path,
    /// The folder that `dir` is relative to.
    pub(super) base: &'a Path,
    /// The folder for a changed copy, relative to `base`.
    pub(super) out: Option<&'a Path>,
    /// The pages that are edited.
    pub(super) pages: &'a Choice,
    /// Bring everything onto the disk before the run ends.
    pub(super) durable: bool,
    /// Set to true to stop the run.
    pub(super) stop: &'a AtomicBool,
    /// Collects pages to look at afterwards.
    pub(super) sample: Option<&'a LayoutSample>,
}

impl InjectFolder<'_> {
    /// Edits the folder. Diffs go to `out` as they come, in the order of the paths; all else is in the log.
    ///
    /// # Errors
    ///
    /// The outer one is that `out` cannot be written; the inner one, that nothing was done.
    pub(super) fn edit(
        &self,
        job: &PageJob,
        log: &EditLog,
        out: &mut dyn Write,
    ) -> io::Result<Result<EditSummary, files::Error>> {
        let log_options = log.options();
        let is_diff = log_options.changes == ChangeForm::Diff;
        let root = self.base.join(self.dir);
        let copy = self.out.map(|out| self.base.join(out));
        let badge = job.footer().and_then(|footer| footer.badge.as_ref());
        let options = EditOptions {
            root: &root,
            out: copy.as_deref(),
            pages: self.pages.clone(),
            threads: is_diff.then_some(NonZeroUsize::MIN),
            dry: log_options.dry,
            durable: self.durable,
            badge: badge.and_then(|badge| Some((badge.file_name()?, badge.bytes.as_slice()))),
            stop: self.stop,
        };
        let base_path = job.footer().and_then(|footer| footer.base_path.as_deref());
        let frames = &FrameFolder::new(&root, base_path, self.pages);
        let (sender, receiver) = mpsc::sync_channel::<Vec<u8>>(64);
        thread::scope(|scope| {
            let options = &options;
            let worker = scope.spawn(move || {
                let sink = |event: FileEvent<'_>| {
                    if let (FileEvent::Page { path, edit, new, .. }, Some(sample)) =
                        (&event, self.sample)
                    {
                        sample.take(path, edit, new);
                    }
                    if let Some(diff) = log.record(&event) {
                        // fails once nobody reads standard output any more
                        let _ = sender.send(diff);
                    }
                };
                files::run(options, &|path, page| job.edit_in(frames, path, page), &sink)
            });
            let mut written = Ok(());
            for diff in receiver {
                if written.is_ok() {
                    written = out.write_all(&diff);
                }
            }
            let result = match worker.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            written.map(|()| result)
        })
    }

    /// A log of this folder.
    pub(super) fn log(&self, options: EditLogOptions, style: DiffStyle) -> EditLog {
        EditLog::new(self.dir.to_owned(), options, style)
    }
}

/// A folder of a `[[site]]`.
#[derive(Debug)]
pub(super) struct DeclaredFolder<'a> {
    /// The site.
    pub(super) entry: &'a SiteEntry,
    /// Its folder, resolved against the configuration.
    pub(super) dir: &'a Path,
    /// Folders of other sites inside of it, relative to it: their pages are not this site's.
    pub(super) inner: Vec<PathBuf>,
    /// The other sites that have the same folder, by their domains.
    pub(super) sharing: Vec<String>,
}

/// The sites of a configuration that have a folder, in order, and the domains of those that have none.
pub(super) fn declared_folders(config: &Config) -> (Vec<DeclaredFolder<'_>>, Vec<String>) {
    let name = |entry: &SiteEntry| entry.site.domain.clone().unwrap_or_default();
    let without = config.sites.iter().filter(|entry| entry.dir.is_none()).map(name).collect();
    let mut of_dir: BTreeMap<&Path, Vec<&SiteEntry>> = BTreeMap::new();
    for entry in &config.sites {
        if let Some(dir) = &entry.dir {
            of_dir.entry(dir).or_default().push(entry);
        }
    }
    let mut inner: BTreeMap<&Path, Vec<PathBuf>> = BTreeMap::new();
    for dir in of_dir.keys() {
        for above in dir.ancestors().skip(1).filter(|above| of_dir.contains_key(above)) {
            if let Ok(rest) = dir.strip_prefix(above) {
                inner.entry(above).or_default().push(rest.to_owned());
            }
        }
    }
    let folders = config.sites.iter().filter_map(|entry| {
        let dir = entry.dir.as_deref()?;
        let beside = of_dir.get(dir).into_iter().flatten();
        let others = beside.filter(|other| !std::ptr::eq(**other, entry));
        Some(DeclaredFolder {
            entry,
            dir,
            inner: inner.get(dir).cloned().unwrap_or_default(),
            sharing: others.map(|other| name(other)).collect(),
        })
    });
    (folders.collect(), without)
}

/// The patterns that exclude these folders.
pub(super) fn patterns_of(folders: &[PathBuf]) -> Vec<String> {
    folders.iter().map(|folder| folder::pattern_of(folder)).collect()
}

/// Why a site of `--all` that shares its folder with others is not edited.
pub(super) fn shared_folder(sharing: &[String]) -> Failure {
    let others = sharing.join(", ");
    Failure::new(
        (
            format!("这个目录同时属于 {others}：同一份页面不能写入多个网站的编号"),
            format!(
                "the folder is that of {others}, too: one set of pages cannot carry the numbers of several sites"
            ),
        ),
        (
            "请加 --out DIR：每个网站得到自己的一份副本 DIR/域名",
            "add --out DIR: each site gets a copy of its own, DIR/DOMAIN",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::domain::date::Date;

    #[test]
    fn folders_know_those_inside_of_them_and_the_sites_beside_them() {
        let text = "[[site]]\ndomain = \"a.cn\"\ndir = \"public\"\n\
                    [[site]]\ndomain = \"b.cn\"\ndir = \"public/[b]\"\n\
                    [[site]]\ndomain = \"c.cn\"\ndir = \"public/[b]\"\n\
                    [[site]]\ndomain = \"d.cn\"\n";
        let today = Date::constant(2026, 11, 22);
        let config = config::parse(Path::new("/x/beian.toml"), text.to_owned(), today).unwrap();
        let (folders, without) = declared_folders(&config);
        assert_eq!(without, ["d.cn"]);
        assert_eq!(folders.len(), 3);
        assert_eq!(folders[0].inner, [PathBuf::from("[b]")]);
        assert_eq!(
            (folders[1].sharing.join(","), folders[0].sharing.len()),
            ("c.cn".to_owned(), 0)
        );
        let choice = Choice::new(&[], &patterns_of(&folders[0].inner)).unwrap();
        assert!(!choice.holds(Path::new("[b]/x.html")) && choice.holds(Path::new("b/x.html")));
    }
}
