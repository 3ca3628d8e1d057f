//! Mail, by lettre: a plain and an HTML part, and what is attached. The server's address is judged by the guard; its
//! certificate is that of its name.

mod letter;
mod session;

use std::sync::atomic::AtomicBool;

use crate::config::ChannelKeys;
use crate::domain::lang::Text;

use super::address::SendTerms;
use super::answer::Delivery;
use super::channel::Letter;
use super::secrets::ChannelSecrets;

use letter::message;
use session::SmtpSession;

/// A file that goes with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attachment {
    /// Its name.
    pub(super) name: String,
    /// Its type.
    pub(super) content_type: &'static str,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// What a mail has beside its message.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MailParts<'a> {
    /// Files.
    pub(super) attached: &'a [Attachment],
    /// Who is still to get it; all that the channel names where it is empty.
    pub(super) recipients: &'a [String],
    /// Set when the answer is no longer waited for.
    pub(super) stop: Option<&'a AtomicBool>,
}

/// Sends a message as mail.
pub(super) async fn send(
    channel: &ChannelKeys,
    secrets: &ChannelSecrets,
    letter: &Letter<'_>,
    parts: &MailParts<'_>,
) -> Delivery {
    let Some(keys) = &channel.mail else {
        return Delivery::Refused(Text::fixed("没有邮件设置", "there are no settings of mail"));
    };
    let message = match message(keys, letter, parts.attached) {
        Ok(message) => message,
        Err(why) => return Delivery::Refused(why),
    };
    let terms = SendTerms::of(channel);
    let addresses = match terms.judged(&keys.host, keys.port).await {
        Ok(addresses) => addresses,
        Err(delivery) => return delivery,
    };
    let sent = match SmtpSession::reach(keys, addresses, terms.limit).await {
        Ok(mut session) => session.deliver(secrets, &message, parts).await,
        Err(delivery) => Err(delivery),
    };
    sent.unwrap_or_else(|delivery| delivery)
}
