//! Legal periods as data: what starts them, how long they run, what they mean for today.

use super::basis::{Basis, BasisKind};
use super::date::{Date, days_after, days_between};
use super::event::Event;
use super::lang::Text;
use super::site::Site;

/// A period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Its name in JSON and in the ledger.
    pub name: &'static str,
    /// Its length in calendar days. The first day is not counted, and a last day on a holiday is not put off: the
    /// earlier day is the safe one.
    pub days: u16,
    /// Where it comes from.
    pub basis: Basis,
}

/// The police filing: within 30 days from the day on which the site went into service.
///
/// The law counts from 网络正式联通之日, providers read it as the opening of the site; some blogs count from the ICP
/// approval, which is earlier and hence safe.
pub const POLICE_FILING: Clock = Clock {
    name: "police-filing",
    days: 30,
    basis: Basis {
        law: Text::fixed(
            "《计算机信息网络国际联网安全保护管理办法》（公安部令第33号，2011年修订文本）",
            "Measures for Security Protection of International Networking (Ministry of Public Security Order 33, as \
             amended in 2011)",
        ),
        article: "12",
        text_as_of: "2011-01-08",
        kind: BasisKind::Law,
    },
};

/// The police number on the page: within 30 days from the approval. Only providers ask for it.
pub const POLICE_BADGE: Clock = Clock {
    name: "police-badge",
    days: 30,
    basis: Basis {
        law: Text::fixed(
            "阿里云备案指南“备案完成后”：公安联网备案及编号展示（未找到法规条文）",
            "Alibaba Cloud's filing guide, after the filing: police filing and display of its number (no article of \
             law was found)",
        ),
        article: "11",
        text_as_of: "2020-12-31",
        kind: BasisKind::Guide,
    },
};

impl Clock {
    /// The last day of the period that starts on a day; the last day there is where the calendar ends.
    pub fn due(&self, start: Date) -> Date {
        days_after(start, self.days)
    }

    fn started(&self, basis: Event, start: Date, today: Date) -> Due {
        let due = self.due(start);
        Due { clock: self.name, due, days_left: days_between(today, due), basis }
    }
}

/// A due date that follows from an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The clock's name: `police-filing` or `police-badge`.
    pub clock: &'static str,
    /// The last day.
    pub due: Date,
    /// Days from today to `due`; negative when overdue.
    pub days_left: i32,
    /// The event it was counted from.
    pub basis: Event,
}

/// The clocks that run for a site today: the police filing (30 days from opening, or from the ICP approval when
/// only that is known) and the badge on the page (30 days from the police approval). A clock that its end event
/// has stopped is not listed; no recorded event stops the badge's: whether the page shows it is for the audit to say.
pub fn running(site: &Site, today: Date) -> Vec<Due> {
    let filed = site.police_submitted.is_some() || site.police_approved.is_some();
    let start = [(Event::Opened, site.opened), (Event::IcpApproved, site.approved)]
        .into_iter()
        .find_map(|(event, day)| day.map(|day| (event, day)));
    let filing =
        start.filter(|_| !filed).map(|(event, day)| POLICE_FILING.started(event, day, today));
    let badge =
        site.police_approved.map(|day| POLICE_BADGE.started(Event::PoliceApproved, day, today));
    filing.into_iter().chain(badge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::parse;

    fn day(text: &str) -> Date {
        parse(text).expect(text)
    }

    fn due_of(opened: &str) -> String {
        let site = Site { opened: Some(day(opened)), ..Site::default() };
        running(&site, day(opened))[0].due.to_string()
    }

    #[test]
    fn thirty_days_run_over_the_ends_of_months_and_years() {
        for (opened, due) in [
            ("2026-10-25", "2026-11-24"),
            ("2026-01-31", "2026-03-02"),
            ("2024-01-30", "2024-02-29"),
            ("2024-02-29", "2024-03-30"),
            ("2023-02-28", "2023-03-30"),
            ("2026-12-02", "2027-01-01"),
            ("2026-12-31", "2027-01-30"),
        ] {
            assert_eq!(due_of(opened), due, "{opened}");
        }
    }

    #[test]
    fn days_left_are_counted_from_today_and_fall_below_zero() {
        let site = Site { opened: Some(day("2026-10-25")), ..Site::default() };
        for (today, left) in
            [("2026-11-22", 2), ("2026-11-24", 0), ("2026-11-25", -1), ("2027-11-24", -365)]
        {
            assert_eq!(running(&site, day(today))[0].days_left, left, "{today}");
        }
    }

    #[test]
    fn opening_goes_before_the_approval_which_counts_when_alone() {
        let approved = Site { approved: Some(day("2026-10-20")), ..Site::default() };
        let both = Site { opened: Some(day("2026-10-25")), ..approved.clone() };
        let today = day("2026-11-01");
        let basis =
            |site: &Site| running(site, today).first().map(|due| (due.basis, due.due.to_string()));
        assert_eq!(basis(&approved), Some((Event::IcpApproved, "2026-11-19".to_owned())));
        assert_eq!(basis(&both), Some((Event::Opened, "2026-11-24".to_owned())));
        assert_eq!(basis(&Site::default()), None);
    }

    #[test]
    fn handing_in_stops_the_filing_clock_and_approval_starts_the_badge_clock() {
        let opened = Site { opened: Some(day("2026-10-25")), ..Site::default() };
        let submitted = Site { police_submitted: Some(day("2026-11-10")), ..opened.clone() };
        let approved = Site { police_approved: Some(day("2026-11-18")), ..opened };
        let today = day("2026-11-22");
        assert_eq!(running(&submitted, today), []);
        let [badge] = running(&approved, today)[..] else { panic!("one clock runs") };
        assert_eq!(
            (badge.clock, badge.basis, badge.days_left),
            ("police-badge", Event::PoliceApproved, 26)
        );
        assert_eq!(badge.due, day("2026-12-18"));
    }
}
