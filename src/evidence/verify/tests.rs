use std::os::unix::fs::symlink;

use super::*;
use crate::evidence::key::EvidenceKey;
use crate::evidence::manifest::EvidenceScreen;
use crate::evidence::store::EvidenceStore;

fn written(key: Option<&EvidenceKey>) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let store = EvidenceStore::create(root.path()).unwrap();
    for (index, target) in ["b.cn", "a.cn"].into_iter().enumerate() {
        let folder = store.begin(target).unwrap();
        store.put(&folder, "received.html", b"<p>hello").unwrap();
        store.put(&folder, "desktop/footer.png", target.as_bytes()).unwrap();
        store.add(index, EvidenceSite { target: target.to_owned(), folder, ..Default::default() });
    }
    store.finish("2026-11-27T12:00:00+08:00", true, key).unwrap();
    root
}

fn problems(root: &Path, key: Option<PublicKey>) -> Vec<(String, ProblemKind)> {
    let problems = verify(root, key).unwrap().problems;
    problems.into_iter().map(|it| (it.path, it.kind)).collect()
}

#[test]
fn what_was_written_holds() {
    let root = written(None);
    let found = verify(root.path(), None).unwrap();
    assert_eq!((found.problems.len(), found.files, found.sites), (0, 4, 2));
    assert_eq!(found.signature, SignatureCheck::Unsigned);
    let full = EvidenceStore::create(root.path()).unwrap_err();
    assert_eq!(full.kind(), io::ErrorKind::DirectoryNotEmpty);
}

#[test]
fn evidence_without_a_picture_is_not_complete() {
    let seen = |picture: Option<&str>, fault: Option<&str>| EvidenceScreen {
        window_picture: picture.map(str::to_owned),
        fault: fault.map(str::to_owned),
        ..Default::default()
    };
    let site = |screens| EvidenceSite { target: "a.cn".to_owned(), screens, ..Default::default() };
    let no_browser = EvidenceSite { fault: Some("no browser".to_owned()), ..site(Vec::new()) };
    for (site, said) in [
        (site(vec![seen(Some("a.cn/desktop/window.png"), None)]), None),
        (site(vec![seen(Some("a"), None), seen(None, Some("it ended"))]), Some("it ended")),
        (site(vec![seen(None, None)]), Some("no picture")),
        (no_browser, Some("no browser")),
    ] {
        let root = tempfile::tempdir().unwrap();
        let store = EvidenceStore::create(root.path()).unwrap();
        store.add(0, site);
        store.finish("2026-11-27T12:00:00+08:00", true, None).unwrap();
        let found = verify(root.path(), None).unwrap();
        assert_eq!(found.complete, said.is_none(), "{said:?}");
        let said: Vec<_> =
            said.into_iter().map(|said| ("a.cn".to_owned(), said.to_owned())).collect();
        assert_eq!(found.faults, said);
    }
}

#[test]
fn one_changed_byte_of_any_file_is_found() {
    let key = EvidenceKey::read(EvidenceKey::generate().unwrap().as_bytes()).unwrap();
    for key in [None, Some(&key)] {
        let root = written(key);
        let mut files = BTreeMap::new();
        list(root.path(), "", 0, &mut files).unwrap();
        assert_eq!(files.len(), if key.is_some() { 7 } else { 6 });
        for path in files.keys() {
            let full = root.path().join(path);
            let whole = fs::read(&full).unwrap();
            for at in 0..whole.len() {
                let mut bytes = whole.clone();
                bytes[at] ^= 1;
                fs::write(&full, &bytes).unwrap();
                assert!(!problems(root.path(), None).is_empty(), "{path} {at}");
            }
            for other in [&whole[..whole.len() - 1], &[&whole[..], b"\n"].concat()] {
                fs::write(&full, other).unwrap();
                assert!(!problems(root.path(), None).is_empty(), "{path}");
            }
            fs::write(&full, &whole).unwrap();
        }
        assert!(problems(root.path(), None).is_empty());
    }
}

#[test]
fn missing_and_extra_files_are_named() {
    let root = written(None);
    let at = |path: &str| root.path().join(path);
    fs::remove_file(at("a.cn/received.html")).unwrap();
    fs::write(at("b.cn/desktop/.hidden"), "").unwrap();
    fs::write(at("manifest.sig"), "x").unwrap();
    fs::create_dir(at("empty")).unwrap();
    symlink("received.html", at("b.cn/link.html")).unwrap();
    let problem = |path: &str, kind| (path.to_owned(), kind);
    assert_eq!(
        problems(root.path(), None),
        [
            problem("a.cn/received.html", ProblemKind::Missing),
            problem("b.cn/desktop/.hidden", ProblemKind::Extra),
            problem("b.cn/link.html", ProblemKind::NoFile),
            problem("empty/", ProblemKind::NoFile),
            problem("manifest.sig", ProblemKind::Extra),
        ]
    );
    // a folder that is no evidence is not listed file by file
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("index.html"), "x").unwrap();
    assert_eq!(
        problems(other.path(), None),
        [
            problem("manifest.json", ProblemKind::Missing),
            problem("manifest.sha256", ProblemKind::Missing),
        ]
    );
}

#[test]
fn a_file_put_in_place_of_a_link_or_folder_is_found() {
    let root = written(None);
    let path = root.path().join("a.cn/received.html");
    let away = root.path().with_extension("away");
    fs::rename(&path, &away).unwrap();
    symlink(&away, &path).unwrap();
    assert_eq!(problems(root.path(), None)[0].1, ProblemKind::NoFile);
    fs::remove_file(away).unwrap();
}

#[test]
fn only_the_right_key_passes() {
    let key = || EvidenceKey::read(EvidenceKey::generate().unwrap().as_bytes()).unwrap();
    let (mine, other) = (key(), key());
    let root = written(Some(&mine));
    let signature = |key| verify(root.path(), key).unwrap().signature;
    assert_eq!(signature(None), SignatureCheck::OwnKey(mine.public()));
    assert_eq!(signature(Some(mine.public())), SignatureCheck::GivenKey(mine.public()));
    assert_eq!(
        problems(root.path(), Some(other.public())),
        [("manifest.json".to_owned(), ProblemKind::OtherKey)]
    );
    let unsigned = written(None);
    assert_eq!(
        problems(unsigned.path(), Some(mine.public())),
        [("manifest.sig".to_owned(), ProblemKind::Unsigned)]
    );
    // without its signature, signed evidence is not merely unsigned
    fs::remove_file(root.path().join(SIGNATURE)).unwrap();
    assert_eq!(problems(root.path(), None)[0].1, ProblemKind::Missing);
}
