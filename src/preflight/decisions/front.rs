//! Whether products in front of a site bind the filing to their provider.

use crate::domain::lang::Text;
use crate::preflight::basis;
use crate::preflight::dossier::{Front, FrontKind, Line, NamedChoice as _, OriginPlace};
use crate::preflight::provider::Provider;
use crate::preflight::rule::DossierView;

use super::{Decision, by};

pub(super) fn decide(view: &DossierView<'_>) -> Vec<Decision> {
    view.dossier.fronts.iter().map(|front| of(view, front)).collect()
}

/// The provider of a product in front, where it is not the one of the filing.
fn elsewhere(view: &DossierView<'_>, front: &Front) -> Option<Text> {
    let text = front.provider.text()?;
    let known = view.providers.named(text);
    let same = match (known, view.provider) {
        (Some(known), Some(own)) => known.id == own.id,
        _ => view.dossier.provider.text().is_some_and(|own| own.eq_ignore_ascii_case(text)),
    };
    let label = known.map_or_else(|| Text::made(text, text), Provider::label);
    (!same).then_some(label)
}

fn of(view: &DossierView<'_>, front: &Front) -> Decision {
    const QUESTION: Text = Text::fixed(
        "前面的产品要不要在它的接入商备案",
        "does a product in front bind the filing to its provider",
    );
    let label = front
        .kind
        .copy()
        .map_or(Text::fixed("没有写产品", "a product that is not said"), FrontKind::label);
    let (answer, reason) = match front.kind.copy() {
        None => (
            Text::fixed("不知道：没有写 kind", "not known: kind is not said"),
            Text::fixed("对象存储、CDN、WAF、高防的要求不同", "the products differ"),
        ),
        Some(FrontKind::ObjectStorage) => (
            Text::fixed("要备案，不一定在本接入商", "a filing is needed, not necessarily here"),
            Text::fixed(
                "绑定自有域名的对象存储要求域名已备案，在哪个接入商都可以",
                "with an own domain it wants a filing, of whatever provider",
            ),
        ),
        Some(FrontKind::Cdn | FrontKind::Waf) => {
            match (elsewhere(view, front), front.origin.copy()) {
                // the origin is this filing's server, and the product another provider's
                (Some(_), Some(OriginPlace::Here)) => by_origin(Some(OriginPlace::Mainland)),
                (_, origin) => by_origin(origin),
            }
        }
        Some(FrontKind::AntiDdos) => by_line(front.carrier.copy()),
    };
    let (mut zh, mut en) = (label.zh.into_owned(), label.en.into_owned());
    if let Some(provider) = elsewhere(view, front) {
        zh = format!("{}的{zh}（“本接入商”指{}）", provider.zh, provider.zh);
        en = format!("{en} of {} (which is meant by here)", provider.en);
    }
    let answer = Text::made(format!("{zh}：{}", answer.zh), format!("{en}: {}", answer.en));
    by(&basis::SERVERS, "front", QUESTION, answer, reason)
}

/// Answer and reason for a product that traffic passes on its way to the origin.
fn by_origin(origin: Option<OriginPlace>) -> (Text, Text) {
    match origin {
        Some(OriginPlace::Here) => (
            Text::fixed("在本接入商备案", "file here"),
            Text::fixed(
                "源站是本接入商的大陆服务器",
                "the origin is this provider's server in the mainland",
            ),
        ),
        Some(OriginPlace::Mainland) => (
            Text::fixed(
                "除源站所在接入商外，还要在本接入商办理接入备案",
                "file the access here, too",
            ),
            Text::fixed(
                "源站在别的大陆服务器，流量经过本接入商",
                "the origin is another server in the mainland, and the traffic passes here",
            ),
        ),
        Some(OriginPlace::Abroad) => (
            Text::fixed(
                "不知道：资料没有写源站在境外的情况，请问接入商",
                "not known here: ask the provider",
            ),
            Text::fixed(
                "资料只写了源站在大陆的两种情况",
                "the documents tell of origins in the mainland only",
            ),
        ),
        None => (
            Text::fixed("取决于源站：没有写 origin", "it depends on the origin, which is not said"),
            Text::fixed(
                "源站在本接入商：在这里备案；在别的大陆服务器：还要在这里办接入备案",
                "an origin here: file here; elsewhere in the mainland: file the access here, too",
            ),
        ),
    }
}

/// Answer and reason for an anti-DDoS address.
fn by_line(line: Option<Line>) -> (Text, Text) {
    match line {
        Some(Line::Bgp) => (
            Text::fixed("在本接入商办理接入备案", "file the access here"),
            Text::fixed(
                "BGP 线路的高防 IP 要求接入备案",
                "anti-DDoS addresses on BGP lines want it",
            ),
        ),
        Some(Line::Single) => (
            Text::fixed("不要求在本接入商备案", "no filing here is asked for"),
            Text::fixed(
                "电信、联通单线的高防 IP 不要求",
                "lines of a single carrier do not want it",
            ),
        ),
        None => (
            Text::fixed("取决于线路：没有写 line", "it depends on the line, which is not said"),
            Text::fixed(
                "BGP 线路要接入备案，电信、联通单线不要求",
                "BGP lines want the access filing, lines of a single carrier do not",
            ),
        ),
    }
}
