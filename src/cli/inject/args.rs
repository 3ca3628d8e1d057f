//! The options of `beian inject`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::exit::{self, Exit};
use crate::cli::footer::FooterArgs;

/// Put the footer into built pages, byte for byte reversible
#[derive(Args, Clone, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", exit::help(&CODES)))]
pub(in crate::cli) struct Inject {
    // brackets in a doc comment would be a link
    #[arg(
        value_name = "DIR",
        value_hint = ValueHint::DirPath,
        help = "Folder of built pages [default: the dir of the only [[site]] that has one]"
    )]
    pub(super) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) footer: FooterArgs,
    #[command(flatten)]
    pub(super) files: FilesArgs,
}

const EXAMPLES: &str = "Examples:
  beian inject public --icp 京ICP备11000001号-1      put the footer into every page
  beian inject public --diff                         show what would change, write nothing
  beian inject public --check                        exit with 1 if a page lacks it (for CI)
  beian inject public --site b.cn --out dist/b.cn    a copy with the numbers of b.cn
  beian inject public --exclude 'en/**'              leave a part of the site as it is
  beian inject public --remove                       take the footers out again

";

/// The exit codes, where they mean something else than for an audit.
const CODES: [(Exit, &str); 4] = [
    (Exit::Interrupted, Exit::Interrupted.summary()),
    (Exit::Usage, Exit::Usage.summary()),
    (Exit::Findings, "with --check: a file would change, or a page lacks what was asked for"),
    (Exit::Clean, "done"),
];

/// Which files, and how they are written.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Files")]
#[expect(clippy::struct_excessive_bools, reason = "one for each switch of the command line")]
pub(super) struct FilesArgs {
    // brackets in a doc comment would be a link
    #[arg(
        long,
        value_name = "DOMAIN",
        help = "Which [[site]] of beian.toml to use when several share the same dir"
    )]
    pub(super) site: Option<String>,
    /// Write a changed copy of the folder there and leave the folder as it is
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) out: Option<PathBuf>,
    /// Write nothing; exit with 1 if a page lacks what was asked for, or a file would change
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) check: bool,
    /// Write nothing; print the changes as a unified diff
    #[arg(long)]
    pub(super) diff: bool,
    /// Write nothing; list the files that would change
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Take out the footers that an earlier run put in
    #[arg(long)]
    pub(super) remove: bool,
    /// Fix links of the pages' own footers: outdated hosts, http, a missing code, slips around the declared numbers
    #[arg(long, conflicts_with = "remove")]
    pub(super) fix_links: bool,
    /// Only these pages, e.g. 'blog/**' or 'index.html'; may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// Not these pages; may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Put footers into fragments too
    #[arg(long)]
    pub(super) include_fragments: bool,
    /// Bring every change onto the disk before the command ends
    #[arg(long)]
    pub(super) durable: bool,
}

impl FilesArgs {
    /// Whether nothing may be written.
    pub(super) const fn is_dry(&self) -> bool {
        self.check || self.diff || self.dry_run
    }
}
