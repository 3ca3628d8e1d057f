//! The footer in a real browser: seen, below the content, centred, and without harm to the page's own layout.
//! Without Chromium and chromedriver these tests are skipped, and say so.

#[path = "../it/support/mod.rs"]
mod support;

mod evidence;
mod hostile;
mod layouts;
mod pictures;
mod rendered;
mod reports;
mod sites;
mod traps;
mod webdriver;

use serde_json::Value;

use webdriver::Browser;

const ICP: &str = "京ICP备19004817号-1";
const POLICE: &str = "京公网安备11010502046718号";
const OWNER: &str = "青禾文具（北京）有限公司";

/// Distances in pixels that no reader sees.
const SLACK: i64 = 1;

/// Looks at the page that is open.
fn look(browser: &Browser) -> Value {
    browser.run(include_str!("look.js"))
}

/// What is wrong with the footer that was looked at, in words. `narrow` where the page's style sheets are blocked, so
/// that a number may be broken.
fn faults(look: &Value, styled: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |fine: bool, what: String| {
        if !fine {
            faults.push(what);
        }
    };
    expect(look["count"] == 1, format!("{} footers", look["count"]));
    let [left, top, right, bottom] = rect(&look["text"]);
    let width = look["view"][0].as_i64().unwrap_or_default();
    let middle = (left + right - width).abs() / 2;
    expect(middle <= SLACK, format!("the text is {middle} pixels off the middle"));
    expect(top < bottom && left >= 0 && right <= width, format!("text at {}", look["text"]));
    let lowest = look["others"].as_array().into_iter().flatten().map(|other| rect(other)[3]).max();
    let lowest = lowest.unwrap_or_default();
    expect(top + SLACK >= lowest, format!("text from {top}, content until {lowest}"));
    expect(look["wide"].as_i64() <= Some(width), format!("scrolls sideways: {}", look["wide"]));
    let copyright = &look["copyright"];
    let says = copyright["text"].as_str().is_some_and(|text| text.contains(OWNER));
    expect(says && copyright["seen"] == true, format!("copyright line {copyright}"));
    let links: Vec<&Value> = look["links"].as_array().into_iter().flatten().collect();
    for number in [ICP, POLICE] {
        let link = links.iter().find(|link| link["text"] == number);
        expect(link.is_some_and(|link| link["seen"] == true), format!("{number}: {link:?}"));
        if styled {
            let whole = link.is_some_and(|link| link["lines"] == 1);
            expect(whole, format!("{number} is broken: {link:?}"));
            // the smallest target of WCAG 2.2, criterion 2.5.8
            let tall = link.is_some_and(|link| link["height"].as_i64() >= Some(23));
            expect(tall, format!("{number} is hard to hit: {link:?}"));
        }
    }
    expect(look["colours"][0] == look["colours"][1], format!("colours {}", look["colours"]));
    expect(
        look["badge"] == serde_json::json!([[20, 20, true]]),
        format!("badge {}", look["badge"]),
    );
    faults
}

/// Left, top, right, bottom.
fn rect(value: &Value) -> [i64; 4] {
    [0, 1, 2, 3].map(|index| value[index].as_i64().unwrap_or_default())
}
