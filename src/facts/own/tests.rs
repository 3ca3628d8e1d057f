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
        format!("<p>友情链接：<a href='https://a.example/'>小张的站</a> <span>{other}</span></p>"),
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
        format!("<footer><a href='https://hongyan.example/'>鸿雁照相馆</a>（{NUMBER}）</footer>"),
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
        rows(&["浙ICP备2021036518号-1", "粤ICP备19004817号", "京ICP备2022050013号-2"]).is_empty()
    );
    let of_one = ["浙ICP备2021036518号-1", "浙ICP备2021036518号-2", "浙ICP备2021036518号-3A"];
    assert_eq!(rows(&of_one).len(), 3);
    assert!(rows(&[&of_one[..], &["浙ICP备2021036518号-4"]].concat()).is_empty());
}
