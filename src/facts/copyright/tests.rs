//! Statements that stand in more than one element.

use crate::facts::PageFacts;
use crate::testkit::page::facts;

/// The first year, and the last one unless the range is open.
type Years = (i16, Option<i16>);

/// Footers, the owners they name, and the years of the first.
#[rustfmt::skip]
const FOOTERS: &[(&str, &[&str], Option<Years>)] = &[
    ("Copyright &copy; 2009 All Rights Reserved<BR>版权所有：中国地震局人事教育和科技司 技术支持：人才评价（评审）系统课题组", &["中国地震局人事教育和科技司"], Some((2009, Some(2009)))),
    ("Copyright &copy; 2016 All Rights Reserved 版权所有 ", &[], Some((2016, Some(2016)))),
    ("<p>&copy; 2013 – <span itemprop=\"copyrightYear\">2019</span>  <span class=\"with-love\"><i class=\"fa fa-user\"></i></span>  <span class=\"author\">Yozone W.</span></p><div class=\"powered-by\">由 <a href=\"https://hexo.io\">Hexo</a> 强力驱动 v3.9.0</div>", &["Yozone W."], Some((2013, Some(2019)))),
    ("<span class=\"copyright\">© 2023–2026 By <a href=\"/\">Billy</a></span><span class=\"framework-info\">由 <a href=\"https://hexo.io\">Hexo</a> 驱动<span>·</span><a href=\"#\">Butterfly</a> 主题</span>", &["Billy"], Some((2023, Some(2026)))),
    ("<div><span>&copy;2019 - 2025 By 小山</span></div><div class=\"framework-info\"><span>框架 </span><a href=\"https://hexo.io\">Hexo</a><span>|</span><span>主题 </span><a href=\"#\">Butterfly</a></div>", &["小山"], Some((2019, Some(2025)))),
    ("<span>&copy;2019 - 2025 By 小山</span><span class=\"framework-info\"><span>框架 </span><a href=\"https://hexo.io\">Hexo</a><span>|</span><span>主题 </span><a href=\"#\">Butterfly</a></span>", &["小山"], Some((2019, Some(2025)))),
    ("<span>© 2019 - 2025 小山</span><span>Powered by <a>Hexo</a></span>", &["小山"], Some((2019, Some(2025)))),
    ("<a>© 2019 山湖</a><a>Hexo</a> & <a>Fluid</a>", &["山湖"], None),
    ("<section class='copyright'>&copy; 2020 - 2024 山湖笔记</section><section class='powerby'>使用 <a>Hugo</a> 构建<br/>主题 <b><a>Stack</a></b> 由 <a>Jimmy</a> 设计</section>", &["山湖笔记"], Some((2020, Some(2024)))),
    ("<span>&copy; 2024 <a>山湖</a></span> · <span>Powered by <a>Hugo</a> & <a>PaperMod</a></span>", &["山湖"], None),
    ("<p>© 2019-<script>document.write(new Date().getFullYear())</script> 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019-<span id=y></span> 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019 - <script>document.write(new Date().getFullYear())</script> 山湖科技有限公司 版权所有</p>", &["山湖科技有限公司"], Some((2019, None))),
    ("<p>© <script>document.write(new Date().getFullYear())</script> 山湖</p>", &["山湖"], None),
    ("<p>© 2019 <script>document.write('- '+new Date().getFullYear())</script> 山湖</p>", &["山湖"], None),
    ("<p>© 2019-至今 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019-present 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019-now 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019 - Now By 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>Copyright © 2019~∞ 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019-今 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019 to present 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019 — Present 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019-PRESENT 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019- 山湖</p>", &["山湖"], Some((2019, None))),
    ("<p>© 2019-</p><p>山湖科技有限公司</p>", &["山湖科技有限公司"], Some((2019, None))),
    ("<p>© 2019-&nbsp;山湖科技有限公司</p>", &["山湖科技有限公司"], Some((2019, None))),
    ("<p>© 2019 - 山湖科技有限公司</p>", &["山湖科技有限公司"], Some((2019, Some(2019)))),
    ("<p>© 2019 – 山湖</p>", &["山湖"], Some((2019, Some(2019)))),
    ("<p>© <a>山湖团购 hillside.com</a> <a>商家自助入驻山湖入口</a></p>", &["山湖团购 hillside.com"], None),
    ("<p>© 山湖团购 hillside.com<a>商家自助入驻山湖入口</a></p>", &["山湖团购 hillside.com"], None),
    ("<p>© 山湖网 <a>商家入驻</a> <a>关于山湖</a></p>", &["山湖网"], None),
    ("<p>© 2020 山湖网<a>首页</a><a>归档</a></p>", &["山湖网"], None),
    ("<p>© 2020 <a href='/'>山湖网</a><a>归档</a></p>", &["山湖网"], None),
    ("<p>© 2020 <a href='/'>山湖网</a> <a>深海</a></p>", &["山湖网"], None),
    ("<p>© 2020 <b>山湖</b>科技有限公司</p>", &["山湖科技有限公司"], None),
    ("<p>© 2020 <a>山湖</a>科技有限公司</p>", &["山湖科技有限公司"], None),
    ("<p>© 2020 <a>山湖科技</a> - 深海的博客</p>", &["山湖科技 - 深海的博客"], None),
    ("岳阳山湖装修网版权所有&copy;2014", &["岳阳山湖装修网"], Some((2014, Some(2014)))),
    ("Ling公司版权所有&copy;2000-2018", &["Ling公司"], Some((2000, Some(2018)))),
    ("版权所有&copy;全都是人才工作室&nbsp;&nbsp;联系邮箱：ll@163.com", &["全都是人才工作室"], None),
    ("版权所有&copy;吴某-1821010127", &["吴某"], None),
    ("<li>山湖系统版权所有&copy;2015</li>", &["山湖系统"], Some((2015, Some(2015)))),
    ("版权所有&copy;2026-2027 禁止未经授权拷贝和转发", &[], Some((2026, Some(2027)))),
    ("瞄书网&nbsp;版权所有&copy;2017", &["瞄书网"], Some((2017, Some(2017)))),
    ("版权所有&copy;2014山电软件工程创新创业实验班", &["山电软件工程创新创业实验班"], Some((2014, Some(2014)))),
    ("Copyright &copy; 2006-2015 www.hillring.com 山湖珠宝 All Rights Reserved. 粤ICP备11012085号", &["www.hillring.com 山湖珠宝"], Some((2006, Some(2015)))),
    ("© Copyright HighHill<br>2011-2015 京ICP备12034000号-2 京公网安备11010802011553号<br>Lovingly made by WPH95", &["HighHill"], None),
    ("Copyright &copy; 2020 zhangl.club. All rights reserved.", &["zhangl.club"], Some((2020, Some(2020)))),
    ("© Copyright 2023 <strong><span>Priya Hill</span></strong>. All Rights Reserved.", &["Priya Hill"], Some((2023, Some(2023)))),
    ("主办单位：全国水产技术推广总站、中国水产学会&nbsp;&nbsp;&nbsp;&nbsp; 技术支持：博彦科技股份有限公司<br>COPYRIGHT&copy;-2020 ALL RIGHTS RESERVED", &[], None),
    ("版权所有：四山省知识产权服务中心 蜀ICP备08003890号-2 主办单位：四山省知识产权服务中心 &nbsp;&nbsp;&nbsp;&nbsp;联系地址：成都市一环路南四段二号 邮编：610041", &["四山省知识产权服务中心"], None),
    ("HHSTU_LeoHome&copy;2020-2021公司版权所有 豫ICP备12345678号", &["HHSTU_LeoHome"], Some((2020, Some(2021)))),
    ("Copyright&nbsp;©&nbsp;2004-2015&nbsp;&nbsp;山东JH.com&nbsp;版权所有", &["山东JH.com"], Some((2004, Some(2015)))),
    ("违法和不良信息举报电话：4006561155&nbsp;&nbsp;Copyright&nbsp;©&nbsp;2004-2015&nbsp;&nbsp;山东JH.com&nbsp;版权所有", &["山东JH.com"], Some((2004, Some(2015)))),
    ("E-mail: 2406436@qq.com　|　互联网违法和不良信息举报　|　经营许可证编号：浙B2-20100285<br>Copyright &copy; 2000-2017 机山网", &["机山网"], Some((2000, Some(2017)))),
    ("&copy; <a>浙山商业职业技术学院</a> <span style='display: inline;'>本站总访问量<span></span>次</span> <span>访客数<span></span>人次</span>", &["浙山商业职业技术学院"], None),
    ("主办：小山个人博客 互联网新闻信息服务许可证1012006048 京ICP备11009437号 京公网安备110102000247<br>Copyright ©2016 www.hill.club All Rights Reserved 网站后台", &["www.hill.club"], Some((2016, Some(2016)))),
    ("<p>Copyright © 2005-2020 <a>360hill.cn</a> 360山湖互联网安全中心 京ICP证080047号</p>", &["360hill.cn 360山湖互联网安全中心"], Some((2005, Some(2020)))),
    ("<p>Copyright © 2009-2020 HILL <a>北京山湖网络技术有限公司</a></p>", &["HILL 北京山湖网络技术有限公司"], Some((2009, Some(2020)))),
    ("<p>© 2017 - <span id='year'>2020</span><span class='author'>山湖</span><span>Theme by <a>X</a></span></p>", &["山湖"], Some((2017, Some(2020)))),
    ("<p>&copy; 2017 - 2022<span class='with-love'><i></i></span><span class='author' itemprop='copyrightHolder'>绫山</span><span class='post-meta-divider'>|</span><span>站点总字数：</span>", &["绫山"], Some((2017, Some(2022)))),
    ("<div class='copyright'>&copy; <span itemprop='copyrightYear'>2024</span> <span class='with-love'><i class='fa fa-heart'></i></span> <span class='author' itemprop='copyrightHolder'>山湖</span> <span>|</span> <span>总字数统计:</span><span>127k</span></div><div class='powered-by'>由 <a>Hexo</a> & <a>NexT.Pisces</a> 强力驱动</div>", &["山湖"], Some((2024, Some(2024)))),
    ("<div>©2022 Hill By <a>Someone</a></div>", &["Hill"], None),
    ("<div id='footer-wrap'><div class='copyright'>&copy;2020 - 2024 By 山湖</div><div class='framework-info'><span>框架 </span><a>Hexo</a><span class='footer-separator'>|</span><span>主题 </span><a>Butterfly</a></div></div>", &["山湖"], Some((2020, Some(2024)))),
    ("<p><span>© 2024</span><span>山湖科技</span><span>京ICP备12345678号</span></p>", &["山湖科技"], None),
    ("<p><span>Copyright</span><span>©</span><span>2024</span><span>山湖科技有限公司</span><span>版权所有</span></p>", &["山湖科技有限公司"], Some((2024, Some(2024)))),
    ("<p>Copyright © <strong>山湖</strong><em>2020</em></p>", &["山湖"], Some((2020, Some(2020)))),
    ("<p>© 2023 <a href='/'>山湖</a>. All rights reserved. <a>隐私</a></p>", &["山湖"], Some((2023, Some(2023)))),
    ("<p>Copyright &copy; <a>山湖网</a> 2023</p>", &["山湖网"], Some((2023, Some(2023)))),
    ("<p><a>山湖网</a> © 2023</p>", &["山湖网"], Some((2023, Some(2023)))),
    ("<p><a>首页</a><a>关于</a>山湖网 © 2023</p>", &["山湖网"], Some((2023, Some(2023)))),
    ("<p><a>首页</a> <a>新闻</a> 山湖网 版权所有</p>", &["山湖网"], None),
    ("<p><a>关于我们</a><a>联系我们</a>山湖科技有限公司 版权所有</p>", &["山湖科技有限公司"], None),
    ("<p>Copyright © 山湖网<span>保留所有权利</span></p>", &["山湖网"], None),
    ("<p>© 2020 山湖<br>京ICP备12345678号</p>", &["山湖"], None),
    ("Powered by Discuz! X3.4<br>© 2001-2017 Comsenz Inc.", &["Comsenz Inc."], Some((2001, Some(2017)))),
    ("©2020 - 2024 <i class='fa fa-heart'></i> By 山湖", &["山湖"], Some((2020, Some(2024)))),
    ("<footer><p>Copyright © 2020 <a href='https://hill.com'>山湖科技</a> <a href='https://beian.miit.gov.cn'>京ICP备12345678号</a></p></footer>", &["山湖科技"], None),
    ("<div>版权所有 <a>山湖市人民政府</a> <span>主办单位：山湖市人民政府办公室</span></div>", &["山湖市人民政府"], None),
    ("<div><span>版权所有：山湖市人民政府</span><span>主办：山湖市人民政府办公室</span></div>", &["山湖市人民政府"], None),
    ("<div><span>版权所有：山湖市人民政府</span><span>网站标识码：3300000001</span></div>", &["山湖市人民政府"], None),
    ("<ul><li>© 2020 山湖</li><li>Design: <a>HTML5 UP</a></li></ul>", &["山湖"], None),
    ("<p>© 2020 山湖科技 版权所有 Powered by <a>PbootCMS</a></p>", &["山湖科技"], None),
    ("<p>Copyright © 2020 某某公司 版权所有 <a>XML地图</a> <a>网站模板</a></p>", &["某某公司"], None),
    ("<p>Copyright © 2020 山湖机械 版权所有 备案号：京ICP备12345678号 <a>网站地图</a></p>", &["山湖机械"], None),
    ("<p>Copyright &copy; 2002-2020 山湖机械 版权所有 Power by DedeCms</p>", &["山湖机械"], Some((2002, Some(2020)))),
    ("<p>Copyright &copy; 2020 DedeCMS. 山湖网 版权所有</p>", &["DedeCMS. 山湖网"], None),
    ("<p>&copy; 2024 Hill. <a>Terms</a> <a>Privacy</a></p>", &["Hill"], None),
    ("<p>&copy; 2024 Hill<a>Terms</a><a>Privacy</a></p>", &["Hill"], None),
    ("<p>Copyright © 1998 - 2024 Hillcent. All Rights Reserved.</p><p>山湖公司 版权所有</p>", &["Hillcent", "山湖公司"], None),
    ("<p>Copyright © 1998 - 2024 Hillcent. All Rights Reserved.<br>山湖公司 版权所有</p>", &["Hillcent", "山湖公司"], None),
    ("<p>Copyright © 2020 All Rights Reserved</p><p>版权所有：山湖公司</p>", &["山湖公司"], Some((2020, Some(2020)))),
    ("<p>山湖公司</p><p>Copyright © 2020 All Rights Reserved 版权所有</p>", &["山湖公司"], Some((2020, Some(2020)))),
    ("<p>© 2020 </p><p>Powered by Hexo</p>", &[], Some((2020, Some(2020)))),
    ("<p>© 2020 <a></a> 京ICP备12345678号</p>", &[], Some((2020, Some(2020)))),
    ("<p>© <time>2020</time> <span>山湖</span></p>", &["山湖"], Some((2020, Some(2020)))),
    ("<p>©<span>2020</span>-<span>2024</span><span>山湖</span></p>", &["山湖"], Some((2020, Some(2024)))),
    ("<p>©<span>2020</span><span>-</span><span>2024</span> <span>山湖</span></p>", &["山湖"], Some((2020, Some(2024)))),
    ("<p>© 2020 - <script>document.write((new Date()).getFullYear());</script> <a href='/'>山湖</a></p>", &["山湖"], Some((2020, None))),
    ("<p>© 2020 -
<script>
 document.write((new Date()).getFullYear());
</script>
By 山湖</p>", &["山湖"], Some((2020, None))),
    ("<p>© 2020-<span class='js-year'></span>&nbsp;山湖科技有限公司</p>", &["山湖科技有限公司"], Some((2020, None))),
    ("<p>© 2020 – <i id='y'></i> 山湖</p>", &["山湖"], None),
    ("<p>版权所有 © 2020-<b id='y'></b></p><p>山湖公司</p>", &["山湖公司"], Some((2020, None))),
    ("<p>Copyright © 2020-<script>x()</script></p>", &[], Some((2020, None))),
    ("<p>© 2020 - <i class='fa fa-heart'></i> 山湖</p>", &["山湖"], Some((2020, Some(2020)))),
    ("<p>Copyright 2020 <span>山湖</span>. All Rights Reserved</p>", &["山湖"], Some((2020, Some(2020)))),
    ("<p>© 2020 山湖 <span>| </span><span>粤ICP备12345678号</span></p>", &["山湖"], None),
    ("<p>© 2020 <b>山</b><b>湖</b></p>", &["山湖"], None),
    ("<p>© 2020 <b>H</b>ill</p>", &["Hill"], None),
    ("<p>© 2020 <span>Yawei</span> <span>Hill</span></p>", &["Yawei Hill"], None),
    ("<p>© 2020 <span>Yawei Hill</span><span>Powered by Hexo</span></p>", &["Yawei Hill"], None),
    ("<p>Copyright © 2020-2024 <font>山湖</font><font>科技有限公司</font></p>", &["山湖科技有限公司"], Some((2020, Some(2024)))),
    ("<p>版权所有：<u>山湖大学</u>地址：某市某路</p>", &["山湖大学"], None),
    ("<p>中国山湖网 版权所有 违者必究 <a>中国互联网举报中心</a></p>", &["中国山湖网"], None),
    ("<p>国家企业信用信息公示系统 版权所有：国家市场监督管理总局 地址：某市</p>", &["国家市场监督管理总局"], None),
    ("<p>版权所有：山湖省通信管理局 ICP备案编号：京ICP备12345678号</p>", &["山湖省通信管理局"], None),
    ("<p>版权所有：中国山湖通信集团有限公司 增值电信业务经营许可证A2.B1.B2-20090001</p>", &["中国山湖通信集团有限公司"], None),
    ("<p>版权所有：山湖网络安全和信息化委员会办公室</p>", &["山湖网络安全和信息化委员会办公室"], None),
    ("<p>版权所有：山湖市互联网信息办公室 主办单位：山湖市互联网信息办公室 承办单位：山湖市互联网违法和不良信息举报中心</p>", &["山湖市互联网信息办公室"], None),
    ("<p>山湖市互联网信息办公室版权所有</p>", &["山湖市互联网信息办公室"], None),
    ("<p>主管：山湖省委网信办 主办：山湖省互联网信息中心 版权所有 山湖网</p>", &["山湖网"], None),
    ("<p>© 2020 山湖信息网络传播有限公司 信息网络传播视听节目许可证1109357号</p>", &["山湖信息网络传播有限公司"], None),
    ("<p>© 2020 山湖互联网新闻信息中心 互联网新闻信息服务许可证：11220180008</p>", &["山湖互联网新闻信息中心"], None),
    ("<p>© 2020 山湖 互联网新闻信息服务许可证：11220180008</p>", &["山湖"], None),
    ("<p>© 2020 广山州山湖技术支持有限公司 技术支持：深海</p>", &["广山州山湖技术支持有限公司"], None),
    ("<p>© 2020 网络文化经营许可证：京网文（2016）6588-901号</p>", &[], None),
    ("<p>© 2020 某市山湖网站建设有限公司</p>", &["某市山湖网站建设有限公司"], None),
    ("<p>© 2020 山湖 网站建设：某网络有限公司</p>", &["山湖"], None),
    ("<p>© 2020 山湖数据统计中心</p>", &["山湖数据统计中心"], None),
    ("<p>© 2020 国家山湖局统计中心</p>", &["国家山湖局统计中心"], None),
    ("<p>© 2020 访问山湖</p>", &["访问山湖"], None),
    ("<p>© 2020 山湖备案管理系统</p>", &["山湖备案管理系统"], None),
    ("<p>© 2020 ICP/IP地址/域名信息备案管理系统</p>", &["ICP/IP地址/域名信息备案管理系统"], None),
    ("<p>© 2020 浙山浏览器</p>", &["浙山浏览器"], None),
    ("<p>© 2020 版本山湖科技有限公司</p>", &["版本山湖科技有限公司"], None),
    ("<p>© 2020 设计山湖网</p>", &["设计山湖网"], None),
    ("<p>© 2020 HelpHill</p>", &["HelpHill"], None),
];

fn page(footer: &str) -> PageFacts {
    let html = format!(
        "<!doctype html><meta charset=utf-8><main><p>正文内容</p></main><footer>{footer}</footer>"
    );
    facts(&html)
}

#[test]
fn a_name_ends_where_its_element_does() {
    let mut wrong = Vec::new();
    for (footer, owners, years) in FOOTERS {
        let found = page(footer).copyright;
        let mut read: Vec<&str> = found.iter().filter_map(|it| it.owner.as_deref()).collect();
        read.dedup();
        let dated = years.is_none_or(|(from, to)| {
            found.iter().any(|it| it.from == Some(from) && it.to == to && it.open == to.is_none())
        });
        let same = |a: &&str, b: &&str| a.trim_end_matches('.') == b.trim_end_matches('.');
        if !dated
            || read.len() != owners.len()
            || !read.iter().zip(*owners).all(|(a, b)| same(a, b))
        {
            wrong.push(format!("{footer}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_end_that_a_script_writes_is_open() {
    for (footer, open) in [
        ("<p>© 2019-<script>document.write(new Date().getFullYear())</script> 山湖</p>", true),
        ("<p>© 2019 - <script>document.write(new Date().getFullYear())</script></p>", true),
        (
            "<p>© 2019 <script>document.write('-' + new Date().getFullYear())</script> 山湖</p>",
            true,
        ),
        ("<p>© 2019-<span id=y></span> 山湖</p>", true),
        ("<p>© 2019 - <span id=y></span></p>", true),
        ("<p>© 2019 – <em class='this-year'></em> 山湖</p>", true),
        ("<p>© 2019-<b data-year></b>山湖</p>", true),
        ("<p>© 2019 - <i class='icon'></i> 山湖</p>", false),
        ("<p>© 2019 - <img src=a> 山湖</p>", false),
        ("<p>© 2019 <span id=visits></span> 山湖</p>", false),
        ("<p>© 2019 <script src=count.js></script> 山湖</p>", false),
    ] {
        let found = page(footer).copyright;
        assert_eq!(found.len(), 1, "{footer}: {found:#?}");
        assert_eq!((found[0].from, found[0].open), (Some(2019), open), "{footer}");
        assert_eq!(found[0].to, (!open).then_some(2019), "{footer}");
    }
}
