//! Sites whose scripts take over the page that was built: the footer must outlive that, and the way to another page.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::support::server::{Reply, Request, Server};
use super::webdriver::{Browser, SCREENS};
use super::{faults, look};

/// A site of `tests/generators`.
struct Site {
    name: &'static str,
    /// True once the scripts have taken over.
    ready: &'static str,
    /// A link that the scripts follow without loading a page.
    link: &'static str,
    /// The heading that it leads to.
    heading: &'static str,
}

const SITES: [Site; 3] = [
    Site {
        name: "vitepress",
        ready: "document.querySelector('#app').__vue_app__ !== undefined",
        link: "a[href$='/guide/about.html'], a[href$='/guide/about']",
        heading: "关于",
    },
    Site {
        name: "docusaurus",
        ready: "document.documentElement.dataset.hasHydrated === 'true'",
        link: "a[href='/about']",
        heading: "关于",
    },
    Site {
        name: "nextjs",
        ready: "Object.keys(document.querySelector('button')).some((key) => key.startsWith('__reactProps'))",
        link: "a[href='/about/']",
        heading: "关于",
    },
];

#[test]
#[ignore = "tests/generators/run builds the sites and runs it"]
fn hydration_and_navigation_keep_the_footer() {
    let browser = Browser::start("hydration_and_navigation_keep_the_footer")
        .expect("a browser is there where the sites are built");
    let built = |site: &&Site| folder(site).is_dir();
    let sites: Vec<&Site> = SITES.iter().filter(built).collect();
    assert!(!sites.is_empty(), "tests/generators/run builds the sites");
    for site in sites {
        visit(&browser, site);
    }
}

fn visit(browser: &Browser, site: &Site) {
    let root = folder(site);
    let server = Server::start(move |request| answer(&root, request));
    for screen in SCREENS {
        let place = format!("{} on {screen:?}", site.name);
        let right = |when: &str| {
            let found = faults(&look(browser), true);
            if !found.is_empty() {
                let picture = browser.picture(&format!("{}-{}", site.name, screen.width));
                panic!("{place}, {when}: {found:?}; see {}", picture.display());
            }
        };
        browser.show_on(screen);
        browser.open(&server.url("/"));
        wait(browser, site.ready, &place);
        right("after hydration");
        // a mark that does not outlive a page load
        browser.run(&format!("window.mark = 1; document.querySelector(\"{}\").click()", site.link));
        let arrived =
            format!("document.querySelector('h1')?.textContent.includes('{}')", site.heading);
        wait(browser, &arrived, &place);
        assert_eq!(browser.run("return window.mark"), 1, "{place}: the link loaded a page");
        right("after a navigation");
        let complaints = browser.complaints();
        assert!(complaints.is_empty(), "{place}: {complaints:?}");
    }
}

/// Where `tests/generators/run` leaves the built site with footers.
fn folder(site: &Site) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/generators").join(site.name).join("site")
}

/// Waits for a condition in the page.
fn wait(browser: &Browser, condition: &str, place: &str) {
    let start = Instant::now();
    while browser.run(&format!("return Boolean({condition})")) != true {
        assert!(start.elapsed() < Duration::from_secs(60), "{place}: waited for {condition}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// A file of a built site, as static hosts serve it.
fn answer(root: &Path, request: &Request) -> Reply {
    let path = request.path.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let tries = [
        path.to_string(),
        format!("{path}.html"),
        format!("{path}/index.html"),
        "index.html".to_owned(),
    ];
    let tries = tries.iter().take(if path.is_empty() { 4 } else { 3 });
    let found = tries.map(|path| root.join(path)).find(|path| path.is_file());
    let Some(file) = found else {
        return if path == "favicon.ico" {
            Reply::typed("image/x-icon", b"")
        } else {
            Reply::not_found()
        };
    };
    let kind = match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
    Reply::typed(kind, &fs::read(&file).unwrap_or_default())
}
