//! Whether a reader sees a part of a page, and on which screens.

use crate::html::css::EVERY_SCREEN;

/// Whether a reader sees something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Shown.
    Shown,
    /// Shown on some screens only.
    Partly {
        /// Those on which it is hidden.
        hidden: Screens,
        /// By what.
        by: String,
    },
    /// Shown by the page's own markup and style sheets, but this may hide it: a script or a linked style sheet, which are
    /// not read, decides.
    Unsure(String),
    /// Hidden, and by what, e.g. `style="display:none"`, `hidden`, `<style> #header .beian`.
    Hidden(String),
}

impl Visibility {
    /// Whether a reader may see it: unless it is hidden on every screen.
    pub const fn is_shown(&self) -> bool {
        !matches!(self, Self::Hidden(_))
    }

    /// Whether it is hidden in the same way as something else, whatever hides it.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Partly { hidden: one, .. }, Self::Partly { hidden: other, .. }) => one == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// Screens of the sizes that a page is looked at on, the narrowest one in the lowest bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screens(pub(crate) u8);

/// Which screens these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// The narrow ones: phones, perhaps tablets.
    Narrow,
    /// The wide ones: desktops, perhaps tablets.
    Wide,
    /// Some in between, or some of both.
    Some,
}

impl Screens {
    /// Phones.
    pub const NARROW: Self = Self(0b1);
    /// All but phones.
    pub const WIDE: Self = Self(EVERY_SCREEN & !1);

    /// Those that belong to both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Which they are.
    pub const fn width(self) -> Width {
        let others = EVERY_SCREEN & !self.0;
        if self.0 & 1 == 1 && (self.0 + 1).is_power_of_two() {
            Width::Narrow
        } else if self.0 & 1 == 0 && (others + 1).is_power_of_two() {
            Width::Wide
        } else {
            Width::Some
        }
    }
}
