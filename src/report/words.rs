//! Words of the reports for people, in both languages. Ids that are not known here are shown as they are.

use crate::domain::clock;
use crate::domain::event::Event;
use crate::domain::icp_number::NumberState;
use crate::domain::lang::{Lang, Text, counted};
use crate::facts::RenderReason;
use crate::rules::{Expect, Severity};
use crate::visit::SkipReason;

use super::groups::NumberKind;
use super::model::{SiteReport, Status, Summary};
use super::view::Cut;
use super::vocabulary::Extensible;

/// A site's status.
pub(super) const fn status(status: Status) -> Text {
    match status {
        Status::Pass => Text::fixed("通过", "pass"),
        Status::Fail => Text::fixed("不通过", "fail"),
        Status::Review => Text::fixed("需要复核", "needs review"),
        Status::Error => Text::fixed("无法判断", "could not be judged"),
    }
}

/// How a site came out, in words.
pub(super) fn verdict(site: &SiteReport, lang: Lang) -> String {
    let status = status(site.status).get(lang).to_owned();
    match (site.interrupted, lang) {
        (false, _) => status,
        (true, Lang::Zh) => status + "（运行被中断）",
        (true, Lang::En) => status + " (interrupted)",
    }
}

/// What is said of a site that was not read to its end.
pub(super) const INTERRUPTED: Text = Text::fixed(
    "运行被中断，这个站点没有检查完，未作判断",
    "the run was interrupted before the site was read to its end: it is not judged",
);

/// How a run was cut; `in_report` is the number of sites in the report.
pub(super) fn cut(cut: Cut, in_report: u64) -> Text {
    let Cut { interrupted, not_audited, unfinished } = cut;
    let all = in_report.saturating_add(not_audited);
    let (mut zh, mut en) = if interrupted {
        ("报告不完整：运行被中断".to_owned(), "INCOMPLETE: the run was interrupted".to_owned())
    } else {
        ("报告不完整：运行提前结束".to_owned(), "INCOMPLETE: the run ended early".to_owned())
    };
    let mut sign = ("。", ": ");
    let mut add = |chinese: String, english: String| {
        zh.push_str(sign.0);
        zh.push_str(&chinese);
        en.push_str(sign.1);
        en.push_str(&english);
        sign = ("，", ", ");
    };
    if not_audited > 0 {
        add(
            format!("共 {all} 个站点，其中 {not_audited} 个没有检查"),
            format!("{not_audited} of {all} sites were not audited"),
        );
    }
    if unfinished > 0 {
        add(
            format!("{unfinished} 个没有检查完，未作判断"),
            format!("{unfinished} not read to the end and not judged"),
        );
    }
    Text::made(zh, en)
}

/// Why not all pages of a site were read.
pub(super) fn truncated(site: &SiteReport) -> Option<Text> {
    let left_for = |why| site.skipped.iter().any(|page| page.why == why);
    if site.interrupted {
        return Some(Text::fixed(
            "运行被中断，其余页面没有检查",
            "the run was interrupted: other pages were not read",
        ));
    }
    if !site.truncated {
        return None;
    }
    Some(if left_for(SkipReason::Time) && !left_for(SkipReason::Cap) {
        Text::fixed(
            "已达到整站时间上限，其余页面没有检查（--timeout 可调）",
            "the time limit for the site was reached: other pages were not read (see --timeout)",
        )
    } else {
        Text::fixed(
            "已达到页数上限，其余页面没有检查（--max-pages 可调）",
            "the page limit was reached: other pages were not read (see --max-pages)",
        )
    })
}

/// A sign for a status, for the eye only: the word is beside it.
pub(super) const fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓",
        Status::Fail => "✗",
        Status::Review => "?",
        Status::Error => "!",
    }
}

/// A severity.
pub(super) const fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Error => Text::fixed("错误", "error"),
        Severity::Warning => Text::fixed("警告", "warning"),
        Severity::Info => Text::fixed("提示", "info"),
    }
}

/// A kind of filing.
pub(super) const fn kind(kind: NumberKind) -> Text {
    match kind {
        NumberKind::Icp => Text::fixed("ICP备案", "ICP"),
        NumberKind::Police => Text::fixed("公安备案", "police"),
        NumberKind::Licence => Text::fixed("许可证", "licence"),
        NumberKind::Other => Text::fixed("其他登记", "other registers"),
        NumberKind::Copyright => Text::fixed("版权", "copyright"),
    }
}

/// A promised verdict of an example.
pub(super) const fn expect(expect: Expect) -> Text {
    match expect {
        Expect::Pass => Text::fixed("通过", "pass"),
        Expect::Fail => Text::fixed("不通过", "fail"),
        Expect::NotApplicable => Text::fixed("不适用", "not applicable"),
        Expect::Review => Text::fixed("需要复核", "needs review"),
    }
}

/// A clock's name.
pub(super) fn clock(id: &str) -> Text {
    clock::named(id).map_or_else(|| Text::untranslated(id), |clock| clock.label.clone())
}

/// An event's name.
pub(super) fn event(id: &str) -> Text {
    Event::parse(id).map_or_else(|| Text::untranslated(id), Event::label)
}

/// Why a page was opened in a browser.
pub(super) fn render_reason(why: &Extensible<RenderReason>) -> Text {
    let why = match why {
        Extensible::Known(why) => why,
        Extensible::Other(name) => return Text::untranslated(&**name),
    };
    match why {
        RenderReason::Always => Text::fixed("按要求", "as asked for"),
        RenderReason::Shell => Text::fixed(
            "HTML 是空壳，内容由脚本生成",
            "its HTML is an empty shell that scripts fill",
        ),
        RenderReason::Redirect => Text::fixed("用脚本跳转", "it redirects by a script"),
        RenderReason::Missing => {
            Text::fixed("HTML 里缺少的内容可能由脚本写出", "scripts may write what its HTML lacks")
        }
        RenderReason::Hidden => Text::fixed(
            "编号是否隐藏要看脚本或样式",
            "scripts or styles decide whether a number is hidden",
        ),
        RenderReason::Screens => {
            Text::fixed("媒体查询按屏幕宽度隐藏编号", "media queries hide a number on some screens")
        }
        RenderReason::Link => Text::fixed(
            "没有链接的编号可能由脚本打开",
            "scripts may open a number that has no link",
        ),
        RenderReason::Badge => Text::fixed("图标可能由脚本加上", "scripts may add the badge"),
        RenderReason::StyleSheet => {
            Text::fixed("外部样式表可能隐藏编号", "a linked style sheet may hide a number")
        }
        RenderReason::Review => {
            Text::fixed("HTML 不足以判断", "its HTML leaves a question to a person")
        }
    }
}

/// Why a page was left out.
pub(super) fn skipped(why: &Extensible<SkipReason>) -> Text {
    let why = match why {
        Extensible::Known(why) => *why,
        Extensible::Other(name) => return Text::untranslated(&**name),
    };
    match why {
        SkipReason::Robots => Text::fixed("robots.txt 不允许抓取", "disallowed by robots.txt"),
        SkipReason::BadgeRobots => Text::fixed(
            "警徽图片：robots.txt 不允许访问，没有检查它是否存在",
            "the badge image is disallowed by robots.txt: not checked",
        ),
        SkipReason::Excluded => {
            Text::fixed("按 --include、--exclude 排除", "left out by --include or --exclude")
        }
        SkipReason::Session => Text::fixed(
            "会退出登录或删除内容的地址，没有访问",
            "a URL that signs out or deletes something: not requested",
        ),
        SkipReason::Away => Text::fixed("跳转到别的网站", "redirects to another site"),
        SkipReason::Trap => Text::fixed(
            "地址不断自我重复，像是爬虫陷阱",
            "a URL that repeats itself, like a crawler trap",
        ),
        SkipReason::Time => Text::fixed("超出整站时间上限", "over the time limit for the site"),
        SkipReason::Cap => Text::fixed("超出页数上限", "over the page limit"),
        SkipReason::Interrupted => Text::fixed("运行被中断", "the run was interrupted"),
        SkipReason::Fragment => Text::fixed("页面片段，不是完整网页", "a fragment of a page"),
        SkipReason::Report => Text::fixed("beian 写的报告", "a report of beian"),
        SkipReason::Verification => Text::fixed("搜索引擎或平台的验证文件", "a verification file"),
        SkipReason::Xhtml => Text::fixed("按 XML 解析的 XHTML", "XHTML that is served as XML"),
        SkipReason::Frame => {
            Text::fixed("首页的框架，内容算在首页上", "a frame of the home page, judged with it")
        }
        SkipReason::Frameset => Text::fixed("框架页", "a frameset"),
    }
}

/// How long a clock still runs.
pub(super) fn left(days: i32, lang: Lang) -> String {
    match (lang, days) {
        (Lang::Zh, ..0) => format!("已逾期 {} 天", days.unsigned_abs()),
        (Lang::Zh, 0) => "今天到期".to_owned(),
        (Lang::Zh, 1..) => format!("还剩 {days} 天"),
        (Lang::En, ..0) => format!("overdue by {}", counted(days.unsigned_abs(), "day")),
        (Lang::En, 0) => "due today".to_owned(),
        (Lang::En, 1..) => format!("{} left", counted(days.unsigned_abs(), "day")),
    }
}

/// How the sites of a portfolio came out.
pub(super) fn totals(summary: &Summary, lang: Lang) -> String {
    let Summary { sites, passed, failed, reviews, errors, .. } = summary;
    match lang {
        Lang::Zh => format!(
            "共 {sites} 个站点：通过 {passed}，不通过 {failed}，需要复核 {reviews}，无法判断 {errors}"
        ),
        Lang::En => format!(
            "{}: {passed} passed, {failed} failed, {reviews} to review, {errors} not judged",
            counted(*sites, "site")
        ),
    }
}

/// How the sites of a portfolio came out, and how many findings do not count.
pub(super) fn all_totals(summary: &Summary, lang: Lang) -> String {
    let totals = totals(summary, lang);
    match (accepted(summary.accepted, lang), lang) {
        (None, _) => totals,
        (Some(known), Lang::Zh) => format!("{totals}；{known}"),
        (Some(known), Lang::En) => format!("{totals}; {known}"),
    }
}

/// Findings that do not count, since the baseline knows them or an exemption holds; nothing where there are none.
pub(super) fn accepted(count: u64, lang: Lang) -> Option<String> {
    match (count, lang) {
        (0, _) => None,
        (_, Lang::Zh) => Some(format!("另有已知或豁免的 {count} 处，不计入")),
        (_, Lang::En) => Some(format!("{count} known or exempt, not counted")),
    }
}

/// One of two words.
pub(super) const fn word<'t>(zh: &'t str, en: &'t str, lang: Lang) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A number of pages.
pub(super) fn pages(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count} 页"),
        Lang::En => counted(count, "page"),
    }
}

/// A number of things that were left out: pages, but for images of badges.
pub(super) fn left_out(why: &Extensible<SkipReason>, count: usize, lang: Lang) -> String {
    match lang {
        _ if *why != SkipReason::BadgeRobots => pages(count, lang),
        Lang::Zh => format!("{count} 张图片"),
        Lang::En => counted(count, "image"),
    }
}

/// What is doubtful about something shown, e.g. `不可见，格式错误`; empty where nothing is.
pub(super) fn doubts(state: &Extensible<NumberState>, visible: bool, lang: Lang) -> String {
    let state = match state {
        Extensible::Known(NumberState::Malformed) => Some(Text::fixed("格式错误", "malformed")),
        Extensible::Known(NumberState::Placeholder) => Some(Text::fixed("示例号码", "a sample")),
        Extensible::Known(NumberState::Ok) | Extensible::Other(_) => None,
    };
    let hidden = (!visible).then_some(Text::fixed("不可见", "hidden"));
    let doubts: Vec<_> = [state, hidden].into_iter().flatten().collect();
    let words: Vec<_> = doubts.iter().map(|doubt| doubt.get(lang)).collect();
    words.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}
