//! `beian inject`: a folder of built pages → its pages with the footer.

mod args;
mod plan;

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use crate::domain::lang::Bilingual as _;
use crate::folder::Choice;
use crate::inject::PageJob;
use crate::inject::files::{self, EditOptions, EditSummary};
use crate::report::Detail;
use crate::report::inject::{DiffStyle, EditLog, EditLogOptions};

use super::context::{configuration, note};
use super::footer::badge_warning;
use super::interrupt::Interruption;
use super::look::Look;
use super::{Error, Exit, World};

pub(super) use args::Inject;
use plan::InjectPlan;

/// The pages that are edited.
struct Selection {
    /// As it was typed.
    dir: PathBuf,
    pages: Choice,
}

impl Inject {
    /// Runs the command.
    pub(super) fn run(&self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        let today = self.footer.today(world);
        let config = configuration(self.footer.config.as_deref(), today, world)?;
        let InjectPlan { dir, action, pages, notes } = plan::plan(self, config.as_ref(), world)?;
        for text in &notes {
            note(text, look, world)?;
        }
        let (folder, job) = (Selection { dir, pages }, PageJob::new(action));
        let (summary, log) = self.edit_folder(&folder, &job, look, world)?;
        if summary.pages == 0 && summary.failed == 0 && !summary.stopped {
            return Err(no_pages(&folder.dir, self));
        }
        log.write(&summary, self.files.out.as_deref(), world.out, world.err)?;
        let shows = summary.added + summary.updated + summary.unchanged > 0;
        if let Some(warning) = job.footer().and_then(badge_warning).filter(|_| shows) {
            note(&warning, look, world)?;
        }
        Ok(self.exit(&summary))
    }

    fn exit(&self, summary: &EditSummary) -> Exit {
        // for --remove, a page that cannot carry a footer is as it should be
        let incomplete = summary.incomplete > 0 && !self.files.remove;
        let fails = self.files.check && (summary.written > 0 || incomplete);
        let exit = if fails { Exit::Findings } else { Exit::Clean };
        let exit = if summary.failed > 0 { exit.or(Exit::Usage) } else { exit };
        if summary.stopped { exit.or(Exit::Interrupted) } else { exit }
    }

    fn log_options(&self, look: Look) -> EditLogOptions {
        EditLogOptions {
            lang: look.lang,
            dry: self.files.is_dry(),
            list: look.detail == Detail::Full || self.files.check || self.files.dry_run,
            all: look.detail == Detail::Full,
            quiet: look.is_quiet(),
            // the diff alone goes to standard output: it may be piped into `git apply`
            diff: self.files.diff,
            fix_links: self.files.fix_links,
        }
    }

    /// Edits the folder. Diffs are written as they come, in the order of the paths; all else is collected, to be written
    /// in that order at the end.
    fn edit_folder(
        &self,
        folder: &Selection,
        job: &PageJob,
        look: Look,
        world: &mut World<'_>,
    ) -> Result<(EditSummary, EditLog), Error> {
        let root = world.cwd.join(&folder.dir);
        let out = self.files.out.as_ref().map(|out| world.cwd.join(out));
        let interruption = Interruption::listen();
        let badge = job.footer().and_then(|footer| footer.badge.as_ref());
        let options = EditOptions {
            root: &root,
            out: out.as_deref(),
            pages: folder.pages.clone(),
            threads: self.files.diff.then_some(std::num::NonZeroUsize::MIN),
            dry: self.files.is_dry(),
            durable: self.files.durable,
            badge: badge.and_then(|badge| Some((badge.file_name()?, badge.bytes.as_slice()))),
            stop: interruption.flag(),
        };
        let log_options = self.log_options(look);
        let style = DiffStyle { terminal: world.out_is_terminal, colour: look.out_colour };
        let log = EditLog::new(folder.dir.clone(), log_options, style);
        let (sender, receiver) = mpsc::sync_channel::<Vec<u8>>(64);
        let result = thread::scope(|scope| {
            let (log, options) = (&log, &options);
            let worker = scope.spawn(move || {
                let sink = |event: files::FileEvent<'_>| {
                    if let Some(diff) = log.record(&event) {
                        // fails once nobody reads standard output any more
                        let _ = sender.send(diff);
                    }
                };
                files::run(options, &|path, page| job.edit(path, page), &sink)
            });
            let mut written = Ok(());
            for diff in receiver {
                if written.is_ok() {
                    written = world.out.write_all(&diff);
                }
            }
            let result = match worker.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            written.map(|()| result)
        })?;
        Ok((result.map_err(|error| refused(&error))?, log))
    }
}

fn refused(error: &files::Error) -> Error {
    match error {
        files::Error::Unreadable(_, cause) => {
            Error::new(error.text(), ("请给出可读的目录", "name a folder that can be read"))
                .because(cause)
        }
        files::Error::Out(_, cause) => {
            Error::new(error.text(), ("请为 --out 换一个目录", "name another folder for --out"))
                .because(cause)
        }
        files::Error::Nested { .. } => Error::new(
            error.text(),
            (
                "请为 --out 给出源目录之外、也不包含源目录的目录",
                "name a folder for --out that is neither in the source folder nor around it",
            ),
        ),
    }
}

/// No page was found, or the patterns exclude all.
fn no_pages(dir: &Path, args: &Inject) -> Error {
    let dir = dir.display();
    if args.files.include.is_empty() && args.files.exclude.is_empty() {
        Error::new(
            (
                format!("{dir} 里没有 *.html 或 *.htm 文件"),
                format!("{dir} holds no *.html or *.htm file"),
            ),
            (
                "请先构建网站，或给出构建输出的目录",
                "build the site first, or name the folder that the build writes",
            ),
        )
    } else {
        Error::new(
            (
                format!("--include 和 --exclude 没有留下 {dir} 的任何页面"),
                format!("--include and --exclude leave no page of {dir}"),
            ),
            (
                "请写 'en/**' 或 '404.html' 这样相对于目录的模式",
                "write patterns like 'en/**' or '404.html', relative to the folder",
            ),
        )
    }
}
