#!/usr/bin/env python3
"""Measures `beian deadlines` on a large ledger against reading the same ledger and doing nothing with it.

    bench/deadlines.py [--sites 100000] [--rounds 5] [--profile dist] [--write docs/bench.md --day YYYY-MM-DD]

Ten events a site. Standard library only, no traffic.
"""
import argparse
import os
import subprocess
import tempfile

from run import ROOT, rounds, table, write

MARK = "deadlines"


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--sites", type=int, default=100_000)
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--profile", default="dist")
    ap.add_argument("--write", help="file whose table is replaced")
    ap.add_argument("--day", default="", help="told above the table")
    args = ap.parse_args()
    subprocess.run(["cargo", "build", "--profile", args.profile, "--bin", "beian", "--example", "ledger"], cwd=ROOT, check=True)
    target = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), args.profile)
    beian, tool = os.path.join(target, "beian"), os.path.join(target, "examples", "ledger")
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        texts = []
        for sites in (args.sites // 10, args.sites):
            ledger = os.path.join(scratch, f"{sites}.db")
            lines = f"{ledger}.jsonl"
            with open(lines, "wb") as out:
                subprocess.run([tool, "generate", str(sites)], stdout=out, check=True)
            command = [beian, "deadlines", "--ledger", ledger, "--today", "2026-11-22"]
            subprocess.run(command + ["import", lines], stdout=subprocess.DEVNULL, check=True)
            medians = rounds([
                ("limit: read the ledger", [tool, "walk", ledger]),
                ("beian deadlines", command),
                ("beian deadlines due", command + ["due"]),
                ("beian deadlines --format json", command + ["--format", "json"]),
                ("beian deadlines ics", command + ["ics"]),
            ], args.rounds)
            texts.append(table(f"A ledger of {sites} sites with 10 events each", medians))
    head = f"{os.cpu_count()} cores, medians of {args.rounds} rounds{', ' + args.day if args.day else ''}.\n"
    text = "\n".join([head, *texts])
    print(text)
    if args.write:
        write(args.write, MARK, text)


if __name__ == "__main__":
    main()
