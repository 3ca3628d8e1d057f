//! Days of the Chinese calendar date (UTC+8). Today is always an argument.

use jiff::ToSpan;
pub use jiff::civil::Date;

/// Parses `YYYY-MM-DD`.
///
/// # Errors
/// The text that is no such day.
pub fn parse(text: &str) -> Result<Date, DateError> {
    let day = text.trim().parse::<Date>().ok();
    // the library also reads other forms (20261122, a time behind it), which are likely to be mistakes here
    day.filter(|day| day.to_string() == text.trim()).ok_or_else(|| DateError(text.to_owned()))
}

/// The day so many days later; the calendar's last day where it ends before (year 9999).
pub fn days_after(day: Date, days: u16) -> Date {
    day.saturating_add(i32::from(days).days())
}

/// Days from one day to another; negative when it lies before.
pub fn days_between(from: Date, to: Date) -> i32 {
    // between days, days are the default unit: nothing that can fail is asked for
    from.until(to).map_or(0, |span| span.get_days())
}

/// A text that is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date; write it as YYYY-MM-DD")]
pub struct DateError(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_form_of_a_day_is_read() {
        assert_eq!(parse(" 2026-11-22 "), Ok(jiff::civil::date(2026, 11, 22)));
        for text in ["20261122", "2026-11-22T10:00", "2026-02-30", "2026-1-2", "", "today"] {
            assert_eq!(parse(text), Err(DateError(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn days_are_counted_both_ways() {
        let day = jiff::civil::date(2024, 2, 28);
        assert_eq!(days_after(day, 2), jiff::civil::date(2024, 3, 1));
        assert_eq!(days_between(day, days_after(day, 2)), 2);
        assert_eq!(days_between(days_after(day, 400), day), -400);
        assert_eq!(days_after(Date::MAX, 30), Date::MAX);
    }
}
