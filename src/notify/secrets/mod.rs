//! Secrets: read where `beian.toml` says that they are, kept in a type that cannot be printed, hidden in what is shown.

mod hide;
mod read;

use std::fmt;

use url::Url;

use crate::config::{ChannelKeys, ChannelKind};
use crate::domain::secret::HIDDEN;

pub(super) use hide::hide_address;
pub(super) use read::{address, read};

/// A secret. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SecretText(String);

impl SecretText {
    /// The secret itself, for the request that needs it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(HIDDEN)
    }
}

/// Looks up a variable of the environment.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The secrets of a channel. They have no `Debug`: an address would be shown by it.
#[derive(Clone)]
pub(super) struct ChannelSecrets {
    /// The address.
    pub(super) url: Option<Url>,
    /// What messages are signed with.
    pub(super) secret: Option<SecretText>,
    /// User and password of the mail server.
    pub(super) login: Option<(SecretText, SecretText)>,
}

impl ChannelSecrets {
    /// Where a channel's messages go, for people: scheme and host at most.
    pub(super) fn shown(&self, channel: &ChannelKeys) -> String {
        match (&self.url, &channel.mail, channel.kind) {
            (Some(url), ..) => {
                let host = url.host_str().unwrap_or_default();
                let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
                format!("{}://{host}{port}/{HIDDEN}", url.scheme())
            }
            (None, Some(mail), ChannelKind::Mail) => {
                format!("{} ({}:{})", mail.to.join(", "), mail.host, mail.port)
            }
            _ => HIDDEN.to_owned(),
        }
    }
}
