//! What each channel is told now, or why not now.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday};

use crate::config::{ChannelKeys, SendHours};
use crate::domain::date::Date;
use crate::domain::lang::{Lang, Text};
use crate::domain::workday::Calendar;

use super::choose::{Selection, choose};
use super::digest::Digest;
use super::item::Items;
use super::words;

/// What a channel is told now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChannelPlan {
    /// Why nothing is told to it now.
    pub(super) hold: Option<Hold>,
    /// What is told, and what is noted.
    pub(super) selection: Selection,
    /// The message; `None` where there is nothing to tell.
    pub(super) digest: Option<Digest>,
}

/// Why a channel is told nothing now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// It is outside of its hours.
    Hours,
    /// It is within its quiet hours.
    Quiet,
    /// It is no working day.
    DayOff,
}

impl Hold {
    /// In words.
    pub(super) const fn text(self) -> Text {
        match self {
            Self::Hours => Text::fixed("不在发送时段内", "it is outside of its hours"),
            Self::Quiet => Text::fixed("在免打扰时段内", "it is within its quiet hours"),
            Self::DayOff => Text::fixed("今天不是工作日", "today is no working day"),
        }
    }
}

/// Plans what a channel is told: `told` holds what it was told already.
pub(super) fn plan(
    items: &Items,
    channel: &ChannelKeys,
    told: &BTreeMap<String, String>,
    hold: Option<Hold>,
    lang: Lang,
) -> ChannelPlan {
    if hold.is_some() {
        return ChannelPlan { hold, selection: Selection::default(), digest: None };
    }
    let selection = choose(items, told, &channel.choice);
    let lang = channel.lang.unwrap_or(lang);
    let digest =
        (!selection.news.is_empty()).then(|| words::digest(&selection.news, items.now, lang));
    ChannelPlan { hold: None, selection, digest }
}

/// Why a channel with these hours is told nothing at this moment. Where the working days of a year are not announced, Monday
/// to Friday are taken for them.
pub(super) fn hold(hours: &SendHours, day: Date, time: Time, calendar: &Calendar) -> Option<Hold> {
    let minute = u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0);
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    if hours.working_days && !calendar.works(day).unwrap_or(!weekend) {
        Some(Hold::DayOff)
    } else if hours.quiet.is_some_and(|quiet| quiet.holds(minute)) {
        Some(Hold::Quiet)
    } else if hours.window.is_some_and(|window| !window.holds(minute)) {
        Some(Hold::Hours)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::HourSpan;

    #[test]
    fn messages_wait_for_their_hours_and_for_working_days() {
        let calendar = Calendar::vendored();
        let nine = SendHours {
            window: Some(HourSpan { from: 540, to: 600 }),
            quiet: None,
            working_days: true,
        };
        let night =
            SendHours { quiet: Some(HourSpan { from: 1320, to: 480 }), ..SendHours::default() };
        let at = |hours: &SendHours, month, day, hour, minute| {
            let time = Time::constant(hour, minute, 0, 0);
            hold(hours, Date::constant(2026, month, day), time, calendar)
        };
        assert_eq!(at(&nine, 11, 23, 9, 0), None, "a Monday");
        assert_eq!(at(&nine, 11, 23, 10, 0), Some(Hold::Hours));
        assert_eq!(at(&nine, 11, 22, 9, 30), Some(Hold::DayOff), "a Sunday");
        assert_eq!(at(&nine, 10, 1, 9, 30), Some(Hold::DayOff), "a Thursday, National Day");
        assert_eq!(at(&nine, 10, 10, 9, 30), None, "a Saturday that is worked for it");
        assert_eq!(at(&night, 11, 22, 23, 0), Some(Hold::Quiet));
        assert_eq!(at(&night, 11, 22, 8, 0), None);
        let unknown = hold(&nine, Date::constant(2031, 3, 3), Time::constant(9, 0, 0, 0), calendar);
        assert_eq!(unknown, None, "a Monday of a year that is not announced");
        let unknown = hold(&nine, Date::constant(2031, 3, 2), Time::constant(9, 0, 0, 0), calendar);
        assert_eq!(unknown, Some(Hold::DayOff));
    }
}
