"""A small network of our own on this machine, in network namespaces: Linux, and root (or a user namespace in which one is root).

The hub has servers, submitter and collector; each worker has a namespace of its own with two cables to the hub, one to the
sites and one to nats-server, so that the second can be pulled. Addresses 198.18.0.0/15 (kept for such tests, RFC 2544) are
all the hub's: sites have addresses that are not loopback's. Nothing outside is touched, and all is gone with the process.
Standard library only; needs `ip` and `unshare`.
"""
import os
import shutil
import subprocess
import sys
import tempfile

INSIDE = "BEIAN_BENCH_SPACE"
SITES, NAMESERVER = "198.18.0.0", "198.19.255.254"


def run(*command):
    subprocess.run(command, check=True)


def available():
    """What is missing, in words; None if nothing is."""
    for tool in ("ip", "unshare", "nsenter", "mount"):
        if not shutil.which(tool):
            return f"{tool} is not here"
    tried = subprocess.run(["unshare", "--net", "--mount", "true"], stderr=subprocess.DEVNULL)
    return None if tried.returncode == 0 else "namespaces need root"


def enter():
    """Starts this program anew in a network and a mount namespace of its own, and sets up the hub there."""
    if INSIDE not in os.environ:
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--net", "--mount", "--propagation", "private", sys.executable, *sys.argv])
    run("ip", "link", "set", "lo", "up")
    run("ip", "route", "add", "local", "198.18.0.0/15", "dev", "lo")
    os.makedirs("/run/netns", exist_ok=True)
    run("mount", "-t", "tmpfs", "tmpfs", "/run/netns")
    with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as out:
        out.write(f"nameserver {NAMESERVER}\noptions timeout:2 attempts:5\n")
    # seen in this namespace alone
    run("mount", "--bind", out.name, os.path.realpath("/etc/resolv.conf"))
    os.unlink(out.name)


class Cable:
    """A pair of virtual network cards: the near end in the hub, the far end in a worker's namespace."""

    def __init__(self, name, number, net, space):
        self.near, self.far, self.space = f"{name}{number}", name, space
        self.hub, self.worker = f"10.{net}.{number}.1", f"10.{net}.{number}.2"
        run("ip", "link", "add", self.near, "type", "veth", "peer", "name", self.far, "netns", space)
        run("ip", "address", "add", self.hub + "/24", "dev", self.near)
        run("ip", "-n", space, "address", "add", self.worker + "/24", "dev", self.far)
        run("ip", "link", "set", self.near, "up")
        run("ip", "-n", space, "link", "set", self.far, "up")


class WorkerSpace:
    """Where worker `number` (from 1) runs."""

    def __init__(self, number):
        self.name = f"w{number}"
        run("ip", "netns", "add", self.name)
        run("ip", "-n", self.name, "link", "set", "lo", "up")
        self.sites, self.nats = (Cable(kind, number, net, self.name) for kind, net in (("sites", 77), ("nats", 78)))
        run("ip", "-n", self.name, "route", "add", "198.18.0.0/15", "via", self.sites.hub)

    def command(self, command):
        return ["nsenter", f"--net=/run/netns/{self.name}", "--", *command]

    def pull(self):
        """No server of the queue is reached any more; nobody is told that it is so."""
        run("ip", "link", "set", self.nats.near, "down")

    def plug(self):
        run("ip", "link", "set", self.nats.near, "up")


def small_disk(folder, megabytes):
    """A file system of its own, in memory, that can be filled."""
    os.makedirs(folder, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)
    return folder


def fill(folder):
    """Takes all the space that is left. Returns the file to remove."""
    path = os.path.join(folder, "ballast")
    try:
        with open(path, "wb", buffering=0) as out:
            while True:
                out.write(bytes(1 << 16))
    except OSError:
        return path
