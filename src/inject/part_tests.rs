//! Each number for itself: what is missing is added, what is wrong is told, and neither keeps the other off the page.

use std::path::Path;

use super::tests::{ICP, OWNER, POLICE, job, page, run};
use super::*;

const MIIT: &str = "https://beian.miit.gov.cn/";
const RECORD: &str = "https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718";

fn footer(html: &str) -> String {
    page(&format!(
        "<main><h1>青禾文具</h1><p>文具的批发与零售，支持来样定制，全国发货。</p></main><footer>{html}</footer>"
    ))
}

/// What the block says that is put into a page, what was done, and the faults that are told.
fn put(job: &PageJob, old: &str) -> (String, EditStatus, Vec<&'static str>) {
    let (new, outcome) = run(job, old.as_bytes());
    let new = String::from_utf8(new).unwrap();
    let block =
        new.split_once("<div align").and_then(|(_, rest)| rest.split_once("</beian-footer>"));
    let block = block.map_or("", |(block, _)| block).to_owned();
    let again = run(job, new.as_bytes());
    assert_eq!(String::from_utf8(again.0).unwrap(), new, "a second run changes {old}");
    let remove = tests::removal();
    assert_eq!(run(&remove, new.as_bytes()).0, old.as_bytes());
    (block, outcome.status, outcome.faults)
}

#[test]
fn a_fault_of_one_number_does_not_keep_the_other_off_the_page() {
    let badge = "<img src=/beian.png alt=''>";
    let outdated = "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010502046718";
    for (html, says, faults) in [
        (
            format!("{badge}<a href={outdated}>{POLICE}</a>"),
            [true, false],
            vec!["police-link-outdated"],
        ),
        (format!("{badge}{POLICE}"), [true, false], vec!["police-not-linked"]),
        (format!("<a href={RECORD}>{POLICE}</a>"), [true, false], vec!["police-badge-missing"]),
        (
            format!("{badge}<a href={RECORD}>京公网安备11010502046719号</a>"),
            [true, false],
            vec!["police-link-mismatch", "police-mismatch"],
        ),
        (ICP.to_owned(), [false, true], vec!["icp-not-linked"]),
        (
            format!("<a href=http://www.miitbeian.gov.cn>{ICP}</a>"),
            [false, true],
            vec!["icp-link-outdated"],
        ),
        (format!("<a href={MIIT}>沪ICP备18041804号-2</a>"), [false, true], vec!["icp-mismatch"]),
        (
            format!("{ICP} {POLICE}"),
            [false, false],
            vec!["icp-not-linked", "police-badge-missing", "police-not-linked"],
        ),
    ] {
        let (block, status, told) = put(&job(), &footer(&html));
        assert_eq!([block.contains(ICP), block.contains(POLICE)], says, "{html}: {block}");
        assert!(block.contains(OWNER), "{html}: {block}");
        assert_eq!((status, told), (EditStatus::Added, faults), "{html}");
    }
}

#[test]
fn only_what_was_asked_for_is_lacking() {
    let mut declared = tests::footer();
    declared.site.police = None;
    let job = tests::putting(declared);
    let faulty = footer(&format!("© 2026 {OWNER} <a href={MIIT}>{ICP}</a> {POLICE}"));
    let (_, outcome) = run(&job, faulty.as_bytes());
    assert_eq!((outcome.status, outcome.incomplete), (EditStatus::Complete, false));
    assert!(outcome.faults.contains(&"police-not-linked"));
}

#[test]
fn a_number_that_is_only_told_of_does_not_keep_the_footer_away() {
    let rest = "<p>正文还有很多很多内容，一直写到下面去，写了又写，写到底部为止。</p>".repeat(12);
    for content in [
        format!("<article><p>备案号是 {ICP}，填写时照抄。</article>"),
        format!("<main><p>本站的备案号为 {ICP}，公安备案号为 {POLICE}。</main>"),
        format!("<main><ul><li>公安备案号 {POLICE}</ul></main>"),
    ] {
        let old = page(&format!("{content}{rest}<footer>© 2026 某某</footer>"));
        let (block, status, faults) = put(&job(), &old);
        assert_eq!((status, faults), (EditStatus::Added, vec![]), "{content}");
        assert!(block.contains(ICP) && block.contains(POLICE), "{content}: {block}");
    }
}

#[test]
fn a_footer_that_makes_an_article_of_what_is_above_says_its_number_too() {
    for content in [
        format!("<form><article><footer><a href={MIIT}>{ICP}</a></footer><article><center>"),
        format!(
            "<div class=article-content><p>文具</p><div><a href={MIIT}>{ICP}</a></div><p>文具</p>"
        ),
    ] {
        let (block, status, faults) = put(&job(), &page(&content));
        assert_eq!((status, faults), (EditStatus::Added, vec![]), "{content}");
        assert!(block.contains(ICP) && block.contains(POLICE), "{content}: {block}");
    }
}

#[test]
fn numbers_of_others_do_not_stand_for_the_pages_own() {
    for content in [
        "<main><ul><li>小张的站（<a href='https://beian.miit.gov.cn/'>沪ICP备18041804号-2</a>）</ul></main>",
        "<article><p>效果如下：<p><a href='https://beian.miit.gov.cn/'>沪ICP备18041804号-2</a></article>",
        "<main><p>本站由某科技公司（沪ICP备18041804号）提供技术支持</p></main>",
        "<main><p>沪公网安备31010402004433号</p></main>",
    ] {
        let rest =
            "<p>正文还有很多很多内容，一直写到下面去，写了又写，写到底部为止。</p>".repeat(12);
        let old = page(&format!("{content}{rest}<footer>© 2026 某某</footer>"));
        let (block, status, _) = put(&job(), &old);
        assert_eq!(status, EditStatus::Added, "{content}");
        assert!(block.contains(ICP) && block.contains(POLICE), "{content}: {block}");
    }
}

#[test]
fn a_number_at_the_top_of_the_home_page_does_not_stand_for_the_one_at_the_bottom() {
    let text =
        "<p>正文还有很多很多内容，一直写到下面去，写了又写，写到页面的底部为止。</p>".repeat(20);
    let old = page(&format!(
        "<header><a href={MIIT}>{ICP}</a></header><main>{text}</main><footer>x</footer>"
    ));
    let edit = |path: &str| job().edit(Path::new(path), old.as_bytes());
    let says = |outcome: &PageEdit| {
        outcome.splices.iter().any(|it| String::from_utf8_lossy(&it.with).contains(ICP))
    };
    assert!(says(&edit("index.html")) && says(&edit("index.htm")));
    assert!(!says(&edit("about.html")) && !says(&edit("en/index.html")));
}

#[test]
fn an_xml_declaration_does_not_make_html_xml() {
    let old = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}", page("<p>x</p>"))
        .replace("<html>", "<html xmlns=\"http://www.w3.org/1999/xhtml\">");
    assert_eq!(put(&job(), &old).1, EditStatus::Added);
    let xhtml = job().edit(Path::new("a.xhtml"), old.as_bytes());
    assert_eq!(xhtml.status, EditStatus::Skipped(Skip::Xhtml));
}

#[test]
fn slips_in_the_link_of_the_declared_number_are_mended() {
    let job = tests::fixing();
    let police = |attributes: &str| format!("<a {attributes}>{POLICE}</a>");
    let icp = |attributes: &str| format!("<a {attributes}>{ICP}</a>");
    let right = format!("href=\"{RECORD}\"");
    let miit = format!("href=\"{MIIT}\"");
    let own = |icp: &str, police: &str| {
        footer(&format!(
            "© 2019-2026 {OWNER} <a href=#><img src=/logo.png></a>{icp} <img src=/beian.png alt=''>{police}"
        ))
    };
    for slip in [
        "href=\"https://beian.mps.gov.cn/#/query/webSearch?code={code}\"",
        "href=\"https://beian.mps.gov.cn/#/query/webSearch?code=京公网安备11010502046718号\"",
        "href=\"https://beian.miit.gov.cn/\"",
        "href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502046719\"",
        "href=\"\nhttps://beian.mps.gov.cn/#/query\n/webSearch?code=\"",
        "href=\"#\"",
        "href=#",
        "href=",
        "href",
    ] {
        let (new, outcome) = run(&job, own(&icp(&miit), &police(slip)).as_bytes());
        assert_eq!(String::from_utf8(new).unwrap(), own(&icp(&miit), &police(&right)), "{slip}");
        assert_eq!((outcome.links_fixed, outcome.status), (1, EditStatus::Complete), "{slip}");
    }
    for slip in ["href='http://https://beian.miit.gov.cn/'", "href=\"https：//beian.miit.gov.cn/\""]
    {
        let (new, outcome) = run(&job, own(&icp(slip), &police(&right)).as_bytes());
        let new = String::from_utf8(new).unwrap().replace('\'', "\"");
        assert_eq!(new, own(&icp(&miit), &police(&right)).replace('\'', "\""), "{slip}");
        assert_eq!((outcome.links_fixed, outcome.status), (1, EditStatus::Complete), "{slip}");
    }
    let of_another = own(&icp(&miit), &police("href='#'").replace("718号", "719号"));
    assert_eq!(run(&job, of_another.as_bytes()).1.links_fixed, 0);
}

#[test]
fn one_link_around_both_numbers_goes_to_miit_and_stays_there() {
    let job = tests::fixing();
    let both = |href: &str| {
        footer(&format!(
            "© 2019-2026 {OWNER} <a href=\"{href}\">{ICP} <img src=/beian.png alt=''>{POLICE}</a>"
        ))
    };
    for href in [
        MIIT,
        "http://beian.miit.gov.cn/",
        "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
        RECORD,
        "#",
    ] {
        let (new, first) = run(&job, both(href).as_bytes());
        assert_eq!(String::from_utf8_lossy(&new), both(MIIT), "{href}");
        let fixed = usize::from(href != MIIT);
        assert_eq!((first.links_fixed, first.link_is_shared), (fixed, true), "{href}");
        let (again, second) = run(&job, &new);
        assert_eq!(String::from_utf8_lossy(&again), both(MIIT), "{href}");
        assert_eq!((second.links_fixed, second.link_is_shared), (0, true), "{href}");
        assert!(second.faults.contains(&"police-link-wrong"), "{:?}", second.faults);
    }
    // full-width digits and references are digits too
    for icp in
        ["京ICP备１９００４８１７号-1", "京ICP备&#49;9004817号-1", "京ICP备<b>1900</b>4817号-1"]
    {
        let old = both(MIIT).replace(ICP, icp);
        let (new, outcome) = run(&job, old.as_bytes());
        assert_eq!(
            (String::from_utf8_lossy(&new), outcome.link_is_shared),
            (old.as_str().into(), true)
        );
    }
    let apart = footer(&format!("<a href={MIIT}>{ICP}</a> <a href={RECORD}>{POLICE}</a>"));
    assert!(!run(&job, apart.as_bytes()).1.link_is_shared);
}

#[test]
fn a_theme_that_hides_the_end_of_the_body_gets_it_inside_of_its_own_footer() {
    let landscape = |style: &str| {
        format!(
            "<!doctype html><html><head><title>x</title><meta name=generator content=\"Hexo 8.1.2\">{style}</head>\n\
             <body><div id=\"container\"><div id=\"wrap\"><a id=\"main-nav-toggle\"></a><article>文<footer>分享</footer></article>\
             <footer id=\"footer\"><div class=\"outer\">© 2026 青禾</div>\n</footer></div><nav>x</nav></div></body></html>"
        )
    };
    let old = landscape("");
    let (new, outcome) = run(&job(), old.as_bytes());
    let new = String::from_utf8(new).unwrap();
    assert_eq!((outcome.status, outcome.may_be_covered), (EditStatus::Added, false));
    assert!(
        new.contains("</div>\n<beian-footer>")
            && new.contains("</beian-footer></footer></div><nav>"),
        "{new}"
    );
    put(&job(), &old);
    put(&job(), &landscape("<style>#container{position:relative}</style>"));
    // one that an earlier version put at the end is moved
    let last = old.replace("</body>", &format!("{}</body>", tests::footer().snippet().unwrap()));
    let (moved, outcome) = run(&job(), last.as_bytes());
    assert_eq!(outcome.status, EditStatus::Updated);
    let moved = String::from_utf8(moved).unwrap();
    assert!(moved.contains("</beian-footer></footer></div><nav>x</nav></div></body>"), "{moved}");
    // without its footer, or with one that is not closed, the end of the body is all there is
    for odd in [old.replace("id=\"footer\"", ""), old.replace("© 2026 青禾</div>", "© 2026 青禾")]
    {
        let (new, outcome) = run(&job(), odd.as_bytes());
        assert!(outcome.may_be_covered, "{odd}");
        assert!(String::from_utf8(new).unwrap().contains("</beian-footer></body>"), "{odd}");
    }
}

#[test]
fn layouts_that_are_not_known_are_warned_of() {
    let wrapped = |generator: &str, style: &str| {
        page("<div id=wrap><main>words of the page</main><footer class=\"VPFooter\">x</footer></div>").replace(
            "</head>",
            &format!("<meta name=generator content='{generator}'><style>{style}</style></head>"),
        )
    };
    let away = "#wrap{position:absolute;top:0;left:0;width:100%;height:100%}";
    for (generator, style, covered) in [
        ("Pelican", away, true),
        ("Pelican", "html,body{height:100%}body{overflow:hidden}", true),
        ("Pelican", "#wrap{position:relative;height:100%}", false),
        ("VitePress v1.6.3", away, false),
    ] {
        let (new, outcome) = run(&job(), wrapped(generator, style).as_bytes());
        assert_eq!(
            (outcome.status, outcome.may_be_covered),
            (EditStatus::Added, covered),
            "{generator} {style}"
        );
        assert!(String::from_utf8(new).unwrap().contains("</beian-footer></body>"));
    }
}
