#!/usr/bin/env python3
"""A portfolio whose reports are worth looking at, and how fast reports of many sites are written.

    reports.py make DIR                            a portfolio: beian.toml and a folder a site
    reports.py lines N [--lang zh|en] DIR          the results of N sites (DIR/results.jsonl) and their names (DIR/targets.txt)
    reports.py time N [--beian FILE] DIR           how long each format takes for them, and how much memory; with Chromium,
                                                   how long their HTML report takes to open, search, filter and sort
    reports.py pictures [--beian FILE] DIR         pictures of the HTML report, desktop and phone, light and dark, zh and en

The same arguments give the same bytes. Standard library only; pictures need Chromium.
"""
import argparse
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

TODAY = "2026-11-22"
MIIT = "https://beian.miit.gov.cn/"
ACCENT = "#0f766e"
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="9" fill="#0f766e"/>
<path d="M10 28 20 10l10 18h-5l-5-9-5 9z" fill="#fff"/></svg>
"""
KINDS = ("json", "jsonl", "text", "csv", "findings-csv", "filings-csv", "html", "xlsx", "markdown", "sarif", "junit", "gitlab",
         "github")
# The smallest picture: a badge that is there.
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

GOOD, UNLINKED, OLD, HTTP, HIDDEN, NONE, OTHER, SHELL, HALF = range(9)
# domain, client, owner, number, police digits, kind, further keys
SITES = [
    ("nuanyang-jiazheng.cn", "暖阳家政", "杭州暖阳家政服务有限公司", "浙ICP备2021036518号-1", "33010602011873", UNLINKED, "opened = 2026-10-26"),
    ("nuanyang-yuesao.cn", "暖阳家政", "杭州暖阳家政服务有限公司", "浙ICP备2021036518号-2", "33010602011874", GOOD, ""),
    ("m.nuanyang-jiazheng.cn", "暖阳家政", "杭州暖阳家政服务有限公司", "浙ICP备2021036518号-3", None, OLD, "opened = 2026-11-02"),
    ("qinghe-wenju.cn", "青禾文具", "青禾文具（北京）有限公司", "京ICP备19004817号-1", "11010502046718", GOOD, ""),
    ("qinghe-shop.cn", "青禾文具", "青禾文具（北京）有限公司", "京ICP备19004817号-2", "11010502046719", NONE, "duties = [\"shop\"]"),
    ("blog.qinghe-wenju.cn", "青禾文具", "青禾文具（北京）有限公司", "京ICP备19004817号-3", None, HALF, "opened = 2026-09-30"),
    ("muqin-chaguan.cn", "木琴茶馆", "苏州木琴茶馆有限公司", "苏ICP备18022407号-1", "32050802010966", HIDDEN, ""),
    ("muqin-tea.com.cn", "木琴茶馆", "苏州木琴茶馆有限公司", "苏ICP备18022407号-2", "32050802010967", HTTP, ""),
    ("muqin-app.cn", "木琴茶馆", "苏州木琴茶馆有限公司", "苏ICP备18022407号-3", None, SHELL, "approved = 2026-11-20"),
    ("linjiang-wujin.cn", "临江五金", "临江五金制品厂", "浙ICP备14038615号-1", "33100402604817", OTHER, ""),
    ("linjiang-export.com", "临江五金", "临江五金制品厂", "浙ICP备14038615号-2", "33100402604818", GOOD, ""),
    ("hongyan-zhaoxiang.cn", "鸿雁照相馆", "鸿雁照相馆", "鲁ICP备20017733号-1", None, GOOD, "opened = 2026-11-10"),
]
TEXT = "<main><h1>{owner}</h1><p>营业时间 9:00 至 18:00，欢迎来电来店。</p></main>"


def footer(site):
    domain, _, owner, number, police, kind, _ = site
    link = f'<a href="{MIIT}" target="_blank" rel="noreferrer">{number}</a>'
    shown = {
        UNLINKED: number,
        OLD: f'<a href="http://www.beian.miit.gov.cn/">{number}</a>'.replace("www.beian.miit", "www.miitbeian"),
        HTTP: f'<a href="http://beian.miit.gov.cn/">{number}</a>',
        HIDDEN: f'<span style="display:none">{link}</span>',
        NONE: "",
        OTHER: link.replace("14038615", "14038651"),
    }.get(kind, link)
    badge = "" if police is None else (
        f' <img src="/police.png" alt="" width="20" height="20"><a href="https://beian.mps.gov.cn/#/query/webSearch?code={police}"'
        f' target="_blank">{"浙苏京"["浙苏京".index(number[0])]}公网安备{police}号</a>')
    year = 2024 if kind in (OLD, OTHER) else 2026
    return f"<footer><p>© 2018–{year} {owner} 版权所有 {shown}{badge}</p></footer>"


def pages(site):
    kind = site[5]
    body = TEXT.format(owner=site[2])
    head = f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{site[2]}</title></head>'
    if kind == SHELL:
        yield "index.html", head + '<body><div id="app"></div><script src="/app.js"></script></body></html>'
        return
    names = ["index.html", "about.html", "contact.html", "news/1.html", "news/2.html", "news/3.html"]
    for at, name in enumerate(names):
        bare = kind == HALF and at > 2
        yield name, f"{head}<body>{body}{'' if bare else footer(site)}</body></html>"


def make(folder):
    toml = [f'[report]\nname = "晨光网络"\nlogo = "logo.svg"\naccent = "{ACCENT}"\n'
            'foot = "晨光网络科技有限公司 · 每月一次备案巡检 · 0571-00000000"\n']
    folder.mkdir(parents=True, exist_ok=True)
    for site in SITES:
        domain, client, owner, number, police, _, more = site
        for name, html in pages(site):
            path = folder / domain / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html, encoding="utf-8")
        (folder / domain / "police.png").write_bytes(PIXEL)
        keys = [f'domain = "{domain}"', f'dir = "{domain}"', f'client = "{client}"', f'owner = "{owner}"',
                f'icp = "{number}"', 'subject = "organisation"']
        if police:
            keys.append(f'police = "{number[0]}公网安备{police}号"')
        toml.append("[[site]]\n" + "\n".join(keys + [more]) + "\n")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    (folder / "beian.toml").write_text("\n".join(toml), encoding="utf-8")


def audit(beian, folder, *args):
    command = [beian, "audit", "--today", TODAY, *args]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def lines(count, lang, beian, folder):
    """Results of many sites: those of the portfolio again and again, by other names."""
    make(folder / "portfolio")
    real = audit(beian, folder / "portfolio", "--local", "--format", "jsonl", "--lang", lang).decode().splitlines()
    real = sorted((json.loads(line)["target"], line) for line in real)
    results, targets = [], []
    for at in range(count):
        target, line = real[at % len(real)]
        targets.append(f"s{at:05}.{target}")
        results.append(line.replace(f'"{target}"', f'"{targets[-1]}"'))
    (folder / "results.jsonl").write_text("\n".join(results) + "\n", encoding="utf-8")
    (folder / "targets.txt").write_text("\n".join(targets) + "\n", encoding="utf-8")


def timed(beian, folder, kind):
    out = folder / f"report.{kind}"
    command = [beian, "audit", "--targets", "targets.txt", "--resume", "results.jsonl", "--today", TODAY,
               "--format", kind, "--fail-on", "never", "--lang", "zh", "-o", out.name]
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.stat().st_size / 1e6


def figures(beian, folder, args):
    """Prints the tables of docs/bench.md. All formats take turns, so that a busy machine is as busy for each."""
    kinds = args.kinds.split(",")
    runs = [{kind: timed(beian, folder, kind) for kind in kinds} for _ in range(args.runs)]
    sites = [json.loads(line) for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    found = sum(len(site["findings"]) + len(site["reviews"]) for site in sites)
    print(f"{len(sites)} sites with {found / len(sites):.1f} findings each\n")
    best = {kind: min((run[kind] for run in runs), key=lambda it: it[1]) for kind in kinds}
    base = best.get("json", best[kinds[0]])[1]
    print("| format | CPU s | ratio | wall s | peak MB | file MB |\n|---|---|---|---|---|---|")
    for kind in kinds:
        wall, cpu, memory, size = best[kind]
        print(f"| {kind} | {cpu:.2f} | {cpu / base:.1f} | {wall:.2f} | {memory:.0f} | {size:.1f} |")
    if "html" not in kinds or not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        return
    import pictures
    print("\n| in Chromium | wall s | CPU s | found |\n|---|---|---|---|")
    for what, wall, cpu, found in pictures.opened(folder / "report.html", "icp-not-linked"):
        print(f"| {what} | {wall:.2f} | {cpu:.2f} | {found} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("make", "lines", "time", "pictures"):
        command = commands.add_parser(name)
        if name in ("lines", "time"):
            command.add_argument("count", type=int)
        command.add_argument("--lang", default="zh", choices=("zh", "en"))
        command.add_argument("--beian", default="target/release/beian")
        command.add_argument("--kinds", default=",".join(KINDS))
        command.add_argument("--runs", type=int, default=3)
        command.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    folder, beian = args.folder.resolve(), str(pathlib.Path(args.beian).resolve())
    if args.command == "make":
        make(folder)
    elif args.command == "lines":
        lines(args.count, args.lang, beian, folder)
    elif args.command == "time":
        # in a process of its own: the memory of this one would be counted as that of the programs that it starts
        again = [sys.executable, __file__, "lines", str(args.count), "--lang", args.lang, "--beian", beian, str(folder)]
        subprocess.run(again, check=True)
        figures(beian, folder, args)
    else:
        import pictures
        pictures.take(beian, folder, make, audit)


if __name__ == "__main__":
    sys.exit(main())
