//! The reference of `filing.toml`.

use std::fmt::Write as _;

use crate::domain::lang::Lang;

use super::keys::{TABLES, words};

/// The reference of `filing.toml`, in Markdown (docs/preflight.md, docs/preflight.zh-CN.md).
pub fn reference(lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let mut page = say(
        "# 备案材料文件 filing.toml\n\n本页由程序生成。`beian preflight init` 写出带注释的文件，`beian preflight` 检查它。\
         没有写的内容一律视为“未填写”：需要时提示复核，不算通过，也不算错误。不认识的键会报错，并指出最接近的键。\
         个人信息（证件号码、电话）在所有输出里只显示前三位和后四位，不写入账本、快照和日志；请把文件权限设为 600。\n\n\
         `beian.toml` 里有同一域名的 `[[site]]` 时，名称、备案号、开通日期等未填写的内容取自那里。\n",
        "# The dossier, filing.toml\n\nThis page is generated. `beian preflight init` writes a commented file, `beian preflight` \
         judges it. What is left out is not known: a review where it matters, never a pass and never an error. Unknown keys \
         are refused with the nearest known one. Personal data (numbers of documents and phones) is shown by its first three \
         and last four characters only, and never written to the ledger, to snapshots or to logs; keep the file at mode 600.\n\n\
         Where `beian.toml` has a `[[site]]` of the same domain, the owner's name, numbers and days that the dossier leaves \
         out are taken from there.\n",
    )
    .to_owned();
    for (table, keys) in TABLES {
        let title =
            if table.starts_with('[') { table } else { say("文件开头", "Top of the file") };
        let head = say("| 键 | 示例 | 含义 |", "| key | example | meaning |");
        let _ = write!(page, "\n## {title}\n\n{head}\n|---|---|---|\n");
        for key in keys.iter().filter(|key| !key.value.starts_with('[') || key.value.contains('"'))
        {
            let mut doc = key.doc.get(lang).to_owned();
            let words = words(table, key.name, lang);
            if !words.is_empty() {
                let list: Vec<String> =
                    words.iter().map(|(word, label)| format!("`{word}` {label}")).collect();
                let _ = write!(doc, "{}{}", say("：", ": "), list.join(say("、", ", ")));
            }
            let _ = writeln!(page, "| `{}` | `{}` | {doc} |", key.name, key.value);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::super::choice::{NamedChoice as _, SubjectKind};
    use super::*;

    #[test]
    fn every_example_is_read() {
        let mut text = String::new();
        for (table, keys) in TABLES {
            if table.starts_with('[') {
                let _ = writeln!(text, "{table}");
            }
            for key in
                keys.iter().filter(|key| !key.value.starts_with('[') || key.value.contains('"'))
            {
                let _ = writeln!(text, "{} = {}", key.name, key.value);
            }
        }
        let dossier = super::super::parse(std::path::Path::new("f"), text.clone()).expect(&text);
        assert_eq!(dossier.sites[0].domains.len(), 2);
    }

    #[test]
    fn every_word_has_a_list() {
        assert_eq!(words("[subject]", "kind", Lang::En).len(), SubjectKind::ALL.len());
        assert!(words("[[lead]]", "name", Lang::En).is_empty());
    }
}
