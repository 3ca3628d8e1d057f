//! The domain is written as forms want it: the registered name alone.

use crate::domain::cn;
use crate::domain::failure::ValueError;
use crate::preflight::data::SUFFIXES;
use crate::preflight::dossier::bare;

use super::names::is_han;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-form",
    title: Text::fixed("域名的写法不对", "the domain is not written as the form wants it"),
    why: Text::fixed(
        "备案表格里只填注册的域名本身（example.cn）：不带 www，不带 http://，不带路径。写成网址会被退回修改。",
        "The form takes the registered name alone (example.cn): no www, no http://, no path. An address is sent back.",
    ),
    fix: Text::fixed("只写域名，例如 example.cn", "Write the bare name, e.g. example.cn"),
    basis: &[basis::manual("3.2")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass("只写域名", "the bare name", "[[site]]\ndomain = \"example.cn\""),
        fail("带 www", "with www", "[[site]]\ndomain = \"www.example.cn\""),
        fail("子域名", "a sub-domain", "[[site]]\ndomain = \"m.example.cn\""),
        fail("IP 地址", "an address of a machine", "[[site]]\ndomain = \"203.0.113.10\""),
        fail("只有后缀", "a suffix", "[[site]]\ndomain = \"com.cn\""),
        review(
            "形似的字母",
            "a letter that looks like another",
            "[[site]]\ndomain = \"ex\\u0430mple.cn\"",
        ),
        fail("写成网址", "an address", "[[site]]\ndomain = \"http://example.cn/\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let sites = dossier
        .sites
        .iter()
        .flat_map(|site| site.domains.iter().map(move |field| (at_site(site).field(field), field)));
    let tables =
        dossier.domains.iter().map(|domain| (at_domain(domain).field(&domain.name), &domain.name));
    let said: Vec<(At, &str)> =
        sites.chain(tables).filter_map(|(at, field)| Some((at, field.text()?))).collect();
    judged(!said.is_empty(), said.iter().filter_map(|(at, text)| of_text(at, text)).collect())
}

fn of_text(at: &At, text: &str) -> Option<DossierFault> {
    let bare = bare(text);
    let meant = match domain_meant(&bare) {
        Err(fault) => {
            let (zh, en) = match fault {
                NoDomain::Address => {
                    ("是 IP 地址，不是域名", "is an address of a machine, no domain")
                }
                NoDomain::Suffix => {
                    ("只是后缀，不是注册的域名", "is a suffix, no registered domain")
                }
                NoDomain::Form => ("不是域名", "is not a domain"),
            };
            return Some(at.fault(format!("“{text}”{zh}"), format!("{text:?} {en}")).seen(text));
        }
        Ok(meant) => meant,
    };
    if meant == text {
        return mixed(at, text);
    }
    let fault = if is_below(&bare, &meant) {
        at.fault(
            format!("“{text}”是子域名，备案的是注册的域名 {meant}；子域名随它，不单独备案"),
            format!("{text:?} is a sub-domain; what is filed is the registered {meant}, with all below it"),
        )
    } else {
        at.fault(format!("“{text}”应写成 {meant}"), format!("{text:?} is to be written {meant}"))
    };
    Some(fault.seen(text).fix(format!("改成 {meant}"), format!("Write {meant}")))
}

/// A name with letters that only look like others: below the suffixes that are filed there are Han characters and ASCII.
fn mixed(at: &At, text: &str) -> Option<DossierFault> {
    let (unicode, _) = idna::domain_to_unicode(text);
    let odd = unicode.chars().find(|char| !char.is_ascii() && !is_han(*char))?;
    let code = u32::from(odd);
    let review = at.review(
        format!("“{text}”里的“{odd}”（U+{code:04X}）既不是汉字也不是英文字母：请核对"),
        format!("{odd:?} (U+{code:04X}) in {text:?} is neither a Han character nor a letter of ASCII: compare it"),
    );
    Some(review.seen(text).fix("重新手工输入域名", "Type the domain anew"))
}

/// Why a text is no domain.
enum NoDomain {
    Address,
    Suffix,
    Form,
}

/// The registered domain that a host names, as forms take it.
fn domain_meant(bare: &str) -> Result<String, NoDomain> {
    let host = crate::config::declared::host(bare).map_err(|_| NoDomain::Form)?;
    if host.parse::<std::net::Ipv4Addr>().is_ok() {
        return Err(NoDomain::Address);
    }
    // names of hosts may have these, registered ones may not
    if host.contains('_')
        || host.split('.').any(|label| label.ends_with('-'))
        || !host.contains('.')
    {
        return Err(NoDomain::Form);
    }
    let (unicode, read) = idna::domain_to_unicode(&host);
    let name = if bare.is_ascii() || read.is_err() { host } else { unicode };
    match SUFFIXES.registered(&name) {
        Some(registered) => Ok(registered.to_owned()),
        None if cn::is_suffix(&name) => Err(NoDomain::Suffix),
        None => Ok(name),
    }
}

/// The registered domain that a text means; nothing where it means none.
pub(super) fn registered(text: &str) -> Option<String> {
    domain_meant(&bare(text)).ok()
}

/// Whether a name is a sub-domain of another.
fn is_below(name: &str, other: &str) -> bool {
    name.len() > other.len() && name.ends_with(other)
}

/// The domain that a typed name or address means, as forms take it. An address of a machine, a suffix, a sub-domain, and
/// what is no domain are refused.
pub fn domain_typed(text: &str) -> Result<String, ValueError> {
    let bare = bare(text);
    domain_meant(&bare).ok().filter(|meant| !is_below(&bare, meant)).ok_or_else(|| {
        ValueError::form((
            "请写注册的域名，例如 example.cn",
            "write a registered domain, e.g. example.cn",
        ))
    })
}

/// Whether a name is a registered domain, and no sub-domain of one.
pub fn is_registered(name: &str) -> bool {
    SUFFIXES.registered(name) == Some(name)
}
