//! What the command line and `beian.toml` together ask for: a folder, and what is done to its pages.

use std::path::{Path, PathBuf};

use crate::config::{Config, declared_dir, named_site, only_site_of};
use crate::domain::lang::Text;
use crate::domain::site::DeclaredPolice;
use crate::folder::{self, Choice};
use crate::inject::{Action, PutOptions};

use super::super::{Error, World};
use super::args::Inject;

/// A folder, and what is done to its pages.
#[derive(Debug)]
pub(super) struct InjectPlan {
    /// As it was typed, or as `beian.toml` names it.
    pub(super) dir: PathBuf,
    pub(super) action: Action,
    pub(super) pages: Choice,
    /// What the user should know before the run.
    pub(super) notes: Vec<Text>,
}

/// Puts the command line and `beian.toml` together.
pub(super) fn plan(
    args: &Inject,
    config: Option<&Config>,
    world: &World<'_>,
) -> Result<InjectPlan, Error> {
    let mut notes = Vec::new();
    let named = args.files.site.as_deref().map(|typed| named_site(typed, config)).transpose()?;
    let dir = if let Some(dir) = &args.dir {
        dir.clone()
    } else {
        let dir = declared_dir(named, config)?;
        let dir = dir.strip_prefix(&world.cwd).unwrap_or(dir).to_owned();
        let shown = dir.display();
        notes.push(Text::made(
            format!("目录取自 beian.toml：{shown}"),
            format!("the folder is the one of beian.toml: {shown}"),
        ));
        dir
    };
    is_folder(&dir, &world.cwd)?;
    let path = world.cwd.join(&dir);
    let entry = match (named, config) {
        (Some(entry), _) => Some(entry),
        // What is removed is the same for every site of the folder.
        (None, Some(config)) if args.files.remove => config.site_of_path(&path),
        (None, Some(config)) => only_site_of(config, &path, &dir)?,
        (None, None) => None,
    };
    let action = if args.files.remove {
        Action::Remove
    } else {
        let footer = args.footer.footer(entry, world)?;
        if footer.site.police == Some(DeclaredPolice::Pending) {
            notes.push(Text::fixed(
                "公安备案尚未通过（pending），暂不写入公安备案号",
                "the police filing is pending: no police number is put in yet",
            ));
        }
        let options =
            PutOptions { fix_links: args.files.fix_links, fragments: args.files.include_fragments };
        Action::Put(Box::new(footer), options)
    };
    let pages = pages(&args.files.include, &args.files.exclude)?;
    Ok(InjectPlan { dir, action, pages, notes })
}

fn is_folder(dir: &Path, cwd: &Path) -> Result<(), Error> {
    let path = cwd.join(dir);
    if path.is_dir() {
        return Ok(());
    }
    let shown = dir.display();
    if path.is_file() {
        return Err(Error::new(
            (format!("{shown} 是文件"), format!("{shown} is a file")),
            (
                "请给出它所在的目录，页面用 --include 指定",
                "name its folder, and the page with --include",
            ),
        ));
    }
    Err(Error::new(
        (format!("没有目录 {shown}"), format!("there is no folder {shown}")),
        (
            "请先构建网站，或给出构建输出的目录",
            "build the site first, or name the folder that the build writes",
        ),
    ))
}

fn pages(include: &[String], exclude: &[String]) -> Result<Choice, Error> {
    // each by itself, so that an error names its option
    for (option, patterns) in [("include", include), ("exclude", exclude)] {
        folder::globs(patterns).map_err(|error| Error::pattern(option, &error))?;
    }
    Choice::new(include, exclude).map_err(|error| Error::pattern("exclude", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_pattern_names_its_option() {
        assert!(pages(&["a[".to_owned()], &[]).unwrap_err().what.en.starts_with("--include: "));
    }
}
