//! How the findings of a site, and of all sites of a run, developed from audit to audit.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::date::{Date, parse};
use crate::ledger::AuditRow;

/// The findings of a site on the day of an audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrendPoint {
    /// The day of the audit, `YYYY-MM-DD`.
    pub day: String,
    /// Findings that are errors.
    pub errors: u64,
    /// Findings that are warnings.
    pub warnings: u64,
    /// Findings that are hints.
    pub infos: u64,
}

/// The findings of all sites of a run together, on a day on which one of them was audited: of each, its last audit by
/// then counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PortfolioTrend {
    /// Sites that had been audited by then.
    pub sites: u64,
    /// Their findings.
    #[serde(flatten)]
    pub point: TrendPoint,
}

/// The point of an audit; nothing of one that could not judge the site.
pub fn point(audit: &AuditRow) -> Option<TrendPoint> {
    let count = |severity: &str| {
        let all = audit.findings.iter().filter(|finding| finding.severity == severity);
        all.map(|finding| finding.pages.len() as u64).sum()
    };
    audit.is_judged().then(|| TrendPoint {
        day: audit.day.to_string(),
        errors: count("error"),
        warnings: count("warning"),
        infos: count("info"),
    })
}

/// Adds up the trends of sites. Takes memory by days, not by sites.
#[derive(Clone, Debug, Default)]
pub struct TrendSum(BTreeMap<Date, [i64; 4]>);

/// At most this number of points, the last ones.
const MOST: usize = 60;

impl TrendSum {
    /// Adds a site: its points in the order of days.
    pub fn add(&mut self, points: &[TrendPoint]) {
        let mut before = [0_i64; 4];
        for point in points {
            // What was read back from a file may be no day.
            let Ok(day) = parse(&point.day) else { continue };
            let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            let now = [1, whole(point.errors), whole(point.warnings), whole(point.infos)];
            let steps = self.0.entry(day).or_default();
            for ((step, now), before) in steps.iter_mut().zip(now).zip(before) {
                *step = step.saturating_add(now.saturating_sub(before));
            }
            before = now;
        }
    }

    /// The points of all sites together, by day; at most the last sixty.
    pub fn points(&self) -> Vec<PortfolioTrend> {
        let mut sum = [0_i64; 4];
        let mut points = Vec::new();
        for (day, steps) in &self.0 {
            for (sum, step) in sum.iter_mut().zip(steps) {
                *sum = sum.saturating_add(*step);
            }
            let [sites, errors, warnings, infos] =
                sum.map(|count| u64::try_from(count).unwrap_or(0));
            let point = TrendPoint { day: day.to_string(), errors, warnings, infos };
            points.push(PortfolioTrend { sites, point });
        }
        points.split_off(points.len().saturating_sub(MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(points: &[(&str, u64)]) -> Vec<TrendPoint> {
        let point = |(day, errors): &(&str, u64)| TrendPoint {
            day: (*day).to_owned(),
            errors: *errors,
            warnings: 1,
            infos: 0,
        };
        points.iter().map(point).collect()
    }

    #[test]
    fn each_site_counts_with_its_last_audit_by_then() {
        let mut sum = TrendSum::default();
        sum.add(&trend(&[("2026-11-01", 5), ("2026-11-03", 2)]));
        sum.add(&trend(&[("2026-11-02", 1), ("no day", 9), ("2026-11-04", 0)]));
        let points: Vec<_> = sum
            .points()
            .into_iter()
            .map(|all| (all.point.day, all.sites, all.point.errors, all.point.warnings))
            .collect();
        let day = |day: &str| day.to_owned();
        assert_eq!(
            points,
            [
                (day("2026-11-01"), 1, 5, 1),
                (day("2026-11-02"), 2, 6, 2),
                (day("2026-11-03"), 2, 3, 2),
                (day("2026-11-04"), 2, 2, 2),
            ]
        );
        assert!(TrendSum::default().points().is_empty());
    }
}
