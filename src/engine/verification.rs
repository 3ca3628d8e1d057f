//! `inject --verify`: a sample of the pages in a browser, on both screens.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::browser::ScreenPicture;
use crate::domain::lang::Text;
use crate::facts::Screen;

use super::rendering::{self, RenderOptions, Rendering};
use super::stop::Stop;

/// Pages of a folder that are opened, one of each layout.
pub(super) const MAX_VERIFIED: usize = 8;

/// What was looked at.
#[derive(Debug, Default)]
pub(super) struct InjectVerification {
    /// Pages that were opened.
    pub(super) pages: usize,
    /// What is not as it should be.
    pub(super) problems: Vec<UnseenFooter>,
    /// What scripts make of pages whose numbers are seen.
    pub(super) notes: Vec<(PathBuf, Text)>,
}

/// A footer that is not seen, or could not be looked at.
#[derive(Debug)]
pub(super) struct UnseenFooter {
    /// The page, relative to the folder.
    pub(super) page: PathBuf,
    /// The screen; `None` where the page could not be opened.
    pub(super) screen: Option<Screen>,
    /// What is wrong, in words.
    pub(super) what: Text,
    /// A picture of it.
    pub(super) picture: Option<PathBuf>,
}

/// Opens pages of a folder and looks for the numbers that each must show. Pictures of pages where one is not seen are
/// written to a new folder for temporary files.
pub(super) async fn verify_pages(
    options: &RenderOptions,
    (root, base_path): (&Path, &str),
    pages: &[PathBuf],
    numbers: &[String],
    stop: &Stop,
) -> InjectVerification {
    let rendering = Rendering::new(options.clone());
    let mut found = InjectVerification::default();
    let mut folder = None;
    for page in pages {
        if stop.is_requested() {
            break;
        }
        found.pages += 1;
        let url = rendering::address_of(base_path, &page.to_string_lossy());
        let upstream = rendering::folder(root, base_path);
        let (screens, fault) = rendering.pictures(&url, upstream, &|| Duration::ZERO).await;
        if let Some(what) = fault {
            let (page, picture) = (page.clone(), None);
            found.problems.push(UnseenFooter { page, screen: None, what, picture });
        }
        if let Some(screen) = screens.first() {
            let html = fs::read(root.join(page)).unwrap_or_default();
            found.notes.extend(by_scripts(screen, numbers, &html).map(|note| (page.clone(), note)));
        }
        for screen in screens {
            let Some(what) = unseen(&screen, numbers) else { continue };
            let picture = keep(&mut folder, found.problems.len(), &screen).ok().flatten();
            let (page, screen) = (page.clone(), Some(screen.screen));
            found.problems.push(UnseenFooter { page, screen, what, picture });
        }
    }
    found
}

/// Whether a page has a footer of ours.
fn has_footer(html: &[u8]) -> bool {
    count(html, "<beian-footer") + count(html, "data-beian-footer") > 0
}

fn count(html: &[u8], text: &str) -> usize {
    html.windows(text.len()).filter(|it| *it == text.as_bytes()).count()
}

/// What scripts have made of a footer whose numbers are all seen: they took it out and show their own, or show them as well.
fn by_scripts(screen: &ScreenPicture, numbers: &[String], html: &[u8]) -> Option<Text> {
    let is_seen = |number: &String| {
        let mut all = screen.filings.iter().filter(|it| it.laid_out.number == *number);
        all.any(|it| it.laid_out.unseen.is_none())
    };
    if !has_footer(html) || !numbers.iter().all(is_seen) {
        return None;
    }
    if screen.dom.as_ref().is_some_and(|dom| !has_footer(dom.as_bytes())) {
        return Some(Text::fixed(
            "脚本去掉了写入的页脚，看到的编号是脚本自己写的",
            "scripts take out the footer that was put in; the numbers that are seen are their own",
        ));
    }
    let twice =
        numbers.iter().filter(|it| count(html, it) == 1 && times_seen(&screen.judged, it) > 1);
    let twice: Vec<&str> = twice.map(String::as_str).collect();
    (!twice.is_empty()).then(|| {
        let (zh, en) = (twice.join("、"), twice.join(", "));
        Text::made(
            format!("{zh} 在页面上出现不止一次：脚本也写了"),
            format!("{en}: more than once on the page, since scripts write it as well"),
        )
    })
}

/// How often a page as it is judged shows a number: in its text, and not hidden.
fn times_seen(judged: &str, number: &str) -> usize {
    let shown = judged.match_indices(number).filter(|(at, _)| {
        let before = &judged[..*at];
        let (tag, text) = (before.rfind('<'), before.rfind('>'));
        // inside of a tag it is the value of an attribute
        let Some(tag) = tag.filter(|tag| text > Some(*tag)) else { return false };
        !["<span hidden", "<title"].iter().any(|it| before[tag..].starts_with(it))
    });
    shown.count()
}

/// Which numbers nobody sees there, and why.
fn unseen(screen: &ScreenPicture, numbers: &[String]) -> Option<Text> {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for number in numbers {
        let all = || screen.filings.iter().filter(|it| it.laid_out.number == *number);
        if all().any(|it| it.laid_out.unseen.is_none()) {
            continue;
        }
        if let Some(why) = all().find_map(|it| it.laid_out.unseen) {
            let why = why.text();
            zh.push(format!("看不见：{number} {}", why.zh));
            en.push(format!("not seen: {number} {}", why.en));
        } else {
            zh.push(format!(
                "脚本运行后没有 {number}：它所在的元素被脚本接管，请用 --into 放到别的元素里"
            ));
            en.push(format!(
                "{number} is gone once scripts have run: they take over the element that it is in; put it elsewhere with --into"
            ));
        }
    }
    (!zh.is_empty()).then(|| Text::made(zh.join("；"), en.join("; ")))
}

/// Writes a picture, into a folder that stays.
fn keep(
    folder: &mut Option<PathBuf>,
    number: usize,
    screen: &ScreenPicture,
) -> io::Result<Option<PathBuf>> {
    let Some(bytes) = screen.window.as_ref().or(screen.page.as_ref()) else { return Ok(None) };
    let ending = if screen.window.is_some() { "png" } else { "jpg" };
    let place = match folder {
        Some(place) => place.clone(),
        None => tempfile::Builder::new().prefix("beian-verify-").tempdir()?.keep(),
    };
    *folder = Some(place.clone());
    let path = place.join(format!("{}.{ending}", number + 1));
    fs::write(&path, bytes)?;
    Ok(Some(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_where_its_text_is_shown() {
        let times = |judged: &str| times_seen(judged, "京ICP备19004817号-1");
        assert_eq!(
            times("<title\n>京ICP备19004817号-1</title\n><p title=\"京ICP备19004817号-1\"\n>"),
            0
        );
        assert_eq!(
            times("<p\n>京ICP备19004817号-1</p\n><span hidden\n>京ICP备19004817号-1</span\n>"),
            1
        );
        assert_eq!(times("<a\n>© 京ICP备19004817号-1</a\n><b\n>京ICP备19004817号-1 "), 2);
        assert_eq!(times(""), 0);
    }
}
