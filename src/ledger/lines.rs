//! Export and import of all entries and audits: JSON Lines.

use serde::{Deserialize, Serialize};

use crate::domain::date::{Date, Timestamp, TimestampError};
use crate::domain::event::Event;
use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::domain::record::{EventDetails, WhenError};

use super::audits::WITH_FINDINGS;
use super::batch::NewEntry;
use super::entry::{COLUMNS, day};
use super::{Audit, AuditRow, Batch, Entry, Error, Ledger, Uid};

/// A line: an event, a correction or an audit. The site's name is as written there; the caller normalises it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The site.
    pub site: String,
    /// The site as written, also after [`Self::site`] was normalised.
    written_site: String,
    uid: Option<Uid>,
    at: Option<Timestamp>,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Entry { event: Event, value: Option<EventDetails>, corrects: Option<Uid> },
    Audit(AuditRow),
}

/// The JSON object of a line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    site: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    void: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit: Option<AuditRow>,
}

/// Why a line cannot be understood.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It is not JSON, or of another form.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A value has the wrong form.
    #[error("{0}")]
    Value(Text),
    /// It has more bytes than any line of an export.
    #[error("longer than 128 MiB")]
    TooLong,
    /// Its bytes are not UTF-8.
    #[error("not a line of UTF-8 text")]
    NotUtf8,
}

impl LineError {
    fn value(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Value(Text::made(zh, en))
    }
}

impl Remedy for LineError {
    fn fix(&self) -> Text {
        match self {
            Self::Json(_) | Self::Value(_) => Text::fixed(
                r#"请写成 {"site":"example.cn","event":"opened","when":"2026-10-25"} 的形式"#,
                r#"write it like {"site":"example.cn","event":"opened","when":"2026-10-25"}"#,
            ),
            Self::TooLong => Text::fixed(
                "一行是一条记录或一次检查：请检查文件",
                "one line is one entry or audit: look at the file",
            ),
            Self::NotUtf8 => Text::fixed(
                "请重新导出，或把文件存为 UTF-8",
                "export again, or save the file as UTF-8",
            ),
        }
    }
}

impl Bilingual for LineError {
    fn zh(&self) -> String {
        match self {
            Self::Json(error) => format!("不是这种格式的 JSON：{error}"),
            Self::Value(text) => text.zh(),
            Self::TooLong => "超过 128 MiB".to_owned(),
            Self::NotUtf8 => "不是一行 UTF-8 文本".to_owned(),
        }
    }
}

/// What an import did with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// It was added.
    Added,
    /// It was in the ledger already.
    Known,
}

impl Line {
    /// Reads a line.
    pub fn parse(text: &str) -> Result<Self, LineError> {
        let written: JsonLine = serde_json::from_str(text)?;
        let uid = |text: Option<&String>| {
            let parse = |text: &String| {
                text.parse::<Uid>().map_err(|error| LineError::value("编号的格式不对", error))
            };
            text.map(parse).transpose()
        };
        let id = uid(written.uid.as_ref())?;
        let wrong_time = |error: TimestampError| {
            LineError::value(format!("at：{}", error.zh()), format!("at: {error}"))
        };
        let at = written.at.as_deref().map(str::parse).transpose().map_err(wrong_time)?;
        let corrects = uid(written.corrects.as_ref())?;
        let value = written.value()?;
        let what = match (written.event, written.audit) {
            (Some(event), None) => {
                let event = Event::parse(&event).ok_or_else(|| {
                    LineError::value(
                        format!("没有事件“{event}”"),
                        format!("{event:?} is not an event"),
                    )
                })?;
                if value.is_none() && (corrects.is_none() || !written.void) {
                    return Err(LineError::value("缺少 `when`", "`when` is missing"));
                }
                What::Entry { event, value, corrects }
            }
            (None, Some(audit)) if value.is_none() && corrects.is_none() => What::Audit(audit),
            _ => {
                return Err(LineError::value(
                    "缺少 `event` 或 `audit`",
                    "an `event` or an `audit` is missing",
                ));
            }
        };
        let written_site = written.site.clone();
        Ok(Self { site: written.site, written_site, uid: id, at, what })
    }

    /// Whether the line has an identity, as those of an export do. Its values were checked when they were recorded, with
    /// the clock and the configuration of that time.
    pub const fn is_exported(&self) -> bool {
        self.uid.is_some()
    }

    /// The event and its details, unless the line is an audit or voids an entry.
    pub const fn event(&self) -> Option<(Event, &EventDetails)> {
        match &self.what {
            What::Entry { event, value: Some(value), .. } => Some((*event, value)),
            What::Entry { .. } | What::Audit(_) => None,
        }
    }

    /// The line as JSON, without a line break.
    pub fn write(&self) -> Result<String, LineError> {
        let mut written = JsonLine {
            uid: self.uid.map(|uid| uid.to_string()),
            at: self.at.map(|at| at.to_string()),
            site: self.site.clone(),
            event: None,
            when: None,
            due: None,
            note: None,
            corrects: None,
            void: false,
            audit: None,
        };
        match &self.what {
            What::Audit(audit) => written.audit = Some(audit.clone()),
            What::Entry { event, value, corrects } => {
                written.event = Some(event.name().to_owned());
                written.corrects = corrects.map(|uid| uid.to_string());
                written.void = value.is_none();
                if let Some(EventDetails { when, due, note }) = value {
                    written.when = Some(when.to_string());
                    written.due = due.map(|due| due.to_string());
                    written.note.clone_from(note);
                }
            }
        }
        Ok(serde_json::to_string(&written)?)
    }

    /// The identity of a line: the one that it has, else a hash of its values, so that importing a list written by hand
    /// twice adds it once.
    fn identity(&self) -> Result<Uid, LineError> {
        match self.uid {
            Some(uid) => Ok(uid),
            None => Ok(Uid::of(fnv1a(Self { at: None, ..self.clone() }.write()?.as_bytes()))),
        }
    }
}

impl JsonLine {
    /// The details of the event.
    fn value(&self) -> Result<Option<EventDetails>, LineError> {
        let wrong = |key: &str, why: Text| {
            LineError::value(format!("{key}：{}", why.zh), format!("{key}: {why}"))
        };
        let Some(when) = &self.when else {
            return match (&self.due, &self.note) {
                (None, None) => Ok(None),
                _ => Err(LineError::value(
                    "`due` 和 `note` 需要 `when`",
                    "`due` and `note` need a `when`",
                )),
            };
        };
        if self.void {
            return Err(LineError::value("作废的记录没有 `when`", "what is void has no `when`"));
        }
        let when = when.parse().map_err(|error: WhenError| wrong("when", error.text()))?;
        let last = |due: &String| {
            day(due).ok_or_else(|| {
                let zh = format!("“{due}”不是日期（YYYY-MM-DD）");
                wrong("due", Text::made(zh, format!("{due:?} is not a date (YYYY-MM-DD)")))
            })
        };
        let due: Option<Date> = self.due.as_ref().map(last).transpose()?;
        Ok(Some(EventDetails { when, due, note: self.note.clone() }))
    }
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

impl From<Entry> for Line {
    fn from(entry: Entry) -> Self {
        let Entry { uid, at, site, event, value, corrects, .. } = entry;
        let what = What::Entry { event, value, corrects };
        Self { written_site: site.clone(), site, uid: Some(uid), at: Some(at), what }
    }
}

impl From<Audit> for Line {
    fn from(Audit { uid, at, row }: Audit) -> Self {
        let site = row.site.clone();
        let what = What::Audit(row);
        Self { written_site: site.clone(), site, uid: Some(uid), at: Some(at), what }
    }
}

impl Ledger {
    /// Calls `take` with all entries and then all audits, in the order of recording, from one snapshot of the database.
    pub fn each_line<E: From<Error>>(
        &self,
        mut each: impl FnMut(Line) -> Result<(), E>,
    ) -> Result<(), E> {
        let of = |error| self.fault(error);
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let entries = format!("SELECT {COLUMNS} FROM entry ORDER BY id");
        let mut entries = self.db.prepare(&entries).map_err(of)?;
        let mut rows = entries.query(()).map_err(of)?;
        while let Some(row) = rows.next().map_err(of)? {
            each(Entry::read(row).map_err(of)?.into())?;
        }
        let audits = format!("SELECT {WITH_FINDINGS} FROM audit ORDER BY id");
        let mut audits = self.db.prepare(&audits).map_err(of)?;
        let mut rows = audits.query(()).map_err(of)?;
        while let Some(row) = rows.next().map_err(of)? {
            each(Audit::read(row).map_err(of)?.into())?;
        }
        Ok(())
    }
}

impl Batch<'_> {
    /// Adds a line, unless it is in the ledger. `now` is used where the line has no time of recording.
    pub fn import(&mut self, line: &Line, now: Timestamp) -> Result<Imported, Error> {
        // Serialization fails only for keys that are no text.
        let uid = line.identity().map_err(|_| Error::Conflict { uid: String::new() })?;
        let conflict = || Error::Conflict { uid: uid.to_string() };
        let known: Option<Line> = match &line.what {
            What::Entry { .. } => self.entry_of_uid(uid)?.map(Line::from),
            What::Audit(_) => self.audit_of_uid(uid)?.map(Line::from),
        };
        if let Some(known) = known {
            return if line.says_what(&known) { Ok(Imported::Known) } else { Err(conflict()) };
        }
        let at = line.at.unwrap_or(now);
        match &line.what {
            What::Audit(audit) => {
                self.insert_audit(uid, &AuditRow { site: line.site.clone(), ..audit.clone() }, at)?;
            }
            What::Entry { event, value, corrects } => {
                let mut site = line.site.clone();
                if let Some(first) = *corrects {
                    let found = self.entry_of_uid(first)?.filter(|found| {
                        line.is_of(&found.site) && found.event == *event && found.corrects.is_none()
                    });
                    let found = found.ok_or_else(|| Error::Dangling { uid: first.to_string() })?;
                    // A site may have been declared under another name since: a correction has the site of its entry.
                    site = found.site;
                }
                let (event, corrects) = (*event, *corrects);
                self.insert(&NewEntry {
                    uid,
                    at,
                    site: &site,
                    event,
                    value: value.as_ref(),
                    corrects,
                })?;
            }
        }
        Ok(Imported::Added)
    }
}

impl Line {
    /// Whether a site's name is the line's, as written or as normalised.
    fn is_of(&self, site: &str) -> bool {
        self.site == site || self.written_site == site
    }

    /// Whether the entry or audit of the same identity has the same values.
    fn says_what(&self, known: &Self) -> bool {
        let with_site = |what: &What| {
            let mut what = what.clone();
            if let What::Audit(audit) = &mut what {
                audit.site.clone_from(&known.site);
            }
            what
        };
        let same_time = self.at.is_none() || self.at == known.at;
        same_time && self.is_of(&known.site) && with_site(&self.what) == known.what
    }
}
