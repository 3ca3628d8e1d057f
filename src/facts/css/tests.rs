use super::super::tree;
use super::{Element, Sheets, declarations};

/// The declarations that a sheet gives the innermost element of a page, as `name:value`.
fn given(sheet: &str, html: &str) -> Vec<String> {
    let light = tree::read(html);
    let outline = &light.outline;
    let innermost = outline.runs.last().expect("the page has text").node;
    let element = |id, tag| {
        let [id, class] = outline.attrs_named(id, ["id", "class"]);
        Element::new(tag, id, class)
    };
    let chain: Vec<Element<'_>> =
        outline.ancestors(innermost).map(|(id, node)| element(id, node.tag)).collect();
    Sheets::of(&[sheet])
        .candidates(&chain[0])
        .into_iter()
        .filter(|rule| rule.selector.selects(chain.iter()))
        .flat_map(|rule| rule.declarations.iter())
        .map(|it| format!("{}:{}", it.name, it.value))
        .collect()
}

#[test]
fn plain_selectors_select_what_they_say() {
    let page = "<footer id=f class='foot Dark'><div class=beian><span class='a b'>x";
    for (selector, selects) in [
        ("span", true),
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
        ("span:hover", false),
        ("[class]", false),
        ("*", false),
    ] {
        let sheet = format!("{selector}{{display:none}}");
        assert_eq!(!given(&sheet, page).is_empty(), selects, "{selector}");
    }
}

#[test]
fn rules_that_do_not_hold_always_are_passed_over() {
    for (sheet, holds) in [
        ("p{display:none}", true),
        ("@media screen{p{display:none}}", true),
        ("@media all , print{p{display:none}}", true),
        ("@media print{p{display:none}}", false),
        ("@media (max-width:600px){p{display:none}}", false),
        ("@layer base{p{display:none}}", true),
        ("@supports (display:grid){p{display:none}}", false),
        ("@charset \"utf-8\";p{display:none}", true),
        ("@font-face{font-family:x}p{display:none}", true),
        ("/* p{} */p/* x */{display:none}", true),
        ("/* p{display:none}", false),
        ("}p{display:none", true),
        ("p{margin:0}", false),
    ] {
        assert_eq!(!given(sheet, "<p>x").is_empty(), holds, "{sheet}");
    }
}

#[test]
fn of_one_property_the_last_declaration_counts() {
    let read = |block: &str| {
        let names = declarations(block).into_iter();
        names.map(|it| (it.name, it.value, it.important)).collect::<Vec<_>>()
    };
    assert_eq!(
        read(" DISPLAY : None ; margin:0; display:block; ;color"),
        [("display", "block".to_owned(), false)]
    );
    assert_eq!(
        read("display:none !important;display:block"),
        [("display", "none".to_owned(), true), ("display", "block".to_owned(), false)]
    );
}

#[test]
fn many_selectors_of_a_rule_share_its_declarations() {
    let selectors = ".k,".repeat(20_000) + "p";
    let block = "display:none;left:1px;".repeat(2_000);
    assert_eq!(given(&format!("{selectors}{{{block}}}"), "<p>x"), ["display:none", "left:1px"]);
}
