//! Findings that do not count: `beian.toml` exempts them, or the baseline has them. They are taken out of a site's findings
//! and listed apart, so that every format shows only what is new, and none says that there is nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::config::Exemption;
use crate::domain::date::Date;
use crate::report::acceptance::{AcceptanceReport, BaselineReport, ExemptionReport, KnownFinding};
use crate::report::model::{AcceptedBy, AcceptedFinding, Finding, SiteReport, Status};
use crate::report::{Fingerprint, site_name};
use crate::rules::{self, RuleSubject, Severity};

use crate::audit::baseline::{Baseline, BaselineEntry};
use crate::audit::record::PagesRead;
use crate::audit::verdicts::reaches;

/// What is accepted of a run's findings.
#[derive(Debug)]
pub struct Acceptance {
    exemptions: Vec<ExemptionUse>,
    /// The baseline, where there is one.
    baseline: Option<Baseline>,
    /// What the baseline has of each site.
    by_site: HashMap<String, Vec<Fingerprint>>,
    /// The baseline's file, as typed.
    file: PathBuf,
    today: Date,
    /// The least severity that fails a site; `None` = none does.
    fail_on: Option<Severity>,
    /// Whether all findings are taken into the baseline, so that none of them is new.
    update: bool,
    /// All pages of each site are read: nothing limits them.
    whole: bool,
    /// How often each finding of the baseline, or for it, was seen, and where.
    seen: BTreeMap<Fingerprint, BaselineEntry>,
    /// Known findings that an exemption accepts: neither mended nor needed.
    exempted: BTreeSet<Fingerprint>,
    /// Known findings on pages that were read, or are gone.
    looked_at: BTreeSet<Fingerprint>,
    accepted: u64,
}

/// An exemption, and how often it was used.
#[derive(Debug)]
struct ExemptionUse {
    exemption: Exemption,
    used: u64,
    /// Whether a site was judged that it is for.
    judged: bool,
}

/// What a run takes for granted.
#[derive(Debug)]
pub struct AcceptanceOptions {
    /// `[[exempt]]` of the configuration.
    pub exemptions: Vec<Exemption>,
    /// The baseline, where one is named.
    pub baseline: Option<Baseline>,
    /// Its file, as typed.
    pub file: PathBuf,
    /// Whether the run writes it.
    pub update: bool,
    /// Whether all pages of each site are read: no option limits them.
    pub whole: bool,
    /// Today.
    pub today: Date,
    /// The least severity that fails a site; `None` = none does.
    pub fail_on: Option<Severity>,
}

impl Acceptance {
    /// Nothing is seen yet.
    pub fn new(options: AcceptanceOptions) -> Self {
        let AcceptanceOptions { exemptions, baseline, file, update, whole, today, fail_on } =
            options;
        let unused = |exemption| ExemptionUse { exemption, used: 0, judged: false };
        let mut by_site = HashMap::<String, Vec<Fingerprint>>::new();
        for entry in baseline.iter().flat_map(Baseline::entries) {
            by_site.entry(entry.site.clone()).or_default().push(entry.fingerprint);
        }
        Self {
            exemptions: exemptions.into_iter().map(unused).collect(),
            baseline,
            by_site,
            file,
            today,
            fail_on,
            update,
            whole,
            seen: BTreeMap::new(),
            exempted: BTreeSet::new(),
            looked_at: BTreeSet::new(),
            accepted: 0,
        }
    }

    /// Takes what is accepted out of the findings of a site, and judges it by the rest.
    pub fn apply(&mut self, site: &mut SiteReport) {
        // A site of an earlier run that is resumed has been here.
        let returned = !site.accepted.is_empty();
        site.take_back_accepted();
        let judged = site.status != Status::Error;
        let name = site_name(site);
        for used in self.exemptions.iter_mut().filter(|used| used.exemption.is_for(&name)) {
            used.judged |= judged;
        }
        let mut accepted = Vec::new();
        for review in [false, true] {
            let list = if review { &mut site.reviews } else { &mut site.findings };
            let all = std::mem::take(list);
            let mut left = Vec::with_capacity(all.len());
            for finding in all {
                let fingerprint = Fingerprint::of(site, &finding);
                match self.accepts(&name, fingerprint, &finding, review) {
                    Some((by, reason, until)) => {
                        accepted.push(AcceptedFinding { finding, review, by, reason, until });
                    }
                    None => left.push(finding),
                }
            }
            *if review { &mut site.reviews } else { &mut site.findings } = left;
        }
        if judged {
            self.look_at(site, &name);
        }
        self.accepted += accepted.len() as u64;
        site.accepted = accepted;
        if returned && judged || !site.accepted.is_empty() {
            self.restate(site, returned);
        }
    }

    /// By what a finding is accepted, for which reason, and until which day.
    fn accepts(
        &mut self,
        name: &str,
        fingerprint: Fingerprint,
        finding: &Finding,
        review: bool,
    ) -> Option<(AcceptedBy, Option<String>, Option<String>)> {
        let today = self.today;
        let holds = |used: &&mut ExemptionUse| {
            used.exemption.until >= today
                && used.exemption.is_for(name)
                && used.exemption.holds(&finding.rule, &finding.page)
        };
        if let Some(used) = self.exemptions.iter_mut().find(holds) {
            used.used += 1;
            self.exempted.insert(fingerprint);
            let Exemption { reason, until, .. } = &used.exemption;
            return Some((AcceptedBy::Exempt, Some(reason.clone()), Some(until.to_string())));
        }
        let baseline = self.baseline.as_ref()?;
        if !is_for_baselines(finding, review) {
            return None;
        }
        let known = baseline.get(&fingerprint);
        let entry = BaselineEntry {
            site: name.to_owned(),
            page: finding.page.to_string(),
            rule: finding.rule.to_string(),
            count: 0,
            until: None,
            fingerprint,
        };
        let seen = self.seen.entry(fingerprint).or_insert(entry);
        seen.count = seen.count.saturating_add(1);
        let known = known.filter(|known| seen.count <= known.count && known.holds(today));
        let until = known.and_then(|known| known.until.clone());
        // A term is set by people: that it is over, no run takes back.
        let ended = baseline.get(&fingerprint).is_some_and(|entry| !entry.holds(today));
        (self.update && !ended || known.is_some()).then_some((AcceptedBy::Baseline, None, until))
    }

    /// Marks the known findings of a site whose pages were read.
    fn look_at(&mut self, site: &SiteReport, name: &str) {
        let Some(baseline) = &self.baseline else { return };
        let pages = PagesRead::of(site, self.whole);
        let here = self.by_site.get(name).into_iter().flatten();
        let here = here.filter_map(|fingerprint| baseline.get(fingerprint));
        let read = here.filter(|entry| pages.was_read(&entry.page));
        self.looked_at.extend(read.map(|entry| entry.fingerprint));
    }

    /// The status of a site by the findings that are left. A site that passed is looked at where findings came back to it.
    fn restate(&self, site: &mut SiteReport, returned: bool) {
        let counts = match site.status {
            Status::Fail | Status::Review => true,
            Status::Pass => returned,
            Status::Error => false,
        };
        if !counts {
            return;
        }
        site.status = if reaches(&site.findings, self.fail_on) {
            Status::Fail
        } else if site.reviews.iter().any(|review| site.is_home(&review.page)) {
            Status::Review
        } else {
            Status::Pass
        };
    }

    /// Findings of the baseline that the run did not see again, though it looked.
    fn mended(&self) -> impl Iterator<Item = (&BaselineEntry, u32)> {
        let entries = self.baseline.iter().flat_map(Baseline::entries);
        let gone = |entry: &&BaselineEntry| {
            self.looked_at.contains(&entry.fingerprint)
                && !self.exempted.contains(&entry.fingerprint)
        };
        entries.filter(gone).filter_map(|entry| {
            let seen = self.seen.get(&entry.fingerprint).map_or(0, |seen| seen.count);
            Some((entry, entry.count.saturating_sub(seen))).filter(|(_, left)| *left > 0)
        })
    }

    /// The baseline after this run: what was seen is in it; what is mended is not; what was not looked at is as it was.
    pub fn updated(&self) -> Option<Baseline> {
        let mut after = Baseline::default();
        for entry in self.baseline.as_ref()?.entries() {
            let seen = self.seen.get(&entry.fingerprint).map_or(0, |seen| seen.count);
            let looked = self.looked_at.contains(&entry.fingerprint) || seen > 0;
            let exempted = self.exempted.contains(&entry.fingerprint);
            let count = if looked || exempted { seen } else { entry.count };
            if count > 0 {
                after.set(BaselineEntry { count, ..entry.clone() });
            }
        }
        for (fingerprint, seen) in &self.seen {
            if after.get(fingerprint).is_none() {
                after.set(seen.clone());
            }
        }
        Some(after)
    }

    /// The same, before any site.
    #[must_use]
    pub fn anew(&self, update: bool) -> Self {
        Self::new(AcceptanceOptions {
            exemptions: self.exemptions.iter().map(|used| used.exemption.clone()).collect(),
            baseline: self.baseline.clone(),
            file: self.file.clone(),
            update,
            whole: self.whole,
            today: self.today,
            fail_on: self.fail_on,
        })
    }

    /// What was accepted, what is no longer needed, and what has ended; nothing where nothing is declared.
    pub fn report(&self) -> Option<AcceptanceReport> {
        if self.baseline.is_none() && self.exemptions.is_empty() {
            return None;
        }
        let known = |entry: &BaselineEntry, count: u32| KnownFinding {
            site: entry.site.clone(),
            page: entry.page.clone(),
            rule: entry.rule.clone(),
            count,
            until: entry.until.clone(),
        };
        let sorted = |mut list: Vec<KnownFinding>| {
            list.sort();
            list
        };
        let baseline = self.baseline.as_ref().map(|baseline| BaselineReport {
            mended: sorted(self.mended().map(|(entry, left)| known(entry, left)).collect()),
            expired: sorted(
                baseline
                    .entries()
                    .filter(|entry| !entry.holds(self.today))
                    .map(|entry| known(entry, entry.count))
                    .collect(),
            ),
        });
        let ended = |used: &&ExemptionUse| used.exemption.until < self.today;
        let unused =
            |used: &&ExemptionUse| used.used == 0 && used.judged && self.whole && !ended(used);
        Some(AcceptanceReport {
            accepted: self.accepted,
            baseline,
            unused_exemptions: self
                .exemptions
                .iter()
                .filter(unused)
                .map(exemption_report)
                .collect(),
            expired_exemptions: self
                .exemptions
                .iter()
                .filter(ended)
                .map(exemption_report)
                .collect(),
        })
    }

    /// The baseline's file, as typed.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Whether the run writes the baseline.
    pub fn is_update(&self) -> bool {
        self.update
    }
}

/// Whether a finding may be known already. That a site cannot be judged is no fault of long standing: accepted once, it
/// would hide all others.
fn is_for_baselines(finding: &Finding, review: bool) -> bool {
    let unjudged =
        |rule: &rules::Rule| rule.blocking || review && rule.subject == RuleSubject::Site;
    !rules::by_id(&finding.rule).is_some_and(unjudged)
}

fn exemption_report(used: &ExemptionUse) -> ExemptionReport {
    let Exemption { rule, pages, site, reason, until, .. } = &used.exemption;
    let (file, line) = used.exemption.place();
    ExemptionReport {
        file: file.display().to_string(),
        line,
        rule: (*rule).to_owned(),
        pages: pages.clone(),
        site: site.clone(),
        reason: reason.clone(),
        until: until.to_string(),
    }
}

#[cfg(test)]
mod tests;
