//! Sites of real generators. Where scripts take over the page that was built, the footer must outlive that, and the way
//! to another page.

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
    scripts: Option<Scripts>,
}

/// Scripts that take over the page.
struct Scripts {
    /// True once they have.
    ready: &'static str,
    /// A link to the page 关于 that they follow without loading a page.
    link: &'static str,
}

/// Those with scripts first: the console, which must stay empty for them, keeps what the others say.
const SITES: [Site; 6] = [
    Site {
        name: "vitepress",
        scripts: Some(Scripts {
            ready: "document.querySelector('#app').__vue_app__ !== undefined",
            link: "a[href$='/guide/about.html']",
        }),
    },
    Site {
        name: "docusaurus",
        scripts: Some(Scripts {
            ready: "document.documentElement.dataset.hasHydrated === 'true'",
            link: "a[href='/about']",
        }),
    },
    Site {
        name: "nextjs",
        scripts: Some(Scripts {
            ready: "Object.keys(document.querySelector('button')).some((key) => key.startsWith('__reactProps'))",
            link: "a[href='/about/']",
        }),
    },
    Site { name: "eleventy", scripts: None },
    Site { name: "hexo", scripts: None },
    Site { name: "mkdocs", scripts: None },
];

#[test]
#[ignore = "tests/generators/run builds the sites and runs it"]
fn real_sites_show_the_footer() {
    let browser = Browser::start("real_sites_show_the_footer")
        .expect("a browser is there where the sites are looked at");
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
        // with a style sheet of a host that is out of reach the driver may be early
        wait(browser, "document.readyState === 'complete'", &place);
        let Some(Scripts { ready, link }) = &site.scripts else {
            right("once loaded");
            continue;
        };
        wait(browser, ready, &place);
        right("after hydration");
        // a mark that does not outlive a page load
        browser.run(&format!("window.mark = 1; document.querySelector(\"{link}\").click()"));
        wait(browser, "document.querySelector('h1')?.textContent.includes('关于')", &place);
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
        assert!(start.elapsed() < Duration::from_mins(1), "{place}: waited for {condition}");
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
