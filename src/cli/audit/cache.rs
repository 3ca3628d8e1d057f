//! `--cache`: answers of earlier runs, asked for again only if they have changed. Nothing that goes wrong with them is a
//! fault of the run.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::crawl::{CacheFolder, CacheStats};
use crate::domain::lang::Text;

use super::super::context::note;
use super::super::look::Look;
use super::super::{Error, World};

/// The cache that is asked for. A path that can never be one is refused.
pub(super) fn open(
    folder: Option<&Path>,
    world: &World<'_>,
) -> Result<Option<Arc<CacheFolder>>, Error> {
    let Some(folder) = folder else { return Ok(None) };
    let full = world.cwd.join(folder);
    if full.exists() && !full.is_dir() {
        return Err(Error::unwritable(folder, &io::ErrorKind::NotADirectory.into()));
    }
    Ok(Some(Arc::new(CacheFolder::new(full, world.now.into()))))
}

/// Tidies up, and says what the cache was good for.
pub(super) fn close(cache: &CacheFolder, look: Look, world: &mut World<'_>) -> Result<(), Error> {
    let CacheStats { asked, unchanged } = cache.stats();
    if asked == 0 {
        return Ok(());
    }
    cache.prune();
    if let Some(cause) = cache.fault() {
        // The kind: the cause itself names a file of a moment.
        let (folder, cause) = (cache.folder().display(), cause.kind());
        let text = Text::made(
            format!("缓存目录 {folder} 无法写入（{cause}），抓到的内容没有存下；审查结果不受影响"),
            format!(
                "the cache {folder} cannot be written ({cause}): what was fetched is not kept; the audit is not affected"
            ),
        );
        note(&text, look, world)?;
    }
    let text = Text::made(
        format!("缓存：{asked} 次请求中有 {unchanged} 次内容未变（304），未重新下载"),
        format!("cache: {unchanged} of {asked} requests found the answer unchanged (304)"),
    );
    note(&text, look, world)
}
