//! 飞书 and Lark: <https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>. Signed with the time in seconds; the
//! key of the HMAC is time and secret, its message empty; both are in the body.

use serde_json::json;

use crate::domain::lang::Text;
use crate::notify::answer::{Delivery, HttpAnswer, refused, too_many, unwanted};
use crate::notify::message::{CARD, fitted};

use super::{HttpCall, HttpChannel, Letter, bytes, signature};

/// The longest body, in bytes.
const BODY: usize = 20 << 10;

pub(super) fn call(channel: &HttpChannel<'_>, letter: &Letter<'_>) -> HttpCall {
    let digest = letter.digest;
    let ahead: Vec<String> =
        letter.mentions.iter().map(|who| format!("<at id={who}></at>")).collect();
    let seconds = (letter.millis / 1000).to_string();
    let sign = channel.secret.map(|secret| sign(&seconds, secret));
    let (body, left_out) = fitted(digest, &CARD, &ahead.join(" "), BODY, |text| {
        let mut body = json!({
            "msg_type": "interactive",
            "card": {
                "header": { "title": { "tag": "plain_text", "content": digest.title }, "template": "blue" },
                "elements": [{ "tag": "markdown", "content": text }],
            },
        });
        if let Some(sign) = &sign {
            body["timestamp"] = json!(seconds);
            body["sign"] = json!(sign);
        }
        bytes(&body)
    });
    HttpCall::json(channel.url, body, left_out)
}

fn sign(seconds: &str, secret: &str) -> String {
    signature(format!("{seconds}\n{secret}").as_bytes(), b"")
}

pub(super) fn judge(answer: &HttpAnswer) -> Delivery {
    match answer.code(&[("code", "msg"), ("StatusCode", "StatusMessage")]) {
        Some((0, _)) => Delivery::Sent,
        Some((code @ 11232, said)) => too_many(code, &said, answer.wait(60)),
        Some((code, said)) if said.contains("too many") || said.contains("frequency") => {
            too_many(code, &said, answer.wait(60))
        }
        Some((code @ (9499 | 19036), said)) => unwanted(
            code,
            &said,
            Text::fixed("格式不符或太长", "the form or length of the message"),
        ),
        Some((code, said)) => {
            let meaning = match code {
                19021 => Some(Text::fixed(
                    "签名不对，或本机时钟相差一小时以上",
                    "the signature, or this machine's clock is off by more than an hour",
                )),
                19022 => {
                    Some(Text::fixed("IP 不在白名单", "this address is not on the robot's list"))
                }
                19024 => Some(Text::fixed("缺少关键词", "the robot's keyword is missing")),
                _ => None,
            };
            refused(code, &said, meaning)
        }
        None => answer.garbage(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::HttpProduct;
    use super::super::tests::{answer, sent};
    use super::*;

    #[test]
    fn the_signature_is_in_the_body() {
        let secret = Some("SECtest0123456789");
        let (call, body) = sent(HttpProduct::Feishu, &["x"], secret, &["ou_1".to_owned()]);
        assert_eq!(call.url.as_str(), "https://robot.example/send?key=k");
        assert_eq!(body["timestamp"], json!("1700000000"));
        assert_eq!(body["sign"], json!("xqhKocb0RcGBDr30iFkLPByPLrRBM9Oy/dgBx968k0U="));
        let text = body["card"]["elements"][0]["content"].as_str().unwrap();
        assert!(text.starts_with("<at id=ou_1></at>\n到期 1 项"), "{text}");
        assert!(sent(HttpProduct::Feishu, &["x"], None, &[]).1.get("sign").is_none());
    }

    #[test]
    fn the_size_is_that_of_the_body() {
        let (call, _) = sent(HttpProduct::Feishu, &["一\"二\""; 900], Some("s"), &[]);
        assert!(call.body.len() <= BODY && call.body.len() > BODY - 400 && call.left_out > 0);
    }

    #[test]
    fn the_error_in_the_body_decides() {
        let good = "{\"StatusCode\":0,\"StatusMessage\":\"success\",\"code\":0,\"data\":{},\"msg\":\"success\"}";
        assert_eq!(judge(&answer(200, good)), Delivery::Sent);
        assert_eq!(judge(&answer(200, "{\"StatusCode\":0}")), Delivery::Sent);
        let often = judge(&answer(200, "{\"code\":11232,\"msg\":\"frequency limited\"}"));
        assert!(matches!(often, Delivery::Later(_, wait) if wait.as_secs() == 60));
        let sign = judge(&answer(200, "{\"code\":19021,\"msg\":\"sign match fail\"}"));
        assert!(matches!(sign, Delivery::Refused(text) if text.zh.contains("时钟")));
    }
}
