//! Questions and answers.

use std::io::{self, Read, Write};

use crate::domain::lang::{Lang, Text};
use crate::report::escape;

/// The longest answer that is kept, in bytes.
const LONGEST: usize = 300;

/// Asks a person on one stream, who answers on another.
pub struct Dialogue<'a> {
    /// Answers, a line each.
    pub input: &'a mut dyn Read,
    /// Questions.
    pub output: &'a mut dyn Write,
    /// The language of the questions.
    pub lang: Lang,
}

impl Dialogue<'_> {
    /// Asks for one of a numbered list of words, each with its name: by its number, its word or its name.
    pub fn choose(
        &mut self,
        question: &Text,
        choices: &[(&str, String)],
    ) -> io::Result<Option<String>> {
        for (at, (word, label)) in choices.iter().enumerate() {
            writeln!(self.output, "  {}. {label} ({word})", at + 1)?;
        }
        self.answer(question, |typed| {
            let by_number =
                typed.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
            let by_name = || choices.iter().find(|(word, label)| *word == typed || *label == typed);
            by_number.or_else(by_name).map(|(word, _)| (*word).to_owned())
        })
    }

    /// Asks until the answer is understood; an empty one leaves it open.
    pub fn answer<T>(
        &mut self,
        question: &Text,
        read: impl Fn(&str) -> Option<T>,
    ) -> io::Result<Option<T>> {
        loop {
            let typed = self.line(question)?;
            if typed.is_empty() {
                return Ok(None);
            }
            if let Some(value) = read(&typed) {
                return Ok(Some(value));
            }
            let typed = escape::line(&typed);
            let again = Text::made(
                format!("  不认识“{typed}”；不知道就直接按回车"),
                format!("  {typed:?} is not known; press Enter to leave it open"),
            );
            writeln!(self.output, "{}", again.get(self.lang))?;
        }
    }

    /// Asks for a line; the end of the input is an empty one.
    fn line(&mut self, question: &Text) -> io::Result<String> {
        write!(self.output, "{}: ", question.get(self.lang))?;
        self.output.flush()?;
        let mut bytes = Vec::new();
        // byte by byte: what follows belongs to the next question
        let mut byte = [0];
        while self.input.read(&mut byte)? > 0 && byte != *b"\n" {
            if bytes.len() < LONGEST {
                bytes.extend(byte);
            }
        }
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_asked_until_the_answer_is_understood() {
        let (mut input, mut output) = (&b"x\n2\n\n"[..], Vec::new());
        let mut dialogue = Dialogue { input: &mut input, output: &mut output, lang: Lang::En };
        let choices = [("one", "甲".to_owned()), ("two", "乙".to_owned())];
        let question = Text::fixed("哪个？", "Which?");
        assert_eq!(dialogue.choose(&question, &choices).unwrap().as_deref(), Some("two"));
        assert_eq!(dialogue.choose(&question, &choices).unwrap(), None, "left open");
        assert_eq!(dialogue.choose(&question, &choices).unwrap(), None, "the end of the input");
        let said = String::from_utf8(output).unwrap();
        assert!(said.starts_with("  1. 甲 (one)\n  2. 乙 (two)\nWhich?: "), "{said}");
        assert!(said.contains("\"x\" is not known"), "{said}");
    }
}
