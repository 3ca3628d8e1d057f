//! A row of the table in words, for messages.

use crate::deadlines::DueRow;
use crate::domain::lang::Lang;
use crate::domain::record::When;

use super::words;

/// A row of the table in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowWords {
    /// How many days are left, or by how many it is past.
    pub standing: String,
    /// The last day.
    pub due: String,
    /// What the day was counted from.
    pub from: String,
    /// What a miss costs, or what there is to know.
    pub miss: String,
}

impl RowWords {
    /// The words of a row.
    pub fn of(row: &DueRow, now: When, lang: Lang) -> Self {
        let [miss, _] = words::reasons(row, lang);
        Self {
            standing: words::standing(row, now, lang),
            due: words::due(&row.count, lang),
            from: words::from(&row.count, lang),
            miss,
        }
    }
}
