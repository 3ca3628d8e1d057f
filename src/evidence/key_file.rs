//! Keys in files that a user names.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::domain::failure::Failure;
use crate::domain::lang::Bilingual as _;
use crate::folder::{self, unreadable, unwritable};

use super::key::{EvidenceKey, KeyError, PublicKey};

/// A key in PKCS#8 has some hundred bytes.
const LARGEST: u64 = 1 << 16;

/// The key of `--key` that signs. Paths are relative to `cwd`.
pub fn signing_key(named: &Path, cwd: &Path) -> Result<EvidenceKey, Failure> {
    let file = folder::read(&cwd.join(named), LARGEST)
        .map_err(|cause| unreadable(named).because(&cause))?;
    EvidenceKey::read(&file).map_err(|error| {
        let path = named.display();
        Failure::new(
            (format!("--key {path}：{}", error.zh()), format!("--key {path}: {error}")),
            (
                "请用 beian evidence keygen FILE 或 openssl genpkey -algorithm ed25519 生成",
                "make one with beian evidence keygen FILE, or openssl genpkey -algorithm ed25519",
            ),
        )
    })
}

/// The key of `--public-key` that checks: in a file, or as typed.
pub fn public_key(typed: &str, cwd: &Path) -> Result<PublicKey, Failure> {
    let path = cwd.join(typed);
    let text = if path.is_file() {
        folder::read_text(&path, LARGEST)
            .map_err(|cause| unreadable(typed.as_ref()).because(&cause))?
    } else {
        typed.to_owned()
    };
    PublicKey::read(&text).map_err(|error| {
        Failure::new(
            (format!("--public-key：{}", error.zh()), format!("--public-key: {error}")),
            (
                "请给出 beian evidence keygen 打印的那一行，或含有它的文件",
                "give the line that beian evidence keygen printed, or a file that holds it",
            ),
        )
    })
}

/// Makes a key in a new file that nobody else can read, and returns the public one.
pub fn generate(named: &Path, cwd: &Path) -> Result<PublicKey, Failure> {
    let unusable = |error: KeyError| Failure::new(error.text(), ("请再运行一次", "run it again"));
    let text = EvidenceKey::generate().map_err(unusable)?;
    let key = EvidenceKey::read(text.as_bytes()).map_err(unusable)?;
    let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(cwd.join(named));
    let written = created.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => Failure::new(
            (
                format!("{} 已存在；密钥不会被覆盖", named.display()),
                format!("{} exists, and a key is never overwritten", named.display()),
            ),
            ("请换一个文件名", "name another file"),
        ),
        _ => unwritable(named).because(&cause),
    })?;
    Ok(key.public())
}
