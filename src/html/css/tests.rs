use super::{Condition, Element, Elements, Match, Sheet, Sheets};
use crate::html::outline::ROOT;
use crate::html::tree;

/// The declarations that a sheet gives the innermost element of a page, as `name:value`, with a mark where they hold
/// only perhaps or on some screens.
fn given(sheet: &str, html: &str) -> Vec<String> {
    let light = tree::read(html);
    let outline = &light.outline;
    let innermost = outline.runs.last().expect("the page has text").node;
    let names = outline.attrs_named(innermost, ["id", "class", "role"]);
    let tag = outline.node(innermost).expect("an element").tag;
    let element = Element::new(tag, names);
    let mut elements = Elements::new(outline, 10_000);
    let sheets = Sheets::of(&[Sheet { text: sheet, media: "" }]);
    let mut found = Vec::new();
    for rule in sheets.candidates(&element) {
        let selects = elements.selects(&rule.selector, innermost, ROOT);
        let sure = selects == Match::Yes && rule.holds == Condition::ALWAYS;
        let mark = if sure { "" } else { "?" };
        if selects != Match::No && rule.holds.perhaps != 0 {
            found.extend(
                rule.declarations.iter().map(|it| format!("{}:{}{mark}", it.name, it.value)),
            );
        }
    }
    found
}

const PAGE: &str = "<html><body><h1>t</h1><footer id=f class='foot Dark md:block a/b' data-x='one two'>\
    <div class=beian><i>1</i><my-note>2</my-note><span class='a b' lang=zh-CN>x";

#[test]
#[expect(clippy::too_many_lines, reason = "a table of selectors")]
fn selectors_select_what_they_say() {
    for (selector, selects) in [
        ("span", true),
        ("SPAN", true),
        (".a", true),
        (".a.b", true),
        ("span.b", true),
        ("#f span", true),
        ("footer .a", true),
        (".beian > .a", true),
        ("footer>div>span", true),
        (".dark span", false), // classes are read as written
        (".Dark span", true),
        ("footer > span", false),
        (".c", false),
        ("p span", false),
        ("div", false), // an element around it, not itself
        (".other, .a", true),
        ("*", true),
        ("footer *", true),
        ("[class]", true),
        ("[class=a]", false),
        ("[class~=a]", true),
        ("[class^='a']", true),
        ("[class$=b]", true),
        ("[class*=' ']", true),
        ("[lang|=zh]", true),
        ("[lang='ZH-cn' i]", true),
        ("[data-x] span", true),
        ("[data-x=\"one two\"] span", true),
        (r".md\:block span", true),
        (r".a\/b .a", true),
        ("my-note + span", true),
        ("i ~ .b", true),
        ("i + span", false),
        ("h1 + footer span", true),
        ("h1 ~ footer > div span", true),
        ("span:last-child", true),
        ("span:first-child", false),
        ("span:nth-child(3)", true),
        ("span:nth-child(2n+1)", true),
        ("span:nth-child(even)", false),
        ("span:first-of-type", true),
        ("span:nth-last-child(-n+1)", true),
        ("div:first-child span", true),
        (":root span", true),
        (":root", false),
        ("span:not(.c)", true),
        ("span:not(.a)", false),
        ("span:not(.c, footer span)", false),
        (":is(p, footer) span", true),
        (":where(#f) .a", true),
        (":is(footer > div) > :where(.a)", true),
        ("body:not(.home) span", true),
        ("span:hover", false),
        ("span:not(:hover)", true),
        ("span::before", false),
        ("span:before", false),
        ("a:link", false),
        ("span:lang(zh)", true),
        ("div:has(span) span", true),
        ("div:has(> span) span", true),
        ("div:has(> .x, > .b) span", true),
        ("footer:has(> span) span", false),
        ("body:has(dialog[open]) span", false),
        ("footer:not(:has(img)) span", true),
        ("span:lang(en)", false),
        ("span:lang('zh')", true),
        ("span:lang(z)", false),
        ("span:empty", false),
        ("div:empty span", false),
        ("div:not(:empty) > span", true),
        ("span:only-child", false),
        ("div:only-child span", true),
        ("span:only-of-type", true),
        (".no-js span", false),
        ("[v-cloak] span", false),
        ("section div footer div span", false),
    ] {
        let sheet = format!("{selector}{{display:none}}");
        assert_eq!(!given(&sheet, PAGE).is_empty(), selects, "{selector}");
    }
    assert_eq!(given("div:has(footer div span) span{display:none}", PAGE), ["display:none?"]);
    assert_eq!(given("div:has(+ p) span{display:none}", PAGE), ["display:none?"]);
    assert_eq!(given("i:empty ~ span{display:none}", PAGE), [""; 0]);
}

#[test]
fn what_is_no_selector_takes_its_rule_with_it() {
    for selector in ["span:nonsense, .a", "span >, .a", ", .a", ".1, .a", "..a", "[], .a"] {
        assert_eq!(given(&format!("{selector}{{display:none}}"), PAGE), [""; 0], "{selector}");
    }
}

#[test]
fn elements_go_by_their_names_known_or_not() {
    for name in
        ["my-footer", "beian-footer", "abbr", "cite", "time", "label", "mark", "del", "o:p", "x"]
    {
        let page = format!("<{name}>x");
        let escaped = name.replace(':', r"\:");
        assert_eq!(given(&format!("{escaped}{{display:none}}"), &page), ["display:none"], "{name}");
        assert_eq!(given("other-footer,y{display:none}", &page), [""; 0], "{name}");
        let upper = format!("<{}>x", name.to_uppercase());
        assert_eq!(given(&format!("{escaped}{{display:none}}"), &upper).len(), 1, "{name}");
    }
    for name in ["mi", "mo", "ms", "mtext"] {
        let page = format!("<math><{name}>x");
        assert_eq!(given(&format!("{name}{{display:none}}"), &page).len(), 1, "{name}");
        assert_eq!(given("mn{display:none}", &page), [""; 0], "{name}");
    }
}

#[test]
fn rules_hold_under_their_conditions() {
    for (sheet, holds) in [
        ("p{display:none}", true),
        ("@media screen{p{display:none}}", true),
        ("@media all , print{p{display:none}}", true),
        ("@media print{p{display:none}}", false),
        ("@layer base{p{display:none}}", true),
        ("@layer a,b;p{display:none}", true),
        ("@supports (display:grid){p{display:none}}", true),
        ("@supports not (display:grid){p{display:none}}", false),
        ("@charset \"utf-8\";p{display:none}", true),
        ("@font-face{font-family:x}p{display:none}", true),
        ("@keyframes p{from{display:none}}", false),
        ("@starting-style{p{display:none}}", false),
        ("/* p{} */p/* x */{display:none}", true),
        ("/* p{display:none}", false),
        ("}p{display:none", true),
        ("p{margin-right:0}", false),
        ("<!-- p{display:none} -->", true),
        ("a{content:'}'}p{display:none}", true),
        ("a{background:url(data:x;}y)}p{display:none}", true),
        ("b{content:'x\n}p{display:none}", true),
    ] {
        assert_eq!(!given(sheet, "<p>x").is_empty(), holds, "{sheet}");
    }
    for sheet in [
        "@media (max-width:600px){p{display:none}}",
        "@supports selector(a){p{display:none}}",
        "@scope (div){p{display:none}}",
        "@media screen{@media (min-width:600px){p{display:none}}}",
    ] {
        assert_eq!(given(sheet, "<p>x"), ["display:none?"], "{sheet}");
    }
}

#[test]
fn nested_rules_are_taken_apart() {
    let page = "<footer class=f><p class='a b'>x";
    for (sheet, holds) in [
        ("footer{p{display:none}}", true),
        ("footer{& p{display:none}}", true),
        ("footer{> p{display:none}}", true),
        (".f{color:red;.a{&.b{display:none}}}", true),
        (".a{&.c{display:none}}", false),
        (".b{footer &{display:none}}", true),
        ("footer{.c &{display:none}}", false),
        ("p{@media screen{display:none}}", true),
        ("p{@media print{display:none}}", false),
        ("footer,main{p,a{display:none}}", true),
        ("p{&:hover{display:none}}", false),
        ("p{a{color:red}display:none}", true),
    ] {
        let found = given(sheet, page);
        assert_eq!(found.iter().any(|it| it == "display:none"), holds, "{sheet} {found:?}");
    }
}

#[test]
fn custom_properties_are_put_in_where_they_have_one_value() {
    let sheets = |text| Sheets::of(&[Sheet { text, media: "" }]);
    let known = sheets(":root{--a:none;--b:var(--a)}p{display:var(--b);color:var(--c,red)}");
    assert_eq!(known.resolved("var(--b)").as_deref(), Some("none"));
    assert_eq!(known.resolved("var(--c, red)").as_deref(), Some("red"));
    assert_eq!(known.resolved("var(--c)"), None);
    let two = sheets(":root{--a:none}.x{--a:block}p{display:var(--a)}");
    assert_eq!(two.resolved("var(--a)"), None);
    let round = sheets(":root{--a:var(--b);--b:var(--a)}");
    assert_eq!(round.resolved("var(--a)"), None);
}

#[test]
fn many_selectors_of_a_rule_share_its_declarations() {
    let selectors = ".k,".repeat(20_000) + "p";
    let block = "display:none;left:1px;".repeat(2_000);
    assert_eq!(given(&format!("{selectors}{{{block}}}"), "<p>x"), ["display:none", "left:1px"]);
}
