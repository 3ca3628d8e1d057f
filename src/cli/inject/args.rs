//! The options of `beian inject`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::exit_codes;
use crate::cli::footer::FooterArgs;
use crate::inject::IntoSelector;
use crate::report::inject::ChangeForm;

/// Put the footer into built pages, byte for byte reversible
#[derive(Args, Clone, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", exit_codes::INJECT.help()))]
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
  beian inject --all                                 every [[site]] that has a dir, each in its own
  beian inject public --site b.cn --out dist/b.cn    a copy with the numbers of b.cn
  beian inject public --exclude 'en/**'              leave a part of the site as it is
  beian inject public --into 'footer .copyright'     in an element of the theme's own footer
  beian inject public --remove                       take the footers out again

";

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
    #[arg(
        long,
        conflicts_with_all = ["dir", "site", "icp", "police"],
        help = "Every [[site]] of beian.toml that has a dir, in one run; with --out, each gets a copy in DIR/DOMAIN"
    )]
    pub(super) all: bool,
    /// Write a changed copy of the folder there and leave the folder as it is
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) out: Option<PathBuf>,
    /// Write nothing; exit with 1 if a page lacks what was asked for, or a file would change
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) check: bool,
    /// Write nothing; print the changes as a unified diff; of long lines, only the part that changes
    #[arg(long)]
    pub(super) diff: bool,
    /// Write nothing; print the changes whole, for git apply or patch
    #[arg(long, conflicts_with = "diff")]
    pub(super) patch: bool,
    /// Write nothing; print how many bytes are put into each page, and taken out
    #[arg(long, conflicts_with_all = ["diff", "patch"])]
    pub(super) stat: bool,
    /// Write nothing; list the files that would change
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Put the footer into the last element that this CSS selector matches, e.g. 'footer .copyright'; pages without such an
    /// element get it last in the body
    #[arg(long, value_name = "SELECTOR", conflicts_with = "remove")]
    pub(super) into: Option<IntoSelector>,
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
    /// Open a page of each layout in an installed Chromium afterwards, on both screens; exit with 1 if a number is not seen
    #[arg(long, conflicts_with_all = ["check", "diff", "patch", "stat", "dry_run", "remove"])]
    pub(super) verify: bool,
    /// The browser for --verify [default: the first Chromium or Chrome in PATH and the usual places]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::ExecutablePath, requires = "verify")]
    pub(super) browser: Option<PathBuf>,
    /// Bring every change onto the disk before the command ends
    #[arg(long)]
    pub(super) durable: bool,
    /// Form of the report; beian schema inject describes json
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "text",
        conflicts_with_all = ["diff", "patch", "stat"]
    )]
    pub(super) format: InjectFormat,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InjectFormat {
    Text,
    Json,
}

impl FilesArgs {
    /// Whether nothing may be written.
    pub(super) fn is_dry(&self) -> bool {
        self.check || self.dry_run || self.changes() != ChangeForm::Unshown
    }

    /// How changes are shown.
    pub(super) const fn changes(&self) -> ChangeForm {
        if self.diff || self.patch {
            ChangeForm::Diff
        } else if self.stat {
            ChangeForm::Counts
        } else {
            ChangeForm::Unshown
        }
    }
}
