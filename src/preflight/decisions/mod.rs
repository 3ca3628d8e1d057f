//! What follows from a dossier for the filing as a whole: each answer with its reason and its source.

mod after;
mod filing;
mod front;
mod orders;
mod sms;

use crate::domain::basis::Basis;
use crate::domain::lang::{Lang, Text};
use crate::domain::personal;

use super::data::TableSource;
use super::rule::DossierView;

pub(super) use orders::{further_papers, order_count};
pub(super) use sms::mobiles;

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its name in JSON.
    pub id: &'static str,
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
    /// Why.
    pub reason: Text,
    /// The document that it rests on.
    pub source: Text,
    /// The state of its text, `YYYY-MM-DD`.
    pub as_of: String,
}

/// All decisions, in the order in which a filing meets them.
pub(super) fn all(view: &DossierView<'_>) -> Vec<Decision> {
    let mut decisions = filing::decide(view);
    if view.kinds.is_empty() {
        return decisions;
    }
    decisions.extend(front::decide(view));
    if view.is_ordered() {
        decisions.extend(orders::decide(view));
        decisions.extend(sms::decide(view));
        decisions.extend(after::decide(view));
    }
    decisions
}

/// A decision by a document.
fn by(basis: &Basis, id: &'static str, question: Text, answer: Text, reason: Text) -> Decision {
    let source = Text::made(basis.cite(Lang::Zh), basis.cite(Lang::En));
    masked(Decision { id, question, answer, reason, source, as_of: basis.text_as_of.to_owned() })
}

/// A decision by a table of data.
fn by_table(
    origin: &TableSource,
    id: &'static str,
    question: Text,
    answer: Text,
    reason: Text,
) -> Decision {
    let source = origin.name();
    masked(Decision { id, question, answer, reason, source, as_of: origin.as_of.clone() })
}

fn masked(mut decision: Decision) -> Decision {
    decision.answer = decision.answer.map(personal::mask_all);
    decision.reason = decision.reason.map(personal::mask_all);
    decision
}
