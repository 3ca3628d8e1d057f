//! What a page embeds: the documents in its frames, and the pictures of its badges. What of them is looked up is decided
//! here, for folders and live sites alike; how is theirs to say.

use url::Url;

use crate::domain::police_number::PoliceNumber;
use crate::facts::{Frame, FrameLinks, PageFacts, Sighting, frame_links};

use super::frontier::drop_login;

/// Chooses the frames to read of those of a page, as [`frame_links`]; their addresses are without credentials.
pub(super) fn frames(frames: &[Frame], base: &Url, is_page: impl Fn(&Url) -> bool) -> FrameLinks {
    let mut chosen = frame_links(frames, base, is_page);
    for link in &mut chosen.links {
        drop_login(&mut link.url);
    }
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
