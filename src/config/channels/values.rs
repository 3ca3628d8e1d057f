//! The values of `[notify]` and `[[channel]]` that no other table has.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;

use crate::config::keys;
use crate::config::source::{Error, Spot};
use crate::config::table::{Placed, Table};
use crate::domain::failure::Failure;
use crate::domain::nearest::nearest;

use super::{DAY, HourSpan, NOT_JUDGED_RUNS, SecretRef};

/// The first day of a lead time, in days before the due day.
const LONGEST_LEAD: i64 = 365;

/// Where a secret is. A value that is one itself is refused, and not repeated.
pub(super) fn secret(
    table: &Table<'_>,
    key: &'static str,
    base: &Path,
) -> Result<Option<SecretRef>, Error> {
    table.parse(table.text(key)?, |text| {
        let (scheme, name) = text.trim().split_once(':').unwrap_or_default();
        match scheme {
            "env" if is_name(name) => Ok(SecretRef::Env(name.to_owned())),
            "file" if !name.is_empty() => Ok(SecretRef::File(base.join(name))),
            "credential" if is_name(name) => Ok(SecretRef::Credential(name.to_owned())),
            _ => Err(Failure::new((
                    format!("`{key}` 是秘密，不能直接写在 beian.toml 里"),
                    format!("`{key}` is a secret, which does not belong into beian.toml"),
                ), (
                    format!(
                        "请把它放进环境变量并写 {key} = \"env:名称\"；或放进只有自己可读的文件并写 {key} = \"file:路径\"；\
                         或用 systemd 的凭据并写 {key} = \"credential:名称\""
                    ),
                    format!(
                        "put it into a variable of the environment and write {key} = \"env:NAME\", or into a file that \
                         only you can read: {key} = \"file:PATH\", or into a credential of systemd: {key} = \"credential:NAME\""
                    ),
                ))),
        }
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        && !text.starts_with('.')
}

pub(super) fn lead_days(table: &Table<'_>) -> Result<Option<Vec<u16>>, Error> {
    let Some(value) = table.get("lead_days") else { return Ok(None) };
    let wrong = |value: &Spanned<DeValue<'_>>| {
        table.source.error(
            &value.span(),
            ("`lead_days` 不是天数的列表", "`lead_days` is not a list of days"),
            (
                "请写 0 到 365 的整数，例如 lead_days = [14, 7, 3, 1, 0]",
                "write whole numbers from 0 to 365, e.g. lead_days = [14, 7, 3, 1, 0]",
            ),
        )
    };
    let array = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
    let mut days = Vec::with_capacity(array.len());
    for item in array {
        let number = item
            .get_ref()
            .as_integer()
            .and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok());
        let day = number.filter(|day| (0..=LONGEST_LEAD).contains(day));
        days.push(day.and_then(|day| u16::try_from(day).ok()).ok_or_else(|| wrong(item))?);
    }
    days.sort_unstable_by(|a, b| b.cmp(a));
    days.dedup();
    Ok(Some(days))
}

/// `{ "client" = ["13800000000"], "*" = ["all"] }`.
pub(super) fn mention(table: &Table<'_>) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let Some(value) = table.get("mention") else { return Ok(BTreeMap::new()) };
    let wrong = |value: &Spanned<DeValue<'_>>| {
        table.source.error(
            &value.span(),
            (
                "`mention` 不是“客户 = [号码]”的表",
                "`mention` is not a table of clients and whom to mention",
            ),
            (
                "请写成 mention = { \"某客户\" = [\"13800000000\"], \"*\" = [\"all\"] }",
                "write mention = { \"client\" = [\"13800000000\"], \"*\" = [\"all\"] }",
            ),
        )
    };
    let entries = value.get_ref().as_table().ok_or_else(|| wrong(value))?;
    let mut mention = BTreeMap::new();
    for (client, value) in entries {
        let list = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
        let who = |item: &Spanned<DeValue<'_>>| {
            let id = item.get_ref().as_str().map(str::trim);
            // These go into markup as they are.
            let plain = |id: &&str| {
                !id.is_empty()
                    && id.chars().all(|c| c.is_ascii_alphanumeric() || "_-.+@".contains(c))
            };
            id.filter(plain).map(str::to_owned).ok_or_else(|| wrong(item))
        };
        let who: Result<Vec<String>, Error> = list.iter().map(who).collect();
        mention.insert(client.get_ref().to_string(), who?);
    }
    Ok(mention)
}

/// `09:00-18:30`.
pub(super) fn hours(text: &str) -> Result<HourSpan, Failure> {
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour <= 24 && minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
    };
    let span = text
        .split_once(['-', '–'])
        .and_then(|(from, to)| Some(HourSpan { from: minute(from)?, to: minute(to)? }));
    let holds_a_minute = |span: &HourSpan| span.from != span.to && (span.from < DAY || span.to > 0);
    span.filter(holds_a_minute).ok_or_else(|| {
        Failure::new(
            (format!("“{text}”不是时段"), format!("{text:?} is not a span of hours")),
            ("请写成 \"09:00-10:00\"", "write it like \"09:00-10:00\""),
        )
    })
}

pub(super) fn runs(number: i64) -> Result<u32, Failure> {
    whole(number, 1, 1000).map(|runs| u32::try_from(runs).unwrap_or(NOT_JUDGED_RUNS))
}

pub(super) fn whole(number: i64, least: i64, most: i64) -> Result<i64, Failure> {
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    Err(Failure::new(
        (format!("{number} 超出范围"), format!("{number} is out of range")),
        (
            format!("请写 {least} 到 {most} 的整数"),
            format!("write a whole number from {least} to {most}"),
        ),
    ))
}

pub(super) fn named<T: Copy>(
    text: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, Failure> {
    let known: Vec<&str> = all.iter().map(|value| name(*value)).collect();
    all.iter().copied().find(|value| name(*value) == text.trim()).ok_or_else(|| {
        let meant = nearest(text, known.iter().copied()).unwrap_or_default();
        let known = known.join(", ");
        Failure::new(
            (format!("没有“{text}”"), format!("there is no {text:?}")),
            (
                format!("是否想写 \"{meant}\"？可用：{known}"),
                format!("did you mean \"{meant}\"? There are: {known}"),
            ),
        )
    })
}

pub(super) fn list<T: Copy>(
    table: &Table<'_>,
    key: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<Option<Vec<T>>, Error> {
    if table.get(key).is_none() {
        return Ok(None);
    }
    let mut values = Vec::new();
    for text in table.texts(key)? {
        values.extend(table.parse(Some(text), |text| named(text, all, name))?);
    }
    Ok(Some(values))
}

/// A text that the channel must have.
pub(super) fn required<'a>(
    table: &Table<'a>,
    key: &'static str,
    spot: &Spot,
) -> Result<Placed<&'a str>, Error> {
    table.text(key)?.ok_or_else(|| missing(key, spot))
}

/// The error of a key that the channel must have.
pub(super) fn missing(key: &str, spot: &Spot) -> Error {
    let example = keys::CHANNEL.iter().find(|known| known.name == key).map_or("", |key| key.value);
    spot.error(
        (format!("这个 [[channel]] 缺少 {key}"), format!("this [[channel]] has no {key}")),
        (format!("请加上 {key} = {example}"), format!("add {key} = {example}")),
    )
}
