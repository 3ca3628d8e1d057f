//! Robots that check what the products check, and answer as they do: signature and time, the form and size of the body, the
//! rate. What they check is in the documents that the files of `src/notify/channel` name.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use data_encoding::BASE64;
use ring::hmac;
use serde_json::Value;
use url::Url;

use crate::support::sandbox::Sandbox;
use crate::support::server::{Reply, Request, Server};

/// The secrets of all robots; none of them may be seen anywhere.
pub(crate) const KEY: &str = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa";
pub(crate) const SIGN_SECRET: &str = "SECtest0123456789";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub(crate) const ALL_SECRETS: [&str; 4] =
    [KEY, SIGN_SECRET, WEBHOOK_SECRET, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];

/// What a robot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    Wecom,
    Dingtalk,
    Feishu,
    Slack,
    Webhook,
    Push,
}

impl Product {
    pub(crate) const ALL: [Self; 6] =
        [Self::Wecom, Self::Dingtalk, Self::Feishu, Self::Slack, Self::Webhook, Self::Push];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wecom => "wecom",
            Self::Dingtalk => "dingtalk",
            Self::Feishu => "feishu",
            Self::Slack => "slack",
            Self::Webhook => "webhook",
            Self::Push => "push",
        }
    }

    fn path(self) -> String {
        match self {
            Self::Wecom => format!("/cgi-bin/webhook/send?key={KEY}"),
            Self::Dingtalk => format!("/robot/send?access_token={KEY}"),
            Self::Feishu => format!("/open-apis/bot/v2/hook/{KEY}"),
            Self::Slack => format!("/services/{KEY}"),
            Self::Webhook | Self::Push => format!("/in/{KEY}"),
        }
    }

    /// The `[[channel]]` of this robot; its variables are its name in capitals.
    pub(crate) fn channel(self) -> String {
        let name = self.name();
        let variable = name.to_uppercase();
        let secret = match self {
            Self::Dingtalk | Self::Feishu | Self::Webhook => {
                format!("secret = \"env:{variable}_SECRET\"\n")
            }
            Self::Wecom | Self::Slack | Self::Push => String::new(),
        };
        format!(
            "[[channel]]\nname = \"{name}\"\nkind = \"{name}\"\nurl = \"env:{variable}\"\n{secret}private = true\n\
             http = true\ntimeout = 2\nlang = \"zh\"\n"
        )
    }
}

/// A message that a robot has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Its identity, where the product has one.
    pub(crate) id: Option<String>,
    /// Its text; of the generic webhook its JSON.
    pub(crate) text: String,
}

#[derive(Default)]
struct State {
    taken: Vec<Taken>,
    /// What it answers before it does its work.
    script: VecDeque<Reply>,
    /// Why it refused.
    refused: Vec<String>,
    /// When it was asked.
    asked: Vec<Instant>,
    /// How long it thinks after it has taken a message.
    slow: Duration,
}

/// A robot on this machine.
pub(crate) struct Robot {
    pub(crate) product: Product,
    server: Server,
    state: Arc<Mutex<State>>,
}

impl Robot {
    /// Starts a robot whose clock says `now`, in seconds since the epoch of Unix; the system's where it is `None`.
    pub(crate) fn start(product: Product, now: Option<u64>) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| {
            let (reply, slow) = {
                let mut state = lock(&shared);
                if let Some(reply) = state.script.pop_front() {
                    return reply;
                }
                state.asked.push(Instant::now());
                (answer(product, request, now, &mut state), state.slow)
            };
            thread::sleep(slow);
            reply
        });
        Self { product, server, state }
    }

    /// Its address, with the key.
    pub(crate) fn url(&self) -> String {
        self.server.url(&self.product.path())
    }

    /// What this robot's server could repeat of its secrets.
    pub(crate) fn own_secrets(&self) -> Vec<String> {
        let signs = matches!(self.product, Product::Dingtalk | Product::Feishu | Product::Webhook);
        let given = self.variables().into_iter().take(if signs { 2 } else { 1 }).map(|(_, it)| it);
        let bare = |secret: String| {
            let key = secret.strip_prefix("whsec_").map(str::to_owned);
            [Some(secret), key].into_iter().flatten()
        };
        given.flat_map(bare).collect()
    }

    /// Gives a sandbox the address and the secret.
    pub(crate) fn tell(&self, sandbox: &mut Sandbox) {
        for (name, value) in self.variables() {
            sandbox.env.insert(name, value);
        }
    }

    /// The variables of its channel.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let name = self.product.name().to_uppercase();
        let secret = match self.product {
            Product::Webhook => WEBHOOK_SECRET,
            _ => SIGN_SECRET,
        };
        vec![(name.clone(), self.url()), (format!("{name}_SECRET"), secret.to_owned())]
    }

    pub(crate) fn taken(&self) -> Vec<Taken> {
        lock(&self.state).taken.clone()
    }

    pub(crate) fn refused(&self) -> Vec<String> {
        lock(&self.state).refused.clone()
    }

    /// How often it was asked, whatever it answered.
    pub(crate) fn asked(&self) -> usize {
        self.server.paths().len()
    }

    /// Answers these first.
    pub(crate) fn answer_first(&self, replies: impl IntoIterator<Item = Reply>) {
        lock(&self.state).script.extend(replies);
    }

    pub(crate) fn think_for(&self, slow: Duration) {
        lock(&self.state).slow = slow;
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn json(text: &str) -> Reply {
    Reply::typed("application/json", text.as_bytes())
}

/// What the product answers; a message that it takes is noted.
fn answer(product: Product, request: &Request, now: Option<u64>, state: &mut State) -> Reply {
    let within = |span| {
        let recent = |asked: &&Instant| asked.elapsed() < span;
        state.asked.iter().filter(recent).count()
    };
    let (minute, second) = (within(Duration::from_mins(1)), within(Duration::from_secs(1)));
    let now = now.unwrap_or_else(clock);
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let result = match product {
        Product::Wecom if minute > 20 => {
            Err((200, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#))
        }
        Product::Wecom => wecom(request, &body),
        Product::Dingtalk if minute > 20 => {
            Err((200, r#"{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}"#))
        }
        Product::Dingtalk => dingtalk(request, &body, now),
        Product::Feishu if minute > 100 || second > 5 => {
            Err((200, r#"{"code":11232,"msg":"frequency limited"}"#))
        }
        Product::Feishu => feishu(request, &body, now),
        Product::Slack => slack(&body),
        Product::Webhook => webhook(request, &body, now),
        Product::Push => push(request, &body),
    };
    match result {
        Ok(taken) => {
            state.taken.push(taken);
            match product {
                Product::Slack => Reply::typed("text/plain", b"ok"),
                Product::Feishu => json(
                    r#"{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}"#,
                ),
                Product::Push => json(r#"{"code":200,"message":"success","timestamp":1}"#),
                Product::Webhook => json("{}").with_status(202),
                Product::Wecom | Product::Dingtalk => json(r#"{"errcode":0,"errmsg":"ok"}"#),
            }
        }
        Err((status, text)) => {
            state.refused.push(text.to_owned());
            json(text).with_status(status)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a server of its own, with a clock of its own")]
fn clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

type Answer = Result<Taken, (u16, &'static str)>;

fn text_of(value: &Value) -> Taken {
    Taken { id: None, text: value.as_str().unwrap_or_default().to_owned() }
}

fn wecom(request: &Request, body: &Value) -> Answer {
    if !request.path.ends_with(&format!("?key={KEY}")) {
        return Err((200, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#));
    }
    let (content, limit) = match body["msgtype"].as_str() {
        Some("markdown") => (&body["markdown"]["content"], 4096),
        Some("text") => (&body["text"]["content"], 2048),
        _ => return Err((200, r#"{"errcode":40008,"errmsg":"invalid message type"}"#)),
    };
    match content.as_str() {
        Some(text) if !text.is_empty() && text.len() <= limit => Ok(text_of(content)),
        _ => Err((200, r#"{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}"#)),
    }
}

fn dingtalk(request: &Request, body: &Value, now: u64) -> Answer {
    let url = Url::parse(&format!("http://robot{}", request.path)).expect("an address");
    let query = |name: &str| {
        let mut found = url.query_pairs().filter(|(key, _)| key == name);
        let value = found.next().map(|(_, value)| value.into_owned());
        value.filter(|_| found.next().is_none())
    };
    if query("access_token").as_deref() != Some(KEY) {
        return Err((200, r#"{"errcode":300001,"errmsg":"token is not exist"}"#));
    }
    let millis = query("timestamp").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    if (millis / 1000).abs_diff(now) > 3600 {
        return Err((200, r#"{"errcode":310000,"errmsg":"invalid timestamp"}"#));
    }
    let signed = format!("{millis}\n{SIGN_SECRET}");
    if !holds(SIGN_SECRET.as_bytes(), signed.as_bytes(), &query("sign").unwrap_or_default()) {
        return Err((200, r#"{"errcode":310000,"errmsg":"sign not match"}"#));
    }
    if request.body.len() > 20_000 {
        return Err((200, r#"{"errcode":460101,"errmsg":"message too long, exceed 20000 bytes"}"#));
    }
    let markdown = &body["markdown"];
    let whole = body["msgtype"] == "markdown" && markdown["title"].is_string();
    if !whole || markdown["text"].as_str().is_none_or(str::is_empty) {
        return Err((200, r#"{"errcode":40035,"errmsg":"param error"}"#));
    }
    for phone in body["at"]["atMobiles"].as_array().into_iter().flatten() {
        let at = format!("@{}", phone.as_str().unwrap_or_default());
        assert!(markdown["text"].as_str().unwrap_or_default().contains(&at), "{at}");
    }
    Ok(text_of(&markdown["text"]))
}

fn feishu(request: &Request, body: &Value, now: u64) -> Answer {
    if !request.path.ends_with(&format!("/hook/{KEY}")) {
        return Err((
            200,
            r#"{"code":19001,"msg":"param invalid: incoming webhook access token invalid"}"#,
        ));
    }
    if request.body.len() > 20 << 10 {
        return Err((200, r#"{"code":9499,"msg":"Bad Request"}"#));
    }
    let seconds = body["timestamp"].as_str().unwrap_or_default();
    let key = format!("{seconds}\n{SIGN_SECRET}");
    let close = seconds.parse::<u64>().is_ok_and(|seconds| seconds.abs_diff(now) <= 3600);
    if !close || !holds(key.as_bytes(), b"", body["sign"].as_str().unwrap_or_default()) {
        return Err((
            200,
            r#"{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}"#,
        ));
    }
    let content = &body["card"]["elements"][0]["content"];
    if body["msg_type"] != "interactive" || content.as_str().is_none_or(str::is_empty) {
        return Err((200, r#"{"code":9499,"msg":"Bad Request"}"#));
    }
    Ok(text_of(content))
}

fn slack(body: &Value) -> Answer {
    match body["text"].as_str() {
        Some(text) if !text.is_empty() && text.chars().count() <= 40_000 => {
            Ok(text_of(&body["text"]))
        }
        _ => Err((400, "no_text")),
    }
}

fn webhook(request: &Request, body: &Value, now: u64) -> Answer {
    let header = |name| request.header(name).unwrap_or_default();
    let (id, seconds) = (header("webhook-id"), header("webhook-timestamp"));
    let close = seconds.parse::<u64>().is_ok_and(|seconds| seconds.abs_diff(now) <= 300);
    let key =
        BASE64.decode(WEBHOOK_SECRET.trim_start_matches("whsec_").as_bytes()).expect("base64");
    let mut signed = format!("{id}.{seconds}.").into_bytes();
    signed.extend_from_slice(&request.body);
    let sign = header("webhook-signature").strip_prefix("v1,").unwrap_or_default();
    if !close || id.is_empty() || !holds(&key, &signed, sign) {
        return Err((401, "no matching signature"));
    }
    Ok(Taken { id: Some(id.to_owned()), text: body["data"].to_string() })
}

fn push(request: &Request, body: &Value) -> Answer {
    if request.body.len() > 8 << 10 {
        return Err((413, "too large"));
    }
    if body["title"].as_str().is_none_or(str::is_empty) {
        return Err((200, r#"{"code":400,"message":"title is empty"}"#));
    }
    Ok(text_of(&body["body"]))
}

fn holds(key: &[u8], message: &[u8], signature: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    BASE64
        .decode(signature.as_bytes())
        .is_ok_and(|signature| hmac::verify(&key, message, &signature).is_ok())
}

/// The sandbox's moment, noon of 2026-11-22 in China, in seconds since the epoch of Unix.
pub(crate) const NOON: u64 = 1_795_320_000;

/// A portfolio in which the police filing of each site is due in these days, seen from 2026-11-22.
pub(crate) fn due_in(days: &[i64]) -> String {
    let today = jiff::civil::date(2026, 11, 22);
    let mut file = String::from("ledger = \"l.db\"\n");
    for (number, days) in days.iter().enumerate() {
        // The filing is due 30 days after the opening.
        let opened = today.saturating_add(jiff::ToSpan::days(days - 30));
        let _ = writeln!(file, "[[site]]\ndomain = \"s{number}.example\"\nopened = {opened}");
    }
    file
}
