//! What a channel's answer means. All three robots answer HTTP 200 with an error in JSON: the body decides.

use std::time::Duration;

use serde_json::Value;

use crate::domain::lang::Text;

/// The longest wait that a server's word is taken for.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// An answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HttpAnswer {
    /// The status.
    pub(super) status: u16,
    /// `Retry-After`, from now.
    pub(super) retry_after: Option<Duration>,
    /// The beginning of the body.
    pub(super) body: String,
}

/// How an attempt to send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    /// The channel has taken the message.
    Sent,
    /// A mail server has taken it for some: why not for all, and for whom it may take it later.
    Partly(Text, Vec<String>),
    /// It has not, for a reason that passes; not again before this time has passed.
    Later(Text, Duration),
    /// It refuses whatever it is sent: the channel's settings are wrong.
    Refused(Text),
    /// It does not want this message: its form, its length or what it says.
    Unwanted(Text),
}

impl Delivery {
    /// The same with other words.
    pub(super) fn map_text(self, change: impl FnOnce(Text) -> Text) -> Self {
        match self {
            Self::Sent => Self::Sent,
            Self::Partly(why, left) => Self::Partly(change(why), left),
            Self::Later(why, wait) => Self::Later(change(why), wait),
            Self::Refused(why) => Self::Refused(change(why)),
            Self::Unwanted(why) => Self::Unwanted(change(why)),
        }
    }

    /// Why the message was not taken.
    pub(super) fn why(&self) -> Option<&Text> {
        match self {
            Self::Sent => None,
            Self::Partly(why, _)
            | Self::Later(why, _)
            | Self::Refused(why)
            | Self::Unwanted(why) => Some(why),
        }
    }
}

impl HttpAnswer {
    /// What the status says: of a good one nothing.
    pub(super) fn fault(&self) -> Option<Delivery> {
        let status = self.status;
        match status {
            200..=299 => None,
            408 | 425 | 429 | 500..=599 => {
                let text = Text::made(
                    format!("服务器回答 HTTP {status}"),
                    format!("the server answered HTTP {status}"),
                );
                Some(Delivery::Later(text, self.wait(0)))
            }
            300..=399 => Some(Delivery::Refused(Text::made(
                format!("服务器要求转到别处（HTTP {status}），不跟随：请在 url 中写最终地址"),
                format!(
                    "the server redirects (HTTP {status}), which is not followed: name the last address in url"
                ),
            ))),
            _ => {
                let text = Text::made(
                    format!("服务器拒绝：HTTP {status} {}", self.excerpt()),
                    format!("the server refuses it: HTTP {status} {}", self.excerpt()),
                );
                // A body that is not understood, too large, or not wanted; of the others the address is to blame.
                let is_unwanted = matches!(status, 400 | 413 | 422);
                Some(if is_unwanted { Delivery::Unwanted(text) } else { Delivery::Refused(text) })
            }
        }
    }

    /// `Retry-After`, at least this many seconds, and at most a day.
    pub(super) fn wait(&self, least: u64) -> Duration {
        self.retry_after.unwrap_or_default().max(Duration::from_secs(least)).min(LONGEST_WAIT)
    }

    /// The code of an answer in JSON, under one of these keys, and its message under the key beside it.
    pub(super) fn code(&self, keys: &[(&str, &str)]) -> Option<(i64, String)> {
        let json: Value = serde_json::from_str(&self.body).ok()?;
        keys.iter().find_map(|(code, message)| {
            let said = json.get(message).and_then(Value::as_str).unwrap_or_default();
            Some((json.get(code)?.as_i64()?, said.to_owned()))
        })
    }

    /// The fault that an answer in JSON tells under one of the names that services use for it; the status was good. A
    /// number of 0 or of a good HTTP status is none.
    pub(super) fn json_error(&self) -> Option<Delivery> {
        const CODES: [(&str, &str); 5] = [
            ("errcode", "errmsg"),
            ("errno", "errmsg"),
            ("code", "msg"),
            ("code", "message"),
            ("StatusCode", "StatusMessage"),
        ];
        let json: Value = serde_json::from_str(&self.body).ok()?;
        let number = |key: &str| {
            let value = json.get(key)?;
            value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
        };
        let said = |key: &str| json.get(key).and_then(Value::as_str);
        let coded = CODES.iter().find_map(|&(key, message)| {
            let code = number(key).filter(|code| !matches!(code, 0 | 200..=299))?;
            let of_key = said(message).or_else(|| said("msg")).or_else(|| said("message"));
            Some((code, of_key.unwrap_or_default()))
        });
        if let Some((code, message)) = coded {
            return Some(refused(code, message, None));
        }
        let denied = ["success", "ok"].iter().any(|key| json.get(key) == Some(&Value::Bool(false)))
            || ["error", "errors"].iter().any(|key| json.get(key).is_some_and(says_something))
            || said("status").is_some_and(|status| matches!(status, "error" | "fail" | "failed"));
        denied.then(|| {
            Delivery::Refused(Text::made(
                format!("被拒绝：{}", self.excerpt()),
                format!("refused: {}", self.excerpt()),
            ))
        })
    }

    /// Whether it is a page for people: a proxy's login, a firewall's refusal.
    pub(super) fn is_page(&self) -> bool {
        let body = self.body.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        // XHTML begins as other XML does.
        body.starts_with('<')
            && (!body.starts_with("<?xml") || body.to_ascii_lowercase().contains("<html"))
    }

    /// Whether its JSON says that all went well, under one of these keys.
    pub(super) fn agrees(&self, keys: &[&str]) -> bool {
        let json: Option<Value> = serde_json::from_str(&self.body).ok();
        json.is_some_and(|json| keys.iter().any(|key| json.get(key) == Some(&Value::Bool(true))))
    }

    /// The answer is not one of the product's: a proxy, a wrong address. Whether the message arrived is not known.
    pub(super) fn garbage(&self) -> Delivery {
        Delivery::Later(
            Text::made(
                format!("回答无法识别：{}", self.excerpt()),
                format!("the answer is not understood: {}", self.excerpt()),
            ),
            self.wait(0),
        )
    }

    /// The beginning of the body, on one line.
    fn excerpt(&self) -> String {
        const SHOWN: usize = 120;
        let mut text: String = self.body.split_whitespace().collect::<Vec<_>>().join(" ");
        text.truncate(text.floor_char_boundary(SHOWN));
        text
    }
}

/// Whether a value under `error` tells of one: services also write it into answers where there is none.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(is_one) => *is_one,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(text) => !text.is_empty(),
        Value::Array(all) => !all.is_empty(),
        Value::Object(all) => !all.is_empty(),
    }
}

/// The product's code for too many messages.
pub(super) fn too_many(code: i64, message: &str, wait: Duration) -> Delivery {
    Delivery::Later(
        Text::made(
            format!("发送太频繁（{code} {message}）"),
            format!("too many messages ({code} {message})"),
        ),
        wait,
    )
}

/// A code that means a fault of the product.
pub(super) fn busy(code: i64, message: &str, wait: Duration) -> Delivery {
    Delivery::Later(
        Text::made(
            format!("系统繁忙（{code} {message}）"),
            format!("the service is busy ({code} {message})"),
        ),
        wait,
    )
}

/// Any other code, with what it means where that is known.
pub(super) fn refused(code: i64, message: &str, meaning: Option<Text>) -> Delivery {
    Delivery::Refused(refusal(code, message, meaning))
}

/// A code that means that the message itself is wrong.
pub(super) fn unwanted(code: i64, message: &str, meaning: Text) -> Delivery {
    Delivery::Unwanted(refusal(code, message, Some(meaning)))
}

fn refusal(code: i64, message: &str, meaning: Option<Text>) -> Text {
    let (zh, en) = meaning.map_or((String::new(), String::new()), |text| {
        (format!("：{}", text.zh), format!(": {}", text.en))
    });
    Text::made(format!("被拒绝（{code} {message}）{zh}"), format!("refused ({code} {message}){en}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_a_day_at_most() {
        let wait = |retry_after: Option<u64>, least| {
            let retry_after = retry_after.map(Duration::from_secs);
            HttpAnswer { status: 429, retry_after, body: String::new() }.wait(least).as_secs()
        };
        assert_eq!((wait(None, 0), wait(None, 65), wait(Some(7), 65)), (0, 65, 65));
        assert_eq!((wait(Some(600), 65), wait(Some(u64::MAX), 0)), (600, 86_400));
    }
}
