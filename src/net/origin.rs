//! The origin of an address: what connections are pooled by.

use url::Url;

use crate::net::error::FetchError;

/// A host, as in [`Origin::host`], and a port.
pub(crate) type HostPort = (String, u16);

/// Scheme, host and port of an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    pub(crate) https: bool,
    /// As in addresses, without a final dot; IPv6 literals in brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Origin {
    /// The origin of an http(s) address.
    pub(crate) fn of(url: &Url) -> Result<Self, FetchError> {
        let https = match url.scheme() {
            "http" => false,
            "https" => true,
            other => {
                return Err(FetchError::Protocol(format!(
                    "{other}: only http and https are supported"
                )));
            }
        };
        match (url.host_str(), url.port_or_known_default()) {
            (Some(_), Some(0)) => {
                Err(FetchError::Protocol("port 0 cannot be connected to".to_owned()))
            }
            (Some(host), Some(port)) => {
                Ok(Self { https, host: host.trim_end_matches('.').to_owned(), port })
            }
            _ => Err(FetchError::Protocol("the address names no host".to_owned())),
        }
    }

    pub(crate) fn host_and_port(&self) -> HostPort {
        (self.host.clone(), self.port)
    }
}
