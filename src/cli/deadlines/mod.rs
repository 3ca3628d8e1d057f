//! `beian deadlines`: what was recorded of each site, and what is due.

mod correct;
mod due;
mod exchange;
mod gather;
mod history;
mod ics;
mod place;
mod record;
mod said;
mod table;

use clap::{Args, Subcommand};

use crate::report::deadlines::Choice;

use super::look::Look;
use super::{Error, Exit, World};

pub(super) use history::drift;
pub(super) use place::ledger_path;

use place::Place;

/// The clocks of the filing process: see what is due, record what happened
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, disable_help_subcommand = true)]
pub(super) struct Deadlines {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    shown: table::Shown,
    #[command(subcommand)]
    action: Option<Action>,
}

const EXAMPLES: &str = "Examples:
  beian deadlines                                  what is due, soonest first
  beian deadlines due --within 7d                  exit 1 if anything is due within a week
  beian deadlines ics -o deadlines.ics             a calendar to import or to subscribe to
  beian deadlines record example.cn opened 2026-10-25
  beian deadlines record example.cn sms-received \"2026-10-20 14:30\"
  beian deadlines record example.cn notice --due 2026-12-01 --note 整改通知
  beian deadlines correct 12 2026-10-26
  beian deadlines history example.cn
  beian deadlines export -o backup.jsonl

Events:
  domain-verified, order-created, order-updated, order-submitted, sms-received,
  sms-checked, icp-approved, opened, police-submitted, police-approved,
  badge-shown, provider-changed, notice, closed";

#[derive(Debug, Subcommand)]
enum Action {
    Due(due::Due),
    Ics(ics::Ics),
    Record(record::Record),
    Correct(correct::Correct),
    History(history::History),
    Export(exchange::Export),
    Import(exchange::Import),
}

impl Deadlines {
    pub(super) fn run(self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        let scene = self.place.scene(world)?;
        if self.action.is_some() {
            self.shown.refuse()?;
        }
        match self.action {
            Some(Action::Due(due)) => due.run(&scene, world, look),
            Some(Action::Ics(ics)) => ics.run(&scene, world, look),
            Some(Action::Record(record)) => record.run(&scene, world, look),
            Some(Action::Correct(correct)) => correct.run(&scene, world, look),
            Some(Action::History(history)) => history.run(&scene, world, look),
            Some(Action::Export(export)) => export.run(&scene, world, look),
            Some(Action::Import(import)) => import.run(&scene, world, look),
            None => self.shown.run(&scene, Choice::default(), world, look).map(|_| Exit::Clean),
        }
    }
}

#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests {
    use super::super::Exit;
    use super::super::testing::Bench;

    fn run(bench: &Bench, args: &str) -> (Exit, String, String) {
        let mut all = vec!["deadlines"];
        all.extend(args.split(' '));
        all.extend(["--ledger", "l.db"]);
        let done = bench.run(&all);
        (done.exit, done.out, done.err)
    }

    #[test]
    fn what_is_recorded_is_acknowledged_in_the_language_of_the_run() {
        let bench = Bench::new();
        for (args, said) in [
            ("record Example.CN opened", "recorded #1: example.cn opened 2026-11-22\n"),
            (
                "record www.example.cn notice 2026-11-01 --due 2026-12-01",
                "recorded #2: example.cn notice 2026-11-01, due 2026-12-01\n",
            ),
            ("record a.cn sms-received 2026-11-22T11:59 -q", "3\n"),
            ("correct 1 2026-11-20", "recorded #4: corrects #1, example.cn opened 2026-11-20\n"),
            ("correct #2 --due 2026-12-05 -q", "5\n"),
            ("correct 4 --void --lang zh", "已记录 #6：#4 作废（example.cn 网站开通）\n"),
        ] {
            let (exit, out, err) = run(&bench, args);
            assert_eq!((exit, out.as_str(), err.as_str()), (Exit::Clean, said, ""), "{args}");
        }
        let (_, history, _) = run(&bench, "history example.cn");
        assert_eq!(
            history,
            "example.cn\n  \
             #1    opened           2026-11-22, made void by #6  [recorded 2026-11-22]\n  \
             #2    notice           2026-11-01, due 2026-12-01, corrected by #5  [recorded 2026-11-22]\n  \
             #4    opened           2026-11-20, corrects #1, made void by #6  [recorded 2026-11-22]\n  \
             #5    notice           2026-11-01, due 2026-12-05, corrects #2  [recorded 2026-11-22]\n  \
             #6    opened           void, corrects #1  [recorded 2026-11-22]\n"
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused_and_nothing_is_recorded() {
        let bench = Bench::new();
        run(&bench, "record a.cn opened 2026-11-01");
        for (args, part) in [
            ("record a.cn opened 2026-11-23", "lies in the future"),
            ("record a.cn opened 2026-11-22T12:01", "lies in the future"),
            ("record a.cn opened 2026-11-21 --today 2026-11-20", "lies in the future"),
            ("record a.cn opened 2026-02-29", "write it as YYYY-MM-DD"),
            ("record a.cn opend", "opened"),
            ("record a.cn opened --due 2026-12-01", "no due day"),
            ("record https://a.cn/ opened", "not a host name"),
            ("correct 1 2027-01-01", "lies in the future"),
            ("correct 1 --due 2026-12-01", "no due day"),
            ("correct 9 2026-01-01", "no entry 9"),
            ("correct x 2026-01-01", "number of an entry"),
            ("correct 1", "required"),
            ("correct 1 2026-01-01 --void", "cannot be used with"),
        ] {
            let (exit, out, err) = run(&bench, args);
            assert_eq!((exit, out.as_str()), (Exit::Usage, ""), "{args}");
            assert!(err.contains(part) && err.contains("fix: "), "{args}: {err}");
        }
        assert_eq!(run(&bench, "export").1.lines().count(), 1);
    }

    #[test]
    fn what_is_void_comes_back_with_a_day() {
        let bench = Bench::new();
        run(&bench, "record a.cn opened 2026-11-01");
        run(&bench, "correct 1 --void");
        let (exit, _, err) = run(&bench, "correct 1 --note again");
        assert!(exit == Exit::Usage && err.contains("entry 1 is void"), "{err}");
        assert_eq!(run(&bench, "correct 1 2026-11-02").0, Exit::Clean);
    }

    #[test]
    fn notes_cannot_act_on_a_terminal() {
        let bench = Bench::new();
        let (_, out, _) = run(&bench, "record a.cn opened --note \u{1b}[31mred");
        let (_, history, _) = run(&bench, "history a.cn");
        assert!(out.contains("\\u{1b}[31mred") && !history.contains('\u{1b}'), "{out}{history}");
    }
}
