//! Where a duty comes from: the law or the guide, its article, and the day its text was read.

use super::lang::{Lang, Text};

/// A legal basis, cited by rules and clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The name of the law, order or guide.
    pub law: Text,
    /// Number of the article, or of a guide's section; empty where there is none.
    pub article: &'static str,
    /// The state of the text that this was read from, `YYYY-MM-DD`.
    pub text_as_of: &'static str,
    /// The day on which its state was last looked at, `YYYY-MM-DD`.
    pub checked: &'static str,
    /// How the text is known: read, quoted by others, or not obtained.
    pub known: Text,
    /// How far the source carries: law, provider's guide, or our own reading.
    pub kind: BasisKind,
}

/// How binding a basis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasisKind {
    /// A law, regulation or ministerial order.
    Law,
    /// A provider's or authority's guide; footers are rejected by it, but it is no law.
    Guide,
    /// Our own reading of a law's purpose.
    Reading,
}

impl Basis {
    /// The law or guide with its article or section, e.g. `《…办法》第13条` or `Measures …, article 13`.
    pub fn cite(&self, lang: Lang) -> String {
        self.cite_with(self.law.get(lang), &[self.article], lang)
    }

    /// Several bases in one line; neighbours that cite the same law share its name.
    pub fn cite_all(bases: &[Self], lang: Lang) -> String {
        Self::cite_again(bases, lang, |_| false)
    }

    /// The same for a reader who has met some of the laws: of those, the remark in brackets behind the name is left out.
    pub fn cite_again(bases: &[Self], lang: Lang, met: impl Fn(&Self) -> bool) -> String {
        let same = |a: &Self, b: &Self| a.law == b.law && a.kind == b.kind;
        let cited: Vec<String> = bases
            .chunk_by(same)
            .filter_map(|chunk| {
                let articles: Vec<&str> = chunk.iter().map(|basis| basis.article).collect();
                let first = chunk.first()?;
                let name = first.law.get(lang);
                let name = if met(first) { without_remark(name) } else { name };
                Some(first.cite_with(name, &articles, lang))
            })
            .collect();
        cited.join(match lang {
            Lang::Zh => "；",
            Lang::En => "; ",
        })
    }

    fn cite_with(&self, name: &str, articles: &[&str], lang: Lang) -> String {
        let mut cited = name.to_owned();
        let (unit, joint) = match (self.kind, lang) {
            (BasisKind::Guide, Lang::Zh) => ("节", "、"),
            (BasisKind::Law | BasisKind::Reading, Lang::Zh) => ("条", "、"),
            (BasisKind::Guide, Lang::En) => ("section", ", "),
            (BasisKind::Law | BasisKind::Reading, Lang::En) => ("article", ", "),
        };
        for (index, article) in articles.iter().filter(|article| !article.is_empty()).enumerate() {
            // 《办法》第13条 needs no comma, 《办法》（2005年文本），第13条 does.
            let joint = match lang {
                Lang::Zh if index == 0 && cited.ends_with('》') => "",
                Lang::Zh if index == 0 => "，",
                Lang::Zh | Lang::En => joint,
            };
            cited.push_str(joint);
            let parts = match lang {
                Lang::Zh => ["第", article, unit],
                Lang::En => [unit, " ", article],
            };
            cited.extend(parts);
        }
        cited
    }
}

/// A name without the brackets at its end.
fn without_remark(name: &str) -> &str {
    let remark = match name.chars().last() {
        Some('）') => name.rsplit_once('（'),
        Some(')') => name.rsplit_once(" ("),
        _ => None,
    };
    remark.map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_have_articles_and_guides_have_sections() {
        let basis = |article, kind| Basis {
            law: Text::fixed("《办法》", "Measures"),
            article,
            text_as_of: "2024-01-18",
            checked: "2026-11-26",
            known: Text::fixed("读过", "read"),
            kind,
        };
        for (article, kind, zh, en) in [
            ("13", BasisKind::Law, "《办法》第13条", "Measures, article 13"),
            ("3.3", BasisKind::Guide, "《办法》第3.3节", "Measures, section 3.3"),
            ("", BasisKind::Reading, "《办法》", "Measures"),
        ] {
            assert_eq!(basis(article, kind).cite(Lang::Zh), zh);
            assert_eq!(basis(article, kind).cite(Lang::En), en);
        }
    }

    #[test]
    fn articles_of_one_law_share_its_name() {
        let basis = |zh, article| Basis {
            law: Text::fixed(zh, "Measures"),
            article,
            text_as_of: "2005-03-20",
            checked: "2026-11-26",
            known: Text::fixed("读过", "read"),
            kind: BasisKind::Law,
        };
        let several = [
            basis("《甲》（2005年文本）", "13"),
            basis("《甲》（2005年文本）", "25"),
            basis("《乙》", "7"),
        ];
        assert_eq!(
            Basis::cite_all(&several, Lang::Zh),
            "《甲》（2005年文本），第13条、第25条；《乙》第7条"
        );
        assert_eq!(Basis::cite_all(&several[..2], Lang::En), "Measures, article 13, article 25");
        assert_eq!(
            Basis::cite_again(&several, Lang::Zh, |basis| basis.article == "13"),
            "《甲》第13条、第25条；《乙》第7条"
        );
    }
}
