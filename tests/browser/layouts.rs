//! Bodies of every layout, at the sizes of a desktop and a phone, in light and dark.

use std::fs;
use std::path::Path;

use super::support::program::beian;
use super::webdriver::{Browser, SCREENS, Screen};
use super::{ICP, OWNER, POLICE, SLACK, faults, look, rect};

/// What the footer may do to the page's own elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Others {
    /// Not a pixel changes.
    Stay,
    /// They give it room, as to any footer: the layout fills the window and the footer is a row of it.
    MakeRoom,
}
use Others::{MakeRoom, Stay};

/// Any image stands in for the badge.
const BADGE: &[u8] = include_bytes!("badge.png");

/// Name, style sheet, body, effect on the rest. `@` is a paragraph, `#` many.
const LAYOUTS: &[(&str, &str, &str, Others)] = &[
    ("block", "", "<header>头</header><main>@@@</main><footer>站点页脚</footer>", Stay),
    ("block-long", "body{margin:0}", "<main>#</main>", Stay),
    ("block-100vh", "html,body,main{height:100%;margin:0}", "<main>@</main>", Stay),
    ("block-overflowing", "html,body{height:100%;margin:0}", "<main>#</main>", Stay),
    ("narrow", "body{max-width:600px;margin:0 auto}", "<main>@@@</main>", Stay),
    (
        "floats",
        ".l{float:left;width:30%}.r{float:right;width:70%}",
        "<div class=l>@</div><div class=r>@@@</div>",
        Stay,
    ),
    ("columns", "body{columns:2}", "@@@@@@", MakeRoom),
    (
        "row",
        "body{display:flex}aside{width:160px}main{flex:1}",
        "<aside>侧栏</aside><main>@@@</main>",
        Stay,
    ),
    (
        "row-centred",
        "body{display:flex;justify-content:center;align-items:center;min-height:100vh;margin:0}",
        "<div>@</div>",
        Stay,
    ),
    (
        "row-100vh",
        "body{display:flex;height:100vh;margin:0}nav{width:150px}main{flex:1;overflow:auto}",
        "<nav>导航</nav><main>@</main>",
        Stay,
    ),
    (
        "row-wrapped",
        "body{display:flex;flex-wrap:wrap}div{flex:0 0 50%}",
        "<div>@</div><div>@</div><div>@</div>",
        Stay,
    ),
    (
        "column",
        "body{display:flex;flex-direction:column;min-height:100vh;margin:0}main{flex:1}",
        "<header>头</header><main>@</main><footer>站点页脚</footer>",
        MakeRoom,
    ),
    (
        "column-centred",
        "body{display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:100vh;margin:0}",
        "<div>@</div>",
        MakeRoom,
    ),
    (
        "grid",
        "body{display:grid;grid-template-columns:150px 1fr;min-height:100vh;margin:0}",
        "<aside>侧栏</aside><main>@</main>",
        MakeRoom,
    ),
    (
        "grid-centred",
        "body{display:grid;place-items:center;min-height:100vh;margin:0}",
        "<div>@</div>",
        MakeRoom,
    ),
    (
        "grid-areas",
        "body{display:grid;grid-template:'h h' 60px 's m' 1fr 'f f' 40px/150px 1fr;min-height:100vh;margin:0}header{grid-area:h}aside{grid-area:s}main{grid-area:m}footer{grid-area:f}",
        "<header>头</header><aside>侧栏</aside><main>@</main><footer>站点页脚</footer>",
        MakeRoom,
    ),
    (
        "grid-of-columns",
        "body{display:grid;grid-template-columns:1fr min(40rem,90%) 1fr}body>*{grid-column:2}",
        "<header>头</header><main>@</main>",
        Stay,
    ),
    (
        "sidebar",
        "nav{position:fixed;inset:0 auto 0 0;width:240px}main{margin-left:240px}@media(max-width:700px){nav{display:none}main{margin:0}}",
        "<nav>侧栏</nav><main>@@@</main>",
        Stay,
    ),
    (
        "sidebar-row",
        "body{display:flex}nav{position:fixed;inset:0 auto 0 0;width:240px}main{margin-left:240px;flex:1}@media(max-width:700px){nav{display:none}main{margin:0}}",
        "<nav>侧栏</nav><main>@@@</main>",
        Stay,
    ),
    (
        "resets",
        "*{margin:0;padding:0;box-sizing:border-box;outline:none}a,span{display:block;text-decoration:none}a{color:red}img{display:block;max-width:100%;width:100%;height:auto}footer{position:fixed;bottom:0}body>*{max-width:40rem}",
        "<main>@@@</main>",
        Stay,
    ),
    ("right-to-left", "html{direction:rtl}", "<main>@@@</main>", Stay),
    ("open-bold", "", "<main>@</main><b>粗体", Stay),
    ("open-paragraph", "", "<main>@</main><p>段落", Stay),
];

/// Bodies to which a script appends a page after the footer, as React does on a client-side navigation.
const APPENDED: &[(&str, &str)] = &[
    ("appended", ""),
    ("appended-100vh", "html,body{height:100%;margin:0}"),
    ("appended-positioned", "body{position:relative;margin:0}"),
    ("appended-column", "body{display:flex;flex-direction:column;min-height:100vh;margin:0}"),
    ("appended-row", "body{display:flex;margin:0}"),
];

#[test]
fn the_footer_is_seen_in_every_layout() {
    let Some(browser) = Browser::start("the_footer_is_seen_in_every_layout") else { return };
    let folder = tempfile::tempdir().expect("a scratch folder");
    let pages = LAYOUTS.iter().map(|(name, style, body, _)| (*name, page(style, body)));
    inject(folder.path(), pages);
    check(&browser, LAYOUTS.iter().map(|layout| (layout.0, layout.3)), |name, screen| {
        browser.show_on(screen);
        browser.open(&file(folder.path(), "bare", name));
        let bare = look(&browser);
        browser.open(&file(folder.path(), "out", name));
        (bare, look(&browser))
    });
}

#[test]
fn the_footer_stays_below_what_is_appended() {
    let Some(browser) = Browser::start("the_footer_stays_below_what_is_appended") else { return };
    let folder = tempfile::tempdir().expect("a scratch folder");
    let pages = APPENDED.iter().map(|(name, style)| (*name, page(style, "<header>头</header>")));
    inject(folder.path(), pages);
    let append = format!(
        "const main = document.createElement('main'); main.innerHTML = `{}`; document.body.append(main);",
        paragraphs("#")
    );
    check(&browser, APPENDED.iter().map(|(name, _)| (*name, Stay)), |name, screen| {
        browser.show_on(screen);
        browser.open(&file(folder.path(), "bare", name));
        browser.run(&append);
        let bare = look(&browser);
        browser.open(&file(folder.path(), "out", name));
        browser.run(&append);
        (bare, look(&browser))
    });
}

#[test]
fn a_strict_policy_leaves_the_footer_readable() {
    let Some(browser) = Browser::start("a_strict_policy_leaves_the_footer_readable") else {
        return;
    };
    let found = under_policy(&browser, "", false);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_policy_with_the_hash_of_the_guide_lets_the_style_sheet_in() {
    let Some(browser) =
        Browser::start("a_policy_with_the_hash_of_the_guide_lets_the_style_sheet_in")
    else {
        return;
    };
    for guide in [include_str!("../../docs/inject.md"), include_str!("../../docs/inject.zh-CN.md")]
    {
        let (_, source) = guide.split_once("style-src 'self' ").expect("the guide names a policy");
        let (source, _) = source.split_once('\n').expect("it ends");
        let found = under_policy(&browser, &format!("style-src {source}"), true);
        assert!(found.is_empty(), "{found:?}");
    }
}

/// What is wrong with the footer where a policy allows images and these sources only.
fn under_policy(browser: &Browser, sources: &str, styled: bool) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let policy = format!(
        "<meta http-equiv=content-security-policy content=\"default-src 'none'; img-src data: file:; {sources}\">"
    );
    let page = page("", "<main>@</main>").replace("<style></style>", &policy);
    inject(folder.path(), [("policy", page)].into_iter());
    let screens = SCREENS.iter().flat_map(|&screen| {
        browser.show_on(screen);
        browser.open(&file(folder.path(), "out", "policy"));
        faults(&look(browser), styled)
    });
    screens.collect()
}

/// Looks at each page on each screen, without and with the footer, and fails with all that is wrong.
fn check<'a>(
    browser: &Browser,
    pages: impl Iterator<Item = (&'a str, Others)>,
    both: impl Fn(&str, Screen) -> (serde_json::Value, serde_json::Value),
) {
    let mut wrong = Vec::new();
    for (name, others) in pages {
        for screen in SCREENS {
            let (bare, look) = both(name, screen);
            let mut found = faults(&look, true);
            let moved = moved(&bare, &look);
            if others == Stay && !moved.is_empty() {
                found.push(format!("moved: {moved:?}"));
            }
            if !found.is_empty() {
                let picture = browser.picture(&format!("{name}-{}", screen.width));
                wrong.push(format!("{name}, {screen:?}: {found:?}; see {}", picture.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The page's own elements whose boxes differ, before and after.
fn moved(bare: &serde_json::Value, look: &serde_json::Value) -> Vec<([i64; 4], [i64; 4])> {
    let rects = |value: &serde_json::Value| -> Vec<[i64; 4]> {
        value["others"].as_array().into_iter().flatten().map(rect).collect()
    };
    let (before, after) = (rects(bare), rects(look));
    // an element that the page leaves open holds the footer and is not looked at
    assert!((after.len()..=after.len() + 1).contains(&before.len()), "{before:?}, {after:?}");
    let differ =
        |pair: &([i64; 4], [i64; 4])| pair.0.iter().zip(pair.1).any(|(a, b)| (a - b).abs() > SLACK);
    before.into_iter().zip(after).filter(differ).collect()
}

fn file(folder: &Path, tree: &str, name: &str) -> String {
    format!("file://{}/{tree}/{name}.html", folder.display())
}

/// The pages without the footer in `bare`, with it in `out`.
fn inject(folder: &Path, pages: impl Iterator<Item = (&'static str, String)>) {
    let bare = folder.join("bare");
    fs::create_dir(&bare).expect("a folder");
    for (name, page) in pages {
        fs::write(bare.join(name).with_extension("html"), page).expect("a file");
    }
    fs::write(folder.join("badge.png"), BADGE).expect("a file");
    let written = ["inject", "bare", "--out", "out", "--badge", "badge.png", "--since", "2019"];
    let declared = ["--icp", ICP, "--police", POLICE, "--owner", OWNER, "--today", "2026-11-22"];
    let output = beian(folder, &[&written[..], &declared].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn page(style: &str, body: &str) -> String {
    let body = paragraphs(body);
    format!(
        "<!doctype html><html lang=zh-CN><head><meta charset=utf-8><meta name=viewport content=width=device-width>\
         <meta name=color-scheme content='light dark'><title>某某科技</title><style>{style}</style></head>\
         <body>{body}</body></html>"
    )
}

/// Puts paragraphs in for their signs.
fn paragraphs(body: &str) -> String {
    let one = "<p>纸、笔和本子，样样都有。</p>";
    body.replace('@', one).replace('#', &one.repeat(50))
}
