//! Values of CSS: lengths and colours.

use super::syntax::{split_top_level, split_words};

/// A length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum CssLength {
    /// In pixels.
    Px(f64),
    /// In sizes of the element's own font.
    Em(f64),
    /// In sizes of the root's font.
    Rem(f64),
    /// In hundredths of something around it.
    Percent(f64),
    /// In hundredths of the screen's width or height.
    Screen(f64),
}

impl CssLength {
    /// A number with or without a unit.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let end =
            text.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let number: f64 = number.parse().ok()?;
        Some(match unit {
            "" | "px" => Self::Px(number),
            "em" | "ch" | "ex" | "lh" | "ic" | "cap" => Self::Em(number),
            "rem" | "rlh" => Self::Rem(number),
            "%" => Self::Percent(number),
            "vw" | "vh" | "vmin" | "vmax" | "vi" | "vb" | "dvw" | "dvh" | "svw" | "svh" | "lvw"
            | "lvh" => Self::Screen(number),
            "pt" => Self::Px(number * 4.0 / 3.0),
            "pc" => Self::Px(number * 16.0),
            "in" => Self::Px(number * 96.0),
            "cm" => Self::Px(number * 37.8),
            "mm" => Self::Px(number * 3.78),
            _ => return None,
        })
    }

    /// Whether it is nought, whatever its unit.
    pub(crate) fn is_none(self) -> bool {
        self.number() == 0.0
    }

    const fn number(self) -> f64 {
        match self {
            Self::Px(it) | Self::Em(it) | Self::Rem(it) | Self::Percent(it) | Self::Screen(it) => {
                it
            }
        }
    }

    /// In pixels, with fonts of the usual size on a small screen; nothing for a share of something unknown.
    pub(crate) fn pixels(self) -> Option<f64> {
        match self {
            Self::Px(it) => Some(it),
            Self::Em(it) | Self::Rem(it) => Some(it * 16.0),
            Self::Screen(it) => Some(it * 3.6),
            Self::Percent(it) => (it == 0.0).then_some(0.0),
        }
    }
}

/// A number or a share: `0.5`, `50%`.
pub(crate) fn share(text: &str) -> Option<f64> {
    match CssLength::read(text)? {
        CssLength::Px(it) => Some(it),
        CssLength::Percent(it) => Some(it / 100.0),
        _ => None,
    }
}

/// A colour: red, green and blue from 0 to 255, and how opaque it is, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Colour(pub f64, pub f64, pub f64, pub f64);

/// Names of colours that footers are painted in.
#[rustfmt::skip]
const NAMES: &[(&str, u32)] = &[
    ("white", 0xff_ffff), ("black", 0), ("snow", 0xff_fafa), ("ivory", 0xff_fff0), ("ghostwhite", 0xf8_f8ff),
    ("whitesmoke", 0xf5_f5f5), ("floralwhite", 0xff_faf0), ("mintcream", 0xf5_fffa), ("azure", 0xf0_ffff),
    ("gray", 0x80_8080), ("grey", 0x80_8080), ("silver", 0xc0_c0c0), ("lightgray", 0xd3_d3d3),
    ("lightgrey", 0xd3_d3d3), ("darkgray", 0xa9_a9a9), ("darkgrey", 0xa9_a9a9), ("dimgray", 0x69_6969),
    ("dimgrey", 0x69_6969), ("gainsboro", 0xdc_dcdc), ("red", 0xff_0000), ("green", 0x00_8000),
    ("blue", 0x00_00ff), ("navy", 0x00_0080), ("yellow", 0xff_ff00), ("orange", 0xff_a500),
    ("purple", 0x80_0080), ("maroon", 0x80_0000), ("olive", 0x80_8000), ("teal", 0x00_8080),
    ("aqua", 0x00_ffff), ("cyan", 0x00_ffff), ("fuchsia", 0xff_00ff), ("magenta", 0xff_00ff),
    ("lime", 0x00_ff00), ("beige", 0xf5_f5dc), ("aliceblue", 0xf0_f8ff), ("seashell", 0xff_f5ee),
    ("linen", 0xfa_f0e6), ("pink", 0xff_c0cb), ("brown", 0xa5_2a2a), ("gold", 0xff_d700),
];

impl Colour {
    /// Reads a colour; `None` for what depends on something else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "transparent" {
            return Some(Self(0.0, 0.0, 0.0, 0.0));
        }
        if let Some(hex) = text.strip_prefix('#') {
            return Self::hex(hex);
        }
        if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Self::hex(&format!("{code:06x}"));
        }
        let (function, rest) = text.split_once('(')?;
        let inside = rest.strip_suffix(')')?;
        match function {
            "rgb" | "rgba" => Self::rgb(inside),
            "hsl" | "hsla" => Self::hsl(inside),
            "color-mix" => Self::mix(inside),
            _ => None,
        }
    }

    fn hex(digits: &str) -> Option<Self> {
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let long = match digits.len() {
            3 | 4 => digits.chars().flat_map(|c| [c, c]).collect(),
            6 | 8 => digits.to_owned(),
            _ => return None,
        };
        let part = |at: usize| {
            let pair = long.get(at..at + 2).unwrap_or("ff");
            u8::from_str_radix(pair, 16).map(f64::from).ok()
        };
        Some(Self(part(0)?, part(2)?, part(4)?, part(6)? / 255.0))
    }

    fn rgb(inside: &str) -> Option<Self> {
        let [red, green, blue, alpha] = parts(inside)?;
        let part = |text: &str| match CssLength::read(text)? {
            CssLength::Px(it) => Some(it),
            CssLength::Percent(it) => Some(it * 2.55),
            _ => None,
        };
        Some(Self(part(red)?, part(green)?, part(blue)?, share(alpha)?))
    }

    fn hsl(inside: &str) -> Option<Self> {
        let [hue, saturation, lightness, alpha] = parts(inside)?;
        let hue: f64 = hue.trim_end_matches("deg").parse().ok()?;
        let percent =
            |text: &str| text.trim_end_matches('%').parse::<f64>().ok().map(|it| it / 100.0);
        let (saturation, lightness) = (percent(saturation)?, percent(lightness)?);
        let spread = saturation * lightness.min(1.0 - lightness);
        let part = |n: f64| {
            let k = (n + hue / 30.0).rem_euclid(12.0);
            255.0 * (lightness - spread * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
        };
        Some(Self(part(0.0), part(8.0), part(4.0), share(alpha)?))
    }

    /// `color-mix(in srgb, white 20%, #fff)`; in other spaces only what comes out alike in all of them.
    fn mix(inside: &str) -> Option<Self> {
        let parts = split_top_level(inside, |c| c == ',');
        let [space, one, other] = parts.as_slice() else { return None };
        let mixed = |part: &str| {
            let words = split_words(part);
            let share = words.iter().find(|word| word.ends_with('%')).and_then(|word| share(word));
            let colour = words.iter().find(|word| !word.ends_with('%'))?;
            Some((Self::read(colour)?, share))
        };
        let ((one, first), (other, second)) = (mixed(one)?, mixed(other)?);
        let first = first.or(second.map(|it| 1.0 - it)).unwrap_or(0.5);
        let second = second.unwrap_or(1.0 - first);
        let sum = first + second;
        if one == other || first == 0.0 || second == 0.0 {
            let Self(red, green, blue, alpha) = if first == 0.0 { other } else { one };
            return Some(Self(red, green, blue, alpha * sum.min(1.0)));
        }
        if !space.trim().ends_with("srgb") || sum <= 0.0 {
            return None;
        }
        let alpha = (one.3 * first + other.3 * second) / sum;
        let part = |a: f64, b: f64| {
            if alpha > 0.0 { (a * one.3 * first + b * other.3 * second) / sum / alpha } else { 0.0 }
        };
        Some(Self(
            part(one.0, other.0),
            part(one.1, other.1),
            part(one.2, other.2),
            alpha * sum.min(1.0),
        ))
    }

    /// Whether nothing of it is seen.
    pub(crate) fn is_clear(self) -> bool {
        self.3 < 0.1
    }

    /// Whether text of this colour cannot be told from a ground of the other: a contrast of less than 1.06 to 1.
    pub(crate) fn is_lost_on(self, ground: Self) -> bool {
        let over = |ink: f64, ground: f64| ink * self.3 + ground * (1.0 - self.3);
        let ink = Self(over(self.0, ground.0), over(self.1, ground.1), over(self.2, ground.2), 1.0);
        let near = |a: f64, b: f64| (a - b).abs() < 24.0;
        let (one, other) = (ink.light() + 0.05, ground.light() + 0.05);
        one.max(other) / one.min(other) < 1.06
            && near(ink.0, ground.0)
            && near(ink.1, ground.1)
            && near(ink.2, ground.2)
    }

    /// Relative luminance, as WCAG defines it.
    fn light(self) -> f64 {
        let part = |value: f64| {
            let value = (value / 255.0).clamp(0.0, 1.0);
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2)
    }
}

/// Three parts of a colour and its opacity: `1, 2, 3, .5`, `1 2 3 / 50%`.
fn parts(inside: &str) -> Option<[&str; 4]> {
    let words: Vec<&str> = inside
        .split(|c: char| c == ',' || c == '/' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    match words.as_slice() {
        [one, two, three] => Some([one, two, three, "1"]),
        [one, two, three, four] => Some([one, two, three, four]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(ink: &str, ground: &str) -> bool {
        let read = |text: &str| Colour::read(text).expect("a colour");
        read(ink).is_lost_on(read(ground))
    }

    #[test]
    fn colours_are_compared_however_they_are_written() {
        for white in [
            "#fff",
            "#ffffffff",
            "white",
            "rgb(255,255,255)",
            "rgb(100% 100% 100% / 1)",
            "hsl(0, 0%, 100%)",
            "rgba(255,255,255,.5)",
            "color-mix(in srgb, white, #fff)",
            "color-mix(in oklch, white 100%, red)",
            "#fefefe",
        ] {
            assert!(lost(white, "#fff"), "{white}");
            assert!(!lost(white, "#333"), "{white}");
        }
        for seen in
            ["#eee", "blue", "rgba(0,0,0,.5)", "hsl(210 50% 50%)", "color-mix(in srgb,red,#fff)"]
        {
            assert!(!lost(seen, "white"), "{seen}");
        }
        assert!(lost("#333", "#333") && lost("#ccc", "#cccccc") && !lost("#777", "#767f76"));
        for clear in [
            "transparent",
            "#0000",
            "rgba(0,0,0,0)",
            "rgb(1 2 3 / 0%)",
            "color-mix(in srgb, red 0%, transparent)",
        ] {
            assert!(Colour::read(clear).is_some_and(Colour::is_clear), "{clear}");
        }
        assert_eq!(Colour::read("var(--x)"), None);
        assert_eq!(Colour::read("currentcolor"), None);
    }
}
