//! Pages whose footer stands in another document.

use beian::facts::{Frame, FramePlace, PageKind};

use super::{audit, facts, page};

fn frame(src: &str, frameset: bool) -> Frame {
    let place = FramePlace { is_footer: !frameset, ..FramePlace::WHOLE };
    Frame { src: src.to_owned(), frameset, place }
}

#[test]
fn a_footer_in_a_frame_of_the_same_host_is_named_for_the_crawler() {
    let html = page(
        "<iframe src=\" ./public/foot.html \" width=100%></iframe><iframe src=about:blank></iframe>",
    );
    assert_eq!(facts(&html).frames, [frame("./public/foot.html", false)]);
    assert_eq!(facts(&html).kind, PageKind::Document);
}

#[test]
fn a_frameset_has_no_body_of_its_own() {
    let html = "<html><head><title>x</title></head><frameset rows=\"60px,*\"><frame src=top.html>\
        <frame src=\"main.html\"></frameset><noframes><body>京ICP备19038721号</body></noframes></html>";
    let facts = facts(html);
    assert_eq!(facts.kind, PageKind::Frameset);
    assert_eq!(facts.frames, [frame("top.html", true), frame("main.html", true)]);
    assert_eq!(facts.icp, []);
}

#[test]
fn a_home_page_that_is_a_frame_of_another_host_is_for_a_person_to_look_at() {
    let src = "https://home.example.com/";
    let html = format!(
        "<!doctype html><html><head><title>x</title></head><body><iframe src=\"{src}\"></iframe></body></html>"
    );
    assert_eq!(facts(&html).frames, [frame(src, false)]);
    let report = audit(&html, &[src]);
    assert!(report.reviews.iter().any(|it| it.rule == "icp-missing"), "{:?}", report.reviews);
    assert!(!report.findings.iter().any(|it| it.rule == "icp-missing"), "{:?}", report.findings);
}

#[test]
fn a_page_of_one_script_that_redirects_is_a_stub() {
    let facts = facts("<html><script>location.href='/zh/'</script></html>");
    assert_eq!((facts.kind, facts.script_redirect.as_deref()), (PageKind::Stub, Some("/zh/")));
}
