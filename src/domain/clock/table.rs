//! All clocks that follow from events.
//!
//! Not listed, because no event starts them: the five days in which a new .com or .net domain must pass its real-name
//! check (it counts from the registration), and the yearly reports that some provinces ask for by message (they come
//! as a notice).

use super::super::event::Event;
use super::super::lang::Text;
use super::super::law;
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
    basis: law::POLICE_FILING,
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
    basis: law::POLICE_DISPLAY,
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
    basis: law::ALIYUN_REAL_NAME,
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
    basis: law::ALIYUN_ORDER,
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
    basis: law::ALIYUN_REVIEW,
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
    basis: law::ALIYUN_SMS,
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
    basis: law::order_33("12"),
    confidence: Confidence::Sure,
};

/// The day after the approval: until then the console shows the order as open, and the provider blocks the domain.
const CONSOLE_UPDATE: Clock = Clock {
    name: "console-update",
    label: Text::fixed(
        "接入商控制台更新，解除域名拦截",
        "the provider's console follows, and the domain is no longer blocked",
    ),
    kind: Kind::Wait,
    starts: &[Event::IcpApproved],
    or_from: None,
    length: Length::WorkingDays(1),
    ends: &[
        End::Event(Event::Opened),
        End::Event(Event::PoliceSubmitted),
        End::Event(Event::PoliceApproved),
        End::Event(Event::BadgeShown),
        End::NumberSeen,
        End::BadgeSeen,
        End::NumberDeclared,
    ],
    // a site that is open already is not blocked
    early: Early::Any,
    miss: Text::fixed(
        "超过时间请联系接入商：管局的结果可能还没有同步",
        "ask the provider when it takes longer: the authority's result may not have arrived",
    ),
    basis: law::CONSOLE_UPDATE,
    confidence: Confidence::Likely,
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
    basis: law::order_33("13"),
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
    basis: law::POLICE_REVIEW_REPORTS,
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
    basis: law::PROVIDER_CHANGE,
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
    basis: law::NOTICE,
    confidence: Confidence::Sure,
};

const PAPERS_ENTRY: Clock = Clock {
    name: "papers-entry",
    label: Text::fixed("邮寄材料录入", "mailed papers are entered"),
    kind: Kind::Wait,
    starts: &[Event::PapersArrived],
    or_from: None,
    // guides say one to two
    length: Length::WorkingDays(2),
    ends: &[End::Event(Event::SmsReceived), End::Event(Event::SmsChecked), ICP_APPROVED],
    early: Early::None,
    miss: Text::fixed("超过时间请联系接入商", "ask the provider when it takes longer"),
    basis: law::ALIYUN_REVIEW,
    confidence: Confidence::Likely,
};

/// A term whose last day comes with its event.
const fn term(
    name: &'static str,
    label: Text,
    starts: &'static [Event],
    ends: &'static [End],
    miss: Text,
) -> Clock {
    Clock {
        name,
        label,
        kind: Kind::Duty,
        starts,
        or_from: None,
        length: Length::Term,
        ends,
        early: Early::None,
        miss,
        basis: law::TERM,
        confidence: Confidence::Sure,
    }
}

const DOCUMENT_END: Clock = term(
    "document-end",
    Text::fixed("换发证件", "renew the document"),
    &[Event::DocumentTerm],
    &[],
    Text::fixed(
        "证件过期须办变更备案；提交备案时有效期要在三个月以上",
        "an expired document calls for a change of the filing; a new filing wants more than three months left",
    ),
);

const SERVER_END: Clock = term(
    "server-end",
    Text::fixed("服务器续费", "renew the server"),
    &[Event::ServerTerm],
    &[],
    Text::fixed(
        "服务器到期后接入商可取消接入，备案成为空壳",
        "when it ends, the provider may withdraw the access and the filing is an empty shell",
    ),
);

const DOMAIN_END: Clock = term(
    "domain-end",
    Text::fixed("域名续费", "renew the domain"),
    &[Event::DomainTerm],
    &[],
    Text::fixed(
        "域名被他人注册后，备案须注销",
        "once somebody else registers the domain, the filing must be cancelled",
    ),
);

const CERTIFICATE_END: Clock = term(
    "certificate-end",
    Text::fixed("更新 HTTPS 证书", "renew the HTTPS certificate"),
    &[Event::CertificateTerm],
    &[],
    Text::fixed(
        "浏览器拦截网站，核查时打不开",
        "browsers stop visitors, and a check finds a site that does not open",
    ),
);

const DATA_CODE_END: Clock = term(
    "data-code-end",
    Text::fixed("用公安备案数据码提交公安备案", "hand in the police filing with the data code"),
    &[Event::DataCode],
    &[
        End::Event(Event::PoliceSubmitted),
        End::Event(Event::PoliceApproved),
        End::Event(Event::BadgeShown),
    ],
    Text::fixed(
        "数据码过期后在接入商控制台重新获取",
        "once it has expired, the provider's console hands out another one",
    ),
);

/// All clocks, in the order in which a site meets them.
pub static ALL: &[Clock] = &[
    DOMAIN_REAL_NAME,
    ORDER_IDLE,
    PROVIDER_REVIEW,
    SMS_CHECK,
    AUTHORITY_REVIEW,
    CONSOLE_UPDATE,
    ICP_NUMBER,
    POLICE_FILING,
    POLICE_REVIEW,
    POLICE_BADGE,
    PROVIDER_FILING,
    NOTICE,
    PAPERS_ENTRY,
    DOCUMENT_END,
    SERVER_END,
    DOMAIN_END,
    CERTIFICATE_END,
    DATA_CODE_END,
];
