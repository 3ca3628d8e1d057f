//! What travels: sites to workers, results to the collector.

use std::io::Read as _;

use serde::{Deserialize, Serialize};

use crate::config::declared;
use crate::crawl::Target;
use crate::domain::date::{self, Date};
use crate::domain::duty::Duty;
use crate::domain::failure::Failure;
use crate::domain::site::{DeclaredPolice, Site};
use crate::engine::Job;
use crate::report::model::SiteReport;

/// Longer messages are compressed: reports of many pages repeat themselves.
const COMPRESS_FROM: usize = 4 << 10;
const LEVEL: i32 = 1;
/// How a compressed message begins (RFC 8878 §3.1.1).
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The longest result after decompression, in bytes: some hundred thousand pages.
const MAX_RESULT: u64 = 256 << 20;

/// A site that is to be audited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteMessage {
    /// Its number in the run, from 0.
    pub number: u64,
    /// The target, as typed.
    pub target: String,
    /// What is declared about it.
    #[serde(default, skip_serializing_if = "DeclaredValues::is_empty")]
    pub declared: DeclaredValues,
}

/// What is declared about a site; texts are as in `beian.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DeclaredValues {
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    police: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<i16>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    commercial: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    duties: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    police_submitted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    police_approved: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
}

/// A message that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct MessageError(String);

impl MessageError {
    fn of(error: &dyn std::error::Error) -> Self {
        Self(error.to_string())
    }
}

impl DeclaredValues {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn of(site: &Site) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self {
            domain: site.domain.clone(),
            aliases: site.aliases.clone(),
            icp: site.icp.as_ref().map(ToString::to_string),
            police: site.police.as_ref().map(|police| match police {
                DeclaredPolice::Pending => "pending".to_owned(),
                DeclaredPolice::Number(number) => number.to_string(),
            }),
            owner: site.owner.clone(),
            subject: site.subject.map(|subject| subject.name().to_owned()),
            since: site.since,
            commercial: site.commercial,
            duties: site.duties.iter().map(|duty| duty.name().to_owned()).collect(),
            approved: day(site.approved),
            opened: day(site.opened),
            police_submitted: day(site.police_submitted),
            police_approved: day(site.police_approved),
            client: site.client.clone(),
        }
    }

    /// The values of a site, by the calendar of this day.
    fn site(&self, today: Date) -> Result<Site, MessageError> {
        let day = |text: Option<&str>| {
            text.map(date::parse).transpose().map_err(|error| MessageError::of(&error))
        };
        let wrong = |wrong: Failure| MessageError(wrong.what.en.into_owned());
        let duty = |name: &String| {
            Duty::named(name).ok_or_else(|| MessageError(format!("no duty {name:?}")))
        };
        let icp = self.icp.as_deref().map(|text| declared::icp(text, today));
        let police = self.police.as_deref().map(declared::police);
        let subject = self.subject.as_deref().map(declared::subject);
        Ok(Site {
            domain: self.domain.clone(),
            aliases: self.aliases.clone(),
            icp: icp.transpose().map_err(wrong)?,
            police: police.transpose().map_err(wrong)?,
            owner: self.owner.clone(),
            subject: subject.transpose().map_err(wrong)?,
            since: self.since,
            commercial: self.commercial,
            duties: self.duties.iter().map(duty).collect::<Result<_, _>>()?,
            approved: day(self.approved.as_deref())?,
            opened: day(self.opened.as_deref())?,
            police_submitted: day(self.police_submitted.as_deref())?,
            police_approved: day(self.police_approved.as_deref())?,
            client: self.client.clone(),
            ..Site::default()
        })
    }
}

impl SiteMessage {
    /// The message about a job of a live site.
    pub(super) fn new(number: u64, job: &Job) -> Self {
        let declared = DeclaredValues::of(&job.site);
        Self { number, target: job.target.text.clone(), declared }
    }

    /// The job, by the calendar of this day.
    pub(super) fn job(&self, today: Date) -> Result<Job, MessageError> {
        let target = Target::live(&self.target).map_err(|error| MessageError::of(&error))?;
        Ok(Job { site: self.declared.site(today)?, ..Job::new(target) })
    }

    /// The site without what is declared of it.
    pub(super) fn bare_job(&self) -> Result<Job, MessageError> {
        Target::live(&self.target).map(Job::new).map_err(|error| MessageError::of(&error))
    }

    /// Reads a message.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, MessageError> {
        serde_json::from_slice(bytes).map_err(|error| MessageError::of(&error))
    }
}

/// What came of a site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ResultMessage {
    /// The site.
    pub site: SiteMessage,
    /// The worker's name.
    pub worker: String,
    /// Which delivery of the site this is the result of, from 1.
    pub delivery: u32,
    /// Whether it was given up after its last delivery.
    pub given_up: bool,
    /// The report.
    pub report: SiteReport,
}

impl ResultMessage {
    /// The bytes of the message.
    pub(super) fn write(&self) -> Result<Vec<u8>, MessageError> {
        let json = serde_json::to_vec(self).map_err(|error| MessageError::of(&error))?;
        if json.len() < COMPRESS_FROM {
            return Ok(json);
        }
        zstd::bulk::compress(&json, LEVEL).map_err(|error| MessageError::of(&error))
    }

    /// Reads a message.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, MessageError> {
        if !bytes.starts_with(&ZSTD_MAGIC) {
            return serde_json::from_slice(bytes).map_err(|error| MessageError::of(&error));
        }
        let mut json = Vec::new();
        let reader =
            zstd::stream::read::Decoder::new(bytes).map_err(|error| MessageError::of(&error))?;
        reader.take(MAX_RESULT).read_to_end(&mut json).map_err(|error| MessageError::of(&error))?;
        serde_json::from_slice(&json).map_err(|error| MessageError::of(&error))
    }
}

/// A result that is stored elsewhere, since it is too large for a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredResult {
    /// The name of the object that has the message.
    pub stored_as: String,
}

impl StoredResult {
    /// The reference that a message is; `None` where it is a result itself, which is not read for that.
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        payload.starts_with(b"{\"stored_as\":").then(|| serde_json::from_slice(payload).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::site::Subject;

    const TODAY: Date = Date::constant(2026, 11, 22);

    fn full() -> Site {
        Site {
            domain: Some("example.cn".to_owned()),
            aliases: vec!["www.example.cn".to_owned()],
            icp: Some(declared::icp("京ICP备12345678号-1", TODAY).unwrap()),
            police: Some(declared::police("京公网安备11010502030143号").unwrap()),
            owner: Some("示例公司".to_owned()),
            subject: Some(Subject::Person),
            since: Some(2019),
            commercial: true,
            duties: Duty::ALL.to_vec(),
            approved: Some(TODAY),
            opened: Some(TODAY),
            police_submitted: Some(TODAY),
            police_approved: Some(TODAY),
            client: Some("甲".to_owned()),
            ..Site::default()
        }
    }

    #[test]
    fn a_site_arrives_with_all_that_is_declared() {
        let pending = Site { police: Some(DeclaredPolice::Pending), ..Site::default() };
        for site in [Site::default(), full(), pending] {
            let job = Job { site, ..Job::new(Target::live("https://example.cn/a?b").unwrap()) };
            let bytes = serde_json::to_vec(&SiteMessage::new(7, &job)).unwrap();
            let read = SiteMessage::read(&bytes).unwrap();
            let again = read.job(TODAY).unwrap();
            assert_eq!((read.number, &again.site, &again.target), (7, &job.site, &job.target));
        }
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for text in ["", "{}", r#"{"number":1,"target":"a.cn","declared":{"further":1}}"#] {
            assert!(SiteMessage::read(text.as_bytes()).is_err(), "{text}");
        }
        let text = r#"{"number":1,"target":"a.cn","declared":{"duties":["x"]}}"#;
        assert!(SiteMessage::read(text.as_bytes()).unwrap().job(TODAY).is_err());
        let folder = r#"{"number":1,"target":"public"}"#;
        assert!(SiteMessage::read(folder.as_bytes()).unwrap().job(TODAY).is_err());
    }

    #[test]
    fn long_results_are_compressed_and_read_back() {
        let job = Job::new(Target::live("a.cn").unwrap());
        let line = r#"{"target":"a.cn","home":null,"final_url":null,"redirects":[],"status":"pass","pages_found":1,"pages_checked":1,"truncated":false,"declared":{},"clocks":[],"filings":{"icp":[],"police":[],"licences":[],"copyright":[]},"findings":[],"reviews":[],"skipped":[],"pages":[]}"#;
        let report: SiteReport = serde_json::from_str(line).unwrap();
        for redirects in [0, 10_000] {
            let mut report = report.clone();
            let redirect = r#"{"from":"https://a.cn/","to":"https://www.a.cn/","status":301}"#;
            report.redirects = vec![serde_json::from_str(redirect).unwrap(); redirects];
            let site = SiteMessage::new(3, &job);
            let worker = "w1".to_owned();
            let sent = ResultMessage { site, worker, delivery: 2, given_up: false, report };
            let bytes = sent.write().unwrap();
            assert!(bytes.len() < COMPRESS_FROM, "{}", bytes.len());
            let read = ResultMessage::read(&bytes).unwrap();
            assert_eq!(read.report.redirects.len(), redirects);
            assert_eq!((read.site, read.delivery), (sent.site, 2));
            for cut in [1, bytes.len() / 2, bytes.len() - 1] {
                assert!(ResultMessage::read(&bytes[..cut]).is_err());
            }
        }
    }
}
