//! The laws of an edit, on generated pages and on the inputs of html5lib's tree construction tests.

use std::collections::BTreeMap;
use std::path::Path;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};
use proptest::prelude::*;

use super::tests::{ICP, POLICE, fixing, footer, page, removal};
use super::{Action, ELEMENT, EditStatus, IntoSelector, PageEdit, PageJob, PutOptions, splice};
use crate::facts::{self, RawPage};
use crate::html;
use crate::html::differential::{config, documents, soup};

/// Holds a page against every law, and says what was done.
fn check(page: &[u8]) -> Result<EditStatus, String> {
    check_into(page, None)
}

/// The same for a block in the element that a selector names.
fn check_into(page: &[u8], selector: Option<&str>) -> Result<EditStatus, String> {
    let options = PutOptions { fragments: true, ..PutOptions::default() };
    let into = selector.map(|text| IntoSelector::parse(text).expect("a selector"));
    let adding = PageJob::new(Action::Put(Box::new(footer()), options)).into_element(into);
    let removing = removal();
    let (new, outcome) = edit(&adding, page);
    if outcome.status != EditStatus::Added {
        // taking remains of a block out is no concern here: the pages have none
        return if new == page { Ok(outcome.status) } else { Err("touched".to_owned()) };
    }
    let [put] = outcome.splices.as_slice() else { return Err("not one splice".to_owned()) };
    let (before, after) = page.split_at(put.range.start);
    let law = |holds: bool, law: &str| if holds { Ok(()) } else { Err(law.to_owned()) };
    law(put.range.is_empty() && new == [before, &put.with, after].concat(), "bytes outside")?;
    let (again, second) = edit(&adding, &new);
    law(second.status == EditStatus::Unchanged && again == new, "inject twice")?;
    let (without, third) = edit(&removing, &new);
    law(third.status == EditStatus::Removed && without == page, "inject and remove")?;
    match (selector, outcome.into_missed) {
        (Some(_), None) => law(html::is_added(page, &new, ELEMENT), "tree, inside")?,
        _ => law(html::is_added_last(page, &new, ELEMENT), "tree")?,
    }
    let (old_facts, new_facts) = (read(page), read(&new));
    let wanted = footer().site.icp.expect("the footer has a number");
    let shown = new_facts
        .icp
        .iter()
        .filter(|it| it.number == wanted && it.is_linked() && it.visibility.is_shown());
    law(shown.count() == old_facts.icp.len() + 1, "seen once, as a link")?;
    Ok(outcome.status)
}

/// Runs one after the other over a page: at any time, removal restores it, and a second run like the last changes nothing.
fn check_runs(page: &[u8], selectors: &[Option<&str>]) -> Result<(), String> {
    let options = PutOptions { fragments: true, ..PutOptions::default() };
    let mut now = page.to_vec();
    for (number, selector) in selectors.iter().enumerate() {
        let into = selector.map(|text| IntoSelector::parse(text).expect("a selector"));
        let mut footer = footer();
        if number % 2 == 1 {
            footer.site.owner = Some(format!("店{number}"));
        }
        let job = PageJob::new(Action::Put(Box::new(footer), options)).into_element(into);
        let (new, outcome) = edit(&job, &now);
        let law = |holds: bool, law: &str| {
            let text = String::from_utf8_lossy(&new);
            if holds {
                Ok(())
            } else {
                Err(format!("{law}, run {number}, {:?}: {text}", outcome.status))
            }
        };
        let (again, _) = edit(&job, &new);
        law(again == new, "inject twice")?;
        let (without, _) = edit(&removal(), &new);
        law(without == page, "inject and remove")?;
        now.clone_from(&new);
    }
    Ok(())
}

fn edit(job: &PageJob, page: &[u8]) -> (Vec<u8>, PageEdit) {
    let outcome = job.edit(Path::new("index.html"), page);
    let mut new = Vec::new();
    splice::apply(page, &outcome.splices, &mut new);
    (new, outcome)
}

fn read(bytes: &[u8]) -> facts::PageFacts {
    facts::read(RawPage { bytes, content_type: None, links: 0 })
}

/// A page in one of the encodings of Chinese sites, with what else files have: a byte order mark, other line ends, NUL.
fn encode(html: &str, encoding: &'static Encoding, breaks: &str, mark: bool) -> Vec<u8> {
    let declared = format!("<meta charset={}>", encoding.name());
    let head = ["<head>", "<!doctype html>"].into_iter().find(|head| html.contains(head));
    let html = match head.and_then(|head| html.split_once(head).map(|(a, b)| (a, head, b))) {
        Some((before, head, after)) => format!("{before}{head}{declared}{after}"),
        None => declared + html,
    };
    let mut bytes = if mark && encoding == UTF_8 { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
    bytes.extend_from_slice(&encoding.encode(&html.replace('\n', breaks)).0);
    bytes
}

fn encodings() -> impl Strategy<Value = &'static Encoding> {
    prop::sample::select(vec![UTF_8, GBK, GB18030, BIG5, WINDOWS_1252])
}

/// Links of a footer as themes write them, right and wrong, around one number, both, or a picture.
fn links() -> impl Strategy<Value = String> {
    let href = prop::sample::select(vec![
        "https://beian.miit.gov.cn/",
        "https://beian.miit.gov.cn/#/Integrated/index",
        "http://beian.miit.gov.cn/",
        "http://www.miitbeian.gov.cn/",
        "https:/beian.miit.gov.cn/",
        "https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
        "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=11010502046718",
        "https://beian.mps.gov.cn/#/query/webSearch?code={code}",
        "https://beian.mps.gov.cn/",
        "/about.html",
        "#",
        "",
    ]);
    let inside = prop::sample::select(vec![
        ICP,
        POLICE,
        "京ICP备19004817号",
        "京ICP备１９００４８１７号-1",
        "京ICP备<b>1900</b>4817号-1",
        "沪ICP备20022513号-6",
        "京公网安备 11010502046719号",
        "<img src=/beian.png>",
        "<span>",
        "</span>",
        "<p>",
        "</a>",
        " | ",
        "备案",
    ]);
    let link = (href, prop::collection::vec(inside, 0..4))
        .prop_map(|(href, inside)| format!("<a href=\"{href}\">{}</a>", inside.concat()));
    prop::collection::vec(link, 1..5).prop_map(|links| links.join(" "))
}

/// The own ICP numbers whose link opens MIIT.
fn right_links(page: &[u8]) -> Vec<String> {
    let facts = read(page);
    let right = facts.icp.iter().filter(|it| {
        it.own
            && it
                .link
                .href
                .as_deref()
                .is_some_and(|it| it.starts_with("https://beian.miit.gov.cn/"))
    });
    right.map(|it| it.number.to_string()).collect()
}

/// What pages end with.
fn ends() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "\n",
        "</body></html>",
        "</body></html>\n",
        "</body>\n<script>x</script>\n</html>\n",
        "</html>\0",
        "\n\0",
        "</body></html><!-- x",
        "</",
        "<",
        "&amp",
        "</body></html>\n\n",
        "</body></div></html>",
    ])
}

/// What ends raw text, and what ends all that hides a block, so that most pages can carry one.
fn closers() -> impl Strategy<Value = &'static str> {
    const RAW: &str =
        "--></noscript></script></style></title></textarea></iframe></xmp></noframes>";
    const ALL: &str = "--></noscript></script></style></title></textarea></iframe></xmp></noframes></select></template></object></svg></math>";
    prop::sample::select(vec!["", RAW, ALL, ALL])
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn generated_documents_keep_the_laws(
        html in documents(), closers in closers(), end in ends(),
        encoding in encodings(), crlf: bool, mark: bool,
    ) {
        let page = encode(&(html + closers + end), encoding, if crlf { "\r\n" } else { "\n" }, mark);
        let kept = check(&page);
        prop_assert!(kept.is_ok(), "{:?}: {}", kept, String::from_utf8_lossy(&page));
    }

    #[test]
    fn generated_soup_keeps_the_laws(
        html in soup(), more in documents(), closers in closers(), end in ends(),
        encoding in encodings(),
    ) {
        let page = encode(&(html + &more + closers + end), encoding, "\n", false);
        let kept = check(&page);
        prop_assert!(kept.is_ok(), "{:?}: {}", kept, String::from_utf8_lossy(&page));
    }

    #[test]
    fn a_block_in_any_element_keeps_the_laws(
        html in documents(), closers in closers(), end in ends(), encoding in encodings(),
        selector in prop::sample::select(vec!["*", "div", "p", "span", "body > *", "td", ":last-child", "a, b, li"]),
    ) {
        let page = encode(&(html + closers + end), encoding, "\n", false);
        let kept = check_into(&page, Some(selector));
        prop_assert!(kept.is_ok(), "{selector} {:?}: {}", kept, String::from_utf8_lossy(&page));
    }

    #[test]
    fn a_block_in_soup_keeps_the_laws(
        html in soup(), more in documents(), closers in closers(), encoding in encodings(),
        selector in prop::sample::select(vec!["*", "div", "p", "span", "table *", "form", ":not(p)"]),
    ) {
        let page = encode(&(html + &more + closers), encoding, "\n", false);
        let kept = check_into(&page, Some(selector));
        prop_assert!(kept.is_ok(), "{selector} {:?}: {}", kept, String::from_utf8_lossy(&page));
    }

    #[test]
    fn runs_with_and_without_an_element_in_any_order_keep_the_page(
        html in documents(), closers in closers(), end in ends(), encoding in encodings(),
        selectors in prop::collection::vec(
            prop::sample::select(vec![None, None, Some("p"), Some("div"), Some("span"), Some("body > *"), Some("td, li, em")]),
            2..5,
        ),
    ) {
        let page = encode(&(html + "<footer><p>x</p><div>y</div></footer>" + closers + end), encoding, "\n", false);
        let kept = check_runs(&page, &selectors);
        prop_assert!(kept.is_ok(), "{selectors:?} {:?}: {}", kept, String::from_utf8_lossy(&page));
    }

    #[test]
    fn links_are_corrected_once_and_a_right_one_of_the_icp_number_stays(links in links()) {
        let page = page(&format!("<p>x</p><footer>{links}</footer>"));
        let (new, _) = edit(&fixing(), page.as_bytes());
        let (again, _) = edit(&fixing(), &new);
        let text = String::from_utf8_lossy(&new);
        prop_assert_eq!(String::from_utf8_lossy(&again), text.clone(), "twice: {}", page);
        let right = right_links(&new);
        for number in right_links(page.as_bytes()) {
            prop_assert!(right.contains(&number), "{} of {} is broken: {}", number, page, text);
        }
    }

    #[test]
    fn any_bytes_keep_the_laws(html in soup(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let page = [b"<!doctype html>", html.as_bytes(), &bytes].concat();
        let kept = check(&page);
        prop_assert!(kept.is_ok(), "{:?}: {}", kept, String::from_utf8_lossy(&page));
    }
}

/// `BEIAN_HTML5LIB` names a folder of `.dat` files; without it nothing is tested here.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test is told by its environment where its data are"
)]
fn inputs_of_html5lib_keep_the_laws() {
    let Some(folder) = std::env::var_os("BEIAN_HTML5LIB") else {
        eprintln!("skipped: BEIAN_HTML5LIB names no folder of html5lib's tree construction tests");
        return;
    };
    let mut done: BTreeMap<String, usize> = BTreeMap::new();
    let mut broken = Vec::new();
    for page in html5lib_inputs(Path::new(&folder)) {
        match check(&page) {
            Ok(status) => *done.entry(format!("{status:?}")).or_default() += 1,
            Err(law) => broken.push(format!("{law}: {:?}", String::from_utf8_lossy(&page))),
        }
    }
    println!("{done:#?}");
    assert!(done.get("Added").is_some_and(|&added| added > 1500), "too few: {done:?}");
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n"));
}

/// The inputs, as they are and as documents.
fn html5lib_inputs(folder: &Path) -> Vec<Vec<u8>> {
    let mut inputs = Vec::new();
    let files = std::fs::read_dir(folder).expect("a folder of tests").flatten();
    for path in
        files.map(|file| file.path()).filter(|path| path.extension() == Some("dat".as_ref()))
    {
        let tests = std::fs::read(&path).expect("a readable file");
        let tests = String::from_utf8_lossy(&tests);
        for test in format!("\n{tests}").split("\n#data\n").skip(1) {
            let Some((input, _)) = test.split_once("\n#errors") else { continue };
            if test.contains("\n#document-fragment") {
                continue; // read inside of another element
            }
            inputs.push(input.as_bytes().to_vec());
            inputs.push([b"<!doctype html>", input.as_bytes()].concat());
        }
    }
    inputs
}
