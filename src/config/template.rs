//! The `beian.toml` that `beian init` writes: examples as comments, and what is known already.

use std::fmt::Write as _;

use crate::domain::date::Date;
use crate::domain::lang::{Lang, Text};
use crate::domain::site::Subject;

use super::keys::{Key, SITE, TOP};

/// Values for the template; keys without one stay commented examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The site's domain.
    pub domain: Option<String>,
    /// The folder of built pages, relative to the file.
    pub dir: Option<String>,
    /// The ICP number.
    pub icp: Option<String>,
    /// The police number.
    pub police: Option<String>,
    /// The owner's name.
    pub owner: Option<String>,
    /// The first year of the copyright line.
    pub since: Option<i16>,
    /// The client.
    pub client: Option<String>,
    /// Who holds the filing.
    pub subject: Option<Subject>,
    /// Whether the police filing is under way, where there is no number yet.
    pub police_pending: bool,
    /// The day of the ICP approval.
    pub approved: Option<Date>,
    /// The day on which the site opened.
    pub opened: Option<Date>,
    /// The day on which the police filing was handed in.
    pub police_submitted: Option<Date>,
    /// The day on which the police filing was approved.
    pub police_approved: Option<Date>,
}

impl Known {
    /// The value of a key, as written in TOML.
    fn toml(&self, key: &str) -> Option<String> {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let text = match key {
            "domain" => self.domain.as_deref(),
            "dir" => self.dir.as_deref(),
            "icp" => self.icp.as_deref(),
            "police" => self.police.as_deref().or(self.police_pending.then_some("pending")),
            "owner" => self.owner.as_deref(),
            "client" => self.client.as_deref(),
            "subject" => self.subject.map(|subject| match subject {
                Subject::Organisation => "organisation",
                Subject::Person => "person",
            }),
            "since" => return self.since.map(|year| year.to_string()),
            "approved" => return day(self.approved),
            "opened" => return day(self.opened),
            "police_submitted" => return day(self.police_submitted),
            "police_approved" => return day(self.police_approved),
            _ => return None,
        };
        text.map(|text| toml::Value::String(text.to_owned()).to_string())
    }
}

const INTRO: Text = Text::fixed(
    "# beian 的配置文件。带 # 的行是示例：去掉 # 并改成自己的值。\n# 各项说明：beian 文档 docs/config.md\n\n",
    "# The configuration of beian. Lines with # are examples: take the # away and fill in your own values.\n\n",
);

/// A commented `beian.toml`.
pub fn template(lang: Lang, known: &Known) -> String {
    let mut file = INTRO.get(lang).to_owned();
    keys(&mut file, lang, &TOP[..2], known);
    file.push_str("[[site]]\n");
    keys(&mut file, lang, SITE, known);
    let rest = Text::fixed(
        "# 规则级别：off、info、warning、error；编号见 beian rules\n[rules]\n# icp-missing-inner = \"warning\"\n\n\
         # audit 命令的长选项，连字符写成下划线\n[audit]\n# max_pages = 50\n",
        "# Levels of rules: off, info, warning, error; ids: beian rules\n[rules]\n# icp-missing-inner = \"warning\"\n\n\
         # Long options of `beian audit`, with underscores\n[audit]\n# max_pages = 50\n",
    );
    file.push_str(rest.get(lang));
    file
}

/// A `beian.toml` of many sites, with room for their numbers.
pub fn portfolio(lang: Lang, sites: &[Known]) -> String {
    let mut file = INTRO.get(lang).to_owned();
    for known in sites {
        file.push_str("[[site]]\n");
        for key in SITE {
            let wanted = matches!(key.name, "icp" | "police" | "owner");
            let _ = match known.toml(key.name) {
                Some(value) => writeln!(file, "{} = {value}", key.name),
                None if wanted => writeln!(file, "# {} = {}", key.name, key.value),
                None => Ok(()),
            };
        }
        file.push('\n');
    }
    file
}

fn keys(file: &mut String, lang: Lang, keys: &[Key], known: &Known) {
    for key in keys {
        let _ = match known.toml(key.name) {
            Some(value) => writeln!(file, "# {}\n{} = {value}", key.doc.get(lang), key.name),
            None => writeln!(file, "# {}\n# {} = {}", key.doc.get(lang), key.name, key.value),
        };
    }
    file.push('\n');
}
