//! Why a run could not begin or go on.

use std::io;
use std::path::PathBuf;

use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::ledger;

/// Why a run could not begin or go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// Another run is at the same work.
    #[error("another `beian {task}` is at work on the ledger {}", ledger.display())]
    Busy {
        /// The ledger.
        ledger: PathBuf,
        /// The command.
        task: &'static str,
    },
    /// The file that keeps two runs apart cannot be written.
    #[error("{} cannot be written", .0.display())]
    Lock(PathBuf, #[source] io::Error),
}

impl Remedy for Error {
    fn fix(&self) -> Text {
        match self {
            Self::Ledger(error) => error.fix(),
            Self::Busy { .. } => Text::fixed(
                "等它结束；消息不会丢，下次运行会接着发送",
                "wait for its end: no message is lost, the next run goes on",
            ),
            Self::Lock(..) => Text::fixed(
                "请让账本所在的目录可写，或用 --ledger 换一个",
                "make the ledger's folder writable, or name another ledger with --ledger",
            ),
        }
    }

    fn cause(&self) -> Option<Text> {
        match self {
            Self::Ledger(error) => error.cause(),
            Self::Busy { .. } => None,
            Self::Lock(_, source) => Some(source.text()),
        }
    }
}

impl Bilingual for Error {
    fn zh(&self) -> String {
        match self {
            Self::Ledger(error) => error.zh(),
            Self::Busy { ledger, task } => {
                format!("另一个 beian {task} 正在使用账本 {}", ledger.display())
            }
            Self::Lock(path, _) => format!("无法写入 {}", path.display()),
        }
    }
}
