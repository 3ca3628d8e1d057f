//! The log on standard error: what the program does and why, for `-vv` and `BEIAN_LOG`. docs/log.md describes it.
//!
//! Names, addresses and errors in it come from servers and files. Each line is therefore written as other text for
//! people is: without logins, and with everything escaped that a terminal would take for a command.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::time::uptime;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::domain::failure::Failure;
use crate::report::SafeLines;

/// The environment variable.
pub const LOG_VARIABLE: &str = "BEIAN_LOG";
/// The rooms that write to the log.
#[cfg(not(feature = "fleet"))]
const ROOMS: &[&str] = &["browser", "crawl", "engine", "net"];
#[cfg(feature = "fleet")]
const ROOMS: &[&str] = &["browser", "crawl", "engine", "fleet", "net"];
/// The target of this program's events; others are those of libraries.
const PROGRAM: &str = env!("CARGO_CRATE_NAME");

/// The rooms that write to the log, for people.
pub fn log_rooms() -> String {
    ROOMS.join(", ")
}

/// The filter that the variable or, without it, the number of `-v` asks for; `None` where no log is wanted.
pub fn log_filter(variable: Option<&str>, verbose: u8) -> Result<Option<Targets>, Failure> {
    if let Some(text) = variable {
        return parse(text).map(Some).ok_or_else(|| not_a_filter(text));
    }
    Ok(match verbose {
        0 | 1 => None,
        2 => Some(Targets::new().with_target(PROGRAM, LevelFilter::DEBUG)),
        _ => Some(Targets::new().with_target(PROGRAM, LevelFilter::TRACE)),
    })
}

/// Starts the log of this process. Returns whether there is one.
pub fn start_log(filter: Targets) -> bool {
    let lines = tracing_subscriber::fmt::layer()
        .with_timer(uptime())
        .with_writer(|| SafeLines::new(io::stderr()));
    let log = tracing_subscriber::registry().with(filter).with(lines);
    // A second log in one process would be a mistake of ours; the first one stays.
    tracing::subscriber::set_global_default(log).is_ok()
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

fn not_a_filter(text: &str) -> Failure {
    let rooms = ROOMS.join(", ");
    Failure::new(
        (
            format!("环境变量 {LOG_VARIABLE} 的值 {text:?} 不是日志级别"),
            format!("{LOG_VARIABLE}: {text:?} is not a log filter"),
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
        assert_eq!(log_filter(None, 1), Ok(None));
        assert!(log_filter(Some("loud"), 2).is_err());
    }
}
