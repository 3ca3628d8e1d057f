//! `beian snippet [DOMAIN]`.

use clap::Args;

use crate::config::{Config, SiteEntry, declared};
use crate::domain::lang::Text;

use super::context::configuration;
use super::declare::named;
use super::footer::{FooterArgs, badge_warning};
use super::look::Look;
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
    pub(super) fn run(&self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        let today = self.footer.today(world);
        let config = configuration(self.footer.config.as_deref(), today, world)?;
        let entry = self.entry(config.as_ref())?;
        let footer = self.footer.footer(entry, world)?;
        let html = if self.plain { footer.plain_snippet() } else { footer.snippet() };
        let html = html.map_err(|error| {
            Error::new(
                (error.to_string(), error.to_string()),
                ("请改正模板", "correct the template"),
            )
        })?;
        writeln!(world.out, "{html}")?;
        if let Some(file) = footer.badge.as_ref().and_then(crate::inject::BadgeImage::file_name)
            && !look.is_quiet()
        {
            let place = footer.base_path.as_deref().unwrap_or("/");
            let note = Text::made(
                format!("请把图标上传为 {place}{file}，或改用 --inline-badge"),
                format!("upload the badge as {place}{file}, or use --inline-badge"),
            );
            writeln!(world.err, "{}", note.get(look.lang))?;
        }
        if footer.site.icp.is_none() && !look.is_quiet() {
            let note = Text::fixed(
                "没有 ICP 备案号：首页底部必须标明它（--icp 或 beian.toml 的 icp）",
                "there is no ICP number in it, which the bottom of the home page must show: give --icp, or icp in beian.toml",
            );
            writeln!(world.err, "{}", note.get(look.lang))?;
        }
        if let Some(warning) = badge_warning(&footer).filter(|_| !look.is_quiet()) {
            writeln!(world.err, "{}", warning.get(look.lang))?;
        }
        Ok(Exit::Clean)
    }

    /// The site whose values are shown.
    fn entry<'a>(&self, config: Option<&'a Config>) -> Result<Option<&'a SiteEntry>, Error> {
        let Some(typed) = &self.domain else {
            let sites = config.map(|config| &config.sites[..]).unwrap_or_default();
            return match sites {
                [] => Ok(None),
                [only] => Ok(Some(only)),
                _ if self.footer.declared.icp.is_some() => Ok(None),
                [first, ..] => {
                    let domain = first.site.domain.as_deref().unwrap_or("example.cn");
                    Err(Error::new(
                        ("beian.toml 里有多个网站", "beian.toml has several sites"),
                        (
                            format!("请指定一个，例如 beian snippet {domain}"),
                            format!("name one, e.g. beian snippet {domain}"),
                        ),
                    ))
                }
            };
        };
        let host = declared::host(typed).map_err(named("domain"))?;
        match config.and_then(|config| config.site_of_host(&host)) {
            Some(entry) => Ok(Some(entry)),
            None if self.footer.declared.icp.is_some() => Ok(None),
            None => Err(Error::new(
                (
                    format!("beian.toml 里没有 {host}"),
                    format!("{host} is not declared in a beian.toml"),
                ),
                (
                    "请用 --icp 给出编号，或为它加一个 [[site]]（`beian init` 可以生成）",
                    "give its number as --icp, or add a [[site]] for it (`beian init` writes one)",
                ),
            )),
        }
    }
}
