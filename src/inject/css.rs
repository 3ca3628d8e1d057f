//! What style sheets declare of the layout as a whole: the body's height and overflow, and elements that leave the flow
//! and fill the window. Conditional rules (`@media` …) are ignored.

/// The declarations of a page's style sheets that concern its layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SheetLayout {
    /// Of `html` and `body`.
    pub frame: RootLayout,
    /// `#id` and `.class` of elements that leave the flow and fill their container.
    pub fills: Vec<String>,
}

/// What is declared for `html` and `body` together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RootLayout {
    tall: bool,
    cut: bool,
    rows: bool,
}

impl RootLayout {
    /// Adds the declarations of a block.
    pub(super) fn add(&mut self, block: &str) {
        for (name, value) in declarations(block) {
            match name.as_str() {
                "height" | "max-height" => self.tall = is_whole(&value),
                "overflow" => self.cut = value.split(' ').any(is_cut) && !value.contains("auto"),
                "overflow-y" | "overflow-block" => self.cut = is_cut(&value),
                // what comes last gets a row of its own
                "display" => self.rows = value.contains("flex") || value.contains("grid"),
                _ => {}
            }
        }
    }

    /// Whether what is below the first screen is never seen.
    pub(super) const fn cuts(self) -> bool {
        self.tall && self.cut && !self.rows
    }
}

fn is_cut(value: &str) -> bool {
    matches!(value, "hidden" | "clip")
}

/// Whether a length is that of the window or of the container.
fn is_whole(value: &str) -> bool {
    let units = ["%", "vh", "dvh", "svh", "lvh", "vw", "dvw", "svw", "lvw"];
    value.strip_prefix("100").is_some_and(|unit| units.contains(&unit))
}

/// Whether declarations take an element out of the flow and let it fill its container.
pub(super) fn fills(block: &str) -> bool {
    let (mut out, mut sides, mut whole) = (false, [false; 4], [false; 2]);
    for (name, value) in declarations(block) {
        let zero = matches!(value.as_str(), "0" | "0px");
        match name.as_str() {
            "position" => out = matches!(value.as_str(), "absolute" | "fixed"),
            "inset" => sides = [zero; 4],
            "top" => sides[0] = zero,
            "bottom" => sides[1] = zero,
            "left" => sides[2] = zero,
            "right" => sides[3] = zero,
            "height" | "min-height" => whole[0] = is_whole(&value),
            "width" | "min-width" => whole[1] = is_whole(&value),
            _ => {}
        }
    }
    let [top, bottom, left, right] = sides;
    out && (whole[0] || (top && bottom)) && (whole[1] || (left && right))
}

/// The names and values of declarations, lower case, without `!important`.
fn declarations(block: &str) -> impl Iterator<Item = (String, String)> {
    block.split(';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let value = value.split('!').next().unwrap_or_default().trim().to_ascii_lowercase();
        Some((name.trim().to_ascii_lowercase(), value))
    })
}

/// Whether a text has a word that every layout of this kind has: a cheap test before parsing.
pub(super) fn has_layout(text: &[u8]) -> bool {
    [&b"absolute"[..], b"fixed", b"hidden", b"clip"]
        .iter()
        .any(|word| memchr::memmem::find(text, word).is_some())
}

impl SheetLayout {
    /// Reads the style sheets of a page.
    pub(super) fn read(sheets: &[&[u8]]) -> Self {
        let mut read = Self::default();
        for sheet in sheets.iter().filter(|sheet| has_layout(sheet)) {
            let text = String::from_utf8_lossy(sheet);
            // what comes before is the rest of the start tag
            let text = text.split_once('>').map_or("", |(_, text)| text);
            read.rules(&without_comments(text));
        }
        read
    }

    /// Whether nothing of interest is declared.
    pub(super) fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    fn rules(&mut self, mut rest: &str) {
        while let Some((prelude, tail)) = rest.split_once('{') {
            let prelude = prelude.rsplit([';', '}']).next().unwrap_or_default().trim();
            if prelude.starts_with('@') {
                rest = behind_block(tail);
                continue;
            }
            let Some((block, behind)) = tail.split_once('}') else { return };
            rest = behind;
            let fills = fills(block);
            for selector in prelude.split(',').map(str::trim) {
                match selector.rsplit(['>', ' ']).next().unwrap_or_default() {
                    "html" | "body" | ":root" => self.frame.add(block),
                    last if fills => self.fills.extend(name_of(last)),
                    _ => {}
                }
            }
        }
    }
}

/// The `#id` or `.class` of a selector that has nothing else but a tag name.
fn name_of(selector: &str) -> Option<String> {
    let at = selector.find(['#', '.'])?;
    let name = selector.get(at..)?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    name.get(1..)?.chars().all(plain).then(|| name.to_owned())
}

/// What follows a block; the text begins inside of it.
fn behind_block(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

fn without_comments(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once("*/").map_or("", |(_, rest)| rest));
    }
    out
}
