//! A site as a row of the page's table, and the rules that have something to say.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::deadlines::DueState;
use crate::domain::lang::{Lang, counted};
use crate::report::Style;
use crate::report::model::Status;
use crate::report::words::word;
use crate::rules::Severity;

/// A site as a row of the table.
#[derive(Debug)]
pub(super) struct Row {
    /// Its place among the targets.
    pub(super) at: u64,
    pub(super) status: Status,
    /// Rules with findings, by severity.
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    /// Rules with reviews.
    pub(super) reviews: usize,
    pub(super) name: String,
    /// Its `id` in the page.
    pub(super) id: String,
    /// Empty where there is none.
    pub(super) client: String,
    pub(super) pages: u64,
    /// The first deadline.
    pub(super) due: Option<RowDue>,
    /// The filing numbers that it shows, for searching.
    pub(super) numbers: String,
    /// The places of its rules among the problems.
    pub(super) rules: Vec<usize>,
}

/// The first deadline of a site.
#[derive(Debug)]
pub(super) struct RowDue {
    pub(super) days: i32,
    pub(super) words: String,
    pub(super) state: DueState,
}

/// Where a site stands in the page: by result, then by what was found, then as the targets are.
pub(super) type RowRank = (usize, Reverse<usize>, Reverse<usize>, Reverse<usize>, u64);

impl Row {
    pub(super) fn rank(&self) -> RowRank {
        let status = Status::WORST_FIRST
            .iter()
            .position(|status| *status == self.status)
            .unwrap_or_default();
        let others = Reverse(self.infos + self.reviews);
        (status, Reverse(self.errors), Reverse(self.warnings), others, self.at)
    }

    /// Rules that have something to say.
    pub(super) const fn problems(&self) -> usize {
        self.errors + self.warnings + self.infos + self.reviews
    }

    /// Findings by severity, in words; what there is none of is left out.
    pub(super) fn counts(&self, lang: Lang) -> String {
        let Self { errors, warnings, infos, reviews, .. } = self;
        let counts = [
            (*errors, "错误", "error"),
            (*warnings, "警告", "warning"),
            (*infos, "提示", "note"),
            (*reviews, "复核", "review"),
        ];
        let said = counts.into_iter().filter(|(count, ..)| *count > 0);
        let said: Vec<String> = said
            .map(|(count, zh, en)| match lang {
                Lang::Zh => format!("{zh} {count}"),
                Lang::En => counted(count, en),
            })
            .collect();
        said.join(word("，", ", ", lang))
    }
}

/// A rule that has something to say of some site.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) id: String,
    /// The gravest of its findings; of a review none.
    pub(super) severity: Option<Severity>,
    pub(super) sites: u64,
    pub(super) pages: usize,
}

impl Problem {
    /// The rule's title; of a rule that is not known its id.
    pub(super) fn title(&self, style: &Style<'_>) -> String {
        super::title(&self.id, style)
    }
}

/// The rules that have something to say, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Problems {
    all: Vec<Problem>,
    places: HashMap<String, usize>,
}

impl Problems {
    pub(super) fn add(&mut self, id: &str, severity: Option<Severity>, pages: usize) -> usize {
        let next = self.all.len();
        let place = *self.places.entry(id.to_owned()).or_insert(next);
        if place == next {
            self.all.push(Problem { id: id.to_owned(), severity, sites: 0, pages: 0 });
        }
        if let Some(problem) = self.all.get_mut(place) {
            problem.severity = problem.severity.max(severity);
            problem.sites += 1;
            problem.pages += pages;
        }
        place
    }

    /// The ids in the order in which rows name them.
    pub(super) fn ids(&self) -> Vec<&str> {
        self.all.iter().map(|problem| problem.id.as_str()).collect()
    }

    /// The gravest first, then the most frequent.
    pub(super) fn ranked(&self) -> Vec<&Problem> {
        let mut all: Vec<&Problem> = self.all.iter().collect();
        all.sort_by_key(|it| (Reverse(it.severity), Reverse(it.sites), Reverse(it.pages), &it.id));
        all
    }
}
