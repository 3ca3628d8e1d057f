//! The block: the parts that a page needs, rendered by the template, inside the element.

use std::fmt;
use std::sync::LazyLock;

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, context};

use crate::domain::site::Site;
use crate::rules::link_fix;

use super::charset::TextEncoding;
use super::vocabulary::Vocabulary;
use super::{ELEMENT, MARK, ours};

/// The template that is used unless another is given.
pub const DEFAULT_TEMPLATE: &str = include_str!("../../templates/footer.html");

/// The plain template: inline elements only.
static PLAIN: LazyLock<Result<Template, TemplateError>> =
    LazyLock::new(|| Template::new(include_str!("../../templates/plain.html")));

/// Which parts a block shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Parts {
    /// The ICP number.
    pub icp: bool,
    /// The police number.
    pub police: bool,
    /// The copyright line.
    pub copyright: bool,
}

impl Parts {
    /// The parts that a site declares.
    pub fn of(site: &Site) -> Self {
        Self {
            icp: site.icp.is_some(),
            police: site.police_number().is_some(),
            copyright: site.owner.is_some(),
        }
    }

    /// All non-empty subsets.
    pub(super) fn subsets(self) -> impl Iterator<Item = Self> {
        (1..8_u8)
            .map(|bits| Self { icp: bits & 1 > 0, police: bits & 2 > 0, copyright: bits & 4 > 0 })
            .filter(move |parts| parts.without(self).is_empty())
    }

    /// The difference of two sets of parts.
    #[must_use]
    pub(super) const fn without(self, those: Self) -> Self {
        Self {
            icp: self.icp && !those.icp,
            police: self.police && !those.police,
            copyright: self.copyright && !those.copyright,
        }
    }

    /// The union of two sets of parts.
    #[must_use]
    pub(super) const fn with(self, those: Self) -> Self {
        Self {
            icp: self.icp || those.icp,
            police: self.police || those.police,
            copyright: self.copyright || those.copyright,
        }
    }

    /// Whether there is no part.
    pub const fn is_empty(self) -> bool {
        !self.icp && !self.police && !self.copyright
    }
}

/// What wraps the content inside the element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Wrapping {
    /// Nothing.
    None,
    /// An `<object>`, which isolates it from a link or paragraph that the page leaves open. Without attributes, browsers
    /// show the content of such an element.
    Object,
}

impl Wrapping {
    /// The wrapping of a block on a page.
    pub(super) fn of(block: &[u8]) -> Self {
        let inside = memchr::memchr(b'>', block).and_then(|end| block.get(end + 1..));
        let is_object = inside.is_some_and(|inside| inside.starts_with(b"<object>"));
        if is_object { Self::Object } else { Self::None }
    }
}

/// A template, compiled.
#[derive(Debug)]
pub struct Template {
    environment: Environment<'static>,
}

/// A template that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct TemplateError {
    /// What is wrong.
    pub what: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        let what = match (error.kind(), error.detail()) {
            (ErrorKind::UndefinedError, _) => {
                "a value is absent (unknown name, or no such part on some pages): guard it, e.g. \
                 {% if icp %}{{ icp.number }}{% endif %}"
                    .to_owned()
            }
            (ErrorKind::OutOfFuel, _) => {
                "it does not come to an end: a loop is too long, or a text too large".to_owned()
            }
            (_, Some(detail)) => detail.to_owned(),
            (kind, None) => kind.to_string(),
        };
        Self { what, line: error.line() }
    }
}

const NAME: &str = "footer";
/// Bound on the steps of a template, as `MiniJinja` counts them; a footer takes some hundreds.
const FUEL: u64 = 100_000;
/// Largest content of a block in bytes, an inline badge included.
const LARGEST: usize = 1 << 20;

impl Template {
    /// Compiles a template. All values are escaped for HTML unless the template says `|safe`.
    pub fn new(source: &str) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(escape);
        environment.set_fuel(Some(FUEL));
        environment.add_template_owned(NAME, source.to_owned())?;
        Ok(Self { environment })
    }

    /// Renders the content of a block.
    pub(super) fn render(&self, values: &Values<'_>) -> Result<String, TemplateError> {
        self.render_with(values, "img")
    }

    fn render_with(&self, values: &Values<'_>, image: &str) -> Result<String, TemplateError> {
        let site = values.site;
        let icp = site.icp.as_ref().filter(|_| values.parts.icp).map(|number| {
            context! { number => number.to_string(), url => link_fix::icp_url() }
        });
        let police = site.police_number().filter(|_| values.parts.police).map(|number| {
            context! {
                number => number.to_string(),
                code => number.digits.clone(),
                url => link_fix::police_url(number),
            }
        });
        let copyright = site.owner.as_ref().filter(|_| values.parts.copyright).map(|owner| {
            let from = site.since.unwrap_or(values.year).min(values.year);
            let years = if from == values.year {
                from.to_string()
            } else {
                format!("{from}–{}", values.year)
            };
            context! { owner, from, to => values.year, years }
        });
        let badge = values.badge.filter(|_| police.is_some());
        let template = self.environment.get_template(NAME)?;
        let text = template.render(context! {
            icp, police, copyright, badge, image, domain => site.domain.clone(),
        })?;
        let text = text.trim_end_matches(['\n', '\r']).to_owned();
        if text.len() > LARGEST {
            let what = "the template makes a footer of more than 1 MiB".to_owned();
            return Err(TemplateError { what, line: None });
        }
        let lower = text.to_ascii_lowercase();
        if ["<", "</"].iter().any(|open| lower.contains(&format!("{open}{ELEMENT}"))) {
            let what = format!("the template writes <{ELEMENT}>, which is put around it anyway");
            return Err(TemplateError { what, line: None });
        }
        Ok(text)
    }
}

/// The values that a template is rendered with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values<'a> {
    pub site: &'a Site,
    pub parts: Parts,
    pub badge: Option<&'a str>,
    pub year: i16,
}

/// The block around its content, in the page's own encoding. It is laid out by the style sheet in the template, not by
/// `style` attributes, because a content security policy can allow a style sheet by its hash.
pub(super) fn element(
    content: &str,
    wrapping: Wrapping,
    vocabulary: Option<Vocabulary>,
    encoding: TextEncoding,
) -> Vec<u8> {
    match (vocabulary, wrapping) {
        (Some(Vocabulary::Phrasing), _) => {
            encoding.encode(&format!("<span {MARK}>{content}</span>"))
        }
        (Some(_), _) => encoding.encode(&format!("<div {MARK} align=\"center\">{content}</div>")),
        (None, Wrapping::None) => ours::seal(content, encoding),
        (None, Wrapping::Object) => ours::seal(&format!("<object>{content}</object>"), encoding),
    }
}

/// The content by the plain template: for a vocabulary, or for HTML.
pub(super) fn plain(
    values: &Values<'_>,
    vocabulary: Option<Vocabulary>,
) -> Result<String, TemplateError> {
    let template = PLAIN.as_ref().map_err(Clone::clone)?;
    template.render_with(values, vocabulary.map_or("img", Vocabulary::image))
}

/// Writes a value as text of HTML. The library's own escaping writes `/` as a reference too, which makes addresses
/// hard to read and to search for.
fn escape(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let Some(text) = value.as_str().filter(|_| !value.is_safe()) else {
        return minijinja::escape_formatter(out, state, value);
    };
    write_escaped(out, text).map_err(minijinja::Error::from)
}

fn write_escaped(out: &mut Output<'_>, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        out.write_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            _ => "&#39;",
        })?;
        rest = special.get(1..).unwrap_or_default();
    }
    out.write_str(rest)
}
