//! The public registers that footers link to, and the dated history of their hosts.

/// A public register that footers link to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PublicRegister {
    /// The filing system of the ministry (MIIT): ICP numbers.
    Miit,
    /// The platform of the police: police numbers.
    Police,
    /// The filing system of the cyberspace administration: algorithms.
    Algorithms,
}

/// A host that is or was a register's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RegisterHost {
    /// The host name.
    pub name: &'static str,
    /// Whether its sub-hosts count too.
    sub_hosts: bool,
    /// The register.
    pub register: PublicRegister,
    /// When the host was known to be retired, `YYYY` or `YYYY-MM`; `None` for the current one.
    pub left: Option<&'static str>,
}

/// There was never a redirect from an old host of MIIT to a newer one.
pub(super) const HOSTS: &[RegisterHost] = &[
    host("beian.miit.gov.cn", false, PublicRegister::Miit, None),
    host("www.beian.miit.gov.cn", false, PublicRegister::Miit, Some("2020-08")),
    host("miitbeian.gov.cn", true, PublicRegister::Miit, Some("2019-12")),
    host("miibeian.gov.cn", true, PublicRegister::Miit, Some("2012")),
    host("beian.mps.gov.cn", false, PublicRegister::Police, None),
    host("www.beian.mps.gov.cn", false, PublicRegister::Police, None),
    host("beian.gov.cn", false, PublicRegister::Police, Some("2023-11")),
    host("www.beian.gov.cn", false, PublicRegister::Police, Some("2023-11")),
    host("beian.cac.gov.cn", false, PublicRegister::Algorithms, None),
];

const fn host(
    name: &'static str,
    sub_hosts: bool,
    register: PublicRegister,
    left: Option<&'static str>,
) -> RegisterHost {
    RegisterHost { name, sub_hosts, register, left }
}

impl RegisterHost {
    /// Whether this is the host of that name.
    pub(super) fn covers(&self, name: &str) -> bool {
        match name.strip_suffix(self.name) {
            Some("") => true,
            Some(sub) => self.sub_hosts && sub.ends_with('.'),
            None => false,
        }
    }
}
