//! What several commands need to know before they start: which configuration applies, and where the ledger is.

use std::path::{Path, PathBuf};

use crate::config::{self, Config, Doubt, User};
use crate::domain::date::Date;
use crate::domain::lang::{Bilingual as _, Text};
use crate::domain::secret;
use crate::folder::NamedFile;
use crate::ledger;
use crate::report::escape;

use super::look::Look;
use super::{Error, World};

/// The help of `--ledger`. Names of variables are no code in a terminal: a doc comment would want backticks.
pub(super) const LEDGER_HELP: &str = "The ledger [default: ledger of beian.toml, else beian/ledger.db in $XDG_DATA_HOME or ~/.local/share]";

/// The configuration that applies: `--config`, else the nearest `beian.toml`, unless somebody else can have written it.
pub(super) fn configuration(
    named: Option<&Path>,
    today: Date,
    world: &World<'_>,
) -> Result<Option<Config>, Error> {
    if let Some(path) = named {
        return Ok(Some(config::load(&world.cwd.join(path), today)?));
    }
    let user = User::current(world.variable("SUDO_UID"));
    let found = config::find(&world.cwd).map(|path| config::load_found(&path, today, &user));
    found.transpose().map_err(|error| match error {
        config::Error::Untrusted { path, doubt } => untrusted(&path, &doubt),
        other => other.into(),
    })
}

/// A configuration that somebody else may have written.
fn untrusted(path: &Path, doubt: &Doubt) -> Error {
    let (path, why) = (path.display(), doubt.zh());
    Error::new(
        (
            format!("不采用 {path}：它是找到的，不是指明的，而且{why}"),
            format!("{path} is not obeyed, since it was found and not named: {doubt}"),
        ),
        (
            format!(
                "如果信任它，请指明：--config {path}；不用它，请在这个目录放一份自己的 beian.toml（可以是空的）"
            ),
            format!(
                "if you trust it, name it: --config {path}; to run without it, put a beian.toml of your own into \
                 this folder (it may be empty)"
            ),
        ),
    )
}

/// The path of the ledger: `--ledger`, else `ledger` of the configuration, else a file in the user's data folder.
pub(super) fn ledger_path(
    named: Option<&Path>,
    config: Option<&Config>,
    world: &World<'_>,
) -> Result<PathBuf, Error> {
    if let Some(named) = named {
        return Ok(world.cwd.join(named));
    }
    if let Some(path) = config.and_then(|config| config.ledger.as_ref()) {
        return Ok(world.cwd.join(path));
    }
    // https://specifications.freedesktop.org/basedir-spec: a relative path is to be ignored
    let absolute = |name| world.variable(name).map(Path::new).filter(|path| path.is_absolute());
    let data = absolute("XDG_DATA_HOME").map(Path::to_owned);
    let data = data.or_else(|| Some(absolute("HOME")?.join(".local/share")));
    data.map(|data| data.join("beian/ledger.db")).ok_or_else(|| {
        Error::new(
            (
                "没有放账本的位置：XDG_DATA_HOME 和 HOME 都没有设置",
                "there is no place for the ledger: neither XDG_DATA_HOME nor HOME is set",
            ),
            (
                "请用 --ledger 给出文件，或在 beian.toml 里写 ledger",
                "name a file with --ledger, or as ledger in beian.toml",
            ),
        )
    })
}

/// The files of a ledger, among those that a command reads.
pub(super) fn ledger_files(path: &Path) -> Vec<NamedFile> {
    ledger::files(path).map(|path| NamedFile::new("the ledger", path)).into()
}

/// Writes a note to standard error, unless `--quiet` is given.
pub(super) fn note(text: &Text, look: Look, world: &mut World<'_>) -> Result<(), Error> {
    if !look.is_quiet() {
        let label = Text::fixed("提示：", "note: ");
        let text = secret::hide(text.get(look.lang));
        let text = escape::line(&text);
        writeln!(world.err, "{}{text}", label.get(look.lang))?;
    }
    Ok(())
}
