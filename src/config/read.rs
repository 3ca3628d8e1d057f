//! The tables of the file → [`Config`].

use std::collections::HashMap;
use std::collections::hash_map;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::site::Site;
use crate::rules::{self, Levels};

use super::channels;
use super::declared;
use super::exempt::exemptions;
use super::keys;
use super::report;
use super::sites::DeclaredSites;
use super::source::{Error, Source, Spot};
use super::table::{Placed, Table, named};
use super::{AuditDefault, Config, DefaultValue, ReportKeys, SiteEntry};
use crate::domain::nearest::nearest;

/// Reads the whole file.
pub(super) fn config(source: &Arc<Source>, today: Date) -> Result<Config, Error> {
    let document = DeTable::parse(&source.text).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        source.error(
            &range,
            (
                format!("不是有效的 TOML：{}", error.message()),
                format!("not valid TOML: {}", error.message()),
            ),
            ("请改正标出的地方", "mend the marked place"),
        )
    })?;
    let top = Table {
        source,
        entries: document.get_ref(),
        name: "the top of the file",
        keys: keys::TOP,
        home_of: keys::home_of,
    };
    top.refuse_unknown_keys()?;
    let base = source.path.parent().unwrap_or(Path::new(""));
    let sites = sites(&top, base, today)?;
    let clients = sites.iter().filter_map(|entry| entry.site.client.as_deref()).collect();
    Ok(Config {
        path: source.path.clone(),
        found: false,
        ledger: top.text("ledger")?.map(|path| base.join(path.value)),
        holidays: top.texts("holidays")?.iter().map(|path| base.join(path.value)).collect(),
        levels: levels(&top)?,
        exempt: exemptions(&top)?,
        audit: audit(&top)?,
        report: report(&top, base)?,
        notify: channels::notify(&top, base, &clients)?,
        sites,
    })
}

/// Counts the lines of a text up to ever later places: of a large file, once.
struct LineNumbers<'a> {
    text: &'a str,
    /// What is counted, in bytes.
    at: usize,
    line: u32,
}

impl LineNumbers<'_> {
    /// The 1-based line of a byte that is not before an earlier one.
    fn of(&mut self, at: usize) -> u32 {
        let between = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        let breaks = memchr::memchr_iter(b'\n', between).count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = self.at.max(at);
        self.line
    }
}

/// The host names of the file: the index of the site that has each, and the byte at which the name begins.
type Names = HashMap<String, (usize, usize)>;

fn sites(top: &Table<'_>, base: &Path, today: Date) -> Result<DeclaredSites, Error> {
    let Some(value) = top.get("site") else { return Ok(DeclaredSites::default()) };
    let not_tables = |value: &Spanned<DeValue<'_>>| {
        top.source.error(
            &value.span(),
            ("`site` 不是表的列表", "`site` is not a list of tables"),
            ("请写成 [[site]]，用两层方括号", "write [[site]], in two brackets"),
        )
    };
    let array = value.get_ref().as_array().ok_or_else(|| not_tables(value))?;
    let mut sites = Vec::with_capacity(array.len());
    let mut names = Names::new();
    let mut lines = LineNumbers { text: &top.source.text, at: 0, line: 1 };
    for (index, item) in array.iter().enumerate() {
        let entries = item.get_ref().as_table().ok_or_else(|| not_tables(item))?;
        let table = Table { entries, name: "[[site]]", keys: keys::SITE, ..*top };
        let mut own = |table: &Table<'_>, text: &Placed<&str>| name(table, text, index, &mut names);
        let entry = site(&table, item.span(), base, today, &mut own)?;
        let start = table.text("domain")?.map_or(item.span().start, |domain| domain.range.start);
        sites.push(SiteEntry { line: lines.of(start), ..entry });
    }
    Ok(DeclaredSites::new(sites, names.into_iter().map(|(host, (site, _))| (host, site)).collect()))
}

/// Reads a host name and adds it to the host names of the file.
type Own<'a> = &'a mut dyn FnMut(&Table<'_>, &Placed<&str>) -> Result<String, Error>;

fn site(
    table: &Table<'_>,
    range: Range<usize>,
    base: &Path,
    today: Date,
    own: Own<'_>,
) -> Result<SiteEntry, Error> {
    table.refuse_unknown_keys()?;
    let dir = table.text("dir")?.map(|dir| base.join(dir.value));
    let domain = match table.text("domain")? {
        Some(domain) => Some(own(table, &domain)?),
        None => None,
    };
    if domain.is_none() && dir.is_none() {
        return Err(table.source.error(
            &range,
            (
                "这个 [[site]] 既没有 domain 也没有 dir",
                "this [[site]] has neither a domain nor a dir",
            ),
            (
                "请加上 domain = \"example.cn\" 或 dir = \"public\"",
                "add domain = \"example.cn\", or dir = \"public\"",
            ),
        ));
    }
    let mut aliases = Vec::new();
    for alias in table.texts("aliases")? {
        aliases.push(own(table, &alias)?);
    }
    let mut duties = Vec::new();
    for duty in table.texts("duties")? {
        duties.extend(table.parse(Some(duty), declared::duty)?);
    }
    let day = |key| table.parse(table.day(key)?, |text| declared::day(&text));
    let site = Site {
        domain,
        aliases,
        icp: table.parse(table.text("icp")?, |text| declared::icp(text, today))?,
        police: table.parse(table.text("police")?, declared::police)?,
        owner: owned(table, "owner")?,
        subject: table.parse(table.text("subject")?, declared::subject)?,
        since: table.parse(table.integer("since")?, |year| declared::since(year, today))?,
        commercial: table.flag("commercial")?,
        duties,
        approved: day("approved")?,
        opened: day("opened")?,
        police_submitted: day("police_submitted")?,
        police_approved: day("police_approved")?,
        client: owned(table, "client")?,
        place: owned(table, "place")?,
        log: None,
    };
    Ok(SiteEntry {
        site,
        dir,
        base_path: table
            .parse(table.text("base_path")?, declared::base_path)?
            .unwrap_or("/".to_owned()),
        badge: table.text("badge")?.map(|badge| base.join(badge.value)),
        line: 1,
    })
}

fn report(top: &Table<'_>, base: &Path) -> Result<ReportKeys, Error> {
    let Some(value) = top.get("report") else { return Ok(ReportKeys::default()) };
    let entries = value.get_ref().as_table().ok_or_else(|| not_a_table(top, value, "report"))?;
    report::report(&Table { entries, name: "[report]", keys: keys::REPORT, ..*top }, base)
}

fn owned(table: &Table<'_>, key: &str) -> Result<Option<String>, Error> {
    Ok(table.text(key)?.map(|text| text.value.trim().to_owned()))
}

/// Checks that no earlier site has a host name (without `www.`). The line of the earlier one is counted only for the error:
/// counting it for each name would read a large file thousands of times.
fn name(
    table: &Table<'_>,
    text: &Placed<&str>,
    site: usize,
    names: &mut Names,
) -> Result<String, Error> {
    let host = declared::host(text.value)
        .map_err(|wrong| table.source.error(&text.range, wrong.what, wrong.fix))?;
    let host = super::without_www(&host).to_owned();
    match names.entry(host) {
        hash_map::Entry::Vacant(new) => {
            let host = new.key().clone();
            new.insert((site, text.range.start));
            Ok(host)
        }
        hash_map::Entry::Occupied(known) => {
            let (_, start) = *known.get();
            let first = table.source.place(&(start..start)).line;
            Err(table.source.error(
                &text.range,
                (
                    format!("{} 在第 {first} 行已经写过", known.key()),
                    format!("{} was named already, in line {first}", known.key()),
                ),
                (
                    "每个域名只写在一个 [[site]] 里（www. 属于它的域名）",
                    "keep each domain in one [[site]] only (www. belongs to its domain)",
                ),
            ))
        }
    }
}

fn levels(top: &Table<'_>) -> Result<Levels, Error> {
    let mut levels = Levels::default();
    for (key, value) in in_order(top, "rules")? {
        let id = key.get_ref();
        // the rules of pages, and those of dossiers
        let ids = || rules::ALL.iter().map(|rule| rule.id).chain(rules::FILING_IDS.iter().copied());
        let rule = ids().find(|known| known == id).ok_or_else(|| {
            let meant = nearest(id, ids()).unwrap_or_default();
            top.source.error(
                &key.span(),
                (format!("没有规则 {id:?}"), format!("there is no rule {id:?}")),
                (
                    format!("是否想写 `{meant}`？全部规则见 `beian rules`"),
                    format!("did you mean `{meant}`? `beian rules` lists them all"),
                ),
            )
        })?;
        let level =
            value.get_ref().as_str().and_then(|text| text.parse().ok()).ok_or_else(|| {
                let named = match value.get_ref().as_str() {
                    Some(text) => Text::made(text, text),
                    None => named(value.get_ref()),
                };
                top.source.error(
                    &value.span(),
                    (format!("{} 不是级别", named.zh), format!("{} is not a level", named.en)),
                    (
                        "请写 \"off\"、\"info\"、\"warning\" 或 \"error\"",
                        "write \"off\", \"info\", \"warning\" or \"error\"",
                    ),
                )
            })?;
        levels.set_by_id(rule, level);
    }
    Ok(levels)
}

fn audit(top: &Table<'_>) -> Result<Vec<AuditDefault>, Error> {
    let mut defaults = Vec::new();
    for (key, value) in in_order(top, "audit")? {
        let wrong = |item: &Spanned<DeValue<'_>>| {
            let (key, named) = (key.get_ref(), named(item.get_ref()));
            top.source.error(
                &item.span(),
                (format!("`{key}` 不能是{}", named.zh), format!("`{key}` cannot be {}", named.en)),
                (
                    "请写文本、数、true 或 false，或文本的列表",
                    "write a text, a number, true or false, or a list of texts",
                ),
            )
        };
        let scalar =
            |item: &Spanned<DeValue<'_>>| written(item.get_ref()).ok_or_else(|| wrong(item));
        let content = match value.get_ref() {
            DeValue::Boolean(on) => DefaultValue::Switch(*on),
            DeValue::Array(items) => {
                DefaultValue::Values(items.iter().map(scalar).collect::<Result<_, _>>()?)
            }
            _ => DefaultValue::Values(vec![scalar(value)?]),
        };
        defaults.push(AuditDefault {
            option: key.get_ref().replace('_', "-"),
            value: content,
            spot: Spot::new(top.source, key.span()),
        });
    }
    Ok(defaults)
}

/// A value as it would be typed on the command line.
fn written(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(|number| number.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Datetime(moment) => Some(moment.to_string()),
        DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn not_a_table(top: &Table<'_>, value: &Spanned<DeValue<'_>>, name: &str) -> Error {
    top.source.error(
        &value.span(),
        (format!("`{name}` 不是表"), format!("`{name}` is not a table")),
        (format!("请写成 [{name}]"), format!("write [{name}]")),
    )
}

type TableEntry<'a> = (&'a Spanned<std::borrow::Cow<'a, str>>, &'a Spanned<DeValue<'a>>);

/// The entries of a table of free keys, in the order of the file.
fn in_order<'a>(top: &Table<'a>, name: &str) -> Result<Vec<TableEntry<'a>>, Error> {
    let Some(value) = top.get(name) else { return Ok(Vec::new()) };
    let table = value.get_ref().as_table().ok_or_else(|| not_a_table(top, value, name))?;
    let mut entries: Vec<TableEntry<'a>> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    Ok(entries)
}
