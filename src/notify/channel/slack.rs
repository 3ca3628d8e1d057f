//! Incoming webhooks of Slack, which Mattermost and Rocket.Chat take, too:
//! <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>. No signature; what was taken is answered
//! with `ok`, by Rocket.Chat with `{"success":true}`.

use serde_json::json;

use crate::notify::answer::{Delivery, HttpAnswer};
use crate::notify::message::{SLACK, lay_out};

use super::{HttpCall, HttpChannel, Letter, bytes};

/// Longer texts are cut by Slack: characters there, bytes here.
const TEXT: usize = 40_000;

pub(super) fn call(channel: &HttpChannel<'_>, letter: &Letter<'_>) -> HttpCall {
    let ahead: Vec<String> = letter.mentions.iter().map(|who| mention(who)).collect();
    let out = lay_out(letter.digest, &SLACK, &ahead.join(" "), TEXT);
    HttpCall::json(channel.url, bytes(&json!({ "text": out.text })), out.left_out)
}

pub(super) fn judge(answer: &HttpAnswer) -> Delivery {
    let body = answer.body.trim();
    if body.is_empty() || body.eq_ignore_ascii_case("ok") || answer.agrees(&["success", "ok"]) {
        return Delivery::Sent;
    }
    answer.json_error().unwrap_or_else(|| answer.garbage())
}

fn mention(who: &str) -> String {
    if who == "all" { "<!channel>".to_owned() } else { format!("<@{who}>") }
}

#[cfg(test)]
mod tests {
    use super::super::HttpProduct;
    use super::super::tests::{answer, sent};
    use super::judge;

    #[test]
    fn one_text_in_slack_s_own_markup() {
        let (_, body) = sent(HttpProduct::Slack, &["<!here> *x*"], None, &["all".to_owned()]);
        let text = body["text"].as_str().unwrap();
        assert!(text.starts_with("<!channel>\n*网站备案提醒"), "{text}");
        assert!(
            text.contains("&lt;!here&gt; ＊x＊") && text.contains("<https://example.cn/a"),
            "{text}"
        );
    }

    #[test]
    fn only_the_documented_answers_count() {
        use crate::notify::answer::Delivery;
        for body in ["ok", "ok\n", "", "{\"success\":true}"] {
            assert_eq!(judge(&answer(200, body)), Delivery::Sent, "{body}");
        }
        for (body, refused) in [
            ("{\"code\":19021,\"msg\":\"sign match fail\"}", true),
            ("{\"errcode\":310000,\"errmsg\":\"x\"}", true),
            ("{\"success\":false}", true),
            ("<html>login please</html>", false),
            ("invalid_payload", false),
            ("{}", false),
        ] {
            let delivery = judge(&answer(200, body));
            assert_eq!(matches!(delivery, Delivery::Refused(_)), refused, "{body}: {delivery:?}");
            assert_ne!(delivery, Delivery::Sent, "{body}");
        }
    }
}
