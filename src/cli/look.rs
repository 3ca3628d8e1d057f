//! Language and colour: flags, then the environment, then what the streams are.

use std::ffi::OsString;

use clap::{Args, ValueEnum};

pub(super) use crate::console::Look;
use crate::console::{asked_language, has_colour, language, prose_width};
use crate::domain::lang::Lang;
use crate::report::Detail;

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

impl ColorChoice {
    /// Whether colours are asked for, or asked not to be.
    const fn asked(self) -> Option<bool> {
        match self {
            Self::Auto => None,
            Self::Always => Some(true),
            Self::Never => Some(false),
        }
    }
}

/// The settings that options, environment and streams give; a log that was started goes on.
pub(super) fn look(global: &Global, world: &World<'_>) -> Look {
    let variable = |name: &'static str| world.variable(name);
    let colour = |is_terminal| has_colour(global.color.asked(), variable, is_terminal);
    Look {
        lang: global.lang.map_or_else(|| language(variable), Tongue::lang),
        out_colour: colour(world.out_is_terminal),
        out_width: prose_width(world.out_width),
        err_colour: colour(world.err_is_terminal),
        detail: match global {
            Global { quiet: true, .. } => Detail::Brief,
            Global { verbose: 1.., .. } => Detail::Full,
            Global { .. } => Detail::Normal,
        },
        is_logging: world.look.is_logging,
    }
}

/// The settings before the command line is parsed, or where it cannot be parsed as a whole: but for its language.
pub(super) fn unparsed(args: &[OsString], world: &World<'_>) -> Look {
    let lang = asked_language(args, |typed| Tongue::from_str(typed, true).ok());
    look(&Global { lang, color: ColorChoice::Auto, quiet: false, verbose: 0 }, world)
}
