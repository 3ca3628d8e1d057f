//! What has happened already, as events of the ledger.

use crate::domain::date::Date;
use crate::domain::event::Event;
use crate::domain::record::{EventDetails, Happening};

use super::decisions::mobiles;
use super::dossier::{Dossier, DossierSite, Validity, bare};
use super::kind::{self, FilingKind};
use super::provider::Providers;

/// The last days that the dossier tells of a host, its servers and all documents: the earliest of each kind.
fn terms(dossier: &Dossier, host: &str, today: Date) -> Vec<Happening> {
    let domain = dossier.domain_named(host);
    let documents =
        dossier.leads.iter().map(|lead| &lead.document).chain([&dossier.subject.document]);
    let document = documents.filter_map(|document| match document.valid_to.copy() {
        Some(Validity::To(day)) => Some(day),
        Some(Validity::LongTerm) | None => None,
    });
    let servers = dossier.servers.iter().filter_map(|server| server.expires.copy());
    let ends = [
        (Event::DocumentTerm, document.min()),
        (Event::ServerTerm, servers.min()),
        (Event::DomainTerm, domain.and_then(|domain| domain.expires.copy())),
        (Event::CertificateTerm, domain.and_then(|domain| domain.certificate_expires.copy())),
        (Event::DataCode, dossier.order.data_code_expires.copy()),
    ];
    let told =
        ends.into_iter().filter_map(|(event, due)| Some((event, due.filter(|due| *due >= today)?)));
    told.map(|(event, due)| Happening {
        site: host.to_owned(),
        event,
        details: EventDetails { due: Some(due), ..EventDetails::at(today) },
    })
    .collect()
}

/// What has happened already, as events of the sites' domains, and the terms that run. No personal data: where several
/// phones must verify, their last four digits tell the messages apart.
pub fn happenings(dossier: &Dossier, providers: &Providers, today: Date) -> Vec<Happening> {
    let kinds: Vec<FilingKind> =
        dossier.sites.iter().map(|site| kind::of(site, dossier, providers)).collect();
    let phones = match &mobiles(dossier, &kinds)[..] {
        [] | [_] => vec![None],
        several => several.iter().map(|mobile| Some(last_four(mobile))).collect(),
    };
    let mut all = Vec::new();
    for host in dossier.sites.iter().flat_map(DossierSite::domain_texts).map(bare) {
        let happened = |(event, day): (Event, Date)| {
            let notes = if event == Event::SmsReceived { &phones[..] } else { &[None] };
            let host = host.clone();
            notes.iter().cloned().map(move |note| Happening {
                site: host.clone(),
                event,
                details: EventDetails { note, ..EventDetails::at(day) },
            })
        };
        all.extend(past(dossier, &host, today).into_iter().flat_map(happened));
        all.extend(terms(dossier, &host, today));
    }
    all
}

/// The days of a host's events that have passed.
fn past(dossier: &Dossier, host: &str, today: Date) -> Vec<(Event, Date)> {
    let order = &dossier.order;
    let verified = dossier.domain_named(host).and_then(|domain| domain.verified.copy());
    let of_order: [(Event, Option<Date>); 11] = [
        (Event::DomainVerified, verified),
        (Event::OrderCreated, order.created.copy()),
        (Event::OrderSubmitted, order.submitted.copy()),
        (Event::SmsReceived, order.sms_received.copy()),
        (Event::SmsChecked, order.sms_checked.copy()),
        (Event::IcpApproved, order.approved.copy()),
        (Event::Opened, order.opened.copy()),
        (Event::PapersArrived, order.papers_arrived.copy()),
        (Event::PoliceSubmitted, order.police_submitted.copy()),
        (Event::PoliceApproved, order.police_approved.copy()),
        (Event::BadgeShown, order.badge_shown.copy()),
    ];
    let said = of_order.into_iter().filter_map(|(event, day)| Some((event, day?)));
    said.filter(|(_, day)| *day <= today).collect()
}

/// A phone by its last four digits, as `beian deadlines` tells phones apart.
fn last_four(mobile: &str) -> String {
    let digits: Vec<char> = mobile.chars().filter(char::is_ascii_digit).collect();
    let end = digits.get(digits.len().saturating_sub(4)..).unwrap_or_default();
    std::iter::repeat_n('*', 7).chain(end.iter().copied()).collect()
}
