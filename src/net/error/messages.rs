//! Errors of fetching in Chinese and English.

use crate::domain::lang::Text;

use crate::net::error::{FetchError, MAX_REDIRECTS, Phase};

impl FetchError {
    /// What happened, in both languages. Words of libraries stay in English, in brackets behind what they mean.
    pub fn words(&self) -> Text {
        let zh = match self {
            Self::Unresolvable { host, detail } => format!("{host}：域名没有解析结果（{detail}）"),
            Self::Refused { host, address, range } => {
                let why = if range.is_fake_ip() {
                    "；很可能是本机代理给所有域名返回虚假地址（fake-ip），可用 --allow-private 通过它访问"
                } else {
                    ""
                };
                format!("{host}：地址 {address} 不是公网地址（{range}），没有连接{why}")
            }
            Self::ConnectionRefused => "连接被拒绝，该端口没有服务".to_owned(),
            Self::Unreachable(detail) => format!("网络不可达（{detail}）"),
            Self::Timeout(phase) => format!("超时：{}", phase.zh()),
            Self::SiteTime => "给这个网站的时间已经用完".to_owned(),
            Self::Proxy(detail) => format!("代理出错（{detail}）"),
            Self::Reset => "服务器没有应答就断开了连接".to_owned(),
            Self::Incomplete(detail) => format!("应答没有传完或已损坏（{detail}）"),
            Self::Encoding(detail) => format!("应答内容无法解压（{detail}）"),
            Self::TooLarge(most) => format!("太大：超过 {most} 字节"),
            Self::Tls { kind, detail } => format!("TLS：{}（{detail}）", kind.zh()),
            Self::NoRoots => "本机没有 CA 证书；请安装，或用 --ca-cert 指定文件".to_owned(),
            Self::BadRedirect { status, location } => {
                format!("跳转（{status}）的目标 {location:?} 不是 http(s) 地址")
            }
            Self::TooManyRedirects { .. } => format!("跳转超过 {MAX_REDIRECTS} 次"),
            Self::NotInSnapshot(url) => format!("快照里没有 {url}"),
            Self::HeadTooLarge => "应答头太大：超过 256 KiB 或 1000 行".to_owned(),
            Self::Protocol(detail) => format!("应答不符合 HTTP 协议（{detail}）"),
        };
        Text::made(zh, self.to_string())
    }
}

impl Phase {
    const fn zh(self) -> &'static str {
        match self {
            Self::Name => "域名解析没有结果",
            Self::Connect => "连接没有建立",
            Self::Response => "服务器没有在时限内应答",
            Self::Body => "内容没有在时限内传完",
        }
    }
}
