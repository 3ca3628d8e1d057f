//! A commented `filing.toml` for what is asked.

use std::fmt::Write as _;

use crate::config::Key;
use crate::domain::lang::{Lang, Text};
use crate::domain::province::Province;

use super::choice::{NamedChoice as _, SubjectKind};
use super::keys;

/// What is known of a filing before its dossier is filled in.
#[derive(Clone, Debug, Default)]
pub struct TemplateValues<'a> {
    /// Who files.
    pub kind: Option<SubjectKind>,
    /// Province of the filing.
    pub province: Option<&'static Province>,
    /// The provider's id.
    pub provider: Option<&'a str>,
    /// The domain.
    pub domain: Option<&'a str>,
    /// Where the province is known: a place in it, for examples.
    pub place: Option<ExamplePlace>,
}

/// A place that examples name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamplePlace {
    /// The city.
    pub city: &'static str,
    /// A postal address in it that nobody has.
    pub address: String,
}

const INTRO: Text = Text::fixed(
    "# 备案材料，供 beian preflight 检查。带 # 的行是示例：去掉 # 并改成自己的内容；不知道的留着不动。\n\
     # 文件里有证件号码和电话：不要提交到代码仓库，不要发给别人。各项说明：beian 文档 docs/preflight.zh-CN.md\n\n",
    "# The dossier of a filing, judged by `beian preflight`. Lines with # are examples: take the # away and fill in your\n\
     # own values; leave alone what you do not know. The file holds numbers of documents and phones: keep it out of\n\
     # repositories, and send it to nobody. All keys: docs/preflight.md\n\n",
);

/// Keys that only units fill in.
const OF_UNITS: [&str; 5] =
    ["investor", "scope", "second_contact", "legal_representative", "filed_site"];
/// Examples for persons, where those of the reference are of units.
const OF_PERSONS: [(&str, &str, &str); 11] = [
    ("the top of the file", "account_subject", r#""沈听雨""#),
    ("[subject]", "name", r#""沈听雨""#),
    ("[subject]", "document", r#""identity-card""#),
    ("[subject]", "document_number", r#""11010519491231002X""#),
    ("[subject]", "document_valid_to", "2036-05-20"),
    ("[[site]]", "name", r#""林间小筑""#),
    ("[[site]]", "purpose", r#""读书和摄影笔记""#),
    ("[[site]]", "services", r#""其他""#),
    ("[[domain]]", "holder", r#""沈听雨""#),
    ("[[domain]]", "holder_document", r#""identity-card""#),
    ("[[domain]]", "holder_number", r#""11010519491231002X""#),
];
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
    let words = words(table, key, lang, wanted.kind);
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
        None => writeln!(file, "# {} = {}", key.name, example(table, key, wanted)),
    };
}

/// The words of a key, those of other kinds of subjects left out.
fn words(
    table: &str,
    key: &Key,
    lang: Lang,
    kind: Option<SubjectKind>,
) -> Vec<(&'static str, String)> {
    match (table, key.name, kind) {
        ("[subject]", "document", Some(kind)) | (_, "holder_document", Some(kind)) => {
            keys::listed(kind.documents(), lang)
        }
        _ => keys::words(table, key.name, lang),
    }
}

/// The example of a key: of a person where a person files, and of the province where it is known.
fn example(table: &str, key: &Key, wanted: &TemplateValues<'_>) -> String {
    let place = wanted.place.as_ref();
    let local = match (table, key.name) {
        ("[subject]", "city") => place.map(|place| place.city),
        ("[subject]", "address" | "document_address") | ("[[lead]]", "document_address") => {
            place.map(|place| place.address.as_str())
        }
        ("[[site]]", "name") if is_jiangsu_person(wanted) => Some("听雨的个人博客"),
        _ => None,
    };
    if let Some(local) = local {
        return toml::Value::String(local.to_owned()).to_string();
    }
    if let ("icp", Some(province)) = (key.name, wanted.province) {
        return key.value.replace('浙', &province.icp.to_string());
    }
    let of_persons = OF_PERSONS.iter().filter(|_| wanted.kind == Some(SubjectKind::Person));
    let own = of_persons.filter(|(of, name, _)| *of == table && *name == key.name);
    own.map(|(.., value)| *value).next().unwrap_or(key.value).to_owned()
}

/// Whether the name must have the form that Jiangsu takes from persons.
fn is_jiangsu_person(wanted: &TemplateValues<'_>) -> bool {
    const JIANGSU: u8 = 32;
    wanted.kind == Some(SubjectKind::Person)
        && wanted.province.is_some_and(|province| province.code == JIANGSU)
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
            place: Some(ExamplePlace {
                city: "南京市",
                address: "江苏省南京市玄武区中山路1号2幢301室".to_owned(),
            }),
        };
        for lang in [Lang::Zh, Lang::En] {
            let text = template(lang, &wanted);
            let dossier =
                super::super::parse(std::path::Path::new("f"), text.clone()).expect(&text);
            assert_eq!(dossier.is_person(), Some(true));
            assert_eq!(dossier.provider.text(), Some("aliyun"));
            assert_eq!(dossier.sites[0].domains[0].text(), Some("example.cn"));
            assert_eq!(dossier.domains[0].name.text(), Some("example.cn"));
            assert!(text.contains("玄武区") && !text.contains("浙"), "{text}");
            assert!(!text.contains("business-licence") && text.contains("passport"), "{text}");
            assert!(!text.contains("investor") && text.contains("# name = "), "{text}");
            assert!(!text.contains(r#"document = "business-licence"#), "{text}");
            // with every example taken as it stands it is a dossier, too
            let value =
                |line: &&str| line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
            let bare: Vec<&str> = text
                .lines()
                .map(|line| line.strip_prefix("# ").filter(value).unwrap_or(line))
                .collect();
            let bare = bare.join("\n").replace("\n# [", "\n[");
            let filled = super::super::parse(std::path::Path::new("f"), bare.clone()).expect(&bare);
            assert_eq!(filled.subject.name.text(), Some("沈听雨"));
            let all = template(lang, &TemplateValues::default());
            super::super::parse(std::path::Path::new("f"), all.clone()).expect(&all);
        }
    }
}
