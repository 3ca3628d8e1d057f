//! What elements say by themselves: those that hide what is in them, shadow trees, and signs of what is not read.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::html::css::{Declaration, Element, Sheet, Sheets, declarations};
use crate::html::outline::{InertKind, NodeId, Outline, ROOT};
use crate::html::tag::Tag;

/// What an element carries itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnAttributes<'s> {
    pub id: NodeId,
    pub tag: Tag,
    pub style: Option<&'s str>,
    pub hidden: Option<&'s str>,
    pub popover: bool,
    pub open: bool,
}

impl OwnAttributes<'_> {
    /// What hides it whatever its style says, and what hides it unless its style displays it.
    pub(super) fn hidden_by(
        &self,
        outline: &Outline<'_>,
    ) -> (Option<&'static str>, Option<&'static str>) {
        let until_found = self.hidden.is_some_and(|it| it.eq_ignore_ascii_case("until-found"));
        let gone = match self.tag {
            Tag::Marquee => is_without_size(outline, self.id).then_some("<marquee width=0>"),
            Tag::Other => fallback(outline, self.id),
            _ if until_found => Some("hidden"),
            _ => None,
        };
        let unless_displayed = match self.tag {
            _ if self.hidden.is_some() => Some("hidden"),
            Tag::Dialog if !self.open => Some("<dialog>"),
            Tag::Rp => Some("<rp>"),
            _ if self.popover => Some("popover"),
            _ => None,
        };
        (gone, unless_displayed)
    }
}

/// Whether an element of this kind may hide what is in it, without a style that says so.
pub(super) fn may_hide_content(outline: &Outline<'_>, id: NodeId, tag: Tag) -> bool {
    match tag {
        Tag::Details | Tag::Dialog | Tag::Marquee | Tag::Object | Tag::Rp | Tag::Template => true,
        Tag::Iframe | Tag::Embed => is_without_size(outline, id),
        Tag::Other => fallback(outline, id).is_some(),
        _ => false,
    }
}

/// Elements whose content is for browsers that do not know them, or that show none of it.
fn fallback(outline: &Outline<'_>, id: NodeId) -> Option<&'static str> {
    let name = outline.name(id)?;
    [
        ("audio", "<audio>"),
        ("canvas", "<canvas>"),
        ("video", "<video>"),
        ("datalist", "<datalist>"),
        ("meter", "<meter>"),
        ("progress", "<progress>"),
        ("annotation", "<annotation>"),
        ("annotation-xml", "<annotation-xml>"),
        ("defs", "<defs>"),
        ("symbol", "<symbol>"),
        ("clippath", "<clipPath>"),
    ]
    .iter()
    .find(|(known, _)| name.eq_ignore_ascii_case(known))
    .map(|(_, by)| *by)
}

fn is_without_size(outline: &Outline<'_>, id: NodeId) -> bool {
    let none = |name: &str| {
        outline
            .attr(id, name)
            .is_some_and(|it| matches!(it.trim().trim_end_matches("px"), "0" | "1"))
    };
    none("width") || none("height")
}

/// What hides the text of an element and those of its children that have no place of their own in it.
pub(super) fn hides_rest(
    outline: &Outline<'_>,
    id: NodeId,
    tag: Tag,
    open: bool,
) -> Option<&'static str> {
    match tag {
        Tag::Details if !open => Some("<details>"),
        Tag::Object if outline.attr(id, "data").is_some() => Some("<object>"),
        _ => None,
    }
}

/// Whether a child of an element has a place of its own: the first `<summary>`, and in a host what a slot asks for.
pub(super) fn has_place(outline: &Outline<'_>, parent: NodeId, child: NodeId) -> bool {
    let tag = |id| outline.node(id).map(|node| node.tag);
    tag(parent) == Some(Tag::Details)
        && tag(child) == Some(Tag::Summary)
        && (parent + 1..child).all(|id| {
            outline.node(id).is_none_or(|node| node.parent != parent || node.tag != Tag::Summary)
        })
}

/// `<font color>`, `bgcolor`, the size of a frame and the like, as declarations.
pub(super) fn presentational(
    outline: &Outline<'_>,
    own: &OwnAttributes<'_>,
) -> Vec<(Declaration, &'static str)> {
    let names: &[(&'static str, &str)] = match own.tag {
        Tag::Font => &[("color", "color")],
        Tag::Body => &[("bgcolor", "background-color"), ("text", "color")],
        Tag::Table | Tag::Tr | Tag::Td | Tag::Th => &[("bgcolor", "background-color")],
        Tag::Iframe | Tag::Object | Tag::Embed => &[("width", "width"), ("height", "height")],
        _ => return Vec::new(),
    };
    let read = |(attribute, property): &(&'static str, &str)| {
        let value = outline.attr(own.id, attribute)?;
        let value = value.trim();
        let hex = value.len() == 6 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        let pixels = matches!(*property, "width" | "height") && value.parse::<u32>().is_ok();
        let mark = if hex && !pixels { "#" } else { "" };
        let unit = if pixels { "px" } else { "" };
        let text = format!("{property}:{mark}{value}{unit}");
        declarations(&text).pop().map(|it| (it, *attribute))
    };
    names.iter().filter_map(read).collect()
}

/// Elements that scripts fill.
pub(super) fn is_mount(id: &str) -> bool {
    matches!(id, "app" | "root" | "__next" | "__nuxt" | "__layout" | "q-app" | "react-root")
}

/// Whether the names of an element speak of a script that shows it once it is scrolled to, or loaded.
pub(super) fn is_revealed(names: &str) -> bool {
    names.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        matches!(
            word,
            "wow"
                | "aos"
                | "reveal"
                | "animate"
                | "animated"
                | "animation"
                | "fade"
                | "fadein"
                | "fadeIn"
                | "lazy"
                | "lazyload"
                | "loading"
                | "loaded"
                | "appear"
                | "inview"
                | "sr"
                | "scroll"
                | "scrollreveal"
                | "gsap"
                | "motion"
                | "cloak"
        )
    })
}

/// The trees of a page, and the style sheets of each: the page itself, and shadow trees that are written in it.
pub(super) struct TreeScopes {
    /// [`ROOT`] first.
    sheets: Vec<(NodeId, Rc<Sheets>)>,
    /// The shadow trees with their hosts, and whether anything of the host is shown in them.
    roots: Vec<(NodeId, NodeId, bool)>,
}

impl TreeScopes {
    /// Finds them.
    pub(super) fn of(outline: &Outline<'_>) -> Self {
        let roots = shadow_roots(outline);
        let styles = outline.inert.iter().filter(|inert| inert.kind == InertKind::Style);
        let mut texts: Vec<(NodeId, String, &str)> = Vec::new();
        for inert in styles {
            let Some(text) = outline.source.get(inert.span.clone()) else { continue };
            let [media, kind] = outline.attrs_named(inert.node, ["media", "type"]);
            let css = kind.is_none_or(|kind| {
                kind.trim().is_empty() || kind.trim().eq_ignore_ascii_case("text/css")
            });
            if css {
                let around = outline.ancestors(inert.node).map(|(id, _)| id);
                let scope = around.into_iter().find(|id| roots.iter().any(|root| root.0 == *id));
                let scope = if roots.is_empty() { ROOT } else { scope.unwrap_or(ROOT) };
                texts.push((scope, media.unwrap_or_default().into_owned(), text));
            }
        }
        let scopes = std::iter::once(ROOT).chain(roots.iter().map(|root| root.0));
        let sheets = scopes
            .map(|scope| {
                let own = texts.iter().filter(|(of, ..)| *of == scope);
                let own: Vec<Sheet<'_>> =
                    own.map(|(_, media, text)| Sheet { text, media }).collect();
                (scope, Sheets::of(&own))
            })
            .collect();
        Self { sheets, roots }
    }

    /// The style sheets of a tree.
    pub(super) fn sheets(&self, scope: NodeId) -> Option<&Rc<Sheets>> {
        self.sheets.iter().find(|(of, _)| *of == scope).map(|(_, sheets)| sheets)
    }

    /// Whether an element is the root of a shadow tree.
    pub(super) fn is_root(&self, id: NodeId) -> bool {
        self.roots.iter().any(|root| root.0 == id)
    }

    /// Whether the shadow tree of an element shows nothing of what stands in the element itself.
    pub(super) fn hides_text(&self, id: NodeId) -> bool {
        self.roots.iter().any(|(_, host, slot)| *host == id && !slot)
    }
}

/// More shadow trees than any page has.
const MAX_ROOTS: usize = 1000;

fn shadow_roots(outline: &Outline<'_>) -> Vec<(NodeId, NodeId, bool)> {
    let mut roots: Vec<(NodeId, NodeId, bool)> = Vec::new();
    if !outline.has_shadow_roots {
        return roots;
    }
    for (id, node) in outline.nodes.iter().enumerate() {
        let Ok(id) = NodeId::try_from(id) else { break };
        let named_slot = || outline.name(id).is_some_and(|it| it.eq_ignore_ascii_case("slot"));
        if node.tag == Tag::Template && outline.is_shadow_root(id) {
            if roots.len() < MAX_ROOTS && roots.iter().all(|root| root.1 != node.parent) {
                roots.push((id, node.parent, false));
            }
        } else if node.tag == Tag::Other && !roots.is_empty() && named_slot() {
            let around = outline.ancestors(id).find(|(_, node)| node.tag == Tag::Template);
            if let Some(root) = around.and_then(|(at, _)| roots.iter_mut().find(|it| it.0 == at)) {
                root.2 = true;
            }
        }
    }
    roots
}

/// Signs of what is not read, looked for when first asked for.
pub(super) struct UnreadSources<'o, 'a> {
    outline: &'o Outline<'a>,
    scripts: OnceCell<bool>,
    linked: OnceCell<bool>,
}

impl<'o, 'a> UnreadSources<'o, 'a> {
    pub(super) fn new(outline: &'o Outline<'a>) -> Self {
        Self { outline, scripts: OnceCell::new(), linked: OnceCell::new() }
    }

    /// Whether the page has scripts.
    pub(super) fn scripts(&self) -> bool {
        *self.scripts.get_or_init(|| self.outline.nodes.iter().any(|node| node.tag == Tag::Script))
    }

    /// Whether other style sheets than the page's own speak of its elements.
    pub(super) fn linked(&self, sheets: &Sheets) -> bool {
        sheets.is_part()
            || *self.linked.get_or_init(|| {
                let nodes = self.outline.nodes.iter().enumerate();
                nodes.filter(|(_, node)| node.tag == Tag::Link).any(|(id, _)| {
                    NodeId::try_from(id).is_ok_and(|id| is_style_sheet(self.outline, id))
                })
            })
    }

    /// The class by which a style sheet that is not read may hide an element: one of the frameworks that many pages
    /// use, which the page itself does not speak of.
    pub(super) fn hidden_elsewhere(
        &self,
        element: &Element<'_>,
        sheets: Option<&Rc<Sheets>>,
    ) -> Option<String> {
        let sheets = sheets?;
        let class = element.classes().find(|class| hides_in_frameworks(class))?;
        (!sheets.knows_class(class) && self.linked(sheets)).then(|| format!("class=\"{class}\""))
    }
}

fn is_style_sheet(outline: &Outline<'_>, id: NodeId) -> bool {
    let [rel, media, kind] = outline.attrs_named(id, ["rel", "media", "as"]);
    let has = |word: &str| {
        rel.as_ref()
            .is_some_and(|rel| rel.split_whitespace().any(|it| it.eq_ignore_ascii_case(word)))
    };
    let printed = media.is_some_and(|media| media.trim().eq_ignore_ascii_case("print"));
    (has("stylesheet") && !printed) || (has("preload") && kind.is_some_and(|it| &*it == "style"))
}

/// Classes of Bootstrap, Tailwind CSS, `WordPress`, `UIkit`, layui, Bulma and Foundation that hide.
pub(super) fn hides_in_frameworks(class: &str) -> bool {
    matches!(
        class,
        "d-none"
            | "hidden"
            | "sr-only"
            | "visually-hidden"
            | "screen-reader-text"
            | "uk-hidden"
            | "layui-hide"
            | "is-hidden"
            | "hidden-xs"
            | "hidden-sm"
            | "hidden-md"
            | "hidden-lg"
            | "hidden-phone"
            | "hidden-desktop"
            | "visible-xs"
            | "visible-sm"
            | "visible-md"
            | "visible-lg"
            | "visible-phone"
            | "visible-desktop"
            | "visible-print"
            | "hidden-sm-down"
            | "hidden-md-down"
            | "hidden-md-up"
            | "hidden-lg-up"
            | "d-print-block-only"
            | "is-hidden-mobile"
            | "is-hidden-desktop"
            | "is-hidden-touch"
            | "show-for-medium"
            | "show-for-large"
            | "hide-for-small-only"
            | "hide-for-medium"
            | "hide-for-large"
            | "layui-hide-xs"
            | "layui-hide-sm"
            | "layui-show-md-block"
    ) || ["sm", "md", "lg", "xl", "xxl"].iter().any(|screen| {
        let rest = class.strip_prefix("d-").and_then(|it| it.strip_prefix(screen));
        rest == Some("-none")
            || class.strip_prefix(screen) == Some(":hidden")
            || class.strip_prefix("max-").and_then(|it| it.strip_prefix(screen)) == Some(":hidden")
    })
}
