//! The frame of every HTML page: templates, style, script, and the policy that lets nothing else in.

use std::io::{self, Write};
use std::sync::LazyLock;

use data_encoding::BASE64;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, context};
use ring::digest;

use crate::config::Brand;
use crate::domain::date::Date;
use crate::domain::lang::{Lang, Text};
use crate::report::model::{Status, Tool};
use crate::report::words::word;
use crate::report::{Style, escape};

use super::prose;

const CSS: &str = include_str!("../../../templates/report/report.css");
const SCRIPT: &str = include_str!("../../../templates/report/report.js");

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../templates/report/", $name, ".html")))),*]
    };
}

/// All templates by name.
const TEMPLATES: [(&str, &str); 14] = templates![
    "appendix",
    "changes",
    "comparison",
    "deadlines",
    "due",
    "fix",
    "foot",
    "head",
    "preflight",
    "site",
    "sites",
    "summary",
    "timeline",
    "top",
];

/// The environment of each language.
static ZH: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Lang::Zh));
static EN: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Lang::En));

fn environment(lang: Lang) -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    environment
        .set_syntax(syntax.expect("the usual delimiters, which do not contradict each other"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(escaped);
    environment.add_function("say", move |zh: &str, en: &str| match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    });
    environment.add_filter("prose", |text: &str| Value::from_safe_string(prose::prose(text)));
    environment.add_filter("address", |url: &str| Value::from_safe_string(prose::address(url)));
    for (name, source) in TEMPLATES {
        environment
            .add_template(name, source)
            .expect("the templates are part of the program, and its tests render each of them");
    }
    environment
}

/// Writes a value by the one escape of reports.
fn escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => Ok(out.write_str(&escape::html(text))?),
        None if value.is_none() => Ok(()),
        None => minijinja::escape_formatter(out, state, value),
    }
}

/// Renders a template.
pub(in crate::report) fn render(name: &str, lang: Lang, values: Value) -> io::Result<String> {
    let environment = match lang {
        Lang::Zh => &*ZH,
        Lang::En => &*EN,
    };
    let rendered = environment.get_template(name).and_then(|template| template.render(values));
    rendered.map_err(io::Error::other)
}

/// Markup that was rendered, for another template.
pub(in crate::report) fn markup(html: String) -> Value {
    Value::from_safe_string(html)
}

/// What stands at the head of a page.
#[derive(Debug, Default)]
pub(in crate::report) struct PageTop {
    /// What the page is.
    pub(in crate::report) title: String,
    /// What it is about, or for whom.
    pub(in crate::report) subject: String,
    /// Names and values.
    pub(in crate::report) facts: Vec<(&'static str, String)>,
    /// What must be known before all else.
    pub(in crate::report) notes: Vec<String>,
}

/// A page between its first and its last tag.
#[derive(Debug)]
pub(in crate::report) struct PageFrame<'a> {
    lang: Lang,
    brand: Option<&'a Brand>,
}

impl<'a> PageFrame<'a> {
    /// Writes the head of the document.
    pub(in crate::report) fn begin(
        title: &str,
        style: &Style<'a>,
        out: &mut dyn Write,
    ) -> io::Result<Self> {
        let (lang, brand) = (style.lang, style.brand);
        let accent = brand.and_then(|brand| brand.accent.as_deref());
        let style = match accent {
            Some(accent) => format!("{CSS}:root{{--accent:{accent}}}"),
            None => CSS.to_owned(),
        };
        let policy = format!(
            "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; \
             style-src '{}'; script-src '{}'",
            hash(&style),
            hash(SCRIPT)
        );
        let tool = Tool::default();
        let head = render(
            "head",
            lang,
            context! {
                title,
                policy,
                style => markup(style),
                tool => format!("{} {}", tool.name, tool.version),
                words => words(lang).to_string(),
            },
        )?;
        out.write_all(head.as_bytes())?;
        Ok(Self { lang, brand })
    }

    /// Writes what stands above all sections.
    pub(in crate::report) fn top(&self, top: PageTop, out: &mut dyn Write) -> io::Result<()> {
        let PageTop { title, subject, facts, notes } = top;
        let facts: Vec<Value> =
            facts.into_iter().map(|(name, value)| context! { name, value }).collect();
        let brand = self.brand.cloned().unwrap_or_default();
        let logo = brand
            .logo
            .map(|logo| format!("data:{};base64,{}", logo.media_type, BASE64.encode(&logo.bytes)));
        let brand = context! { name => brand.name, logo };
        self.part("top", context! { title, subject, facts, notes, brand }, out)
    }

    /// Writes a section.
    pub(in crate::report) fn part(
        &self,
        template: &str,
        values: Value,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        out.write_all(render(template, self.lang, values)?.as_bytes())
    }

    /// Writes the end of the document. `made` says by what it was made, of what day.
    pub(in crate::report) fn end(self, made: &str, out: &mut dyn Write) -> io::Result<()> {
        let foot = self.brand.and_then(|brand| brand.foot.clone());
        self.part("foot", context! { foot, made, script => markup(SCRIPT.to_owned()) }, out)
    }
}

/// The source of a policy that allows this text alone.
fn hash(text: &str) -> String {
    let digest = digest::digest(&digest::SHA256, text.as_bytes());
    format!("sha256-{}", BASE64.encode(digest.as_ref()))
}

/// What the script says.
fn words(lang: Lang) -> serde_json::Value {
    let say = |zh, en| Text::fixed(zh, en).get(lang).to_owned();
    let statuses: Vec<_> = Status::WORST_FIRST
        .iter()
        .map(|status| {
            let word = crate::report::words::status(*status).get(lang).to_owned();
            [status.name().to_owned(), word, crate::report::words::sign(*status).to_owned()]
        })
        .collect();
    serde_json::json!({
        "copy": say("复制", "Copy"),
        "copied": say("已复制", "Copied"),
        "count": count(lang),
        "statuses": statuses,
    })
}

/// What the script says of the rows that are shown.
pub(super) fn count(lang: Lang) -> &'static str {
    word(
        "显示 {shown} 个，符合条件 {found} 个，共 {all} 个站点",
        "{shown} shown, {found} found, {all} sites in all",
        lang,
    )
}

/// A day in words.
pub(in crate::report) fn day_in_words(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            const DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
            let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
            let weekday = DAYS.get(weekday).copied().unwrap_or_default();
            format!("{}年{}月{}日，星期{weekday}", day.year(), day.month(), day.day())
        }
        Lang::En => day.strftime("%A, %-d %B %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_browsers() {
        // the example of the specification of content security policies
        assert_eq!(
            hash("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
    }

    #[test]
    fn days_are_words() {
        let day = Date::constant(2026, 11, 22);
        assert_eq!(day_in_words(day, Lang::Zh), "2026年11月22日，星期日");
        assert_eq!(day_in_words(day, Lang::En), "Sunday, 22 November 2026");
    }
}
