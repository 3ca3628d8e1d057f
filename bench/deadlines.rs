//! A ledger to measure `beian deadlines` on, and what no table of it can beat.
//!
//! ```text
//! deadlines fill LEDGER SITES   ten events a site, half of the sites with something to do
//! deadlines read LEDGER         read every site's events and do nothing with them
//! ```
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal, not part of the library"
)]

use std::path::Path;

use beian::domain::date::{Date, days_after};
use beian::domain::event::Event;
use beian::domain::record::{Happening, When};
use beian::ledger::{Error, Ledger};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The life of a site: an event, and the day after the first on which it happens.
const LIFE: [(Event, u16); 10] = [
    (Event::DomainVerified, 0),
    (Event::OrderCreated, 8),
    (Event::OrderUpdated, 10),
    (Event::OrderSubmitted, 12),
    (Event::SmsReceived, 14),
    (Event::SmsChecked, 14),
    (Event::IcpApproved, 35),
    (Event::Opened, 40),
    (Event::PoliceSubmitted, 50),
    (Event::PoliceApproved, 60),
];

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("fill") if args.len() > 2 => fill(Path::new(&args[1]), args[2].parse()?),
        Some("read") if args.len() > 1 => read(Path::new(&args[1])),
        _ => Err("deadlines fill LEDGER SITES | deadlines read LEDGER".into()),
    }
}

fn fill(path: &Path, sites: u32) -> Outcome {
    let mut ledger = Ledger::open_write(path)?;
    let mut batch = ledger.batch()?;
    let first = Date::constant(2026, 1, 1);
    for (event, ahead) in LIFE {
        for site in 0..sites {
            // spread over the year; every second site shows its badge, so that nothing is left to do
            let start = days_after(first, u16::try_from(site % 260)?);
            let done = event == Event::OrderUpdated && site % 2 == 0;
            let (event, ahead) = if done { (Event::BadgeShown, 61) } else { (event, ahead) };
            batch.record(
                &Happening {
                    site: format!("site-{site}.example"),
                    event,
                    when: When::day(days_after(start, ahead)),
                    due: None,
                    note: None,
                },
                "2026-11-22T12:00:00+08:00",
            )?;
        }
    }
    batch.commit()?;
    Ok(())
}

fn read(path: &Path) -> Outcome {
    let (mut sites, mut events) = (0, 0);
    if let Some(ledger) = Ledger::open_read(path)? {
        ledger.each_log(|log| {
            sites += 1;
            events += log.happenings.len();
            Ok::<(), Error>(())
        })?;
    }
    println!("{sites} sites, {events} events");
    Ok(())
}
