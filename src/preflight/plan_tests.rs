//! The steps of a plan and their days.

use crate::domain::date::Date;

use super::PlanStep;
use super::left_out::SAMPLES;
use super::tests::{TODAY, answers, judged};

fn plan(text: &str) -> Vec<PlanStep> {
    judged(text).plan
}

#[test]
fn what_is_over_is_left_out_and_what_is_late_says_so() {
    let steps = plan("[order]\napproved = 2026-11-20\n[[site]]\nname = \"甲\"\n");
    let ids: Vec<_> = steps.iter().map(|step| (step.id, step.done)).collect();
    assert_eq!(
        ids[..3],
        [("authority-review", true), ("console-update", false), ("opening", false)]
    );
    let steps = plan("[order]\nsubmitted = 2026-06-01\n[[site]]\nname = \"甲\"\n");
    assert!(steps.iter().all(|step| step.done || step.earliest.day >= TODAY), "{steps:?}");
    assert!(steps[1].note.zh.contains("已经过了"), "{}", steps[1].note);
    let police = "[order]\nopened = 2026-11-01\npolice_submitted = 2026-11-05\npolice_approved = 2026-11-12\n";
    let steps = plan(&format!("{police}[[site]]\nname = \"甲\"\n"));
    let badge = steps.last().unwrap();
    assert_eq!((badge.id, badge.latest.day), ("police-badge", Date::constant(2026, 12, 12)));
}

#[test]
fn days_follow_each_other_and_earliest_is_before_latest() {
    let steps = plan(
        "provider = \"aliyun\"\n[[site]]\nname = \"甲\"\ndomain = \"a.cn\"\n[[domain]]\nname = \"a.cn\"\nverified = 2026-11-18\n",
    );
    let ids: Vec<_> = steps.iter().map(|step| step.id).collect();
    let all = [
        "hand-in",
        "provider-review",
        "sms-check",
        "authority-review",
        "console-update",
        "opening",
        "police-filing",
        "police-review",
        "police-badge",
    ];
    assert_eq!(ids, all);
    for step in &steps {
        assert!(step.earliest <= step.usual && step.usual <= step.latest, "{step:?}");
    }
    for pair in steps.windows(2) {
        assert!(pair[0].earliest <= pair[1].earliest && pair[0].usual <= pair[1].usual, "{pair:?}");
    }
    // verified on Wednesday 18 November: three working days later is Monday, five Wednesday
    assert_eq!(steps[0].earliest.day, Date::constant(2026, 11, 23));
    assert_eq!(steps[0].usual.day, Date::constant(2026, 11, 25));
}

#[test]
fn what_has_happened_moves_the_rest() {
    let steps =
        plan("[order]\nsubmitted = 2026-11-10\napproved = 2026-11-20\n[[site]]\nname = \"甲\"\n");
    assert!(steps[0].done && steps[0].latest.day == Date::constant(2026, 11, 10));
    let approved = steps.iter().find(|step| step.id == "authority-review").unwrap();
    assert!(approved.done && approved.usual.day == Date::constant(2026, 11, 20));
    let opening = steps.iter().find(|step| step.id == "opening").unwrap();
    assert_eq!(opening.usual.day, Date::constant(2026, 11, 23));
    // to be safe from the approval, as the deadline is
    let police = steps.iter().find(|step| step.id == "police-filing").unwrap();
    assert_eq!(police.latest.day, Date::constant(2026, 12, 20));
    assert!(plan("[[server]]\nmainland = false\n[[site]]\nname = \"甲\"\n").is_empty());
    for (request, count) in
        [("change", 4), ("cancel-access", 3), ("cancel-site", 4), ("cancel-subject", 4)]
    {
        let text = format!("request = \"{request}\"\n[[site]]\nname = \"甲\"\n");
        assert_eq!(plan(&text).len(), count, "{request}");
        assert_eq!(answers("site-open", &text).is_empty(), request != "change", "{request}");
    }
}

/// The steps of a plan that lie ahead, then those that are done, by their names.
fn ahead_and_done(text: &str) -> [Vec<&'static str>; 2] {
    let steps = plan(text);
    [false, true].map(|done| steps.iter().filter(|it| it.done == done).map(|it| it.id).collect())
}

#[test]
fn a_site_that_moves_does_not_open_again() {
    let moves = SAMPLES[1];
    let order = |days: &str| format!("{moves}\n[order]\n{days}\n");
    let ahead =
        ["hand-in", "provider-review", "sms-check", "authority-review", "console-update", "move"];
    let police = ["police-filing", "police-review", "police-badge"];
    assert_eq!(ahead_and_done(moves), [ahead.to_vec(), Vec::new()]);
    // the police filing is counted from the opening that was
    let text = order("opened = 2026-11-10");
    assert_eq!(ahead_and_done(&text), [[&ahead[..], &police].concat(), Vec::new()]);
    let filing = plan(&text).into_iter().find(|step| step.id == "police-filing").unwrap();
    assert_eq!(filing.latest.day, Date::constant(2026, 12, 10));
    // and its days say nothing of the order
    let text = order("police_approved = 2026-11-10");
    let badge = [&ahead[..], &["police-badge"]].concat();
    assert_eq!(ahead_and_done(&text), [badge, vec!["police-review"]]);
    let text = order("submitted = 2026-11-01\napproved = 2026-11-18\nopened = 2026-11-19");
    let done = ["hand-in", "authority-review", "console-update", "move"];
    assert_eq!(ahead_and_done(&text), [police.to_vec(), done.to_vec()]);
}

#[test]
fn an_opening_without_an_approval_ends_no_step_before_it() {
    let text = "[order]\nsubmitted = 2026-11-01\nopened = 2026-11-02\n[[site]]\nname = \"甲\"\nopen = false\n";
    let [ahead, done] = ahead_and_done(text);
    let review = ["provider-review", "sms-check", "authority-review", "console-update", "opening"];
    assert_eq!(ahead, [&review[..], &["police-filing", "police-review", "police-badge"]].concat());
    assert_eq!(done, ["hand-in"]);
    let early = |text: &str| judged(text).findings.iter().any(|it| it.rule == "site-open-early");
    assert!(early(text));
    let open = text.replace("open = false", "open = true");
    assert!(early(&open));
    assert!(!early(&open.replace("opened", "approved = 2026-11-02\nopened")));
    // an approval that is still to come is none
    assert!(early(&open.replace("opened", "approved = 2027-11-02\nopened")));
}
