//! What can happen to a site in the filing process.

use super::lang::Text;

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
    /// The site closed for good: no clock runs any more.
    Closed,
}

impl Event {
    /// All events, in the order in which a site meets them.
    pub const ALL: [Self; 14] = [
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
        Self::Closed,
    ];

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
            Self::Closed => "closed",
        }
    }

    /// The event of that name, as [`Event::name`] writes it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
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
            Self::Closed => Text::fixed("网站关闭", "closing of the site"),
        }
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
    fn the_list_is_whole_and_in_order() {
        assert!(Event::ALL.is_sorted());
        assert_eq!(Event::ALL.last(), Some(&Event::Closed));
        assert_eq!(Event::ALL.len(), Event::Closed as usize + 1);
    }
}
