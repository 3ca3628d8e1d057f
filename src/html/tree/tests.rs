//! Where the light tree must read as a browser does, or say that it cannot.

use super::super::differential::reading;
use super::super::dom;
use super::read;

/// Whether the light tree says that it may be wrong; where it does not, it must read as a browser does.
fn is_inexact(html: &str) -> bool {
    let light = read(html);
    if !light.inexact {
        let full = dom::read(&light.outline).expect("a small page");
        assert_eq!(reading(&light.outline), reading(&full), "{html}");
    }
    light.inexact
}

#[test]
fn slips_that_the_light_tree_reads_as_a_browser_does() {
    for html in [
        // left out or doubled parts of a table
        "<table><td><article></tr><td>one",
        "<table><tr><td>one<td>two<tr><td>three</table>four",
        "<table><col>\n<tr><td>one",
        // end tags that close nothing, and those that reach through others
        "<p><object>one</p>two",
        "one</p>two",
        "<b><div><option></b>one",
        "<p><b>one<p>two</b>three",
        "<ul><li>one<li><p>two</ul>three",
        "<main><svg><td></main>one",
        // forms do not nest, but for templates
        "<form><p>one<form>two",
        "one<template><form></template><form>two",
        "<form><div>one</form>two</div>three",
        // what is not rendered ends no lines
        "one<template><span><tr></template>two",
        "one<template><p></p></template>two",
        "<svg><style>one</style></svg>two",
        "<svg><title>one</title></svg>two",
        "<ruby>one<rt>two<rt>three</ruby>four",
        "<svg/>one<p>two",
    ] {
        assert!(!is_inexact(html), "{html}");
    }
}

#[test]
fn slips_that_are_left_to_the_full_algorithm() {
    for html in [
        "<a href=x>one<a href=y>two",
        "<p><a href=x>one<p>two",
        "<a href=x><div>one</a>two",
        "<table>one<tr><td>two",
        "<font><option><h2></font>one",
        "<b><form><option><h3>one</b>",
        "<header><i></header><option></i>one",
        "<nobr><option><nobr>one",
        "<select><input>one",
        "<select><div>one",
        "<math><nav><title><p>one",
        "<math><svg><desc><h3><p>one",
        "<svg><desc><label></desc>one",
        "<svg><font>one",
        "<template><col><noscript></template>one",
        "<desc>one</desc>",
        "<math><annotation-xml encoding=text/html><p>one",
    ] {
        assert!(is_inexact(html), "{html}");
    }
}

#[test]
fn the_link_around_a_text_is_known_however_many_elements_are_open() {
    for open in ["<div>", "<b>", "<span><div>", "<x-y>", "<i><p>", "<ul><li>"] {
        let html = format!("{}<footer><p><a href=x>number</a></p></footer>", open.repeat(3000));
        let light = read(&html);
        let run = light.outline.runs.last().expect("the page has text");
        assert!(crate::html::outline::anchor_of(&light.outline, run.node).is_some(), "{open}");
    }
    let html = format!("{}<a href=x>one</a>two", "<div>".repeat(3000));
    let light = read(&html);
    let run = light.outline.runs.last().expect("the page has text");
    assert_eq!(crate::html::outline::anchor_of(&light.outline, run.node), None);
}
