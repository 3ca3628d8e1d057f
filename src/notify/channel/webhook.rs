//! Standard Webhooks: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>. The
//! body is the digest; the id is the same in all attempts, so that the receiver can drop repeats.

use data_encoding::BASE64;
use serde_json::json;

use crate::domain::lang::Text;

use super::{HttpCall, HttpChannel, Letter, bytes, signature};

pub(super) fn call(channel: &HttpChannel<'_>, letter: &Letter<'_>) -> Result<HttpCall, Text> {
    let seconds = letter.millis / 1000;
    let body = bytes(&json!({
        "type": "beian.digest",
        "timestamp": letter.digest.day,
        "mentions": letter.mentions,
        "data": letter.digest,
    }));
    let mut headers =
        vec![("webhook-id", letter.id.to_owned()), ("webhook-timestamp", seconds.to_string())];
    if let Some(secret) = channel.secret {
        headers.push(("webhook-signature", sign(secret, letter.id, seconds, &body)?));
    }
    Ok(HttpCall { headers, ..HttpCall::json(channel.url, body, 0) })
}

/// `v1,` and the signature of id, time and body.
fn sign(secret: &str, id: &str, seconds: i64, body: &[u8]) -> Result<String, Text> {
    let digits = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = BASE64.decode(digits.as_bytes()).map_err(|_| {
        Text::fixed(
            "secret 不是 Standard Webhooks 的密钥：应为 whsec_ 加 base64",
            "secret is no key of Standard Webhooks: it must be whsec_ and base64",
        )
    })?;
    let mut signed = format!("{id}.{seconds}.").into_bytes();
    signed.extend_from_slice(body);
    Ok(format!("v1,{}", signature(&key, &signed)))
}

#[cfg(test)]
mod tests {
    use super::super::HttpProduct;
    use super::super::tests::sent;
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn signed_as_the_standard_s_own_example() {
        let sign =
            sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b"{\"test\": 2432232314}");
        assert_eq!(sign.as_deref(), Ok("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert!(super::sign("whsec_???", "m", 1, b"").is_err());
    }

    #[test]
    fn the_body_is_the_digest() {
        let (call, body) = sent(HttpProduct::Webhook, &["期限"], Some(SECRET), &[]);
        let header = |name| call.headers.iter().find(|(key, _)| *key == name).unwrap().1.as_str();
        assert_eq!((header("webhook-id"), header("webhook-timestamp")), ("msg_1", "1700000000"));
        assert!(header("webhook-signature").starts_with("v1,"));
        assert_eq!(body["data"]["sections"][0]["entries"][0]["text"], "期限");
        assert_eq!(body["data"]["sections"][0]["kind"], "due");
    }
}
