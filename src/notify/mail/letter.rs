//! A mail as it is handed to a server.

use lettre::message::header::ContentType;
use lettre::message::{Attachment as FilePart, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::config::MailKeys;
use crate::domain::lang::Text;
use crate::notify::channel::Letter;
use crate::notify::message::{PLAIN, html, lay_out};

use super::Attachment;

/// The longest text part, in bytes.
const TEXT: usize = 1 << 20;

/// Makes a mail.
///
/// # Errors
/// What is no mail address; a type of a file that is none.
pub(super) fn message(
    keys: &MailKeys,
    letter: &Letter<'_>,
    attached: &[Attachment],
) -> Result<Message, Text> {
    let digest = letter.digest;
    let from = mailbox(&keys.from)?;
    let domain = from.email.domain().to_owned();
    let mut builder = Message::builder()
        .from(from)
        .subject(&digest.title)
        // The same in all attempts: mail programs drop repeats.
        .message_id(Some(format!("<{}@{domain}>", letter.id)));
    for to in &keys.to {
        builder = builder.to(mailbox(to)?);
    }
    let text = lay_out(digest, &PLAIN, "", TEXT).text;
    let body = MultiPart::alternative()
        .singlepart(SinglePart::plain(text))
        .singlepart(SinglePart::html(html(digest)));
    let mut whole = MultiPart::mixed().multipart(body);
    for file in attached {
        let kind = ContentType::parse(file.content_type)
            .map_err(|error| Text::untranslated(error.to_string()))?;
        whole = whole.singlepart(FilePart::new(file.name.clone()).body(file.bytes.clone(), kind));
    }
    builder.multipart(whole).map_err(|error| Text::untranslated(error.to_string()))
}

/// A person and an address whose domain is ASCII: all servers take it so.
fn mailbox(text: &str) -> Result<Mailbox, Text> {
    let none =
        || Text::made(format!("“{text}”不是邮件地址"), format!("{text:?} is no mail address"));
    let mut mailbox: Mailbox = text.parse().map_err(|_| none())?;
    let domain = mailbox.email.domain();
    if !domain.is_ascii() {
        let domain = idna::domain_to_ascii(domain).map_err(|_| none())?;
        mailbox.email = Address::new(mailbox.email.user(), domain).map_err(|_| none())?;
    }
    Ok(mailbox)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::MailTls;
    use crate::notify::message::tests::digest;

    #[test]
    fn a_mail_has_two_parts_and_what_is_attached() {
        let keys = MailKeys {
            host: "smtp.example.cn".into(),
            port: 465,
            tls: MailTls::Tls,
            login: None,
            from: "备案提醒 <beian@example.cn>".into(),
            to: vec!["a@example.cn".into(), "b@example.cn".into()],
            calendar: false,
            files: Vec::new(),
        };
        let digest = digest(&["期限"]);
        let letter = Letter { digest: &digest, id: "msg_1", mentions: &[], millis: 0 };
        let file = Attachment {
            name: "deadlines.ics".into(),
            content_type: "text/calendar; charset=utf-8",
            bytes: b"BEGIN:VCALENDAR".to_vec(),
        };
        let mail =
            String::from_utf8(message(&keys, &letter, &[file]).unwrap().formatted()).unwrap();
        for part in [
            "Message-ID: <msg_1@example.cn>",
            "To: a@example.cn, b@example.cn",
            "multipart/alternative",
            "text/plain; charset=utf-8",
            "text/html; charset=utf-8",
            "filename=\"deadlines.ics\"",
        ] {
            assert!(mail.contains(part), "{part}: {mail}");
        }
        let wrong = MailKeys { to: vec!["nobody".into()], ..keys };
        assert!(message(&wrong, &letter, &[]).is_err());
    }

    #[test]
    fn domains_are_ascii_and_local_parts_stay() {
        for (text, ascii) in [
            ("admin@公司.cn", "admin@xn--55qx5d.cn"),
            ("备案 <管理@公司.cn>", "管理@xn--55qx5d.cn"),
            ("a@Example.cn", "a@Example.cn"),
        ] {
            let address = mailbox(text).unwrap().email;
            assert_eq!(AsRef::<str>::as_ref(&address), ascii);
        }
    }
}
