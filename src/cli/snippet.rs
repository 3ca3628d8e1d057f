//! `beian snippet [DOMAIN]`.

use clap::Args;

use crate::config::snippet_site;
use crate::engine::{snippet, snippet_notes};

use super::context::configuration;
use super::footer::FooterArgs;
use super::{Error, Exit, World};

/// Print the footer's HTML, to be pasted into a CMS (WordPress, a site builder …)
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  beian snippet --icp 京ICP备11000001号-1                        the ICP number, linked\n  beian snippet example.cn                                     what beian.toml declares of this site\n  beian snippet example.cn --badge police.png --inline-badge   with the badge inside the HTML\n  beian snippet example.cn --plain                             inline elements only, for a paragraph or Markdown"
)]
pub(super) struct Snippet {
    /// A site of beian.toml [default: its only one]
    domain: Option<String>,
    /// Inline elements only: for a paragraph, Markdown, or a field that takes no more
    #[arg(long, conflicts_with = "template")]
    plain: bool,
    #[command(flatten)]
    footer: FooterArgs,
}

impl Snippet {
    pub(super) fn run(&self, world: &mut World<'_>) -> Result<Exit, Error> {
        let today = self.footer.today(world);
        let config = configuration(self.footer.config.as_deref(), today, world)?;
        let has_number = self.footer.declared.icp.is_some();
        let entry = snippet_site(self.domain.as_deref(), config.as_ref(), has_number)?;
        let footer = self.footer.options(world)?.footer(entry, &world.cwd)?;
        writeln!(world.out, "{}", snippet(&footer, self.plain)?)?;
        if !world.look.is_quiet() {
            for note in snippet_notes(&footer) {
                writeln!(world.err, "{}", note.get(world.look.lang))?;
            }
        }
        Ok(Exit::Clean)
    }
}
