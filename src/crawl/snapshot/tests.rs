use super::*;
use crate::crawl::PathKind;
use crate::net::{ExchangeBody, ExchangeOutcome};
use proptest::prelude::*;

fn target(text: &str) -> Target {
    Target::parse(text, |_| PathKind::Nothing).unwrap()
}

fn snapshot() -> SnapshotHeader {
    SnapshotHeader {
        target: "a.cn".to_owned(),
        place: 3,
        started_at: "2026-11-22T12:00:00+08:00".parse().unwrap(),
        names: vec!["m.a.cn".to_owned()],
        options: LiveOptions::default(),
        max_body: 5,
    }
}

fn exchange(path: &str, body: ExchangeBody) -> Exchange {
    Exchange {
        url: format!("https://a.cn/{path}"),
        request: vec![],
        milliseconds: 7,
        tls_fault: None,
        unchanged: false,
        outcome: ExchangeOutcome::Response {
            address: "192.0.2.1:443".parse().ok(),
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body,
        },
    }
}

fn all() -> Vec<Exchange> {
    let refused = |address: &str| {
        let address = address.parse().unwrap();
        let range = crate::net::special_range(address).unwrap();
        FetchError::Refused { host: "a.cn".to_owned(), address, range }
    };
    vec![
        exchange("", ExchangeBody::Whole("京ICP备11000001号".as_bytes().to_vec())),
        exchange("", ExchangeBody::Whole(b"another answer".to_vec())),
        exchange("gbk", ExchangeBody::Whole(b"\xbe\xa9ICP\xb1\xb8".to_vec())),
        exchange("cut", ExchangeBody::Truncated(vec![0; 70_000])),
        exchange("unread", ExchangeBody::Unread),
        exchange("late", ExchangeBody::Fault(FetchError::Timeout(crate::net::Phase::Body))),
        Exchange {
            outcome: ExchangeOutcome::Fault(refused("10.0.0.1")),
            ..exchange("v4", ExchangeBody::Unread)
        },
        Exchange {
            outcome: ExchangeOutcome::Fault(refused("::1")),
            ..exchange("v6", ExchangeBody::Unread)
        },
    ]
}

fn opened(folder: &Path) -> Arc<Folder> {
    Arc::new(Folder::open(folder).unwrap())
}

fn saved(folder: &Path) -> PathBuf {
    let saving = SnapshotWriter::begin(&opened(folder), &target("a.cn"), &snapshot()).unwrap();
    for exchange in all() {
        saving.record(exchange);
    }
    saving.end().unwrap();
    folder.join("a.cn.jsonl.gz")
}

#[test]
fn what_was_kept_comes_back_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = saved(folder.path());
    let (site, archive) = SnapshotReader::open(&path).unwrap();
    assert_eq!(site, snapshot());
    for expected in all() {
        let url = Url::parse(&format!("{}#part", expected.url)).unwrap();
        assert_eq!(archive.next(&url), Ok(expected));
    }
    for path in ["", "other"] {
        let url = Url::parse(&format!("https://a.cn/{path}")).unwrap();
        assert!(matches!(archive.next(&url), Err(FetchError::NotInSnapshot(_))));
    }
    assert_eq!(SnapshotReader::list(folder.path()).unwrap(), [(path, Some(snapshot()))]);
}

#[test]
fn a_snapshot_that_was_not_ended_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let saving =
        SnapshotWriter::begin(&opened(folder.path()), &target("a.cn"), &snapshot()).unwrap();
    saving.record(exchange("", ExchangeBody::Unread));
    drop(saving);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn two_runs_that_share_a_folder_each_write_a_whole_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let both = [0, 1].map(|_| {
        let saving =
            SnapshotWriter::begin(&opened(folder.path()), &target("a.cn"), &snapshot()).unwrap();
        saving.record(exchange("", ExchangeBody::Unread));
        saving
    });
    for saving in both {
        saving.record(exchange("more", ExchangeBody::Unread));
        saving.end().unwrap();
        assert!(SnapshotReader::open(&folder.path().join("a.cn.jsonl.gz")).is_ok());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_link_in_the_way_is_replaced_and_what_it_leads_to_stays() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other");
    fs::write(&other, "mine").unwrap();
    for name in ["a.cn.jsonl.gz".to_owned(), format!(".a.cn.jsonl.gz.{}.tmp", std::process::id())] {
        symlink(&other, folder.path().join(name)).unwrap();
    }
    let path = saved(folder.path());
    assert_eq!(fs::read(&other).unwrap(), b"mine");
    let mode = fs::symlink_metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode, 0o100_600, "a file of the user alone");
}

#[test]
fn damage_anywhere_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = saved(folder.path());
    let whole = fs::read(&path).unwrap();
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        SnapshotReader::open(&path).is_err()
    };
    for cut in 0..whole.len() {
        assert!(refused(whole.split_at(cut).0), "cut at {cut}");
    }
    assert!(refused(&[&whole[..], b"x"].concat()) && refused(&[&whole[..], &whole[..]].concat()));
    assert!(refused(b"{}\n"));
    // A gzip header has bytes that say nothing of the content (time, system): flips there need not be found.
    let mut found = 0;
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x20;
        fs::write(&path, &flipped).unwrap();
        match SnapshotReader::open(&path) {
            Err(_) => found += 1,
            Ok((site, archive)) => {
                assert_eq!(site, snapshot());
                for expected in all() {
                    assert_eq!(archive.next(&Url::parse(&expected.url).unwrap()), Ok(expected));
                }
            }
        }
    }
    assert!(found > whole.len() * 9 / 10, "{found} of {}", whole.len());
}

#[test]
fn names_are_those_of_the_hosts() {
    for (text, name) in [("A.cn", "a.cn.jsonl.gz"), ("例子.cn", "xn--fsqu00a.cn.jsonl.gz")] {
        assert_eq!(file_name(&target(text)), name, "{text}");
    }
    assert_ne!(file_name(&target("https://a.cn/")), file_name(&target("http://a.cn/")));
    assert!(file_name(&target("http://[::1]:80/x")).starts_with("%5b%3a%3a1%5d~"));
}

proptest! {
    #[test]
    fn names_are_one_safe_component_and_differ_as_the_targets_do(
        one in "(https?://)?[a-zA-Z0-9例._-]{1,300}\\.(cn|com)(:8[0-9])?(/[a-z.%/]{0,20}(\\?[a-z]{1,3})?)?",
        other in "(https?://)?[ab.]{1,4}\\.(cn|com)(:8[0-9])?(/[ab.]{0,3})?",
    ) {
        let parse = |text: &str| Target::parse(text, |_| PathKind::Nothing).ok();
        let (Some(one), Some(other)) = (parse(&one), parse(&other)) else { return Ok(()) };
        for target in [&one, &other] {
            let name = file_name(target);
            prop_assert!(name.len() <= 255 && name.ends_with(SUFFIX) && !name.starts_with('.'));
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-%~".contains(&byte)), "{name}");
        }
        prop_assert_eq!(file_name(&one) == file_name(&other), key(&one) == key(&other));
    }
}
