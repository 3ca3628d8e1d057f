//! What is said of files that a user names and that cannot be read or written.

use std::path::Path;

use crate::domain::lang::Text;

/// What failed, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderFault {
    /// What failed.
    pub what: Text,
    /// What to do.
    pub fix: Text,
}

/// A file that could not be read.
pub fn unreadable(path: &Path) -> FolderFault {
    let path = path.display();
    FolderFault {
        what: Text::made(format!("无法读取 {path}"), format!("{path} cannot be read")),
        fix: Text::fixed("请给出一个存在且可读的文件", "name an existing, readable file"),
    }
}

/// A file that could not be written.
pub fn unwritable(path: &Path) -> FolderFault {
    let path = path.display();
    FolderFault {
        what: Text::made(format!("无法写入 {path}"), format!("{path} cannot be written")),
        fix: Text::fixed(
            "请确认所在目录存在且可写，或换一个位置",
            "make its folder exist and writable, or name another place",
        ),
    }
}
