//! A new `beian.toml`: in no other's place, and whole or not at all.

use std::path::Path;

use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::folder::{unwritable, write_whole};

use super::FILE_NAME;

/// Refuses to write where a file is already.
pub fn check_new(path: &Path) -> Result<(), Failure> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Failure::new(
        (format!("{FILE_NAME} 已经存在"), format!("{FILE_NAME} exists already")),
        (
            "请编辑它；用 --stdout 看新的内容，或用 --force 替换",
            "edit it, look at a new one with --stdout, or replace it with --force",
        ),
    ))
}

/// Writes the file, and says so.
pub fn create(path: &Path, text: &str) -> Result<Text, Failure> {
    write_whole(path, |out| out.write_all(text.as_bytes()))
        .map_err(|cause| unwritable(path).because(&cause))?;
    Ok(Text::fixed("已写入 beian.toml，请核对其中的值", "beian.toml is written; check its values"))
}
