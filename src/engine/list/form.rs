//! The form of a list: lines, or a table whose column of targets is named by a heading or guessed.

use crate::crawl::Target;
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::site::Site;

use super::columns::ListColumn;
use super::quotes::Quotes;

/// What the rows so far have shown of the form of a list.
#[derive(Default)]
pub(super) struct Form {
    /// What separates columns, once a row has shown it.
    separator: Option<Separator>,
    /// What the columns hold, where a heading names that of the targets.
    columns: Vec<Option<ListColumn>>,
    /// Whether a row was read.
    begun: bool,
}

/// What a row has: cells that may be targets, and what the row says of its site.
pub(super) struct ListRow {
    pub(super) targets: Vec<String>,
    pub(super) site: Site,
    /// Whether any of its cells says something; false of a comment and of the heading.
    pub(super) has_cells: bool,
}

impl Form {
    /// Reads a row; a comment, a blank row and the heading have no target. An error where a cell is not what its column
    /// holds.
    pub(super) fn row(&mut self, row: &str, today: Date) -> Result<ListRow, Failure> {
        let mut read = ListRow { targets: Vec::new(), site: Site::default(), has_cells: false };
        if row.trim().is_empty() || row.starts_with('#') {
            return Ok(read);
        }
        if self.separator.is_none() {
            self.separator = Separator::of(row);
        }
        let cells = cells(row, self.separator);
        if !std::mem::replace(&mut self.begun, true) {
            let columns: Vec<_> = cells.iter().map(|cell| ListColumn::named(cell)).collect();
            if columns.contains(&Some(ListColumn::Target)) {
                self.columns = columns;
                return Ok(read);
            }
        }
        read.has_cells = cells.iter().any(|cell| !cell.is_empty());
        if self.columns.is_empty() {
            read.targets = guessed(cells);
        } else {
            for (cell, column) in cells.into_iter().zip(&self.columns) {
                match column {
                    Some(ListColumn::Target) if read.targets.is_empty() => read.targets.push(cell),
                    Some(column) => column.put(&cell, today, &mut read.site)?,
                    None => {}
                }
            }
        }
        read.targets.retain(|cell| !cell.is_empty());
        Ok(read)
    }
}

/// The targets of a row of which no heading says what its cells are: all cells where each is one, else the first; behind
/// a first cell that is a name or a number, the cells that are targets.
fn guessed(cells: Vec<String>) -> Vec<String> {
    let filled = || cells.iter().filter(|cell| !cell.is_empty());
    if filled().all(|cell| looks_like_target(cell)) {
        return cells;
    }
    let first = cells.first().map(String::as_str).unwrap_or_default();
    let label =
        !first.is_ascii() || first.contains(' ') || first.bytes().all(|byte| byte.is_ascii_digit());
    if label && !looks_like_target(first) && filled().any(|cell| looks_like_target(cell)) {
        return cells.into_iter().filter(|cell| looks_like_target(cell)).collect();
    }
    cells.into_iter().take(1).collect()
}

/// Whether a cell is a domain or an address by its letters alone.
fn looks_like_target(cell: &str) -> bool {
    cell.contains('.') && !cell.contains([' ', '@', '\u{3000}']) && Target::live(cell).is_ok()
}

/// What separates the columns of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Tab,
    Comma,
    Semicolon,
}

impl Separator {
    /// What separates the columns of this row, if anything does.
    fn of(row: &str) -> Option<Self> {
        let has = |signs: [char; 2]| outside_quotes(row).any(|(_, sign)| signs.contains(&sign));
        // An address may hold semicolons.
        let address = row.starts_with("http:") || row.starts_with("https:");
        match () {
            () if has(['\t', '\t']) => Some(Self::Tab),
            () if has([',', '，']) => Some(Self::Comma),
            () if has([';', '；']) && !address => Some(Self::Semicolon),
            () => None,
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Tab => b'\t',
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }

    const fn full_width(self) -> Option<char> {
        match self {
            Self::Tab => None,
            Self::Comma => Some('，'),
            Self::Semicolon => Some('；'),
        }
    }
}

/// The characters of a row that no quotes enclose.
fn outside_quotes(row: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let (mut quotes, mut units) = (Quotes::default(), [0; 4]);
    row.char_indices().filter(move |(_, sign)| {
        for byte in sign.encode_utf8(&mut units).bytes() {
            quotes.take(byte);
        }
        !quotes.is_open()
    })
}

/// Columns of a row that are looked at: tables of targets have few.
const MAX_COLUMNS: usize = 100;

/// The cells of a row, without the blanks around them.
fn cells(row: &str, separator: Option<Separator>) -> Vec<String> {
    let Some(separator) = separator else {
        return vec![row.trim().trim_matches('"').trim().to_owned()];
    };
    let mut folded = row.to_owned();
    if let Some(wide) = separator.full_width().filter(|wide| row.contains(*wide)) {
        let places: Vec<usize> =
            outside_quotes(row).filter(|(_, sign)| *sign == wide).map(|(at, _)| at).collect();
        let narrow = char::from(separator.byte()).to_string();
        for at in places.into_iter().rev() {
            folded.replace_range(at..at + wide.len_utf8(), &narrow);
        }
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.byte())
        .trim(csv::Trim::All)
        .buffer_capacity(folded.len().max(1))
        .from_reader(folded.as_bytes());
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and rows may have any length: nothing can be wrong with it.
    let _ = reader.read_record(&mut record);
    record.iter().take(MAX_COLUMNS).map(|cell| cell.trim().to_owned()).collect()
}
