#!/usr/bin/env python3
"""Proves from the sites' own log (sites.py) that nobody was asked too much or too often.

    bench/fleet/politeness.py requests.tsv [--per-host 4] [--rate 4] [--starts starts.tsv] [--by domain|host|address]

For each registrable domain (or host) it counts the requests at once and those that began within any second, and tells the
largest. More than --per-host at once or --rate a second is a fault, with one exception: at a hand-over the next worker does
not know of the last one's requests, so that one extra window is allowed: twice as much, where requests of two workers are in
it. A worker is known by its address, and by --starts: a line `seconds, address` for each time one was started. Rates are seen
where the requests arrive: two that were sent a second apart may arrive a little less apart, so a second is taken
as --second 0.8, and over ten seconds the count is exact but for one. --rate 0: not looked at (on loopback no rate holds).
Exit code 1 with the first faults. Standard library only.
"""
import argparse
import bisect
import collections
import heapq
import sys

from sites import Naming, registrable

LONG = 10
NAMES = {"domain": "domains", "host": "hosts", "address": "addresses"}


class Starts:
    """Tells processes at one address apart by the times at which they were started."""

    def __init__(self, path):
        self.times = collections.defaultdict(list)
        if path:
            for line in open(path, encoding="utf-8"):
                at, address = line.split()
                self.times[address].append(float(at))
        for times in self.times.values():
            times.sort()

    def who(self, address, at):
        return address, bisect.bisect(self.times[address], at) if address in self.times else 0


def read(path, key, starts):
    """Requests by key, each (start, end, who), in order of their start."""
    rows = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            start, end, host, client, _ = line.split("\t", 4)
            start, end = float(start), float(end)
            rows[key(host)].append((start, end, starts.who(client, start)))
    for requests in rows.values():
        requests.sort()
    return rows


def at_once(requests):
    """For each request how many were open at its start, it included, and of how many workers."""
    ends = []
    for start, end, who in requests:
        while ends and ends[0][0] <= start:
            heapq.heappop(ends)
        heapq.heappush(ends, (end, who))
        yield start, len(ends), len({one for _, one in ends})


def within(requests, seconds):
    """For each request how many began within so many seconds up to it, it included, and of how many workers."""
    open_ones = collections.deque()
    for start, _, who in requests:
        open_ones.append((start, who))
        while open_ones[0][0] <= start - seconds:
            open_ones.popleft()
        yield start, len(open_ones), len({one for _, one in open_ones})


class Check:
    """One limit over all domains: the largest count, extra windows at hand-overs, faults."""

    def __init__(self, words, limit, extra):
        self.words, self.limit, self.extra = words, limit, extra
        self.most, self.extras, self.faults = 0, 0, []

    def take(self, name, counted):
        inside = False
        for at, count, workers in counted:
            self.most = max(self.most, count)
            over = count > self.limit
            if over and not inside:
                if workers > 1 and count <= self.limit + self.extra:
                    self.extras += 1
                else:
                    self.faults.append(f"{name}: {count} {self.words} at {at:.2f}, of {workers} worker(s)")
            elif over and (workers == 1 or count > self.limit + self.extra):
                self.faults.append(f"{name}: {count} {self.words} at {at:.2f}, of {workers} worker(s)")
            inside = over

    def told(self):
        return (f"{self.words}: at most {self.most}, limit {self.limit}; {self.extras} extra windows at hand-overs, "
                f"{len(self.faults)} faults")


def prove(path, per_host, rate, starts=None, by="domain", second=0.8, suffix="test"):
    """All checks, done."""
    naming = Naming(suffix)
    key = {"domain": registrable, "host": lambda host: host, "address": lambda host: str(naming.address(host))}[by]
    # an address may be shared: it gets four times a host's share, and as many requests that arrive late
    times, late = (4, rate) if by == "address" else (1, 0)
    rows = read(path, key, Starts(starts))
    checks = [Check("at once", per_host * times, per_host * times)]
    if rate:
        checks += [Check("a second", rate * times + late, rate * times), Check(f"in {LONG} s", LONG * rate * times + 1, 2 * rate * times)]
    for name, requests in rows.items():
        checks[0].take(name, at_once(requests))
        if rate:
            checks[1].take(name, within(requests, second))
            checks[2].take(name, within(requests, LONG))
    return len(rows), sum(map(len, rows.values())), checks


def report(path, per_host, rate, starts=None, by="domain", second=0.8):
    """Prints the figures. Returns the faults in words."""
    names, requests, checks = prove(path, per_host, rate, starts, by, second)
    print(f"{requests} requests to {names} {NAMES[by]}")
    for check in checks:
        print("  " + check.told())
    return [f"by {by}, {fault}" for check in checks for fault in check.faults[:3]]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("log")
    ap.add_argument("--per-host", type=int, default=4)
    ap.add_argument("--rate", type=int, default=4)
    ap.add_argument("--starts", help="when workers were started")
    ap.add_argument("--by", choices=["domain", "host", "address"], default="domain")
    ap.add_argument("--second", type=float, default=0.8)
    args = ap.parse_args()
    faults = report(args.log, args.per_host, args.rate, args.starts, args.by, args.second)
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
