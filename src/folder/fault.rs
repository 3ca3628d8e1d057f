//! What is said of files that a user names and that cannot be read or written.

use std::path::Path;

use crate::domain::failure::Failure;

/// A file that could not be read.
pub fn unreadable(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        (format!("无法读取 {path}"), format!("{path} cannot be read")),
        ("请给出一个存在且可读的文件", "name an existing, readable file"),
    )
}

/// A folder that could not be listed.
pub fn unreadable_folder(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        (format!("无法读取目录 {path}"), format!("the folder {path} cannot be read")),
        ("请给出一个存在且可读的目录", "name an existing, readable folder"),
    )
}

/// A file that could not be written.
pub fn unwritable(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        (format!("无法写入 {path}"), format!("{path} cannot be written")),
        (
            "请确认所在目录存在且可写，或换一个位置",
            "make its folder exist and writable, or name another place",
        ),
    )
}
