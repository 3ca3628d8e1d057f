//! Crawls of a server on loopback: what is read, what is left out, what is told of faults.

use std::time::Duration;

use beian::crawl::LiveOptions;
use beian::facts::PageKind;
use beian::net::ClientOptions;
use beian::visit::{Arrival, SkipReason, TwinState};

use crate::support::server::{Reply, Request, Server, gzip};
use crate::support::visit::{crawl, options, visit};

const FOOTER: &str =
    "<footer><a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a></footer>";

/// A page with links and the footer.
fn page(links: &[&str]) -> Reply {
    let links: Vec<String> = links.iter().map(|link| format!("<a href=\"{link}\">x</a>")).collect();
    let links = links.join(" ");
    Reply::html(&format!("<!doctype html><html><body><main>{links}</main>{FOOTER}</body></html>"))
}

fn home_only(reply: Reply) -> Server {
    Server::start(
        move |request| if request.path == "/" { reply.clone() } else { Reply::not_found() },
    )
}

#[test]
fn pages_come_from_links_and_sitemaps_each_once_and_robots_are_obeyed() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => page(&[
            "/a",
            "/a#top",
            "b.html?x=1",
            "/secret/x",
            "/logo.png",
            "https://other.test/",
            "mailto:a@b.cn",
        ]),
        "/robots.txt" => {
            Reply::typed("text/plain", b"User-agent: *\nDisallow: /secret/\nSitemap: /map.xml")
        }
        "/map.xml" => Reply::typed(
            "text/xml",
            format!(
                "<sitemapindex><sitemap><loc>http://{}/map2.xml.gz</loc></sitemap></sitemapindex>",
                request.host
            )
            .as_bytes(),
        ),
        "/map2.xml.gz" => {
            let text = format!(
                "<urlset><url><loc>http://{0}/from-map</loc></url><url><loc>http://{0}/a</loc></url></urlset>",
                request.host
            );
            Reply::typed("application/gzip", &gzip(text.as_bytes()))
        }
        "/a" => page(&["/", "/a", "/deep"]),
        "/b.html?x=1" | "/from-map" | "/deep" => page(&["/a"]),
        _ => Reply::not_found(),
    });
    let run = visit(&server);
    assert_eq!(run.paths(), ["/", "/a", "/b.html?x=1", "/from-map", "/deep"]);
    assert!(run.pages.iter().all(|page| page.facts().is_some_and(|facts| facts.icp.len() == 1)));
    let skipped: Vec<_> =
        run.visit.skipped.iter().map(|page| (page.url.clone(), page.why)).collect();
    assert_eq!(skipped, [(server.url("/secret/x"), SkipReason::Robots)]);
    assert_eq!((run.visit.pages_found, run.visit.truncated), (6, false));
    let mut paths = server.paths();
    paths.sort_unstable();
    let asked = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), asked, "nothing is asked for twice");
}

#[test]
fn robots_can_be_ignored_and_a_broken_robots_txt_forbids_all_but_the_home_page() {
    let server = Server::start(|request| match request.path.as_str() {
        "/robots.txt" => Reply::not_found().with_status(500),
        "/" | "/a" => page(&["/a"]),
        _ => Reply::not_found(),
    });
    let run = visit(&server);
    assert_eq!((run.paths(), run.visit.skipped.len()), (vec!["/"], 1));
    let free = LiveOptions { robots: false, ..LiveOptions::default() };
    let run = crawl(&server.url("/"), options(&server), &free);
    assert_eq!(run.paths(), ["/", "/a"]);
}

#[test]
fn the_cap_cuts_and_says_so_whatever_the_concurrency() {
    let links: Vec<String> = (0..40).map(|page| format!("/{page}")).collect();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let reply = page(&links);
    let server = Server::start(move |request| match request.path.as_str() {
        "/robots.txt" | "/sitemap.xml" => Reply::not_found(),
        _ => reply.clone(),
    });
    let mut orders = Vec::new();
    for width in [1, 8] {
        let narrow = ClientOptions { concurrency: width, per_host: width, ..options(&server) };
        let run = crawl(
            &server.url("/"),
            narrow,
            &LiveOptions { max_pages: 10, ..LiveOptions::default() },
        );
        assert_eq!((run.pages.len(), run.visit.truncated, run.visit.pages_found), (10, true, 41));
        assert_eq!(run.visit.skipped.iter().filter(|page| page.why == SkipReason::Cap).count(), 31);
        orders.push(run.pages.iter().map(|page| page.address.clone()).collect::<Vec<_>>());
    }
    assert_eq!(orders[0], orders[1], "the same pages in the same order");
}

#[test]
fn only_the_home_page_is_read_where_that_is_wanted() {
    let server = home_only(page(&["/a"]));
    let run = crawl(
        &server.url("/"),
        options(&server),
        &LiveOptions { home_only: true, ..LiveOptions::default() },
    );
    assert_eq!((server.paths(), run.pages.len()), (vec!["/".to_owned()], 1));
}

#[test]
fn redirects_between_apex_and_www_are_kept_and_followed() {
    let server = Server::start(|request| {
        let www = format!("http://www.{}/home", request.host);
        if request.host.starts_with("www.") { page(&[]) } else { Reply::redirect(301, &www) }
    });
    let run = crawl(&server.url_of("site.test", "/"), options(&server), &LiveOptions::default());
    let [redirect] = run.visit.redirects.as_slice() else { panic!("{:?}", run.visit.redirects) };
    assert_eq!(
        (redirect.status, redirect.to.as_str()),
        (301, server.url_of("www.site.test", "/home").as_str())
    );
    assert_eq!(run.visit.final_url.as_deref(), Some(redirect.to.as_str()));
    assert_eq!((run.home().address.as_str(), run.icp().len()), (redirect.to.as_str(), 1));
}

#[test]
fn a_redirect_without_end_is_a_status() {
    let server = Server::start(|request| Reply::redirect(302, &format!("{}x", request.path)));
    let run = visit(&server);
    let Arrival::Status { status: 302, error, .. } = &run.home().arrival else {
        panic!("{:?}", run.home())
    };
    assert!(error.en.contains("redirects"), "{error:?}");
    assert_eq!((run.visit.redirects.len(), server.paths().len()), (10, 11));
}

#[test]
fn a_robots_txt_may_lie_on_another_host() {
    let other = Server::start(|_| Reply::typed("text/plain", b"User-agent: *\nDisallow: /a"));
    let to = other.url_of("other.test", "/shared");
    let server = Server::start(move |request| match request.path.as_str() {
        "/robots.txt" => Reply::redirect(301, &to),
        "/" => page(&["/a", "/b"]),
        _ => page(&[]),
    });
    let mut options = options(&server);
    let pin = format!("other.test:{}:127.0.0.1", other.address.port());
    options.resolve.push(pin.parse().expect("a pin"));
    // A private address given by hand is that of its own site only.
    options.allow_private = true;
    let run = crawl(&server.url_of("site.test", "/"), options, &LiveOptions::default());
    assert_eq!((run.visit.skipped.len(), run.pages.len()), (1, 2), "{:?}", run.visit.skipped);
    assert_eq!(other.paths(), ["/shared"]);
}

#[test]
fn a_robots_txt_behind_a_refused_address_is_none() {
    let inside = Server::start(|_| Reply::typed("text/plain", b"User-agent: *\nDisallow: /"));
    for to in
        [inside.url("/"), inside.url_of("localhost", "/"), inside.url_of("[::ffff:127.0.0.1]", "/")]
    {
        let server = Server::start(move |request| match request.path.as_str() {
            "/robots.txt" => Reply::redirect(302, &to),
            "/" => page(&["/a"]),
            _ => page(&[]),
        });
        let url = server.url_of("site.test", "/");
        let run = crawl(&url, options(&server), &LiveOptions::default());
        assert_eq!(run.pages.len(), 2, "{:?}", run.visit.skipped);
    }
    assert_eq!(inside.paths(), [""; 0]);
}

#[test]
fn a_redirect_to_another_site_is_told_and_never_asked() {
    let other = Server::start(|_| page(&[]));
    let to = other.url("/");
    let server = Server::start(move |_| Reply::redirect(302, &to));
    let run = crawl(&server.url_of("site.test", "/"), options(&server), &LiveOptions::default());
    assert_eq!(
        (run.visit.away.as_deref(), run.pages.len(), other.connections()),
        (Some("127.0.0.1"), 0, 0)
    );
    assert_eq!(run.visit.final_url, Some(other.url("/")));
}

#[test]
fn slow_answers_end_at_the_deadline_headers_and_bodies_alike() {
    let slow_body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec();
    let cases = [("headers", Reply::silence()), ("body", Reply::endless(&slow_body))];
    for (name, reply) in cases {
        let server = home_only(reply);
        let hasty = ClientOptions {
            timeout: Duration::from_millis(300),
            max_body: u64::MAX,
            ..options(&server)
        };
        let run = crawl(&server.url("/"), hasty, &LiveOptions::default());
        assert!(run.failure().contains("timed out"), "{name}: {}", run.failure());
    }
}

#[test]
fn bodies_that_do_not_arrive_whole_are_never_judged() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    let cut = format!("{head}Content-Length: 5000\r\n\r\n<p>{FOOTER}");
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n");
    let mut gzipped = format!("{head}Content-Encoding: gzip\r\n\r\n").into_bytes();
    let packed = gzip(FOOTER.repeat(500).as_bytes());
    gzipped.extend_from_slice(packed.split_at(packed.len() / 2).0);
    let cases = [
        ("short", Reply::Close(cut.into_bytes()), "broke off"),
        ("chunked", Reply::Close(chunked.into_bytes()), "broke off"),
        ("half a gzip", Reply::Close(gzipped), "broke off"),
        ("endless", Reply::endless(format!("{head}\r\n").as_bytes()), "too large"),
        ("hangup", Reply::hangup(), "closed before an answer"),
        ("no http", Reply::Close(b"SSH-2.0-x\r\n".to_vec()), "not a valid HTTP answer"),
    ];
    for (name, reply, expected) in cases {
        let server = home_only(reply);
        let run = visit(&server);
        assert!(run.failure().contains(expected), "{name}: {}", run.failure());
    }
}

#[test]
fn compressed_pages_are_read_and_bombs_stop_at_the_cap() {
    let body = format!("<html><body>{FOOTER}</body></html>");
    let server = home_only(
        Reply::typed("text/html", &gzip(body.as_bytes())).with_header("Content-Encoding", "gzip"),
    );
    assert_eq!(visit(&server).icp(), ["京ICP备11000001号-1 footer"]);
    let bomb = gzip(&vec![b' '; 256 << 20]);
    let server =
        home_only(Reply::typed("text/html", &bomb).with_header("Content-Encoding", "gzip"));
    assert!(visit(&server).failure().contains("too large"));
}

#[test]
fn a_status_is_no_page_but_an_interception_page_is_recognised() {
    for status in [404, 500, 503] {
        let server = home_only(page(&["/a"]).with_status(status));
        let run = visit(&server);
        assert_eq!(
            (run.home().status(), run.home().facts().is_none(), run.pages.len()),
            (Some(status), true, 1)
        );
    }
    let text = "<html><head><title>TestPage</title></head><body><h1>该网站暂时无法进行访问</h1>\
                <p>根据《非经营性互联网信息服务备案管理办法》，网站未备案，阿里云已依法阻断访问。</p></body></html>";
    let server = home_only(Reply::html(text).with_status(403));
    let run = visit(&server);
    let Arrival::Status { status: 403, intercept, .. } = &run.home().arrival else {
        panic!("{:?}", run.home())
    };
    assert!(intercept.is_some());
}

#[test]
fn a_busy_server_is_asked_once_more_when_it_says_so() {
    let server = Server::start({
        let asked = std::sync::atomic::AtomicUsize::new(0);
        move |request: &Request| match request.path.as_str() {
            "/" if asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 => {
                page(&[]).with_status(503).with_header("Retry-After", "0")
            }
            "/" => page(&[]),
            _ => Reply::not_found(),
        }
    });
    assert_eq!(visit(&server).icp().len(), 1);
}

#[test]
fn what_is_no_html_is_told_by_type_and_by_bytes() {
    let no_type =
        |body: &[u8]| Reply::Page { status: 200, headers: Vec::new(), body: body.to_vec() };
    for reply in [
        Reply::typed("application/pdf", b"%PDF-1.7"),
        Reply::typed("text/plain", b"hello"),
        Reply::typed("text/html", b"{\"a\":1}"),
        no_type(b"\x89PNG"),
    ] {
        let run = visit(&home_only(reply));
        assert!(
            matches!(run.home().arrival, Arrival::NotHtml { status: Some(200), .. }),
            "{:?}",
            run.home()
        );
    }
    let body = format!("<!DOCTYPE html><html><body>{FOOTER}</body></html>");
    for reply in [Reply::typed("text/plain", body.as_bytes()), no_type(body.as_bytes())] {
        assert_eq!(visit(&home_only(reply)).icp().len(), 1);
    }
}

#[test]
fn the_charset_of_the_header_is_used() {
    let mut body = b"<html><body><footer>".to_vec();
    // 京ICP备11000001号 in GBK
    body.extend_from_slice(b"\xbe\xa9ICP\xb1\xb811000001\xba\xc5</footer></body></html>");
    let run = visit(&home_only(Reply::typed("text/html; charset=GBK", &body)));
    assert_eq!((run.facts().encoding, run.icp().len()), ("gbk", 1));
}

#[test]
fn a_meta_refresh_is_followed_one_step() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => Reply::html(
            "<html><head><meta http-equiv=refresh content=\"0;url=/zh/\"></head></html>",
        ),
        "/zh/" => page(&["/zh/about"]),
        "/zh/about" => page(&[]),
        _ => Reply::not_found(),
    });
    let run = visit(&server);
    assert_eq!(run.icp(), ["京ICP备11000001号-1 frame"]);
    assert_eq!(run.paths(), ["/zh/", "/zh/about"]);
    assert_eq!(
        run.visit.redirects.iter().map(|redirect| redirect.status).collect::<Vec<_>>(),
        [200]
    );
}

#[test]
fn frames_of_the_site_are_merged_once_fetched_and_others_are_named() {
    let framed = "<!doctype html><html><body><p>text of some length</p><a href=/inner>x</a>\
                  <iframe src=/foot.html></iframe><iframe src=\"https://other.test/f\"></iframe></body></html>";
    let server = Server::start(move |request| match request.path.as_str() {
        "/" | "/inner" => Reply::html(framed),
        "/foot.html" => page(&[]),
        _ => Reply::not_found(),
    });
    let run = visit(&server);
    assert_eq!(run.icp(), ["京ICP备11000001号-1 frame"]);
    assert_eq!(run.pages[1].facts().unwrap().icp.len(), 1, "inner pages too");
    assert_eq!(run.home().foreign_frames(), ["https://other.test/f"]);
    assert_eq!(server.paths().iter().filter(|path| *path == "/foot.html").count(), 1);
}

#[test]
fn a_frameset_shows_what_its_frames_show() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => Reply::html(
            "<html><frameset rows=\"60,*\"><frame src=top.html><frame src=main.html></frameset></html>",
        ),
        "/main.html" => page(&[]),
        "/top.html" => Reply::html("<html><body>top</body></html>"),
        _ => Reply::not_found(),
    });
    let run = visit(&server);
    assert_eq!(
        (run.facts().kind, run.icp()),
        (PageKind::Frameset, vec!["京ICP备11000001号-1 frame".to_owned()])
    );
}

#[test]
fn what_robots_txt_forbids_is_not_asked_for_by_way_of_a_redirect_or_a_badge() {
    let number =
        "<a href=\"https://beian.mps.gov.cn/\"><img src=/BADGE>京公网安备11010502000001号</a>";
    for badge in ["private/badge.png", "hop.png"] {
        let page = format!(
            "<html><body><a href=/hop>1</a><iframe src=/hop></iframe><footer>京ICP备11000001号{}</footer></body></html>",
            number.replace("BADGE", badge)
        );
        let server = Server::start(move |request| match request.path.as_str() {
            "/robots.txt" => {
                Reply::typed("text/plain", b"User-agent: *\nDisallow: /private/\nSitemap: /hop")
            }
            "/hop" | "/hop.png" => Reply::redirect(302, "/private/x"),
            "/" => Reply::html(&page),
            _ => Reply::not_found(),
        });
        let run = visit(&server);
        let asked = server.paths();
        assert!(!asked.iter().any(|path| path.starts_with("/private/")), "{asked:?}");
        let badge = run.facts().police[0].badge.clone().expect("a badge");
        assert!(!badge.broken);
        let why: Vec<_> = run.visit.skipped.iter().map(|skipped| skipped.why).collect();
        assert!(
            why.contains(&SkipReason::BadgeRobots) && why.contains(&SkipReason::Robots),
            "{why:?}"
        );
    }
}

#[test]
fn a_badge_image_that_the_server_lacks_is_broken() {
    let body = |image: &str| {
        format!(
            "<!doctype html><html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=\
             11010502000001\"><img src=\"{image}\">京公网安备11010502000001号</a></footer></body></html>"
        )
    };
    for (image, broken) in [("/badge.png", false), ("/none.png", true), ("/page.png", true)] {
        let html = body(image);
        let server = Server::start(move |request| match request.path.as_str() {
            "/" => Reply::html(&html),
            "/badge.png" => Reply::typed("image/png", b"\x89PNG"),
            "/page.png" => Reply::html("<html></html>"),
            _ => Reply::not_found(),
        });
        let run = visit(&server);
        let badge = run.facts().police[0].badge.clone().expect("a badge");
        assert_eq!((badge.image.as_deref(), badge.broken), (Some(image), broken));
    }
}

#[test]
fn inner_redirects_count_once_and_leave_out_other_sites() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => page(&["/old", "/new", "/out"]),
        "/old" => Reply::redirect(301, "/new"),
        "/new" => page(&[]),
        "/out" => Reply::redirect(302, "https://other.test/"),
        _ => Reply::not_found(),
    });
    let run = visit(&server);
    assert_eq!((run.paths(), run.visit.pages_found), (vec!["/", "/new"], 3));
    assert_eq!(
        run.visit.skipped.iter().map(|page| page.why).collect::<Vec<_>>(),
        [SkipReason::Away]
    );
}

#[test]
fn a_failing_inner_page_does_not_stop_the_others() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => page(&["/hangup", "/missing", "/good"]),
        "/hangup" => Reply::hangup(),
        "/good" => page(&[]),
        _ => Reply::not_found(),
    });
    let run = visit(&server);
    let errors: Vec<bool> = run.pages.iter().map(|page| page.error().is_some()).collect();
    assert_eq!(
        (run.paths(), errors),
        (vec!["/", "/hangup", "/missing", "/good"], vec![false, true, true, false])
    );
}

#[test]
fn pages_that_nobody_wants_or_that_sign_out_are_not_asked_for() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => {
            page(&["/a", "/en/b", "/admin", "/logout", "/x?action=logout", "/post/3/delete", "/c"])
        }
        "/sitemap.xml" => Reply::typed(
            "text/xml",
            b"<urlset><url><loc>/en/d</loc></url><url><loc>/user/quit</loc></url></urlset>",
        ),
        _ => page(&["/logout", "/en/e"]),
    });
    let exclude = vec!["en/**".to_owned(), "/admin*".to_owned()];
    let live = LiveOptions { exclude, ..LiveOptions::default() };
    let run = crawl(&server.url("/"), options(&server), &live);
    assert_eq!(run.paths(), ["/", "/a", "/c"]);
    let why = |why: SkipReason| run.visit.skipped.iter().filter(|page| page.why == why).count();
    assert_eq!(
        (why(SkipReason::Excluded), why(SkipReason::Session)),
        (4, 4),
        "{:?}",
        run.visit.skipped
    );
    assert_eq!(
        server
            .paths()
            .iter()
            .filter(|path| path.contains("logout") || path.contains("en/"))
            .count(),
        0
    );
    let live = LiveOptions { include: vec!["/a".to_owned()], ..LiveOptions::default() };
    assert_eq!(crawl(&server.url("/"), options(&server), &live).paths(), ["/", "/a"]);
}

#[test]
fn a_link_that_says_it_signs_out_is_not_followed_whatever_its_address() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => Reply::html(&format!(
            "<html><body><a href=/u/9><i></i> 退出登录</a><a href=/v>退出机制</a>{FOOTER}</body></html>"
        )),
        _ => page(&[]),
    });
    assert_eq!(visit(&server).paths(), ["/", "/v"]);
}

/// What the other name of a bare domain comes to, in words.
fn twin(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (Option<String>, Server) {
    let server = Server::start(answer);
    let target = format!("site.test:{}", server.address.port());
    let run = crawl(&target, options(&server), &LiveOptions::default());
    let state = run.visit.twin.map(|twin| {
        assert!(twin.url.starts_with("http://www.site.test:"), "{}", twin.url);
        match twin.state {
            TwinState::Shows(numbers) => {
                numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            }
            TwinState::Failed(why) => why.en.to_string(),
            TwinState::Away(host) => host,
        }
    });
    (state, server)
}

#[test]
fn the_other_name_of_a_bare_domain_is_looked_at_once() {
    let other = "<html><body><p>某某公司的网站，这里有一些文字</p><footer>浙ICP备11000002号</footer></body></html>";
    let bare =
        "<html><body><p>某某公司的网站，这里有一些文字，没有页脚，也没有号码</p></body></html>";
    let on_www = |reply: Reply| {
        move |request: &Request| match request.path.as_str() {
            "/" if request.host.starts_with("www.") => reply.clone(),
            "/" => page(&[]),
            _ => Reply::not_found(),
        }
    };
    for (reply, expected) in [
        (page(&[]), Some("京ICP备11000001号-1")),
        (Reply::html(other), Some("浙ICP备11000002号")),
        (Reply::html(bare), Some("")),
        (Reply::not_found(), Some("HTTP status 404")),
        (Reply::redirect(301, "https://other.test/"), Some("other.test")),
        (Reply::html("<title>网站维护中</title><p>网站维护中"), None),
        (
            Reply::html("<html><body><div id=app></div><script src=/x.js></script></body></html>"),
            None,
        ),
    ] {
        let (state, server) = twin(on_www(reply));
        assert_eq!(state.as_deref(), expected);
        let asked = server.requests();
        let asked_twin =
            asked.iter().filter(|it| it.host.starts_with("www.") && it.path == "/").count();
        assert_eq!(asked_twin, 1);
    }
    // It leads to the name in use, or the name in use leads to it: nothing to tell.
    let (state, _) = twin(|request| match request.host.strip_prefix("www.") {
        Some(host) => Reply::redirect(301, &format!("http://{host}/")),
        None => page(&[]),
    });
    assert_eq!(state, None);
    let (state, server) = twin(|request| {
        if request.host.starts_with("www.") {
            page(&[])
        } else {
            Reply::redirect(301, &format!("http://www.{}/", request.host))
        }
    });
    assert_eq!(state, None);
    assert_eq!(server.requests().iter().filter(|it| it.path == "/").count(), 2);
    // robots.txt of that name governs it.
    let (state, server) = twin(|request| match request.path.as_str() {
        "/robots.txt" if request.host.starts_with("www.") => {
            Reply::typed("text/plain", b"User-agent: *\nDisallow: /")
        }
        "/" => page(&[]),
        _ => Reply::not_found(),
    });
    assert_eq!(state, None);
    assert!(!server.requests().iter().any(|it| it.host.starts_with("www.") && it.path == "/"));
}

#[test]
fn the_other_name_is_left_alone_where_one_page_or_one_address_is_wanted() {
    let server = Server::start(|_| page(&[]));
    let bare = format!("site.test:{}", server.address.port());
    let home_only = LiveOptions { home_only: true, ..LiveOptions::default() };
    crawl(&bare, options(&server), &home_only);
    crawl(&server.url_of("site.test", "/"), options(&server), &LiveOptions::default());
    crawl(&format!("{bare}/shop/"), options(&server), &LiveOptions::default());
    assert!(!server.requests().iter().any(|request| request.host.starts_with("www.")));
}
