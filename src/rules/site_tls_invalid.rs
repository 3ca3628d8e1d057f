//! The site can be opened by https.

use std::net::Ipv4Addr;

use url::{Host, Url};

use crate::domain::lang::Text;
use crate::net::TlsFaultKind;
use crate::visit::TlsFault;

use super::law::HTTPS;
use super::{Check, Evidence, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge};

pub(super) const RULE: Rule = Rule {
    id: "site-tls-invalid",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed("HTTPS 证书或连接有问题", "the site's https does not work"),
    why: Text::fixed(
        "浏览器打开 https 地址会先弹出安全警告，访客和检查人员看不到页面。证书与备案没有直接关系，但复查通常从 https 地址开始。\
         本次审计改用 http（或按 --insecure）读取了页面。",
        "Browsers show a warning instead of the page, so visitors and inspectors do not reach it. Certificates are \
         not part of a filing, but reviews usually start from the https address. This audit read the page over http \
         (or with --insecure).",
    ),
    fix: Text::fixed(
        "给域名（包括 www）换上有效的证书和完整的证书链；云厂商有免费证书",
        "Install a valid certificate with its full chain for the domain and its www; providers offer free ones",
    ),
    basis: &[HTTPS],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    let Some(fault) = &view.visit.tls_fault else { return Verdict::Pass };
    if view.visit.home.as_deref().is_some_and(is_local) {
        return Verdict::NotApplicable(
            "a site on this machine or in its network needs no certificate",
        );
    }
    let evidence = judge::of_page(&fault.detail, message(fault));
    let fix = is_of_unknown_issuer(fault.kind).then(|| {
        Text::fixed(
            "公开的网站：换上受信任的证书和完整的证书链。由自己的 CA 签发、只在内部使用的：用 --ca-cert FILE（CA 证书，PEM）再检查一次",
            "A public site: install a trusted certificate with its full chain. One that your own CA issued for internal \
             use: audit again with --ca-cert FILE, the CA's certificate as PEM",
        )
    });
    Verdict::Fail(vec![Evidence { page: view.visit.home.clone(), fix, ..evidence }])
}

const fn is_of_unknown_issuer(kind: TlsFaultKind) -> bool {
    matches!(kind, TlsFaultKind::UnknownIssuer | TlsFaultKind::SelfSigned)
}

/// Whether an address is one of this machine or of a private network, where nobody issues certificates.
fn is_local(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let v4 = |ip: Ipv4Addr| {
        ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified()
    };
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let ends = [".localhost", ".local", ".internal", ".home.arpa"];
            name == "localhost" || ends.iter().any(|end| name.ends_with(end))
        }
        Some(Host::Ipv4(ip)) => v4(ip),
        Some(Host::Ipv6(ip)) => {
            let special = ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local();
            special || ip.to_ipv4_mapped().is_some_and(v4)
        }
        None => false,
    }
}

fn message(fault: &TlsFault) -> Text {
    match fault.kind {
        TlsFaultKind::Expired => {
            Text::fixed("HTTPS 证书已过期", "the https certificate has expired")
        }
        TlsFaultKind::NotYetValid => Text::fixed(
            "HTTPS 证书尚未生效（也可能是本机时间不对）",
            "the https certificate is not valid yet (or this machine's clock is wrong)",
        ),
        TlsFaultKind::WrongHost => Text::fixed(
            "HTTPS 证书不是发给这个域名的（常见于漏了 www 或根域名）",
            "the https certificate is for another name (often www or the bare domain was left out)",
        ),
        TlsFaultKind::SelfSigned => {
            Text::fixed("HTTPS 证书是自签名的", "the https certificate is self-signed")
        }
        TlsFaultKind::UnknownIssuer => Text::fixed(
            "HTTPS 证书的签发者不受信任，或者缺少中间证书",
            "the https certificate's issuer is not trusted, or an intermediate certificate is missing",
        ),
        TlsFaultKind::OldVersion => Text::fixed(
            "服务器只支持过时的 TLS 版本（1.1 或更早）",
            "the server only supports an outdated version of TLS (1.1 or older)",
        ),
        TlsFaultKind::Stalled => Text::fixed(
            "HTTPS 握手没有完成：服务器接受了连接，却一直不应答",
            "the https handshake stalled: the server accepted the connection but never completed it",
        ),
        TlsFaultKind::NotTls => Text::fixed(
            "HTTPS 端口上应答的不是 TLS（多半是普通 HTTP）",
            "the https port does not speak TLS (most likely plain HTTP)",
        ),
        TlsFaultKind::Handshake => Text::fixed("HTTPS 握手失败", "the https handshake failed"),
    }
}
