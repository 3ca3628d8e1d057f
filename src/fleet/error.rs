//! Why a command of the fleet cannot begin or go on.

use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::engine;

use super::names::{NameError, RunName};
use super::settings::SettingsError;

/// The oldest server that has what the fleet needs, and on which consumers were found to be sound.
const OLDEST: &str = "2.11";

/// Why a command of the fleet cannot begin or go on. [`Bilingual::text`] says it, [`Remedy::cause`] why,
/// [`Remedy::fix`] what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No server answers, or it refuses us.
    #[error("no connection to the NATS server {servers}")]
    Connect {
        /// The addresses that were tried.
        servers: String,
        /// Why, in the library's words.
        cause: String,
        /// Whether it may be otherwise in a moment.
        passing: bool,
    },
    /// An address or a file of the connection cannot be used.
    #[error("{0} cannot be used for the connection")]
    ConnectionOption(String, String),
    /// A password in an address: whoever lists processes would see it.
    #[error("the address of a NATS server must not hold a user or a password")]
    PasswordInAddress,
    /// The server cannot do what is needed.
    #[error("the NATS server {server} is of version {found}; the fleet needs at least {}", OLDEST)]
    OldServer {
        /// Its name.
        server: String,
        /// Its version.
        found: String,
    },
    /// The server keeps no streams, or none on a disk.
    #[error("{0}")]
    NoStorage(Text),
    /// The server has no fleet of this name.
    #[error("there is no fleet {0:?} on the server")]
    NoFleet(String),
    /// There is no such run.
    #[error("there is no run {0}")]
    NoRun(RunName),
    /// The run was cancelled.
    #[error("the run {0} was cancelled")]
    Cancelled(RunName),
    /// A run of this name was submitted with another list.
    #[error("the run {0} was begun with another list")]
    OtherList(RunName),
    /// A list without sites.
    #[error("there is no site to submit as run {0}")]
    NoSites(RunName),
    /// A run of this name was submitted with other settings.
    #[error("the run {0} was begun with other settings")]
    OtherSettings(RunName),
    /// The settings of a run are not understood.
    #[error("run {0}: {1}")]
    Settings(RunName, SettingsError),
    /// A result cannot be read: a program of another version sent it.
    #[error("a result of the run {0} cannot be read")]
    Unreadable(RunName, String),
    /// A text that is no name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The engine cannot begin or go on.
    #[error(transparent)]
    Engine(#[from] engine::Error),
    /// A request that the server did not carry out.
    #[error("the NATS server did not {what}")]
    Request {
        /// What was asked for, as an infinitive.
        what: &'static str,
        /// Why, in the library's words.
        cause: String,
    },
    /// An address for figures that cannot be listened on.
    #[error("{0} cannot be listened on for --metrics")]
    Metrics(String, String),
}

impl Error {
    pub(super) fn request(what: &'static str) -> impl Fn(&dyn std::error::Error) -> Self {
        move |cause| Self::Request { what, cause: chain(cause) }
    }

    /// The error with its cause, of something that is tried again for ever.
    pub fn trying_again(&self) -> Text {
        let cause = self.cause().map(|cause| cause.en.into_owned()).unwrap_or_default();
        Text::made(
            format!("{}（{cause}），会一直重试", self.zh()),
            format!("{self} ({cause}): trying again"),
        )
    }
}

impl Remedy for Error {
    fn cause(&self) -> Option<Text> {
        match self {
            Self::Connect { cause, .. }
            | Self::ConnectionOption(_, cause)
            | Self::Unreadable(_, cause)
            | Self::Request { cause, .. }
            | Self::Metrics(_, cause) => Some(Text::untranslated(cause.clone())),
            Self::Engine(error) => error.cause(),
            _ => None,
        }
    }

    fn fix(&self) -> Text {
        match self {
            Self::Connect { .. } => Text::fixed(
                "请检查 --nats（或 BEIAN_NATS）的地址、证书和凭据，以及服务器是否在运行",
                "look at the address in --nats (or BEIAN_NATS), certificates and credentials, and whether the server runs",
            ),
            Self::ConnectionOption(..) => {
                Text::fixed("请检查这个选项的值", "look at the value of this option")
            }
            Self::PasswordInAddress => Text::fixed(
                "请用 --nats-creds，或把它们放进环境变量 BEIAN_NATS_USER 和 BEIAN_NATS_PASSWORD",
                "use --nats-creds, or put them into BEIAN_NATS_USER and BEIAN_NATS_PASSWORD of the environment",
            ),
            Self::OldServer { .. } => Text::fixed(
                "请升级 nats-server，见 https://github.com/nats-io/nats-server/releases",
                "upgrade nats-server, see https://github.com/nats-io/nats-server/releases",
            ),
            Self::NoStorage(_) => Text::fixed(
                "请用 jetstream 和可写的 store_dir 启动服务器，并给账号文件存储的额度",
                "start the server with jetstream and a store_dir, and give the account file storage",
            ),
            Self::NoFleet(_) => Text::fixed(
                "请先运行 beian fleet submit，或检查 --fleet 和账号",
                "run beian fleet submit first, or look at --fleet and the account",
            ),
            Self::NoRun(_) => Text::fixed(
                "请用 beian fleet status 查看有哪些任务",
                "beian fleet status lists the runs",
            ),
            Self::Cancelled(_) | Self::OtherList(_) | Self::OtherSettings(_) => {
                Text::fixed("请换一个 --run 名称", "choose another name with --run")
            }
            Self::Unreadable(..) => Text::fixed(
                "请用与 worker 相同版本的 beian 收集结果",
                "collect with the version of beian that the workers have",
            ),
            Self::Settings(_, error) => error.fix(),
            Self::Name(error) => error.fix(),
            Self::Engine(error) => error.fix(),
            Self::Request { .. } => Text::fixed(
                "请检查服务器是否有空间、账号是否有权限（见 docs/fleet.md），然后再运行一次",
                "look whether the server has room and the account the permissions (docs/fleet.md), then run it again",
            ),
            Self::NoSites(_) => Text::fixed(
                "请检查清单，或者产生清单的命令",
                "look at the list, or at the command that makes it",
            ),
            Self::Metrics(..) => Text::fixed("请换一个端口", "choose another port"),
        }
    }
}

impl Bilingual for Error {
    fn zh(&self) -> String {
        match self {
            Self::Connect { servers, .. } => format!("连不上 NATS 服务器 {servers}"),
            Self::ConnectionOption(option, _) => format!("连接不能使用 {option}"),
            Self::PasswordInAddress => "NATS 服务器地址里不能写用户名或密码".to_owned(),
            Self::OldServer { server, found } => {
                format!("NATS 服务器 {server} 的版本是 {found}，至少需要 {OLDEST}")
            }
            Self::NoStorage(text) => text.zh.clone().into_owned(),
            Self::NoFleet(name) => format!("服务器上没有集群“{name}”"),
            Self::NoRun(run) => format!("没有任务 {run}"),
            Self::Cancelled(run) => format!("任务 {run} 已取消"),
            Self::OtherList(run) => format!("任务 {run} 提交时用的是另一份清单"),
            Self::NoSites(run) => format!("任务 {run} 没有可以提交的网站"),
            Self::OtherSettings(run) => format!("任务 {run} 提交时用的是另一些设置"),
            Self::Settings(run, error) => format!("任务 {run}：{}", error.zh()),
            Self::Unreadable(run, _) => format!("任务 {run} 的一个结果无法读取"),
            Self::Name(error) => error.zh(),
            Self::Engine(error) => error.zh(),
            Self::Request { what, .. } => format!("NATS 服务器没有完成请求（{what}）"),
            Self::Metrics(address, _) => format!("--metrics 无法监听 {address}"),
        }
    }
}

/// An error with its causes, each once.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    text
}
