//! A table of the file, whose values carry their lines.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::declared::{self, Wrong};
use crate::config::{Error, Key, Placed, Table, nearest};
use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::province::{self, Province};

use super::choice::NamedChoice;
use super::keys;
use super::{DossierField, Validity};

/// Where the lines of a text begin.
pub(super) struct LineStarts(Vec<usize>);

impl LineStarts {
    pub(super) fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The 1-based line of a byte.
    pub(super) fn number(&self, at: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= at)).unwrap_or(u32::MAX)
    }
}

/// A table whose values carry their lines.
#[derive(Clone, Copy)]
pub(super) struct TableReader<'a> {
    pub(super) table: Table<'a>,
    pub(super) lines: &'a LineStarts,
}

impl<'a> TableReader<'a> {
    fn field<T>(&self, placed: &Placed<impl Sized>, value: T) -> DossierField<T> {
        DossierField::at(value, self.lines.number(placed.range.start))
    }

    pub(super) fn text(&self, key: &str) -> Result<DossierField<String>, Error> {
        Ok(self.table.text(key)?.map_or_else(DossierField::default, |placed| {
            self.field(&placed, placed.value.trim().to_owned())
        }))
    }

    pub(super) fn texts(&self, key: &str) -> Result<Vec<DossierField<String>>, Error> {
        let placed = self.table.texts(key)?;
        Ok(placed.iter().map(|it| self.field(it, it.value.trim().to_owned())).collect())
    }

    pub(super) fn flag(&self, key: &str) -> Result<DossierField<bool>, Error> {
        let Some(value) = self.table.get(key) else { return Ok(DossierField::default()) };
        Ok(DossierField::at(self.table.flag(key)?, self.lines.number(value.span().start)))
    }

    /// A text that a parser reads.
    pub(super) fn parsed<T>(
        &self,
        key: &str,
        parser: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Result<DossierField<T>, Error> {
        let Some(placed) = self.table.text(key)? else { return Ok(DossierField::default()) };
        let line = self.lines.number(placed.range.start);
        let value = self.table.parse(Some(placed), parser)?;
        Ok(value.map_or_else(DossierField::default, |value| DossierField::at(value, line)))
    }

    pub(super) fn choice<T: NamedChoice>(&self, key: &str) -> Result<DossierField<T>, Error> {
        self.parsed(key, chosen)
    }

    pub(super) fn choices<T: NamedChoice>(&self, key: &str) -> Result<Vec<T>, Error> {
        let mut values = Vec::new();
        for placed in self.table.texts(key)? {
            values.extend(self.table.parse(Some(placed), chosen::<T>)?);
        }
        Ok(values)
    }

    pub(super) fn province(&self, key: &str) -> Result<DossierField<&'static Province>, Error> {
        self.parsed(key, |text| {
            let bare = text.trim();
            let is = |it: &&Province| bare.starts_with(it.zh) || it.en.eq_ignore_ascii_case(bare);
            province::ALL.iter().find(is).ok_or_else(|| Wrong {
                what: Text::made(
                    format!("没有省份“{text}”"),
                    format!("there is no province {text:?}"),
                ),
                fix: Text::fixed("请写省份名称，例如 江苏", "write its name, e.g. 江苏 or Jiangsu"),
            })
        })
    }

    pub(super) fn day(&self, key: &str) -> Result<DossierField<Date>, Error> {
        let Some(placed) = self.table.day(key)? else { return Ok(DossierField::default()) };
        let line = self.lines.number(placed.range.start);
        let day = self.table.parse(Some(placed), |text| declared::day(&text))?;
        Ok(day.map_or_else(DossierField::default, |day| DossierField::at(day, line)))
    }

    /// A day, or `long-term`.
    pub(super) fn validity(&self, key: &str) -> Result<DossierField<Validity>, Error> {
        let text = self.table.get(key).and_then(|value| value.get_ref().as_str().map(str::trim));
        if matches!(text, Some("long-term" | "长期")) {
            let field = self.text(key)?;
            return Ok(DossierField { value: Some(Validity::LongTerm), line: field.line });
        }
        let DossierField { value, line } = self.day(key)?;
        Ok(DossierField { value: value.map(Validity::To), line })
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self, key: &str) -> Result<DossierField<u32>, Error> {
        let Some(placed) = self.table.integer(key)? else { return Ok(DossierField::default()) };
        let line = self.lines.number(placed.range.start);
        let count = self.table.parse(Some(placed), |number| {
            u32::try_from(number).map_err(|_| Wrong {
                what: Text::made(format!("{number} 不能是数量"), format!("{number} is no count")),
                fix: Text::fixed("请写 0 或更大的整数", "write a whole number from 0 on"),
            })
        })?;
        Ok(count.map_or_else(DossierField::default, |count| DossierField::at(count, line)))
    }

    fn below(&self, name: &'static str, keys: &'static [Key], entries: &'a DeTable<'a>) -> Self {
        Self { table: Table { entries, name, keys, ..self.table }, lines: self.lines }
    }

    /// A table that may stand there once.
    pub(super) fn one<T>(
        &self,
        key: &'static str,
        keys: &'static [Key],
        read: fn(&TableReader<'_>, u32) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let entries = value.get_ref().as_table().ok_or_else(|| self.no_table(key, value, false))?;
        let below = self.below(keys::written(key), keys, entries);
        below.table.refuse_unknown_keys()?;
        read(&below, self.lines.number(value.span().start)).map(Some)
    }

    /// A list of tables.
    pub(super) fn many<T>(
        &self,
        key: &'static str,
        keys: &'static [Key],
        read: fn(&TableReader<'_>, u32) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let array = value.get_ref().as_array().ok_or_else(|| self.no_table(key, value, true))?;
        let mut tables = Vec::with_capacity(array.len());
        for item in array {
            let entries =
                item.get_ref().as_table().ok_or_else(|| self.no_table(key, item, true))?;
            let below = self.below(keys::written(key), keys, entries);
            below.table.refuse_unknown_keys()?;
            tables.push(read(&below, self.lines.number(item.span().start))?);
        }
        Ok(tables)
    }

    fn no_table(&self, key: &str, value: &Spanned<DeValue<'_>>, many: bool) -> Error {
        let form = if many { format!("[[{key}]]") } else { format!("[{key}]") };
        self.table.source.error(
            &value.span(),
            (format!("`{key}` 的写法不对"), format!("`{key}` is not a table of that form")),
            (format!("请写成 {form}"), format!("write {form}")),
        )
    }
}

/// A word of a few.
fn chosen<T: NamedChoice>(text: &str) -> Result<T, Wrong> {
    T::named(text).ok_or_else(|| {
        let words: Vec<&str> = T::ALL.iter().map(|choice| choice.word()).collect();
        let meant = nearest(text, words.iter().copied()).unwrap_or_default();
        let labels: Vec<String> =
            T::ALL.iter().map(|it| format!("{}（{}）", it.word(), it.label().zh)).collect();
        Wrong {
            what: Text::made(format!("不认识“{text}”"), format!("{text:?} is not known here")),
            fix: Text::made(
                format!("是否想写 {meant:?}？可用的有：{}", labels.join("、")),
                format!("did you mean {meant:?}? There are: {}", words.join(", ")),
            ),
        }
    })
}
