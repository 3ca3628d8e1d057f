//! Typed reading of a TOML table: wrong types and unknown keys are errors that point at their place.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::unsafe_char::is_seen;

use super::keys::Key;
use super::source::{Error, Source};
use crate::domain::nearest::nearest;

/// A table of the file, with the keys that it may have.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    pub(crate) source: &'a Arc<Source>,
    pub(crate) entries: &'a DeTable<'a>,
    /// The table's header, e.g. `[[site]]`.
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [Key],
    /// The table of the file that has a key.
    pub(crate) home_of: fn(&str) -> Option<&'static str>,
}

/// A value and its place in the file.
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) range: Range<usize>,
}

impl<'a> Table<'a> {
    /// Refuses the first key (in the order of the file) that the table does not have.
    pub(crate) fn refuse_unknown_keys(&self) -> Result<(), Error> {
        let unknown = self
            .entries
            .keys()
            .filter(|key| !self.keys.iter().any(|known| known.name == key.get_ref().as_ref()))
            .min_by_key(|key| key.span().start);
        let Some(key) = unknown else { return Ok(()) };
        let name = key.get_ref();
        let fix = match (self.home_of)(name) {
            Some(table) if table != self.name => Text::made(
                format!("`{name}` 应写在 {table} 里"),
                format!("`{name}` belongs into {table}"),
            ),
            _ => {
                let known: Vec<&str> = self.keys.iter().map(|key| key.name).collect();
                let meant = nearest(name, known.iter().copied()).unwrap_or_default();
                let (name, known) = (self.name, known.join(", "));
                Text::made(
                    format!("是否想写 `{meant}`？{name} 可用的键：{known}"),
                    format!("did you mean `{meant}`? {name} has: {known}"),
                )
            }
        };
        let table = self.name;
        let what =
            (format!("{table} 里没有键 {name:?}"), format!("unknown key {name:?} in {table}"));
        Err(self.source.error(&key.span(), what, fix))
    }

    /// The value of a key, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.get(key)
    }

    /// A text of which something can be seen.
    pub(crate) fn text(&self, key: &str) -> Result<Option<Placed<&'a str>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        match value.get_ref().as_str() {
            Some(text) if is_seen(text) => Ok(Some(Placed { value: text, range: value.span() })),
            Some(_) => Err(self.source.error(
                &value.span(),
                (format!("`{key}` 是空的"), format!("`{key}` is empty")),
                ("请填上值，或删去这一行", "fill in the value, or take the line out"),
            )),
            None => Err(self.wrong_type(key, value)),
        }
    }

    /// A list of such texts.
    pub(crate) fn texts(&self, key: &str) -> Result<Vec<Placed<&'a str>>, Error> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let array = value.get_ref().as_array().ok_or_else(|| self.wrong_type(key, value))?;
        let text = |item: &'a Spanned<DeValue<'a>>| match item.get_ref().as_str() {
            Some(text) if is_seen(text) => Ok(Placed { value: text, range: item.span() }),
            Some(_) | None => Err(self.wrong_type(key, item)),
        };
        array.iter().map(text).collect()
    }

    /// A whole number.
    pub(crate) fn integer(&self, key: &str) -> Result<Option<Placed<i64>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let integer = value.get_ref().as_integer().ok_or_else(|| self.wrong_type(key, value))?;
        let number = i64::from_str_radix(integer.as_str(), integer.radix())
            .map_err(|_| self.wrong_type(key, value))?;
        Ok(Some(Placed { value: number, range: value.span() }))
    }

    /// `true` or `false`; false where the key is missing.
    pub(crate) fn flag(&self, key: &str) -> Result<bool, Error> {
        let Some(value) = self.get(key) else { return Ok(false) };
        value.get_ref().as_bool().ok_or_else(|| self.wrong_type(key, value))
    }

    /// A day, written as a TOML date or as a text.
    pub(crate) fn day(&self, key: &str) -> Result<Option<Placed<String>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(moment) if moment.date.is_some() && moment.time.is_none() => {
                moment.to_string()
            }
            _ => return Err(self.wrong_type(key, value)),
        };
        Ok(Some(Placed { value: text, range: value.span() }))
    }

    /// Reads a value with a parser of [`super::declared`].
    pub(crate) fn parse<V, T>(
        &self,
        placed: Option<Placed<V>>,
        parser: impl FnOnce(V) -> Result<T, Failure>,
    ) -> Result<Option<T>, Error> {
        let Some(Placed { value, range }) = placed else { return Ok(None) };
        parser(value).map(Some).map_err(|wrong| self.source.error(&range, wrong.what, wrong.fix))
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Error {
        let example =
            self.keys.iter().find(|known| known.name == key).map_or("", |known| known.value);
        let named = named(value.get_ref());
        self.source.error(
            &value.span(),
            (format!("`{key}` 不能是{}", named.zh), format!("`{key}` cannot be {}", named.en)),
            (format!("请写成 {key} = {example}"), format!("write it like {key} = {example}")),
        )
    }
}

/// A TOML value's kind, in words.
pub(crate) fn named(value: &DeValue<'_>) -> Text {
    match value {
        DeValue::String(_) => Text::fixed("这个文本", "this text"),
        DeValue::Integer(_) => Text::fixed("这个数", "this number"),
        DeValue::Float(_) => Text::fixed("小数", "a number with a fraction"),
        DeValue::Boolean(_) => Text::fixed("真假值", "true or false"),
        DeValue::Datetime(_) => Text::fixed("这个日期或时间", "this date or time"),
        DeValue::Array(_) => Text::fixed("列表", "a list"),
        DeValue::Table(_) => Text::fixed("表", "a table"),
    }
}
