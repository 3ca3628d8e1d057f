//! What is known of a site for a new `beian.toml`: by the name of its target, and by what its pages show.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::config::{Known, declared, without_www};
use crate::crawl::{Target, TargetKind};
use crate::domain::copyright::OwnerKind;
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::site::DeclaredPolice;
use crate::report::escape;
use crate::report::model::{Filing, SiteReport, Status};

use super::error::{Error, ListFault};
use super::list::{ListedTarget, TargetList};

/// The sites of a list of targets, each once, and the rows that are no targets. `input` is standard input.
pub fn known_in_list(
    list: &TargetList<'_>,
    input: &mut dyn Read,
) -> Result<(Vec<Known>, Vec<Error>), Failure> {
    let (mut sites, mut seen, mut unusable) = (Vec::new(), BTreeSet::new(), Vec::new());
    list.each(input, &mut |row| match row
        .and_then(|listed| known_listed(&listed, list.path, list.cwd))
    {
        Ok(known) => {
            if seen.insert((known.domain.clone(), known.dir.clone())) {
                sites.push(known);
            }
        }
        Err(error) => unusable.push(error),
    })?;
    if !sites.is_empty() {
        return Ok((sites, unusable));
    }
    Err(unusable.into_iter().next().map_or_else(
        || {
            let list = list.path.display();
            Failure::new(
                (format!("{list} 里没有目标"), format!("{list} lists no target")),
                ("请每行写一个域名", "write one domain a line"),
            )
        },
        Failure::from,
    ))
}

/// What the report of a target's home page shows of it; with a note where the page cannot be read yet, and only the name is
/// known. Folders are relative to `cwd`.
pub fn known_of(
    site: &SiteReport,
    target: &Target,
    cwd: &Path,
    today: Date,
) -> Result<(Known, Option<Text>), Failure> {
    if site.status != Status::Error {
        return Ok((known_name(target, cwd, known_values(site, today)), None));
    }
    let typed = &target.text;
    let why = site.findings.first().map(|finding| escape::line(&finding.message));
    let why = why.unwrap_or_default();
    let Some(known) = known_offline(target, cwd) else {
        let typed = escape::line(typed);
        let failure = Failure::new(
            (format!("无法读取 {typed}"), format!("{typed} could not be read")),
            (
                "请检查文件，或不写目标、自己填写各项",
                "look at the file, or leave the target out and fill in the values by hand",
            ),
        );
        return Err(failure.because(&Text::untranslated(why)));
    };
    let note = Text::made(
        format!("还读不到 {typed}（{why}）：只写入已知的内容，其余请自行填写"),
        format!("{typed} cannot be read yet ({why}): what is known is written, fill in the rest"),
    );
    Ok((known, Some(note)))
}

/// Adds the domain or folder of the target to what is known of it; folders are relative to `cwd`, where that is possible.
fn known_name(target: &Target, cwd: &Path, mut known: Known) -> Known {
    match &target.kind {
        TargetKind::Url(_) | TargetKind::Domain { .. } => {
            known.domain = target
                .url()
                .and_then(|url| url.host_str())
                .map(|host| without_www(host).to_owned());
        }
        TargetKind::Folder(path) => known.dir = Some(relative(path, cwd)),
        TargetKind::File(path) => known.dir = path.parent().map(|folder| relative(folder, cwd)),
    }
    known
}

/// What a row of a list says of its site, with the domain or folder of its target. An error where `beian.toml` does not take
/// that as a domain.
fn known_listed(listed: &ListedTarget, list: &Path, cwd: &Path) -> Result<Known, Error> {
    let ListedTarget { target, site, line } = listed;
    let known = Known {
        icp: site.icp.as_ref().map(ToString::to_string),
        police: site.police_number().map(ToString::to_string),
        police_pending: site.police == Some(DeclaredPolice::Pending),
        owner: site.owner.clone(),
        since: site.since,
        client: site.client.clone(),
        subject: site.subject,
        approved: site.approved,
        opened: site.opened,
        police_submitted: site.police_submitted,
        police_approved: site.police_approved,
        ..Known::default()
    };
    let known = known_name(target, cwd, known);
    if let Some(Err(wrong)) = known.domain.as_deref().map(declared::host) {
        let fault = ListFault::Cell(Box::new(wrong));
        return Err(Error::List { list: list.to_owned(), line: *line, fault });
    }
    Ok(known)
}

/// What is known of a site that is not online yet, or of a folder that is not built yet; `None` of a file.
fn known_offline(target: &Target, cwd: &Path) -> Option<Known> {
    let known = known_name(target, cwd, Known::default());
    match &target.kind {
        TargetKind::File(_) => None,
        TargetKind::Folder(_) => Some(known),
        TargetKind::Url(_) | TargetKind::Domain { .. } => known.domain.is_some().then_some(known),
    }
}

/// The values that a site's pages show and `beian.toml` takes: the first visible number of a kind, the first name and
/// year.
fn known_values(site: &SiteReport, today: Date) -> Known {
    let filings = &site.filings;
    let icp = |number: &str| declared::icp(number, today).is_ok();
    let police = |number: &str| declared::police(number).is_ok();
    let good = |filing: &&Filing| filing.state == NumberState::Ok && filing.visible;
    let mut icps = filings.icp.iter().map(AsRef::as_ref).filter(good);
    let mut polices = filings.police.iter().map(|police| &police.filing).filter(good);
    let lines = || filings.copyright.iter().filter(|line| line.visible);
    let named = lines().find(|line| line.owner_kind == Some(OwnerKind::Name.into()));
    Known {
        icp: icps.find(|filing| icp(&filing.number)).map(|filing| filing.number.to_string()),
        police: polices
            .find(|filing| police(&filing.number))
            .map(|filing| filing.number.to_string()),
        owner: named
            .and_then(|line| line.owner.as_deref())
            .map(|owner| owner.chars().filter(|char| !escape::is_unsafe(*char)).collect()),
        since: lines()
            .filter_map(|line| line.from)
            .find_map(|year| declared::since(year.into(), today).ok()),
        ..Known::default()
    }
}

/// A folder as written in a `beian.toml` of the working folder.
fn relative(path: &Path, cwd: &Path) -> String {
    let path = path.strip_prefix(cwd).unwrap_or(path);
    let path = if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() };
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_written_relative_to_the_file() {
        let cwd = Path::new("/w");
        for (path, expected) in [("/w/public", "public"), ("/w", "."), ("/x/y", "/x/y")] {
            assert_eq!(relative(Path::new(path), cwd), expected);
        }
    }
}
