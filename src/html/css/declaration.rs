//! Declarations that can hide text or show it again, with shorthands taken apart.

use super::syntax::{split_top_level, split_words, unescaped, without_comments};

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declaration {
    /// Property name, lower case; of a shorthand one of those that it stands for.
    pub name: &'static str,
    /// Value, lower case, without `!important`.
    pub value: String,
    /// `!important`
    pub important: bool,
}

/// What is read of a property.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PropertyKind {
    /// As it stands, under this name.
    As(&'static str),
    Font,
    Background,
    /// One to four values: top, right, bottom, left.
    Sides([&'static str; 4]),
    Overflow,
}

/// The properties that are read, in order of their names.
#[rustfmt::skip]
const WATCHED: &[(&str, PropertyKind)] = &[
    ("-webkit-background-clip", PropertyKind::As("background-clip")),
    ("-webkit-clip-path", PropertyKind::As("clip-path")),
    ("-webkit-text-fill-color", PropertyKind::As("-webkit-text-fill-color")),
    ("-webkit-transform", PropertyKind::As("transform")),
    ("animation", PropertyKind::As("animation")),
    ("animation-fill-mode", PropertyKind::As("animation-fill-mode")),
    ("animation-name", PropertyKind::As("animation-name")),
    ("background", PropertyKind::Background),
    ("background-clip", PropertyKind::As("background-clip")),
    ("background-color", PropertyKind::As("background-color")),
    ("background-image", PropertyKind::As("background-image")),
    ("block-size", PropertyKind::As("height")),
    ("bottom", PropertyKind::As("bottom")),
    ("clip", PropertyKind::As("clip")),
    ("clip-path", PropertyKind::As("clip-path")),
    ("color", PropertyKind::As("color")),
    ("container", PropertyKind::As("container")),
    ("container-type", PropertyKind::As("container-type")),
    ("content-visibility", PropertyKind::As("content-visibility")),
    ("display", PropertyKind::As("display")),
    ("filter", PropertyKind::As("filter")),
    ("float", PropertyKind::As("float")),
    ("font", PropertyKind::Font),
    ("font-size", PropertyKind::As("font-size")),
    ("height", PropertyKind::As("height")),
    ("inline-size", PropertyKind::As("width")),
    ("inset", PropertyKind::Sides(["top", "right", "bottom", "left"])),
    ("inset-block-end", PropertyKind::As("bottom")),
    ("inset-block-start", PropertyKind::As("top")),
    ("inset-inline-start", PropertyKind::As("left")),
    ("left", PropertyKind::As("left")),
    ("line-height", PropertyKind::As("line-height")),
    ("margin", PropertyKind::Sides(["margin-top", "", "", "margin-left"])),
    ("margin-inline-start", PropertyKind::As("margin-left")),
    ("margin-left", PropertyKind::As("margin-left")),
    ("margin-top", PropertyKind::As("margin-top")),
    ("max-block-size", PropertyKind::As("max-height")),
    ("max-height", PropertyKind::As("max-height")),
    ("max-inline-size", PropertyKind::As("max-width")),
    ("max-width", PropertyKind::As("max-width")),
    ("min-block-size", PropertyKind::As("min-height")),
    ("min-height", PropertyKind::As("min-height")),
    ("min-inline-size", PropertyKind::As("min-width")),
    ("min-width", PropertyKind::As("min-width")),
    ("opacity", PropertyKind::As("opacity")),
    ("overflow", PropertyKind::Overflow),
    ("overflow-x", PropertyKind::As("overflow-x")),
    ("overflow-y", PropertyKind::As("overflow-y")),
    ("padding", PropertyKind::Sides(["padding-top", "padding-right", "padding-bottom", "padding-left"])),
    ("padding-bottom", PropertyKind::As("padding-bottom")),
    ("padding-left", PropertyKind::As("padding-left")),
    ("padding-right", PropertyKind::As("padding-right")),
    ("padding-top", PropertyKind::As("padding-top")),
    ("position", PropertyKind::As("position")),
    ("right", PropertyKind::As("right")),
    ("rotate", PropertyKind::As("rotate")),
    ("scale", PropertyKind::As("scale")),
    ("text-indent", PropertyKind::As("text-indent")),
    ("text-shadow", PropertyKind::As("text-shadow")),
    ("top", PropertyKind::As("top")),
    ("transform", PropertyKind::As("transform")),
    ("transition", PropertyKind::As("transition")),
    ("translate", PropertyKind::As("translate")),
    ("visibility", PropertyKind::As("visibility")),
    ("width", PropertyKind::As("width")),
    ("zoom", PropertyKind::As("zoom")),
];

/// The longest of their names.
const LONGEST: usize = 23;

/// The watched declarations of a `style` attribute or a rule's block.
///
/// Of several of one kind the last is kept: no block comes to more than a few dozen.
pub(crate) fn declarations(block: &str) -> Vec<Declaration> {
    let block = without_comments(block);
    let mut kept: Vec<Declaration> = Vec::new();
    let simple = memchr::memchr3(b'(', b'"', b'\'', block.as_bytes()).is_none();
    if simple {
        block.split(';').for_each(|text| read(text, &mut kept));
    } else {
        for text in split_top_level(&block, |c| c == ';') {
            read(text, &mut kept);
        }
    }
    kept
}

/// The longest declaration that is read.
const LONGEST_VALUE: usize = 1000;

fn read(text: &str, kept: &mut Vec<Declaration>) {
    let Some((name, value)) = text.split_once(':') else { return };
    let name = unescaped(name.trim());
    let Some(kind) = watched(&name) else { return };
    let value = value.trim();
    // longer ones hold pictures
    let value = value.get(..value.floor_char_boundary(LONGEST_VALUE)).unwrap_or_default();
    let value = unescaped(value).to_ascii_lowercase();
    let (value, important) = match value.rsplit_once('!') {
        Some((value, mark)) if mark.trim() == "important" => (value.trim().to_owned(), true),
        Some(_) => return,
        None => (value, false),
    };
    let mut keep = |name: &'static str, value: String| {
        if !name.is_empty() && is_valid(name, &value) {
            kept.retain(|known| known.name != name || known.important != important);
            kept.push(Declaration { name, value, important });
        }
    };
    match kind {
        PropertyKind::As(name) => keep(name, value),
        PropertyKind::Font => {
            if let Some(size) = font_size(&value) {
                keep("font-size", size);
            }
        }
        PropertyKind::Background => {
            let (color, image) = background(&value);
            keep("background-color", color);
            keep("background-image", image);
        }
        PropertyKind::Sides(names) => {
            let values = split_words(&value);
            let first = values.first().copied().unwrap_or_default();
            let of = |at: usize| values.get(at).copied();
            let sides = [
                first,
                of(1).unwrap_or(first),
                of(2).unwrap_or(first),
                of(3).or(of(1)).unwrap_or(first),
            ];
            names.into_iter().zip(sides).for_each(|(name, side)| keep(name, side.to_owned()));
        }
        PropertyKind::Overflow => {
            let values = split_words(&value);
            let first = values.first().copied().unwrap_or_default();
            keep("overflow-x", first.to_owned());
            keep("overflow-y", values.get(1).copied().unwrap_or(first).to_owned());
        }
    }
}

fn watched(name: &str) -> Option<PropertyKind> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    let found = WATCHED.binary_search_by(|(known, _)| known.as_bytes().cmp(lower)).ok()?;
    WATCHED.get(found).map(|(_, kind)| *kind)
}

/// A browser passes over a declaration that it does not understand.
fn is_valid(name: &str, value: &str) -> bool {
    let general = matches!(value, "inherit" | "initial" | "unset" | "revert" | "revert-layer");
    if value.is_empty() {
        return false;
    }
    if general || value.contains("var(") {
        return true;
    }
    match name {
        "display" => split_words(value).iter().all(|word| is_display(word)),
        "visibility" => matches!(value, "visible" | "hidden" | "collapse"),
        "content-visibility" => matches!(value, "visible" | "auto" | "hidden"),
        "position" => {
            matches!(
                value,
                "static" | "relative" | "absolute" | "fixed" | "sticky" | "-webkit-sticky"
            )
        }
        "opacity" => value.starts_with(|c: char| matches!(c, '0'..='9' | '.' | '-' | '+' | 'c')),
        "overflow-x" | "overflow-y" => {
            matches!(value, "visible" | "hidden" | "clip" | "auto" | "scroll" | "overlay")
        }
        "font-size" => !value.starts_with('-'),
        _ => true,
    }
}

fn is_display(word: &str) -> bool {
    matches!(
        word,
        "none"
            | "block"
            | "inline"
            | "inline-block"
            | "flex"
            | "inline-flex"
            | "grid"
            | "inline-grid"
            | "contents"
            | "flow-root"
            | "flow"
            | "list-item"
            | "ruby"
            | "math"
            | "-webkit-box"
            | "-webkit-inline-box"
            | "-webkit-flex"
            | "-webkit-inline-flex"
    ) || word.starts_with("table")
        || word.starts_with("ruby-")
        || word == "inline-table"
}

/// The size in a `font` shorthand.
fn font_size(value: &str) -> Option<String> {
    let words = split_words(value);
    if let [word] = words.as_slice() {
        return Some(if is_general(word) { (*word).to_owned() } else { "13px".to_owned() });
    }
    let size = words.iter().find(|word| {
        word.starts_with(|c: char| matches!(c, '0'..='9' | '.' | '+'))
            // a weight is a plain number
            && !(word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_digit()))
            || ["calc(", "clamp(", "min(", "max(", "var("].iter().any(|it| word.starts_with(it))
            || matches!(
                word.split('/').next().unwrap_or_default(),
                "xx-small"
                    | "x-small"
                    | "small"
                    | "medium"
                    | "large"
                    | "x-large"
                    | "xx-large"
                    | "smaller"
                    | "larger"
            )
    })?;
    Some(split_top_level(size, |c| c == '/').first().copied().unwrap_or_default().to_owned())
}

fn is_general(word: &str) -> bool {
    matches!(word, "inherit" | "initial" | "unset" | "revert" | "revert-layer")
        || word.contains("var(")
}

/// The colour and the image of a `background` shorthand.
fn background(value: &str) -> (String, String) {
    let image = ["url(", "gradient(", "image(", "image-set(", "element("];
    if image.iter().any(|it| value.contains(it)) {
        let kind = if value.contains("url(") { "url" } else { "image" };
        return ("transparent".to_owned(), kind.to_owned());
    }
    let words = split_words(value);
    let colour = words.iter().find(|word| {
        !matches!(
            **word,
            "none"
                | "repeat"
                | "no-repeat"
                | "repeat-x"
                | "repeat-y"
                | "scroll"
                | "fixed"
                | "local"
                | "center"
                | "top"
                | "bottom"
                | "left"
                | "right"
                | "cover"
                | "contain"
                | "/"
                | "border-box"
                | "padding-box"
                | "content-box"
                | "text"
                | "auto"
        ) && !word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))
    });
    let image = if words.contains(&"text") { "text" } else { "none" };
    (colour.map_or("transparent", |word| *word).to_owned(), image.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(block: &str) -> Vec<String> {
        let read = declarations(block).into_iter();
        read.map(|it| format!("{}:{}{}", it.name, it.value, if it.important { "!" } else { "" }))
            .collect()
    }

    #[test]
    fn of_one_property_the_last_declaration_counts() {
        assert_eq!(
            names(" DISPLAY : None ; margin-right:0; display:block; ;color"),
            ["display:block"]
        );
        assert_eq!(
            names("display:none !important;display:block"),
            ["display:none!", "display:block"]
        );
        assert_eq!(names("display:none;display:-ms-flexbox;display:nonsense"), ["display:none"]);
        assert_eq!(names("display:none !ie"), [""; 0]);
    }

    #[test]
    fn comments_escapes_and_strings_are_read_as_a_browser_does() {
        assert_eq!(names("display:/**/none/* ; */"), ["display:none"]);
        assert_eq!(names(r"d\69splay:n\6f ne"), ["display:none"]);
        assert_eq!(
            names("background:url(data:image/png;base64,AA;display:none);opacity:0"),
            ["background-color:transparent", "background-image:url", "opacity:0"]
        );
    }

    #[test]
    fn shorthands_are_taken_apart() {
        assert_eq!(names("font:0/0 a"), ["font-size:0"]);
        assert_eq!(names("font:bold 12px/1.5 sans-serif"), ["font-size:12px"]);
        assert_eq!(names("font:400 .9rem x"), ["font-size:.9rem"]);
        assert_eq!(names("font:inherit"), ["font-size:inherit"]);
        assert_eq!(names("background:#fff no-repeat")[0], "background-color:#fff");
        assert_eq!(names("overflow:hidden auto"), ["overflow-x:hidden", "overflow-y:auto"]);
        assert_eq!(
            names("inset:0 auto auto -9999px"),
            ["top:0", "right:auto", "bottom:auto", "left:-9999px"]
        );
    }

    #[test]
    fn watched_properties_are_in_order() {
        for pair in WATCHED.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
        assert_eq!(WATCHED.iter().map(|(name, _)| name.len()).max(), Some(LONGEST));
    }
}
