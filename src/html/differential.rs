//! The tokeniser and the light tree held against html5ever on generated markup.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, State as TokenizerState};
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token as TheirToken, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::prelude::*;

use super::attributes::attributes;
use super::dom;
use super::outline::{Outline, ROOT};
use super::tag::Tag;
use super::tokens::{Content, Token, Tokens};
use super::tree;
use crate::html::outline::anchor_of;

/// What both tokenisers are asked for: names, attributes and text without references.
#[derive(Debug, PartialEq)]
enum ObservedToken {
    Text(String),
    Start(String, Vec<(String, String)>, bool),
    End(String),
    Comment(String),
    Doctype,
}

fn push_text(seen: &mut Vec<ObservedToken>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(ObservedToken::Text(known)) = seen.last_mut() {
        known.push_str(text);
    } else {
        seen.push(ObservedToken::Text(text.to_owned()));
    }
}

fn raw_kind(name: &str) -> Option<(Content, TokenizerState)> {
    Some(match name {
        "title" | "textarea" => (Content::Rcdata, TokenizerState::RawData(RawKind::Rcdata)),
        "style" | "xmp" | "iframe" | "noframes" => {
            (Content::RawText, TokenizerState::RawData(RawKind::Rawtext))
        }
        "script" => (Content::Script, TokenizerState::RawData(RawKind::ScriptData)),
        "plaintext" => (Content::Plaintext, TokenizerState::Plaintext),
        _ => return None,
    })
}

fn ours(html: &str) -> Vec<ObservedToken> {
    let mut seen = Vec::new();
    let mut tokens = Tokens::new(html.as_bytes());
    let text =
        |span: std::ops::Range<usize>| html.get(span).expect("tokens end between characters");
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(span) | Token::Raw(span) => push_text(&mut seen, text(span)),
            Token::Start(tag) => {
                let name = text(tag.name()).to_ascii_lowercase();
                if let Some((content, _)) = raw_kind(&name) {
                    tokens.enter(content, tag.name());
                }
                let mut attrs: Vec<(String, String)> = Vec::new();
                for (name, value) in attributes(html.as_bytes(), tag.attrs()) {
                    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                    if attrs.iter().all(|(known, _)| *known != name) {
                        attrs.push((name, String::from_utf8_lossy(value).into_owned()));
                    }
                }
                seen.push(ObservedToken::Start(name, attrs, tag.self_closing));
            }
            Token::End { name } => seen.push(ObservedToken::End(text(name).to_ascii_lowercase())),
            Token::Comment(span) => seen.push(ObservedToken::Comment(text(span).to_owned())),
            Token::Doctype(_) => seen.push(ObservedToken::Doctype),
        }
    }
    seen
}

#[derive(Default)]
struct Theirs(RefCell<Vec<ObservedToken>>);

impl TokenSink for Theirs {
    type Handle = ();

    fn process_token(&self, token: TheirToken, _line: u64) -> TokenSinkResult<()> {
        let mut seen = self.0.borrow_mut();
        match token {
            TheirToken::CharacterTokens(text) => push_text(&mut seen, &text),
            TheirToken::NullCharacterToken => push_text(&mut seen, "\0"),
            TheirToken::CommentToken(text) => seen.push(ObservedToken::Comment(text.to_string())),
            TheirToken::DoctypeToken(_) => seen.push(ObservedToken::Doctype),
            TheirToken::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    seen.push(ObservedToken::End(name));
                    return TokenSinkResult::Continue;
                }
                let attrs = tag
                    .attrs
                    .iter()
                    .map(|it| (it.name.local.to_string(), it.value.to_string()))
                    .collect();
                seen.push(ObservedToken::Start(name.clone(), attrs, tag.self_closing));
                if name == "plaintext" {
                    return TokenSinkResult::Plaintext;
                }
                if let Some((_, TokenizerState::RawData(kind))) = raw_kind(&name) {
                    return TokenSinkResult::RawData(kind);
                }
            }
            TheirToken::ParseError(_) | TheirToken::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

fn theirs(html: &str) -> Vec<ObservedToken> {
    let tokenizer = Tokenizer::new(Theirs::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// Markup on the edge: pieces that open, half-open and close everything the tokeniser has a state for.
pub(crate) fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "<a href=x>",
        "</a>",
        "<a href='y'>",
        "<div class=\"k\">",
        "</div>",
        "</p>",
        "<",
        ">",
        "</",
        "<!",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<!--->",
        "--",
        "-",
        "<?x",
        "<!doctype html>",
        "<script>",
        "</script>",
        "</script ",
        "<!--<script>",
        "<style>",
        "</style>",
        "<title>",
        "</title>",
        "<textarea>",
        "</textarea>",
        "<xmp>",
        "</xmp>",
        "<iframe>",
        "</iframe>",
        "text",
        "备案",
        " ",
        "\n",
        "=",
        "/",
        "\"",
        "'",
        "a=b",
        "<b a=1 a=2 c>",
        "<br/>",
        "<i/ x>",
        "</b x=y>",
        "<x =y>",
        "<img src=a/b>",
        "<P CLASS=x>",
        "<noframes>",
        "<a b='>'>",
        "<![CDATA[",
        "]]>",
        "</ p>",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Documents as people write them, with the usual slips.
#[expect(clippy::too_many_lines, reason = "a table of markup")]
pub(crate) fn documents() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<a href=x>",
        "</a>",
        "<span>",
        "</span>",
        "<b>",
        "</b>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<th>",
        "<tbody>",
        "<caption>",
        "</caption>",
        "<form>",
        "</form>",
        "<h2>",
        "</h2>",
        "<h3>",
        "<dl>",
        "<dt>",
        "<dd>",
        "</dl>",
        "<button>",
        "</button>",
        "<footer>",
        "</footer>",
        "<header>",
        "</header>",
        "<nav>",
        "</nav>",
        "<main>",
        "</main>",
        "<br>",
        "<hr>",
        "<img>",
        "<font>",
        "</font>",
        "<svg>",
        "</svg>",
        "<path/>",
        "<g>",
        "</g>",
        "<center>",
        "</center>",
        "<object>",
        "</object>",
        "<template>",
        "</template>",
        "<option>",
        "<noscript>",
        "</noscript>",
        "</br>",
        "<article>",
        "</article>",
        "<i>",
        "</i>",
        "</body>",
        "</html>",
        "<body>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<o:p>",
        "</o:p>",
        "<select>",
        "</select>",
        "</option>",
        "<textarea>",
        "</textarea>",
        "<label>",
        "</label>",
        "<em>",
        "</em>",
        "<nobr>",
        "</nobr>",
        "<pre>",
        "</pre>",
        "<iframe>",
        "</iframe>",
        "<title>",
        "</title>",
        "<svg/>",
        "<math>",
        "</math>",
        "<mi>",
        "</mi>",
        "<foreignObject>",
        "</foreignObject>",
        "<desc>",
        "</desc>",
        "<rt>",
        "<ruby>",
        "</ruby>",
        "<head>",
        "</head>",
        "<input>",
        "<thead>",
        "</thead>",
        "</tbody>",
        "<col>",
        "</td>",
        "</li>",
        "</dd>",
        "<marquee>",
        "</marquee>",
        "<!--",
        "-->",
        "one",
        "two ",
        " three",
        "四",
        "5",
        "six",
        "seven ",
        "eight",
        "nine",
        "ten",
    ]);
    let doctype = prop::sample::select(vec![
        "",
        "<!doctype html>",
        "<!doctype html><html><head></head><body>",
    ]);
    (doctype, prop::collection::vec(piece, 0..28))
        .prop_map(|(doctype, pieces)| doctype.to_owned() + &pieces.concat())
}

/// What facts read from an outline: each word with its link and the parts of the page around it.
pub(super) fn reading(outline: &Outline<'_>) -> Vec<(String, bool, Vec<Tag>)> {
    let mut words: Vec<(String, bool, Vec<Tag>)> = Vec::new();
    for (index, run) in outline.runs.iter().enumerate() {
        let end = outline.runs.get(index + 1).map_or(outline.text.len(), |next| next.at as usize);
        let text = outline.text.get(run.at as usize..end).expect("runs start between characters");
        let linked = run.node != ROOT && anchor_of(outline, run.node).is_some();
        let parts: Vec<Tag> = outline
            .ancestors(run.node)
            .map(|(_, node)| node.tag)
            .filter(|tag| {
                matches!(
                    tag,
                    Tag::Footer
                        | Tag::Header
                        | Tag::Nav
                        | Tag::Main
                        | Tag::Article
                        | Tag::Span
                        | Tag::Div
                )
            })
            .collect();
        for line in text.split_inclusive('\n') {
            match words.last_mut() {
                Some((known, same, around))
                    if !known.ends_with('\n') && *same == linked && *around == parts =>
                {
                    known.push_str(line);
                }
                _ => words.push((line.to_owned(), linked, parts.clone())),
            }
        }
    }
    if let Some((last, _, _)) = words.last_mut() {
        last.truncate(last.trim_end().len());
    }
    words
}

/// `PROPTEST_CASES` asks for more.
#[expect(clippy::disallowed_methods, reason = "a test is asked for more cases by its environment")]
pub(crate) fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(2000),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn tokens_are_those_of_the_standard(html in soup()) {
        prop_assert_eq!(ours(&html), theirs(&html));
    }

    #[test]
    fn an_exact_light_tree_reads_as_a_browser_does(html in documents()) {
        let light = tree::read(&html);
        if !light.inexact {
            let full = dom::read(&light.outline).expect("a small page");
            prop_assert_eq!(reading(&light.outline), reading(&full));
        }
    }

    #[test]
    fn reading_never_fails(html in soup(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut page = html.into_bytes();
        page.extend(bytes);
        let _ = tree::read(&String::from_utf8_lossy(&page));
    }
}
