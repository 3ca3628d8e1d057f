//! A message that says that it is one of a test: whether a channel is set up rightly.

use crate::config::{ChannelKeys, NoticeKind};
use crate::domain::lang::{Lang, Text};
use crate::report::escape;

use super::channel::Letter;
use super::digest::{Digest, DigestEntry, DigestSection};
use super::mail::MailParts;
use super::options::Moment;
use super::secrets::{self, Environment};
use super::send::deliver;

/// Sends a test to a channel, whatever its hours; nothing is recorded. Returns a line that says where it went, without
/// secrets.
///
/// # Errors
/// A line that says why it was not taken.
pub async fn send_test(
    channel: &ChannelKeys,
    lang: Lang,
    moment: &Moment,
    env: Environment<'_>,
) -> Result<Text, Text> {
    let name = escape::line(&channel.name);
    match delivered(channel, lang, moment, env).await {
        Ok(to) => Ok(Text::made(
            format!("{name}：测试消息已送达 {to}"),
            format!("{name}: the test was taken by {to}"),
        )),
        Err(why) => Err(Text::made(
            format!("{name}：测试消息没有送达：{}", why.zh),
            format!("{name}: the test was not taken: {}", why.en),
        )),
    }
}

async fn delivered(
    channel: &ChannelKeys,
    lang: Lang,
    moment: &Moment,
    env: Environment<'_>,
) -> Result<String, Text> {
    let secrets = secrets::read(channel, env)?;
    let lang = channel.lang.unwrap_or(lang);
    let digest = digest(&channel.name, &moment.today.to_string(), lang);
    let everybody = channel.mention.get("*").cloned().unwrap_or_default();
    let id = format!("msg_test_{}", moment.millis());
    let letter = Letter { digest: &digest, id: &id, mentions: &everybody, millis: moment.millis() };
    let (delivery, _) = deliver(channel, &secrets, &letter, &MailParts::default()).await;
    delivery.why().map_or_else(|| Ok(secrets.shown(channel)), |why| Err(why.clone()))
}

fn digest(name: &str, day: &str, lang: Lang) -> Digest {
    let say = |text: Text| text.get(lang).to_owned();
    let entry = DigestEntry {
        site: "example.cn".to_owned(),
        client: None,
        text: say(Text::fixed(
            "这样的一行会告诉您要办什么",
            "a line like this will say what is to be done",
        )),
        todo: Some(say(Text::fixed("收到即可，无需处理", "nothing is to be done now"))),
        link: None,
        about: "test".to_owned(),
        state: "test".to_owned(),
        due: None,
        days_left: None,
        severity: None,
    };
    Digest {
        day: day.to_owned(),
        lang,
        title: say(Text::fixed("备案提醒（测试）", "Website filings (a test)")),
        summary: match lang {
            Lang::Zh => format!("渠道 {name} 可以收到通知"),
            Lang::En => format!("the channel {name} gets messages"),
        },
        sections: vec![DigestSection {
            kind: NoticeKind::Due,
            title: say(Text::fixed("示例", "Sample")),
            entries: vec![entry],
        }],
    }
}
