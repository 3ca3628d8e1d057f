use super::VisibilityMap;
use super::screens::{Visibility, Width};
use crate::html::tree;

/// How the last text of a page is seen.
fn seen(html: &str) -> Visibility {
    let light = tree::read(html);
    let run = *light.outline.runs.last().expect("the page has text");
    let mut map = VisibilityMap::new(&light.outline);
    let seen = map.of(run.node);
    // what needs no cascade is the same with it
    map.look(run.node);
    let style = map.known.get(run.node).expect("it was looked at");
    if map.elements.budget > 0 {
        assert_eq!(seen, super::sum_up_text(&map.states[style.rest]), "{html}");
    }
    seen
}

/// In a word: with a style sheet, and a footer around a paragraph around a link.
fn word(style: &str, footer: &str, link: &str) -> &'static str {
    let html = format!(
        "<!doctype html><html><head><style>{style}</style></head><body><p>text</p>{footer}<p>{link}number"
    );
    in_a_word(&html)
}

fn in_a_word(html: &str) -> &'static str {
    match seen(html) {
        Visibility::Shown => "shown",
        Visibility::Hidden(_) => "hidden",
        Visibility::Unsure(_) => "unsure",
        Visibility::Partly { hidden, .. } => match hidden.width() {
            Width::Narrow => "hidden on narrow",
            Width::Wide => "hidden on wide",
            Width::Some => "hidden on some",
        },
    }
}

const FOOTER: &str = "<footer class=foot>";
const LINK: &str = "<a href=x>";

fn check(table: &[(&str, &str)]) {
    for (style, expected) in table {
        let found = word(&format!("footer{{{style}}}"), FOOTER, LINK);
        assert_eq!(found, *expected, "{style}");
        let style = style.replace('"', "'");
        let inline = word("", &format!("<footer style=\"{style}\">"), LINK);
        assert_eq!(inline, *expected, "inline {style}");
    }
}

#[test]
fn boxes_are_hidden_in_whatever_way_it_is_said() {
    check(&[
        ("display:none", "hidden"),
        ("display:none;display:block", "shown"),
        ("display:contents", "shown"),
        ("content-visibility:hidden", "hidden"),
        ("content-visibility:auto", "shown"),
        ("opacity:0", "hidden"),
        ("opacity:0%", "hidden"),
        ("opacity:.01", "hidden"),
        ("opacity:.6", "shown"),
        ("filter:opacity(0)", "hidden"),
        ("filter:blur(1px)", "shown"),
        ("position:absolute;left:-9999px", "hidden"),
        ("position:fixed;top:-100vh", "hidden"),
        ("position:relative;left:-9999px", "hidden"),
        ("left:-9999px", "shown"),
        ("position:absolute;left:0", "shown"),
        ("position:absolute;inset:auto auto auto -9999px", "hidden"),
        ("position:absolute;left:50%;margin-left:-300px", "shown"),
        ("margin-left:-9999px", "hidden"),
        ("margin-top:-40px", "shown"),
        ("height:0;overflow:hidden", "hidden"),
        ("height:0", "shown"),
        ("max-height:0;overflow:hidden", "hidden"),
        ("max-height:0;overflow:hidden;min-height:40px", "shown"),
        ("height:0;padding-bottom:40px;overflow:hidden", "shown"),
        ("width:1px;height:1px;overflow:hidden", "hidden"),
        ("width:0;overflow:clip", "hidden"),
        ("line-height:0", "shown"),
        ("line-height:0;overflow:hidden", "hidden"),
        ("position:absolute;clip:rect(0,0,0,0)", "hidden"),
        ("position:absolute;clip:rect(1px 1px 1px 1px)", "hidden"),
        ("clip:rect(0,0,0,0)", "shown"),
        ("clip-path:inset(50%)", "hidden"),
        ("clip-path:inset(0 100% 0 0)", "hidden"),
        ("clip-path:inset(10% round 4px)", "shown"),
        ("clip-path:circle(0)", "hidden"),
        ("clip-path:circle(50% at 0 0)", "shown"),
        ("clip-path:polygon(0 0, 0 0, 0 0)", "hidden"),
        ("clip-path:polygon(0 0,100% 0,0 100%)", "shown"),
        ("transform:scale(0)", "hidden"),
        ("transform:scale(1)", "shown"),
        ("transform:translateY(20px) scaleY(0)", "hidden"),
        ("transform:translateX(-9999px)", "hidden"),
        ("transform:rotate(90deg)", "shown"),
        ("transform:rotateX(90deg)", "hidden"),
        ("rotate:90deg", "shown"),
        ("rotate:y 90deg", "hidden"),
        ("scale:0", "hidden"),
        ("scale:1.2", "shown"),
        ("translate:-9999px", "hidden"),
        ("zoom:.01", "hidden"),
        ("zoom:0", "unsure"),
        ("zoom:1", "shown"),
    ]);
}

#[test]
fn text_is_hidden_in_whatever_way_it_is_said() {
    check(&[
        ("visibility:hidden", "hidden"),
        ("visibility:collapse", "hidden"),
        ("visibility:visible", "shown"),
        ("font-size:0", "hidden"),
        ("font-size:0px", "hidden"),
        ("font-size:1px", "hidden"),
        ("font:0/0 a", "hidden"),
        ("font-size:12px", "shown"),
        ("font:12px/1 serif", "shown"),
        ("font-size:.8em", "shown"),
        ("font-size:calc(1px + 1vw)", "shown"),
        ("text-indent:-9999px", "hidden"),
        ("text-indent:-999em", "hidden"),
        ("text-indent:-2em", "shown"),
        ("display:none!important;display:block", "hidden"),
        ("user-select:none;pointer-events:none", "shown"),
    ]);
}

#[test]
fn the_element_that_carries_the_text_decides_its_colour() {
    let white = "footer{color:#fff;background:#FFFFFF}";
    assert_eq!(word(white, FOOTER, ""), "hidden");
    assert_eq!(word(white, FOOTER, LINK), "shown"); // a plain link is blue
    for (link, expected) in [
        ("a{color:#fff}", "hidden"),
        ("a{color:inherit}", "hidden"),
        ("a{color:rgb(255 255 255 / 1)}", "hidden"),
        ("a{color:color-mix(in srgb,white,#fff)}", "hidden"),
        ("a{color:transparent}", "hidden"),
        ("a{color:#0000}", "hidden"),
        ("a{color:#333}", "shown"),
        ("a{color:var(--unknown)}", "shown"),
        ("a{color:transparent;text-shadow:0 0 0 #333}", "shown"),
        (
            "a{color:transparent;background:linear-gradient(red,blue);-webkit-background-clip:text}",
            "shown",
        ),
        ("a{-webkit-text-fill-color:#fff}", "hidden"),
        ("a{color:#fff;background:#333}", "shown"),
        ("p{background:#333}a{color:#fff}", "shown"),
        ("p{background:url(x.png)}a{color:#fff}", "shown"),
        ("p{background:#fff8}a{color:#fff}", "shown"),
    ] {
        assert_eq!(word(&format!("{white}{link}"), FOOTER, LINK), expected, "{link}");
    }
    assert_eq!(word("footer{color:#fff}", FOOTER, ""), "shown");
    assert_eq!(word("body{background:#fff}footer{color:#fff}", FOOTER, ""), "unsure");
    assert_eq!(
        word(":root{--w:#fff}footer{color:var(--w);background:var(--w)}", FOOTER, ""),
        "hidden"
    );
    let old = "<table bgcolor=white><tr><td><font color=#ffffff>";
    assert_eq!(in_a_word(&format!("<body>{old}number")), "hidden");
    assert_eq!(in_a_word(&format!("<body>{old}<a href=x>number")), "shown");
}

#[test]
fn inner_elements_take_back_what_is_inherited_only() {
    for (style, expected) in [
        ("footer{visibility:hidden}p{visibility:visible}", "shown"),
        ("footer{visibility:hidden}a{visibility:inherit}", "hidden"),
        ("footer{font-size:0}p{font-size:14px}", "shown"),
        ("footer{font-size:0}p{font-size:1em}", "hidden"),
        ("footer{font-size:0}p{font-size:120%}", "hidden"),
        ("footer{font-size:0}p{font-size:1rem}", "shown"),
        ("footer{font-size:0}p{font:12px x}", "shown"),
        ("body{font-size:0}footer{font-size:12px}", "shown"),
        ("html{font-size:62.5%}footer{font-size:1.2rem}", "shown"),
        ("footer{text-indent:-9999px}p{text-indent:0}", "shown"),
        ("footer{display:none}p{display:block}", "hidden"),
        ("footer{opacity:0}p{opacity:1}", "hidden"),
        ("footer{opacity:.2}p{opacity:.2}", "hidden"),
        ("footer{height:0;overflow:hidden}p{position:fixed}", "shown"),
        ("footer{height:0;overflow:hidden}p{position:absolute}", "shown"),
        ("footer{height:0;overflow:hidden;position:relative}p{position:absolute}", "hidden"),
        ("a{height:0;overflow:hidden}", "shown"), // an inline box has no height
        ("a{height:0;overflow:hidden;display:block}", "hidden"),
        ("p{display:flex}a{height:0;overflow:hidden}", "hidden"),
        ("a{transform:scale(0)}", "shown"),
        ("a{float:left;transform:scale(0)}", "hidden"),
    ] {
        assert_eq!(word(style, FOOTER, LINK), expected, "{style}");
    }
}

#[test]
fn the_stronger_rule_wins() {
    for (style, expected) in [
        ("footer{display:none}.foot{display:block}", "shown"),
        (".foot{display:none}footer{display:block}", "hidden"),
        ("footer{display:none}footer{display:block}", "shown"),
        ("footer{display:none!important}.foot{display:block}", "hidden"),
        ("body footer{display:none}footer{display:block}", "hidden"),
        (":where(body .foot){display:none}footer{display:block}", "shown"),
        (":is(#x,footer){display:none}.foot{display:block}", "hidden"),
        ("footer:not(#x){display:none}.foot{display:block}", "hidden"),
        ("@layer a{.foot{display:none}}footer{display:block}", "shown"),
        ("@layer a{footer{display:none!important}}.foot{display:block!important}", "hidden"),
        ("@layer a,b;@layer b{footer{display:none}}@layer a{.foot{display:block}}", "hidden"),
        ("@layer a{.foot{display:none}@layer c{.foot.foot{display:block}}}", "hidden"),
        ("footer{&.foot{display:none}}", "hidden"),
        ("footer{display:none;@media screen{display:block}}", "shown"),
        ("my-footer{display:none}", "shown"),
        ("footer{display:none;display:var(--x,block)}", "shown"),
    ] {
        assert_eq!(word(style, FOOTER, LINK), expected, "{style}");
    }
    assert_eq!(
        word("footer{display:none!important}", "<footer style='display:block'>", LINK),
        "hidden"
    );
    assert_eq!(word("footer{display:block}", "<footer hidden>", LINK), "shown");
    assert_eq!(word(".foot{color:red}", "<footer class=foot hidden>", LINK), "hidden");
    assert_eq!(
        word("[hidden]{display:none!important}footer{display:block}", "<footer hidden>", LINK),
        "hidden"
    );
    assert_eq!(word("my-footer{display:none}", "<my-footer>", LINK), "hidden");
    assert_eq!(
        word("body{font-size:0}beian-footer{font-size:14px}", "<beian-footer>", LINK),
        "shown"
    );
}

#[test]
fn screens_of_some_widths_are_told_apart() {
    for (style, expected) in [
        ("@media (max-width:767px){.foot{display:none}}", "hidden on narrow"),
        ("@media (min-width:768px){.foot{display:none}}", "hidden on wide"),
        (".foot{display:none}@media (min-width:768px){.foot{display:block}}", "hidden on narrow"),
        (
            ".foot{display:none!important}@media (width>=48rem){.foot{display:block!important}}",
            "hidden on narrow",
        ),
        ("@media (min-width:600px) and (max-width:1000px){.foot{display:none}}", "hidden on some"),
        ("@media (max-width:767px){p{font-size:0}}", "hidden on narrow"),
        ("@media (max-width:767px){.foot{visibility:hidden}a{visibility:visible}}", "shown"),
        (
            "@media (max-width:767px){.foot{display:none}}@media (min-width:768px){p{display:none}}",
            "hidden",
        ),
        ("@media print{.foot{display:none}}", "shown"),
        ("@media (prefers-color-scheme:dark){.foot{display:none}}", "shown"),
        ("@media (max-width:100px){.foot{display:none}}", "shown"),
        ("@media (hover:none){.foot{display:none}}", "hidden on narrow"),
        ("@media (min-resolution:2dppx){.foot{display:none}}", "unsure"),
        (".foot{display:none}@media (min-resolution:2dppx){.foot{display:block}}", "unsure"),
        (".foot{@media (max-width:767px){display:none}}", "hidden on narrow"),
        ("@container (max-width:600px){.foot{display:none}}", "shown"),
        (
            "body{container-type:inline-size}@container (max-width:600px){.foot{display:none}}",
            "unsure",
        ),
        ("body{container:page/inline-size}@container page (min-width:1px){p{color:red}}", "shown"),
        ("@supports (display:grid){.foot{display:none}}", "hidden"),
    ] {
        assert_eq!(word(style, FOOTER, LINK), expected, "{style}");
    }
    let sheets = "<style media=print>footer{display:none}</style><style type=text/less>footer{display:none}</style>";
    assert_eq!(in_a_word(&format!("{sheets}<footer>number")), "shown");
    let narrow = "<style media='(max-width:600px)'>footer{display:none}</style><footer>number";
    assert_eq!(in_a_word(narrow), "hidden on narrow");
}

#[test]
fn elements_hide_by_themselves() {
    for (html, expected) in [
        ("<details>number", "hidden"),
        ("<details open>number", "shown"),
        ("<details><summary>number", "shown"),
        ("<details><summary>x</summary><p>number", "hidden"),
        ("<details><p>x</p><summary>number", "shown"),
        ("<details><summary>x</summary><summary>number", "hidden"),
        ("<dialog>number", "hidden"),
        ("<dialog open>number", "shown"),
        ("<dialog style=display:block>number", "shown"),
        ("<div popover>number", "hidden"),
        ("<div popover style=display:block>number", "shown"),
        ("<div hidden>number", "hidden"),
        ("<div hidden=until-found>number", "hidden"),
        ("<div inert>number", "shown"),
        ("<div aria-hidden=true>number", "shown"),
        ("<ruby>x<rp>number", "hidden"),
        ("<canvas>number", "hidden"),
        ("<video>number", "hidden"),
        ("<math><annotation-xml>number", "hidden"),
        ("<marquee width=0>number", "hidden"),
        ("<marquee>number", "shown"),
        ("<x-y>number", "shown"),
    ] {
        assert_eq!(in_a_word(&format!("<!doctype html><body>{html}")), expected, "{html}");
    }
}

#[test]
fn shadow_trees_written_in_the_page_are_shown() {
    let host = |tree: &str, rest: &str| {
        format!(
            "<style>p{{display:none}}</style><x-y><template shadowrootmode=open>{tree}</template>{rest}</x-y>"
        )
    };
    for (html, expected) in [
        (host("<p>number", ""), "shown"),
        (host("<style>p{display:none}</style><p>number", ""), "hidden"),
        (host("<style>:host{display:none}</style><p>number", ""), "hidden"),
        (host("<style>p{display:none}</style><slot></slot>", "<b>number</b>"), "shown"),
        (host("<i>x</i>", "<b>number</b>"), "hidden"),
        (host("<i>x</i><slot></slot>", "<p>number"), "hidden"),
    ] {
        assert_eq!(in_a_word(&html), expected, "{html}");
    }
    let inert = tree::read("<x-y><template>number</template></x-y>x").outline;
    assert_eq!(inert.text.trim(), "x");
    let no_host = tree::read("<ul><template shadowrootmode=open>number</template></ul>x").outline;
    assert_eq!(no_host.text.trim(), "x");
}

#[test]
fn what_a_script_or_another_sheet_decides_is_not_sure() {
    let script = "<script src=x></script>";
    let linked = "<link rel=stylesheet href=x.css>";
    for (html, expected) in [
        ("<style>footer{opacity:0;transition:opacity 1s}</style><footer>number", "unsure"),
        (
            "<style>@keyframes in{from{opacity:0}to{opacity:1}}footer{opacity:0;animation:in 1s forwards}</style><footer>number",
            "shown",
        ),
        (
            "<style>@keyframes out{to{visibility:hidden}}footer{animation:out 1s forwards}</style><footer>number",
            "hidden",
        ),
        ("SCRIPT<style>.wow{visibility:hidden}</style><footer class=wow>number", "unsure"),
        (
            "SCRIPT<style>.c{visibility:hidden}.is-on .c{visibility:visible}</style><footer class=c>number",
            "unsure",
        ),
        ("SCRIPT<style>.c{opacity:0}.is-on .c{opacity:1}</style><footer class=c>number", "unsure"),
        (
            "<style>.c{visibility:hidden}.is-on .c{visibility:visible}</style><footer class=c>number",
            "hidden",
        ),
        (
            "SCRIPT<style>.c{opacity:0}.c:hover{opacity:1}.is-on .d{opacity:1}</style><footer class=c>number",
            "hidden",
        ),
        (
            "SCRIPT<style>.c{visibility:hidden}.d .c{display:block}</style><footer class=c>number",
            "hidden",
        ),
        ("<style>[data-aos]{opacity:0}</style><footer data-aos=x>number", "hidden"),
        ("SCRIPT<style>[data-aos]{opacity:0}</style><footer data-aos=x>number", "unsure"),
        ("SCRIPT<style>body{visibility:hidden}</style><body><footer>number", "unsure"),
        ("SCRIPT<style>body{opacity:0}</style><body><footer>number", "unsure"),
        ("<style>body{opacity:0}</style><body><footer>number", "hidden"),
        ("SCRIPT<style>#app{display:none}</style><div id=app>number", "unsure"),
        ("SCRIPT<style>[v-cloak]{display:none}</style><div id=app v-cloak>number", "shown"),
        ("SCRIPT<footer style='opacity:0;transform:translateY(20px)'>number", "unsure"),
        ("SCRIPT<footer style='opacity:0'>number", "hidden"),
        ("LINKED<footer>number", "shown"),
        ("LINKED<footer class='d-none d-md-block'>number", "unsure"),
        ("LINKED<footer class='hidden md:block'>number", "unsure"),
        ("<footer class='hidden md:block'>number", "shown"),
        ("LINKED<style>.hidden{color:red}</style><footer class=hidden>number", "shown"),
        ("<style>@import 'x.css';</style><footer class=d-none>number", "unsure"),
        ("<style>footer{display:var(--x)}</style><footer>number", "unsure"),
        ("<style>footer{color:var(--x);background:var(--y)}</style><footer>number", "shown"),
    ] {
        let html = html.replace("SCRIPT", script).replace("LINKED", linked);
        assert_eq!(in_a_word(&format!("<!doctype html>{html}")), expected, "{html}");
    }
}

#[test]
fn a_page_with_too_many_rules_is_not_sure() {
    let rules = "u i{display:none}".repeat(60_000);
    let page = format!("<style>{rules}</style>{}<i>number", "<div><b>".repeat(100));
    assert_eq!(in_a_word(&page), "unsure");
}
