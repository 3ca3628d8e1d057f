//! Streams that people leave.

use std::io::{self, Write};

/// A stream whose reader may leave at any time (`beian rules | head -1`): that is no fault of ours and no error.
#[derive(Debug)]
pub struct ForgivingPipe<W> {
    inner: W,
    broken: bool,
}

impl<W: Write> ForgivingPipe<W> {
    /// A stream that nobody has left yet.
    pub const fn new(inner: W) -> Self {
        Self { inner, broken: false }
    }

    fn forgive<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.broken = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl<W: Write> Write for ForgivingPipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.broken {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.forgive(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.broken {
            return Ok(());
        }
        let result = self.inner.flush();
        self.forgive(result, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that takes a byte, and then has no reader or no room.
    struct Left(usize, io::ErrorKind);

    impl Write for Left {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(self.1.into());
            }
            self.0 -= 1;
            Ok(1)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_a_reader_that_left_is_forgiven() {
        let mut left = ForgivingPipe::new(Left(1, io::ErrorKind::BrokenPipe));
        assert!(left.write_all(b"abc").is_ok() && left.flush().is_ok());
        let mut full = ForgivingPipe::new(Left(1, io::ErrorKind::StorageFull));
        assert!(full.write_all(b"abc").is_err());
    }
}
