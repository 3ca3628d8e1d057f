#!/usr/bin/env python3
"""Runs the real program on damaged and hostile input, and checks what must hold whatever the input is.

    cargo build && python3 tests/fuzz/run.py                     # 200 cases of each kind, a new seed
    python3 tests/fuzz/run.py --seed 7 --cases 1000 --kind inject
    python3 tests/fuzz/run.py --seed 7 --only inject:431         # one case again

A case depends on the seed, its kind and its number only. What must hold:

* no panic and no signal, an exit code of docs/exit-codes.md, bounded processor time and memory;
* JSON where JSON was asked for, and in no output a character that acts on a terminal or cannot be seen;
* inject: a second run changes nothing, and --remove gives the page back byte for byte;
* ledger: an import that fails changes nothing; what is exported is imported, and exported the same again;
* files that are only read stay as they are.

Needs Python 3.9 and nothing else. No case uses the net: one server on 127.0.0.1 makes the snapshot to start from.
"""

import argparse
import concurrent.futures
import hashlib
import http.server
import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
CPU_SECONDS = 30
MEMORY = 4 << 30
WALL_SECONDS = 300
EXITS = {0, 1, 2, 3}
FORMATS = ["text", "json", "jsonl", "csv", "html"]
TABLES = ["text", "json", "csv", "markdown", "html", "ics"]

NUMBERS = ["京ICP备11000001号-1", "沪ICP备19038721号", "京公网安备11010502030143号", "京ICP证030173号", "粤B2-20080101"]
PAGES = [
    '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>t</title></head><body><h1>Hello</h1><p>Text.</p>'
    '<footer>© 2019-2026 某某科技有限公司 <a href="https://beian.miit.gov.cn/">京ICP备11000001号-1</a> '
    '<a href="https://beian.mps.gov.cn/#/query/webSearch?code=11010502030143"><img src="police.png" alt="公安备案图标">'
    "京公网安备11010502030143号</a></footer></body></html>",
    "<html><head><style>.f{display:none}</style></head><body><div class=f>京ICP备11000001号</div><table><tr><td>x<p>y</table>"
    "<p>Copyright 2020 Example Ltd.<script>document.write('京ICP备11000001号-1')</script></body></html>",
    "<title>a</title><h1>b</h1><p>c<ul><li>d<li>e<b><i>f</b></i><template><footer>京ICP备1号</footer></template><svg><path/></svg>"
    "<textarea></body></textarea><!-- </body> --><select><option>x<math><mi>x</mi></math>",
    '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p><frameset></frameset></body></html>',
    "<body><plaintext>never ends",
    "",
]
MARKUP = [
    "<", ">", "</body>", "</html>", "<body>", "<!--", "-->", "<script>", "</script>", "<style>", "</style>", "<template>",
    "</template>", "<table>", "<a href=//x>", "</a>", "<footer>", "<b>", "<i>", "</p>", "<p", "<svg>", "<math>",
    "<![CDATA[", "]]>", "<title>", "<textarea>", "<noscript>", "<iframe srcdoc='", "<meta charset=gbk>", "&#x202e;", "&amp",
    "<beian-footer>", "</beian-footer>", "<!doctype html>", "<frameset>", "<base href=/x/>", " hidden", ' style="display:none"',
    "<annotation-xml>", "<rp>", "<select>", "<option>", "<br/>", "<nobr>", "<form>", "<button>", "<html>", "<head>",
] + NUMBERS
NASTY = [
    "\0", "\x1b[2J", "\x9b2J", "\u202e", "\u200b", "\ufeff", "\u2028", "\ufe0f", "\u2800", "\U000e0041", "\ud7ff", "\uffff",
    "\r", "\n", "\t", "'", '"', "\\", "=1+1", "@x", "9" * 30, "-1", "1e999", "🀄" * 3, "é", "　", "a" * 3000, "{{", "}}", "%s",
]
TOML = [
    'ledger = "beian.db"\n[[site]]\ndomain = "example.cn"\naliases = ["m.example.cn", "例子.中国"]\ndir = "public"\nbase_path = "/docs"\n'
    'icp = "京ICP备12345678号-1"\npolice = "京公网安备11010502030143号"\nowner = "示例科技有限公司"\nsubject = "organisation"\n'
    "since = 2019\napproved = 2026-10-20\nopened = \"2026-10-25\"\npolice_submitted = 2026-11-10\ncommercial = true\n"
    'client = "某客户"\n[[site]]\ndir = "site"\npolice = "pending"\nsubject = "person"\n[rules]\nicp-missing-inner = "warning"\n'
    "[audit]\nno_robots = true\nmax_pages = 50\nrate = 1\n",
    'site = [{domain = "a.cn"}, {domain = "b.cn", icp = "京ICP备11000001号"}]\n[audit]\nformat = "json"\nlang = "zh"\n',
]
TOML_WORDS = [
    "[[site]]", "[site]", "[rules]", "[audit]", "[[", "]]", '"""', "'''", "domain", "dir", "icp", "police", "since", "owner",
    "= ", '""', "[]", "{}", "2026-02-30", "0x7f", "inf", "nan", "1979-05-27T07:32:00Z", "true", "#", "\\u0000", "\\uD800",
    '"off"', "max_pages", "fail_on", "quiet = true", ".", ",", "holidays = ['h.json']", "a.b.c.d = 1",
]
EXPORT = [
    '{"uid":"59956d4b8409d4e3","at":"2026-11-22T12:00:00+08:00","site":"example.cn","event":"opened","when":"2026-10-25"}',
    '{"uid":"3a9e52ba545e6d8f","at":"2026-11-22T12:01:00+08:00","site":"example.cn","event":"opened","when":"2026-10-26",'
    '"note":"备注","corrects":"59956d4b8409d4e3"}',
    '{"uid":"1a9e52ba545e6d8f","at":"2026-11-22T12:02:00+08:00","site":"example.cn","event":"opened",'
    '"corrects":"59956d4b8409d4e3","void":true}',
    '{"uid":"2a9e52ba545e6d8f","at":"2026-11-22T12:03:00+08:00","site":"b.cn","event":"notice","when":"2026-11-01 09:30",'
    '"due":"2026-12-01"}',
    '{"site":"c.cn","event":"sms-received","when":"2026-11-01 09:30:10"}',
    '{"uid":"4a9e52ba545e6d8f","at":"2026-11-22T12:04:00+08:00","site":"example.cn","audit":{"day":"2026-11-22",'
    '"target":"public","live":false,"status":"fail","found":3,"checked":3,"sights":{"icp":true,"badge":null},'
    '"findings":[{"rule":"icp-missing","severity":"error","pages":["index.html"]}]}}',
]
EXPORT_WORDS = [
    '"uid":"', '"at":"', '"site":', '"event":', '"when":', '"due":', '"note":', '"corrects":', '"void":true', '"audit":{',
    "null", "true", "1e5", "18446744073709551616", "-1", "[]", "{}", "2126-01-01", "1990-01-01", "0000-00-00", "icp-approved",
    "order-created", "7fffffffffffffff", "ffffffffffffffff", "\\u0000", "\\ud800", "\\u202e", "intranet", "[::1]", "www.a.cn",
]
TARGETS = [
    "{live}\nexample.cn\nhttps://example.cn/\n# note\n例子.中国\npublic\n",
    "domain,client\nexample.cn,甲\n\"b.cn\",\"乙, 丙\"\n{live},x\n",
    "\ufeffurl;name\nhttps://a.cn/x?y=1;z\n",
]
TARGET_WORDS = [
    "http://", "https://", "://", "//", "@", ":8080", ":0", ":99999", "[::1]", "127.1", "0x7f000001", "..", "/../", "%2e", "%00",
    "xn--", "xn--a", "。", "ａ", ".", "a" * 300 + ".cn", "domain,url,site", '"', ",", ";", "\t", "file:///etc/passwd", "ftp://x",
]
HOLIDAYS = '{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, {"date": "2027-01-03", "isOffDay": false}]}'


def unseen(char):
    """Whether a character acts on a terminal or cannot be seen (a part of src/report/escape.rs, told another way)."""
    return unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} or char in "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" \
        or "\ufe00" <= char <= "\ufe0f" or ord(char) & 0xFFFE == 0xFFFE or "\U000e0100" <= char <= "\U000e01ef"


def mutated(rng, data, words, others, most=8):
    """Damages bytes a few times."""
    data = bytearray(data)
    for _ in range(rng.randint(0, most)):
        at = rng.randint(0, len(data))
        end = min(len(data), at + rng.choice([1, 2, 4, 16, 100, 1000]))
        what = rng.randrange(9)
        if what == 0 and data:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        elif what == 1:
            del data[at:end]
        elif what == 2:
            data[at:at] = data[at:end] * rng.choice([1, 2, 50])
        elif what in (3, 4, 5):
            data[at:at] = rng.choice(words).encode("utf-8", "surrogatepass")
        elif what == 6:
            data[at:at] = rng.choice(NASTY).encode("utf-8", "surrogatepass")
        elif what == 7 and others:
            other = rng.choice(others)
            start = rng.randint(0, len(other))
            data[at:end] = other[start:start + rng.choice([10, 100, 1000])]
        elif what == 8 and rng.random() < 0.3:
            del data[at:]
        if len(data) > 300_000:
            del data[300_000:]
    return bytes(data)


class Fault(Exception):
    """Something that must hold does not."""


class Case:
    """One case: a folder of its own, and what was run in it."""

    def __init__(self, fuzz, kind, number):
        self.fuzz, self.kind, self.number = fuzz, kind, number
        self.rng = random.Random(f"{fuzz.seed}:{kind}:{number}")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{kind}-{number}-", dir=fuzz.scratch))
        self.runs = []

    def write(self, path, data):
        path = self.folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return path

    def fail(self, what):
        raise Fault(what)

    def files(self):
        return {
            str(path.relative_to(self.folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
            for path in sorted(self.folder.rglob("*")) if path.is_file()
        }

    def beian(self, *args, exits=EXITS, raw=False):
        """Runs the program and checks what holds for every run; its exit code and what it wrote."""
        self.runs.append(args)

        def limits():
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        environment = {"HOME": str(self.folder / "home"), "BEIAN_LANG": self.rng.choice(["zh", "en"])}
        try:
            done = subprocess.run([self.fuzz.program, *args], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=WALL_SECONDS, preexec_fn=limits, check=False)
        except subprocess.TimeoutExpired:
            self.fail(f"still at work after {WALL_SECONDS} s")
        code = done.returncode
        if code < 0:
            self.fail(f"killed by signal {-code} (24: {CPU_SECONDS} s of processor time)")
        if code not in exits:
            self.fail(f"exit code {code}")
        err = done.stderr.decode("utf-8", "replace")
        if "panicked at" in err:
            self.fail("panic: " + err[:500])
        if code == 2 and "fix: " not in err and "处理：" not in err and "修改：" not in err and "解决" not in err and "怎么办" not in err \
                and not re.search(r"(?m)^(error|错误)", err):
            self.fail("exit code 2 without an error: " + err[:500])
        self.harmless("stderr", err)
        try:
            out = done.stdout.decode("utf-8")
        except UnicodeDecodeError:
            if raw:
                out = done.stdout.decode("latin-1")
            else:
                self.fail("standard output is not UTF-8")
        if not raw:
            self.harmless("stdout", out)
        return code, out

    def harmless(self, where, text):
        text = text.lstrip("\ufeff").replace("\r\n", "\n")
        bad = next((char for char in text if char != "\n" and unseen(char)), None)
        if bad is not None:
            at = text.index(bad)
            self.fail(f"{where} holds U+{ord(bad):04X}: {text[max(0, at - 60):at + 20]!r}")

    def json(self, out, lines=False):
        try:
            # not splitlines(): a lone \r between two tokens is white space of JSON, and no end of a line
            return [json.loads(line) for line in out.split("\n") if line] if lines else json.loads(out)
        except ValueError as error:
            return self.fail(f"standard output is no JSON: {error}")

    def audit(self, *args):
        """An audit in some format, with what must hold for it."""
        kind = self.rng.choice(FORMATS)
        code, out = self.beian("audit", *args, "--today", "2026-11-22", "--format", kind)
        if code == 2 and not out:
            return code
        if kind == "json":
            report = self.json(out)
            total = report["summary"]
            parts = [total[key] for key in ("passed", "failed", "reviews", "errors")]
            if sum(parts) != total["sites"] or len(report["sites"]) != total["sites"]:
                self.fail(f"the summary does not add up: {total}")
            for site in report["sites"]:
                if site["status"] == "pass" and site["pages_checked"] == 0:
                    self.fail("a site passed of which no page was read")
        elif kind == "jsonl":
            self.json(out, lines=True)
        elif kind == "html":
            # the report's own: its rows, its pieces, its rules, and the program that the policy names by its hash
            own = ['id="data"', 'id="pieces"', 'id="rules"', 'id="act"']
            scripts = re.findall('<script[^>]*>', out.lower())
            if any(sum(name in script for script in scripts) > 1 for name in own) or any(
                not any(name in script for name in own) for script in scripts
            ):
                self.fail("a script in the report")
        return code


def pages(case):
    others = [page.encode() for page in PAGES]
    count = case.rng.randint(1, 3)
    for index in range(count):
        data = mutated(case.rng, case.rng.choice(others), MARKUP, others, 12)
        data = case.rng.choice([data, data, data, data.decode("utf-8", "replace").encode("gb18030", "replace"),
                                data.decode("utf-8", "replace").encode("utf-16", "replace")])
        case.write(f"public/{['index', 'a', 'sub/b'][index]}.html", data)


def fuzz_page(case):
    pages(case)
    before = case.files()
    case.audit("public")
    if case.files() != before:
        case.fail("an audit changed a file")


def audited(case, put):
    """What inject put into a page, the audit sees there. The first run's lines name the pages that were left out."""
    case.beian("inject", "public", "--remove")
    code, out = case.beian(*put, "--lang", "en")
    added = re.search(r"(\d+) added", out)
    pages = len([path for path in case.files() if path.endswith(".html")])
    if code != 0 or not added or int(added[1]) != pages:
        return
    _, out = case.beian("audit", "public", "--today", "2026-11-22", "--format", "json")
    for finding in case.json(out)["sites"][0]["findings"]:
        if finding["rule"] in {"icp-missing", "icp-missing-inner", "icp-hidden"}:
            case.fail(f"{finding['page']}: added, and the audit finds {finding['rule']}")


def fuzz_inject(case):
    pages(case)
    put = ["inject", "public", "--icp", "京ICP备11000001号-1"]
    if case.rng.random() < 0.5:
        put += ["--police", "京公网安备11010502030143号"]
    case.beian("inject", "public", "--remove")
    bare = case.files()
    case.beian("inject", "public", "--remove")
    if case.files() != bare:
        case.fail("--remove twice is not --remove")
    case.beian(*put, "--check")
    case.beian(*put, "--diff", raw=True)
    if case.files() != bare:
        case.fail("--check or --diff wrote something")
    code, _ = case.beian(*put)
    done = case.files()
    again, _ = case.beian(*put)
    if case.files() != done:
        case.fail("a second run changed something")
    if code == 0 and again != 0:
        case.fail(f"the second run ended with {again}")
    if code == 0:
        audited(case, put)
    case.beian("inject", "public", "--remove")
    content = {path: digest for path, (digest, _) in case.files().items()}
    if content != {path: digest for path, (digest, _) in bare.items()}:
        case.fail("--remove did not give the pages back")


def fuzz_config(case):
    others = [text.encode() for text in TOML]
    case.write("beian.toml", mutated(case.rng, case.rng.choice(others), TOML_WORDS, others))
    case.write("public/index.html", PAGES[0])
    case.write("h.json", HOLIDAYS)
    before = case.files()
    case.beian("snippet", "example.cn", raw=True)
    code, out = case.beian("deadlines", "--today", "2026-11-22", "--format", "json")
    if code == 0:
        case.json(out)
    elif out:
        case.fail("output beside an error")
    case.beian("inject", "public", "--check")
    case.beian("audit", "public", "--today", "2026-11-22")
    if case.files() != before:
        case.fail("a command that only reads changed a file")


def fuzz_export(case):
    lines = [line.encode() for line in EXPORT]
    text = b"\n".join(mutated(case.rng, line, EXPORT_WORDS, lines, 2) if case.rng.random() < 0.3 else line for line in lines)
    case.write("x.jsonl", mutated(case.rng, text, EXPORT_WORDS, lines, 1) if case.rng.random() < 0.3 else text)
    if case.rng.random() < 0.5:
        case.write("seed.jsonl", "\n".join(EXPORT[:2]))
        case.beian("deadlines", "import", "seed.jsonl", "--ledger", "l.db", exits={0})
    before = case.beian("deadlines", "export", "--ledger", "l.db", exits={0})[1]
    files = set(case.files())
    code, _ = case.beian("deadlines", "import", "x.jsonl", "--ledger", "l.db", exits={0, 2})
    whole = case.beian("deadlines", "export", "--ledger", "l.db", exits={0})[1]
    if code == 2:
        if whole != before or set(case.files()) != files:
            case.fail("an import that failed changed something")
        return
    case.beian("deadlines", "import", "x.jsonl", "--ledger", "l.db", exits={0})
    if case.beian("deadlines", "export", "--ledger", "l.db", exits={0})[1] != whole:
        case.fail("a second import changed something")
    case.write("y.jsonl", whole)
    case.beian("deadlines", "import", "y.jsonl", "--ledger", "m.db", exits={0})
    if case.beian("deadlines", "export", "--ledger", "m.db", exits={0})[1] != whole:
        case.fail("export of an import is not the export")
    for line in case.json(whole, lines=True):
        if re.fullmatch(r"[a-z0-9.-]+\.cn", line["site"]):
            case.beian("deadlines", "history", line["site"], "--ledger", "l.db", exits={0})
    form = case.rng.choice(TABLES)
    _, out = case.beian("deadlines", "--ledger", "l.db", "--today", "2026-11-22", "--format", form, exits={0})
    if form == "json":
        case.json(out)


def fuzz_resume(case):
    case.write("public/index.html", PAGES[0])
    line = case.fuzz.line
    words = EXPORT_WORDS + ['"status":"pass"', '"rule":"', '"target":"public"', '"findings":[', '"pages":[', '"where":"', "{", "}", "\n"]
    text = mutated(case.rng, line * case.rng.randint(1, 3), words, [line], 3)
    path = case.write("r.jsonl", text)
    code = case.audit("public", "--resume", "r.jsonl", *(["-v"] if case.rng.random() < 0.5 else []))
    after = path.read_bytes()
    if code == 2 and after != text:
        case.fail("a file that was refused was changed")
    if code != 2:
        case.json(after.decode("utf-8", "replace"), lines=True)


def fuzz_snapshot(case):
    for name, data in case.fuzz.snapshot.items():
        case.write(f"kept/{name}", mutated(case.rng, data, MARKUP + EXPORT_WORDS, [data], 4))
    before = case.files()
    case.audit("--saved", "kept")
    if case.files() != before:
        case.fail("a snapshot was changed")


def fuzz_targets(case):
    for name, data in case.fuzz.snapshot.items():
        case.write(f"kept/{name}", data)
    case.write("public/index.html", PAGES[0])
    others = [text.replace("{live}", case.fuzz.live).encode() for text in TARGETS]
    data = mutated(case.rng, case.rng.choice(others), TARGET_WORDS, others)
    data = case.rng.choice([data, data, data.decode("utf-8", "replace").encode("gb18030", "replace"),
                            data.decode("utf-8", "replace").encode("utf-16", "replace")])
    if re.search(rb"(?m)^[\"' \t]*[./\0]*/[./\0]*[\"' \t]*([,;\t\r\0]|$)", data):
        return  # a row such as // or ../ is a folder of this machine, all of which would be audited
    case.write("list.csv", data)
    case.audit("--targets", "list.csv", "--saved", "kept")


def fuzz_calendar(case):
    case.write("beian.toml", TOML[0])
    case.write("h.json", mutated(case.rng, HOLIDAYS.encode(), EXPORT_WORDS, [HOLIDAYS.encode()], 4))
    case.beian("deadlines", "--holidays", "h.json", "--today", "2026-11-22", exits={0, 2})
    case.beian("deadlines", "ics", "-o", "all.ics", "--today", "2026-11-22", exits={0})
    calendar = (case.folder / "all.ics").read_bytes()
    case.write("all.ics", mutated(case.rng, calendar, ["BEGIN:VEVENT\r\n", "UID:x\r\n", "SEQUENCE:99999999999", "END:VEVENT"], [calendar]))
    case.beian("deadlines", "ics", "-o", "all.ics", "--today", "2026-11-23", exits={0, 2})


KINDS = {
    "page": fuzz_page, "inject": fuzz_inject, "config": fuzz_config, "export": fuzz_export, "resume": fuzz_resume,
    "snapshot": fuzz_snapshot, "targets": fuzz_targets, "calendar": fuzz_calendar,
}


class Page(http.server.BaseHTTPRequestHandler):
    """The site that the snapshot is made of."""

    def do_GET(self):
        known = {"/": PAGES[0].replace("<p>", "<p><a href=/a>a</a>"), "/a": PAGES[1], "/robots.txt": "User-agent: *\nDisallow: /no\n"}
        body = known.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Fuzz:
    """What all cases share."""

    def __init__(self, options):
        self.seed, self.program = options.seed, str(pathlib.Path(options.program).resolve())
        self.keep = pathlib.Path(options.keep)
        self.scratch = tempfile.mkdtemp(prefix="beian-fuzz-")
        self.prepare()

    def prepare(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.live = f"http://127.0.0.1:{server.server_port}/"
        start = pathlib.Path(self.scratch) / "start"
        (start / "public").mkdir(parents=True)
        (start / "public/index.html").write_text(PAGES[0], encoding="utf-8")
        for args in ([self.live, "--save", "kept"], ["public", "--resume", "r.jsonl"]):
            done = subprocess.run([self.program, "audit", *args], cwd=start, env={}, capture_output=True, check=False)
            if done.returncode not in EXITS - {2}:
                sys.exit(f"cannot start: {done.stderr.decode()}")
        server.shutdown()
        self.snapshot = {path.name: path.read_bytes() for path in (start / "kept").iterdir() if path.is_file()}
        self.line = (start / "r.jsonl").read_bytes()

    def run(self, kind, number):
        """Runs a case; what is wrong, if something is."""
        case = Case(self, kind, number)
        try:
            KINDS[kind](case)
        except Fault as fault:
            kept = self.keep / f"{self.seed}-{kind}-{number}"
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(case.folder, kept, symlinks=True)
            command = " ".join(case.runs[-1]) if case.runs else ""
            return f"{kind}:{number}: {fault}\n    beian {command}\n    in {kept}"
        finally:
            shutil.rmtree(case.folder, ignore_errors=True)
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--cases", type=int, default=200, help="of each kind")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind; may be given more than once")
    parser.add_argument("--only", metavar="KIND:NUMBER", help="one case")
    parser.add_argument("--program", default=str(ROOT / "target/debug/beian"))
    parser.add_argument("--keep", default=str(pathlib.Path(tempfile.gettempdir()) / "beian-fuzz-faults"), help="where the files of faults go")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    fuzz = Fuzz(options)
    print(f"seed {options.seed}", flush=True)
    if options.only:
        kind, _, number = options.only.partition(":")
        cases = [(kind, int(number))]
    else:
        numbers = range(options.first, options.first + options.cases)
        cases = [(kind, number) for number in numbers for kind in options.kind or KINDS]
    start, faults, done = time.monotonic(), 0, 0
    try:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for fault in pool.map(lambda case: fuzz.run(*case), cases):
                done += 1
                if fault:
                    faults += 1
                    print(fault, flush=True)
                if done % 500 == 0:
                    print(f"{done} of {len(cases)} cases, {faults} faults, {time.monotonic() - start:.0f} s", flush=True)
    finally:
        shutil.rmtree(fuzz.scratch, ignore_errors=True)
    print(f"seed {options.seed}: {done} cases, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
