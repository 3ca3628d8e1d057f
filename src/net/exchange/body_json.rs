//! Bodies inside JSON: as text where they are UTF-8, else in base64; with their SHA-256, which is checked.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
struct Body<'a> {
    sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    text: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in digest(&SHA256, bytes).as_ref() {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

pub(crate) fn serialize<S: Serializer>(bytes: &[u8], out: S) -> Result<S::Ok, S::Error> {
    let text = std::str::from_utf8(bytes).ok();
    let base64 = text.is_none().then(|| STANDARD.encode(bytes));
    Body { sha256: sha256(bytes), text: text.map(Into::into), base64 }.serialize(out)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let body = Body::deserialize(from)?;
    let bytes = match (body.text, body.base64) {
        (Some(text), None) => text.into_owned().into_bytes(),
        (None, Some(packed)) => STANDARD.decode(packed).map_err(D::Error::custom)?,
        _ => return Err(D::Error::custom("a body is either text or base64")),
    };
    if sha256(&bytes) == body.sha256 {
        Ok(bytes)
    } else {
        Err(D::Error::custom("a body is not the one that was kept"))
    }
}
