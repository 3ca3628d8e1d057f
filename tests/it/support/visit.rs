//! Runs a crawl and keeps what it delivered.

use std::sync::Mutex;

use beian::crawl::{self, LiveOptions, PathKind, Target};
use beian::facts::PageFacts;
use beian::net::{Client, ClientOptions};
use beian::visit::{Arrival, Page, Visit};

use super::server::Server;

/// What a crawl came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) visit: Visit,
    /// Home page first, then in the order of delivery.
    pub(crate) pages: Vec<Page>,
}

impl Run {
    /// The addresses of the pages, without `http://host:port`.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.pages.iter().map(|page| path(&page.address)).collect()
    }

    /// The home page.
    pub(crate) fn home(&self) -> &Page {
        self.pages.iter().find(|page| page.home).expect("a home page was delivered")
    }

    /// What the home page shows.
    pub(crate) fn facts(&self) -> &PageFacts {
        self.home().facts().expect("the home page arrived whole")
    }

    /// The ICP numbers of the home page, with their places.
    pub(crate) fn icp(&self) -> Vec<String> {
        let numbers = self.facts().icp.iter();
        numbers.map(|sighting| format!("{} {}", sighting.number, sighting.place.name())).collect()
    }

    /// What went wrong with the home page.
    pub(crate) fn failure(&self) -> &str {
        match &self.home().arrival {
            Arrival::Failed { error } => &error.en,
            other => panic!("not failed: {other:?}"),
        }
    }
}

fn path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or(rest, |at| rest.split_at(at).1)
}

/// Options for tests: short timeouts; `site.test` and `www.site.test` are this server.
pub(crate) fn options(server: &Server) -> ClientOptions {
    let pin =
        |host: &str| format!("{host}:{}:127.0.0.1", server.address.port()).parse().expect("a pin");
    ClientOptions {
        timeout: std::time::Duration::from_secs(5),
        resolve: vec![pin("site.test"), pin("www.site.test")],
        ..ClientOptions::default()
    }
}

/// Crawls a target.
pub(crate) fn crawl(target: &str, options: ClientOptions, live: &LiveOptions) -> Run {
    let target = Target::parse(target, |_| PathKind::Nothing).expect("a target");
    let pages = Mutex::new(Vec::new());
    let visit = block_on(async {
        let client = Client::new(options).expect("a client");
        crawl::live(&client, &target, &[], live, &|page| {
            pages.lock().expect("not poisoned").push(page);
        })
        .await
    });
    Run { visit, pages: pages.into_inner().expect("not poisoned") }
}

/// Crawls a server by its number with everything by default.
pub(crate) fn visit(server: &Server) -> Run {
    crawl(&server.url("/"), options(server), &LiveOptions::default())
}

/// Runs a future.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(future)
}
