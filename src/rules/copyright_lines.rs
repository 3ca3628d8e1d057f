//! What the rules on copyright lines share: the lines that speak for the site.

use crate::domain::copyright::{OwnerKind, same_owner};
use crate::facts::CopyrightLine;

use super::PageView;

/// The lines that a reader sees, without those of the software's maker.
pub(super) fn shown<'a>(view: &PageView<'a>) -> impl Iterator<Item = &'a CopyrightLine> {
    let declared = view.site.owner.as_deref();
    let lines = view.facts.copyright.iter();
    lines.filter(move |line| line.visibility.is_shown() && speaks_for_site(line, declared))
}

/// Whether a line is the site's. Behind the name of a program it is the program's, unless it names the declared owner or a
/// part of it; where none is declared, any name that is not an address may be the owner's.
fn speaks_for_site(line: &CopyrightLine, declared: Option<&str>) -> bool {
    if line.owner_kind == OwnerKind::Software {
        return false;
    }
    if !line.behind_program {
        return true;
    }
    match (line.owner.as_deref(), declared) {
        (Some(owner), Some(declared)) => {
            same_owner(owner, declared) || declared.contains(owner) || line.text.contains(declared)
        }
        (Some(_), None) => line.owner_kind == OwnerKind::Name,
        (None, _) => false,
    }
}

/// The last year a line names.
pub(super) fn last_year(line: &CopyrightLine) -> Option<i16> {
    line.to.or(line.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::page::facts;

    /// The owners of the lines that speak for the site, empty for those that name none.
    fn owners(body: &str, declared: Option<&str>) -> Vec<String> {
        let page = facts(&format!(
            "<!doctype html><html lang=zh><meta charset=utf-8><title>x</title><body><p>青禾文具</p>{body}\
             <p><a href=https://beian.miit.gov.cn/>京ICP备19004817号-1</a></p></body></html>"
        ));
        let lines = page.copyright.iter();
        let own = lines.filter(|line| speaks_for_site(line, declared));
        own.map(|line| line.owner.clone().unwrap_or_default()).collect()
    }

    #[test]
    fn what_a_program_signs_does_not_speak_for_the_site() {
        for body in [
            "<p>Powered by <a>Discuz!</a> X3.4</p><p>Copyright &copy; 2001-2020, Tencent Cloud.</p>",
            "<p>Powered by <b><a href=https://www.metinfo.cn>MetInfo 7.8</a></b> &copy;2008-2025 &nbsp;\
             <a href=https://www.mituo.cn>mituo.cn</a></p>",
            "<p>Powered by <a>74cms</a> v4.2 &copy; 2014-2018</p>",
            "<p>Powered by <a>DESTOON B2B SYSTEM</a> &copy; 2008-2018</p>",
            "<p>Powered by <a>Z-BlogPHP</a> &copy; 2018 <a>RainbowSoft Studio</a></p>",
            "<p>Powered by <a>CmsEasy</a> &copy; 2018 CmsEasy, Inc.</p>",
            "<p>Powered by <a>JEECMS</a> &copy; 2018 江西金磊科技发展有限公司</p>",
            "<p>Powered by ECShop v4.0 &copy; 2005-2018</p>",
        ] {
            for declared in [Some("青禾文具有限公司"), None] {
                assert_eq!(owners(body, declared), [""; 0], "{body}");
                let with_own = format!("<p>青禾文具有限公司 版权所有</p>{body}");
                assert_eq!(owners(&with_own, declared), ["青禾文具有限公司"], "{with_own}");
                let own_behind = format!("{body}<p>青禾文具有限公司 版权所有</p>");
                assert_eq!(owners(&own_behind, declared), ["青禾文具有限公司"], "{own_behind}");
            }
        }
    }

    #[test]
    fn the_owner_behind_a_program_is_the_declared_one_or_the_makers() {
        let body = "<p>Powered by 某某系统</p><p>&copy; 2020 青禾文具</p>";
        assert_eq!(owners(body, Some("青禾文具有限公司")), ["青禾文具"]);
        assert_eq!(owners(body, None), ["青禾文具"]);
        assert_eq!(owners(body, Some("山湖网络有限公司")), [""; 0]);
        let wordpress = "<p>Powered by WordPress</p><p>&copy; 2020 青禾文具</p>";
        assert_eq!(owners(wordpress, Some("山湖网络有限公司")), ["青禾文具"]);
    }
}
