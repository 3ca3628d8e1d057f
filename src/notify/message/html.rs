//! A digest as the HTML part of a mail: tables and styles that mail programs draw.

use std::fmt::Write as _;

use crate::domain::lang::Lang;
use crate::report::escape;

use super::super::digest::{Digest, DigestEntry};

/// A whole document.
pub(in crate::notify) fn html(digest: &Digest) -> String {
    let lang = match digest.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let title = escape::html(&digest.title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body style=\"font:15px/1.6 sans-serif;color:#1f2328;max-width:44em\">\n<h2 style=\"margin:0\">{title}</h2>\n<p>{}</p>\n",
        escape::html(&digest.summary)
    );
    for section in &digest.sections {
        // Writing to a String cannot fail.
        let _ = write!(page, "<h3>{}</h3>\n<ul>\n", escape::html(&section.title));
        for one in &section.entries {
            entry(one, &mut page);
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</body></html>\n");
    page
}

fn entry(entry: &DigestEntry, page: &mut String) {
    let site = escape::html(&entry.site);
    let site = match &entry.link {
        Some(link) => format!("<a href=\"{}\">{site}</a>", escape::html(link)),
        None => site,
    };
    let client = entry.client.as_deref().map(|client| format!("（{}）", escape::html(client)));
    let _ = write!(
        page,
        "<li><b>{site}</b>{} {}",
        client.unwrap_or_default(),
        escape::html(&entry.text)
    );
    if let Some(todo) = &entry.todo {
        let _ = write!(page, "<br><span style=\"color:#59636e\">{}</span>", escape::html(todo));
    }
    page.push_str("</li>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::message::tests::digest;

    #[test]
    fn text_from_pages_is_text() {
        let page = html(&digest(&["<script>alert(1)</script>"]));
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
        assert!(
            page.contains("<a href=\"https://example.cn/a(b)?x=1|2&gt;\">example.cn</a>"),
            "{page}"
        );
    }
}
