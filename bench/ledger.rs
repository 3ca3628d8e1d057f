//! The ledger of the benchmark, and the floor under commands that read all of it.
//!
//! ```text
//! ledger generate SITES      JSON Lines for `beian deadlines import`: ten events a site
//! ledger walk FILE           reads all of a ledger in the order of sites, and does nothing with it
//! ```

use std::error::Error;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use beian::domain::date::{Date, days_after};
use beian::domain::event::Event;
use beian::domain::record::When;
use beian::ledger::{self, Ledger};

/// The events of a site, with the days between each and the one before it.
const LIFE: [(Event, u16); 10] = [
    (Event::DomainVerified, 0),
    (Event::OrderCreated, 3),
    (Event::OrderUpdated, 1),
    (Event::OrderSubmitted, 2),
    (Event::SmsReceived, 1),
    (Event::SmsChecked, 0),
    (Event::IcpApproved, 12),
    (Event::Opened, 2),
    (Event::PoliceSubmitted, 20),
    (Event::PoliceApproved, 6),
];

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", sites] => generate(sites.parse()?),
        ["walk", file] => walk(Path::new(file)),
        _ => Err("write generate SITES, or walk FILE".into()),
    }
}

/// Sites start on one of 300 days and stand anywhere in the process: of one in five a notice runs.
fn generate(sites: u32) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for site in 0..sites {
        let mut day = days_after(Date::constant(2025, 11, 1), u16::try_from(site % 300)?);
        for (index, (event, after)) in LIFE.into_iter().enumerate() {
            day = days_after(day, after);
            let when = When::day(day);
            write!(out, r#"{{"site":"site-{site:06}.example.cn","#)?;
            if index + 1 == LIFE.len() && site % 5 == 0 {
                let due = days_after(day, 30);
                writeln!(
                    out,
                    r#""event":"notice","when":"{when}","due":"{due}","note":"整改通知"}}"#
                )?;
            } else {
                writeln!(out, r#""event":"{}","when":"{when}"}}"#, event.name())?;
            }
        }
    }
    Ok(out.flush()?)
}

fn walk(file: &Path) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let ledger = Ledger::open_read(file)?.ok_or("there is no such ledger")?;
    let (mut sites, mut events) = (0_u64, 0);
    ledger.each_log(|log| {
        sites += 1;
        events += log.happenings.len();
        Ok::<(), ledger::Error>(())
    })?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(writeln!(io::stdout(), "{sites} sites, {events} events in {seconds:.3} s")?)
}
