//! Whether a `beian.toml` that the user did not name can be trusted. It sets where files are written and how servers are
//! reached: one that somebody else wrote, or could write, would act with the rights of the user.
//!
//! Git has the same check for repositories (`safe.directory`). In addition, root is trusted as the owner, since root could
//! replace this program; and so is write access of a group whose only member is the user (the umask 002).

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::lang::Bilingual;

/// Who runs the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    id: u32,
    /// Who called sudo.
    behind_sudo: Option<u32>,
}

impl User {
    /// The user of this process. `sudo` is the variable `SUDO_UID`: as in git, it counts for root only.
    pub fn current(sudo: Option<&str>) -> Self {
        #[cfg(unix)]
        let id = rustix::process::geteuid().as_raw();
        #[cfg(not(unix))]
        let id = 0;
        Self { id, behind_sudo: sudo.and_then(|id| id.parse().ok()).filter(|_| id == 0) }
    }

    fn trusts(&self, owner: u32) -> bool {
        owner == 0 || owner == self.id || self.behind_sudo == Some(owner)
    }
}

/// Why a file cannot be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The file, or the folder that it lies in.
    pub path: PathBuf,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It belongs to this user.
    Owner(u32),
    /// Others may write it: its mode.
    Writable(u32),
}

impl fmt::Display for Doubt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.why {
            Why::Owner(id) => write!(out, "{path} belongs to another user (uid {id})"),
            Why::Writable(mode) => write!(out, "others may write {path} (mode {mode:o})"),
        }
    }
}

impl Bilingual for Doubt {
    fn zh(&self) -> String {
        let path = self.path.display();
        match self.why {
            Why::Owner(id) => format!("{path} 属于另一个用户（uid {id}）"),
            Why::Writable(mode) => format!("其他用户可以写 {path}（权限 {mode:o}）"),
        }
    }
}

/// Who can write a file or folder: its owner, group and mode.
#[derive(Clone, Copy, Debug)]
struct Rights {
    owner: u32,
    group: u32,
    mode: u32,
}

impl Rights {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            Self { owner: metadata.uid(), group: metadata.gid(), mode: metadata.mode() }
        }
        #[cfg(not(unix))]
        {
            let _ = metadata;
            Self { owner: 0, group: 0, mode: 0 }
        }
    }

    /// Why somebody else can write it. In a `sticky` folder users can change only their own entries.
    fn doubt(self, user: &User, groups: &dyn Groups) -> Option<Why> {
        const STICKY: u32 = 0o1000;
        const FOLDER: u32 = 0o040_000;
        const KIND: u32 = 0o170_000;
        let Self { owner, group, mode } = self;
        if !user.trusts(owner) {
            return Some(Why::Owner(owner));
        }
        if mode & KIND == FOLDER && mode & STICKY != 0 {
            return None;
        }
        let others = mode & 0o002 != 0 && !(mode & 0o777 == 0o777 && groups.modes_are_made_up());
        let group = mode & 0o020 != 0 && !groups.is_private(group, user);
        (others || group).then_some(Why::Writable(mode & 0o7777))
    }
}

/// Why an open file cannot be trusted: because of itself, a link on its path, or a folder in which somebody else could
/// replace it.
pub(super) fn doubt(path: &Path, file: &File, user: &User) -> io::Result<Option<Doubt>> {
    let path = std::path::absolute(path)?;
    let real = path.canonicalize()?;
    let mut steps = vec![(path.clone(), Rights::of(&file.metadata()?))];
    if real != path {
        // The mode of a link has no meaning; its owner created it.
        let link = Rights::of(&fs::symlink_metadata(&path)?);
        let link = Rights { mode: link.mode & !0o7777, ..link };
        steps.extend([(path.clone(), link), folder_of(&real)?]);
    }
    steps.push(folder_of(&path)?);
    Ok(first_doubt(steps, user, &SystemGroups))
}

fn folder_of(path: &Path) -> io::Result<(PathBuf, Rights)> {
    let folder = path.parent().unwrap_or(path);
    Ok((folder.to_owned(), Rights::of(&fs::metadata(folder)?)))
}

fn first_doubt(steps: Vec<(PathBuf, Rights)>, user: &User, groups: &dyn Groups) -> Option<Doubt> {
    steps
        .into_iter()
        .find_map(|(path, rights)| rights.doubt(user, groups).map(|why| Doubt { path, why }))
}

/// What is known of the system beyond owner, group and mode.
trait Groups {
    /// Whether the user is the only member of a group.
    fn is_private(&self, group: u32, user: &User) -> bool;
    /// Whether the file is on a Windows drive mounted in WSL, where every file has mode 777.
    fn modes_are_made_up(&self) -> bool;
}

struct SystemGroups;

impl Groups for SystemGroups {
    fn is_private(&self, group: u32, user: &User) -> bool {
        // Elsewhere users are not in these files, and the umask is 022.
        let known = |path| fs::read_to_string(path).unwrap_or_default();
        cfg!(target_os = "linux")
            && is_private(group, user, &known("/etc/passwd"), &known("/etc/group"))
    }

    fn modes_are_made_up(&self) -> bool {
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        kernel.to_ascii_lowercase().contains("microsoft")
    }
}

/// Whether a group is the user's own and nobody else is in it, by the files `passwd` and `group`. A user who is not in
/// them (of a directory service, or of a container that was given a number) has a group of their own by its number.
fn is_private(group: u32, user: &User, passwd: &str, groups: &str) -> bool {
    let mut own = group == user.id || user.behind_sudo == Some(group);
    let mut trusted_names = vec!["root"];
    for line in passwd.lines() {
        let mut fields = line.split(':');
        let (Some(name), Some(id), Some(primary)) = (fields.next(), fields.nth(1), fields.next())
        else {
            continue;
        };
        let Ok(id) = id.parse::<u32>() else { continue };
        let trusted = user.trusts(id);
        if trusted {
            trusted_names.push(name);
        }
        if primary.parse() == Ok(group) {
            if !trusted {
                return false;
            }
            own = true;
        }
    }
    let members = groups.lines().filter_map(|line| {
        let mut fields = line.split(':').skip(2);
        let id = fields.next()?.parse::<u32>().ok()?;
        fields.next().filter(|_| id == group)
    });
    own && members
        .flat_map(|members| members.split(',').map(str::trim))
        .all(|member| member.is_empty() || trusted_names.contains(&member))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: User = User { id: 1000, behind_sudo: None };
    const ROOT: User = User { id: 0, behind_sudo: None };
    const SUDO: User = User { id: 0, behind_sudo: Some(1000) };

    struct Mine(bool);

    impl Groups for Mine {
        fn is_private(&self, group: u32, _: &User) -> bool {
            group == 1000
        }

        fn modes_are_made_up(&self) -> bool {
            self.0
        }
    }

    fn why(owner: u32, group: u32, mode: u32, user: &User) -> Option<Why> {
        Rights { owner, group, mode }.doubt(user, &Mine(false))
    }

    #[test]
    fn a_file_is_trusted_that_only_its_user_or_root_can_write() {
        for (owner, group, mode, user, expected) in [
            (1000, 1000, 0o100_644, ME, None),
            (1000, 1000, 0o100_664, ME, None),
            (1000, 50, 0o100_644, ME, None),
            (0, 0, 0o100_644, ME, None),
            (1000, 50, 0o100_664, ME, Some(Why::Writable(0o664))),
            (1000, 1000, 0o100_666, ME, Some(Why::Writable(0o666))),
            (1000, 1000, 0o100_646, ME, Some(Why::Writable(0o646))),
            (0, 50, 0o100_664, ME, Some(Why::Writable(0o664))),
            (1001, 1000, 0o100_600, ME, Some(Why::Owner(1001))),
            (1000, 1000, 0o100_644, ROOT, Some(Why::Owner(1000))),
            (1000, 1000, 0o100_644, SUDO, None),
            (1001, 1001, 0o100_644, SUDO, Some(Why::Owner(1001))),
        ] {
            assert_eq!(
                why(owner, group, mode, &user),
                expected,
                "{owner}:{group} {mode:o} {user:?}"
            );
        }
    }

    #[test]
    fn a_folder_may_be_open_to_all_where_each_keeps_their_own() {
        for (owner, mode, expected) in [
            (0, 0o041_777, None),
            (1000, 0o040_755, None),
            (0, 0o040_777, Some(Why::Writable(0o777))),
            (1000, 0o042_775, Some(Why::Writable(0o2775))),
            (1001, 0o041_777, Some(Why::Owner(1001))),
            (1001, 0o040_755, Some(Why::Owner(1001))),
        ] {
            assert_eq!(why(owner, 50, mode, &ME), expected, "{owner} {mode:o}");
        }
    }

    #[test]
    fn the_modes_that_a_windows_file_system_makes_up_say_nothing() {
        let rights = |mode| Rights { owner: 1000, group: 1000, mode };
        assert_eq!(rights(0o100_777).doubt(&ME, &Mine(true)), None);
        assert_eq!(rights(0o100_777).doubt(&ME, &Mine(false)), Some(Why::Writable(0o777)));
        assert_eq!(rights(0o100_666).doubt(&ME, &Mine(true)), Some(Why::Writable(0o666)));
    }

    #[test]
    fn a_group_is_private_where_nobody_else_is_in_it() {
        let passwd = "root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\n\
                      you:x:1001:1001::/:/bin/sh\nshared:x:1002:100::/:/bin/sh\nbroken";
        for (group, groups, expected) in [
            (1000, "me:x:1000:", true),
            (1000, "me:x:1000:me,root", true),
            (1000, "", true),
            (1000, "me:x:1000:you", false),
            (1000, "me:x:1000:me, nobody-knows", false),
            (1000, "me:x:1000:\nalias:x:1000:you", false),
            (1001, "you:x:1001:", false),
            (100, "users:x:100:", false),
            (50, "staff:x:50:me", false),
            (50, "", false),
        ] {
            assert_eq!(is_private(group, &ME, passwd, groups), expected, "{group} {groups}");
        }
        assert!(is_private(1000, &SUDO, passwd, "me:x:1000:"));
        assert!(is_private(4000, &User { id: 4000, behind_sudo: None }, passwd, ""));
        assert!(!is_private(0, &User { id: 4000, behind_sudo: None }, "op:x:11:0:::", ""));
    }

    #[test]
    fn only_root_may_stand_in_for_who_called_sudo() {
        assert_eq!(User::current(Some("x")).behind_sudo, None);
        let user = User::current(Some("4242"));
        assert_eq!(user.behind_sudo, (user.id == 0).then_some(4242));
    }
}
