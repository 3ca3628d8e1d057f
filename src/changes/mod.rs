//! What changed between two audits of a site: plain data without words. `report` has the words and the formats.
//!
//! A finding is the same from audit to audit if rule and page are: a rule has at most one finding on a page.

mod compare;
mod history;
mod numbers;
mod table;
mod trend;

pub use compare::{ChangedFinding, FindingChanges, compare, findings_of};
pub use history::{Change, Comparison, FilingMark, Loss, losses};
pub use numbers::{NumberChange, NumberPart, NumberPlace};
pub use table::{AuditPoint, ChangesTable, ChangesTotals, ComparedAudits, SiteChanges, SiteState};
pub use trend::{PortfolioTrend, TrendPoint, TrendSum, point};
