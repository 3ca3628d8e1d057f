//! The words of `beian inject`.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use crate::domain::lang::Text;
use crate::facts::Screen;
use crate::inject::files::EditSummary;
use crate::inject::{EditStatus, PageEdit};
use crate::report::escape;

/// The line for faults of the page's own footer.
pub(super) fn faults(edit: &PageEdit) -> Option<Text> {
    let first = edit.faults.first()?;
    let ids = edit.faults.join(", ");
    let (zh, en) = match edit.status {
        EditStatus::Faulty => ("未写入", "left"),
        _ => ("注意", "note"),
    };
    Some(Text::made(
        format!("{zh} {{}}：页面自带的备案信息有误（{ids}），改法见 beian explain {first}"),
        format!("{en} {{}}: its own footer is not right ({ids}); see beian explain {first}"),
    ))
}

/// The line for one link around both numbers.
pub(super) fn shared(edit: &PageEdit) -> Option<Text> {
    edit.link_is_shared.then(|| {
        Text::fixed(
            "注意 {}：ICP 备案号和公安备案号在同一个链接里，这个链接应指向工信部；请给公安备案号单独加一个链接",
            "note {}: one link is around the ICP number and the police number, and MIIT is where it must go; give the \
             police number a link of its own",
        )
    })
}

/// The line for a footer that the page's layout may cover.
pub(super) fn covered(edit: &PageEdit) -> Option<Text> {
    edit.may_be_covered.then(|| {
        Text::fixed(
            "注意 {}：页面的布局（脱离文档流的外层元素，或不滚动的 100vh 页面）可能遮住写在末尾的页脚；请在浏览器中查看，或把 beian snippet 的输出放进主题自己的页脚",
            "note {}: its layout (a wrapper out of the flow, or a body that does not scroll) may hide a footer at the \
             end; look at it in a browser, or put the output of beian snippet into the theme's own footer",
        )
    })
}

/// The line for a footer that is not in the element that was asked for.
pub(super) fn missed(edit: &PageEdit) -> Option<Text> {
    let why = edit.into_missed?.words();
    Some(Text::made(
        format!("注意 {{}}：{}，页脚写在不带 --into 时的位置", why.zh),
        format!("note {{}}: {}; the footer is where it goes without --into", why.en),
    ))
}

pub(super) fn failed(error: &io::Error) -> Text {
    Text::made(
        format!("错误：{{}} 无法处理：{error}；请检查该文件及所在目录的权限和磁盘空间，再运行一次"),
        format!(
            "error: {{}} was not done: {error}; check its permissions and the free space of the disk, then run again"
        ),
    )
}

pub(super) fn stale(error: &io::Error) -> Text {
    Text::made(
        format!("错误：{{}} 未能更新，仍是旧内容：{error}；请删除它或重新压缩"),
        format!(
            "error: {{}} is stale and could not be renewed: {error}; delete it or compress the page again"
        ),
    )
}

/// The line for the whole run. `out` is the folder for the copy; `bytes` adds how many bytes were put in and taken out.
pub(super) fn totals(summary: &EditSummary, out: Option<&Path>, dry: bool, bytes: bool) -> Text {
    let EditSummary { pages, changed, .. } = *summary;
    let mut zh = format!("{pages} 个页面中{} {changed} 个", if dry { "将改动" } else { "改动了" });
    let verb = if dry { "would change" } else { "changed" };
    let mut en = format!("{changed} of {pages} pages {verb}");
    let parts = [
        (summary.added, "新增", "added"),
        (summary.updated, "更新", "updated"),
        (summary.removed, "移除", "removed"),
        (
            summary.links_fixed,
            "修正链接",
            if summary.links_fixed == 1 { "link fixed" } else { "links fixed" },
        ),
        (summary.into_missed, "未能写入 --into 的元素", "not in the element of --into"),
        (summary.unchanged, "无需改动", "unchanged"),
        (summary.complete, "自带页脚已齐全", "already there"),
        (summary.faulty, "自带页脚有误", "with a faulty footer of their own"),
        (summary.skipped, "跳过", "skipped"),
        (summary.failed, "失败", "failed"),
    ];
    let mut sign = ("：", ": ");
    for (count, words, english) in parts.into_iter().filter(|(count, ..)| *count > 0) {
        let reasons = match english {
            "skipped" => skips(summary),
            "with a faulty footer of their own" => faulty(summary),
            _ => Text::fixed("", ""),
        };
        // writing into a String does not fail
        let _ = write!(zh, "{}{words} {count}{}", sign.0, reasons.zh);
        let _ = write!(en, "{}{count} {english}{}", sign.1, reasons.en);
        sign = ("，", ", ");
    }
    if bytes {
        let EditSummary { bytes_added, bytes_removed, .. } = summary;
        let _ = write!(zh, "；字节 +{bytes_added} -{bytes_removed}");
        let _ = write!(en, "; bytes +{bytes_added} -{bytes_removed}");
    }
    if let Some(out) = out {
        let (out, written) = (escape::line(&out.to_string_lossy()).into_owned(), summary.written);
        let _ = write!(zh, "；{}写入 {written} 个文件到 {out}", if dry { "将" } else { "" });
        let verb = if dry { "files would be written" } else { "files written" };
        let _ = write!(en, "; {written} {verb} to {out}");
    }
    if summary.stopped {
        zh.push_str("；已中断，其余未处理");
        en.push_str("; interrupted, the rest was not looked at");
    }
    Text::made(zh, en)
}

/// The line of `--check` for pages that lack what was asked for, with the reasons; `None` where none does.
pub(super) fn check(summary: &EditSummary, removal: bool) -> Option<Text> {
    let lacking = if removal { summary.changed } else { summary.lacking };
    if lacking == 0 {
        return None;
    }
    let pages = summary.pages;
    if removal {
        return Some(Text::made(
            format!("检查未通过：{pages} 个页面中有 {lacking} 个仍有本程序写入的页脚"),
            format!(
                "the check fails: {lacking} of {pages} pages still have a footer of this program"
            ),
        ));
    }
    let repaired = summary.changed - summary.added - summary.updated - summary.removed;
    let mut reasons = vec![
        (summary.added, Text::fixed("没有页脚", "without the footer")),
        (summary.updated, Text::fixed("页脚已过期", "with an outdated one")),
        (summary.removed, Text::fixed("页脚已多余", "with one that is not needed any more")),
        (repaired, Text::fixed("链接待修正", "with links to fix")),
    ];
    let rules = summary.faults.iter().map(|(rule, count)| (*count, Text::untranslated(*rule)));
    reasons.extend(rules);
    let skips = summary.skips.iter().filter(|(skip, _)| skip.is_page());
    reasons.extend(skips.map(|(skip, count)| (*count, skip.label())));
    let list = counts(reasons.into_iter());
    Some(Text::made(
        format!("检查未通过：{pages} 个页面中有 {lacking} 个缺少所要求的内容：{}", list.zh),
        format!("the check fails: {lacking} of {pages} pages lack what was asked for: {}", list.en),
    ))
}

/// Why pages were skipped, in parentheses.
fn skips(summary: &EditSummary) -> Text {
    in_parentheses(&counts(summary.skips.iter().map(|(skip, count)| (*count, skip.label()))))
}

/// The rules that pages' own footers break, in parentheses.
fn faulty(summary: &EditSummary) -> Text {
    let rules = summary.faults.iter().map(|(rule, count)| (*count, Text::untranslated(*rule)));
    in_parentheses(&counts(rules))
}

fn in_parentheses(list: &Text) -> Text {
    if list.en.is_empty() {
        return Text::fixed("", "");
    }
    Text::made(format!("（{}）", list.zh), format!(" ({})", list.en))
}

/// What there is, and how much of each.
fn counts(parts: impl Iterator<Item = (u64, Text)>) -> Text {
    let one = |(count, name): (u64, Text)| {
        Text::made(format!("{} {count}", name.zh), format!("{count} {}", name.en))
    };
    Text::joined(parts.filter(|(count, _)| *count > 0).map(one), "、", ", ")
}

/// What `--verify` came to, in numbers.
#[derive(Clone, Copy, Debug)]
pub struct VerifyTally {
    /// Pages that were opened.
    pub opened: usize,
    /// Pages that were to be opened.
    pub wanted: usize,
    /// What is not as it should be.
    pub problems: usize,
    /// The look was interrupted.
    pub interrupted: bool,
}

/// The line for a footer that is not seen; without a screen where the page could not be opened.
pub fn unseen(page: &Path, screen: Option<Screen>, what: &Text, picture: Option<&Path>) -> Text {
    let screen = match screen {
        Some(Screen::Desktop) => Text::fixed("（电脑）", " (desktop)"),
        Some(Screen::Phone) => Text::fixed("（手机）", " (phone)"),
        None => Text::fixed("", ""),
    };
    let picture = picture.map_or(Text::fixed("", ""), |path| {
        let path = path.display();
        Text::made(format!("；截图 {path}"), format!("; picture {path}"))
    });
    let page = page.display();
    Text::made(
        format!("{page}{}：{}{}", screen.zh, what.zh, picture.zh),
        format!("{page}{}: {}{}", screen.en, what.en, picture.en),
    )
}

/// The line for what `--verify` saw in a folder.
pub fn verified(tally: VerifyTally) -> Text {
    let VerifyTally { opened, wanted, problems, interrupted } = tally;
    if wanted == 0 {
        return Text::fixed(
            "没有需要在浏览器里查看的页面：什么也没有查看",
            "no page to look at in a browser: nothing was looked at",
        );
    }
    let pages = |count: usize| if count == 1 { "page" } else { "pages" };
    let look = if interrupted {
        Text::made(
            format!("已中断：{wanted} 个页面中在浏览器里查看了 {opened} 个"),
            format!("interrupted after {opened} of {wanted} {} in a browser", pages(wanted)),
        )
    } else {
        Text::made(
            format!("在浏览器里查看了 {opened} 个页面（每种布局一个）"),
            format!("looked at {opened} {} in a browser, one of each layout", pages(opened)),
        )
    };
    let result = match (problems, interrupted) {
        (0, true) => Text::fixed("", ""),
        (0, false) => Text::fixed("，两种屏幕上都看得见", ": all is seen on both screens"),
        (1, _) => Text::fixed("：1 处有问题", ": 1 problem"),
        _ => Text::made(format!("：{problems} 处有问题"), format!(": {problems} problems")),
    };
    Text::joined([look, result], "", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_says_how_far_it_came_and_praises_nothing_unseen() {
        for (opened, wanted, problems, interrupted, expected) in [
            (0, 0, 0, false, "no page to look at in a browser: nothing was looked at"),
            (
                1,
                1,
                0,
                false,
                "looked at 1 page in a browser, one of each layout: all is seen on both screens",
            ),
            (3, 3, 1, false, "looked at 3 pages in a browser, one of each layout: 1 problem"),
            (3, 3, 2, false, "looked at 3 pages in a browser, one of each layout: 2 problems"),
            (2, 8, 0, true, "interrupted after 2 of 8 pages in a browser"),
            (2, 8, 1, true, "interrupted after 2 of 8 pages in a browser: 1 problem"),
        ] {
            let said = verified(VerifyTally { opened, wanted, problems, interrupted });
            assert_eq!(said.en, expected);
        }
        let said = unseen(Path::new("a.html"), Some(Screen::Phone), &Text::fixed("无", "x"), None);
        assert_eq!((&*said.zh, &*said.en), ("a.html（手机）：无", "a.html (phone): x"));
    }
}
