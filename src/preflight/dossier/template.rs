//! A commented `filing.toml` for what is asked.

use std::fmt::Write as _;

use crate::config::Key;
use crate::domain::lang::{Lang, Text};
use crate::domain::province::Province;

use super::choice::{NamedChoice as _, SubjectKind};
use super::keys;

/// What is known of a filing before its dossier is filled in.
#[derive(Clone, Copy, Debug, Default)]
pub struct TemplateValues<'a> {
    /// Who files.
    pub kind: Option<SubjectKind>,
    /// Province of the filing.
    pub province: Option<&'static Province>,
    /// The provider's id.
    pub provider: Option<&'a str>,
    /// The domain.
    pub domain: Option<&'a str>,
}

const INTRO: Text = Text::fixed(
    "# 备案材料，供 beian preflight 检查。带 # 的行是示例：去掉 # 并改成自己的内容；不知道的留着不动。\n\
     # 文件里有证件号码和电话：不要提交到代码仓库，不要发给别人。各项说明：beian 文档 docs/preflight.zh-CN.md\n\n",
    "# The dossier of a filing, judged by `beian preflight`. LineStarts with # are examples: take the # away and fill in your\n\
     # own values; leave alone what you do not know. The file holds numbers of documents and phones: keep it out of\n\
     # repositories, and send it to nobody. All keys: docs/preflight.md\n\n",
);

/// Keys that only units fill in.
const OF_UNITS: [&str; 5] =
    ["investor", "scope", "second_contact", "legal_representative", "filed_site"];
/// Tables that most filings do without: they stay commented as a whole.
const RARE: [&str; 3] = ["[order]", "[[front]]", "[[filed_site]]"];

/// A commented dossier.
pub fn template(lang: Lang, wanted: &TemplateValues<'_>) -> String {
    let mut file = INTRO.get(lang).to_owned();
    for (table, keys) in keys::TABLES {
        let rare = RARE.contains(&table);
        if table.starts_with('[') {
            let doc = keys::TOP.iter().find(|key| key.value == table).map(|key| key.doc.get(lang));
            let _ = writeln!(
                file,
                "# {}\n{}{table}",
                doc.unwrap_or_default(),
                if rare { "# " } else { "" }
            );
        }
        for key in keys.iter().filter(|key| !is_table(key) && is_for(key, wanted.kind)) {
            line(&mut file, lang, table, key, wanted);
        }
        file.push('\n');
    }
    file.truncate(file.trim_end().len());
    file.push('\n');
    file
}

/// Whether a key stands for a table of its own.
fn is_table(key: &Key) -> bool {
    keys::TABLES.iter().any(|(table, _)| *table == key.value)
}

fn is_for(key: &Key, kind: Option<SubjectKind>) -> bool {
    kind != Some(SubjectKind::Person) || !OF_UNITS.contains(&key.name)
}

fn line(file: &mut String, lang: Lang, table: &str, key: &Key, wanted: &TemplateValues<'_>) {
    let words = keys::words(table, key.name, lang);
    let list: Vec<String> = words.iter().map(|(word, label)| format!("{word} {label}")).collect();
    let _ = writeln!(file, "# {}", key.doc.get(lang));
    if !list.is_empty() {
        let _ = writeln!(file, "#   {}", list.join(if lang == Lang::Zh { "、" } else { ", " }));
    }
    let text = |text: &str| Some(toml::Value::String(text.to_owned()).to_string());
    let known = match (table, key.name) {
        ("[subject]", "kind") => wanted.kind.and_then(|kind| text(kind.word())),
        ("[subject]", "province") => wanted.province.and_then(|province| text(province.zh)),
        (_, "provider") if !table.starts_with('[') => wanted.provider.and_then(text),
        ("[[site]]", "domain") | ("[[domain]]", "name") => wanted.domain.and_then(text),
        _ => None,
    };
    let _ = match known {
        Some(value) => writeln!(file, "{} = {value}", key.name),
        None => writeln!(file, "# {} = {}", key.name, key.value),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_dossier_in_either_language_and_says_what_is_known() {
        let wanted = TemplateValues {
            kind: Some(SubjectKind::Person),
            province: crate::domain::province::by_code(32),
            provider: Some("aliyun"),
            domain: Some("example.cn"),
        };
        for lang in [Lang::Zh, Lang::En] {
            let text = template(lang, &wanted);
            let dossier =
                super::super::parse(std::path::Path::new("f"), text.clone()).expect(&text);
            assert_eq!(dossier.is_person(), Some(true));
            assert_eq!(dossier.provider.text(), Some("aliyun"));
            assert_eq!(dossier.sites[0].domains[0].text(), Some("example.cn"));
            assert_eq!(dossier.domains[0].name.text(), Some("example.cn"));
            assert!(!text.contains("investor") && text.contains("# name = "), "{text}");
            let all = template(lang, &TemplateValues::default());
            super::super::parse(std::path::Path::new("f"), all.clone()).expect(&all);
        }
    }
}
