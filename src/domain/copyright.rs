//! Copyright lines: years and owner, told apart from the noise around them.

/// A copyright statement read from a line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copyright {
    /// Index of the line in the slice handed to [`read`].
    pub line: usize,
    /// The statement as shown, blanks folded.
    pub text: String,
    /// The owner's name as shown, without years and noise; `None` where none is named.
    pub owner: Option<String>,
    /// What kind of name the owner is.
    pub owner_kind: OwnerKind,
    /// First (or only) year.
    pub from: Option<i16>,
    /// Last year; equal to `from` where only one stands there.
    pub to: Option<i16>,
    /// Whether the statement says that it runs to the present (`2019-present`, 至今).
    pub to_present: bool,
}

/// What kind of name stands as the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerKind {
    /// A person or organisation.
    Name,
    /// A domain or site name in Latin letters with a dot (Aliyun.com).
    Domain,
    /// The maker of the site's software (Comsenz, `DedeCMS` …).
    Software,
}

/// Reads the copyright statements of consecutive lines of visible text. A statement may spread over two lines
/// (`Copyright © 2019` / `某公司 版权所有`); it is then given at the line where it starts.
pub fn read(_lines: &[&str]) -> Vec<Copyright> {
    todo!("domain")
}

/// Whether two owner names are the same after folding (NFKC, case, blanks, kind of brackets, trailing punctuation).
pub fn same_owner(_a: &str, _b: &str) -> bool {
    todo!("domain")
}
