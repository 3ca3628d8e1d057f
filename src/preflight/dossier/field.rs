//! A value that a dossier may leave out, with its line.

/// A value that the dossier may leave out, with the line in which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierField<T> {
    pub(super) value: Option<T>,
    pub(super) line: Option<u32>,
}

impl<T> Default for DossierField<T> {
    fn default() -> Self {
        Self { value: None, line: None }
    }
}

impl<T> DossierField<T> {
    /// A value from elsewhere than the file.
    pub const fn known(value: T) -> Self {
        Self { value: Some(value), line: None }
    }

    /// A value of a line of the file (1-based).
    pub const fn at(value: T, line: u32) -> Self {
        Self { value: Some(value), line: Some(line) }
    }

    /// The value, if the dossier says it.
    pub const fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Its 1-based line in the file.
    pub const fn line(&self) -> Option<u32> {
        self.line
    }

    /// Whether the dossier says it.
    pub const fn is_said(&self) -> bool {
        self.value.is_some()
    }
}

impl<T: Copy> DossierField<T> {
    /// The value, if the dossier says it.
    pub const fn copy(&self) -> Option<T> {
        self.value
    }
}

impl DossierField<String> {
    /// The text, if the dossier says it.
    pub fn text(&self) -> Option<&str> {
        self.value.as_deref()
    }
}
