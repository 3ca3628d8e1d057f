//! What the HTML of a page leaves open that a browser could answer.

use crate::facts::{PageFacts, PageKind, RenderReason};
use crate::html::Visibility;
use crate::report::model::Finding;
use crate::rules::{Fault, RuleSubject, Severity};

use super::verdicts::{Judge, Verdicts};

impl Judge<'_> {
    /// Why a page would have to be opened in a browser; nothing where its HTML settles what visitors see.
    pub(super) fn open_questions(
        &self,
        facts: &PageFacts,
        verdicts: &Verdicts,
    ) -> Vec<RenderReason> {
        let mut reasons = Vec::new();
        match facts.kind {
            PageKind::Shell => reasons.push(RenderReason::Shell),
            PageKind::Stub if facts.script_redirect.is_some() => {
                reasons.push(RenderReason::Redirect);
            }
            _ => {}
        }
        if reasons.is_empty() {
            reasons.extend(verdicts.findings.iter().filter_map(|it| self.of_finding(facts, it)));
            reasons.extend(verdicts.reviews.iter().filter_map(|it| self.of_review(it)));
        } else if shows_a_filing(facts) {
            // a shell with its footer in the HTML
            reasons.clear();
        }
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    fn of_finding(&self, facts: &PageFacts, finding: &Finding) -> Option<RenderReason> {
        let rule = self.rules.iter().find(|rule| finding.rule == rule.id)?;
        let grave = finding.severity == Severity::Error;
        let of_filing = matches!(rule.subject, RuleSubject::Icp | RuleSubject::Police);
        match rule.fault {
            Fault::Hidden if is_partly_shown(facts) => Some(RenderReason::Screens),
            Fault::Hidden if facts.scripts => Some(RenderReason::Hidden),
            Fault::Missing if facts.scripts && grave => Some(RenderReason::Missing),
            Fault::Missing if facts.scripts && lacks_badge(facts, rule.subject) => {
                Some(RenderReason::Badge)
            }
            Fault::NotLinked if facts.scripts && of_filing => Some(RenderReason::Link),
            Fault::Other if facts.scripts && of_filing && lacks_number(facts) => {
                Some(RenderReason::Missing)
            }
            _ => None,
        }
    }

    /// Pictures of numbers are for people.
    fn of_review(&self, review: &Finding) -> Option<RenderReason> {
        let rule = self.rules.iter().find(|rule| review.rule == rule.id)?;
        match rule.fault {
            Fault::Other | Fault::NotANumber | Fault::Mismatch => None,
            Fault::Hidden | Fault::Missing | Fault::NotLinked | Fault::Link => {
                Some(RenderReason::Review)
            }
        }
    }
}

fn shows_a_filing(facts: &PageFacts) -> bool {
    facts.icp.iter().any(|seen| seen.own && seen.visibility.is_shown())
        || facts.licences.iter().any(|seen| seen.own && seen.visibility.is_shown())
}

/// A number in a script or a picture only.
fn lacks_number(facts: &PageFacts) -> bool {
    !facts.icp.iter().any(|seen| seen.own) && !facts.licences.iter().any(|seen| seen.own)
}

fn is_partly_shown(facts: &PageFacts) -> bool {
    let partly = |it: &Visibility| matches!(it, Visibility::Partly { .. });
    facts.icp.iter().any(|seen| seen.own && partly(&seen.visibility))
        || facts.police.iter().any(|seen| seen.own && partly(&seen.visibility))
}

fn lacks_badge(facts: &PageFacts, subject: RuleSubject) -> bool {
    subject == RuleSubject::Police
        && facts
            .police
            .iter()
            .any(|seen| seen.own && seen.visibility.is_shown() && seen.badge.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Settings, SiteAudit};
    use crate::domain::date::Date;
    use crate::domain::lang::Lang;
    use crate::domain::site::Site;
    use crate::rules::Levels;
    use crate::testkit::page;
    use crate::visit::{Arrival, Page};

    const LINK: &str = "<a href=https://beian.miit.gov.cn/>京ICP备19004817号-1</a>";
    const SCRIPT: &str = "<script src=a.js></script>";

    fn open(body: &str) -> Vec<RenderReason> {
        let settings = Settings {
            levels: Levels::default(),
            fail_on: Some(Severity::Error),
            today: Date::constant(2026, 11, 22),
            lang: Lang::En,
        };
        let html = format!(
            "<!doctype html><title>x</title><main><p>鸿雁照相馆，证件照与全家福，欢迎预约。我们在城里开了十二年。</p></main>{body}"
        );
        let facts = Box::new(page::facts(&html));
        let arrival = Arrival::Whole { status: None, facts, foreign_frames: Vec::new() };
        let page = Page { address: "index.html".into(), home: true, file: true, arrival };
        let site = Site::default();
        let audit = SiteAudit::new(&settings, &site);
        let mut open = Vec::new();
        let back = audit.add_unless(page, |_, reasons| {
            open = reasons.to_vec();
            false
        });
        assert!(back.is_none());
        open
    }

    #[test]
    fn a_plain_page_leaves_nothing_open_whatever_scripts_it_has() {
        for body in [
            format!("<footer>{LINK}</footer>"),
            format!("<footer>{LINK}</footer>{SCRIPT}"),
            "<footer>© 2026</footer>".to_owned(),
            "<footer>京ICP备19004817号-1</footer>".to_owned(),
            format!("<footer style=display:none>{LINK}</footer>"),
            "<footer>© 2026</footer><script type=application/ld+json>{}</script>".to_owned(),
        ] {
            assert_eq!(open(&body), [], "{body}");
        }
    }

    #[test]
    fn what_scripts_and_screens_decide_is_left_open() {
        use RenderReason::{Badge, Hidden, Link, Missing, Review, Screens};
        let police = "<a href='https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718'>京公网安备11010502046718号</a>";
        for (body, reason) in [
            (format!("<footer>© 2026</footer>{SCRIPT}"), Missing),
            ("<script>f('京ICP备19004817号-1')</script>".to_owned(), Missing),
            (format!("<footer style=display:none>{LINK}</footer>{SCRIPT}"), Hidden),
            (
                format!(
                    "<style>footer{{opacity:0;transition:opacity 1s}}</style><footer>{LINK}</footer>"
                ),
                Review,
            ),
            (
                format!(
                    "<style>@media(max-width:600px){{footer{{display:none}}}}</style><footer>{LINK}</footer>"
                ),
                Screens,
            ),
            (format!("<footer>京ICP备19004817号-1</footer>{SCRIPT}"), Link),
            (format!("<footer>{LINK} {police}</footer>{SCRIPT}"), Badge),
        ] {
            assert_eq!(open(&body), [reason], "{body}");
        }
    }
}
