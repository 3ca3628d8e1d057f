//! DNS messages (RFC 1035 §4): as much as queries for addresses need.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const HEADER: usize = 12;
const IN: u16 = 1;
const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

/// The record types that are queried: A and AAAA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordType {
    V4,
    V6,
}

impl RecordType {
    const fn number(self) -> u16 {
        match self {
            Self::V4 => 1,
            Self::V6 => 28,
        }
    }
}

/// A question and its encoded message.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    id: u16,
    pub(crate) kind: RecordType,
    pub(crate) bytes: Vec<u8>,
}

/// A server's reply to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// These addresses, which may be none.
    Addresses(Vec<IpAddr>),
    /// These and more, which did not fit into the message.
    Truncated(Vec<IpAddr>),
    /// There is no such name.
    NoSuchName,
    /// The server failed, with this response code.
    Failed(u8),
}

impl Question {
    /// A question for the addresses of a name; `None` where the name is invalid.
    pub(crate) fn new(id: u16, name: &str, kind: RecordType) -> Option<Self> {
        let name = name.trim_end_matches('.');
        if name.is_empty() || name.len() > MAX_NAME {
            return None;
        }
        let mut bytes = Vec::with_capacity(HEADER + name.len() + 6);
        bytes.extend(id.to_be_bytes());
        // Recursion is wanted; one question.
        bytes.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        for label in name.split('.') {
            let length = u8::try_from(label.len()).ok().filter(|_| label.len() <= MAX_LABEL)?;
            if length == 0 {
                return None;
            }
            bytes.push(length);
            bytes.extend(label.bytes());
        }
        bytes.push(0);
        bytes.extend(kind.number().to_be_bytes());
        bytes.extend(IN.to_be_bytes());
        Some(Self { id, kind, bytes })
    }

    /// Parses the reply to this question; `None` where a message is something else.
    pub(crate) fn reply(&self, answer: &[u8]) -> Option<Reply> {
        let header = answer.get(..HEADER)?;
        let number = |at: usize| Some(u16::from_be_bytes([*header.get(at)?, *header.get(at + 1)?]));
        let (id, flags, questions, answers) = (number(0)?, number(2)?, number(4)?, number(6)?);
        let is_answer = flags & 0x8000 != 0 && flags & 0x7800 == 0;
        let asked = self.bytes.get(HEADER..)?;
        let rest = answer.get(HEADER..)?;
        if id != self.id || !is_answer {
            return None;
        }
        let code = u8::try_from(flags & 0xf).ok()?;
        if questions == 0 && code != 0 {
            // Some servers leave out the question in an error.
            return Some(Reply::Failed(code));
        }
        let same = rest.get(..asked.len())?.eq_ignore_ascii_case(asked);
        if questions != 1 || !same {
            return None;
        }
        let mut records = Records { bytes: answer, at: HEADER + asked.len() };
        let (cut, mut found, mut whole) = (flags & 0x200 != 0, Vec::new(), true);
        for _ in 0..answers {
            match records.next() {
                Some((kind, data)) if kind == self.kind.number() => found.extend(address(data)),
                Some(_) => {}
                None => {
                    whole = false;
                    break;
                }
            }
        }
        Some(match code {
            0 if cut => Reply::Truncated(found),
            0 if whole => Reply::Addresses(found),
            3 => Reply::NoSuchName,
            code => Reply::Failed(code),
        })
    }
}

fn address(data: &[u8]) -> Option<IpAddr> {
    if let Ok(bytes) = <[u8; 4]>::try_from(data) {
        return Some(Ipv4Addr::from(bytes).into());
    }
    <[u8; 16]>::try_from(data).ok().map(|bytes| Ipv6Addr::from(bytes).into())
}

/// The records of an answer.
struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    /// The kind and data of the next one; another class than that of the internet has kind 0.
    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        self.skip_name()?;
        let (kind, class) = (self.number()?, self.number()?);
        let _time_to_live = self.take(4)?;
        let length = self.number()?;
        let data = self.take(length.into())?;
        Some((if class == IN { kind } else { 0 }, data))
    }

    /// A name ends with an empty label, or goes on elsewhere.
    fn skip_name(&mut self) -> Option<()> {
        loop {
            match self.take(1)? {
                [0] => return Some(()),
                [first] if first & 0xc0 == 0xc0 => return self.take(1).map(drop),
                [first] if first & 0xc0 == 0 => drop(self.take(usize::from(*first))?),
                _ => return None,
            }
        }
    }

    fn number(&mut self) -> Option<u16> {
        let bytes = self.take(2)?;
        Some(u16::from_be_bytes(bytes.try_into().ok()?))
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let bytes = self.bytes.get(self.at..)?.get(..count)?;
        self.at += count;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn question() -> Question {
        Question::new(0x1234, "Shop.test.", RecordType::V4).unwrap()
    }

    /// An answer with these flags and records of (kind, class, data), the first after a name of an alias.
    fn answer(flags: u16, records: &[(u16, u16, &[u8])]) -> Vec<u8> {
        let mut bytes = question().bytes;
        bytes[2..4].copy_from_slice(&flags.to_be_bytes());
        bytes[7] = u8::try_from(records.len()).unwrap();
        for (kind, class, data) in records {
            bytes.extend([0xc0, 12]);
            bytes.extend(kind.to_be_bytes());
            bytes.extend(class.to_be_bytes());
            bytes.extend([0, 0, 0, 60]);
            bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            bytes.extend(*data);
        }
        bytes
    }

    #[test]
    fn a_question_is_written_as_the_standard_says() {
        let bytes = question().bytes;
        assert_eq!(
            bytes,
            b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04Shop\x04test\x00\x00\x01\x00\x01"
        );
        for name in ["", ".", "a..b", &"x".repeat(64), &"a.".repeat(128)] {
            assert!(Question::new(1, name, RecordType::V6).is_none(), "{name}");
        }
    }

    #[test]
    fn addresses_of_the_kind_that_was_asked_for_are_taken() {
        let records: [(u16, u16, &[u8]); 5] = [
            (5, 1, b"\x05alias\xc0\x0c"),
            (1, 1, &[192, 0, 2, 7]),
            (28, 1, &[0; 16]),
            (1, 3, &[192, 0, 2, 8]),
            (1, 1, &[192, 0, 2]),
        ];
        let found = vec![IpAddr::from([192, 0, 2, 7])];
        let reply = |flags, records: &[_]| question().reply(&answer(flags, records));
        assert_eq!(reply(0x8180, &records), Some(Reply::Addresses(found.clone())));
        assert_eq!(reply(0x8380, &records), Some(Reply::Truncated(found)));
        assert_eq!(reply(0x8180, &[]), Some(Reply::Addresses(vec![])));
        assert_eq!(reply(0x8183, &[]), Some(Reply::NoSuchName));
        assert_eq!(reply(0x8182, &[]), Some(Reply::Failed(2)));
        assert_eq!(reply(0x8185, &[]), Some(Reply::Failed(5)));
    }

    #[test]
    fn what_answers_something_else_is_passed_over() {
        let right = answer(0x8180, &[(1, 1, &[192, 0, 2, 7])]);
        let changed = |at: usize, byte: u8| {
            let mut bytes = right.clone();
            bytes[at] = byte;
            question().reply(&bytes)
        };
        assert!(question().reply(&right).is_some());
        assert!(changed(13, b's').is_some(), "the case of letters does not matter");
        for (at, byte) in [(0, 9), (1, 9), (2, 1), (2, 0x91), (5, 2), (13, b'x'), (24, 28)] {
            assert_eq!(changed(at, byte), None, "{at}");
        }
        assert_eq!(Question::new(0x1234, "shop.test", RecordType::V6).unwrap().reply(&right), None);
    }

    #[test]
    fn an_answer_that_breaks_off_is_no_answer() {
        let right = answer(0x8180, &[(1, 1, &[192, 0, 2, 7]), (1, 1, &[192, 0, 2, 8])]);
        for length in 0..right.len() {
            let reply = question().reply(&right[..length]);
            assert!(matches!(reply, None | Some(Reply::Failed(0))), "{length}: {reply:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(tail in proptest::collection::vec(any::<u8>(), 0..300), flags: u16, count: u8) {
            let mut bytes = answer(flags, &[]);
            bytes[7] = count;
            bytes.extend(&tail);
            let _ = question().reply(&bytes);
            let _ = question().reply(&tail);
        }
    }
}
