use std::sync::Arc;
use std::thread;

use super::*;
use crate::net::{ExchangeBody, ExchangeOutcome, Validators};

const HOUR: Duration = Duration::from_hours(1);
const URL: &str = "https://a.cn/%E5%A4%87?../../x";

fn known(tag: &str, length: u64) -> CacheEntry {
    let etag = Some(format!("\"{tag}\""));
    let validators = Validators { etag, last_modified: None, any_cookies: true };
    CacheEntry { url: URL.to_owned(), length, validators }
}

fn answer(body: &[u8]) -> Exchange {
    Exchange {
        url: URL.to_owned(),
        request: vec![],
        milliseconds: 7,
        tls_fault: None,
        unchanged: false,
        outcome: ExchangeOutcome::Response {
            address: None,
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            body: ExchangeBody::Whole(body.to_vec()),
        },
    }
}

/// Keys as the client makes them.
fn key(number: u64) -> CacheKey {
    CacheKey::of(format!("{number:064x}").as_str()).unwrap()
}

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(498_700)
}

struct Bench {
    _folder: tempfile::TempDir,
    cache: CacheFolder,
}

fn bench(max_bytes: u64) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let mut cache = CacheFolder::new(folder.path().join("new/cache"), noon());
    cache.max_bytes = max_bytes;
    Bench { _folder: folder, cache }
}

impl Bench {
    /// Keeps an answer that was used so long ago.
    fn aged(&self, number: u64, age: Duration, body: &[u8]) {
        self.cache.store(&key(number), &known("a", body.len() as u64), &answer(body));
        assert!(self.cache.fault().is_none());
        self.set_age(&self.cache.path(&key(number)), age);
    }

    fn set_age(&self, path: &Path, age: Duration) {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(self.cache.now - age).unwrap();
    }

    fn has(&self, number: u64) -> bool {
        self.cache.path(&key(number)).exists()
    }
}

#[test]
fn an_entry_is_read_again_replaced_and_removed() {
    let bench = bench(MAX_BYTES);
    let cache = &bench.cache;
    assert_eq!(cache.find(&key(1)), None);
    for (tag, body) in [("a", "京ICP备11000001号".as_bytes()), ("b", b"\xbe\xa9ICP\xb1\xb8")] {
        let (known, answer) = (known(tag, body.len() as u64), answer(body));
        cache.store(&key(1), &known, &answer);
        assert_eq!(cache.find(&key(1)).as_ref(), Some(&known));
        assert_eq!(cache.read(&key(1), &known), Some(answer));
        assert_eq!((cache.find(&key(2)), cache.read(&key(2), &known)), (None, None));
    }
    assert_eq!(cache.read(&key(1), &known("a", 6)), None, "another answer took its place");
    cache.confirm(&key(1));
    assert_eq!(cache.stats(), CacheStats { asked: 5, unchanged: 1 });
    cache.remove(&key(1));
    cache.remove(&key(1));
    assert_eq!(cache.find(&key(1)), None);
    assert!(cache.fault().is_none());
}

#[test]
fn a_damaged_entry_is_none() {
    let bench = bench(MAX_BYTES);
    let cache = &bench.cache;
    let body: Vec<u8> = (0..2000_u32).flat_map(|i| (i * i).to_string().into_bytes()).collect();
    let known = known("a", body.len() as u64);
    cache.store(&key(1), &known, &answer(&body));
    let path = cache.path(&key(1));
    let whole = fs::read(&path).unwrap();
    let found = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        cache.find(&key(1)).and_then(|known| cache.read(&key(1), &known))
    };
    assert_eq!(found(&whole), Some(answer(&body)));
    for cut in [0, 1, 20, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
        assert_eq!(found(&whole[..cut]), None, "{cut}");
    }
    for place in (0..whole.len()).step_by(7) {
        let mut flipped = whole.clone();
        flipped[place] ^= 0x10;
        // The head of a gzip member holds bytes that mean nothing.
        assert!(found(&flipped).is_none_or(|read| read == answer(&body)), "{place}");
    }
    let other = Exchange { url: "https://b.cn/".to_owned(), ..answer(&body) };
    cache.store(&key(1), &known, &other);
    assert_eq!(cache.read(&key(1), &known), None, "an answer of another address");
}

#[cfg(unix)]
#[test]
fn folders_and_files_are_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = bench(MAX_BYTES);
    bench.aged(1, Duration::ZERO, b"x");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let path = bench.cache.path(&key(1));
    assert_eq!((mode(&bench.cache.folder), mode(path.parent().unwrap())), (0o700, 0o700));
    assert_eq!(mode(&path), 0o600);
    let tag = fs::read_to_string(bench.cache.folder.join("CACHEDIR.TAG")).unwrap();
    assert!(tag.starts_with("Signature: 8a477f597d28d172789f06886806bc55"));
}

#[test]
fn what_was_not_used_for_long_goes_and_what_is_used_stays() {
    let bench = bench(MAX_BYTES);
    bench.aged(1, HOUR * 721, b"old");
    bench.aged(2, HOUR * 721, b"old but used");
    bench.aged(3, HOUR * 700, b"not that old");
    bench.cache.confirm(&key(2));
    let folder = bench.cache.path(&key(1)).parent().unwrap().to_owned();
    let foreign = ["notes.txt", "00.gz", ".hidden"].map(|name| folder.join(name));
    let dead = folder.join(".beian-0123456789abcdef.tmp");
    fs::write(&dead, "").unwrap();
    let mut alive = NewFile::begin(&folder.join("x")).unwrap();
    alive.write_all(b"x").unwrap();
    for path in &foreign {
        fs::write(path, "x").unwrap();
        bench.set_age(path, 2 * MAX_AGE);
    }
    bench.cache.prune();
    assert_eq!([1, 2, 3].map(|number| bench.has(number)), [false, true, true]);
    assert!(!dead.exists() && alive.place(Access::Private, Lasting::Eventually).is_ok());
    assert!(foreign.iter().all(|path| path.exists()), "nobody else's files are touched");
}

#[test]
fn what_was_used_longest_ago_makes_room() {
    let bench = bench(MAX_BYTES);
    // One block each; the last four in one hour.
    for number in 0..10 {
        bench.aged(number, HOUR * u32::try_from(9 - number.min(6)).unwrap(), b"x");
    }
    let mut cache = CacheFolder::new(bench.cache.folder.clone(), noon());
    for (blocks, oldest) in [(10, 0), (8, 2), (5, 5)] {
        cache.max_bytes = blocks * 4096;
        cache.prune();
        let left: Vec<u64> = (0..10).filter(|number| bench.has(*number)).collect();
        assert_eq!(left, (oldest..10).collect::<Vec<_>>(), "{blocks}");
    }
    cache.max_bytes = 2 * 4096;
    cache.prune();
    assert_eq!((6..10).filter(|number| bench.has(*number)).count(), 2);
    assert_eq!((0..6).filter(|number| bench.has(*number)).count(), 0);
}

#[test]
fn a_run_writes_no_more_than_fits() {
    let bench = bench(600);
    for number in 0..20 {
        bench.cache.store(&key(number), &known("a", 1), &answer(b"x"));
    }
    let kept = (0..20).filter(|number| bench.has(*number)).count();
    assert!((1..5).contains(&kept), "{kept}");
    assert!(bench.cache.fault().is_none());
}

#[test]
fn a_folder_that_cannot_be_written_is_told_once_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let cache = CacheFolder::new(file.join("cache"), noon());
    for number in 0..3 {
        assert_eq!(cache.find(&key(number)), None);
        cache.store(&key(number), &known("a", 1), &answer(b"x"));
    }
    cache.confirm(&key(0));
    cache.remove(&key(0));
    cache.prune();
    assert!(cache.fault().is_some() && cache.fault().is_none());
}

#[test]
fn runs_that_share_a_folder_see_whole_answers_only() {
    let bench = bench(MAX_BYTES);
    let folder = bench.cache.folder.clone();
    let bodies = Arc::new([vec![b'a'; 70_000], vec![b'b'; 90_000]]);
    let workers: Vec<_> = (0..4_usize)
        .map(|worker| {
            let (folder, bodies) = (folder.clone(), Arc::clone(&bodies));
            thread::spawn(move || {
                let cache = CacheFolder::new(folder, noon());
                for round in 0..50 {
                    let body = &bodies[(worker + round) % 2];
                    let tag = if body[0] == b'a' { "a" } else { "b" };
                    cache.store(&key(1), &known(tag, body.len() as u64), &answer(body));
                    let found = cache.find(&key(1)).expect("never absent, never half");
                    if let Some(read) = cache.read(&key(1), &found) {
                        let ExchangeOutcome::Response { body: ExchangeBody::Whole(bytes), .. } =
                            read.outcome
                        else {
                            panic!("a whole body")
                        };
                        assert_eq!(bytes.len() as u64, found.length);
                    }
                }
                assert!(cache.fault().is_none());
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    let shard = fs::read_dir(bench.cache.path(&key(1)).parent().unwrap()).unwrap();
    assert_eq!(shard.count(), 1, "no draft is left");
}
