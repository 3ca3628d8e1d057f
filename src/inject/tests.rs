//! Jobs on single pages.

use std::path::Path;

use super::badge::BadgeImage;
use super::*;
use crate::domain::date::Date;
use crate::domain::icp_number::IcpNumber;
use crate::domain::police_number::PoliceNumber;
use crate::domain::site::{DeclaredPolice, Site};

pub(super) const ICP: &str = "京ICP备19004817号-1";
pub(super) const POLICE: &str = "京公网安备11010502046718号";
pub(super) const OWNER: &str = "青禾文具（北京）有限公司";

pub(super) fn footer() -> SiteFooter {
    SiteFooter {
        site: Site {
            icp: Some(IcpNumber::parse(ICP).unwrap()),
            police: Some(DeclaredPolice::Number(PoliceNumber::parse(POLICE).unwrap())),
            owner: Some(OWNER.to_owned()),
            since: Some(2019),
            ..Site::default()
        },
        today: Date::constant(2026, 11, 22),
        template: Template::new(block::DEFAULT_TEMPLATE).unwrap(),
        badge: Some(BadgeImage::new(b"\x89PNG.".to_vec(), false).unwrap()),
        base_path: None,
    }
}

/// A job that puts a footer in, without further options.
pub(super) fn putting(footer: SiteFooter) -> PageJob {
    PageJob::new(Action::Put(Box::new(footer), PutOptions::default()))
}

pub(super) fn job() -> PageJob {
    putting(footer())
}

/// A job that also corrects links.
pub(super) fn fixing() -> PageJob {
    let options = PutOptions { fix_links: true, ..PutOptions::default() };
    PageJob::new(Action::Put(Box::new(footer()), options))
}

pub(super) fn removal() -> PageJob {
    PageJob::new(Action::Remove)
}

pub(super) fn page(body: &str) -> String {
    format!(
        "<!doctype html>\n<html><head><meta charset=utf-8><title>x</title></head><body>{body}</body></html>\n"
    )
}

/// The page after the job, and what was done.
pub(super) fn run(job: &PageJob, page: &[u8]) -> (Vec<u8>, PageEdit) {
    let outcome = job.edit(Path::new("a/b.html"), page);
    let mut new = Vec::new();
    splice::apply(page, &outcome.splices, &mut new);
    (new, outcome)
}

fn text(job: &PageJob, page: &str) -> (String, EditStatus) {
    let (new, outcome) = run(job, page.as_bytes());
    (String::from_utf8(new).unwrap(), outcome.status)
}

#[test]
fn a_page_without_a_footer_gets_all_that_is_declared_and_only_once() {
    let (job, old) = (job(), page("<p>hello</p>"));
    footer().check_template().unwrap();
    let (new, status) = text(&job, &old);
    assert_eq!(status, EditStatus::Added);
    let (before, rest) = new.split_once("<beian-footer").unwrap();
    let (block, after) = rest.split_once("</beian-footer>").unwrap();
    assert_eq!(format!("{before}{after}"), old);
    assert!(after.starts_with("</body>"), "{new}");
    for part in [
        "href=\"https://beian.miit.gov.cn/\"",
        ICP,
        "https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718",
        POLICE,
        "../beian-police-",
        "2019–2026",
        OWNER,
    ] {
        assert!(block.contains(part), "{part} in {block}");
    }
    assert_eq!(text(&job, &new), (new.clone(), EditStatus::Unchanged));
    let remove = removal();
    assert_eq!(text(&remove, &new), (old.clone(), EditStatus::Removed));
    assert_eq!(text(&remove, &old), (old, EditStatus::Unchanged));
}

#[test]
fn new_values_replace_the_block_in_its_place() {
    let (new, _) = text(&job(), &page("x"));
    let mut other = footer();
    other.site.icp = Some(IcpNumber::parse("京ICP备19004817号-2").unwrap());
    let (newer, status) = text(&putting(other), &new);
    assert_eq!(status, EditStatus::Updated);
    assert_eq!(newer, new.replace("号-1", "号-2"));
}

#[test]
fn what_the_page_shows_correctly_is_not_repeated() {
    let right = format!("<footer><a href=\"https://beian.miit.gov.cn/\">{ICP}</a></footer>");
    let (new, status) = text(&job(), &page(&right));
    assert_eq!(status, EditStatus::Added);
    assert_eq!(new.matches(ICP).count(), 1);
    assert!(new.contains(POLICE) && new.contains(OWNER));
    let all = format!(
        "<footer><p>© 2019-2026 {OWNER}</p>{right}<img src=/beian.png alt=''><a \
         href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718\">{POLICE}</a></footer>"
    );
    assert_eq!(text(&job(), &page(&all)), (page(&all), EditStatus::Complete));
}

#[test]
fn a_faulty_footer_of_the_page_itself_is_reported_not_doubled() {
    let mut declared = footer();
    declared.site.police = None;
    declared.site.owner = None;
    let job = putting(declared);
    for (own, fault) in [
        (ICP, "icp-not-linked"),
        ("<a href='https://beian.miit.gov.cn/'>沪ICP备19004817号-1</a>", "icp-mismatch"),
        ("<a href='https://beian.miit.gov.cn/'>京ICP备12345678号-1</a>", "icp-placeholder"),
    ] {
        let old = page(&format!("<footer>{own}</footer>"));
        let (new, outcome) = run(&job, old.as_bytes());
        assert_eq!(String::from_utf8(new).unwrap(), old);
        assert_eq!((outcome.status, outcome.incomplete), (EditStatus::Faulty, true), "{own}");
        assert!(outcome.faults.contains(&fault), "{own}: {:?}", outcome.faults);
    }
}

#[test]
fn outdated_links_are_corrected_in_place_when_asked_for() {
    let old = page(&format!(
        "<p>as <a href='http://www.miitbeian.gov.cn/'>they say</a></p><footer>© 2019-2026 {OWNER} \
         <a href='http://www.miitbeian.gov.cn/'>{ICP}</a> <a href=http://www.beian.gov.cn/><img src=/beian.png></a>\
         <a href=http://www.beian.gov.cn/>{POLICE}</a></footer>"
    ));
    let job = fixing();
    let (new, outcome) = run(&job, old.as_bytes());
    assert_eq!((outcome.links_fixed, outcome.status), (3, EditStatus::Complete));
    let police = "https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718";
    let expected = old
        .replace(
            &format!("'http://www.miitbeian.gov.cn/'>{ICP}"),
            &format!("'https://beian.miit.gov.cn/'>{ICP}"),
        )
        .replace("http://www.beian.gov.cn/", &format!("\"{police}\""));
    assert_eq!(String::from_utf8(new).unwrap(), expected);
}

#[test]
fn the_block_is_written_in_the_pages_own_encoding() {
    let old = encoding_rs::GBK.encode(
        "<!doctype html><html><head><meta charset=gb2312><title>中文</title></head><body>你好</body></html>",
    ).0.into_owned();
    let (new, outcome) = run(&job(), &old);
    assert_eq!(outcome.status, EditStatus::Added);
    let (text, _, faulty) = encoding_rs::GBK.decode(&new);
    assert!(!faulty && text.contains(ICP) && text.contains("&#169;"), "{text}");
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(page("你好𠮷").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let (new, outcome) = run(&job(), &utf16);
    assert_eq!(outcome.status, EditStatus::Added);
    let (text, _, faulty) = encoding_rs::UTF_16LE.decode(&new);
    assert!(!faulty && text.contains(ICP) && text.ends_with("</body></html>\n"), "{text}");
    assert_eq!(run(&removal(), &new).0, utf16);
}

#[test]
fn a_utf_16_page_is_read_as_such_whatever_its_meta_says() {
    let footer = format!("<footer><a href='https://beian.miit.gov.cn/'>{ICP}</a></footer>");
    let page = page(&footer).replace("charset=utf-8", "charset=gb2312");
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(page.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let (new, outcome) = run(&job(), &utf16);
    assert_eq!(outcome.status, EditStatus::Added);
    let (text, _, _) = encoding_rs::UTF_16BE.decode(&new);
    assert_eq!(text.matches(ICP).count(), 1, "{text}");
}

#[test]
fn a_template_that_would_not_do_is_refused() {
    let check = |source: &str| {
        let template = Template::new(source)?;
        SiteFooter { template, ..footer() }.check_template()
    };
    for (source, line, words) in [
        ("<p>\n{% if icp %}", Some(2), ""),
        ("{{ icp.nubmer }}", Some(1), ""),
        ("{{ icpp.number }}", Some(1), ""),
        ("<beian-footer>{{ icp.number }}</beian-footer>", None, "put around it anyway"),
        ("{{ icp.number }}", Some(1), "{% if icp %}"),
        ("<div>{% if icp %}{{ icp.number }}{% endif %}", None, "leaves an element open"),
        ("</beian-footer>", None, "put around it anyway"),
        ("<p>{% if icp %}{{ icp.number }}{% endif %}</p>", None, "ICP number as a visible link"),
        (
            "{% if icp %}<a href={{ icp.url }}>{{ icp.number }}</a>{% endif %}",
            None,
            "police number",
        ),
        ("<!-- ", None, ""),
    ] {
        let error = check(source).unwrap_err();
        assert!(error.what.contains(words), "{source}: {error:?}");
        if line.is_some() {
            assert_eq!(error.line, line, "{source}: {error:?}");
        }
    }
    check("{% if icp %}<a href={{ icp.url }}>{{ icp.number }}</a>{% endif %} {% if police %}<a href='{{ police.url }}'>{{ police.number }}</a>{% endif %}").unwrap();
}

#[test]
fn values_are_text_in_the_block() {
    let mut declared = footer();
    declared.site.owner = Some("A&B <i>\"x\"</i>".to_owned());
    let (new, _) = text(&putting(declared), &page("x"));
    assert!(new.contains("A&amp;B &lt;i&gt;&quot;x&quot;&lt;/i&gt;"), "{new}");
}

#[test]
fn a_block_that_is_set_apart_stays_so_when_the_page_grows_behind_it() {
    let old = "<!doctype html><title>x</title><body><p>hello";
    let (new, status) = text(&job(), old);
    assert_eq!(status, EditStatus::Added);
    assert!(new.contains("<beian-footer><object>"), "{new}");
    let grown = format!("{new}<div>more</div></body>");
    assert_eq!(text(&job(), &grown), (grown.clone(), EditStatus::Unchanged));
}

#[test]
fn blocks_are_taken_out_of_pages_that_could_not_carry_one() {
    let remove = removal();
    let (block, old) = (footer().snippet().unwrap(), "<p>x</p>");
    assert_eq!(text(&remove, &format!("{old}{block}")), (old.to_owned(), EditStatus::Removed));
    let cut = format!("<!doctype html>{block}<script>");
    assert_eq!(text(&remove, &cut), (cut.replace(&block, ""), EditStatus::Removed));
}

#[test]
fn what_somebody_else_wrote_is_never_taken_out() {
    let remove = removal();
    let foreign = EditStatus::Skipped(Skip::Foreign);
    let snippet = footer().snippet().unwrap();
    let theirs = [
        "<beian-footer>本站由张三维护</beian-footer>".to_owned(),
        snippet.replace("</div>", "技术支持：某公司</div>"),
        snippet.replace("</beian-footer>", "<p>自己写的一段话</p></beian-footer>"),
    ];
    for block in &theirs {
        let old = page(&format!("<p>x</p>{block}"));
        assert_eq!(text(&remove, &old), (old.clone(), foreign.clone()));
        let (new, _) = text(&job(), &old);
        assert!(new.contains(block), "{new}");
        assert_eq!(text(&job(), &new).0, new);
        if new != old {
            assert_eq!(text(&remove, &new), (old, EditStatus::Removed));
        }
    }
    // it says what is declared, so that nothing is added
    for block in &theirs[1..] {
        let old = page(block);
        assert_eq!(text(&job(), &old), (old.clone(), EditStatus::Complete));
    }
}

#[test]
fn a_block_of_a_users_template_is_recognised_by_its_hash() {
    let job = |number: &str| {
        let template = Template::new(
            "<p>本站备案：{% if icp %}<a href=\"{{ icp.url }}\">{{ icp.number }}</a>{% endif %}</p>\n",
        );
        let icp = IcpNumber::parse(number).ok();
        let site = Site { icp, ..Site::default() };
        putting(SiteFooter { template: template.unwrap(), site, ..footer() })
    };
    let (job, newer_job) = (job(ICP), job("京ICP备19004817号-2"));
    let old = page("<p>x</p>");
    let (new, status) = text(&job, &old);
    assert!(status == EditStatus::Added && new.contains("<beian-footer data-seal=\""), "{new}");
    assert_eq!(text(&job, &new), (new.clone(), EditStatus::Unchanged));
    let (newer, status) = text(&newer_job, &new);
    assert!(status == EditStatus::Updated && newer.contains("号-2<"), "{newer}");
    let remove = removal();
    assert_eq!(text(&remove, &newer), (old.clone(), EditStatus::Removed));
    let gbk = encoding_rs::GBK.encode(&old.replace("charset=utf-8", "charset=gbk")).0.into_owned();
    let (new, _) = run(&job, &gbk);
    assert_eq!(run(&job, &new).1.status, EditStatus::Unchanged);
    assert_eq!(run(&remove, &new).0, gbk);
}

#[test]
fn pages_of_a_closed_vocabulary_get_links_alone() {
    let amp = page("<h1>青禾文具</h1><p>hello</p>").replace("<html>", "<html ⚡ lang=zh>");
    let mip = amp.replace('⚡', "mip");
    for (old, image) in [(amp, "<amp-img "), (mip, "<mip-img ")] {
        let (new, status) = text(&job(), &old);
        assert_eq!(status, EditStatus::Added);
        let (_, block) = new.split_once("<div data-beian-footer").unwrap();
        for part in [ICP, POLICE, OWNER, image] {
            assert!(block.contains(part), "{part} in {block}");
        }
        assert!(!new.contains("<style") && !new.contains("<beian-footer") && !new.contains("<img"));
        assert_eq!(text(&job(), &new), (new.clone(), EditStatus::Unchanged));
        let mut other = footer();
        other.site.icp = Some(IcpNumber::parse("京ICP备19004817号-2").unwrap());
        assert_eq!(text(&putting(other), &new), (new.replace("号-1", "号-2"), EditStatus::Updated));
        assert_eq!(text(&removal(), &new), (old, EditStatus::Removed));
    }
}
