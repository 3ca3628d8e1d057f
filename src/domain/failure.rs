//! Failures as people are told of them: what happened and where, why, and what to do, in both languages.

use std::fmt;

use super::lang::{Bilingual, Text};

/// What failed, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What failed, with the value and the place.
    pub what: Text,
    /// The cause, where it is not said by `what`.
    pub because: Option<Box<Text>>,
    /// The remedy.
    pub fix: Text,
}

impl Failure {
    /// A failure whose cause is in `what`; both texts as `(Chinese, English)`.
    pub fn new(what: impl Into<Text>, fix: impl Into<Text>) -> Self {
        Self { what: what.into(), because: None, fix: fix.into() }
    }

    /// What an error that goes on to exist says.
    pub fn of(error: &impl Remedy) -> Self {
        Self { what: error.text(), because: error.cause().map(Box::new), fix: error.fix() }
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, cause: &impl Bilingual) -> Self {
        self.because = Some(Box::new(cause.text()));
        self
    }

    /// The failure with the same words around what failed in both languages: an option, a file, a site.
    #[must_use]
    pub fn within(mut self, change: impl Fn(&str) -> String) -> Self {
        self.what = self.what.map(change);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl Bilingual for Failure {
    fn zh(&self) -> String {
        self.what.zh()
    }

    fn text(&self) -> Text {
        self.what.clone()
    }
}

/// A typed error that knows its remedy: it becomes a [`Failure`] where it is told.
pub trait Remedy: Bilingual {
    /// What to do.
    fn fix(&self) -> Text;

    /// The cause, where the text does not say it.
    fn cause(&self) -> Option<Text> {
        None
    }
}

impl<E: Remedy> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::of(&error)
    }
}

/// A typed value that is refused. Where it was typed, as an option or argument, its reader says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// What is wrong, where more can be said than that the value is invalid.
    pub what: Option<Text>,
    /// The right form.
    pub fix: Text,
}

impl ValueError {
    /// A value of the wrong form.
    pub fn form(fix: impl Into<Text>) -> Self {
        Self { what: None, fix: fix.into() }
    }

    /// A value with a fault that has a name.
    pub fn new(what: impl Into<Text>, fix: impl Into<Text>) -> Self {
        Self { what: Some(what.into()), fix: fix.into() }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            Some(what) => write!(f, "{what}; {}", self.fix),
            None => write!(f, "{}", self.fix),
        }
    }
}

impl std::error::Error for ValueError {}
