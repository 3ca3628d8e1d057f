//! All clocks that follow from events.
//!
//! Not listed, because no event starts them: the five days in which a new .com or .net domain must pass its real-name
//! check (it counts from the registration), and the yearly reports that some provinces ask for by message (they come
//! as a notice).

use super::super::basis::{Basis, BasisKind};
use super::super::event::Event;
use super::super::lang::Text;
use super::{Clock, Confidence, Early, End, Kind, Length};

const ICP_APPROVED: End = End::Event(Event::IcpApproved);

/// The police filing: within 30 days from the day on which the site went into service.
///
/// The law counts from 网络正式联通之日, providers read it as the opening of the site; some guides count from the ICP
/// approval, which is earlier and hence safe.
pub const POLICE_FILING: Clock = Clock {
    name: "police-filing",
    label: Text::fixed("公安联网备案", "police filing"),
    kind: Kind::Duty,
    starts: &[Event::Opened],
    or_from: Some(Event::IcpApproved),
    length: Length::Days(30),
    ends: &[
        End::Event(Event::PoliceSubmitted),
        End::Event(Event::PoliceApproved),
        End::Event(Event::BadgeShown),
        End::BadgeSeen,
        End::NumberDeclared,
    ],
    early: Early::Any,
    miss: Text::fixed(
        "警告，或者停机整顿不超过六个月（第二十三条）",
        "a warning, or up to six months offline (article 23)",
    ),
    basis: Basis {
        law: Text::fixed(
            "《计算机信息网络国际联网安全保护管理办法》（公安部令第33号，2011年修订文本）",
            "Measures for Security Protection of International Networking (Ministry of Public Security Order 33, as \
             amended in 2011)",
        ),
        article: "12",
        text_as_of: "2011-01-08",
        kind: BasisKind::Law,
    },
    confidence: Confidence::Sure,
};

/// The police number on the page: within 30 days from the approval. Only providers ask for it.
pub const POLICE_BADGE: Clock = Clock {
    name: "police-badge",
    label: Text::fixed("网页展示公安备案号和图标", "police number and badge on the page"),
    kind: Kind::Duty,
    starts: &[Event::PoliceApproved],
    or_from: None,
    length: Length::Days(30),
    ends: &[End::Event(Event::BadgeShown), End::BadgeSeen],
    early: Early::None,
    miss: Text::fixed(
        "接入商复查时驳回（未找到罚款条文）",
        "rejected when the provider checks again (no article with a fine was found)",
    ),
    basis: Basis {
        law: Text::fixed(
            "阿里云备案指南“备案完成后”：公安联网备案及编号展示（未找到法规条文）",
            "Alibaba Cloud's filing guide, after the filing: police filing and display of its number (no article of \
             law was found)",
        ),
        article: "11",
        text_as_of: "2020-12-31",
        kind: BasisKind::Guide,
    },
    confidence: Confidence::Sure,
};

const DOMAIN_REAL_NAME: Clock = Clock {
    name: "domain-real-name",
    label: Text::fixed("域名实名信息同步到工信部", "the domain's real-name data reaches MIIT"),
    kind: Kind::Wait,
    starts: &[Event::DomainVerified],
    or_from: None,
    // guides say three to five
    length: Length::WorkingDays(5),
    ends: &[End::Event(Event::OrderSubmitted), ICP_APPROVED],
    early: Early::None,
    miss: Text::fixed(
        "在此之前提交，备案可能因查不到实名信息被驳回；届时仍未同步请联系注册商",
        "filed earlier, the order may be rejected for lack of data; not there by then: ask the registrar",
    ),
    basis: aliyun(
        "阿里云备案指南：域名实名认证（3～5 个工作日）",
        "Alibaba Cloud's filing guide: real-name check",
    ),
    confidence: Confidence::Sure,
};

const ORDER_IDLE: Clock = Clock {
    name: "order-idle",
    label: Text::fixed("提交备案订单", "submit the filing order"),
    kind: Kind::Duty,
    starts: &[Event::OrderCreated, Event::OrderUpdated],
    or_from: None,
    length: Length::Days(45),
    ends: &[End::Event(Event::OrderSubmitted), ICP_APPROVED],
    early: Early::None,
    miss: Text::fixed(
        "超过 45 天没有更新，订单被删除，需要重新填写",
        "the order is deleted after 45 days without a change and must be filled in again",
    ),
    basis: aliyun(
        "阿里云备案指南：备案订单有效期",
        "Alibaba Cloud's filing guide: life of an order",
    ),
    confidence: Confidence::Sure,
};

const PROVIDER_REVIEW: Clock = Clock {
    name: "provider-review",
    label: Text::fixed("接入商初审并提交管局", "the provider's review and hand-over"),
    kind: Kind::Wait,
    starts: &[Event::OrderSubmitted],
    or_from: None,
    // one day for the review, one for the hand-over
    length: Length::WorkingDays(2),
    ends: &[
        End::Event(Event::SmsReceived),
        End::Event(Event::SmsChecked),
        End::Event(Event::OrderCreated),
        End::Event(Event::OrderUpdated),
        ICP_APPROVED,
    ],
    early: Early::None,
    miss: Text::fixed("超过时间请联系接入商", "ask the provider when it takes longer"),
    basis: aliyun(
        "阿里云备案指南：初审与提交管局",
        "Alibaba Cloud's filing guide: review and hand-over",
    ),
    confidence: Confidence::Likely,
};

const SMS_CHECK: Clock = Clock {
    name: "sms-check",
    label: Text::fixed("工信部短信核验", "SMS check"),
    kind: Kind::Duty,
    starts: &[Event::SmsReceived],
    or_from: None,
    length: Length::Hours(24),
    ends: &[End::Event(Event::SmsChecked), ICP_APPROVED],
    early: Early::None,
    miss: Text::fixed(
        "订单自动退回，需要重新提交（最多补发两次短信）",
        "the order is returned and must be submitted again (at most two messages are sent again)",
    ),
    basis: aliyun(
        "阿里云备案指南：短信核验（2020-08-17 起各省适用）",
        "Alibaba Cloud's filing guide: SMS check (all provinces since 2020-08-17)",
    ),
    confidence: Confidence::Sure,
};

const AUTHORITY_REVIEW: Clock = Clock {
    name: "authority-review",
    label: Text::fixed("管局审核", "the authority's review"),
    kind: Kind::Wait,
    starts: &[Event::OrderSubmitted, Event::SmsChecked],
    or_from: None,
    length: Length::WorkingDays(20),
    ends: &[ICP_APPROVED, End::Event(Event::OrderCreated), End::Event(Event::OrderUpdated)],
    early: Early::None,
    miss: Text::fixed(
        "管局应在收到完整材料后 20 个工作日内完成；超过时间请通过接入商查询",
        "the authority has 20 working days from complete papers; ask through the provider when it takes longer",
    ),
    basis: order_33("12"),
    confidence: Confidence::Sure,
};

const ICP_NUMBER: Clock = Clock {
    name: "icp-number",
    label: Text::fixed("首页展示 ICP 备案号和链接", "ICP number and link on the home page"),
    kind: Kind::Duty,
    starts: &[Event::Opened],
    or_from: None,
    length: Length::Days(0),
    ends: &[End::NumberSeen],
    early: Early::None,
    miss: Text::fixed(
        "责令改正，处 5000 元以上 1 万元以下罚款（第二十五条）；国务院令第292号第二十二条为 5000 元以上 5 万元以下",
        "order to correct and a fine of 5,000 to 10,000 yuan (article 25); up to 50,000 by Decree 292, article 22",
    ),
    basis: order_33("13"),
    confidence: Confidence::Sure,
};

const POLICE_REVIEW: Clock = Clock {
    name: "police-review",
    label: Text::fixed("公安备案审核", "the police's review"),
    kind: Kind::Wait,
    starts: &[Event::PoliceSubmitted],
    or_from: None,
    // guides and reports say three to seven
    length: Length::WorkingDays(7),
    ends: &[
        End::Event(Event::PoliceApproved),
        End::Event(Event::BadgeShown),
        End::BadgeSeen,
        End::NumberDeclared,
    ],
    early: Early::None,
    miss: Text::fixed(
        "超过时间请登录 https://beian.mps.gov.cn 查看是否被退回",
        "see https://beian.mps.gov.cn for a rejection when it takes longer",
    ),
    basis: Basis {
        law: Text::fixed(
            "服务商与用户的说法（3～7 个工作日，无法规条文）",
            "What providers and users report (three to seven working days; no article of law)",
        ),
        article: "",
        text_as_of: "2026-11-22",
        kind: BasisKind::Reading,
    },
    confidence: Confidence::Likely,
};

const PROVIDER_FILING: Clock = Clock {
    name: "provider-filing",
    label: Text::fixed("在新接入商办理接入备案", "file the access with the new provider"),
    kind: Kind::Duty,
    starts: &[Event::ProviderChanged],
    or_from: None,
    length: Length::Days(0),
    ends: &[End::Event(Event::OrderSubmitted), ICP_APPROVED],
    // the filing goes before the move; a first filing lies further back
    early: Early::Days(60),
    miss: Text::fixed(
        "原接入商可取消接入，备案随之注销；变更应提前 30 日办理（国务院令第292号第十一条）",
        "the former provider may withdraw its access and the filing lapses; a change is to be filed 30 days ahead \
         (Decree 292, article 11)",
    ),
    basis: Basis {
        law: Text::fixed(
            "《互联网信息服务管理办法》（国务院令第292号，2011年修订文本；接入商变更适用该条是本工具的解读）",
            "Measures for Internet Information Services (State Council Decree 292, as amended in 2011; that it covers \
             a change of provider is this tool's reading)",
        ),
        article: "11",
        text_as_of: "2011-01-08",
        kind: BasisKind::Reading,
    },
    confidence: Confidence::Unsure,
};

const NOTICE: Clock = Clock {
    name: "notice",
    label: Text::fixed("按通知整改或回复", "answer the notice"),
    kind: Kind::Duty,
    starts: &[Event::Notice],
    or_from: None,
    length: Length::Named,
    ends: &[],
    early: Early::None,
    miss: Text::fixed(
        "以通知为准：取消接入、注销备案或罚款",
        "as the notice says: access withdrawn, filing cancelled, or a fine",
    ),
    basis: Basis {
        law: Text::fixed("通知本身的期限", "The day that the notice sets"),
        article: "",
        text_as_of: "2026-11-22",
        kind: BasisKind::Guide,
    },
    confidence: Confidence::Sure,
};

const fn aliyun(zh: &'static str, en: &'static str) -> Basis {
    Basis {
        law: Text::fixed(zh, en),
        article: "",
        text_as_of: "2020-12-31",
        kind: BasisKind::Guide,
    }
}

const fn order_33(article: &'static str) -> Basis {
    Basis {
        law: Text::fixed(
            "《非经营性互联网信息服务备案管理办法》（原信息产业部令第33号，2005年文本，2024年修订后的条文未核对）",
            "Measures for Filing Non-commercial Internet Information Services (MII Order 33, text of 2005; the wording \
             of 2024 was not checked)",
        ),
        article,
        text_as_of: "2005-03-20",
        kind: BasisKind::Law,
    }
}

/// All clocks, in the order in which a site meets them.
pub static ALL: &[Clock] = &[
    DOMAIN_REAL_NAME,
    ORDER_IDLE,
    PROVIDER_REVIEW,
    SMS_CHECK,
    AUTHORITY_REVIEW,
    ICP_NUMBER,
    POLICE_FILING,
    POLICE_REVIEW,
    POLICE_BADGE,
    PROVIDER_FILING,
    NOTICE,
];
