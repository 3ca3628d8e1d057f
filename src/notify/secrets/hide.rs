//! Takes secrets out of what is shown: servers repeat them, as they are, with escapes or in base64.

use std::borrow::Cow;
use std::sync::LazyLock;

use data_encoding::{BASE64_NOPAD, Encoding};
use url::Url;

use crate::domain::lang::Text;
use crate::domain::secret::HIDDEN;

use super::{ChannelSecrets, SecretText};

/// The shortest user, password or key that is hidden, in bytes: a text has shorter ones by chance everywhere.
const SHORTEST: usize = 3;

/// A text without a secret address.
pub(in crate::notify) fn hide_address(url: &Url, text: &Text) -> Text {
    ChannelSecrets { url: Some(url.clone()), secret: None, login: None }.hide(text)
}

/// A text each of whose words is rewritten; white space stays.
fn words(text: &str, rewrite: &dyn Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        rewrite(word, &mut out);
        out.push_str(piece.get(word.len()..).unwrap_or_default());
    }
    out
}

/// Adds a word unless its escapes hide a secret.
fn push_without_escapes(word: &str, holds: &dyn Fn(&[u8]) -> bool, out: &mut String) {
    let is_secret = word.contains('%')
        && holds(&percent_encoding::percent_decode_str(word).collect::<Vec<u8>>());
    out.push_str(if is_secret { HIDDEN } else { word });
}

/// Adds a word without its runs of base64 that hold a secret.
fn push_without_base64(word: &str, holds: &dyn Fn(&[u8]) -> bool, out: &mut String) {
    let is_digit = |char: char| char.is_ascii_alphanumeric() || "+/-_".contains(char);
    let mut rest = word;
    while let Some(start) = rest.find(is_digit) {
        let (before, run) = rest.split_at(start);
        let (run, tail) = run.split_at(run.find(|char| !is_digit(char)).unwrap_or(run.len()));
        // It may stand behind other digits.
        let is_secret =
            (0..4).any(|skipped| holds(&base64(run.get(skipped..).unwrap_or_default())));
        out.push_str(before);
        out.push_str(if is_secret { HIDDEN } else { run });
        rest = if is_secret { tail.trim_start_matches('=') } else { tail };
    }
    out.push_str(rest);
}

/// Base64 of either alphabet, cut anywhere.
static EITHER_BASE64: LazyLock<Encoding> = LazyLock::new(|| {
    let mut form = BASE64_NOPAD.specification();
    form.check_trailing_bits = false;
    form.translate.from.push_str("-_");
    form.translate.to.push_str("+/");
    form.encoding().unwrap_or(BASE64_NOPAD)
});

/// The whole bytes of digits in base64.
fn base64(digits: &str) -> Vec<u8> {
    // One digit more than a multiple of four is the beginning of a byte.
    let whole = digits.len() - usize::from(digits.len() % 4 == 1);
    EITHER_BASE64.decode(&digits.as_bytes()[..whole]).unwrap_or_default()
}

impl ChannelSecrets {
    /// A text without these secrets: what servers answer may repeat them.
    pub(in crate::notify) fn hide(&self, text: &Text) -> Text {
        text.map(|text| self.hide_in(text))
    }

    /// The same for one language. Encoded secrets are found by decoding: mail servers repeat a login in base64, others a
    /// part of an address with its escapes.
    pub(in crate::notify) fn hide_in(&self, text: &str) -> String {
        let mut parts: Vec<Cow<'_, str>> = Vec::new();
        if let Some(url) = &self.url {
            parts.push(url.as_str().into());
            parts.extend(url.path_segments().into_iter().flatten().map(Cow::from));
            parts.extend(url.query().map(Cow::from));
            parts.extend(url.query_pairs().map(|(_, value)| value.into_owned().into()));
        }
        // Short parts of addresses are words, such as "send".
        parts.retain(|part| part.len() >= 8);
        let login = self.login.iter().flat_map(|(user, password)| [user, password]);
        let whole = self.secret.iter().chain(login).map(SecretText::reveal);
        // the key alone is the secret, too: the prefix is the form in which Standard Webhooks hands it out
        let key = self.secret.as_ref().and_then(|it| it.reveal().strip_prefix("whsec_"));
        parts.extend(whole.chain(key).filter(|it| it.len() >= SHORTEST).map(Cow::from));
        parts.sort_unstable_by_key(|part| std::cmp::Reverse(part.len()));
        let holds_one = |parts: &[Cow<'_, str>], bytes: &[u8]| {
            parts.iter().any(|part| memchr::memmem::find(bytes, part.as_bytes()).is_some())
        };
        let text = words(text, &|word, out| {
            push_without_escapes(word, &|bytes| holds_one(&parts, bytes), out);
        });
        let text = parts.iter().fold(text, |text, part| text.replace(part.as_ref(), HIDDEN));
        words(&text, &|word, out| {
            push_without_base64(word, &|bytes| holds_one(&parts, bytes), out);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_passwords_are_hidden_and_short_words_of_addresses_are_not() {
        let secrets = ChannelSecrets {
            url: Url::parse("https://a.cn/send/hook").ok(),
            secret: Some(SecretText("k3y".to_owned())),
            login: Some((SecretText("ops".to_owned()), SecretText("s3cret".to_owned()))),
        };
        let said = secrets.hide_in("535 ops may not send to hook with s3cret, k3y");
        assert_eq!(said, "535 *** may not send to hook with ***, ***");
    }

    #[test]
    fn answers_that_repeat_a_secret_lose_it() {
        let secrets = ChannelSecrets {
            url: Url::parse("https://a.cn/hook/0123456789?key=abcdefgh-1").ok(),
            secret: Some(SecretText("SECsecret".to_owned())),
            login: None,
        };
        let said = Text::untranslated("bad /hook/0123456789 key abcdefgh-1 of SECsecret");
        assert_eq!(secrets.hide(&said).en, "bad /hook/*** key *** of ***");
        assert_eq!(format!("{:?}", secrets.secret), "Some(***)");
    }

    #[test]
    fn answers_that_repeat_a_secret_in_base64_or_with_escapes_lose_it() {
        use data_encoding::{BASE64, BASE64URL_NOPAD};
        let secrets = ChannelSecrets {
            url: Url::parse("https://a.cn/hook/0123456789?key=abc+defgh/1").ok(),
            secret: None,
            login: Some((
                SecretText("alarm@example.cn".to_owned()),
                SecretText("pw?~1".to_owned()),
            )),
        };
        let plain = BASE64.encode(b"\0alarm@example.cn\0pw?~1");
        for encoded in [
            plain.clone(),
            format!("x{plain}"),
            BASE64.encode(b"alarm@example.cn"),
            BASE64.encode(b"pw?~1"),
            BASE64URL_NOPAD.encode(b"{\"password\":\"pw?~1\"}"),
            "alarm%40example.cn".to_owned(),
            "https%3A%2F%2Fa.cn%2Fhook%2F0123456789".to_owned(),
        ] {
            let said = secrets.hide_in(&format!("535 bad: AUTH PLAIN {encoded} (5.7.8)"));
            assert_eq!(said, "535 bad: AUTH PLAIN *** (5.7.8)", "{encoded}");
        }
        let said = "550 5.7.1 Message rejected, see https://mail.example.cn/help/100%25-spam";
        assert_eq!(secrets.hide_in(said), said);
    }
}
