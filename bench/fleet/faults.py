#!/usr/bin/env python3
"""Runs a fleet on this machine while it is broken again and again, and proves that nothing is lost.

    bench/fleet/faults.py [--sites 20000] [--faults 100] [--seed 1] [--space] [--beian target/debug/beian] [--dir DIR]

Three nats-servers, a submitter, three workers and a collector audit the sites of sites.py. At random moments (of the seed)
one of them gets a kill -9 or a SIGSTOP for a while, one server at a time; with --space (Linux, root: space.py) also a disk that is full and a
worker whose cable to the servers is pulled. What was killed is started again, as a service manager does. At the end

- each site must be in the collector's file once, and once in the ledger;
- its report must equal that of one plain `beian audit --targets` of the same sites, which runs first;
- no site may have been visited more than --max-deliver times; what was fetched again is counted;
- the sites' log must show that nobody was asked too much or too often (politeness.py).

Exit code 1 with the reasons. The same seed plans the same faults; what they meet depends on the machine. Needs
nats-server (nats.py says how it is found) and a `beian` with the feature `fleet`. Standard library only.
"""
import argparse
import collections
import heapq
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import compare
import nats
import politeness
import roles
import space

# how often each is drawn
KINDS = {"kill worker": 22, "stop worker": 14, "kill collector": 9, "stop collector": 6, "kill submitter": 9, "stop submitter": 5,
         "kill server": 13, "stop server": 9, "full disk": 6, "pull cable": 7}
WORKERS = 3
DONE = (0, 1, 3)


class Lab:
    """All that runs, and where it is."""

    def __init__(self, args, folder):
        self.args, self.folder, self.start = args, folder, time.monotonic()
        self.file = lambda name: os.path.join(folder, name)
        self.suffix, self.port = ("test", 80) if args.space else ("localhost", args.port + 1000)
        self.spaces = [space.WorkerSpace(number + 1) for number in range(WORKERS)] if args.space else []
        stores = [space.small_disk(self.file(f"disk{n}"), args.disk) for n in range(3)] if args.space else []
        self.cluster = nats.Cluster(self.file("nats"), 3, args.port, host="0.0.0.0" if args.space else "127.0.0.1", stores=stores,
                                    disk=f"{args.disk}MB" if args.space else "20GB")
        self.targets = roles.targets(self.file("targets"), args.sites, self.port, self.suffix)
        self.settings = ["--render", "never", "--timeout", "10", "--per-host", str(args.per_host)]
        self.settings += ["--rate", str(args.rate), "--allow-private"] if args.space else []
        self.starts = open(self.file("starts.tsv"), "w", encoding="utf-8", buffering=1)
        self.roles = {}

    def say(self, text):
        print(f"{time.monotonic() - self.start:7.1f}  {text}", flush=True)

    def sites(self, log, delay):
        more = ["--suffix", self.suffix, "--delay", str(delay)]
        more += ["--listen", "0.0.0.0", "--dns", space.NAMESERVER] if self.args.space else []
        return roles.Sites(self.folder, log, self.port, *more)

    def plain(self):
        """One audit of all, without a fleet: what the fleet's reports must equal."""
        server = self.sites(self.file("plain.tsv"), 0)
        settings = self.settings + (["--rate", "0"] if not self.args.space else [])
        if self.args.space:
            settings[settings.index("--rate") + 1] = "0"
        command = [self.args.beian, "audit", "--targets", self.targets, *settings, "--format", "jsonl", "-q"]
        with open(self.file("plain.jsonl"), "wb") as out:
            code = subprocess.run(command, stdout=out, stdin=subprocess.DEVNULL, env=roles.environment()).returncode
        server.stop()
        if code not in DONE:
            sys.exit(f"the plain audit ended with {code}")

    def started(self, role):
        if role.name.startswith("worker"):
            number = int(role.name[-1])
            where = self.spaces[number - 1].sites.worker if self.spaces else "127.0.0.1"
            self.starts.write(f"{time.monotonic():.3f}\t{where}\n")

    def fleet(self):
        """Submitter, workers, collector."""
        args, beian, run = self.args, self.args.beian, ["--run", "faults"]
        local = ["--nats", self.cluster.urls()]
        submit = [beian, "fleet", "submit", *run, "--targets", self.targets, *self.settings, *local, "--replicas", "3", "--max-queued",
                  str(args.max_queued), "--ack-wait", str(args.ack_wait), "--max-deliver", str(args.max_deliver), "--fail-on", "error"]
        collect = [beian, "fleet", "collect", *run, *local, "--resume", self.file("fleet.jsonl"), "--record", "--ledger", self.file("ledger.db"),
                   "--output", self.file("summary.txt")]
        made = [roles.Role("submitter", submit, self.folder, finished=(0,)), roles.Role("collector", collect, self.folder, finished=DONE)]
        for number in range(1, WORKERS + 1):
            urls = self.cluster.urls(self.spaces[number - 1].nats.hub) if self.spaces else self.cluster.urls()
            work = [beian, "fleet", "work", "--places", str(args.places), "--name", f"w{number}", "--nats", urls]
            work = self.spaces[number - 1].command(work) if self.spaces else work
            made.append(roles.Role(f"worker{number}", work, self.folder, on_start=self.started))
        self.roles = {role.name: role for role in made}

    def look(self):
        submitter = self.roles["submitter"]
        for name, role in self.roles.items():
            # workers and collector find their run when it is there
            if name == "submitter" or submitter.begun:
                role.look()

    def status(self):
        try:
            said = subprocess.run([self.args.beian, "fleet", "status", "--run", "faults", "--format", "json", "--nats", self.cluster.urls()],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=20, env=roles.environment())
            return json.loads(said.stdout)["runs"][0]
        except (ValueError, LookupError, subprocess.TimeoutExpired):
            return {}

    def stop(self):
        codes = {name: role.stop() for name, role in self.roles.items() if name.startswith("worker")}
        for role in self.roles.values():
            role.stop(5)
        self.cluster.stop()
        return codes


class Faults:
    """Draws faults and takes them back. At most one server is hurt at a time, and no process twice at once."""

    def __init__(self, lab, rng):
        self.lab, self.rng, self.hurt, self.undo, self.done, self.server = lab, rng, set(), [], collections.Counter(), None

    def possible(self):
        lab, kinds = self.lab, dict(KINDS)
        for name in ("submitter", "collector"):
            if not lab.roles[name].running() or name in self.hurt:
                kinds = {kind: share for kind, share in kinds.items() if name not in kind}
        if self.server is not None or not all(node.healthy() for node in lab.cluster.nodes):
            kinds = {kind: share for kind, share in kinds.items() if "server" not in kind and "disk" not in kind}
        if not lab.spaces:
            kinds = {kind: share for kind, share in kinds.items() if kind not in ("full disk", "pull cable")}
        if not self.workers():
            kinds = {kind: share for kind, share in kinds.items() if "worker" not in kind and "cable" not in kind}
        return kinds

    def workers(self):
        return [name for name, role in self.lab.roles.items() if name.startswith("worker") and role.running() and name not in self.hurt]

    def later(self, seconds, name, act):
        self.hurt.add(name)
        heapq.heappush(self.undo, (time.monotonic() + seconds, len(self.done), name, act))

    def take_back(self, all_of_them=False):
        while self.undo and (all_of_them or self.undo[0][0] <= time.monotonic()):
            _, _, name, act = heapq.heappop(self.undo)
            act()
            self.hurt.discard(name)

    def strike(self):
        kinds = self.possible()
        if not kinds:
            return
        kind = self.rng.choices(list(kinds), list(kinds.values()))[0]
        word, what = kind.split(" ")
        if what in ("server", "disk"):
            name = self.strike_server(word, self.rng.choice(self.lab.cluster.nodes))
        else:
            name = self.rng.choice(self.workers()) if what in ("worker", "cable") else what
            self.strike_process(word, self.lab.roles[name], name)
        self.done[kind] += 1
        self.lab.say(f"fault {sum(self.done.values())}: {kind} ({name})")

    def strike_process(self, word, role, name):
        wait = self.lab.args.ack_wait
        if word == "kill":
            role.send(signal.SIGKILL)
            self.later(self.rng.uniform(0.5, 3), name, lambda: None)
        elif word == "stop":
            role.send(signal.SIGSTOP)
            self.later(self.rng.uniform(0.5, 2 * wait), name, lambda: role.send(signal.SIGCONT))
        else:
            where = self.lab.spaces[int(name[-1]) - 1]
            where.pull()
            self.later(self.rng.uniform(1, 2 * wait), name, where.plug)

    def strike_server(self, word, node):
        self.server = node

        def back():
            self.server = None

        def again():
            node.stop(signal.SIGKILL)
            node.start()
            back()

        def freed(path):
            os.remove(path)
            # a server that met a full disk leaves JetStream off until it is started anew
            if not node.healthy():
                node.stop()
                node.start()
            back()

        if word == "kill":
            node.send(signal.SIGKILL)
            self.later(self.rng.uniform(1, 8), node.name, again)
        elif word == "stop":
            node.send(signal.SIGSTOP)
            self.later(self.rng.uniform(1, 12), node.name, lambda: (node.send(signal.SIGCONT), back()))
        else:
            path = space.fill(node.store)
            self.later(self.rng.uniform(3, 10), node.name, lambda: freed(path))
        return node.name


def during(lab, rng):
    """The run, with its faults, until the collector is done."""
    args, faults = lab.args, Faults(lab, rng)
    began, strike, told = time.monotonic(), time.monotonic() + 3, 0
    while not lab.roles["collector"].done:
        now = time.monotonic()
        lab.look()
        faults.take_back()
        if sum(faults.done.values()) < args.faults and now >= strike and lab.roles["submitter"].begun:
            faults.strike()
            strike = now + rng.expovariate(1 / args.gap)
        if now - told > 20:
            told = now
            status = lab.status()
            lab.say(" ".join(f"{key} {status.get(key)}" for key in ("state", "submitted", "audited", "collected", "not_judged", "redelivered", "repeated")))
        if now - began > args.limit:
            faults.take_back(all_of_them=True)
            lab.say("not done in time")
            break
        time.sleep(0.1)
    faults.take_back(all_of_them=True)
    return faults.done, time.monotonic() - began


def visits(log):
    """How often each site was visited, as multiples of what one visit asks for: robots.txt once, or else the home page."""
    robots, homes = collections.Counter(), collections.Counter()
    with open(log, encoding="utf-8") as lines:
        for line in lines:
            _, _, host, _, path, _ = line.rstrip("\n").split("\t")
            counted = {"/robots.txt": robots, "/": homes}.get(path)
            if counted is not None and not host.startswith("www."):
                counted[host] += 1
    return {host: robots[host] or count for host, count in homes.items()} | {host: count for host, count in robots.items()}


def judge(lab, done):
    """All that is wrong, in words."""
    args, said = lab.args, []
    expected = open(lab.targets, encoding="utf-8").read().split()
    if not os.path.exists(lab.file("fleet.jsonl")):
        return ["the collector wrote nothing"]
    said += compare.faults(lab.file("plain.jsonl"), lab.file("fleet.jsonl"), expected)
    ledger = sqlite3.connect(lab.file("ledger.db"))
    rows = dict(ledger.execute("SELECT target, count(*) FROM audit GROUP BY target"))
    wrong = [target for target in expected if rows.get(target) != 1]
    if wrong or len(rows) != len(expected):
        said.append(f"ledger: {len(wrong)} sites are not there once ({len(rows)} targets), e.g. {[(one, rows.get(one, 0)) for one in wrong[:3]]}")
    plain, fleet = visits(lab.file("plain.tsv")), visits(lab.file("fleet.tsv"))
    again = {host: -(-fleet.get(host, 0) // count) for host, count in plain.items()}
    extra, often = sum(count - 1 for count in again.values() if count), max(again.values(), default=0)
    print(f"{len(plain)} sites to visit; {extra} visits beyond the first ({100 * extra / len(expected):.2f} % of the sites), one site {often} times at most")
    if often > args.max_deliver:
        said.append(f"a site was visited {often} times")
    lost = sum(1 for count in again.values() if count == 0)
    if lost:
        said.append(f"{lost} sites were never visited")
    rate = args.rate if args.space else 0
    for by in (("host", "domain", "address") if args.space else ("host", "domain")):
        found = politeness.report(lab.file("fleet.tsv"), args.per_host, rate, lab.file("starts.tsv"), by)
        said += found if by in args.hold else []
        print("\n".join("  (told only) " + fault for fault in found if by not in args.hold), end="\n" if found and by not in args.hold else "")
    if sum(done.values()) < args.faults:
        said.append(f"the run was over after {sum(done.values())} faults: more sites, a shorter --gap or fewer --places are needed")
    return said


def main():
    sys.stdout.reconfigure(line_buffering=True)
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--sites", type=int, default=20000)
    ap.add_argument("--faults", type=int, default=100)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--gap", type=float, default=5, help="mean seconds between two faults")
    ap.add_argument("--space", action="store_true", help="in network namespaces: rate, full disks and cut cables too")
    ap.add_argument("--beian", default=os.path.join(roles.ROOT, "target", "debug", "beian"))
    ap.add_argument("--dir", help="where all goes; kept at the end")
    ap.add_argument("--plain", metavar="DIR", help="take the plain audit of an earlier --dir with the same --sites, --port and --space")
    ap.add_argument("--port", type=int, default=24222, help="of the first nats-server")
    ap.add_argument("--places", type=int, default=16)
    ap.add_argument("--per-host", type=int, default=4)
    ap.add_argument("--rate", type=int, default=4)
    ap.add_argument("--delay", type=float, default=0.2, help="seconds before each answer of a site")
    ap.add_argument("--ack-wait", type=int, default=10)
    ap.add_argument("--max-deliver", type=int, default=10)
    ap.add_argument("--max-queued", type=int, default=2000)
    ap.add_argument("--disk", type=int, default=512, help="MB of each server's disk, with --space")
    ap.add_argument("--limit", type=float, default=3600, help="seconds after which the run is given up")
    ap.add_argument("--hold", nargs="+", default=["host", "domain"], choices=["host", "domain", "address"], help="by which politeness must hold; the others are told")
    args = ap.parse_args()
    args.beian = os.path.abspath(args.beian)
    if args.space:
        missing = space.available()
        if missing:
            sys.exit(f"--space: {missing}")
        space.enter()
    else:
        print("without --space: no full disk, no cut cable, and no rate (these need root); skipped", flush=True)
    folder = os.path.abspath(args.dir) if args.dir else tempfile.mkdtemp(prefix="faults-")
    os.makedirs(folder, exist_ok=True)
    lab = Lab(args, folder)
    if args.plain:
        for name in ("plain.jsonl", "plain.tsv"):
            shutil.copy(os.path.join(args.plain, name), lab.file(name))
    else:
        lab.plain()
        lab.say("plain audit done")
    server = lab.sites(lab.file("fleet.tsv"), args.delay)
    try:
        lab.cluster.start()
        lab.fleet()
        done, seconds = during(lab, random.Random(args.seed))
        status = lab.status()
        codes = lab.stop()
    finally:
        for role in lab.roles.values():
            role.send(signal.SIGCONT)
            role.send(signal.SIGKILL)
        lab.cluster.stop()
        server.stop()
    print(f"{args.sites} sites in {seconds:.0f} s, {sum(done.values())} faults: " + ", ".join(f"{count} × {kind}" for kind, count in sorted(done.items())))
    print("status at the end: " + json.dumps(status))
    print("workers ended with " + ", ".join(f"{name} {code}" for name, code in codes.items()))
    for name, role in lab.roles.items():
        if role.surprises:
            print(f"{name} ended by itself with {collections.Counter(role.surprises)}: {role.said(3).strip()}")
    said = judge(lab, done)
    said += [f"{name} ended with {code} on SIGTERM" for name, code in codes.items() if code != 0]
    print("\n".join(["FAULTS"] + said) if said else "each site once, none lost, all equal")
    if not args.dir:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if said else 0)


if __name__ == "__main__":
    main()
