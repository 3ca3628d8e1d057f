//! `beian inject` over one folder, or over those of all sites: what is printed, counted and reported.

use std::io::{self, Write};

use crate::config::Config;
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::inject::files::EditSummary;
use crate::report::escape;
use crate::report::inject::model::{
    INJECT_SCHEMA_VERSION, InjectAction, InjectReport, InjectedSite,
};
use crate::report::inject::{ChangeForm, json, write_totals};
use crate::report::model::Tool;
use crate::report::notices::Notices;

use super::inject_plan::{InjectPlan, InjectRequest, SitePlan, without_folder_note};
use super::inject_run::{FooterLook, InjectSettings};

/// How a run ended, in the order of precedence: the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InjectEnd {
    /// A stop was requested.
    Interrupted,
    /// A folder, or a file of one, could not be done.
    Incomplete,
    /// A page lacks what was asked for, a footer could not be taken out, or a number is not seen.
    Findings,
    /// All is as it was asked for.
    Done,
}

impl InjectSettings<'_> {
    /// Edits the folders that are asked for. The report goes to `out`.
    ///
    /// # Errors
    /// The outer one is that something cannot be printed; the inner one, that nothing was done.
    pub fn run(
        &self,
        request: &InjectRequest,
        config: Option<&Config>,
        out: &mut dyn Write,
        notices: &mut Notices<'_>,
    ) -> io::Result<Result<InjectEnd, Failure>> {
        let mut run = InjectRun {
            settings: self,
            out,
            notices,
            sites: Vec::new(),
            total: EditSummary::default(),
            end: InjectEnd::Done,
        };
        if request.all {
            match request.plan_all(config, self.cwd) {
                Ok((plans, without)) => run.all(plans, &without)?,
                Err(failure) => return Ok(Err(failure)),
            }
        } else {
            let done = match request.plan(config, self.cwd) {
                Ok(plan) => run.folder(plan, None)?,
                Err(failure) => Err(failure),
            };
            if let Err(failure) = done {
                return Ok(Err(failure));
            }
        }
        let end = run.end;
        if self.json {
            run.print_json()?;
        }
        Ok(Ok(end))
    }
}

/// A run that is under way.
struct InjectRun<'a, 'n> {
    settings: &'a InjectSettings<'a>,
    out: &'a mut dyn Write,
    notices: &'a mut Notices<'n>,
    /// What is printed as JSON.
    sites: Vec<InjectedSite>,
    total: EditSummary,
    end: InjectEnd,
}

impl InjectRun<'_, '_> {
    /// The sites of `--all`. One that fails is reported, and the others are done.
    fn all(&mut self, plans: Vec<SitePlan>, without: &[String]) -> io::Result<()> {
        let (all, mut failed) = (plans.len(), 0);
        for SitePlan { name, domain, dir, plan } in plans {
            if self.settings.stop.is_requested() {
                self.total.stopped = true;
                self.ends(InjectEnd::Interrupted);
                break;
            }
            let listed = self.sites.len();
            let done = match plan {
                Ok(plan) => self.folder(plan, Some(&name))?,
                Err(failure) => Err(failure),
            };
            if let Err(failure) = done {
                failed += 1;
                self.ends(InjectEnd::Incomplete);
                let failure: Failure = failure.within(|what| format!("{name}: {what}"));
                self.notices.fault(&failure)?;
                // listed already, where its pages were edited and only the look at them failed
                if self.sites.len() == listed {
                    let dir = dir.to_string_lossy().into_owned();
                    let message = failure.what.get(self.notices.lang).to_owned();
                    self.sites.push(InjectedSite::failed(domain, dir, message));
                }
            }
        }
        if !without.is_empty() {
            self.notices.notes([without_folder_note(without)])?;
        }
        if self.settings.json { Ok(()) } else { self.write_totals(all, failed) }
    }

    /// The line for all folders together.
    fn write_totals(&mut self, all: usize, failed: usize) -> io::Result<()> {
        let (zh, en) = match failed {
            0 => (String::new(), String::new()),
            _ => (format!("，{failed} 个未能处理"), format!(", {failed} failed")),
        };
        let before = Text::made(format!("{all} 个网站{zh}："), format!("{all} sites{en}: "));
        let options = self.settings.log;
        let is_diff = options.changes == ChangeForm::Diff;
        let to: &mut dyn Write = if is_diff { &mut *self.notices.err } else { &mut *self.out };
        write_totals(&self.total, (Some(&before), None), options, to)
    }

    /// One folder; `site` is its name in a run over several. The outer error is that something cannot be printed, which ends
    /// the run; the inner one is of this folder.
    fn folder(&mut self, plan: InjectPlan, site: Option<&str>) -> io::Result<Result<(), Failure>> {
        let named = |text: Text| match site {
            Some(site) => text.map(|text| format!("{site}: {text}")),
            None => text,
        };
        self.notices.notes(plan.notes.iter().cloned().map(named))?;
        let done = match plan.run(self.settings, site, self.out)? {
            Ok(done) => done,
            Err(failure) => return Ok(Err(failure)),
        };
        self.total.add(&done.summary);
        if self.settings.json {
            self.sites.push(done.report());
        } else {
            done.write(self.out, self.notices.err)?;
        }
        self.notices.notes(done.note().map(named))?;
        self.ends(self.end_of_edit(&done.summary));
        match done.verify(self.settings) {
            Ok(Some(look)) => {
                self.ends(end_of_look(&look));
                self.write_look(&look)?;
            }
            Ok(None) => {}
            Err(failure) => return Ok(Err(failure)),
        }
        Ok(Ok(()))
    }

    fn ends(&mut self, end: InjectEnd) {
        self.end = self.end.min(end);
    }

    /// How a run ends by what was done to the pages of a folder.
    fn end_of_edit(&self, summary: &EditSummary) -> InjectEnd {
        let options = self.settings.log;
        // for --remove, a page that cannot carry a footer is as it should be
        let incomplete = summary.incomplete > 0 && !options.removal;
        let lacks = options.check && (summary.written > 0 || incomplete);
        let stays = options.removal && summary.footers_left() > 0;
        match () {
            () if summary.stopped => InjectEnd::Interrupted,
            () if summary.failed > 0 => InjectEnd::Incomplete,
            () if lacks || stays => InjectEnd::Findings,
            () => InjectEnd::Done,
        }
    }

    /// Writes a line for each footer that is not seen, and one for the whole, which `--quiet` leaves out where all is in
    /// order.
    fn write_look(&mut self, look: &FooterLook) -> io::Result<()> {
        let Notices { lang, quiet, .. } = *self.notices;
        let to: &mut dyn Write =
            if self.settings.json { &mut *self.notices.err } else { &mut *self.out };
        for line in look.lines() {
            writeln!(to, "{}", escape::line(line.get(lang)))?;
        }
        if !quiet || end_of_look(look) != InjectEnd::Done {
            writeln!(to, "{}", look.summary().get(lang))?;
        }
        Ok(())
    }

    fn print_json(self) -> io::Result<()> {
        let options = self.settings.log;
        let report = InjectReport {
            schema_version: INJECT_SCHEMA_VERSION,
            tool: Tool::default(),
            started_at: self.settings.started_at,
            action: if options.removal { InjectAction::Remove } else { InjectAction::Put },
            dry: options.dry,
            sites: self.sites,
            summary: (&self.total).into(),
        };
        json::write(&report, self.out)
    }
}

/// How a run ends by what was seen of a folder.
fn end_of_look(look: &FooterLook) -> InjectEnd {
    match () {
        () if look.interrupted => InjectEnd::Interrupted,
        () if look.is_clean() => InjectEnd::Done,
        () => InjectEnd::Findings,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::config;
    use crate::domain::date::Date;
    use crate::domain::lang::Lang;
    use crate::engine::Stop;
    use crate::inject::PutOptions;
    use crate::report::inject::{DiffStyle, EditLogOptions};

    /// A run that takes footers out of the folders of a configuration of two sites, of which the first has no folder on the
    /// disk; its end, what it printed and what it said.
    fn removal_of_all(json: bool, stop: &Stop) -> (InjectEnd, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let cwd = folder.path();
        fs::create_dir(cwd.join("b")).unwrap();
        fs::write(cwd.join("b/index.html"), "<p>Hello</p>").unwrap();
        let text = "[[site]]\ndomain = \"a.cn\"\ndir = \"a\"\n\
                    [[site]]\ndomain = \"b.cn\"\ndir = \"b\"\n[[site]]\ndomain = \"c.cn\"\n";
        let today = Date::constant(2026, 11, 22);
        let config = config::parse(&cwd.join("beian.toml"), text.to_owned(), today).unwrap();
        let settings = InjectSettings {
            started_at: UNIX_EPOCH.into(),
            cwd,
            into: None,
            durable: false,
            log: EditLogOptions { lang: Lang::En, removal: true, ..EditLogOptions::default() },
            style: DiffStyle::default(),
            json,
            browser: None,
            stop,
        };
        let request = InjectRequest {
            dir: None,
            all: true,
            site: None,
            out: None,
            footer: None,
            put: PutOptions::default(),
            include: Vec::new(),
            exclude: Vec::new(),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut notices = Notices { err: &mut err, lang: Lang::En, colour: false, quiet: false };
        let ended = settings.run(&request, Some(&config), &mut out, &mut notices);
        let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).unwrap());
        (ended.unwrap().unwrap(), out, err)
    }

    #[test]
    fn a_site_that_fails_does_not_keep_the_others_from_being_done() {
        let (end, out, err) = removal_of_all(false, &Stop::new());
        assert_eq!(end, InjectEnd::Incomplete);
        assert!(out.contains("2 sites, 1 failed: "), "{out}");
        assert!(err.starts_with("error: a.cn: there is no folder a\n"), "{err}");
        assert!(err.contains("note: 1 site without dir left out: c.cn\n"), "{err}");
        let (end, out, _) = removal_of_all(true, &Stop::new());
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((end, &report["action"]), (InjectEnd::Incomplete, &"remove".into()));
        assert_eq!(report["sites"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn a_run_that_is_to_stop_begins_no_folder() {
        let stop = Stop::new();
        stop.request();
        let (end, out, _) = removal_of_all(true, &stop);
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(end, InjectEnd::Interrupted);
        assert_eq!(report["sites"].as_array().map(Vec::len), Some(0));
    }

    #[test]
    fn what_was_interrupted_goes_before_what_failed_and_that_before_findings() {
        let all =
            [InjectEnd::Interrupted, InjectEnd::Incomplete, InjectEnd::Findings, InjectEnd::Done];
        assert!(all.is_sorted());
    }
}
