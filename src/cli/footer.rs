//! The options that decide what a footer shows: shared by `inject` and `snippet`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::config::{SiteEntry, declared};
use crate::domain::date::{self, Date};
use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::folder;
use crate::inject::block::{DEFAULT_TEMPLATE, Parts};
use crate::inject::{BadgeImage, SiteFooter, Template};

use super::declare::{DeclaredArgs, named};
use super::{Error, World};

/// Largest badge or template, in bytes.
const LARGEST: u64 = 1 << 20;

/// What the footer shows.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "What the footer shows")]
pub(super) struct FooterArgs {
    #[command(flatten)]
    pub(super) declared: DeclaredArgs,
    /// First year of the copyright line
    #[arg(long, value_name = "YEAR")]
    since: Option<i64>,
    /// The police badge: the image that the police platform hands out
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    badge: Option<PathBuf>,
    /// Put the badge into the pages instead of beside them
    #[arg(long)]
    inline_badge: bool,
    /// A template of your own for the footer's content
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    template: Option<PathBuf>,
    /// The path under which the folder is published, e.g. /docs/
    #[arg(long, value_name = "PATH")]
    base_path: Option<String>,
    /// Accept a sample number such as 京ICP备12345678号
    #[arg(long)]
    allow_placeholder: bool,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    /// Use this day as today (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    today: Option<Date>,
}

impl FooterArgs {
    /// `--today`, else today.
    pub(super) fn today(&self, world: &World<'_>) -> Date {
        self.today.unwrap_or(world.today())
    }

    /// The footer of a site: options override the values of its `[[site]]`. Samples and unusable templates are errors.
    pub(super) fn footer(
        &self,
        entry: Option<&SiteEntry>,
        world: &World<'_>,
    ) -> Result<SiteFooter, Error> {
        let today = self.today(world);
        let mut site = entry.map(|entry| entry.site.clone()).unwrap_or_default();
        site.overlay(&self.declared.read(today)?);
        if let Some(year) = self.since {
            site.since = Some(declared::since(year, today).map_err(named("since"))?);
        }
        let base_path = match &self.base_path {
            Some(path) => Some(declared::base_path(path).map_err(named("base-path"))?),
            None => entry.map(|entry| entry.base_path.clone()).filter(|path| path != "/"),
        };
        let badge = match (&self.badge, entry.and_then(|entry| entry.badge.as_ref())) {
            (Some(path), _) | (None, Some(path)) => Some(self.read_badge(&world.cwd.join(path))?),
            (None, None) => None,
        };
        let template = match &self.template {
            Some(path) => read_template(path, &world.cwd)?,
            None => {
                Template::new(DEFAULT_TEMPLATE).map_err(|error| refused("the template", &error))?
            }
        };
        let footer = SiteFooter { site, today, template, badge, base_path };
        self.check(&footer)?;
        Ok(footer)
    }

    fn check(&self, footer: &SiteFooter) -> Result<(), Error> {
        if Parts::of(&footer.site).is_empty() {
            return Err(Error::new(
                (
                    "没有可显示的内容：没有 ICP 备案号、公安备案号和主办者",
                    "there is nothing to show: no ICP number, no police number, no owner",
                ),
                (
                    "请给出 --icp 京ICP备…号-1（以及 --police、--owner），或用 `beian init` 写进 beian.toml",
                    "give --icp 京ICP备…号-1 (and --police, --owner), or write them into beian.toml with `beian init`",
                ),
            ));
        }
        if !self.allow_placeholder {
            refuse_samples(footer)?;
        }
        let name = self.template.as_deref().unwrap_or(Path::new("the template"));
        footer.check_template().map_err(|error| refused(&name.display().to_string(), &error))
    }

    fn read_badge(&self, path: &Path) -> Result<BadgeImage, Error> {
        let bytes = folder::read(path, LARGEST).map_err(|cause| Error::unreadable(path, &cause))?;
        BadgeImage::new(bytes, self.inline_badge).map_err(|error| {
            Error::new(
                (
                    format!("{} 不能用作公安备案图标", path.display()),
                    format!("{} cannot be the badge", path.display()),
                ),
                (
                    "请给出登录 https://beian.mps.gov.cn 后下载的图标",
                    "name the image that https://beian.mps.gov.cn hands out after signing in",
                ),
            )
            .because(&error)
        })
    }
}

fn read_template(path: &Path, cwd: &Path) -> Result<Template, Error> {
    let text = folder::read_text(&cwd.join(path), LARGEST)
        .map_err(|cause| Error::unreadable(path, &cause))?;
    Template::new(&text).map_err(|error| refused(&path.display().to_string(), &error))
}

fn refused(name: &str, error: &crate::inject::block::TemplateError) -> Error {
    let (zh, en) = error
        .line
        .map(|line| (format!(" 第 {line} 行"), format!(" line {line}")))
        .unwrap_or_default();
    Error::new(
        (format!("{name}{zh}：{error}"), format!("{name}{en}: {error}")),
        (
            "请改正模板；变量和默认模板见 docs/inject.zh-CN.md",
            "correct the template; docs/inject.md has its variables and the default one to start from",
        ),
    )
}

/// A sample number on a live page would pass for a forged one.
fn refuse_samples(footer: &SiteFooter) -> Result<(), Error> {
    let icp = footer.site.icp.as_ref();
    let icp = icp.filter(|number| number.state(footer.today.year()) == NumberState::Placeholder);
    let police = footer.site.police_number();
    let police = police.filter(|number| number.state() == NumberState::Placeholder);
    let sample = icp.map(ToString::to_string).or_else(|| police.map(ToString::to_string));
    match sample {
        Some(number) => Err(Error::new(
            (
                format!("{number} 是示例，不是真实下发的编号"),
                format!("{number} is a sample, not a number that was given out"),
            ),
            (
                "请使用自己的备案号；确要写示例时加 --allow-placeholder",
                "use the number of your own filing; --allow-placeholder prints a sample all the same",
            ),
        )),
        None => Ok(()),
    }
}

/// The warning for a police number that is shown without its badge: where to get it.
pub(super) fn badge_warning(footer: &SiteFooter) -> Option<Text> {
    let missing = footer.site.police_number().is_some() && footer.badge.is_none();
    missing.then(|| {
        Text::fixed(
            "没有提供公安备案图标（--badge）：编号前应放官方图标，请登录 https://beian.mps.gov.cn 在备案详情中下载",
            "no police badge was given (--badge): the official icon belongs before the number; sign in at \
             https://beian.mps.gov.cn to download it",
        )
    })
}
