//! The end of a page: numbers of other registers in it, and its text and markup for rules that look for a word there.

use crate::domain::register;
use crate::html::{Outline, ROOT, Visibility, VisibilityMap};

use super::PageFacts;
use super::link::link_of;
use super::place::{Places, is_at_bottom};
use super::sighting::{Footer, Sighting};

/// How much of the rendered text is kept, and of the source that it stands in, in bytes.
const TEXT: usize = 6000;
const SOURCE: usize = 16_000;

/// Reads the end of the page.
pub(crate) fn read(
    outline: &Outline<'_>,
    shown: &mut VisibilityMap<'_, '_>,
    places: &mut Places<'_, '_>,
    facts: &mut PageFacts,
) {
    let text = outline.text.as_str();
    let start = text.ceil_char_boundary(text.len().saturating_sub(TEXT));
    let end = text.get(start..).unwrap_or_default();
    for (range, number) in register::find(end) {
        let at = start + range.start;
        let last = start + range.end.saturating_sub(1);
        let run = |at: usize| outline.run_at(at).and_then(|index| outline.runs.get(index));
        let Some((first, last)) = run(at).zip(run(last)) else { continue };
        let visibility = if last.node == ROOT { Visibility::Shown } else { shown.of(last.node) };
        let around = places.around(shown, last.node);
        facts.others.push(Sighting {
            number,
            raw: end.get(range).unwrap_or_default().to_owned(),
            line: places.line(first.source as usize),
            visibility,
            place: around.place(is_at_bottom(text, at)),
            link: link_of(outline, last.node),
            badge: None,
            own: true,
            occurrences: 1,
        });
    }
    let source = outline.run_at(start).and_then(|index| outline.runs.get(index));
    let from = source.map_or(0, |run| run.source as usize).min(outline.source.len());
    // the tags before the first text belong to it; where they are too many, the last ones are kept
    let from = from.saturating_sub(400).max(outline.source.len().saturating_sub(SOURCE));
    let from = outline.source.floor_char_boundary(from);
    facts.footer = Footer {
        text: end.to_owned(),
        markup: outline.source.get(from..).unwrap_or_default().to_owned(),
    };
}

#[cfg(test)]
mod tests {
    use crate::domain::register::Register;
    use crate::testkit::page::facts;

    #[test]
    fn other_registers_are_seen_with_link_and_visibility_and_are_no_filings() {
        let html = "<!doctype html><p>正文</p><footer><a href=https://beian.cac.gov.cn/>网信算备110000000000001230011号</a>\
            <span style=display:none>网站标识码：3300000001</span> 模型 Beijing-ShanHu-20240102</footer>";
        let shown = facts(html);
        let seen: Vec<_> = shown
            .others
            .iter()
            .map(|it| (it.number.register, it.link.is_plain(), it.visibility.is_shown()))
            .collect();
        assert_eq!(
            seen,
            [
                (Register::Algorithm, true, true),
                (Register::SiteCode, false, false),
                (Register::GenerativeAi, false, true),
            ]
        );
        assert!(shown.icp.is_empty() && shown.police.is_empty() && shown.licences.is_empty());
    }

    #[test]
    fn the_end_of_a_page_is_kept_for_a_search() {
        let html =
            "<!doctype html><p>正文</p><footer><a href=/LICENCE>营业执照</a><!-- gsxt --></footer>";
        let shown = facts(html);
        assert!(shown.footer.says(&["营业执照"]) && shown.footer.holds(&["/licence"]));
        assert!(!shown.footer.says(&["举报"]) && !shown.footer.holds(&["gsxt"]));
    }

    #[test]
    fn of_a_long_end_the_last_tags_are_kept() {
        let filler = "<i data-x='0123456789'></i>".repeat(2000);
        let html = format!("<!doctype html><p>正文</p>{filler}<a href=/licence></a>");
        let shown = facts(&html);
        assert!(shown.footer.holds(&["/licence"]));
    }
}
