//! 企业微信: <https://developer.work.weixin.qq.com/document/path/91770>. No signature: the key in the address is the
//! secret. Text messages can mention phones, Markdown ones only user ids.

use serde_json::json;

use crate::domain::lang::Text;
use crate::notify::answer::{Delivery, HttpAnswer, busy, refused, too_many, unwanted};
use crate::notify::message::{PLAIN, WECOM, lay_out};

use super::{HttpCall, HttpChannel, Letter, bytes, is_phone};

/// The longest `markdown.content` and `text.content`, in bytes of UTF-8.
const MARKDOWN: usize = 4096;
const TEXT: usize = 2048;

pub(super) fn call(channel: &HttpChannel<'_>, letter: &Letter<'_>) -> HttpCall {
    let mentions = letter.mentions;
    let needs_text = mentions.iter().any(|who| is_phone(who) || who == "all");
    if needs_text {
        let out = lay_out(letter.digest, &PLAIN, "", TEXT);
        let (phones, ids): (Vec<&String>, Vec<&String>) =
            mentions.iter().partition(|who| is_phone(who));
        let ids: Vec<&str> =
            ids.into_iter().map(|id| if id == "all" { "@all" } else { id }).collect();
        let body = json!({ "msgtype": "text", "text": {
            "content": out.text, "mentioned_list": ids, "mentioned_mobile_list": phones } });
        return HttpCall::json(channel.url, bytes(&body), out.left_out);
    }
    let ahead: Vec<String> = mentions.iter().map(|id| format!("<@{id}>")).collect();
    let out = lay_out(letter.digest, &WECOM, &ahead.join(" "), MARKDOWN);
    let body = json!({ "msgtype": "markdown", "markdown": { "content": out.text } });
    HttpCall::json(channel.url, bytes(&body), out.left_out)
}

pub(super) fn judge(answer: &HttpAnswer) -> Delivery {
    // Seconds. After 45009 clients wait for more than a minute.
    const PAUSE: u64 = 65;
    match answer.code(&[("errcode", "errmsg")]) {
        Some((0, _)) => Delivery::Sent,
        Some((code @ 45009, said)) => too_many(code, &said, answer.wait(PAUSE)),
        Some((code @ (-1 | 45033), said)) => busy(code, &said, answer.wait(0)),
        Some((code @ (40008 | 40058 | 45002), said)) => unwanted(
            code,
            &said,
            Text::fixed("消息格式不符或太长", "the form or length of the message"),
        ),
        Some((code, said)) => {
            let meaning = (code == 93000)
                .then_some(Text::fixed("机器人的 key 无效", "the robot's key is not valid"));
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
    fn markdown_unless_a_phone_is_mentioned() {
        let (call, body) = sent(HttpProduct::Wecom, &["期限"; 90], None, &["zhangsan".to_owned()]);
        assert_eq!(call.url.as_str(), "https://robot.example/send?key=k");
        let content = body["markdown"]["content"].as_str().unwrap();
        assert!(
            content.starts_with("<@zhangsan>\n\n")
                && content.len() <= MARKDOWN
                && call.left_out > 0
        );
        let who = ["13800138000".to_owned(), "all".to_owned()];
        let (_, body) = sent(HttpProduct::Wecom, &["期限"; 90], None, &who);
        assert_eq!(body["msgtype"], "text");
        assert!(body["text"]["content"].as_str().unwrap().len() <= TEXT);
        assert_eq!(body["text"]["mentioned_mobile_list"], json!(["13800138000"]));
        assert_eq!(body["text"]["mentioned_list"], json!(["@all"]));
    }

    #[test]
    fn the_error_in_the_body_decides() {
        assert_eq!(judge(&answer(200, "{\"errcode\":0,\"errmsg\":\"ok\"}")), Delivery::Sent);
        let often = judge(&answer(200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}"));
        assert!(matches!(often, Delivery::Later(_, wait) if wait.as_secs() == 65));
        let key = judge(&answer(200, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}"));
        assert!(matches!(key, Delivery::Refused(text) if text.en.contains("93000")));
        let long = judge(&answer(200, "{\"errcode\":40058,\"errmsg\":\"exceed max length\"}"));
        assert!(matches!(long, Delivery::Unwanted(text) if text.en.contains("40058")));
    }
}
