//! The night's work as plain data: its steps, how it ended, and what is said of it in a line.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::domain::lang::{self, Lang, Text};
use crate::ledger::AuditTally;
use crate::report::{Detail, ReportFile};

use super::result::NotifyResult;

/// What a night has to do.
#[derive(Clone, Debug, Default)]
pub struct NightPlan {
    /// How much its commands print.
    pub detail: Detail,
    /// The language in which they print it.
    pub lang: Lang,
    /// Options of all commands that read the ledger: its file, the configuration, the day.
    pub ledger: Vec<OsString>,
    /// The audit.
    pub audit: NightAudit,
    /// The calendar of all due days.
    pub calendar: Option<PathBuf>,
    /// The folder of the calendars of all clients.
    pub client_calendars: Option<PathBuf>,
    /// Whether there are channels.
    pub has_channels: bool,
}

/// The audit of a night.
#[derive(Clone, Debug, Default)]
pub struct NightAudit {
    /// The folder of answers of earlier runs.
    pub cache: Option<PathBuf>,
    /// The reports.
    pub reports: Vec<ReportFile>,
    /// Further options, as typed.
    pub further: Vec<OsString>,
}

/// A step of the night. Commands are lines that a user could type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NightStep {
    /// All sites are audited, which is recorded and reported.
    Audit(Vec<OsString>),
    /// A calendar, or the calendars of all clients, are renewed.
    Calendar(Vec<OsString>),
    /// Channels are told what is new.
    Messages,
}

impl NightPlan {
    /// The steps, in their order. What one of them tells the next must be there: messages come last, and calendars may go
    /// with them.
    pub fn steps(&self) -> Vec<NightStep> {
        let mut steps =
            vec![NightStep::Audit(self.line(&["audit", "--record"], self.audit.args()))];
        let calendars = [("--output", &self.calendar), ("--per-client", &self.client_calendars)];
        for (option, path) in calendars {
            let args = path.as_ref().map(|path| vec![option.into(), path.into()]);
            steps.extend(
                args.map(|args| NightStep::Calendar(self.line(&["deadlines", "ics"], args))),
            );
        }
        steps.extend(self.has_channels.then_some(NightStep::Messages));
        steps
    }

    /// The line of a command. Only results and errors are printed, unless more is asked for.
    fn line(&self, command: &[&str], args: Vec<OsString>) -> Vec<OsString> {
        let detail = if self.detail == Detail::Full { "--verbose" } else { "--quiet" };
        let mut line: Vec<OsString> = vec!["beian".into()];
        line.extend(command.iter().map(OsString::from));
        line.extend([detail, "--lang", self.lang.name()].map(OsString::from));
        line.extend(self.ledger.iter().cloned());
        line.extend(args);
        line
    }
}

impl NightAudit {
    fn args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = Vec::new();
        if let Some(cache) = &self.cache {
            args.extend(["--cache".into(), cache.into()]);
        }
        for ReportFile { format, path } in &self.reports {
            let mut file = OsString::from(format!("{}=", format.name));
            file.push(path);
            args.extend(["--report".into(), file]);
        }
        args.extend(self.further.iter().cloned());
        args
    }
}

/// How a night ended; the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NightEnd {
    /// It was interrupted.
    Interrupted,
    /// A step could not be done, or not wholly.
    Incomplete,
    /// A message could not be sent.
    Waiting,
    /// All was done. Only such a night gives a sign of life.
    Good,
}

/// What was done in a night.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Night {
    /// The sites that were audited.
    pub audited: AuditTally,
    /// Calendars, or folders of them, that were renewed.
    pub calendars: usize,
    /// What channels were told, where they were.
    pub notified: Option<NotifyResult>,
    /// Whether a step could not be done, or not wholly.
    pub failed: bool,
    /// Whether it was interrupted.
    pub interrupted: bool,
}

impl Night {
    /// How it ended.
    pub fn end(&self) -> NightEnd {
        if self.interrupted {
            NightEnd::Interrupted
        } else if self.failed {
            NightEnd::Incomplete
        } else if self.notified.as_ref().is_some_and(NotifyResult::is_waiting) {
            NightEnd::Waiting
        } else {
            NightEnd::Good
        }
    }

    /// All in a line.
    pub fn summary(&self) -> Text {
        let channels = || self.notified.iter().flat_map(|result| &result.channels);
        let (sent, waiting) = (
            channels().map(|channel| channel.sent).sum::<usize>(),
            channels().map(|channel| channel.waiting).sum::<usize>(),
        );
        let Text { zh, en } = audited(self.audited);
        let (end_zh, end_en) = match self.end() {
            NightEnd::Interrupted => ("（被中断）", "interrupted: "),
            NightEnd::Incomplete => ("（有一步没有完成）", "incomplete: "),
            NightEnd::Waiting | NightEnd::Good => ("", ""),
        };
        let calendars = self.calendars;
        Text::made(
            format!(
                "watch{end_zh}：{zh}；更新日历 {calendars} 处；发送消息 {sent} 条，等待 {waiting} 条"
            ),
            format!(
                "watch: {end_en}{en}; calendars renewed: {calendars}; messages sent: {sent}, waiting: {waiting}"
            ),
        )
    }
}

fn audited(tally: AuditTally) -> Text {
    let AuditTally { sites, failing, unjudged, review } = tally;
    let counted = |count: usize, zh: &str, en: &str| {
        (count > 0).then(|| Text::made(format!("{count} 个{zh}"), format!("{count} {en}")))
    };
    let sites = match sites {
        0 => Text::fixed("没有检查网站", "no site audited"),
        _ => Text::made(
            format!("检查 {sites} 个网站"),
            format!("{} audited", lang::counted(sites, "site")),
        ),
    };
    let parts = [
        Some(sites),
        counted(failing, "有问题", "with findings"),
        counted(unjudged, "无法判断", "not judged"),
        counted(review, "需人工查看", "to be looked at"),
    ];
    Text::joined(parts.into_iter().flatten(), "，", ", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::result::ChannelResult;

    fn told(sent: usize, waiting: usize) -> NotifyResult {
        let channel = ChannelResult { sent, waiting, ..ChannelResult::default() };
        NotifyResult { channels: vec![channel.clone(), channel], ..NotifyResult::default() }
    }

    #[test]
    fn steps_are_lines_that_a_user_could_type_and_messages_come_last() {
        let plan = NightPlan {
            ledger: ["--ledger", "l.db"].map(OsString::from).into(),
            audit: NightAudit {
                cache: Some("cache".into()),
                reports: vec![ReportFile::typed("html=r.html").unwrap()],
                further: ["--max-pages", "20"].map(OsString::from).into(),
            },
            calendar: Some("all.ics".into()),
            client_calendars: Some("ics".into()),
            has_channels: true,
            ..NightPlan::default()
        };
        let said = |step: NightStep| match step {
            NightStep::Audit(line) | NightStep::Calendar(line) => {
                line.join(" ".as_ref()).into_string().unwrap()
            }
            NightStep::Messages => "messages".to_owned(),
        };
        let steps: Vec<String> = plan.steps().into_iter().map(said).collect();
        assert_eq!(
            steps,
            [
                "beian audit --record --quiet --lang en --ledger l.db --cache cache --report html=r.html --max-pages 20",
                "beian deadlines ics --quiet --lang en --ledger l.db --output all.ics",
                "beian deadlines ics --quiet --lang en --ledger l.db --per-client ics",
                "messages",
            ]
        );
        let plan = NightPlan { detail: Detail::Full, lang: Lang::Zh, ..NightPlan::default() };
        let steps: Vec<String> = plan.steps().into_iter().map(said).collect();
        assert_eq!(steps, ["beian audit --record --verbose --lang zh"]);
    }

    #[test]
    fn an_interruption_goes_before_a_fault_and_a_fault_before_a_message_that_waits() {
        let mut night = Night::default();
        assert_eq!(night.end(), NightEnd::Good);
        night.notified = Some(told(1, 0));
        assert_eq!(night.end(), NightEnd::Good);
        night.notified = Some(told(0, 1));
        assert_eq!(night.end(), NightEnd::Waiting);
        night.failed = true;
        assert_eq!(night.end(), NightEnd::Incomplete);
        night.interrupted = true;
        assert_eq!(night.end(), NightEnd::Interrupted);
    }

    #[test]
    fn the_summary_counts_what_was_done() {
        let audited = AuditTally { sites: 300, failing: 12, unjudged: 3, review: 0 };
        let night = Night { audited, calendars: 2, notified: Some(told(1, 0)), ..Night::default() };
        assert_eq!(
            night.summary().en,
            "watch: 300 sites audited, 12 with findings, 3 not judged; calendars renewed: 2; messages sent: 2, waiting: 0"
        );
        let audited = AuditTally { sites: 1, review: 1, ..AuditTally::default() };
        let night = Night { audited, failed: true, ..Night::default() };
        assert_eq!(
            night.summary().zh,
            "watch（有一步没有完成）：检查 1 个网站，1 个需人工查看；更新日历 0 处；发送消息 0 条，等待 0 条"
        );
        assert!(
            night.summary().en.starts_with("watch: incomplete: 1 site audited, 1 to be looked at;")
        );
        let night = Night { interrupted: true, ..Night::default() };
        assert!(night.summary().en.starts_with("watch: interrupted: no site audited;"));
    }
}
