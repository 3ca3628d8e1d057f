//! Which keys hold no personal data.

/// The keys whose values are words of a list, days, counts or names of hosts. Numbers in them are masked nevertheless.
pub(super) const HARMLESS: &[&str] = &[
    "provider",
    "made_on",
    "request",
    "changes",
    "open_order",
    "created",
    "submitted",
    "sms_received",
    "sms_checked",
    "approved",
    "opened",
    "papers_arrived",
    "police_submitted",
    "police_approved",
    "badge_shown",
    "data_code_expires",
    "kind",
    "document",
    "document_valid_to",
    "province",
    "mainland",
    "legal_representative",
    "residence_permit",
    "mobile_changed",
    "domain",
    "domains",
    "service",
    "branches",
    "approvals",
    "commercial",
    "open",
    "verified",
    "holder_document",
    "expires",
    "certificate_expires",
    "hosting",
    "product",
    "region",
    "billing",
    "months",
    "price",
    "bought",
    "public_bandwidth",
    "own_account",
    "number_applied",
    "numbers_left",
    "origin",
    "line",
    "shows_number",
];

#[cfg(test)]
mod tests {
    use super::super::keys::home_of;
    use super::*;

    #[test]
    fn what_is_shown_of_values_are_keys_of_the_file() {
        let unknown: Vec<_> = HARMLESS.iter().filter(|name| home_of(name).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
