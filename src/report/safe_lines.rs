//! Lines of a log, whose values come from servers and files.

use std::io::{self, Write};

use crate::domain::secret;

use super::escape::line;

/// Writes each event of a log as one line: without logins, and with everything escaped that a terminal would take for a
/// command.
#[derive(Debug)]
pub struct SafeLines<W>(W);

impl<W: Write> SafeLines<W> {
    /// Lines for this stream.
    pub const fn new(stream: W) -> Self {
        Self(stream)
    }
}

impl<W: Write> Write for SafeLines<W> {
    /// Takes one whole event: the formatter writes it at once.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let text = secret::hide_logins(text.trim_end());
        writeln!(self.0, "{}", line(&text))?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parking_lot::Mutex;
    use tracing::{debug, debug_span};
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    /// A stream that several threads may write to.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_event_reaches_the_terminal_as_a_command_or_shows_a_login() {
        let out = Shared::default();
        let stream = out.clone();
        let lines = tracing_subscriber::fmt::layer()
            .without_time()
            .with_writer(move || SafeLines(stream.clone()));
        let log = tracing_subscriber::registry().with(lines);
        tracing::subscriber::with_default(log, || {
            let _page = debug_span!("page", url = "https://user:word@a.cn/").entered();
            debug!(title = "\u{1b}]0;x\u{7}\u{202e}\nforged line", "read");
        });
        let text = String::from_utf8(out.0.lock().clone()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(!text.trim_end().contains(char::is_control), "{text:?}");
        assert!(!text.contains('\u{202e}') && text.contains("forged line"), "{text}");
        assert!(!text.contains("word"), "{text}");
    }
}
