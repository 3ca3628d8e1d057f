//! Mail, to a server of our own that speaks SMTP as far as it is needed: STARTTLS or TLS, a login, and faults.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use data_encoding::BASE64;
use rustls::{ServerConnection, StreamOwned};

use crate::support::program::{command, text};
use crate::support::server::{CA, tls};

use super::robots::due_in;

const USER: &str = "beian@example.cn";
pub(super) const PASSWORD: &str = "correct-horse-battery";

/// What a server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// STARTTLS, then a login.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// No encryption is offered.
    Plain,
    /// The mail is not taken now, once.
    Busy,
    /// The mail is refused.
    Refuse,
    /// The connection ends after the mail, before the answer, once.
    Cut,
    /// One of the recipients is not known.
    Stranger,
    /// One of the recipients has no room, once.
    Full,
    /// The login is refused, and repeated.
    Echo,
    /// Nothing is ever said.
    Silent,
    /// A mail is taken after a while.
    Slow,
    /// Nothing is said after a mail.
    Mute,
}

/// What a server has heard.
#[derive(Default)]
struct Heard {
    commands: Vec<String>,
    mails: Vec<String>,
    faults: usize,
}

pub(super) struct MailServer {
    port: u16,
    heard: Arc<Mutex<Heard>>,
}

impl MailServer {
    pub(super) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("bound above").port();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let shared = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let heard = Arc::clone(&shared);
                thread::spawn(move || drop(serve(stream, manner, &heard)));
            }
        });
        Self { port, heard }
    }

    pub(super) fn mails(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).mails.clone()
    }

    fn commands(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).commands.clone()
    }
}

fn serve(stream: TcpStream, manner: Manner, heard: &Mutex<Heard>) -> io::Result<()> {
    let over_tls = |stream: TcpStream| -> io::Result<_> {
        let session = ServerConnection::new(tls("mail", &[])).map_err(io::Error::other)?;
        Ok(BufReader::new(StreamOwned::new(session, stream)))
    };
    if manner == Manner::Silent {
        thread::sleep(Duration::from_mins(10));
    }
    if manner == Manner::Tls {
        let mut stream = over_tls(stream)?;
        stream.get_mut().write_all(b"220 localhost ESMTP\r\n")?;
        return talk(&mut stream, manner, true, heard).map(drop);
    }
    let mut plain = BufReader::new(stream);
    plain.get_mut().write_all(b"220 localhost ESMTP\r\n")?;
    if talk(&mut plain, manner, false, heard)? {
        let mut stream = over_tls(plain.into_inner())?;
        talk(&mut stream, manner, true, heard)?;
    }
    Ok(())
}

/// A conversation. Returns whether TLS is to begin.
fn talk<S: Read + Write>(
    stream: &mut BufReader<S>,
    manner: Manner,
    safe: bool,
    heard: &Mutex<Heard>,
) -> io::Result<bool> {
    let mut known = false;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Ok(false);
        }
        let said = line.trim_end().to_owned();
        heard.lock().unwrap_or_else(PoisonError::into_inner).commands.push(said.clone());
        let word = said.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        if let Some(reply) = fault(manner, &said, heard) {
            stream.get_mut().write_all(format!("{reply}\r\n").as_bytes())?;
            continue;
        }
        let reply: String = match word.as_str() {
            "EHLO" => greeting(manner, safe).into(),
            "STARTTLS" => {
                stream.get_mut().write_all(b"220 go on\r\n")?;
                return Ok(true);
            }
            "AUTH" => {
                let login = BASE64.encode(format!("\0{USER}\0{PASSWORD}").as_bytes());
                known = said == format!("AUTH PLAIN {login}");
                if known { "235 welcome" } else { "535 who are you" }.into()
            }
            "MAIL" | "RCPT" if !known => "530 log in first".into(),
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n")?;
                let judgement = judged(mail(stream)?, manner, heard);
                match manner {
                    Manner::Slow => thread::sleep(Duration::from_secs(4)),
                    Manner::Mute => thread::sleep(Duration::from_mins(10)),
                    _ => {}
                }
                match judgement {
                    Some(reply) => reply.into(),
                    None => return Ok(false),
                }
            }
            "QUIT" => {
                stream.get_mut().write_all(b"221 bye\r\n")?;
                return Ok(false);
            }
            _ => "250 ok".into(),
        };
        stream.get_mut().write_all(format!("{reply}\r\n").as_bytes())?;
    }
}

/// What is answered to a mail; `None` where the connection ends.
fn judged(mail: String, manner: Manner, heard: &Mutex<Heard>) -> Option<&'static str> {
    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    let first = heard.faults == 0;
    match manner {
        Manner::Busy if first => {
            heard.faults += 1;
            Some("451 try later")
        }
        Manner::Refuse => Some("554 we do not want that"),
        Manner::Cut if first => {
            heard.faults += 1;
            heard.mails.push(mail);
            None
        }
        _ => {
            heard.mails.push(mail);
            Some("250 taken")
        }
    }
}

/// What the server can do.
fn greeting(manner: Manner, safe: bool) -> &'static str {
    match manner {
        _ if safe => "250-localhost\r\n250 AUTH PLAIN LOGIN",
        Manner::Plain => "250 localhost",
        _ => "250-localhost\r\n250 STARTTLS",
    }
}

/// What is answered to a command that the server does not obey.
fn fault(manner: Manner, said: &str, heard: &Mutex<Heard>) -> Option<String> {
    let to_boss = said.starts_with("RCPT") && said.contains("boss@");
    match manner {
        Manner::Echo if said.starts_with("AUTH") => Some(format!("535 5.7.8 cannot use {said}")),
        Manner::Stranger if to_boss => Some("550 5.1.1 nobody of that name".to_owned()),
        Manner::Full if to_boss && is_first(heard) => {
            Some("452 4.2.2 the mailbox is full".to_owned())
        }
        _ => None,
    }
}

/// Whether this is the first fault; it is counted.
fn is_first(heard: &Mutex<Heard>) -> bool {
    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    heard.faults += 1;
    heard.faults == 1
}

fn mail<S: Read>(stream: &mut BufReader<S>) -> io::Result<String> {
    let (mut mail, mut line) = (String::new(), String::new());
    while line != ".\r\n" {
        mail.push_str(&line);
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            break;
        }
    }
    Ok(mail)
}

/// A folder with a channel to a server.
pub(super) fn folder(server: &MailServer, tls: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!(
        "{}[[channel]]\nname = \"mail\"\nkind = \"mail\"\nserver = \"localhost:{}\"\ntls = \"{tls}\"\n\
         user = \"env:MAIL_USER\"\npassword = \"env:MAIL_PASSWORD\"\nfrom = \"备案提醒 <beian@example.cn>\"\n\
         to = [\"ops@example.cn\", \"boss@example.cn\"]\nattach = [\"ics\", \"report.html\"]\nprivate = true\ntimeout = 5\n",
        due_in(&[3, 25]),
        server.port
    );
    std::fs::write(folder.path().join("beian.toml"), file).expect("a file");
    std::fs::write(folder.path().join("report.html"), "<p>report</p>").expect("a file");
    folder
}

pub(super) fn program(folder: &tempfile::TempDir, password: &str, args: &[&str]) -> Command {
    let args: Vec<&str> = ["notify", "--today", "2026-11-22"].iter().chain(args).copied().collect();
    let mut command = command(folder.path(), &args);
    command
        .env("SSL_CERT_FILE", CA.replace("ca.pem", "mail-ca.pem"))
        .env("MAIL_USER", USER)
        .env("MAIL_PASSWORD", password);
    command
}

pub(super) fn notify(folder: &tempfile::TempDir, password: &str, args: &[&str]) -> Output {
    program(folder, password, args).output().expect("the program starts")
}

#[test]
fn a_mail_goes_encrypted_with_a_login_two_parts_and_attachments() {
    for (manner, tls) in [(Manner::Starttls, "starttls"), (Manner::Tls, "tls")] {
        let server = MailServer::start(manner);
        let folder = folder(&server, tls);
        let run = notify(&folder, PASSWORD, &[]);
        assert_eq!(text(&run.stdout), "mail: 1 new, 1 sent\n", "{manner:?} {}", text(&run.stderr));
        let mails = server.mails();
        assert_eq!(mails.len(), 1);
        for part in [
            "Message-ID: <msg_",
            "To: ops@example.cn, boss@example.cn",
            "text/plain; charset=utf-8",
            "text/html; charset=utf-8",
            "filename=\"deadlines.ics\"",
            "filename=\"report.html\"",
        ] {
            assert!(mails[0].contains(part), "{manner:?} {part}: {}", mails[0]);
        }
        let recipients = server.commands().iter().filter(|line| line.starts_with("RCPT")).count();
        assert_eq!(recipients, 2);
        let again = notify(&folder, PASSWORD, &[]);
        assert_eq!((text(&again.stdout), server.mails().len()), ("mail: nothing new\n", 1));
    }
}

pub(super) fn offered(server: &MailServer, name: &str) -> usize {
    let commands = server.commands();
    commands.iter().filter(|line| line.starts_with("RCPT") && line.contains(name)).count()
}

#[test]
fn a_recipient_who_is_refused_does_not_keep_the_mail_from_the_others() {
    let server = MailServer::start(Manner::Stranger);
    let folder = folder(&server, "starttls");
    let run = notify(&folder, PASSWORD, &[]);
    let said = text(&run.stdout);
    assert_eq!(run.status.code(), Some(0), "{said}{}", text(&run.stderr));
    assert!(said.starts_with("mail: 1 new, 1 sent: not taken for boss@example.cn: "), "{said}");
    assert!(said.contains("550"), "{said}");
    assert_eq!((server.mails().len(), offered(&server, "boss@")), (1, 1));
    let again = notify(&folder, PASSWORD, &["--retry"]);
    assert_eq!((text(&again.stdout), server.mails().len()), ("mail: nothing new\n", 1));
    let log = notify(&folder, PASSWORD, &["log"]);
    assert!(
        text(&log.stdout).contains("sent: not taken for boss@example.cn"),
        "{}",
        text(&log.stdout)
    );
}

#[test]
fn a_recipient_who_cannot_take_it_now_gets_it_later_and_the_others_only_once() {
    let server = MailServer::start(Manner::Full);
    let folder = folder(&server, "starttls");
    let run = notify(&folder, PASSWORD, &["--tries", "1"]);
    let said = text(&run.stdout);
    assert_eq!(run.status.code(), Some(1), "{said}{}", text(&run.stderr));
    assert!(said.starts_with("mail: 1 new, 1 waiting: not taken for boss@example.cn: "), "{said}");
    assert_eq!(server.mails().len(), 1);
    let again = notify(&folder, PASSWORD, &["--retry"]);
    assert_eq!((again.status.code(), text(&again.stdout)), (Some(0), "mail: 1 sent\n"));
    assert_eq!((offered(&server, "ops@"), offered(&server, "boss@")), (1, 2));
    assert_eq!(server.mails().len(), 2);
    let third = notify(&folder, PASSWORD, &["--retry"]);
    assert_eq!((text(&third.stdout), server.mails().len()), ("mail: nothing new\n", 2));
}

#[test]
fn a_login_that_the_server_repeats_is_not_shown() {
    let server = MailServer::start(Manner::Echo);
    let folder = folder(&server, "starttls");
    let login = BASE64.encode(format!("\0{USER}\0{PASSWORD}").as_bytes());
    for args in
        [&["--tries", "1"][..], &["--retry", "-vv", "--tries", "1"], &["test", "mail"], &["log"]]
    {
        let run = notify(&folder, PASSWORD, args);
        let all = format!("{}{}", text(&run.stdout), text(&run.stderr));
        assert!(all.contains("535"), "{args:?}: {all}");
        for secret in [login.as_str(), PASSWORD, &BASE64.encode(PASSWORD.as_bytes())] {
            assert!(!all.contains(secret), "{args:?}: {all}");
        }
    }
    let ledger = std::fs::read(folder.path().join("l.db")).expect("a ledger");
    assert!(!ledger.windows(login.len()).any(|bytes| bytes == login.as_bytes()));
    assert!(server.commands().iter().any(|line| line.contains(&login)), "it was said");
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for_without_end() {
    let server = MailServer::start(Manner::Silent);
    let folder = folder(&server, "starttls");
    let path = folder.path().join("beian.toml");
    let file =
        std::fs::read_to_string(&path).expect("a file").replace("timeout = 5", "timeout = 1");
    std::fs::write(&path, file).expect("a file");
    let run = notify(&folder, PASSWORD, &["--tries", "1"]);
    assert_eq!(run.status.code(), Some(1));
    let said = text(&run.stdout);
    assert!(said.contains("no answer of the mail server within the time limit"), "{said}");
}

#[test]
fn nothing_is_sent_where_no_encryption_is_offered_or_the_certificate_is_another_s() {
    let server = MailServer::start(Manner::Plain);
    let plain = folder(&server, "starttls");
    let run = notify(&plain, PASSWORD, &["--tries", "1"]);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("does not offer STARTTLS"), "{}", text(&run.stdout));
    let other = MailServer::start(Manner::Tls);
    let folder = folder(&other, "tls");
    let run = command(folder.path(), &["notify", "--today", "2026-11-22", "--tries", "1"])
        .env("SSL_CERT_FILE", CA)
        .env("MAIL_USER", USER)
        .env("MAIL_PASSWORD", PASSWORD)
        .output()
        .expect("the program starts");
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stdout));
    for server in [server, other] {
        let said = server.commands();
        assert!(
            !said.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")),
            "{said:?}"
        );
    }
}

#[test]
fn a_mail_that_is_not_taken_waits_and_goes_once_more() {
    for (manner, code, copies) in [(Manner::Busy, "451", 1), (Manner::Cut, "", 2)] {
        let server = MailServer::start(manner);
        let folder = folder(&server, "starttls");
        let failed = notify(&folder, PASSWORD, &["--tries", "1"]);
        assert_eq!(failed.status.code(), Some(1));
        assert!(text(&failed.stdout).contains(code), "{}", text(&failed.stdout));
        let again = notify(&folder, PASSWORD, &["--retry"]);
        assert_eq!(text(&again.stdout), "mail: 1 sent\n");
        let mails = server.mails();
        assert_eq!(mails.len(), copies, "{manner:?}");
        let id = |mail: &String| {
            mail.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned)
        };
        assert!(mails.iter().all(|mail| id(mail) == id(&mails[0])), "mail programs drop repeats");
    }
}

#[test]
fn a_refused_mail_and_a_refused_login_say_so_without_the_password() {
    let server = MailServer::start(Manner::Refuse);
    let refusing = folder(&server, "starttls");
    let run = notify(&refusing, PASSWORD, &[]);
    assert_eq!(run.status.code(), Some(1));
    let said = text(&run.stdout);
    assert!(said.contains("554") && said.ends_with("beian notify drop 1\n"), "{said}");
    let server = MailServer::start(Manner::Starttls);
    let folder = folder(&server, "starttls");
    let run = notify(&folder, "wrong-horse-battery", &[]);
    let all = format!("{}{}", text(&run.stdout), text(&run.stderr));
    assert!(all.contains("535") && !all.contains("wrong-horse"), "{all}");
    assert!(server.mails().is_empty());
    let dry = notify(&folder, PASSWORD, &["--dry-run", "--channel", "mail"]);
    let head = "mail (mail to ops@example.cn, boss@example.cn): nothing new, 1 waiting\n";
    assert_eq!(text(&dry.stdout), head);
    let test = notify(&folder, PASSWORD, &["test", "mail"]);
    assert!(text(&test.stdout).contains("ops@example.cn"), "{}", text(&test.stderr));
    assert_eq!(server.mails().len(), 1);
}
