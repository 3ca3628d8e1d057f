#!/usr/bin/env python3
"""Measures `beian audit` of a folder and of a site against what no audit can beat, in one run on one machine.

    bench/run.py [--pages 10000] [--rounds 5] [--with inject portfolio] [--write docs/bench.md --day YYYY-MM-DD]

Builds the program as it is shipped (profile dist) and the limit programs, generates a site, checks that the findings are the right ones, then
times rounds of A B C …; medians are told. Programs of others (ripgrep, wget, lychee, hyperlink) are measured too where
they are installed. Standard library only; traffic stays on 127.0.0.1.
"""
import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
# how often a report is checked: every page exactly once, each time
RUNS = 10
MARK = "measured"


def build(profile):
    subprocess.run(["cargo", "build", "--profile", profile, "--bin", "beian", "--example", "limits"], cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
    return os.path.join(target, profile, "beian"), os.path.join(target, profile, "examples", "limits")


def measure(command):
    """Wall and CPU seconds, and with GNU time at hand the peak memory in MiB (else 0)."""
    with tempfile.NamedTemporaryFile("r") as note:
        timer = shutil.which("time")
        # a child of this interpreter would be told to have had its size; GNU time is small
        command = [timer, "-f", "%U %S %M", "-o", note.name] + command if timer else command
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        said = note.read().strip().splitlines()
    if not said:
        return wall, usage.ru_utime + usage.ru_stime, 0.0
    user, system, peak = said[-1].split()
    return wall, float(user) + float(system), float(peak) / 1024


def wrong(report, manifest, prefix):
    """Pages that were not judged once, or whose icp rule is not the promised one."""
    site = json.loads(report)["sites"][0]
    fired = {}
    for finding in site["findings"]:
        if finding["rule"].startswith("icp-"):
            fired.setdefault(finding["page"], []).append(finding["rule"])
    judged = [page["url"] for page in site["pages"]]
    faults = len(judged) - len(set(judged))
    judged = {url.removeprefix(prefix) or "index.html" for url in judged}
    for line in open(manifest, encoding="utf-8"):
        page = json.loads(line)
        rules = fired.get(prefix + page["path"]) or (fired.get(prefix) if page["path"] == "index.html" else None)
        faults += page["path"] not in judged or (rules or []) != ([page["rule"]] if page["rule"] else [])
    return faults


def reports_without_time(reports):
    return [re.sub(rb'"(started_at|finished_at)": *"[^"]*"', b"", report) for report in reports]


def serve(limits, site, port, *pair):
    server = subprocess.Popen([limits, "serve", site, str(port), *pair], stdin=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server
        except OSError:
            time.sleep(0.05)
    sys.exit("the server did not start")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write(page, mark, text):
    """Puts text between the marks of a page of the project."""
    path, begin, end = os.path.join(ROOT, page), f"<!-- {mark} -->", f"<!-- /{mark} -->"
    whole = open(path, encoding="utf-8").read()
    before, rest = whole.split(begin)
    open(path, "w", encoding="utf-8").write(f"{before}{begin}\n{text}{end}{rest.split(end)[1]}")


def rounds(cases, count):
    times = {name: [] for name, _ in cases}
    for _ in range(count):
        for name, command in cases:
            times[name].append(measure(command))
    return {name: [statistics.median(column) for column in zip(*runs)] for name, runs in times.items()}


def table(title, medians):
    limit = next(iter(medians.values()))[0]
    rows = [f"**{title}**", "", "| program | wall s | ratio | CPU s | peak MiB |", "|---|---|---|---|---|"]
    rows += [f"| {name} | {wall:.2f} | {wall / limit:.1f} | {cpu:.2f} | {peak:.0f} |" for name, (wall, cpu, peak) in medians.items()]
    return "\n".join(rows) + "\n"


def inject(beian, limits, scratch, pages, count):
    """Medians of the limits and of inject on a site without footers, which is as it was before each round."""
    site = os.path.join(scratch, "bare")
    subprocess.run([sys.executable, os.path.join(HERE, "gen_site.py"), site, "--pages", str(pages), "--bare"], check=True)
    footer = [beian, "inject", site, "--icp", "京ICP备19004817号-1", "--owner", "示例科技有限公司", "--today", "2026-11-22"]
    remove = [beian, "inject", site, "--remove"]
    cases = [
        ("limit: the same bytes by temp and rename", [limits, "rewrite", site]),
        ("beian inject DIR", footer),
        ("limit: read the files", [limits, "read", site]),
        ("beian inject DIR, nothing to do", footer),
        ("beian inject DIR --check", footer + ["--check"]),
        ("beian inject DIR --remove", remove),
        ("beian inject DIR --durable", footer + ["--durable"]),
    ]
    times = {name: [] for name, _ in cases}
    for _ in range(count):
        for name, command in cases:
            times[name].append(measure(command))
        subprocess.run(remove, stdout=subprocess.DEVNULL, check=True)
    return {name: [statistics.median(column) for column in zip(*runs)] for name, runs in times.items()}


def certificate(scratch):
    """A certificate for all virtual hosts, signed by itself: the programs are told to trust it. Needs openssl."""
    pair = [os.path.join(scratch, name) for name in ("certificate.pem", "key.pem")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                    "-subj", "/CN=bench", "-addext", "subjectAltName=DNS:*.sites.localhost", "-addext", "basicConstraints=critical,CA:FALSE",
                    "-out", pair[0], "-keyout", pair[1]], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return pair


def incomplete(lines, targets):
    """Sites that are not told once, or whose home page was not judged."""
    sites = [json.loads(line) for line in lines.splitlines()]
    judged = sorted(site["target"] for site in sites if site["status"] == "pass")
    return abs(len(sites) - len(targets)) + sum(a != b for a, b in zip(judged, sorted(targets))) + abs(len(judged) - len(targets))


def portfolio(beian, limits, scratch, site, port, sites, count):
    """Tables of virtual hosts with the same home page, plain and over TLS, each with its limit: a connection a host, and
    the page. Once more with ten times as many: memory must not grow with the sites."""
    def targets(scheme, port, many):
        path = os.path.join(scratch, f"{scheme}-{many}")
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(f"{scheme}://s{k}.sites.localhost:{port}/\n" for k in range(many))
        return path

    def audit(path, *more):
        return [beian, "audit", "--targets", path, "--home-only", "--format", "jsonl", "-q", "--today", "2026-11-22", *more]

    def measured(many, scheme, limit, command, times):
        return table(f"{many} virtual hosts on loopback, {scheme}, home pages", rounds([limit, ("beian audit --targets", command)], times))
    pair, tls_port = certificate(scratch), free_port()
    plain, tls, many = targets("http", port, sites), targets("https", tls_port, sites), targets("http", port, 10 * sites)
    trusted = ["--ca-cert", pair[0]]
    server = serve(limits, site, tls_port, *pair)
    try:
        for command, path in ((audit(plain), plain), (audit(tls, *trusted), tls)):
            lines = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout
            print(f"portfolio: {incomplete(lines, open(path, encoding='utf-8').read().split())} of {sites} sites told wrongly")
        return [
            measured(sites, "plain", ("limit: connect and fetch", [limits, "fetch", plain]), audit(plain), count),
            measured(sites, "TLS", ("limit: shake hands and fetch", [limits, "fetch", tls, "4", pair[0]]), audit(tls, *trusted), min(count, 3)),
            measured(10 * sites, "plain, once", ("limit: connect and fetch", [limits, "fetch", many]), audit(many), 1),
        ]
    finally:
        server.kill()


def installed(cases):
    return [(name, command) for name, command in cases if shutil.which(command[0])]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--pages", type=int, default=10000)
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--with", dest="more", nargs="+", default=[], choices=["inject", "portfolio"], help="further tables")
    ap.add_argument("--profile", default="dist", help="of cargo; dist is what is shipped")
    ap.add_argument("--write", help="file whose table is replaced")
    ap.add_argument("--day", default="", help="told above the table")
    args = ap.parse_args()
    beian, limits = build(args.profile)
    with tempfile.TemporaryDirectory() as scratch:
        site, manifest, urls = (os.path.join(scratch, name) for name in ("site", "manifest", "urls"))
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        subprocess.run([sys.executable, os.path.join(HERE, "gen_site.py"), site, "--pages", str(args.pages), "--manifest", manifest,
                        "--url-list", urls, "--base-url", base], check=True)
        server = serve(limits, site, port)
        try:
            folder = [beian, "audit", site, "--format", "json", "--today", "2026-11-22"]
            crawl = [beian, "audit", base + "/", "--max-pages", str(2 * args.pages), "--format", "json", "--today", "2026-11-22"]
            for name, command, prefix in (("folder", folder, ""), ("site", crawl, base + "/")):
                reports = [subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout for _ in range(RUNS)]
                faults = [wrong(report, manifest, prefix) for report in reports]
                print(f"{name}: of {args.pages} pages so many were not judged once and rightly, in {RUNS} runs: {faults}")
                print(f"{name}: {len(set(reports_without_time(reports)))} different reports in {RUNS} runs")
            offline = rounds([("limit: read the files", [limits, "read", site]), ("beian audit DIR", folder)] + installed([
                ("ripgrep for the number", ["rg", "-c", "ICP备", site]),
                ("hyperlink DIR", ["hyperlink", site]),
                ("lychee --offline", ["lychee", "--offline", "--no-progress", site]),
            ]), args.rounds)
            online = rounds([("limit: fetch the list", [limits, "fetch", urls]), ("beian audit URL", crawl)] + installed([
                ("wget -r", ["wget", "-q", "-r", "-l", "inf", "-P", os.path.join(scratch, "wget"), base + "/"]),
            ]), args.rounds)
            hosts = portfolio(beian, limits, scratch, site, port, args.pages, args.rounds) if "portfolio" in args.more else None
        finally:
            server.kill()
        written = inject(beian, limits, scratch, args.pages, args.rounds) if "inject" in args.more else None
    head = f"{args.pages} pages, {os.cpu_count()} cores, medians of {args.rounds} rounds{', ' + args.day if args.day else ''}.\n"
    tables = [table("A folder", offline), table("A site on loopback", online)] + (hosts or [])
    tables += [table("Footers put in", written)] if written else []
    text = "\n".join([head] + tables)
    print(text)
    if args.write:
        write(args.write, MARK, text)


if __name__ == "__main__":
    main()
