//! `[[exempt]]`: findings that the owner accepts until a day, and why.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use toml::Spanned;
use toml::de::DeValue;
use url::Url;

use crate::domain::date::Date;
use crate::folder::Globs;

use super::rule_name::rule as rule_of;
use super::source::{Error, Spot};
use super::table::{Placed, Table};
use super::{declared, keys, without_www};

/// Findings that are accepted: of a rule, on some pages, until a day.
#[derive(Clone, Debug)]
pub struct Exemption {
    /// The rule's id.
    pub rule: &'static str,
    /// The pages, as written: patterns of paths. Empty for all.
    pub pages: Vec<String>,
    /// The site that it is for: a domain, or the path of a folder. `None` for all.
    pub site: Option<String>,
    /// Why they are accepted.
    pub reason: String,
    /// The last day.
    pub until: Date,
    patterns: Globs,
    spot: Spot,
}

impl Exemption {
    /// Whether it is for a site, by its domain, its host or the path of its folder.
    pub fn is_for(&self, site: &str) -> bool {
        self.site.as_deref().is_none_or(|only| only == site)
    }

    /// Whether it is for findings of this rule on this page.
    pub fn holds(&self, rule: &str, page: &str) -> bool {
        if rule != self.rule {
            return false;
        }
        let path = path_of(page);
        let index = Path::new("index.html");
        let other = if path.ends_with(index) {
            path.parent().map(Path::to_owned)
        } else {
            Some(path.join(index))
        };
        self.pages.is_empty()
            || self.patterns.is_match(&path)
            || other.is_some_and(|other| self.patterns.is_match(other))
    }

    /// The file, and the 1-based line where it begins.
    pub fn place(&self) -> (PathBuf, usize) {
        self.spot.place()
    }
}

/// The path of a page below its site, as people write it.
fn path_of(page: &str) -> PathBuf {
    let web = page.starts_with("https://") || page.starts_with("http://");
    match Url::parse(page).ok().filter(|_| web) {
        Some(url) => {
            let path = percent_decode_str(url.path()).decode_utf8_lossy();
            PathBuf::from(path.trim_matches('/'))
        }
        None => PathBuf::from(page.trim_start_matches("./")),
    }
}

/// Reads all `[[exempt]]` of the file.
pub(super) fn exemptions(top: &Table<'_>) -> Result<Vec<Exemption>, Error> {
    let Some(value) = top.get("exempt") else { return Ok(Vec::new()) };
    let not_tables = |value: &Spanned<DeValue<'_>>| {
        top.source.error(
            &value.span(),
            ("`exempt` 不是表的列表", "`exempt` is not a list of tables"),
            ("请写成 [[exempt]]，用两层方括号", "write [[exempt]], in two brackets"),
        )
    };
    let array = value.get_ref().as_array().ok_or_else(|| not_tables(value))?;
    let exemption = |item: &Spanned<DeValue<'_>>| {
        let entries = item.get_ref().as_table().ok_or_else(|| not_tables(item))?;
        let table = Table { entries, name: "[[exempt]]", keys: keys::EXEMPT, ..*top };
        exempt(&table, &Spot::new(top.source, item.span()))
    };
    array.iter().map(exemption).collect()
}

fn exempt(table: &Table<'_>, spot: &Spot) -> Result<Exemption, Error> {
    table.refuse_unknown_keys()?;
    let missing = |key: &str, zh: &str, en: &str| {
        let what = (format!("[[exempt]] 缺少 `{key}`"), format!("[[exempt]] has no `{key}`"));
        spot.error(what, (zh.to_owned(), en.to_owned()))
    };
    let rule = table.text("rule")?.ok_or_else(|| {
        missing("rule", "请写上规则编号，见 beian rules", "name the rule; beian rules lists them")
    })?;
    let rule = rule_of(table.source, rule.value, &rule.range)?;
    let reason = table.text("reason")?.ok_or_else(|| {
        missing("reason", "请写明理由，供以后的人判断", "say why, for those who come later")
    })?;
    let until = table.parse(table.day("until")?, |text| declared::day(&text))?.ok_or_else(|| {
        missing(
            "until",
            "请写最后一天，例如 until = 2027-03-31；长期不需要的规则请在 [rules] 中关闭",
            "write the last day, e.g. until = 2027-03-31; a rule that is never wanted is turned off in [rules]",
        )
    })?;
    let pages = pages(table)?;
    let patterns: Vec<String> = pages.iter().map(|page| page.value.to_owned()).collect();
    for page in &pages {
        Globs::new(&[page.value.to_owned()]).map_err(|error| {
            let error = error.text();
            table.source.error(
                &page.range,
                (format!("`pages`：{}", error.zh), format!("`pages`: {}", error.en)),
                (
                    "请写成 \"en/**\" 或 \"404.html\" 的形式",
                    "write it like \"en/**\" or \"404.html\"",
                ),
            )
        })?;
    }
    let site = table.text("site")?.map(|site| {
        let name = site.value.trim();
        declared::host(name).map_or_else(|_| name.to_owned(), |host| without_www(&host).to_owned())
    });
    Ok(Exemption {
        rule: rule.id,
        site,
        reason: reason.value.trim().to_owned(),
        until,
        // They were looked at one by one above.
        patterns: Globs::new(&patterns).unwrap_or_default(),
        pages: patterns,
        spot: spot.clone(),
    })
}

/// The patterns of `pages`: one text, or a list of them.
fn pages<'a>(table: &Table<'a>) -> Result<Vec<Placed<&'a str>>, Error> {
    match table.get("pages").map(|value| value.get_ref().is_array()) {
        Some(true) => {
            let pages = table.texts("pages")?;
            match table.get("pages").filter(|_| pages.is_empty()) {
                Some(value) => Err(table.source.error(
                    &value.span(),
                    ("`pages` 是空的", "`pages` is empty"),
                    (
                        "请写出页面；要豁免所有页面，请去掉 pages",
                        "name pages, or take pages out to exempt all of them",
                    ),
                )),
                None => Ok(pages),
            }
        }
        Some(false) => Ok(table.text("pages")?.into_iter().collect()),
        None => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, parse};
    use crate::domain::failure::Remedy as _;

    fn config(text: &str) -> Result<Config, Error> {
        parse(Path::new("beian.toml"), text.to_owned(), Date::constant(2026, 11, 22))
    }

    fn one(keys: &str) -> Exemption {
        let text = format!(
            "[[exempt]]\nrule = \"icp-missing-inner\"\nreason = \"r\"\nuntil = 2026-12-31\n{keys}"
        );
        config(&text).unwrap().exempt.remove(0)
    }

    #[test]
    fn an_empty_list_of_pages_is_not_all_pages() {
        let text =
            "[[exempt]]\nrule = \"icp-missing\"\nreason = \"r\"\nuntil = 2026-12-31\npages = []\n";
        let error = config(text).unwrap_err().to_string();
        assert!(error.contains("beian.toml:5:9") && error.contains("`pages` is empty"), "{error}");
    }

    #[test]
    fn pages_are_patterns_of_paths_for_files_and_addresses() {
        for (pages, page, holds) in [
            ("", "x/y.html", true),
            ("pages = \"docs/**\"", "docs/a.html", true),
            ("pages = \"docs/**\"", "https://a.cn/docs/a", true),
            ("pages = [\"docs\", \"/404.html\"]", "https://a.cn/404.html?x", true),
            ("pages = [\"docs\", \"/404.html\"]", "en/404.html", false),
            ("pages = \"/\"", "https://a.cn/", true),
            ("pages = \"/\"", "index.html", true),
            ("pages = \"index.html\"", "https://a.cn/en/", true),
            ("pages = \"/index.html\"", "https://a.cn/en/", false),
            ("pages = \"文档/*\"", "https://a.cn/%E6%96%87%E6%A1%A3/a", true),
        ] {
            let exemption = one(pages);
            assert_eq!(exemption.holds("icp-missing-inner", page), holds, "{pages} {page}");
            assert!(!exemption.holds("icp-missing", page));
        }
        let of_site = one("site = \"WWW.a.cn\"");
        assert!(of_site.is_for("a.cn") && !of_site.is_for("b.cn") && one("").is_for("b.cn"));
        assert_eq!(one("").place().1, 1);
    }

    #[test]
    fn what_is_missing_or_wrong_is_an_error_at_its_line() {
        let whole = "rule = \"icp-missing\"\nreason = \"r\"\nuntil = 2026-12-31\n";
        for (text, line, part) in [
            ("[[exempt]]\nreason = \"r\"\nuntil = 2026-12-31\n".to_owned(), 1, "has no `rule`"),
            (
                "[[exempt]]\nrule = \"icp-missing\"\nuntil = 2026-12-31\n".to_owned(),
                1,
                "has no `reason`",
            ),
            (
                "[[exempt]]\nrule = \"icp-missing\"\nreason = \"r\"\n".to_owned(),
                1,
                "has no `until`",
            ),
            (format!("[[exempt]]\n{whole}").replace("missing", "misssing"), 2, "there is no rule"),
            (
                format!("[[exempt]]\n{whole}").replace("2026-12-31", "\"soon\""),
                4,
                "\"soon\" is not a date",
            ),
            (format!("[[exempt]]\n{whole}pages = \"a[\""), 5, "`pages`"),
            (format!("[[exempt]]\n{whole}page = \"a\""), 5, "did you mean `pages`"),
            ("[exempt]\n".to_owned(), 1, "`exempt` is not a list of tables"),
        ] {
            let error = config(&text).unwrap_err();
            let shown = format!("{error}\n{}", error.fix());
            assert!(shown.contains(part), "{text}\n{shown}");
            assert!(shown.contains(&format!("beian.toml:{line}:")), "{text}\n{shown}");
        }
    }
}
