//! One question to a registry's WHOIS server (RFC 3912): a name and a line break, answered by text until the end of the
//! connection.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::domain::failure::ValueError;

/// A server as people type it, `HOST:PORT`.
pub fn server_typed(text: &str) -> Result<String, ValueError> {
    let wrong = || {
        ValueError::form((
            "请写成 HOST:PORT，例如 whois.cnnic.cn:43",
            "write it as HOST:PORT, e.g. whois.cnnic.cn:43",
        ))
    };
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let is_digits = port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse::<u16>().ok().filter(|port| is_digits && *port > 0);
    let known = url::Host::parse(host).is_ok();
    if known && port.is_some() { Ok(text.to_owned()) } else { Err(wrong()) }
}

/// Asks a server, `HOST:PORT`, of a domain. The whole conversation has this much time, and at most this many bytes of the
/// answer are read; an answer that is cut by either is an error.
pub fn ask(server: &str, domain: &str, time: Duration, largest: usize) -> io::Result<String> {
    let (done, result) = mpsc::channel();
    let (server, domain) = (server.to_owned(), domain.to_owned());
    // the system's look-up of names cannot be called off: it is left behind with its thread
    thread::Builder::new().name("whois".to_owned()).spawn(move || {
        // who has stopped waiting hears nothing
        let _ = done.send(converse(&server, &domain, Instant::now() + time, largest));
    })?;
    result.recv_timeout(time + Duration::from_millis(200)).unwrap_or_else(|_| Err(timed_out()))
}

fn timed_out() -> io::Error {
    io::Error::from(io::ErrorKind::TimedOut)
}

fn converse(server: &str, domain: &str, end: Instant, largest: usize) -> io::Result<String> {
    let left = || {
        Some(end.saturating_duration_since(Instant::now()))
            .filter(|left| !left.is_zero())
            .ok_or_else(timed_out)
    };
    let addresses = server.to_socket_addrs()?;
    let mut failure = io::Error::from(io::ErrorKind::AddrNotAvailable);
    let mut stream = None;
    for address in addresses {
        match TcpStream::connect_timeout(&address, left()?) {
            Ok(open) => {
                stream = Some(open);
                break;
            }
            Err(error) => failure = error,
        }
    }
    let Some(mut stream) = stream else { return Err(failure) };
    stream.set_write_timeout(Some(left()?))?;
    stream.write_all(format!("{domain}\r\n").as_bytes())?;
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        stream.set_read_timeout(Some(left()?))?;
        let count = match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error)
                if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) =>
            {
                return Err(timed_out());
            }
            Err(error) => return Err(error),
        };
        answer.extend_from_slice(piece.get(..count).unwrap_or_default());
        if answer.len() > largest {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// A server that reads a question and gives this answer, or none at all.
    fn server(answer: Option<&'static [u8]>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            let mut open = Vec::new();
            while let Ok((mut stream, _)) = listener.accept() {
                let mut question = [0; 64];
                let count = stream.read(&mut question).unwrap_or(0);
                assert!(question[..count].ends_with(b"\r\n"));
                match answer {
                    Some(answer) => drop(stream.write_all(answer)),
                    None => open.push(stream),
                }
            }
        });
        address
    }

    #[test]
    fn an_answer_is_read_to_its_end_and_bounded() {
        let time = Duration::from_secs(20);
        let good = server(Some("Domain Name: example.cn\r\n".as_bytes()));
        assert_eq!(ask(&good, "example.cn", time, 1000).unwrap(), "Domain Name: example.cn\r\n");
        let garbage = server(Some(&[0xff, 0, 0x1b]));
        assert!(ask(&garbage, "example.cn", time, 1000).is_ok());
        let long = server(Some(&[b'a'; 5000]));
        assert_eq!(
            ask(&long, "example.cn", time, 1000).unwrap_err().kind(),
            io::ErrorKind::FileTooLarge
        );
    }

    #[test]
    fn a_server_that_never_answers_is_left() {
        let silent = server(None);
        let error = ask(&silent, "example.cn", Duration::from_millis(100), 1000).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(ask("127.0.0.1:1", "example.cn", Duration::from_millis(500), 1000).is_err());
    }
}
