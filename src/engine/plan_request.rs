//! What a user asks to be audited → a plan, or why there is nothing to audit.

use std::io::Read;
use std::path::Path;

use crate::config::{Config, declared, without_www};
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::site::Site;
use crate::report::escape;

use super::due::check_client;
use super::list::TargetList;
use super::plan::{Plan, PlanOptions};

/// Targets, and what holds for all of them.
#[derive(Clone, Debug)]
pub struct PlanRequest<'a, 'c> {
    /// Targets as they were typed.
    pub targets: &'a [String],
    /// A list of further targets; `-` is standard input.
    pub list: Option<&'a Path>,
    /// Without targets: the sites of the snapshots in this folder.
    pub saved: Option<&'a Path>,
    /// Without targets: the folders of the configuration.
    pub local: bool,
    /// Without targets: every site of the configuration once, its folder before its domain. Else its domains.
    pub all: bool,
    /// Only the sites of these clients.
    pub clients: &'a [String],
    /// The name by which the ledger knows the only folder or file.
    pub name: Option<&'a str>,
    /// Where folders are published.
    pub base_path: Option<&'a str>,
    /// Values that go before those of the configuration.
    pub declared: Site,
    /// The configuration.
    pub config: Option<&'c Config>,
    /// The working folder.
    pub cwd: &'a Path,
    /// What relative targets are joined to, as [`PlanOptions::base`].
    pub base: &'a Path,
    /// The upper bound of years.
    pub today: Date,
}

impl<'c> PlanRequest<'_, 'c> {
    /// Looks at every target before anything is asked of a server: a wrong one stops the run before it begins. `input` is
    /// standard input.
    pub fn plan(self, input: &mut dyn Read) -> Result<Plan<'c>, Failure> {
        let base_path = self.base_path.map(declared::base_path).transpose();
        let mut plan = Plan::new(PlanOptions {
            config: self.config,
            declared: self.declared.clone(),
            base: self.base.to_owned(),
            base_path: base_path.map_err(declared::of_option("base-path"))?,
            name: self.name.map(ledger_name).transpose()?,
            clients: self.clients.to_vec(),
        });
        self.clients.iter().try_for_each(|client| check_client(client, self.config))?;
        for typed in self.targets {
            plan.add_typed(typed)?;
        }
        if let Some(path) = self.list {
            let list = TargetList { path, cwd: self.cwd, base: self.base, today: self.today };
            list.each(input, &mut |row| plan.add_row(row))?;
        }
        if self.targets.is_empty() && self.list.is_none() {
            match self.saved {
                Some(folder) => plan.add_snapshots(folder)?,
                None if self.local => plan.add_folders(self.cwd),
                None if self.all => plan.add_sites(self.cwd)?,
                None => plan.add_domains()?,
            }
        }
        if plan.is_empty() {
            return Err(plan.take_unusable().map_or_else(|| self.nothing(), Failure::from));
        }
        if self.name.is_some() && (plan.len() > 1 || plan.paths().is_empty()) {
            return Err(Failure::new(
                ("--name 只用于单个目录或文件", "--name is for one folder or file"),
                (
                    "多个目录请在 beian.toml 中各写一个 [[site]]",
                    "write a [[site]] for each of several folders into beian.toml",
                ),
            ));
        }
        plan.note_left_out();
        Ok(plan)
    }

    /// Why there is nothing to audit.
    fn nothing(&self) -> Failure {
        if self.list.is_some() {
            return Failure::new(
                ("目标清单是空的", "the list of targets is empty"),
                ("请每行写一个目标", "write one target a line"),
            );
        }
        let Some(config) = self.config else {
            return Failure::new(
                ("没有要检查的目标", "there is nothing to audit"),
                (
                    "请给出目标，例如 beian audit example.cn，或用 `beian init` 写一份 beian.toml（许多站点用 `beian init --from 清单.csv`）",
                    "name a target, e.g. beian audit example.cn, or write a beian.toml with `beian init` (`beian init --from \
                     targets.csv` for many sites)",
                ),
            );
        };
        let path = config.path.display();
        let ((zh_key, en_key), fix) = if self.local {
            let fix = Text::fixed(
                "请在 [[site]] 里加上 dir = \"public\"，或直接给出目录",
                "add dir = \"public\" to a [[site]], or name a folder",
            );
            (("dir", "dir"), fix)
        } else if self.all {
            let fix = Text::fixed(
                "请在 [[site]] 里加上 domain = \"example.cn\" 或 dir = \"public\"，或直接给出目标",
                "add domain = \"example.cn\" or dir = \"public\" to a [[site]], or name a target",
            );
            (("dir 或 domain", "dir or domain"), fix)
        } else {
            let fix = Text::fixed(
                "请在 [[site]] 里加上 domain = \"example.cn\"，给出目标，或用 --local 检查各目录",
                "add domain = \"example.cn\" to a [[site]], name a target, or use --local for the folders",
            );
            (("domain", "domain"), fix)
        };
        let zh = format!("{path} 里没有写 {zh_key} 的 [[site]]");
        Failure::new((zh, format!("no [[site]] of {path} has a {en_key}")), fix)
    }
}

/// A name for the ledger: a host in the form of URLs, any other text as it is.
fn ledger_name(typed: &str) -> Result<String, Failure> {
    const LONGEST: usize = 253;
    let name = typed.trim();
    if name.is_empty() || name.len() > LONGEST || name.chars().any(escape::is_unsafe) {
        return Err(Failure::new(
            ("--name 的名称不能用", "--name: not a name"),
            ("请写一个短的名称，例如 docs", "write a short name, e.g. docs"),
        ));
    }
    Ok(declared::host(name).map_or_else(|_| name.to_owned(), |host| without_www(&host).to_owned()))
}
