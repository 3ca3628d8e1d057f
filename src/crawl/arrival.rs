//! Facts and failed fetches as arrivals, the form in which the audit takes them.

use crate::domain::lang::Text;
use crate::facts::{PageFacts, PageKind};
use crate::net::{FetchError, Hop};
use crate::visit::{Arrival, Redirect, TlsFault};

/// A page whose bytes arrived whole. `foreign_frames`: see [`Arrival::Whole`].
pub(super) fn whole(facts: PageFacts, status: Option<u16>, foreign_frames: Vec<String>) -> Arrival {
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
        | PageKind::Empty => Arrival::Whole { status, facts: Box::new(facts), foreign_frames },
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

/// The TLS fault of an error, if it is one.
pub(super) fn tls_fault(error: &FetchError) -> Option<TlsFault> {
    match error {
        FetchError::Tls { kind, detail } => Some(TlsFault { kind: *kind, detail: detail.clone() }),
        _ => None,
    }
}

/// Hops of a fetch as redirects of the visit.
pub(super) fn redirects(hops: &[Hop]) -> impl Iterator<Item = Redirect> + '_ {
    hops.iter().map(|hop| Redirect {
        from: hop.from.to_string(),
        to: hop.to.to_string(),
        status: hop.status,
    })
}
