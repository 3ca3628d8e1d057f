//! What the rules on declared duties share: the end of the home page must show something.

use crate::domain::duty::Duty;
use crate::domain::lang::Text;
use crate::domain::register::Register;

use super::{PageView, Verdict, judge};

/// What a duty asks the end of the home page to show.
#[derive(Debug)]
pub(super) struct Notice {
    pub duty: Duty,
    /// All of these.
    pub parts: &'static [Part],
}

/// One thing to show, in any of these ways.
#[derive(Debug)]
pub(super) struct Part {
    /// Words of the rendered text.
    pub words: &'static [&'static str],
    /// Words of the markup, attributes included: addresses, names of pictures.
    pub markup: &'static [&'static str],
    /// A number of this register that a reader sees.
    pub register: Option<Register>,
    /// What is said where it is missing.
    pub missing: Text,
}

/// Fails for each part that the page does not show. Not applicable where the duty is not declared, or the page is no
/// document.
pub(super) fn check(view: &PageView<'_>, notice: &Notice) -> Verdict {
    if !view.site.duties.contains(&notice.duty) {
        return Verdict::NotApplicable("the duty is not declared");
    }
    if let Some(why) = judge::not_a_document(view.facts.kind) {
        return Verdict::NotApplicable(why);
    }
    let missing = notice.parts.iter().filter(|part| !shows(view, part));
    judge::verdict(missing.map(|part| judge::of_page("", part.missing.clone())).collect())
}

fn shows(view: &PageView<'_>, part: &Part) -> bool {
    let of_register = |register| {
        view.facts
            .others
            .iter()
            .any(|it| it.number.register == register && it.visibility.is_shown())
    };
    part.register.is_some_and(of_register)
        || view.facts.footer.says(part.words)
        || view.facts.footer.holds(part.markup)
}
