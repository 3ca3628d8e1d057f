//! What a file has besides its bytes: extended attributes, access control list, owner, mode, holes.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use rustix::fs::{
    Gid, Mode, Uid, XattrFlags, fchmod, fchown, fgetxattr, flistxattr, flistxattr_query,
    fremovexattr, fsetxattr, fstat,
};

use super::Identity;

/// The extended attribute in which Linux keeps a file's access control list.
const ACL: &str = "system.posix_acl_access";
/// Largest extended attribute in bytes, by the limit of Linux.
const LARGEST: usize = 64 << 10;

/// Gives a new file the mode of an old one, and its owner where that is permitted. Where the old file itself is given, its
/// extended attributes and access control list are copied too, as far as the file system permits.
pub fn copy_metadata(file: &File, like: &Identity, old: Option<&File>) -> io::Result<()> {
    if let Some(old) = old {
        // best effort: some attributes are the system's own
        let _ = copy_attributes(old, file);
    }
    let mut own = Identity::of(&fstat(file)?);
    if own.owner != like.owner {
        let (user, group) = (Uid::from_raw(like.owner.0), Gid::from_raw(like.owner.1));
        // only root may change the owner; the group may be another one of the user
        if fchown(file, Some(user), Some(group)).is_err() {
            let _ = fchown(file, None, Some(group));
        }
        own = Identity::of(&fstat(file)?);
    }
    let mode = allowed(like, own.owner);
    if own.mode != mode {
        fchmod(file, Mode::from_raw_mode(mode))?;
    }
    Ok(())
}

/// The mode of an old file for a new one that may have another owner or group: nobody may do more than before.
fn allowed(like: &Identity, owner: (u32, u32)) -> u32 {
    let mut mode = like.mode;
    if owner != like.owner {
        mode &= 0o1777; // no program of another user
    }
    if owner.1 != like.owner.1 {
        mode = (mode & !0o070) | ((mode & 0o007) << 3);
    }
    mode
}

fn copy_attributes(from: &File, to: &File) -> io::Result<()> {
    let mut names = vec![0; flistxattr_query(from)?];
    let length = if names.is_empty() { 0 } else { flistxattr(from, &mut names[..])? };
    names.truncate(length);
    let mut listed = false;
    let mut value = Vec::new();
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        listed |= name == ACL.as_bytes();
        value.resize(LARGEST, 0);
        if let Ok(length) = fgetxattr(from, name, &mut value[..]) {
            let value = value.get(..length).unwrap_or_default();
            let _ = fsetxattr(to, name, value, XattrFlags::empty());
        }
    }
    if !listed {
        // a list that the new file inherited from its folder
        let _ = fremovexattr(to, ACL);
    }
    Ok(())
}

/// Copies the bytes of a file from its beginning, and keeps holes.
pub fn copy_content(from: &mut File, to: &mut File) -> io::Result<()> {
    from.rewind()?;
    let data = from.metadata()?;
    let taken = std::os::unix::fs::MetadataExt::blocks(&data).saturating_mul(512);
    if taken >= data.len() {
        return io::copy(from, to).map(drop);
    }
    let mut at = 0;
    while let Some((start, end)) = next_data(from, at, data.len())? {
        from.seek(SeekFrom::Start(start))?;
        to.seek(SeekFrom::Start(start))?;
        io::copy(&mut from.take(end - start), to)?;
        at = end;
    }
    to.set_len(data.len())
}

/// The start and end of the next data at or after `at`; `None` where only a hole follows.
#[cfg(any(target_os = "linux", target_os = "macos", target_os = "freebsd"))]
fn next_data(file: &File, at: u64, size: u64) -> io::Result<Option<(u64, u64)>> {
    use rustix::fs::{SeekFrom, seek};
    if at >= size {
        return Ok(None);
    }
    match seek(file, SeekFrom::Data(at)) {
        Ok(start) => Ok(Some((start, seek(file, SeekFrom::Hole(start))?))),
        Err(rustix::io::Errno::NXIO) => Ok(None),
        // this file system does not report holes
        Err(_) => Ok(Some((at, size))),
    }
}

/// The start and end of the next data: the rest of the file, because this system does not report holes.
#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "freebsd")))]
fn next_data(_: &File, at: u64, size: u64) -> io::Result<Option<(u64, u64)>> {
    Ok((at < size).then_some((at, size)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt as _;

    #[test]
    fn another_owner_lets_nobody_do_more() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a");
        std::fs::write(&path, "").unwrap();
        let like = Identity::of(&fstat(File::open(&path).unwrap()).unwrap());
        let (user, group) = like.owner;
        for (mode, owner, expected) in [
            (0o4750, (user, group), 0o4750),
            (0o4750, (user + 1, group), 0o750),
            (0o660, (user, group + 1), 0o600),
            (0o664, (user + 1, group + 1), 0o644),
        ] {
            assert_eq!(allowed(&like.clone().with_mode(mode), owner), expected, "{mode:o}");
        }
    }

    #[test]
    fn holes_stay_holes() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        let mut holes = File::create_new(at("holes")).unwrap();
        for place in [1 << 20, 5 << 20] {
            holes.seek(SeekFrom::Start(place)).unwrap();
            io::Write::write_all(&mut holes, b"data").unwrap();
        }
        holes.set_len(8 << 20).unwrap();
        std::fs::write(at("empty"), "").unwrap();
        std::fs::write(at("plain"), "京ICP备").unwrap();
        File::create_new(at("hole")).unwrap().set_len(1 << 20).unwrap();
        for name in ["holes", "empty", "plain", "hole"] {
            let mut to = File::create_new(at("copy")).unwrap();
            copy_content(&mut File::open(at(name)).unwrap(), &mut to).unwrap();
            let copied = std::fs::read(at("copy")).unwrap();
            assert!(copied == std::fs::read(at(name)).unwrap(), "{name}");
            let blocks = |name: &str| std::fs::metadata(at(name)).unwrap().blocks();
            assert!(blocks("copy") <= blocks(name).max(8), "{name}");
            std::fs::remove_file(at("copy")).unwrap();
        }
    }
}
