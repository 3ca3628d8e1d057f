//! Colours as computed styles write them, and their contrast (WCAG 2.2, relative luminance and contrast ratio).

/// Red, green, blue in 0 … 255, alpha in 0 … 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rgba {
    red: f64,
    green: f64,
    blue: f64,
    pub(super) alpha: f64,
}

impl Rgba {
    /// What a browser paints behind a page.
    pub(super) const WHITE: Self = Self { red: 255.0, green: 255.0, blue: 255.0, alpha: 1.0 };

    /// Reads `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)` and the forms with spaces and a slash; nothing of other colour spaces.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let inside =
            text.strip_prefix("rgba(").or_else(|| text.strip_prefix("rgb("))?.strip_suffix(')')?;
        let parts = inside.split([',', ' ', '/']).filter(|part| !part.is_empty());
        let mut numbers =
            parts.map(|part| part.parse::<f64>().ok().filter(|number| number.is_finite()));
        let (red, green, blue) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let alpha = numbers.next().unwrap_or(Some(1.0))?;
        Some(Self { red, green, blue, alpha })
    }

    /// The colour of a pixel.
    pub(super) fn opaque(pixel: [u8; 3]) -> Self {
        let [red, green, blue] = pixel.map(f64::from);
        Self { red, green, blue, alpha: 1.0 }
    }

    /// This colour painted over an opaque one.
    pub(super) fn over(self, below: Self) -> Self {
        let mix = |above: f64, below: f64| above * self.alpha + below * (1.0 - self.alpha);
        Self {
            red: mix(self.red, below.red),
            green: mix(self.green, below.green),
            blue: mix(self.blue, below.blue),
            alpha: 1.0,
        }
    }

    /// The same with another share of its alpha.
    pub(super) fn faded(self, opacity: f64) -> Self {
        Self { alpha: self.alpha * opacity, ..self }
    }

    fn luminance(self) -> f64 {
        let linear = |channel: f64| {
            let channel = channel / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The contrast with another opaque colour, 1 … 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Rgba {
        Rgba::parse(text).unwrap()
    }

    #[test]
    fn contrasts_are_those_of_the_standard() {
        let ratio = |one, two| (colour(one).contrast(colour(two)) * 100.0).round() / 100.0;
        assert!((ratio("rgb(0, 0, 0)", "rgb(255, 255, 255)") - 21.0).abs() < 0.01);
        assert!((ratio("rgb(119, 119, 119)", "rgb(255, 255, 255)") - 4.48).abs() < 0.01);
        assert!((ratio("rgb(7, 7, 7)", "rgb(7, 7, 7)") - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_transparent_text_takes_the_colour_behind_it() {
        let white = colour("rgb(255, 255, 255)");
        assert_eq!(colour("rgba(0, 0, 0, 0)").over(white), white);
        assert_eq!(colour("rgb(0, 0, 0)").faded(0.0).over(white), white);
    }

    #[test]
    fn other_colour_spaces_are_not_guessed() {
        for text in [
            "",
            "color(srgb 1 0 0)",
            "oklch(0.6 0.1 200)",
            "rgb(none 1 2)",
            "rgb(1, 2)",
            "red",
            "rgb(1, 2, NaN)",
        ] {
            assert_eq!(Rgba::parse(text), None, "{text}");
        }
        assert_eq!(colour("rgb(1 2 3 / 0.5)"), colour("rgba(1, 2, 3, 0.5)"));
    }
}
