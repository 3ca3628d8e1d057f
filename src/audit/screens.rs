//! What a browser showed, in the report's words.

use crate::domain::lang::{Lang, Text};
use crate::facts::{Click, LaidOut, Rendered, ScreenLayout, Unopened};
use crate::report::model::{BadgeReport, BrowserReport, LaidOutReport, ScreenReport};

use super::intern::Interner;

/// Why a page that would have to be opened is not.
const fn unopened(why: Unopened) -> Text {
    match why {
        Unopened::Snapshot => Text::fixed(
            "来自快照，不在浏览器里打开",
            "read from a snapshot, which is not opened in a browser",
        ),
        Unopened::NoBrowser => Text::fixed(
            "没有找到 Chromium 或 Chrome，按 HTML 判断；安装后重新审计（Debian、Ubuntu：apt install chromium；Fedora：dnf install \
             chromium；macOS：brew install --cask chromium），或用 --browser 指定",
            "no Chromium or Chrome was found, so that it is judged by its HTML; install one and audit again (Debian, Ubuntu: apt \
             install chromium; Fedora: dnf install chromium; macOS: brew install --cask chromium), or name it with --browser",
        ),
    }
}

pub(super) fn browser(rendered: &Rendered, lang: Lang, texts: &Interner) -> BrowserReport {
    let fault = rendered.fault.clone().or_else(|| rendered.unopened.map(unopened));
    BrowserReport {
        why: rendered.reasons.iter().copied().map(Into::into).collect(),
        fault: fault.map(|fault| texts.share(fault.get(lang))),
        screens: rendered.screens.iter().map(|layout| screen(layout, texts)).collect(),
    }
}

fn screen(layout: &ScreenLayout, texts: &Interner) -> ScreenReport {
    let (width, height) = layout.screen.size();
    let badges = layout.badges.iter().map(|badge| {
        let (width, height) = badge.natural.unwrap_or_default();
        let loaded = badge.natural.is_some();
        BadgeReport { address: texts.share(&badge.address), loaded, width, height }
    });
    ScreenReport {
        screen: layout.screen.name().into(),
        width,
        height,
        page_height: layout.size.1,
        endless: layout.endless,
        watched_seconds: layout.watched,
        filings: layout.laid_out.iter().map(|laid| filing(laid, layout, texts)).collect(),
        badges: badges.collect(),
    }
}

fn filing(laid: &LaidOut, layout: &ScreenLayout, texts: &Interner) -> LaidOutReport {
    let (x, y, width, height) = laid.rect;
    LaidOutReport {
        kind: laid.kind.into(),
        number: texts.share(&laid.number),
        visible: laid.unseen.is_none(),
        hidden_by: laid.unseen.map(|unseen| texts.share(unseen.by())),
        x,
        y,
        width,
        height,
        from_end: i64::from(layout.size.1) - i64::from(y) - i64::from(height),
        font_size: f64::from(laid.font_size) / 100.0,
        contrast: laid.contrast.map(|ratio| f64::from(ratio) / 100.0),
        by_css: laid.by_css,
        behind_dialog: laid.behind_dialog,
        since: laid.stage.into(),
        click: match &laid.click {
            Click::Untried => None,
            Click::Nothing => Some(texts.share("")),
            Click::Opens(address) => Some(texts.share(address)),
        },
    }
}
