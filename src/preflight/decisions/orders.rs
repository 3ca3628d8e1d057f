//! How many sites go into one order, and how the dossier's sites are split into orders.

use crate::domain::lang::Text;
use crate::domain::province::Province;
use crate::preflight::basis;
use crate::preflight::data::{OrderLimit, SITES_PER_ORDER};
use crate::preflight::rule::{DossierView, listed};
use crate::preflight::rule_scope::RuleScope;
use crate::preflight::rules::{DomainCount, unit_domains};

use super::{Decision, by, by_table};

const QUESTION: Text = Text::fixed(
    "一个订单能报几个网站，怎么分",
    "how many sites go into one order, and how to split them",
);

pub(super) fn decide(view: &DossierView<'_>) -> Option<Decision> {
    if !view.is_of(RuleScope::Filing) {
        return None;
    }
    let names: Vec<String> = view
        .sites()
        .filter(|(_, kind)| kind.is_ordered())
        .enumerate()
        .map(|(at, (site, _))| site.label().map_or_else(|| format!("#{}", at + 1), str::to_owned))
        .collect();
    let (Some(province), Some(person)) =
        (view.dossier.subject.province.copy(), view.dossier.is_person())
    else {
        return (names.len() > 1).then(unknown);
    };
    let row = SITES_PER_ORDER.of(province.zh);
    if let Some(most) = row.and_then(|row| if person { row.person } else { row.unit }) {
        return Some(split(province, row.filter(|row| row.unit.is_some()), &names, most));
    }
    let count = unit_domains(view);
    let domains = row.and_then(|row| row.unit_domains).filter(|_| !person);
    match (row, domains) {
        (Some(row), Some(most)) if count.all > most => Some(over_domains(row, count, &names, most)),
        _ => Some(one(province, domains)),
    }
}

/// How many orders the sites need, where the province bounds them.
pub(in crate::preflight) fn order_count(view: &DossierView<'_>) -> usize {
    let sites = view.kinds.iter().filter(|kind| kind.is_ordered()).count();
    match row(view).and_then(|(row, person)| if person { row.person } else { row.unit }) {
        Some(most) => sites.div_ceil(most.max(1)),
        None => usize::from(sites > 0),
    }
}

/// The papers that the province wants of a further site, where this order, or one after it, is for such a site.
pub(in crate::preflight) fn further_papers(view: &DossierView<'_>) -> Option<Text> {
    let (row, person) = row(view)?;
    let texts = Text::made(row.next_zh.as_deref()?, row.next_en.as_deref()?);
    let new = view.kinds.iter().filter(|kind| kind.is_new()).count();
    let filed = view.dossier.subject.icp.is_said() || !view.dossier.filed_sites.is_empty();
    let further = match row.unit_domains {
        Some(most) => !person && unit_domains(view).all > most,
        None => new > 1 || new == 1 && filed,
    };
    further.then_some(texts)
}

/// What the province takes in one order, and whether a person files; nothing where either is not said.
fn row(view: &DossierView<'_>) -> Option<(&'static OrderLimit, bool)> {
    let province = view.dossier.subject.province.copy()?;
    Some((SITES_PER_ORDER.of(province.zh)?, view.dossier.is_person()?))
}

fn unknown() -> Decision {
    let answer = Text::fixed(
        "不知道：没有写省份或主办单位性质",
        "not known: province or kind of subject are not said",
    );
    let reason = Text::fixed(
        "湖北、湖南、陕西、河南有限制，其他省份一次可报多个",
        "Hubei, Hunan, Shaanxi and Henan have limits, other provinces take many",
    );
    by(&basis::manual("3.2"), "orders", QUESTION, answer, reason)
}

/// All sites go into one order, with a bound on their domains in some provinces.
fn one(province: &Province, domains: Option<usize>) -> Decision {
    let (zh, en) = match domains {
        Some(domains) => (
            format!("一个订单，域名合计不超过 {domains} 个"),
            format!("one order, {domains} domains at the most"),
        ),
        None => ("一个订单".to_owned(), "one order".to_owned()),
    };
    let reason = Text::made(
        format!("{}一次可报多个网站；每个网站一个域名，都要与主体有关", province.zh),
        format!(
            "{} takes many sites at once; each has one domain, and all have to do with the subject",
            province.en
        ),
    );
    by_table(&SITES_PER_ORDER.origin(), "orders", QUESTION, Text::made(zh, en), reason)
}

/// The sites by order where a unit has more domains than the province takes without further papers.
fn over_domains(row: &OrderLimit, count: DomainCount, names: &[String], most: usize) -> Decision {
    // domains that are filed already leave less room for the first order
    let room = most.saturating_sub(count.filed);
    let (first, rest) = names.split_at(room.min(names.len()));
    let orders: Vec<&[String]> = std::iter::once(first)
        .chain(rest.chunks(most.max(1)))
        .filter(|sites| !sites.is_empty())
        .collect();
    let answer = one_by_one(&orders);
    let reason = Text::made(
        row.next_zh.clone().unwrap_or_default(),
        row.next_en.clone().unwrap_or_default(),
    );
    by_table(&SITES_PER_ORDER.origin(), "orders", QUESTION, answer, reason)
}

/// Orders with their sites.
fn one_by_one(orders: &[&[String]]) -> Text {
    let join = |order: &dyn Fn(usize, Text) -> String, joint: &str| {
        let orders = orders.iter().enumerate().map(|(at, sites)| order(at + 1, listed(sites)));
        orders.collect::<Vec<_>>().join(joint)
    };
    Text::made(
        join(&|at, sites| format!("第 {at} 个订单：{}", sites.zh), "；"),
        join(&|at, sites| format!("order {at}: {}", sites.en), "; "),
    )
}

/// The sites by order.
fn split(province: &Province, row: Option<&OrderLimit>, names: &[String], most: usize) -> Decision {
    let orders: Vec<&[String]> = names.chunks(most.max(1)).collect();
    let answer = one_by_one(&orders);
    let next = row.and_then(|row| row.next_zh.as_deref().zip(row.next_en.as_deref()));
    let (next_zh, next_en) = next.filter(|_| orders.len() > 1).unwrap_or_default();
    let reason = Text::made(
        format!("{}一次最多 {most} 个网站；前一个办完再报下一个。{next_zh}", province.zh),
        format!(
            "{} takes {most} at once; the next follows when the one before is done. {next_en}",
            province.en
        ),
    );
    by_table(
        &SITES_PER_ORDER.origin(),
        "orders",
        QUESTION,
        answer,
        reason.map(|text| text.trim_end().to_owned()),
    )
}
