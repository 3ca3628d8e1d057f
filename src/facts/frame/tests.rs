use super::*;
use crate::facts;

const LINKED: &str = "<p><a href=https://beian.miit.gov.cn/>京ICP备19004817号-1</a></p>";

fn read(html: &str) -> PageFacts {
    facts::read(RawPage { bytes: html.as_bytes(), content_type: None, links: 0 })
}

fn page(frame: &str) -> String {
    format!("<!doctype html><meta charset=utf-8><p>鸿雁照相馆</p>\n{frame}")
}

#[test]
fn a_document_in_srcdoc_is_read_as_a_frame() {
    let quoted = LINKED.replace('<', "&lt;");
    for srcdoc in [LINKED, &*quoted] {
        let facts = read(&page(&format!("<iframe src=x.html srcdoc=\"{srcdoc}\"></iframe>")));
        let [seen] = &facts.icp[..] else { panic!("{:?}", facts.icp) };
        assert_eq!(
            (seen.place, seen.line, seen.visibility.clone()),
            (PagePart::Frame, 2, Visibility::Shown)
        );
        assert!(seen.is_linked());
        // its address is not asked for, and its number stands in no attribute
        assert_eq!((facts.frames.len(), facts.elsewhere.len()), (0, 0));
    }
    assert_eq!(read(&page("<iframe srcdoc=京ICP备19004817号-1></iframe>")).icp.len(), 1);
}

#[test]
fn a_hidden_frame_hides_what_it_shows() {
    for hidden in ["hidden", "style=display:none", "style=visibility:hidden"] {
        let facts = read(&page(&format!("<iframe {hidden} srcdoc='{LINKED}'></iframe>")));
        assert!(!shows(&facts), "{hidden}");
        let facts = read(&page(&format!("<div {hidden}><iframe src=a.html></iframe></div>")));
        let [frame] = &facts.frames[..] else { panic!("{:?}", facts.frames) };
        let mut around = read(&page(""));
        merge(&mut around, &read(LINKED), &frame.place);
        assert!(!shows(&around) && !around.footer.text.contains("ICP"), "{hidden}");
    }
    let inside = "<iframe srcdoc='<p hidden>京ICP备19004817号-1</p>'></iframe>";
    assert!(!shows(&read(&page(inside))));
}

#[test]
fn frames_are_read_one_step_deep_and_no_more_than_a_bound() {
    let inner = format!("<iframe srcdoc=\"{}\"></iframe>", LINKED.replace('"', "&quot;"));
    let outer = format!("<iframe srcdoc=\"{}\"></iframe>", inner.replace('"', "&quot;"));
    let outer = read(&page(&outer));
    assert!(!shows(&outer));
    assert_eq!(outer.unread, [Unread::Frames]);
    let many = read(&page(&"<iframe srcdoc='<p>x</p>'></iframe>".repeat(MAX_DOCUMENTS + 1)));
    assert_eq!(many.unread, [Unread::Frames]);
}

#[test]
fn a_frame_in_the_content_speaks_for_the_site_where_nothing_else_does() {
    let demo = "<main><article><iframe srcdoc='<footer>京ICP备12345678号-1</footer>'></iframe></article></main>";
    let mail = "<main><iframe srcdoc='<p>沪ICP备18018018号-1</p>'></iframe></main>";
    let footer = format!("<footer>{LINKED}</footer>");
    let numbers = |html: &str| -> Vec<String> {
        read(&page(html)).icp.iter().map(|it| it.number.to_string()).collect()
    };
    let own = ["京ICP备19004817号-1"];
    assert_eq!(numbers(&format!("{demo}{footer}")), own);
    assert_eq!(numbers(&format!("{mail}{footer}")), own);
    assert_eq!(numbers(demo), [""; 0]);
    assert_eq!(numbers(&format!("<main><iframe srcdoc='{LINKED}'></iframe></main>")), own);
    assert_eq!(
        numbers(&format!("<blockquote><iframe srcdoc='{LINKED}'></iframe></blockquote>")),
        [""; 0]
    );
}

#[test]
fn what_is_not_rendered_has_no_frames() {
    for inert in ["template", "noscript", "noembed"] {
        let html = format!(
            "<{inert}><iframe srcdoc='{LINKED}'></iframe><iframe src=a.html></iframe></{inert}>"
        );
        let facts = read(&page(&html));
        assert!(!shows(&facts) && facts.frames.is_empty(), "{inert}");
    }
    let shadow = format!(
        "<div><template shadowrootmode=open><iframe srcdoc='{LINKED}'></iframe></template></div>"
    );
    assert!(shows(&read(&page(&shadow))));
}

#[test]
fn objects_with_documents_are_frames() {
    for (html, expected) in [
        ("<object data=foot.html type=text/html></object>", Some("foot.html")),
        ("<object data=' /foot.htm?v=1 '></object>", Some("/foot.htm?v=1")),
        ("<embed src=foot.html>", Some("foot.html")),
        ("<embed src=foot.php type=text/html>", Some("foot.php")),
        ("<embed src=film.swf>", None),
        ("<object data=logo.svg type=image/svg+xml></object>", None),
        ("<object data=a.html type=application/pdf></object>", None),
    ] {
        let facts = read(&page(html));
        let found: Vec<&str> = facts.frames.iter().map(|frame| &*frame.src).collect();
        assert_eq!(found.first().copied(), expected, "{html}");
        let seen = facts.frames.first().map(|frame| frame.place.visibility.clone());
        assert!(matches!(seen, None | Some(Visibility::Shown)), "{html}: {seen:?}");
    }
}

#[test]
fn a_frame_without_a_size_is_not_seen() {
    for (size, hidden) in [
        ("height=0", true),
        ("width=0 height=100", true),
        ("width=1 height=1", true),
        ("style='height:0;border:0'", true),
        ("height=60", false),
        ("width=100% height=60", false),
        ("height=0 style='height:60px'", false),
    ] {
        let facts = read(&page(&format!("<iframe {size} srcdoc='{LINKED}'></iframe>")));
        assert_eq!(!shows(&facts), hidden, "{size}");
    }
    for around in ["font-size:0", "color:#fff;background:#fff"] {
        let html = format!("<div style='{around}'><iframe srcdoc='{LINKED}'></iframe></div>");
        assert!(shows(&read(&page(&html))), "{around}");
    }
    let grows = "height=0 onload='this.height=60'";
    let facts = read(&page(&format!("<iframe {grows} srcdoc='{LINKED}'></iframe>")));
    assert!(matches!(facts.icp[0].visibility, Visibility::Unsure(_)) && facts.scripts);
}

fn shows(facts: &PageFacts) -> bool {
    facts.icp.iter().any(|it| it.own && it.visibility.is_shown())
}
