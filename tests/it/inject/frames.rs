//! `beian inject` on pages with frames whose documents are in the folder.

use beian::cli::Exit;

use crate::support::sandbox::Sandbox;

const ICP: &str = "京ICP备19004817号-1";
const LINKED: &str = "<a href=\"https://beian.miit.gov.cn/\">京ICP备19004817号-1</a>";

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>x</title><body><p>青禾文具</p>{body}</body></html>"
    )
}

/// A folder with these pages.
fn folder(pages: &[(&str, &str)]) -> Sandbox {
    pages
        .iter()
        .fold(Sandbox::new(), |sandbox, (name, text)| sandbox.file(&format!("d/{name}"), text))
}

/// Which of the files have a footer of ours, after two runs of which the second changes nothing and an audit that passes.
fn with_footer(pages: &[(&str, &str)], more: &[&str]) -> Vec<String> {
    let sandbox = folder(pages);
    let args = [&["inject", "d", "--icp", ICP], more].concat();
    let done = sandbox.run(&args);
    assert_eq!(done.exit, Exit::Clean, "{}{}", done.out, done.err);
    let again = sandbox.run(&args);
    assert!(again.out.contains("0 of ") || again.out.contains("改动了 0 个"), "{}", again.out);
    let checked = sandbox.run(&[&args[..], &["--check"]].concat());
    assert_eq!(checked.exit, Exit::Clean, "{}", checked.out);
    if more.is_empty() {
        let audit = sandbox.run(&["audit", "d", "--icp", ICP]);
        assert_eq!(audit.exit, Exit::Clean, "{}", audit.out);
    }
    let is_ours = |name: &&str| sandbox.read(&format!("d/{name}")).contains("</beian-footer>");
    pages.iter().map(|(name, _)| *name).filter(is_ours).map(str::to_owned).collect()
}

#[test]
fn a_footer_in_a_frame_of_the_folder_is_not_repeated_around_it() {
    let foot = page(LINKED);
    let around = page("<iframe src=\"foot.html\"></iframe>");
    let deeper = page("<iframe src=\"../foot\"></iframe>");
    let pages = [("index.html", &*around), ("a/b.html", &*deeper), ("foot.html", &*foot)];
    assert_eq!(with_footer(&pages, &[]), [""; 0]);
    let checked = folder(&pages).run(&["inject", "d", "--icp", ICP, "--check"]);
    assert_eq!(checked.exit, Exit::Clean, "{}", checked.out);
    // a fragment, too
    let pages = [("index.html", &*around), ("foot.html", LINKED)];
    assert_eq!(with_footer(&pages, &[]), [""; 0]);
}

#[test]
fn a_frame_that_gets_the_footer_in_this_run_counts_for_the_pages_around_it() {
    let empty = "<!doctype html><meta charset=\"utf-8\"><title>x</title><body></body>";
    let around = page("<iframe src=\"foot.html\"></iframe>");
    let pages = [("a.html", &*around), ("index.html", &*around), ("foot.html", empty)];
    assert_eq!(with_footer(&pages, &[]), ["foot.html"]);
    // a fragment gets none, unless it is asked for
    let pages = [("index.html", &*around), ("foot.html", "<p>x</p>")];
    assert_eq!(with_footer(&pages, &[]), ["index.html"]);
    assert_eq!(with_footer(&pages, &["--include-fragments"]), ["foot.html"]);
    // a page that is left out stays as it is
    let pages = [("index.html", &*around), ("foot.html", empty)];
    assert_eq!(with_footer(&pages, &["--exclude", "foot.html"]), ["index.html"]);
}

#[test]
fn a_frame_does_not_keep_the_footer_off_a_page_that_would_not_show_it() {
    let foot = page(LINKED);
    let empty = page("");
    let text = "<p>一段很长的正文，写了又写，一直写到页面的底部为止。</p>".repeat(60);
    for body in [
        "<iframe src=\"foot.html\" hidden></iframe>",
        "<iframe src=\"missing.html\"></iframe>",
        "<iframe src=\"https://example.com/foot.html\"></iframe>",
        "<iframe src=\"../foot.html\"></iframe>",
        "<iframe src=\"index.html\"></iframe>",
    ] {
        let around = page(body);
        let found = with_footer(&[("index.html", &around)], &[]);
        assert_eq!(found, ["index.html"], "{body}");
    }
    let hidden = page("<iframe src=\"foot.html\" hidden></iframe>");
    assert_eq!(with_footer(&[("index.html", &hidden), ("foot.html", &foot)], &[]), ["index.html"]);
    // our footer in a demonstration above the text is not that of the page
    let demo = page(&format!("<main><iframe src=\"foot.html\"></iframe>{text}</main>"));
    let both = ["index.html", "foot.html"];
    assert_eq!(with_footer(&[("index.html", &demo), ("foot.html", &empty)], &[]), both);
    // neither of two pages that frame each other relies on the other
    let (one, two) =
        (page("<iframe src=b.html></iframe>"), page("<iframe src=index.html></iframe>"));
    assert_eq!(
        with_footer(&[("index.html", &one), ("b.html", &two)], &[]),
        ["index.html", "b.html"]
    );
}

#[test]
fn links_that_are_corrected_in_a_frame_count_too() {
    let foot = page(&LINKED.replace("https://beian.miit", "http://www.beian.miit"));
    let around = page("<iframe src=\"foot.html\"></iframe>");
    let pages = [("index.html", &*around), ("foot.html", &*foot)];
    assert_eq!(with_footer(&pages, &["--fix-links"]), [""; 0]);
}

#[test]
fn a_footer_that_an_earlier_run_put_beside_a_frame_goes() {
    let around = page("<iframe src=\"foot.html\"></iframe>");
    let sandbox = folder(&[("index.html", &around)]);
    assert_eq!(sandbox.run(&["inject", "d", "--icp", ICP]).exit, Exit::Clean);
    assert_ne!(sandbox.read("d/index.html"), around);
    let sandbox = sandbox.file("d/foot.html", page(LINKED));
    assert_eq!(sandbox.run(&["inject", "d", "--icp", ICP]).exit, Exit::Clean);
    assert_eq!(sandbox.read("d/index.html"), around);
}
