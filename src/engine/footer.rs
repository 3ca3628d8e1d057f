//! The footer of a site: what is declared in `beian.toml` or on a command line, with the files that it is made of.

use std::path::{Path, PathBuf};

use crate::config::{SiteEntry, declared};
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::site::Site;
use crate::folder::{self, unreadable};
use crate::inject::block::{DEFAULT_TEMPLATE, Parts, TemplateError};
use crate::inject::{BadgeImage, SiteFooter, Template};

/// Largest badge or template, in bytes.
const LARGEST: u64 = 1 << 20;

/// What goes before the values of `beian.toml`. Paths are relative to the working folder.
#[derive(Clone, Debug)]
pub struct FooterOptions {
    /// Numbers and owner.
    pub declared: Site,
    /// The first year of the copyright line.
    pub since: Option<i64>,
    /// The path under which the folder is published.
    pub base_path: Option<String>,
    /// The police badge.
    pub badge: Option<PathBuf>,
    /// The badge is a part of the pages, and not a file beside them.
    pub inline_badge: bool,
    /// A template of the user's own.
    pub template: Option<PathBuf>,
    /// Sample numbers are accepted.
    pub allow_placeholder: bool,
    /// Today in China.
    pub today: Date,
}

impl FooterOptions {
    /// The footer of a site: options override the values of its `[[site]]`. Samples and unusable templates are errors.
    pub fn footer(&self, entry: Option<&SiteEntry>, cwd: &Path) -> Result<SiteFooter, Failure> {
        let mut site = entry.map(|entry| entry.site.clone()).unwrap_or_default();
        site.overlay(&self.declared);
        if let Some(year) = self.since {
            let since = declared::since(year, self.today);
            site.since = Some(since.map_err(declared::of_option("since"))?);
        }
        let base_path = match &self.base_path {
            Some(path) => {
                Some(declared::base_path(path).map_err(declared::of_option("base-path"))?)
            }
            None => entry.map(|entry| entry.base_path.clone()).filter(|path| path != "/"),
        };
        let badge = self.badge.as_ref().or(entry.and_then(|entry| entry.badge.as_ref()));
        let badge = badge.map(|path| self.read_badge(&cwd.join(path))).transpose()?;
        let template = match &self.template {
            Some(path) => read_template(path, cwd)?,
            None => {
                Template::new(DEFAULT_TEMPLATE).map_err(|error| refused("the template", &error))?
            }
        };
        let footer = SiteFooter { site, today: self.today, template, badge, base_path };
        self.check(&footer)?;
        Ok(footer)
    }

    fn check(&self, footer: &SiteFooter) -> Result<(), Failure> {
        if Parts::of(&footer.site).is_empty() {
            return Err(Failure::new(
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
        refuse_numbers_of_apps(footer)?;
        if !self.allow_placeholder {
            refuse_samples(footer)?;
        }
        let name = self.template.as_deref().unwrap_or(Path::new("the template"));
        footer.check_template().map_err(|error| refused(&name.display().to_string(), &error))
    }

    fn read_badge(&self, path: &Path) -> Result<BadgeImage, Failure> {
        let bytes =
            folder::read(path, LARGEST).map_err(|cause| unreadable(path).because(&cause))?;
        BadgeImage::new(bytes, self.inline_badge).map_err(|error| {
            let path = path.display();
            let failure = Failure::new(
                (format!("{path} 不能用作公安备案图标"), format!("{path} cannot be the badge")),
                (
                    "请给出登录 https://beian.mps.gov.cn 后下载的图标",
                    "name the image that https://beian.mps.gov.cn hands out after signing in",
                ),
            );
            failure.because(&error)
        })
    }
}

fn read_template(path: &Path, cwd: &Path) -> Result<Template, Failure> {
    let text = folder::read_text(&cwd.join(path), LARGEST)
        .map_err(|cause| unreadable(path).because(&cause))?;
    Template::new(&text).map_err(|error| refused(&path.display().to_string(), &error))
}

fn refused(name: &str, error: &TemplateError) -> Failure {
    let (zh, en) = error
        .line
        .map(|line| (format!(" 第 {line} 行"), format!(" line {line}")))
        .unwrap_or_default();
    Failure::new(
        (format!("{name}{zh}：{error}"), format!("{name}{en}: {error}")),
        (
            "请改正模板；变量和默认模板见 docs/inject.zh-CN.md",
            "correct the template; docs/inject.md has its variables and the default one to start from",
        ),
    )
}

/// A web page must show the number of the website, and the audit reports any other (`icp-suffix-kind`).
fn refuse_numbers_of_apps(footer: &SiteFooter) -> Result<(), Failure> {
    let number = footer.site.icp.as_ref();
    let owner = number.and_then(|number| Some((number, number.suffix?.kind.owner()?)));
    owner.map_or(Ok(()), |(number, (zh, en))| {
        Err(Failure::new(
            (
                format!("{number} 是{zh}的备案号，不是网站的：网页要标明网站自己的备案号"),
                format!("{number} is the number of {en}, not of a website: a web page must show the website's own"),
            ),
            (
                "后缀带 A 的是 App、带 X 的是小程序、带 K 的是快应用。请改用网站的备案号（后缀只有数字，如 -1），可在 https://beian.miit.gov.cn/ 按域名查询",
                "a suffix with A belongs to an app, with X to a mini-program, with K to a quick app; use the website's \
                 number, whose suffix is digits only (-1): look the domain up at https://beian.miit.gov.cn/",
            ),
        ))
    })
}

/// A sample number on a live page would pass for a forged one.
fn refuse_samples(footer: &SiteFooter) -> Result<(), Failure> {
    let icp = footer.site.icp.as_ref();
    let icp = icp.filter(|number| number.state(footer.today.year()) == NumberState::Placeholder);
    let police = footer.site.police_number();
    let police = police.filter(|number| number.state() == NumberState::Placeholder);
    let sample = icp.map(ToString::to_string).or_else(|| police.map(ToString::to_string));
    sample.map_or(Ok(()), |number| {
        Err(Failure::new(
            (
                format!("{number} 是示例，不是真实下发的编号"),
                format!("{number} is a sample, not a number that was given out"),
            ),
            (
                "请使用自己的备案号；确要写示例时加 --allow-placeholder",
                "use the number of your own filing; --allow-placeholder prints a sample all the same",
            ),
        ))
    })
}

/// The note on a police number that is shown without its badge: where to get it.
pub fn badge_note(footer: &SiteFooter) -> Option<Text> {
    let missing = footer.site.police_number().is_some() && footer.badge.is_none();
    missing.then(|| {
        Text::fixed(
            "没有提供公安备案图标（--badge）：编号前应放官方图标，请登录 https://beian.mps.gov.cn 在备案详情中下载",
            "no police badge was given (--badge): the official icon belongs before the number; sign in at \
             https://beian.mps.gov.cn to download it",
        )
    })
}

/// The HTML of a footer, to be pasted by hand; `plain` of inline elements only.
pub fn snippet(footer: &SiteFooter, plain: bool) -> Result<String, Failure> {
    let html = if plain { footer.plain_snippet() } else { footer.snippet() };
    html.map_err(|error| {
        Failure::new(Text::untranslated(error.to_string()), ("请改正模板", "correct the template"))
    })
}

/// What whoever pastes it should know.
pub fn snippet_notes(footer: &SiteFooter) -> Vec<Text> {
    let mut notes = Vec::new();
    if let Some(file) = footer.badge.as_ref().and_then(BadgeImage::file_name) {
        let place = footer.base_path.as_deref().unwrap_or("/");
        notes.push(Text::made(
            format!("请把图标上传为 {place}{file}，或改用 --inline-badge"),
            format!("upload the badge as {place}{file}, or use --inline-badge"),
        ));
    }
    if footer.site.icp.is_none() {
        notes.push(Text::fixed(
            "没有 ICP 备案号：首页底部必须标明它（--icp 或 beian.toml 的 icp）",
            "there is no ICP number in it, which the bottom of the home page must show: give --icp, or icp in beian.toml",
        ));
    }
    notes.extend(badge_note(footer));
    notes
}
