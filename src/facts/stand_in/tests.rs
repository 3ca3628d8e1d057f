use crate::facts::page::StandInKind::{
    Challenge, DefaultPage, Maintenance, Parked, Suspended, WaitingRoom,
};
use crate::facts::{RawPage, read};

fn kind(page: &str) -> Option<super::StandInKind> {
    let page = RawPage {
        bytes: page.as_bytes(),
        content_type: Some("text/html; charset=utf-8"),
        links: 0,
    };
    read(page).stand_in.map(|it| it.kind)
}

fn page(title: &str, body: &str) -> String {
    format!("<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>")
}

fn told(cases: &[(String, super::StandInKind)]) {
    for (page, expected) in cases {
        assert_eq!(kind(page), Some(*expected), "{page}");
    }
}

#[test]
fn checks_and_waiting_rooms_are_told() {
    let cases = [
        (
            page(
                "Just a moment...",
                "<noscript>Enable JavaScript and cookies to continue</noscript>",
            ),
            Challenge,
        ),
        (
            page(
                "某某网",
                "<p>请稍候，页面即将打开，这里有一些文字</p><script>window._cf_chl_opt={a:1}</script>",
            ),
            Challenge,
        ),
        (
            page(
                "",
                "<script>var arg1='A1';document.cookie='acw_sc__v2='+x;location.reload()</script>",
            ),
            Challenge,
        ),
        (page("滑动验证页面", "<p>访问验证</p><p>请按住滑块，拖动到最右边</p>"), Challenge),
        (page("x", "<meta name=aliyun_waf_aa content=1><p>等一下</p>"), Challenge),
        (
            page("x", "<p>安全检查</p><script>document.cookie='__jsl_clearance=1'</script>"),
            Challenge,
        ),
        (page("网站防火墙", "<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>"), Challenge),
        (page("提示", "<h1>正在进行人机验证，请稍候</h1>"), Challenge),
        (
            page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
            Challenge,
        ),
        (
            page("x", "<h1>You are now in line.</h1><p>Thank you for your patience.</p>"),
            WaitingRoom,
        ),
        (page("抢票", "<p>当前访问人数过多，请稍后再试</p>"), WaitingRoom),
    ];
    told(&cases);
}

#[test]
fn maintenance_default_pages_and_idle_domains_are_told() {
    let cases = [
        (page("网站维护中", "<h1>网站维护中</h1><p>请稍后访问</p>"), Maintenance),
        (page("某某公司", "<h1>系统升级中</h1><p>预计 18:00 恢复</p>"), Maintenance),
        (page("某某公司", "<p>网站正在维护，给您带来不便敬请谅解。</p>"), Maintenance),
        (page("提示", "<p>尊敬的用户：系统正在进行升级维护，请稍后再来！</p>"), Maintenance),
        (page("维护中", "<p>我们很快回来</p>"), Maintenance),
        (
            page("Maintenance", "<h1>Briefly unavailable for scheduled maintenance.</h1>"),
            Maintenance,
        ),
        (
            page(
                "Welcome to nginx!",
                "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working.</p>",
            ),
            DefaultPage,
        ),
        (page("Apache2 Ubuntu Default Page: It works", "<p>It works!</p>"), DefaultPage),
        (page("", "<h1>It works!</h1>"), DefaultPage),
        (
            page(
                "恭喜，站点创建成功！",
                "<h1>恭喜, 站点创建成功！</h1><p>这是默认index.html，本页面由系统自动生成</p>",
            ),
            DefaultPage,
        ),
        (page("没有找到站点", "<p>您的请求在Web服务器中没有找到对应的站点！</p>"), DefaultPage),
        (
            page("提示", "<p>抱歉，该站点已经被管理员停止运行，请联系管理员了解详情！</p>"),
            Suspended,
        ),
        (page("example.cn", "<h1>该域名正在出售</h1><a href=/x>联系</a>"), Parked),
        (page("example.cn", "<p>您正在访问的域名可以转让！</p>"), Parked),
        (page("example.cn", "<h1>This domain is for sale</h1>"), Parked),
        (
            page(
                "example.cn",
                "<iframe src='https://sedoparking.com/frmpark/example.cn'></iframe>",
            ),
            Parked,
        ),
    ];
    told(&cases);
}

#[test]
fn sites_that_only_speak_of_such_things_are_judged() {
    let many =
        "<p>我们为各地的学校和医院提供电梯的安装与维护，系统升级中遇到的问题可以来电咨询。</p>"
            .repeat(20);
    let nav = "<a href=/1>首页</a><a href=/2>新闻</a><a href=/3>产品</a><a href=/4>下载</a><a href=/5>联系</a>";
    let cases = [
        page("某某电梯维护中心", "<h1>电梯维护中心</h1><p>电话 010-12345678</p>"),
        page("系统维护服务 - 某某科技", "<p>网站维护、系统升级、数据恢复。</p>"),
        page("网站维护公司", "<p>专业网站维护</p>"),
        page("某某公司", &many),
        page("某某公司", &format!("{nav}<p>公告：系统正在维护，部分功能暂停。</p>")),
        page("某某公司", "<p>通知：周六 22 点起系统维护，当晚恢复。</p>"),
        page("如何维护中央空调", "<p>正在维护中央空调的师傅说……</p>"),
        page("域名出售 - 某某域名网", "<p>精品域名出售、转让、经纪。</p>"),
        page("安全验证系统 - 某某科技", "<p>滑块验证、人机识别产品。</p>"),
        page("安装 nginx", "<h1>Welcome to nginx 是什么意思</h1>"),
        page("It works! 博客", "<h1>It works!</h1><p>一个博客的第一篇文章。</p>"),
        page(
            "网站维护中",
            "<h1>网站维护中</h1><footer><a href='https://beian.miit.gov.cn/'>京ICP备11000001号-1</a></footer>",
        ),
        page("请稍候再拨——客服热线", "<p>客服时间</p>"),
        page("某某公司", "<p>本站升级维护公告汇总</p>"),
    ];
    for page in cases {
        assert_eq!(kind(&page), None, "{page}");
    }
}
