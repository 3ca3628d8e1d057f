#!/usr/bin/env python3
"""Compares two JSON Lines files of reports site by site, ignoring times and the order of sites.

    bench/fleet/compare.py ONE OTHER [--expect TARGETS]

Exit code 1 if a site is missing, told twice, or told differently; the first few are shown. With --expect both must have each
of these targets once. Reports of millions of sites fit: of each only a hash is kept. Standard library only.
"""
import argparse
import collections
import hashlib
import json
import sys

# what a clock gave, and what the ledger remembers of earlier runs, at any depth
TIMES = {"started_at", "finished_at", "trend"}


def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(part) for key, part in value.items() if key not in TIMES}
    return [without_times(part) for part in value] if isinstance(value, list) else value


def reports(path):
    """Each site's report, by its target."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            site = json.loads(line)
            if "target" in site:
                yield site["target"], without_times(site)


def digest(site):
    return hashlib.sha256(json.dumps(site, sort_keys=True).encode()).digest()[:12]


def table(path):
    hashes, counts = {}, collections.Counter()
    for target, site in reports(path):
        hashes.setdefault(target, digest(site))
        counts[target] += 1
    return hashes, [target for target, count in counts.items() if count > 1]


def first_differences(one, other, targets, most):
    """For each of a few targets the keys that differ."""
    wanted, found = set(targets[:most]), {}
    for path in (one, other):
        for target, site in reports(path):
            if target in wanted:
                found.setdefault(target, []).append(site)
    for target, (a, b) in sorted(found.items()):
        for key in sorted(set(a) | set(b)):
            if a.get(key) != b.get(key):
                yield f"{target} {key}: {json.dumps(a.get(key), ensure_ascii=False)[:300]} | {json.dumps(b.get(key), ensure_ascii=False)[:300]}"


def faults(one, other, expected=None, most=5):
    """What is wrong, in words; nothing if they are equal."""
    (first, twice), (second, again) = table(one), table(other)
    wanted = set(expected if expected is not None else first)
    said = []
    for path, hashes, repeated in ((one, first, twice), (other, second, again)):
        missing, strange = wanted - hashes.keys(), hashes.keys() - wanted
        for word, targets in (("told more than once", repeated), ("missing", missing), ("not asked for", strange)):
            if targets:
                said.append(f"{path}: {len(targets)} {word}, e.g. {sorted(targets)[:most]}")
    different = sorted(target for target in first.keys() & second.keys() if first[target] != second[target])
    if different:
        said.append(f"{len(different)} sites are told differently:")
        said += first_differences(one, other, different, most)
    return said


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("one")
    ap.add_argument("other")
    ap.add_argument("--expect", metavar="FILE", help="the targets, one a line")
    args = ap.parse_args()
    expected = open(args.expect, encoding="utf-8").read().split() if args.expect else None
    said = faults(args.one, args.other, expected)
    print("\n".join(said) or "equal")
    sys.exit(1 if said else 0)


if __name__ == "__main__":
    main()
