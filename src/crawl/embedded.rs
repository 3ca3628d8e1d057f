//! What a page embeds: the documents in its frames, and the pictures of its badges. What of them is looked up is decided
//! here, for folders and live sites alike; how is theirs to say.

use url::Url;

use crate::domain::police_number::PoliceNumber;
use crate::facts::{Frame, FramePlace, PageFacts, Sighting};

use super::frontier::drop_login;

/// Frames of one page that are followed.
const MAX_FRAMES: usize = 8;

/// The frames of a page whose documents are to be read.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// In order.
    pub(super) links: Vec<FrameLink>,
    /// There are more of them than are followed.
    pub(super) more: bool,
}

/// A frame with an address on the web.
#[derive(Debug)]
pub(super) struct FrameLink {
    /// Its `src` as written.
    pub(super) src: String,
    /// Where that leads, without fragment and credentials.
    pub(super) url: Url,
    /// Where the frame stands.
    pub(super) place: FramePlace,
}

/// Chooses the frames to read of those of a page: the ones with an address on the web, but for the page itself
/// (`is_page`), up to a bound.
pub(super) fn frames(frames: &[Frame], base: &Url, is_page: impl Fn(&Url) -> bool) -> Frames {
    let mut chosen = Frames::default();
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
        drop_login(&mut url);
        chosen.links.push(FrameLink { src: src.clone(), url, place: place.clone() });
    }
    // what is a part of the page says more than its content
    chosen.links.sort_by_key(|link| link.place.role);
    chosen
}

/// The addresses of badge pictures that are not known to be broken, as written, each once.
pub(super) fn badge_pictures(facts: &PageFacts) -> Vec<String> {
    let badges = facts.police.iter().filter_map(|sighting| sighting.badge.as_ref());
    let mut pictures: Vec<String> =
        badges.filter(|badge| !badge.broken).filter_map(|badge| badge.image.clone()).collect();
    pictures.sort_unstable();
    pictures.dedup();
    pictures
}

/// Marks the badges whose picture is missing, given its address as written, as broken.
pub(super) fn mark_broken_badges(
    police: &mut [Sighting<PoliceNumber>],
    is_missing: impl Fn(&str) -> bool,
) {
    for badge in police.iter_mut().filter_map(|sighting| sighting.badge.as_mut()) {
        badge.broken |= badge.image.as_deref().is_some_and(&is_missing);
    }
}
