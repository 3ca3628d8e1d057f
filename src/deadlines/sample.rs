//! A table with every kind of row, for tests of this room and of `report`.

use std::sync::Arc;

use crate::domain::event::Event;
use crate::domain::record::{EventDetails, Happening, SiteLog};
use crate::domain::site::Site;
use crate::domain::workday::Calendar;

use super::{DueFilter, DueTable, DueTableBuilder};

/// Text that would like to act.
pub(crate) const HOSTILE: &str = "=cmd()|\u{1b}[31m<script>\nEND:VEVENT,;\\\u{202e}";

/// Today is 2026-12-22, ten in the morning.
pub(crate) fn table() -> DueTable {
    table_of(DueFilter::default())
}

pub(crate) fn table_of(filter: DueFilter) -> DueTable {
    let now = "2026-12-22 10:00".parse().unwrap();
    let calendar = Calendar::vendored();
    let mut builder = DueTableBuilder::new(now, calendar, filter);
    let client: Arc<str> = "暖阳家政".into();
    for (site, client, events) in [
        // two starts, the earlier one past
        ("nuanyang.example", Some(&client), &["icp-approved 2026-11-20", "opened 2026-11-25"][..]),
        ("late.example", None, &["police-approved 2026-11-01", "police-submitted 2026-12-01"]),
        // beyond the announced working days; a term of hours with its hour
        (
            "new.example",
            Some(&client),
            &["order-submitted 2026-12-21", "sms-received 2026-12-22 09:30"],
        ),
        // a term of hours without it
        ("hour.example", None, &["sms-received 2026-12-22"]),
        ("order.example", None, &["order-created 2026-12-10"]),
        ("hostile.example", None, &["notice 2026-12-20"]),
    ] {
        let log = SiteLog {
            site: site.to_owned(),
            happenings: events.iter().map(|text| happening(site, text)).collect(),
            entries: u32::try_from(events.len()).unwrap(),
            seen: None,
        };
        let declared = Site { opened: Some("2026-11-24".parse().unwrap()), ..Site::default() };
        let declared = (site == "nuanyang.example").then_some(declared);
        builder.add(site, client, declared.as_ref(), Some(&log));
    }
    builder.finish()
}

fn happening(site: &str, text: &str) -> Happening {
    let (event, when) = text.split_once(' ').unwrap();
    let event = Event::parse(event).unwrap();
    let notice = event == Event::Notice;
    Happening {
        site: site.to_owned(),
        event,
        details: EventDetails {
            when: when.parse().unwrap(),
            due: notice.then(|| "2026-12-27".parse().unwrap()),
            note: notice.then(|| HOSTILE.to_owned()),
        },
    }
}
