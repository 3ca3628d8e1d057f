use crate::config::{Audience, Brand, Logo};
use crate::report::model::{AcceptedBy, AcceptedFinding, Report, SiteReport};
use crate::report::{FooterPicture, FooterPictures, sample};

use super::*;

struct OnePicture;

impl FooterPictures for OnePicture {
    fn picture(&self, site: &SiteReport) -> Option<FooterPicture> {
        let text = Text::fixed("页脚 <b>", "the footer <b>");
        let picture = FooterPicture { media_type: "image/png", bytes: vec![1, 2, 3], text };
        Some(picture).filter(|_| site.target == "clean.example")
    }
}

#[test]
fn a_site_has_its_picture_and_what_does_not_count() {
    let mut report = sample::hostile();
    let finding = report.sites[0].findings[0].clone();
    report.sites[1].accepted = vec![AcceptedFinding {
        finding,
        review: false,
        by: AcceptedBy::Exempt,
        reason: Some("改版 <i>".into()),
        until: Some("2027-01-31".into()),
    }];
    let mut out = Vec::new();
    let view = View { pictures: Some(&OnePicture), ..View::from(&report) };
    write(&view, &sample::style(Lang::Zh), &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    assert_eq!(page.matches("<img").count(), 1);
    let image = "<img src=\"data:image/png;base64,AQID\" alt=\"页脚 &lt;b&gt;\"";
    assert!(page.contains(image), "{page}");
    assert!(
        page.contains("已豁免，至 <span class=\"n\">2027-01-31</span>，改版 &lt;i&gt;"),
        "{page}"
    );
}

fn written(report: &Report, style: &Style<'_>) -> String {
    let mut out = Vec::new();
    write(&View::from(report), style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_page_reads_as_it_looks() {
    let page = written(&sample::hostile(), &sample::style(Lang::Zh));
    let (_, body) = page.split_once("<body").unwrap();
    let (body, _) = body.rsplit_once("<script").unwrap();
    insta::assert_snapshot!(body);
}

#[test]
fn nothing_of_a_page_becomes_markup() {
    for lang in [Lang::Zh, Lang::En] {
        let page = written(&sample::hostile(), &sample::style(lang));
        assert_eq!(page.matches("<script").count(), 4, "rows, pieces, rules and the script");
        assert!(!page.contains("<script>") && !page.contains("javascript:"));
        assert!(!page.contains("src=\"http"));
        assert!(page.contains("&lt;script&gt;"));
        assert!(!page.contains(['\u{1b}', '\u{202e}', '\u{9b}']));
    }
}

#[test]
fn without_its_script_the_page_has_no_control() {
    let page = written(&sample::hostile(), &sample::style(Lang::Zh));
    let (page, _) = page.split_once("<script id=\"act\">").unwrap();
    let (before, form) =
        page.split_once("<form id=\"filters\" class=\"filters\" role=\"search\" hidden>").unwrap();
    let (form, after) = form.split_once("</form>").unwrap();
    let controls = |text: &str| ["<button", "<input", "<select"].map(|it| text.matches(it).count());
    assert_eq!(controls(before), [0, 0, 0]);
    assert_eq!(controls(form), [1, 1, 2]);
    let more = "<button type=\"button\" id=\"more\" hidden>";
    assert_eq!(controls(&after.replace(more, "")), [0, 0, 0]);
    assert!(page.contains("data-sort=\"status\" aria-sort=\"ascending\""), "sorted from the first");
}

#[test]
fn the_same_sites_give_the_same_bytes() {
    let style = sample::style(Lang::En);
    assert_eq!(written(&sample::hostile(), &style), written(&sample::hostile(), &style));
}

#[test]
fn who_hands_it_on_is_named() {
    let brand = Brand {
        name: Some("<b>青禾</b>".into()),
        accent: Some("#aabbcc".into()),
        foot: Some("电话 & 地址".into()),
        logo: Some(Logo { media_type: "image/png", bytes: vec![1, 2, 3] }),
    };
    let style = Style { brand: Some(&brand), ..sample::style(Lang::Zh) };
    let page = written(&sample::all_well(), &style);
    assert!(page.contains("&lt;b&gt;青禾&lt;/b&gt;"));
    assert!(page.contains(":root{--accent:#aabbcc}</style>"));
    assert!(page.contains("电话 &amp; 地址"));
    assert!(page.contains("src=\"data:image/png;base64,AQID\""));
}

#[test]
fn a_client_is_told_nothing_of_operation() {
    let mut report = sample::hostile();
    for site in &mut report.sites {
        for finding in &mut site.findings {
            finding.fix = "每次构建之后运行：\nbeian inject public\n或者粘贴：\n<a>x</a>".into();
        }
    }
    for lang in [Lang::Zh, Lang::En] {
        let style = Style { audience: Audience::Client, ..sample::style(lang) };
        let page = written(&report, &style);
        for word in ["beian inject", "beian.toml", "--max-pages", "[[site]]"] {
            assert!(!page.contains(word), "{word}");
        }
        assert!(page.contains("<pre>&lt;a&gt;x&lt;/a&gt;</pre>"));
    }
}

#[test]
fn of_many_sites_the_gravest_are_markup_and_all_are_data() {
    let report = sample::hostile();
    let mut sites = Vec::new();
    for at in 0..501 {
        let mut site = report.sites[at % 4].clone();
        site.target = format!("{at}.example");
        sites.push(site);
    }
    let page = written(&Report::new(report.started_at, sites), &sample::style(Lang::En));
    assert_eq!(page.matches("<tr data-site=").count(), 500);
    assert_eq!(page.matches("<details class=\"site\">").count(), 100);
    assert!(page.contains("id=\"rule-icp-not-linked\""), "reasons are said once");
    let (_, data) = page.split_once("id=\"data\">\n").unwrap();
    let (data, rest) = data.split_once("</script>").unwrap();
    let lines: Vec<&str> = data.lines().collect();
    assert_eq!(lines.len(), 501);
    let (row, html) = lines[1].split_once('\t').unwrap();
    let row: serde_json::Value = serde_json::from_str(row).unwrap();
    assert_eq!((&row[1], &row[0]), (&"1.example".into(), &3.into()), "{row}");
    let short: String = serde_json::from_str(html).unwrap();
    let (_, pieces) = rest.split_once("id=\"pieces\">").unwrap();
    let pieces: Vec<String> =
        serde_json::from_str(pieces.split_once("</script>").unwrap().0).unwrap();
    let whole = |char: char| {
        let at = u32::from(char).checked_sub(0xe000).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| pieces.get(at)).cloned().unwrap_or_else(|| char.to_string())
    };
    let html: String = short.chars().map(whole).collect();
    assert!(html.contains("京公网安备11010502000001号"), "{html}");
    assert!(html.starts_with("<details class=\"site\">") && html.ends_with("</details>"), "{html}");
    assert!(short.chars().count() * 4 < html.chars().count(), "{short}");
    assert!(rest.contains("id=\"rules\">[\"icp-not-linked\","), "{rest}");
}
