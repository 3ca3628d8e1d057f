//! The addresses that messages may be sent to: what the guard lets pass.

use std::net::SocketAddr;
use std::time::Duration;

use crate::config::{ChannelKeys, PingKeys};
use crate::domain::lang::Text;
use crate::net::{FetchError, Outbound};

use super::answer::Delivery;

/// The time limit of the sign of life, in seconds.
const PING_TIMEOUT: u64 = 20;

/// How an address may be reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct SendTerms {
    /// Whether it may be one of a private network or of this machine.
    pub(super) private: bool,
    /// Whether it may be http.
    pub(super) http: bool,
    /// The time limit of one step.
    pub(super) limit: Duration,
    /// Where in the file that is said, and by which keys.
    keys: TermKeys,
}

/// Keys of `beian.toml`, for remedies.
#[derive(Clone, Copy, Debug)]
struct TermKeys {
    table: &'static str,
    private: &'static str,
    http: &'static str,
}

impl SendTerms {
    /// Those of a channel.
    pub(super) const fn of(channel: &ChannelKeys) -> Self {
        Self {
            private: channel.private,
            http: channel.http,
            limit: Duration::from_secs(channel.timeout),
            keys: TermKeys { table: "[[channel]]", private: "private", http: "http" },
        }
    }

    /// Those of the sign of life.
    pub(super) const fn of_ping(ping: &PingKeys) -> Self {
        Self {
            private: ping.private,
            http: ping.http,
            limit: Duration::from_secs(PING_TIMEOUT),
            keys: TermKeys { table: "[notify]", private: "ping_private", http: "ping_http" },
        }
    }

    /// Why an address that is at `place` may not be http.
    pub(super) fn not_https(&self, place: &str) -> Text {
        let TermKeys { table, http, .. } = self.keys;
        Text::made(
            format!("{place} 里的网址不是 https；确实需要 http 时请在 {table} 里写 {http} = true"),
            format!(
                "the address in {place} is not https; where it must be http, write {http} = true into {table}"
            ),
        )
    }

    /// The addresses of a host that may be connected to.
    ///
    /// # Errors
    /// None that is found in time, or only such as the guard refuses.
    pub(super) async fn judged(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Delivery> {
        let found = Outbound::new(self.private).addresses(host, port, self.limit).await;
        found.map_err(|error| self.not_found(host, &error))
    }

    fn not_found(&self, host: &str, error: &FetchError) -> Delivery {
        let TermKeys { table, private, .. } = self.keys;
        match error {
            FetchError::Refused { address, .. } => Delivery::Refused(Text::made(
                format!(
                    "{host} 的地址 {address} 不是公网地址；自建服务请在 {table} 里写 {private} = true"
                ),
                format!("{error}; for a service of your own, write {private} = true into {table}"),
            )),
            FetchError::Timeout(_) => Delivery::Later(
                Text::made(format!("没有在时限内查到 {host} 的地址"), error.to_string()),
                Duration::ZERO,
            ),
            _ => Delivery::Later(
                Text::made(format!("查不到 {host} 的地址"), error.to_string()),
                Duration::ZERO,
            ),
        }
    }
}
