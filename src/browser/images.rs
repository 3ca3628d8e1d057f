//! Whether the pictures of an open page have loaded, and how large they are by themselves.

use std::time::Duration;

use super::error::BrowserError;
use super::page::Tab;
use crate::facts::LaidOutImage;

/// How often pictures that are still loading are asked about again, and how long that waits each time.
const ROUNDS: usize = 5;
const WAIT: Duration = Duration::from_millis(300);

/// The bytes by which addresses are compared: data in an address may be as long as a picture.
const LONGEST: usize = 400;

/// Shadow roots that a script can see and frames of the same site are looked into.
const PICTURES: &str = "(() => { const out = []; const walk = root => { for (const e of root.querySelectorAll('img,input[type=image]')) { if (out.length >= 300) return; const n = e.naturalWidth === undefined; out.push([(e.currentSrc || e.src || '').slice(0, 512), e.naturalWidth || (n ? 1 : 0), e.naturalHeight || (n ? 1 : 0), e.complete !== false]); } let seen = 0; for (const e of root.querySelectorAll('*')) { if (e.shadowRoot) walk(e.shadowRoot); if (e.tagName === 'IFRAME' && seen++ < 20) { try { if (e.contentDocument) walk(e.contentDocument); } catch { } } } }; walk(document); return out; })()";

impl Tab {
    /// The pictures with one of these addresses, once they have loaded or could not be. Of one that is still on its way
    /// nothing is said: a limit of our own may hold it up.
    pub(super) async fn pictures(
        &mut self,
        addresses: &[&str],
    ) -> Result<Vec<LaidOutImage>, BrowserError> {
        let wanted: Vec<&str> = addresses.iter().map(|address| start(address)).collect();
        let mut found = Vec::new();
        for round in 0..ROUNDS {
            let all = self.evaluate(PICTURES).await?;
            let mut waits = false;
            found.clear();
            for picture in all.as_array().into_iter().flatten() {
                let address = self.told_address(picture[0].as_str().unwrap_or_default().to_owned());
                if !wanted.contains(&start(&address)) {
                    continue;
                }
                let size = |index: usize| {
                    picture[index].as_u64().and_then(|size| u32::try_from(size).ok()).unwrap_or(0)
                };
                let natural = (size(1), size(2));
                if picture[3] == false {
                    waits = true;
                    continue;
                }
                let natural = (natural.0 > 0 && natural.1 > 0).then_some(natural);
                found.push(LaidOutImage { address, natural });
            }
            if !waits || round + 1 == ROUNDS {
                break;
            }
            self.pause(WAIT).await?;
        }
        Ok(found)
    }
}

fn start(address: &str) -> &str {
    address.get(..address.floor_char_boundary(LONGEST)).unwrap_or_default()
}
