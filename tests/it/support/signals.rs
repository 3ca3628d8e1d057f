//! The signals that end a run.

/// Their names, as `kill` takes them. One that is ignored here (`nohup cargo test`) is ignored by what is started here.
pub(crate) fn of_the_end() -> Vec<&'static str> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or(0);
    let hang_up = (ignored & 1 == 0).then_some("-HUP");
    ["-INT", "-TERM"].into_iter().chain(hang_up).collect()
}
