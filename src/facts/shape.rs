//! What kind of page it is: a document, a shell that scripts fill, a redirect stub, a provider's interception page.

use crate::html::{Inert, InertKind, Outline, Tag};

use super::navigation::{Landmarks, Meta};
use super::page::{Intercept, PageFacts, PageKind};
use crate::html::tree::LightTree;

/// Less text than this, with scripts on the page, is a shell: its content is made in the browser.
const SHELL_LETTERS: u32 = 40;

/// Mount points of the frameworks that build pages in the browser.
const MOUNTS: &[&str] =
    &["app", "root", "__next", "__nuxt", "main-app", "react-root", "q-app", "icestark-container"];

/// What the redirects of a page say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redirects {
    /// `<meta http-equiv=refresh>` with an address.
    pub refresh: Option<String>,
    /// A script that does nothing but redirect.
    pub script: Option<String>,
}

/// Classifies a page.
pub(crate) fn kind(
    light: &LightTree<Outline<'_>>,
    outline: &Outline<'_>,
    redirects: &Redirects,
    letters: u32,
) -> PageKind {
    if light.too_complex {
        return PageKind::TooComplex;
    }
    if outline.source.trim().is_empty() {
        return PageKind::Empty;
    }
    if !light.markup {
        return PageKind::NotHtml;
    }
    if light.frameset {
        return PageKind::Frameset;
    }
    let little = letters < SHELL_LETTERS;
    if little && (redirects.refresh.is_some() || redirects.script.is_some()) {
        return PageKind::Stub;
    }
    if little && is_shell(outline, letters) {
        return PageKind::Shell;
    }
    if light.document { PageKind::Document } else { PageKind::Fragment }
}

/// Letters are counted up to this number: more makes no difference.
pub(super) const MANY: u32 = 1000;

/// Letters and digits in the rendered text, counted up to [`MANY`].
pub(crate) fn letters(outline: &Outline<'_>) -> u32 {
    if has_letters(&outline.text, MANY as usize) {
        return MANY;
    }
    let letters = outline.text.chars().filter(|&c| is_letter(c));
    letters.zip(1..=MANY).last().map_or(0, |(_, count)| count)
}

/// Whether a text has `enough` letters, by its bytes alone, whatever a letter is: ASCII ones, and first bytes of the
/// Chinese characters from U+5000 to U+9FFF.
pub(super) fn has_letters(text: &str, enough: usize) -> bool {
    let is_letter = |byte: &u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        u8::from(letter | byte.is_ascii_digit() | (byte.wrapping_sub(0xe5) < 5))
    };
    let mut left = enough;
    // pieces that a byte can count, of whole vectors: sixteen bytes are done at once
    text.as_bytes().chunks(240).any(|piece| {
        left = left.saturating_sub(usize::from(piece.iter().map(is_letter).sum::<u8>()));
        left == 0
    })
}

/// Near enough for counting, and a comparison instead of a look-up in Unicode's tables: beyond ASCII everything but the
/// blocks of signs and punctuation.
const fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !matches!(
            c,
            '\0'..='\u{bf}'
                | '\u{2000}'..='\u{2bff}'
                | '\u{3000}'..='\u{303f}'
                | '\u{e000}'..='\u{f8ff}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{ff00}'..='\u{ff0f}'
                | '\u{ff1a}'..='\u{ff20}'
        )
}

fn is_shell(outline: &Outline<'_>, letters: u32) -> bool {
    let code: usize = outline
        .inert
        .iter()
        .filter(|it| it.kind == InertKind::Script)
        .map(|it| it.span.len())
        .sum();
    let mut linked_scripts = false;
    let mut mount = false;
    let mut started = false;
    for (id, node) in outline.nodes.iter().enumerate() {
        let Ok(id) = u32::try_from(id) else { break };
        match node.tag {
            Tag::Script => linked_scripts |= outline.attr(id, "src").is_some(),
            Tag::Body => started |= outline.attr(id, "onload").is_some(),
            Tag::Div | Tag::Main | Tag::Section | Tag::Other => {
                mount |= outline.attr(id, "id").is_some_and(|it| MOUNTS.contains(&it.trim()));
            }
            _ => {}
        }
    }
    let pictures = outline.nodes.iter().filter(|node| node.tag == Tag::Img).count();
    (mount && (linked_scripts || code > 0))
        || (letters < SHELL_LETTERS / 2 && pictures < 3 && (linked_scripts || code > 200))
        || (letters == 0 && pictures == 0 && (code > 0 || started))
        || template_marks(outline)
}

/// A page that a server's or a browser's template engine has yet to fill: `{{ … }}`, `{% … %}`, `<?php … ?>`.
fn template_marks(outline: &Outline<'_>) -> bool {
    outline.text.contains("{{") || outline.text.contains("{%")
}

/// The page's own redirects.
pub(crate) fn redirects(outline: &Outline<'_>, marks: &Landmarks<'_>) -> Redirects {
    let refresh = marks.metas.iter().find_map(refresh);
    let mut found = Redirects { refresh, script: None };
    let scripts: Vec<&Inert> =
        outline.inert.iter().filter(|it| it.kind == InertKind::Script).collect();
    if let [only] = scripts.as_slice()
        && only.span.len() < 2000
    {
        found.script = outline.source.get(only.span.clone()).and_then(script_redirect);
    }
    found
}

/// The address of a `<meta http-equiv=refresh>`.
fn refresh(meta: &Meta<'_>) -> Option<String> {
    refresh_address(meta.content.as_ref().filter(|_| meta.stands_for("refresh"))?)
}

/// Takes a `Refresh` header for what it is: the same as a `<meta http-equiv=refresh>`, which comes first.
pub fn take_refresh_header(facts: &mut PageFacts, value: &str) {
    if facts.refresh.is_some() {
        return;
    }
    facts.refresh = refresh_address(value);
    let plain = matches!(
        facts.kind,
        PageKind::Document | PageKind::Fragment | PageKind::Shell | PageKind::Empty
    );
    if facts.refresh.is_some() && plain && facts.letters < SHELL_LETTERS {
        facts.kind = PageKind::Stub;
    }
}

/// `5; url=/index.html`: the address, where the delay is at most 30 seconds.
fn refresh_address(content: &str) -> Option<String> {
    let (delay, rest) = content.split_once([';', ','])?;
    if delay.trim().split('.').next()?.parse::<u32>().ok()? > 30 {
        return None;
    }
    let rest = rest.trim();
    let rest = match rest.get(..3) {
        Some(word) if word.eq_ignore_ascii_case("url") => {
            rest.get(3..)?.trim_start().strip_prefix('=').unwrap_or(rest).trim()
        }
        _ => rest,
    };
    let address = rest.trim_matches(['"', '\'']).trim();
    (!address.is_empty()).then(|| address.to_owned())
}

/// `location.href = "…"`, `location.replace("…")` and the like.
fn script_redirect(script: &str) -> Option<String> {
    let at = ["location.replace(", "location.assign(", "location.href", "location"]
        .iter()
        .find_map(|call| Some(script.find(call)? + call.len()))?;
    let rest = script.get(at..)?.trim_start().trim_start_matches(['=', ' ', '(']).trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let rest = rest.get(1..)?;
    let address = rest.get(..rest.find(quote)?)?.trim();
    (!address.is_empty() && !address.starts_with('#')).then(|| address.to_owned())
}

/// Words of the pages that hosting providers and the authorities' systems show in an unfiled site's place, and who
/// shows them.
const INTERCEPTS: &[(&str, &str)] = &[
    ("该网站未完成备案", "hosting provider"),
    ("网站暂时无法进行访问", "Alibaba Cloud"),
    ("该网站暂时无法进行访问", "Alibaba Cloud"),
    ("域名暂未备案", "hosting provider"),
    ("未备案或未接入", "hosting provider"),
    ("未进行备案", "hosting provider"),
    ("网站未备案", "hosting provider"),
    ("域名未备案", "hosting provider"),
    ("未根据工信部相关法律进行备案", "hosting provider"),
    ("备案信息不符", "hosting provider"),
    ("未在腾讯云备案", "Tencent Cloud"),
    ("TencentCloud Website Filing", "Tencent Cloud"),
    ("dnspod.qcloud.com/static/webblock", "Tencent Cloud"),
    ("Non-compliance ICP Filing", "Alibaba Cloud"),
    ("beian.aliyun.com/intercept", "Alibaba Cloud"),
];

/// A page with more text than this is the site's own, whatever words it uses.
const INTERCEPT_LETTERS: usize = 600;

/// A provider's "not filed" page in the site's place, given the letters of the page.
pub(crate) fn intercept(outline: &Outline<'_>, letters: u32) -> Option<Intercept> {
    if letters >= MANY {
        return None;
    }
    let letters = outline.text.chars().filter(|c| c.is_alphanumeric());
    if has_letters(&outline.text, INTERCEPT_LETTERS)
        || letters.take(INTERCEPT_LETTERS).count() >= INTERCEPT_LETTERS
    {
        return None;
    }
    let title = outline.inert.iter().find(|it| it.kind == InertKind::Title);
    let title = title.and_then(|it| outline.source.get(it.span.clone())).unwrap_or_default();
    let frames: Vec<String> = outline
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| matches!(node.tag, Tag::Iframe | Tag::Frame))
        .filter_map(|(id, _)| Some(outline.attr(u32::try_from(id).ok()?, "src")?.into_owned()))
        .collect();
    INTERCEPTS
        .iter()
        .find(|(words, _)| {
            outline.text.contains(words)
                || title.contains(words)
                || frames.iter().any(|src| src.contains(words))
        })
        .map(|(words, provider)| Intercept {
            provider: provider_named(outline, provider),
            evidence: (*words).to_owned(),
        })
}

fn provider_named(outline: &Outline<'_>, default: &str) -> String {
    let named = [
        ("阿里云", "Alibaba Cloud"),
        ("腾讯云", "Tencent Cloud"),
        ("华为云", "Huawei Cloud"),
        ("百度智能云", "Baidu AI Cloud"),
    ];
    named
        .iter()
        .find(|(word, _)| outline.text.contains(word))
        .map_or(default, |(_, name)| name)
        .to_owned()
}
