//! Why a command ends without its result.

use std::io;

use crate::domain::failure::Failure;

/// A fault, or a standard output that takes no more.
#[derive(Debug, PartialEq, Eq)]
pub struct Error(pub(super) Failure);

/// The faults of all rooms.
impl<F> From<F> for Error
where
    Failure: From<F>,
{
    fn from(fault: F) -> Self {
        Self(fault.into())
    }
}

/// A result that cannot be written to standard output (a full disk; a reader that left is no error).
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        let fault = Failure::new(
            ("无法写入标准输出", "standard output cannot be written"),
            ("请检查输出的去向", "look at where the output goes"),
        );
        Self(fault.because(&error))
    }
}
