//! The program that made a page: `<meta name=generator>`, else the footprints that generators and themes leave.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use crate::html::Outline;

use super::navigation::Landmarks;
use super::page::Generator;

/// Footprints of generators that leave no meta tag: a piece of source and the name.
const FOOTPRINTS: &[(&str, &str)] = &[
    ("__VP_HASH_MAP__", "VitePress"),
    ("class=\"VPContent", "VitePress"),
    ("id=\"__docusaurus\"", "Docusaurus"),
    ("/wp-content/", "WordPress"),
    ("/_next/static/", "Next.js"),
    ("id=\"__nuxt\"", "Nuxt"),
    ("/_nuxt/", "Nuxt"),
    ("Powered by Discuz", "Discuz!"),
    ("/templets/", "DedeCMS"),
    ("/_astro/", "Astro"),
    ("class=\"theme-container", "VuePress"),
    ("/halo-assets/", "Halo"),
    ("hexo-config", "Hexo"),
    ("content=\"mkdocs-", "MkDocs"),
    ("/usr/themes/", "Typecho"),
    ("/zb_users/", "Z-BlogPHP"),
    ("/emlog/", "emlog"),
];

/// Footprints of themes whose footer settings are known, with the generator they belong to.
const THEMES: &[(&str, &str, &str)] = &[
    ("NexT.utils", "Hexo", "next"),
    ("class=\"next-config\"", "Hexo", "next"),
    ("hexo-theme-next", "Hexo", "next"),
    ("Fluid.", "Hexo", "fluid"),
    ("hexo-theme-fluid", "Hexo", "fluid"),
    ("hexo-theme-anzhiyu", "Hexo", "anzhiyu"),
    ("anzhiyu.", "Hexo", "anzhiyu"),
    ("hexo-theme-butterfly", "Hexo", "butterfly"),
    ("butterfly.js", "Hexo", "butterfly"),
    ("hexo-theme-keep", "Hexo", "keep"),
    ("KEEP.hexo_config", "Hexo", "keep"),
    ("hexo-theme-redefine", "Hexo", "redefine"),
    ("REDEFINE", "Hexo", "redefine"),
    ("main-nav-toggle", "Hexo", "landscape"),
    ("hexo-theme-icarus", "Hexo", "icarus"),
    ("hugo-theme-stack", "Hugo", "stack"),
    ("hugo-PaperMod", "Hugo", "papermod"),
    ("book-menu-content", "Hugo", "book"),
    ("/themes/twentytwentytwo", "WordPress", "twentyblock"),
    ("/themes/twentytwentythree", "WordPress", "twentyblock"),
    ("/themes/twentytwentyfour", "WordPress", "twentyblock"),
    ("/themes/twentytwentyfive", "WordPress", "twentyblock"),
    ("/themes/twenty", "WordPress", "twenty"),
    ("hugo-theme-next", "Hugo", "hugo-theme-next"),
    ("hugo-fixit", "Hugo", "fixit"),
    ("window.fixit", "Hugo", "fixit"),
    ("anubis2", "Hugo", "anubis2"),
    ("theme-earth", "Halo", "earth"),
    ("/themes/kratos", "WordPress", "kratos"),
    ("vuepress-theme-reco", "VuePress", "reco"),
    ("notion-next", "Next.js", "notionnext"),
    ("NotionNext", "Next.js", "notionnext"),
];

/// How much of a page's source is searched for footprints, from each end.
const REACH: usize = 48 * 1024;

/// The generator, if the page gives it away.
pub(crate) fn read(outline: &Outline<'_>, marks: &Landmarks<'_>) -> Option<Generator> {
    let contents = marks.metas.iter().filter(|meta| meta.is("generator"));
    let named = contents
        .filter_map(|meta| meta.content.as_deref())
        .find(|content| !content.trim().is_empty());
    let mut generator = match named {
        Some(content) => named_generator(content.trim()),
        None => {
            Generator { name: footprint(outline.source)?.to_owned(), version: None, theme: None }
        }
    };
    generator.theme = theme(outline.source, &generator.name);
    Some(generator)
}

/// `Hexo 7.3.0`, `WordPress 6.5`, `Hugo 0.120.4; theme …` → name and version.
fn named_generator(content: &str) -> Generator {
    let content: String = content.chars().take(80).collect();
    let mut name = Vec::new();
    for word in content.split([' ', ';', ',']).filter(|word| !word.is_empty()) {
        let digits = word.trim_start_matches(['v', 'V', 'X']);
        if digits.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty() {
            return Generator { name: name.join(" "), version: Some(word.to_owned()), theme: None };
        }
        name.push(word);
        if content.contains(';') && word.len() > 2 && content.starts_with(&format!("{word};")) {
            break;
        }
    }
    Generator { name: name.join(" "), version: None, theme: None }
}

fn ends(source: &str) -> [&[u8]; 2] {
    let bytes = source.as_bytes();
    let head = bytes.get(..REACH).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(REACH).max(head.len())..).unwrap_or_default();
    [head, tail]
}

static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostFirst)
        .build(FOOTPRINTS.iter().map(|(mark, _)| parts(mark).1))
        .ok()
});

/// A footprint's attribute name, which every page has, and the rest of it, which is rare.
fn parts(mark: &str) -> (&str, &str) {
    mark.split_at(mark.find('"').unwrap_or(0))
}

/// The generator whose footprint stands first in the list, of those that are found.
fn footprint(source: &str) -> Option<&'static str> {
    let marks = MARKS.as_ref()?;
    let found =
        ends(source).into_iter().flat_map(|part| marks.find_iter(part).map(move |it| (part, it)));
    let whole = found.filter_map(|(part, found)| {
        let (mark, name) = FOOTPRINTS.get(found.pattern().as_usize())?;
        let before = part.get(..found.start())?;
        before.ends_with(parts(mark).0.as_bytes()).then_some((found.pattern().as_usize(), *name))
    });
    whole.min().map(|(_, name)| name)
}

fn theme(source: &str, generator: &str) -> Option<String> {
    let themes = THEMES.iter().filter(|(_, of, _)| of.eq_ignore_ascii_case(generator));
    let parts = ends(source);
    themes
        .into_iter()
        .find(|(mark, _, _)| {
            parts.iter().any(|part| memchr::memmem::find(part, mark.as_bytes()).is_some())
        })
        .map(|(_, _, theme)| (*theme).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Landmarks, read};
    use crate::html::tree;

    fn generator(html: &str) -> Option<(String, Option<String>, Option<String>)> {
        let outline = tree::read(html).outline;
        read(&outline, &Landmarks::of(&outline)).map(|it| (it.name, it.version, it.theme))
    }

    #[test]
    fn the_meta_tag_names_program_and_version() {
        let found =
            generator("<meta name=generator content='Hexo 7.3.0'><script>NexT.utils</script>");
        assert_eq!(found, Some(("Hexo".into(), Some("7.3.0".into()), Some("next".into()))));
        let found = generator("<meta name='Generator' content='Discuz! X3.4'>");
        assert_eq!(found, Some(("Discuz!".into(), Some("X3.4".into()), None)));
    }

    #[test]
    fn footprints_stand_in_for_a_missing_tag() {
        assert_eq!(
            generator("<div id=\"__docusaurus\"></div>"),
            Some(("Docusaurus".into(), None, None))
        );
        assert_eq!(generator("<p>Hexo is a generator</p>"), None);
    }
}
