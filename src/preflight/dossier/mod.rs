//! The dossier of a filing, `filing.toml`: all that a provider's forms ask for. What it does not say is not known, and
//! never an error by itself.

mod choice;
mod domain_name;
mod field;
mod harmless;
mod keys;
mod read;
mod reference;
mod table;
mod template;

use crate::domain::date::Date;
use crate::domain::province::Province;

pub use choice::{
    Billing, Branch, Changed, DocumentKind, FrontKind, Hosting, Line, MadeOn, NamedChoice,
    OriginPlace, Request, Service, SubjectKind,
};
pub use domain_name::{bare, is_same_domain, is_within};
pub use field::DossierField;
pub use keys::key_label;
pub use read::{load, load_named, parse, parse_bytes};
pub use reference::reference;
pub use template::{ExamplePlace, TemplateValues, template};

/// The file's name.
pub const FILE_NAME: &str = "filing.toml";

/// A dossier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dossier {
    /// The provider's id.
    pub provider: DossierField<String>,
    /// The subject that the provider's account has filed already.
    pub account_subject: DossierField<String>,
    /// Where the order is filled in.
    pub made_on: DossierField<MadeOn>,
    /// What is asked; filing where it is not said.
    pub request: DossierField<Request>,
    /// What a change is about.
    pub changes: Vec<Changed>,
    /// Whether another order of this subject or domain is open.
    pub open_order: DossierField<bool>,
    /// Days of the order that have passed.
    pub order: Order,
    /// Who files.
    pub subject: FilingSubject,
    /// The leads of subject and sites.
    pub leads: Vec<Lead>,
    /// What is filed.
    pub sites: Vec<DossierSite>,
    /// The domains.
    pub domains: Vec<Domain>,
    /// The servers.
    pub servers: Vec<Server>,
    /// Products in front of the sites.
    pub fronts: Vec<Front>,
    /// Sites that the subject has filed before.
    pub filed_sites: Vec<FiledSite>,
}

/// What has happened to the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// It was created.
    pub created: DossierField<Date>,
    /// It was handed in.
    pub submitted: DossierField<Date>,
    /// The SMS came.
    pub sms_received: DossierField<Date>,
    /// All codes were entered.
    pub sms_checked: DossierField<Date>,
    /// The authority approved.
    pub approved: DossierField<Date>,
    /// The site opened.
    pub opened: DossierField<Date>,
    /// Mailed papers arrived.
    pub papers_arrived: DossierField<Date>,
    /// The police filing was handed in.
    pub police_submitted: DossierField<Date>,
    /// The police approved.
    pub police_approved: DossierField<Date>,
    /// The police number and the badge are on the page.
    pub badge_shown: DossierField<Date>,
    /// Last day of the data code that the provider handed out for the police filing.
    pub data_code_expires: DossierField<Date>,
}

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFields {
    /// Its kind.
    pub kind: DossierField<DocumentKind>,
    /// Its number (personal data: mask it wherever it is shown).
    pub number: DossierField<String>,
    /// The address on it.
    pub address: DossierField<String>,
    /// Its last day; nothing but `long-term` is [`Validity::LongTerm`].
    pub valid_to: DossierField<Validity>,
}

/// How long a document is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Without an end.
    LongTerm,
    /// To this day.
    To(Date),
}

/// Who files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingSubject {
    /// Line of the table.
    pub line: Option<u32>,
    /// Kind.
    pub kind: DossierField<SubjectKind>,
    /// Name as on the document.
    pub name: DossierField<String>,
    /// Document.
    pub document: DocumentFields,
    /// Province of the filing.
    pub province: DossierField<&'static Province>,
    /// City.
    pub city: DossierField<String>,
    /// Postal address.
    pub address: DossierField<String>,
    /// Investor or superior unit.
    pub investor: DossierField<String>,
    /// Filing number of the subject, where it has one.
    pub icp: DossierField<String>,
    /// The provider with which it was filed.
    pub filed_with: DossierField<String>,
    /// Remark.
    pub remark: DossierField<String>,
    /// What the business licence allows.
    pub scope: DossierField<String>,
    /// Name of the lead.
    pub lead: DossierField<String>,
}

/// A lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// Line of the table.
    pub line: Option<u32>,
    /// Name.
    pub name: DossierField<String>,
    /// Document.
    pub document: DocumentFields,
    /// Mobile number (personal data).
    pub mobile: DossierField<String>,
    /// Second contact (personal data).
    pub second_contact: DossierField<String>,
    /// Emergency number (personal data).
    pub emergency: DossierField<String>,
    /// Mail address (personal data).
    pub mail: DossierField<String>,
    /// Whether the lead is from the mainland.
    pub mainland: DossierField<bool>,
    /// Whether the lead is the legal representative.
    pub legal_representative: DossierField<bool>,
    /// Whether there is a residence permit for the province of the filing.
    pub residence_permit: DossierField<bool>,
    /// Whether the mobile differs from the one that was filed before.
    pub mobile_changed: DossierField<bool>,
}

/// What is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DossierSite {
    /// Line of the table.
    pub line: Option<u32>,
    /// Name.
    pub name: DossierField<String>,
    /// Domains as typed.
    pub domains: Vec<DossierField<String>>,
    /// Website or app.
    pub service: DossierField<Service>,
    /// Purpose, as the remark tells it.
    pub purpose: DossierField<String>,
    /// Kind of content.
    pub content: DossierField<String>,
    /// Kind of service.
    pub services: DossierField<String>,
    /// Languages.
    pub languages: DossierField<String>,
    /// Branches that it belongs to; an empty list says that there are none.
    pub branches: DossierField<Vec<Branch>>,
    /// Branches for which it has a prior approval.
    pub approvals: Vec<Branch>,
    /// Remark.
    pub remark: DossierField<String>,
    /// Whether it is paid for.
    pub commercial: DossierField<bool>,
    /// Name of the lead.
    pub lead: DossierField<String>,
    /// Filing number of the site, where it has one.
    pub icp: DossierField<String>,
    /// Whether it answers the public today.
    pub open: DossierField<bool>,
    /// Its home page, where that is not `https://DOMAIN/`.
    pub url: DossierField<String>,
}

/// A domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// Line of the table.
    pub line: Option<u32>,
    /// Name as typed.
    pub name: DossierField<String>,
    /// Registrar.
    pub registrar: DossierField<String>,
    /// Day of the real-name check.
    pub verified: DossierField<Date>,
    /// Registered holder.
    pub holder: DossierField<String>,
    /// Kind of the holder's document.
    pub holder_document: DossierField<DocumentKind>,
    /// Number of the holder's document (personal data).
    pub holder_number: DossierField<String>,
    /// Last day of the registration.
    pub expires: DossierField<Date>,
    /// Last day of the site's certificate.
    pub certificate_expires: DossierField<Date>,
}

/// A server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// Line of the table.
    pub line: Option<u32>,
    /// Whose machine it is.
    pub hosting: DossierField<Hosting>,
    /// The product's id.
    pub product: DossierField<String>,
    /// Whether it stands in the mainland.
    pub mainland: DossierField<bool>,
    /// Region, as the console names it.
    pub region: DossierField<String>,
    /// How it is paid.
    pub billing: DossierField<Billing>,
    /// Months that were bought at once.
    pub months: DossierField<u32>,
    /// Price of the first term in yuan.
    pub price: DossierField<u32>,
    /// Day of purchase.
    pub bought: DossierField<Date>,
    /// Last day of the term.
    pub expires: DossierField<Date>,
    /// Whether public bandwidth was bought.
    pub public_bandwidth: DossierField<bool>,
    /// Its address.
    pub address: DossierField<String>,
    /// Whether the account that files bought it.
    pub own_account: DossierField<bool>,
    /// Whether a filing service number was applied for.
    pub number_applied: DossierField<bool>,
    /// Filing service numbers that are left.
    pub numbers_left: DossierField<u32>,
}

/// A product in front of the sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// Line of the table.
    pub line: Option<u32>,
    /// Kind.
    pub kind: DossierField<FrontKind>,
    /// Its provider's id, where it is not the dossier's.
    pub provider: DossierField<String>,
    /// Where the server behind it stands.
    pub origin: DossierField<OriginPlace>,
    /// Line of an anti-DDoS address.
    pub carrier: DossierField<Line>,
}

/// A site that the subject has filed before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FiledSite {
    /// Line of the table.
    pub line: Option<u32>,
    /// Domain.
    pub domain: DossierField<String>,
    /// Filing number.
    pub icp: DossierField<String>,
    /// Whether it answers the public.
    pub open: DossierField<bool>,
    /// Whether it shows its number.
    pub shows_number: DossierField<bool>,
    /// Its home page, where that is not `https://DOMAIN/`.
    pub url: DossierField<String>,
}

impl DossierSite {
    /// What people know it by: its name, else its domain.
    pub fn label(&self) -> Option<&str> {
        self.name.text().or_else(|| self.domain_texts().next())
    }

    /// Its domains, as typed.
    pub fn domain_texts(&self) -> impl Iterator<Item = &str> {
        self.domains.iter().filter_map(|domain| domain.text())
    }

    /// The branches that it belongs to, as far as they are said.
    pub fn known_branches(&self) -> &[Branch] {
        self.branches.get().map_or(&[], Vec::as_slice)
    }
}

impl Server {
    /// Whether it is the owner's: then nothing of what a provider sells is known of it.
    pub fn is_own(&self) -> bool {
        self.hosting.copy() == Some(Hosting::Own)
    }
}

impl Dossier {
    /// Whether a provider is asked at all: not where all servers are the owner's.
    pub fn has_provider(&self) -> bool {
        self.servers.is_empty() || self.bought_servers().next().is_some()
    }

    /// The servers that a provider sells.
    pub fn bought_servers(&self) -> impl Iterator<Item = &Server> {
        self.servers.iter().filter(|server| !server.is_own())
    }

    /// The lead with a name.
    pub fn lead_named(&self, name: &str) -> Option<&Lead> {
        self.leads.iter().find(|lead| lead.name.text() == Some(name))
    }

    /// The lead of the subject: the named one, or the only one there is.
    pub fn subject_lead(&self) -> Option<&Lead> {
        self.lead_or_only(&self.subject.lead)
    }

    /// The lead of a site: the named one, or the only one there is.
    pub fn site_lead(&self, site: &DossierSite) -> Option<&Lead> {
        self.lead_or_only(&site.lead)
    }

    fn lead_or_only(&self, name: &DossierField<String>) -> Option<&Lead> {
        match (name.text(), &self.leads[..]) {
            (Some(name), _) => self.lead_named(name),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The table of a domain, or of the one that a name lies below.
    pub fn domain_named(&self, name: &str) -> Option<&Domain> {
        let named = |test: fn(&str, &str) -> bool| {
            self.domains.iter().find(|it| it.name.text().is_some_and(|domain| test(name, domain)))
        };
        named(is_same_domain).or_else(|| named(is_within))
    }

    /// The site with this domain that was filed before.
    pub fn filed_site(&self, name: &str) -> Option<&FiledSite> {
        let is = |it: &&FiledSite| it.domain.text().is_some_and(|own| is_same_domain(own, name));
        self.filed_sites.iter().find(is)
    }

    /// Whether a person files; nothing where the dossier does not say who files.
    pub fn is_person(&self) -> Option<bool> {
        self.subject.kind.copy().map(|kind| kind == SubjectKind::Person)
    }

    /// What is asked.
    pub fn asked(&self) -> Request {
        self.request.copy().unwrap_or(Request::File)
    }
}
