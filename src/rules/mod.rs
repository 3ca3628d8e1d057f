//! Facts → verdicts. One file a rule: what it checks, its legal basis, its fix, its examples (docs and tests at
//! once). Rules are pure; what could not be read is not judged, never a pass.

mod algorithm_filing_missing;
mod bounds;
mod business_licence_missing;
mod check;
mod copyright_lines;
mod copyright_missing;
mod copyright_owner_mismatch;
mod copyright_year_future;
mod copyright_year_stale;
mod duty;
mod filing_ids;
mod fix;
mod footer_command;
mod generative_ai_filing_missing;
mod government_code_missing;
mod icp_form;
mod icp_hidden;
mod icp_hidden_on_some_screens;
mod icp_inconsistent;
mod icp_link;
mod icp_link_insecure;
mod icp_link_outdated;
mod icp_link_scripted;
mod icp_link_wrong;
mod icp_low_contrast;
mod icp_malformed;
mod icp_mismatch;
mod icp_missing;
mod icp_missing_inner;
mod icp_not_centred;
mod icp_not_linked;
mod icp_not_text;
mod icp_number_choice;
mod icp_outside_footer;
mod icp_placeholder;
mod icp_province_char;
mod icp_removed_by_script;
mod icp_script_only;
mod icp_suffix_kind;
mod icp_unreachable;
mod judge;
mod law;
mod levels;
mod licence_link_outdated;
mod licence_malformed;
mod licence_missing;
pub mod link_fix;
mod links;
mod mistype;
mod page_garbled;
mod page_numbers;
mod police;
mod police_badge_broken;
mod police_badge_missing;
mod police_form;
mod police_hidden;
mod police_hidden_on_some_screens;
mod police_inconsistent;
mod police_link;
mod police_link_mismatch;
mod police_link_outdated;
mod police_link_wrong;
mod police_malformed;
mod police_mismatch;
mod police_missing;
mod police_not_linked;
mod police_not_text;
mod police_placeholder;
mod police_region_mismatch;
mod police_stage;
mod register;
mod rendered;
mod report_entrance_missing;
mod rule;
mod screens;
mod severity;
mod site_intercepted;
mod site_needs_browser;
mod site_not_html;
mod site_redirects_away;
mod site_stand_in;
mod site_status;
#[cfg(test)]
mod site_tests;
mod site_tls_invalid;
mod site_twin_differs;
mod site_unreachable;
#[cfg(test)]
mod tests;
mod themes;

pub use bounds::within_bounds;
pub use check::{Check, Evidence, PageView, SiteView, Verdict};
pub use filing_ids::FILING_IDS;
pub use footer_command::in_shell;
pub use levels::{Level, LevelError, Levels};
pub use page_numbers::PageNumbers;
pub use rule::{Example, Expect, Fault, Rule, RuleSubject};
pub use severity::Severity;

/// All rules, sorted by id.
pub const ALL: &[&Rule] = &[
    &algorithm_filing_missing::RULE,
    &business_licence_missing::RULE,
    &copyright_missing::RULE,
    &copyright_owner_mismatch::RULE,
    &copyright_year_future::RULE,
    &copyright_year_stale::RULE,
    &generative_ai_filing_missing::RULE,
    &government_code_missing::RULE,
    &icp_form::RULE,
    &icp_hidden::RULE,
    &icp_hidden_on_some_screens::RULE,
    &icp_inconsistent::RULE,
    &icp_link_insecure::RULE,
    &icp_link_outdated::RULE,
    &icp_link_scripted::RULE,
    &icp_link_wrong::RULE,
    &icp_low_contrast::RULE,
    &icp_malformed::RULE,
    &icp_mismatch::RULE,
    &icp_missing::RULE,
    &icp_missing_inner::RULE,
    &icp_not_centred::RULE,
    &icp_not_linked::RULE,
    &icp_not_text::RULE,
    &icp_number_choice::RULE,
    &icp_outside_footer::RULE,
    &icp_placeholder::RULE,
    &icp_province_char::RULE,
    &icp_removed_by_script::RULE,
    &icp_script_only::RULE,
    &icp_suffix_kind::RULE,
    &icp_unreachable::RULE,
    &licence_link_outdated::RULE,
    &licence_malformed::RULE,
    &licence_missing::RULE,
    &page_garbled::RULE,
    &police_badge_broken::RULE,
    &police_badge_missing::RULE,
    &police_form::RULE,
    &police_hidden::RULE,
    &police_hidden_on_some_screens::RULE,
    &police_inconsistent::RULE,
    &police_link_mismatch::RULE,
    &police_link_outdated::RULE,
    &police_link_wrong::RULE,
    &police_malformed::RULE,
    &police_mismatch::RULE,
    &police_missing::RULE,
    &police_not_linked::RULE,
    &police_not_text::RULE,
    &police_placeholder::RULE,
    &police_region_mismatch::RULE,
    &report_entrance_missing::RULE,
    &site_intercepted::RULE,
    &site_needs_browser::RULE,
    &site_not_html::RULE,
    &site_redirects_away::RULE,
    &site_stand_in::RULE,
    &site_status::RULE,
    &site_tls_invalid::RULE,
    &site_twin_differs::RULE,
    &site_unreachable::RULE,
];

/// The rule with this id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.binary_search_by(|rule| rule.id.cmp(id)).ok().map(|at| ALL[at])
}
