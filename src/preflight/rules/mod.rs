//! The rules about dossiers, one file each: what is wrong, why it matters, how to put it right, and examples that are
//! docs and tests.

mod certificate_expiry_short;
mod days_wrong;
mod domain_expiry_short;
mod domain_form;
mod domain_holder_differs;
mod domain_not_government;
mod domain_not_verified;
mod domain_registrar_foreign;
mod domain_shared;
mod domain_suffix_refused;
mod dossier_incomplete;
mod filed_site_not_shown;
mod filing_number_wrong;
mod front_unclear;
mod lead_differs;
mod lead_document_differs;
mod lead_document_kind;
mod lead_emergency;
mod lead_mail_wrong;
mod lead_mainland_differs;
mod lead_mobile_changed;
mod lead_mobile_shared;
mod lead_mobile_wrong;
mod lead_not_representative;
mod lead_number_wrong;
mod lead_residence_permit;
mod lead_second_contact;
mod lead_unknown;
mod lead_validity_short;
mod name_approval_word;
mod name_form;
mod name_generic_word;
mod name_idiom;
mod name_is_domain;
mod name_jiangsu_form;
mod name_personal;
mod name_place;
mod name_province_word;
mod name_sensitive_word;
mod name_state_word;
mod name_too_short;
mod name_trade_word;
mod name_unrelated;
mod names;
mod numbers;
mod order_app_refused;
mod order_domain_changed;
mod order_lapsed;
mod order_open;
mod order_sites_too_many;
mod prelude;
mod provider_unknown;
mod seen_address_differs;
mod seen_registry_differs;
mod seen_registry_silent;
mod server_address_missing;
mod server_commercial;
mod server_ending_soon;
mod server_no_bandwidth;
mod server_numbers_many;
mod server_numbers_short;
mod server_other_account;
mod server_outside_mainland;
mod server_pay_as_you_go;
mod server_price_low;
mod server_product_unknown;
mod server_term_short;
mod servers;
mod site_approval_missing;
mod site_commercial;
mod site_content_missing;
mod site_open_early;
mod site_remark_missing;
mod site_scope_unclear;
mod site_url_elsewhere;
mod subject_account_differs;
mod subject_address_city;
mod subject_address_province;
mod subject_address_vague;
mod subject_document_kind;
mod subject_investor_missing;
mod subject_name_wrong;
mod subject_number_wrong;
mod subject_validity_short;
#[cfg(test)]
mod tests;
mod validity;
mod written_place;

use super::rule::FilingRule;

pub use domain_form::{domain_typed, is_registered};
pub use order_sites_too_many::{DomainCount, unit_domains};

/// All rules about dossiers, sorted by id.
pub const ALL: &[&FilingRule] = &[
    &certificate_expiry_short::RULE,
    &days_wrong::RULE,
    &domain_expiry_short::RULE,
    &domain_form::RULE,
    &domain_holder_differs::RULE,
    &domain_not_government::RULE,
    &domain_not_verified::RULE,
    &domain_registrar_foreign::RULE,
    &domain_shared::RULE,
    &domain_suffix_refused::RULE,
    &dossier_incomplete::RULE,
    &filed_site_not_shown::RULE,
    &filing_number_wrong::RULE,
    &front_unclear::RULE,
    &lead_differs::RULE,
    &lead_document_differs::RULE,
    &lead_document_kind::RULE,
    &lead_emergency::RULE,
    &lead_mail_wrong::RULE,
    &lead_mainland_differs::RULE,
    &lead_mobile_changed::RULE,
    &lead_mobile_shared::RULE,
    &lead_mobile_wrong::RULE,
    &lead_not_representative::RULE,
    &lead_number_wrong::RULE,
    &lead_residence_permit::RULE,
    &lead_second_contact::RULE,
    &lead_unknown::RULE,
    &lead_validity_short::RULE,
    &name_approval_word::RULE,
    &name_form::RULE,
    &name_generic_word::RULE,
    &name_idiom::RULE,
    &name_is_domain::RULE,
    &name_jiangsu_form::RULE,
    &name_personal::RULE,
    &name_place::RULE,
    &name_province_word::RULE,
    &name_sensitive_word::RULE,
    &name_state_word::RULE,
    &name_too_short::RULE,
    &name_trade_word::RULE,
    &name_unrelated::RULE,
    &order_app_refused::RULE,
    &order_domain_changed::RULE,
    &order_lapsed::RULE,
    &order_open::RULE,
    &order_sites_too_many::RULE,
    &provider_unknown::RULE,
    &seen_address_differs::RULE,
    &seen_registry_differs::RULE,
    &seen_registry_silent::RULE,
    &server_address_missing::RULE,
    &server_commercial::RULE,
    &server_ending_soon::RULE,
    &server_no_bandwidth::RULE,
    &server_numbers_many::RULE,
    &server_numbers_short::RULE,
    &server_other_account::RULE,
    &server_outside_mainland::RULE,
    &server_pay_as_you_go::RULE,
    &server_price_low::RULE,
    &server_product_unknown::RULE,
    &server_term_short::RULE,
    &site_approval_missing::RULE,
    &site_commercial::RULE,
    &site_content_missing::RULE,
    &site_open_early::RULE,
    &site_remark_missing::RULE,
    &site_scope_unclear::RULE,
    &site_url_elsewhere::RULE,
    &subject_account_differs::RULE,
    &subject_address_city::RULE,
    &subject_address_province::RULE,
    &subject_address_vague::RULE,
    &subject_document_kind::RULE,
    &subject_investor_missing::RULE,
    &subject_name_wrong::RULE,
    &subject_number_wrong::RULE,
    &subject_validity_short::RULE,
];

/// The rule with this id.
pub fn by_id(id: &str) -> Option<&'static FilingRule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}
