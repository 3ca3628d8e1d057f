//! A site that knows what has changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::server::{Reply, Request, Server};

pub(crate) const FOOTER: &str = "<footer>© 2019-2026 某某科技有限公司 \
    <a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a></footer>";

/// A server whose pages may change with each round, the first being 1.
pub(crate) struct Web {
    server: Server,
    round: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
    unchanged: Arc<AtomicUsize>,
}

impl Web {
    pub(crate) fn start(answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let count = |start| Arc::new(AtomicUsize::new(start));
        let (round, sent, unchanged) = (count(1), count(0), count(0));
        let counters = (Arc::clone(&round), Arc::clone(&sent), Arc::clone(&unchanged));
        let server = Server::start(move |request| {
            let (round, sent, unchanged) = &counters;
            let reply = answer(request, round.load(Ordering::SeqCst));
            if let Reply::Page { status, body, .. } = &reply {
                sent.fetch_add(body.len(), Ordering::SeqCst);
                unchanged.fetch_add(usize::from(*status == 304), Ordering::SeqCst);
            }
            reply
        });
        Self { server, round, sent, unchanged }
    }

    /// An address of the site of this name.
    pub(crate) fn url(&self, name: &str, path: &str) -> String {
        self.server.url_of(&format!("{name}.localhost"), path)
    }

    pub(crate) fn next_round(&self) {
        self.round.fetch_add(1, Ordering::SeqCst);
    }

    /// Bytes of bodies so far.
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }

    /// Answers with 304 so far.
    pub(crate) fn unchanged(&self) -> usize {
        self.unchanged.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.server.requests()
    }
}

/// Whether an answer is wanted only if it has changed.
pub(crate) fn wants(request: &Request) -> bool {
    ["if-none-match", "if-modified-since"].iter().any(|name| request.header(name).is_some())
}

/// An answer, or 304 where its tag is known.
pub(crate) fn tagged(request: &Request, answer: Reply, tag: &str) -> Reply {
    if request.header("if-none-match") == Some(tag) {
        // As servers do that weaken the tags of what they compress.
        return not_modified().with_header("ETag", tag.trim_start_matches("W/"));
    }
    answer.with_header("ETag", tag)
}

pub(crate) fn not_modified() -> Reply {
    Reply::Page { status: 304, headers: Vec::new(), body: Vec::new() }
}

pub(crate) fn html(body: &str) -> Reply {
    Reply::html(&format!(
        "<!doctype html><html><body><p>some text of a page</p>{body}{FOOTER}</body></html>"
    ))
}
