//! Sends a message over HTTP, by reqwest: to judged addresses only, without redirects and proxies.

use std::error::Error as _;
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use crate::config::ChannelKeys;
use crate::domain::lang::{Bilingual as _, Text};
use crate::net::{Outbound, retry_after};

use super::address::SendTerms;
use super::answer::{Delivery, HttpAnswer};
use super::channel::{self, HttpCall, HttpChannel, HttpProduct, Letter};
use super::mail::{self, MailParts};
use super::secrets::{ChannelSecrets, SecretText};

/// The longest answer that is read, in bytes.
const ANSWER: usize = 64 << 10;

/// How the program calls itself.
const USER_AGENT: &str = concat!("beian/", env!("CARGO_PKG_VERSION"));

/// Sends a message. What the server says is without the channel's secrets. Returns how many entries did not fit, too.
pub(super) async fn deliver(
    channel: &ChannelKeys,
    secrets: &ChannelSecrets,
    letter: &Letter<'_>,
    parts: &MailParts<'_>,
) -> (Delivery, usize) {
    let (delivery, left_out) = match (HttpProduct::of(channel.kind), &secrets.url) {
        (Some(product), Some(url)) => {
            let secret = secrets.secret.as_ref().map(SecretText::reveal);
            let http = HttpChannel { product, url, secret, push: &channel.push };
            over_http(SendTerms::of(channel), (&http, secrets), letter).await
        }
        (Some(_), None) => (Delivery::Refused(Text::fixed("没有地址", "there is no address")), 0),
        (None, _) => (mail::send(channel, secrets, letter, parts).await, 0),
    };
    (delivery.map_text(|why| secrets.hide(&why)), left_out)
}

async fn over_http(
    reach: SendTerms,
    (http, secrets): (&HttpChannel<'_>, &ChannelSecrets),
    letter: &Letter<'_>,
) -> (Delivery, usize) {
    let call = match channel::call(http, letter) {
        Ok(call) => call,
        Err(why) => return (Delivery::Refused(why), 0),
    };
    let left_out = call.left_out;
    let delivery = match client(&call.url, reach).await {
        Ok(client) => match ask(&client, call).await {
            Ok(answer) => {
                // Before it is cut: half of a secret would not be known.
                let body = secrets.hide_in(&answer.body);
                channel::judge(http.product, &HttpAnswer { body, ..answer })
            }
            Err(error) => no_answer(error),
        },
        Err(delivery) => delivery,
    };
    (delivery, left_out)
}

/// A client for one address: it connects to the addresses that the guard has let pass, and to nothing else.
async fn client(url: &Url, reach: SendTerms) -> Result<reqwest::Client, Delivery> {
    let refused = Delivery::Refused;
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(443);
    let addresses = reach.judged(host, port).await?;
    let tls = Outbound::tls().map_err(|error| refused(error.text()))?;
    let built = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(USER_AGENT)
        .redirect(Policy::none())
        .no_proxy()
        .https_only(!reach.http)
        .timeout(reach.limit)
        .resolve_to_addrs(host, &addresses)
        .build();
    built.map_err(|error| refused(Text::untranslated(error.without_url().to_string())))
}

async fn ask(client: &reqwest::Client, call: HttpCall) -> Result<HttpAnswer, reqwest::Error> {
    let mut request = client
        .post(call.url)
        .header("Content-Type", call.content_type)
        .header("Accept", "application/json, text/plain")
        .body(call.body);
    for (name, value) in call.headers {
        request = request.header(name, value);
    }
    answer(request.send().await?).await
}

async fn answer(mut response: reqwest::Response) -> Result<HttpAnswer, reqwest::Error> {
    let retry_after = retry_after(response.headers());
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() >= ANSWER {
            body.truncate(ANSWER);
            break;
        }
    }
    Ok(HttpAnswer { status, retry_after, body: String::from_utf8_lossy(&body).into_owned() })
}

/// No answer, or half of one. The address is a secret and left out.
fn no_answer(error: reqwest::Error) -> Delivery {
    let error = error.without_url();
    let mut cause = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        cause = inner.to_string();
        source = inner.source();
    }
    let text = if error.is_timeout() {
        Text::fixed("没有在时限内回答", "no answer within the time limit")
    } else if error.is_connect() {
        Text::made(format!("无法连接：{cause}"), format!("no connection: {cause}"))
    } else {
        Text::made(format!("没有完整的回答：{cause}"), format!("no whole answer: {cause}"))
    };
    Delivery::Later(text, Duration::ZERO)
}

/// Asks for an address and wants a good status: a sign of life.
pub(super) async fn fetch(url: &Url, reach: SendTerms) -> Result<(), Text> {
    let why = |delivery: Delivery| delivery.why().cloned().unwrap_or(Text::fixed("", ""));
    let client = client(url, reach).await.map_err(why)?;
    let response = client.get(url.clone()).send().await.map_err(|error| why(no_answer(error)))?;
    // What it says does not matter, and may repeat the address: the body is not read.
    let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
    let answered = HttpAnswer { status, retry_after, body: String::new() };
    answered.fault().map_or(Ok(()), |fault| Err(why(fault)))
}
