//! Settings of the client.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use crate::domain::failure::ValueError;

use super::limits::AddressLimits;

/// Options of the client. The defaults are those of the command line.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// Time for one page: one deadline over look-up, connection, headers, body and redirects. Waiting for a turn (rate,
    /// slots) does not count.
    pub timeout: Duration,
    /// Decompressed bytes of a page; a longer page is not judged.
    pub max_body: u64,
    /// Requests in progress, in total.
    pub concurrency: usize,
    /// Requests in progress, per host.
    pub per_host: usize,
    /// Requests per second and host; 0 = unlimited. Loopback is never slowed down.
    pub rate: u32,
    /// The limits of addresses: clients that are made with the same ones share them.
    pub addresses: AddressLimits,
    /// Whether the limits of a host hold for all hosts of a registered domain together.
    pub by_domain: bool,
    /// Addresses given by hand (`--resolve`), used instead of a look-up.
    pub resolve: Vec<Pin>,
    /// Accept TLS faults; they are noted.
    pub insecure: bool,
    /// PEM certificates trusted besides the system's.
    pub ca_cert: Option<Vec<u8>>,
    /// Let names resolve to special addresses.
    pub allow_private: bool,
    /// Send everything through this proxy; the guard then judges literals only.
    pub proxy: Option<Url>,
    /// The `User-Agent`.
    pub user_agent: String,
    /// Further headers (name, value), sent to the target's own scheme, host and port only.
    pub headers: Vec<(String, String)>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(20),
            max_body: 5 << 20,
            concurrency: 64,
            per_host: 4,
            rate: 4,
            addresses: AddressLimits::default(),
            by_domain: false,
            resolve: Vec::new(),
            insecure: false,
            ca_cert: None,
            allow_private: false,
            proxy: None,
            user_agent: concat!("beian/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
        }
    }
}

/// An address given by hand: `HOST:PORT:ADDR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Lower case, ASCII, without a final dot.
    pub host: String,
    /// The port it holds for.
    pub port: u16,
    /// The address to connect to.
    pub address: IpAddr,
}

impl ClientOptions {
    /// The `User-Agent` that names whom site owners may turn to.
    #[must_use]
    pub fn with_contact(self, contact: &str) -> Self {
        Self { user_agent: format!("{} (+{contact})", self.user_agent), ..self }
    }
}

/// A time limit as people type it, in seconds.
pub fn timeout_typed(text: &str) -> Result<Duration, ValueError> {
    const LONGEST: f64 = 3600.0;
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= LONGEST => Ok(Duration::from_secs_f64(seconds)),
        _ => Err(ValueError::form((
            "请写 0 以上、不超过 3600 的秒数",
            "write a number of seconds above 0, up to 3600",
        ))),
    }
}

/// A header as people type it, `NAME:VALUE`.
pub fn header_typed(text: &str) -> Result<(String, String), ValueError> {
    let (name, value) = text.split_once(':').unwrap_or_default();
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) || value.chars().any(char::is_control) {
        return Err(ValueError::form((
            "请写成 NAME:VALUE，例如 Cookie:a=b",
            "write it as NAME:VALUE, e.g. Cookie:a=b",
        )));
    }
    Ok((name.to_owned(), value.trim().to_owned()))
}

impl fmt::Display for Pin {
    /// As it is read.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}", self.host, self.port, self.address)
    }
}

impl FromStr for Pin {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let parse = || {
            let (host, rest) = text.trim().split_once(':')?;
            let (port, address) = rest.split_once(':')?;
            // The URL parser folds case and punycode as it does for the addresses that are compared with this.
            let url = Url::parse(&format!("http://{host}/")).ok()?;
            let host = url.domain()?.trim_end_matches('.').to_owned();
            let address = address.trim_start_matches('[').trim_end_matches(']').parse().ok()?;
            Some(Self { host, port: port.parse().ok().filter(|port| *port != 0)?, address })
        };
        parse().ok_or_else(|| {
            ValueError::form((
                "请写成 HOST:PORT:ADDR，例如 example.cn:443:192.0.2.1",
                "write it as HOST:PORT:ADDR, e.g. example.cn:443:192.0.2.1",
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_read_with_either_kind_of_address() {
        let pin: Pin = "Example.CN:443:127.0.0.1".parse().unwrap();
        assert_eq!((pin.host.as_str(), pin.port), ("example.cn", 443));
        let pin: Pin = "例子.cn:80:[::1]".parse().unwrap();
        assert_eq!((pin.host.as_str(), pin.address.is_ipv6()), ("xn--fsqu00a.cn", true));
        assert!("a.cn:80:::1".parse::<Pin>().is_ok());
        assert_eq!(pin.to_string().parse::<Pin>().ok(), Some(pin));
    }

    #[test]
    fn half_pins_are_refused() {
        for text in [
            "",
            "a.cn",
            "a.cn:80",
            "a.cn:80:",
            "a.cn:x:127.0.0.1",
            "a.cn:80:b.cn",
            ":80:127.0.0.1",
            "a.cn:0:::1",
        ] {
            assert!(text.parse::<Pin>().is_err(), "{text:?}");
        }
    }
}
