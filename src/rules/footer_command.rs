//! Ready-made commands for a fix: one that puts the footer into all pages, one that prints it.

use super::PageView;

/// Values of the footer that differ from the declared ones.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FooterValues<'a> {
    pub icp: Option<&'a str>,
    pub police: Option<&'a str>,
    pub owner: Option<&'a str>,
}

/// Generators of static pages and the folders that they write.
const OUTPUTS: &[(&str, Option<&str>)] = &[
    ("hexo", Some("public")),
    ("hugo", Some("public")),
    ("vitepress", Some(".vitepress/dist")),
    ("vuepress", Some("docs/.vuepress/dist")),
    ("docusaurus", Some("build")),
    ("next.js", Some("out")),
    ("nuxt", Some(".output/public")),
    ("eleventy", Some("_site")),
    ("jekyll", Some("_site")),
    ("mkdocs", Some("site")),
    ("astro", Some("dist")),
    ("gatsby", Some("public")),
    ("pelican", Some("output")),
    ("zola", Some("public")),
    ("gridea", None),
    ("docute", None),
    ("mdbook", Some("book")),
    ("sphinx", Some("_build/html")),
    ("gitbook", Some("_book")),
    ("honkit", Some("_book")),
];

/// The command for the folder that the page was read from, or that its generator writes; `folder` stands for one that
/// is not known. `None` where pages are not built.
pub(super) fn inject(
    view: &PageView<'_>,
    wanted: &FooterValues<'_>,
    folder: &str,
) -> Option<String> {
    let program = view.facts.generator.as_ref().map(|it| it.name.to_lowercase());
    let output = || {
        let program = program?;
        OUTPUTS.iter().find(|(name, _)| program.starts_with(name)).map(|it| it.1.unwrap_or(folder))
    };
    let folder = view.built.or_else(output)?;
    Some(format!("beian inject {folder}{}", options(view, wanted)))
}

/// The command that prints the footer.
pub(super) fn snippet(view: &PageView<'_>, wanted: &FooterValues<'_>) -> String {
    format!("beian snippet{}", options(view, wanted))
}

fn options(view: &PageView<'_>, wanted: &FooterValues<'_>) -> String {
    let site = view.site;
    let declared =
        (site.icp.as_ref().map(ToString::to_string), site.police_number().map(ToString::to_string));
    let icp = wanted.icp.or(declared.0.as_deref());
    let police = wanted.police.or(declared.1.as_deref());
    let owner = wanted.owner.or(site.owner.as_deref());
    let since = owner.and(site.since).map(|since| since.to_string());
    let badge = police.map(|_| "police.png");
    [
        ("icp", icp),
        ("police", police),
        ("badge", badge),
        ("owner", owner),
        ("since", since.as_deref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(format!(" --{name} {}", in_shell(value?))))
    .collect()
}

/// A word of a command line as a shell reads it.
pub fn in_shell(word: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '+');
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::in_shell;

    #[test]
    fn words_are_quoted_where_a_shell_would_read_more_into_them() {
        for (word, quoted) in [
            ("京ICP备19004817号-1", "京ICP备19004817号-1"),
            ("dist/a b", "'dist/a b'"),
            ("$(x)", "'$(x)'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ] {
            assert_eq!(in_shell(word), quoted);
        }
    }
}
