//! A digest in a channel's own form: escaped, and within its size.

mod dialect;
mod html;

use crate::domain::lang::Lang;

use super::digest::{Digest, DigestEntry};

pub(super) use dialect::{CARD, DINGTALK, Dialect, PLAIN, SLACK, WECOM};
pub(super) use html::html;

/// The longest text of one entry, in bytes: one that goes on for ever must not take the place of the others.
const LONGEST_PART: usize = 480;

/// A text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MessageText {
    /// The text.
    pub(super) text: String,
    /// How many entries did not fit.
    pub(super) left_out: usize,
}

/// Writes a digest in a dialect, in at most `limit` bytes of UTF-8, ended between characters. `ahead` comes first: who is
/// mentioned. What does not fit is counted at the end.
pub(super) fn lay_out(
    digest: &Digest,
    dialect: &Dialect,
    ahead: &str,
    limit: usize,
) -> MessageText {
    let total = digest.entries().count();
    let mut text = String::new();
    let head = [
        ahead.to_owned(),
        (dialect.heading)(&(dialect.escape)(&digest.title)),
        (dialect.escape)(&digest.summary),
    ];
    for line in head.iter().filter(|line| !line.is_empty()) {
        push(&mut text, line, dialect);
    }
    // Room for the line that counts what was left out.
    let room =
        limit.saturating_sub(left_out_line(total, digest.lang).len() + dialect.between.len());
    let mut listed = 0;
    'all: for section in &digest.sections {
        let heading = (dialect.strong)(&(dialect.escape)(&section.title));
        let mut heading = Some(heading);
        for one in &section.entries {
            let mut block = String::new();
            if let Some(heading) = heading.take() {
                block.push_str(&heading);
                block.push_str(dialect.between);
            }
            block.push_str(&entry(one, digest.lang, dialect));
            let is_last = listed + 1 == total;
            let room = if is_last { limit } else { room };
            if text.len() + dialect.between.len() + block.len() > room {
                break 'all;
            }
            push(&mut text, &block, dialect);
            listed += 1;
        }
    }
    let left_out = total - listed;
    if left_out > 0 {
        push(&mut text, &left_out_line(left_out, digest.lang), dialect);
    }
    cut(&mut text, limit);
    MessageText { text, left_out }
}

fn push(text: &mut String, line: &str, dialect: &Dialect) {
    if !text.is_empty() {
        text.push_str(dialect.between);
    }
    text.push_str(line);
}

fn left_out_line(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {count} 项没有列出：beian deadlines，beian notify log"),
        Lang::En if count == 1 => {
            "1 more is not listed: beian deadlines, beian notify log".to_owned()
        }
        Lang::En => format!("{count} more are not listed: beian deadlines, beian notify log"),
    }
}

/// One entry: what and where in a line, what to do in the next.
fn entry(entry: &DigestEntry, lang: Lang, dialect: &Dialect) -> String {
    let short = |text: &str| (dialect.escape)(&shortened(text, LONGEST_PART));
    let site = (dialect.strong)(&short(&entry.site));
    let client = entry.client.as_deref().map(|client| format!(" [{client}]"));
    let client = client.map(|client| short(&client)).unwrap_or_default();
    let mut out = format!("{}{site}{client} {}", dialect.bullet, short(&entry.text));
    if let Some(todo) = &entry.todo {
        out.push_str(dialect.within);
        out.push_str(&short(todo));
    }
    if let Some(link) = &entry.link {
        out.push_str(dialect.within);
        out.push_str(&(dialect.link)(link, lang));
    }
    out
}

/// A text of at most this many bytes, ended between characters with a mark.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    cut(&mut short, limit.saturating_sub('…'.len_utf8()));
    short.push('…');
    short
}

fn cut(text: &mut String, limit: usize) {
    text.truncate(text.floor_char_boundary(limit));
}

/// The largest text whose whole body (as `body` makes it) has at most `limit` bytes.
pub(super) fn fitted(
    digest: &Digest,
    dialect: &Dialect,
    ahead: &str,
    limit: usize,
    body: impl Fn(&str) -> Vec<u8>,
) -> (Vec<u8>, usize) {
    let mut room = limit;
    loop {
        let MessageText { text, left_out } = lay_out(digest, dialect, ahead, room);
        let bytes = body(&text);
        if bytes.len() <= limit || text.is_empty() {
            return (bytes, left_out);
        }
        // A character of the text may be several of the body: a share of the text, and at least an entry less.
        room = (text.len() * limit / bytes.len()).min(text.len() - 1);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::NoticeKind;
    use crate::notify::digest::DigestSection;

    pub(in crate::notify) fn digest(texts: &[&str]) -> Digest {
        let entry = |text: &&str| DigestEntry {
            site: "example.cn".to_owned(),
            client: Some("甲".to_owned()),
            text: (*text).to_owned(),
            todo: Some("办完后记录".to_owned()),
            link: Some("https://example.cn/a(b)?x=1|2>".to_owned()),
            about: "police-filing".to_owned(),
            state: "x".to_owned(),
            due: None,
            days_left: None,
            severity: None,
        };
        Digest {
            day: "2026-12-22".to_owned(),
            lang: Lang::Zh,
            title: "网站备案提醒 2026-12-22".to_owned(),
            summary: "到期 1 项".to_owned(),
            sections: vec![DigestSection {
                kind: NoticeKind::Due,
                title: "到期".to_owned(),
                entries: texts.iter().map(entry).collect(),
            }],
        }
    }

    #[test]
    fn a_message_reads_as_it_looks() {
        let one = digest(&["公安联网备案：还剩 3 天"]);
        assert_eq!(
            lay_out(&one, &WECOM, "", 4096).text,
            "### 网站备案提醒 2026-12-22\n\n到期 1 项\n\n**到期**\n\n> **example.cn** ［甲］ 公安联网备案：还剩 3 天\n> 办完后记录\n\
             > [打开](https://example.cn/a%28b%29?x=1%7C2%3E)"
        );
        assert_eq!(
            lay_out(&one, &PLAIN, "@1", 4096).text,
            "@1\n网站备案提醒 2026-12-22\n到期 1 项\n到期\n- example.cn [甲] 公安联网备案：还剩 3 天\n  办完后记录\n  \
             https://example.cn/a(b)?x=1|2>"
        );
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let many = digest(&["期限"; 100]);
        let out = lay_out(&many, &WECOM, "", 4096);
        assert!(out.text.len() <= 4096 && out.left_out > 0);
        assert_eq!(out.text.matches("example.cn**").count() + out.left_out, 100);
        assert!(out.text.ends_with(&left_out_line(out.left_out, Lang::Zh)), "{}", out.text);
        assert_eq!(lay_out(&many, &WECOM, "", 100_000).left_out, 0);
    }

    #[test]
    fn the_size_of_the_whole_body_is_kept() {
        let many = digest(&["\"quoted\"\n"; 100]);
        let body = |text: &str| serde_json::to_vec(&serde_json::json!({ "text": text })).unwrap();
        let (bytes, left_out) = fitted(&many, &CARD, "", 3000, body);
        assert!(bytes.len() <= 3000 && bytes.len() > 2500 && left_out > 0, "{}", bytes.len());
        let tripled = |text: &str| text.repeat(3).into_bytes();
        let (bytes, left_out) = fitted(&many, &CARD, "", 6000, tripled);
        assert!(bytes.len() <= 6000 && bytes.len() > 4500 && left_out > 0, "{}", bytes.len());
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_size_or_the_markup(
            texts in proptest::collection::vec("\\PC{0,200}", 0..20), limit in 0_usize..3000
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let digest = digest(&texts);
            for dialect in [&WECOM, &DINGTALK, &CARD, &SLACK, &PLAIN] {
                let out = lay_out(&digest, dialect, "", limit);
                prop_assert!(out.text.len() <= limit);
                prop_assert!(out.left_out <= texts.len());
            }
        }
    }
}
