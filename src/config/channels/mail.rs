//! Reads what a `[[channel]]` of mail has of its own.

use std::path::Path;

use crate::config::source::{Error, Spot};
use crate::config::table::Table;

use super::values::{missing, named, required, secret};
use super::{MailKeys, MailTls};

/// Reads the server, the login, who gets the mail and what goes with it; without encryption only where `plain` allows it.
pub(super) fn mail(
    table: &Table<'_>,
    spot: &Spot,
    base: &Path,
    plain: bool,
) -> Result<MailKeys, Error> {
    let server = required(table, "server", spot)?;
    let tls = |text: &str| named(text, &[MailTls::Tls, MailTls::Starttls, MailTls::None], tls_name);
    let tls = table.parse(table.text("tls")?, tls)?.unwrap_or(MailTls::Tls);
    if tls == MailTls::None && !plain {
        return Err(spot.error(
            ("tls = \"none\" 会明文发送邮件", "with tls = \"none\" mail is sent unencrypted"),
            (
                "请用 \"tls\" 或 \"starttls\"；确实需要明文时再写上 http = true",
                "write \"tls\" or \"starttls\"; where it must be, write http = true beside it",
            ),
        ));
    }
    let (host, port) = match server.value.trim().rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()),
        None => (server.value.trim(), Some(default_port(tls))),
    };
    let Some(port) = port.filter(|_| !host.is_empty()) else {
        return Err(table.source.error(
            &server.range,
            ("`server` 不是服务器和端口", "`server` is not a server and its port"),
            ("请写成 server = \"smtp.example.cn:465\"", "write server = \"smtp.example.cn:465\""),
        ));
    };
    let login = match (secret(table, "user", base)?, secret(table, "password", base)?) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        (user, _) => return Err(missing(if user.is_some() { "password" } else { "user" }, spot)),
    };
    let to: Vec<String> =
        table.texts("to")?.iter().map(|text| text.value.trim().to_owned()).collect();
    if to.is_empty() {
        return Err(missing("to", spot));
    }
    let attach = table.texts("attach")?;
    let files = attach.iter().filter(|text| text.value != "ics").map(|text| base.join(text.value));
    Ok(MailKeys {
        host: host.to_owned(),
        port,
        tls,
        login,
        from: required(table, "from", spot)?.value.trim().to_owned(),
        to,
        calendar: attach.iter().any(|text| text.value == "ics"),
        files: files.collect(),
    })
}

const fn default_port(tls: MailTls) -> u16 {
    match tls {
        MailTls::Tls => 465,
        MailTls::Starttls => 587,
        MailTls::None => 25,
    }
}

const fn tls_name(tls: MailTls) -> &'static str {
    match tls {
        MailTls::Tls => "tls",
        MailTls::Starttls => "starttls",
        MailTls::None => "none",
    }
}
