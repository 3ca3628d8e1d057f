//! Values of which there are only a few: their words in the file, and what people call them.

use crate::domain::lang::Text;

/// A value with a word of its own.
pub trait NamedChoice: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// The word in the file and in JSON.
    fn word(self) -> &'static str;

    /// What people call it.
    fn label(self) -> Text;

    /// The value that a text names: by its word, or by its Chinese name.
    fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        let is =
            |choice: &Self| choice.word().eq_ignore_ascii_case(text) || choice.label().zh == text;
        Self::ALL.iter().copied().find(is)
    }
}

/// Declares an enum of such values: the variant, its word, its Chinese and its English name.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $en] $variant,)+
        }

        impl NamedChoice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            fn label(self) -> Text {
                match self { $(Self::$variant => Text::fixed($zh, $en),)+ }
            }
        }
    };
}

choices! {
    /// Who files.
    SubjectKind {
        Person = "person", "个人", "person";
        Enterprise = "enterprise", "企业", "enterprise";
        Individual = "individual-business", "个体工商户", "individual business";
        Institution = "institution", "事业单位", "public institution";
        Association = "social-organisation", "社会团体", "social organisation";
        PrivateUnit = "private-non-enterprise", "民办非企业单位", "private non-enterprise unit";
        Government = "government", "党政机关", "government or party body";
    }
}

choices! {
    /// A kind of document.
    DocumentKind {
        IdentityCard = "identity-card", "居民身份证", "identity card";
        BusinessLicence = "business-licence", "营业执照", "business licence";
        InstitutionCertificate = "institution-certificate", "事业单位法人证书", "certificate of a public institution";
        AssociationCertificate = "social-organisation-certificate", "社会团体法人登记证书", "certificate of a social organisation";
        PrivateUnitCertificate = "private-non-enterprise-certificate", "民办非企业单位登记证书", "certificate of a private non-enterprise unit";
        CreditCodeCertificate = "credit-code-certificate", "统一社会信用代码证书", "credit code certificate";
        Passport = "passport", "护照", "passport";
        Permit = "residence-or-travel-permit", "港澳台居民居住证或通行证", "permit of Hong Kong, Macao or Taiwan";
    }
}

choices! {
    /// What is asked of the authority.
    Request {
        File = "file", "备案", "file a site";
        Change = "change", "变更备案", "change what is filed";
        CancelAccess = "cancel-access", "取消接入", "withdraw the access at this provider";
        CancelSite = "cancel-site", "注销网站", "cancel a site";
        CancelSubject = "cancel-subject", "注销主体", "cancel the subject with all its sites";
    }
}

choices! {
    /// What a change of a filing is about.
    Changed {
        Name = "subject-name", "主办单位名称或证件", "the subject's name or document";
        Address = "address", "通信地址", "the postal address";
        Lead = "lead", "负责人", "a lead";
        Phone = "phone", "联系电话", "a phone number";
        SiteName = "site-name", "网站名称或内容", "a site's name or content";
        DomainRemoved = "domain-removed", "删除域名", "a domain is taken out of a site";
        DomainAdded = "domain-added", "增加或更换域名", "a domain is added to a site, or replaced";
    }
}

choices! {
    /// Where the order is filled in.
    MadeOn {
        Computer = "computer", "电脑", "computer";
        App = "app", "手机 App", "the provider's phone app";
    }
}

choices! {
    /// Whose machine a server is.
    Hosting {
        Provider = "provider", "接入商的服务器", "bought from the provider";
        Own = "own", "自有服务器或机房", "own server or machine room";
    }
}

choices! {
    /// How a server is paid.
    Billing {
        Monthly = "monthly", "包年包月", "by month or year";
        PayAsYouGo = "pay-as-you-go", "按量付费", "pay-as-you-go";
    }
}

choices! {
    /// A product in front of the site.
    FrontKind {
        ObjectStorage = "object-storage", "对象存储（绑定自有域名）", "object storage with an own domain";
        Cdn = "cdn", "CDN 加速", "CDN";
        Waf = "waf", "Web 应用防火墙（WAF）", "web application firewall (WAF)";
        AntiDdos = "anti-ddos", "DDoS 高防 IP", "anti-DDoS IP";
    }
}

choices! {
    /// The line of an anti-DDoS address.
    Line {
        Bgp = "bgp", "BGP 线路", "BGP line";
        Single = "single-carrier", "电信或联通单线", "line of a single carrier";
    }
}

choices! {
    /// Where the server behind a product in front stands.
    OriginPlace {
        Here = "here", "本接入商的大陆服务器", "this provider's server in the mainland";
        Mainland = "elsewhere-in-the-mainland", "其他大陆服务器", "another server in the mainland";
        Abroad = "outside-the-mainland", "大陆以外的服务器", "a server outside the mainland";
    }
}

choices! {
    /// A website or an app.
    Service {
        Website = "website", "网站", "website";
        App = "app", "App", "app";
    }
}

choices! {
    /// A branch that may need a prior approval.
    Branch {
        News = "news", "新闻", "news";
        Publishing = "publishing", "出版", "publishing";
        Education = "education", "教育", "education";
        Medicine = "medicine", "药品和医疗器械", "medicines and medical devices";
        Health = "health", "医疗保健", "health care";
        Culture = "culture", "文化", "culture";
        Broadcasting = "broadcasting", "广播电影电视", "radio, film and television";
        RideHailing = "ride-hailing", "网络预约车", "ride hailing";
        Boards = "boards", "电子公告（论坛、博客、社区）", "bulletin boards (forums, blogs, communities)";
    }
}

impl DocumentKind {
    /// Those that a person has.
    pub const OF_PERSONS: [Self; 3] = [Self::IdentityCard, Self::Passport, Self::Permit];
}

impl SubjectKind {
    /// The documents with which a subject of this kind files, the usual one first.
    pub const fn documents(self) -> &'static [DocumentKind] {
        use DocumentKind as D;
        match self {
            Self::Person => &D::OF_PERSONS,
            Self::Enterprise | Self::Individual => &[D::BusinessLicence],
            Self::Institution => &[D::InstitutionCertificate, D::CreditCodeCertificate],
            Self::Association => &[D::AssociationCertificate, D::CreditCodeCertificate],
            Self::PrivateUnit => &[D::PrivateUnitCertificate, D::CreditCodeCertificate],
            Self::Government => &[D::CreditCodeCertificate],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_names_read_back() {
        for kind in SubjectKind::ALL {
            assert_eq!(SubjectKind::named(kind.word()), Some(*kind));
            assert_eq!(SubjectKind::named(&kind.label().zh), Some(*kind));
        }
        assert_eq!(Branch::named("nothing"), None);
    }
}
