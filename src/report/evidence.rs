//! What `beian evidence verify` prints.

use std::io::{self, Write};
use std::path::Path;

use crate::domain::lang::{Lang, Text};
use crate::evidence::Verification;
use crate::evidence::verify::SignatureCheck;

use super::escape;

/// The note on a key that was made: the secret one is in this file, and the public one was printed.
pub fn key_note(file: &Path) -> Text {
    let shown = file.display();
    Text::made(
        format!(
            "私钥在 {shown}，请保管好；上面一行是公钥，交给需要核对的人（beian evidence verify DIR --public-key …）"
        ),
        format!(
            "the secret key is in {shown}: keep it; the line above is the public key, for whoever checks \
             (beian evidence verify DIR --public-key …)"
        ),
    )
}

/// Writes a line for each problem, and one for the whole.
pub fn write(found: &Verification, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for problem in &found.problems {
        let words = problem.kind.words();
        let colon = Text::fixed("：", ": ");
        let line = format!("{}{}{}", problem.path, colon.get(lang), words.get(lang));
        writeln!(out, "{}", escape::line(&line))?;
    }
    let Verification { problems, files, sites, started_at, .. } = found;
    let started_at = escape::line(started_at);
    if !problems.is_empty() {
        let count = problems.len();
        let text = Text::made(
            format!("证据不完整或已被改动：{count} 处"),
            format!("the evidence is not as it was written; problems: {count}"),
        );
        return writeln!(out, "{}", text.get(lang));
    }
    let text = Text::made(
        format!("证据完好：{sites} 个网站、{files} 个文件，清单写明的时间是 {started_at}"),
        format!(
            "the evidence is as it was written (files: {files}, sites: {sites}), by its manifest of {started_at}"
        ),
    );
    writeln!(out, "{}", text.get(lang))?;
    for (target, fault) in &found.faults {
        let text = Text::made(
            format!("{target}：缺少截图（{fault}）"),
            format!("{target}: pictures are missing ({fault})"),
        );
        writeln!(out, "{}", escape::line(text.get(lang)))?;
    }
    if !found.complete && found.faults.is_empty() {
        let text = Text::fixed(
            "那次运行被中断，并非所有网站都有证据",
            "the run was interrupted: not all of its sites are in it",
        );
        writeln!(out, "{}", text.get(lang))?;
    }
    writeln!(out, "{}", signature(&found.signature).get(lang))
}

fn signature(signature: &SignatureCheck) -> Text {
    match signature {
        SignatureCheck::GivenKey(key) => Text::made(
            format!("签名正确，由给出的密钥签署：{key}"),
            format!("signed with the key that was given: {key}"),
        ),
        SignatureCheck::OwnKey(key) => Text::made(
            format!(
                "签名正确，密钥是清单自己写明的 {key}；要确认是谁的密钥，请用 --public-key 给出已知的公钥"
            ),
            format!(
                "signed with the key that the manifest names, {key}; to be sure whose it is, give the key that you know \
                 as --public-key"
            ),
        ),
        SignatureCheck::Unsigned | SignatureCheck::Wrong => Text::fixed(
            "没有签名：能写这个目录的人，都可以重做一份同样完好的证据",
            "not signed: whoever can write to the folder could have made all of it anew",
        ),
    }
}
