#!/usr/bin/env python3
"""Measures a fleet on this machine against plain `beian audit --targets`.

    bench/fleet/measure.py scale [--sites 1000] [--workers 1 2 4 8] [--places 8]     sites that answer after 500 ms
    bench/fleet/measure.py cost [--sites 5000] [--rounds 3]                            CPU a site, fleet beside plain
    bench/fleet/measure.py long [--sites 1000000] [--nodes 1]                          rate, memory of each process, disk
    … [--beian target/dist/beian] [--write docs/bench.md --day YYYY-MM-DD]

`scale`: --sites for each worker, which has so few places that only waiting counts; linear is n times what one worker does. `cost`: both on
one machine, one after the other, with the same settings; the fleet's CPU is that of its worker, submitter and collector, the servers of
the queue are told apart. `long`: one-page sites, all well. Ratios of one run on one machine are what counts, seconds are not.
Needs nats-server (nats.py) and a `beian` with the feature `fleet`. Linux only; standard library only; traffic stays on 127.0.0.1.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import nats
import roles

sys.path.insert(0, os.path.dirname(roles.HERE))
import run as bench

READ = ["--home-only", "--render", "never", "--timeout", "60"]
DONE = (0, 1, 3)


class Fleet:
    """A queue with one or three servers, and what runs on it."""

    def __init__(self, args, folder, nodes=1, replicas=1):
        self.args, self.folder, self.replicas = args, folder, replicas
        self.cluster = nats.Cluster(os.path.join(folder, "nats"), nodes, args.port)
        self.cluster.start()
        self.nats = ["--nats", self.cluster.urls()]
        self.pids = {node.name: node.child.pid for node in self.cluster.nodes}

    def start(self, name, *command):
        log = open(os.path.join(self.folder, name + ".log"), "ab")
        child = subprocess.Popen([self.args.beian, "fleet", *command, *self.nats], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=roles.environment())
        self.pids[name] = child.pid
        return child

    def submit(self, run, targets, *more):
        return self.start("submitter", "submit", "--run", run, "--targets", targets, *READ, "--replicas", str(self.replicas), *more)

    def work(self, number, places):
        return self.start(f"worker{number}", "work", "--name", f"w{number}", "--places", str(places))

    def collect(self, run):
        while not self.status(run):
            time.sleep(0.05)
        return self.start("collector", "collect", "--run", run, "--resume", os.path.join(self.folder, run + ".jsonl"), "--output",
                          os.path.join(self.folder, run + ".txt"), "--format", "csv")

    def status(self, run):
        said = subprocess.run([self.args.beian, "fleet", "status", "--run", run, "--format", "json", *self.nats], stdout=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, env=roles.environment())
        try:
            return json.loads(said.stdout)["runs"][0]
        except (ValueError, LookupError):
            return {}


def usage(child):
    """Waits for a process. Its exit code, and its CPU seconds."""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, used.ru_utime + used.ru_stime


def end(children):
    for child in children:
        child.terminate()
    return [usage(child) for child in children]


def check(ok, words):
    if not ok:
        sys.exit(f"wrong: {words}")


def lines(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def scale(args, folder):
    """The rate with more and more workers, on sites that answer slowly."""
    fleet, rows = Fleet(args, folder), []
    sites = roles.Sites(folder, os.devnull, args.port + 1000, "--well", "--delay", "0.5")
    try:
        for count in args.workers:
            run, many = f"scale{count}", args.sites * count
            targets = roles.targets(os.path.join(folder, run), many, args.port + 1000, "localhost")
            # all wait in the queue before the clock runs
            code, _ = usage(fleet.submit(run, targets))
            check(code == 0, f"submit ended with {code}")
            start = time.monotonic()
            workers = [fleet.work(number + 1, args.places) for number in range(count)]
            code, _ = usage(fleet.collect(run))
            seconds = time.monotonic() - start
            check(code in DONE and lines(os.path.join(folder, run + ".jsonl")) == many, f"collect ended with {code}")
            used = sum(cpu for _, cpu in end(workers))
            rows.append((count, many / seconds, used / many))
            print(f"{count} workers: {many / seconds:.1f} sites/s, {used:.1f} CPU s", flush=True)
    finally:
        sites.stop()
        fleet.cluster.stop()
    one = rows[0][1] / rows[0][0]
    table = ["| workers | sites/s | of linear | CPU ms a site |", "|---|---|---|---|"]
    table += [f"| {count} | {rate:.1f} | {rate / one / count:.2f} | {1000 * cpu:.2f} |" for count, rate, cpu in rows]
    return f"**Sites that answer after 500 ms, {args.sites} for each worker, {args.places} places a worker**\n\n" + "\n".join(table) + "\n"


def cost(args, folder):
    """CPU a site of worker, submitter and collector together, and of one plain audit."""
    fleet, targets = Fleet(args, folder), roles.targets(os.path.join(folder, "targets"), args.sites, args.port + 1000, "localhost")
    sites, rows = roles.Sites(folder, os.devnull, args.port + 1000, "--well"), []
    try:
        for number in range(args.rounds):
            result = os.path.join(folder, f"plain{number}.jsonl")
            command = [args.beian, "audit", "--targets", targets, *READ, "--resume", result, "--format", "csv", "--output", result + ".csv", "-q"]
            start = time.monotonic()
            code, plain = usage(subprocess.Popen(command, stdin=subprocess.DEVNULL, env=roles.environment()))
            wall = time.monotonic() - start
            check(code in DONE and lines(result) >= args.sites, f"audit ended with {code}")
            run, start = f"cost{number}", time.monotonic()
            servers = sum(roles.cpu_and_memory(node.child.pid)[0] for node in fleet.cluster.nodes)
            worker, submit, collect = fleet.work(1, 64), fleet.submit(run, targets), fleet.collect(run)
            used = {"submitter": usage(submit), "collector": usage(collect)}
            seconds = time.monotonic() - start
            used["worker"], = end([worker])
            servers = sum(roles.cpu_and_memory(node.child.pid)[0] for node in fleet.cluster.nodes) - servers
            check(all(code in DONE for code, _ in used.values()), f"{used}")
            rows.append((plain, *(used[name][1] for name in ("worker", "submitter", "collector")), servers, wall, seconds))
            print(f"round {number + 1}: plain {plain:.2f} CPU s, fleet {sum(rows[-1][1:4]):.2f}, servers {servers:.2f}", flush=True)
    finally:
        sites.stop()
        fleet.cluster.stop()
    plain, worker, submitter, collector, servers, wall, seconds = (statistics.median(column) for column in zip(*rows))
    a_site = lambda cpu: f"{1000 * cpu / args.sites:.2f}"
    table = ["| | CPU ms a site | wall s |", "|---|---|---|", f"| beian audit --targets | {a_site(plain)} | {wall:.1f} |",
             f"| fleet: worker | {a_site(worker)} | {seconds:.1f} |", f"| fleet: submitter | {a_site(submitter)} | |",
             f"| fleet: collector | {a_site(collector)} | |", f"| fleet, all three | {a_site(worker + submitter + collector)} | |",
             f"| nats-server, one | {a_site(servers)} | |"]
    ratio = (worker + submitter + collector) / plain
    return f"**The detour, {args.sites} sites: {ratio:.2f} times the CPU of a plain audit**\n\n" + "\n".join(table) + "\n"


def long(args, folder):
    """One run of very many sites: memory of each process over time, and what the queue costs."""
    targets = roles.targets(os.path.join(folder, "targets"), args.sites, args.port + 1000, "localhost")
    fleet = Fleet(args, folder, args.nodes, 3 if args.nodes >= 3 else 1)
    sites = roles.Sites(folder, os.devnull, args.port + 1000, "--well")
    sampler, disk, told, start = roles.Sampler(lambda: dict(fleet.pids)), 0, 0, time.monotonic()
    try:
        workers = [fleet.work(number + 1, 64) for number in range(args.workers[0])]
        submit, collect = fleet.submit("long", targets, "--max-queued", str(args.max_queued)), fleet.collect("long")
        sampler.start()
        while collect.poll() is None:
            time.sleep(2)
            submit.poll()
            disk = max([disk] + fleet.cluster.bytes_on_disk())
            if time.monotonic() - told > 60:
                told = time.monotonic()
                status = fleet.status("long")
                print(f"{told - start:7.0f} s: " + " ".join(f"{key} {status.get(key)}" for key in ("submitted", "audited", "collected", "rate_per_second")), flush=True)
        seconds = time.monotonic() - start
        result = lines(os.path.join(folder, "long.jsonl"))
        check(collect.returncode in DONE and result == args.sites, f"collect ended with {collect.returncode}, {result} lines")
    finally:
        sampler.ended.set()
        for child in workers:
            child.terminate()
        for child in workers:
            child.wait()
        sites.stop()
        fleet.cluster.stop()
    rows = "\n".join(sampler.memory_told())
    return (f"**{args.sites} one-page sites, {args.workers[0]} workers, {args.nodes} server(s): {seconds:.0f} s, {args.sites / seconds:.0f} sites/s, "
            f"largest disk of a server {disk / 2**20:.0f} MiB**\n\n```text\n{rows}\n```\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("what", choices=["scale", "cost", "long"])
    ap.add_argument("--sites", type=int)
    ap.add_argument("--workers", type=int, nargs="+")
    ap.add_argument("--places", type=int, default=8)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--nodes", type=int, default=1, choices=[1, 3])
    ap.add_argument("--max-queued", type=int, default=100000)
    ap.add_argument("--port", type=int, default=25222)
    ap.add_argument("--beian", default=os.path.join(roles.ROOT, "target", "dist", "beian"))
    ap.add_argument("--dir", help="where all goes; kept at the end")
    ap.add_argument("--write", help="page whose table is replaced")
    ap.add_argument("--day", default="", help="told above the table")
    args = ap.parse_args()
    args.beian = os.path.abspath(args.beian)
    args.sites = args.sites or {"scale": 1000, "cost": 5000, "long": 1_000_000}[args.what]
    args.workers = args.workers or {"scale": [1, 2, 4, 8]}.get(args.what, [2])
    folder = os.path.abspath(args.dir) if args.dir else tempfile.mkdtemp(prefix="measure-")
    os.makedirs(folder, exist_ok=True)
    try:
        text = {"scale": scale, "cost": cost, "long": long}[args.what](args, folder)
    finally:
        if not args.dir:
            shutil.rmtree(folder, ignore_errors=True)
    text = (f"{os.cpu_count()} cores{', ' + args.day if args.day else ''}.\n\n" if args.write else "") + text
    print(text)
    if args.write:
        bench.write(args.write, f"fleet {args.what}", text)


if __name__ == "__main__":
    main()
