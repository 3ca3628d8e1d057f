//! What is asked on a terminal before a filing's dossier is written.

use std::io;

use crate::domain::lang::Text;
use crate::domain::province::{self, Province};
use crate::preflight::dossier::{NamedChoice as _, SubjectKind, TemplateValues};
use crate::preflight::example_place;
use crate::preflight::provider::Providers;
use crate::preflight::rules::domain_typed;

use super::dialogue::Dialogue;

/// What is known of a filing before its dossier is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DossierAnswers {
    /// Who files, by the word of its kind.
    pub subject: Option<String>,
    /// Province of the filing.
    pub province: Option<&'static Province>,
    /// The provider's id.
    pub provider: Option<String>,
    /// The domain.
    pub domain: Option<String>,
}

impl DossierAnswers {
    /// Asks for what is not known; an empty answer leaves it out.
    pub fn ask(&mut self, dialogue: &mut Dialogue<'_>) -> io::Result<()> {
        let lang = dialogue.lang;
        if self.subject.is_none() {
            let kinds = SubjectKind::ALL.iter();
            let kinds: Vec<(&str, String)> =
                kinds.map(|kind| (kind.word(), kind.label().get(lang).to_owned())).collect();
            self.subject = dialogue.choose(&Text::fixed("谁来备案？", "Who files?"), &kinds)?;
        }
        if self.province.is_none() {
            let question = Text::fixed("备案省份（例如 江苏）", "Province (e.g. Jiangsu)");
            self.province = dialogue.answer(&question, province::named)?;
        }
        if self.provider.is_none() {
            let known = Providers::default();
            let label = |id: &str| known.named(id).map(|it| it.label().get(lang).to_owned());
            let ids: Vec<(&str, String)> =
                known.ids().into_iter().map(|id| (id, label(id).unwrap_or_default())).collect();
            let question = Text::fixed("哪家接入商？", "Which provider?");
            self.provider = dialogue.choose(&question, &ids)?;
        }
        if self.domain.is_none() {
            let question = Text::fixed("域名（例如 example.cn）", "Domain (e.g. example.cn)");
            self.domain = dialogue.answer(&question, |typed| domain_typed(typed).ok())?;
        }
        Ok(())
    }

    /// The same for the dossier's template.
    pub fn values(&self) -> TemplateValues<'_> {
        TemplateValues {
            kind: self.subject.as_deref().and_then(SubjectKind::named),
            province: self.province,
            provider: self.provider.as_deref(),
            domain: self.domain.as_deref(),
            place: self.province.and_then(example_place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn only_what_is_not_known_is_asked_and_an_empty_answer_leaves_it_out() {
        let (mut input, mut output) = (&b"Jiangsu\n\nexample.cn\n"[..], Vec::new());
        let mut dialogue = Dialogue { input: &mut input, output: &mut output, lang: Lang::En };
        let mut answers =
            DossierAnswers { subject: Some("person".to_owned()), ..DossierAnswers::default() };
        answers.ask(&mut dialogue).unwrap();
        let values = answers.values();
        assert_eq!(values.kind, SubjectKind::named("person"));
        assert_eq!(values.province, province::named("江苏"));
        assert_eq!(values.place.map(|it| it.city), Some("南京市"));
        assert_eq!((values.provider, values.domain), (None, Some("example.cn")));
        let said = String::from_utf8(output).unwrap();
        assert!(!said.contains("Who files?") && said.contains("Which provider?"), "{said}");
    }
}
