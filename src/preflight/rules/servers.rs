//! What the rules about servers share.

use crate::preflight::dossier::Server;
use crate::preflight::provider::{Product, Provider};

use super::prelude::*;

/// Judges each server whose product the provider's table has.
pub(super) fn each(
    view: &DossierView<'_>,
    judge: impl Fn(&Provider, &Product, &Server) -> Option<DossierFault>,
) -> DossierVerdict {
    let Some(provider) = view.provider else { return DossierVerdict::NotApplicable };
    let known = || {
        let servers = view.dossier.bought_servers();
        servers.filter_map(|server| Some((provider.product(server.product.text()?)?, server)))
    };
    let found = known().filter_map(|(product, server)| judge(provider, product, server)).collect();
    judged(known().next().is_some(), found)
}
