#!/usr/bin/env python3
"""Measures pages in a browser: `beian audit --render always` on many sites, beside Lighthouse's SEO category alone.

    bench/browser.py [--sites 500] [--beian target/dist/beian] [--lighthouse FOLDER --pages 15] [--write docs/bench.md --day YYYY-MM-DD]

A site a page, each under a name of its own (sN.localhost), from a server on loopback. FOLDER is one in which
`npm install lighthouse chrome-launcher` was run. Both run on the same machine, one after the other. Counts pages a second, CPU
a page (of the program and of the browser's processes, sampled), memory of the program, and what is left behind.
Linux only; standard library only.
"""
import argparse
import http.server
import json
import os
import re
import shutil
import socketserver
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MARK = "in a browser"

STYLE = "body{margin:0;font:16px/1.6 sans-serif}header,main,footer{max-width:960px;margin:auto;padding:16px}.grid{display:grid;grid-template-columns:repeat(3,1fr);gap:12px}footer{text-align:center;color:#555}"
SCRIPT = "document.querySelector('main').insertAdjacentHTML('beforeend','<p>'+new Date().getFullYear()+'</p>')"


def page(number):
    text = "证件照、全家福与团体照，欢迎预约。门店每天九点到二十点营业，照片当天可取，也可以上门拍摄。"
    cards = "".join(f"<article><h2>套餐 {n}</h2><p>{text * 3}</p></article>" for n in range(24))
    return (
        "<!doctype html><html lang=zh-CN><head><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>鸿雁照相馆 {number}</title><meta name=description content='证件照与全家福'><link rel=stylesheet href=/a.css></head>"
        f"<body><header><h1>鸿雁照相馆</h1><nav><a href=/>首页</a></nav></header><main><div class=grid>{cards}</div></main>"
        "<footer><p>© 2014-2026 鸿雁照相馆</p><p><a href=https://beian.miit.gov.cn/ target=_blank>京ICP备19004817号-1</a> "
        "<img src=/b.png width=20 height=20 alt=''><a href='https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718' target=_blank>"
        f"京公网安备11010502046718号</a></p></footer><script>{SCRIPT}</script></body></html>"
    ).encode()


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        badge = open(os.path.join(ROOT, "tests/browser/badge.png"), "rb").read()
        files = {"/a.css": ("text/css", STYLE.encode()), "/b.png": ("image/png", badge)}
        number = re.sub(r"\D", "", self.headers.get("Host", "").split(":")[0])
        kind, body = files.get(self.path.split("?")[0], ("text/html; charset=utf-8", page(number)))
        found = self.path.split("?")[0] in {"/", *files}
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 256


class Sampler(threading.Thread):
    """CPU seconds of a process and all below it, and its own memory and open files (pipes and sockets, too), while it runs."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.cpu, self.rss, self.open, self.done = pid, {}, [], [], threading.Event()

    def run(self):
        while not self.done.wait(0.25):
            self.look()

    def look(self):
        stats = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                fields = open(f"/proc/{name}/stat").read().rpartition(")")[2].split()
            except OSError:
                continue
            stats[int(name)] = (int(fields[1]), int(fields[11]) + int(fields[12]), int(fields[19]), int(fields[21]))
        below = {self.pid}
        while True:
            more = {pid for pid, (parent, *_) in stats.items() if parent in below} - below
            if not more:
                break
            below |= more
        for pid in below & stats.keys():
            _, ticks, started, rss = stats[pid]
            self.cpu[(pid, started)] = ticks / TICKS
            if pid == self.pid:
                self.rss.append(rss * PAGE / 2**20)
                try:
                    self.open.append(len(os.listdir(f"/proc/{pid}/fd")))
                except OSError:
                    pass

    def total(self):
        self.done.set()
        return sum(self.cpu.values())


def run(command, **options):
    start = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    sampler = Sampler(child.pid)
    sampler.start()
    output, _ = child.communicate()
    return time.monotonic() - start, sampler.total(), (sampler.rss, sampler.open), child.returncode, output


def left(temporary):
    """Processes with a profile of the run, and files. Sockets go with their process."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            line = open(f"/proc/{name}/cmdline").read()
        except OSError:
            continue
        if temporary in line:
            found.append(f"process {name}")
    return found + [f"file {name}" for name in os.listdir(temporary)]


def beian(program, port, sites, folder):
    temporary = os.path.join(folder, "tmp")
    os.makedirs(temporary, exist_ok=True)
    targets = os.path.join(folder, "targets")
    with open(targets, "w") as file:
        file.writelines(f"http://s{n}.localhost:{port}/\n" for n in range(sites))
    command = [program, "audit", "--targets", targets, "--home-only", "--render", "always", "--format", "jsonl", "--lang", "en",
               "--today", "2026-11-22", "-q"]
    wall, cpu, (rss, opened), code, output = run(command, stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": temporary})
    looked = [json.loads(line)["pages"][0].get("browser", {}) for line in output.splitlines()]
    screens = sum(len(browser.get("screens", [])) for browser in looked)
    faults = [browser["fault"] for browser in looked if browser.get("fault")]
    time.sleep(2)
    leftovers = left(temporary)
    halves = [max(all[:len(all) // 2] or [0]) for all in (rss, opened)] + [max(all[len(all) // 2:] or [0]) for all in (rss, opened)]
    print(f"beian: {sites} sites, {screens} screens in {wall:.1f} s: {sites / wall:.2f} pages/s (two screens each), "
          f"{cpu / sites:.2f} CPU s a page, exit {code}, faults {len(faults)} {faults[:2]}")
    print(f"       own memory: {halves[0]:.0f} MiB at most in the first half, {halves[2]:.0f} in the second; open files and sockets: "
          f"{halves[1]} and {halves[3]}; left behind: {leftovers or 'nothing'}")
    return {"rate": sites / wall, "cpu": cpu / sites, "halves": halves, "sites": sites, "left": leftovers, "faults": len(faults), "screens": screens}


LIGHTHOUSE = """
import lighthouse from 'lighthouse';
import * as chromeLauncher from 'chrome-launcher';
const chrome = await chromeLauncher.launch({chromePath: process.env.CHROME_PATH, chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu']});
const start = Date.now(); let done = 0;
for (const url of process.argv.slice(2)) {
  const run = await lighthouse(url, {port: chrome.port, onlyCategories: ['seo'], logLevel: 'silent', output: 'json'});
  if (run && run.lhr.categories.seo.score > 0) done++;
}
console.log(JSON.stringify({done, seconds: (Date.now() - start) / 1000}));
await chrome.kill();
"""


def lighthouse(folder, port, pages):
    script = os.path.join(folder, "beian-bench.mjs")
    with open(script, "w") as file:
        file.write(LIGHTHOUSE)
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    urls = [f"http://s{n}.localhost:{port}/" for n in range(pages)]
    _, cpu, _, code, output = run(["node", script, *urls], stdout=subprocess.PIPE, cwd=folder, env={**os.environ, "CHROME_PATH": chrome})
    if code != 0:
        sys.exit(f"lighthouse ended with {code}")
    said = json.loads(output.splitlines()[-1])
    rate = said["done"] / said["seconds"]
    version = json.load(open(os.path.join(folder, "node_modules/lighthouse/package.json")))["version"]
    print(f"lighthouse {version}, SEO alone: {said['done']} pages in {said['seconds']:.1f} s: {rate:.2f} pages/s, {cpu / pages:.2f} CPU s a page")
    return {"rate": rate, "cpu": cpu / pages, "version": version}


def write(path, day, ours, theirs):
    lines = [
        "| | pages a second | CPU seconds a page |", "|---|---|---|",
        f"| `beian audit --render always`, {ours['sites']} sites, two screens a page | {ours['rate']:.2f} | {ours['cpu']:.2f} |",
    ]
    if theirs:
        lines.append(f"| Lighthouse {theirs['version']}, SEO category alone, one screen, one browser for all | {theirs['rate']:.2f} | {theirs['cpu']:.2f} |")
    text = open(path, encoding="utf-8").read()
    memory, files, memory_later, files_later = (f"{it:.0f}" for it in ours["halves"])
    own = (f"Its own memory: {memory} MiB at most in the first half of the run, {memory_later} in the second; open files and "
           f"sockets: {files} and {files_later}. No process and no file was left.")
    block = f"<!-- {MARK} -->\n{day}, {os.cpu_count()} processors. {own}\n\n" + "\n".join(lines) + f"\n<!-- /{MARK} -->"
    pattern = re.compile(f"<!-- {MARK} -->.*?<!-- /{MARK} -->", re.S)
    if not pattern.search(text):
        sys.exit(f"{path} has no place for the figures")
    with open(path, "w", encoding="utf-8") as file:
        file.write(pattern.sub(lambda _: block, text))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sites", type=int, default=500)
    options.add_argument("--beian", default=os.path.join(ROOT, "target/dist/beian"))
    options.add_argument("--lighthouse", metavar="FOLDER")
    options.add_argument("--pages", type=int, default=15)
    options.add_argument("--write", metavar="FILE")
    options.add_argument("--day")
    args = options.parse_args()
    server = Server(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    theirs = lighthouse(args.lighthouse, port, args.pages) if args.lighthouse else None
    with tempfile.TemporaryDirectory() as folder:
        ours = beian(args.beian, port, args.sites, folder)
    if theirs:
        print(f"beian opens {ours['rate'] / theirs['rate']:.1f} times as many pages a second")
    if args.write:
        write(args.write, args.day or time.strftime("%Y-%m-%d"), ours, theirs)
    bad = ours["left"] or ours["faults"] or ours["screens"] != 2 * args.sites
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
