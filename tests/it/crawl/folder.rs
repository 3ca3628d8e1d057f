//! Folders and files on disk.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use beian::crawl::{DiskError, DiskOptions, PathKind, Target, disk, disk_until};
use beian::facts::Unread;
use beian::visit::{Arrival, Page, SkipReason, Visit};

const FOOTER: &str = "<html><body><p>hello</p><footer>京ICP备11000001号-1</footer></body></html>";

/// Names and texts.
type Files<'a> = &'a [(&'a str, &'a str)];

fn folder(files: Files) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a scratch folder");
    for (name, text) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    root
}

fn try_read(path: &Path, options: &DiskOptions) -> Result<(Visit, Vec<Page>), DiskError> {
    let target = Target::parse(path.to_str().expect("UTF-8"), PathKind::of).expect("a target");
    let pages = Mutex::new(Vec::new());
    let visit = disk(&target, options, &|page| pages.lock().expect("not poisoned").push(page))?;
    let mut pages = pages.into_inner().expect("not poisoned");
    pages.sort_by(|one, other| one.address.cmp(&other.address));
    Ok((visit, pages))
}

fn read(path: &Path) -> (Visit, Vec<Page>) {
    try_read(path, &DiskOptions::default()).expect("pages")
}

fn home(pages: &[Page]) -> Vec<&str> {
    pages.iter().filter(|page| page.home).map(|page| page.address.as_str()).collect()
}

#[test]
fn a_folder_is_read_whole_and_alike_by_any_number_of_threads() {
    let files: Vec<(String, String)> = (0..60)
        .map(|n| (format!("d{}/p{n}.html", n % 7), FOOTER.replace("hello", &n.to_string())))
        .collect();
    let mut list: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    list.push(("index.html", FOOTER));
    let root = folder(&list);
    let one = DiskOptions { threads: NonZeroUsize::new(1), ..DiskOptions::default() };
    let four = DiskOptions { threads: NonZeroUsize::new(4), ..DiskOptions::default() };
    let (visit, pages) = try_read(root.path(), &one).unwrap();
    assert_eq!((pages.len(), visit.pages_found, home(&pages)), (61, 61, vec!["index.html"]));
    assert!(
        pages
            .iter()
            .all(|page| page.file && page.facts().is_some_and(|facts| facts.icp.len() == 1))
    );
    assert_eq!((visit, pages), try_read(root.path(), &four).unwrap());
}

#[test]
fn the_home_page_is_the_index_or_what_a_stub_points_to() {
    let stub = "<html><head><meta http-equiv=refresh content=\"0; url=zh/\"></head></html>";
    let cases: [(Files, &[&str]); 6] = [
        (&[("index.html", FOOTER), ("index.htm", FOOTER)], &["index.html"]),
        (&[("index.htm", FOOTER), ("a.html", FOOTER)], &["index.htm"]),
        (
            &[("index.html", stub), ("zh/index.html", FOOTER), ("en/index.html", FOOTER)],
            &["zh/index.html"],
        ),
        (&[("go.html", stub), ("zh/index.html", FOOTER), ("b.html", FOOTER)], &["zh/index.html"]),
        (&[("only.html", FOOTER)], &["only.html"]),
        (&[("a.html", FOOTER), ("b.html", FOOTER)], &[]),
    ];
    for (files, expected) in cases {
        let root = folder(files);
        let (visit, pages) = read(root.path());
        assert_eq!(home(&pages), expected, "{files:?}");
        assert_eq!(visit.home.as_deref(), expected.first().copied());
    }
}

#[test]
fn a_folder_without_pages_is_an_error() {
    let root = folder(&[("a.txt", "")]);
    let result = try_read(root.path(), &DiskOptions::default());
    assert!(matches!(result, Err(DiskError::NoPages(_))), "{result:?}");
}

#[test]
fn a_single_file_is_a_home_page() {
    let root = folder(&[
        ("sub/page.html", "<html><body><iframe src=foot.html></iframe>text</body></html>"),
        ("sub/foot.html", FOOTER),
    ]);
    let path = root.path().join("sub/page.html");
    let (visit, pages) = read(&path);
    assert_eq!((pages.len(), home(&pages)), (1, vec![path.to_str().unwrap()]));
    assert_eq!(pages[0].facts().unwrap().icp.len(), 1, "its frame is merged");
    assert_eq!(visit.pages_found, 1);
}

#[test]
fn what_a_server_puts_in_is_not_read_from_a_file() {
    let page = "<html><body>text <!--#include virtual=\"/foot.html\" --></body></html>";
    let root = folder(&[("site/index.html", page)]);
    let (_, pages) = read(&root.path().join("site"));
    assert_eq!(pages[0].facts().unwrap().unread, [Unread::Includes]);
}

#[test]
fn frames_are_merged_and_never_leave_the_folder() {
    let frames = "<html><body>text <iframe src=\"/foot.html?v=1\"></iframe><iframe src=\"../../secret.html\"></iframe>\
                  <iframe src=\"https://other.test/f\"></iframe><iframe src=\"%2e%2e/secret.html\"></iframe></body></html>";
    let root =
        folder(&[("site/index.html", frames), ("site/foot.html", FOOTER), ("secret.html", FOOTER)]);
    let (_, pages) = read(&root.path().join("site"));
    let index = pages.iter().find(|page| page.home).unwrap();
    let places: Vec<_> = index
        .facts()
        .unwrap()
        .icp
        .iter()
        .map(|sighting| (sighting.place.name(), sighting.line))
        .collect();
    assert_eq!(places, [("frame", 0)]);
    assert!(index.foreign_frames().contains(&"https://other.test/f".to_owned()));
}

#[test]
fn large_files_and_files_without_markup_are_not_judged() {
    let root = folder(&[
        ("index.html", FOOTER),
        ("large.html", &"x".repeat(5000)),
        ("data.html", "{\"a\": 1}"),
    ]);
    let small = DiskOptions { max_body: 1000, ..DiskOptions::default() };
    let (_, pages) = try_read(root.path(), &small).unwrap();
    let [data, index, large] = pages.as_slice() else { panic!("{pages:?}") };
    assert!(matches!(data.arrival, Arrival::NotHtml { status: None, .. }), "{data:?}");
    assert!(index.facts().is_some());
    assert!(large.error().unwrap().contains("too large"), "{large:?}");
}

#[test]
fn a_badge_that_is_no_file_of_the_folder_is_broken() {
    let page = |image: &str| {
        format!(
            "<html><body>hello<footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001\">\
             <img src=\"{image}\">京公网安备11010502000001号</a></footer></body></html>"
        )
    };
    let cases = [
        ("/img/badge.png", "/", false),
        ("img/badge.png?v=2", "/", false),
        ("img/b%61dge.png", "/", false),
        ("/img/none.png", "/", true),
        ("none.png", "/", true),
        ("https://cdn.test/none.png", "/", false),
        ("data:image/png;base64,AA", "/", false),
        ("/docs/img/badge.png", "/docs/", false),
        ("/docs/img/none.png", "docs", true),
        ("/img/none.png", "/docs/", false),
    ];
    for (image, base, broken) in cases {
        let root = folder(&[("index.html", &page(image)), ("img/badge.png", "x")]);
        let options = DiskOptions { base_path: base.to_owned(), ..DiskOptions::default() };
        let (_, pages) = try_read(root.path(), &options).unwrap();
        let badge = pages[0].facts().unwrap().police[0].badge.clone().expect("a badge");
        assert_eq!(badge.broken, broken, "{image} at {base}");
    }
}

#[test]
fn what_is_a_page_by_name_only_is_skipped_with_the_reason() {
    let xhtml =
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>x</body></html>";
    let root = folder(&[
        ("index.html", FOOTER),
        ("baidu_verify_code-1.html", "1234"),
        ("part.html", "<div>menu</div>"),
        ("footer.html", "<div>京ICP备11000001号-1</div>"),
        ("old.html", xhtml),
    ]);
    let (visit, pages) = read(root.path());
    let judged: Vec<&str> = pages.iter().map(|page| page.address.as_str()).collect();
    // Servers send it as HTML, whatever it begins with.
    assert_eq!(judged, ["footer.html", "index.html", "old.html"]);
    let skipped: Vec<_> = visit.skipped.iter().map(|it| (it.url.as_str(), it.why)).collect();
    assert_eq!(
        skipped,
        [
            ("baidu_verify_code-1.html", SkipReason::Verification),
            ("part.html", SkipReason::Fragment),
        ]
    );
}

#[test]
fn a_frame_of_the_home_page_is_judged_with_it_and_no_page_of_its_own() {
    let frames = "<html><frameset rows='9,*'><frame src=main.html><frame src='sub/foot.html#x'></frameset></html>";
    let files = [
        ("index.html", frames),
        ("main.html", "<html><body>the whole text of the site</body></html>"),
        ("other.html", "<html><body><iframe src=inner.html></iframe>text</body></html>"),
        ("inner.html", FOOTER),
        ("sub/foot.html", FOOTER),
    ];
    let root = folder(&files);
    let (visit, pages) = read(root.path());
    let addresses: Vec<&str> = pages.iter().map(|page| page.address.as_str()).collect();
    assert_eq!(addresses, ["index.html", "inner.html", "other.html"]);
    assert_eq!(pages[0].facts().unwrap().icp.len(), 1);
    let skipped: Vec<_> = visit.skipped.iter().map(|it| (it.url.as_str(), it.why)).collect();
    assert_eq!(skipped, [("main.html", SkipReason::Frame), ("sub/foot.html", SkipReason::Frame)]);
}

#[test]
fn a_folder_that_is_not_read_to_its_end_says_so() {
    let names: Vec<String> = (0..100).map(|number| format!("{number}.html")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), FOOTER)).collect();
    let root = folder(&[&[("index.html", FOOTER)], files.as_slice()].concat());
    let target = Target::parse(root.path().to_str().unwrap(), PathKind::of).unwrap();
    for threads in [1, 3] {
        let options = DiskOptions { threads: NonZeroUsize::new(threads), ..DiskOptions::default() };
        let (stop, pages) = (AtomicBool::new(false), Mutex::new(0));
        let visit = disk_until(&target, &options, &stop, &|page| {
            assert!(page.facts().is_some(), "no page is half read");
            let mut pages = pages.lock().unwrap();
            *pages += 1;
            if *pages == 10 {
                stop.store(true, Ordering::Relaxed);
            }
        })
        .unwrap();
        let pages = pages.into_inner().unwrap();
        assert!((10..10 + threads).contains(&pages), "{pages}");
        assert!(visit.interrupted && visit.truncated);
        assert_eq!(visit.pages_found, 101);
    }
    for path in [root.path().to_owned(), root.path().join("index.html")] {
        let target = Target::parse(path.to_str().unwrap(), PathKind::of).unwrap();
        let stop = AtomicBool::new(true);
        let none = |page: Page| panic!("{page:?}");
        let visit = disk_until(&target, &DiskOptions::default(), &stop, &none).unwrap();
        assert!(visit.interrupted && visit.truncated);
    }
}

#[test]
fn addresses_without_an_extension_lead_to_their_page() {
    let stub = |to: &str| {
        format!("<html><meta http-equiv=refresh content='0; url={to}'><title>R</title></html>")
    };
    for to in ["/docs/intro", "docs/intro", "/docs/intro/", "./docs/intro?x#y"] {
        let root = folder(&[
            ("index.html", &stub(to)),
            ("docs/intro.html", FOOTER),
            ("docs/b.html", FOOTER),
        ]);
        let (_, pages) = read(root.path());
        assert_eq!(home(&pages), ["docs/intro.html"], "{to}");
    }
    // A folder of that name goes first, as servers have it.
    let root = folder(&[
        ("index.html", &stub("/docs/intro")),
        ("docs/intro.html", FOOTER),
        ("docs/intro/index.html", FOOTER),
    ]);
    assert_eq!(home(&read(root.path()).1), ["docs/intro/index.html"]);
    let frames = "<html><body><p>某某</p><iframe src=/foot></iframe></body></html>";
    let root = folder(&[("index.html", frames), ("foot.html", FOOTER)]);
    let (_, pages) = read(root.path());
    assert_eq!(pages[0].foreign_frames(), [""; 0]);
    assert_eq!(pages[0].facts().expect("whole").icp.len(), 1);
}

#[test]
fn a_badge_below_the_common_first_part_of_all_addresses_is_there() {
    let page = |image: &str, others: &str| {
        format!(
            "<html><head>{others}</head><body><footer>京ICP备11000001号-1 <img src=\"{image}\" alt=\"\">\
             <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001\">京公网安备11010502000001号</a>\
             </footer></body></html>"
        )
    };
    let below = "<link rel=stylesheet href=\"/blog/a.css\"><script src='/blog/a.js'></script>";
    let broken = |page: &str, options: &DiskOptions| {
        let root = folder(&[("index.html", page), ("img/b.png", "x"), ("a.css", "")]);
        let (_, pages) = try_read(root.path(), options).expect("pages");
        let facts = pages[0].facts().expect("whole");
        facts.police[0].badge.clone().expect("a badge").broken
    };
    let plain = DiskOptions::default();
    assert!(!broken(&page("/blog/img/b.png", below), &plain));
    assert!(broken(&page("/blog/img/c.png", below), &plain), "not there at all");
    assert!(broken(&page("/blog/img/b.png", ""), &plain), "nothing else begins with it");
    assert!(broken(&page("/blog/img/b.png", &format!("{below}<a href=\"/about/\">x</a>")), &plain));
    let told = DiskOptions { base_path: "/blog/".to_owned(), ..DiskOptions::default() };
    assert!(!broken(&page("/blog/img/b.png", ""), &told));
    assert!(
        !broken(&page("/img/b.png", below), &told)
            || broken(&page("/blog/img/c.png", below), &told)
    );
}

#[test]
fn pages_of_a_folder_may_be_chosen_and_a_garbled_one_is_told() {
    let root = folder(&[
        ("index.html", FOOTER),
        ("en/a.html", FOOTER),
        (
            "zh/b.html",
            "<html><head><meta charset=gbk></head><body><p>地址电话新闻中心产品介绍</p></body></html>",
        ),
    ]);
    let exclude = DiskOptions {
        choice: beian::folder::Choice::new(&[], &["en/**".to_owned(), "index.html".to_owned()])
            .expect("a pattern"),
        ..DiskOptions::default()
    };
    let (visit, pages) = try_read(root.path(), &exclude).expect("pages");
    let read: Vec<&str> = pages.iter().map(|page| page.address.as_str()).collect();
    assert_eq!(read, ["index.html", "zh/b.html"], "the home page is read whatever the patterns");
    assert_eq!(visit.skipped.iter().map(|it| it.why).collect::<Vec<_>>(), [SkipReason::Excluded]);
    assert!(pages[1].facts().expect("whole").garbled.is_some());
}
