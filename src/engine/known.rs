//! What is known of a site for a new `beian.toml`: by the name of its target, and by what its pages show.

use std::path::{Path, PathBuf};

use crate::config::{Known, declared, without_www};
use crate::crawl::{Target, TargetKind};
use crate::domain::copyright::OwnerKind;
use crate::domain::date::Date;
use crate::domain::icp_number::NumberState;
use crate::report::escape;
use crate::report::model::{Filing, SiteReport};

/// Adds the domain or folder of the target to what is known of it; folders are relative to `cwd`, where that is possible.
pub fn known_name(target: &Target, cwd: &Path, mut known: Known) -> Known {
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

/// What is known of a site that is not online yet, or of a folder that is not built yet; `None` of a file.
pub fn known_offline(target: &Target, cwd: &Path) -> Option<Known> {
    let known = known_name(target, cwd, Known::default());
    match &target.kind {
        TargetKind::File(_) => None,
        TargetKind::Folder(_) => Some(known),
        TargetKind::Url(_) | TargetKind::Domain { .. } => known.domain.is_some().then_some(known),
    }
}

/// The values that a site's pages show and `beian.toml` takes: the first visible number of a kind, the first name and
/// year.
pub fn known_values(site: &SiteReport, today: Date) -> Known {
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
