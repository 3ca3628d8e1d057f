//! The channels that are asked over HTTP, one file a product: body, signature, size, and what its answers mean. Pure.

mod dingtalk;
mod feishu;
mod push;
mod slack;
mod webhook;
mod wecom;

use data_encoding::BASE64;
use ring::hmac;
use url::Url;

use crate::config::{ChannelKind, PushKeys};
use crate::domain::lang::Text;

use super::answer::{Delivery, HttpAnswer};
use super::digest::Digest;

/// A message on its way to a channel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter<'a> {
    /// What it says.
    pub(super) digest: &'a Digest,
    /// Its identity, the same in all attempts.
    pub(super) id: &'a str,
    /// Who is mentioned.
    pub(super) mentions: &'a [String],
    /// Milliseconds since the epoch of Unix, for signatures.
    pub(super) millis: i64,
}

/// A product that is asked over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HttpProduct {
    Wecom,
    Dingtalk,
    Feishu,
    Slack,
    Webhook,
    Push,
}

impl HttpProduct {
    /// The product of a channel; `None` for mail.
    pub(super) const fn of(kind: ChannelKind) -> Option<Self> {
        match kind {
            ChannelKind::Wecom => Some(Self::Wecom),
            ChannelKind::Dingtalk => Some(Self::Dingtalk),
            ChannelKind::Feishu => Some(Self::Feishu),
            ChannelKind::Slack => Some(Self::Slack),
            ChannelKind::Webhook => Some(Self::Webhook),
            ChannelKind::Push => Some(Self::Push),
            ChannelKind::Mail => None,
        }
    }

    /// How many messages a minute it takes; `None` where no bound is known.
    pub(super) const fn per_minute(self) -> Option<u32> {
        match self {
            Self::Wecom | Self::Dingtalk => Some(20),
            Self::Feishu => Some(100),
            Self::Slack => Some(60),
            Self::Webhook | Self::Push => None,
        }
    }
}

/// How a channel is addressed.
#[derive(Clone, Copy)]
pub(super) struct HttpChannel<'a> {
    /// What it is.
    pub(super) product: HttpProduct,
    /// Its address.
    pub(super) url: &'a Url,
    /// What messages are signed with.
    pub(super) secret: Option<&'a str>,
    /// The fields of a push service.
    pub(super) push: &'a PushKeys,
}

/// A request. Its address may hold secrets.
pub(super) struct HttpCall {
    /// Where to.
    pub(super) url: Url,
    /// Headers beside the content type.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The type of the body.
    pub(super) content_type: &'static str,
    /// The body.
    pub(super) body: Vec<u8>,
    /// How many entries did not fit.
    pub(super) left_out: usize,
}

impl HttpCall {
    fn json(url: &Url, body: Vec<u8>, left_out: usize) -> Self {
        Self {
            url: url.clone(),
            headers: Vec::new(),
            content_type: "application/json",
            body,
            left_out,
        }
    }
}

/// The request that sends a message. An error where the key for signatures is none.
pub(super) fn call(channel: &HttpChannel<'_>, letter: &Letter<'_>) -> Result<HttpCall, Text> {
    match channel.product {
        HttpProduct::Wecom => Ok(wecom::call(channel, letter)),
        HttpProduct::Dingtalk => Ok(dingtalk::call(channel, letter)),
        HttpProduct::Feishu => Ok(feishu::call(channel, letter)),
        HttpProduct::Slack => Ok(slack::call(channel, letter)),
        HttpProduct::Webhook => webhook::call(channel, letter),
        HttpProduct::Push => Ok(push::call(channel, letter)),
    }
}

/// What an answer means.
pub(super) fn judge(product: HttpProduct, answer: &HttpAnswer) -> Delivery {
    if let Some(fault) = answer.fault() {
        return fault;
    }
    match product {
        HttpProduct::Wecom => wecom::judge(answer),
        HttpProduct::Dingtalk => dingtalk::judge(answer),
        HttpProduct::Feishu => feishu::judge(answer),
        HttpProduct::Slack => slack::judge(answer),
        // Bark answers `code` 200, `ServerChan` 0; others have none, and their status counts.
        HttpProduct::Push | HttpProduct::Webhook => by_status(answer),
    }
}

/// What a good answer of a service means whose bodies are not documented, or are many: it has taken the message unless it
/// says otherwise. A page for people is no service's answer.
fn by_status(answer: &HttpAnswer) -> Delivery {
    match answer.json_error() {
        Some(fault) => fault,
        None if answer.is_page() => answer.garbage(),
        None => Delivery::Sent,
    }
}

/// HMAC-SHA256 in base64.
fn signature(key: &[u8], message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    BASE64.encode(hmac::sign(&key, message).as_ref())
}

/// The JSON of a body. Values of our own always have one.
fn bytes(body: &serde_json::Value) -> Vec<u8> {
    body.to_string().into_bytes()
}

/// Whether who is mentioned is a phone number in China.
fn is_phone(who: &str) -> bool {
    who.len() == 11 && who.starts_with('1') && who.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::message::tests::digest;

    const ALL: [HttpProduct; 6] = [
        HttpProduct::Wecom,
        HttpProduct::Dingtalk,
        HttpProduct::Feishu,
        HttpProduct::Slack,
        HttpProduct::Webhook,
        HttpProduct::Push,
    ];

    pub(super) fn sent<'a>(
        product: HttpProduct,
        texts: &[&str],
        secret: Option<&'a str>,
        mentions: &'a [String],
    ) -> (HttpCall, serde_json::Value) {
        let url = Url::parse("https://robot.example/send?key=k").unwrap();
        let push = PushKeys { title: "title".into(), text: "desp".into(), form: false };
        let channel = HttpChannel { product, url: &url, secret, push: &push };
        let digest = digest(texts);
        let letter = Letter { digest: &digest, id: "msg_1", mentions, millis: 1_700_000_000_000 };
        let call = call(&channel, &letter).unwrap();
        let json = serde_json::from_slice(&call.body).unwrap();
        (call, json)
    }

    pub(super) fn answer(status: u16, body: &str) -> HttpAnswer {
        HttpAnswer { status, retry_after: None, body: body.to_owned() }
    }

    #[test]
    fn a_status_that_passes_is_tried_again_and_others_are_refused() {
        for product in ALL {
            for (status, later) in [
                (408, true),
                (429, true),
                (500, true),
                (503, true),
                (404, false),
                (301, false),
                (403, false),
            ] {
                let retry_after = Some(std::time::Duration::from_secs(7));
                let delivery = judge(product, &HttpAnswer { retry_after, ..answer(status, "") });
                match delivery {
                    Delivery::Later(_, wait) => assert!(later && wait.as_secs() == 7, "{status}"),
                    Delivery::Refused(_) => assert!(!later, "{status}"),
                    other => panic!("{status}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn a_body_that_is_not_understood_is_the_message_s_fault() {
        for product in ALL {
            for status in [400, 413, 422] {
                let delivery = judge(product, &answer(status, "bad"));
                assert!(matches!(delivery, Delivery::Unwanted(_)), "{product:?}: {delivery:?}");
            }
        }
    }

    #[test]
    fn a_body_that_contradicts_a_good_status_counts() {
        for product in [HttpProduct::Webhook, HttpProduct::Push] {
            for (body, sent) in [
                ("", true),
                ("ok", true),
                ("{\"id\":7}", true),
                ("{\"code\":200}", true),
                ("{\"errno\":0,\"code\":0}", true),
                ("{\"errcode\":45009,\"errmsg\":\"x\"}", false),
                ("{\"errcode\":\"45009\"}", false),
                ("{\"code\":19021,\"msg\":\"x\"}", false),
                ("{\"success\":false}", false),
                ("{\"error\":null,\"errors\":[]}", true),
                ("{\"error\":\"no such device\"}", false),
                ("{\"errors\":[{\"message\":\"x\"}]}", false),
                ("{\"status\":\"ok\"}", true),
                ("{\"status\":\"error\"}", false),
                ("<?xml version=\"1.0\"?><ok/>", true),
                ("<?xml version=\"1.0\"?>\n<!DOCTYPE html><HTML><title>log in</title>", false),
                ("\n<!doctype html><title>x</title>", false),
                ("<html>login please</html>", false),
            ] {
                let delivery = judge(product, &answer(200, body));
                assert_eq!(delivery == Delivery::Sent, sent, "{product:?} {body}: {delivery:?}");
            }
        }
    }

    #[test]
    fn garbage_is_no_success_of_a_robot() {
        for product in [HttpProduct::Wecom, HttpProduct::Dingtalk, HttpProduct::Feishu] {
            for body in ["", "ok", "<html>login</html>", "{}", "[0]", "{\"errcode\":\"0\"}"] {
                let delivery = judge(product, &answer(200, body));
                assert!(
                    matches!(delivery, Delivery::Later(..)),
                    "{product:?} {body}: {delivery:?}"
                );
            }
        }
    }
}
