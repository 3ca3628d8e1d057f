//! The reference of `beian.toml`, docs/config.md.

use std::fmt::Write as _;

use super::keys::{CHANNEL, EXEMPT, Key, NOTIFY, REPORT, SITE, TOP};

/// The reference of `beian.toml`, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# beian.toml\n\nThe file is looked for in the current folder, then in each folder above it; `--config FILE` \
         names another. `beian init` writes a commented one. Unknown keys are refused.\n\n\
         命令在当前目录及各级上层目录中查找此文件，也可用 `--config FILE` 指定；`beian init` 会生成带注释的模板。\
         不认识的键一律报错。\n\n\
         ## Whose file is obeyed\n\nThe file decides where results are written and how servers are reached. One that was \
         found, and not named, is obeyed only if nobody else can have written it: the file, the folder that it lies in, and \
         a link that led to it must belong to you or to root (under `sudo` also to who called it), and nobody else may \
         write them. A group of which you are the only member may, as where the umask is 002; so may anybody write a \
         folder with the sticky bit, such as `/tmp`. Otherwise the command ends with 2 and says so. If you trust the file, \
         name it: `beian audit --config /path/beian.toml`. To run without it, put a `beian.toml` of your own, which may be \
         empty, into the current folder. Of a file that was found, `audit` tells on standard error which options it sets \
         that write files, weaken a check, or change which servers are reached and what is sent to them; the file's own \
         `quiet` does not hide that. `deadlines record`, `correct` and `import` tell which ledger it names.\n\n\
         自动找到（而非用 `--config` 指定）的文件，只有确定不是他人写的才会采用：文件、所在目录以及指向它的符号链接必须属于\
         您本人或 root（使用 `sudo` 时也可属于调用者），且他人不可写；只有您一名成员的用户组可写不算（umask 002 即如此），\
         带粘滞位的目录（如 `/tmp`）也不算。否则命令以 2 退出并说明原因。确认可信时请指定它：\
         `beian audit --config /path/beian.toml`；不想用它，就在当前目录放一个自己的 `beian.toml`（可以为空）。\
         自动找到的文件如果设定了写文件、放宽检查或改变连接方式的选项，`audit` 会在标准错误上列出，文件里的 `quiet` 不能隐藏它；\
         `deadlines` 的 `record`、`correct`、`import` 会说明写入的是它指定的哪个账本。\n",
    );
    section(&mut page, "Top of the file", &TOP[..2]);
    section(&mut page, "[[site]]", SITE);
    page.push_str(
        "\nA site has a `domain`, a `dir` or both. All other keys may be left out; what is declared is compared with \
         what the pages show. Dates are TOML dates or texts.\n",
    );
    page.push_str(
        "\n## [rules]\n\nA rule id and its level: `off`, `info`, `warning` or `error`. The ids are listed by \
         `beian rules`.\n\n规则编号及其级别；编号见 `beian rules`。\n\n```toml\n[rules]\nicp-missing-inner = \"warning\"\n```\n\n\
         ## [audit]\n\nAny long option of `beian audit`, with `_` for `-`. Switches are `true`; options that may be \
         given more than once are lists. The command line goes before the file.\n\n`beian audit` 的任意长选项，\
         连字符写成下划线；命令行优先于本文件。\n\n```toml\n[audit]\nmax_pages = 50\nno_robots = true\n\
         header = [\"Cookie: a=b\"]\n```\n",
    );
    section(&mut page, "[report]", REPORT);
    section(&mut page, "[[exempt]]", EXEMPT);
    page.push_str(
        "\nAn exemption that no finding needs, or whose last day is over, is told with its line. See \
         [baseline.md](baseline.md).\n\n没有问题需要的豁免，以及已过最后一天的豁免，都会连同行号报告。\
         见 [baseline.zh-CN.md](baseline.zh-CN.md)。\n",
    );
    section(&mut page, "[notify]", NOTIFY);
    section(&mut page, "[[channel]]", CHANNEL);
    page.push_str(
        "\nSecrets are never in this file: `url`, `secret`, `user` and `password` say where they are. See \
         [notify.md](notify.md).\n\n秘密不写在本文件里：`url`、`secret`、`user`、`password` 只说明它们在哪里，\
         见 [notify.zh-CN.md](notify.zh-CN.md)。\n",
    );
    page
}

fn section(page: &mut String, title: &str, keys: &[Key]) {
    let _ = write!(page, "\n## {title}\n\n| key | example | meaning | 含义 |\n|---|---|---|---|\n");
    for key in keys {
        let _ = writeln!(
            page,
            "| `{}` | `{}` | {} | {} |",
            key.name, key.value, key.doc.en, key.doc.zh
        );
    }
}
