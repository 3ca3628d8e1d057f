//! The tables, and the steps from each version of them to the next.

use rusqlite::{Connection, TransactionBehavior};

/// SQLite's application id of a ledger (`Bian`), at byte 68 of the file.
pub(super) const APPLICATION_ID: i32 = 0x4269_616e;

/// The migrations, each from the version before it. A released one is never edited: a change is a further one.
const STEPS: &[&str] = &[FIRST, SECOND, THIRD, FOURTH, FIFTH];

/// The version that this program reads and writes.
pub(super) const VERSION: i64 = 5;

/// Rows are stored in the order in which they are read, by site, without a second copy in an index. `id` counts in the
/// order of recording, and users type it; `uid` is unchanged by export and import.
pub(super) const FIRST: &str = "
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

/// Audits know their run, and what pages showed. Rows of the first version have neither.
const SECOND: &str = "
ALTER TABLE audit ADD COLUMN run INTEGER; -- the same for all audits of a run
ALTER TABLE audit ADD COLUMN details TEXT; -- JSON: what the pages showed, and which earlier findings were not looked at
";

/// Messages: what was told to which channel, and how sending it went. A message without an attempt whose outcome is `sent`
/// is still to be sent.
const THIRD: &str = "
CREATE TABLE message (
  id       INTEGER NOT NULL PRIMARY KEY,
  uid      INTEGER NOT NULL,
  channel  TEXT    NOT NULL,
  at       TEXT    NOT NULL, -- when it was recorded, RFC 3339
  day      TEXT    NOT NULL, -- the day of which it speaks
  seal     INTEGER NOT NULL, -- checksum of the other columns
  content  TEXT    NOT NULL  -- JSON
) STRICT;
CREATE UNIQUE INDEX message_uid ON message (uid);
CREATE TABLE told (
  channel  TEXT    NOT NULL,
  item     TEXT    NOT NULL,
  id       INTEGER NOT NULL, -- the last one of an item is valid
  message  INTEGER,          -- null: noted without telling it
  state    TEXT    NOT NULL,
  seal     INTEGER NOT NULL,
  PRIMARY KEY (channel, item, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX told_id ON told (id);
CREATE TABLE attempt (
  message  INTEGER NOT NULL,
  number   INTEGER NOT NULL,
  at       TEXT    NOT NULL,
  outcome  TEXT    NOT NULL, -- sent, later or refused
  next     TEXT,             -- not again before this moment
  detail   TEXT    NOT NULL, -- the answer in words
  seal     INTEGER NOT NULL,
  PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER message_is_not_changed BEFORE UPDATE ON message BEGIN
  SELECT raise(ABORT, 'messages are never changed');
END;
CREATE TRIGGER message_is_not_deleted BEFORE DELETE ON message BEGIN
  SELECT raise(ABORT, 'messages are never deleted');
END;
CREATE TRIGGER told_is_not_changed BEFORE UPDATE ON told BEGIN
  SELECT raise(ABORT, 'records of what was told are never changed');
END;
CREATE TRIGGER told_is_not_deleted BEFORE DELETE ON told BEGIN
  SELECT raise(ABORT, 'records of what was told are never deleted');
END;
CREATE TRIGGER attempt_is_not_changed BEFORE UPDATE ON attempt BEGIN
  SELECT raise(ABORT, 'attempts are never changed');
END;
CREATE TRIGGER attempt_is_not_deleted BEFORE DELETE ON attempt BEGIN
  SELECT raise(ABORT, 'attempts are never deleted');
END;
";

/// A mail that some of its recipients have got, and messages that the user gave up (the outcome `dropped`): programs of the
/// third version would take both for damage.
const FOURTH: &str = "
ALTER TABLE attempt ADD COLUMN recipients TEXT; -- JSON: who is still to get the mail; null: all or nobody
";

/// Which sites of a run that many machines audited were recorded: each once, whatever comes twice.
const FIFTH: &str = "
CREATE TABLE collected (
  run  INTEGER NOT NULL,
  site INTEGER NOT NULL, -- its number in the run
  PRIMARY KEY (run, site)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER collected_is_not_changed BEFORE UPDATE ON collected BEGIN
  SELECT raise(ABORT, 'collected sites are never changed');
END;
CREATE TRIGGER collected_is_not_deleted BEFORE DELETE ON collected BEGIN
  SELECT raise(ABORT, 'collected sites are never deleted');
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
    fn a_file_of_the_first_version_gets_all_later_steps() {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch(FIRST).unwrap();
        db.execute_batch(
            "PRAGMA user_version = 1;
             INSERT INTO audit VALUES ('a.cn', 1, 2, '', '', '', 0, '', 0, 0, NULL, NULL, 0, 0, '')",
        )
        .unwrap();
        assert!(!is_whole(&db).unwrap());
        upgrade(&mut db).unwrap();
        assert!(is_whole(&db).unwrap());
        assert_eq!(version(&db).unwrap(), VERSION);
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let added: (Option<i64>, Option<String>) =
            db.query_row("SELECT run, details FROM audit", (), row).unwrap();
        assert_eq!(added, (None, None));
    }

    #[test]
    fn attempts_of_the_third_version_are_still_valid() {
        let mut db = Connection::open_in_memory().unwrap();
        for step in &STEPS[..3] {
            db.execute_batch(step).unwrap();
        }
        db.execute_batch(
            "PRAGMA user_version = 3; INSERT INTO attempt VALUES (1, 1, 'x', 'later', NULL, 'y', 0)",
        )
        .unwrap();
        upgrade(&mut db).unwrap();
        assert!(is_whole(&db).unwrap());
        let recipients: Option<String> =
            db.query_row("SELECT recipients FROM attempt", (), |row| row.get(0)).unwrap();
        assert_eq!(recipients, None);
    }

    #[test]
    fn a_file_of_each_earlier_version_becomes_whole() {
        for version_before in 1..STEPS.len() {
            let mut db = Connection::open_in_memory().unwrap();
            for sql in STEPS.iter().take(version_before) {
                db.execute_batch(sql).unwrap();
            }
            db.pragma_update(None, "user_version", i64::try_from(version_before).unwrap()).unwrap();
            assert!(!is_whole(&db).unwrap());
            upgrade(&mut db).unwrap();
            assert!(is_whole(&db).unwrap(), "{version_before}");
            db.execute_batch("INSERT INTO collected VALUES (7, 1), (7, 2), (8, 1)").unwrap();
            assert!(db.execute_batch("INSERT INTO collected VALUES (7, 2)").is_err());
        }
    }

    #[test]
    fn rows_can_only_be_added() {
        let mut db = Connection::open_in_memory().unwrap();
        upgrade(&mut db).unwrap();
        upgrade(&mut db).unwrap();
        assert!(is_whole(&db).unwrap());
        db.execute_batch(
            "INSERT INTO entry VALUES ('a.cn', 1, 2, '', 'opened', '2026-01-01', NULL, NULL, NULL, 0);
             INSERT INTO audit VALUES ('a.cn', 1, 2, '', '', '', 0, '', 0, 0, NULL, NULL, 0, 0, '', NULL, NULL);
             INSERT INTO message VALUES (1, 2, 'a', '', '', 0, '');
             INSERT INTO told VALUES ('a', 'x', 1, 1, '', 0);
             INSERT INTO attempt VALUES (1, 1, '', '', NULL, '', 0, NULL);
             INSERT INTO collected VALUES (1, 1)",
        )
        .unwrap();
        for sql in [
            "UPDATE entry SET note = 'x'",
            "DELETE FROM entry",
            "UPDATE audit SET live = 1",
            "DELETE FROM audit",
            "UPDATE message SET content = 'x'",
            "DELETE FROM message",
            "UPDATE told SET state = 'x'",
            "DELETE FROM told",
            "UPDATE attempt SET outcome = 'sent'",
            "DELETE FROM attempt",
            "UPDATE collected SET site = 2",
            "DELETE FROM collected",
        ] {
            let error = db.execute_batch(sql).unwrap_err().to_string();
            assert!(error.contains("are never"), "{sql}: {error}");
        }
        db.execute_batch("DROP TRIGGER entry_is_not_deleted").unwrap();
        assert!(!is_whole(&db).unwrap());
    }
}
