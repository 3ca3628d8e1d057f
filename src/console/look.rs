//! Language, colour and width: what a user asks for, then the environment, then what the streams are.

use std::ffi::OsString;

use crate::domain::lang::Lang;
use crate::report::{Detail, WIDTH};

/// Output settings: language, colour, detail, width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The language.
    pub lang: Lang,
    /// Colour in the result.
    pub out_colour: bool,
    /// Colour in notes and errors.
    pub err_colour: bool,
    /// How much is printed.
    pub detail: Detail,
    /// The width of standard output, in columns.
    pub out_width: usize,
    /// Whether the log is written to standard error, where a progress bar would garble it.
    pub is_logging: bool,
}

impl Look {
    /// Whether only the result and errors are printed.
    pub fn is_quiet(self) -> bool {
        self.detail == Detail::Brief
    }
}

/// Prose is wrapped between these widths, in columns: longer lines are no easier to read.
const NARROWEST: usize = 40;
const WIDEST: usize = 120;

/// The width of prose on a terminal with this many columns.
pub fn prose_width(columns: Option<usize>) -> usize {
    columns.map_or(WIDTH, |columns| columns.clamp(NARROWEST, WIDEST))
}

/// The language by the environment: the first variable that is set decides.
pub fn language<'a>(variable: impl Fn(&'static str) -> Option<&'a str>) -> Lang {
    let set = ["BEIAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
    match set {
        Some(value) if value.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        Some(_) | None => Lang::En,
    }
}

/// The language that a command line asks for, where it cannot be parsed as a whole; `read` knows the names of languages.
pub fn asked_language<T>(args: &[OsString], read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    let mut asked = None;
    while let Some(arg) = args.next() {
        let value = match arg {
            "--lang" => args.next(),
            _ => arg.strip_prefix("--lang="),
        };
        asked = value.and_then(&read).or(asked);
    }
    asked
}

/// Whether a stream has colours: as it was `asked` for, else by the environment and what the stream is.
pub fn has_colour<'a>(
    asked: Option<bool>,
    variable: impl Fn(&'static str) -> Option<&'a str>,
    is_terminal: bool,
) -> bool {
    match asked {
        Some(asked) => asked,
        None if variable("NO_COLOR").is_some() => false,
        None if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        None => is_terminal && variable("TERM") != Some("dumb"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_language_that_has_a_name_is_asked_for() {
        let read = |typed: &str| (typed == "zh" || typed == "en").then(|| typed.to_owned());
        for (args, expected) in [
            (&["audit", "--lang", "zh"][..], Some("zh")),
            (&["--lang=zh", "--lang", "en", "x"], Some("en")),
            (&["--lang", "zh", "--lang", "xx"], Some("zh")),
            (&["--lang"], None),
            (&["zh"], None),
        ] {
            let args: Vec<OsString> = args.iter().map(OsString::from).collect();
            assert_eq!(asked_language(&args, read).as_deref(), expected, "{args:?}");
        }
    }

    #[test]
    fn what_is_asked_for_goes_before_the_environment_and_that_before_the_stream() {
        let with = |name: &'static str, value: &'static str| {
            move |asked: &'static str| (asked == name).then_some(value)
        };
        for (asked, name, value, is_terminal, expected) in [
            (None, "", "", true, true),
            (None, "", "", false, false),
            (None, "TERM", "dumb", true, false),
            (None, "NO_COLOR", "1", true, false),
            (None, "CLICOLOR_FORCE", "1", false, true),
            (None, "CLICOLOR_FORCE", "0", false, false),
            (Some(true), "NO_COLOR", "1", false, true),
            (Some(false), "CLICOLOR_FORCE", "1", true, false),
        ] {
            assert_eq!(has_colour(asked, with(name, value), is_terminal), expected, "{name}");
        }
        assert_eq!(language(with("LANG", "zh_CN.UTF-8")), Lang::Zh);
        assert_eq!(language(with("LC_ALL", "C")), Lang::En);
        assert_eq!([None, Some(10), Some(500)].map(prose_width), [WIDTH, NARROWEST, WIDEST]);
    }
}
