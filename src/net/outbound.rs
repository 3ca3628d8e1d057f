//! What a client of another make needs to keep to the rules of this one: addresses judged by the guard, and TLS with the
//! system's certificates. Messages are sent by such clients; pages never are.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use rustls::ClientConfig;

use super::error::{FetchError, SetupError};
use super::guard::is_localhost;
use super::guard::resolver::Resolver;
use super::transport::tls;

/// Addresses and TLS for a client of another make.
#[derive(Debug)]
pub struct Outbound {
    resolver: Resolver,
}

impl Outbound {
    /// `allow_private` lets addresses of private networks and of this machine pass.
    pub fn new(allow_private: bool) -> Self {
        Self { resolver: Resolver::system(allow_private) }
    }

    /// The addresses of a host that may be connected to: the caller connects to these and to no others.
    ///
    /// # Errors
    /// A name without an address, or only with such as the guard refuses; a look-up that took longer than `limit`.
    pub async fn addresses(
        &self,
        host: &str,
        port: u16,
        limit: Duration,
    ) -> Result<Vec<SocketAddr>, FetchError> {
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        let local = is_localhost(host).then_some(IpAddr::from([127, 0, 0, 1]));
        let Some(address) = literal.or(local) else {
            return self.resolver.resolve(host, port, limit).await.addresses;
        };
        let range = (self.resolver.special_range)(address).filter(|_| !self.resolver.allow_private);
        match range {
            Some(range) => Err(FetchError::Refused { host: host.to_owned(), address, range }),
            None => Ok(vec![SocketAddr::new(address, port)]),
        }
    }

    /// TLS as for pages, for HTTP/1.1.
    ///
    /// # Errors
    /// The library cannot be set up.
    pub fn tls() -> Result<ClientConfig, SetupError> {
        let mut config = ClientConfig::clone(&tls::configure(None, false)?.config);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn literals_and_names_of_this_machine_are_judged_too() {
        for host in
            ["127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "localhost", "a.localhost"]
        {
            let judged = Outbound::new(false).addresses(host, 1, Duration::from_secs(1)).await;
            assert!(matches!(judged, Err(FetchError::Refused { .. })), "{host}: {judged:?}");
            let judged = Outbound::new(true).addresses(host, 1, Duration::from_secs(1)).await;
            assert_eq!(judged.unwrap().len(), 1, "{host}");
        }
    }
}
