//! `beian evidence`: folders of evidence checked, keys made.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use crate::evidence::{key_file, verify};
use crate::folder::unreadable_folder;
use crate::report::evidence as report;

use super::exit::Exit;
use super::exit_codes;
use super::{Error, World};

/// Check a folder of evidence (audit --evidence), or make a key that signs it
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", exit_codes::EVIDENCE.help()), disable_help_subcommand = true)]
pub(super) struct EvidenceArgs {
    #[command(subcommand)]
    action: EvidenceAction,
}

const EXAMPLES: &str = "Examples:
  beian audit example.cn --evidence evidence/2026-11-27   take it
  beian evidence verify evidence/2026-11-27               check it
  beian evidence keygen ~/beian.key                       make a key, for audit --key
  beian evidence verify evidence/2026-11-27 --public-key mine.pub

";

/// What is done.
#[derive(Debug, Subcommand)]
enum EvidenceAction {
    Verify(EvidenceVerify),
    Keygen(EvidenceKeygen),
}

/// Compare every file of a folder of evidence with its manifest
#[derive(Args, Debug)]
struct EvidenceVerify {
    /// The folder
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    dir: PathBuf,
    /// The key that it must be signed with: a file, or the key itself in base64 [default: the key that the manifest names,
    /// if any]
    #[arg(long, value_name = "KEY")]
    public_key: Option<String>,
}

/// Make an ed25519 key: the secret one goes into FILE, the public one is printed
#[derive(Args, Debug)]
struct EvidenceKeygen {
    /// A file that does not exist yet; only you can read it
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
}

impl EvidenceArgs {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        match self.action {
            EvidenceAction::Verify(verify) => verify.run(world),
            EvidenceAction::Keygen(keygen) => keygen.run(world),
        }
    }
}

impl EvidenceVerify {
    fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let key = self.public_key.as_deref().map(|typed| key_file::public_key(typed, &world.cwd));
        let found = verify(&world.cwd.join(&self.dir), key.transpose()?)
            .map_err(|cause| unreadable_folder(&self.dir).because(&cause))?;
        report::write(&found, world.look.lang, world.out)?;
        Ok(if found.problems.is_empty() { Exit::Clean } else { Exit::Findings })
    }
}

impl EvidenceKeygen {
    fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let public = key_file::generate(&self.file, &world.cwd)?;
        writeln!(world.out, "{public}")?;
        world.note(&report::key_note(&self.file))?;
        Ok(Exit::Clean)
    }
}
