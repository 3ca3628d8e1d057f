#!/usr/bin/env python3
"""Writes a static site for the benchmark: the same arguments give the same bytes.

    gen_site.py OUT --pages N [--seed S] [--bare] [--manifest FILE] [--url-list FILE --base-url URL]

N pages of 5 to 60 KB with about 60 links each, below nested folders, every one reachable from index.html. Seven in
ten footers are right, in the odd markup of real sites; each of the others has one fault. The manifest has one JSON
line per page: its path and the icp rule that must fire there, or null. Standard library only.
"""
import argparse
import json
import os
import random
import re

WORDS = """工厂 车间 订单 客户 交期 质量 检验 图纸 模具 冲压 焊接 喷涂 装配 包装 物流 仓库 报价 合同 发票 售后 门锁 合页 拉手
螺丝 轴承 弹簧 铝材 铜件 不锈钢 木材 玻璃 瓷砖 灯具 水管 阀门 开关 插座 电缆 工具 机床 春天 河边 老街 茶馆 集市 学校 医院
图书 邻居 孩子 老人 早餐 面条 豆浆 饺子 火锅 下雨 晴天 周末 出差 火车 地铁 单车 散步 拍照 记账 读书 写信 因为 所以 但是 如果""".split()
NUMBER, POLICE, OWNER = "浙ICP备14038615号-1", "浙公网安备33100402604817号", "临江五金制品厂"
MIIT = "https://beian.miit.gov.cn/"
POLICE_LINK = "https://beian.mps.gov.cn/#/query/webSearch?code=33100402604817"


def link(href, text):
    return f'<a href="{href}" target="_blank" rel="noreferrer">{text}</a>'


# kind: (weight, markup of the ICP number, the icp rule that must fire)
FOOTERS = {
    "right": (48, link(MIIT, NUMBER), None),
    "right, split": (6, f'<a href="{MIIT}"><span>浙ICP备</span><em>14038615</em>号-1</a>', None),
    "right, entities": (5, f'<a href="{MIIT}">&#27993;ICP&#22791;14038615&#21495;-1</a>', None),
    "right, upper case": (5, f'<A HREF="{MIIT}">{NUMBER}</A>', None),
    "right, nested link": (6, f'<a href="/about/">关于<a href="{MIIT}">{NUMBER}</a></a>', None),
    "missing": (6, "", "icp-missing-inner"),
    "in a comment": (4, f"<!-- {link(MIIT, NUMBER)} -->", "icp-missing-inner"),
    "unlinked": (6, NUMBER, "icp-not-linked"),
    "old host": (5, link("http://www.miitbeian.gov.cn/", NUMBER), "icp-link-outdated"),
    "wrong link": (5, link("https://www.example.com/", NUMBER), "icp-link-wrong"),
    "hidden": (4, f'<span style="display:none">{link(MIIT, NUMBER)}</span>', "icp-hidden"),
}
STYLE = "<style>body{margin:0 auto;max-width:60em}nav a{margin:0 .5em}.card{padding:1em}footer{text-align:center}</style>"


def path_of(index):
    return "index.html" if index == 0 else f"p{index % 37}/{index % 101}/{index:05}.html"


def page(index, pages, kind, rng):
    near = [(index + step) % pages for step in range(1, 31)] + [rng.randrange(pages) for _ in range(30)]
    links = "".join(f'<li class="item"><a class="link" href="/{path_of(to)}">{rng.choice(WORDS)}{to}</a></li>\n' for to in near)
    paragraphs = []
    for _ in range(rng.randint(4, 90)):
        text = "".join(rng.choice(WORDS) + ("，" if rng.random() < 0.15 else "") for _ in range(rng.randint(20, 60)))
        paragraphs.append(f'<div class="card"><h3>{rng.choice(WORDS)}</h3><p data-n="{rng.randrange(999)}">{text}。</p></div>\n')
    script = "<script>window.t=" + json.dumps([rng.randrange(10**6) for _ in range(rng.randint(5, 200))]) + "</script>"
    police = f'<img src="/police.png" alt="" width="20" height="20">{link(POLICE_LINK, POLICE)}'
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{rng.choice(WORDS)} {index}</title>{STYLE}'
        f'<link rel="stylesheet" href="/style.css"></head>\n<body><header><nav><a href="/">首页</a></nav></header>\n<main>'
        f'{"".join(paragraphs)}</main>\n<aside><ul>\n{links}</ul></aside>{script}\n<footer><p>© 2014-2026 {OWNER} 版权所有</p>'
        f"<p>{FOOTERS[kind][1]} {police}</p></footer>\n</body></html>\n"
    )


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("out")
    ap.add_argument("--pages", type=int, default=10000)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--manifest")
    ap.add_argument("--bare", action="store_true", help="no page has a footer: what inject starts from")
    ap.add_argument("--url-list")
    ap.add_argument("--base-url", default="http://127.0.0.1:8000")
    args = ap.parse_args()
    kinds, weights = list(FOOTERS), [weight for weight, _, _ in FOOTERS.values()]
    truth, urls = [], []
    for index in range(args.pages):
        rng = random.Random(f"{args.seed}/{index}")
        kind = "right" if index == 0 else rng.choices(kinds, weights)[0]
        path = path_of(index)
        target = os.path.join(args.out, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            text = page(index, args.pages, kind, rng)
            file.write(re.sub("<footer>.*</footer>", "", text, flags=re.S) if args.bare else text)
        truth.append(json.dumps({"path": path, "kind": kind, "rule": FOOTERS[kind][2]}, ensure_ascii=False))
        urls.append(f"{args.base_url}/{path}")
    for name in ("style.css", "police.png"):
        with open(os.path.join(args.out, name), "wb") as file:
            file.write(b"body{}" if name.endswith("css") else b"\x89PNG\r\n\x1a\n")
    for name, lines in ((args.manifest, truth), (args.url_list, urls)):
        if name:
            with open(name, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
