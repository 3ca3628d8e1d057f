#!/usr/bin/env python3
"""Serves many sites on this machine, well and broken ones, and writes down every request.

    bench/fleet/sites.py --list 20000 [--port 8080] > targets     the targets, one a line
    bench/fleet/sites.py --port 8080 --log requests.tsv           serves them

What a site is follows from its number alone. Of ten numbers in a row six have a domain of their own (s000012.localhost) and
four share one (h6.d000001.localhost …); each two hundredth of the first 20,000 is below farm.localhost. About one in eight
has a fault (`FAULTS`): silent, cut off, busy, redirected, dripping, garbage, refused by robots.txt …. The rest are pages
with right, wrong, old and missing numbers. `--well` leaves the faults out, `--delay` is how long each answer takes.

The log has a line a request when it ends: start, end (seconds of the system's monotonic clock), host, client's address,
path, status. politeness.py reads it. `--suffix test --address 198.18.0.0` is for a network namespace (space.py), in which
`--dns` answers for the names: addresses that are not loopback's, so that --rate holds; one domain in eight is at one of a
few addresses that it shares. Standard library only.
"""
import argparse
import asyncio
import gzip
import hashlib
import ipaddress
import resource
import signal
import socket
import struct
import sys
import time

# per mille of the sites
FAULTS = {
    "silent": 3, "silent-body": 2, "hangup": 6, "reset": 6, "other-protocol": 5, "bad-status": 3, "large-head": 2, "drip": 2,
    "cut-off": 6, "too-large": 3, "bad-gzip": 4, "error-500": 8, "error-503": 3, "missing": 8, "busy-once": 8, "busy": 4,
    "redirect": 12, "redirect-loop": 6, "redirect-www": 4, "slow-body": 8, "robots-refuse": 8, "robots-500": 4, "robots-delay": 6,
    "robots-silent": 1, "empty": 4, "shell": 4,
}
# the rest: pages that are judged
PAGES = ["right", "right", "right", "right", "right", "unlinked", "old-host", "missing-number", "several-pages", "gbk"]
FARM = 8
LINKED = "<a href=https://beian.miit.gov.cn/ target=_blank>京ICP备{:08d}号-1</a>"


class Naming:
    """Which host has which number, and which address."""

    def __init__(self, suffix="localhost", port=None, base="198.18.0.0"):
        self.suffix, self.port, self.base = suffix, port, int(ipaddress.ip_address(base))

    def host(self, number):
        if number % 200 == 199 and number < 20000:
            return f"u{number:06d}.farm.{self.suffix}"
        if number % 10 >= 6:
            return f"h{number % 10}.d{number // 10:06d}.{self.suffix}"
        return f"s{number:06d}.{self.suffix}"

    def target(self, number):
        return f"http://{self.host(number)}{':' + str(self.port) if self.port else ''}/"

    def number(self, host):
        """The number of a host, None for a name that is no site."""
        labels = host.split(":")[0].lower().removesuffix("." + self.suffix).split(".")
        try:
            if labels[0] == "www":
                labels = labels[1:]
            if len(labels) == 2 and labels[1].startswith("d"):
                return int(labels[1][1:]) * 10 + int(labels[0][1:])
            return int(labels[0][1:])
        except (ValueError, IndexError):
            return None

    def address(self, host):
        """Where a name is: the hosts of a domain are together, and one domain in eight is in a crowd."""
        domain = registrable(host)
        drawn = int.from_bytes(hashlib.sha256(domain.encode()).digest()[:4], "big")
        return ipaddress.ip_address(self.base + (drawn // 8 % FARM + 1 if drawn % 8 == 0 else 256 + drawn // 8 % 100_000))


def registrable(host):
    """The domain that is registered: here always two labels."""
    return ".".join(host.split(":")[0].lower().split(".")[-2:])


def kind(number, well=False):
    """What a site is."""
    drawn = int.from_bytes(hashlib.sha256(b"site %d" % number).digest()[:4], "big")
    share, page = drawn % 1000, PAGES[drawn // 1000 % len(PAGES)]
    if not well:
        for name, width in FAULTS.items():
            if share < width:
                return name
            share -= width
    return page


def markup(number, page, more=""):
    icp = 10_000_000 + number % 80_000_000
    footer = {
        "unlinked": f"京ICP备{icp:08d}号-1",
        "old-host": LINKED.format(icp).replace("beian.miit.gov.cn", "www.miibeian.gov.cn"),
        "missing-number": "版权所有",
        "shell": None,
    }.get(page, LINKED.format(icp))
    if footer is None:
        return f"<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>{number}</title></head><body><div id=app></div><script src=/app.js></script></body></html>"
    return (f"<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>照相馆 {number}</title></head><body><h1>照相馆</h1>"
            f"<p>{'证件照与全家福，欢迎预约。' * 40}</p>{more}<footer>© 2014-2026 示例科技有限公司 {footer}</footer></body></html>")


def answer(status, body=b"", kind="text/html; charset=utf-8", more="", length=None):
    length = len(body) if length is None else length
    return f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}\r\n".encode() + body


class Connection(asyncio.Protocol):
    """One client. Requests on it are answered one after the other, as HTTP/1.1 has it."""

    def __init__(self, server):
        self.server, self.buffer, self.open, self.later = server, b"", None, None

    def connection_made(self, transport):
        self.transport = transport
        peer = transport.get_extra_info("peername")
        self.peer = peer[0] if isinstance(peer, tuple) else "local"

    def data_received(self, data):
        self.buffer += data
        if self.open is None:
            self.take()

    def take(self):
        head, end, rest = self.buffer.partition(b"\r\n\r\n")
        if not end:
            return
        self.buffer = rest
        lines = head.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1] if lines[0].count(" ") >= 2 else "/"
        host = next((line[5:].strip() for line in lines[1:] if line[:5].lower() == "host:"), "")
        self.open = (time.monotonic(), host, path)
        delay = self.server.delay
        if delay:
            self.later = self.server.loop.call_later(delay, self.reply)
        else:
            self.reply()

    def reply(self):
        self.later = None
        _, host, path = self.open
        self.server.reply(self, host, path.partition("?")[0])

    def done(self, data, status, close=False):
        """The whole answer, or its end."""
        if self.open is None:
            return
        self.transport.write(data)
        self.note(status)
        if close:
            self.transport.close()
        elif self.buffer:
            self.take()

    def note(self, status):
        start, host, path = self.open
        self.open = None
        self.server.note(start, host, self.peer, path, status)

    def drip(self, unit, pause, count, status):
        """Writes a unit again and again; `count` None: for ever."""
        if self.open is None or self.transport.is_closing():
            return
        if count == 0:
            self.done(b"", status)
            return
        self.transport.write(unit)
        self.later = self.server.loop.call_later(pause, self.drip, unit, pause, count and count - 1, status)

    def connection_lost(self, error):
        if self.later:
            self.later.cancel()
        if self.open:
            self.note("gone")


class Server:
    def __init__(self, naming, log, delay=0.0, well=False):
        self.naming, self.log, self.delay, self.well = naming, log, delay, well
        self.loop, self.told, self.lines = asyncio.get_running_loop(), {}, 0

    def note(self, start, host, peer, path, status):
        if self.log:
            self.log.write(f"{start:.4f}\t{time.monotonic():.4f}\t{host.split(':')[0]}\t{peer}\t{path}\t{status}\n")

    def reply(self, to, host, path):
        number = self.naming.number(host)
        if number is None:
            to.done(answer(404), 404)
            return
        site = kind(number, self.well)
        if path == "/robots.txt":
            self.robots(to, site)
        elif path in ("/", "/home") or (site == "several-pages" and path in ("/a", "/b")):
            self.page(to, host, number, site, path)
        else:
            to.done(answer(404, b"<html><body>not here</body></html>"), 404)

    @staticmethod
    def robots(to, site):
        text = {"robots-refuse": "User-agent: *\nDisallow: /\n", "robots-delay": "User-agent: *\nCrawl-delay: 1\n"}.get(site)
        if site == "robots-silent":
            return
        if site == "robots-500":
            to.done(answer(500), 500)
        elif text:
            to.done(answer(200, text.encode(), "text/plain"), 200)
        else:
            to.done(answer(404), 404)

    def page(self, to, host, number, site, path):
        more = "<a href=/>首页</a><a href=/a>一</a><a href=/b>二</a>" if site == "several-pages" else ""
        text = markup(number, site, more)
        body = text.encode("gb18030").replace(b"charset=utf-8", b"charset=gbk") if site == "gbk" else text.encode()
        well = answer(200, body, "text/html" if site == "gbk" else "text/html; charset=utf-8")
        special = getattr(self, "page_" + site.replace("-", "_"), None)
        if special and not (site.startswith("redirect") and path == "/home" and site != "redirect-loop"):
            special(to, host, well, body)
        else:
            to.done(well, 200)

    # The faults. `well` is the whole answer of a site that is well.

    def page_silent(self, to, host, well, body):
        """Nothing, until the client goes."""

    def page_silent_body(self, to, host, well, body):
        to.transport.write(well[:-200])

    def page_hangup(self, to, host, well, body):
        to.done(b"", "closed", close=True)

    def page_reset(self, to, host, well, body):
        to.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        to.done(b"", "reset", close=True)

    def page_other_protocol(self, to, host, well, body):
        to.done(b"SSH-2.0-OpenSSH_9.9\r\n", "garbage", close=True)

    def page_bad_status(self, to, host, well, body):
        to.done(well.replace(b" 200 ", b" 2x0 ", 1), "garbage", close=True)

    def page_large_head(self, to, host, well, body):
        to.done(well.replace(b"\r\n", b"\r\nX-A: " + b"x" * (300 << 10) + b"\r\n", 1), 200, close=True)

    def page_drip(self, to, host, well, body):
        to.transport.write(answer(200, length=10**7))
        to.drip(b"x", 0.1, None, 200)

    def page_cut_off(self, to, host, well, body):
        to.done(well[:-200], "cut", close=True)

    def page_too_large(self, to, host, well, body):
        to.done(answer(200, body, length=10**9), "cut", close=True)

    def page_bad_gzip(self, to, host, well, body):
        packed = bytearray(gzip.compress(body, mtime=0))
        packed[len(packed) // 2:] = bytes(len(packed) - len(packed) // 2)
        to.done(answer(200, bytes(packed), more="Content-Encoding: gzip\r\n"), 200)

    def page_error_500(self, to, host, well, body):
        to.done(answer(500, b"<html><body>sorry</body></html>"), 500)

    def page_error_503(self, to, host, well, body):
        to.done(answer(503, b"<html><body>sorry</body></html>"), 503)

    def page_missing(self, to, host, well, body):
        to.done(answer(404, b"<html><body>not here</body></html>"), 404)

    def page_busy_once(self, to, host, well, body):
        """Busy for whoever asks for the first time in a while."""
        now = time.monotonic()
        before = self.told.get(host, -1e9)
        self.told[host] = now
        to.done(*((well, 200) if now - before < 8 else (answer(429, more="Retry-After: 1\r\n"), 429)))

    def page_busy(self, to, host, well, body):
        to.done(answer(429, more="Retry-After: 3600\r\n"), 429)

    def page_redirect(self, to, host, well, body):
        to.done(answer(302, more="Location: /home\r\n"), 302)

    def page_redirect_loop(self, to, host, well, body):
        to.done(answer(302, more="Location: /\r\n"), 302)

    def page_redirect_www(self, to, host, well, body):
        if host.startswith("www."):
            to.done(well, 200)
        else:
            to.done(answer(301, more=f"Location: http://www.{host}/\r\n"), 301)

    def page_slow_body(self, to, host, well, body):
        to.transport.write(answer(200, length=1200))
        to.drip(b" " * 100, 0.05, 12, 200)

    def page_empty(self, to, host, well, body):
        to.done(answer(200), 200)


class Names(asyncio.DatagramProtocol):
    """Answers for every name with its address (A), and that there is nothing else."""

    def __init__(self, naming):
        self.naming = naming

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        labels, at = [], 12
        try:
            while data[at]:
                labels.append(data[at + 1:at + 1 + data[at]].decode("ascii"))
                at += 1 + data[at]
            question, kind = data[12:at + 5], data[at + 1:at + 3]
        except (IndexError, UnicodeDecodeError):
            return
        name = ".".join(labels)
        known = name.endswith("." + self.naming.suffix)
        found = known and kind == b"\0\1"
        head = data[:2] + (b"\x81\x80" if known else b"\x81\x83") + b"\0\1" + (b"\0\1" if found else b"\0\0") + b"\0\0\0\0"
        record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + self.naming.address(name).packed if found else b""
        self.transport.sendto(head + question + record, peer)


async def serve(args, naming):
    loop = asyncio.get_running_loop()
    log = open(args.log, "a", encoding="utf-8", buffering=1 << 16) if args.log else None
    server = Server(naming, log, args.delay, args.well)
    listening = [await loop.create_server(lambda: Connection(server), address, args.port, backlog=4096) for address in args.listen]
    if args.dns:
        await loop.create_datagram_endpoint(lambda: Names(naming), local_addr=(args.dns, 53))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    print(f"serving at port {args.port}", file=sys.stderr, flush=True)
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), 1)
        except asyncio.TimeoutError:
            if log:
                log.flush()
    for one in listening:
        one.close()
    if log:
        log.close()


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--list", type=int, metavar="N", help="print the targets of the first N sites, and end")
    ap.add_argument("--kinds", type=int, metavar="N", help="print how many of the first N sites are of which kind, and end")
    ap.add_argument("--port", type=int, default=8080)
    ap.add_argument("--listen", action="append", help="address, more than once [default: 127.0.0.1]")
    ap.add_argument("--suffix", default="localhost")
    ap.add_argument("--address", default="198.18.0.0", help="the first address of the sites, for --dns")
    ap.add_argument("--dns", metavar="ADDRESS", help="answer for names at port 53 of this address")
    ap.add_argument("--log", help="file to which a line a request is added")
    ap.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    ap.add_argument("--well", action="store_true", help="no faults")
    args = ap.parse_args()
    args.listen = args.listen or ["127.0.0.1"]
    naming = Naming(args.suffix, None if args.port == 80 else args.port, args.address)
    if args.list is not None:
        sys.stdout.writelines(naming.target(number) + "\n" for number in range(args.list))
    elif args.kinds is not None:
        counted = {}
        for number in range(args.kinds):
            counted[kind(number, args.well)] = counted.get(kind(number, args.well), 0) + 1
        print("\n".join(f"{count:7} {name}" for name, count in sorted(counted.items())))
    else:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        asyncio.run(serve(args, naming))


if __name__ == "__main__":
    main()
