//! Push services that take a title and a text: Bark (`title`, `body`, as JSON), `ServerChan` (`title`, `desp`) and
//! the like.

use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::notify::message::{PLAIN, fitted};

use super::{HttpCall, HttpChannel, Letter, bytes};

/// The longest body, in bytes: longer ones are cut on the screen of a phone anyway.
const BODY: usize = 8 << 10;

pub(super) fn call(channel: &HttpChannel<'_>, letter: &Letter<'_>) -> HttpCall {
    let (title, is_form) = (letter.digest.title.as_str(), channel.push.form);
    let (body, left_out) = fitted(letter.digest, &PLAIN, "", BODY, |text| {
        let fields = [(channel.push.title.as_str(), title), (channel.push.text.as_str(), text)];
        if is_form { form(fields) } else { json(fields) }
    });
    let call = HttpCall::json(channel.url, body, left_out);
    let content_type =
        if is_form { "application/x-www-form-urlencoded" } else { call.content_type };
    HttpCall { content_type, ..call }
}

fn form(fields: [(&str, &str); 2]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

fn json(fields: [(&str, &str); 2]) -> Vec<u8> {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
    bytes(&Value::Object(fields.collect::<Map<String, Value>>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    use super::super::HttpProduct;
    use super::super::judge;
    use super::super::tests::{answer, sent};
    use crate::config::PushKeys;
    use crate::notify::answer::Delivery;
    use crate::notify::message::tests::digest;

    #[test]
    fn title_and_text_have_the_service_s_own_names() {
        let (_, body) = sent(HttpProduct::Push, &["期限"], None, &[]);
        assert_eq!(body["title"], "网站备案提醒 2026-12-22");
        assert!(body["desp"].as_str().unwrap().contains("example.cn"));
    }

    #[test]
    fn the_size_is_that_of_the_body_in_either_form() {
        let digest = digest(&["公安联网备案：还剩 3 天\t\"x\""; 150]);
        for form in [false, true] {
            let push = PushKeys { title: "title".into(), text: "desp".into(), form };
            let url = Url::parse("https://push.example/").unwrap();
            let product = HttpProduct::Push;
            let channel = HttpChannel { product, url: &url, secret: None, push: &push };
            let letter = Letter { digest: &digest, id: "msg_1", mentions: &[], millis: 0 };
            let call = call(&channel, &letter);
            let size = call.body.len();
            assert!((BODY - 1200..=BODY).contains(&size), "form {form}: {size} bytes");
            assert!(call.left_out > 0 && call.left_out < 150, "{}", call.left_out);
        }
    }

    #[test]
    fn a_code_of_the_service_decides() {
        for (body, sent) in [
            ("{\"code\":200,\"message\":\"success\"}", true),
            ("{\"code\":0,\"message\":\"\"}", true),
            ("ok", true),
            ("{\"code\":400,\"message\":\"device token is empty\"}", false),
        ] {
            let delivery = judge(HttpProduct::Push, &answer(200, body));
            assert_eq!(delivery == Delivery::Sent, sent, "{body}");
        }
    }
}
