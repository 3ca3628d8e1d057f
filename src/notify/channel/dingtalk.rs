//! 钉钉: <https://open.dingtalk.com/document/robots/custom-robot-access>. Signed with the time in milliseconds; time and
//! signature are in the address, made anew for each attempt.

use serde_json::json;
use url::Url;

use crate::domain::lang::Text;
use crate::notify::answer::{Delivery, HttpAnswer, busy, refused, too_many, unwanted};
use crate::notify::message::{DINGTALK, fitted};

use super::{HttpCall, HttpChannel, Letter, bytes, is_phone, signature};

/// The longest body, in bytes: beyond it the answer is 460101.
const BODY: usize = 20_000;
/// After too many messages the robot is blocked for this long, in seconds.
const BLOCKED: u64 = 600;

pub(super) fn call(channel: &HttpChannel<'_>, letter: &Letter<'_>) -> HttpCall {
    let digest = letter.digest;
    let (phones, ids): (Vec<&String>, Vec<&String>) =
        letter.mentions.iter().filter(|who| *who != "all").partition(|who| is_phone(who));
    let all = letter.mentions.iter().any(|who| who == "all");
    // Who is mentioned must be in the text, too.
    let ahead: Vec<String> = phones.iter().chain(&ids).map(|who| format!("@{who}")).collect();
    let (body, left_out) = fitted(digest, &DINGTALK, &ahead.join(" "), BODY, |text| {
        bytes(&json!({
            "msgtype": "markdown",
            "markdown": { "title": digest.title, "text": text },
            "at": { "atMobiles": phones, "atUserIds": ids, "isAtAll": all },
        }))
    });
    let mut call = HttpCall::json(channel.url, body, left_out);
    if let Some(secret) = channel.secret {
        call.url = signed(channel.url, secret, letter.millis);
    }
    call
}

/// The address with time and signature, in place of those that it may have.
fn signed(url: &Url, secret: &str, millis: i64) -> Url {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| name != "timestamp" && name != "sign")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut url = url.clone();
    let sign = signature(secret.as_bytes(), format!("{millis}\n{secret}").as_bytes());
    url.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair("timestamp", &millis.to_string())
        .append_pair("sign", &sign);
    url
}

pub(super) fn judge(answer: &HttpAnswer) -> Delivery {
    match answer.code(&[("errcode", "errmsg")]) {
        Some((0, _)) => Delivery::Sent,
        Some((code @ (130_101 | 410_100), said)) => too_many(code, &said, answer.wait(BLOCKED)),
        Some((code @ -1, said)) => busy(code, &said, answer.wait(0)),
        Some((code @ (460_101 | 101_002), said)) => {
            unwanted(code, &said, Text::fixed("消息太长", "the message is too long"))
        }
        Some((code, said)) => {
            let meaning = match code {
                310_000 => Some(Text::fixed(
                    "签名、时间（本机时钟）、关键词或 IP 不符合机器人的安全设置",
                    "signature, time (this machine's clock), keyword or address do not fit the robot's security settings",
                )),
                300_001 | 300_005 => {
                    Some(Text::fixed("access_token 无效", "the access token is not valid"))
                }
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

    const SECRET: &str = "SECtest0123456789";

    #[test]
    fn the_signature_is_in_the_address() {
        let (call, _) = sent(HttpProduct::Dingtalk, &["x"], Some(SECRET), &[]);
        let sign = "yBKp5IlG6qCzcQWmgyRK%2FziJBdVNJmHfFE2ST%2FCzT%2Fg%3D";
        assert_eq!(
            call.url.as_str(),
            format!("https://robot.example/send?key=k&timestamp=1700000000000&sign={sign}")
        );
        let again = signed(&call.url, SECRET, 1_700_000_000_000);
        assert_eq!(again, call.url, "it does not grow from attempt to attempt");
    }

    #[test]
    fn the_size_is_that_of_the_body() {
        let who = ["13800138000".to_owned(), "all".to_owned()];
        let (call, body) = sent(HttpProduct::Dingtalk, &["一\"二\""; 900], None, &who);
        assert!(call.body.len() <= BODY && call.body.len() > BODY - 400 && call.left_out > 0);
        assert!(body["markdown"]["text"].as_str().unwrap().starts_with("@13800138000\n\n###"));
        assert_eq!(body["at"]["atMobiles"], json!(["13800138000"]));
        assert_eq!(body["at"]["isAtAll"], json!(true));
    }

    #[test]
    fn the_error_in_the_body_decides() {
        assert_eq!(judge(&answer(200, "{\"errcode\":0,\"errmsg\":\"ok\"}")), Delivery::Sent);
        let often = judge(&answer(200, "{\"errcode\":130101,\"errmsg\":\"send too fast\"}"));
        assert!(matches!(often, Delivery::Later(_, wait) if wait.as_secs() == 600));
        let sign = judge(&answer(200, "{\"errcode\":310000,\"errmsg\":\"sign not match\"}"));
        assert!(matches!(sign, Delivery::Refused(text) if text.en.contains("clock")));
    }
}
