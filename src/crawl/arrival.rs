//! How what came in is told to the audit.

use crate::domain::lang::Text;
use crate::facts::{PageFacts, PageKind};
use crate::net::FetchError;
use crate::visit::Arrival;

/// A page whose bytes arrived whole.
pub(super) fn whole(facts: PageFacts, status: Option<u16>) -> Arrival {
    match facts.kind {
        PageKind::NotHtml => {
            Arrival::NotHtml { status, error: "no HTML: the bytes hold no markup".to_owned() }
        }
        // Of a server, that is a fault of its own rather than a page without a footer.
        PageKind::Empty if status.is_some() => {
            Arrival::Failed { error: Text::fixed("应答内容是空的", "the answer is empty") }
        }
        PageKind::TooComplex => Arrival::Failed {
            error: Text::fixed("元素太多，没有判断", "too many elements: not judged"),
        },
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
            Arrival::Status { status: *status, error: error.words(), intercept: None }
        }
        FetchError::TooLarge(most) => Arrival::Failed { error: too_large(*most) },
        _ => Arrival::Failed { error: error.words() },
    }
}

/// A page of more bytes than are judged.
pub(super) fn too_large(most: u64) -> Text {
    Text::made(
        format!("太大：超过 {most} 字节，没有判断"),
        format!("too large: more than {most} bytes: not judged"),
    )
}
