//! Ed25519 keys (RFC 8032) in the forms that openssl writes: PKCS#8 for the secret one, RFC 8410 for the public one.

use std::fmt;

use data_encoding::BASE64;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::domain::lang::Bilingual;

/// What comes before the 32 bytes of a secret key in PKCS#8, version 1 (RFC 8410 §7), which openssl reads, too.
const SECRET_PREFIX: [u8; 16] =
    [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
/// What comes before the 32 bytes of a public key (RFC 8410 §4).
const PUBLIC_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No secret key in PKCS#8.
    #[error("it is no ed25519 key in PKCS#8 (PEM or DER)")]
    Secret,
    /// No public key.
    #[error("it is no ed25519 public key (base64 of its 32 bytes, or a PEM file)")]
    Public,
    /// The system has no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

impl Bilingual for KeyError {
    fn zh(&self) -> String {
        match self {
            Self::Secret => "不是 PKCS#8 格式的 ed25519 私钥（PEM 或 DER）",
            Self::Public => "不是 ed25519 公钥（32 字节的 base64，或 PEM 文件）",
            Self::Random => "系统没有给出随机数",
        }
        .to_owned()
    }
}

/// A key that signs.
pub struct EvidenceKey(Ed25519KeyPair);

impl fmt::Debug for EvidenceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EvidenceKey({})", self.public())
    }
}

impl EvidenceKey {
    /// Reads a key from PKCS#8, as PEM or as DER.
    pub fn read(file: &[u8]) -> Result<Self, KeyError> {
        let der = pem(file, "PRIVATE KEY").unwrap_or_else(|| file.to_vec());
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map(Self).map_err(|_| KeyError::Secret)
    }

    /// Makes a key: the text of its PEM file.
    pub fn generate() -> Result<String, KeyError> {
        let mut seed = [0; 32];
        SystemRandom::new().fill(&mut seed).map_err(|_| KeyError::Random)?;
        let der = [&SECRET_PREFIX[..], &seed].concat();
        Ok(format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            BASE64.encode(&der)
        ))
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> PublicKey {
        let mut key = [0; 32];
        let bytes = self.0.public_key().as_ref();
        if bytes.len() == key.len() {
            key.copy_from_slice(bytes);
        }
        PublicKey(key)
    }

    /// Signs bytes.
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.0.sign(bytes).as_ref().to_vec()
    }
}

/// A key that checks signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads a key: base64 of its 32 bytes, or the text of a PEM file.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        let bytes = match pem(text.as_bytes(), "PUBLIC KEY") {
            Some(der) => der.strip_prefix(&PUBLIC_PREFIX).map(<[u8]>::to_vec),
            None => BASE64.decode(text.trim().as_bytes()).ok(),
        };
        let key = bytes.and_then(|bytes| bytes.try_into().ok());
        key.map(Self).ok_or(KeyError::Public)
    }

    /// Whether a signature of these bytes was made with the secret key that belongs to it.
    pub fn accepts(&self, bytes: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(bytes, signature).is_ok()
    }

    /// The text of a PEM file, for openssl.
    pub fn pem(&self) -> String {
        let der = [&PUBLIC_PREFIX[..], &self.0].concat();
        let text = BASE64.encode(&der);
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.0))
    }
}

/// The content of the first PEM block of this kind.
fn pem(file: &[u8], kind: &str) -> Option<Vec<u8>> {
    let text = str::from_utf8(file).ok()?;
    let (_, rest) = text.split_once(&format!("-----BEGIN {kind}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {kind}-----"))?;
    let body: String = body.split_whitespace().collect();
    BASE64.decode(body.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back_and_their_signatures_hold() {
        let file = EvidenceKey::generate().unwrap();
        let key = EvidenceKey::read(file.as_bytes()).unwrap();
        let public = key.public();
        assert_eq!(PublicKey::read(&public.to_string()).unwrap(), public);
        assert_eq!(PublicKey::read(&public.pem()).unwrap(), public);
        let mut signature = key.sign(b"manifest");
        assert!(
            public.accepts(b"manifest", &signature) && !public.accepts(b"Manifest", &signature)
        );
        signature[5] ^= 1;
        assert!(!public.accepts(b"manifest", &signature));
        assert_ne!(EvidenceKey::generate().unwrap(), file);
        assert!(!format!("{key:?}").contains(file.lines().nth(1).unwrap()));
    }

    /// RFC 8410 §10.3 prints a key and (§10.1) the public key that belongs to it.
    #[test]
    fn the_key_of_the_standard_is_read() {
        let secret = "-----BEGIN PRIVATE KEY-----\n\
                      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                      -----END PRIVATE KEY-----";
        let public = "-----BEGIN PUBLIC KEY-----\n\
                      MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
                      -----END PUBLIC KEY-----\n";
        let key = EvidenceKey::read(secret.as_bytes()).unwrap();
        assert_eq!(key.public(), PublicKey::read(public).unwrap());
        assert_eq!(key.public().pem(), public.replace("\\n", "\n"));
    }

    #[test]
    fn other_things_are_no_keys() {
        for file in ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"] {
            assert_eq!(EvidenceKey::read(file.as_bytes()).unwrap_err(), KeyError::Secret);
            assert_eq!(PublicKey::read(file).unwrap_err(), KeyError::Public);
        }
    }
}
