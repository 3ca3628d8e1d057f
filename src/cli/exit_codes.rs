//! What the exit codes mean for each command: the paragraph of its help, and the page of docs.

use std::fmt::Write as _;

use crate::domain::lang::{Lang, Text};

use super::exit::Exit;

/// The codes that some commands end with, in the order of precedence.
pub(super) struct CommandCodes {
    /// In Markdown.
    commands: Text,
    codes: &'static [(Exit, Text)],
}

/// `beian audit`
pub(super) const AUDIT: CommandCodes = CommandCodes {
    commands: Text::fixed("`audit`", "`audit`"),
    codes: &[
        INTERRUPTED,
        USAGE,
        means(Exit::Findings, "有达到 --fail-on 级别的问题", "findings at or above --fail-on"),
        means(Exit::NotJudged, "有首页无法判定", "a home page could not be judged"),
        means(Exit::Clean, "没有问题", "clean"),
    ],
};

/// `beian changes` and `beian diff`
pub(super) const CHANGES: CommandCodes = CommandCodes {
    commands: Text::fixed("`changes`、`diff`", "`changes`, `diff`"),
    codes: &[
        USAGE,
        means(
            Exit::Findings,
            "有达到 --fail-on 级别的新问题",
            "new findings at or above --fail-on",
        ),
        means(
            Exit::NotJudged,
            "没有新问题，但有网站这次无法判定",
            "none, but a site could not be judged this time",
        ),
        means(Exit::Clean, "没有新问题", "no such findings"),
    ],
};

/// `beian evidence verify`
pub(super) const EVIDENCE: CommandCodes = CommandCodes {
    commands: Text::fixed("`evidence verify`", "`evidence verify`"),
    codes: &[
        USAGE,
        means(
            Exit::Findings,
            "有文件被改动、缺失或多出，或签名不符",
            "a file was changed, is missing or was added, or the signature is wrong",
        ),
        means(Exit::Clean, "与写入时一致", "all is as it was written"),
    ],
};

/// `beian inject`
pub(super) const INJECT: CommandCodes = CommandCodes {
    commands: Text::fixed("`inject`", "`inject`"),
    codes: &[
        INTERRUPTED,
        USAGE,
        means(
            Exit::Findings,
            "--check：有页面因任何原因缺少应有的内容，或有文件会改动；--remove：有 <beian-footer> 只能保留；--verify：有编号看不见",
            "with --check: a page lacks what was asked for, for whatever reason, or a file would change; with --remove: \
                 a <beian-footer> had to stay; with --verify: a number is not seen",
        ),
        means(Exit::Clean, "完成", "done"),
    ],
};

/// `beian preflight`
pub(super) const PREFLIGHT: CommandCodes = CommandCodes {
    commands: Text::fixed("`preflight`", "`preflight`"),
    codes: &[
        INTERRUPTED,
        means(
            Exit::Usage,
            "用法、配置或备案资料文件有误，或文件无法写入",
            "wrong usage, configuration or dossier, or a file that could not be written",
        ),
        means(Exit::Findings, "有达到 --fail-on 级别的问题", "findings at or above --fail-on"),
        means(
            Exit::NotJudged,
            "没有，但有需要您核对的内容",
            "none, but something is to be looked at by you",
        ),
        means(Exit::Clean, "没有问题", "clean"),
    ],
};

/// `beian deadlines` and what is below it
pub(super) const DEADLINES: CommandCodes = CommandCodes {
    commands: Text::fixed("`deadlines`", "`deadlines`"),
    codes: &[
        USAGE,
        means(
            Exit::Findings,
            "due：有须由网站主办者办理的事项已逾期或将到期",
            "due: the owner must do something soon, or has missed it",
        ),
        means(Exit::Clean, "完成", "done"),
    ],
};

/// `beian notify`
pub(super) const NOTIFY: CommandCodes = CommandCodes {
    commands: Text::fixed("`notify`", "`notify`"),
    codes: &[
        means(
            Exit::Interrupted,
            "被中断；没有发出的留待下次运行",
            "interrupted; what was not sent waits for the next run",
        ),
        means(
            Exit::Usage,
            "用法或配置有误，或账本无法写入",
            "wrong usage or configuration, or a ledger that cannot be written",
        ),
        WAITING,
        means(Exit::Clean, "全部发送，或没有新消息", "all sent, or nothing to tell"),
    ],
};

/// `beian watch`
pub(super) const WATCH: CommandCodes = CommandCodes {
    commands: Text::fixed("`watch`", "`watch`"),
    codes: &[
        means(Exit::Interrupted, "被中断；下次运行接着做", "interrupted; the next run goes on"),
        means(
            Exit::Usage,
            "用法或配置有误，或有一步没有完成（其他已完成），或另一个运行还在进行",
            "wrong usage or configuration, a part of the work that could not be done (the others were), or another run is \
                 at it",
        ),
        WAITING,
        means(
            Exit::Clean,
            "全部完成，无论检查出什么（那由通知来说）",
            "all done, whatever the audit found: that is what messages are for",
        ),
    ],
};

/// A row of the tables.
const fn means(exit: Exit, zh: &'static str, en: &'static str) -> (Exit, Text) {
    (exit, Text::fixed(zh, en))
}

const INTERRUPTED: (Exit, Text) = means(Exit::Interrupted, "被中断", "interrupted");

const USAGE: (Exit, Text) = means(
    Exit::Usage,
    "用法或配置有误，或文件无法写入",
    "wrong usage or configuration, or a file that could not be written",
);

const WAITING: (Exit, Text) = means(
    Exit::Findings,
    "有消息发不出去，留待下次运行",
    "a message could not be sent; it waits for the next run",
);

/// In the order of the page.
const ALL: [CommandCodes; 8] =
    [AUDIT, CHANGES, EVIDENCE, INJECT, DEADLINES, PREFLIGHT, NOTIFY, WATCH];

impl CommandCodes {
    /// The paragraph about exit codes in the help of a command.
    pub(super) fn help(&self) -> String {
        code_help(self.codes.iter().map(|(exit, meaning)| (*exit, &*meaning.en)))
    }
}

/// The paragraph about these exit codes in the help of a command.
pub(super) fn code_help<'a>(codes: impl IntoIterator<Item = (Exit, &'a str)>) -> String {
    let lines =
        codes.into_iter().map(|(exit, meaning)| format!("\n  {:>3}  {meaning}", exit.code()));
    format!("Exit codes, the first that applies:{}", lines.collect::<String>())
}

/// The page of exit codes, in Markdown.
pub fn exit_codes() -> String {
    let mut page = String::from(
        "# Exit codes\n\nThe first that applies, from the top. `explain`, `rules`, `schema`, `init`, `snippet` and \
         `completions` end with 0, with 2 where something is wrong, and with 130 where they were interrupted.\n",
    );
    tables(&mut page, Lang::En);
    page.push_str(
        "\n`beian deadlines record`, `correct` and `import` that end with 2 recorded nothing, also where standard output \
         cannot be written: they can be run again. A `beian.toml` that was found and that somebody else may have written \
         ends every command that reads one with 2 before it does anything \
         ([whose file is obeyed](config.md#whose-file-is-obeyed)).\n\n---\n\n# 退出码\n\n\
         以下按优先级从上到下，取第一个符合的。`explain`、`rules`、`schema`、`init`、`snippet`、`completions` 完成时为 0，有误时为 2，\
         被中断时为 130。\n",
    );
    tables(&mut page, Lang::Zh);
    page.push_str(
        "\n`beian deadlines record`、`correct`、`import` 以 2 退出时什么也没有记入（标准输出无法写入时也是），可以放心重试。\
         自动找到的 `beian.toml` 若可能出自他人之手，所有要读取它的命令都在动手之前以 2 退出\
         （[说明](config.md#whose-file-is-obeyed)）。\n",
    );
    page
}

fn tables(page: &mut String, lang: Lang) {
    let head = Text::fixed("含义", "meaning");
    for command in ALL {
        let _ =
            write!(page, "\n| {} | {} |\n|---|---|\n", command.commands.get(lang), head.get(lang));
        for (exit, meaning) in command.codes {
            let meaning = meaning.get(lang).replace('<', "\\<");
            let _ = writeln!(page, "| {} | {meaning} |", exit.code());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_codes_in_the_order_of_precedence() {
        for command in ALL {
            assert!(
                command.codes.is_sorted_by(|(one, _), (next, _)| one < next),
                "{}",
                command.commands.en
            );
            assert_eq!(command.codes.last().map(|(exit, _)| *exit), Some(Exit::Clean));
        }
    }

    #[test]
    fn each_language_has_all_tables() {
        let page = exit_codes();
        assert_eq!(page.matches("|---|---|").count(), 2 * ALL.len());
        assert!(page.contains("| 3 | a home page could not be judged |"));
        assert!(page.contains("| 3 | 有首页无法判定 |"));
    }
}
