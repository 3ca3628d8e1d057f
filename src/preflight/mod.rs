//! Preflight: a filing's dossier judged before it is handed in. Dossier → rules, decisions, papers and plan; pure but
//! for the reading of the file. What is seen from outside is handed in.

mod basis;
mod data;
mod decisions;
pub mod dossier;
mod fill;
mod happenings;
pub mod judge;
pub mod kind;
#[cfg(test)]
mod left_out;
pub mod live;
mod new_dossier;
mod papers;
mod plan;
#[cfg(test)]
mod plan_tests;
pub mod provider;
mod record;
pub mod registry;
pub mod rule;
mod rule_scope;
pub mod rules;
#[cfg(test)]
mod tests;

pub use data::{TableSource, example_place};
pub use decisions::Decision;
pub use fill::fill;
pub use happenings::happenings;
pub use judge::{DossierFinding, JudgeInput, PreflightOutcome, judge};
pub use new_dossier::{check_free, create, readers_note};
pub use papers::PaperItem;
pub use plan::{PlanDay, PlanStep};
pub use record::record;
pub use rule_scope::RuleScope;
