//! Laws that hold for any log.

use proptest::prelude::*;

use super::super::*;
use super::happening;
use crate::domain::date::days_after;
use crate::domain::record::{EventDetails, Happening, SiteLog, When};
use crate::domain::timeline::Timeline;
use crate::domain::workday::Calendar;

fn any_log() -> impl Strategy<Value = SiteLog> {
    let happening = (0_usize..20, 0_u16..2_000, proptest::option::of(0_i8..24), 0_u16..60);
    let happenings = proptest::collection::vec(happening, 0..14).prop_map(|all| {
        let mut all: Vec<Happening> = all
            .into_iter()
            .map(|(event, ahead, hour, term)| {
                let event = Event::ALL[event];
                let day = days_after(jiff::civil::date(2022, 1, 1), ahead);
                let time = hour.map(|hour| jiff::civil::time(hour, 0, 0, 0));
                let due = event.names_last_day().then(|| days_after(day, term));
                let details = EventDetails { when: When { day, time }, due, note: None };
                Happening { site: String::new(), event, details }
            })
            .collect();
        all.sort_by_key(|happening| happening.details.when);
        all
    });
    happenings.prop_map(|happenings| SiteLog { happenings, ..SiteLog::default() })
}

proptest! {
    #[test]
    fn nothing_is_due_before_it_starts_and_every_key_is_unique(log in any_log(), ahead in 0_u16..2_200) {
        let today = days_after(jiff::civil::date(2022, 1, 1), ahead);
        let timeline = Timeline::of(None, Some(&log), today);
        let dues = running(&timeline, Calendar::vendored(), today);
        for due in &dues {
            for count in [Some(&due.count), due.also.as_ref()].into_iter().flatten() {
                prop_assert!(count.last.when.day >= count.from.day, "{due:?}");
            }
            prop_assert!(due.first().last.when <= due.count.last.when);
        }
        let mut keys: Vec<String> = dues.iter().map(Due::key).collect();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), dues.len());
    }

    #[test]
    fn a_later_start_is_never_due_earlier(clock in 0_usize..12, ahead in 0_u16..2_000, later in 0_u16..40, hour in 0_i8..24) {
        let clock = &ALL[clock];
        let calendar = Calendar::vendored();
        let start = days_after(jiff::civil::date(2022, 1, 1), ahead);
        let time = Some(jiff::civil::time(hour, 30, 0, 0));
        let end = |day| clock.last(When { day, time }, calendar).when;
        prop_assert!(end(start) >= When::day(start));
        prop_assert!(end(days_after(start, later)) >= end(start));
    }

    #[test]
    fn a_closed_site_has_no_clock(log in any_log()) {
        let mut log = log;
        let last = days_after(jiff::civil::date(2022, 1, 1), 2_100);
        log.happenings.push(Happening { details: EventDetails::at(last), ..happening("closed 2022-01-01") });
        let timeline = Timeline::of(None, Some(&log), last);
        prop_assert_eq!(running(&timeline, Calendar::vendored(), last), vec![]);
    }
}
