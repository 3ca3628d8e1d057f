//! What can happen to a site in the filing process.

use std::str::FromStr;

use super::failure::ValueError;
use super::lang::Text;
use super::nearest::nearest;

/// An event that starts or ends a clock. The names are a contract (command line and ledger).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The real-name check of the domain passed.
    DomainVerified,
    /// An order for the filing was opened at the provider.
    OrderCreated,
    /// The order was changed, which restarts its idle time.
    OrderUpdated,
    /// The order was submitted: to the provider, which hands it on to the authority.
    OrderSubmitted,
    /// The message with the check code of the authority came in.
    SmsReceived,
    /// The check code was entered.
    SmsChecked,
    /// The ICP filing was approved.
    IcpApproved,
    /// The site opened to the public.
    Opened,
    /// The police filing was handed in.
    PoliceSubmitted,
    /// The police filing was approved.
    PoliceApproved,
    /// The police number and its badge were seen on the page.
    BadgeShown,
    /// The site moved to another access provider.
    ProviderChanged,
    /// An authority or provider set a day; the notice carries it.
    Notice,
    /// Papers that were mailed arrived.
    PapersArrived,
    /// A document was looked at; its last day comes with it.
    DocumentTerm,
    /// The server was bought or renewed; its last day comes with it.
    ServerTerm,
    /// The domain was registered or renewed; its last day comes with it.
    DomainTerm,
    /// A certificate was issued; its last day comes with it.
    CertificateTerm,
    /// The provider handed out the data code of the police filing (公安备案数据码); its last day comes with it.
    DataCode,
    /// The site closed for good: no clock runs any more.
    Closed,
}

impl Event {
    /// All events, in the order in which a site meets them.
    pub const ALL: [Self; 20] = [
        Self::DomainVerified,
        Self::OrderCreated,
        Self::OrderUpdated,
        Self::OrderSubmitted,
        Self::SmsReceived,
        Self::SmsChecked,
        Self::IcpApproved,
        Self::Opened,
        Self::PoliceSubmitted,
        Self::PoliceApproved,
        Self::BadgeShown,
        Self::ProviderChanged,
        Self::Notice,
        Self::PapersArrived,
        Self::DocumentTerm,
        Self::ServerTerm,
        Self::DomainTerm,
        Self::CertificateTerm,
        Self::DataCode,
        Self::Closed,
    ];

    /// Whether a last day comes with it, rather than following from it.
    pub const fn names_last_day(self) -> bool {
        matches!(
            self,
            Self::Notice
                | Self::DocumentTerm
                | Self::ServerTerm
                | Self::DomainTerm
                | Self::CertificateTerm
                | Self::DataCode
        )
    }

    /// The name used on the command line, in JSON and in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DomainVerified => "domain-verified",
            Self::OrderCreated => "order-created",
            Self::OrderUpdated => "order-updated",
            Self::OrderSubmitted => "order-submitted",
            Self::SmsReceived => "sms-received",
            Self::SmsChecked => "sms-checked",
            Self::IcpApproved => "icp-approved",
            Self::Opened => "opened",
            Self::PoliceSubmitted => "police-submitted",
            Self::PoliceApproved => "police-approved",
            Self::BadgeShown => "badge-shown",
            Self::ProviderChanged => "provider-changed",
            Self::Notice => "notice",
            Self::PapersArrived => "papers-arrived",
            Self::DocumentTerm => "document-term",
            Self::ServerTerm => "server-term",
            Self::DomainTerm => "domain-term",
            Self::CertificateTerm => "certificate-term",
            Self::DataCode => "data-code",
            Self::Closed => "closed",
        }
    }

    /// The event of that name, as [`Event::name`] writes it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// The event that a person names: as [`Event::name`] writes it, or in Chinese.
    pub fn typed(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let name = text.to_lowercase().replace('_', "-");
        let called = |event: &Self| event.label().zh.to_lowercase() == name;
        let other = || Some(OTHER_NAMES.iter().find(|(other, _)| *other == name)?.1);
        Self::parse(&name).or_else(|| Self::ALL.into_iter().find(called)).or_else(other)
    }

    /// What people call it.
    pub const fn label(self) -> Text {
        match self {
            Self::DomainVerified => {
                Text::fixed("域名实名认证通过", "real-name check of the domain")
            }
            Self::OrderCreated => Text::fixed("备案订单创建", "creation of the order"),
            Self::OrderUpdated => Text::fixed("备案订单更新", "change of the order"),
            Self::OrderSubmitted => Text::fixed("备案订单提交", "submission of the order"),
            Self::SmsReceived => Text::fixed("收到核验短信", "SMS received"),
            Self::SmsChecked => Text::fixed("短信核验完成", "SMS check"),
            Self::IcpApproved => Text::fixed("ICP备案通过", "ICP approval"),
            Self::Opened => Text::fixed("网站开通", "opening of the site"),
            Self::PoliceSubmitted => Text::fixed("公安备案提交", "police filing handed in"),
            Self::PoliceApproved => Text::fixed("公安备案通过", "police approval"),
            Self::BadgeShown => Text::fixed("页面显示公安备案号", "police number on the page"),
            Self::ProviderChanged => Text::fixed("接入商变更", "change of provider"),
            Self::Notice => Text::fixed("收到通知", "notice"),
            Self::PapersArrived => Text::fixed("邮寄材料送达", "arrival of mailed papers"),
            Self::DocumentTerm => Text::fixed("证件有效期", "term of a document"),
            Self::ServerTerm => Text::fixed("服务器购买或续费", "term of the server"),
            Self::DomainTerm => Text::fixed("域名注册或续费", "term of the domain"),
            Self::CertificateTerm => Text::fixed("证书签发", "term of the certificate"),
            Self::DataCode => Text::fixed("取得公安备案数据码", "police data code handed out"),
            Self::Closed => Text::fixed("网站关闭", "closing of the site"),
        }
    }
}

/// What consoles and people call events, beside their labels; in lower case.
const OTHER_NAMES: [(&str, Event); 26] = [
    ("实名认证", Event::DomainVerified),
    ("域名实名", Event::DomainVerified),
    ("域名实名认证", Event::DomainVerified),
    ("实名认证通过", Event::DomainVerified),
    ("创建订单", Event::OrderCreated),
    ("订单创建", Event::OrderCreated),
    ("更新订单", Event::OrderUpdated),
    ("订单更新", Event::OrderUpdated),
    ("提交订单", Event::OrderSubmitted),
    ("提交备案", Event::OrderSubmitted),
    ("备案提交", Event::OrderSubmitted),
    ("收到短信", Event::SmsReceived),
    ("短信核验", Event::SmsChecked),
    ("备案通过", Event::IcpApproved),
    ("备案成功", Event::IcpApproved),
    ("开通", Event::Opened),
    ("上线", Event::Opened),
    ("网站上线", Event::Opened),
    ("提交公安备案", Event::PoliceSubmitted),
    ("公安备案成功", Event::PoliceApproved),
    ("公安通过", Event::PoliceApproved),
    ("显示公安备案号", Event::BadgeShown),
    ("更换接入商", Event::ProviderChanged),
    ("通知", Event::Notice),
    ("关闭", Event::Closed),
    ("网站下线", Event::Closed),
];

/// The event that a person names.
impl FromStr for Event {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::typed(text).ok_or_else(|| {
            let names = || Self::ALL.iter().map(|event| event.name());
            let meant = nearest(text, names()).unwrap_or_default();
            let all = names().collect::<Vec<_>>().join(", ");
            let zh = |event: &Self| format!("{}（{}）", event.name(), event.label().zh);
            let all_zh = Self::ALL.iter().map(zh).collect::<Vec<_>>().join("、");
            ValueError::form((
                format!("可用的事件：{all_zh}"),
                format!("write {meant}, or one of {all}"),
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_and_no_two_are_the_same() {
        for event in Event::ALL {
            assert_eq!(Event::parse(event.name()), Some(event));
            let twins = Event::ALL.into_iter().filter(|other| other.label() == event.label());
            assert_eq!(twins.count(), 1, "{event:?}");
        }
        for text in ["", "Opened", "opened ", "icp_approved"] {
            assert_eq!(Event::parse(text), None, "{text}");
        }
    }

    #[test]
    fn people_name_events_in_chinese_too() {
        for event in Event::ALL {
            assert_eq!(Event::typed(event.name()), Some(event));
            assert_eq!(Event::typed(&event.label().zh), Some(event));
        }
        for (text, event) in OTHER_NAMES {
            assert_eq!(Event::typed(text), Some(event), "{text}");
            assert_eq!(text.to_lowercase(), text);
        }
        assert_eq!(Event::typed("icp 备案通过"), Some(Event::IcpApproved));
        assert_eq!(Event::typed("ICP_Approved"), Some(Event::IcpApproved));
        for text in ["", "备案", "nothing"] {
            assert_eq!(Event::typed(text), None, "{text}");
        }
    }

    #[test]
    fn the_list_is_whole_and_in_order() {
        assert!(Event::ALL.is_sorted());
        assert_eq!(Event::ALL.last(), Some(&Event::Closed));
        assert_eq!(Event::ALL.len(), Event::Closed as usize + 1);
    }
}
