//! `[[channel]]` and `[notify]`: where messages go, and what each channel is told. Secrets are not in the file: it names
//! where they are.

mod mail;
mod read;
mod values;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use crate::domain::finding_level::FindingLevel;
use crate::domain::lang::Lang;

use super::source::Spot;

pub(super) use read::notify;

/// Days before a due day on which it is announced, unless the file says otherwise.
const LEAD_DAYS: [u16; 5] = [14, 7, 3, 1, 0];
/// A site is announced that this many audits in a row could not judge.
const NOT_JUDGED_RUNS: u32 = 3;
/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// `[notify]`: what holds for all channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifyKeys {
    /// Days before a due day on which it is announced, longest first.
    pub lead_days: Vec<u16>,
    /// Whether the file sets them: calendars have alarms of their own where it does not.
    pub sets_lead_days: bool,
    /// A site is announced that this many audits in a row could not judge.
    pub not_judged_runs: u32,
    /// Fetched after a good run, for a service that raises an alarm when it stays away.
    pub ping: Option<PingKeys>,
    /// The channels.
    pub channels: Vec<ChannelKeys>,
}

/// What is fetched after a good run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PingKeys {
    /// The address; itself a secret.
    pub url: SecretRef,
    /// Whether it may be one of a private network or of this machine.
    pub private: bool,
    /// Whether it may be http.
    pub http: bool,
}

/// A `[[channel]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelKeys {
    /// Its name: what it was told is remembered under it.
    pub name: String,
    /// What takes the messages.
    pub kind: ChannelKind,
    /// The address; itself a secret.
    pub url: Option<SecretRef>,
    /// What messages are signed with.
    pub secret: Option<SecretRef>,
    /// Mail: how it is sent.
    pub mail: Option<MailKeys>,
    /// Push services: the names of the fields.
    pub push: PushKeys,
    /// Which items are told.
    pub choice: ChannelChoice,
    /// When messages may be sent.
    pub hours: SendHours,
    /// The language of the messages; that of the command where it is missing.
    pub lang: Option<Lang>,
    /// Who is mentioned where a client's site is in the message; `*` for all messages.
    pub mention: BTreeMap<String, Vec<String>>,
    /// Whether the address may be one of a private network or of this machine.
    pub private: bool,
    /// Whether the address may be http.
    pub http: bool,
    /// The time limit of one attempt, in seconds.
    pub timeout: u64,
    /// Its place in the file, for errors.
    pub spot: Spot,
}

/// What takes the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// A group robot of 企业微信.
    Wecom,
    /// A group robot of 钉钉.
    Dingtalk,
    /// A group robot of 飞书 or Lark.
    Feishu,
    /// An incoming webhook of Slack, or what takes the same (Mattermost, Rocket.Chat).
    Slack,
    /// Any receiver of Standard Webhooks.
    Webhook,
    /// A push service that takes a title and a text (Bark, `ServerChan`).
    Push,
    /// Mail.
    Mail,
}

/// Which items a channel is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelChoice {
    /// Only sites of these clients; of all where it is empty.
    pub clients: Vec<String>,
    /// Findings of these levels.
    pub severities: Vec<FindingLevel>,
    /// Only items of these kinds.
    pub kinds: Vec<NoticeKind>,
    /// Days before a due day on which it is announced, longest first.
    pub lead_days: Vec<u16>,
}

/// A kind of item.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// A due day is near or past.
    Due,
    /// A home page no longer shows what it showed.
    Drifted,
    /// A rule has findings that it did not have.
    Failing,
    /// A site could not be judged for some time.
    NotJudged,
    /// A finding, a loss or a site that could not be judged is in order again.
    Resolved,
}

/// When messages may be sent, by the time of China.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SendHours {
    /// Only within these hours.
    pub window: Option<HourSpan>,
    /// Not within these hours.
    pub quiet: Option<HourSpan>,
    /// Only on working days by the Chinese calendar.
    pub working_days: bool,
}

/// Hours of a day, from the first minute up to before the last; past midnight where the end is before the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourSpan {
    /// Minutes from midnight.
    pub from: u16,
    /// Minutes from midnight.
    pub to: u16,
}

/// How mail is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailKeys {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// Who logs in.
    pub login: Option<(SecretRef, SecretRef)>,
    /// The sender.
    pub from: String,
    /// Who gets it.
    pub to: Vec<String>,
    /// Whether the calendar of the due days is attached.
    pub calendar: bool,
    /// Files that are attached.
    pub files: Vec<PathBuf>,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// TLS from the first byte (port 465).
    Tls,
    /// STARTTLS, without which nothing is sent (port 587).
    Starttls,
    /// Not at all; only with `http = true`, which permits what is not encrypted.
    None,
}

/// The fields of a push service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushKeys {
    /// The field of the title.
    pub title: String,
    /// The field of the text.
    pub text: String,
    /// Whether the fields are sent as a form; else as JSON.
    pub form: bool,
}

/// Where a secret is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretRef {
    /// In this variable of the environment.
    Env(String),
    /// In this file, resolved against `beian.toml`.
    File(PathBuf),
    /// In the file of this name in `$CREDENTIALS_DIRECTORY` (systemd's `LoadCredential=`).
    Credential(String),
}

impl ChannelKind {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::Wecom,
        Self::Dingtalk,
        Self::Feishu,
        Self::Slack,
        Self::Webhook,
        Self::Push,
        Self::Mail,
    ];

    /// The name in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wecom => "wecom",
            Self::Dingtalk => "dingtalk",
            Self::Feishu => "feishu",
            Self::Slack => "slack",
            Self::Webhook => "webhook",
            Self::Push => "push",
            Self::Mail => "mail",
        }
    }

    /// Whether a key is for this kind.
    fn has(self, key: &str) -> bool {
        match key {
            "url" => self != Self::Mail,
            "secret" => matches!(self, Self::Dingtalk | Self::Feishu | Self::Webhook),
            "title_key" | "text_key" | "form" => self == Self::Push,
            "server" | "tls" | "user" | "password" | "from" | "to" | "attach" => self == Self::Mail,
            _ => true,
        }
    }
}

impl NoticeKind {
    /// All, in the order of messages.
    pub const ALL: [Self; 5] =
        [Self::Due, Self::Drifted, Self::Failing, Self::NotJudged, Self::Resolved];

    /// The name in the file and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Drifted => "drifted",
            Self::Failing => "failing",
            Self::NotJudged => "not-judged",
            Self::Resolved => "resolved",
        }
    }
}

impl ChannelChoice {
    /// Whether sites of this client are told.
    pub fn wants(&self, client: Option<&str>) -> bool {
        self.clients.is_empty()
            || client.is_some_and(|client| self.clients.iter().any(|wanted| wanted == client))
    }

    /// Whether there is anything of which the channel is told. That something is in order again is told only to who was
    /// told that it was not.
    fn tells_anything(&self) -> bool {
        self.kinds.iter().any(|kind| match kind {
            NoticeKind::Due | NoticeKind::Drifted | NoticeKind::NotJudged => true,
            NoticeKind::Failing => !self.severities.is_empty(),
            NoticeKind::Resolved => false,
        })
    }
}

impl SendHours {
    /// Whether there is a minute of the day at which messages may be sent.
    fn is_ever(&self) -> bool {
        (0..DAY).any(|minute| {
            self.window.is_none_or(|window| window.holds(minute))
                && !self.quiet.is_some_and(|quiet| quiet.holds(minute))
        })
    }
}

impl HourSpan {
    /// Whether a minute of the day is within.
    pub const fn holds(self, minute: u16) -> bool {
        if self.from <= self.to {
            self.from <= minute && minute < self.to
        } else {
            self.from <= minute || minute < self.to
        }
    }
}

impl Default for NotifyKeys {
    fn default() -> Self {
        Self {
            lead_days: LEAD_DAYS.to_vec(),
            sets_lead_days: false,
            not_judged_runs: NOT_JUDGED_RUNS,
            ping: None,
            channels: Vec::new(),
        }
    }
}

impl NotifyKeys {
    /// The channels of these names; all where there is none.
    pub fn wanted<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = &'a ChannelKeys> {
        let channels = self.channels.iter();
        channels.filter(|channel| names.is_empty() || names.contains(&channel.name))
    }

    /// The channel of that name.
    pub fn channel(&self, name: &str) -> Option<&ChannelKeys> {
        self.channels.iter().find(|channel| channel.name == name)
    }

    /// The lead days of a client's calendar: those of the channels that are for this client alone, else of `[notify]`;
    /// `None` where neither is set.
    pub fn lead_days_of(&self, client: Option<&str>) -> Option<Vec<u16>> {
        let own = |channel: &&ChannelKeys| {
            client.is_some_and(|client| channel.choice.clients == [client])
        };
        let mut days: Vec<u16> = self
            .channels
            .iter()
            .filter(own)
            .flat_map(|channel| channel.choice.lead_days.iter().copied())
            .collect();
        if days.is_empty() {
            return self.sets_lead_days.then(|| self.lead_days.clone());
        }
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
        Some(days)
    }
}
