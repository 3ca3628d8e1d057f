//! `beian completions SHELL`.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Error, Exit, World};

/// Print a completion script for a shell
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  beian completions zsh > ~/.zfunc/_beian")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "beian", &mut script);
        world.out.write_all(&script)?;
        Ok(Exit::Clean)
    }
}
