"""The processes of a fleet run, started and kept up as a service manager would. Standard library only."""
import os
import signal
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# reads what /proc tells of processes
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def environment(**more):
    return {**os.environ, "BEIAN_LANG": "en", "NO_COLOR": "1", **more}


class Role:
    """One process of the run. `finished`: exit codes with which it is done; after any other it is started again."""

    def __init__(self, name, command, folder, finished=(), env=None, on_start=None):
        self.name, self.command, self.finished, self.env, self.on_start = name, command, finished, env, on_start
        self.log = os.path.join(folder, name + ".log")
        self.child, self.code, self.done, self.begun, self.surprises = None, None, False, 0, []
        self.due, self.expected, self.cpu, self.peak = 0.0, set(), 0.0, 0.0

    def start(self):
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(**(self.env or {})))
        self.begun += 1
        if self.on_start:
            self.on_start(self)

    def running(self):
        return self.child is not None and self.child.poll() is None

    def send(self, number):
        if self.running():
            if number == signal.SIGKILL:
                self.expected.add(self.child.pid)
            os.kill(self.child.pid, number)

    def look(self, pause=1.0):
        """Starts it if it must run and does not. Call it often."""
        now = time.monotonic()
        if self.done or self.running():
            return
        if self.child is None:
            if now >= self.due:
                self.start()
            return
        _, code = self.child.pid, self.child.returncode
        if self.child.pid not in self.expected and code not in self.finished:
            self.surprises.append(code)
        self.code, self.due = code, now + pause
        self.done = code in self.finished
        self.child = None

    def stop(self, seconds=60):
        """As a service manager ends it: SIGTERM, and SIGKILL if that does not help. Returns its exit code."""
        self.done = True
        if not self.running():
            return self.code
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            self.code = self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            self.code = self.child.wait()
        return self.code

    def said(self, lines=8):
        try:
            with open(self.log, encoding="utf-8", errors="replace") as log:
                return "".join(log.readlines()[-lines:])
        except OSError:
            return ""


def cpu_and_memory(pid):
    """CPU seconds so far, and resident MiB; None for a process that is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rpartition(")")[2].split()
        with open(f"/proc/{pid}/statm", encoding="utf-8") as statm:
            return (int(fields[11]) + int(fields[12])) / TICKS, int(statm.read().split()[1]) * PAGE / 2**20
    except (OSError, ValueError, IndexError):
        return None


class Sampler(threading.Thread):
    """CPU and memory of processes by name, while they run: {name: [(seconds, CPU seconds, MiB), …]}."""

    def __init__(self, pids, every=1.0):
        super().__init__(daemon=True)
        self.pids, self.every, self.rows, self.ended = pids, every, {}, threading.Event()

    def run(self):
        start = time.monotonic()
        while not self.ended.wait(self.every):
            for name, pid in self.pids().items():
                found = cpu_and_memory(pid)
                if found:
                    self.rows.setdefault(name, []).append((time.monotonic() - start, *found))

    def memory_told(self):
        """First, middle and last third of each: flat or not."""
        for name, rows in self.rows.items():
            thirds = [rows[len(rows) * n // 3:len(rows) * (n + 1) // 3] or rows for n in range(3)]
            means = [sum(row[2] for row in third) / len(third) for third in thirds]
            yield f"  {name}: {rows[-1][1]:.1f} CPU s, MiB by thirds {means[0]:.0f} {means[1]:.0f} {means[2]:.0f}, peak {max(row[2] for row in rows):.0f}"


class Sites:
    """The server of the sites, with its log."""

    def __init__(self, folder, log, port, *more):
        self.port = port
        self.errors = os.path.join(folder, "sites.log")
        with open(self.errors, "ab") as errors:
            self.child = subprocess.Popen([sys.executable, os.path.join(HERE, "sites.py"), "--port", str(port), "--log", log, *more],
                                          stdin=subprocess.DEVNULL, stderr=errors)
        for _ in range(100):
            with open(self.errors, encoding="utf-8") as said:
                if "serving" in said.read():
                    return
            if self.child.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("the sites did not start: " + open(self.errors, encoding="utf-8").read()[-500:])

    def stop(self):
        self.child.terminate()
        self.child.wait()
        os.remove(self.errors)


def targets(path, count, port, suffix):
    with open(path, "w", encoding="utf-8") as out:
        subprocess.run([sys.executable, os.path.join(HERE, "sites.py"), "--list", str(count), "--port", str(port), "--suffix", suffix],
                       stdout=out, check=True)
    return path
