//! Reads `[notify]` and `[[channel]]`.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;

use crate::config::keys;
use crate::config::source::{Error, Spot};
use crate::config::table::{Placed, Table};
use crate::domain::lang::Lang;
use crate::domain::nearest::nearest;

use super::mail::mail;
use super::values::{
    hours, lead_days, list, mention, missing, named, required, runs, secret, whole,
};
use super::{
    ChannelChoice, ChannelKeys, ChannelKind, FindingLevel, NoticeKind, NotifyKeys, PingKeys,
    PushKeys, SendHours,
};

/// The time limit of one attempt to send, in seconds.
const TIMEOUT: u64 = 20;
/// The longest time limit, in seconds.
const LONGEST_TIMEOUT: i64 = 300;

/// Reads `[notify]` and all `[[channel]]`, given the clients of all sites.
pub(in crate::config) fn notify(
    top: &Table<'_>,
    base: &Path,
    clients: &BTreeSet<&str>,
) -> Result<NotifyKeys, Error> {
    let mut notify = NotifyKeys::default();
    if let Some(value) = top.get("notify") {
        let entries = value.get_ref().as_table().ok_or_else(|| {
            top.source.error(
                &value.span(),
                ("`notify` 不是表", "`notify` is not a table"),
                ("请写成 [notify]", "write [notify]"),
            )
        })?;
        let table = Table { entries, name: "[notify]", keys: keys::NOTIFY, ..*top };
        table.refuse_unknown_keys()?;
        if let Some(days) = lead_days(&table)? {
            (notify.lead_days, notify.sets_lead_days) = (days, true);
        }
        if let Some(runs) = table.parse(table.integer("not_judged_runs")?, runs)? {
            notify.not_judged_runs = runs;
        }
        let (private, http) = (table.flag("ping_private")?, table.flag("ping_http")?);
        notify.ping = secret(&table, "ping", base)?.map(|url| PingKeys { url, private, http });
    }
    let Some(value) = top.get("channel") else { return Ok(notify) };
    let not_tables = |value: &Spanned<DeValue<'_>>| {
        top.source.error(
            &value.span(),
            ("`channel` 不是表的列表", "`channel` is not a list of tables"),
            ("请写成 [[channel]]，用两层方括号", "write [[channel]], in two brackets"),
        )
    };
    let array = value.get_ref().as_array().ok_or_else(|| not_tables(value))?;
    for item in array {
        let entries = item.get_ref().as_table().ok_or_else(|| not_tables(item))?;
        let table = Table { entries, name: "[[channel]]", keys: keys::CHANNEL, ..*top };
        let channel = channel(&table, &Spot::new(top.source, item.span()), base, &notify)?;
        refuse_unknown_clients(&table, clients)?;
        if notify.channel(&channel.name).is_some() {
            let name = &channel.name;
            return Err(channel.spot.error(
                (format!("渠道 {name} 写了两次"), format!("the channel {name} is there twice")),
                ("每个渠道请用不同的 name", "give each channel a name of its own"),
            ));
        }
        notify.channels.push(channel);
    }
    Ok(notify)
}

fn channel(
    table: &Table<'_>,
    spot: &Spot,
    base: &Path,
    notify: &NotifyKeys,
) -> Result<ChannelKeys, Error> {
    table.refuse_unknown_keys()?;
    let name = required(table, "name", spot)?.value.trim().to_owned();
    let kind = required(table, "kind", spot)?;
    let Some(kind) =
        table.parse(Some(kind), |text| named(text, &ChannelKind::ALL, ChannelKind::name))?
    else {
        return Err(missing("kind", spot));
    };
    refuse_keys_of_others(table, kind)?;
    let url = secret(table, "url", base)?;
    if url.is_none() && kind != ChannelKind::Mail {
        return Err(missing("url", spot));
    }
    let http = table.flag("http")?;
    let mail = if kind == ChannelKind::Mail { Some(mail(table, spot, base, http)?) } else { None };
    let lang = |text: &str| named(text, &[Lang::Zh, Lang::En], Lang::name);
    let timeout = |seconds| whole(seconds, 1, LONGEST_TIMEOUT);
    let timeout = table.parse(table.integer("timeout")?, timeout)?;
    Ok(ChannelKeys {
        name,
        kind,
        url,
        secret: secret(table, "secret", base)?,
        mail,
        push: push(table)?,
        choice: choice(table, notify)?,
        hours: send_hours(table)?,
        lang: table.parse(table.text("lang")?, lang)?,
        mention: mention(table)?,
        private: table.flag("private")?,
        http,
        timeout: timeout.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(TIMEOUT),
        spot: spot.clone(),
    })
}

fn choice(table: &Table<'_>, notify: &NotifyKeys) -> Result<ChannelChoice, Error> {
    let owned = |texts: Vec<Placed<&str>>| -> Vec<String> {
        texts.iter().map(|text| text.value.trim().to_owned()).collect()
    };
    let severities = list(table, "severities", &FindingLevel::ALL, FindingLevel::name)?;
    let kinds = list(table, "kinds", &NoticeKind::ALL, NoticeKind::name)?;
    let choice = ChannelChoice {
        clients: owned(table.texts("clients")?),
        severities: severities.unwrap_or(vec![FindingLevel::Error, FindingLevel::Warning]),
        kinds: kinds.unwrap_or(NoticeKind::ALL.to_vec()),
        lead_days: lead_days(table)?.unwrap_or_else(|| notify.lead_days.clone()),
    };
    if let (false, Some(value)) = (choice.tells_anything(), table.get("kinds")) {
        return Err(table.source.error(
            &value.span(),
            (
                "按这些 `kinds`，这个渠道什么都不会收到",
                "with these `kinds` the channel would be told nothing",
            ),
            (
                "请写上要通知的种类（只有 resolved 不够，failing 还需要 severities），或删去这一行",
                "name the kinds to tell (resolved alone is none, and failing needs severities), or take the line out",
            ),
        ));
    }
    Ok(choice)
}

/// A client that no site has would silence the channel.
fn refuse_unknown_clients(table: &Table<'_>, clients: &BTreeSet<&str>) -> Result<(), Error> {
    let wanted = table.texts("clients")?;
    let Some(unknown) = wanted.iter().find(|it| !clients.contains(it.value.trim())) else {
        return Ok(());
    };
    let name = unknown.value.trim();
    let (zh, en) = match nearest(name, clients.iter().copied()) {
        Some(meant) => (format!("是否想写 \"{meant}\"？"), format!("did you mean \"{meant}\"? ")),
        None => (String::new(), String::new()),
    };
    Err(table.source.error(
        &unknown.range,
        (
            format!("没有网站属于客户“{name}”：这个渠道什么都不会收到"),
            format!("no site has the client {name:?}: the channel would be told nothing"),
        ),
        (format!("{zh}请写某个 [[site]] 的 client"), format!("{en}Write the client of a [[site]]")),
    ))
}

/// When messages may be sent. Hours that leave no minute of the day are refused.
fn send_hours(table: &Table<'_>) -> Result<SendHours, Error> {
    let send_hours = SendHours {
        window: table.parse(table.text("hours")?, hours)?,
        quiet: table.parse(table.text("quiet")?, hours)?,
        working_days: table.flag("working_days")?,
    };
    if let (false, Some(value)) = (send_hours.is_ever(), table.get("quiet")) {
        return Err(table.source.error(
            &value.span(),
            match send_hours.window {
                Some(_) => (
                    "`quiet` 盖住了整个 `hours`：这个渠道什么都不会收到",
                    "`quiet` covers all of `hours`: the channel would be told nothing",
                ),
                None => (
                    "`quiet` 是整天：这个渠道什么都不会收到",
                    "`quiet` is all day: the channel would be told nothing",
                ),
            },
            (
                "请写短一些的时段，例如 quiet = \"22:00-08:00\"",
                "write a shorter span, e.g. quiet = \"22:00-08:00\"",
            ),
        ));
    }
    Ok(send_hours)
}

fn push(table: &Table<'_>) -> Result<PushKeys, Error> {
    let field = |key, default: &str| -> Result<String, Error> {
        Ok(table.text(key)?.map_or(default, |text| text.value.trim()).to_owned())
    };
    Ok(PushKeys {
        title: field("title_key", "title")?,
        text: field("text_key", "body")?,
        form: table.flag("form")?,
    })
}

fn refuse_keys_of_others(table: &Table<'_>, kind: ChannelKind) -> Result<(), Error> {
    let other = table.entries.iter().find(|(key, _)| !kind.has(key.get_ref()));
    let Some((key, _)) = other else { return Ok(()) };
    let (key_name, kind) = (key.get_ref(), kind.name());
    let kinds: Vec<&str> =
        ChannelKind::ALL.iter().filter(|kind| kind.has(key_name)).map(|kind| kind.name()).collect();
    let kinds = kinds.join(", ");
    Err(table.source.error(
        &key.span(),
        (
            format!("{kind} 渠道不用 `{key_name}`"),
            format!("channels of kind {kind} have no `{key_name}`"),
        ),
        (
            format!("请删去这一行；它只用于：{kinds}"),
            format!("take the line out; it is for: {kinds}"),
        ),
    ))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::config::parse;
    use crate::domain::date::Date;

    use super::super::{HourSpan, MailTls, SecretRef};
    use super::*;
    use crate::domain::failure::Remedy as _;

    fn keys(text: &str) -> Result<NotifyKeys, Error> {
        let path = Path::new("/work/beian.toml");
        parse(path, text.to_owned(), Date::constant(2026, 11, 22)).map(|config| config.notify)
    }

    fn refused(text: &str) -> String {
        let error = keys(text).unwrap_err();
        format!("{error}\n{}", error.fix().en)
    }

    const WECOM: &str = "[[channel]]\nname = \"ops\"\nkind = \"wecom\"\n";

    #[test]
    fn a_channel_needs_little() {
        let keys = keys(&format!("{WECOM}url = \"env:WECOM\"\n")).unwrap();
        let channel = keys.channel("ops").unwrap();
        assert_eq!(channel.url, Some(SecretRef::Env("WECOM".to_owned())));
        assert_eq!(channel.choice.lead_days, [14, 7, 3, 1, 0]);
        assert_eq!(channel.choice.kinds, NoticeKind::ALL);
        assert_eq!(keys.lead_days_of(Some("甲")), None);
        assert_eq!((channel.http, channel.private, channel.timeout), (false, false, 20));
    }

    #[test]
    fn all_keys_are_read() {
        let text = "[notify]\nlead_days = [3, 30]\nnot_judged_runs = 5\nping = \"credential:ping\"\nping_http = true\n\
            [[channel]]\nname = \"mail\"\nkind = \"mail\"\nserver = \"smtp.example.cn\"\ntls = \"starttls\"\n\
            user = \"env:U\"\npassword = \"file:secrets/p\"\nfrom = \"a@example.cn\"\nto = [\"b@example.cn\"]\n\
            attach = [\"ics\", \"report.html\"]\nclients = [\"甲\"]\nseverities = [\"error\"]\nkinds = [\"due\"]\n\
            hours = \"09:00-10:00\"\nquiet = \"22:00-08:00\"\nworking_days = true\nlang = \"en\"\n\
            mention = { \"甲\" = [\"13800000000\"] }\n[[site]]\ndomain = \"a.cn\"\nclient = \"甲\"\n";
        let keys = keys(text).unwrap();
        assert_eq!((&keys.lead_days[..], keys.not_judged_runs), (&[30, 3][..], 5));
        let url = SecretRef::Credential("ping".to_owned());
        assert_eq!(keys.ping, Some(PingKeys { url, private: false, http: true }));
        let channel = keys.channel("mail").unwrap();
        let mail = channel.mail.as_ref().unwrap();
        assert_eq!(
            (mail.host.as_str(), mail.port, mail.tls),
            ("smtp.example.cn", 587, MailTls::Starttls)
        );
        assert_eq!(mail.login.as_ref().unwrap().1, SecretRef::File("/work/secrets/p".into()));
        assert_eq!(
            (mail.calendar, &mail.files[..]),
            (true, &[PathBuf::from("/work/report.html")][..])
        );
        assert_eq!(channel.choice.lead_days, [30, 3]);
        assert_eq!(channel.hours.quiet, Some(HourSpan { from: 22 * 60, to: 8 * 60 }));
        assert_eq!(keys.lead_days_of(Some("甲")), Some(vec![30, 3]));
        assert_eq!(keys.lead_days_of(None), Some(vec![30, 3]));
    }

    #[test]
    fn a_secret_in_the_file_is_refused_and_not_repeated() {
        for line in [
            "url = \"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6\"",
            "url = \"693axxx6\"",
            "url = \"env:\"",
            "url = \"env:HOME/693axxx6\"",
            "address = \"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6\"",
        ] {
            let error = refused(&format!("{WECOM}{line}\n"));
            assert!(!error.contains("693axxx6"), "{error}");
            assert!(error.contains("beian.toml:4:"), "{error}");
        }
        let error = refused(&format!("{WECOM}url = \"https://x.example/\"\n"));
        assert!(error.contains("url = \"env:NAME\""), "{error}");
    }

    #[test]
    fn what_cannot_be_is_refused_with_a_remedy() {
        let whole = format!("{WECOM}url = \"env:A\"\n");
        for (text, part) in [
            (WECOM.to_owned(), "has no url"),
            ("[[channel]]\nname = \"a\"\nkind = \"wechat\"\n".to_owned(), "did you mean \"wecom\""),
            (format!("{whole}{whole}"), "is there twice"),
            (format!("{whole}secret = \"env:B\"\n"), "dingtalk, feishu, webhook"),
            (format!("{whole}hours = \"9 to 10\"\n"), "span of hours"),
            (format!("{whole}hours = \"09:00-25:00\"\n"), "span of hours"),
            (format!("{whole}hours = \"24:00-00:00\"\n"), "span of hours"),
            (format!("{whole}quiet = \"00:00-24:00\"\n"), "beian.toml:5:"),
            (format!("{whole}quiet = \"00:00-24:00\"\n"), "all day"),
            (format!("{whole}clients = [\"甲\"]\n"), "no site has the client \"甲\""),
            (
                format!(
                    "{whole}clients = [\"甲\"]\n[[site]]\ndomain = \"a.cn\"\nclient = \"甲客户\"\n"
                ),
                "did you mean \"甲客户\"? Write the client of a [[site]]",
            ),
            (format!("{whole}kinds = []\n"), "beian.toml:5:"),
            (format!("{whole}kinds = []\n"), "would be told nothing"),
            (format!("{whole}kinds = [\"resolved\"]\n"), "resolved alone is none"),
            (format!("{whole}kinds = [\"failing\"]\nseverities = []\n"), "beian.toml:5:"),
            (format!("{whole}hours = \"09:00-10:00\"\nquiet = \"22:00-10:00\"\n"), "beian.toml:6:"),
            (format!("{whole}hours = \"09:00-10:00\"\nquiet = \"22:00-10:00\"\n"), "covers all of"),
            (format!("{whole}lead_days = [-1]\n"), "from 0 to 365"),
            (format!("{whole}kinds = [\"overdue\"]\n"), "did you mean"),
            (format!("{whole}timeout = 0\n"), "from 1 to 300"),
            (format!("{whole}mention = {{ a = [\"<@all>\"] }}\n"), "whom to mention"),
            (format!("{whole}colour = 1\n"), "unknown key"),
            (format!("{whole}[notify]\nleads = [1]\n"), "lead_days"),
            ("channel = 1\n".to_owned(), "[[channel]]"),
        ] {
            let error = refused(&text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn hours_may_go_past_midnight() {
        let night = hours("22:00-08:00").unwrap();
        for (minute, within) in [(0, true), (479, true), (480, false), (1319, false), (1320, true)]
        {
            assert_eq!(night.holds(minute), within, "{minute}");
        }
        let day = hours("09:00-10:00").unwrap();
        for (minute, within) in [(539, false), (540, true), (599, true), (600, false)] {
            assert_eq!(day.holds(minute), within, "{minute}");
        }
    }
}
