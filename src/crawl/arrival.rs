//! How what came in is told to the audit.

use crate::facts::{Arrival, PageFacts, PageKind};
use crate::net::FetchError;

/// A page whose bytes arrived whole.
pub(super) fn whole(facts: PageFacts, status: Option<u16>) -> Arrival {
    match facts.kind {
        PageKind::NotHtml => {
            Arrival::NotHtml { status, error: "no HTML: the bytes hold no markup".to_owned() }
        }
        PageKind::TooComplex => {
            Arrival::Failed { error: "too many elements: not judged".to_owned() }
        }
        PageKind::Document
        | PageKind::Fragment
        | PageKind::Frameset
        | PageKind::Shell
        | PageKind::Stub
        | PageKind::Empty => Arrival::Whole { status, facts: Box::new(facts) },
    }
}

/// A page that did not arrive.
pub(super) fn failed(error: &FetchError) -> Arrival {
    match error {
        FetchError::TooManyRedirects { status } | FetchError::BadRedirect { status, .. } => {
            Arrival::Status { status: *status, error: error.to_string(), intercept: None }
        }
        FetchError::TooLarge(_) => Arrival::Failed { error: format!("{error}: not judged") },
        _ => Arrival::Failed { error: error.to_string() },
    }
}
