//! Language and colour: flags, then the environment, then what the streams are.

use std::ffi::OsString;

use clap::{Args, ValueEnum};

use crate::domain::lang::Lang;
use crate::report::{Detail, WIDTH};

use super::world::World;

/// Options of every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Global {
    // Names of variables are no code in a terminal: `help` keeps backticks out.
    #[arg(
        long,
        global = true,
        value_name = "LANG",
        help = "Language of texts for people [default: by BEIAN_LANG, LC_ALL, LC_MESSAGES, LANG]"
    )]
    pub(super) lang: Option<Tongue>,
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help = "When to use colour; auto follows NO_COLOR and CLICOLOR_FORCE"
    )]
    pub(super) color: ColorChoice,
    /// Print only the result and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    #[arg(
        short,
        long,
        global = true,
        action = clap::ArgAction::Count,
        help = "Say more in the result; -vv also writes a log of requests and decisions to standard error (-vvv: more of it)"
    )]
    pub(super) verbose: u8,
}

/// A language, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Tongue {
    #[value(aliases = ["zh-CN", "zh_CN", "zh-Hans", "cn"])]
    Zh,
    #[value(aliases = ["en-US", "en_US", "en-GB"])]
    En,
}

impl Tongue {
    const fn lang(self) -> Lang {
        match self {
            Self::Zh => Lang::Zh,
            Self::En => Lang::En,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

/// Output settings: language, colour, detail, width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// The language.
    pub(super) lang: Lang,
    /// Colour in the result.
    pub(super) out_colour: bool,
    /// Colour in notes and errors.
    pub(super) err_colour: bool,
    /// How much is printed.
    pub(super) detail: Detail,
    /// The width of standard output, in columns.
    pub(super) out_width: usize,
    /// Whether the log is written to standard error, where a progress bar would garble it.
    pub(super) is_logging: bool,
}

impl Look {
    /// The settings that options, environment and streams give.
    pub(super) fn new(global: &Global, world: &World<'_>) -> Self {
        Self {
            lang: match global.lang {
                Some(tongue) => tongue.lang(),
                None => language(world),
            },
            out_colour: colour(global.color, world, world.out_is_terminal),
            out_width: world.out_width.map_or(WIDTH, |width| width.clamp(NARROWEST, WIDEST)),
            err_colour: colour(global.color, world, world.err_is_terminal),
            detail: match global {
                Global { quiet: true, .. } => Detail::Brief,
                Global { verbose: 1.., .. } => Detail::Full,
                Global { .. } => Detail::Normal,
            },
            is_logging: false,
        }
    }

    /// Whether only the result and errors are printed.
    pub(super) fn is_quiet(self) -> bool {
        self.detail == Detail::Brief
    }

    /// The settings before the command line is parsed.
    pub(super) fn unparsed(world: &World<'_>) -> Self {
        Self::new(&Global { lang: None, color: ColorChoice::Auto, quiet: false, verbose: 0 }, world)
    }
}

/// Prose is wrapped between these widths, in columns: longer lines are no easier to read.
const NARROWEST: usize = 40;
const WIDEST: usize = 120;

/// The language that a command line asks for, where it cannot be parsed as a whole.
pub(super) fn asked_for(args: &[OsString]) -> Option<Lang> {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    let mut asked = None;
    while let Some(arg) = args.next() {
        let value = match arg {
            "--lang" => args.next(),
            _ => arg.strip_prefix("--lang="),
        };
        if let Some(tongue) = value.and_then(|value| Tongue::from_str(value, true).ok()) {
            asked = Some(tongue.lang());
        }
    }
    asked
}

/// The first variable that is set decides.
fn language(world: &World<'_>) -> Lang {
    let set = ["BEIAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| world.variable(name));
    match set {
        Some(value) if value.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        Some(_) | None => Lang::En,
    }
}

fn colour(when: ColorChoice, world: &World<'_>, terminal: bool) -> bool {
    match when {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if world.variable("NO_COLOR").is_some() => false,
        ColorChoice::Auto if world.variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => {
            true
        }
        ColorChoice::Auto => terminal && world.variable("TERM") != Some("dumb"),
    }
}
