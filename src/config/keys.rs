//! The list of keys of `beian.toml`. Unknown keys are found with it, and the reference and the template that `beian init`
//! writes are rendered from it.

use crate::domain::lang::Text;

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
    key("exempt", "[[exempt]]", "到某日为止接受的问题", "Findings that are accepted until a day"),
    key("audit", "[audit]", "audit 命令的默认选项", "Default options of `beian audit`"),
    key("report", "[report]", "HTML 报告的读者和署名", "Readers and sender of HTML reports"),
    key("notify", "[notify]", "所有通知渠道共用的设置", "What holds for all channels"),
    key(
        "channel",
        "[[channel]]",
        "beian notify 的通知渠道，可写多个 [[channel]]",
        "A channel of `beian notify`; as many [[channel]] tables as there are channels",
    ),
];

/// In `[notify]`.
pub(super) const NOTIFY: &[Key] = &[
    key(
        "lead_days",
        "[14, 7, 3, 1, 0]",
        "到期前几天提醒（逾期后每周提醒一次）；日历的提醒也用它",
        "Days before a due day on which it is announced, and each week once it is past; also the alarms of calendars",
    ),
    key(
        "not_judged_runs",
        "3",
        "连续多少次检查都无法判断时提醒",
        "A site is announced that this many audits in a row could not judge",
    ),
    key(
        "ping",
        r#""env:PING_URL""#,
        "beian watch 顺利完成后访问的地址（env:、file: 或 credential:）",
        "Fetched after a good run of `beian watch` (env:, file: or credential:)",
    ),
    key(
        "ping_private",
        "false",
        "ping 的地址可以是内网或本机地址",
        "Whether `ping` may be an address of a private network or of this machine",
    ),
    key("ping_http", "false", "ping 的地址可以是 http", "Whether `ping` may be http"),
];

/// In `[[channel]]`.
pub(super) const CHANNEL: &[Key] = &[
    key(
        "name",
        r#""ops""#,
        "渠道名称；已通知过什么按名称记在账本里",
        "The channel's name: what it was told is remembered under it",
    ),
    key(
        "kind",
        r#""wecom""#,
        "wecom（企业微信）、dingtalk（钉钉）、feishu（飞书、Lark）、slack、webhook（Standard Webhooks）、push（Bark、Server酱）或 mail",
        "`wecom` (企业微信), `dingtalk` (钉钉), `feishu` (飞书, Lark), `slack`, `webhook` (Standard Webhooks), `push` (Bark, ServerChan) or `mail`",
    ),
    key(
        "url",
        r#""env:WECOM_URL""#,
        "机器人地址在哪里：env:变量、file:文件（他人不可读）或 credential:名称（systemd 凭据）",
        "Where the address is: `env:VARIABLE`, `file:PATH` (not readable by others) or `credential:NAME` (of systemd)",
    ),
    key(
        "secret",
        r#""env:DINGTALK_SECRET""#,
        "签名密钥在哪里（钉钉、飞书、webhook）",
        "Where the key for signatures is (dingtalk, feishu, webhook)",
    ),
    key("server", r#""smtp.example.cn:465""#, "邮件服务器和端口", "The mail server and its port"),
    key(
        "tls",
        r#""tls""#,
        "邮件加密方式：tls（默认，465）、starttls（587）或 none",
        "How mail is protected: `tls` (the default, 465), `starttls` (587) or `none`",
    ),
    key("user", r#""env:SMTP_USER""#, "邮件登录名在哪里", "Where the login of the mail server is"),
    key("password", r#""env:SMTP_PASSWORD""#, "邮件密码在哪里", "Where its password is"),
    key("from", r#""备案提醒 <beian@example.cn>""#, "发件人", "The sender"),
    key("to", r#"["ops@example.cn"]"#, "收件人", "Who gets the mail"),
    key(
        "attach",
        r#"["ics", "reports/latest.html"]"#,
        "附件：ics（期限日历）或文件，路径相对于本文件",
        "What is attached: `ics` (the calendar of due days) or files, relative to this file",
    ),
    key("title_key", r#""title""#, "push：标题的字段名", "push: the field of the title"),
    key(
        "text_key",
        r#""body""#,
        "push：正文的字段名（Server酱为 desp）",
        "push: the field of the text (`desp` for ServerChan)",
    ),
    key("form", "false", "push：以表单而不是 JSON 发送", "push: send a form instead of JSON"),
    key("clients", r#"["某客户"]"#, "只通知这些客户的网站", "Only sites of these clients"),
    key(
        "severities",
        r#"["error", "warning"]"#,
        "通知哪些级别的问题：error、warning、info、review",
        "Which findings are announced: `error`, `warning`, `info`, `review`",
    ),
    key(
        "kinds",
        r#"["due", "drifted", "failing", "not-judged", "resolved"]"#,
        "通知哪些事：due（到期）、drifted（备案号或图标消失）、failing（新问题）、not-judged（一直无法判断）、resolved（已恢复）",
        "What is announced: `due`, `drifted` (number or badge gone), `failing` (new findings), `not-judged`, `resolved`",
    ),
    key(
        "hours",
        r#""09:00-10:00""#,
        "只在这个时段发送（中国时间）",
        "Only sent within these hours (of China)",
    ),
    key("quiet", r#""22:00-08:00""#, "这个时段不发送", "Not sent within these hours"),
    key(
        "working_days",
        "false",
        "只在工作日发送（按国务院放假安排）",
        "Only sent on working days by the Chinese calendar",
    ),
    key(
        "lead_days",
        "[14, 7, 3, 1, 0]",
        "这个渠道到期前几天提醒；默认用 [notify] 的",
        "Lead days of this channel; else those of [notify]",
    ),
    key(
        "lang",
        r#""zh""#,
        "通知的语言：zh 或 en；默认用命令的语言",
        "The language of messages: `zh` or `en`; else that of the command",
    ),
    key(
        "mention",
        r#"{ "某客户" = ["13800000000"] }"#,
        "涉及某客户时 @ 谁（手机号、用户 ID 或 all）；\"*\" 表示每条都 @",
        "Whom to mention for a client (phone, user id or `all`); `\"*\"` for every message",
    ),
    key(
        "private",
        "false",
        "允许内网地址（自建网关）",
        "Permit addresses of private networks (a gateway of your own)",
    ),
    key("http", "false", "允许不加密的连接", "Permit connections that are not encrypted"),
    key("timeout", "20", "每次发送最多等多少秒", "The time limit of one attempt, in seconds"),
];

/// In `[report]`.
pub(super) const REPORT: &[Key] = &[
    key(
        "audience",
        r#""client""#,
        "报告写给谁：owner（运行本程序的网站方，默认）或 client（客户：不提配置文件和命令）",
        "Whom reports are for: \"owner\" (who runs the site and this program; the default) or \"client\" (nothing is said of \
         this file and of commands)",
    ),
    key("name", r#""青禾网络""#, "报告的署名", "Who hands the report on"),
    key(
        "logo",
        r#""assets/logo.svg""#,
        "署名旁的标志：PNG、JPEG 或 SVG，不超过 256 KiB，路径相对于本文件",
        "The logo beside the name: PNG, JPEG or SVG, at most 256 KiB; relative to this file",
    ),
    key(
        "accent",
        r##""#1f5fae""##,
        "装饰线的颜色；结果的颜色不变",
        "The colour of decoration; colours that say how a site came out stay",
    ),
    key(
        "foot",
        r#""青禾网络 · 0571-00000000""#,
        "报告末尾的一行字",
        "The line at the end of reports",
    ),
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
    key(
        "place",
        r#""mainland""#,
        "beian fleet：只由带有这个标签的 worker 审查",
        "`beian fleet`: only workers with this label audit it",
    ),
];

/// In `[[exempt]]`.
pub(super) const EXEMPT: &[Key] = &[
    key("rule", r#""icp-missing-inner""#, "规则编号，必填", "The rule; must be given"),
    key(
        "pages",
        r#"["docs/**", "/404.html"]"#,
        "页面路径的模式，写法同 --include；不写即所有页面",
        "Patterns of page paths, as for --include; without it all pages",
    ),
    key(
        "site",
        r#""example.cn""#,
        "只用于这个网站；不写即所有网站",
        "Only this site; without it all sites",
    ),
    key("reason", r#""换版中""#, "理由，必填", "Why; must be given"),
    key(
        "until",
        "2027-03-31",
        "最后一天，必填；之后问题重新计入",
        "The last day; must be given. After it the findings count again",
    ),
];

/// The table that has this key.
pub(super) fn home_of(name: &str) -> Option<&'static str> {
    let has = |keys: &[Key]| keys.iter().any(|key| key.name == name);
    match () {
        () if has(SITE) => Some("[[site]]"),
        () if has(REPORT) => Some("[report]"),
        () if has(EXEMPT) => Some("[[exempt]]"),
        () if has(NOTIFY) => Some("[notify]"),
        () if has(CHANNEL) => Some("[[channel]]"),
        () if has(TOP) => Some("the top of the file"),
        () => None,
    }
}
