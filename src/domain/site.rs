//! What the owner declares about a site.

use super::date::Date;
use super::duty::Duty;
use super::icp_number::IcpNumber;
use super::police_number::PoliceNumber;
use super::record::SiteLog;

/// The declared values of one site; everything may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The registered domain, lower case, ASCII (punycode), without `www.`.
    pub domain: Option<String>,
    /// Further host names that are the same site.
    pub aliases: Vec<String>,
    /// The ICP number that the pages should show.
    pub icp: Option<IcpNumber>,
    /// The police number that the pages should show.
    pub police: Option<DeclaredPolice>,
    /// The owner's name for the copyright line.
    pub owner: Option<String>,
    /// Organisation or person.
    pub subject: Option<Subject>,
    /// First year of the copyright line.
    pub since: Option<i16>,
    /// Whether the site sells or is paid for (needs a licence).
    pub commercial: bool,
    /// Further duties of its footer.
    pub duties: Vec<Duty>,
    /// Day of ICP approval.
    pub approved: Option<Date>,
    /// Day on which the site opened to the public.
    pub opened: Option<Date>,
    /// Day on which the police filing was handed in.
    pub police_submitted: Option<Date>,
    /// Day on which the police filing was approved.
    pub police_approved: Option<Date>,
    /// Client name: groups a portfolio's report.
    pub client: Option<String>,
    /// The label of the workers of a fleet that are to audit it; any of them, where there is none.
    pub place: Option<String>,
    /// What the ledger holds of it, where there is one.
    pub log: Option<SiteLog>,
}

impl Site {
    /// Lets the ICP number, police number and owner of another declaration, where it has them, take the place of this
    /// one's.
    pub fn overlay(&mut self, other: &Self) {
        self.icp = other.icp.clone().or_else(|| self.icp.take());
        self.police = other.police.clone().or_else(|| self.police.take());
        self.owner = other.owner.clone().or_else(|| self.owner.take());
    }

    /// Lets all that another declaration has, but for names and log, take the place of this one's.
    pub fn overlay_all(&mut self, other: &Self) {
        self.overlay(other);
        self.subject = other.subject.or(self.subject);
        self.since = other.since.or(self.since);
        self.approved = other.approved.or(self.approved);
        self.opened = other.opened.or(self.opened);
        self.police_submitted = other.police_submitted.or(self.police_submitted);
        self.police_approved = other.police_approved.or(self.police_approved);
        self.client = other.client.clone().or_else(|| self.client.take());
        self.place = other.place.clone().or_else(|| self.place.take());
    }
}

/// What is declared of the police filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeclaredPolice {
    /// Not approved yet.
    Pending,
    /// The number.
    Number(PoliceNumber),
}

impl Site {
    /// The declared police number, if there is one.
    pub fn police_number(&self) -> Option<&PoliceNumber> {
        match &self.police {
            Some(DeclaredPolice::Number(number)) => Some(number),
            Some(DeclaredPolice::Pending) | None => None,
        }
    }
}

/// Who holds the filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A company, institution or other organisation.
    Organisation,
    /// A private person.
    Person,
}

impl Subject {
    /// The name in `beian.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Person => "person",
        }
    }
}
