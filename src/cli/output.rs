//! `--output FILE`: the result in a file, instead of on standard output.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::folder::{NamedFile, keep_apart, unwritable, write_whole};

use super::{Error, World};

/// Writes a result to the file that is named, whole or not at all, else to standard output, which may be coloured.
/// `read` are the files that the command reads: the result takes the place of none of them.
pub(super) fn write_result(
    output: Option<&PathBuf>,
    read: &[NamedFile],
    world: &mut World<'_>,
    write: impl FnOnce(bool, &mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let Some(path) = output.filter(|path| path.as_os_str() != "-") else {
        return Ok(write(world.look.out_colour, world.out)?);
    };
    let path = world.cwd.join(path);
    keep_apart(&[NamedFile::new("--output", &path)], read)?;
    write_whole(&path, |out| write(false, out))
        .map_err(|cause| unwritable(&path).because(&cause).into())
}
