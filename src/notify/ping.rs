//! A sign of life after a good run, for a service that raises an alarm when it stays away.

use crate::config::PingKeys;
use crate::domain::lang::Text;

use super::address::SendTerms;
use super::secrets::{self, Environment};
use super::send::fetch;

/// Asks for the address: over https and at a public address, unless the keys say otherwise.
///
/// # Errors
/// An address that is none or that is not allowed, an answer that is not good.
pub async fn ping(keys: &PingKeys, env: Environment<'_>) -> Result<(), Text> {
    fetched(keys, env).await.map_err(|why| {
        Text::made(
            format!("ping 没有成功：{}", why.zh),
            format!("the ping was not taken: {}", why.en),
        )
    })
}

async fn fetched(keys: &PingKeys, env: Environment<'_>) -> Result<(), Text> {
    let terms = SendTerms::of_ping(keys);
    let url = secrets::address(&keys.url, &terms, env)?;
    fetch(&url, terms).await.map_err(|why| secrets::hide_address(&url, &why))
}
