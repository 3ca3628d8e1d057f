//! Bodies inside JSON: as text where they are UTF-8, else in base64; with their SHA-256, which is checked on reading.

use data_encoding::{BASE64, HEXLOWER};
use ring::digest::{SHA256, digest};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
struct JsonBody<'a> {
    sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    text: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, bytes).as_ref())
}

pub(super) fn serialize<S: Serializer>(bytes: &[u8], out: S) -> Result<S::Ok, S::Error> {
    let text = std::str::from_utf8(bytes).ok();
    let base64 = text.is_none().then(|| BASE64.encode(bytes));
    JsonBody { sha256: sha256(bytes), text: text.map(Into::into), base64 }.serialize(out)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let body = JsonBody::deserialize(from)?;
    let bytes = match (body.text, body.base64) {
        (Some(text), None) => text.into_owned().into_bytes(),
        (None, Some(encoded)) => BASE64.decode(encoded.as_bytes()).map_err(D::Error::custom)?,
        _ => return Err(D::Error::custom("a body is either text or base64")),
    };
    if sha256(&bytes) == body.sha256 {
        Ok(bytes)
    } else {
        Err(D::Error::custom("a body does not match its SHA-256"))
    }
}
