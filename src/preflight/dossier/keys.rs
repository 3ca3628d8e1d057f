//! The keys of `filing.toml`, once: unknown keys are refused by this list, and the reference and the template are
//! rendered from it.

use crate::config::{Key, key};
use crate::domain::lang::Lang;

use super::choice::{
    Billing, Branch, Changed, DocumentKind, FrontKind, Hosting, Line, MadeOn, NamedChoice,
    OriginPlace, Request, Service, SubjectKind,
};

/// Outside of any table.
pub(super) const TOP: &[Key] = &[
    key(
        "provider",
        r#""aliyun""#,
        "接入商（卖服务器给您的云厂商）：aliyun、tencent、huawei、volcengine、baidu，或自己的 providers 文件里的名称",
        "The provider whose server it is: aliyun, tencent, huawei, volcengine, baidu, or one of your own file",
    ),
    key(
        "account_subject",
        r#""示例科技有限公司""#,
        "接入商账号里已备案的主体名称；还没有就留空",
        "The subject that the provider's account has filed already; leave out if none",
    ),
    key("made_on", r#""computer""#, "在哪里填写订单", "Where the order is filled in"),
    key("request", r#""file""#, "要办理什么", "What is asked"),
    key("changes", r#"["phone"]"#, "变更备案时，变更哪些内容", "Of a change: what it is about"),
    key(
        "open_order",
        "false",
        "同一主体或域名是否还有未完成的备案订单",
        "Whether another order of the same subject or domain is open",
    ),
    key("order", "[order]", "订单已经走到哪一步", "How far the order has come"),
    key("subject", "[subject]", "主办单位", "Who files"),
    key("lead", "[[lead]]", "负责人，每人一段", "A lead; one table a person"),
    key(
        "site",
        "[[site]]",
        "要备案的网站或 App，每个一段",
        "A site or app to be filed; one table each",
    ),
    key("domain", "[[domain]]", "域名，每个一段", "A domain; one table each"),
    key("server", "[[server]]", "服务器，每台一段", "A server; one table each"),
    key(
        "front",
        "[[front]]",
        "网站前面的产品（对象存储、CDN、WAF、高防），每个一段",
        "A product in front of the sites; one table each",
    ),
    key(
        "filed_site",
        "[[filed_site]]",
        "主体已备案的网站，每个一段",
        "A site that the subject has filed before; one table each",
    ),
];

/// In `[order]`.
pub(super) const ORDER: &[Key] = &[
    key("created", "2026-11-20", "订单创建日期", "The day the order was created"),
    key("submitted", "2026-11-21", "订单提交日期", "The day the order was handed in"),
    key("sms_received", "2026-11-24", "收到核验短信的日期", "The day the SMS came"),
    key("sms_checked", "2026-11-24", "短信核验完成的日期", "The day all codes were entered"),
    key("papers_arrived", "2026-11-22", "邮寄的材料寄到日期", "The day mailed papers arrived"),
    key("approved", "2026-12-08", "备案通过日期", "The day of approval"),
    key(
        "opened",
        "2026-12-09",
        "网站开通日期；已备案的网站搬来时，写当初开通的日期",
        "The day the site opened; of a filed site that moves, its first opening",
    ),
    key(
        "police_submitted",
        "2026-12-10",
        "公安备案提交日期",
        "The day the police filing was handed in",
    ),
    key("police_approved", "2026-12-17", "公安备案通过日期", "The day the police approved"),
    key(
        "badge_shown",
        "2026-12-18",
        "页面展示公安备案号和警徽的日期",
        "The day police number and badge were on the page",
    ),
    key(
        "data_code_expires",
        "2027-01-08",
        "公安备案数据码的有效期截止日",
        "Last day of the police data code (公安备案数据码)",
    ),
];

/// In `[subject]`.
pub(super) const SUBJECT: &[Key] = &[
    key("kind", r#""enterprise""#, "主办单位性质", "Kind of subject"),
    key(
        "name",
        r#""示例科技有限公司""#,
        "名称，与证件逐字一致",
        "Name, letter by letter as on the document",
    ),
    key(
        "document",
        r#""business-licence""#,
        "证件类型，与域名实名认证所用证件相同",
        "Kind of document: the same as in the domain's real-name check",
    ),
    key("document_number", r#""91350100M000100Y43""#, "证件号码", "Number of the document"),
    key(
        "document_address",
        r#""浙江省杭州市西湖区文三路20号""#,
        "证件上的住所",
        "The address on the document",
    ),
    key(
        "document_valid_to",
        r#""long-term""#,
        "证件有效期截止日；长期写 \"long-term\"",
        "Last day of the document, or \"long-term\"",
    ),
    key("province", r#""浙江""#, "备案省份", "Province of the filing"),
    key("city", r#""杭州""#, "城市", "City"),
    key(
        "address",
        r#""浙江省杭州市西湖区文三路20号3幢502室""#,
        "通信地址，精确到门牌号",
        "Postal address, down to the door number",
    ),
    key(
        "investor",
        r#""沈听雨""#,
        "投资人或主管单位：法定代表人姓名或单位全称",
        "Investor or superior unit: the legal representative, or a unit's full name",
    ),
    key(
        "icp",
        r#""浙ICP备12345678号""#,
        "主体已有的备案号；从未备案就留空",
        "The subject's filing number; leave out if it was never filed",
    ),
    key(
        "filed_with",
        r#""tencent""#,
        "主体此前在哪个接入商备案",
        "The provider with which the subject was filed",
    ),
    key("remark", r#""此地址已是最详细地址""#, "主体备注", "Remark on the subject"),
    key("scope", r#""文具销售""#, "营业执照的经营范围", "Business scope of the licence"),
    key(
        "lead",
        r#""沈听雨""#,
        "主体负责人姓名；只有一名负责人时可不写",
        "Name of the lead; may be left out if there is only one",
    ),
];

/// In `[[lead]]`.
pub(super) const LEAD: &[Key] = &[
    key("name", r#""沈听雨""#, "姓名", "Name"),
    key("document", r#""identity-card""#, "证件类型", "Kind of document"),
    key(
        "document_number",
        r#""11010519491231002X""#,
        "证件号码（输出时一律遮盖）",
        "Number of the document (masked in every output)",
    ),
    key(
        "document_address",
        r#""江苏省苏州市姑苏区临顿路88号""#,
        "证件上的住址",
        "The address on the document",
    ),
    key(
        "document_valid_to",
        "2036-05-20",
        "证件有效期截止日；长期写 \"long-term\"",
        "Last day of the document, or \"long-term\"",
    ),
    key(
        "mobile",
        r#""13800000000""#,
        "手机号码：接收短信核验",
        "Mobile number: the SMS check goes there",
    ),
    key(
        "second_contact",
        r#""086-0512-65432109""#,
        "联系方式 2（单位填写）：手机，或 086-区号-号码 的座机",
        "Second contact (units): a mobile, or a landline as 086-area-number",
    ),
    key("emergency", r#""13900000000""#, "应急联系电话", "Emergency number"),
    key("mail", r#""me@example.cn""#, "能收信的邮箱", "A mail address that receives"),
    key("mainland", "true", "是否大陆居民", "Whether the lead is from the mainland"),
    key(
        "legal_representative",
        "true",
        "是否法定代表人",
        "Whether the lead is the legal representative",
    ),
    key(
        "residence_permit",
        "false",
        "是否有备案省份的居住证",
        "Whether there is a residence permit for the province",
    ),
    key(
        "mobile_changed",
        "false",
        "手机号是否与此前备案的不同",
        "Whether the mobile differs from the one filed before",
    ),
];

/// In `[[site]]`.
pub(super) const SITE: &[Key] = &[
    key("name", r#""青禾文具""#, "网站名称", "Name of the site"),
    key(
        "domain",
        r#""example.cn""#,
        "域名：example.cn，不带 www 和 http://",
        "The domain as example.cn, without www and http://",
    ),
    key(
        "domains",
        r#"["example.cn"]"#,
        "多个域名（2019 年起一个域名一个网站备案号）",
        "Several domains (since 2019 each domain has a site number of its own)",
    ),
    key("service", r#""website""#, "网站还是 App", "Website or app"),
    key("purpose", r#""展示文具产品""#, "网站用途", "What the site is for"),
    key(
        "content",
        r#""其他""#,
        "网站内容类型；个人通常选“其他”",
        "Kind of content; persons take 其他",
    ),
    key("services", r#""单位门户网站""#, "网站服务类型", "Kind of service"),
    key("languages", r#""中文简体""#, "网站语言", "Languages"),
    key(
        "branches",
        r#"["news"]"#,
        "涉及哪些需要前置审批的行业；没有就写 []",
        "Branches with prior approval that it belongs to; [] if none",
    ),
    key("approvals", r#"["news"]"#, "已取得哪些前置审批", "Prior approvals that it has"),
    key("remark", r#""网站用于记录读书笔记，不涉及经营""#, "网站备注", "Remark on the site"),
    key("commercial", "false", "是否有偿服务（经营性）", "Whether it is paid for (commercial)"),
    key(
        "lead",
        r#""沈听雨""#,
        "网站负责人姓名；只有一名负责人时可不写",
        "Name of the lead; may be left out if there is only one",
    ),
    key(
        "icp",
        r#""浙ICP备12345678号-1""#,
        "网站已有的备案号；从未备案就留空",
        "The site's filing number; leave out if it was never filed",
    ),
    key("open", "false", "网站现在能否打开", "Whether the site answers the public today"),
    key(
        "url",
        r#""https://www.example.cn/""#,
        "首页地址；不写就是 https://域名/（--live 使用）",
        "The home page, if it is not https://DOMAIN/ (for --live)",
    ),
];

/// In `[[domain]]`.
pub(super) const DOMAIN: &[Key] = &[
    key("name", r#""example.cn""#, "域名", "The domain"),
    key("registrar", r#""阿里云计算有限公司""#, "注册商", "Registrar"),
    key("verified", "2026-11-10", "实名认证通过日期", "The day the real-name check passed"),
    key("holder", r#""示例科技有限公司""#, "实名认证的域名持有者", "Registered holder"),
    key(
        "holder_document",
        r#""business-licence""#,
        "实名认证所用证件类型",
        "Kind of the holder's document",
    ),
    key(
        "holder_number",
        r#""91350100M000100Y43""#,
        "实名认证所用证件号码（输出时一律遮盖）",
        "Number of the holder's document (masked in every output)",
    ),
    key("expires", "2027-11-10", "域名到期日", "Last day of the registration"),
    key(
        "certificate_expires",
        "2027-02-01",
        "HTTPS 证书到期日",
        "Last day of the HTTPS certificate",
    ),
];

/// In `[[server]]`.
pub(super) const SERVER: &[Key] = &[
    key("hosting", r#""provider""#, "服务器从哪里来", "Whose machine it is"),
    key(
        "product",
        r#""ecs""#,
        "产品：ecs（云服务器）、virtual-host、light-server、elastic-web、site-market、nat-gateway、ipv6-translation、edge-node",
        "Product: ecs, virtual-host, light-server, elastic-web, site-market, nat-gateway, ipv6-translation, edge-node",
    ),
    key("mainland", "true", "是否在大陆地域", "Whether it stands in the mainland"),
    key("region", r#""华东 1（杭州）""#, "地域", "Region"),
    key("billing", r#""monthly""#, "付费方式", "How it is paid"),
    key("months", "12", "一次购买的月数", "Months bought at once"),
    key(
        "price",
        "99",
        "首次购买金额（元），建站市场才需要",
        "Price of the first term in yuan (site market only)",
    ),
    key("bought", "2026-11-01", "购买日期", "Day of purchase"),
    key("expires", "2027-11-01", "到期日", "Last day of the term"),
    key("public_bandwidth", "true", "是否购买了公网带宽", "Whether public bandwidth was bought"),
    key("address", r#""203.0.113.10""#, "公网 IP", "Public address"),
    key(
        "own_account",
        "true",
        "是否由备案账号自己购买",
        "Whether the account that files bought it",
    ),
    key(
        "number_applied",
        "true",
        "由其他账号购买时，是否已申请备案服务号",
        "If another account bought it: whether a filing service number was applied for",
    ),
    key("numbers_left", "5", "剩余的备案服务号个数", "Filing service numbers left"),
];

/// In `[[front]]`.
pub(super) const FRONT: &[Key] = &[
    key("kind", r#""cdn""#, "产品", "Product"),
    key(
        "provider",
        r#""aliyun""#,
        "产品的接入商；不写就是本接入商",
        "Its provider; this one if left out",
    ),
    key("origin", r#""here""#, "源站在哪里", "Where the server behind it stands"),
    key("line", r#""bgp""#, "高防 IP 的线路", "Line of an anti-DDoS address"),
];

/// In `[[filed_site]]`.
pub(super) const FILED_SITE: &[Key] = &[
    key("domain", r#""old.example.cn""#, "域名", "The domain"),
    key("icp", r#""浙ICP备12345678号-1""#, "网站备案号", "Its filing number"),
    key("open", "true", "现在能否打开", "Whether it answers the public"),
    key("shows_number", "true", "页面底部是否展示备案号", "Whether it shows its number"),
    key(
        "url",
        r#""https://www.example.cn/""#,
        "首页地址；不写就是 https://域名/（--live 使用）",
        "The home page, if it is not https://DOMAIN/ (for --live)",
    ),
];

/// The tables, as written in the file, with their keys.
pub(super) const TABLES: [(&str, &[Key]); 9] = [
    ("the top of the file", TOP),
    ("[order]", ORDER),
    ("[subject]", SUBJECT),
    ("[[lead]]", LEAD),
    ("[[site]]", SITE),
    ("[[domain]]", DOMAIN),
    ("[[server]]", SERVER),
    ("[[front]]", FRONT),
    ("[[filed_site]]", FILED_SITE),
];

/// How a table is written in the file.
pub(super) fn written(key: &str) -> &'static str {
    let bare = |name: &str| name.trim_matches(['[', ']']) == key;
    TABLES.iter().find(|(name, _)| bare(name)).map_or("the table", |(name, _)| name)
}

/// The first table that has a key.
pub(super) fn home_of(name: &str) -> Option<&'static str> {
    let has = |keys: &[Key]| keys.iter().any(|key| key.name == name);
    TABLES.iter().find(|(_, keys)| has(keys)).map(|(name, _)| *name)
}

/// What a key is, in a few words: its doc without examples and advice.
pub fn key_label(table: &str, name: &str, lang: Lang) -> Option<&'static str> {
    let table = if table.is_empty() { "the top of the file" } else { table };
    let (_, keys) = TABLES.iter().find(|(written, _)| *written == table)?;
    let doc = keys.iter().find(|key| key.name == name)?.doc.get(lang);
    let end = doc.find(['：', '；', '，', '（', ':', ';', ',', '(']);
    doc.get(..end.unwrap_or(doc.len())).map(str::trim_end)
}

/// The words that a key may have, with their meanings; empty where any text may stand.
pub(super) fn words(table: &str, name: &str, lang: Lang) -> Vec<(&'static str, String)> {
    match (table, name) {
        ("[subject]", "kind") => choices::<SubjectKind>(lang),
        ("[[lead]]", "document") => listed(&DocumentKind::OF_PERSONS, lang),
        (_, "document" | "holder_document") => choices::<DocumentKind>(lang),
        (_, "request") => choices::<Request>(lang),
        (_, "changes") => choices::<Changed>(lang),
        (_, "made_on") => choices::<MadeOn>(lang),
        (_, "hosting") => choices::<Hosting>(lang),
        (_, "billing") => choices::<Billing>(lang),
        ("[[front]]", "kind") => choices::<FrontKind>(lang),
        (_, "line") => choices::<Line>(lang),
        (_, "origin") => choices::<OriginPlace>(lang),
        (_, "service") => choices::<Service>(lang),
        (_, "branches" | "approvals") => choices::<Branch>(lang),
        _ => Vec::new(),
    }
}

fn choices<T: NamedChoice>(lang: Lang) -> Vec<(&'static str, String)> {
    listed(T::ALL, lang)
}

/// Choices with their meanings.
pub(super) fn listed<T: NamedChoice>(choices: &[T], lang: Lang) -> Vec<(&'static str, String)> {
    choices.iter().map(|choice| (choice.word(), choice.label().get(lang).to_owned())).collect()
}
