//! Providers as data: those that came with this version, and a file of the user's own.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::folder::{read_text, unreadable};

use super::data::TableSource;

/// The size up to which a table of a provider is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// A provider. What its documents do not say is `None`, and "not known here" in the report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its id in the dossier.
    pub id: String,
    /// Its names: Chinese, English, then others by which people know it.
    pub names: Vec<String>,
    /// The document that this was read from.
    pub source: String,
    /// The same in English.
    #[serde(default)]
    pub source_en: String,
    /// The state of its text, `YYYY-MM-DD`.
    pub as_of: String,
    /// Working days of its review: least and most.
    pub review_days: Option<(u16, u16)>,
    /// Days after which an order without change is deleted.
    pub order_idle_days: Option<u16>,
    /// Days of the server's term that must be left.
    pub term_left_days: Option<u16>,
    /// Types of filings that its phone app takes; all if not said.
    pub app_files: Option<Vec<String>>,
    /// Whether the domain must resolve to the declared address.
    #[serde(default)]
    pub address_must_match: bool,
    /// Numbers that its reviewers call from.
    #[serde(default)]
    pub callers: Vec<String>,
    /// Its products.
    #[serde(default, rename = "product")]
    pub products: Vec<Product>,
}

/// A product and what it must be for a filing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its id in the dossier.
    pub id: String,
    /// Chinese and English name.
    pub names: (String, String),
    /// Months that must be bought at once.
    pub months: Option<u32>,
    /// Filing service numbers that it entitles to.
    pub numbers: Option<u32>,
    /// What the numbers belong to; an instance if not said.
    #[serde(default)]
    pub per: Per,
    /// Whether only terms of months or years can apply.
    #[serde(default)]
    pub monthly: bool,
    /// Whether public bandwidth must be bought.
    #[serde(default)]
    pub bandwidth: bool,
    /// The least price of the first term in yuan.
    pub price: Option<u32>,
    /// Whether a commercial site may be filed on it.
    #[serde(default = "yes")]
    pub commercial: bool,
}

/// What filing service numbers belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// Each instance.
    #[default]
    Instance,
    /// The whole account.
    Account,
}

const fn yes() -> bool {
    true
}

impl Provider {
    /// What people call it.
    pub fn label(&self) -> Text {
        let zh = self.names.first().unwrap_or(&self.id);
        Text::made(zh.as_str(), self.names.get(1).unwrap_or(zh).as_str())
    }

    /// The product with an id or a name.
    pub fn product(&self, text: &str) -> Option<&Product> {
        let is = |it: &&Product| {
            it.id.eq_ignore_ascii_case(text) || it.names.0 == text || it.names.1 == text
        };
        self.products.iter().find(is)
    }

    /// Whether a text is its id or one of its names.
    pub fn is_called(&self, text: &str) -> bool {
        self.id.eq_ignore_ascii_case(text.trim())
            || self.names.iter().any(|name| name.eq_ignore_ascii_case(text.trim()))
    }

    /// Where its values come from.
    pub fn origin(&self) -> TableSource {
        TableSource {
            source: self.source.clone(),
            source_en: self.source_en.clone(),
            as_of: self.as_of.clone(),
        }
    }
}

impl Product {
    /// What people call it.
    pub fn label(&self) -> Text {
        Text::made(self.names.0.as_str(), self.names.1.as_str())
    }
}

/// The files that came with this version.
const FILES: [&str; 5] = [
    include_str!("../../providers/aliyun.toml"),
    include_str!("../../providers/tencent.toml"),
    include_str!("../../providers/huawei.toml"),
    include_str!("../../providers/volcengine.toml"),
    include_str!("../../providers/baidu.toml"),
];

static BUILT_IN: LazyLock<Vec<Provider>> = LazyLock::new(|| {
    let read = |file: &&str| {
        toml::from_str(file)
            .expect("a provider that came with this version is valid: a test reads all of them")
    };
    FILES.iter().map(read).collect()
});

/// The providers of a run: the user's own go before those of the same id that came with this version.
#[derive(Clone, Debug)]
pub struct Providers(Vec<Provider>);

impl Default for Providers {
    fn default() -> Self {
        Self(BUILT_IN.clone())
    }
}

impl Providers {
    /// Those that came with this version, with tables of the user's own before them. Paths are relative to `cwd`.
    pub fn with_files(paths: &[PathBuf], cwd: &Path) -> Result<Self, Failure> {
        let mut providers = Self::default();
        for path in paths {
            let path = cwd.join(path);
            let text =
                read_text(&path, LARGEST).map_err(|cause| unreadable(&path).because(&cause))?;
            providers.add(&text).map_err(|why| {
                let path = path.display();
                Failure::new(
                    (
                        format!("{path} 不是接入商的表：{why}"),
                        format!("{path} is no table of a provider: {why}"),
                    ),
                    (
                        "写法见 docs/preflight-guide.zh-CN.md",
                        "docs/preflight-guide.md tells its form",
                    ),
                )
            })?;
        }
        Ok(providers)
    }

    /// Adds a file of the user's own; it goes before those of the same id.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let provider: Provider = toml::from_str(text).map_err(|error| error.to_string())?;
        if crate::domain::date::parse(&provider.as_of).is_err() {
            return Err(format!("as_of = {:?} is not a day (YYYY-MM-DD)", provider.as_of));
        }
        self.0.insert(0, provider);
        Ok(())
    }

    /// The provider that a text names, by its id, one of its names, or the company's name that begins with its Chinese
    /// name: 阿里云计算有限公司.
    pub fn named(&self, text: &str) -> Option<&Provider> {
        let is_company = |provider: &&Provider| {
            let name = provider.names.first().map_or("", String::as_str);
            name.chars().count() >= 3 && text.trim().starts_with(name) && text.contains("公司")
        };
        let called = self.0.iter().find(|provider| provider.is_called(text));
        called.or_else(|| self.0.iter().find(is_company))
    }

    /// The ids, each once.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for provider in &self.0 {
            if !ids.contains(&provider.id.as_str()) {
                ids.push(&provider.id);
            }
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_is_dated_and_known_by_its_names() {
        let providers = Providers::default();
        for provider in &providers.0 {
            assert!(
                provider.origin().day().is_some() && !provider.source.is_empty(),
                "{}",
                provider.id
            );
            for name in &provider.names {
                assert_eq!(providers.named(name).map(|found| &found.id), Some(&provider.id));
            }
        }
        assert_eq!(providers.named("阿里云计算有限公司").map(|it| it.id.as_str()), Some("aliyun"));
        assert!(providers.named("阿里云云").is_none() && providers.named("").is_none());
        let ecs = providers.named("阿里云").and_then(|it| it.product("ecs")).expect("ECS");
        assert_eq!((ecs.months, ecs.numbers, ecs.monthly), (Some(3), Some(5), true));
    }

    #[test]
    fn a_file_of_the_users_own_goes_first() {
        let mut providers = Providers::default();
        let own = "id = \"aliyun\"\nnames = [\"阿里云\"]\nsource = \"x\"\nas_of = \"2026-11-01\"\n";
        providers.add(own).unwrap();
        assert_eq!(providers.named("aliyun").map(|it| it.as_of.as_str()), Some("2026-11-01"));
        let error = providers.add("id = \"x\"\nnmaes = []\n").unwrap_err();
        assert!(error.contains("line 2") && error.contains("nmaes"), "{error}");
        assert!(providers.add(&own.replace("2026-11-01", "soon")).is_err());
        assert_eq!(providers.ids().iter().filter(|id| **id == "aliyun").count(), 1);
    }
}
