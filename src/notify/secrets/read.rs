//! Reads secrets where `beian.toml` says that they are.

use std::path::{Path, PathBuf};

use url::Url;

use crate::config::{ChannelKeys, SecretRef};
use crate::domain::lang::{Bilingual as _, Text};
use crate::folder;
use crate::notify::address::SendTerms;

use super::{ChannelSecrets, Environment, SecretText};

/// The largest file of a secret, in bytes.
const LARGEST: u64 = 64 << 10;

/// Reads the secrets of a channel.
///
/// # Errors
/// One that is not where it should be, or that others can read; an address that is none, or not https. The text does not
/// repeat it.
pub(in crate::notify) fn read(
    channel: &ChannelKeys,
    env: Environment<'_>,
) -> Result<ChannelSecrets, Text> {
    let get =
        |place: &Option<SecretRef>| place.as_ref().map(|place| secret(place, env)).transpose();
    let url = match &channel.url {
        Some(place) => Some(address(place, &SendTerms::of(channel), env)?),
        None => None,
    };
    let login = match channel.mail.as_ref().and_then(|mail| mail.login.as_ref()) {
        Some((user, password)) => Some((secret(user, env)?, secret(password, env)?)),
        None => None,
    };
    Ok(ChannelSecrets { url, secret: get(&channel.secret)?, login })
}

/// An address that is a secret.
pub(in crate::notify) fn address(
    place: &SecretRef,
    terms: &SendTerms,
    env: Environment<'_>,
) -> Result<Url, Text> {
    let text = secret(place, env)?;
    let at = place_name(place);
    let url = Url::parse(text.reveal()).ok().filter(Url::has_host).ok_or_else(|| {
        Text::made(format!("{at} 里的不是网址"), format!("what {at} holds is no address"))
    })?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if terms.http => Ok(url),
        _ => Err(terms.not_https(&at)),
    }
}

/// Reads a secret.
fn secret(place: &SecretRef, env: Environment<'_>) -> Result<SecretText, Text> {
    let text = match place {
        SecretRef::Env(name) => env(name).ok_or_else(|| {
            Text::made(
                format!("环境变量 {name} 没有设置"),
                format!("the variable {name} is not set"),
            )
        })?,
        SecretRef::File(path) => {
            refuse_open(path)?;
            file(path)?
        }
        SecretRef::Credential(name) => {
            let folder = env("CREDENTIALS_DIRECTORY").ok_or_else(|| {
                Text::fixed(
                    "没有 CREDENTIALS_DIRECTORY：请由 systemd 用 LoadCredential= 启动",
                    "there is no CREDENTIALS_DIRECTORY: let systemd start the program with LoadCredential=",
                )
            })?;
            file(&PathBuf::from(folder).join(name))?
        }
    };
    // Some editors begin a file with a mark of its encoding.
    let text = text.trim_start_matches('\u{feff}').trim();
    let at = || place_name(place);
    if text.is_empty() {
        return Err(Text::made(format!("{} 是空的", at()), format!("{} is empty", at())));
    }
    if text.contains(['\n', '\r']) {
        return Err(Text::made(
            format!("{} 不止一行，只能有秘密这一行", at()),
            format!("{} has more than one line: the secret must be the only one", at()),
        ));
    }
    Ok(SecretText(text.to_owned()))
}

fn file(path: &Path) -> Result<String, Text> {
    folder::read_text(path, LARGEST).map_err(|cause| {
        let shown = path.display();
        Text::made(
            format!("无法读取 {shown}：{}", cause.zh()),
            format!("{shown} cannot be read: {cause}"),
        )
    })
}

/// Refuses a file that others may read, be they of its group. A folder has other faults, of which reading it tells.
fn refuse_open(path: &Path) -> Result<(), Text> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = std::fs::metadata(path).ok().filter(|metadata| !metadata.is_dir());
        let mode = metadata.map_or(0, |metadata| metadata.permissions().mode());
        if mode & 0o077 != 0 {
            let (shown, mode) = (path.display(), mode & 0o777);
            return Err(Text::made(
                format!(
                    "{shown} 里有秘密，其他用户却能读写（权限 {mode:o}）：请运行 chmod 600 {shown}"
                ),
                format!(
                    "{shown} holds a secret, and others may use it (mode {mode:o}): run chmod 600 {shown}"
                ),
            ));
        }
    }
    Ok(())
}

/// Where a secret is, in words.
fn place_name(place: &SecretRef) -> String {
    match place {
        SecretRef::Env(name) => format!("env:{name}"),
        SecretRef::File(path) => format!("file:{}", path.display()),
        SecretRef::Credential(name) => format!("credential:{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::PingKeys;

    fn none(_: &str) -> Option<String> {
        None
    }

    fn address(place: &SecretRef, http: bool, env: Environment<'_>) -> Result<Url, Text> {
        let keys = PingKeys { url: place.clone(), private: false, http };
        super::address(place, &SendTerms::of_ping(&keys), env)
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("url");
        std::fs::write(&path, "https://a.cn/hook/0123456789\n").unwrap();
        for (mode, good) in [
            (0o600, true),
            (0o400, true),
            (0o640, false),
            (0o620, false),
            (0o644, false),
            (0o602, false),
        ] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let read = secret(&SecretRef::File(path.clone()), &none);
            assert_eq!(read.is_ok(), good, "{mode:o}");
            if let Err(text) = read {
                assert!(text.en.contains("chmod 600") && !text.en.contains("0123"), "{text}");
            }
        }
    }

    #[test]
    fn a_file_has_one_line_and_a_folder_is_no_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("url");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            secret(&SecretRef::File(path.clone()), &none)
        };
        assert_eq!(read("\u{feff}0123456789\r\n\n").unwrap().reveal(), "0123456789");
        for text in ["0123456789\nnext\n", "old\r\n0123456789"] {
            let fault = read(text).unwrap_err();
            assert!(
                fault.en.contains("more than one line") && !fault.en.contains("0123"),
                "{fault}"
            );
        }
        let within = folder.path().join("folder");
        std::fs::create_dir(&within).unwrap();
        std::fs::set_permissions(&within, std::fs::Permissions::from_mode(0o755)).unwrap();
        let fault = secret(&SecretRef::File(within), &none).unwrap_err();
        assert!(fault.en.contains("a folder") && !fault.en.contains("chmod"), "{fault}");
    }

    #[test]
    fn credentials_are_in_the_folder_of_the_service() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("wecom"), "https://a.cn/\n").unwrap();
        let at = folder.path().display().to_string();
        let env = |name: &str| (name == "CREDENTIALS_DIRECTORY").then(|| at.clone());
        let place = SecretRef::Credential("wecom".to_owned());
        assert_eq!(address(&place, false, &env).unwrap().as_str(), "https://a.cn/");
        let text = secret(&place, &none).unwrap_err();
        assert!(text.en.contains("LoadCredential="), "{text}");
    }

    #[test]
    fn an_address_is_https_unless_the_channel_says_otherwise() {
        let env = |name: &str| {
            Some(
                match name {
                    "HTTP" => "http://a.cn/hook/0123456789",
                    "NONE" => "0123456789",
                    _ => "",
                }
                .to_owned(),
            )
        };
        let of = |name: &str, http| address(&SecretRef::Env(name.to_owned()), http, &env);
        assert!(of("HTTP", true).is_ok());
        for (name, part) in
            [("HTTP", "ping_http = true"), ("NONE", "no address"), ("EMPTY", "is empty")]
        {
            let text = of(name, false).unwrap_err();
            assert!(text.en.contains(part) && !text.en.contains("0123"), "{text}");
        }
    }
}
