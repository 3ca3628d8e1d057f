//! What a program says beside its result: faults, notes and warnings. Nothing in them can act on a terminal.

use std::io::{self, Write};

use crate::domain::failure::Failure;
use crate::domain::lang::{Lang, Text};
use crate::domain::secret;

use super::escape;

/// Where a program says what is no result: a stream, in one language.
pub struct Notices<'a> {
    /// Standard error.
    pub err: &'a mut dyn Write,
    /// The language.
    pub lang: Lang,
    /// Whether faults may have colours.
    pub colour: bool,
    /// Whether notes are left out.
    pub quiet: bool,
}

impl Notices<'_> {
    /// Writes notes, unless they are not wanted.
    pub fn notes(&mut self, texts: impl IntoIterator<Item = Text>) -> io::Result<()> {
        texts
            .into_iter()
            .filter(|_| !self.quiet)
            .try_for_each(|text| note(&text, self.lang, self.err))
    }

    /// Writes what would mislead who does not know it, also where notes are not wanted.
    pub fn warning(&mut self, text: &Text) -> io::Result<()> {
        warning(text, self.lang, self.err)
    }

    /// Writes a fault that does not end the work.
    pub fn fault(&mut self, failure: &Failure) -> io::Result<()> {
        fault(failure, self.lang, self.colour, self.err)
    }
}

/// Writes a fault: what happened, why, and what to do.
pub fn fault(fault: &Failure, lang: Lang, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let (red, bold, reset) =
        if colour { ("\x1b[1;31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
    let [what, because, fix] = match lang {
        Lang::Zh => ["错误：", "原因：", "解决："],
        Lang::En => ["error: ", "because: ", "fix: "],
    };
    let label = |style: &str, label: &str| {
        let name = label.trim_end();
        format!("{style}{name}{reset}{}", &label[name.len()..])
    };
    let text = secret::hide(fault.what.get(lang));
    writeln!(out, "{}{}", label(red, what), escape::lines(&text))?;
    if let Some(cause) = &fault.because {
        let text = secret::hide(cause.get(lang));
        writeln!(out, "  {}{}", label(bold, because), escape::line(&text))?;
    }
    let text = secret::hide_logins(fault.fix.get(lang));
    writeln!(out, "  {}{}", label(bold, fix), escape::line(&text))
}

/// Writes what is worth knowing.
pub fn note(text: &Text, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    labelled(&Text::fixed("提示：", "note: "), text, lang, out)
}

/// Writes what would mislead who does not know it.
pub fn warning(text: &Text, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    labelled(&Text::fixed("警告：", "warning: "), text, lang, out)
}

fn labelled(label: &Text, text: &Text, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let text = secret::hide(text.get(lang));
    writeln!(out, "{}{}", label.get(lang), escape::line(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_what_why_and_what_to_do_and_cannot_act_on_a_terminal() {
        let error = Failure::new(("甲", "a\u{1b}[31m"), ("乙\n", "b\nc"))
            .because(&io::Error::from(io::ErrorKind::NotFound));
        for (lang, expected) in [
            (Lang::En, "error: a\\u{1b}[31m\n  because: entity not found\n  fix: b\\nc\n"),
            (Lang::Zh, "错误：甲\n  原因：没有这个文件或目录\n  解决：乙\\n\n"),
        ] {
            let mut out = Vec::new();
            fault(&error, lang, false, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn quiet_leaves_out_notes_and_nothing_else() {
        let text = Text::fixed("甲", "a");
        for (quiet, expected) in [(false, "note: a\nwarning: a\n"), (true, "warning: a\n")] {
            let mut err = Vec::new();
            let mut notices = Notices { err: &mut err, lang: Lang::En, colour: false, quiet };
            notices.notes([text.clone()]).unwrap();
            notices.warning(&text).unwrap();
            assert_eq!(String::from_utf8(err).unwrap(), expected);
        }
    }
}
