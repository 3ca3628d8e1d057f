//! Pages whose HTML misleads: what a browser must find on them, and whether the HTML alone would have it opened.

pub(crate) const LINKED: &str =
    r#"<a href="https://beian.miit.gov.cn/" target="_blank">京ICP备19004817号-1</a>"#;
const POLICE: &str = r#"<a href="https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718">京公网安备11010502046718号</a>"#;

/// A page: its name, its HTML, the files beside it, the rules that must find something, and those that must not.
pub(crate) struct Trap {
    pub(crate) name: &'static str,
    pub(crate) html: String,
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    pub(crate) finds: &'static [&'static str],
    pub(crate) spares: &'static [&'static str],
    /// Why `--render auto` opens it, if it does.
    pub(crate) opened_for: Option<&'static str>,
}

impl Trap {
    fn beside(mut self, name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((name, bytes.into()));
        self
    }

    fn opened_for(mut self, why: &'static str) -> Self {
        self.opened_for = Some(why);
        self
    }
}

type Rules = &'static [&'static str];

fn trap(name: &'static str, body: &str, finds: Rules, spares: Rules) -> Trap {
    let html = format!(
        "<!doctype html><html><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>鸿雁照相馆</title></head><body><main><p>鸿雁照相馆，证件照与全家福，欢迎预约。</p></main>{body}</body></html>"
    );
    Trap { name, html, files: Vec::new(), finds, spares, opened_for: None }
}

/// A footer with a linked number and a style sheet of the page's own.
fn styled(name: &'static str, style: &str, finds: Rules, spares: Rules) -> Trap {
    let body = format!(
        "<style>{style}</style><footer class=f style=\"text-align:center\">{LINKED}</footer>"
    );
    trap(name, &body, finds, spares)
}

/// An empty footer that a script fills.
fn scripted(name: &'static str, code: &str, finds: Rules, spares: Rules) -> Trap {
    let body = format!("<footer id=f style=\"text-align:center\"></footer><script>{code}</script>");
    trap(name, &body, finds, spares)
}

fn badge() -> Vec<u8> {
    include_bytes!("badge.png").to_vec()
}

/// Absence in any form.
const ABSENT: Rules = &["icp-missing", "icp-hidden", "icp-script-only", "site-needs-browser"];
const HIDDEN: Rules = &["icp-hidden"];
const PARTLY: Rules = &["icp-hidden-on-some-screens"];

pub(crate) fn traps() -> Vec<Trap> {
    let mut all = styles();
    all.extend(covers());
    all.extend(scripts());
    all.extend(elsewhere());
    all.extend(links());
    all.extend(badges());
    all
}

/// What style sheets do to a footer that is in the HTML.
fn styles() -> Vec<Trap> {
    let linked = |name, class: &str, finds, spares| {
        let body = format!(
            "<link rel=stylesheet href=assets.css><footer class=\"VPFooter {class}\" style=\"text-align:center\">{LINKED}</footer>"
        );
        let sheet = ".VPFooter{padding:32px}.VPFooter.has-sidebar{display:none}@media (min-width:768px){.VPFooter{padding:32px}}";
        trap(name, &body, finds, spares).beside("assets.css", sheet)
    };
    vec![
        styled("good", "", &[], &["icp-missing", "icp-hidden", "icp-low-contrast", "icp-not-centred"]),
        linked("vitepress-side-bar", "has-sidebar", HIDDEN, &[]).opened_for("style-sheet"),
        linked("vitepress-home", "", &[], ABSENT),
        styled("opacity", "footer{opacity:0}", HIDDEN, &["icp-missing"]),
        styled("phone-only", "@media (min-width:700px){footer{display:none}}", PARTLY, HIDDEN).opened_for("screens"),
        styled("desktop-only", "@media (max-width:699px){footer{display:none}}", PARTLY, HIDDEN).opened_for("screens"),
        styled("nested-css", "body{& footer{display:none}}", HIDDEN, &[]),
        styled("container", "body{container-type:inline-size}@container (min-width:100px){footer{visibility:hidden}}", HIDDEN, &[]).opened_for("review"),
        styled("container-of-another-size", "body{container-type:inline-size}@container (min-width:9000px){footer{visibility:hidden}}", &[], HIDDEN),
        styled("one-pixel", "footer{font-size:1px}", HIDDEN, &[]),
        styled("off-screen", "footer{position:absolute;left:-9999px}", HIDDEN, &[]),
        styled("clipped", "footer{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}", HIDDEN, &[]),
        styled("white-on-white", "footer,footer a{color:#fff;background:#fff}", HIDDEN, &[]),
        styled("blue-link-on-white", "footer{color:#fff;background:#fff}footer a{color:#00e}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("grey-on-white", "footer a{color:#ccc}", &["icp-low-contrast"], HIDDEN),
        styled("over-a-picture", "footer{background:linear-gradient(#fff,#eee)}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("grey-over-a-picture", "footer{background:linear-gradient(#fff,#eee)}footer a{color:#ccc}", &["icp-low-contrast"], HIDDEN),
        styled("white-over-a-white-picture", "footer{background:linear-gradient(#fff,#fff)}footer a{color:#fff}", HIDDEN, &[]),
        styled("cut-out-of-a-picture", "footer a{background:linear-gradient(90deg,#06c,#036);background-clip:text;-webkit-text-fill-color:transparent}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("grey-filter", "footer{filter:grayscale(1)}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("filter-that-hides", "footer{filter:opacity(0)}footer a{background:#fff}", HIDDEN, &[]),
        styled("blended-readably", "footer{background:#fff}footer a{color:#fff;mix-blend-mode:difference}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("blended-away", "footer{background:#fff}footer a{color:#000;mix-blend-mode:screen}", HIDDEN, &[]),
        styled("masked", "footer{mask-image:linear-gradient(transparent,transparent)}", HIDDEN, &[]),
        styled("cut-to-nothing", "footer{clip-path:polygon(0 0,0 0,0 0)}", HIDDEN, &[]),
        styled("other-colour-space", "footer a{color:oklch(0.4 0.1 250)}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("faint-in-another-colour-space", "footer a{color:oklch(0.85 0 0)}", &["icp-low-contrast"], HIDDEN),
        styled("without-fill", "footer a{-webkit-text-fill-color:transparent}", HIDDEN, &[]),
        styled("readable-by-its-shadow", "footer a{color:#fff;text-shadow:0 0 2px #000,0 0 2px #000,1px 1px 0 #000}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("dark-mode", "body{background:#111;color:#eee}footer a{color:#9cf}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("dark-mode-sheet", "@media (prefers-color-scheme:dark){footer{background:#111}footer a{color:#111}}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("display-contents", "footer{display:contents}", &[], ABSENT),
        styled("content-visibility", "footer{content-visibility:auto}main{height:5000px}", &[], ABSENT),
        styled("content-visibility-hidden", "footer{content-visibility:hidden}", HIDDEN, &[]),
        styled("font-that-is-missing", "@font-face{font-family:x;src:url(none.woff2)}footer{font-family:x}", &[], ABSENT),
        styled("fades-away", "@keyframes x{to{opacity:0}}footer{animation:x 1s 3s forwards}", HIDDEN, &[]).opened_for("review"),
        styled("fades-in", "@keyframes x{from{opacity:0}}footer{animation:x 4s}", &[], &["icp-hidden", "icp-low-contrast"]),
        styled("blinks", "@keyframes x{50%{opacity:.5}}footer{animation:x 1s infinite}", &[], HIDDEN),
        trap("closed-details", &format!("<details><summary>更多</summary>{LINKED}</details>"), HIDDEN, &[]),
        trap("to-the-left", &format!("<footer>{LINKED}</footer>"), &["icp-not-centred"], HIDDEN),
    ]
}

/// What lies above a footer.
fn covers() -> Vec<Trap> {
    let over = |style: &str, cover: &str| {
        format!(
            "<style>body{{margin:0}}{style}</style><footer style=\"text-align:center\">{LINKED}</footer>{cover}"
        )
    };
    let bar = "<div style=\"position:fixed;left:0;right:0;bottom:0;height:90px;background:#eee\">订阅</div>";
    let wall = "<div style=\"position:fixed;inset:0;background:rgba(0,0,0,.5)\"></div><div style=\"position:fixed;inset:10%;background:#fff\">本站使用 Cookie <button>同意</button></div>";
    let tall = "main{height:1500px}";
    vec![
        trap("covered", &over(tall, bar), HIDDEN, &[]),
        trap(
            "covered-and-not-clickable",
            &over(tall, &bar.replace("height", "pointer-events:none;height")),
            HIDDEN,
            &[],
        ),
        trap(
            "bar-above-space",
            &over("main{height:1500px}body{padding-bottom:120px}", bar),
            &[],
            HIDDEN,
        ),
        trap(
            "bar-in-the-middle-of-the-way",
            &over(
                "main{height:900px}",
                &format!("{bar}<div style=\"height:1500px\">更多内容</div>"),
            ),
            &[],
            HIDDEN,
        ),
        trap("cookie-wall", &over(tall, wall), &[], HIDDEN),
        trap("cookie-bar", &over(tall, &bar.replace("<div ", "<div role=dialog ")), &[], HIDDEN),
        trap(
            "modal-dialog",
            &over(tall, "<dialog id=d>欢迎</dialog><script>d.showModal()</script>"),
            &[],
            HIDDEN,
        ),
        trap(
            "covered-at-its-edge",
            &over(
                "footer{position:relative}",
                "<div style=\"position:absolute;left:0;width:46%;top:0;height:300px;background:#eee\"></div>",
            ),
            &[],
            HIDDEN,
        ),
        trap(
            "application-in-a-fixed-box",
            &format!(
                "<div style=\"position:fixed;inset:0;overflow:auto\"><header style=\"position:sticky;top:0;height:80px;background:#fff\">栏目</header><p style=\"height:2000px\">相册</p><footer style=\"text-align:center\">{LINKED}</footer></div>"
            ),
            &[],
            HIDDEN,
        ),
    ]
}

/// What scripts write and take away.
fn scripts() -> Vec<Trap> {
    const WRITE: &str = "'<a href=\"https://beian.miit.gov.cn/\">京ICP备19'+'004817号-1</a>'";
    let written: Rules = &["icp-script-only"];
    let shell = |name, code: &str, finds, spares| {
        let html = format!(
            "<!doctype html><meta charset=utf-8><title>鸿雁</title><div id=app></div><script>app.innerHTML={code}</script>"
        );
        Trap { html, ..trap(name, "", finds, spares) }.opened_for("shell")
    };
    let later = |code: &str| {
        format!("<footer id=f style=\"text-align:center\">{LINKED}</footer><script>{code}</script>")
    };
    vec![
        scripted("built-after-two-seconds", &format!("setTimeout(()=>f.innerHTML={WRITE},2000)"), written, &["icp-missing", "icp-not-linked"]).opened_for("missing"),
        scripted("built-at-the-end-of-the-page", &format!("document.body.style.paddingTop='3000px';addEventListener('scroll',()=>f.innerHTML={WRITE},{{once:true}})"), written, &["icp-missing"]).opened_for("missing"),
        scripted("open-shadow-root", &format!("f.attachShadow({{mode:'open'}}).innerHTML={WRITE}"), written, &["icp-missing", "icp-not-linked"]).opened_for("missing"),
        scripted("closed-shadow-root", &format!("f.attachShadow({{mode:'closed'}}).innerHTML={WRITE}"), written, &["icp-missing"]).opened_for("missing"),
        trap("declared-shadow-root", &format!("<footer style=\"text-align:center\"><template shadowrootmode=closed>{LINKED}</template></footer>"), &[], ABSENT),
        trap("removed-by-a-script", &format!("<div id=app>{LINKED}</div><script>app.replaceChildren('你好')</script>"), &["icp-removed-by-script"], &["icp-missing"]),
        trap("hydration", &format!("<div id=app><header>鸿雁</header><beian-footer>{LINKED}</beian-footer></div><script>setTimeout(()=>{{const tree=['HEADER'];for(const it of [...app.children])if(!tree.includes(it.tagName))it.remove()}},400)</script>"), &["icp-removed-by-script"], &["icp-missing"]),
        trap("removed-after-ten-seconds", &later("setTimeout(()=>f.remove(),10000)"), HIDDEN, &["icp-missing"]),
        trap("fades-after-ten-seconds", &later("setTimeout(()=>f.style.cssText+=';transition:opacity 2s;opacity:0',10000)"), HIDDEN, &["icp-missing"]),
        trap("over-a-picture-that-moves", &later("setInterval(()=>f.style.backgroundImage='linear-gradient(rgb('+[0,0,0].map(()=>Math.random()*256|0)+'),#000)',10)"), &["icp-low-contrast"], HIDDEN),
        trap("lines-that-take-turns", &later("setInterval(()=>f.hidden=!f.hidden,20000)"), &[], HIDDEN),
        trap("goes-elsewhere-after-ten-seconds", &later("setTimeout(()=>location.replace(['other','html'].join('.')),10000)"), &[], HIDDEN).beside("other.html", "<!doctype html><title>x</title><p>活动"),
        trap("shown-by-a-script", &format!("<footer id=f style=\"display:none;text-align:center\">{LINKED}</footer><script>f.style.display='block'</script>"), &[], HIDDEN).opened_for("hidden"),
        trap("endless", &format!("<div id=list></div><script>const more=()=>{{for(let i=0;i<40;i++)list.append(Object.assign(document.createElement('p'),{{textContent:'照片'}}))}};more();addEventListener('scroll',more)</script><footer style=\"text-align:center\">{LINKED}</footer>"), &["icp-unreachable"], HIDDEN),
        shell("single-page-application", &format!("'<p>鸿雁照相馆</p><footer style=\"text-align:center\">'+{WRITE}+'</footer>'"), written, &["site-needs-browser", "icp-missing"]),
        shell("empty-application", "'<p>鸿雁照相馆，证件照与全家福</p>'", &["icp-missing"], &["site-needs-browser"]),
    ]
}

/// Numbers that are not in the page's own text.
fn elsewhere() -> Vec<Trap> {
    let frame = format!(
        "<!doctype html><meta charset=utf-8><body style=\"margin:0;text-align:center\">{LINKED}"
    );
    let in_the_page = |name, attributes: &str, finds, spares| {
        let document = frame.replace('&', "&amp;");
        let page = format!(
            "<iframe {attributes} srcdoc='{document}' style=\"border:0;width:100%;height:60px\"></iframe>"
        );
        trap(name, &page, finds, spares)
    };
    vec![
        trap("css-content", "<style>footer::after{content:'京ICP备19004817号-1'}</style><footer></footer>", &["icp-not-linked"], &["icp-missing"]).opened_for("review"),
        trap("text-of-svg", "<footer><svg width=400 height=30 viewBox=\"0 0 400 30\"><title>页脚</title><rect width=400 height=30 fill=#fff /><a href=\"https://beian.miit.gov.cn/\"><text x=10 y=20>京ICP备19004817号-1</text></a></svg></footer>", &[], &["icp-removed-by-script", "icp-hidden", "icp-missing", "icp-script-only"]),
        trap("text-of-svg-without-ink", "<footer><svg width=400 height=30><text x=10 y=20 fill=none>京ICP备19004817号-1</text></svg></footer>", HIDDEN, &[]),
        trap("picture-only", "<footer><img src=icp-beian.png alt=\"ICP备案号\"></footer>", &["icp-not-text"], &["icp-missing"]).beside("icp-beian.png", badge()),
        trap("frame", "<iframe src=foot.html style=\"border:0;width:100%;height:60px\"></iframe>", &[], ABSENT).beside("foot.html", frame.clone()),
        trap("sandboxed-frame", "<iframe sandbox src=foot.html style=\"border:0;width:100%;height:60px\"></iframe>", &[], ABSENT).beside("foot.html", frame.clone()),
        in_the_page("frame-in-the-page", "", &[], ABSENT),
        in_the_page("sandboxed-frame-in-the-page", "sandbox=allow-popups", &[], ABSENT),
        in_the_page("hidden-frame-in-the-page", "hidden", HIDDEN, &["icp-missing"]),
        trap("sandboxed-frame-that-a-script-fills", "<iframe sandbox=allow-scripts src=foot.html style=\"border:0;width:100%;height:60px\"></iframe>", &["icp-script-only"], &["icp-missing", "icp-not-linked"]).beside("foot.html", "<!doctype html><meta charset=utf-8><body style=\"margin:0;text-align:center\"><script>document.body.innerHTML='<a href=\"https://beian.miit.gov.cn/\">京ICP备19'+'004817号-1</a>'</script>"),
        trap("object", "<object data=foot.html type=text/html style=\"width:100%;height:60px\"></object>", &[], ABSENT).beside("foot.html", frame.clone()),
        trap("embed", "<embed src=foot.html type=text/html style=\"width:100%;height:60px\">", &[], ABSENT).beside("foot.html", frame.clone()),
        trap("frame-in-a-template", "<template><iframe src=foot.html></iframe></template>", &["icp-missing"], &["icp-removed-by-script"]).beside("foot.html", frame.clone()),
        trap("frame-without-height", "<iframe src=foot.html style=\"border:0;width:100%;height:0\"></iframe>", HIDDEN, &[]).beside("foot.html", frame.clone()),
        trap("frame-that-shows-itself", "<iframe src=foot.html style=\"border:0;width:100%;height:60px;display:none\" onload=\"this.style.display='block'\"></iframe>", &[], ABSENT).beside("foot.html", frame.clone()).opened_for("review"),
        trap("hidden-sandboxed-frame", "<iframe sandbox src=foot.html style=\"opacity:0\"></iframe>", HIDDEN, &[]).beside("foot.html", frame.clone()),
        trap("hidden-frame", "<iframe src=foot.html style=\"position:absolute;left:-9999px\"></iframe>", HIDDEN, &[]).beside("foot.html", frame.clone()),
        trap("frame-that-cuts-off", "<iframe src=foot.html scrolling=no style=\"border:0;width:100%;height:40px\"></iframe>", HIDDEN, &[]).beside("foot.html", frame.replace("margin:0", "margin:200px 0 0")),
        trap("covered-frame", "<style>body{margin:0}main{height:1500px}</style><iframe src=foot.html style=\"border:0;width:100%;height:60px\"></iframe><div style=\"position:fixed;left:0;right:0;bottom:0;height:120px;background:#eee\">订阅</div>", HIDDEN, &[]).beside("foot.html", frame),
    ]
}

/// What clicks do.
fn links() -> Vec<Trap> {
    let number = |script: &str| {
        format!(
            "<footer style=\"text-align:center\"><span id=n>京ICP备19004817号-1</span></footer><script>{script}</script>"
        )
    };
    let linked = |script: &str| {
        format!(
            "<footer style=\"text-align:center\">{LINKED}</footer><script>document.querySelector('footer a').{script}</script>"
        )
    };
    let opens = |how: &str| number(&format!("n.addEventListener('click',()=>{how})"));
    vec![
        trap(
            "click-opens-a-window",
            &opens("open('https://beian.miit.gov.cn/')"),
            &["icp-link-scripted"],
            &["icp-not-linked"],
        )
        .opened_for("link"),
        trap(
            "click-leaves-the-page",
            &opens("setTimeout(()=>location.href='https://beian.miit.gov.cn/',100)"),
            &["icp-link-scripted"],
            &["icp-not-linked"],
        ),
        trap(
            "click-opens-another-site",
            &opens("open('https://beian.example.com/')"),
            &["icp-link-wrong"],
            &["icp-link-scripted"],
        )
        .opened_for("link"),
        trap(
            "frame-that-goes-on-by-itself",
            "<footer style=\"text-align:center\"><span onclick=\"0\">京ICP备19004817号-1</span></footer><iframe src=ads.html></iframe>",
            &["icp-not-linked"],
            &["icp-link-wrong", "icp-link-scripted"],
        )
        .beside("ads.html", "<!doctype html><script>setTimeout(()=>location.href='?'+Math.random(),90)</script>"),
        trap("click-does-nothing", &opens("0"), &["icp-not-linked"], &["icp-link-scripted"])
            .opened_for("link"),
        trap(
            "click-is-taken-away",
            &linked("onclick=e=>{e.preventDefault();open('https://ads.example.com/')}"),
            &["icp-link-wrong"],
            &["icp-not-linked"],
        ),
        trap(
            "link-that-a-script-writes",
            &number("n.innerHTML='<a href=\"https://beian.miit.gov.cn/\">'+n.textContent+'</a>'"),
            &[],
            &["icp-not-linked", "icp-link-scripted"],
        )
        .opened_for("link"),
    ]
}

/// Pictures beside the police number.
fn badges() -> Vec<Trap> {
    const BOTH: Rules = &["police-badge-broken", "police-badge-missing"];
    let with = |image: &str| {
        format!("<footer style=\"text-align:center\">{LINKED} {image}{POLICE}</footer>")
    };
    vec![
        trap("badge", &with("<img src=b.png width=20>"), &[], BOTH).beside("b.png", badge()),
        trap("badge-of-several-sizes", &with("<img src=none.png srcset=\"b.png 1x, b2.png 2x\" width=20>"), &[], BOTH).beside("b.png", badge()).beside("b2.png", badge()),
        trap("badge-of-a-picture", &with("<picture><source srcset=b.png><img src=none.png width=20></picture>"), &[], BOTH).beside("b.png", badge()),
        trap("badge-whose-set-is-missing", &with("<img src=b.png srcset=none.png width=20>"), &["police-badge-broken"], &["police-badge-missing"]).beside("b.png", badge()),
        trap("badge-that-is-no-picture", &with("<img src=b.png width=20>"), &["police-badge-broken"], &["police-badge-missing"]).beside("b.png", "<!doctype html><p>404"),
        trap("lazy-badge", &format!("<style>main{{height:6000px}}</style>{}", with("<img loading=lazy src=b.png width=20>")), &[], BOTH).beside("b.png", badge()),
        trap("badge-that-a-script-loads", &format!("<style>main{{height:6000px}}</style>{}<script>new IntersectionObserver((all,seen)=>all.forEach(it=>{{if(it.isIntersecting)it.target.src=it.target.dataset.src}})).observe(document.querySelector('img'))</script>", with("<img data-src=b.png width=20 height=20>")), &[], BOTH).beside("b.png", badge()),
        trap("badge-that-a-script-adds", &format!("{}<script>document.querySelector('footer a:last-of-type').insertAdjacentHTML('beforebegin','<img src=b.png width=20>')</script>", with("")), &[], BOTH).beside("b.png", badge()).opened_for("badge"),
    ]
}
