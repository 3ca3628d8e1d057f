use proptest::prelude::*;

use super::*;
use crate::domain::date::parse as day_of;

fn day(text: &str) -> Date {
    day_of(text).expect(text)
}

#[test]
fn each_year_has_the_working_days_that_its_paper_leaves() {
    // weekdays of the year, less weekdays off, plus weekend days worked
    for (year, expected) in [(2024, 262 - 19 + 8), (2025, 261 - 18 + 5)] {
        let calendar = Calendar::vendored();
        let all = days(date(year, 1, 1), date(year, 12, 31));
        let works = all.filter(|day| calendar.works(*day).expect("announced")).count();
        assert_eq!(works, expected, "{year}");
    }
}

#[test]
fn holidays_are_off_and_make_up_days_are_worked() {
    let calendar = Calendar::vendored();
    for (text, works) in [
        ("2026-01-01", false),
        ("2026-01-02", false),
        ("2026-01-04", true),
        ("2026-01-05", true),
        ("2026-02-14", true),
        ("2026-02-28", true),
        ("2026-09-20", true),
        ("2026-10-07", false),
        ("2026-10-08", true),
        ("2026-10-10", true),
        ("2026-10-11", false),
        ("2022-12-31", false),
        ("2022-12-30", true),
        ("2024-02-29", true),
        ("2024-05-11", true),
    ] {
        assert_eq!(calendar.works(day(text)), Some(works), "{text}");
    }
}

#[test]
fn days_that_no_paper_covers_are_unknown_weekends_too() {
    let calendar = Calendar::vendored();
    for text in ["2021-12-31", "2026-12-25", "2026-12-26", "2026-12-31", "2027-01-04", "9999-12-31"]
    {
        assert_eq!(calendar.works(day(text)), None, "{text}");
    }
    assert_eq!(calendar.works(day("2026-12-24")), Some(true));
    assert_eq!(calendar.last_year(), Some(2026));
    assert_eq!(Calendar::default().works(day("2026-11-23")), None);
    assert_eq!(Calendar::default().last_year(), None);
}

#[test]
fn the_next_years_paper_settles_late_december() {
    let paper = Paper {
        year: 2027,
        spans: Cow::Owned(vec![
            DaySpan { from: day("2026-12-27"), to: day("2026-12-27"), works: true },
            DaySpan { from: day("2026-12-31"), to: day("2027-01-02"), works: false },
        ]),
    };
    let calendar = Calendar::with(&[paper]);
    for (text, works) in [
        ("2026-12-26", Some(false)),
        ("2026-12-27", Some(true)),
        ("2026-12-30", Some(true)),
        ("2026-12-31", Some(false)),
        ("2027-01-01", Some(false)),
        ("2027-01-04", Some(true)),
        ("2027-12-25", None),
    ] {
        assert_eq!(calendar.works(day(text)), works, "{text}");
    }
}

#[test]
fn a_year_between_two_known_ones_stays_unknown() {
    let span = DaySpan { from: day("2028-01-01"), to: day("2028-01-03"), works: false };
    let calendar = Calendar::with(&[Paper { year: 2028, spans: Cow::Owned(vec![span]) }]);
    assert_eq!(calendar.works(day("2027-06-01")), None);
    assert_eq!(calendar.works(day("2028-01-04")), Some(true));
    assert_eq!(calendar.works(day("2027-12-31")), None);
}

#[test]
fn working_days_are_counted_over_holidays() {
    let calendar = Calendar::vendored();
    for (start, count, due) in [
        // Wed 30 September; 1 to 7 October off; Thu 8, Fri 9, Sat 10 (worked)
        ("2026-09-30", 3, "2026-10-10"),
        // Fri 18 September; Sun 20 is worked
        ("2026-09-18", 1, "2026-09-20"),
        // New Year: 1 to 3 January off, Sun 4 worked
        ("2025-12-31", 1, "2026-01-04"),
        // 29 February 2024 is a Thursday
        ("2024-02-28", 1, "2024-02-29"),
        // a Saturday as start
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-21", 0, "2026-11-21"),
    ] {
        assert_eq!(
            calendar.nth_after(day(start), count),
            NthWorkday::On(day(due)),
            "{start} + {count}"
        );
    }
}

#[test]
fn beyond_the_papers_only_the_earliest_possible_day_is_given() {
    let calendar = Calendar::vendored();
    // Tue 22 December 2026; 23 and 24 are known, then every day may be worked: 25, 26, 27
    assert_eq!(calendar.nth_after(day("2026-12-22"), 2), NthWorkday::On(day("2026-12-24")));
    assert_eq!(calendar.nth_after(day("2026-12-22"), 5), NthWorkday::NotBefore(day("2026-12-27")));
    assert_eq!(calendar.nth_after(Date::MAX, 5), NthWorkday::On(Date::MAX));
}

const PAPER_2027: &str = r#"{"$schema": "…", "year": 2027, "papers": ["…"], "days": [
    {"name": "元旦", "date": "2026-12-31", "isOffDay": true},
    {"name": "元旦", "date": "2027-01-03", "isOffDay": false}]}"#;

#[test]
fn a_file_of_holiday_cn_is_read() {
    let papers = parse(PAPER_2027).unwrap();
    assert_eq!(parse(&format!("[{PAPER_2027}]")), Ok(papers.clone()));
    let calendar = Calendar::with(&papers);
    assert_eq!(calendar.works(day("2026-12-31")), Some(false));
    assert_eq!(calendar.works(day("2027-01-03")), Some(true));
    assert_eq!(calendar.last_year(), Some(2027));
}

#[test]
fn a_file_that_says_nothing_or_the_wrong_thing_is_refused() {
    let day = |date: &str| {
        format!(r#"{{"year": 2027, "days": [{{"date": "{date}", "isOffDay": true}}]}}"#)
    };
    for (text, error) in [
        (String::new(), PaperError::Form),
        ("[1]".to_owned(), PaperError::Form),
        (r#"{"year": 2027}"#.to_owned(), PaperError::Form),
        (r#"{"year": 2027, "days": []}"#.to_owned(), PaperError::Empty(2027)),
        (r#"{"year": -9999, "days": []}"#.to_owned(), PaperError::Year(-9999)),
        (day("2026-12-01"), PaperError::Day("2026-12-01".to_owned())),
        (day("2027-02-29"), PaperError::Day("2027-02-29".to_owned())),
    ] {
        assert_eq!(parse(&text), Err(error), "{text}");
    }
}

proptest! {
    #[test]
    fn the_nth_working_day_is_what_a_naive_recount_finds(offset in 0_u16..1_700, count in 0_u16..40) {
        let calendar = Calendar::vendored();
        let start = days_after(date(2022, 1, 1), offset);
        let naive = days(start, date(2026, 12, 24))
            .skip(1)
            .filter(|day| calendar.works(*day) == Some(true))
            .nth(usize::from(count).saturating_sub(1));
        let expected = if count == 0 { Some(start) } else { naive };
        match calendar.nth_after(start, count) {
            NthWorkday::On(day) => prop_assert_eq!(Some(day), expected),
            NthWorkday::NotBefore(day) => {
                prop_assert_eq!(expected, None);
                prop_assert!(day > date(2026, 12, 24));
            }
        }
    }

    #[test]
    fn a_longer_term_or_a_later_start_is_never_due_earlier(offset in 0_u16..3_000, count in 0_u16..40) {
        let calendar = Calendar::vendored();
        let start = days_after(date(2021, 1, 1), offset);
        let on = |start, count| match calendar.nth_after(start, count) {
            NthWorkday::On(day) | NthWorkday::NotBefore(day) => day,
        };
        prop_assert!(on(start, count) >= start);
        prop_assert!(on(start, count + 1) > on(start, count));
        prop_assert!(on(days_after(start, 1), count) >= on(start, count));
    }

    #[test]
    fn an_unknown_year_is_never_due_later_than_once_it_is_announced(
        offset in 1_780_u16..1_830, count in 1_u16..30, off in proptest::collection::vec(0_u16..40, 0..12)
    ) {
        let start = days_after(date(2022, 1, 1), offset);
        let spans = off.iter().map(|ahead| {
            let day = days_after(date(2026, 12, 25), *ahead);
            DaySpan { from: day, to: day, works: false }
        });
        let paper = Paper { year: 2027, spans: Cow::Owned(spans.collect()) };
        let early = match Calendar::vendored().nth_after(start, count) {
            NthWorkday::On(day) | NthWorkday::NotBefore(day) => day,
        };
        if let NthWorkday::On(day) = Calendar::with(&[paper]).nth_after(start, count) {
            prop_assert!(early <= day);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,64}") {
        let _ = parse(&text);
    }
}
