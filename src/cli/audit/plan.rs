//! What a command line and `beian.toml` mean together: the sites to audit.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::config::{Config, declared};
use crate::crawl::Target;
use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::engine::{self, Plan, PlanOptions};
use crate::folder::open_stream;

use super::super::context::ledger_path;
use super::super::declare::named;
use super::super::{Error, World};
use super::args::{OutputArgs, SubjectArgs};

/// What to audit. Every target is looked at before anything is asked: a wrong one stops the run before it begins.
pub(super) fn plan<'c>(
    args: &SubjectArgs,
    config: Option<&'c Config>,
    today: Date,
    world: &mut World<'_>,
) -> Result<Plan<'c>, Error> {
    let base_path = args.base_path.as_deref().map(declared::base_path).transpose();
    let mut plan = Plan::new(PlanOptions {
        config,
        declared: args.declared.read(today)?,
        base: world.base(),
        base_path: base_path.map_err(named("base-path"))?,
    });
    for typed in &args.targets {
        plan.add_typed(typed)?;
    }
    if let Some(path) = &args.targets_file {
        each_target(path, world, &mut |row| plan.add_row(row))?;
    }
    if args.targets.is_empty() && args.targets_file.is_none() {
        match &args.saved {
            Some(folder) => plan.add_snapshots(folder)?,
            None if args.local => plan.add_folders(&world.cwd)?,
            None => plan.add_domains()?,
        }
    }
    if plan.is_empty() {
        return Err(plan.take_unusable().map_or_else(|| nothing(args, config), Error::from));
    }
    plan.note_left_out();
    Ok(plan)
}

/// Gives each site what the ledger holds of it. A ledger that was named must be readable; one that merely lies at the
/// usual place is passed over with a note when it is not.
pub(super) fn add_logs(
    plan: &mut Plan<'_>,
    args: &OutputArgs,
    config: Option<&Config>,
    world: &World<'_>,
) -> Result<(), Error> {
    let named = args.ledger.as_deref();
    let is_named = named.is_some() || config.is_some_and(|config| config.ledger.is_some());
    let Ok(path) = ledger_path(named, config, world) else { return Ok(()) };
    match plan.add_logs(&path) {
        Ok(()) => Ok(()),
        Err(error) if is_named => Err(error.into()),
        Err(error) => {
            plan.add_note(Text::made(
                format!("账本 {} 无法读取，期限只按 beian.toml 计算：{error}", path.display()),
                format!("the ledger is passed over, clocks run on beian.toml alone: {error}"),
            ));
            Ok(())
        }
    }
}

/// Hands on the targets of a list, and the rows that are none; `-` is standard input.
pub(in crate::cli) fn each_target(
    path: &Path,
    world: &mut World<'_>,
    take: &mut dyn FnMut(Result<Target, engine::Error>),
) -> Result<(), Error> {
    let mut file: File;
    let base = world.base();
    let source: &mut dyn Read = if path == Path::new("-") {
        world.input
    } else {
        file =
            open_stream(&world.cwd.join(path)).map_err(|cause| Error::unreadable(path, &cause))?;
        &mut file
    };
    Ok(engine::each_target(source, path, &base, take)?)
}

fn nothing(args: &SubjectArgs, config: Option<&Config>) -> Error {
    let Some(config) = config.filter(|_| args.targets_file.is_none()) else {
        return match args.targets_file {
            Some(_) => Error::new(
                ("目标清单是空的", "the list of targets is empty"),
                ("请每行写一个目标", "write one target a line"),
            ),
            None => Error::new(
                ("没有要检查的目标", "there is nothing to audit"),
                (
                    "请给出目标，例如 beian audit example.cn，或用 `beian init` 写一份 beian.toml（许多站点用 `beian init --from 清单.csv`）",
                    "name a target, e.g. beian audit example.cn, or write a beian.toml with `beian init` (`beian init --from \
                     targets.csv` for many sites)",
                ),
            ),
        };
    };
    let path = config.path.display();
    let (key, fix) = if args.local {
        let fix = Text::fixed(
            "请在 [[site]] 里加上 dir = \"public\"，或直接给出目录",
            "add dir = \"public\" to a [[site]], or name a folder",
        );
        ("dir", fix)
    } else {
        let fix = Text::fixed(
            "请在 [[site]] 里加上 domain = \"example.cn\"，给出目标，或用 --local 检查各目录",
            "add domain = \"example.cn\" to a [[site]], name a target, or use --local for the folders",
        );
        ("domain", fix)
    };
    let zh = format!("{path} 里没有写 {key} 的 [[site]]");
    Error::new((zh, format!("no [[site]] of {path} has a {key}")), fix)
}
