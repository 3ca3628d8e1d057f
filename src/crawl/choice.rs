//! Which addresses of a live site are asked for: those that the user wants, and none that does something when it is asked
//! for.

use std::path::Path;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::folder::Choice;

/// Parts of paths and values of parameters that end a session, without signs between their words.
const ENDINGS: [&str; 14] = [
    "logout",
    "logoff",
    "signout",
    "signoff",
    "loginout",
    "logouts",
    "dologout",
    "userlogout",
    "exitlogin",
    "quit",
    "tuichu",
    "zhuxiao",
    "退出",
    "退出登录",
];
/// Those that take something away: a crawler that is signed in must not ask for them either.
const TAKING: [&str; 10] = [
    "delete",
    "destroy",
    "remove",
    "del",
    "unsubscribe",
    "cancel",
    "revoke",
    "注销",
    "注销账号",
    "删除",
];
/// Parameters that say what is to be done.
const ACTIONS: [&str; 17] = [
    "action", "act", "a", "do", "op", "mod", "m", "cmd", "method", "task", "type", "c", "s", "r",
    "route", "ac", "func",
];
/// Endings of file names that say nothing.
const EXTENSIONS: [&str; 9] = ["php", "asp", "aspx", "jsp", "do", "action", "html", "htm", "cgi"];

/// Whether the user wants an address.
pub(super) fn is_wanted(choice: &Choice, url: &Url) -> bool {
    let path = percent_decode_str(url.path()).decode_utf8_lossy();
    choice.holds(Path::new(path.trim_matches('/')))
}

/// Whether asking for an address ends a session or takes something away: `/logout`, `/user/quit.php`, `?action=logout`,
/// `/post/3/delete`.
pub(super) fn acts(url: &Url) -> bool {
    let path = percent_decode_str(url.path()).decode_utf8_lossy();
    let mut parts = path.split('/').filter(|part| !part.is_empty()).rev();
    let last = parts.next().unwrap_or_default();
    let before = parts.next().unwrap_or_default();
    let alone = before.is_empty();
    let last = plain(last);
    let number = !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit());
    if ENDINGS.contains(&last.as_str()) {
        return true;
    }
    // `/post/3/delete`, `/delete/3`: a page about deleting has no number beside it.
    let counted = last.bytes().all(|byte| byte.is_ascii_digit()) && !last.is_empty();
    if TAKING.contains(&last.as_str()) && (number || url.query().is_some())
        || counted && !alone && TAKING.contains(&plain(before).as_str())
    {
        return true;
    }
    url.query_pairs().any(|(name, value)| {
        let (name, value) = (plain(&name), plain(&value));
        let ends = |text: &str| ENDINGS.contains(&text);
        let acting = ACTIONS.contains(&name.as_str());
        let routed = value.rsplit(['/', '.']).next().unwrap_or_default();
        ends(&name) || acting && (ends(&value) || ends(routed) || TAKING.contains(&value.as_str()))
    })
}

/// Lower case, without signs between words and without an extension.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let name = match lower.rsplit_once('.') {
        Some((name, extension)) if EXTENSIONS.contains(&extension) => name,
        _ => lower.as_str(),
    };
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_act_are_told_from_pages_about_it() {
        let acts = |path: &str| acts(&Url::parse(&format!("https://a.cn{path}")).unwrap());
        for path in [
            "/logout",
            "/Logout/",
            "/user/log-out",
            "/sign_out.php",
            "/member/loginout.asp",
            "/user/quit",
            "/account/%E9%80%80%E5%87%BA",
            "/?action=logout",
            "/index.php?m=member&c=index&a=logout",
            "/index.php?s=/user/logout",
            "/index.php?r=site/logout",
            "/x.php?mod=logging&action=logout&formhash=1",
            "/?logout",
            "/?logout=1",
            "/post/3/delete",
            "/delete/3",
            "/admin/del.php?id=3",
            "/x?action=delete&id=3",
            "/wp-login.php?action=logout&_wpnonce=1",
        ] {
            assert!(acts(path), "{path}");
        }
        for path in [
            "/",
            "/docs/how-to-log-out",
            "/login",
            "/quit-smoking",
            "/blog/delete",
            "/sql/delete.html",
            "/about?from=logout-page",
            "/news/2026",
            "/?q=logout",
            "/removed/",
            "/cancel-policy",
        ] {
            assert!(!acts(path), "{path}");
        }
    }

    #[test]
    fn patterns_hold_for_the_path_of_an_address() {
        let choice = Choice::new(&[], &["/logout*".to_owned(), "英文".to_owned()]).unwrap();
        let wanted =
            |path: &str| is_wanted(&choice, &Url::parse(&format!("https://a.cn{path}")).unwrap());
        assert!(wanted("/") && wanted("/x?logout"));
        assert!(
            !wanted("/logout.php?x") && !wanted("/logout/") && !wanted("/%E8%8B%B1%E6%96%87/a")
        );
    }
}
