//! `beian inject`: a folder of built pages → its pages with the footer.

mod args;

use crate::engine::{BrowserChoice, InjectEnd, InjectRequest, InjectSettings};
use crate::inject::PutOptions;
use crate::report::Detail;
use crate::report::inject::{DiffStyle, EditLogOptions};

use super::context::configuration;
use super::interrupt::Interruption;
use super::look::Look;
use super::{Error, Exit, World};

pub(super) use args::Inject;
use args::InjectFormat;

impl Inject {
    /// Runs the command.
    pub(super) fn run(&self, world: &mut World<'_>) -> Result<Exit, Error> {
        let config = configuration(self.footer.config.as_deref(), self.footer.today(world), world)?;
        let interruption = Interruption::listen();
        let (cwd, files) = (world.cwd.clone(), &self.files);
        let browser = files.browser.as_ref().map(|path| cwd.join(path));
        let browser = BrowserChoice::for_folders(browser, world.path());
        // an error where there is none, before anything is written
        let browser = files.verify.then(|| browser.required()).transpose()?;
        let settings = InjectSettings {
            started_at: world.now,
            cwd: &cwd,
            into: files.into.clone(),
            durable: files.durable,
            log: self.log_options(world.look),
            style: DiffStyle {
                terminal: world.out_is_terminal,
                whole: files.patch,
                colour: world.look.out_colour,
            },
            json: files.format == InjectFormat::Json,
            browser,
            stop: interruption.stop(),
        };
        let request = self.request(world)?;
        let (out, mut notices) = world.streams();
        Ok(match settings.run(&request, config.as_ref(), out, &mut notices)?? {
            InjectEnd::Interrupted => Exit::Interrupted,
            InjectEnd::Incomplete => Exit::Usage,
            InjectEnd::Findings => Exit::Findings,
            InjectEnd::Done => Exit::Clean,
        })
    }

    fn request(&self, world: &World<'_>) -> Result<InjectRequest, Error> {
        let files = &self.files;
        let footer = if files.remove { None } else { Some(self.footer.options(world)?) };
        Ok(InjectRequest {
            dir: self.dir.clone(),
            all: files.all,
            site: files.site.clone(),
            out: files.out.clone(),
            footer,
            put: PutOptions { fix_links: files.fix_links, fragments: files.include_fragments },
            include: files.include.clone(),
            exclude: files.exclude.clone(),
        })
    }

    fn log_options(&self, look: Look) -> EditLogOptions {
        EditLogOptions {
            lang: look.lang,
            dry: self.files.is_dry(),
            list: look.detail == Detail::Full || self.files.check || self.files.dry_run,
            all: look.detail == Detail::Full,
            quiet: look.is_quiet(),
            changes: self.files.changes(),
            check: self.files.check,
            removal: self.files.remove,
            fix_links: self.files.fix_links,
        }
    }
}
