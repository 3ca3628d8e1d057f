//! When a rule of a style sheet holds: on which screens, and whether that is certain. What is not known of a visitor's
//! browser (its fonts, its container's width) holds perhaps.

use super::syntax::split_top_level;

/// Screens that a page is looked at on, as width and height in CSS pixels: phones, a tablet, a notebook, a large desktop.
pub(crate) const SCREENS: [(f64, f64); 5] =
    [(360.0, 800.0), (430.0, 932.0), (820.0, 1180.0), (1366.0, 768.0), (2560.0, 1440.0)];

/// The screens as bits, the narrowest one lowest.
pub(crate) const EVERY_SCREEN: u8 = (1 << SCREENS.len()) - 1;

/// The screens that are held in a hand.
const HAND_HELD: u8 = 0b111;

/// The screens on which something holds, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    /// On these for sure.
    pub sure: u8,
    /// On these perhaps, or for sure.
    pub perhaps: u8,
}

impl Condition {
    /// Everywhere.
    pub(crate) const ALWAYS: Self = Self::on(EVERY_SCREEN);
    /// Nowhere.
    pub(crate) const NEVER: Self = Self::on(0);
    /// Not known.
    pub(crate) const PERHAPS: Self = Self { sure: 0, perhaps: EVERY_SCREEN };

    const fn on(screens: u8) -> Self {
        Self { sure: screens, perhaps: screens }
    }

    fn if_true(holds: bool) -> Self {
        if holds { Self::ALWAYS } else { Self::NEVER }
    }

    fn where_screen(fits: impl Fn(f64, f64) -> bool) -> Self {
        let screens = SCREENS.iter().enumerate();
        Self::on(
            screens
                .filter(|(_, (width, height))| fits(*width, *height))
                .map(|(at, _)| 1 << at)
                .sum(),
        )
    }

    /// Both hold.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self { sure: self.sure & other.sure, perhaps: self.perhaps & other.perhaps }
    }

    /// One of them holds.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self { sure: self.sure | other.sure, perhaps: self.perhaps | other.perhaps }
    }

    /// It does not hold.
    pub(crate) const fn not(self) -> Self {
        Self { sure: EVERY_SCREEN & !self.perhaps, perhaps: EVERY_SCREEN & !self.sure }
    }
}

/// The condition of `@media`, or a `media` attribute.
pub(crate) fn media(condition: &str) -> Condition {
    let condition = condition.trim();
    if condition.is_empty() {
        return Condition::ALWAYS;
    }
    let queries = split_top_level(condition, |c| c == ',');
    queries
        .into_iter()
        .map(|query| one_of_media(query.trim()))
        .fold(Condition::NEVER, Condition::or)
}

fn one_of_media(query: &str) -> Condition {
    let query = query.to_ascii_lowercase();
    let mut rest = query.as_str();
    let negated = take_word(&mut rest, "not");
    if !negated {
        take_word(&mut rest, "only");
    }
    let end = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(rest.len());
    let (kind, tail) = rest.split_at(end);
    let (mut holds, tail) = match kind {
        "" => (Condition::ALWAYS, rest),
        "all" | "screen" => (Condition::ALWAYS, tail.trim_start()),
        _ => (Condition::NEVER, tail.trim_start()),
    };
    let mut tail = tail;
    if !kind.is_empty() {
        take_word(&mut tail, "and");
    }
    if !tail.is_empty() {
        holds = holds.and(condition(tail, &media_feature, 0));
    }
    if negated { holds.not() } else { holds }
}

/// The condition of `@supports`: what a browser of today supports.
pub(crate) fn supports(text: &str) -> Condition {
    condition(&text.to_ascii_lowercase(), &supported, 0)
}

/// The condition of `@container`, with the name of the container. A container is at most as wide as the screen.
pub(crate) fn container(text: &str) -> Condition {
    let text = text.trim().to_ascii_lowercase();
    let start = text.find('(').unwrap_or(text.len());
    let (before, rest) = text.split_at(start);
    match before.trim() {
        _ if rest.is_empty() => Condition::PERHAPS,
        before if before.ends_with("style") || before.ends_with("scroll-state") => {
            Condition::PERHAPS
        }
        before if before.ends_with("not") => condition(rest, &container_feature, 0).not(),
        _ => condition(rest, &container_feature, 0),
    }
}

/// Parentheses with `and`, `or` and `not` between them.
fn condition(text: &str, feature: &dyn Fn(&str) -> Condition, depth: usize) -> Condition {
    let mut rest = text.trim();
    if depth > 8 {
        return Condition::PERHAPS;
    }
    if take_word(&mut rest, "not") {
        return condition(rest, feature, depth + 1).not();
    }
    let (mut all, mut any) = (Condition::ALWAYS, Condition::NEVER);
    let mut or = false;
    loop {
        let Some((part, after)) = parenthesised(rest) else { return Condition::PERHAPS };
        let inner = part.trim();
        let nested =
            inner.starts_with('(') || inner.starts_with("not ") || inner.starts_with("not(");
        let holds = if nested { condition(inner, feature, depth + 1) } else { feature(inner) };
        (all, any) = (all.and(holds), any.or(holds));
        rest = after.trim_start();
        if rest.is_empty() {
            return if or { any } else { all };
        }
        if take_word(&mut rest, "or") {
            or = true;
        } else if !take_word(&mut rest, "and") {
            return Condition::PERHAPS;
        }
    }
}

/// What stands in the parentheses at the start of a text, and what follows; a function's name is kept.
fn parenthesised(text: &str) -> Option<(&str, &str)> {
    let open = text.find('(')?;
    if text.get(..open)?.contains(char::is_whitespace) {
        return None;
    }
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    // `selector(…)` and the like stay whole
                    let inner = if open == 0 { text.get(1..at)? } else { text.get(..=at)? };
                    return Some((inner, text.get(at + 1..)?));
                }
            }
            _ => {}
        }
    }
    None
}

/// Takes a word that stands by itself.
fn take_word(rest: &mut &str, word: &str) -> bool {
    let Some(after) = rest.strip_prefix(word) else { return false };
    if !after.starts_with(|c: char| c.is_whitespace() || c == '(') {
        return false;
    }
    *rest = after.trim_start();
    true
}

fn media_feature(feature: &str) -> Condition {
    sized(feature, |name, low, high| {
        let within = move |value: f64| {
            low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high)
        };
        match name {
            "width" | "device-width" => Some(Condition::where_screen(|width, _| within(width))),
            "height" | "device-height" => Some(Condition::where_screen(|_, height| within(height))),
            _ => None,
        }
    })
    .unwrap_or_else(|| plain_feature(feature))
}

fn plain_feature(feature: &str) -> Condition {
    let (name, value) = feature.split_once(':').unwrap_or((feature, ""));
    match (name.trim(), value.trim()) {
        ("orientation", "portrait") => Condition::where_screen(|width, height| height >= width),
        ("orientation", "landscape") => Condition::where_screen(|width, height| height < width),
        ("hover" | "any-hover", "none") | ("pointer" | "any-pointer", "coarse") => {
            Condition::on(HAND_HELD)
        }
        ("hover" | "any-hover", "hover" | "") | ("pointer" | "any-pointer", "fine") => {
            Condition::on(HAND_HELD).not()
        }
        ("color" | "scripting" | "update" | "pointer" | "any-pointer", "") => Condition::ALWAYS,
        ("scripting", value) => Condition::if_true(value == "enabled"),
        ("prefers-color-scheme", value) => Condition::if_true(value == "light"),
        (
            "prefers-reduced-motion"
            | "prefers-contrast"
            | "prefers-reduced-data"
            | "prefers-reduced-transparency",
            value,
        ) => Condition::if_true(value == "no-preference"),
        ("display-mode", value) => Condition::if_true(value == "browser"),
        ("forced-colors" | "inverted-colors", value) => Condition::if_true(value == "none"),
        ("monochrome" | "grid", value) => Condition::if_true(value == "0"),
        ("update", value) => Condition::if_true(value == "fast"),
        // of browsers that are no more
        (name, _) if name.starts_with("-ms-") || name.starts_with("-moz-") => Condition::NEVER,
        _ => Condition::PERHAPS,
    }
}

fn container_feature(feature: &str) -> Condition {
    sized(feature, |name, low, high| {
        if !matches!(name, "width" | "inline-size") {
            return None;
        }
        let wide_enough = Condition::where_screen(|width, _| low.is_none_or(|low| width >= low));
        let never_wider = Condition::where_screen(|width, _| high.is_none_or(|high| width <= high));
        let low =
            if low.is_some() { wide_enough.and(Condition::PERHAPS) } else { Condition::ALWAYS };
        Some(low.and(never_wider.or(Condition::PERHAPS)))
    })
    .unwrap_or(Condition::PERHAPS)
}

/// A feature that has a size: its name, and the least and the greatest size, in pixels.
fn sized(
    feature: &str,
    holds: impl Fn(&str, Option<f64>, Option<f64>) -> Option<Condition>,
) -> Option<Condition> {
    if let Some((name, value)) = feature.split_once(':') {
        let (name, value) = (name.trim(), length(value.trim())?);
        return match (name.strip_prefix("min-"), name.strip_prefix("max-")) {
            (Some(name), _) => holds(name, Some(value), None),
            (_, Some(name)) => holds(name, None, Some(value)),
            _ => holds(name, Some(value), Some(value)),
        };
    }
    let mut signs = Vec::new();
    let mut words = Vec::new();
    let mut from = 0;
    for (at, c) in feature.char_indices().filter(|(_, c)| matches!(c, '<' | '>' | '=')) {
        if c == '=' && at == from && !signs.is_empty() {
            from = at + 1;
            continue;
        }
        words.push(feature.get(from..at)?.trim());
        signs.push((c, feature.as_bytes().get(at + 1) == Some(&b'=')));
        from = at + 1;
    }
    words.push(feature.get(from..)?.trim());
    range(&words, &signs, holds)
}

/// `width >= 600px`, `600px <= width < 900px`.
fn range(
    words: &[&str],
    signs: &[(char, bool)],
    holds: impl Fn(&str, Option<f64>, Option<f64>) -> Option<Condition>,
) -> Option<Condition> {
    let least = |value: f64, or_equal: bool| if or_equal { value } else { value + 0.01 };
    let most = |value: f64, or_equal: bool| if or_equal { value } else { value - 0.01 };
    match (words, signs) {
        ([left, right], [(sign, or_equal)]) => {
            let (name, value, sign) = match (length(left), length(right)) {
                (None, Some(value)) => (left, value, *sign),
                (Some(value), None) => (right, value, if *sign == '<' { '>' } else { '<' }),
                _ => return None,
            };
            match sign {
                '>' => holds(name, Some(least(value, *or_equal)), None),
                '<' => holds(name, None, Some(most(value, *or_equal))),
                _ => holds(name, Some(value), Some(value)),
            }
        }
        ([low, name, high], [('<', low_equal), ('<', high_equal)])
        | ([high, name, low], [('>', high_equal), ('>', low_equal)]) => holds(
            name,
            Some(least(length(low)?, *low_equal)),
            Some(most(length(high)?, *high_equal)),
        ),
        _ => None,
    }
}

/// A length in pixels.
fn length(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    Some(match unit.trim() {
        "px" | "" => number,
        "em" | "rem" => number * 16.0,
        "ex" | "ch" => number * 8.0,
        "pt" => number * 4.0 / 3.0,
        "in" => number * 96.0,
        "cm" => number * 37.8,
        "mm" => number * 3.78,
        _ => return None,
    })
}

/// A declaration or function that a browser is asked for.
fn supported(feature: &str) -> Condition {
    let Some((name, value)) = feature.split_once(':').filter(|_| !feature.contains("selector("))
    else {
        return Condition::PERHAPS;
    };
    let of_one_browser =
        |text: &str| text.trim_start().starts_with('-') && !text.trim_start().starts_with("--");
    if of_one_browser(name) || of_one_browser(value) {
        Condition::PERHAPS
    } else {
        Condition::ALWAYS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_conditions_say_on_which_screens_they_hold() {
        for (query, screens) in [
            ("", 0b11111),
            ("screen", 0b11111),
            ("print", 0),
            ("all, print", 0b11111),
            ("not print", 0b11111),
            ("not all", 0),
            ("only screen and (max-width: 767px)", 0b00011),
            ("(max-width:767.98px)", 0b00011),
            ("(min-width:768px)", 0b11100),
            ("(min-width:48em) and (max-width:1000px)", 0b00100),
            ("(max-width:767px),(min-width:1200px)", 0b11011),
            ("not screen and (max-width:767px)", 0b11100),
            ("not (max-width:767px)", 0b11100),
            ("(width >= 768px)", 0b11100),
            ("(768px<=width)", 0b11100),
            ("(width < 820px)", 0b00011),
            ("(400px <= width <= 900px)", 0b00110),
            ("(max-width:500px) or (min-width:2000px)", 0b10011),
            ("((max-width:500px) or (min-width:2000px)) and (orientation:portrait)", 0b00011),
            ("(hover:hover)", 0b11000),
            ("(prefers-color-scheme: dark)", 0),
            ("(prefers-reduced-motion:reduce)", 0),
            ("tv", 0),
            ("screen and (max-device-width: 480px)", 0b00011),
        ] {
            let holds = media(query);
            assert_eq!((holds.sure, holds.perhaps), (screens, screens), "{query}");
        }
        for query in ["(min-resolution:2dppx)", "(max-width:calc(1px + 2em))", "(x", "()"] {
            assert_eq!(media(query), Condition::PERHAPS, "{query}");
        }
    }

    #[test]
    fn what_browsers_support_and_containers_hold_is_not_always_known() {
        assert_eq!(supports("(display:grid)"), Condition::ALWAYS);
        assert_eq!(supports("not (display: grid)"), Condition::NEVER);
        assert_eq!(supports("(display:grid) and (gap:1px)"), Condition::ALWAYS);
        assert_eq!(supports("selector(:has(a))"), Condition::PERHAPS);
        assert_eq!(supports("(-webkit-hyphens:none)"), Condition::PERHAPS);
        let holds = |text: &str| (container(text).sure, container(text).perhaps);
        assert_eq!(holds("(max-width:600px)"), (0b00011, 0b11111));
        assert_eq!(holds("page (min-width: 700px)"), (0, 0b11100));
        assert_eq!(holds("style(--dark)"), (0, 0b11111));
    }
}
