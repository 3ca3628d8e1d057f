//! Reports in a real browser: on a portfolio with every rule and with text that would like to act, the page says nothing to
//! the console, asks for nothing, sorts, filters, fits every screen and prints.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use beian::rules::{self, Expect};
use serde_json::Value;

use super::support::program::beian;
use super::webdriver::{Browser, Screen};

/// Text that would like to be a formula, a command, markup, the end of a script, or something else than it looks like.
const HOSTILE: &str = "=cmd|'/c calc'!A1 ]]></script><script>alert(1)</script><img src=x onerror=alert(2)> \
     \u{1b}[31m \u{202e}gnp.exe {{7*7}} %{{x}} <!--";

/// Writes a site for each rule, of its failing examples, and sites with hostile text; and the `beian.toml` of them all.
fn portfolio(folder: &Path) {
    let mut toml =
        "[report]\nname = \"青禾 <b>网络</b>\"\naccent = \"#0f766e\"\nlogo = \"logo.svg\"\nfoot = \"0571-00000000\"\n".to_owned();
    fs::write(folder.join("logo.svg"), "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script>alert(3)</script><rect width='9' height='9'/></svg>").expect("written");
    let mut site = |name: &str, declared: &str, pages: &[String]| {
        let _ =
            writeln!(toml, "[[site]]\ndomain = \"{name}.example\"\ndir = \"{name}\"\n{declared}");
        fs::create_dir(folder.join(name)).expect("written");
        for (at, page) in pages.iter().enumerate() {
            let file = if at == 0 { "index.html".to_owned() } else { format!("page-{at}.html") };
            fs::write(folder.join(name).join(file), page).expect("written");
        }
    };
    for rule in rules::ALL {
        let Some(example) = rule.examples.iter().find(|it| it.expect == Expect::Fail) else {
            continue;
        };
        let pages: Vec<String> = example.pages.iter().map(|page| (*page).to_owned()).collect();
        let client =
            if example.declared.contains("client") { "" } else { "\nclient = \"规则 <i>\"" };
        site(rule.id, &format!("{}{client}", example.declared), &pages);
    }
    let long = "长".repeat(10_000);
    for (name, text) in [("hostile", HOSTILE), ("long", long.as_str())] {
        let page = format!(
            "<!doctype html><meta charset=utf-8><title>{long}</title><main><p>鸿雁</p></main>\
             <footer>© 2001 {0} 京ICP备1100000{0}1号 <a href=\"http://beian.miit.gov.cn/{0}\">京ICP备11000001号-1</a></footer>",
            text.replace('<', "&lt;")
        );
        let more: String = (0..70)
            .map(|at| format!("\u{1}{at}"))
            .map(|name| name.replace('\u{1}', "p"))
            .collect::<Vec<_>>()
            .join(" ");
        let declared = format!("owner = {}\nopened = 2026-10-30", toml::Value::from(text));
        site(name, &declared, &[page.clone(), page, more]);
    }
    fs::write(folder.join("beian.toml"), toml).expect("written");
}

fn written(folder: &Path, args: &[&str], name: &str) -> PathBuf {
    let mut all = args.to_vec();
    all.extend(["--today", "2026-11-22", "--format", "html", "-o", name]);
    let output = beian(folder, &all);
    assert!(
        matches!(output.status.code(), Some(0 | 1 | 3)),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    folder.join(name)
}

fn open(browser: &Browser, page: &Path, state: &str) {
    // a change of what follows # alone would load nothing
    browser.open("about:blank");
    browser.open(&format!("file://{}{state}", page.display()));
}

/// What is wrong with the page that is open, by what every page promises.
fn faults(browser: &Browser) -> Vec<String> {
    let faults = browser.run(
        "const faults = [];
         for (const it of document.querySelectorAll('details')) it.open = true;
         const wide = document.documentElement.scrollWidth;
         if (wide > innerWidth) faults.push(`${wide} pixels wide in a window of ${innerWidth}`);
         for (const it of document.querySelectorAll('.n')) {
           if (it.getClientRects().length > 1 && it.textContent.length < 35) faults.push(`broken: ${it.textContent}`);
         }
         const asked = performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith('data:'));
         if (asked.length) faults.push(`asked for ${asked.map(({ name }) => name)}`);
         if (document.querySelector('script:not([type]):not(:last-child), [onerror], iframe')) faults.push('markup of a page');
         return faults;",
    );
    let list = faults.as_array().expect("a list").iter();
    list.map(Value::to_string).chain(browser.complaints()).collect()
}

const WIDTHS: [u32; 3] = [360, 768, 1280];

fn screen(width: u32, dark: bool) -> Screen {
    Screen { width, height: 900, phone: width < 700, dark }
}

#[test]
fn reports_fit_every_screen_and_are_quiet() {
    let Some(browser) = Browser::start("reports_fit_every_screen_and_are_quiet") else { return };
    let folder = tempfile::tempdir().unwrap();
    portfolio(folder.path());
    let filing = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/filings/company-moves.toml");
    let mut wrong = Vec::new();
    for lang in ["zh", "en"] {
        for (name, args) in [
            ("owner", &["audit", "--local"][..]),
            ("client", &["audit", "--local", "--audience", "client"]),
            ("one", &["audit", "hostile"]),
            ("deadlines", &["deadlines", "--ledger", "none.db"]),
            ("preflight", &["preflight", filing]),
        ] {
            let mut args = args.to_vec();
            args.extend(["--lang", lang]);
            let page = written(folder.path(), &args, &format!("{name}-{lang}.html"));
            for width in WIDTHS {
                browser.show_on(screen(width, width == 768));
                open(&browser, &page, "");
                let faults = faults(&browser);
                wrong.extend(faults.into_iter().map(|it| format!("{name} {lang} {width}: {it}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_sorts_filters_and_is_told_by_its_address() {
    let Some(browser) = Browser::start("the_table_sorts_filters_and_is_told_by_its_address") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    portfolio(folder.path());
    let page = written(folder.path(), &["audit", "--local", "--lang", "en"], "report.html");
    browser.show_on(screen(1280, false));
    open(&browser, &page, "");
    let names = "[...document.querySelectorAll('#rows td.name')].map((it) => it.textContent)";
    let all = browser.run(&format!("return {names}.length")).as_u64().unwrap();
    assert!(all > 40, "{all}");
    let sorted = browser.run(&format!(
        "document.querySelector('th[data-sort=site] button').click();
         const names = {names};
         const sorted = [...names].sort(new Intl.Collator('en').compare);
         return [names.join() === sorted.join(), document.querySelector('th[data-sort=site]').ariaSort,
                 document.querySelectorAll('[aria-sort]').length, location.hash]"
    ));
    assert_eq!(sorted, serde_json::json!([true, "ascending", 1, "#sort=site"]));
    let found = browser.run(&format!(
        "const q = document.getElementById('q');
         q.value = 'icp-not';
         q.dispatchEvent(new Event('input', {{ bubbles: true }}));
         return [{names}, document.querySelectorAll('details.site').length, document.getElementById('count').textContent,
                 location.hash]"
    ));
    let shown = found[0].as_array().unwrap();
    assert!(!shown.is_empty() && shown.len() < 10, "{found}");
    assert!(shown.iter().all(|name| name.as_str().unwrap().contains("icp-not")), "{found}");
    assert_eq!(found[1], shown.len(), "the cards follow the table");
    assert!(found[2].as_str().unwrap().starts_with(&format!("{0} shown, {0} found", shown.len())));
    open(&browser, &page, "#q=icp-not&status=fail&sort=-site");
    let again = browser.run(&format!("return {names}"));
    let mut reversed = again.as_array().unwrap().clone();
    reversed.reverse();
    assert!(reversed.iter().all(|name| shown.contains(name)) && !reversed.is_empty(), "{again}");
    let rule = browser.run(&format!(
        "document.querySelector('button[type=reset]').click();
         return new Promise((done) => setTimeout(() => {{
           const rule = document.getElementById('rule');
           rule.value = 'icp-not-linked';
           rule.dispatchEvent(new Event('input', {{ bubbles: true }}));
           done({names});
         }}, 50))"
    ));
    assert!(rule.as_array().unwrap().contains(&"icp-not-linked.example".into()), "{rule}");
    open(&browser, &page, "#site-icp-not-linked.example");
    let opened = browser.run(
        "return [[...document.querySelectorAll('details.site[open] .name')].map((it) => it.textContent),
                 document.querySelectorAll('details[open] .code button').length > 0]",
    );
    assert_eq!(opened, serde_json::json!([["icp-not-linked.example"], true]));
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let pdf = browser.print();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 50_000, "{} bytes", pdf.len());
}

/// The results of the portfolio again and again, by other names: so many sites that most are data of the page.
fn results_of_many(folder: &Path, sites: usize) {
    let args = ["audit", "--local", "--today", "2026-11-22", "--format", "jsonl", "--lang", "en"];
    let text = String::from_utf8(beian(folder, &args).stdout).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    let (mut results, mut targets) = (String::new(), String::new());
    for (at, line) in lines.iter().cycle().take(sites).enumerate() {
        let (target, rest) =
            line.strip_prefix("{\"target\":\"").and_then(|it| it.split_once('"')).expect("a site");
        let _ = writeln!(results, "{{\"target\":\"s{at:04}-{target}.example\"{rest}");
        let _ = writeln!(targets, "s{at:04}-{target}.example");
    }
    fs::write(folder.join("results.jsonl"), results).expect("written");
    fs::write(folder.join("targets.txt"), targets).expect("written");
}

#[test]
fn a_page_of_many_sites_draws_what_is_looked_at() {
    let Some(browser) = Browser::start("a_page_of_many_sites_draws_what_is_looked_at") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    portfolio(folder.path());
    results_of_many(folder.path(), 700);
    let args = ["audit", "--targets", "targets.txt", "--resume", "results.jsonl", "--lang", "en"];
    let page = written(folder.path(), &args, "many.html");
    browser.show_on(screen(1280, false));
    open(&browser, &page, "");
    // Every card: from the page, or made of the data by the script.
    let shown = browser.run(
        "const drawn = [];
         for (let at = 0; at < 8; at += 1) document.getElementById('more').click();
         for (const card of document.querySelectorAll('details.site')) {
           drawn.push([card.querySelector('article').id, card.textContent.length, card.querySelectorAll('script').length]);
         }
         return drawn",
    );
    let shown = shown.as_array().unwrap();
    assert_eq!(shown.len(), 700);
    for card in shown {
        assert!(card[1].as_u64() > Some(100) && card[2] == 0, "{card}");
    }
    let texts = browser.run(
        "const all = [...document.querySelectorAll('details.site')].map((it) => it.textContent);
         return [all.filter((it) => /[\\ue000-\\uf8ff]|undefined/.test(it)).length,
                 all.filter((it) => it.includes('=cmd')).length]",
    );
    assert_eq!(texts[0], 0, "every sign became its piece");
    assert!(texts[1].as_u64() > Some(3), "{texts}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
