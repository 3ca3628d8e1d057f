//! The log on standard error: what the program does and why, for `-vv` and `BEIAN_LOG`. docs/log.md describes it.
//!
//! Names, addresses and errors in it come from servers and files. Each line is therefore written as other text for
//! people is: without logins, and with everything escaped that a terminal would take for a command.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::time::uptime;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::report::SafeLines;

use super::error::Error;
use super::world::World;

/// The environment variable.
pub(super) const VARIABLE: &str = "BEIAN_LOG";
/// The rooms that write to the log.
const ROOMS: [&str; 3] = ["crawl", "engine", "net"];
/// The target of this program's events; others are those of libraries.
const PROGRAM: &str = env!("CARGO_CRATE_NAME");

/// Starts the log that `BEIAN_LOG` or, without it, the number of `-v` asks for. Returns whether there is one.
pub(super) fn start(verbose: u8, world: &World<'_>) -> Result<bool, Error> {
    let filter = match world.variable(VARIABLE) {
        Some(text) => Some(parse(text).ok_or_else(|| not_a_filter(text))?),
        None => match verbose {
            0 | 1 => None,
            2 => Some(Targets::new().with_target(PROGRAM, LevelFilter::DEBUG)),
            _ => Some(Targets::new().with_target(PROGRAM, LevelFilter::TRACE)),
        },
    };
    let Some(filter) = filter.filter(|_| world.is_process) else { return Ok(false) };
    let lines = tracing_subscriber::fmt::layer()
        .with_timer(uptime())
        .with_writer(|| SafeLines::new(io::stderr()));
    let log = tracing_subscriber::registry().with(filter).with(lines);
    // A second log in one process would be a mistake of ours; the first one stays.
    Ok(tracing::subscriber::set_global_default(log).is_ok())
}

/// Reads `LEVEL` and `ROOM=LEVEL`, separated by commas; `None` where a part is neither.
fn parse(text: &str) -> Option<Targets> {
    let mut targets = Targets::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        targets = match part.split_once('=') {
            None => targets.with_target(PROGRAM, level(part)?),
            Some((room, name)) => {
                let room = ROOMS.iter().find(|known| **known == room.trim())?;
                targets.with_target(format!("{PROGRAM}::{room}"), level(name)?)
            }
        };
    }
    Some(targets)
}

fn level(name: &str) -> Option<LevelFilter> {
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "off" => LevelFilter::OFF,
        "error" => LevelFilter::ERROR,
        "warn" => LevelFilter::WARN,
        "info" => LevelFilter::INFO,
        "debug" => LevelFilter::DEBUG,
        "trace" => LevelFilter::TRACE,
        _ => return None,
    })
}

fn not_a_filter(text: &str) -> Error {
    let rooms = ROOMS.join(", ");
    Error::new(
        (
            format!("环境变量 {VARIABLE} 的值 {text:?} 不是日志级别"),
            format!("{VARIABLE}: {text:?} is not a log filter"),
        ),
        (
            format!(
                "用 off、error、warn、info、debug 或 trace，也可以按模块写，如 net=trace,crawl=debug；模块有 {rooms}"
            ),
            format!(
                "use off, error, warn, info, debug or trace, or one for each room, as in net=trace,crawl=debug; rooms: {rooms}"
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn filters_are_levels_and_rooms() {
        let net = format!("{PROGRAM}::net::client");
        let crawl = format!("{PROGRAM}::crawl");
        let wanted = |text: &str| {
            let filter = parse(text)?;
            Some((
                filter.would_enable(&net, &Level::DEBUG),
                filter.would_enable(&crawl, &Level::DEBUG),
            ))
        };
        for (text, expected) in [
            ("debug", Some((true, true))),
            ("info", Some((false, false))),
            ("net=debug", Some((true, false))),
            (" Debug , net = off ", Some((false, true))),
            ("off", Some((false, false))),
            ("", Some((false, false))),
            ("loud", None),
            ("h2=debug", None),
            ("net=", None),
        ] {
            assert_eq!(wanted(text), expected, "{text:?}");
        }
        assert!(!parse("trace").unwrap().would_enable("h2::codec", &Level::ERROR));
    }
}
