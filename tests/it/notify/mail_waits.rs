//! Mail that waits: for a slow server, for a signal, for settings that are mended; and mail that does not wait for a file.

use std::process::Stdio;

use crate::support::program::text;

use super::interrupted::{end, until};
use super::mail::{MailServer, Manner, PASSWORD, folder, notify, offered, program};

/// Shortens the time limit of one step.
fn in_a_hurry(folder: &tempfile::TempDir) {
    let path = folder.path().join("beian.toml");
    let file = std::fs::read_to_string(&path).expect("a file");
    std::fs::write(&path, file.replace("timeout = 5", "timeout = 3")).expect("a file");
}

#[test]
fn a_server_that_takes_a_mail_slowly_gets_it_once() {
    let server = MailServer::start(Manner::Slow);
    let folder = folder(&server, "starttls");
    in_a_hurry(&folder);
    let run = notify(&folder, PASSWORD, &[]);
    assert_eq!(text(&run.stdout), "mail: 1 new, 1 sent\n", "{}", text(&run.stderr));
    assert_eq!(server.mails().len(), 1);
}

#[test]
fn a_signal_ends_the_wait_for_the_answer_to_a_mail() {
    let server = MailServer::start(Manner::Mute);
    let folder = folder(&server, "starttls");
    let mut command = program(&folder, PASSWORD, &[]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    until(|| !server.mails().is_empty());
    let run = end(child, "-TERM");
    assert_eq!(run.status.code(), Some(130), "{}", text(&run.stderr));
    let log = notify(&folder, PASSWORD, &["log", "--waiting"]);
    let said = text(&log.stdout);
    assert!(said.contains("interrupted before the answer of the mail server"), "{said}");
}

#[test]
fn a_recipient_who_is_left_gets_the_mail_after_a_login_that_was_refused() {
    let server = MailServer::start(Manner::Full);
    let folder = folder(&server, "starttls");
    let first = notify(&folder, PASSWORD, &["--tries", "1"]);
    assert_eq!(first.status.code(), Some(1), "{}", text(&first.stderr));
    let refused = notify(&folder, "wrong-horse-battery", &["--retry"]);
    let said = text(&refused.stdout);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("1 waiting") && said.contains("535"), "{said}");
    let mended = notify(&folder, PASSWORD, &["--retry"]);
    assert_eq!((mended.status.code(), text(&mended.stdout)), (Some(0), "mail: 1 sent\n"));
    assert_eq!((offered(&server, "ops@"), offered(&server, "boss@")), (1, 2));
}

#[test]
fn all_files_that_are_missing_are_named() {
    let server = MailServer::start(Manner::Starttls);
    let folder = folder(&server, "starttls");
    let path = folder.path().join("beian.toml");
    let file = std::fs::read_to_string(&path).expect("a file");
    std::fs::write(&path, file.replace("\"report.html\"", "\"a.html\", \"b.html\""))
        .expect("a file");
    let run = notify(&folder, PASSWORD, &[]);
    let said = text(&run.stdout);
    assert_eq!(run.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("sent without ").count(), 2, "{said}");
    assert!(said.contains("a.html: ") && said.contains("b.html: "), "{said}");
}
