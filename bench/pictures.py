"""Pictures of the HTML report by an installed Chromium, over its pipe (no port is opened, nothing is fetched)."""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

SCREENS = {"desktop": (1280, 900, False), "phone": (360, 780, True)}


class Browser:
    def __init__(self):
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        self.profile = tempfile.TemporaryDirectory()
        to_browser, self.out = os.pipe()
        self.inp, from_browser = os.pipe()
        shell = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser} 2>/dev/null'
        options = ["--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
                   "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND",
                   "--remote-debugging-pipe", f"--user-data-dir={self.profile.name}"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        self.process = subprocess.Popen(["/bin/bash", "-c", shell, program, *options, "about:blank"],
                                        pass_fds=(to_browser, from_browser), start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.rest, self.events = 0, b"", []
        target = self.call("Target.createTarget", {"url": "about:blank"}, None)["targetId"]
        self.session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True}, None)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, params=None, session=""):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params or {}}
        if session is not None:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.rest:
            data = os.read(self.inp, 1 << 20)
            if not data:
                raise RuntimeError("the browser ended")
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def open(self, url):
        self.events.clear()
        self.call("Page.navigate", {"url": url})
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.read())

    def run(self, script):
        result = self.call("Runtime.evaluate", {"expression": script, "returnByValue": True, "awaitPromise": True})
        return result["result"].get("value", result.get("exceptionDetails"))

    def screen(self, width, height, phone, dark):
        self.call("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone})
        theme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]})

    def cpu(self):
        """CPU seconds of all its processes."""
        ticks = 0
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except (OSError, IndexError):
                continue
            if fields[3] == str(self.process.pid):
                ticks += sum(map(int, fields[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def picture(self, path, whole=False):
        shot = {"format": "png", "captureBeyondViewport": whole}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            shot["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 8000), "scale": 1}
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", shot)["data"]))

    def pdf(self, path):
        data = self.call("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})["data"]
        path.write_bytes(base64.b64decode(data))

    def end(self):
        try:
            self.call("Browser.close", session=None)
        except RuntimeError:
            pass
        self.process.wait(timeout=10)
        os.close(self.out)
        os.close(self.inp)
        self.profile.cleanup()


# From an input to the frame that shows its result, in milliseconds.
FILTER = """(async () => {
  const begin = performance.now();
  const field = document.getElementById(%s);
  field.value = %s;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return [performance.now() - begin, document.getElementById("count").textContent];
})()"""


def opened(page, rule):
    """How long a report takes to open, to search and to filter: wall and CPU seconds, and what was found."""
    browser = Browser()
    try:
        browser.screen(1280, 900, False, False)
        browser.open("about:blank")
        begin, cpu = time.monotonic(), browser.cpu()
        browser.open(page.as_uri())
        browser.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        yield "open", time.monotonic() - begin, browser.cpu() - cpu, browser.run("document.title")
        for what, field, value in (("search", "q", "s00042"), ("filter", "rule", rule), ("all again", "rule", "")):
            if what == "filter":
                browser.run("document.getElementById('q').value = ''")
            cpu = browser.cpu()
            took, count = browser.run(FILTER % (json.dumps(field), json.dumps(value)))
            yield what, took / 1000, browser.cpu() - cpu, count
        cpu = browser.cpu()
        took = browser.run("""(async () => {
          const begin = performance.now();
          document.querySelector("th[data-sort=site] button").click();
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return performance.now() - begin;
        })()""")
        yield "sort by name", took / 1000, browser.cpu() - cpu, ""
    finally:
        browser.end()


def take(beian, folder, make, audit):
    portfolio = folder / "portfolio"
    make(portfolio)
    browser = Browser()
    try:
        for lang in ("zh", "en"):
            page = portfolio / f"report-{lang}.html"
            audit(beian, portfolio, "--local", "--audience", "client", "--lang", lang, "--format", "html", "-o", page.name)
            for screen, (width, height, phone) in SCREENS.items():
                for theme in ("light", "dark"):
                    browser.screen(width, height, phone, theme == "dark")
                    browser.open(page.as_uri())
                    browser.picture(folder / f"{lang}-{screen}-{theme}.png")
                    browser.run("for (const it of document.querySelectorAll('details.site')) it.open = true")
                    browser.picture(folder / f"{lang}-{screen}-{theme}-whole.png", whole=True)
            browser.pdf(folder / f"report-{lang}.pdf")
    finally:
        browser.end()
    for path in sorted(pathlib.Path(folder).glob("*.p[nd][gf]")):
        print(path)
