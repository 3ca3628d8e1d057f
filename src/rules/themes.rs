//! Which key to set in which generator and theme, and what to beware of.
//!
//! In the texts `{number}` stands for the number as shown, `{digits}` for its digits, `{html}` for the element to
//! paste, `{year}` for the first year and `{owner}` for the owner.

use crate::domain::lang::Text;
use crate::facts::Generator;

/// What to set in one generator or theme; `None` where it has no key, so that HTML must be pasted.
#[derive(Debug)]
pub(super) struct Theme {
    /// The generator, lower case; empty where the theme's name is enough.
    generator: &'static str,
    /// The theme, lower case; empty for the generator's own.
    name: &'static str,
    /// For the ICP number.
    pub icp: Option<Text>,
    /// For the police number.
    pub police: Option<Text>,
    /// For the copyright line.
    pub copyright: Option<Text>,
}

/// The entry that knows most of this page: its theme before its generator.
pub(super) fn of(generator: &Generator) -> Option<&'static Theme> {
    let program = generator.name.to_lowercase();
    let theme = generator.theme.as_deref().map(plain);
    let fits = |entry: &&Theme| program.starts_with(entry.generator);
    let by_theme = THEMES.iter().filter(fits).find(|entry| {
        !entry.name.is_empty() && theme.as_deref().is_some_and(|name| name == entry.name)
    });
    by_theme.or_else(|| THEMES.iter().filter(fits).find(|entry| entry.name.is_empty()))
}

/// `Hexo-Theme-NexT` → `next`.
fn plain(theme: &str) -> String {
    let theme = theme.to_lowercase();
    theme.rsplit_once("theme-").map_or(theme.as_str(), |(_, name)| name).to_owned()
}

const NONE: Theme = Theme { generator: "", name: "", icp: None, police: None, copyright: None };

const THEMES: &[Theme] = &[
    Theme {
        generator: "hexo",
        name: "next",
        icp: Some(Text::fixed(
            "在 NexT 主题配置（_config.next.yml）中设置 `footer.beian.enable: true` 和 `footer.beian.icp: {number}`；若开启了 `exturl`，主题会用脚本代替链接，请关闭",
            "In the NexT theme configuration (_config.next.yml) set `footer.beian.enable: true` and `footer.beian.icp: \
             {number}`; turn `exturl` off, it replaces links by a script",
        )),
        police: Some(Text::fixed(
            "在 NexT 主题配置（_config.next.yml）中设置 `footer.beian.enable: true`、`footer.beian.gongan_id: {digits}`、`footer.beian.gongan_num: {number}` 和 `footer.beian.gongan_icon_url`；2023-12 之前的版本仍写旧域名，请先升级",
            "In the NexT theme configuration (_config.next.yml) set `footer.beian.enable: true`, \
             `footer.beian.gongan_id: {digits}`, `footer.beian.gongan_num: {number}` and \
             `footer.beian.gongan_icon_url`; versions before 2023-12 write the old host, upgrade first",
        )),
        copyright: Some(Text::fixed(
            "在 NexT 主题配置（_config.next.yml）中设置 `footer.since: {year}` 和 `footer.copyright: {owner}`",
            "In the NexT theme configuration (_config.next.yml) set `footer.since: {year}` and `footer.copyright: \
             {owner}`",
        )),
    },
    Theme {
        generator: "hexo",
        name: "fluid",
        icp: Some(Text::fixed(
            "在 Fluid 主题配置（_config.fluid.yml）中设置 `footer.beian.enable: true` 和 `footer.beian.icp_text: {number}`；主题写的是 http 链接，要用 https 请把这段 HTML 放进 `footer.content`：{html}",
            "In the Fluid theme configuration (_config.fluid.yml) set `footer.beian.enable: true` and \
             `footer.beian.icp_text: {number}`; the theme links by http, for https put this HTML into \
             `footer.content`: {html}",
        )),
        police: Some(Text::fixed(
            "Fluid 主题的 `footer.beian.police_*` 写死了已停用的旧链接，请留空，把这段 HTML 放进 _config.fluid.yml 的 `footer.content`：{html}",
            "The keys `footer.beian.police_*` of the Fluid theme write a dead link: leave them empty and put this \
             HTML into `footer.content` of _config.fluid.yml: {html}",
        )),
        ..NONE
    },
    Theme {
        generator: "hexo",
        name: "butterfly",
        icp: Some(Text::fixed(
            "在 Butterfly 主题配置（_config.butterfly.yml）的 `footer.custom_text` 中写入：{html}",
            "In the Butterfly theme configuration (_config.butterfly.yml) put into `footer.custom_text`: {html}",
        )),
        police: Some(Text::fixed(
            "在 Butterfly 主题配置（_config.butterfly.yml）的 `footer.custom_text` 中写入：{html}",
            "In the Butterfly theme configuration (_config.butterfly.yml) put into `footer.custom_text`: {html}",
        )),
        ..NONE
    },
    Theme {
        generator: "hexo",
        name: "anzhiyu",
        icp: Some(Text::fixed(
            "在安知鱼主题配置（_config.anzhiyu.yml）的 `footer.footerBar.linkList` 中加一项：`link: https://beian.miit.gov.cn/`、`text: {number}`",
            "In the AnZhiYu theme configuration (_config.anzhiyu.yml) add an item to `footer.footerBar.linkList`: \
             `link: https://beian.miit.gov.cn/`, `text: {number}`",
        )),
        police: Some(Text::fixed(
            "在安知鱼主题配置（_config.anzhiyu.yml）的 `footer.footerBar.linkList` 中加一项：`link: https://beian.mps.gov.cn/#/query/webSearch?code={digits}`、`text: {number}`；主题没有图标字段，图标要写进模板",
            "In the AnZhiYu theme configuration (_config.anzhiyu.yml) add an item to `footer.footerBar.linkList`: \
             `link: https://beian.mps.gov.cn/#/query/webSearch?code={digits}`, `text: {number}`; the theme has no key \
             for the badge, it must go into the template",
        )),
        ..NONE
    },
    Theme {
        generator: "hexo",
        name: "keep",
        icp: Some(Text::fixed(
            "在 Keep 主题配置中设置 `footer.record.enable: true`，并在 `footer.record.list` 中加一项：`code: {number}`、`link: https://beian.miit.gov.cn/`",
            "In the Keep theme configuration set `footer.record.enable: true` and add an item to \
             `footer.record.list`: `code: {number}`, `link: https://beian.miit.gov.cn/`",
        )),
        police: Some(Text::fixed(
            "在 Keep 主题配置中设置 `footer.record.enable: true`，并在 `footer.record.list` 中加一项：`code: {number}`、`link: https://beian.mps.gov.cn/#/query/webSearch?code={digits}`",
            "In the Keep theme configuration set `footer.record.enable: true` and add an item to \
             `footer.record.list`: `code: {number}`, `link: \
             https://beian.mps.gov.cn/#/query/webSearch?code={digits}`",
        )),
        ..NONE
    },
    Theme {
        generator: "hexo",
        name: "redefine",
        icp: Some(Text::fixed(
            "在 Redefine 主题配置（_config.redefine.yml）中设置 `footer.icp.enable: true`、`footer.icp.number: {number}`、`footer.icp.url: https://beian.miit.gov.cn/`",
            "In the Redefine theme configuration (_config.redefine.yml) set `footer.icp.enable: true`, \
             `footer.icp.number: {number}`, `footer.icp.url: https://beian.miit.gov.cn/`",
        )),
        ..NONE
    },
    Theme {
        generator: "hugo",
        name: "fixit",
        icp: Some(Text::fixed(
            "在 FixIt 主题配置的 `[params.footer]` 中设置 `icp`，内容为 HTML：{html}",
            "In `[params.footer]` of the FixIt theme configuration set `icp` to this HTML: {html}",
        )),
        police: Some(Text::fixed(
            "在 FixIt 主题配置的 `[params.footer]` 中设置 `gov`，内容为 HTML：{html}",
            "In `[params.footer]` of the FixIt theme configuration set `gov` to this HTML: {html}",
        )),
        ..NONE
    },
    Theme {
        generator: "hugo",
        name: "next",
        icp: Some(Text::fixed(
            "在 hugo-theme-next 的 `beian` 配置中设置 `icp: {number}`",
            "In the `beian` section of hugo-theme-next set `icp: {number}`",
        )),
        police: Some(Text::fixed(
            "hugo-theme-next 的 `beian.gonganNum` 写死了已停用的旧链接，请留空，并把这段 HTML 写进页脚模板：{html}",
            "The key `beian.gonganNum` of hugo-theme-next writes a dead link: leave it empty and put this HTML into \
             the footer template: {html}",
        )),
        ..NONE
    },
    Theme {
        generator: "hugo",
        name: "anubis2",
        icp: Some(Text::fixed(
            "在 anubis2 主题配置的 `[params]` 中设置 `icp = \"{number}\"`",
            "In `[params]` of the anubis2 theme configuration set `icp = \"{number}\"`",
        )),
        police: Some(Text::fixed(
            "anubis2 主题的 `police` 写死了已停用的旧链接，图标也是外链，请留空，并把这段 HTML 写进页脚模板：{html}",
            "The key `police` of the anubis2 theme writes a dead link and hot-links the badge: leave it empty and put \
             this HTML into the footer template: {html}",
        )),
        ..NONE
    },
    Theme {
        generator: "halo",
        name: "earth",
        icp: Some(Text::fixed(
            "在 Halo 后台的 Earth 主题设置中填写 `beian.icp_text`：{number}，`beian.icp_link`：https://beian.miit.gov.cn/",
            "In the settings of Halo's Earth theme set `beian.icp_text` to {number} and `beian.icp_link` to \
             https://beian.miit.gov.cn/",
        )),
        police: Some(Text::fixed(
            "在 Halo 后台的 Earth 主题设置中填写 `beian.gongan_text`：{number}，`beian.gongan_link`：https://beian.mps.gov.cn/#/query/webSearch?code={digits}（默认链接不带编号，必须改）",
            "In the settings of Halo's Earth theme set `beian.gongan_text` to {number} and `beian.gongan_link` to \
             https://beian.mps.gov.cn/#/query/webSearch?code={digits} (the default link lacks the code)",
        )),
        ..NONE
    },
    Theme {
        generator: "wordpress",
        name: "kratos",
        icp: Some(Text::fixed(
            "在 Kratos 主题设置中填写 `s_icp`：{number}",
            "In the settings of the Kratos theme set `s_icp` to {number}",
        )),
        police: Some(Text::fixed(
            "在 Kratos 主题设置中填写 `s_gov`：{number}，`s_gov_link`：https://beian.mps.gov.cn/#/query/webSearch?code={digits}（输入框里的示例链接已停用）",
            "In the settings of the Kratos theme set `s_gov` to {number} and `s_gov_link` to \
             https://beian.mps.gov.cn/#/query/webSearch?code={digits} (the sample link in the field is dead)",
        )),
        ..NONE
    },
    Theme {
        generator: "wordpress",
        icp: Some(Text::fixed(
            "中文版 WordPress：在 wp-config.php 中加 `define('WP_ZH_CN_ICP_NUM', true);`，再到“设置 → 常规”填写备案号 {number}（选项 zh_cn_l10n_icp_num）；只对自带主题有效。其他主题填入主题设置的页脚或备案字段；没有字段就写进子主题的 footer.php（直接改主题，升级后会丢失），内容由 `beian snippet --icp {number}` 打印，或用这段 HTML：{html}",
            "WordPress zh_CN: add `define('WP_ZH_CN_ICP_NUM', true);` to wp-config.php, then enter {number} under \
             Settings → General (option zh_cn_l10n_icp_num); bundled themes only. In others use the footer or filing \
             field of the theme's settings; without one the footer.php of a child theme (an upgrade overwrites the \
             theme itself), with what `beian snippet --icp {number}` prints, or this HTML: {html}",
        )),
        police: Some(Text::fixed(
            "WordPress 没有公安备案字段：填入主题设置的页脚或备案字段；没有字段就写进子主题的 footer.php（直接改主题，升级后会丢失），内容由 `beian snippet --police {number} --badge police.png` 打印，或用这段 HTML：{html}",
            "WordPress has no field for it: use the footer or filing field of the theme's settings; without one the \
             footer.php of a child theme (an upgrade overwrites the theme itself), with what `beian snippet --police \
             {number} --badge police.png` prints, or this HTML: {html}",
        )),
        copyright: Some(Text::fixed(
            "填入主题设置的版权或页脚字段；没有字段就写进子主题的 footer.php（直接改主题，升级后会丢失）：{html}",
            "Use the copyright or footer field of the theme's settings; without one the footer.php of a child theme (an \
             upgrade overwrites the theme itself): {html}",
        )),
        ..NONE
    },
    Theme {
        generator: "vuepress",
        name: "reco",
        icp: Some(Text::fixed(
            "在 reco 主题首页的 front matter 中设置 `footer.record: {number}` 和 `footer.recordLink: https://beian.miit.gov.cn/`（只在首页显示）",
            "In the front matter of the reco theme's home page set `footer.record: {number}` and `footer.recordLink: \
             https://beian.miit.gov.cn/` (shown on the home page only)",
        )),
        police: Some(Text::fixed(
            "在 reco 主题首页的 front matter 中设置 `footer.cyberSecurityRecord: {number}` 和 `footer.cyberSecurityLink: https://beian.mps.gov.cn/#/query/webSearch?code={digits}`（默认是 `#`，必须改）",
            "In the front matter of the reco theme's home page set `footer.cyberSecurityRecord: {number}` and \
             `footer.cyberSecurityLink: https://beian.mps.gov.cn/#/query/webSearch?code={digits}` (the default is \
             `#`)",
        )),
        ..NONE
    },
    Theme {
        generator: "vitepress",
        icp: Some(Text::fixed(
            "有侧边栏的页面不显示默认页脚，需自定义主题布局；其他页面在 .vitepress/config 的 `themeConfig.footer.message` 中写入：{html}",
            "Pages with a sidebar do not show the default footer, they need a layout slot; for the others put into \
             `themeConfig.footer.message` of .vitepress/config: {html}",
        )),
        police: Some(Text::fixed(
            "在 .vitepress/config 的 `themeConfig.footer.message` 中写入：{html}",
            "In .vitepress/config put into `themeConfig.footer.message`: {html}",
        )),
        copyright: Some(Text::fixed(
            "在 .vitepress/config 的 `themeConfig.footer.copyright` 中写入：{html}",
            "In .vitepress/config put into `themeConfig.footer.copyright`: {html}",
        )),
        ..NONE
    },
    Theme {
        generator: "docusaurus",
        icp: Some(Text::fixed(
            "在 docusaurus.config 的 `themeConfig.footer.copyright` 中写入（支持 HTML）：{html}",
            "In docusaurus.config put into `themeConfig.footer.copyright` (HTML is allowed): {html}",
        )),
        police: Some(Text::fixed(
            "在 docusaurus.config 的 `themeConfig.footer.copyright` 中写入（支持 HTML）：{html}",
            "In docusaurus.config put into `themeConfig.footer.copyright` (HTML is allowed): {html}",
        )),
        copyright: Some(Text::fixed(
            "在 docusaurus.config 的 `themeConfig.footer.copyright` 中写入：{html}",
            "In docusaurus.config put into `themeConfig.footer.copyright`: {html}",
        )),
        ..NONE
    },
    Theme {
        name: "notionnext",
        icp: Some(Text::fixed(
            "在 NotionNext 配置（blog.config.js 或 Notion 的 CONFIG 表）中设置 `BEI_AN`：{number}，`BEI_AN_LINK`：https://beian.miit.gov.cn/",
            "In the NotionNext configuration (blog.config.js or the CONFIG table in Notion) set `BEI_AN` to {number} \
             and `BEI_AN_LINK` to https://beian.miit.gov.cn/",
        )),
        police: Some(Text::fixed(
            "在 NotionNext 配置（blog.config.js 或 Notion 的 CONFIG 表）中设置 `BEI_AN_GONGAN`：{number}",
            "In the NotionNext configuration (blog.config.js or the CONFIG table in Notion) set `BEI_AN_GONGAN` to \
             {number}",
        )),
        ..NONE
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, theme: Option<&str>) -> Option<&'static str> {
        let generator =
            Generator { name: name.into(), version: None, theme: theme.map(Into::into) };
        of(&generator)?.icp.as_ref().map(|text| text.en.as_ref())
    }

    #[test]
    fn the_theme_is_looked_up_before_the_generator() {
        let cases = [
            ("Hexo", Some("next"), Some("footer.beian.icp")),
            ("Hexo", Some("hexo-theme-fluid"), Some("footer.beian.icp_text")),
            ("Hugo", Some("NexT"), Some("hugo-theme-next")),
            ("WordPress", Some("kratos"), Some("s_icp")),
            ("WordPress", Some("twentytwenty"), Some("WP_ZH_CN_ICP_NUM")),
            ("Next.js", Some("notionnext"), Some("BEI_AN")),
            ("VitePress", None, Some("themeConfig.footer.message")),
            ("Hexo", Some("landscape"), None),
            ("Hexo", None, None),
            ("Unknown", Some("next"), None),
        ];
        for (name, theme, key) in cases {
            let text = found(name, theme);
            assert_eq!(text.is_some(), key.is_some(), "{name} {theme:?}");
            assert!(text.unwrap_or_default().contains(key.unwrap_or_default()), "{name} {theme:?}");
        }
    }
}
