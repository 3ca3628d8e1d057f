//! A table of the file, whose values carry their lines.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::declared;
use crate::config::{Error, Key, Placed, Table};
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::nearest::nearest;
use crate::domain::province::{self, Province};
use crate::domain::unsafe_char::is_unsafe;

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
        let Some(placed) = self.table.text(key)? else { return Ok(DossierField::default()) };
        self.seen(key, &placed).map(|text| self.field(&placed, text))
    }

    pub(super) fn texts(&self, key: &str) -> Result<Vec<DossierField<String>>, Error> {
        let placed = self.table.texts(key)?;
        placed.iter().map(|it| self.seen(key, it).map(|text| self.field(it, text))).collect()
    }

    /// A text without what nobody sees: copied from a page, such a character makes a name another one. Line breaks and
    /// tabs are blanks.
    fn seen(&self, key: &str, placed: &Placed<&str>) -> Result<String, Error> {
        let text: String = placed
            .value
            .trim()
            .chars()
            .map(|it| if "\n\r\t".contains(it) { ' ' } else { it })
            .collect();
        let Some(unseen) = text.chars().find(|char| is_unsafe(*char)) else { return Ok(text) };
        let code = u32::from(unseen);
        Err(self.table.source.error(
            &placed.range,
            (
                format!("`{key}` 里有看不见的字符 U+{code:04X}"),
                format!("`{key}` has a character that nobody sees: U+{code:04X}"),
            ),
            (
                "多半是从网页复制来的：删去整个值，重新手工输入",
                "most likely it was copied from a page: delete the value and type it anew",
            ),
        ))
    }

    pub(super) fn flag(&self, key: &str) -> Result<DossierField<bool>, Error> {
        let Some(value) = self.table.get(key) else { return Ok(DossierField::default()) };
        Ok(DossierField::at(self.table.flag(key)?, self.lines.number(value.span().start)))
    }

    /// A text that a parser reads.
    pub(super) fn parsed<T>(
        &self,
        key: &str,
        parser: impl FnOnce(&str) -> Result<T, Failure>,
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

    /// The same, where an empty list is said, and no list is not.
    pub(super) fn choice_list<T: NamedChoice>(
        &self,
        key: &str,
    ) -> Result<DossierField<Vec<T>>, Error> {
        let Some(value) = self.table.get(key) else { return Ok(DossierField::default()) };
        Ok(DossierField::at(self.choices(key)?, self.lines.number(value.span().start)))
    }

    pub(super) fn province(&self, key: &str) -> Result<DossierField<&'static Province>, Error> {
        self.parsed(key, |text| {
            province::named(text).ok_or_else(|| {
                Failure::new(
                    (format!("没有省份“{text}”"), format!("there is no province {text:?}")),
                    ("请写省份名称，例如 江苏", "write its name, e.g. 江苏 or Jiangsu"),
                )
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
            u32::try_from(number).map_err(|_| {
                Failure::new(
                    (format!("{number} 不能是数量"), format!("{number} is no count")),
                    ("请写 0 或更大的整数", "write a whole number from 0 on"),
                )
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
fn chosen<T: NamedChoice>(text: &str) -> Result<T, Failure> {
    T::named(text).ok_or_else(|| {
        let words: Vec<&str> = T::ALL.iter().map(|choice| choice.word()).collect();
        let meant = nearest(text, words.iter().copied()).unwrap_or_default();
        let labels: Vec<String> =
            T::ALL.iter().map(|it| format!("{}（{}）", it.word(), it.label().zh)).collect();
        Failure::new(
            (format!("不认识“{text}”"), format!("{text:?} is not known here")),
            (
                format!("是否想写 {meant:?}？可用的有：{}", labels.join("、")),
                format!("did you mean {meant:?}? There are: {}", words.join(", ")),
            ),
        )
    })
}
