//! Whether a page shows a number as its own filing or merely mentions it: in an article, a list of other sites, a
//! piece of code.

#[cfg(test)]
mod tests;

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::scan::{Found, Number};
use crate::html::Visibility;

use crate::facts::others::OwnershipSigns;
use crate::facts::place::Surroundings;
use crate::facts::sighting::{Badge, Link, Place};

/// What stands on a number's line besides numbers, labels and separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RestOfLine {
    /// Nothing, a name, a link word.
    Little,
    /// Sentences: harmless at the foot of a page, elsewhere a mention.
    Prose,
}

/// A number before it is known whether the page claims it.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// The number.
    pub number: Number,
    /// As shown.
    pub raw: String,
    /// 1-based line in the source.
    pub line: u32,
    /// Whether a reader sees it.
    pub visibility: Visibility,
    /// The elements around it.
    pub surroundings: Surroundings,
    /// Its part of the page.
    pub place: Place,
    /// The link around it.
    pub link: Link,
    /// The badge beside it.
    pub badge: Option<Badge>,
    /// What else stands on its line, numbers and labels taken out.
    pub company: RestOfLine,
    /// What says that it is somebody else's.
    pub signs: OwnershipSigns,
    /// Where it stands in the page's text.
    pub at: usize,
}

/// More than this many characters besides the numbers read as prose, if sentence marks are among them.
const PROSE: usize = 24;

/// Words that a filing line is made of.
const LABELS: &[&str] = &[
    "版权所有",
    "版權所有",
    "copyright",
    "all rights reserved",
    "保留所有权利",
    "备案",
    "備案",
    "许可证",
    "经营许可证",
    "公网安备",
    "技术支持",
    "地址",
    "电话",
    "邮编",
    "邮箱",
    "传真",
    "tel",
    "©",
];

/// Those of them that only footers have.
const FOOTER_LABELS: &[&str] = &[
    "版权所有",
    "版權所有",
    "copyright",
    "all rights reserved",
    "保留所有权利",
    "技术支持",
    "地址",
    "邮编",
    "©",
];

/// Reads the rest of a line.
pub(crate) fn company(line: &str, found: &[Found]) -> RestOfLine {
    if found.is_empty() {
        return RestOfLine::Little;
    }
    let mut rest = String::new();
    let mut from = 0;
    for it in found {
        rest.push_str(line.get(from..it.range.start).unwrap_or_default());
        rest.push(' ');
        from = it.range.end;
    }
    rest.push_str(line.get(from..).unwrap_or_default());
    let lower = rest.to_lowercase();
    let letters = rest.chars().filter(|c| c.is_alphanumeric()).count();
    let marks = rest
        .chars()
        .filter(|c| matches!(c, '，' | '。' | '；' | '！' | '？' | '「' | '“' | '、'))
        .count();
    let labelled = LABELS.iter().any(|label| lower.contains(label));
    let sentences = (letters > PROSE && marks > 0) || (letters > PROSE / 2 && marks > 1);
    let prose = sentences && (!labelled || marks > 2 || letters > 8 * PROSE);
    let of_footer = FOOTER_LABELS.iter().any(|label| lower.contains(label));
    let sentence = letters > 0 && marks > 0 && !of_footer;
    if prose || sentence || (letters > 0 && is_mention(&rest)) {
        RestOfLine::Prose
    } else {
        RestOfLine::Little
    }
}

/// Short sentences that speak about a number: `备案号为「…」`, `例如 …`.
fn is_mention(rest: &str) -> bool {
    [
        "例如",
        "比如",
        "譬如",
        "样式",
        "格式",
        "备案号为",
        "备案号是",
        "形如",
        "类似",
        "e.g.",
        "for example",
    ]
    .iter()
    .any(|word| rest.contains(word))
}

/// For each candidate, whether the page claims it. `footer` tells where the last text of the page's footer starts.
pub(crate) fn claims(
    candidates: &[Candidate],
    footer: impl FnOnce() -> Option<usize>,
) -> Vec<bool> {
    let mut claims: Vec<bool> = candidates.iter().map(claims_alone).collect();
    let in_article = |(candidate, claim): (&Candidate, &bool)| {
        *claim && candidate.surroundings.article && is_content(candidate.place)
    };
    let footer = if candidates.iter().zip(&claims).any(in_article) { footer() } else { None };
    let listing = is_listing(candidates, &claims);
    let settled = ClaimedNumbers::of(candidates, &claims);
    for (candidate, claim) in candidates.iter().zip(&mut claims) {
        let content = is_content(candidate.place);
        let others = if content {
            // an article above the page's own footer speaks of numbers
            let left_behind =
                candidate.surroundings.article && footer.is_some_and(|at| at > candidate.at);
            listing || left_behind || settled.is_of_others(candidate)
        } else {
            candidate.place != Place::Footer && settled.in_footer && settled.is_another(candidate)
                || candidate.signs.behind_others && settled.is_another(candidate)
                || settled.is_above_footer(candidate) && settled.is_another(candidate)
        };
        if others {
            *claim = false;
        }
    }
    claims
}

/// The numbers that the page claims outside of its content: they settle whose the others are.
struct ClaimedNumbers<'c> {
    icp: Vec<&'c IcpNumber>,
    police: Vec<&'c str>,
    /// Whether they stand in its footer.
    in_footer: bool,
    /// Where the first of them stands in an element that is marked as the footer.
    marked: Option<usize>,
}

impl<'c> ClaimedNumbers<'c> {
    fn of(candidates: &'c [Candidate], claims: &[bool]) -> Self {
        let claimed = || {
            let both = candidates.iter().zip(claims);
            both.filter(|(it, claim)| **claim && !is_content(it.place) && !it.signs.behind_others)
                .map(|(it, _)| it)
        };
        let in_footer = claimed().any(|it| it.place == Place::Footer);
        let is_marked = |it: &Candidate| it.surroundings.is_in_footer();
        let marked = claimed().filter(|it| is_marked(it)).map(|it| it.at).min();
        let settles = |it: &&Candidate| match marked {
            Some(_) => is_marked(it),
            None => it.place == Place::Footer || !in_footer,
        };
        let (mut icp, mut police) = (Vec::new(), Vec::new());
        for candidate in claimed().filter(settles) {
            match &candidate.number {
                Number::Icp(number) if !is_sample(number) => icp.push(number),
                Number::Police(number) => police.push(number.digits.as_str()),
                Number::Icp(_) | Number::Licence(_) | Number::Joke(_) => {}
            }
        }
        Self { icp, police, in_footer, marked }
    }

    /// Whether a number stands above the marked footer that has the page's own: on a short page all is near the bottom.
    fn is_above_footer(&self, candidate: &Candidate) -> bool {
        !candidate.surroundings.is_in_footer() && self.marked.is_some_and(|at| candidate.at < at)
    }

    /// Whether a number is of another subject than those settled.
    fn is_another(&self, candidate: &Candidate) -> bool {
        match &candidate.number {
            Number::Icp(number) => {
                !self.icp.is_empty() && !self.icp.iter().any(|own| own.same_body(number))
            }
            Number::Police(number) => {
                !self.police.is_empty() && !self.police.contains(&number.digits.as_str())
            }
            Number::Licence(_) | Number::Joke(_) => false,
        }
    }

    /// Whether a number in the content is somebody else's: another subject's, or any in an article.
    fn is_of_others(&self, candidate: &Candidate) -> bool {
        !self.icp.is_empty() && candidate.surroundings.article || self.is_another(candidate)
    }
}

const fn icp(number: &Number) -> Option<&IcpNumber> {
    if let Number::Icp(number) = number { Some(number) } else { None }
}

/// A sample or a mask, whatever year it is.
fn is_sample(number: &IcpNumber) -> bool {
    number.state(i16::MAX) == NumberState::Placeholder
}

/// Whether the content of a page lists numbers: of three subjects, or four of one.
fn is_listing(candidates: &[Candidate], claims: &[bool]) -> bool {
    let mut bodies: Vec<&str> = Vec::new();
    let mut numbers: Vec<&Number> = Vec::new();
    for (candidate, _) in candidates.iter().zip(claims).filter(|(_, claim)| **claim) {
        if let Number::Icp(number) = &candidate.number
            && is_content(candidate.place)
            && !numbers.contains(&&candidate.number)
        {
            numbers.push(&candidate.number);
            if !bodies.contains(&number.body.as_str()) {
                bodies.push(&number.body);
            }
        }
        if bodies.len() > 2 || numbers.len() > 3 {
            return true;
        }
    }
    // two items of a list with numbers of two subjects
    let listed = |number: &Number| {
        candidates.iter().any(|it| it.signs.listed && is_content(it.place) && it.number == *number)
    };
    bodies.len() > 1 && numbers.into_iter().all(listed)
}

pub(crate) const fn is_content(place: Place) -> bool {
    matches!(place, Place::Main | Place::Other)
}

fn claims_alone(candidate: &Candidate) -> bool {
    if candidate.signs.of_maker || candidate.signs.of_friend {
        return false;
    }
    if !is_content(candidate.place) {
        return !candidate.surroundings.sample || candidate.place == Place::Footer;
    }
    // a sample in the content is one of a guide; those of themes stand at the foot
    !candidate.surroundings.sample
        && candidate.company == RestOfLine::Little
        && !icp(&candidate.number).is_some_and(is_sample)
}
<<<<<<< HEAD:src/facts/own/mod.rs
=======

#[cfg(test)]
mod tests {
    use crate::testkit::page::facts;

    /// The numbers that a page claims, with text enough behind them that they do not stand at its bottom.
    fn own(content: &str) -> Vec<String> {
        let rest = "<p>正文还有很多很多内容，一直写到下面去。</p>".repeat(60);
        let html = format!("<!doctype html><meta charset=utf-8>{content}{rest}");
        let shown = facts(&html);
        shown.icp.iter().filter(|it| it.own).map(|it| it.raw.clone()).collect()
    }

    const NUMBER: &str = "浙ICP备2021036518号";

    #[test]
    fn a_sentence_mentions_a_number() {
        for sentence in
            [format!("网站终于备案了，备案号：{NUMBER}。"), format!("你的 {NUMBER} 怎么申请的？")]
        {
            assert!(own(&format!("<div class=post-content><p>{sentence}</p></div>")).is_empty());
            assert!(own(&format!("<div><p>{sentence}</p></div>")).is_empty(), "{sentence}");
        }
        let footer = format!("<div class=detail><p>© 2026 青禾文具，{NUMBER}</p></div>");
        assert_eq!(own(&footer), [NUMBER]);
    }

    #[test]
    fn the_number_at_the_foot_settles_whose_the_others_are() {
        let footer = format!("<footer>{NUMBER}-1</footer>");
        assert_eq!(own(&format!("<p>粤ICP备19004817号{footer}")), [format!("{NUMBER}-1")]);
        assert_eq!(own(&format!("<p>{NUMBER}-2{footer}")).len(), 2);
        assert_eq!(own("<p>粤ICP备19004817号"), ["粤ICP备19004817号"]);
    }

    #[test]
    fn on_a_short_page_the_marked_footer_settles_whose_the_others_are() {
        let claimed = |content: &str, footer: &str| -> Vec<String> {
            let html = format!("<!doctype html><meta charset=utf-8><h1>欢迎</h1>{content}{footer}");
            let shown = facts(&html);
            shown.icp.iter().filter(|it| it.own).map(|it| it.raw.clone()).collect()
        };
        let other = "沪ICP备18041804号-2";
        for content in [
            format!("<h2>友情链接</h2><a href='https://a.example/'>小张的站 {other}</a>"),
            format!("<div>合作伙伴：<a href='https://a.example/'>小张的站</a>（{other}）</div>"),
            format!("<aside><h3>推荐</h3><p>{other}</p></aside>"),
            format!("<pre><code>{other}</code></pre>"),
            format!("<div><p>查询结果：{other}</p></div>"),
        ] {
            for footer in [
                format!("<footer>© 2026 鸿雁照相馆 {NUMBER}</footer>"),
                format!("<div class=site-footer><p>{NUMBER}</p></div>"),
            ] {
                assert_eq!(claimed(&content, &footer), [NUMBER], "{content} {footer}");
            }
            // a list of friends is one where the footer has no number, too
            if content.contains("友情链接") {
                assert!(claimed(&content, "<footer>© 2026 鸿雁照相馆</footer>").is_empty());
            }
        }
        for others in [
            format!(
                "<p>友情链接：<a href='https://a.example/'>小张的站</a> <span>{other}</span></p>"
            ),
            format!("<p>本站由 <a href='https://a.example/'>云雀云</a> 提供 CDN 服务 {other}</p>"),
            format!("<p>域名注册服务机构：云雀 {other}</p>"),
        ] {
            let footer = format!("<footer><p>© 2026 鸿雁照相馆 {NUMBER}</p>{others}</footer>");
            assert_eq!(claimed("", &footer), [NUMBER], "{others}");
            let alone = format!("<footer><p>© 2026 鸿雁照相馆</p>{others}</footer>");
            assert_eq!(claimed("", &alone), [other], "{others}");
        }
        let below = format!("<footer>{NUMBER}</footer><div>{other}</div>");
        assert_eq!(claimed("", &below).len(), 2);
        assert_eq!(claimed(&format!("<div>{other}</div>"), "<footer>© 2026</footer>"), [other]);
    }

    #[test]
    fn numbers_of_others_are_mentioned_where_the_page_has_none_of_its_own() {
        let footer = "<footer>© 2026 鸿雁照相馆</footer>";
        for content in [
            "<main><h1>友情链接</h1><ul><li><a href='https://a.example/'>小张的站</a>（浙ICP备2021036518号）</ul></main>",
            "<main><ul><li>小张的站 浙ICP备2021036518号<li>小李的站 沪ICP备18041804号</ul></main>",
            "<main><h2>友情链接</h2><p>小张的站 浙ICP备2021036518号</p></main>",
            "<table><tr><td>小张<td>浙ICP备2021036518号<tr><td>小李<td>沪ICP备18041804号</table>",
            "<article><h1>给网站加备案号</h1><p>效果如下：</p><p><a href='https://beian.miit.gov.cn/'>浙ICP备2021036518号</a></p></article>",
            "<main><p>效果如下：</p><p>浙ICP备2021036518号</p></main>",
            "<main><p>本站由某科技公司（浙ICP备2021036518号）提供技术支持</p></main>",
            "<footer><p>技术支持：某科技公司（浙ICP备2021036518号）</p></footer>",
            "<div class=post-content><p>浙ICP备2021036518号</p></div>",
        ] {
            assert!(own(&format!("{content}{footer}")).is_empty(), "{content}");
        }
        // a short page, too
        let page = "<!doctype html><meta charset=utf-8><article><h1>加备案号</h1><p>效果如下：<p>浙ICP备2021036518号</article>\
                    <footer>© 2026 鸿雁照相馆</footer>";
        let shown = facts(page);
        assert!(shown.icp.iter().all(|it| !it.own));
    }

    #[test]
    fn a_number_of_its_own_is_claimed_whatever_stands_beside_it() {
        for footer in [
            format!("<footer>技术支持：某科技公司 {NUMBER}</footer>"),
            format!("<footer>© 2026 鸿雁照相馆（{NUMBER}）</footer>"),
            format!(
                "<footer><a href='https://hongyan.example/'>鸿雁照相馆</a>（{NUMBER}）</footer>"
            ),
            format!("<main><p>本站备案号 {NUMBER}</main><footer>© 2026</footer>"),
            format!("<footer>{NUMBER} 技术支持：某科技公司 沪ICP备18041804号</footer>"),
            format!("<div>友情链接</div><div>甲站 乙站</div><div>© 2026 鸿雁照相馆 {NUMBER}</div>"),
            format!("<div>友情链接</div><div>甲站</div><div>关于我们</div><div>{NUMBER}</div>"),
            format!("<p>本站备案信息如下：</p><p>{NUMBER}</p>"),
            format!(
                "<table><tr><td><a href='http://www.hongyan.example'>鸿雁照相馆</a> {NUMBER}</table>"
            ),
            format!("<ul><li>技术支持：<a href='https://maker.example'>某科技</a> {NUMBER}</ul>"),
            format!("<aside>邻居 沪ICP备18041804号</aside><footer>{NUMBER}</footer>"),
        ] {
            assert_eq!(own(&footer), [NUMBER], "{footer}");
        }
    }

    #[test]
    fn samples_in_the_content_are_of_a_guide() {
        assert!(own("<ol><li>收到备案号：粤ICP备XXXXXXXX号<li>放到网站底部</ol>").is_empty());
        assert_eq!(own("<footer>粤ICP备XXXXXXXX号</footer>").len(), 1);
    }

    #[test]
    fn a_table_of_numbers_claims_none() {
        let rows = |numbers: &[&str]| {
            let rows: Vec<String> =
                numbers.iter().map(|number| format!("<tr><td>站点<td>{number}")).collect();
            own(&format!("<table>{}</table>", rows.concat()))
        };
        assert!(
            rows(&["浙ICP备2021036518号-1", "粤ICP备19004817号", "京ICP备2022050013号-2"])
                .is_empty()
        );
        let of_one = ["浙ICP备2021036518号-1", "浙ICP备2021036518号-2", "浙ICP备2021036518号-3A"];
        assert_eq!(rows(&of_one).len(), 3);
        assert!(rows(&[&of_one[..], &["浙ICP备2021036518号-4"]].concat()).is_empty());
    }
}
>>>>>>> eb917f8 (tests: pages for tests are read and made in one place):src/facts/own.rs
