//! Preflight: a filing's dossier judged before it is handed in. Dossier → rules, decisions, papers and plan; pure but
//! for the reading of the file. What is seen from outside is handed in.

mod basis;
mod data;
mod decisions;
pub mod dossier;
mod fill;
pub mod judge;
pub mod kind;
pub mod live;
mod papers;
mod plan;
pub mod provider;
pub mod registry;
pub mod rule;
pub mod rules;
#[cfg(test)]
mod tests;

pub use data::TableSource;
pub use decisions::Decision;
pub use fill::fill;
pub use judge::{DossierFinding, JudgeInput, PreflightOutcome, judge};
pub use papers::PaperItem;
pub use plan::{PlanDay, PlanStep, happenings};
