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
