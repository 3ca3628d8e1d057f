//! The list of keys of `beian.toml`. Unknown keys are found with it, and the reference and the template that `beian init`
//! writes are rendered from it.

use std::fmt::Write as _;

use crate::domain::lang::{Lang, Text};

/// A key.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// An example, as written in TOML.
    pub(crate) value: &'static str,
    pub(crate) doc: Text,
}

pub(crate) const fn key(
    name: &'static str,
    value: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Key {
    Key { name, value, doc: Text::fixed(zh, en) }
}

/// Outside of any table.
pub(super) const TOP: &[Key] = &[
    key(
        "ledger",
        r#""beian.db""#,
        "备案事件账本，路径相对于本文件",
        "The ledger of events; relative to this file",
    ),
    key(
        "holidays",
        r#"["2027.json"]"#,
        "补充或替换的放假安排（holiday-cn 的 JSON），路径相对于本文件",
        "Years of public holidays to add or replace (JSON of holiday-cn); relative to this file",
    ),
    key(
        "site",
        "[[site]]",
        "网站，可写多个 [[site]]",
        "A site; as many [[site]] tables as there are sites",
    ),
    key("rules", "[rules]", "调整规则级别", "Levels of rules"),
    key("audit", "[audit]", "audit 命令的默认选项", "Default options of `beian audit`"),
];

/// In `[[site]]`.
pub(super) const SITE: &[Key] = &[
    key("domain", r#""example.cn""#, "域名；带 www 的同属一站", "The domain; www. belongs to it"),
    key("aliases", r#"["m.example.cn"]"#, "同一网站的其他域名", "Further names of the same site"),
    key(
        "dir",
        r#""public""#,
        "静态文件目录，相对于本文件",
        "Folder of the static output; relative to this file",
    ),
    key(
        "base_path",
        r#""/""#,
        "目录发布在网站的哪个路径下",
        "The path under which the folder is published",
    ),
    key("icp", r#""京ICP备12345678号-1""#, "ICP 备案号", "The ICP filing number (ICP备案号)"),
    key(
        "police",
        r#""京公网安备11010502030143号""#,
        "公安联网备案号；还没批下来写 \"pending\"",
        "The police filing number (公安联网备案号), or \"pending\"",
    ),
    key(
        "owner",
        r#""示例科技有限公司""#,
        "主办单位名称，用于版权行",
        "The owner's name, for the copyright line",
    ),
    key(
        "subject",
        r#""organisation""#,
        "主办者：organisation（单位）或 person（个人）",
        "Who holds the filing: \"organisation\" or \"person\"",
    ),
    key("since", "2019", "建站年份", "The year the site started"),
    key(
        "badge",
        r#""assets/police.png""#,
        "公安备案图标文件，相对于本文件",
        "The police badge image; relative to this file",
    ),
    key("approved", "2026-10-20", "ICP 备案通过日期", "The day the ICP filing was approved"),
    key(
        "opened",
        "2026-10-25",
        "网站开通日期，30 日内须办公安备案",
        "The day the site opened: the police filing is due within 30 days",
    ),
    key(
        "police_submitted",
        "2026-11-10",
        "公安备案提交日期",
        "The day the police filing was handed in",
    ),
    key(
        "police_approved",
        "2026-11-18",
        "公安备案通过日期",
        "The day the police filing was approved",
    ),
    key(
        "commercial",
        "false",
        "是否经营性网站（需要 ICP 许可证）",
        "Whether the site is commercial (needs an ICP licence)",
    ),
    key(
        "duties",
        r#"["shop", "algorithm"]"#,
        "页脚的其他义务：algorithm（算法备案）、generative-ai（生成式人工智能）、shop（电商）、platform（内容平台）、government（政府网站）",
        "Further duties of the footer: \"algorithm\", \"generative-ai\", \"shop\", \"platform\", \"government\"",
    ),
    key(
        "client",
        r#""某客户""#,
        "客户名称，多站报告按客户分组",
        "The client; groups the report of many sites",
    ),
];

/// The table that has this key.
pub(super) fn home_of(name: &str) -> Option<&'static str> {
    let has = |keys: &[Key]| keys.iter().any(|key| key.name == name);
    match () {
        () if has(SITE) => Some("[[site]]"),
        () if has(TOP) => Some("the top of the file"),
        () => None,
    }
}

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

/// Values for the template; keys without one stay commented examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The site's domain.
    pub domain: Option<String>,
    /// The folder of built pages, relative to the file.
    pub dir: Option<String>,
    /// The ICP number.
    pub icp: Option<String>,
    /// The police number.
    pub police: Option<String>,
    /// The owner's name.
    pub owner: Option<String>,
    /// The first year of the copyright line.
    pub since: Option<i16>,
}

impl Known {
    /// The value of a key, as written in TOML.
    fn toml(&self, key: &str) -> Option<String> {
        let text = match key {
            "domain" => &self.domain,
            "dir" => &self.dir,
            "icp" => &self.icp,
            "police" => &self.police,
            "owner" => &self.owner,
            "since" => return self.since.map(|year| year.to_string()),
            _ => return None,
        };
        text.as_ref().map(|text| toml::Value::String(text.clone()).to_string())
    }
}

const INTRO: Text = Text::fixed(
    "# beian 的配置文件。带 # 的行是示例：去掉 # 并改成自己的值。\n# 各项说明：beian 文档 docs/config.md\n\n",
    "# The configuration of beian. Lines with # are examples: take the # away and fill in your own values.\n\n",
);
/// A commented `beian.toml`.
pub fn template(lang: Lang, known: &Known) -> String {
    let mut file = INTRO.get(lang).to_owned();
    keys(&mut file, lang, &TOP[..2], known);
    file.push_str("[[site]]\n");
    keys(&mut file, lang, SITE, known);
    let rest = Text::fixed(
        "# 规则级别：off、info、warning、error；编号见 beian rules\n[rules]\n# icp-missing-inner = \"warning\"\n\n\
         # audit 命令的长选项，连字符写成下划线\n[audit]\n# max_pages = 50\n",
        "# Levels of rules: off, info, warning, error; ids: beian rules\n[rules]\n# icp-missing-inner = \"warning\"\n\n\
         # Long options of `beian audit`, with underscores\n[audit]\n# max_pages = 50\n",
    );
    file.push_str(rest.get(lang));
    file
}

/// A `beian.toml` of many sites, with room for their numbers.
pub fn portfolio(lang: Lang, sites: &[Known]) -> String {
    let mut file = INTRO.get(lang).to_owned();
    for known in sites {
        file.push_str("[[site]]\n");
        for key in SITE {
            let wanted = matches!(key.name, "icp" | "police" | "owner");
            let _ = match known.toml(key.name) {
                Some(value) => writeln!(file, "{} = {value}", key.name),
                None if wanted => writeln!(file, "# {} = {}", key.name, key.value),
                None => Ok(()),
            };
        }
        file.push('\n');
    }
    file
}

fn keys(file: &mut String, lang: Lang, keys: &[Key], known: &Known) {
    for key in keys {
        let _ = match known.toml(key.name) {
            Some(value) => writeln!(file, "# {}\n{} = {value}", key.doc.get(lang), key.name),
            None => writeln!(file, "# {}\n# {} = {}", key.doc.get(lang), key.name, key.value),
        };
    }
    file.push('\n');
}
