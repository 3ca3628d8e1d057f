//! What a dossier leaves out is a review where it matters, and never an error.

use std::collections::BTreeSet;
use std::path::Path;

use crate::domain::date::Date;
use crate::domain::workday::Calendar;
use crate::rules::Levels;

use super::dossier::parse;
use super::provider::Providers;
use super::{JudgeInput, PreflightOutcome, judge};

/// The dossiers of samples/filings.
pub(super) const SAMPLES: [&str; 3] = [
    include_str!("../../samples/filings/company-zhejiang.toml"),
    include_str!("../../samples/filings/company-moves.toml"),
    include_str!("../../samples/filings/person-jiangsu.toml"),
];

/// Keys that may be left out without a word, and why.
const ALLOWED: [(&str, &str, &str); 17] = [
    ("", "made_on", "the decision on where the order is filled in answers it"),
    ("[subject]", "city", "the postal address names it"),
    ("[subject]", "lead", "the only lead is the subject's"),
    ("[[lead]]", "legal_representative", "asked of the subject's lead alone"),
    ("[[lead]]", "mobile_changed", "asked of access filings alone"),
    ("[[lead]]", "second_contact", "persons have none"),
    ("[[site]]", "lead", "the only lead is the site's"),
    ("[[site]]", "service", "a website unless it is said"),
    ("[[site]]", "icp", "never filed unless it is said"),
    ("[[site]]", "purpose", "the remark of a person's site says it"),
    ("[[site]]", "open", "a site that is filed already may be open"),
    ("[[domain]]", "certificate_expires", "a site that is closed has none"),
    ("[[server]]", "region", "mainland says what counts"),
    ("[[server]]", "bought", "the end of the term is what counts"),
    ("[[server]]", "months", "a table that has the product asks for it"),
    ("[[server]]", "public_bandwidth", "asked of products that must have it"),
    ("[[server]]", "price", "asked of one product alone"),
];

fn judged(text: &str) -> PreflightOutcome {
    let dossier = parse(Path::new("f"), text.to_owned()).expect(text);
    let today = Date::constant(2026, 11, 22);
    judge(&JudgeInput {
        dossier: &dossier,
        providers: &Providers::default(),
        today,
        from: today,
        calendar: Calendar::vendored(),
        sights: &[],
        levels: &Levels::default(),
    })
}

/// Rule and message of findings or of reviews.
fn said(outcome: &PreflightOutcome, reviews: bool) -> BTreeSet<(&'static str, String)> {
    let list = if reviews { &outcome.reviews } else { &outcome.findings };
    list.iter().map(|it| (it.rule, it.evidence.message.zh.to_string())).collect()
}

#[test]
fn a_key_that_is_left_out_is_a_review_or_may_be() {
    let (mut silent, mut errors) = (Vec::new(), Vec::new());
    for sample in SAMPLES {
        let whole = judged(sample);
        let (findings, reviews) = (said(&whole, false), said(&whole, true));
        let mut table = "";
        for (at, line) in sample.lines().enumerate() {
            if line.starts_with('[') {
                table = line;
            }
            let Some((key, _)) = line.split_once(" = ") else { continue };
            let left: Vec<&str> = sample
                .lines()
                .enumerate()
                .filter(|(n, _)| *n != at)
                .map(|(_, line)| line)
                .collect();
            let outcome = judged(&left.join("\n"));
            let new = &said(&outcome, false) - &findings;
            // a name that is part of a message changes the message
            let new: Vec<_> =
                new.iter().filter(|(rule, _)| !findings.iter().any(|it| it.0 == *rule)).collect();
            // without its number the site is a new one
            let new = new.iter().filter(|_| (table, key) != ("[[site]]", "icp"));
            errors.extend(new.map(|it| format!("{table} {key}: {it:?}")));
            let asks = !(&said(&outcome, true) - &reviews).is_empty();
            let allowed = ALLOWED.iter().any(|(of, name, _)| *of == table && *name == key);
            if !asks && !allowed {
                silent.push(format!("{table} {key}"));
            }
        }
    }
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(silent.is_empty(), "nothing asks for {silent:#?}");
}
