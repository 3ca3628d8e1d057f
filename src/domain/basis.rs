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
        let law = self.law.get(lang);
        let article = self.article;
        match (self.kind, lang) {
            _ if article.is_empty() => law.to_owned(),
            (BasisKind::Guide, Lang::Zh) => format!("{law}第{article}节"),
            (BasisKind::Guide, Lang::En) => format!("{law}, section {article}"),
            (BasisKind::Law | BasisKind::Reading, Lang::Zh) => format!("{law}第{article}条"),
            (BasisKind::Law | BasisKind::Reading, Lang::En) => format!("{law}, article {article}"),
        }
    }
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
}
