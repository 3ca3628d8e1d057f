//! Queries for the addresses of one full name: over UDP, repeated until a server answers, and over TCP where an answer
//! does not fit.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use super::message::{Question, RecordType, Reply};
use super::resolv_conf::ResolvConf;

/// The next server is asked, too, when the ones before have not answered after this time.
const NEXT_SERVER_AFTER: Duration = Duration::from_secs(1);
/// A question is repeated after this time, then after twice as long, and so on.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Once one kind of address has a conclusive answer, the other kind is waited for this long: some servers never answer
/// for one of them.
const OTHER_KIND: Duration = Duration::from_millis(300);
/// Bytes of the largest answer over UDP.
const MAX_UDP: usize = 4096;

/// The outcome for one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum QueryResult {
    /// Its addresses; it may have none.
    Addresses(Vec<IpAddr>),
    NoSuchName,
}

/// Asks the servers one after the other, without giving up the ones before. The first answer counts.
pub(crate) async fn all(conf: &ResolvConf, name: &str) -> io::Result<QueryResult> {
    let name: Arc<str> = name.into();
    let mut left = conf.servers.iter();
    let mut asked = JoinSet::new();
    let mut fault = None;
    loop {
        if let Some(server) = left.next() {
            asked.spawn(one(*server, Arc::clone(&name), conf.tcp));
        }
        let more = left.len() > 0;
        tokio::select! {
            Some(answer) = asked.join_next() => match answer {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => fault = Some(error),
                Err(_) => {}
            },
            () = sleep(NEXT_SERVER_AFTER), if more => {}
            else => return Err(fault.unwrap_or_else(|| io::Error::other("no name server answered"))),
        }
    }
}

/// Asks one server until it answers; the caller sets the time limit.
async fn one(server: SocketAddr, name: Arc<str>, tcp: bool) -> io::Result<QueryResult> {
    let Some(questions) = questions(&name)? else { return Ok(QueryResult::NoSuchName) };
    let replies = if tcp {
        let [v4, v6] = &questions;
        let (v4, v6) = tokio::join!(over_tcp(server, v4), over_tcp(server, v6));
        [Some(v4?), Some(v6?)]
    } else {
        over_udp(server, &questions).await?
    };
    combine(replies)
}

/// A question for each kind of address; `None` where the name is invalid.
fn questions(name: &str) -> io::Result<Option<[Question; 2]>> {
    let mut ids = [0; 4];
    SystemRandom::new().fill(&mut ids).map_err(|_| io::Error::other("no random numbers"))?;
    let [a, b, c, d] = ids;
    // The last bit keeps the two numbers apart.
    let (v4, v6) = (u16::from_be_bytes([a, b]) & !1, u16::from_be_bytes([c, d]) | 1);
    let questions =
        Question::new(v4, name, RecordType::V4).zip(Question::new(v6, name, RecordType::V6));
    Ok(questions.map(<[Question; 2]>::from))
}

async fn over_udp(server: SocketAddr, questions: &[Question; 2]) -> io::Result<[Option<Reply>; 2]> {
    let any: IpAddr =
        if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    // Bound to port 0 and connected: a random port, and only packets of this server are received.
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    let mut replies = [None, None];
    let (mut wait, mut bytes) = (AGAIN_AFTER, vec![0; MAX_UDP]);
    let mut enough = None;
    loop {
        for (question, reply) in questions.iter().zip(&replies) {
            if reply.is_none() {
                socket.send(&question.bytes).await?;
            }
        }
        let again = Instant::now() + wait;
        wait *= 2;
        loop {
            let until = enough.map_or(again, |enough| again.min(enough));
            let Ok(length) = timeout_at(until, socket.recv(&mut bytes)).await else { break };
            let answer = bytes.get(..length?).unwrap_or_default();
            for (question, reply) in questions.iter().zip(&mut replies) {
                if reply.is_none() {
                    *reply = question.reply(answer);
                    if let Some(Reply::Truncated(part)) = reply {
                        let part = std::mem::take(part);
                        let whole = timeout_at(again, over_tcp(server, question)).await;
                        *reply =
                            Some(whole.ok().and_then(Result::ok).unwrap_or(Reply::Addresses(part)));
                    }
                }
            }
            if replies.iter().all(Option::is_some) {
                return Ok(replies);
            }
            if enough.is_none() && replies.iter().flatten().any(is_conclusive) {
                enough = Some(Instant::now() + OTHER_KIND);
            }
        }
        if enough.is_some_and(|enough| enough <= Instant::now()) {
            return Ok(replies);
        }
    }
}

async fn over_tcp(server: SocketAddr, question: &Question) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(question.bytes.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), question.bytes.as_slice()].concat()).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; length.into()];
    stream.read_exact(&mut answer).await?;
    match question.reply(&answer) {
        Some(Reply::Truncated(part)) => Ok(Reply::Addresses(part)),
        Some(reply) => Ok(reply),
        None => Err(io::Error::other("the name server answered something else")),
    }
}

/// Whether a reply is conclusive enough to wait only briefly for the other kind.
fn is_conclusive(reply: &Reply) -> bool {
    !matches!(reply, Reply::Addresses(found) if found.is_empty())
}

/// Combines two replies. Some servers answer "no such name" where the name only lacks addresses of one kind.
fn combine(replies: [Option<Reply>; 2]) -> io::Result<QueryResult> {
    let (mut found, mut unknown, mut known, mut failed) = (Vec::new(), false, false, None);
    for reply in replies.into_iter().flatten() {
        match reply {
            Reply::Addresses(more) | Reply::Truncated(more) => {
                known = true;
                found.extend(more);
            }
            Reply::NoSuchName => unknown = true,
            Reply::Failed(code) => failed = Some(code),
        }
    }
    match failed {
        Some(code) if found.is_empty() => Err(io::Error::other(failure(code))),
        _ if unknown && !known => Ok(QueryResult::NoSuchName),
        _ => Ok(QueryResult::Addresses(found)),
    }
}

/// The text for a server's error code.
fn failure(code: u8) -> String {
    match code {
        2 => "the name server failed (SERVFAIL)".to_owned(),
        5 => "the name server refused (REFUSED)".to_owned(),
        code => format!("the name server failed (code {code})"),
    }
}

/// Alternates both kinds of addresses, beginning with the preferred one (RFC 8305 §4).
pub(crate) fn interleave(found: Vec<IpAddr>, ipv6_first: bool) -> Vec<IpAddr> {
    let (first, second): (Vec<IpAddr>, Vec<IpAddr>) =
        found.into_iter().partition(|address| address.is_ipv6() == ipv6_first);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut ordered = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] {
            return ordered;
        }
        ordered.extend(pair.into_iter().flatten());
    }
}

/// Whether this machine has a route to IPv6 addresses. Nothing is sent: connecting a UDP socket only looks up the route.
pub(crate) fn has_ipv6() -> bool {
    let anywhere = SocketAddr::from((Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 1), 53));
    std::net::UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))
        .is_ok_and(|socket| socket.connect(anywhere).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_replies_make_one_answer() {
        let found = |last| Some(Reply::Addresses(vec![IpAddr::from([192, 0, 2, last])]));
        let none = || Some(Reply::Addresses(Vec::new()));
        let answer = |last| Some(QueryResult::Addresses(vec![IpAddr::from([192, 0, 2, last])]));
        let empty = Some(QueryResult::Addresses(Vec::new()));
        for (replies, expected) in [
            ([found(1), none()], answer(1)),
            ([found(1), Some(Reply::NoSuchName)], answer(1)),
            ([found(1), Some(Reply::Failed(2))], answer(1)),
            ([found(1), None], answer(1)),
            ([none(), none()], empty.clone()),
            ([none(), Some(Reply::NoSuchName)], empty),
            ([Some(Reply::NoSuchName), Some(Reply::NoSuchName)], Some(QueryResult::NoSuchName)),
            ([Some(Reply::Failed(2)), none()], None),
            ([Some(Reply::Failed(5)), Some(Reply::Failed(5))], None),
        ] {
            assert_eq!(combine(replies.clone()).ok(), expected, "{replies:?}");
        }
    }

    #[test]
    fn kinds_of_addresses_alternate() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let found = || ["192.0.2.1", "192.0.2.2", "2001:db8::1"].map(ip).to_vec();
        assert_eq!(interleave(found(), false), ["192.0.2.1", "2001:db8::1", "192.0.2.2"].map(ip));
        assert_eq!(interleave(found(), true), ["2001:db8::1", "192.0.2.1", "192.0.2.2"].map(ip));
    }

    #[test]
    fn the_numbers_of_two_questions_differ() {
        for _ in 0..100 {
            let [v4, v6] = questions("a.test").unwrap().unwrap();
            assert_ne!(v4.bytes[..2], v6.bytes[..2]);
        }
        assert!(questions("a..test").unwrap().is_none());
    }
}
