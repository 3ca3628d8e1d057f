//! What can be seen of a filing's hosts from outside: filled in by the command line, judged by rules.

use std::net::IpAddr;

use crate::domain::date::Date;
use crate::domain::lang::Text;

/// What was seen of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostSight {
    /// The host, lower case, without `www.`.
    pub host: String,
    /// Whether the site answers.
    pub reach: Reach,
    /// The same of its other name, where that was asked.
    pub other: Option<OtherName>,
    /// The addresses to which the host resolves.
    pub addresses: Vec<IpAddr>,
    /// Whether the home page shows an ICP number, where it was read.
    pub shows_number: Option<bool>,
    /// What the registry says, where it was asked.
    pub registry: Option<Registry>,
}

/// What was seen of a host's other name: with `www.` in front, or without where the home page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherName {
    /// The name.
    pub name: String,
    /// Whether it answers.
    pub reach: Reach,
    /// The addresses to which it resolves.
    pub addresses: Vec<IpAddr>,
    /// Whether its home page shows an ICP number, where it was read.
    pub shows_number: Option<bool>,
}

impl HostSight {
    /// A host that was not looked at.
    pub const fn unseen(host: String) -> Self {
        Self {
            host,
            reach: Reach::NotAsked,
            other: None,
            addresses: Vec::new(),
            shows_number: None,
            registry: None,
        }
    }

    /// Whether the site answers under any of its names.
    pub fn answers(&self) -> bool {
        self.reach == Reach::Answers
            || self.other.as_ref().is_some_and(|other| other.reach == Reach::Answers)
    }

    /// Whether a home page that was read shows an ICP number: the one of its own name, else of the other.
    pub fn shows_its_number(&self) -> Option<bool> {
        self.shows_number.or_else(|| self.other.as_ref()?.shows_number)
    }
}

/// Whether a site answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It was not asked.
    NotAsked,
    /// The name has no address.
    NoAddress,
    /// It has an address and gives no page, for this reason.
    NoAnswer(String),
    /// It gives a page.
    Answers,
}

/// What a registry says of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registry {
    /// It is registered.
    Found(Registration),
    /// It is not registered.
    NotFound,
    /// The registry could not be asked, for this reason.
    Unknown(Text),
}

/// A registration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// Registered holder.
    pub holder: Option<String>,
    /// Registrar.
    pub registrar: Option<String>,
    /// Status words.
    pub statuses: Vec<String>,
    /// Last day. During the automatic renewal after an expiry the registry shows the renewed day: it is no proof.
    pub expires: Option<Date>,
}
