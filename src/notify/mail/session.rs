//! A conversation with a mail server. Recipients are offered one by one, so that one that the server refuses does not keep
//! the mail from the others; and each step has a time limit, which lettre's own transport has for the connection alone.

use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::{Address, Message};
use tokio::time::{sleep, timeout};

use crate::config::{MailKeys, MailTls};
use crate::domain::lang::Text;
use crate::notify::answer::Delivery;
use crate::notify::secrets::ChannelSecrets;

use super::MailParts;

/// How fast a mail goes at least, in bytes a second: the time limit of a mail with large files grows with it.
const SLOWEST: u64 = 32 << 10;
/// How long the answer to a whole mail is waited for at least (RFC 5321, section 4.5.3.2.6): a server that takes a mail slowly
/// would get it again.
const AFTER_THE_MAIL: Duration = Duration::from_mins(10);

/// A conversation with a mail server. An error of a step is how the attempt ends.
pub(super) struct SmtpSession {
    connection: AsyncSmtpConnection,
    limit: Duration,
}

/// Why no conversation began.
enum OpenFault {
    /// Nobody answers at this address; it may be otherwise at the next one.
    NoConnection(Delivery),
    /// The server has answered: this is the reason that people need.
    Answered(Delivery),
}

impl OpenFault {
    /// That of connecting, where the server may have begun to answer.
    fn of(error: &smtp::Error) -> Self {
        let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
        // A certificate that is not accepted is invalid data.
        let is_reached = error.status().is_some()
            || source.is_some_and(|source| source.kind() == io::ErrorKind::InvalidData);
        let delivery = fault(error);
        if is_reached { Self::Answered(delivery) } else { Self::NoConnection(delivery) }
    }

    /// How the attempt ends.
    fn delivery(self) -> Delivery {
        match self {
            Self::NoConnection(delivery) | Self::Answered(delivery) => delivery,
        }
    }
}

/// Who takes a mail, and why others do not.
#[derive(Default)]
struct Recipients {
    taken: usize,
    /// Not now.
    left: Vec<String>,
    why: Vec<Text>,
}

impl SmtpSession {
    /// Begins a conversation at the first of these addresses that answers.
    pub(super) async fn reach(
        keys: &MailKeys,
        addresses: Vec<SocketAddr>,
        limit: Duration,
    ) -> Result<Self, Delivery> {
        let mut last =
            Delivery::Later(Text::fixed("没有地址", "there is no address"), Duration::ZERO);
        for address in addresses {
            match Self::open(keys, address, limit).await {
                Err(OpenFault::NoConnection(delivery)) => last = delivery,
                opened => return opened.map_err(OpenFault::delivery),
            }
        }
        Err(last)
    }

    /// Connects, and encrypts the connection as the keys want it.
    async fn open(
        keys: &MailKeys,
        address: SocketAddr,
        limit: Duration,
    ) -> Result<Self, OpenFault> {
        let parameters = || {
            let made = TlsParameters::new(keys.host.clone());
            made.map_err(|error| Delivery::Refused(Text::untranslated(error.to_string())))
        };
        let hello = ClientId::default();
        let wrapped = if keys.tls == MailTls::Tls {
            Some(parameters().map_err(OpenFault::Answered)?)
        } else {
            None
        };
        let connect =
            AsyncSmtpConnection::connect_tokio1(address, Some(limit), &hello, wrapped, None);
        let mut connection = match timeout(limit, connect).await {
            Ok(connected) => connected.map_err(|error| OpenFault::of(&error))?,
            Err(_) => return Err(OpenFault::NoConnection(too_slow(Duration::ZERO))),
        };
        if keys.tls == MailTls::Starttls {
            if !connection.can_starttls() {
                return Err(OpenFault::Answered(Delivery::Refused(Text::fixed(
                    "邮件服务器不提供 STARTTLS：不会明文发送；服务器若有 465 端口，请写 tls = \"tls\"",
                    "the mail server does not offer STARTTLS, and nothing is sent unencrypted; if it has a port 465, \
                     write tls = \"tls\"",
                ))));
            }
            let parameters = parameters().map_err(OpenFault::Answered)?;
            let encrypted = within(limit, connection.starttls(parameters, &hello)).await;
            encrypted.map_err(OpenFault::Answered)?;
        }
        Ok(Self { connection, limit })
    }

    /// Logs in and hands a mail over.
    pub(super) async fn deliver(
        &mut self,
        secrets: &ChannelSecrets,
        message: &Message,
        parts: &MailParts<'_>,
    ) -> Result<Delivery, Delivery> {
        if let Some((user, password)) = &secrets.login {
            let login = Credentials::new(user.reveal().to_owned(), password.reveal().to_owned());
            within(self.limit, self.connection.auth(DEFAULT_MECHANISMS, &login)).await?;
        }
        let bytes = message.formatted();
        let parameters = self.parameters(message.envelope(), &bytes)?;
        let mail = Mail::new(message.envelope().from().cloned(), parameters);
        within(self.limit, self.connection.command(mail)).await?;
        let recipients = self.offer(message.envelope().to(), parts.recipients).await?;
        if recipients.taken == 0 {
            let _ = timeout(self.limit, self.connection.quit()).await;
            return Err(recipients.refused(!parts.recipients.is_empty()));
        }
        within(self.limit, self.connection.command(Data)).await?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let limit = self.limit.max(AFTER_THE_MAIL) + Duration::from_secs(size / SLOWEST);
        let handed_over = tokio::select! {
            taken = timeout(limit, self.connection.message(&bytes)) => match taken {
                // What is refused now is not a setting but this mail.
                Ok(taken) => taken.map(drop).map_err(|error| match fault(&error) {
                    Delivery::Refused(why) => Delivery::Unwanted(why),
                    other => other,
                }),
                // It may have been taken: this run does not send it again.
                Err(_) => Err(too_slow(AFTER_THE_MAIL)),
            },
            () = stopped(parts.stop) => Err(Delivery::Later(
                Text::fixed(
                    "邮件服务器还没有回答就被中断",
                    "interrupted before the answer of the mail server",
                ),
                Duration::ZERO,
            )),
        };
        handed_over?;
        // It is taken, whatever is said from here on.
        let _ = timeout(self.limit, self.connection.quit()).await;
        Ok(recipients.delivery())
    }

    /// What MAIL says of addresses and content that are not ASCII; refused where the server cannot take them.
    fn parameters(
        &self,
        envelope: &Envelope,
        bytes: &[u8],
    ) -> Result<Vec<MailParameter>, Delivery> {
        let server = self.connection.server_info();
        let is_ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        let mut parameters = Vec::new();
        if !envelope.from().into_iter().chain(envelope.to()).all(is_ascii) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(Delivery::Refused(Text::fixed(
                    "邮件服务器不接受含中文等字符的邮件地址（SMTPUTF8）",
                    "the mail server takes no addresses with letters beyond ASCII (SMTPUTF8)",
                )));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() && server.supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }

    /// Offers the recipients one by one; of some of them those who have not got the mail yet.
    async fn offer(&mut self, all: &[Address], some: &[String]) -> Result<Recipients, Delivery> {
        let mut recipients = Recipients::default();
        for address in all {
            let name: &str = address.as_ref();
            if !some.is_empty() && !some.iter().any(|left| left == name) {
                continue;
            }
            let offered = self.connection.command(Rcpt::new(address.clone(), Vec::new()));
            let Ok(answer) = timeout(self.limit, offered).await else {
                return Err(too_slow(Duration::ZERO));
            };
            match answer {
                Ok(_) => recipients.taken += 1,
                Err(error) if error.status().is_none() => return Err(fault(&error)),
                Err(error) => {
                    if !error.is_permanent() {
                        recipients.left.push(name.to_owned());
                    }
                    recipients.why.push(Text::untranslated(format!("{name}: {error}")));
                }
            }
        }
        Ok(recipients)
    }
}

impl Recipients {
    fn why(self) -> Text {
        Text::joined(self.why, "；", "; ")
    }

    /// How an attempt ends in which nobody takes the mail. Where others have got it before, it is not tried for ever.
    fn refused(self, others_have_it: bool) -> Delivery {
        let nobody = self.why.is_empty();
        match (nobody, self.left.is_empty()) {
            // Those that were left are no longer in the file.
            (true, _) => Delivery::Partly(
                Text::fixed(
                    "其余收件人已不在 beian.toml 里",
                    "the others are no longer in beian.toml",
                ),
                Vec::new(),
            ),
            (false, true) => {
                let why = self.why();
                let why = Text::made(
                    format!("收件人被拒绝：{}", why.zh),
                    format!("no recipient is taken: {}", why.en),
                );
                if others_have_it {
                    Delivery::Partly(why, Vec::new())
                } else {
                    Delivery::Refused(why)
                }
            }
            (false, false) => Delivery::Later(self.why(), Duration::ZERO),
        }
    }

    /// How an attempt ends in which somebody takes it.
    fn delivery(self) -> Delivery {
        if self.why.is_empty() {
            return Delivery::Sent;
        }
        let left = self.left.clone();
        let why = self.why();
        let why = Text::made(format!("没有送到 {}", why.zh), format!("not taken for {}", why.en));
        Delivery::Partly(why, left)
    }
}

/// The result of a step; an error is how the attempt ends.
async fn within<T>(
    limit: Duration,
    step: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Delivery> {
    match timeout(limit, step).await {
        Ok(done) => done.map_err(|error| fault(&error)),
        Err(_) => Err(too_slow(Duration::ZERO)),
    }
}

/// Ends soon after the run shall end: an answer that is on its way is still heard. Never where nothing says when.
async fn stopped(stop: Option<&AtomicBool>) {
    const STEP: Duration = Duration::from_millis(100);
    const GRACE: Duration = Duration::from_secs(2);
    while !stop.is_some_and(|stop| stop.load(Ordering::SeqCst)) {
        sleep(STEP).await;
    }
    sleep(GRACE).await;
}

fn too_slow(wait: Duration) -> Delivery {
    let text = Text::fixed(
        "邮件服务器没有在时限内回答",
        "no answer of the mail server within the time limit",
    );
    Delivery::Later(text, wait)
}

fn fault(error: &smtp::Error) -> Delivery {
    let said = error.to_string();
    // Of the library's own faults none passes: a login that the server has no way for.
    if error.is_permanent() || error.is_client() {
        return Delivery::Refused(Text::made(
            format!("邮件服务器拒绝：{said}"),
            format!("the mail server refuses it: {said}"),
        ));
    }
    Delivery::Later(
        Text::made(
            format!("邮件服务器暂时不收：{said}"),
            format!("the mail server does not take it now: {said}"),
        ),
        Duration::ZERO,
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn what_a_server_answers_is_told_though_another_address_has_none() {
        let closed = {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap()
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let answering = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(b"554 not from your address\r\n").unwrap();
            // The client ends the conversation.
            let _ = io::copy(&mut stream, &mut io::sink());
        });
        let keys = MailKeys {
            host: "localhost".into(),
            port: 25,
            tls: MailTls::None,
            login: None,
            from: "a@example.cn".into(),
            to: vec!["b@example.cn".into()],
            calendar: false,
            files: Vec::new(),
        };
        let addresses = vec![closed, answering, closed];
        let reached = SmtpSession::reach(&keys, addresses, Duration::from_secs(30)).await;
        let Err(Delivery::Refused(why)) = reached else { panic!("it refuses") };
        assert!(why.en.contains("554"), "{why}");
        server.join().unwrap();
    }

    #[test]
    fn a_mail_that_others_have_got_ends_where_the_recipient_is_refused_for_good() {
        let refused = |left: &[&str], others_have_it| {
            let left = left.iter().map(|&name| name.to_owned()).collect();
            let why = vec![Text::fixed("", "")];
            Recipients { taken: 0, left, why }.refused(others_have_it)
        };
        assert!(matches!(refused(&[], true), Delivery::Partly(_, left) if left.is_empty()));
        assert!(matches!(refused(&[], false), Delivery::Refused(_)));
        assert!(matches!(refused(&["a@a.cn"], true), Delivery::Later(..)));
    }
}
