//! The tables, and the steps from each version of them to the next.

use rusqlite::{Connection, TransactionBehavior};

/// SQLite's application id of a ledger (`Bian`), at byte 68 of the file.
pub(super) const APPLICATION_ID: i32 = 0x4269_616e;

/// The migrations, each from the version before it. A released one is never edited: a change is a further one.
const STEPS: &[&str] = &[FIRST];

/// The version that this program reads and writes.
pub(super) const VERSION: i64 = 1;

/// Rows are stored in the order in which they are read, by site, without a second copy in an index. `id` counts in the
/// order of recording, and users type it; `uid` is unchanged by export and import.
const FIRST: &str = "
CREATE TABLE entry (
  site     TEXT    NOT NULL,
  id       INTEGER NOT NULL,
  uid      INTEGER NOT NULL,
  at       TEXT    NOT NULL, -- when it was recorded, RFC 3339
  event    TEXT    NOT NULL,
  happened TEXT,             -- YYYY-MM-DD [HH:MM[:SS]] in China; null in a correction that voids
  due      TEXT,
  note     TEXT,
  corrects INTEGER,          -- uid of the first entry
  seal     INTEGER NOT NULL, -- checksum of the other columns
  PRIMARY KEY (site, id),
  CHECK (happened IS NOT NULL OR corrects IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entry_id ON entry (id);
CREATE UNIQUE INDEX entry_uid ON entry (uid);
CREATE TABLE audit (
  site     TEXT    NOT NULL,
  id       INTEGER NOT NULL,
  uid      INTEGER NOT NULL,
  at       TEXT    NOT NULL,
  day      TEXT    NOT NULL,
  target   TEXT    NOT NULL,
  live     INTEGER NOT NULL, -- 1: the site; 0: a folder or file
  status   TEXT    NOT NULL,
  found    INTEGER NOT NULL, -- pages
  checked  INTEGER NOT NULL,
  icp      INTEGER,          -- seen on the home page, with its link; null: not judged
  badge    INTEGER,
  sum      INTEGER NOT NULL, -- checksum of findings, so that they need not be read with the rest
  seal     INTEGER NOT NULL,
  findings TEXT    NOT NULL, -- JSON
  PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX audit_id ON audit (id);
CREATE UNIQUE INDEX audit_uid ON audit (uid);
CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry BEGIN
  SELECT raise(ABORT, 'entries are never changed: record a correction');
END;
CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry BEGIN
  SELECT raise(ABORT, 'entries are never deleted: record a correction');
END;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
  SELECT raise(ABORT, 'audits are never changed');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN
  SELECT raise(ABORT, 'audits are never deleted');
END;
";

/// The schema version of a file.
pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("PRAGMA user_version", (), |row| row.get(0))
}

/// Upgrades a file to this program's version, in one transaction.
pub(super) fn upgrade(db: &mut Connection) -> rusqlite::Result<()> {
    let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it in the meantime.
    let from = usize::try_from(version(&step)?).unwrap_or(usize::MAX);
    for sql in STEPS.iter().skip(from) {
        step.execute_batch(sql)?;
    }
    step.pragma_update(None, "application_id", APPLICATION_ID)?;
    step.pragma_update(None, "user_version", VERSION)?;
    step.commit()
}

/// Whether the tables are those that the migrations create.
pub(super) fn is_whole(db: &Connection) -> rusqlite::Result<bool> {
    let mut model = Connection::open_in_memory()?;
    upgrade(&mut model)?;
    Ok(tables(db)? == tables(&model)?)
}

fn tables(db: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    // Tables with a leading sqlite_ are SQLite's own.
    let mut rows = db.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    rows.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_counts_the_steps() {
        assert_eq!(i64::try_from(STEPS.len()), Ok(VERSION));
    }

    #[test]
    fn rows_can_only_be_added() {
        let mut db = Connection::open_in_memory().unwrap();
        upgrade(&mut db).unwrap();
        upgrade(&mut db).unwrap();
        assert!(is_whole(&db).unwrap());
        db.execute_batch(
            "INSERT INTO entry VALUES ('a.cn', 1, 2, '', 'opened', '2026-01-01', NULL, NULL, NULL, 0);
             INSERT INTO audit VALUES ('a.cn', 1, 2, '', '', '', 0, '', 0, 0, NULL, NULL, 0, 0, '')",
        )
        .unwrap();
        for sql in [
            "UPDATE entry SET note = 'x'",
            "DELETE FROM entry",
            "UPDATE audit SET live = 1",
            "DELETE FROM audit",
        ] {
            let error = db.execute_batch(sql).unwrap_err().to_string();
            assert!(error.contains("are never"), "{sql}: {error}");
        }
        db.execute_batch("DROP TRIGGER entry_is_not_deleted").unwrap();
        assert!(!is_whole(&db).unwrap());
    }
}
