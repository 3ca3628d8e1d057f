//! Why a run cannot begin or go on.

use std::io;
use std::path::PathBuf;

use crate::crawl::TargetError;
use crate::domain::failure::{Failure, Remedy};
use crate::domain::lang::{Bilingual, Text};
use crate::folder::{unreadable, unwritable};
use crate::ledger;
use crate::net::SetupError;

/// What failed. [`Bilingual::text`] says it, [`Error::cause`] why, [`Error::fix`] what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The network client cannot be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A file or folder cannot be read.
    #[error("{}", unreadable(.0).what)]
    Unreadable(PathBuf, #[source] io::Error),
    /// A file or folder cannot be written.
    #[error("{}", unwritable(.0).what)]
    Unwritable(PathBuf, #[source] io::Error),
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A text that is no target.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// A row of a list of targets, or the list from there on, cannot be used.
    #[error("{} line {line}: {fault}", list.display())]
    List {
        /// The list.
        list: PathBuf,
        /// The 1-based line on which the row begins.
        line: u64,
        /// What is wrong.
        fault: ListFault,
    },
    /// The folder that a site of the configuration declares is not there.
    #[error(
        "{} line {line}: the folder {} of [[site]]{} is not there",
        file.display(), folder.display(), site.as_deref().map(|it| format!(" {it}")).unwrap_or_default()
    )]
    NoFolder {
        /// The configuration.
        file: PathBuf,
        /// The 1-based line of the site.
        line: u32,
        /// Its domain, where it has one.
        site: Option<String>,
        /// The folder, as it is shown.
        folder: PathBuf,
    },
    /// A folder in which snapshots were expected has none.
    #[error("{} holds no snapshot", .0.display())]
    NoSnapshots(PathBuf),
    /// A file among the snapshots is none, or is one of another site than its name says.
    #[error("{} is no snapshot that can be read", .0.display())]
    NotASnapshot(PathBuf),
    /// The file of an earlier run is being written by another one.
    #[error("{} is being written by another run", .0.display())]
    InUse(PathBuf),
    /// The file to resume holds something else than results.
    #[error("{} line {line} is no result of an audit", path.display())]
    NotAResult {
        /// The file.
        path: PathBuf,
        /// 1-based.
        line: u64,
        /// Why it could not be read, where more is known.
        #[source]
        cause: Option<io::Error>,
    },
    /// The threads of the runtime cannot be started.
    #[error("the async runtime cannot start")]
    Runtime(#[source] io::Error),
    /// Finished sites cannot be stored until the end of the run.
    #[error("the results cannot be kept until the end of the run")]
    NoRoom(#[source] io::Error),
}

/// What ends a run for its caller: a stream that cannot be written, a failure, an error of the engine.
pub trait RunFault: From<io::Error> + From<Failure> + From<Error> {}

impl<E: From<io::Error> + From<Failure> + From<Error>> RunFault for E {}

/// What is wrong with a list of targets, or with a row of it.
#[derive(Debug, thiserror::Error)]
pub enum ListFault {
    /// The list has too many bytes.
    #[error("the list is longer than 256 MiB")]
    LargeList,
    /// The row has too many bytes.
    #[error("the row is too long")]
    LongRow,
    /// The row is in no encoding that is read.
    #[error("the row is neither UTF-8 nor GBK")]
    Encoding,
    /// A cell begins with a quotation mark and has no other at its end.
    #[error("a quotation mark has no end in this row")]
    OpenQuote,
    /// Its cells say something, but the one for the target is empty.
    #[error("the row names no site")]
    NoTarget,
    /// A cell is not what its column holds.
    #[error(transparent)]
    Cell(Box<Failure>),
    /// The row names no target.
    #[error(transparent)]
    Target(#[from] TargetError),
}

impl Bilingual for ListFault {
    fn zh(&self) -> String {
        match self {
            Self::LargeList => "清单超过 256 MiB".to_owned(),
            Self::LongRow => "这一行太长".to_owned(),
            Self::Encoding => "这一行既不是 UTF-8 也不是 GBK".to_owned(),
            Self::OpenQuote => "这一行的引号没有结束".to_owned(),
            Self::NoTarget => "这一行没有写网站".to_owned(),
            Self::Cell(wrong) => wrong.what.zh.clone().into_owned(),
            Self::Target(error) => error.zh(),
        }
    }
}

impl Bilingual for Error {
    fn zh(&self) -> String {
        match self {
            Self::Setup(error) => error.zh(),
            Self::Unreadable(path, _) => unreadable(path).what.zh(),
            Self::Unwritable(path, _) => unwritable(path).what.zh(),
            Self::Ledger(error) => error.zh(),
            Self::Target(error) => error.zh(),
            Self::List { list, line, fault } => {
                format!("{} 第 {line} 行：{}", list.display(), fault.zh())
            }
            Self::NoFolder { file, line, site, folder } => format!(
                "{} 第 {line} 行：[[site]] {}的目录 {} 不存在",
                file.display(),
                site.as_deref().map(|it| format!("{it} ")).unwrap_or_default(),
                folder.display()
            ),
            Self::NoSnapshots(folder) => format!("{} 里没有快照", folder.display()),
            Self::NotASnapshot(path) => format!("{} 不是可以读取的快照", path.display()),
            Self::InUse(path) => format!("{} 正由另一次运行写入", path.display()),
            Self::NotAResult { path, line, .. } => {
                format!("{} 第 {line} 行不是检查结果", path.display())
            }
            Self::Runtime(_) => "无法启动异步运行时".to_owned(),
            Self::NoRoom(_) => "结果无法保存到运行结束".to_owned(),
        }
    }
}

impl Remedy for Error {
    fn fix(&self) -> Text {
        match self {
            Self::Setup(error) => error.fix(),
            Self::Unreadable(path, _) => unreadable(path).fix,
            Self::Unwritable(path, _) => unwritable(path).fix,
            Self::Ledger(error) => error.fix(),
            Self::Target(error) => error.fix(),
            Self::List { fault, .. } => match fault {
                ListFault::LargeList => Text::fixed("请把清单分成几份", "divide the list"),
                ListFault::LongRow => {
                    Text::fixed("请每行写一个目标，或用 CSV", "write one target a line, or a CSV")
                }
                ListFault::Encoding => {
                    Text::fixed("请把目标清单存为 UTF-8", "save the list of targets as UTF-8")
                }
                ListFault::OpenQuote => Text::fixed(
                    "请补上结尾的引号，或去掉开头的",
                    "end the cell with a quotation mark, or take away the first one",
                ),
                ListFault::NoTarget => Text::fixed(
                    "请在该行填写域名、网址或目录，或删去这一行",
                    "write a domain, an address or a folder into it, or take the row out",
                ),
                ListFault::Cell(wrong) => wrong.fix.clone(),
                ListFault::Target(error) => error.fix(),
            },
            Self::NoFolder { .. } => Text::fixed(
                "请先生成该网站，或改正 `dir`；其他网站照常检查",
                "build the site, or correct `dir`; the other sites are audited all the same",
            ),
            Self::NoSnapshots(_) => Text::fixed(
                "请给出先前用 --save 运行时的目录",
                "name the folder of an earlier run with --save",
            ),
            Self::NotASnapshot(_) => Text::fixed(
                "请把它移出目录，或用 --save 再运行一次",
                "take it out of the folder, or run with --save once more",
            ),
            Self::InUse(_) => {
                Text::fixed("请等它结束，或换一个文件", "wait for it to end, or name another file")
            }
            Self::NotAResult { .. } => Text::fixed(
                "请给出先前运行的 JSON Lines 文件，或一个新文件",
                "name the JSON Lines file of an earlier run, or a new file",
            ),
            Self::Runtime(_) => Text::fixed("请关闭其他程序", "close other programs"),
            Self::NoRoom(_) => Text::fixed(
                "请在临时目录腾出空间，或使用 --resume FILE",
                "make room in the folder for temporary files, or use --resume FILE",
            ),
        }
    }

    fn cause(&self) -> Option<Text> {
        match self {
            Self::Setup(error) => error.cause(),
            Self::Unreadable(_, cause)
            | Self::Unwritable(_, cause)
            | Self::Runtime(cause)
            | Self::NoRoom(cause) => Some(cause.text()),
            Self::NotAResult { cause, .. } => cause.as_ref().map(Bilingual::text),
            Self::Ledger(error) => error.cause(),
            Self::Target(_)
            | Self::List { .. }
            | Self::NoFolder { .. }
            | Self::NoSnapshots(_)
            | Self::NotASnapshot(_)
            | Self::InUse(_) => None,
        }
    }
}
