//! Which documents of a page's frames are read with it. How they are got is the caller's to say.

use url::Url;

use super::page::{Frame, FramePlace};

/// Frames of one page that are followed.
const MAX_FRAMES: usize = 8;

/// The frames of a page whose documents are to be read.
#[derive(Debug, Default)]
pub struct FrameLinks {
    /// The parts of the page first, else in order.
    pub links: Vec<FrameLink>,
    /// There are more of them than are followed.
    pub more: bool,
}

/// A frame with an address on the web.
#[derive(Debug)]
pub struct FrameLink {
    /// Its `src` as written.
    pub src: String,
    /// Where that leads, without fragment.
    pub url: Url,
    /// Where the frame stands.
    pub place: FramePlace,
}

/// Chooses the frames to read of those of a page: the ones with an address on the web, but for the page itself
/// (`is_page`), up to a bound.
pub fn frame_links(frames: &[Frame], base: &Url, is_page: impl Fn(&Url) -> bool) -> FrameLinks {
    let mut chosen = FrameLinks::default();
    for (count, Frame { src, place, .. }) in frames.iter().enumerate() {
        let Ok(mut url) = base.join(src) else { continue };
        url.set_fragment(None);
        if !matches!(url.scheme(), "http" | "https") || is_page(&url) {
            continue;
        }
        if count >= MAX_FRAMES {
            chosen.more = true;
            break;
        }
        chosen.links.push(FrameLink { src: src.clone(), url, place: place.clone() });
    }
    // what is a part of the page says more than its content
    chosen.links.sort_by_key(|link| link.place.role);
    chosen
}

/// The address that the links of a page start from, given its `<base href>`.
pub fn base_of(page: &Url, base: Option<&str>) -> Url {
    base.and_then(|base| page.join(base.trim()).ok()).unwrap_or_else(|| page.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_element_moves_the_links() {
        let at = Url::parse("https://a.cn/x/y.html").expect("an address");
        assert_eq!(base_of(&at, Some("/b/")).as_str(), "https://a.cn/b/");
        assert_eq!(base_of(&at, Some("http://[")).as_str(), at.as_str());
        assert_eq!(base_of(&at, None), at);
    }
}
