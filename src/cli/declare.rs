//! The options that declare what a site's pages show; they go before the values of `beian.toml`.

use clap::Args;

use crate::config::declared;
use crate::domain::date::Date;
use crate::domain::site::Site;

use super::Error;

/// Declared values.
#[derive(Args, Clone, Debug)]
pub(super) struct DeclaredArgs {
    /// The ICP number that the pages should show
    #[arg(long, value_name = "NUMBER")]
    pub(super) icp: Option<String>,
    /// The police number that the pages should show, or "pending"
    #[arg(long, value_name = "NUMBER")]
    pub(super) police: Option<String>,
    /// The owner that the copyright line should name
    #[arg(long, value_name = "NAME")]
    pub(super) owner: Option<String>,
}

impl DeclaredArgs {
    /// The values; what cannot be meant is refused.
    pub(super) fn read(&self, today: Date) -> Result<Site, Error> {
        let icp = self.icp.as_deref().map(|text| declared::icp(text, today)).transpose();
        let police = self.police.as_deref().map(declared::police).transpose();
        let owner = self.owner.as_deref().map(str::trim).filter(|owner| !owner.is_empty());
        Ok(Site {
            icp: icp.map_err(declared::of_option("icp"))?,
            police: police.map_err(declared::of_option("police"))?,
            owner: owner.map(str::to_owned),
            ..Site::default()
        })
    }
}
